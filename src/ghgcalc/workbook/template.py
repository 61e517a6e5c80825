"""Writes the template, empty or filled with a worked example, in English or Dutch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from ghgcalc.errors import DataError, Problem
from ghgcalc.files import write_bytes
from ghgcalc.schema import Sheet, sheets
from ghgcalc.texts import check_language, text
from ghgcalc.workbook.examples import Example, load_example, shown_value
from ghgcalc.workbook.formats import HEADER, LINE, LINE_HEIGHT, MISSING, OPTIONAL, REQUIRED, Formats, lines_needed
from ghgcalc.workbook.grids import add_validation, cell_address, write_table
from ghgcalc.workbook.layout import LABEL_MARK, stamp_text
from ghgcalc.workbook.words import word_list

#: The file carries no clock: the same input gives the same workbook.
CREATED = dt.datetime(2026, 1, 1)
_STEPS = 6
_RULES = 3
_FIRST_LIST_ROW = 4


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
        for entry in sheets():
            page = pages[entry.id]
            page.set_column(0, 0, 2, None, {"hidden": True})
            page.write_string(0, 0, stamp_text(entry.id, language))
            page.hide_gridlines(2)
            page.set_paper(9)
            page.set_landscape()
            page.set_margins(0.4, 0.4, 0.6, 0.6)
            page.set_footer(f"&L&A&R{text('workbook.footer', language)}")
            if entry.kind == "text":
                _write_start(page, formats, language, content)
            elif entry.kind == "form":
                _write_form(
                    page, entry, formats, language, {"language": language, **(content.company if content else {})}
                )
            elif entry.kind == "table":
                write_table(page, entry, formats, language, content.rows.get(entry.id, ()) if content else ())
            else:
                write_lists(book, page, entry, formats, language, sheets())
        pages["start"].activate()
    return write_bytes(file, stream.getvalue())


def _write_start(page: Any, formats: Formats, language: str, content: Example | None) -> None:
    page.set_column(1, 1, 5)
    page.set_column(2, 2, 30)
    page.set_column(3, 3, 92)
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
    for key, colour in (("required", REQUIRED), ("optional", OPTIONAL), ("missing", MISSING), ("heading", HEADER)):
        page.write_blank(row, 1, None, formats.get(bg_color=colour, border=1, border_color=LINE))
        row = _merged(page, row, text(f"workbook.start.{key}", language), formats, wide, first=2)
    row = _section(page, row + 1, text("workbook.start.sheets", language), formats)
    for target in sheets():
        if target.kind in ("form", "table"):
            name = target.title[language]
            link = formats.get(font_color="#1155CC", underline=1)
            page.write_url(row, 2, f"internal:'{name}'!B1", link, name)
            page.write_string(row, 3, target.purpose[language], formats.body)
            page.set_row(row, LINE_HEIGHT * lines_needed(target.purpose[language], 100) + 3)
            row += 1
    row = _section(page, row + 1, text("workbook.start.rules", language), formats)
    for number in range(1, _RULES + 1):
        page.write_string(row, 1, "•", formats.get(align="center"))
        row = _merged(page, row, text(f"workbook.start.rule{number}", language), formats, wide, first=2)
    page.fit_to_pages(1, 1)
    page.print_area(0, 1, row, 3)


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
    for column in (1, 2, 3):
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
            page.write_number(row, 2, value, formats.get(align="left", indent=1, **_input(column.required)))
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


def _input(required: bool) -> dict[str, Any]:
    return {"bg_color": REQUIRED if required else OPTIONAL, "border": 1, "border_color": LINE, "num_format": "0"}


def write_lists(book: Any, page: Any, entry: Sheet, formats: Formats, language: str, owners: Iterable[Sheet]) -> None:
    """Write the drop-down lists that the columns of some sheets use, on a hidden sheet with a name each."""
    page.write_string(0, 1, entry.title[language], formats.title)
    page.write_string(1, 1, entry.purpose[language], formats.get(font_color="#12343B"))
    name = entry.title[language]
    used: dict[str, str] = {}
    for owner in owners:
        for column in owner.columns:
            if column.list:
                used.setdefault(column.list, column.label[language])
    for position, (list_name, label) in enumerate(used.items(), start=1):
        words = word_list(list_name).labels(language)
        page.set_column(position, position, min(60, max(len(word) for word in (label, *words)) + 2))
        page.write_string(_FIRST_LIST_ROW - 1, position, label, formats.header)
        for row, word in enumerate(words, start=_FIRST_LIST_ROW):
            page.write_string(row, position, word, formats.get())
        first, last = (
            cell_address(_FIRST_LIST_ROW, position, True),
            cell_address(_FIRST_LIST_ROW + max(len(words), 1) - 1, position, True),
        )
        book.define_name(f"list_{list_name}", f"='{name}'!{first}:{last}")
    page.hide()
