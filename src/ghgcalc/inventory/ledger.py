"""The activity rows as distinct keys: factor keys decide the factor, reporting keys where the result is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ghgcalc.coded import Coded, Codes, Floats, Ints
from ghgcalc.errors import Problem
from ghgcalc.inventory.activity import FACTOR_KEY, REPORTING_KEY, ActivityData
from ghgcalc.inventory.amounts import Amounts
from ghgcalc.inventory.blocks import in_blocks
from ghgcalc.inventory.keys import Keys, Numbering

#: Rows up to which every ledger is reduced to keys at once.
_FEW_ROWS = 50_000
#: Rows per possible key from which reducing the rows first pays.
_ROWS_PER_KEY = 4


@dataclass(frozen=True)
class RowPart:
    """Rows that are summed together.

    Parameters
    ----------
    factor_key : callable
        Returns the number of the factor key of some rows.
    place : callable
        Returns the place of some rows in the result, see `Places`.
    amounts : Amounts
        What the rows amount to.
    """

    factor_key: Callable[[slice], Codes]
    place: Callable[[slice], Codes]
    amounts: Amounts


@dataclass(frozen=True)
class Places:
    """Places of rows in a result: one per combination of some of their columns.

    Parameters
    ----------
    width : int
        Number of places.
    decoded : callable
        Returns the columns of some places.
    parts : callable
        Returns the rows, part by part.
    """

    width: int
    decoded: Callable[[Ints], dict[str, Coded]]
    parts: Callable[[], Iterable[RowPart]]


@dataclass(frozen=True, eq=False)
class Ledger:
    """Checked activity rows and the keys they reduce to.

    Parameters
    ----------
    data : ActivityData
        The rows, coded column by column.
    """

    data: ActivityData

    @cached_property
    def rates(self) -> Mapping[tuple[str, int], float]:
        """Return the emission factors that contracts state themselves, by contract and year [kg CO2e/kWh]."""
        return {}

    @cached_property
    def _factor_rows(self) -> Numbering:
        return self._numbering(FACTOR_KEY)

    def _numbering(self, names: tuple[str, ...]) -> Numbering:
        return Numbering({name: self.data.columns[name] for name in names}, len(self.data.amounts))

    @cached_property
    def is_wide(self) -> bool:
        """Tell whether the rows hardly reduce to keys, so that sums are better taken from the rows themselves."""
        rows = len(self.data.amounts)
        if rows <= _FEW_ROWS:
            return False
        reporting = self._numbering(REPORTING_KEY).combinations
        return self._factor_rows.combinations * reporting * _ROWS_PER_KEY > rows and reporting > 1

    @cached_property
    def keys(self) -> Keys:
        """Return the distinct keys with the sums of their rows."""
        return Keys(self._rows_to_keys.distinct, self._rows_to_keys.sums(self.data.amounts.weights))

    @cached_property
    def _factor_keys_of_keys(self) -> Numbering:
        columns = {name: self.keys.columns[name] for name in FACTOR_KEY}
        return self._factor_rows.like(columns, len(self.keys)) if self.is_wide else Numbering(columns, len(self.keys))

    @cached_property
    def factor_keys(self) -> dict[str, Coded]:
        """Return the distinct factor keys; numbered alike from rows and from keys."""
        return self._factor_rows.distinct if self.is_wide else self._factor_keys_of_keys.distinct

    def factor_key_of_keys(self) -> Codes:
        """Return the number of the factor key of every key."""
        if all(self.keys.columns[name].is_constant for name in REPORTING_KEY):
            return np.arange(len(self.keys))
        return self._factor_keys_of_keys.of_all()

    def places(self, columns: Sequence[str]) -> Places:
        """Return the places of rows in a result per combination of columns of the rows."""
        of_rows = self._numbering(tuple(columns))
        part = RowPart(self._factor_rows.of, of_rows.code_of, self.data.amounts)
        return Places(of_rows.combinations, of_rows.decoded, lambda: [part])

    @cached_property
    def factor_key_sums(self) -> tuple[Floats, ...]:
        """Return per factor key the sum of its amounts, and of the kilograms that its rows bring themselves."""
        size = len(next(iter(self.factor_keys.values())))
        totals = [np.zeros(size), np.zeros(size)]
        for part in self.places(()).parts():

            def work(rows: slice, part: RowPart = part) -> tuple[Any, ...]:
                key = part.factor_key(rows)
                return tuple(np.bincount(key, weight, minlength=size) for weight in part.amounts.weights(rows))

            for sums in in_blocks(len(part.amounts), work):
                for total, block in zip(totals, sums, strict=False):
                    total += block
        return tuple(totals)

    @cached_property
    def _rows_to_keys(self) -> Numbering:
        return self._numbering((*FACTOR_KEY, *REPORTING_KEY))

    def key_of_rows(self, rows: slice) -> Codes:
        """Return the number of the key of some rows, before keys were split into parts."""
        return self._rows_to_keys.of(rows)

    def whole_key(self, key: Ints) -> Ints:
        """Return of which key, before keys were split into parts, some keys are."""
        return key

    def share_of(self, key: Ints) -> Floats | float:  # noqa: ARG002
        """Return what part some keys are of their whole key."""
        return 1.0

    def locate(self, problem: Problem, factor_key: int) -> list[Problem]:
        """Repeat a problem of a factor key for the rows it concerns."""
        return self.data.locate(problem, np.flatnonzero(self._factor_rows.of_all() == factor_key))

    def locate_keys(self, problem: Problem, keys: Ints) -> list[Problem]:
        """Repeat a problem of some keys for the rows it concerns."""
        return self.data.locate(problem, np.flatnonzero(np.isin(self._rows_to_keys.of_all(), keys)))
