"""The amounts of activity rows, worked out block by block from the columns as given, so that nothing is copied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ghgcalc.coded import Codes, Floats


@dataclass(frozen=True)
class SupplierFactors:
    """Suppliers' own factors of the rows that have one.

    Parameters
    ----------
    factor : array of shape (rows,)
        The factor as written; nan where the row has none.
    unit : integer array of shape (rows,)
        Code of the unit in which it is written.
    scale : array of shape (units,)
        Kilograms of CO2e in the numerator of each unit.
    """

    factor: Floats
    unit: Codes
    scale: Floats


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

    def of(self, rows: slice) -> Floats:
        """Return the amounts of some rows."""
        value = self.value[rows]
        if self.unit is not None and self.scale is not None:
            value = value * self.scale[self.unit[rows]]
        return value if self.share is None else value * self.share[rows]

    def times_supplier(self, rows: slice, amounts: Floats) -> Floats | None:
        """Return the amounts times the supplier's own factor, 0 where the row has none; None when no row has one.

        Parameters
        ----------
        rows : slice
            Which rows.
        amounts : Floats
            Their amounts, from `of`.
        """
        own = self.supplier
        if own is None:
            return None
        product = np.zeros(len(amounts))
        given = np.flatnonzero(~np.isnan(own.factor[rows]))
        product[given] = amounts[given] * own.factor[rows][given] * own.scale[own.unit[rows][given]]
        return product

    def plain(self) -> Amounts:
        """Return the same amounts in one array, and suppliers' factors in kg CO2e."""
        own = self.supplier
        if own is not None:
            own = SupplierFactors(own.factor * own.scale[own.unit], np.zeros(len(self), np.int8), np.ones(1))
        return Amounts(self.of(slice(0, len(self))), supplier=own)

    def take(self, rows: Codes) -> Amounts:
        """Return the amounts of the rows at some positions."""
        plain = self.plain()
        own = plain.supplier
        if own is not None:
            own = SupplierFactors(own.factor[rows], own.unit[rows], own.scale)
        return Amounts(plain.value[rows], supplier=own)

    @classmethod
    def joined(cls, parts: Sequence[Amounts]) -> Amounts:
        """Return the amounts of all parts, one after the other."""
        plain = [part.plain() for part in parts]
        value = np.concatenate([part.value for part in plain])
        if all(part.supplier is None for part in plain):
            return cls(value)
        factor = [np.full(len(p), np.nan) if p.supplier is None else p.supplier.factor for p in plain]
        return cls(value, supplier=SupplierFactors(np.concatenate(factor), np.zeros(len(value), np.int8), np.ones(1)))

    def weights(self, rows: slice) -> tuple[Floats, ...]:
        """Return what is summed per key: the amounts, and with suppliers' factors the amounts times these."""
        amounts = self.of(rows)
        product = self.times_supplier(rows, amounts)
        return (amounts,) if product is None else (amounts, product)
