"""Absolute contraction: every company cuts the same share of its base-year emissions per year."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ghgcalc.targets.numbers import Numbers, floats, plain, require, require_amount, require_share, require_year


def absolute_contraction(base_tco2e: ArrayLike, *, annual_rate: ArrayLike, years: ArrayLike) -> Numbers:
    r"""Return the emissions allowed after a linear absolute contraction [tCO2e].

    Parameters
    ----------
    base_tco2e : float or array
        Emissions in the target base year [tCO2e].
    annual_rate : float or array
        Linear annual reduction rate, as a share of the base year [1/year].
    years : float or array
        Years since the base year [year].

    Returns
    -------
    float or array
        Emissions allowed in that year [tCO2e]; the arguments broadcast.

    Raises
    ------
    ghgcalc.errors.DataError
        If `annual_rate` is outside 0 to 1, or an amount or a number of years is negative.

    Notes
    -----
    :math:`E_t = E_0 \max(0, 1 - r\,(t - t_0))`: linear in the base year, never compounded.

    References
    ----------
    .. [1] SBTi, "Corporate Net-Zero Standard V1.3.1, Method Appendix", version 1.0, April 2026, Eq. 8.

    Examples
    --------
    >>> absolute_contraction(1000.0, annual_rate=0.05, years=8)
    600.0
    """
    base = require_amount(base_tco2e, name="base_tco2e")
    rate = require_share(annual_rate, name="annual_rate")
    elapsed = floats(years)
    require(elapsed >= 0, "targets.negative_years", value=elapsed)
    return plain(base * np.maximum(0.0, 1.0 - rate * elapsed))


def fixed_rate_reduction(
    *,
    annual_rate: ArrayLike,
    base_year: ArrayLike,
    target_year: ArrayLike,
    anchor_year: ArrayLike | None,
) -> Numbers:
    r"""Return the reduction that a fixed annual rate asks for, counted from an anchor year [share of the base year].

    Parameters
    ----------
    annual_rate : float or array
        Linear annual reduction rate [1/year].
    base_year, target_year : int or array
        Target base year and target year.
    anchor_year : int or array, or None
        Latest year from which the years are counted: a later base year does not lower the reduction.
        None counts from the base year itself.

    Returns
    -------
    float or array
        Reduction in the target year, at most 1 [share of the base year].

    Raises
    ------
    ghgcalc.errors.DataError
        If the target year is not after the base year, or the rate is outside 0 to 1.

    Notes
    -----
    :math:`R = \min(1, r\,(t - \min(t_0, t_a)))`. Between base year and target year the emissions fall linearly.

    References
    ----------
    .. [1] SBTi, "Corporate Near-Term Criteria", version 5.3, September 2025, C15-C18.

    Examples
    --------
    A base year after the anchor asks for the same reduction as the anchor year itself:

    >>> rate = 0.05
    >>> round(fixed_rate_reduction(annual_rate=rate, base_year=2022, target_year=2030, anchor_year=2020), 6)
    0.5
    >>> round(fixed_rate_reduction(annual_rate=rate, base_year=2022, target_year=2030, anchor_year=None), 6)
    0.4
    """
    rate = require_share(annual_rate, name="annual_rate")
    years = years_counted(base_year=base_year, target_year=target_year, anchor_year=anchor_year)
    return plain(np.minimum(1.0, rate * floats(years)))


def years_counted(*, base_year: ArrayLike, target_year: ArrayLike, anchor_year: ArrayLike | None) -> Numbers:
    """Return the years over which a fixed rate is counted: from the base year, or from the anchor when that is earlier.

    Parameters
    ----------
    base_year, target_year : int or array
        Target base year and target year.
    anchor_year : int or array, or None
        Latest year to count from; None counts from the base year.

    Returns
    -------
    float or array
        Number of years [year].

    Raises
    ------
    ghgcalc.errors.DataError
        If the target year is not after the base year.

    References
    ----------
    .. [1] SBTi, "Corporate Near-Term Criteria", version 5.3, September 2025, C15-C18.

    Examples
    --------
    >>> years_counted(base_year=2024, target_year=2035, anchor_year=2020)
    15.0
    """
    base = require_year(base_year, name="base_year")
    target = require_year(target_year, name="target_year")
    require(target > base, "targets.target_before_base", value=target, base_year=base)
    start = base if anchor_year is None else np.minimum(base, require_year(anchor_year, name="anchor_year"))
    return plain(target - start)
