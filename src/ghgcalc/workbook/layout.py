"""Where things stand on a sheet: hidden machine ids, labels, explanations and the first row of data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ghgcalc.factors.activities import fold
from ghgcalc.schema import Sheet, schema_version, sheets
from ghgcalc.workbook.container import RawSheet
from ghgcalc.workbook.values import is_blank, parse_text

#: Marks in the hidden first column.
ID_MARK, LABEL_MARK, HELP_MARK = "#id", "#label", "#help"
#: Rows (from 0) of a table sheet as the template writes it; data follow.
TITLE_ROW, PURPOSE_ROW, ID_ROW, LABEL_ROW, HELP_ROW, FIRST_ROW = 0, 1, 2, 3, 4, 5
#: First column of data (from 0); the column before it is hidden.
FIRST_COLUMN = 1
#: Kinds of sheets that ghgcalc adds to a workbook; they are not read.
GENERATED = ("check", "rollforward")
#: How the machine ids of columns begin that ghgcalc adds to a table; they are not read.
LAST_YEAR = "last_year"
_SEARCH_ROWS = 25
_STAMP = re.compile(r"ghgcalc:(\d+):(en|nl):(\w+)")


@dataclass(frozen=True)
class Stamp:
    """What the hidden first cell of a template sheet says about it."""

    version: int
    language: str
    sheet: str


@dataclass(frozen=True)
class Located:
    """Where the columns of a table are.

    Parameters
    ----------
    columns : mapping of str to int
        Position (from 0) of each column by its machine id.
    first_row : int
        First row (from 0) that can hold data.
    doubled : tuple of (int, str)
        Columns that repeat the machine id of an earlier one.
    extra : tuple of (int, str)
        Columns that the schema does not know, with their header.
    made : mapping of str to int
        Columns that ghgcalc added, by their machine id; they are not read.
    id_row : int
        Row (from 0) of the machine ids; -1 when the columns were found by their labels.
    header_row : int
        Row (from 0) of the labels.
    """

    columns: Mapping[str, int]
    first_row: int
    doubled: tuple[tuple[int, str], ...] = ()
    extra: tuple[tuple[int, str], ...] = ()
    made: Mapping[str, int] = field(default_factory=dict)
    id_row: int = -1
    header_row: int = 0


def stamp_text(sheet_id: str, language: str) -> str:
    """Return the text of the hidden first cell of a template sheet."""
    return f"ghgcalc:{schema_version()}:{language}:{sheet_id}"


def read_stamp(raw: RawSheet) -> Stamp | None:
    """Return what the hidden first cell says, or None when it is gone."""
    first = raw.rows[0][0] if raw.rows and raw.rows[0] else ""
    match = _STAMP.fullmatch(str(first).strip())
    return Stamp(int(match[1]), match[2], match[3]) if match else None


def identify(raw_sheets: Iterable[RawSheet]) -> tuple[dict[str, RawSheet], list[RawSheet], list[RawSheet]]:
    """Return known sheets by id, unknown sheets, and second copies of known sheets.

    A sheet is known by its stamp or by its name in either language; the name goes first, so that a copied sheet with
    a name of its own does not take the place of the original.
    """
    by_name = {fold(title): sheet.id for sheet in sheets() for title in sheet.title.values()}
    known: dict[str, RawSheet] = {}
    rest: list[RawSheet] = []
    for raw in raw_sheets:
        sheet_id = by_name.get(fold(raw.name))
        if sheet_id and sheet_id not in known:
            known[sheet_id] = raw
        else:
            rest.append(raw)
    unknown: list[RawSheet] = []
    copies: list[RawSheet] = []
    ids = {sheet.id for sheet in sheets()}
    for raw in rest:
        stamp = read_stamp(raw)
        if stamp and stamp.sheet in ids:
            if stamp.sheet in known:
                copies.append(raw)
            else:
                known[stamp.sheet] = raw
        elif not stamp or stamp.sheet not in GENERATED:
            unknown.append(raw)
    return known, unknown, copies


def locate(raw: RawSheet, sheet: Sheet) -> Located | None:
    """Return where the columns of a table are, or None when neither machine ids nor labels are there."""
    head = raw.rows[:_SEARCH_ROWS]
    ids = {column.id for column in sheet.columns}
    best = max(range(len(head)), key=lambda i: len(_texts(head[i]) & ids), default=-1)
    if best >= 0 and len(_texts(head[best]) & ids) >= 2:
        return _by_ids(raw, sheet, best)
    labels = {fold(label): column.id for column in sheet.columns for label in column.label.values()}
    best = max(range(len(head)), key=lambda i: len({fold(t) for t in _texts(head[i])} & labels.keys()), default=-1)
    if best >= 0 and len({fold(t) for t in _texts(head[best])} & labels.keys()) >= 2:
        names = {i: labels.get(fold(parse_text(v)), "") for i, v in enumerate(head[best]) if not is_blank(v)}
        return _located(raw, sheet, names, best, best)
    return None


def _by_ids(raw: RawSheet, sheet: Sheet, row: int) -> Located:
    ids = {column.id for column in sheet.columns}
    found = {i: parse_text(v) for i, v in enumerate(raw.rows[row]) if not is_blank(v)}
    names = {i: (name if name in ids else "") for i, name in found.items() if not name.startswith(LAST_YEAR)}
    made = {name: i for i, name in found.items() if name.startswith(LAST_YEAR)}
    header = row + 1 if row + 1 < len(raw.rows) else row
    for i, value in enumerate(raw.rows[header]):
        if not is_blank(value) and i not in names and i not in made.values():
            names[i] = ""
    return replace(_located(raw, sheet, names, row, header), made=made, id_row=row)


def _located(raw: RawSheet, sheet: Sheet, names: Mapping[int, str], row: int, header: int) -> Located:
    columns: dict[str, int] = {}
    doubled: list[tuple[int, str]] = []
    for position, name in names.items():
        if name in columns:
            doubled.append((position, name))
        elif name:
            columns[name] = position
    headers = raw.rows[header] if header < len(raw.rows) else []
    extra = tuple(
        (i, parse_text(headers[i]) if i < len(headers) else "")
        for i, name in names.items()
        if not name and not _is_mark(raw.rows[row][i] if i < len(raw.rows[row]) else "")
        and not (i < len(headers) and _is_mark(headers[i]))
    )  # fmt: skip
    first = row + 1
    while first < len(raw.rows) and _is_heading(raw.rows[first], sheet, columns):
        first += 1
    return Located(columns, first, tuple(doubled), extra, header_row=header)


def _is_heading(row: list[Any], sheet: Sheet, columns: Mapping[str, int]) -> bool:
    """Tell whether a row repeats labels or explanations rather than data."""
    if row and _is_mark(row[0]):
        return True
    own = {
        columns[c.id]: {fold(t) for t in (*c.label.values(), *c.help.values())}
        for c in sheet.columns
        if c.id in columns
    }
    filled = [i for i in own if i < len(row) and not is_blank(row[i])]
    return bool(filled) and sum(fold(parse_text(row[i])) in own[i] for i in filled) * 2 > len(filled)


def _is_mark(value: Any) -> bool:
    return isinstance(value, str) and value.strip() in (ID_MARK, LABEL_MARK, HELP_MARK)


def _texts(row: list[Any]) -> set[str]:
    return {parse_text(value) for value in row if isinstance(value, str) and value.strip()}
