"""Changes a sheet of a workbook that exists: elements in their order, highlighted cells, and sheets made by ghgcalc."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ghgcalc.addresses import column_letters
from ghgcalc.workbook.layout import stamp_text
from ghgcalc.workbook.package import Package
from ghgcalc.workbook.spans import Edit, cell_markup, escaped, fragment

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#: What may stand in a sheet, in the order that the format asks for.
_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins",
    "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors",
    "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects",
    "AlternateContent", "controls", "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
#: A formula that is always true and that nobody else writes, so that the highlight can be found again.
_MARK = 'LEN("ghgcalc")=7'
_CELLS_PER_RULE = 500
_PRIORITY = re.compile(rb"""<(?:\w+:)?cfRule\s[^>]*?\bpriority=["'](\d{1,9})["']""")


def inserted(package: Package, part: str, tag: str, markup: str) -> bytes:
    """Return a sheet with an element added where the format wants it, behind others of its kind."""
    content = package.xml(part)
    spans = package.spans(part, depth=1)
    later = _ORDER[_ORDER.index(tag) + 1 :]
    place = next((span.start for span in spans[1:] if span.tag in later), spans[0].closing)
    return content[:place] + fragment(markup, spans[0].prefix) + content[place:]


def highlight(package: Package, part: str, cells: Sequence[str], look: int) -> None:
    """Colour cells through a conditional format, which leaves the formats of the cells alone.

    It goes before the conditional formats that are there: in the file, where LibreOffice looks, and by its priority,
    where Excel looks.
    """
    if not cells:
        return
    rule = f'<cfRule type="expression" dxfId="{look}" priority="1"><formula>{escaped(_MARK)}</formula></cfRule>'
    areas = [" ".join(cells[start : start + _CELLS_PER_RULE]) for start in range(0, len(cells), _CELLS_PER_RULE)]
    markup = "".join(f'<conditionalFormatting sqref="{area}">{rule}</conditionalFormatting>' for area in areas)
    spans = package.spans(part, depth=1)
    first = next((span.start for span in spans if span.tag == "conditionalFormatting"), None)
    if first is None:
        package.put(part, inserted(package, part, "conditionalFormatting", markup))
    else:
        package.edit(part, [(first, first, fragment(markup, spans[0].prefix))])


def make_room_for_highlights(package: Package, part: str) -> None:
    """Move the conditional formats of a sheet down by one when one of them has the first priority."""
    _move_priorities(package, part, by=1, when=lambda lowest: lowest <= 1)


def remove_highlights(package: Package, part: str) -> None:
    """Take away the colours that `highlight` gave, also after Excel has saved the workbook."""
    content = package.xml(part)
    mark = {escaped(_MARK).encode(), _MARK.encode()}
    edits: list[Edit] = [
        (span.start, span.end, b"")
        for span in package.spans(part, depth=1)
        if span.tag == "conditionalFormatting" and any(m in content[span.start : span.end] for m in mark)
    ]
    package.edit(part, edits)
    if edits:
        _move_priorities(package, part, by=-1, when=lambda lowest: lowest > 1)


def _move_priorities(package: Package, part: str, *, by: int, when: Callable[[int], bool]) -> None:
    content = package.xml(part)
    begin = content.rfind(b"sheetData")
    found = list(_PRIORITY.finditer(content, max(begin, 0)))
    if found and when(min(int(match[1]) for match in found)):
        package.edit(part, [(*match.span(1), str(int(match[1]) + by).encode()) for match in found])


@dataclass(frozen=True)
class Cell:
    """A cell of a sheet that ghgcalc makes: text or number, look, and where a click on it leads."""

    value: str | float | None
    look: int = 0
    link: str = ""


def made_sheet(
    kind: str, language: str, rows: Sequence[Sequence[Cell]], widths: Sequence[float], *, heights: Sequence[float] = (),
    frozen: int = 0,
) -> bytes:  # fmt: skip
    """Return a sheet with a hidden stamp in its first column, so that reading knows that it is not the company's.

    Parameters
    ----------
    kind : str
        What the sheet is, such as ``check``.
    language : {"en", "nl"}
        Language of its words.
    rows : sequence of sequence of Cell
        Content from cell B1 on.
    widths : sequence of float
        Width per column from B on [characters].
    heights : sequence of float
        Height per row [points]; 0 leaves it to the program.
    frozen : int
        Rows that stay in sight.
    """
    lines, links = [], []
    for number, row in enumerate(rows, start=1):
        cells = [cell_markup(f"A{number}", stamp_text(kind, language), 0)] if number == 1 else []
        for position, cell in enumerate(row, start=1):
            where = f"{column_letters(position)}{number}"
            cells.append(cell_markup(where, cell.value, cell.look))
            if cell.link:
                links.append(f'<hyperlink ref="{where}" location="{escaped(cell.link)}"/>')
        height = heights[number - 1] if number <= len(heights) else 0
        tall = f' ht="{height:g}" customHeight="1"' if height else ""
        lines.append(f'<row r="{number}"{tall}>{"".join(cells)}</row>')
    pane = f'<pane ySplit="{frozen}" topLeftCell="A{frozen + 1}" activePane="bottomLeft" state="frozen"/>'
    view = f'<sheetView showGridLines="0" workbookViewId="0">{pane if frozen else ""}</sheetView>'
    columns = "".join(
        f'<col min="{i}" max="{i}" width="{width:g}" customWidth="1"/>' for i, width in enumerate(widths, start=2)
    )
    hyperlinks = f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""
    return (b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + fragment(
        f'<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>{view}</sheetViews>'
        f'<cols><col min="1" max="1" width="2" hidden="1" customWidth="1"/>{columns}</cols>'
        f"<sheetData>{''.join(lines)}</sheetData>{hyperlinks}"
        '<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    ))  # fmt: skip


def put_made_sheet(package: Package, name: str, content: bytes, *, existing: str = "") -> None:
    """Add a sheet that ghgcalc made, or replace the `existing` one of the same kind, and open the workbook on it."""
    parts = package.sheet_parts()
    if existing in parts:
        package.put(parts[existing], content)
        package.open_on(existing)
        return
    taken = {title.casefold() for title in parts}
    title, number = name, 2
    while title.casefold() in taken:
        title, number = f"{name} ({number})", number + 1
    package.add_sheet(title, content)
    package.open_on(title)
