"""Engagement targets: suppliers or customers with science-based targets of their own."""

from __future__ import annotations

from numpy.typing import ArrayLike

from ghgcalc.targets.numbers import Numbers, floats, plain, require_share


def engagement_coverage(engaged_share: ArrayLike, *, category_share: ArrayLike) -> Numbers:
    """Return what an engagement target adds to the coverage of scope 3 [share of scope 3].

    Parameters
    ----------
    engaged_share : float or array
        Share of the category's emissions, or spend, that comes from engaged suppliers or customers [share].
    category_share : float or array
        Share of the category in scope 3 [share].

    Returns
    -------
    float or array
        Share of scope 3 covered; add up over the categories.

    Raises
    ------
    ghgcalc.errors.DataError
        If a share is outside 0 to 1.

    References
    ----------
    .. [1] SBTi, "Corporate Near-Term Criteria", version 5.3, September 2025, C19 and C6.

    Examples
    --------
    Suppliers behind 80 % of a category that is 75 % of scope 3:

    >>> round(engagement_coverage(0.80, category_share=0.75), 6)
    0.6
    """
    engaged = require_share(engaged_share, name="engaged_share")
    category = require_share(category_share, name="category_share")
    return plain(floats(engaged * category))
