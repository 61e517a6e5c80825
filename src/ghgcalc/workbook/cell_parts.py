"""Writes cells and rows into a sheet that exists, in the order that the format asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ghgcalc.addresses import address
from ghgcalc.workbook.container import cell_position
from ghgcalc.workbook.package import Package
from ghgcalc.workbook.spans import Edit, Span, appended, cell_markup, edited, escaped, find_spans, fragment

_KEPT_BY_ROW = ("ht", "customHeight", "s", "customFormat", "outlineLevel")


@dataclass(frozen=True)
class New:
    """What a cell gets: text, a number, or nothing; `look` None keeps the format of the cell."""

    value: str | float | None
    look: int | None = None


class SheetCells:
    """The rows and cells of one sheet part.

    Parameters
    ----------
    package : Package
        Workbook file.
    part : str
        Part of the sheet.
    """

    def __init__(self, package: Package, part: str) -> None:
        self._package, self._part = package, part
        self._load()

    def _load(self) -> None:
        self._content = self._package.xml(self._part)
        spans = self._package.spans(self._part, depth=2)
        self._prefix = spans[0].prefix
        self._data = next(span for span in spans if span.tag == "sheetData")
        self._rows: dict[int, Span] = {}
        number = -1
        for span in spans:
            if span.tag == "row" and span.parents[-1:] == ("sheetData",):
                number = int(span.attributes.get("r", number + 2)) - 1
                self._rows[number] = span

    def write(self, cells: Mapping[tuple[int, int], New]) -> None:
        """Write cells by (row, column) from 0."""
        by_row: dict[int, dict[int, New]] = {}
        for (row, column), new in cells.items():
            by_row.setdefault(row, {})[column] = new
        lines: dict[int, bytes] = {}
        for row, values in by_row.items():
            found = self._cells(row)
            lines[row] = self._line(row, self._rows.get(row), {**found, **self._made(row, values, found)})
        self._put(lines)

    def copy_rows(self, pairs: Sequence[tuple[int, int]], changes: Sequence[Mapping[int, New]]) -> None:
        """Copy rows (source, target; from 0) with some columns changed; formulas become the values they show."""
        lines: dict[int, bytes] = {}
        for (source, target), new in zip(pairs, changes, strict=True):
            found = self._cells(source)
            kept = {column: self._moved(cell, target, column) for column, cell in found.items() if column not in new}
            lines[target] = self._line(target, self._rows.get(source), {**kept, **self._made(target, new, found)})
        self._put(lines)

    def _cells(self, row: int) -> dict[int, bytes]:
        """Return the cells of a row by column."""
        span = self._rows.get(row)
        if span is None:
            return {}
        line = self._content[span.start : span.end]
        found: dict[int, bytes] = {}
        column = -1
        for cell in find_spans(line, depth=1)[1:]:
            if cell.tag == "c":
                place = cell_position(cell.attributes.get("r", ""))
                column = place[1] if place[1] >= 0 else column + 1
                found[column] = line[cell.start : cell.end]
        return found

    def _made(self, row: int, new: Mapping[int, New], old: Mapping[int, bytes]) -> dict[int, bytes]:
        made = {}
        for column, value in new.items():
            look = value.look
            if look is None and column in old:
                look = int(find_spans(old[column], depth=0)[0].attributes.get("s", "0"))
            made[column] = fragment(cell_markup(address(row, column), value.value, look), self._prefix)
        return made

    def _moved(self, cell: bytes, row: int, column: int) -> bytes:
        """Return a cell for another row; a formula goes and its value stays, an error does not come along."""
        whole, *inner = find_spans(cell, depth=1)
        kind = whole.attributes.get("t", "n")
        attributes = {"r": address(row, column), "s": whole.attributes.get("s", "0"), "t": kind}
        shown = b"".join(cell[part.start : part.end] for part in inner if part.tag in ("v", "is") and kind != "e")
        if not shown:
            attributes.pop("t")
        head = " ".join(f'{name}="{escaped(value)}"' for name, value in attributes.items())
        tag = f"{self._prefix}c"
        return f"<{tag} {head}>".encode() + shown + f"</{tag}>".encode()

    def _line(self, row: int, like: Span | None, cells: Mapping[int, bytes]) -> bytes:
        """Return a row with its cells in order."""
        kept = {name: value for name, value in (like.attributes if like else {}).items() if name in _KEPT_BY_ROW}
        if like is not None and self._rows.get(row) is like:
            kept = {name: value for name, value in like.attributes.items() if name not in ("r", "spans")}
        head = "".join(f' {name}="{escaped(value)}"' for name, value in kept.items())
        body = b"".join(cells[column] for column in sorted(cells))
        tag = f"{self._prefix}row"
        return f'<{tag} r="{row + 1}"{head}>'.encode("ascii", "xmlcharrefreplace") + body + f"</{tag}>".encode()

    def _put(self, lines: Mapping[int, bytes]) -> None:
        edits: list[Edit] = []
        known = sorted(self._rows)
        for row in sorted(lines):
            if row in self._rows:
                edits.append((self._rows[row].start, self._rows[row].end, lines[row]))
                continue
            later = next((number for number in known if number > row), None)
            if later is not None:
                place = self._rows[later].start
                edits.append((place, place, lines[row]))
            elif self._data.is_empty:
                edits.append(appended(self._content, self._data, b"".join(lines[r] for r in sorted(lines))))
                break
            else:
                edits.append((self._data.closing, self._data.closing, lines[row]))
        self._package.put(self._part, edited(self._content, edits))
        self._load()


def set_width(package: Package, part: str, columns: Iterable[int], width: float) -> None:
    """Give columns (from 0) a width where the sheet says nothing about them yet."""
    for column in columns:
        spans = package.spans(part, depth=2)
        cols = next((span for span in spans if span.tag == "cols"), None)
        markup = f'<col min="{column + 1}" max="{column + 1}" width="{width:g}" customWidth="1"/>'
        if cols is None:
            data = next(span for span in spans if span.tag == "sheetData")
            package.edit(part, [(data.start, data.start, fragment(f"<cols>{markup}</cols>", spans[0].prefix))])
            continue
        entries = [span for span in spans if span.tag == "col" and span.parents[-1:] == ("cols",)]
        ranges = [(int(s.attributes.get("min", "1")), int(s.attributes.get("max", "1"))) for s in entries]
        if any(first <= column + 1 <= last for first, last in ranges):
            continue
        place = next((s.start for s, (first, _) in zip(entries, ranges, strict=True) if first > column + 1),
                     cols.closing)  # fmt: skip
        package.edit(part, [(place, place, fragment(markup, spans[0].prefix))])
