"""Writes cells and rows into a sheet that exists, in the order that the format asks for."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import merge

from ghgcalc.addresses import address
from ghgcalc.workbook.archive import refused
from ghgcalc.workbook.cell_marks import cell_position
from ghgcalc.workbook.package import Package
from ghgcalc.workbook.sheet_data import find_pieces, simple_cells, tag_attributes
from ghgcalc.workbook.spans import Edit, cell_markup, edited, escaped, fragment

_STYLE = re.compile(rb"""\ss=["'](\d+)["']""")
_STRETCH = 1 << 20
_KEPT_BY_ROW = ("ht", "customHeight", "s", "customFormat", "outlineLevel")


@dataclass(frozen=True, slots=True)
class New:
    """What a cell gets: text, a number, or nothing; `look` None keeps the format of the cell."""

    value: str | float | None
    look: int | None = None


class SheetCells:
    """The rows and cells of one sheet part; changes are gathered, and made when the package is written.

    Parameters
    ----------
    package : Package
        Workbook file.
    part : str
        Part of the sheet.

    Raises
    ------
    DataError
        If the part is not well-formed.
    """

    def __init__(self, package: Package, part: str) -> None:
        self._package, self._part = package, part
        self._content = package.xml(part)
        self._spans = package.spans(part, depth=2)
        self._prefix = self._spans[0].prefix
        self._data = next(span for span in self._spans if span.tag == "sheetData")
        self._numbers, self._starts, self._ends = self._find_rows()
        self._lines: dict[int, bytes] = {}
        self._copies: tuple[array[int], int, Callable[[int], Mapping[int, New]]] = (array("q"), 0, lambda _: {})
        self._edits: list[Edit] = []

    def write(self, cells: Mapping[tuple[int, int], New]) -> None:
        """Write cells by (row, column) from 0."""
        by_row: dict[int, dict[int, New]] = {}
        for (row, column), new in cells.items():
            by_row.setdefault(row, {})[column] = new
        for row, values in by_row.items():
            self._lines[row] = self._changed(row, row, values)

    def copy_rows(self, sources: Iterable[int], first: int, changes: Callable[[int], Mapping[int, New]]) -> None:
        """Copy rows (from 0) one below the other, with some columns changed; formulas become the values they show.

        Parameters
        ----------
        sources : iterable of int
            Rows to copy.
        first : int
            Row that takes the first copy.
        changes : callable
            Gives the new cells of a copy by its place among the copies; it is asked when the row is written.
        """
        self._copies = array("q", sources), first, changes

    def set_width(self, columns: Iterable[int], width: float) -> None:
        """Give columns (from 0) a width where the sheet says nothing about them yet."""
        entries = [span for span in self._spans if span.tag == "col" and span.parents[-1:] == ("cols",)]
        ranges = [(int(s.attributes.get("min", "1")), int(s.attributes.get("max", "1"))) for s in entries]
        free = [c for c in sorted(columns) if not any(first <= c + 1 <= last for first, last in ranges)]
        cols = next((span for span in self._spans if span.tag == "cols"), None)
        made = [f'<col min="{c + 1}" max="{c + 1}" width="{width:g}" customWidth="1"/>' for c in free]
        if cols is None and made:
            added = fragment(f"<cols>{''.join(made)}</cols>", self._prefix)
            self._edits.append((self._data.start, self._data.start, added))
        elif cols is not None:
            for column, markup in zip(free, made, strict=True):
                later = (s.start for s, (first, _) in zip(entries, ranges, strict=True) if first > column + 1)
                place = next(later, cols.closing)
                self._edits.append((place, place, fragment(markup, self._prefix)))

    def save(self) -> None:
        """Put the changed sheet into the package; nothing can be changed through this object afterwards."""
        content, data = self._content, self._data
        head, tail = edited(content[: data.start], self._edits), content[data.closing :]
        opening = content[data.start : data.opened]
        if data.is_empty:
            tag = f"{self._prefix}sheetData".encode()
            opening, tail = b"<" + tag + b">", b"</" + tag + b">" + content[data.end :]
        self._package.put_streamed(self._part, head + opening, lambda: self._rest(tail))

    def _rest(self, tail: bytes) -> Iterator[bytes]:
        """Yield the rows, with the changed ones in their places, and what follows them."""
        position = self._data.opened
        sources, first, changes = self._copies
        copies = range(first, first + len(sources))
        for row in merge(sorted(self._lines), copies):
            there = bisect_left(self._numbers, row)
            is_known = there < len(self._numbers) and self._numbers[there] == row
            start = self._starts[there] if there < len(self._numbers) else self._data.closing
            yield from self._stretch(position, start)
            if row in copies:
                yield self._changed(sources[row - first], row, changes(row - first))
            else:
                yield self._lines[row]
            position = self._ends[there] if is_known else max(position, start)
        yield from self._stretch(position, self._data.closing)
        yield tail

    def _stretch(self, start: int, end: int) -> Iterator[bytes]:
        """Yield what stands between two positions, never much at once."""
        for place in range(start, end, _STRETCH):
            yield self._content[place : min(place + _STRETCH, end)]

    def _find_rows(self) -> tuple[array[int], array[int], array[int]]:
        """Return numbers (from 0), beginnings and ends of the rows, in ascending order."""
        numbers, starts, ends = array("q"), array("q"), array("q")
        number = -1
        for start, opened, _, end in self._pieces(self._content, "row", self._data.opened, self._data.closing):
            number = int(tag_attributes(self._content[start:opened]).get("r", number + 2)) - 1
            if numbers and number <= numbers[-1]:
                raise refused("workbook_unreadable", self._package.name)
            numbers.append(number)
            starts.append(start)
            ends.append(end)
        return numbers, starts, ends

    def _pieces(self, content: bytes, name: str, start: int, end: int) -> Iterator[tuple[int, int, int, int]]:
        try:
            yield from find_pieces(content, self._prefix + name, start, end)
        except ValueError as error:
            raise refused("workbook_unreadable", self._package.name) from error

    def _changed(self, source: int, target: int, new: Mapping[int, New]) -> bytes:
        """Return the line of a row with some cells changed, for the place of another row or its own."""
        there = bisect_left(self._numbers, source)
        is_known = there < len(self._numbers) and self._numbers[there] == source
        line = self._content[self._starts[there] : self._ends[there]] if is_known else b""
        if source == target:
            line = self._lines.get(source, line)
        opened = line.find(b">") + 1
        found = None if source == target else simple_cells(line, opened, target)
        if found is None:
            found = self._cells(line)
            if source != target:
                found = {column: self._moved(cell, target, column) for column, cell in found.items()}
        for column, value in new.items():
            look = value.look
            if look is None and (old := found.get(column)) is not None:
                style = _STYLE.search(_start_tag(old))
                look = int(style[1]) if style else 0
            found[column] = fragment(cell_markup(address(target, column), value.value, look), self._prefix)
        return self._row(line[:opened], target, is_own=source == target, cells=found)

    def _cells(self, line: bytes) -> dict[int, bytes]:
        """Return the cells of a row by column."""
        found: dict[int, bytes] = {}
        column = -1
        for start, opened, _, end in self._pieces(line, "c", 0, len(line)):
            place = cell_position(tag_attributes(line[start:opened]).get("r", ""))
            column = place[1] if place[1] >= 0 else column + 1
            found[column] = line[start:end]
        return found

    def _moved(self, cell: bytes, row: int, column: int) -> bytes:
        """Return a cell for another row; a formula goes and its value stays, an error does not come along."""
        given = tag_attributes(_start_tag(cell))
        kind = given.get("t", "n")
        attributes = {"r": address(row, column), "s": given.get("s", "0"), "t": kind}
        shown = b"" if kind == "e" else b"".join(
            cell[start:end] for name in ("v", "is") for start, _, _, end in self._pieces(cell, name, 0, len(cell))
        )  # fmt: skip
        if not shown:
            attributes.pop("t")
        head = " ".join(f'{name}="{escaped(value)}"' for name, value in attributes.items())
        tag = f"{self._prefix}c"
        return f"<{tag} {head}>".encode() + shown + f"</{tag}>".encode()

    def _row(self, like: bytes, row: int, *, is_own: bool, cells: Mapping[int, bytes]) -> bytes:
        """Return a row with its cells in order and the look of a start tag."""
        given = tag_attributes(like)
        kept = {n: v for n, v in given.items() if (n not in ("r", "spans") if is_own else n in _KEPT_BY_ROW)}
        head = "".join(f' {name}="{escaped(value)}"' for name, value in kept.items())
        body = b"".join(cells[column] for column in sorted(cells))
        tag = f"{self._prefix}row"
        return f'<{tag} r="{row + 1}"{head}>'.encode("ascii", "xmlcharrefreplace") + body + f"</{tag}>".encode()


def _start_tag(element: bytes) -> bytes:
    return element[: element.index(b">") + 1]
