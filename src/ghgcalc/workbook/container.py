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
from ghgcalc.workbook.extent import sheet_extent

#: Cells of the rectangle that a sheet may span.
MAX_GRID_CELLS = 40_000_000
_PARTS = re.compile(
    r"(\[Content_Types\]\.xml|_rels/\.rels|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels|xl/sharedStrings\.xml"
    r"|xl/styles\.xml|xl/worksheets/[^/]+\.xml)",
    re.IGNORECASE,
)
#: What a sheet with an Excel error or a formula holds somewhere; a quick test before the slow one.
_SIGNS = (b'"e"', b"'e'", b"<f>", b"<f ", b"<f/")
_PREFIXED_SIGNS = (b":f>", b":f ", b":f/")
_PREFIXED = re.compile(rb"<\w+:worksheet\b")
_ADDRESS = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")


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
        Cells that show an Excel error, with its text; positions count from 0.
    uncalculated : set of (row, column)
        Formulas that were never calculated.
    """

    name: str
    rows: list[list[Any]]
    errors: dict[tuple[int, int], str]
    uncalculated: frozenset[tuple[int, int]]


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


def cell_position(where: str) -> tuple[int, int]:
    """Return row and column (from 0) of an address; (-1, -1) when it is none.

    Examples
    --------
    >>> cell_position("F8"), cell_position("")
    ((7, 5), (-1, -1))
    """
    match = _ADDRESS.fullmatch(where)
    return (int(match[2]) - 1, _column_number(match[1].encode()) - 1) if match else (-1, -1)


def _read_archive(archive: zipfile.ZipFile, name: str) -> Container:
    lowered = [member.lower() for member in archive.namelist()]
    parts = unpacked(archive, name, _PARTS.fullmatch)
    for content in parts.values():
        refuse_declarations(content, name)
    return Container(
        sheets=tuple(_read_sheets(parts, name)),
        has_macros=any("vbaproject" in member or "/macrosheets/" in member for member in lowered),
        has_links=any("/externallinks/" in member for member in lowered),
    )


def _read_sheets(parts: dict[str, bytes], name: str) -> Iterator[RawSheet]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    paths = sheet_paths(parts, name)
    for part, content in parts.items():
        if "worksheets/" in part.lower():
            _check_extent(content, name)
    clean = io.BytesIO()
    with zipfile.ZipFile(clean, "w", zipfile.ZIP_STORED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    clean.seek(0)
    try:
        book = CalamineWorkbook.from_filelike(clean)
        for meta in book.sheets_metadata:
            if meta.typ != SheetTypeEnum.WorkSheet or meta.name not in paths:
                continue
            rows = book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)
            errors, uncalculated = _marks(parts.get(paths[meta.name], b""))
            deepest = max((row for row, _ in (*errors, *uncalculated)), default=-1)
            rows.extend([] for _ in range(deepest + 1 - len(rows)))
            yield RawSheet(meta.name, rows, errors, frozenset(uncalculated))
    except (KeyboardInterrupt, SystemExit, GeneratorExit, DataError):
        raise
    except BaseException as error:  # the parser signals damage with its own exceptions, some outside Exception
        raise refused("workbook_unreadable", name) from error


def _check_extent(content: bytes, name: str) -> None:
    """Refuse a stray cell far away: the parser would reserve the whole rectangle up to it."""
    height, width = sheet_extent(content)
    if width > 16_384 or height > 1_048_576 or width * height > MAX_GRID_CELLS:
        raise refused("workbook_too_wide", name)


def _column_number(word: bytes) -> int:
    number = 0
    for letter in word.upper():
        number = number * 26 + letter - 64
    return number


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


def _marks(content: bytes) -> tuple[dict[tuple[int, int], str], set[tuple[int, int]]]:
    """Return the cells with an Excel error and the formulas without a result.

    The parser shows both as empty cells, so they are looked up in the sheet itself.
    """
    errors: dict[tuple[int, int], str] = {}
    uncalculated: set[tuple[int, int]] = set()
    signs = (*_SIGNS, *_PREFIXED_SIGNS) if _PREFIXED.search(content[:2_000]) else _SIGNS
    if not any(sign in content for sign in signs):
        return errors, uncalculated
    cell: dict[str, Any] = {}
    position = {"row": -1, "column": -1}

    def start(tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "row":
            position["row"] = int(attributes.get("r", position["row"] + 2)) - 1
            position["column"] = -1
        elif tag == "c":
            match = re.fullmatch(r"([A-Za-z]+)(\d+)", attributes.get("r", ""))
            if match:
                position["row"] = int(match[2]) - 1
                position["column"] = _column_number(match[1].encode()) - 1
            else:
                position["column"] += 1
            cell.clear()
            cell.update(type=attributes.get("t", "n"), formula=False, text="", inside="")
        elif cell:
            cell["inside"] = tag
            cell["formula"] |= tag == "f"

    def text(data: str) -> None:
        if cell and cell["inside"] in ("v", "t"):
            cell["text"] += data

    def end(tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "c" and cell:
            where = (position["row"], position["column"])
            if cell["type"] == "e":
                errors[where] = cell["text"] or "#ERROR"
            elif cell["formula"] and not cell["text"] and cell["type"] not in ("str", "inlineStr"):
                uncalculated.add(where)
            cell.clear()
        elif cell:
            cell["inside"] = ""

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.Parse(content, True)
    return errors, uncalculated
