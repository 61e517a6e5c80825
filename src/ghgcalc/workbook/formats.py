"""Colours, fonts and widths of a written workbook."""

from __future__ import annotations

import math
from typing import Any

from ghgcalc.schema import Column

INK, HEADER, REQUIRED, OPTIONAL, MISSING, DOUBTFUL, HELP, LINE = (
    "#12343B", "#1F5C66", "#FFF4CC", "#F3F8F8", "#F7C59F", "#E3D4F2", "#6B7B7E", "#C9D3D4",
)  # fmt: skip
_FONT = "Calibri"
_NUMBER_FORMATS = {"year": "0", "integer": "0", "share": "0%", "growth": "0.0%"}
#: Height of a line of text [points].
LINE_HEIGHT = 13.5


class Formats:
    """Creates each cell format of a workbook once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._known: dict[tuple[tuple[str, Any], ...], Any] = {}

    def get(self, **properties: Any) -> Any:
        """Return the format with the given XlsxWriter properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._known:
            self._known[key] = self._book.add_format(
                {"font_name": _FONT, "font_size": 10, "valign": "top", **properties}
            )
        return self._known[key]

    @property
    def title(self) -> Any:
        """Sheet title."""
        return self.get(bold=True, font_size=16, font_color=INK)

    @property
    def purpose(self) -> Any:
        """Sentence under the title."""
        return self.get(font_color=INK, text_wrap=True)

    @property
    def section(self) -> Any:
        """Heading on the start page."""
        return self.get(bold=True, font_size=12, font_color=INK, bottom=1, bottom_color=LINE)

    @property
    def header(self) -> Any:
        """Column header."""
        return self.get(bold=True, font_color="#FFFFFF", bg_color=HEADER, text_wrap=True, border=1, border_color=LINE)

    @property
    def help(self) -> Any:
        """Explanation under a header."""
        return self.get(italic=True, font_size=9, font_color=HELP, text_wrap=True, border=1, border_color=LINE)

    @property
    def body(self) -> Any:
        """Running text."""
        return self.get(text_wrap=True)

    @property
    def missing(self) -> Any:
        """Fill of a required cell that is still empty."""
        return self._book.add_format({"bg_color": MISSING})

    @property
    def doubtful(self) -> Any:
        """Fill of a cell that is probably not what was meant."""
        return self._book.add_format({"bg_color": DOUBTFUL})

    def cell(self, column: Column, value: Any = None, **more: Any) -> Any:
        """Return the format of an input cell; `more` properties go before those of its column."""
        properties: dict[str, Any] = {
            "bg_color": REQUIRED if column.required else OPTIONAL,
            "border": 1,
            "border_color": LINE,
            "text_wrap": column.type not in _NUMBER_FORMATS and column.type != "number",
        }
        if column.type in ("year", "integer"):
            properties["align"] = "center"
        elif column.type not in _NUMBER_FORMATS and column.type != "number":
            properties |= {"align": "left", "indent": 1}
        if column.type in _NUMBER_FORMATS:
            shown = _NUMBER_FORMATS[column.type]
            if (
                column.type == "share"
                and isinstance(value, float)
                and not math.isclose(value * 100, round(value * 100))
            ):
                shown = "0.0%"
            properties["num_format"] = shown
        elif column.type == "number" and isinstance(value, float):
            properties["num_format"] = "#,##0" if value.is_integer() else "#,##0.00##"
        return self.get(**{**properties, **more})


def lines_needed(text: str, width: float) -> int:
    """Return how many lines a text takes in a column of the given width [characters], breaking at words."""
    lines, used = 1, 0.0
    for word in text.split():
        length = len(word) * 1.02
        if used and used + 1 + length > width:
            lines, used = lines + 1, length
        else:
            used += length + (1 if used else 0)
        lines += int(length // max(width, 1.0)) if length > width else 0
    return lines
