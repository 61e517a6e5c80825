"""Intensity targets: emissions per unit of output or per euro of value added fall by a compounded rate."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ghgcalc.targets.absolute import years_counted
from ghgcalc.targets.numbers import Numbers, floats, plain, require, require_amount, require_share


def compounded_reduction(
    *,
    annual_rate: ArrayLike,
    base_year: ArrayLike,
    target_year: ArrayLike,
    anchor_year: ArrayLike | None,
) -> Numbers:
    r"""Return the reduction of an intensity that falls by the same percentage every year [share].

    Parameters
    ----------
    annual_rate : float or array
        Annual reduction of the intensity, compounded [1/year].
    base_year, target_year : int or array
        Target base year and target year.
    anchor_year : int or array, or None
        Latest year from which the years are counted; None counts from the base year.

    Returns
    -------
    float or array
        Reduction of the intensity in the target year [share of the base-year intensity].

    Raises
    ------
    ghgcalc.errors.DataError
        If the target year is not after the base year, or the rate is outside 0 to 1.

    Notes
    -----
    :math:`R = 1 - (1 - r)^n` with :math:`n = t - \min(t_0, t_a)`.

    References
    ----------
    .. [1] SBTi, "Corporate Near-Term Criteria", version 5.3, September 2025, C18.

    Examples
    --------
    >>> round(compounded_reduction(annual_rate=0.10, base_year=2024, target_year=2026, anchor_year=None), 6)
    0.19
    """
    rate = require_share(annual_rate, name="annual_rate")
    years = floats(years_counted(base_year=base_year, target_year=target_year, anchor_year=anchor_year))
    return plain(1.0 - (1.0 - rate) ** years)


def economic_intensity(
    base_tco2e: ArrayLike,
    *,
    reduction: ArrayLike,
    value_added_base: ArrayLike,
    value_added_target: ArrayLike,
) -> Numbers:
    r"""Return the emissions that an intensity target per value added allows in the target year [tCO2e].

    Parameters
    ----------
    base_tco2e : float or array
        Emissions in the target base year [tCO2e].
    reduction : float or array
        Reduction of the emissions per value added [share].
    value_added_base, value_added_target : float or array
        Value added in the base year and in the target year, in the same currency and price level [EUR]:
        gross profit, or EBITDA plus personnel cost. Turnover is not value added.

    Returns
    -------
    float or array
        Emissions in the target year [tCO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If a value added is missing or not above 0, or `reduction` is outside 0 to 1.

    Notes
    -----
    :math:`E_t = \frac{E_0}{V_0} (1 - R)\, V_t`.
    When value added grows faster than the intensity falls, emissions rise.

    References
    ----------
    .. [1] SBTi, "Corporate Near-Term Criteria", version 5.3, September 2025, C18.

    Examples
    --------
    >>> economic_intensity(1000.0, reduction=0.5, value_added_base=2.0e6, value_added_target=3.0e6)
    750.0
    """
    return _from_intensity(base_tco2e, reduction, value_added_base, value_added_target, "targets.no_value_added")


def physical_intensity(
    base_tco2e: ArrayLike,
    *,
    reduction: ArrayLike,
    output_base: ArrayLike,
    output_target: ArrayLike,
) -> Numbers:
    r"""Return the emissions that an intensity target per unit of output allows in the target year [tCO2e].

    Parameters
    ----------
    base_tco2e : float or array
        Emissions in the target base year [tCO2e].
    reduction : float or array
        Reduction of the emissions per unit of output [share].
    output_base, output_target : float or array
        Output in the base year and in the target year, in the same unit (pieces, pairs, kg, m2).

    Returns
    -------
    float or array
        Emissions in the target year [tCO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If an output is missing or not above 0, or `reduction` is outside 0 to 1.

    Notes
    -----
    :math:`E_t = \frac{E_0}{Q_0} (1 - R)\, Q_t`.

    References
    ----------
    .. [1] SBTi, "Corporate Near-Term Criteria", version 5.3, September 2025, C18.

    Examples
    --------
    >>> physical_intensity(1000.0, reduction=0.5, output_base=80_000, output_target=100_000)
    625.0
    """
    return _from_intensity(base_tco2e, reduction, output_base, output_target, "targets.no_output")


def _from_intensity(base: ArrayLike, reduction: ArrayLike, first: ArrayLike, last: ArrayLike, code: str) -> Numbers:
    emissions = require_amount(base, name="base_tco2e")
    share = require_share(reduction, name="reduction")
    output_base, output_target = floats(first), floats(last)
    require(np.isfinite(output_base) & (output_base > 0), code, value=output_base)
    require(np.isfinite(output_target) & (output_target > 0), code, value=output_target)
    return plain(emissions * (1.0 - share) * output_target / output_base)


def implied_intensity_reduction(reduction: ArrayLike, growth: ArrayLike, years: ArrayLike) -> Numbers:
    """Return the cut per unit that an absolute target implies for a company that grows [share].

    Parameters
    ----------
    reduction : float or array
        Absolute reduction in the target year [share of the base year].
    growth : float or array
        Growth of the output per year [1/year].
    years : float or array
        Years between base year and target year [year].

    Returns
    -------
    float or array
        Reduction of the emissions per unit of output [share].

    Raises
    ------
    ghgcalc.errors.DataError
        If `reduction` is outside 0 to 1, growth is -1 or less, or years are negative.

    Notes
    -----
    :math:`1 - (1 - R)/(1 + g)^n`: an absolute target does not move with growth, so growth has to be compensated too.

    References
    ----------
    .. [1] SBTi, "Corporate Near-Term Criteria", version 5.3, September 2025: absolute targets hold whatever the growth.

    Examples
    --------
    Minus 42 % in six years, at 5 % growth a year, is minus 56.7 % per product:

    >>> round(implied_intensity_reduction(0.42, 0.05, 6), 3)
    0.567
    """
    share = require_share(reduction, name="reduction")
    rate = floats(growth)
    require(rate > -1, "targets.growth_too_low", value=rate)
    elapsed = floats(years)
    require(elapsed >= 0, "targets.negative_years", value=elapsed)
    return plain(1.0 - (1.0 - share) / (1.0 + rate) ** elapsed)
