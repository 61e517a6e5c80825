"""How uncertainties combine: products, sums and lognormal intervals, as pure functions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from ghgcalc.coded import Floats, Ints


def relative_of_product(*relative: float) -> float:
    r"""Return the relative standard deviation of a product of independent factors [-].

    Parameters
    ----------
    *relative : float
        Relative standard deviation of each factor [-].

    Raises
    ------
    ValueError
        If one of them is negative.

    Notes
    -----
    :math:`u = \sqrt{\sum u_i^2}`: first order; exact for lognormal factors when u is the standard deviation of the
    logarithm.

    References
    ----------
    .. [1] IPCC, "Guidelines for National Greenhouse Gas Inventories" (2006), vol. 1, ch. 3, equation 3.1.

    Examples
    --------
    >>> round(relative_of_product(0.05, 0.10), 6)
    0.111803
    """
    _check(relative)
    return math.hypot(*relative)


def relative_of_sum(values: Sequence[float], relative: Sequence[float]) -> float:
    """Return the relative standard deviation of a sum of independent terms [-].

    Parameters
    ----------
    values : sequence of float
        The terms, in one unit.
    relative : sequence of float
        Relative standard deviation of each term [-].

    Raises
    ------
    ValueError
        If a deviation is negative, the lengths differ, or the terms add up to nothing.

    References
    ----------
    .. [1] IPCC, "Guidelines for National Greenhouse Gas Inventories" (2006), vol. 1, ch. 3, equation 3.2.

    Examples
    --------
    >>> round(relative_of_sum([100, 50], [0.10, 0.30]), 6)
    0.120185
    """
    _check(relative)
    if len(values) != len(relative):
        raise ValueError(f"{len(values)} values and {len(relative)} deviations")
    total = math.fsum(values)
    if total == 0.0:
        raise ValueError("the terms add up to 0: a relative deviation does not exist")
    return math.hypot(*(v * r for v, r in zip(values, relative, strict=True))) / abs(total)


def _check(relative: Sequence[float]) -> None:
    if any(not r >= 0.0 for r in relative):
        raise ValueError(f"a relative standard deviation is 0 or more, not {min(relative)}")


def sum_by(codes: Ints, values: npt.ArrayLike, size: int) -> Floats:
    """Return the sum of the values per code, shape (size,).

    Examples
    --------
    >>> sum_by(np.array([0, 2, 2]), [1.0, 2.0, 3.0], 3).tolist()
    [1.0, 0.0, 5.0]
    """
    return np.bincount(codes, np.asarray(values, np.float64), minlength=size).astype(np.float64, copy=False)


def variance_of(sigma: npt.ArrayLike) -> Floats:
    """Return the variance of lognormal factors with mean 1 and `sigma`, the standard deviation of their logarithm.

    Examples
    --------
    >>> float(variance_of(0.0))
    0.0
    """
    return np.asarray(np.expm1(np.square(np.asarray(sigma, np.float64))), np.float64)


def sigma_of(mean: npt.ArrayLike, standard_deviation: npt.ArrayLike) -> Floats:
    """Return the standard deviation of the logarithm of the lognormal with this mean and standard deviation; 0 at 0.

    Examples
    --------
    >>> round(float(sigma_of(100.0, 10.0)), 6)
    0.099751
    """
    size = np.abs(np.asarray(mean, np.float64))
    relative = np.divide(standard_deviation, size, out=np.zeros_like(size), where=size > 0)
    return np.asarray(np.sqrt(np.log1p(np.square(relative))), np.float64)


def two_sided(level: float) -> float:
    """Return how many standard deviations of a normal distribution enclose `level` [-].

    Raises
    ------
    ValueError
        If the level is not between 0 and 1.

    Examples
    --------
    >>> round(two_sided(0.95), 4)
    1.96
    """
    if not 0.0 < level < 1.0:
        raise ValueError(f"an interval holds a share between 0 and 1, not {level}")
    return NormalDist().inv_cdf(0.5 + level / 2.0)


def lognormal_interval(mean: npt.ArrayLike, standard_deviation: npt.ArrayLike, level: float) -> tuple[Floats, Floats]:
    """Return the central interval of the lognormal with this mean and standard deviation.

    Parameters
    ----------
    mean, standard_deviation : array
        In one unit, mean 0 or more.
    level : float
        Probability inside the interval, such as 0.95 [-].

    Examples
    --------
    >>> [round(float(end), 2) for end in lognormal_interval(100.0, 10.0, 0.95)]
    [81.83, 120.99]
    """
    sigma = sigma_of(mean, standard_deviation)
    median = np.asarray(mean, np.float64) * np.exp(-0.5 * np.square(sigma))
    spread = np.exp(two_sided(level) * sigma)
    return median / spread, median * spread
