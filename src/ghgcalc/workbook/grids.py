"""Writes table sheets: headings, explanations, input cells, drop-downs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ghgcalc.addresses import address, column_letters
from ghgcalc.schema import Column, Sheet
from ghgcalc.texts import text
from ghgcalc.workbook.drop_downs import list_formula, own_names
from ghgcalc.workbook.examples import shown_value
from ghgcalc.workbook.formats import LINE_HEIGHT, Formats, lines_needed
from ghgcalc.workbook.layout import (
    FIRST_COLUMN,
    FIRST_ROW,
    HELP_MARK,
    HELP_ROW,
    ID_MARK,
    ID_ROW,
    LABEL_MARK,
    LABEL_ROW,
    PURPOSE_ROW,
    TITLE_ROW,
)

#: Rows with input colour, and rows that have drop-downs.
_COLOURED_ROWS = 150
CHECKED_ROWS = 5_000
_PURPOSE_WIDTH = 120.0
_LAST_REPEATED = FIRST_COLUMN + 2
#: Columns [characters] from which a sheet prints on A3, and those that fit on one page of it in readable letters.
_A3_FROM, _PAGE_WIDTH = 200.0, 300.0
_ONE_PAGE_ROWS = 45
#: Characters of the explanations per character of column width, and the height of a line of them [points].
_SMALL, _SMALL_HEIGHT = 1.2, 12.0
_OPEN_LISTS = frozenset({"activity", "unit", "region", "tag"})


def write_table(
    page: Any,
    entry: Sheet,
    formats: Formats,
    language: str,
    rows: Sequence[dict[str, str]] = (),
    *,
    first_year: str = "",
) -> None:
    """Write a table sheet.

    Parameters
    ----------
    page : xlsxwriter Worksheet
        Sheet to write on.
    entry : Sheet
        Its definition.
    formats : Formats
        Cell formats of the workbook.
    language : {"en", "nl"}
        Language of the sheet.
    rows : sequence of dict
        Records of an example, in ids.
    first_year : str
        Name of the cell with the first reporting year; earlier years are coloured as doubtful.
    """
    last_column = FIRST_COLUMN + len(entry.columns) - 1
    page.set_row(TITLE_ROW, 26)
    page.write_string(TITLE_ROW, FIRST_COLUMN, entry.title[language], formats.title)
    _write_purpose(page, entry, formats, language)
    page.set_row(ID_ROW, None, None, {"hidden": True})
    for row, mark in ((ID_ROW, ID_MARK), (LABEL_ROW, LABEL_MARK), (HELP_ROW, HELP_MARK)):
        page.write_string(row, 0, mark)
    letters = {column.id: column_letters(n) for n, column in enumerate(entry.columns, start=FIRST_COLUMN)}
    coloured = max(_COLOURED_ROWS, len(rows) + 50)
    label_lines, help_lines = 1, 1
    for position, column in enumerate(entry.columns, start=FIRST_COLUMN):
        _set_width(page, entry, position)
        page.write_string(ID_ROW, position, column.id)
        page.write_string(LABEL_ROW, position, column.label[language], formats.header)
        page.write_string(HELP_ROW, position, column.help[language], formats.help)
        label_lines = max(label_lines, lines_needed(column.label[language], column.width))
        help_lines = max(help_lines, lines_needed(column.help[language], column.width * _SMALL))
        blank = formats.cell(column)
        for row in range(FIRST_ROW + len(rows), FIRST_ROW + coloured):
            page.write_blank(row, position, None, blank)
        bottom = FIRST_ROW + CHECKED_ROWS - 1
        source = list_formula(column, letters, FIRST_ROW) if column.list else ""
        if column.names_from:
            source = f"={own_names(column.names_from)}"
        add_validation(page, column, language, FIRST_ROW, position, bottom, position, source=source)
        if column.required:
            span = f"${column_letters(FIRST_COLUMN)}{FIRST_ROW + 1}:${column_letters(last_column)}{FIRST_ROW + 1}"
            criteria = f"=AND(ISBLANK({address(FIRST_ROW, position)}),COUNTA({span})>0)"
            rule = {"type": "formula", "criteria": criteria, "format": formats.missing}
            page.conditional_format(FIRST_ROW, position, bottom, position, rule)
        if criteria := _doubt(column, address(FIRST_ROW, position), source, first_year):
            rule = {"type": "formula", "criteria": criteria, "format": formats.doubtful}
            page.conditional_format(FIRST_ROW, position, bottom, position, rule)
    page.set_row(LABEL_ROW, LINE_HEIGHT * label_lines + 4)
    page.set_row(HELP_ROW, _SMALL_HEIGHT * help_lines + 4)
    for number, record in enumerate(rows, start=FIRST_ROW):
        _write_record(page, entry, formats, language, number, record)
    page.freeze_panes(FIRST_ROW, FIRST_COLUMN + 1)
    _set_up_print(page, entry, FIRST_ROW + max(len(rows) + 3, 25), last_column)


def _set_width(page: Any, entry: Sheet, position: int) -> None:
    """Give a column its width; a group of folded columns is opened by the mark above the column behind it."""
    column, options = entry.columns[position - FIRST_COLUMN], {}
    if column.folded:
        options = {"level": 1, "hidden": True}
    elif position > FIRST_COLUMN and entry.columns[position - FIRST_COLUMN - 1].folded:
        options = {"collapsed": True}
    page.set_column(position, position, column.width, None, options)


def add_validation(
    page: Any,
    column: Column,
    language: str,
    first_row: int,
    first_column: int,
    last_row: int,
    last_column: int,
    *,
    source: str = "",
) -> None:
    """Give cells their drop-down, limits and input message; `source` replaces the list of the column."""
    key = "workbook.input_required" if column.required else "workbook.input_optional"
    rule: dict[str, Any] = {
        "input_title": column.label[language][:32],
        "input_message": text(key, language, help=column.help[language])[:255],
        "ignore_blank": True,
    }
    if column.list and column.type != "words":
        is_open = column.type in _OPEN_LISTS
        rule |= {
            "validate": "list",
            "source": source or f"=list_{column.list}",
            "error_type": "warning" if is_open else "stop",
            "error_title": text("workbook.warn_title" if is_open else "workbook.error_title", language),
            "error_message": text("workbook.warn_list" if is_open else "workbook.error_list", language),
            "show_error": column.type != "text",
        }
    elif column.names_from:
        rule |= {"validate": "list", "source": source, "show_error": False}
    elif column.type == "number" and not column.signed:
        rule |= {"validate": "decimal", "criteria": ">=", "value": 0}
    elif column.type == "share":
        low = 0 if column.minimum is None else column.minimum
        rule |= {"validate": "decimal", "criteria": "between", "minimum": low, "maximum": 1}
    elif column.type == "growth":
        rule |= {"validate": "decimal", "criteria": "between", "minimum": -0.99, "maximum": 2}
    elif column.type in ("year", "integer"):
        limits: tuple[float | None, float | None]
        limits = (1990, 2100) if column.type == "year" else (column.minimum, column.maximum)
        rule |= {"validate": "integer", "criteria": "between", "minimum": limits[0], "maximum": limits[1]}
    else:
        rule |= {"validate": "any"}
    page.data_validation(first_row, first_column, last_row, last_column, rule)


def _doubt(column: Column, cell: str, source: str, first_year: str) -> str:
    """Return when a filled cell is probably not what was meant: no number, outside the years, not in its list."""
    filled = f"NOT(ISBLANK({cell}))"
    if column.type in ("number", "share", "growth", "integer"):
        sign = "" if column.signed or column.type == "growth" or (column.minimum or 0) < 0 else f",{cell}<0"
        return f"=AND({filled},OR(ISTEXT({cell}){sign}))" if sign else f"=AND({filled},ISTEXT({cell}))"
    if column.type == "year":
        is_report = first_year and column.id == "year" and column.required
        return f"=AND(ISNUMBER({cell}),ISNUMBER({first_year}),{cell}<{first_year})" if is_report else ""
    if column.names_from:
        known = column.names_from.replace(".", "_")
        return f"=AND({filled},COUNTA({known})>0,COUNTIF({known},{cell})=0)"
    if column.list and column.type not in ("words", "text"):
        return f"=AND({filled},ISNA(MATCH({cell},{source.lstrip('=')},0)))"
    return ""


def cell_address(row: int, column: int, is_absolute: bool = False) -> str:
    """Return the address of a cell, with dollar signs when absolute."""
    return f"${column_letters(column)}${row + 1}" if is_absolute else address(row, column)


def _write_purpose(page: Any, entry: Sheet, formats: Formats, language: str) -> None:
    is_wide = _pages(entry) > 1
    width, last = 0.0, FIRST_COLUMN
    for position, column in enumerate(entry.columns, start=FIRST_COLUMN):
        if width >= _PURPOSE_WIDTH or (is_wide and position > _LAST_REPEATED):
            break  # a wide sheet stays inside the columns repeated on every page
        width, last = width + _shown_width(column), position
    page.merge_range(PURPOSE_ROW, FIRST_COLUMN, PURPOSE_ROW, last, "", formats.purpose)
    page.write_string(PURPOSE_ROW, FIRST_COLUMN, entry.purpose[language], formats.purpose)
    page.set_row(PURPOSE_ROW, LINE_HEIGHT * lines_needed(entry.purpose[language], width) + 6)


def _write_record(page: Any, entry: Sheet, formats: Formats, language: str, row: int, record: dict[str, str]) -> None:
    tall = 1
    for position, column in enumerate(entry.columns, start=FIRST_COLUMN):
        value = shown_value(column, record, language)
        if value is None:
            page.write_blank(row, position, None, formats.cell(column))
        elif isinstance(value, int | float):
            page.write_number(row, position, value, formats.cell(column, float(value)))
        else:
            page.write_string(row, position, value, formats.cell(column))
            tall = max(tall, lines_needed(value, column.width - 1))
    page.set_row(row, LINE_HEIGHT * tall + 2)


def _shown_width(column: Column) -> float:
    return 0.0 if column.folded else column.width


def _pages(entry: Sheet) -> int:
    """Return how many pages side by side a sheet takes, the first columns repeated on each."""
    width = sum(map(_shown_width, entry.columns))
    repeated = sum(map(_shown_width, entry.columns[: _LAST_REPEATED + 1 - FIRST_COLUMN]))
    return 1 if width <= _PAGE_WIDTH else math.ceil((width - repeated) / (_PAGE_WIDTH - repeated))


def _set_up_print(page: Any, entry: Sheet, last_row: int, last_column: int) -> None:
    if sum(map(_shown_width, entry.columns)) > _A3_FROM:
        page.set_paper(8)
    page.fit_to_pages(_pages(entry), 1 if last_row < _ONE_PAGE_ROWS else 0)
    page.repeat_rows(LABEL_ROW, HELP_ROW)
    if _pages(entry) > 1:
        page.repeat_columns(FIRST_COLUMN, _LAST_REPEATED)
    page.print_area(0, FIRST_COLUMN, last_row, last_column)
