"""Adds looks to the style part of a workbook that exists, without renumbering those that are there."""

from __future__ import annotations

from ghgcalc.workbook.package import Package
from ghgcalc.workbook.spans import appended, fragment

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ORDER = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors",
    "extLst",
)  # fmt: skip
_BARE = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{_MAIN}">'
    '<fonts><font><sz val="11"/><name val="Calibri"/></font></fonts><fills><fill><patternFill patternType="none"/>'
    '</fill><fill><patternFill patternType="gray125"/></fill></fills><borders><border/></borders>'
    "<cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf/></cellXfs></styleSheet>"
)  # fmt: skip


class Styles:
    """The style part of a workbook.

    Parameters
    ----------
    package : Package
        Workbook file; a style part is added when it has none.
    """

    def __init__(self, package: Package) -> None:
        self._package = package
        self._known: dict[tuple[str, str], int] = {}
        self._part = package.related("xl/workbook.xml", "styles")
        if self._part not in package.parts:
            self._part = "xl/styles.xml"
            package.put(self._part, _BARE.encode())
            package.relate("xl/workbook.xml", "styles", self._part)
            package.declare(self._part, "styles")

    def cell(
        self, *, font: str = "", fill: str = "", wrap: bool = False, number_format: int = 0, center: bool = False
    ) -> int:
        """Return the number of a cell look, adding it when it is new.

        Parameters
        ----------
        font : str
            Markup inside ``<font>``; '' is the font of the workbook.
        fill : str
            Colour as RRGGBB; '' is none.
        wrap : bool
            Whether text breaks into lines.
        number_format : int
            Number of a built-in number format.
        center : bool
            Whether the content stands in the middle.
        """
        font_id = self._add("fonts", f"<font>{font}</font>") if font else 0
        fill_id = self._add("fills", _solid(fill, "fgColor")) if fill else 0
        across = ' horizontal="center"' if center else ""
        lines = ' wrapText="1"' if wrap else ""
        return self._add(
            "cellXfs",
            f'<xf numFmtId="{number_format}" fontId="{font_id}" fillId="{fill_id}" borderId="0" xfId="0" applyFont="1" '
            f'applyFill="1" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top"{across}{lines}/></xf>',
        )

    def highlight(self, colour: str) -> int:
        """Return the number of a fill for conditional formats, adding it when it is new."""
        return self._add("dxfs", f"<dxf>{_solid(colour, 'bgColor')}</dxf>")

    def _add(self, collection: str, markup: str) -> int:
        if (collection, markup) in self._known:
            return self._known[collection, markup]
        spans = self._package.spans(self._part, depth=2)
        root = spans[0]
        content = self._package.xml(self._part)
        parent = next((span for span in spans if span.tag == collection and len(span.parents) == 1), None)
        if parent is None:
            later = _ORDER[_ORDER.index(collection) + 1 :]
            place = next((s.start for s in spans if len(s.parents) == 1 and s.tag in later), root.closing)
            added = fragment(f"<{collection}>{markup}</{collection}>", root.prefix)
            self._package.edit(self._part, [(place, place, added)])
            number = 0
        else:
            items = [span for span in spans if span.parents == (root.tag, collection)]
            number = len(items)
            added = fragment(markup, root.prefix)
            for place, span in enumerate(items):
                if content[span.start : span.end] == added:
                    self._known[collection, markup] = place
                    return place
            edits = [appended(content, parent, added)]
            if not parent.is_empty and "count" in parent.attributes:
                head = content[parent.start : parent.opened]
                old = f'count="{parent.attributes["count"]}"'.encode()
                head = head.replace(old.replace(b'"', b"'"), old).replace(old, f'count="{number + 1}"'.encode())
                edits.append((parent.start, parent.opened, head))
            self._package.edit(self._part, edits)
        self._known[collection, markup] = number
        return number


def _solid(colour: str, place: str) -> str:
    pattern = ' patternType="solid"' if place == "fgColor" else ""
    return f'<fill><patternFill{pattern}><{place} rgb="FF{colour}"/></patternFill></fill>'
