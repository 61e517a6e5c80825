"""Looks up in a sheet what the parser leaves out: errors, formulas without a result, merged and damaged cells."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from ghgcalc.addresses import address
from ghgcalc.workbook.spans import Edit, edited, start_tag_end

Place = tuple[int, int]
#: First row, first column, last row, last column, from 0.
Area = tuple[int, int, int, int]

#: What a sheet with an Excel error or a formula holds somewhere; a quick test before the slow one.
_SIGNS = (b'"e"', b"'e'", b"<f>", b"<f ", b"<f/")
_PREFIXED_SIGNS = (b":f>", b":f ", b":f/")
_PREFIXED = re.compile(rb"<\w+:worksheet\b")
_ADDRESS = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["']""")
#: Errors that the parser knows; newer ones and those of other programs make it refuse the whole sheet.
_KNOWN_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", ""})
#: A number as the parser takes it: no blanks, no digits of other scripts, no separators.
_NUMBER = re.compile(r"[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?|nan)", re.ASCII | re.IGNORECASE)
_TEXT_KINDS = frozenset({"str", "inlineStr", "d"})


@dataclass(frozen=True)
class CellMarks:
    """What is known of the cells of a sheet beside their values.

    Parameters
    ----------
    errors : mapping of (row, column) to str
        Cells that show an Excel error, with its text; '' for a cell whose content is damaged.
    uncalculated : set of (row, column)
        Formulas that were never calculated.
    """

    errors: dict[Place, str] = field(default_factory=dict)
    uncalculated: set[Place] = field(default_factory=set)


@dataclass(slots=True)
class _Cell:
    """One cell while it is read."""

    place: Place
    kind: str
    start: int
    tag: str
    has_formula: bool = False
    text: str = ""
    inside: str = ""


def cell_position(where: str) -> Place:
    """Return row and column (from 0) of an address; (-1, -1) when it is none.

    Examples
    --------
    >>> cell_position("F8"), cell_position("")
    ((7, 5), (-1, -1))
    """
    match = _ADDRESS.fullmatch(where)
    return (int(match[2]) - 1, _column_number(match[1]) - 1) if match else (-1, -1)


def find_marks(content: bytes) -> CellMarks:
    """Return the cells with an Excel error and the formulas without a result; the parser shows both as empty cells."""
    signs = (*_SIGNS, *_PREFIXED_SIGNS) if _PREFIXED.search(content[:2_000]) else _SIGNS
    marks = CellMarks()

    def note(cell: _Cell, _: int) -> None:
        if cell.kind == "e":
            marks.errors[cell.place] = cell.text or "#ERROR"
        elif cell.has_formula and not cell.text and cell.kind not in ("str", "inlineStr"):
            marks.uncalculated.add(cell.place)

    if any(sign in content for sign in signs):
        _visit(content, note)
    return marks


def without_damage(content: bytes, texts: int) -> tuple[bytes, dict[Place, str]]:
    """Return a sheet without the cells that the parser cannot take, and what those cells show.

    Parameters
    ----------
    content : bytes
        Part of the sheet.
    texts : int
        Number of shared texts in the workbook.
    """
    edits: list[Edit] = []
    errors: dict[Place, str] = {}

    def note(cell: _Cell, closing: int) -> None:
        if not _is_readable(cell, texts):
            opened = start_tag_end(content, cell.start)
            end = opened if content[opened - 2 : opened] == b"/>" else content.index(b">", closing) + 1
            edits.append((cell.start, end, f'<{cell.tag} r="{address(*cell.place)}"/>'.encode()))
            errors[cell.place] = cell.text if cell.kind == "e" else ""

    _visit(content, note)
    return edited(content, edits), errors


def merged_areas(content: bytes) -> tuple[Area, ...]:
    """Return the merged cells of a sheet.

    Examples
    --------
    >>> merged_areas(b'<sheetData/><mergeCells count="1"><mergeCell ref="C6:C8"/></mergeCells>')
    ((5, 2, 7, 2),)
    """
    found = []
    for match in _MERGED.finditer(content, max(content.rfind(b"sheetData"), 0)):
        first, top, last, bottom = (word.decode() for word in match.groups())
        found.append((int(top) - 1, _column_number(first) - 1, int(bottom) - 1, _column_number(last) - 1))
    return tuple(found)


def _is_readable(cell: _Cell, texts: int) -> bool:
    if cell.kind == "e":
        return cell.text in _KNOWN_ERRORS
    if cell.kind == "s":
        return not cell.text or (cell.text.isascii() and cell.text.isdecimal() and int(cell.text) < texts)
    if cell.kind == "b":
        return cell.text in ("", "0", "1", "true", "false")
    if cell.kind == "n":
        return not cell.text or _NUMBER.fullmatch(cell.text) is not None
    return cell.kind in _TEXT_KINDS


def _visit(content: bytes, seen: Callable[[_Cell, int], None]) -> None:
    """Show every cell of a sheet, with the position of its end tag."""
    row, column = -1, -1
    cell: _Cell | None = None
    parser = expat.ParserCreate()

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, cell
        tag = name.rpartition(":")[2]
        if tag == "row":
            row, column = int(attributes.get("r", row + 2)) - 1, -1
        elif tag == "c":
            match = _ADDRESS.fullmatch(attributes.get("r", ""))
            row, column = (int(match[2]) - 1, _column_number(match[1]) - 1) if match else (row, column + 1)
            cell = _Cell((row, column), attributes.get("t", "n"), parser.CurrentByteIndex, name)
        elif cell is not None:
            cell.inside = tag
            cell.has_formula |= tag == "f"

    def text(data: str) -> None:
        if cell is not None and cell.inside in ("v", "t"):
            cell.text += data

    def end(name: str) -> None:
        nonlocal cell
        if cell is None:
            return
        if name.rpartition(":")[2] == "c":
            seen(cell, parser.CurrentByteIndex)
            cell = None
        else:
            cell.inside = ""

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.Parse(content, True)


def _column_number(word: str) -> int:
    number = 0
    for letter in word.upper():
        number = number * 26 + ord(letter) - 64
    return number
