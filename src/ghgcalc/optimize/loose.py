"""Bounds on what levers abate together when they hang together in too many ways to list."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ghgcalc.levers.evaluation import BATCH_NUMBERS, Evaluation
from ghgcalc.levers.gradient import slopes
from ghgcalc.optimize.choice import FloatArray
from ghgcalc.optimize.tabulate import all_states

#: Levers whose corners (each of them in full or not at all) are all visited at most.
MOST_CORNERS = 14


@dataclass(frozen=True)
class LooseBound:
    """Cuts ``abatement <= constant + slopes . shares`` for a group of cells.

    Parameters
    ----------
    levers : ndarray of int
        The levers on these cells, shape (k,).
    cuts : tuple of (float, ndarray)
        Constants [tCO2e] and slopes, shape (k,) [tCO2e for a lever in full].
    largest : float
        No choice abates more than this [tCO2e].
    """

    levers: NDArray[np.intp]
    cuts: tuple[tuple[float, FloatArray], ...]
    largest: float


def loose_bound(
    scenario: Evaluation, inside: NDArray[np.bool_], levers: NDArray[np.intp], cells: NDArray[np.intp]
) -> LooseBound | None:
    """Return bounds on the abatement of a group of cells, or None when there are too many levers on it.

    Notes
    -----
    Without capped levers the emissions are linear in the share of each single lever, so that the slope of a lever is
    largest and smallest at corners. From nothing, a choice abates at most the sum of the largest slopes; from
    everything, each share that is left out costs at least the smallest slope. A capped lever takes off its tonnes at
    most.
    """
    game = scenario.restrict(cells, levers)
    capped = [item for item in game.effects if item.mechanism == "direct"]
    tonnes = np.zeros(len(levers))
    for item in capped:
        tonnes[item.lever] += max(item.depth, 0.0)
    free = np.array([i for i in range(len(levers)) if i not in {item.lever for item in capped}], dtype=np.intp)
    if len(free) > MOST_CORNERS:
        return None
    plain = replace(game, effects=tuple(item for item in game.effects if item.mechanism != "direct"))
    corners = np.zeros((2 ** len(free), len(levers)))
    corners[:, free] = all_states(len(free), 1) if len(free) else 0.0
    counted = inside[cells]
    step = max(1, BATCH_NUMBERS // max(1, len(cells) * (len(free) + 1)))
    gains = np.concatenate(
        [-slopes(plain, corners[start : start + step], counted) for start in range(0, len(corners), step)]
    )
    abated = plain.values(corners[:1], counted)[0] - plain.values(corners, counted)
    most, least = gains.max(axis=0), gains.min(axis=0)
    cuts = ((0.0, most + tonnes), (float(abated[-1] - least.sum()), least + tonnes))
    return LooseBound(levers, cuts, max(float(abated.max()), 0.0) + float(tonnes.sum()))
