"""Writes cells and rows into a sheet that exists, in the order that the format asks for."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ghgcalc.addresses import address
from ghgcalc.workbook.archive import refused
from ghgcalc.workbook.cell_marks import cell_position
from ghgcalc.workbook.package import Package
from ghgcalc.workbook.sheet_data import Piece, find_pieces, tag_attributes
from ghgcalc.workbook.spans import Edit, appended, cell_markup, edited, escaped, fragment

_OWN_ADDRESS = re.compile(rb"""\sr=(?:"\w*"|'\w*')""")
_KEPT_BY_ROW = ("ht", "customHeight", "s", "customFormat", "outlineLevel")


@dataclass(frozen=True)
class New:
    """What a cell gets: text, a number, or nothing; `look` None keeps the format of the cell."""

    value: str | float | None
    look: int | None = None


class SheetCells:
    """The rows and cells of one sheet part; changes are gathered and made together by `save`.

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
        self._rows: dict[int, Piece] = {}
        self._lines: dict[int, bytes] = {}
        self._edits: list[Edit] = []
        number = -1
        for row in self._pieces(self._content, "row", self._data.opened, self._data.closing):
            number = int(tag_attributes(self._content[row.start : row.opened]).get("r", number + 2)) - 1
            self._rows[number] = row

    def write(self, cells: Mapping[tuple[int, int], New]) -> None:
        """Write cells by (row, column) from 0."""
        by_row: dict[int, dict[int, New]] = {}
        for (row, column), new in cells.items():
            by_row.setdefault(row, {})[column] = new
        for row, values in by_row.items():
            found = self._cells(row)
            self._lines[row] = self._line(row, row, {**found, **self._made(row, values, found)})

    def copy_rows(self, pairs: Sequence[tuple[int, int]], changes: Sequence[Mapping[int, New]]) -> None:
        """Copy rows (source, target; from 0) with some columns changed; formulas become the values they show."""
        for (source, target), new in zip(pairs, changes, strict=True):
            found = self._cells(source)
            kept = {column: self._moved(cell, target, column) for column, cell in found.items() if column not in new}
            self._lines[target] = self._line(target, source, {**kept, **self._made(target, new, found)})

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
        edits, known = self._edits, sorted(self._rows)
        if self._data.is_empty and self._lines:
            lines = b"".join(self._lines[row] for row in sorted(self._lines))
            edits.append(appended(self._content, self._data, lines))
        else:
            for row, line in sorted(self._lines.items()):
                if (there := self._rows.get(row)) is not None:
                    edits.append((there.start, there.end, line))
                else:
                    later = bisect_right(known, row)
                    place = self._rows[known[later]].start if later < len(known) else self._data.closing
                    edits.append((place, place, line))
        self._package.put(self._part, edited(self._content, edits))

    def _pieces(self, content: bytes, name: str, start: int, end: int) -> Iterator[Piece]:
        try:
            yield from find_pieces(content, self._prefix + name, start, end)
        except ValueError as error:
            raise refused("workbook_unreadable", self._package.name) from error

    def _cells(self, row: int) -> dict[int, bytes]:
        """Return the cells of a row by column."""
        there = self._rows.get(row)
        line = self._lines.get(row, self._content[there.start : there.end] if there else b"")
        found: dict[int, bytes] = {}
        column = -1
        for cell in self._pieces(line, "c", 0, len(line)):
            place = cell_position(tag_attributes(line[cell.start : cell.opened]).get("r", ""))
            column = place[1] if place[1] >= 0 else column + 1
            found[column] = line[cell.start : cell.end]
        return found

    def _made(self, row: int, new: Mapping[int, New], old: Mapping[int, bytes]) -> dict[int, bytes]:
        made = {}
        for column, value in new.items():
            look = value.look
            if look is None and column in old:
                look = int(tag_attributes(_start_tag(old[column])).get("s", "0"))
            made[column] = fragment(cell_markup(address(row, column), value.value, look), self._prefix)
        return made

    def _moved(self, cell: bytes, row: int, column: int) -> bytes:
        """Return a cell for another row; a formula goes and its value stays, an error does not come along."""
        start = _start_tag(cell)
        if b"<" + self._prefix.encode() + b"f" not in cell and b'"e"' not in start and b"'e'" not in start:
            moved, count = _OWN_ADDRESS.subn(f' r="{address(row, column)}"'.encode(), start)
            if count == 1:
                return moved + cell[len(start) :]
        given = tag_attributes(start)
        kind = given.get("t", "n")
        attributes = {"r": address(row, column), "s": given.get("s", "0"), "t": kind}
        shown = b"" if kind == "e" else b"".join(
            cell[piece.start : piece.end] for name in ("v", "is") for piece in self._pieces(cell, name, 0, len(cell))
        )  # fmt: skip
        if not shown:
            attributes.pop("t")
        head = " ".join(f'{name}="{escaped(value)}"' for name, value in attributes.items())
        tag = f"{self._prefix}c"
        return f"<{tag} {head}>".encode() + shown + f"</{tag}>".encode()

    def _line(self, row: int, like: int, cells: Mapping[int, bytes]) -> bytes:
        """Return a row with its cells in order and the look of another one, or of itself."""
        there = self._rows.get(like)
        given = tag_attributes(self._content[there.start : there.opened]) if there else {}
        kept = {n: v for n, v in given.items() if (n not in ("r", "spans") if row == like else n in _KEPT_BY_ROW)}
        head = "".join(f' {name}="{escaped(value)}"' for name, value in kept.items())
        body = b"".join(cells[column] for column in sorted(cells))
        tag = f"{self._prefix}row"
        return f'<{tag} r="{row + 1}"{head}>'.encode("ascii", "xmlcharrefreplace") + body + f"</{tag}>".encode()


def _start_tag(element: bytes) -> bytes:
    return element[: element.index(b">") + 1]
