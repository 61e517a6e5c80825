"""Growth of activity drivers: CAGR from history, yearly overrides, an index per year."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from ghgcalc.errors import DataError, Problem

Floats = npt.NDArray[np.float64]
Number = TypeVar("Number", float, Floats)
#: Calendar years that a figure or a growth may belong to; anything else is a slip, such as a year in two digits.
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


def check_years(years: Iterable[float], *, whole: bool = True) -> None:
    """Check that years are written in four digits.

    Parameters
    ----------
    years : iterable of float
        Calendar years, or moments between them.
    whole : bool
        Whether a fraction of a year is refused.

    Raises
    ------
    DataError
        With every year that is not one.

    Examples
    --------
    >>> check_years([2024, 2030.0])
    """
    wrong = [
        year for year in years if not _FIRST_YEAR <= year <= _LAST_YEAR or (whole and not float(year).is_integer())
    ]
    if wrong:
        raise DataError([Problem("year_not_possible", year) for year in wrong])


def cagr(first: float, last: float, years: float) -> float:
    r"""Return the compound annual growth rate [1/year].

    Parameters
    ----------
    first, last : float
        Value of the driver in the first and the last year, both above 0.
    years : float
        Years between them, above 0; a fraction for broken fiscal years.

    Raises
    ------
    DataError
        If a value or the number of years is not above 0.

    Notes
    -----
    :math:`g = (X_T / X_0)^{1/T} - 1`.

    Examples
    --------
    >>> round(cagr(100.0, 121.0, 2), 12)
    0.1
    """
    for name, value in (("first", first), ("last", last), ("years", years)):
        if not value > 0 or math.isinf(value):
            raise DataError([Problem("cagr_input", value, params={"name": name})])
    return float(compounded(first, last, years))


def real_growth(nominal: float, *, inflation: float, price_mix: float = 0.0) -> float:
    r"""Return the growth in volume behind a growth in spend [1/year].

    Parameters
    ----------
    nominal : float
        Annual growth of the spend in money of the year [1/year].
    inflation : float
        Annual price increase of what is bought [1/year].
    price_mix : float
        Annual shift to dearer articles [1/year].

    Raises
    ------
    DataError
        If a rate is -100 % or less.

    Notes
    -----
    :math:`v = (1 + g) / ((1 + \pi)(1 + m)) - 1`.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), page 33: the spend-based
       method needs inflation data.

    Examples
    --------
    >>> round(real_growth(0.06, inflation=0.025), 10)
    0.0341463415
    """
    for rate in (nominal, inflation, price_mix):
        if not rate > -1 or math.isinf(rate):
            raise DataError([Problem("growth_too_low", rate)])
    return float(without_prices(nominal, inflation, price_mix))


def compounded(first: Number, last: Number, years: Number) -> Number:
    """Return the formula of `cagr`, for numbers and arrays that are checked already."""
    rate: Number = (last / first) ** (1.0 / years) - 1.0
    return rate


def without_prices(nominal: Number, inflation: Number, price_mix: Number) -> Number:
    """Return the formula of `real_growth`, for numbers and arrays that are checked already."""
    return (1.0 + nominal) / ((1.0 + inflation) * (1.0 + price_mix)) - 1.0


def growth_index(growth: float, *, start: int, until: int, overrides: Mapping[int, float] | None = None) -> Floats:
    r"""Return the driver relative to the start year, for every year up to `until`.

    Parameters
    ----------
    growth : float
        Annual growth [1/year], above -1.
    start, until : int
        First and last year.
    overrides : mapping of int to float, optional
        Growth of single years [1/year] instead of `growth`.

    Returns
    -------
    array of shape (until - start + 1,)
        1.0 in the start year.

    Raises
    ------
    DataError
        If `until` is not after `start`, a year is not written in four digits, a growth is -100 % or less, or an
        override lies outside the years.

    Notes
    -----
    :math:`X_t = X_0 \prod_{s=t_0+1}^{t} (1 + g_s)`.
    """
    check_years((start, until))
    if until <= start:
        raise DataError([Problem("until_before_start", until, params={"start": start})])
    chosen = dict(overrides or {})
    for year in chosen:
        if not start < year <= until:
            raise DataError([Problem("override_outside", year, params={"first": start + 1, "last": until})])
    rates = np.array([chosen.get(year, growth) for year in range(start + 1, until + 1)], np.float64)
    for rate in rates:
        if not rate > -1 or math.isinf(rate):
            raise DataError([Problem("growth_too_low", rate)])
    return np.concatenate([[1.0], np.cumprod(1.0 + rates)])


def grow(
    value: float, *, start: int, until: int, growth: float, overrides: Mapping[int, float] | None = None
) -> dict[int, float]:
    """Return a value for every year from `start` to `until` under annual growth with overrides.

    Parameters
    ----------
    value : float
        Value in the start year, 0 or more.
    start, until, growth, overrides
        See `growth_index`.

    References
    ----------
    .. [1] Test vector T-04 of the method notes: 1,000 with 3 %/year, 10 % in 2026, -2 % in 2028.

    Examples
    --------
    >>> path = grow(1000.0, start=2024, until=2030, growth=0.03, overrides={2026: 0.10, 2028: -0.02})
    >>> round(path[2030], 6)
    1213.298497
    """
    if not value >= 0 or math.isinf(value):
        raise DataError([Problem("negative_value", value)])
    index = growth_index(growth, start=start, until=until, overrides=overrides)
    return {year: float(value * index[year - start]) for year in range(start, until + 1)}
