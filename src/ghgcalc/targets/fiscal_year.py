"""Fiscal years: a target is judged on the calendar year that holds most months."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ghgcalc.targets.numbers import Numbers, floats, plain, require, require_year

_MONTHS = 12


def fiscal_year(end_year: ArrayLike, *, end_month: ArrayLike) -> Numbers:
    """Return the calendar year that holds most months of a fiscal year.

    Parameters
    ----------
    end_year : int or array
        Calendar year in which the fiscal year ends.
    end_month : int or array
        Month in which it ends, 1 to 12; 12 is a calendar year.

    Returns
    -------
    float or array
        Calendar year; with six months in each, the later one.

    Raises
    ------
    ghgcalc.errors.DataError
        If the month is not 1 to 12.

    References
    ----------
    .. [1] SBTi, "Corporate Near-Term Criteria", version 5.3, September 2025: a fiscal year that ends in March 2022
       counts as 2021.

    Examples
    --------
    >>> fiscal_year(2022, end_month=3)
    2021.0
    >>> fiscal_year(2022, end_month=6)
    2022.0
    """
    year = require_year(end_year, name="end_year")
    month = floats(end_month)
    require((month >= 1) & (month <= _MONTHS) & (month == np.rint(month)), "targets.month_outside", value=month)
    in_last_year = month
    in_year_before = _MONTHS - month
    return plain(np.where(in_last_year >= in_year_before, year, year - 1))
