"""Opens a publisher's workbook: cell values only, in bounded amounts, whatever the file claims about itself."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ghgcalc.errors import DataError, Problem

#: Largest workbook that is opened, unpacked [bytes], and largest sheet [cells].
LARGEST_WORKBOOK = 100_000_000
LARGEST_SHEET = 5_000_000
_CELL = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError, NotImplementedError, RuntimeError)


def read_sheets(path: str | Path) -> dict[str, list[list[Any]]]:
    """Return every sheet of an xlsx file as rows of cell values, after checking that it is safe to open.

    Parameters
    ----------
    path : str or Path
        The publisher's workbook.

    Raises
    ------
    DataError
        If the file is missing, empty, no workbook, or unpacks to more than `LARGEST_WORKBOOK` bytes or to a sheet of
        more than `LARGEST_SHEET` cells.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    file = Path(path)
    if not file.is_file():
        raise DataError([Problem("import_no_file", str(path))])
    if file.stat().st_size == 0:
        raise DataError([Problem("import_empty_file", file.name)])
    try:
        with zipfile.ZipFile(file) as archive:
            book = CalamineWorkbook.from_filelike(_checked_copy(archive, file.name))
        return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except (*_UNREADABLE, CalamineError):
        raise DataError([Problem("import_no_workbook", file.name)]) from None


def require_sheet(sheets: Mapping[str, list[list[Any]]], name: str, file: str) -> list[list[Any]]:
    """Return the rows of a sheet that must be there.

    Raises
    ------
    DataError
        If it is not; the error names the sheets that are.
    """
    if name not in sheets:
        raise no_sheet(name, sheets, file)
    return sheets[name]


def no_sheet(name: str, sheets: Iterable[str], file: str) -> DataError:
    """Return the error of a workbook without the sheet that an importer reads."""
    return DataError([Problem("import_no_sheet", file, params={"sheet": name, "sheets": ", ".join(sheets) or "-"})])


def _checked_copy(archive: zipfile.ZipFile, name: str) -> io.BytesIO:
    """Unpack what a reader of cells needs, in bounded amounts, because the sizes an archive states can be false."""
    copy = io.BytesIO()
    left = LARGEST_WORKBOOK
    with zipfile.ZipFile(copy, "w") as checked:
        for item in archive.infolist():
            if not item.filename.endswith((".xml", ".rels")) or "drawing" in item.filename:
                continue
            with archive.open(item) as part:
                content = part.read(left + 1)
            left -= len(content)
            if left < 0:
                raise DataError([Problem("import_too_large", name, params={"limit": LARGEST_WORKBOOK // 1_000_000})])
            if item.filename.startswith("xl/worksheets/"):
                _check_cells(content, name)
            checked.writestr(item.filename, content)
    copy.seek(0)
    return copy


def _check_cells(content: bytes, name: str) -> None:
    cells = _CELL.findall(content)
    width = max((column_number(letters) for letters in {letters.decode() for letters, _ in cells}), default=0)
    height = max((int(number) for _, number in cells), default=0)
    if width * height > LARGEST_SHEET:
        raise DataError([Problem("import_sheet_too_large", name, params={"rows": height, "columns": width})])


def column_number(letters: str) -> int:
    """Return the number of a column.

    Examples
    --------
    >>> column_number("J"), column_number("AB")
    (10, 28)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
