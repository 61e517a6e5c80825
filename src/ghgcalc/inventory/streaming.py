"""Reduces rows that come in batches to distinct keys, without keeping the rows."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ghgcalc.coded import Coded, Codes, Floats, Ints, as_labels, group_rows
from ghgcalc.errors import DataError, Problem
from ghgcalc.inventory.activity import FACTOR_KEY, REPORTING_KEY, ActivityData
from ghgcalc.inventory.keys import DENSE_COMBINATIONS, Keys, Numbering

_NAMES = (*FACTOR_KEY, *REPORTING_KEY)


def stream_keys(parts: Iterable[ActivityData]) -> Keys:
    """Reduce rows that come in batches to distinct keys; the sums are those of the rows in memory, to the last bit.

    Parameters
    ----------
    parts : iterable of ActivityData
        Batches of a whole number of blocks, but for the last.

    Raises
    ------
    DataError
        If there are no rows.
    """
    known = _KnownKeys()
    totals: list[Floats] = []
    for data in parts:
        numbering = Numbering({name: data.columns[name] for name in _NAMES}, len(data.amounts))
        own = known.number(numbering.distinct)
        totals = [np.append(total, np.zeros(len(known) - len(total))) for total in totals]
        start = [total[own] for total in totals]
        for position, total in enumerate(numbering.sums(data.amounts.weights, start)):
            if position == len(totals):
                totals.append(np.zeros(len(known)))
            totals[position][own] = total
    if not totals:
        raise DataError([Problem("no_rows")])
    return Keys(known.columns, tuple(totals))


class _KnownKeys:
    """The keys met so far, numbered in the order in which they came."""

    def __init__(self) -> None:
        self._labels: dict[str, dict[object, int]] = {name: {} for name in _NAMES}
        self._codes = {name: np.zeros(0, np.int32) for name in _NAMES}
        self._table: tuple[tuple[int, ...], Ints] | None = None

    def __len__(self) -> int:
        return len(self._codes["year"])

    @property
    def columns(self) -> dict[str, Coded]:
        return {name: self._coded(name, self._codes[name]) for name in _NAMES}

    def _coded(self, name: str, codes: Codes) -> Coded:
        return Coded(codes, as_labels(list(self._labels[name])))

    def number(self, keys: dict[str, Coded]) -> Ints:
        """Return the number of every key, giving new ones the next."""
        asked: dict[str, Coded] = {}
        for name, coded in keys.items():
            place = self._labels[name]
            here = np.array([place.setdefault(label, len(place)) for label in coded.labels], np.int32)
            asked[name] = self._coded(name, here[coded.codes])
        asked = {name: self._coded(name, coded.codes) for name, coded in asked.items()}
        combinations = Numbering(asked, len(keys["year"]), folds=False)
        if combinations.combinations > DENSE_COMBINATIONS:
            return self._number_by_hash(asked)
        table = self._table_for(combinations)
        code = combinations.code_of(slice(0, combinations.size))
        new = np.flatnonzero(table[code] < 0)
        table[code[new]] = np.arange(len(self), len(self) + len(new))
        self._add(asked, new)
        return table[code]

    def _table_for(self, combinations: Numbering) -> Ints:
        """Return the number of every possible combination, -1 where it has not come yet."""
        sizes = tuple(len(labels) for labels in self._labels.values())
        if self._table is None or self._table[0] != sizes:
            table = np.full(combinations.combinations, -1, np.int64)
            known = Numbering(self.columns, len(self), folds=False)
            table[known.code_of(slice(0, len(self)))] = np.arange(len(self))
            self._table = (sizes, table)
        return self._table[1]

    def _number_by_hash(self, asked: dict[str, Coded]) -> Ints:
        before = len(self)
        joined = {n: self._coded(n, np.concatenate([self._codes[n], asked[n].codes])) for n in _NAMES}
        number, first = group_rows(joined, len(joined["year"]))
        self._add(asked, first[before:] - before)
        return number[before:]

    def _add(self, asked: dict[str, Coded], new: Ints) -> None:
        for name, coded in asked.items():
            self._codes[name] = np.concatenate([self._codes[name], coded.codes[new]])
