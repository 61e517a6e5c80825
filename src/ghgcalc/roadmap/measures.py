"""Measures of a roadmap: tonnes over the years, pairs of levers, and the adoption that closes the gap."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ghgcalc.levers.evaluation import evaluate
from ghgcalc.texts import text

if TYPE_CHECKING:
    from ghgcalc.roadmap.noun import Roadmap

_HALVINGS = 80


def pair_interactions(roadmap: Roadmap, year: int, inside: NDArray[np.bool_]) -> pd.DataFrame:
    """Return what pairs of levers abate together beyond the two alone; see `Roadmap.interactions`."""
    count = len(roadmap.levers)
    first, second = np.triu_indices(count, 1)
    sets = np.zeros((len(first), count))
    sets[np.arange(len(first)), first] = sets[np.arange(len(first)), second] = 1.0
    scenario = roadmap.scenario(year)
    nothing = float(scenario.values(np.zeros((1, count)), inside)[0])
    alone = nothing - scenario.values(np.eye(count), inside) if count else np.zeros(0)
    both = nothing - scenario.values(sets, inside) if len(first) else np.zeros(0)
    names = np.array([lever.lever_id for lever in roadmap.levers], dtype=object)
    frame = pd.DataFrame({"first": names[first], "second": names[second], "tco2e": both - alone[first] - alone[second]})
    return frame[frame["tco2e"].abs() > 1e-9 * max(abs(nothing), 1.0)].reset_index(drop=True)


def cumulative_tonnes(roadmap: Roadmap, until: int, scopes: tuple[int, ...]) -> dict[str, float | None]:
    """Return tonnes added up from the start of the BAU to a year; see `Roadmap.cumulative`."""
    years = [year for year in roadmap.bau.years if year <= until]
    before = float(sum(roadmap.bau_tco2e(year, scopes=scopes) for year in years))
    after = float(sum(roadmap.residual(year, scopes=scopes) for year in years))
    allowed = [roadmap.target_tco2e(year, scopes=scopes) for year in years]
    known = [value for value in allowed if value is not None]
    target = float(sum(known)) if len(known) == len(allowed) else None
    return {
        "bau_tco2e": before,
        "residual_tco2e": after,
        "abated_tco2e": before - after,
        "target_tco2e": target,
        "overshoot_tco2e": None if target is None else after - target,
    }


def avoided_emissions(roadmap: Roadmap, year: int, inside: NDArray[np.bool_]) -> pd.DataFrame:
    """Return what levers avoid outside the inventory; see `Roadmap.avoided`."""
    at, count = roadmap.bau.year_index(year), len(roadmap.levers)
    counted = tuple(replace(lever, displaces_own_volume=True) for lever in roadmap.levers)
    outside = np.array([not lever.displaces_own_volume for lever in roadmap.levers], dtype=bool)
    scenario = evaluate(
        replace(roadmap.placement, levers=counted), roadmap.amounts[:, at], roadmap.factors[:, at],
        year=year, reference_year=roadmap.bau.start_year,
    )  # fmt: skip
    values = scenario.values(np.vstack([np.zeros(count), np.eye(count)[outside]]), inside)
    chosen = [lever for lever, is_outside in zip(roadmap.levers, outside, strict=True) if is_outside]
    rows = [(lever.lever_id, lever.label("en"), lever.label("nl")) for lever in chosen]
    return pd.DataFrame(rows, columns=["lever_id", "label_en", "label_nl"]).assign(tco2e=values[0] - values[1:])


def multiplier_for(roadmap: Roadmap, year: int, target: float, inside: NDArray[np.bool_]) -> tuple[float | None, float]:
    """Return by how much all shares must be multiplied to meet a target, and what is missing when that is None."""
    shares = [lever.adoption(year) for lever in roadmap.levers]
    scenario = roadmap.scenario(year)

    def missing(multiplier: float) -> float:
        return float(scenario.values(np.full((1, len(shares)), multiplier), inside)[0]) - target

    low, high = 0.0, 1.0 / max([share for share in shares if share > 0.0], default=1.0)
    if missing(low) <= 0.0:
        return 0.0, 0.0
    left = missing(high)
    if left > 0.0:
        return None, left
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if missing(middle) > 0.0 else (low, middle)
    return high, 0.0


def multiplier_advice(
    roadmap: Roadmap, year: int, target: float | None, inside: NDArray[np.bool_], language: str
) -> str:
    """Say which multiplier closes the gap, or how much is left with the largest one."""
    if target is None:
        return text("roadmap.multiplier_no_target", language, year=year)
    found, left = multiplier_for(roadmap, year, target, inside)
    if found is None:
        return text("roadmap.multiplier_none", language, year=year, gap=_comma(f"{left:,.0f}", language))
    if found == 0.0:
        return text("roadmap.multiplier_met", language, year=year)
    return text("roadmap.multiplier_is", language, year=year, multiplier=_comma(f"{found:.2f}", language))


def _comma(number: str, language: str) -> str:
    """Write an English number as the reader does."""
    return number.translate(str.maketrans(",.", ".,")) if language == "nl" else number
