"""The waterfall over several years: what each stage adds to the one before."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from ghgcalc.errors import DataError, Problem
from ghgcalc.levers.shares import Method
from ghgcalc.roadmap.boundary import Scopes
from ghgcalc.roadmap.waterfall import WaterfallSteps, add_bars, close_with_target, with_captions

if TYPE_CHECKING:
    from ghgcalc.roadmap.noun import Roadmap


def staged_frame(
    roadmap: Roadmap,
    *,
    years: Sequence[int],
    attribution: Method,
    scopes: Scopes | None,
    min_share: float,
) -> pd.DataFrame:
    """Return the steps of all stages in drawing order; see `Roadmap.waterfall_stages`."""
    stages = [int(year) for year in years]
    if len(stages) < 2 or any(first >= second for first, second in pairwise(stages)):
        raise DataError([Problem("stages_order", ", ".join(map(str, stages)))])
    last = stages[-1]
    inside = roadmap._boundary(last, scopes)
    steps = WaterfallSteps(roadmap.base_tco2e(scopes=inside))
    smallest = min_share * abs(steps.base)
    add_bars(steps, roadmap, stages[0], attribution=attribution, inside=inside, smallest=smallest)
    for before, year in pairwise(stages):
        add_bars(steps, roadmap, year, attribution=attribution, inside=inside, smallest=smallest, before=before)
    close_with_target(steps, roadmap, last, scopes=scopes, inside=inside)
    return with_captions(steps.frame(), roadmap, last, attribution=attribution, scopes=scopes)
