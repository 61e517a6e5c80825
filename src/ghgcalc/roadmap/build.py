"""Brings business as usual, levers and targets together and checks that they fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ghgcalc.errors import DataError, Problem
from ghgcalc.levers import Lever, place_levers
from ghgcalc.levers.placement import Placement
from ghgcalc.roadmap.noun import Roadmap
from ghgcalc.texts import LANGUAGES, text

if TYPE_CHECKING:
    from ghgcalc.base_year import BaseYear
    from ghgcalc.projection import Projection
    from ghgcalc.targets import Target

_KG_PER_TONNE = 1000.0


def build_roadmap(
    bau: Projection, levers: Sequence[Lever], *, targets: Sequence[Target] = (), base: BaseYear | None = None
) -> Roadmap:
    """Lay levers over business as usual and measure the result against targets.

    Parameters
    ----------
    bau : Projection
        Business as usual, under one scope 2 method.
    levers : sequence of Lever
        The plan.
    targets : sequence of Target
        The targets; a target says something about the years from its base year to its target year.
    base : BaseYear or None
        Base year of the waterfall; None = the start year of `bau`.

    Raises
    ------
    DataError
        With every lever that cannot act as written, and when base year, BAU and targets differ in scope 2 method.

    Notes
    -----
    Levers act on the BAU of the same year, with the emission factors of that year, so that cleaner power in the BAU
    is not counted again in a lever. What a lever reached by the start of the BAU is in the data already.

    References
    ----------
    .. [1] GHG Protocol, "Corporate Value Chain (Scope 3) Standard", 2011, chapter 9.
    .. [2] ESRS E1, Commission Delegated Regulation (EU) 2023/2772, E1-4 and application requirements 30-31.

    Examples
    --------
    >>> from ghgcalc.factors import load_factors
    >>> from ghgcalc.inventory import calculate_inventory
    >>> from ghgcalc.levers import Ramp
    >>> from ghgcalc.projection import project_bau
    >>> rows = pd.DataFrame({"year": [2026], "activity": ["aardgas"], "value": [1000.0], "unit": ["Nm3"]})
    >>> inventory = calculate_inventory(rows, load_factors("nl-2026"), region="NL")
    >>> bau = project_bau(inventory, 0.0, until=2030, scope2="market")
    >>> saving = Lever("insulation", "activity", {"category": "1.stationary"}, Ramp(2026, 2030), effectiveness=0.5)
    >>> round(build_roadmap(bau, [saving]).residual(2030), 6)
    1.067
    """
    chosen = _start_year(bau) if base is None else base
    if chosen.scope2 != bau.scope2:
        raise DataError([Problem("roadmap_scope2_differs", chosen.scope2, params=_two_methods(chosen.scope2, bau))])
    for target in targets:
        if 2 in target.scopes and target.scope2 not in ("", bau.scope2):
            words = {"target": target.name, **_two_methods(target.scope2, bau)}
            raise DataError([Problem("roadmap_target_scope2", target.scope2, params=words)])
        if target.base_year > bau.years[-1]:
            params = {"target": target.name, "last": bau.years[-1]}
            raise DataError([Problem("roadmap_target_outside", target.base_year, params=params)])
    cells = bau.cells.reset_index(drop=True)
    cells = cells.assign(factor=bau.factors[:, 0], amount=bau.amounts[:, 0])
    placement = place_levers(cells, levers, find=_Finder(bau))
    roadmap = Roadmap(bau, chosen, tuple(levers), tuple(targets), placement, *_paths(bau, placement))
    return replace(roadmap, warnings=(*placement.warnings, *_early(bau, levers), *_capped(roadmap)))


def _two_methods(own: str, bau: Projection) -> dict[str, str]:
    methods = {"own": own, "bau": bau.scope2}
    return {f"{k}_{lang}": text(f"scope2.{method}", lang) for k, method in methods.items() for lang in LANGUAGES}


def _start_year(bau: Projection) -> BaseYear:
    from ghgcalc.base_year import set_base_year

    return set_base_year(bau.inventory, bau.start_year, scope2=bau.scope2)


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


def _paths(bau: Projection, placement: Placement) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return amounts and factors of all lines by year; a destination follows the factor path of an equal BAU line."""
    new = placement.cells.iloc[placement.size :]
    amounts = np.vstack([bau.amounts, np.zeros((len(new), len(bau.years)))])
    first = bau.factors[:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        index = np.where(first[:, None] != 0.0, bau.factors / first[:, None], 1.0)
    identifiers = bau.cells["factor_id"].astype(str).tolist() if "factor_id" in bau.cells else []
    line_of = {name: position for position, name in reversed(list(enumerate(identifiers)))}
    wanted = new["factor_id"].astype(str).tolist() if "factor_id" in new else [""] * len(new)
    follows = np.array([line_of.get(name, -1) for name in wanted], dtype=np.intp)
    path = np.where((follows >= 0)[:, None], index[follows], 1.0) if len(index) else np.ones((len(new), len(bau.years)))
    return amounts, np.vstack([bau.factors, new["factor"].to_numpy(dtype=float)[:, None] * path])


def _early(bau: Projection, levers: Sequence[Lever]) -> list[Problem]:
    return [
        Problem(
            "lever_started_before",
            lever.ramp.start_year,
            lever.sheet,
            lever.cell,
            {"lever": lever.lever_id, "year": bau.start_year},
            "warning",
        )
        for lever in levers
        if lever.ramp.start_year < bau.start_year
    ]


def _capped(roadmap: Roadmap) -> list[Problem]:
    if all(lever.mechanism != "direct" for lever in roadmap.levers):
        return []
    found = {number for year in roadmap.bau.years for number in roadmap.scenario(year).capped()}
    return [
        Problem("lever_capped", lever.tonnes, lever.sheet, lever.cell, {"lever": lever.lever_id}, "warning")
        for number, lever in enumerate(roadmap.levers)
        if number in found
    ]
