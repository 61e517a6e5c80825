"""Shares the joint abatement of levers that multiply on cells among the levers, in closed form."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]

#: Cells handled at once, so that the working arrays stay in the cache of the processor.
_BLOCK = 512


def shapley(emissions: ArrayLike, reductions: ArrayLike) -> FloatArray:
    r"""Return the Shapley value of each lever: its mean marginal abatement over all orders [tCO2e].

    Parameters
    ----------
    emissions : array_like
        Emissions before any lever, shape (cells,) [tCO2e].
    reductions : array_like
        Relative reduction of each cell by each lever, shape (levers, cells), at most 1; negative raises emissions.

    Returns
    -------
    ndarray
        Abatement per lever, shape (levers,) [tCO2e]. The sum equals the joint abatement.

    Raises
    ------
    ValueError
        If the shapes do not fit, a number is missing or a reduction exceeds 1.

    Notes
    -----
    With the abatement of a set of levers :math:`v(S) = E(1-\prod_{i \in S}(1-r_i))`,

    .. math:: \phi_i = E\,r_i \int_0^1 \prod_{j \ne i}(1 - t\,r_j)\,dt .

    A lever that arrives at a uniformly drawn time t finds each other lever present with probability t. The integrand
    is a polynomial of degree n − 1, so Gauss-Legendre quadrature with ⌈n/2⌉ nodes is exact.

    References
    ----------
    .. [1] L. S. Shapley, "A Value for n-Person Games", 1953.
    .. [2] G. Owen, "Multilinear Extensions of Games", Management Science 18(5), 1972, p. 64-79.

    Examples
    --------
    >>> shapley([1000.0], [[0.3], [0.4]]).round(9).tolist()
    [240.0, 340.0]
    """
    base, cut = _checked(emissions, reductions)
    base, cut = _merged(base, cut)
    result = np.zeros(len(cut))
    for start in range(0, cut.shape[1], _BLOCK):
        part = np.ascontiguousarray(cut[:, start : start + _BLOCK])
        result += (part * _mean_factor_of_the_others(part)) @ base[start : start + _BLOCK]
    return result


def standalone(emissions: ArrayLike, reductions: ArrayLike) -> FloatArray:
    """Return what each lever abates when it is the only one, shape (levers,) [tCO2e]; the sum over-counts overlaps.

    Examples
    --------
    >>> standalone([1000.0], [[0.3], [0.4]]).tolist()
    [300.0, 400.0]
    """
    base, cut = _checked(emissions, reductions)
    result: FloatArray = cut @ base
    return result


def last_in(emissions: ArrayLike, reductions: ArrayLike) -> FloatArray:
    """Return what is lost when each lever is dropped, shape (levers,) [tCO2e]; the number for a go or no-go decision.

    Examples
    --------
    >>> last_in([1000.0], [[0.3], [0.4]]).round(9).tolist()
    [180.0, 280.0]
    """
    base, cut = _checked(emissions, reductions)
    left = 1.0 - cut
    before = np.cumprod(np.vstack([np.ones_like(base), left[:-1]]), axis=0)
    after = np.cumprod(np.vstack([np.ones_like(base), left[:0:-1]]), axis=0)[::-1]
    result: FloatArray = (cut * before * after) @ base
    return result


def sequential(emissions: ArrayLike, reductions: ArrayLike, *, order: Sequence[int] | None = None) -> FloatArray:
    """Return what each lever adds in a given order, shape (levers,) [tCO2e]; another order gives other numbers.

    Parameters
    ----------
    emissions, reductions : array_like
        As for `shapley`.
    order : sequence of int or None
        Positions of the levers, first one first; None = as given.

    Examples
    --------
    >>> sequential([1000.0], [[0.3], [0.4]], order=[1, 0]).tolist()
    [180.0, 400.0]
    """
    base, cut = _checked(emissions, reductions)
    place = np.arange(len(cut)) if order is None else np.asarray(order, dtype=np.intp)
    if sorted(place.tolist()) != list(range(len(cut))):
        raise ValueError("order must name every lever once")
    ordered = cut[place]
    before = np.cumprod(np.vstack([np.ones_like(base), 1.0 - ordered[:-1]]), axis=0)
    result = np.empty(len(cut))
    result[place] = (ordered * before) @ base
    return result


def proportional(emissions: ArrayLike, reductions: ArrayLike) -> FloatArray:
    """Return the standalone abatement scaled to the joint one, shape (levers,) [tCO2e].

    Examples
    --------
    >>> proportional([1000.0], [[0.3], [0.4]]).round(6).tolist()
    [248.571429, 331.428571]
    """
    base, cut = _checked(emissions, reductions)
    return scaled_to(standalone(base, cut), float(base @ (1.0 - np.prod(1.0 - cut, axis=0))))


def owen(emissions: ArrayLike, reductions: ArrayLike, groups: Sequence[Hashable]) -> FloatArray:
    r"""Return the Owen value of each lever: Shapley with the levers of a group acting as a unit [tCO2e].

    Parameters
    ----------
    emissions, reductions : array_like
        As for `shapley`.
    groups : sequence
        Group of each lever, shape (levers,).

    Notes
    -----
    Other groups are present as a whole with probability t, members of the own group with probability s:

    .. math:: \phi_i = E\,r_i \int_0^1 \prod_{G \ne g}(1-t R_G)\,dt
              \int_0^1 \prod_{j \in g, j \ne i}(1-s r_j)\,ds

    with :math:`R_G = 1-\prod_{j \in G}(1-r_j)`. The values of a group add up to the Shapley value of that group
    as one player.

    References
    ----------
    .. [1] G. Owen, "Values of Games with a Priori Unions", 1977.

    Examples
    --------
    >>> owen([1000.0], [[0.3], [0.4]], groups=["a", "a"]).round(9).tolist()
    [240.0, 340.0]
    """
    base, cut = _checked(emissions, reductions)
    if len(groups) != len(cut):
        raise ValueError(f"{len(groups)} groups for {len(cut)} levers")
    names = list(dict.fromkeys(groups))
    members = [np.array([i for i, group in enumerate(groups) if group == name]) for name in names]
    joint = np.vstack([1.0 - np.prod(1.0 - cut[index], axis=0) for index in members])
    between = _mean_factor_of_the_others(joint)
    result = np.empty(len(cut))
    for number, index in enumerate(members):
        own = cut[index]
        result[index] = (own * _mean_factor_of_the_others(own) * between[number]) @ base
    return result


def interaction_index(emissions: ArrayLike, reductions: ArrayLike) -> FloatArray:
    """Return what each pair abates together beyond the two alone, shape (levers, levers) [tCO2e].

    Negative = they overlap, positive = they strengthen each other; the diagonal is 0.

    Examples
    --------
    >>> interaction_index([1000.0], [[0.3], [0.4]]).tolist()
    [[0.0, -120.0], [-120.0, 0.0]]
    """
    base, cut = _checked(emissions, reductions)
    result: FloatArray = -(cut * base) @ cut.T
    np.fill_diagonal(result, 0.0)
    return result


def gauss_legendre(levers: int) -> tuple[FloatArray, FloatArray]:
    """Return nodes and weights on [0, 1] that integrate a polynomial of degree ``levers - 1`` exactly."""
    nodes, weights = np.polynomial.legendre.leggauss(max(1, (levers + 1) // 2))
    return (nodes + 1.0) / 2.0, weights / 2.0


def scaled_to(shares: FloatArray, total: float) -> FloatArray:
    """Scale shares so that they add up to `total`; an even split when they add up to nothing."""
    whole = float(shares.sum())
    if whole == 0.0:
        return np.full_like(shares, total / len(shares)) if len(shares) and total else np.zeros_like(shares)
    return shares * (total / whole)


def _mean_factor_of_the_others(cut: FloatArray) -> FloatArray:
    """Return what the other levers leave on average when a lever arrives, shape (levers, cells)."""
    nodes, weights = gauss_legendre(len(cut))
    total, left = np.zeros_like(cut), np.empty_like(cut)
    for node, weight in zip(nodes, weights, strict=True):
        np.multiply(cut, -node, out=left)
        left += 1.0
        product = np.prod(left, axis=0)
        product *= weight
        np.divide(product, left, out=left)
        total += left
    return total


def _merged(base: FloatArray, cut: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Add up cells that every lever treats alike; they share one calculation."""
    if cut.shape[1] < 2 or not len(cut):
        return base, cut
    key = np.sqrt(np.arange(2.0, 2.0 + len(cut))) @ cut
    _, first, number = np.unique(key, return_index=True, return_inverse=True)
    if len(first) == len(base) or not np.array_equal(cut[:, first][:, number], cut):
        return base, cut
    summed: FloatArray = np.bincount(number, base).astype(float)
    return summed, cut[:, first]


def _checked(emissions: ArrayLike, reductions: ArrayLike) -> tuple[FloatArray, FloatArray]:
    base = np.asarray(emissions, dtype=float)
    cut = np.asarray(reductions, dtype=float)
    if base.ndim != 1 or cut.ndim != 2 or cut.shape[1] != len(base):
        raise ValueError(f"need emissions (cells,) and reductions (levers, cells), not {base.shape} and {cut.shape}")
    if not (np.isfinite(base).all() and np.isfinite(cut).all()):
        raise ValueError("emissions and reductions must be finite numbers; a missing value is not 0")
    if (cut > 1.0).any():
        raise ValueError(f"a reduction cannot exceed 1 (100 %); found {cut.max():g}")
    return base, cut
