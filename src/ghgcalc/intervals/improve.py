"""Ranks the uncertain inputs by their part in the interval of the total."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ghgcalc.coded import Floats
from ghgcalc.errors import DataError, Problem
from ghgcalc.factors.activities import activity_name
from ghgcalc.intervals.analytic import Moments
from ghgcalc.intervals.propagation import lognormal_interval, sum_by, variance_of
from ghgcalc.texts import LANGUAGES

if TYPE_CHECKING:
    from ghgcalc.intervals.noun import Uncertainty

FACTOR, ACTIVITY = "emission factor", "activity data"


def improvements(uncertainty: Uncertainty, *, year: int | None, limit: int) -> pd.DataFrame:
    """Return the ranking that `Uncertainty.improvements` describes; the variances are exact under both methods."""
    inventory, structure = uncertainty.inventory, uncertainty.structure
    chosen = inventory.years[-1] if year is None else year
    if chosen not in inventory.years:
        options = ", ".join(map(str, inventory.years))
        raise DataError([Problem("unknown_year", chosen, params={"options": options})])
    moments = Moments(structure)
    weights = np.where(structure.groups["year"] == chosen, 1.0, 0.0)
    by_factor, by_activity, by_pair = moments.sums(weights)
    own_factor, own_activity, shared = moments.parts(weights)
    _, factor, activity = moments.pairs
    shared_factor = sum_by(factor, shared, len(own_factor))
    shared_activity = sum_by(activity, shared, len(own_activity))
    total = float(own_factor.sum() + own_activity.sum() + shared.sum())
    ranked = pd.concat(
        [
            structure.factors.assign(
                input=FACTOR,
                number=np.arange(len(own_factor)),
                tco2e=by_factor,
                sigma=structure.factor_sigma,
                part=own_factor + shared_factor / 2,
                linked=own_factor + shared_factor,
            ),
            structure.activities.assign(
                input=ACTIVITY,
                number=np.arange(len(own_activity)),
                tco2e=by_activity,
                sigma=structure.activity_sigma,
                part=own_activity + shared_activity / 2,
                linked=own_activity + shared_activity,
            ),
        ],
        ignore_index=True,
    )
    ranked = ranked[ranked["part"] > 0].sort_values("part", ascending=False, kind="stable").head(limit)
    best = np.where(ranked["input"] == FACTOR, *uncertainty.improved)
    left = variance_of(np.minimum(ranked["sigma"], best)) / variance_of(ranked["sigma"])
    alone = total - ranked["linked"].to_numpy(np.float64) * (1.0 - left)
    expected = float(by_pair.sum())
    low, high = lognormal_interval(np.full(len(ranked), expected), np.sqrt(alone), uncertainty.level)
    now = _width(expected, total, uncertainty.level)
    after = [_width(expected, v, uncertainty.level) for v in _cumulative(uncertainty, ranked, best, weights)]
    frame = pd.DataFrame(
        {
            "rank": np.arange(1, len(ranked) + 1),
            "input": ranked["input"].to_numpy(),
            "activity": ranked["activity"].to_numpy(),
            **{f"label_{lang}": [activity_name(a, lang) for a in ranked["activity"]] for lang in LANGUAGES},
            **{
                name: ranked[name].fillna("").to_numpy()
                for name in ("region", "supplier", "entity", "data_type", "category")
            },
            "tco2e": ranked["tco2e"].to_numpy(),
            "relative": np.sqrt(variance_of(ranked["sigma"])),
            "share_of_variance": ranked["part"].to_numpy() / total if total else np.nan,
            "low_tco2e": low,
            "high_tco2e": high,
        }
    )
    return frame.assign(width=(high - low) / now if now else np.nan, width_cumulative=np.array(after) / (now or np.nan))


def _width(expected: float, variance: float, level: float) -> float:
    low, high = lognormal_interval(expected, variance**0.5, level)
    return float(high - low)


def _cumulative(uncertainty: Uncertainty, ranked: pd.DataFrame, best: Floats, weights: Floats) -> list[float]:
    """Return the variance of the total after improving the first, the first two, … inputs."""
    structure = uncertainty.structure
    factor, activity = structure.factor_sigma.copy(), structure.activity_sigma.copy()
    found = []
    for kind, number, sigma in zip(ranked["input"], ranked["number"], best, strict=True):
        values = factor if kind == FACTOR else activity
        values[number] = min(values[number], sigma)
        found.append(Moments(structure.with_sigma(factor.copy(), activity.copy())).variance(weights))
    return found
