"""Checks the numbers that go into a scope 3 formula, and multiplies them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import ArrayLike

from ghgcalc.errors import raise_problem
from ghgcalc.guards import Floats, Numbers, floats, plain, require

#: How far shares of a whole may be from 1 together: published shares are rounded.
_SHARES_TOLERANCE = 1e-6


def columns(*, shares: Collection[str] = (), divisors: Collection[str] = (), **values: ArrayLike) -> tuple[Floats, ...]:
    """Return numbers as arrays, in the order given; all are known, not negative and of one length.

    Parameters
    ----------
    shares : collection of str
        Names that must lie between 0 and 1.
    divisors : collection of str
        Names that must be more than 0.
    **values
        A number or a column per name.

    Raises
    ------
    ghgcalc.errors.DataError
        With every row that is missing, negative or outside its range; or if lengths differ.

    Examples
    --------
    >>> columns(mass_kg=[2.0, 3.0], kgco2e_per_kg=0.5)
    (array([2., 3.]), array(0.5))
    """
    return _checked(values, shares, divisors)


def _checked(values: Mapping[str, ArrayLike], shares: Collection[str], divisors: Collection[str]) -> tuple[Floats, ...]:
    arrays = {name: floats(value) for name, value in values.items()}
    for name, array in arrays.items():
        require(np.isfinite(array), "scope3.not_a_number", value=array, name=name)
        if name in shares:
            require((array >= 0) & (array <= 1), "scope3.share_outside", value=array, name=name)
        require(array >= 0, "scope3.negative", value=array, name=name)
        if name in divisors:
            require(array > 0, "scope3.divisor", value=array, name=name)
    try:
        np.broadcast_shapes(*(array.shape for array in arrays.values()))
    except ValueError:
        lengths = ", ".join(f"{name} {array.size}" for name, array in arrays.items())
        raise_problem("scope3.lengths", value=lengths)
    return tuple(arrays.values())


def product(*, shares: Collection[str] = (), **values: ArrayLike) -> Numbers:
    """Return the product of checked numbers, row by row.

    Examples
    --------
    >>> product(mass_kg=200.0, kgco2e_per_kg=0.5)
    100.0
    """
    return _multiplied(values, shares)


def _multiplied(values: Mapping[str, ArrayLike], shares: Collection[str] = ()) -> Numbers:
    result = np.ones(())
    for array in _checked(values, shares, ()):
        result = np.asarray(result * array)
    return plain(result)


def sum_of_parts(**parts: ArrayLike | None) -> Numbers:
    """Return the sum of the emissions that were given, row by row [kg CO2e]; None is "there is none of it".

    Raises
    ------
    ghgcalc.errors.DataError
        If nothing is given.

    Examples
    --------
    >>> sum_of_parts(fuel_kgco2e=[1.0, 2.0], waste_kgco2e=None, electricity_kgco2e=0.5)
    array([1.5, 2.5])
    """
    given = {name: part for name, part in parts.items() if part is not None}
    if not given:
        raise_problem("scope3.nothing_given", value=", ".join(parts))
    result = np.zeros(())
    for array in _checked(given, (), ()):
        result = np.asarray(result + array)
    return plain(result)


def pair(**amount_and_factor: ArrayLike | None) -> Numbers | None:
    """Return amount times factor, None when neither is given.

    Raises
    ------
    ghgcalc.errors.DataError
        If one is given without the other.
    """
    given = {name: value for name, value in amount_and_factor.items() if value is not None}
    if not given:
        return None
    for name in amount_and_factor:
        if name not in given:
            raise_problem("scope3.half_a_pair", value=name, name=next(iter(given)))
    return _multiplied(given)


def part_of(*, occupancy: ArrayLike = 1.0, **part_and_whole: ArrayLike) -> Numbers:
    """Return a part over the occupied whole [share].

    Raises
    ------
    ghgcalc.errors.DataError
        If the part is larger than the whole.

    Examples
    --------
    >>> part_of(own_area_m2=50.0, total_area_m2=400.0, occupancy=0.5)
    0.25
    """
    name, whole_name = part_and_whole
    values = {**part_and_whole, "occupancy": occupancy}
    part, whole, occupied = _checked(values, ("occupancy",), (whole_name, "occupancy"))
    used = whole * occupied
    require(part <= used, "scope3.part_above_whole", value=part, name=name, whole=used, whole_name=whole_name)
    return plain(np.asarray(part / used))


def require_whole(shares: Floats, *, name: str) -> None:
    """Refuse a column of shares of one whole that does not add up to 1."""
    if shares.ndim == 1:
        total = float(shares.sum())
        if abs(total - 1.0) > _SHARES_TOLERANCE:
            raise_problem("scope3.shares_sum", value=f"{total:.6g}", name=name)
