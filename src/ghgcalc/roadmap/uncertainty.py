"""How certain residual and gap are, and which input moves them most."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ghgcalc.errors import DataError, Problem
from ghgcalc.inventory.source_line import source_attrs
from ghgcalc.levers.evaluation import FloatArray
from ghgcalc.levers.ranges import Ranges
from ghgcalc.roadmap.what_if import WhatIfs, outcomes
from ghgcalc.texts import LANGUAGES, text

if TYPE_CHECKING:
    from ghgcalc.roadmap.noun import Roadmap

FEWEST_DRAWS = 100


@dataclass(frozen=True, eq=False)
class UncertaintyBand:
    """The band of a year, from paired draws: every draw meets BAU, levers and target with the same inputs.

    Parameters
    ----------
    year : int
        The year.
    frame : DataFrame
        One row per quantity (bau, residual, abated, gap): quantity, central (as planned), mean, low, median, high
        [tCO2e]. The gap is negative where there is headroom.
    samples : DataFrame
        bau_tco2e, residual_tco2e, abated_tco2e and, with a target, gap_tco2e of every draw.
    probability_met : float or None
        Share of the draws that meet the target; None without one.
    level : float
        Share of the draws between low and high.
    """

    year: int
    frame: pd.DataFrame
    samples: pd.DataFrame
    probability_met: float | None
    level: float

    def __repr__(self) -> str:
        rows = self.frame.set_index("quantity")
        left = rows.loc["residual"]
        met = "" if self.probability_met is None else f"; target met in {self.probability_met:.0%} of the draws"
        return (
            f"Residual {self.year}: {left['central']:,.1f} tCO2e as planned, {left['low']:,.1f} to {left['high']:,.1f} "
            f"in {self.level:.0%} of {len(self.samples)} draws{met}"
        )

    def _repr_html_(self) -> str:
        rows = self.frame.to_html(index=False, border=0, float_format="{:,.1f}".format)
        return f"<p>{html.escape(repr(self))}</p>{rows}"


def uncertainty_band(
    roadmap: Roadmap,
    year: int,
    inside: NDArray[np.bool_],
    target: float | None,
    *,
    ranges: Ranges,
    draws: int,
    seed: int,
    level: float,
) -> UncertaintyBand:
    """Return the band; see `Roadmap.uncertainty`."""
    if draws < FEWEST_DRAWS:
        raise DataError([Problem("draws_too_few", draws)])
    if not 0.0 < level < 1.0:
        raise DataError([Problem("range_outside", level, params={"name": "level"})])
    random = np.random.default_rng(seed)
    plan = WhatIfs.as_planned(roadmap, draws)
    names, place = np.unique(_driver_names(roadmap), return_inverse=True)
    growth = random.normal(0.0, ranges.growth, (draws, len(names)))[:, place]
    grid = _triangle(random, (1.0 - ranges.grid, 1.0 + ranges.grid), draws)
    adoption, effect = plan.adoption, plan.effect
    for number, lever in enumerate(roadmap.levers):
        adoption[:, number] = _triangle(random, ranges.of_adoption(lever), draws)
        effect[:, number] = _triangle(random, ranges.of_effectiveness(lever), draws)
    before, after = outcomes(roadmap, year, WhatIfs(growth, adoption, effect, grid), inside)
    central = [float(value[0]) for value in outcomes(roadmap, year, WhatIfs.as_planned(roadmap, 1), inside)]
    samples = {"bau": before, "residual": after, "abated": before - after}
    planned = {"bau": central[0], "residual": central[1], "abated": central[0] - central[1]}
    if target is not None:
        samples["gap"], planned["gap"] = after - target, central[1] - target
    quantiles = [(1.0 - level) / 2.0, 0.5, (1.0 + level) / 2.0]
    rows = [(name, planned[name], v.mean(), *np.quantile(v, quantiles)) for name, v in samples.items()]
    met = None if target is None else float((samples["gap"] <= 0.0).mean())
    return UncertaintyBand(
        year,
        pd.DataFrame(rows, columns=["quantity", "central", "mean", "low", "median", "high"]),
        pd.DataFrame({f"{name}_tco2e": values for name, values in samples.items()}),
        met,
        level,
    )


def sensitivity_frame(
    roadmap: Roadmap, year: int, inside: NDArray[np.bool_], target: float | None, *, ranges: Ranges
) -> pd.DataFrame:
    """Return the tornado; see `Roadmap.sensitivity`."""
    rows: list[tuple[str, str, tuple[str, ...], float, float]] = [
        ("growth", "", _names("growth"), -ranges.growth, ranges.growth),
        ("grid", "", _names("grid"), 1.0 - ranges.grid, 1.0 + ranges.grid),
    ]
    for lever in roadmap.levers:
        names = {f"name_{language}": lever.label(language) for language in LANGUAGES}
        rows.append(("adoption", lever.lever_id, _names("adoption", names), *ranges.of_adoption(lever)))
        if lever.mechanism not in ("switch", "set_factor"):
            rows.append(
                ("effectiveness", lever.lever_id, _names("effectiveness", names), *ranges.of_effectiveness(lever))
            )
    plan = WhatIfs.as_planned(roadmap, 2 * len(rows) + 1)
    place = {lever.lever_id: number for number, lever in enumerate(roadmap.levers)}
    for row, (kind, lever_id, _, low, high) in enumerate(rows):
        for case, value in ((2 * row, low), (2 * row + 1, high)):
            if kind == "growth":
                plan.growth[case] = value
            elif kind == "grid":
                plan.grid[case] = value
            else:
                (plan.adoption if kind == "adoption" else plan.effect)[case, place[lever_id]] = value
    left = outcomes(roadmap, year, plan, inside)[1]
    frame = pd.DataFrame(
        [(kind, lever_id, *names, low, high) for kind, lever_id, names, low, high in rows],
        columns=["input", "lever_id", "label_en", "label_nl", "low", "high"],
    )
    frame = frame.assign(central_tco2e=left[-1], low_tco2e=left[0:-1:2], high_tco2e=left[1:-1:2])
    frame["swing_tco2e"] = (frame["high_tco2e"] - frame["low_tco2e"]).abs()
    if target is not None:
        frame = frame.assign(gap_low_tco2e=frame["low_tco2e"] - target, gap_high_tco2e=frame["high_tco2e"] - target)
    frame = frame.sort_values("swing_tco2e", ascending=False, kind="stable", ignore_index=True)
    scopes = "+".join(map(str, sorted(set(roadmap.placement.cells["scope"].astype(int)[inside]))))
    for language in LANGUAGES:
        method = text(f"scope2.{roadmap.bau.scope2}", language)
        frame.attrs[f"caption_{language}"] = text(
            "sensitivity.caption", language, year=year, scopes=scopes, method=method
        )
    frame.attrs |= source_attrs(roadmap.bau)
    return frame


def _driver_names(roadmap: Roadmap) -> list[str]:
    """Return what each row of growth follows: rows with the same driver move together."""
    growth = roadmap.bau.growth
    return [driver or category for driver, category in zip(growth["driver"], growth["category"], strict=True)]


def _names(kind: str, words: dict[str, str] | None = None) -> tuple[str, ...]:
    return tuple(
        text(f"sensitivity.{kind}", language, **({"name": words[f"name_{language}"]} if words else {}))
        for language in LANGUAGES
    )


def _triangle(random: np.random.Generator, ends: tuple[float, float], draws: int) -> FloatArray:
    low, high = ends
    return np.ones(draws) if low == high else random.triangular(low, 1.0, high, draws)
