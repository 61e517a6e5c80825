"""Temperature reading of a target: the warming that a yearly reduction corresponds to."""

from __future__ import annotations

from numpy.typing import ArrayLike

from ghgcalc.targets.numbers import Numbers, floats, plain, require
from ghgcalc.targets.rulebook import DEFAULT_RULEBOOK, Rulebook, as_rulebook


def temperature_rating(annual_rate: ArrayLike, *, rulebook: str | Rulebook = DEFAULT_RULEBOOK) -> Numbers:
    r"""Return the warming that a linear annual reduction corresponds to [degree Celsius].

    Parameters
    ----------
    annual_rate : float or array
        Linear annual reduction of an absolute mid-term target [share of the base year per year].
    rulebook : str or Rulebook
        Rulebook that holds the two coefficients.

    Returns
    -------
    float or array
        Temperature reading [degree Celsius]; an orientation, not a criterion.

    Raises
    ------
    ghgcalc.errors.DataError
        If the rate is not a number.

    Notes
    -----
    :math:`T = a + b \cdot 100 r`, a regression over scenarios.

    References
    ----------
    .. [1] CDP and WWF, "Temperature Rating Methodology", version 1, absolute mid-term targets.

    Examples
    --------
    >>> round(temperature_rating(0.05), 3)
    1.136
    """
    rate = floats(annual_rate)
    require(rate == rate, "targets.not_a_number", value=rate, name="annual_rate")
    book = as_rulebook(rulebook)
    at_zero = book.parameter("temperature_at_zero_reduction").value
    slope = book.parameter("temperature_per_percent_per_year").value
    return plain(floats(at_zero + slope * 100.0 * rate))
