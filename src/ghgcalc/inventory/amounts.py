"""The amounts of activity rows, worked out block by block from the columns as given, so that nothing is copied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ghgcalc.coded import Codes, Floats, Ints


@dataclass(frozen=True)
class SupplierFactors:
    """Suppliers' own factors, of the few rows that have one.

    Parameters
    ----------
    rows : integer array of shape (given,)
        Rows that have one, in order.
    factor : array of shape (given,)
        Their factors [kg CO2e per supplier's unit].
    """

    rows: Codes
    factor: Floats

    def within(self, rows: slice) -> tuple[Codes, Floats]:
        """Return which of some rows have a factor, counted from the first of them, and these factors."""
        first, last = np.searchsorted(self.rows, (rows.start, rows.stop))
        return self.rows[first:last] - self.rows.dtype.type(rows.start), self.factor[first:last]


@dataclass(frozen=True)
class Amounts:
    """What every row amounts to; each array has the shape (rows,).

    Parameters
    ----------
    value : Floats
        Amounts as given.
    unit : Codes or None
        Code of the unit of every row; None when no unit needs conversion.
    scale : Floats or None
        Factor from each unit to the one in which amounts are summed.
    share : Floats or None
        Share of the row that counts, under equity share.
    supplier : SupplierFactors or None
        Suppliers' own factors.
    """

    value: Floats
    unit: Codes | None = None
    scale: Floats | None = None
    share: Floats | None = None
    supplier: SupplierFactors | None = None

    def __len__(self) -> int:
        return len(self.value)

    @property
    def every(self) -> slice:
        """Return the slice of all rows."""
        return slice(0, len(self))

    def of(self, rows: slice) -> Floats:
        """Return the amounts of some rows."""
        value = self.value[rows]
        if self.unit is not None and self.scale is not None:
            value = value * self.scale.take(self.unit[rows])
        return value if self.share is None else value * self.share[rows]

    def weights(self, rows: slice) -> tuple[Floats, ...]:
        """Return what is summed per key: the amounts, and with suppliers' factors the amounts times these."""
        amounts = self.of(rows)
        if self.supplier is None:
            return (amounts,)
        product = np.zeros(len(amounts))
        given, factor = self.supplier.within(rows)
        product[given] = amounts[given] * factor
        return amounts, product

    def plain(self) -> Amounts:
        """Return the same amounts in one array."""
        return Amounts(self.of(self.every), supplier=self.supplier)

    def take(self, rows: Ints) -> Amounts:
        """Return the amounts of the rows at some positions."""
        own = self.supplier
        if own is not None:
            spread = np.full(len(self), np.nan)
            spread[own.rows] = own.factor
            own = _given(spread[rows])
        return Amounts(self.of(self.every)[rows], supplier=own)

    @classmethod
    def joined(cls, parts: Sequence[Amounts]) -> Amounts:
        """Return the amounts of all parts, one after the other."""
        value = np.concatenate([part.of(part.every) for part in parts])
        own = [(p.supplier, start) for p, start in zip(parts, _starts(parts), strict=True) if p.supplier is not None]
        if not own:
            return cls(value)
        rows = np.concatenate([factors.rows + start for factors, start in own])
        return cls(value, supplier=SupplierFactors(rows, np.concatenate([factors.factor for factors, _ in own])))


def _starts(parts: Sequence[Amounts]) -> Ints:
    return np.cumsum([0, *map(len, parts)])[:-1]


def _given(factor: Floats) -> SupplierFactors:
    """Return the factors that are not nan, with their rows."""
    rows = np.flatnonzero(~np.isnan(factor))
    return SupplierFactors(rows, factor[rows])
