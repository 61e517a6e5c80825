"""Opens a workbook file that may come from anyone: only cell contents get in, and only in bounded amounts.

The parser sees a fresh archive in memory that holds the sheets, the shared texts and the styles and nothing else, so
macros, external links, pictures and embedded files never reach it. A document type declaration, which entity bombs
need, is refused.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.parsers import expat

from ghgcalc.errors import DataError
from ghgcalc.workbook.archive import opened_archive, refuse_declarations, refused, unpacked
from ghgcalc.workbook.cell_marks import Area, CellMarks, Place, find_marks, merged_areas, without_damage
from ghgcalc.workbook.extent import sheet_extent

#: Cells of the rectangle that a sheet may span.
MAX_GRID_CELLS = 40_000_000
_PARTS = re.compile(
    r"(\[Content_Types\]\.xml|_rels/\.rels|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels|xl/sharedStrings\.xml"
    r"|xl/styles\.xml|xl/worksheets/[^/]+\.xml)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class RawSheet:
    """The cell contents of one sheet, as found.

    Parameters
    ----------
    name : str
        Sheet name as shown.
    rows : list of list
        Values from A1 on; '' is an empty cell.
    errors : mapping of (row, column) to str
        Cells that show an Excel error, with its text; '' for a damaged cell. Positions count from 0.
    uncalculated : set of (row, column)
        Formulas that were never calculated.
    merged : tuple of (row, column, row, column)
        First and last cell of the areas that are merged.
    """

    name: str
    rows: list[list[Any]]
    errors: dict[Place, str]
    uncalculated: frozenset[Place]
    merged: tuple[Area, ...] = ()


@dataclass(frozen=True)
class Container:
    """Every sheet of a workbook file, and what was left outside.

    Parameters
    ----------
    sheets : tuple of RawSheet
        Worksheets in order.
    has_macros, has_links : bool
        Whether the file carries macros or links to other files; neither is used.
    """

    sheets: tuple[RawSheet, ...]
    has_macros: bool
    has_links: bool


def open_container(path: str | Path) -> Container:
    """Read the cells of a workbook file safely.

    Parameters
    ----------
    path : str or Path
        An .xlsx or .xlsm file.

    Raises
    ------
    DataError
        If the file is missing, too large, damaged, protected or not an Excel workbook.
    """
    with opened_archive(path) as archive:
        return _read_archive(archive, Path(path).name)


def _read_archive(archive: zipfile.ZipFile, name: str) -> Container:
    lowered = [member.lower() for member in archive.namelist()]
    return Container(
        sheets=_read_sheets(archive, name),
        has_macros=any("vbaproject" in member or "/macrosheets/" in member for member in lowered),
        has_links=any("/externallinks/" in member for member in lowered),
    )


def _read_sheets(archive: zipfile.ZipFile, name: str) -> tuple[RawSheet, ...]:
    """Read every sheet; when the parser refuses, read them again without the cells that it cannot take."""
    for texts in (None, _count_texts):
        try:
            return tuple(_parsed(_clean_copy(archive, name, texts(archive, name) if texts else None), name))
        except (DataError, KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except BaseException as error:  # the parser signals damage with its own exceptions, some outside Exception
            cause = error
    raise refused("workbook_unreadable", name) from cause


@dataclass(frozen=True)
class _Copy:
    """A fresh archive with cells only, its small parts, and what was looked up in each sheet part."""

    stream: io.BytesIO
    small: dict[str, bytes]
    pages: dict[str, tuple[CellMarks, tuple[Area, ...]]]


def _clean_copy(archive: zipfile.ZipFile, name: str, texts: int | None) -> _Copy:
    """Copy what the parser may see; with the number of shared `texts` also leave damaged cells out."""
    copy = _Copy(io.BytesIO(), {}, {})
    with zipfile.ZipFile(copy.stream, "w", zipfile.ZIP_STORED) as clean:
        for part, content in unpacked(archive, name, _PARTS.fullmatch):
            refuse_declarations(content, name)
            if "worksheets/" in part.lower():
                _check_extent(content, name)
                marks = find_marks(content)
                if texts is not None:
                    content, damaged = without_damage(content, texts)
                    marks.errors.update(damaged)
                copy.pages[part] = marks, merged_areas(content)
            elif "workbook.xml" in part.lower():
                copy.small[part] = content
            clean.writestr(part, content)
    copy.stream.seek(0)
    return copy


def _parsed(copy: _Copy, name: str) -> Iterator[RawSheet]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    paths = sheet_paths({**dict.fromkeys(copy.pages, b""), **copy.small}, name)
    book = CalamineWorkbook.from_filelike(copy.stream)
    spellings: dict[str, str] = {}
    once = spellings.setdefault
    for meta in book.sheets_metadata:
        if meta.typ != SheetTypeEnum.WorkSheet or meta.name not in paths:
            continue
        page = book.get_sheet_by_name(meta.name)
        before = [""] * (page.start[1] if page.start else 0)
        rows = [
            before + [once(value, value) if value.__class__ is str else value for value in row]
            for row in page.iter_rows()
        ]
        marks, merged = copy.pages.get(paths[meta.name], (CellMarks(), ()))
        deepest = max((row for row, _ in (*marks.errors, *marks.uncalculated)), default=-1)
        rows.extend([] for _ in range(deepest + 1 - len(rows)))
        yield RawSheet(meta.name, rows, marks.errors, frozenset(marks.uncalculated), merged)


def _count_texts(archive: zipfile.ZipFile, name: str) -> int:
    """Return the number of shared texts."""
    shared = unpacked(archive, name, lambda part: part.lower() == "xl/sharedstrings.xml")
    return sum(tag == "si" for _, content in shared for tag, _ in xml_elements(content, name))


def _check_extent(content: bytes, name: str) -> None:
    """Refuse a stray cell far away: the parser would reserve the whole rectangle up to it."""
    height, width = sheet_extent(content)
    if width > 16_384 or height > 1_048_576 or width * height > MAX_GRID_CELLS:
        raise refused("workbook_too_wide", name)


def sheet_paths(parts: Mapping[str, bytes], name: str) -> dict[str, str]:
    """Return the part of every sheet by its name, from the parts of the workbook and its relations."""
    targets: dict[str, str] = {}
    by_lower = {part.lower(): part for part in parts}
    for tag, attributes in xml_elements(parts.get(by_lower.get("xl/_rels/workbook.xml.rels", ""), b""), name):
        if tag == "Relationship":
            target = attributes.get("Target", "")
            full = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            targets[attributes.get("Id", "")] = by_lower.get(full.lower(), full)
    found: dict[str, str] = {}
    for tag, attributes in xml_elements(parts.get(by_lower.get("xl/workbook.xml", ""), b""), name):
        if tag == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith("id") and key != "sheetId"), "")
            found[attributes.get("name", "")] = targets.get(relation, "")
    return found


def xml_elements(content: bytes, name: str) -> list[tuple[str, dict[str, str]]]:
    """Return every element of a small part: its name without prefix, and its attributes."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attributes: found.append((tag.rpartition(":")[2], attributes))
    try:
        if content:
            parser.Parse(content, True)
    except expat.ExpatError as error:
        raise refused("workbook_unreadable", name) from error
    return found
