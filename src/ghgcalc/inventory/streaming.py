"""Rows that come in batches and are not kept: reduced to distinct keys, or read again for every question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np

from ghgcalc.coded import Coded, Codes, Floats, Ints, as_labels, group_rows, places_of
from ghgcalc.errors import DataError, Problem
from ghgcalc.inventory.activity import FACTOR_KEY, REPORTING_KEY, ActivityData
from ghgcalc.inventory.keys import DENSE_COMBINATIONS, Keys, Numbering
from ghgcalc.inventory.ledger import Ledger, Places, RowPart

_NAMES = (*FACTOR_KEY, *REPORTING_KEY)
#: Distinct keys up to which rows that are not kept are reduced to them; beyond, sums are taken from the rows.
MOST_KEYS = 1 << 19


class StreamedLedger(Ledger):
    """Rows that are read in batches, as often as needed, and are not kept.

    Parameters
    ----------
    parts : callable
        Reads the rows in batches of a whole number of blocks, but for the last.

    Raises
    ------
    DataError
        If there are no rows.
    """

    parts: Callable[[], Iterator[ActivityData]]
    _known: _KnownKeys

    def __init__(self, parts: Callable[[], Iterator[ActivityData]]) -> None:
        known, sums = _reduced(parts(), MOST_KEYS)
        vars(self).update(parts=parts, _known=known, is_wide=sums is None)
        if sums is None:
            vars(self).update(factor_keys=known.columns)
        else:
            vars(self).update(keys=Keys(known.columns, sums))

    @cached_property
    def keys(self) -> Keys:
        """Return the distinct keys with the sums of their rows, however many."""
        known, sums = _reduced(self.parts(), None)
        return Keys(known.columns, sums or ())

    @cached_property
    def _factor_keys_of_keys(self) -> Numbering:
        return Numbering({name: self.keys.columns[name] for name in FACTOR_KEY}, len(self.keys))

    def factor_key_of_keys(self) -> Codes:
        """Return the number of the factor key of every key."""
        return self._known.number(self.keys.columns) if self.is_wide else super().factor_key_of_keys()

    def places(self, columns: Sequence[str]) -> Places:
        """Return the places of rows in a result per combination of columns of the rows."""
        labels = {name: as_labels(list(self._known.labels[name])) for name in columns}
        shape = Numbering({n: Coded(np.zeros(0, np.int8), known) for n, known in labels.items()}, 0, folds=False)
        return Places(shape.combinations, shape.decoded, lambda: (self._part(data, columns) for data in self.parts()))

    def _part(self, data: ActivityData, columns: Sequence[str]) -> RowPart:
        size = len(data.amounts)
        keys = Numbering({name: data.columns[name] for name in FACTOR_KEY}, size)
        number = self._known.number(keys.distinct).astype(np.int32)
        asked = {name: self._known.coded(name, data.columns[name]) for name in columns}
        places = Numbering(asked, size, folds=False)
        return RowPart(lambda rows: number.take(keys.of(rows)), places.code_of, data.amounts)

    @property
    def data(self) -> ActivityData:
        """Refuse: the rows are not kept."""
        raise DataError([Problem("rows_not_kept")])

    def locate(self, problem: Problem, factor_key: int) -> list[Problem]:  # noqa: ARG002
        """Return the problem as it is: which rows it concerns is not kept."""
        return [problem]

    def locate_keys(self, problem: Problem, keys: Ints) -> list[Problem]:  # noqa: ARG002
        """Return the problem as it is: which rows it concerns is not kept."""
        return [problem]


def _reduced(parts: Iterable[ActivityData], most: int | None) -> tuple[_KnownKeys, tuple[Floats, ...] | None]:
    """Reduce rows that come in batches to distinct keys; the sums are those of the rows in memory, to the last bit.

    With more than `most` keys, or nearly so, the sums are given up: only factor keys and labels are found, and None.
    """
    known = _KnownKeys(_NAMES)
    totals: list[Floats] | None = []
    rows = 0
    for data in parts:
        rows += len(data.amounts)
        numbering = Numbering({name: data.columns[name] for name in _NAMES}, len(data.amounts))
        if totals is not None and most is not None and len(known) + len(numbering) > most:
            known, totals = known.narrowed(FACTOR_KEY), None
        if totals is None:
            known.note(data.columns)
            known.number(Numbering({n: data.columns[n] for n in FACTOR_KEY}, len(data.amounts)).distinct)
            continue
        own = known.number(numbering.distinct)
        totals = [np.append(total, np.zeros(len(known) - len(total))) for total in totals]
        start = [total[own] for total in totals]
        for position, total in enumerate(numbering.sums(data.amounts.weights, start)):
            if position == len(totals):
                totals.append(np.zeros(len(known)))
            totals[position][own] = total
    if not rows:
        raise DataError([Problem("no_rows")])
    return known, None if totals is None else tuple(totals)


class _KnownKeys:
    """The combinations of some columns met so far, numbered in the order in which they came, and all labels met.

    Parameters
    ----------
    names : tuple of str
        The columns that are combined.
    """

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names
        self.labels: dict[str, dict[object, int]] = {name: {} for name in _NAMES}
        self._codes = {name: np.zeros(0, np.int32) for name in names}
        self._table: tuple[tuple[int, ...], Ints] | None = None

    def __len__(self) -> int:
        return len(self._codes[self._names[0]])

    def narrowed(self, names: tuple[str, ...]) -> _KnownKeys:
        """Return the combinations of fewer columns; all labels stay known."""
        fewer = _KnownKeys(names)
        fewer.labels = self.labels
        if len(self):
            fewer.number(Numbering({name: self.columns[name] for name in names}, len(self)).distinct)
        return fewer

    @property
    def columns(self) -> dict[str, Coded]:
        """Return the columns of the combinations."""
        return {name: self._labelled(name, self._codes[name]) for name in self._names}

    def _labelled(self, name: str, codes: Codes) -> Coded:
        return Coded(codes, as_labels(list(self.labels[name])))

    def note(self, columns: Mapping[str, Coded]) -> None:
        """Take over the labels of some columns."""
        for name, coded in columns.items():
            places_of(coded.labels, self.labels[name])

    def coded(self, name: str, column: Coded) -> Coded:
        """Return a column with the labels known here."""
        here = places_of(column.labels, self.labels[name])
        return self._labelled(name, here.take(column.codes))

    def number(self, keys: Mapping[str, Coded]) -> Ints:
        """Return the number of every combination, giving new ones the next."""
        self.note({name: keys[name] for name in self._names})
        asked = {name: self.coded(name, keys[name]) for name in self._names}
        combinations = Numbering(asked, len(keys[self._names[0]]), folds=False)
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
        sizes = tuple(len(self.labels[name]) for name in self._names)
        if self._table is None or self._table[0] != sizes:
            table = np.full(combinations.combinations, -1, np.int64)
            known = Numbering(self.columns, len(self), folds=False)
            table[known.code_of(slice(0, len(self)))] = np.arange(len(self))
            self._table = (sizes, table)
        return self._table[1]

    def _number_by_hash(self, asked: dict[str, Coded]) -> Ints:
        before = len(self)
        joined = {n: self._labelled(n, np.concatenate([self._codes[n], asked[n].codes])) for n in self._names}
        number, first = group_rows(joined, before + len(asked[self._names[0]]))
        self._add(asked, first[before:] - before)
        return number[before:]

    def _add(self, asked: dict[str, Coded], new: Ints) -> None:
        for name, coded in asked.items():
            self._codes[name] = np.concatenate([self._codes[name], coded.codes[new]])
