"""Reads a table from a CSV file or a sheet: bounded, with its encoding known, and with the address of every cell."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ghgcalc.addresses import column_letters
from ghgcalc.errors import DataError, Problem, ProblemLog
from ghgcalc.factors.importers.common import clean
from ghgcalc.factors.importers.opening import read_sheets, require_sheet

#: Largest text file that is opened [bytes], its largest number of rows and its longest cell [characters].
LARGEST_TEXT = 200_000_000
LARGEST_ROWS = 1_000_000
LONGEST_CELL = 200_000
#: Rows in which a header is looked for.
_HEADER_ROWS = 60


@dataclass(frozen=True, eq=False)
class Table:
    """A header and the rows below it.

    Parameters
    ----------
    file, sheet : str
        Where it was read; `sheet` is empty for a text file.
    columns : tuple of str
        Column heads.
    rows : tuple of (int, tuple)
        Row number in the file and the values of the row, as many as there are columns.
    """

    file: str
    sheet: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Any, ...]], ...]

    def records(self) -> Iterator[Record]:
        """Return the rows one by one."""
        for number, values in self.rows:
            yield Record(self, number, values)


@dataclass(frozen=True, eq=False)
class Record:
    """One row of a table."""

    table: Table
    number: int
    values: tuple[Any, ...]

    def text(self, column: str) -> str:
        """Return a cell as clean text; empty when there is no such column."""
        position = self._position(column)
        return "" if position is None else clean(self.values[position])

    def cell(self, column: str) -> str:
        """Return the address of a cell."""
        position = self._position(column)
        return f"{'' if position is None else column_letters(position)}{self.number}"

    def number_in(self, column: str, log: ProblemLog, *, decimal: str = ".", blank: Sequence[str] = ("",)) -> float:
        """Return a number, nan for a blank, and note a problem for anything else."""
        position = self._position(column)
        value = "" if position is None else self.values[position]
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            number = float(value)
        elif clean(value) in blank:
            return math.nan
        else:
            number = parse_number(clean(value), decimal)
        if not math.isfinite(number):
            log.add("import_not_a_number", value=value, sheet=self.table.sheet, cell=self.cell(column))
            return math.nan
        return number

    def _position(self, column: str) -> int | None:
        return self.table.columns.index(column) if column in self.table.columns else None


def parse_number(text: str, decimal: str = ".") -> float:
    """Return the number in `text`, nan when it is none.

    Examples
    --------
    >>> parse_number("0,169", ","), parse_number("1.2e-3"), parse_number("many")
    (0.169, 0.0012, nan)
    """
    if "_" in text or (decimal == "," and "." in text) or (decimal == "." and "," in text):
        return math.nan
    try:
        return float(text.replace(decimal, "."))
    except ValueError:
        return math.nan


def read_text_table(
    path: str | Path,
    *,
    required: Sequence[str],
    encoding: str = "",
    delimiter: str = "",
    header_row: int = 0,
) -> Table:
    """Read a delimited text file.

    Parameters
    ----------
    path : str or Path
        The file.
    required : sequence of str
        Heads that must be there; the header is the first row that holds them all.
    encoding : str
        Encoding; by default UTF-8, and Windows-1252 when the file is not UTF-8.
    delimiter : str
        Separator; by default the one of comma, semicolon, tab and bar that splits the header.
    header_row : int
        Row of the header, counted from 1; 0 looks for it.

    Raises
    ------
    DataError
        If the file is missing, empty, too large, no text, or has not the required columns.
    """
    file = Path(path)
    lines = _decoded(file, encoding)
    for separator in [delimiter] if delimiter else [",", ";", "\t", "|"]:
        rows, complete = _parsed(lines, separator, file.name)
        found = _find_header(rows, required, header_row)
        if found is not None and not complete:
            raise DataError([Problem("import_quotation", file.name, cell=f"row {len(rows) + 1}")])
        if found is not None:
            return _table(rows, found, file.name, "")
    raise _no_header(file.name, "", required)


def read_sheet_table(path: str | Path, *, required: Sequence[str], sheet: str = "", header_row: int = 0) -> Table:
    """Read a table from a workbook: the sheet of that name, else the first sheet that has the required columns."""
    file = Path(path).name
    sheets = read_sheets(path)
    wanted = {sheet: require_sheet(sheets, sheet, file)} if sheet else sheets
    for name, rows in wanted.items():
        found = _find_header(rows, required, header_row)
        if found is not None:
            return _table(rows, found, file, name)
    raise _no_header(file, sheet, required)


def read_table(path: str | Path, **options: Any) -> Table:
    """Read a workbook or a text file, whichever the name says."""
    if Path(path).suffix.casefold() in (".xlsx", ".xlsm"):
        known = {name: options[name] for name in ("required", "sheet", "header_row") if name in options}
        return read_sheet_table(path, **known)
    return read_text_table(path, **{name: value for name, value in options.items() if name != "sheet"})


def _decoded(file: Path, encoding: str) -> str:
    if not file.is_file():
        raise DataError([Problem("import_no_file", str(file))])
    size = file.stat().st_size
    if size == 0:
        raise DataError([Problem("import_empty_file", file.name)])
    if size > LARGEST_TEXT:
        raise DataError([Problem("import_text_too_large", file.name, params={"limit": LARGEST_TEXT // 1_000_000})])
    content = file.read_bytes()
    if b"\0" in content or content.startswith(b"PK\x03\x04"):
        raise DataError([Problem("import_no_text", file.name)])
    for attempt in [encoding] if encoding else ["utf-8-sig", "cp1252"]:
        try:
            return content.decode(attempt)
        except (UnicodeDecodeError, LookupError):
            continue
    raise DataError([Problem("import_no_text", file.name)])


def _parsed(text: str, delimiter: str, file: str) -> tuple[list[list[str]], bool]:
    """Return the rows, and whether the text could be read to its end."""
    csv.field_size_limit(LONGEST_CELL)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append(row)
            if len(rows) > LARGEST_ROWS:
                raise DataError([Problem("import_too_many_rows", file, params={"limit": LARGEST_ROWS})])
    except csv.Error:
        return rows, False
    return rows, True


def _find_header(rows: Sequence[Sequence[Any]], required: Sequence[str], header_row: int) -> int | None:
    candidates = [header_row - 1] if header_row else range(min(len(rows), _HEADER_ROWS))
    wanted = set(required)
    return next((i for i in candidates if i < len(rows) and wanted <= {clean(value) for value in rows[i]}), None)


def _table(rows: Sequence[Sequence[Any]], header: int, file: str, sheet: str) -> Table:
    columns = tuple(clean(value) for value in rows[header])
    repeated = sorted({name for name in columns if name and columns.count(name) > 1})
    if repeated:
        params = {"columns": ", ".join(repeated)}
        raise DataError([Problem("import_repeated_column", file, sheet, f"{header + 1}", params)])
    width = len(columns)
    body = []
    log = ProblemLog(source=file)
    for number, row in enumerate(rows[header + 1 :], header + 2):
        if not any(clean(value) for value in row):
            continue
        if any(clean(value) for value in row[width:]):
            log.add("import_row_width", value=len(row), sheet=sheet, cell=f"row {number}", width=width)
        body.append((number, (*row[:width], *[""] * (width - len(row)))))
    log.raise_if_any()
    if not body:
        raise DataError([Problem("import_no_rows", file, sheet=sheet)])
    return Table(file, sheet, columns, tuple(body))


def _no_header(file: str, sheet: str, required: Sequence[str]) -> DataError:
    return DataError([Problem("import_no_columns", file, sheet, params={"labels": ", ".join(required)})])
