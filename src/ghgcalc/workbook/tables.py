"""Reads one sheet into columns of checked values, noting every problem with its cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from ghgcalc.addresses import address, column_letters
from ghgcalc.errors import Problem, Severity
from ghgcalc.factors.activities import fold
from ghgcalc.schema import Column, Sheet
from ghgcalc.workbook.cell_marks import Place
from ghgcalc.workbook.cells import blank_of, parser_for
from ghgcalc.workbook.container import RawSheet
from ghgcalc.workbook.layout import Located, locate
from ghgcalc.workbook.merged import NUMERIC, spread_merged
from ghgcalc.workbook.notation import unclear_numbers
from ghgcalc.workbook.values import is_blank

#: Cells of this many rows are searched for the value beside a label of a form.
_FORM_WIDTH = 4


@dataclass(frozen=True)
class Table:
    """The checked rows of one sheet.

    Parameters
    ----------
    sheet : Sheet
        Definition.
    name : str
        Sheet name as shown.
    rows : list of int
        Row (from 0) of every record.
    values : dict of str to list
        Checked values per column; a refused or blank cell holds the blank of its column.
    positions : mapping of str to int
        Column (from 0) per machine id.
    problems : tuple of Problem
        In reading order.
    """

    sheet: Sheet
    name: str
    rows: list[int]
    values: dict[str, list[Any]]
    positions: dict[str, int]
    problems: tuple[Problem, ...]

    def cell(self, record: int, column: str) -> str:
        """Return the address of a cell of a record; the first cell of the row when the column is not there."""
        return address(self.rows[record], self.positions.get(column, min(self.positions.values(), default=0)))

    def cells(self, column: str) -> list[str]:
        """Return the addresses of a column, one per record; see `cell`."""
        letters = column_letters(self.positions.get(column, min(self.positions.values(), default=0)))
        return [f"{letters}{row + 1}" for row in self.rows]

    def problem(
        self, code: str, record: int, name: str, value: Any = None, /, *, severity: Severity = "error", **params: Any
    ) -> Problem:
        """Describe a problem with the cell of a record in the column called `name`."""
        return Problem(code, value, self.name, self.cell(record, name), params, severity)


def read_table(raw: RawSheet, sheet: Sheet, language: str) -> Table:
    """Read a table sheet.

    Parameters
    ----------
    raw : RawSheet
        Contents of the sheet.
    sheet : Sheet
        Its definition.
    language : {"en", "nl"}
        Language of the workbook.
    """
    located = locate(raw, sheet)
    if located is None:
        filled = any(not is_blank(value) for row in raw.rows for value in row)
        problems = (Problem("sheet_without_header", raw.name, raw.name, "A1"),) if filled else ()
        return Table(sheet, raw.name, [], {column.id: [] for column in sheet.columns}, {}, problems)
    rows = list(_filled_rows(raw, located))
    columns = {position: sheet.column(name) for name, position in located.columns.items()}
    lines, hidden = spread_merged(raw.merged, columns, rows, [raw.rows[row] for row in rows])
    shortest = min(map(len, lines), default=0)
    found: list[tuple[int, int, Problem]] = []
    values: dict[str, list[Any]] = {}
    for column in sheet.columns:
        position = located.columns.get(column.id)
        if position is None:
            values[column.id] = [blank_of(column)] * len(rows)
            if column.required and rows:
                where = address(located.header_row, min(columns))
                head = Problem("column_missing", column.label[language], raw.name, where)
                found.append((-1, -1, head))
        else:
            values[column.id] = _read_column(
                raw, column, position, rows, _cells(lines, position, shortest), language, found, hidden
            )
    for position, name in located.doubled:
        where = address(located.header_row, position)
        found.append((-1, position, Problem("column_twice", sheet.column(name).label[language], raw.name, where)))
    problems_in_order = [problem for _, _, problem in sorted(found, key=lambda item: item[:2])]
    problems_in_order += list(_extra_columns(raw, located))
    return Table(sheet, raw.name, rows, values, dict(located.columns), tuple(problems_in_order))


def read_form(raw: RawSheet, sheet: Sheet, language: str) -> Table:
    """Read a form sheet: one value per line, found by machine id or by label.

    Returns a table with one record; `rows` holds the row of every field in schema order, `positions` the column of its
    answer.
    """
    values: dict[str, list[Any]] = {}
    problems: list[Problem] = []
    rows: list[int] = []
    positions: dict[str, int] = {}
    for column in sheet.columns:
        row, position = find_field(raw, column)
        rows.append(row)
        positions[column.id] = position
        if row < 0:
            values[column.id] = [blank_of(column)]
            if column.required:
                problems.append(Problem("field_missing", column.label[language], raw.name, "A1"))
            continue
        noted: list[tuple[int, int, Problem]] = []
        cells = _cells([raw.rows[row]], position, len(raw.rows[row]))
        values[column.id] = _read_column(raw, column, position, [row], cells, language, noted)
        problems += [
            replace(problem, code="field_empty") if problem.code == "cell_missing" else problem
            for _, _, problem in noted
        ]
    return Table(sheet, raw.name, rows, values, positions, tuple(problems))


def in_own_cells(problems: Iterable[Problem], table: Table) -> list[Problem]:
    """Point problems that name a column by its label at the cell of that column, in the row that they stand at."""
    columns = {column.label["en"]: column.id for column in table.sheet.columns}
    rows = {address(row, place): record for record, row in enumerate(table.rows) for place in table.positions.values()}
    found = []
    for problem in problems:
        name, record = columns.get(str(problem.params.get("column_en", "")), ""), rows.get(problem.cell)
        if problem.sheet == table.name and record is not None and name in table.positions:
            found.append(replace(problem, cell=table.cell(record, name)))
        else:
            found.append(problem)
    return found


def form_cell(table: Table, column_id: str) -> str:
    """Return the address of the answer to a line of a form; its first cell when the line is not there."""
    row = table.rows[[column.id for column in table.sheet.columns].index(column_id)]
    return address(row, table.positions[column_id]) if row >= 0 else "A1"


def _read_column(
    raw: RawSheet,
    column: Column,
    position: int,
    rows: list[int],
    cells: list[Any],
    language: str,
    found: list[tuple[int, int, Problem]],
    hidden: Mapping[Place, Place] = MappingProxyType({}),
) -> list[Any]:
    parse = parser_for(column, language)
    blank = blank_of(column)
    absent = Problem("cell_missing", "", params={"column": column.label[language]}) if column.required else None
    marked = {row for row, where in (*raw.errors, *raw.uncalculated) if where == position}
    # True equals 1, so only a column that holds both kinds needs keys that tell them apart
    keys: list[Any] = [(value.__class__, value) for value in cells] if bool in set(map(type, cells)) else cells
    known: dict[Any, Any] = {}
    problems: dict[Any, Problem] = {}
    for key in dict.fromkeys(keys):
        value = key[1] if keys is not cells else key
        result, problem = (blank, absent) if is_blank(value) else parse(value)
        known[key] = blank if problem else result
        if problem:
            problems[key] = problem
    if column.type in NUMERIC:
        for value, problem in unclear_numbers(known, problems, language).items():
            if problem.severity == "error":
                problems[value], known[value] = problem, blank
            else:
                row = rows[keys.index(value)]
                found.append((row, position, problem.at(raw.name, address(row, position))))
    values = list(map(known.__getitem__, keys))
    under = {row: first for (row, where), first in hidden.items() if where == position}
    if marked or problems or under:
        for record, row in enumerate(rows):
            problem = problems.get(keys[record])
            if row in marked:
                values[record], problem = blank, _marked_problem(raw, row, position, cells[record])
            elif row in under:
                params = {"first": address(*under[row]), "column": column.label[language]}
                values[record], problem = blank, Problem("cell_merged", "", params=params)
            if problem is not None:
                found.append((row, position, replace(problem, sheet=raw.name, cell=address(row, position))))
    return values


def _marked_problem(raw: RawSheet, row: int, position: int, value: Any) -> Problem:
    if (row, position) in raw.errors:
        shown = raw.errors[row, position]
        return Problem("cell_excel_error", shown) if shown else Problem("cell_damaged")
    return Problem("cell_not_calculated", "" if is_blank(value) else value)


def _filled_rows(raw: RawSheet, located: Located) -> Iterator[int]:
    positions = list(located.columns.values())
    marked = {row for row, column in raw.errors if column in positions}
    for number in range(located.first_row, len(raw.rows)):
        row = raw.rows[number]
        for position in positions:
            if position < len(row) and row[position] != "" and not is_blank(row[position]):
                yield number
                break
        else:
            if number in marked:
                yield number


def _cells(lines: list[list[Any]], position: int, shortest: int) -> list[Any]:
    """Return one column of the lines; '' where a line ends before it."""
    if position < shortest:
        return list(map(itemgetter(position), lines))
    return [line[position] if position < len(line) else "" for line in lines]


def _extra_columns(raw: RawSheet, located: Located) -> Iterator[Problem]:
    for position, header in located.extra:
        if any(position < len(row) and not is_blank(row[position]) for row in raw.rows[located.first_row :]):
            where = address(located.header_row, position)
            yield Problem("column_unknown", header, raw.name, where, severity="warning")


def find_field(raw: RawSheet, column: Column) -> tuple[int, int]:
    """Return row and column (from 0) of the answer to a line of a form; (-1, -1) when the line is not there."""
    for number, row in enumerate(raw.rows):
        if row and isinstance(row[0], str) and row[0].strip() == column.id:
            return number, 2
    labels = {fold(label) for label in column.label.values()}
    for number, row in enumerate(raw.rows):
        for position, value in enumerate(row[:_FORM_WIDTH]):
            if isinstance(value, str) and fold(value) in labels:
                return number, position + 1
    return -1, -1
