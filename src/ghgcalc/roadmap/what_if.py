"""What is left when growth, adoption, effectiveness or the grid lie off the plan: one batch of what-ifs at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ghgcalc.inventory.selector import Selector, select_cells
from ghgcalc.levers.evaluation import BATCH_NUMBERS, FloatArray
from ghgcalc.projection.external_words import grid_activities

if TYPE_CHECKING:
    from ghgcalc.roadmap.noun import Roadmap


@dataclass(frozen=True)
class WhatIfs:
    """Deviations from the plan, one row per what-if.

    Parameters
    ----------
    growth : ndarray
        Added to the annual growth of each row of `Projection.growth`, shape (cases, rows) [1/year].
    adoption, effect : ndarray
        Adoption and effectiveness of each lever relative to the plan, shape (cases, levers).
    grid : ndarray
        Factor of grid power relative to the projection, shape (cases,).
    """

    growth: FloatArray
    adoption: FloatArray
    effect: FloatArray
    grid: FloatArray

    @classmethod
    def as_planned(cls, roadmap: Roadmap, cases: int) -> WhatIfs:
        """Return what-ifs in which everything goes as planned."""
        levers = np.ones((cases, len(roadmap.levers)))
        return cls(np.zeros((cases, len(roadmap.bau.growth))), levers, levers.copy(), np.ones(cases))

    def part(self, rows: slice) -> WhatIfs:
        """Return some of the cases."""
        return WhatIfs(self.growth[rows], self.adoption[rows], self.effect[rows], self.grid[rows])


def outcomes(
    roadmap: Roadmap, year: int, what_ifs: WhatIfs, inside: NDArray[np.bool_]
) -> tuple[FloatArray, FloatArray]:
    """Return business as usual and what is left after the levers, each of shape (cases,) [tCO2e].

    Parameters
    ----------
    roadmap : Roadmap
        The plan.
    year : int
        Year of the projection.
    what_ifs : WhatIfs
        Deviations from the plan.
    inside : ndarray of bool
        Lines that count, shape (lines,).
    """
    cases, lines = len(what_ifs.grid), len(inside)
    before, after = np.empty(cases), np.empty(cases)
    step = max(1, BATCH_NUMBERS // max(1, lines))
    for start in range(0, cases, step):
        rows = slice(start, start + step)
        before[rows], after[rows] = _batch(roadmap, year, what_ifs.part(rows), inside)
    return before, after


def _batch(roadmap: Roadmap, year: int, what_ifs: WhatIfs, inside: NDArray[np.bool_]) -> tuple[FloatArray, FloatArray]:
    bau, scenario = roadmap.bau, roadmap.scenario(year)
    known = len(bau.cells)
    scale = np.ones((len(what_ifs.grid), len(inside)))
    if bau.growth_rows is not None:
        planned = 1.0 + bau.growth["rate"].to_numpy(np.float64)
        grown = np.clip(planned + what_ifs.growth, 0.0, None) / planned
        scale[:, :known] = (grown ** (year - bau.start_year))[:, bau.growth_rows]
    amounts = scenario.amounts * scale
    power = select_cells(roadmap.placement.cells, Selector.of({"activity": grid_activities()}))
    level = np.where(power, what_ifs.grid[:, None], 1.0)
    business = bau.factors[:, bau.year_index(year)] * level[:, :known]
    before = np.einsum("pc,pc->p", amounts[:, :known] * inside[:known], business)
    left = scenario.run(_presence(roadmap, year, what_ifs), amounts=amounts, factors=scenario.factors * level)[2]
    return before, left @ inside.astype(float)


def _presence(roadmap: Roadmap, year: int, what_ifs: WhatIfs) -> FloatArray:
    """Return how strong each lever is relative to the plan, shape (cases, levers)."""
    presence = np.ones_like(what_ifs.adoption)
    for number, lever in enumerate(roadmap.levers):
        before = lever.adoption(roadmap.bau.start_year)
        planned = lever.reduction(year, reference_year=roadmap.bau.start_year)
        more = (lever.adoption(year) - before) * what_ifs.adoption[:, number]
        share = np.clip(before + more, 0.0, 1.0)
        if planned != 0.0:
            presence[:, number] = lever.reduction_of(share, before, effect=what_ifs.effect[:, number]) / planned
    return presence
