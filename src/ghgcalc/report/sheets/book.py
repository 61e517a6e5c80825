"""A results workbook in the making: formats, safe cells, tables with widths, and print set-up."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from ghgcalc.presentation.numbers import NOT_AVAILABLE
from ghgcalc.texts import text
from ghgcalc.workbook.formats import lines_needed

#: The sheets in reading order.
SHEETS = (
    "summary", "inventory", "cells", "rows", "factors", "gases", "scope2", "base_year", "bau", "targets", "levers",
    "waterfall", "sensitivity", "esrs", "tracking", "caveats", "standard", "versions",
)  # fmt: skip
WIDEST = 62
_NOTE_WIDTH = 145
_A4, _A3 = 9, 8
#: Widest print that stays readable on A4 across [characters].
_WIDEST_ON_A4 = 200
#: A number, and a figure that a controller may change.
_NUMBER: dict[str, Any] = {"valign": "top", "align": "right"}
_INPUT: dict[str, Any] = {"font_color": "#0033AA", "bg_color": "#FFF8DC"}
FORMATS: dict[str, dict[str, Any]] = {
    "text": {"valign": "top"},
    "wrap": {"valign": "top", "text_wrap": True},
    "wrap_indented": {"valign": "top", "text_wrap": True, "align": "left", "indent": 1},
    "title": {"bold": True, "font_size": 15, "font_color": "#20262D"},
    "subtitle": {"bold": True, "font_size": 11, "font_color": "#20262D"},
    "note": {"font_color": "#5A6470", "italic": True, "valign": "top", "text_wrap": True},
    "quiet": {"font_color": "#5A6470", "italic": True, "valign": "top"},
    "head": {"bold": True, "font_color": "#FFFFFF", "bg_color": "#3B4450", "valign": "top", "text_wrap": True},
    "head_indented": {"bold": True, "font_color": "#FFFFFF", "bg_color": "#3B4450", "valign": "top", "text_wrap": True,
                      "align": "left", "indent": 1},
    "head_number": {"bold": True, "indent": 1, "font_color": "#FFFFFF", "bg_color": "#3B4450", "valign": "top",
                    "text_wrap": True, "align": "right"},
    "year": {"num_format": "0", "valign": "top", "align": "left"},
    "tonnes": {"num_format": "#,##0.0_w", **_NUMBER},
    "amount": {"num_format": "#,##0.00_w", **_NUMBER},
    "factor": {"num_format": "#,##0.000000_w", **_NUMBER},
    "input": {"num_format": "#,##0.000000_w", **_NUMBER, **_INPUT},
    "input_share": {"num_format": "0.00%_w", **_NUMBER, **_INPUT},
    "share": {"num_format": "0.0%_w", **_NUMBER},
    "number": {"num_format": "#,##0.00##_w", **_NUMBER},
    "general": _NUMBER,
    "whole": {"num_format": "#,##0_w", **_NUMBER},
    "input_number": {"num_format": "#,##0.00##_w", **_NUMBER, **_INPUT},
    "input_whole": {"num_format": "#,##0_w", **_NUMBER, **_INPUT},
    "strong": {"bold": True, "valign": "top", "top": 1},
    "strong_tonnes": {"num_format": "#,##0.0_w", "bold": True, **_NUMBER, "top": 1},
    "strong_share": {"num_format": "0.0%_w", "bold": True, **_NUMBER, "top": 1},
    "check": {"num_format": "0.000000_w", "font_color": "#5A6470", "italic": True, **_NUMBER},
}  # fmt: skip
#: Decimals that a format shows.
_DECIMALS = {
    "tonnes": 1, "strong_tonnes": 1, "amount": 2, "factor": 6, "input": 6, "check": 6, "number": 3, "input_number": 3,
}  # fmt: skip
#: How the heading of a column of words is shown; those of numbers stand to the right.
_HEADS = {"text": "head", "wrap": "head", "year": "head", "note": "head", "wrap_indented": "head_indented"}
#: Room beside wrapped words [characters].
_MARGIN = 2.5
#: How a whole number is shown where the format has decimals for others.
_WHOLE = {"number": "whole", "input_number": "input_whole"}
#: Formats of which an empty cell shows nothing.
_INVISIBLE = frozenset(
    name for name, look in FORMATS.items() if not {"bg_color", "top", "bottom", "left", "right", "border"} & look.keys()
)


class Page(Worksheet):  # type: ignore[misc]
    """A worksheet that takes formulas as they are.

    XlsxWriter looks for three dozen newer functions in every formula; those of the results use none of them.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002
        return formula.removeprefix("=")


@dataclass(frozen=True)
class Formula:
    """A formula with the value it has now, so that a viewer without recalculation shows it too."""

    formula: str
    value: float | str = 0.0


@dataclass(frozen=True)
class Column:
    """A column of a table: heading, format, and least width; of a wrapped column the most."""

    head: str
    style: str = "text"
    width: float = 0.0


class Book:
    """Wraps an XlsxWriter workbook: text stays text, a missing number is a dash, columns are as wide as needed."""

    def __init__(self, workbook: Any, language: str, *, sheets: Sequence[str] = SHEETS) -> None:
        self.workbook = workbook
        self.language = language
        self.formats = {name: workbook.add_format(properties) for name, properties in FORMATS.items()}
        self._notes: dict[str, str] = {}
        self._widths: dict[str, list[float]] = {}
        self._sheets = {key: workbook.add_worksheet(self.word(f"sheet_{key}"), Page) for key in sheets}

    def word(self, key: str, /, **values: Any) -> str:
        """Return a text of the workbook in its language."""
        return text(f"report.{key}", self.language, **values)

    def sheet(self, key: str, *, title: str, note: str = "", is_landscape: bool = True) -> Any:
        """Return a sheet with a title, ready to be printed on A4."""
        sheet = self._sheets[key]
        sheet.hide_gridlines(2)
        sheet.set_paper(_A4)
        if is_landscape:
            sheet.set_landscape()
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.set_footer("&L&A&R&P / &N")
        sheet.write_string(0, 0, title, self.formats["title"])
        sheet.set_row(0, 22)
        self._notes[sheet.get_name()] = note
        return sheet

    def ref(self, key: str) -> str:
        """Return the name of a sheet as a formula writes it."""
        name = self.word(f"sheet_{key}").replace("'", "''")
        return f"'{name}'!"

    def write(self, sheet: Any, row: int, column: int, value: Any, style: str = "text") -> None:
        """Write one cell: a formula only when it is a `Formula`, text as text, a missing number as a dash."""
        form = self.formats[style]
        kind = type(value)
        if kind is str and value:
            sheet.write_string(row, column, value, form)
        elif kind is Formula:
            sheet.write_formula(row, column, value.formula, form, value.value)
        elif value is None or kind is str:
            if style not in _INVISIBLE:  # an empty cell that shows nothing is not written at all
                sheet.write_blank(row, column, None, form)
        elif isinstance(value, bool | str):
            sheet.write_string(row, column, str(value), form)
        elif isinstance(value, int | float) or hasattr(value, "__float__"):
            number = float(value)
            if math.isfinite(number):
                if style in _WHOLE and number.is_integer():
                    form = self.formats[_WHOLE[style]]
                sheet.write_number(row, column, number, form)
            else:
                sheet.write_string(row, column, NOT_AVAILABLE, form)
        else:
            sheet.write_string(row, column, str(value), form)

    def table(
        self, sheet: Any, row: int, columns: Sequence[Column], rows: Sequence[Sequence[Any]], *,
        is_main: bool = False, styles: Sequence[Sequence[str] | None] = (), first_column: int = 0,
    ) -> int:  # fmt: skip
        """Write a table from `row` on and return the row below it; the main table is frozen and can be filtered.

        Rows with wrapped words are as high as these need; numbers may stand in a row of their own height.
        """
        known = self._widths.get(sheet.get_name(), [])[first_column:]
        lines = [math.ceil(1.1 * len(c.head) / wide) for c, wide in zip(columns, known, strict=False)]
        wrapped = [place for place, column in enumerate(columns) if column.style == "wrap" and place < len(known)]
        sheet.set_row(row, 15 * min(max([1, *lines]), 3))
        plain = [
            "wrap_indented" if place and column.style == "wrap" else column.style
            for place, column in enumerate(columns)
        ]
        for place, style in enumerate(plain):
            self.write(sheet, row, first_column + place, columns[place].head, _HEADS.get(style, "head_number"))
        for offset, values in enumerate(rows, start=1):
            own = styles[offset - 1] if offset <= len(styles) else None
            for place, value in enumerate(values):
                self.write(sheet, row + offset, first_column + place, value, (own or plain)[place])
            if not wrapped:
                continue
            words = [(values[place], known[place] - _MARGIN) for place in wrapped if isinstance(values[place], str)]
            tall = max((lines_needed(word, wide) for word, wide in words), default=1)
            if tall > 1:
                sheet.set_row(row + offset, 15 * tall)
        if is_main:
            sheet.freeze_panes(row + 1, 0)
            sheet.repeat_rows(row)
            if rows:
                sheet.autofilter(row, first_column, row + len(rows), first_column + len(columns) - 1)
        return row + len(rows) + 1

    def widths(self, columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> list[float]:
        """Return how wide every column must be for its widest value, within reason [characters]."""
        wide = []
        for place, column in enumerate(columns):
            if column.style == "wrap" and column.width:
                longest = max(
                    (_shown_width(values[place], "wrap") for values in rows if place < len(values)), default=0
                )
                room = longest + (_MARGIN - 1.5 if place else 0.0)
                wide.append(max(min(room, column.width), min(len(column.head) + 4.0, column.width)))
                continue
            longest_word = max((len(word) for word in column.head.split()), default=0) + 4
            shown = [_shown_width(values[place], column.style) for values in rows[:5000] if place < len(values)]
            wide.append(min(max([longest_word, min(len(column.head) + 3, 16), *shown, column.width]), WIDEST))
        return wide

    def arrange(self, sheet: Any, widths: Sequence[float], *, printed: int | None = None) -> None:
        """Set the column widths and the paper, and write the sheet's note in as many lines as it needs.

        `printed` is the number of columns on paper, by default all; A3 where A4 would be too small to read.
        """
        if sum(widths[:printed]) > _WIDEST_ON_A4:
            sheet.set_paper(_A3)
        for place, wide in enumerate(widths):
            sheet.set_column(place, place, wide)
        sheet.fit_to_pages(1, 0)
        self._widths[sheet.get_name()] = list(widths)
        note = self._notes.get(sheet.get_name(), "")
        last, across = 0, widths[0]
        while last + 1 < len(widths) and across + widths[last + 1] <= _NOTE_WIDTH:
            last += 1
            across += widths[last]
        if note and last:
            sheet.merge_range(1, 0, 1, last, "", self.formats["note"])
        if note:
            sheet.write_string(1, 0, note, self.formats["note"])
            sheet.set_row(1, 15 * math.ceil(len(note) * 1.08 / across))


def known(value: Any) -> Any:
    """Return a value of a frame, None when it is absent."""
    if isinstance(value, str):
        return value
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return None
    return value


def _shown_width(value: Any, style: str) -> float:
    if isinstance(value, Formula):
        value = value.value
    if value is None:
        return 0.0
    if isinstance(value, str):
        return max((len(line) for line in value.split("\n")), default=0) * 1.05 + 1.5
    if style == "general":
        return len(f"{float(value):.10g}") + 2.5
    decimals = _DECIMALS.get(style, 0)
    return len(f"{float(value):,.{decimals}f}") + 2.5 if math.isfinite(float(value)) else 3.0
