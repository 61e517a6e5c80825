"""Numbers the combinations of coded columns that occur, and sums over their rows in blocks of fixed size."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from ghgcalc.coded import Coded, Codes, Floats, Ints, combine_codes, first_rows

#: Rows per block. Blocks have fixed borders, so sums are bit-identical from run to run.
BLOCK_ROWS = 1 << 18
#: Largest number of combinations for which a table of all combinations is kept.
DENSE_COMBINATIONS = 1 << 22

#: Returns for a slice of rows the arrays that are summed.
Weights = Callable[[slice], tuple[Floats, ...]]


def blocks(size: int) -> Iterator[slice]:
    """Yield the slices of the blocks of `size` rows, in order."""
    for start in range(0, size, BLOCK_ROWS):
        yield slice(start, min(start + BLOCK_ROWS, size))


@dataclass(frozen=True, eq=False)
class Numbering:
    """The combinations of labels that occur in rows, numbered; rows are numbered when asked, block by block.

    Parameters
    ----------
    columns : mapping of str to Coded
        The columns, each of shape (rows,).
    size : int
        Number of rows.
    """

    columns: Mapping[str, Coded]
    size: int

    @cached_property
    def _varying(self) -> dict[str, Coded]:
        return {name: coded for name, coded in self.columns.items() if len(coded.labels) > 1}

    @cached_property
    def combinations(self) -> int:
        """Return how many combinations of labels are possible."""
        return int(np.prod([len(coded.labels) for coded in self._varying.values()], dtype=object))

    @cached_property
    def _dense(self) -> bool:
        return self.combinations <= DENSE_COMBINATIONS

    def code_of(self, rows: slice) -> Codes:
        """Return the combination in each of the rows, as its place among all that are possible."""
        kind = np.int32 if self.combinations < 1 << 31 else np.int64
        combined: Codes | None = None
        for coded in self._varying.values():
            if combined is None:
                combined = coded.codes[rows].astype(kind)
            else:
                combined *= kind(len(coded.labels))
                combined += coded.codes[rows]
        return np.zeros(rows.stop - rows.start, np.int32) if combined is None else combined

    @cached_property
    def _found(self) -> Ints:
        """Return the combinations that occur, in order; only for a dense numbering."""
        present = np.zeros(self.combinations, bool)
        for rows in blocks(self.size):
            present[self.code_of(rows)] = True
        return np.flatnonzero(present)

    @cached_property
    def _rank(self) -> Codes:
        rank = np.empty(self.combinations, np.int32)
        rank[self._found] = np.arange(len(self._found), dtype=np.int32)
        return rank

    @cached_property
    def _hashed(self) -> tuple[Codes, Ints]:
        """Return the number of every row and the first row of every number; for too many combinations for a table."""
        combined, _, decodes = combine_codes(self._varying, self.size)
        codes, distinct = pd.factorize(combined)
        codes = codes.astype(np.int32)
        first = first_rows(codes, len(distinct))
        if not decodes:
            return codes, first
        order = np.argsort(distinct, kind="stable")
        rank = np.empty(len(order), np.int32)
        rank[order] = np.arange(len(order), dtype=np.int32)
        return rank[codes], first[order]

    def __len__(self) -> int:
        return len(self._found) if self._dense else len(self._hashed[1])

    def of(self, rows: slice) -> Codes:
        """Return the number of the combination in each of the rows."""
        if not self._dense:
            return self._hashed[0][rows]
        return self.code_of(rows) if len(self) == self.combinations else self._rank[self.code_of(rows)]

    def of_all(self) -> Codes:
        """Return the number of the combination in every row."""
        return self.of(slice(0, self.size))

    @cached_property
    def distinct(self) -> dict[str, Coded]:
        """Return the columns of the numbered combinations, in order of number."""
        if not self._dense:
            return {name: coded.take(self._hashed[1]) for name, coded in self.columns.items()}
        return self.decoded(self._found)

    def decoded(self, combinations: Ints) -> dict[str, Coded]:
        """Return the columns of combinations given as their place among all that are possible."""
        found: dict[str, Coded] = {}
        rest = combinations
        for name, coded in reversed(list(self.columns.items())):
            if len(coded.labels) > 1:
                rest, code = np.divmod(rest, len(coded.labels))
                found[name] = Coded(code, coded.labels)
            else:
                found[name] = Coded(np.zeros(len(rest), np.int8), coded.labels)
        return dict(reversed(list(found.items())))

    def sums(self, weights: Weights, start: Sequence[Floats] = ()) -> tuple[Floats, ...]:
        """Sum weights over the rows of every combination; block by block, in order, on top of `start`."""
        size = len(self)
        totals = list(start)
        for rows in blocks(self.size):
            number = self.of(rows)
            present: Ints | slice = slice(None)
            if size > 4 * BLOCK_ROWS:  # most combinations are not in this block: number those that are
                number, present = pd.factorize(number)
            here = size if isinstance(present, slice) else len(present)
            for position, weight in enumerate(weights(rows)):
                if position == len(totals):
                    totals.append(np.zeros(size))
                totals[position][present] += np.bincount(number, weight, minlength=here)
        return tuple(totals)


@dataclass(frozen=True)
class Keys:
    """Distinct combinations of coded columns.

    Parameters
    ----------
    columns : mapping
        Per column the codes of every key, with its labels.
    sums : tuple of arrays of shape (keys,)
        Sum of every weight over the rows of a key.
    """

    columns: Mapping[str, Coded]
    sums: tuple[Floats, ...]

    def __len__(self) -> int:
        return len(self.sums[0])

    def ordered(self, names: Sequence[str]) -> Keys:
        """Return the keys in the order of their labels, the first column first."""
        if not names:
            return self
        order = np.lexsort([self.columns[name].codes for name in reversed(names)])
        return Keys({n: self.columns[n].take(order) for n in names}, tuple(sums[order] for sums in self.sums))


def distinct_keys(columns: Mapping[str, Coded], weight: Floats) -> Keys:
    """Reduce elements to the distinct combinations of some columns, and sum one weight of each.

    Parameters
    ----------
    columns : mapping of str to Coded
        Columns that make up the key, each of shape (elements,).
    weight : array of shape (elements,)
        What is summed per key.
    """
    numbering = Numbering(columns, len(weight))
    sums = numbering.sums(lambda rows: (weight[rows],))
    return Keys(numbering.distinct, sums or (np.zeros(0),))
