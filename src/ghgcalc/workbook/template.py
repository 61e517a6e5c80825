"""Writes the template, empty or filled with a worked example, in English or Dutch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from ghgcalc.errors import DataError, Problem
from ghgcalc.files import write_bytes
from ghgcalc.schema import Sheet, sheets
from ghgcalc.texts import check_language, text
from ghgcalc.workbook.drop_downs import own_names, write_lists
from ghgcalc.workbook.examples import Example, load_example, shown_value
from ghgcalc.workbook.formats import (
    DOUBTFUL,
    HEADER,
    LINE,
    LINE_HEIGHT,
    MISSING,
    OPTIONAL,
    REQUIRED,
    Formats,
    lines_needed,
)
from ghgcalc.workbook.grids import CHECKED_ROWS, add_validation, cell_address, write_table
from ghgcalc.workbook.layout import FIRST_COLUMN, FIRST_ROW, LABEL_MARK, stamp_text

#: The file carries no clock: the same input gives the same workbook.
CREATED = dt.datetime(2026, 1, 1)
_LEGEND = {
    "required": REQUIRED, "optional": OPTIONAL, "missing": MISSING, "doubtful": DOUBTFUL, "heading": HEADER,
}  # fmt: skip
_STEPS = 8
_RULES = 5
#: What a reader may still do on a sheet whose formulas are protected; there is no password.
_PROTECTION = {"select_locked_cells": True, "select_unlocked_cells": True, "format_columns": True, "format_rows": True}


def write_template(path: str | Path, *, language: str = "nl", example: str | None = None) -> Path:
    """Write a workbook to fill in.

    Parameters
    ----------
    path : str or Path
        File to write (.xlsx); an existing file is replaced.
    language : {"nl", "en"}
        Language of everything on the sheets.
    example : str or None
        Name of a worked example that fills the sheets (see `examples`); None leaves them empty.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    DataError
        If there is no such example, the name does not end in .xlsx, or the file cannot be written.
    ValueError
        If the language is not available.

    Examples
    --------
    >>> import tempfile
    >>> write_template(Path(tempfile.mkdtemp()) / "empty.xlsx", language="en").name
    'empty.xlsx'
    """
    import xlsxwriter

    language = check_language(language)
    content = load_example(example) if example else None
    file = Path(path)
    if file.suffix.casefold() != ".xlsx":
        raise DataError([Problem("template_ending", file.name)])
    stream = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": "ghgcalc", "subject": text("workbook.subject", language), "created": CREATED})
        book.set_size(2400, 1500)
        formats = Formats(book)
        pages = {entry.id: book.add_worksheet(entry.title[language]) for entry in sheets()}
        offered = {column.names_from for entry in sheets() for column in entry.columns}
        for entry in sheets():
            page = pages[entry.id]
            page.set_column(0, 0, 2, None, {"hidden": True})
            page.write_string(0, 0, stamp_text(entry.id, language))
            page.hide_gridlines(2)
            page.set_paper(9)
            if entry.kind != "text":
                page.set_landscape()
            page.set_margins(0.4, 0.4, 0.6, 0.6)
            page.set_footer(f"&L&A&R{text('workbook.footer', language)}")
            if entry.kind == "text":
                _write_start(page, formats, language, content)
            elif entry.kind == "form":
                _write_form(
                    page, entry, formats, language, {"language": language, **(content.company if content else {})}
                )
                for number, column in enumerate(entry.columns, start=4):
                    place = f"='{entry.title[language]}'!{cell_address(number, 2, True)}"
                    book.define_name(f"{entry.id}_{column.id}", place)
            elif entry.kind == "table":
                rows = content.rows.get(entry.id, ()) if content else ()
                write_table(page, entry, formats, language, rows, first_year="company_first_year")
                for number, column in enumerate(entry.columns, start=FIRST_COLUMN):
                    first = cell_address(FIRST_ROW, number, True)
                    last = cell_address(FIRST_ROW + CHECKED_ROWS - 1, number, True)
                    area = f"'{entry.title[language]}'!{first}:{last}"
                    book.define_name(f"{entry.id}_{column.id}", f"={area}")
                    if f"{entry.id}.{column.id}" in offered:
                        start = f"'{entry.title[language]}'!{first}"
                        shown = f"=OFFSET({start},0,0,MAX(1,COUNTA({area})),1)"
                        book.define_name(own_names(f"{entry.id}.{column.id}"), shown)
            else:
                write_lists(book, page, entry, formats, language, sheets())
                page.protect("", _PROTECTION)
        pages["start"].activate()
    return write_bytes(file, stream.getvalue())


def _write_start(page: Any, formats: Formats, language: str, content: Example | None) -> None:
    page.set_column(1, 1, 5)
    page.set_column(2, 2, 30)
    page.set_column(3, 3, 92)
    page.set_column(4, 4, 12)
    page.set_row(0, 26)
    page.write_string(0, 1, text("workbook.start.title", language), formats.title)
    wide = 140.0
    row = _merged(page, 1, text("workbook.start.intro", language), formats, wide)
    if content:
        mark = text("workbook.start.fictional", language, name=content.title[language])
        row = _merged(page, row, mark, formats, wide, formats.get(bold=True, font_color="#A23B00", text_wrap=True))
    row = _section(page, row + 1, text("workbook.start.steps", language), formats)
    for number in range(1, _STEPS + 1):
        page.write_number(row, 1, number, formats.get(bold=True, align="center"))
        row = _merged(page, row, text(f"workbook.start.step{number}", language), formats, wide, first=2)
    row = _section(page, row + 1, text("workbook.start.legend", language), formats)
    for key, colour in _LEGEND.items():
        page.write_blank(row, 1, None, formats.get(bg_color=colour, border=1, border_color=LINE))
        row = _merged(page, row, text(f"workbook.start.{key}", language), formats, wide, first=2)
    row = _section(page, row + 1, text("workbook.start.sheets", language), formats)
    page.write_string(row - 1, 4, text("workbook.start.filled", language), formats.section)
    for target in sheets():
        if target.kind in ("form", "table"):
            name = target.title[language]
            link = formats.get(font_color="#1155CC", underline=1)
            page.write_url(row, 2, f"internal:'{name}'!B1", link, name)
            page.write_string(row, 3, target.purpose[language], formats.body)
            count, filled = _filled(target, language, content)
            page.write_formula(row, 4, count, formats.get(align="center"), filled)
            page.set_row(row, LINE_HEIGHT * lines_needed(target.purpose[language], 100) + 3)
            row += 1
    row = _section(page, row + 1, text("workbook.start.rules", language), formats)
    for number in range(1, _RULES + 1):
        page.write_string(row, 1, "•", formats.get(align="center"))
        row = _merged(page, row, text(f"workbook.start.rule{number}", language), formats, wide, first=2)
    page.fit_to_pages(1, 0)
    page.print_area(0, 1, row, 4)
    page.protect("", _PROTECTION)


def _filled(target: Sheet, language: str, content: Example | None) -> tuple[str, int]:
    """Return the formula that counts the rows filled in on a sheet, and its result."""
    name = target.title[language]
    if target.kind == "form":
        answers = {"language": language, **(content.company if content else {})}
        known = sum(shown_value(column, answers, language) is not None for column in target.columns)
        return f"=COUNTA('{name}'!$C$5:$C${4 + len(target.columns)})", known
    key = next(position for position, column in enumerate(target.columns) if column.required)
    column = cell_address(FIRST_ROW, FIRST_COLUMN + key, True).rstrip("0123456789")
    rows = content.rows.get(target.id, ()) if content else ()
    known = sum(shown_value(target.columns[key], row, language) is not None for row in rows)
    return f"=COUNTA('{name}'!{column}{FIRST_ROW + 1}:{column}{FIRST_ROW + CHECKED_ROWS})", known


def _merged(
    page: Any, row: int, words: str, formats: Formats, width: float, style: Any = None, *, first: int = 1
) -> int:
    style = style or (formats.body if first == 1 else formats.get(text_wrap=True, align="left", indent=1))
    page.merge_range(row, first, row, 3, "", style)
    page.write_string(row, first, words, style)
    page.set_row(row, LINE_HEIGHT * lines_needed(words, width) + 3)
    return row + 1


def _section(page: Any, row: int, words: str, formats: Formats) -> int:
    page.set_row(row, 20)
    for column in range(1, 5):
        page.write_blank(row, column, None, formats.section)
    page.write_string(row, 1, words, formats.section)
    return row + 1


def _write_form(page: Any, entry: Sheet, formats: Formats, language: str, answers: Mapping[str, str]) -> None:
    page.set_column(1, 1, 32)
    page.set_column(2, 2, 42)
    page.set_column(3, 3, 84)
    page.set_row(0, 26)
    page.write_string(0, 1, entry.title[language], formats.title)
    page.merge_range(1, 1, 1, 3, "", formats.purpose)
    page.write_string(1, 1, entry.purpose[language], formats.purpose)
    page.write_string(3, 0, LABEL_MARK)
    for position, key in enumerate(("field", "answer", "help"), start=1):
        page.write_string(3, position, text(f"workbook.form.{key}", language), formats.header)
    for row, column in enumerate(entry.columns, start=4):
        page.write_string(row, 0, column.id)
        page.write_string(row, 1, column.label[language], formats.get(bold=True, text_wrap=True))
        value = shown_value(column, answers, language)
        if value is None:
            page.write_blank(row, 2, None, formats.cell(column))
        elif isinstance(value, int | float):
            page.write_number(row, 2, value, formats.cell(column, float(value), align="left", indent=1))
        else:
            page.write_string(row, 2, value, formats.cell(column))
        page.write_string(row, 3, column.help[language], formats.help)
        tall = max(lines_needed(column.help[language], 100), lines_needed(str(value or ""), 40))
        page.set_row(row, LINE_HEIGHT * tall + 5)
        add_validation(page, column, language, row, 2, row, 2)
        if column.required:
            criteria = f"=ISBLANK({cell_address(row, 2)})"
            page.conditional_format(
                row, 2, row, 2, {"type": "formula", "criteria": criteria, "format": formats.missing}
            )
    page.freeze_panes(4, 0)
    page.fit_to_pages(1, 0)
    page.print_area(0, 1, 3 + len(entry.columns), 3)
