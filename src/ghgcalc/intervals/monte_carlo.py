"""Draws the inputs once per draw and evaluates every group as a blocked sparse product, never row by row."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ghgcalc.coded import Floats
from ghgcalc.intervals.structure import Structure

#: Draws per block: small, so that a block stays in the cache of the processor.
BLOCK_DRAWS = 32


def evaluate(structure: Structure, factors: Floats, activities: Floats) -> Floats:
    """Return the emissions of every group for given draws of the inputs [tCO2e].

    Parameters
    ----------
    structure : Structure
        Inputs and entries, sorted by group.
    factors : array of shape (factors, draws)
        Every emission factor relative to its value [-].
    activities : array of shape (activities, draws)
        Every amount relative to its value [-].

    Returns
    -------
    array of shape (groups, draws)
    """
    product = factors[structure.factor]
    product *= activities[structure.activity]
    product *= structure.tco2e[:, None]
    present, starts = np.unique(structure.group, return_index=True)
    result = np.zeros((len(structure.groups), factors.shape[1]))
    result[present] = np.add.reduceat(product, starts, axis=0)
    return result


def draw_groups(structure: Structure, *, draws: int, seed: int) -> Floats:
    """Return the emissions of every group in every draw [tCO2e], shape (groups, draws).

    One draw holds one value per emission factor and one per amount; all groups and years of the draw share them.
    """
    random = np.random.Generator(np.random.SFC64(seed))
    result = np.empty((len(structure.groups), draws))
    for start in range(0, draws, BLOCK_DRAWS):
        size = min(BLOCK_DRAWS, draws - start)
        factors = _lognormal(random, structure.factor_sigma, size)
        activities = _lognormal(random, structure.activity_sigma, size)
        result[:, start : start + size] = evaluate(structure, factors, activities)
    return result


def _lognormal(random: np.random.Generator, sigma: Floats, size: int) -> Floats:
    """Return lognormal draws with mean 1, shape (inputs, size); an input without uncertainty costs no draw."""
    uncertain = np.flatnonzero(sigma > 0)
    values: npt.NDArray[np.float64] = random.standard_normal((len(uncertain), size))
    values *= sigma[uncertain, None]
    values -= 0.5 * np.square(sigma[uncertain, None])
    np.exp(values, out=values)
    if len(uncertain) == len(sigma):
        return values
    drawn = np.ones((len(sigma), size))
    drawn[uncertain] = values
    return drawn
