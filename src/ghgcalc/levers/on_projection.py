"""Lays levers over the cells of a projection: destinations of switches, and the factors of every year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ghgcalc.levers.evaluation import FloatArray
from ghgcalc.levers.lever import Lever
from ghgcalc.levers.placement import Placement, place_levers

if TYPE_CHECKING:
    from ghgcalc.projection import Projection

_KG_PER_TONNE = 1000.0


def place_on_projection(bau: Projection, levers: Sequence[Lever]) -> tuple[Placement, FloatArray, FloatArray]:
    """Return levers laid over a projection, with amounts and factors of all its lines without any lever.

    Parameters
    ----------
    bau : Projection
        Business as usual.
    levers : sequence of Lever
        The plan.

    Returns
    -------
    placement : Placement
        Cells of the projection, then the destinations of switches.
    amounts, factors : ndarray
        Shape (lines, years); factors with the external drivers of each year [tCO2e per unit].

    Raises
    ------
    DataError
        With every lever that cannot be placed.
    """
    known = bau.scenario_factors
    cells = bau.cells.reset_index(drop=True).assign(factor=known[:, 0], amount=bau.amounts[:, 0])
    placement = place_levers(cells, levers, find=_Finder(bau))
    new = placement.cells.iloc[placement.size :]
    amounts = np.vstack([bau.amounts, np.zeros((len(new), len(bau.years)))])
    path = new["factor"].to_numpy(dtype=float)[:, None] * bau.factor_index(new)
    return placement, amounts, np.vstack([known, path])


class _Finder:
    """Asks the projection for destination lines, once per activity, region and category."""

    def __init__(self, bau: Projection) -> None:
        self.bau = bau
        self.known: dict[tuple[str, str, str], pd.DataFrame] = {}

    def __call__(self, activity: str, region: str, category: str) -> pd.DataFrame:
        key = (activity, region, category)
        if key not in self.known:
            found = self.bau.destination_cells(activity, region=region, category=category, template={})
            factor = found["factor"].to_numpy(dtype=float) / _KG_PER_TONNE
            self.known[key] = found.assign(factor=factor, amount=0.0)
        return self.known[key]
