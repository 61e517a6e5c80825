"""Rewrites a filled example with some cells changed, as a person or another program would."""

import functools
import tempfile
from pathlib import Path

import xlsxwriter

from ghgcalc.errors import DataError
from ghgcalc.schema import sheet
from ghgcalc.workbook import read_workbook, write_template
from ghgcalc.workbook.container import open_container
from ghgcalc.workbook.layout import FIRST_COLUMN, FIRST_ROW


class ExcelError(str):
    """A cell that shows an Excel error."""


class Uncalculated(str):
    """A formula without a stored result."""


class Calculated(float):
    """A formula with a stored result."""


@functools.cache
def grids(example, language):
    with tempfile.TemporaryDirectory() as folder:
        file = write_template(Path(folder) / "example.xlsx", language=language, example=example)
        lists = sheet("lists").title[language]  # a third of the cells, and never read
        return tuple(
            (raw.name, tuple(tuple(row) for row in raw.rows))
            for raw in open_container(file).sheets
            if raw.name != lists
        )


def spot(sheet_id, record, column_id):
    """Return (row, column) of a cell of a record, both from 0."""
    names = [column.id for column in sheet(sheet_id).columns]
    return FIRST_ROW + record, FIRST_COLUMN + names.index(column_id)


def company_spot(column_id):
    names = [column.id for column in sheet("company").columns]
    return 4 + names.index(column_id), 2


def copy_grids(example="fashion-retailer", language="nl"):
    return {name: [list(row) for row in rows] for name, rows in grids(example, language)}


def put(book, language, sheet_id, where, value):
    rows = book[sheet(sheet_id).title[language]]
    row, column = where
    while len(rows) <= row:
        rows.append([])
    rows[row].extend([""] * (column + 1 - len(rows[row])))
    rows[row][column] = value


def save(path, book, *, hidden_rows=(), merged=()):
    """Write grids of values to a workbook; `hidden_rows` holds (sheet name, row), `merged` (sheet name, range)."""
    import datetime as dt

    options = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    with xlsxwriter.Workbook(str(path), options) as file:
        dates = file.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in book.items():
            page = file.add_worksheet(name)
            for i, row in enumerate(rows):
                for j, value in enumerate(row):
                    if isinstance(value, ExcelError):
                        page.write_formula(i, j, "=NA()", None, str(value))
                    elif isinstance(value, Uncalculated):
                        page.write_formula(i, j, str(value), None, "")
                    elif isinstance(value, Calculated):
                        page.write_formula(i, j, "=1+1", None, float(value))
                    elif isinstance(value, bool):
                        page.write_boolean(i, j, value)
                    elif isinstance(value, (int, float)):
                        page.write_number(i, j, value)
                    elif isinstance(value, (dt.date, dt.datetime)):
                        page.write_datetime(i, j, value, dates)
                    elif value != "":
                        page.write_string(i, j, str(value))
            for sheet_name, number in hidden_rows:
                if sheet_name == name:
                    page.set_row(number, None, None, {"hidden": True})
            for sheet_name, area in merged:
                if sheet_name == name:
                    page.merge_range(area, "merged")
    return path


def edited(path, changes, *, example="fashion-retailer", language="nl"):
    """Write an example with cells changed; `changes` maps (sheet id, record, column id) to a value."""
    book = copy_grids(example, language)
    for (sheet_id, record, column_id), value in changes.items():
        where = company_spot(column_id) if sheet_id == "company" else spot(sheet_id, record, column_id)
        put(book, language, sheet_id, where, value)
    return save(path, book)


def outcome(path):
    """Return how reading a file of unknown quality ends: with frames, or with sentences; anything else is raised."""
    try:
        book = read_workbook(path)
    except DataError as error:
        return f"{error}\n{error.frame('nl')}"
    return repr(book)
