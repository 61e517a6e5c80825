"""Net zero: the straight line to residual emissions, and the residual that is left to neutralise."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ghgcalc.targets.numbers import Numbers, floats, plain, require, require_amount, require_share, require_year


def straight_line_to_residual(
    base_tco2e: ArrayLike,
    *,
    base_year: ArrayLike,
    year: ArrayLike,
    net_zero_year: ArrayLike,
    residual_share: ArrayLike,
) -> Numbers:
    r"""Return the emissions on the straight line from the base year to residual emissions [tCO2e].

    Parameters
    ----------
    base_tco2e : float or array
        Emissions in the base year, which is the most recent year [tCO2e].
    base_year, year, net_zero_year : int or array
        Base year, year to read, and year in which the residual is reached. After it the line stays flat.
    residual_share : float or array
        Residual emissions in the net-zero year [share of the base year].

    Returns
    -------
    float or array
        Emissions in `year` [tCO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If the net-zero year is not after the base year, `year` is before the base year, or the residual is
        outside 0 to 1.

    Notes
    -----
    :math:`E_t = E_0 \left(1 - (1 - \rho) \frac{t - t_0}{t_{NZ} - t_0}\right)`.

    References
    ----------
    .. [1] SBTi, "Corporate Net-Zero Standard", version 2.0, 11 June 2026. The formula is derived from the text; the
       methods document was not yet published.

    Examples
    --------
    >>> line = dict(base_year=2025, net_zero_year=2050, residual_share=0.10)
    >>> round(straight_line_to_residual(1000.0, year=2030, **line), 6)
    820.0
    """
    base = require_amount(base_tco2e, name="base_tco2e")
    start = require_year(base_year, name="base_year")
    at = require_year(year, name="year")
    end = require_year(net_zero_year, name="net_zero_year")
    residual = require_share(residual_share, name="residual_share")
    require(end > start, "targets.net_zero_too_early", value=end, recent_year=start)
    require(at >= start, "targets.year_before_base", value=at, base_year=start)
    elapsed = np.minimum(at, end) - start
    return plain(base * (1.0 - (1.0 - residual) * elapsed / (end - start)))


def residual_to_neutralise(
    base_tco2e: ArrayLike,
    *,
    long_term_reduction: ArrayLike,
    residual_tco2e: ArrayLike | None = None,
) -> Numbers:
    """Return the emissions to neutralise with permanent removals in the net-zero year [tCO2e].

    Parameters
    ----------
    base_tco2e : float or array
        Emissions in the base year [tCO2e].
    long_term_reduction : float or array
        Reduction of the long-term target [share of the base year].
    residual_tco2e : float or array, optional
        Residual emissions the company expects [tCO2e]. Without it: everything the long-term target leaves.

    Returns
    -------
    float or array
        Emissions to neutralise [tCO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If the residual is above what the long-term target leaves: removals do not replace reductions.

    References
    ----------
    .. [1] SBTi, "Corporate Net-Zero Standard", version 1.3.1, April 2026: neutralisation of residual emissions.

    Examples
    --------
    >>> round(residual_to_neutralise(1000.0, long_term_reduction=0.9), 6)
    100.0
    """
    base = require_amount(base_tco2e, name="base_tco2e")
    share = require_share(long_term_reduction, name="long_term_reduction")
    allowed = base * (1.0 - share)
    if residual_tco2e is None:
        return plain(allowed)
    residual = require_amount(residual_tco2e, name="residual_tco2e")
    fits = (residual <= allowed) | np.isclose(residual, allowed, rtol=1e-9)
    require(fits, "targets.residual_above_target", value=residual, allowed=np.round(allowed, 3))
    return plain(residual + 0.0 * floats(allowed))
