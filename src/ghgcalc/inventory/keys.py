"""Numbers the combinations of coded columns that occur, and sums over their rows in blocks of fixed size."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from ghgcalc.coded import Coded, Codes, Floats, Ints, combine_codes, first_rows
from ghgcalc.inventory.blocks import BLOCK_ROWS, in_blocks
from ghgcalc.inventory.folds import Fold, combined_codes, fold, occurring, ranks

#: Largest number of combinations for which a table of all combinations is kept.
DENSE_COMBINATIONS = 1 << 22

#: Returns for a slice of rows the arrays that are summed.
Weights = Callable[[slice], tuple[Floats, ...]]


@dataclass(frozen=True, eq=False)
class Numbering:
    """The combinations of labels that occur in rows, numbered; rows are numbered when asked, block by block.

    Parameters
    ----------
    columns : mapping of str to Coded
        The columns, each of shape (rows,).
    size : int
        Number of rows.
    folds : bool
        Whether columns that depend on each other may be taken together; otherwise the place of a combination follows
        from the number of labels alone.
    """

    columns: Mapping[str, Coded]
    size: int
    folds: bool = True

    @cached_property
    def _varying(self) -> dict[str, Coded]:
        return {name: coded for name, coded in self.columns.items() if len(coded.labels) > 1}

    @cached_property
    def _parts(self) -> list[Fold]:
        if self.folds:
            return fold(self._varying, self.size)
        return [Fold({name: coded}) for name, coded in self._varying.items()]

    @cached_property
    def combinations(self) -> int:
        """Return how many combinations are possible, as far as is known."""
        return int(np.prod([part.width for part in self._parts], dtype=object))

    @cached_property
    def _dense(self) -> bool:
        return self.combinations <= DENSE_COMBINATIONS

    def code_of(self, rows: slice) -> Codes:
        """Return the combination in each of the rows, as its place among all that are possible."""
        if not self._parts:
            return np.zeros(rows.stop - rows.start, np.int32)
        return combined_codes([(part.of(rows), part.width) for part in self._parts])

    @cached_property
    def _found(self) -> Ints:
        """Return the combinations that occur, in order; only for a dense numbering."""
        return occurring(self.code_of, self.combinations, self.size)

    @cached_property
    def _rank(self) -> Codes:
        return ranks(self._found, self.combinations)

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

    def like(self, columns: Mapping[str, Coded], size: int) -> Numbering:
        """Return the numbering of other rows with the same labels; equal combinations have equal numbers in both."""
        other = Numbering(columns, size, self.folds)
        if self._dense:
            parts = [Fold({name: columns[name] for name in part.columns}, part.found) for part in self._parts]
            vars(other).update(_parts=parts, _found=self._found)
        return other

    def __len__(self) -> int:
        return len(self._found) if self._dense else len(self._hashed[1])

    def of(self, rows: slice) -> Codes:
        """Return the number of the combination in each of the rows."""
        if not self._dense:
            return self._hashed[0][rows]
        return self.code_of(rows) if len(self) == self.combinations else self._rank.take(self.code_of(rows))

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
        for part in reversed(self._parts):
            rest, code = np.divmod(rest, part.width)
            found |= part.decoded(code)
        return {
            name: found[name] if name in found else Coded(np.zeros(len(combinations), np.int8), coded.labels)
            for name, coded in self.columns.items()
        }

    def sums(self, weights: Weights, start: Sequence[Floats] = ()) -> tuple[Floats, ...]:
        """Sum weights over the rows of every combination; block by block, in order, on top of `start`."""
        size = len(self)
        totals = list(start)

        def work(rows: slice) -> tuple[Ints | slice, list[Any]]:
            number = self.of(rows)
            here: Ints | slice = slice(None)
            if size > 4 * BLOCK_ROWS:  # most combinations are not in this block: number those that are
                number, here = pd.factorize(number)
            length = size if isinstance(here, slice) else len(here)
            return here, [np.bincount(number, weight, minlength=length) for weight in weights(rows)]

        for here, sums in in_blocks(self.size, work):
            for position, part in enumerate(sums):
                if position == len(totals):
                    totals.append(np.zeros(size))
                totals[position][here] += part
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


def distinct_keys(columns: Mapping[str, Coded], *weights: Floats) -> Keys:
    """Reduce elements to the distinct combinations of some columns, and sum weights of each.

    Parameters
    ----------
    columns : mapping of str to Coded
        Columns that make up the key, each of shape (elements,).
    *weights : array of shape (elements,)
        What is summed per key.
    """
    numbering = Numbering(columns, len(weights[0]))
    sums = numbering.sums(lambda rows: tuple(weight[rows] for weight in weights))
    return Keys(numbering.distinct, sums or tuple(np.zeros(0) for _ in weights))
