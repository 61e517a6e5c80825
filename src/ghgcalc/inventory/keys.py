"""Reduces rows to distinct keys with summed amounts, in blocks of fixed size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ghgcalc.coded import Coded, Codes, Floats, Ints, combine_codes, first_rows

#: Rows per block. Blocks have fixed borders, so sums are bit-identical from run to run.
BLOCK_ROWS = 1 << 18
#: Largest number of combinations for which sums are kept in one dense array.
DENSE_COMBINATIONS = 1 << 22


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


def distinct_keys(columns: Mapping[str, Coded], weights: Sequence[Floats]) -> Keys:
    """Reduce rows to distinct keys and sum the weights of each.

    Parameters
    ----------
    columns : mapping of str to Coded
        Columns that make up the key, each of shape (rows,).
    weights : sequence of arrays of shape (rows,)
        What is summed per key.
    """
    size = len(weights[0])
    combined, combinations, decodes = combine_codes(columns, size)
    if combinations <= DENSE_COMBINATIONS and decodes:
        present = np.zeros(combinations, bool)
        present[combined] = True
        found = np.flatnonzero(present)
        if combinations <= size:
            sums = tuple(_sum_by_code(combined, weight, combinations)[found] for weight in weights)
        else:  # few rows over many combinations: number those that occur, so that sums stay as short as the rows
            rank = np.empty(combinations, np.int32)
            rank[found] = np.arange(len(found), dtype=np.int32)
            numbered = rank[combined]
            sums = tuple(_sum_by_code(numbered, weight, len(found)) for weight in weights)
        return Keys(_decode(columns, found), sums)
    codes, uniques = pd.factorize(combined)
    order = np.argsort(uniques, kind="stable")
    sums = tuple(_sum_by_code(codes, weight, len(uniques))[order] for weight in weights)
    if decodes:
        return Keys(_decode(columns, uniques[order].astype(np.int64)), sums)
    row = first_rows(codes, len(uniques))[order]
    return Keys({name: coded.take(row) for name, coded in columns.items()}, sums)


def _decode(columns: Mapping[str, Coded], combined: Ints) -> dict[str, Coded]:
    keys: dict[str, Coded] = {}
    size, rest = len(combined), combined
    for name, coded in reversed(list(columns.items())):
        radix = max(len(coded.labels), 1)
        if radix == 1:
            keys[name] = Coded(np.zeros(size, np.int8), coded.labels)
            continue
        rest, code = np.divmod(rest, radix)
        keys[name] = Coded(code, coded.labels)
    return dict(reversed(list(keys.items())))


def _sum_by_code(codes: Codes, weight: Floats, size: int) -> Floats:
    block = max(BLOCK_ROWS, 2 * size)
    total = np.zeros(size)
    for start in range(0, len(weight), block):
        total += np.bincount(codes[start : start + block], weight[start : start + block], minlength=size)
    return total


def key_of_row(columns: Mapping[str, Coded], keys: Keys) -> Ints:
    """Return for every row the position of its key; `columns` must be the ones `keys` was made from."""
    joined = {
        name: Coded(np.concatenate([keys.columns[name].codes, coded.codes]), coded.labels)
        for name, coded in columns.items()
    }
    size = len(keys) + len(next(iter(columns.values())))
    combined, _, _ = combine_codes(joined, size)
    known = combined[: len(keys)]
    order = np.argsort(known, kind="stable")
    return order[np.searchsorted(known[order], combined[len(keys) :])].astype(np.int64)
