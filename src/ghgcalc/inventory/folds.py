"""Columns that depend on each other, such as activity and unit, taken together as the combinations that occur."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ghgcalc.coded import Coded, Codes, Ints
from ghgcalc.inventory.blocks import in_blocks

#: Combinations up to which columns are left as they are, and up to which they are taken together.
_FEW, _MANY = 1 << 16, 1 << 20
#: Rows looked at to find columns that depend on each other.
_SAMPLE = 1 << 16
#: Share of the possible combinations that may occur for columns to be taken together.
_SPARSE = 0.25


@dataclass(frozen=True, eq=False)
class Fold:
    """Columns as one column: of a single one its codes, of several the rank of the combinations that occur.

    Parameters
    ----------
    columns : mapping of str to Coded
        The columns, each of shape (rows,) and with more than one label.
    found : Ints or None
        Combinations that occur, in order, as their place among all that are possible; None for a single column.
    """

    columns: Mapping[str, Coded]
    found: Ints | None = None

    @cached_property
    def width(self) -> int:
        """Return how many codes there are."""
        return possible(self.columns) if self.found is None else len(self.found)

    @cached_property
    def _rank(self) -> Codes | None:
        return None if self.found is None else ranks(self.found, possible(self.columns))

    def of(self, rows: slice) -> Codes:
        """Return the code of each of the rows."""
        combined = combined_codes([(coded.codes[rows], len(coded.labels)) for coded in self.columns.values()])
        return combined if self._rank is None else self._rank.take(combined)

    def decoded(self, codes: Ints) -> dict[str, Coded]:
        """Return the columns of some codes."""
        rest = codes if self.found is None else self.found.take(codes)
        split: dict[str, Coded] = {}
        for name, coded in reversed(list(self.columns.items())):
            rest, code = np.divmod(rest, len(coded.labels))
            split[name] = Coded(code, coded.labels)
        return split


def possible(columns: Mapping[str, Coded]) -> int:
    """Return how many combinations of labels are possible."""
    return int(np.prod([len(coded.labels) for coded in columns.values()], dtype=object))


def combined_codes(parts: Sequence[tuple[Codes, int]]) -> Codes:
    """Return one number per row for its combination of codes, given with the number of codes of each part."""
    kind = np.int32 if int(np.prod([width for _, width in parts], dtype=object)) < 1 << 31 else np.int64
    combined: Codes = parts[0][0].astype(kind, copy=len(parts) > 1)
    for codes, width in parts[1:]:
        np.multiply(combined, kind(width), out=combined)
        np.add(combined, codes, out=combined)
    return combined


def ranks(found: Ints, size: int) -> Codes:
    """Return for every possible combination its rank among those that occur; undefined for the others."""
    rank = np.zeros(size, np.int32)
    rank[found] = np.arange(len(found), dtype=np.int32)
    return rank


def fold(columns: Mapping[str, Coded], size: int) -> list[Fold]:
    """Take columns together that depend on each other, when there are many combinations and many rows.

    Parameters
    ----------
    columns : mapping of str to Coded
        Columns of more than one label, each of shape (size,).
    size : int
        Number of rows.
    """
    if size <= _SAMPLE or len(columns) < 2 or possible(columns) <= _FEW:
        return [Fold({name: coded}) for name, coded in columns.items()]
    together = _dependent(columns, size)
    if len(together) == 1:
        return [Fold({name: coded}) for name, coded in columns.items()]
    plain = Fold(together)
    folded = Fold(together, occurring(plain.of, plain.width, size))
    return [folded, *(Fold({name: coded}) for name, coded in columns.items() if name not in together)]


def _dependent(columns: Mapping[str, Coded], size: int) -> dict[str, Coded]:
    """Return the column with most labels and those of which a sample has few of the possible combinations with it."""
    sample = slice(0, size, -(-size // _SAMPLE))
    by_size = sorted(columns, key=lambda name: -len(columns[name].labels))
    together = {by_size[0]: columns[by_size[0]]}
    occur = len(np.unique(Fold(together).of(sample)))
    for name in by_size[1:]:
        wider = together | {name: columns[name]}
        if possible(wider) > _MANY:
            continue
        pairs = len(np.unique(Fold(wider).of(sample)))
        if pairs <= _SPARSE * occur * len(columns[name].labels):
            together, occur = wider, pairs
    return together


def occurring(of: Callable[[slice], Codes], width: int, size: int) -> Ints:
    """Return which of `width` codes occur in the rows, in order."""
    seen = np.zeros(width, bool)

    def mark(rows: slice) -> None:
        seen[of(rows)] = True  # the same value from every thread

    deque(in_blocks(size, mark), maxlen=0)
    return np.flatnonzero(seen)
