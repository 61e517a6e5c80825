"""Renewable electricity targets: a share of the electricity instead of a cut in scope 2."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ghgcalc.targets.numbers import Numbers, plain, require, require_share, require_year
from ghgcalc.targets.rulebook import DEFAULT_RULEBOOK, Rulebook, as_rulebook


def renewable_electricity_share(
    *,
    base_share: ArrayLike,
    base_year: ArrayLike,
    year: ArrayLike,
    rulebook: str | Rulebook = DEFAULT_RULEBOOK,
) -> Numbers:
    """Return the share of renewable electricity that a target asks for in a year.

    Parameters
    ----------
    base_share : float or array
        Share of renewable electricity in the base year [share].
    base_year, year : int or array
        Base year and year to read.
    rulebook : str or Rulebook
        Rulebook that holds the milestones.

    Returns
    -------
    float or array
        Renewable share needed [share].

    Raises
    ------
    ghgcalc.errors.DataError
        If a share is outside 0 to 1, or `year` is before the base year.

    Notes
    -----
    The milestones are the rule; the straight line between them is this library's reading. A company that is already
    above the line holds its share.

    References
    ----------
    .. [1] SBTi, "Corporate Near-Term Criteria", C21.

    Examples
    --------
    >>> renewable_electricity_share(base_share=0.3, base_year=2020, year=2030)
    1.0
    """
    share = require_share(base_share, name="base_share")
    start = require_year(base_year, name="base_year")
    at = require_year(year, name="year")
    require(at >= start, "targets.year_before_base", value=at, base_year=start)
    milestones = renewable_milestones(rulebook)
    from_year, from_share = start, share
    needed = share
    for milestone, value in milestones:
        reachable = milestone > start
        span = np.where(reachable, milestone - from_year, 1.0)
        line = from_share + (value - from_share) * np.clip((at - from_year) / span, 0.0, 1.0)
        needed = np.where(reachable & (at > from_year), line, needed)
        needed = np.where(
            ~reachable & (at >= milestone) & (at > start) & (milestone == milestones[-1][0]), value, needed
        )
        from_share = np.where(reachable, value, from_share)
        from_year = np.where(reachable, milestone, from_year)
    return plain(np.maximum(share, needed))


def renewable_milestones(rulebook: str | Rulebook = DEFAULT_RULEBOOK) -> tuple[tuple[int, float], ...]:
    """Return the milestones of the renewable electricity target as (year, share), in the order of the years.

    Parameters
    ----------
    rulebook : str or Rulebook
        Rulebook that holds the milestones.

    Returns
    -------
    tuple of (int, float)
        Year and share of renewable electricity.

    References
    ----------
    .. [1] SBTi, "Corporate Near-Term Criteria", C21.

    Examples
    --------
    >>> renewable_milestones()
    ((2025, 0.8), (2030, 1.0))
    """
    found = as_rulebook(rulebook).entries("renewable_electricity_share")
    return tuple(sorted((int(year), float(p.value)) for p in found for year in p.target_years))
