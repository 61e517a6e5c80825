"""Upper bounds on the abatement of levers that multiply, linear in the steps taken."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ghgcalc.optimize.choice import FloatArray

#: What is left of a cell that is phased out in full, so that its logarithm exists; the bounds allow for it.
_REST = 1e-6
#: Groups of cells with bounds of their own.
MOST_GROUPS = 64


class Bounds:
    r"""Cuts ``abatement <= constant + slopes · steps`` for one set of multiplicative cells.

    The steps of a lever are numbered 1 … S and taken in that order; `y` holds 1 for a step that is taken.

    Parameters
    ----------
    emissions : ndarray
        Shape (cells,) [tCO2e].
    reductions : ndarray
        Reduction of each cell by each lever in full, shape (levers, cells), within 0..1.
    steps : int
        Number of steps S.

    Notes
    -----
    The abatement :math:`v = \sum_c E_c (1 - \prod_l (1 - r_{lc} n_l/S))` has three kinds of bounds. *Tangent*: with
    :math:`Y_c = \sum_l \ln(1 - r_{lc} n_l/S)`, which is linear in the steps, :math:`e^Y \ge e^{Y_0}(1 + Y - Y_0)` at
    any point, also a fractional one. *Marginal* (two kinds): v is monotone and submodular in the steps, so what a
    step adds to a smaller set is at least what it adds to a larger one.

    References
    ----------
    .. [1] G. L. Nemhauser and L. A. Wolsey, "Maximizing submodular set functions: formulations and analysis of
       algorithms", Annals of Discrete Mathematics 11, 1981.
    """

    def __init__(self, emissions: FloatArray, reductions: FloatArray, steps: int) -> None:
        self.emissions, self.reductions, self.steps = emissions, reductions, steps
        parts = np.arange(steps + 1)[None, :, None] / steps
        left = 1.0 - reductions[:, None, :] * parts
        self.rest = float(emissions[(left < _REST).any(axis=(0, 1))].sum()) * _REST * 2.0
        logs = np.log(np.maximum(left, _REST))
        #: Change of the logarithm by each step, shape (levers, steps, cells).
        self.by_step = np.diff(logs, axis=1)

    @property
    def largest(self) -> float:
        """Return the abatement of all levers together [tCO2e]."""
        return float(self.emissions @ (1.0 - np.prod(1.0 - self.reductions, axis=0)))

    def abated(self, counts: FloatArray) -> float:
        """Return the abatement of steps taken, shape (levers,) [tCO2e]."""
        left = np.prod(1.0 - self.reductions * (counts[:, None] / self.steps), axis=0)
        return float(self.emissions @ (1.0 - left))

    def tangent(self, y: FloatArray) -> tuple[float, FloatArray]:
        """Return constant and slopes, shape (levers, steps), of the bound that touches at `y`."""
        log = np.einsum("lsc,ls->c", self.by_step, y)
        left = self.emissions * np.exp(log)
        slopes = -np.einsum("lsc,c->ls", self.by_step, left)
        constant = float((self.emissions - left).sum()) - float((slopes * y).sum()) + self.rest
        return constant, slopes

    def marginal(self, counts: FloatArray) -> list[tuple[float, FloatArray]]:
        """Return constants and slopes, shape (levers, steps), of the two bounds at whole steps `counts`."""
        left = 1.0 - self.reductions * (counts[:, None] / self.steps)
        abated = float(self.emissions @ (1.0 - np.prod(left, axis=0)))
        now = self._gain(left)
        everything = self._gain(1.0 - self.reductions)
        nothing = self.reductions @ self.emissions / self.steps
        taken = np.arange(1, self.steps + 1)[None, :] <= counts[:, None]
        first = np.where(taken, everything[:, None], now[:, None])
        second = np.where(taken, now[:, None], nothing[:, None])
        return [(abated - float((slopes * taken).sum()), slopes) for slopes in (first, second)]

    def _gain(self, left: FloatArray) -> FloatArray:
        """Return what one step of each lever brings when the others leave `left`, shape (levers,)."""
        before = np.cumprod(np.vstack([np.ones_like(self.emissions), left[:-1]]), axis=0)
        after = np.cumprod(np.vstack([np.ones_like(self.emissions), left[:0:-1]]), axis=0)[::-1]
        gain: FloatArray = (self.reductions * before * after) @ self.emissions / self.steps
        return gain


def grouped_bounds(emissions: FloatArray, reductions: FloatArray, steps: int) -> list[tuple[NDArray[np.intp], Bounds]]:
    """Return the levers and bounds of groups of cells; separate groups give sharper bounds than one sum.

    Cells under the same levers form a group; the smallest groups beyond `MOST_GROUPS` are taken together.
    """
    if not len(emissions):
        return []
    touched, where = np.unique(reductions > 0.0, axis=1, return_inverse=True)
    where = where.reshape(-1)
    abated = np.bincount(where, weights=emissions * (1.0 - np.prod(1.0 - reductions, axis=0)))
    order = np.argsort(-abated, kind="stable")
    place = np.empty(len(order), dtype=np.intp)
    place[order] = np.minimum(np.arange(len(order)), MOST_GROUPS - 1)
    groups = []
    for number in range(min(len(order), MOST_GROUPS)):
        cells = np.flatnonzero(place[where] == number)
        levers = np.flatnonzero(touched[:, place == number].any(axis=1))
        groups.append((levers, Bounds(emissions[cells], reductions[np.ix_(levers, cells)], steps)))
    return groups
