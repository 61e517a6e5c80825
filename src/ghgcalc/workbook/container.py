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
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.parsers import expat

from ghgcalc.workbook.archive import opened_archive, refuse_declarations, refused, unpacked
from ghgcalc.workbook.cell_marks import Area, Place, find_marks, merged_areas, without_damage
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
    parts = unpacked(archive, name, _PARTS.fullmatch)
    for content in parts.values():
        refuse_declarations(content, name)
    return Container(
        sheets=_read_sheets(parts, name),
        has_macros=any("vbaproject" in member or "/macrosheets/" in member for member in lowered),
        has_links=any("/externallinks/" in member for member in lowered),
    )


def _read_sheets(parts: dict[str, bytes], name: str) -> tuple[RawSheet, ...]:
    paths = sheet_paths(parts, name)
    pages = [part for part in parts if "worksheets/" in part.lower()]
    for part in pages:
        _check_extent(parts[part], name)
    try:
        return tuple(_parsed(parts, paths, {}))
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # the parser signals damage with its own exceptions, some outside Exception
        damaged = _without_damage(parts, pages, name)
        if not any(damaged.values()):
            raise refused("workbook_unreadable", name) from error
    try:
        return tuple(_parsed(parts, paths, damaged))
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        raise refused("workbook_unreadable", name) from error


def _parsed(
    parts: dict[str, bytes], paths: Mapping[str, str], damaged: Mapping[str, Mapping[Place, str]]
) -> Iterator[RawSheet]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    clean = io.BytesIO()
    with zipfile.ZipFile(clean, "w", zipfile.ZIP_STORED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    clean.seek(0)
    book = CalamineWorkbook.from_filelike(clean)
    for meta in book.sheets_metadata:
        if meta.typ != SheetTypeEnum.WorkSheet or meta.name not in paths:
            continue
        rows = book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)
        content = parts.get(paths[meta.name], b"")
        marks = find_marks(content)
        marks.errors.update(damaged.get(paths[meta.name], {}))
        deepest = max((row for row, _ in (*marks.errors, *marks.uncalculated)), default=-1)
        rows.extend([] for _ in range(deepest + 1 - len(rows)))
        yield RawSheet(meta.name, rows, marks.errors, frozenset(marks.uncalculated), merged_areas(content))


def _without_damage(parts: dict[str, bytes], pages: Iterable[str], name: str) -> dict[str, dict[Place, str]]:
    """Take the cells that the parser refuses out of the sheets, and return what they showed per sheet."""
    shared = next((content for part, content in parts.items() if part.lower() == "xl/sharedstrings.xml"), b"")
    texts = sum(tag == "si" for tag, _ in xml_elements(shared, name))
    damaged: dict[str, dict[Place, str]] = {}
    for part in pages:
        try:
            parts[part], damaged[part] = without_damage(parts[part], texts)
        except (expat.ExpatError, ValueError) as error:
            raise refused("workbook_unreadable", name) from error
    return damaged


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
