"""Brings business as usual, levers and targets together and checks that they fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ghgcalc.errors import DataError, Problem
from ghgcalc.levers import Lever
from ghgcalc.levers.on_projection import place_on_projection
from ghgcalc.levers.traps import moving_factor_warnings
from ghgcalc.roadmap.noun import Roadmap
from ghgcalc.texts import LANGUAGES, text

if TYPE_CHECKING:
    from ghgcalc.base_year import BaseYear
    from ghgcalc.projection import Projection
    from ghgcalc.targets import Target


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
    >>> import pandas as pd
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
    twice = [lever for lever in levers if lever.lever_id in bau.committed]
    if twice:
        raise DataError([Problem("lever_committed_twice", x.lever_id, x.sheet, x.cell) for x in twice])
    for target in targets:
        if 2 in target.scopes and target.scope2 not in ("", bau.scope2):
            words = {"target": target.name, **_two_methods(target.scope2, bau)}
            raise DataError([Problem("roadmap_target_scope2", target.scope2, params=words)])
        if target.base_year > bau.years[-1]:
            params = {"target": target.name, "last": bau.years[-1]}
            raise DataError([Problem("roadmap_target_outside", target.base_year, params=params)])
    placement, amounts, factors = place_on_projection(bau, levers)
    roadmap = Roadmap(bau, chosen, tuple(levers), tuple(targets), placement, amounts, factors)
    moves = (np.ptp(factors, axis=1) > 0.0) & (factors[:, 0] != 0.0)
    warnings = (
        *bau.warnings,
        *placement.warnings,
        *moving_factor_warnings(placement.levers, placement.effects, moves),
        *_early(bau, levers),
        *_capped(roadmap),
        *(Problem("roadmap_land_apart", target.name, severity="warning") for target in targets if not target.scopes),
    )
    return replace(roadmap, warnings=warnings)


def _two_methods(own: str, bau: Projection) -> dict[str, str]:
    methods = {"own": own, "bau": bau.scope2}
    return {f"{k}_{lang}": text(f"scope2.{method}", lang) for k, method in methods.items() for lang in LANGUAGES}


def _start_year(bau: Projection) -> BaseYear:
    from ghgcalc.base_year import set_base_year

    return set_base_year(bau.inventory, bau.start_year, scope2=bau.scope2)


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
