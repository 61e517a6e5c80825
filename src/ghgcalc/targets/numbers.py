"""The guards of the target formulas: emissions, shares and years that make sense."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ghgcalc.guards import Floats, Numbers, floats, plain, require

__all__ = ["Floats", "Numbers", "floats", "plain", "require", "require_amount", "require_share", "require_year"]


def require_amount(values: ArrayLike, *, name: str) -> Floats:
    """Return emissions [tCO2e] as floats; they must be known numbers that are not negative."""
    amounts = floats(values)
    require(np.isfinite(amounts), "targets.not_a_number", value=amounts, name=name)
    require(amounts >= 0, "targets.negative_amount", value=amounts, name=name)
    return amounts


def require_share(values: ArrayLike, *, name: str) -> Floats:
    """Return shares as floats; they must lie between 0 and 1."""
    shares = floats(values)
    require((shares >= 0) & (shares <= 1), "targets.share_outside", value=shares, name=name)
    return shares


def require_year(values: ArrayLike, *, name: str) -> Floats:
    """Return whole years as floats."""
    years = floats(values)
    require(np.isfinite(years) & (years == np.rint(years)), "targets.not_a_year", value=years, name=name)
    return years
