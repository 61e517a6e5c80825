"""Rows of a file that are read in batches and kept as codes, a few bytes per row."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from ghgcalc.coded import Coded, Codes, as_labels, code_kind, encode, places_of
from ghgcalc.errors import DataError, Problem
from ghgcalc.inventory.activity import ActivityData
from ghgcalc.inventory.amounts import Amounts, SupplierFactors


class _GrowingColumn:
    """A column whose labels become known batch by batch; without codes as long as it has one label."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._place: dict[object, int] = {}
        self._codes: Codes = np.zeros(0, np.int8)

    def add(self, rows: slice, part: Coded) -> None:
        """Take over the codes of some rows."""
        here = places_of(part.labels, self._place)
        kind = code_kind(len(self._place))
        if len(self._place) > 1 and (not len(self._codes) or self._codes.dtype != kind):
            wider = np.zeros(self._size, kind)
            wider[: len(self._codes)] = self._codes
            self._codes = wider
        if len(self._codes):
            self._codes[rows] = here.astype(kind).take(part.codes)

    def coded(self) -> Coded:
        """Return the whole column."""
        if not len(self._codes):
            return Coded.constant(next(iter(self._place)), self._size)
        return Coded(self._codes, as_labels(list(self._place)))


def hold(parts: Iterable[ActivityData], size: int) -> ActivityData:
    """Put batches of checked rows together as one.

    Parameters
    ----------
    parts : iterable of ActivityData
        Batches, in order.
    size : int
        Number of rows of all batches.

    Raises
    ------
    DataError
        If there are no rows.
    """
    value = np.empty(size)
    columns: dict[str, _GrowingColumn] = {}
    supplier_name = _GrowingColumn(size)
    own: list[tuple[Codes, Codes]] = []
    filled, named = 0, False
    for data in parts:
        rows = slice(filled, filled + len(data.amounts))
        value[rows] = data.amounts.of(data.amounts.every)
        for name, coded in data.columns.items():
            columns.setdefault(name, _GrowingColumn(size)).add(rows, coded)
        if "supplier" in data.frame:
            named = True
            supplier_name.add(rows, encode(data.frame["supplier"]))
        if data.amounts.supplier is not None:
            own.append((data.amounts.supplier.rows + filled, data.amounts.supplier.factor))
        filled = rows.stop
    if not filled:
        raise DataError([Problem("no_rows")])
    supplier = None
    if own:
        supplier = SupplierFactors(np.concatenate([rows for rows, _ in own]), np.concatenate([f for _, f in own]))
    names = {"supplier": _categorical(supplier_name.coded())} if named else {}
    frame = pd.DataFrame(names, index=pd.RangeIndex(size))
    return ActivityData(frame, {n: c.coded() for n, c in columns.items()}, Amounts(value, supplier=supplier))


def _categorical(coded: Coded) -> pd.Categorical:
    return pd.Categorical.from_codes(coded.codes, pd.Index(coded.labels))
