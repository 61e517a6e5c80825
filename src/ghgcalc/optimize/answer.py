"""Turns the numbers of a choice back into levers, limits and a roadmap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from ghgcalc.levers import Lever, Ramp
from ghgcalc.optimize.choice import Choice, FloatArray, IntArray, Limit, Outcome
from ghgcalc.optimize.selection import Selection
from ghgcalc.roadmap import Roadmap, build_roadmap


def selection_of(
    roadmap: Roadmap,
    plan: Sequence[Lever],
    choice: Choice,
    outcome: Outcome,
    limits: Sequence[Limit],
    years: Sequence[int],
    table: pd.DataFrame,
    *,
    several: bool,
) -> Selection:
    """Return the selection that belongs to the counts of steps that were found."""
    taken: IntArray = outcome.counts
    shares = pd.DataFrame(taken / choice.steps, columns=list(years))
    shares.insert(0, "lever_id", [lever.lever_id for lever in plan])
    kept = [
        _carried_out(lever, taken[i] / choice.steps, roadmap, years) for i, lever in enumerate(plan) if taken[i, -1]
    ]
    chosen = build_roadmap(roadmap.bau, kept, targets=roadmap.targets, base=roadmap.base)
    last = years[-1]
    tonnes = dict(
        zip(
            [lever.lever_id for lever in kept],
            chosen.attribution(last, scopes=(1, 2, 3)).tco2e.tolist(),
            strict=True,
        )
    )
    begun = [_first_year(taken[i], lever, years, several) for i, lever in enumerate(plan)]
    frame = table[["lever_id", "group", "label_en", "label_nl"]].assign(
        share=taken[:, -1] / choice.steps,
        first_year=pd.array(begun, dtype="Int64"),
        annual_eur=table["annual_eur"] * taken[:, -1] / choice.steps,
        cost_basis=table["cost_basis"],
        tco2e=[tonnes.get(lever.lever_id, 0.0) for lever in plan],
    )
    missing = [float(n.missing(taken[None, :, n.period] / choice.steps)[0]) for n in choice.needs]
    reached = pd.DataFrame(
        {
            "year": [limit.year for limit in limits],
            "scopes": ["+".join(map(str, limit.scopes)) for limit in limits],
            "limit_tco2e": [limit.tco2e for limit in limits],
            "bau_tco2e": [need.before_tco2e for need in choice.needs],
            "residual_tco2e": [limit.tco2e + gap for limit, gap in zip(limits, missing, strict=True)],
            "missing_tco2e": missing,
            "is_met": [gap <= need.slack_tco2e for gap, need in zip(missing, choice.needs, strict=True)],
        }
    )
    return Selection(
        frame, reached, shares, choice.total_cost(taken), "present value" if several else "year",
        bool(reached["is_met"].all()), outcome.method, outcome.proof_gap, outcome.rounds, chosen,
    )  # fmt: skip


def _first_year(counts: IntArray, lever: Lever, years: Sequence[int], several: bool) -> int | None:
    if not counts[-1]:
        return None
    begun = lever.ramp.start_year + 1
    return max(begun, years[int(np.argmax(counts > 0))]) if several else begun


def _carried_out(lever: Lever, shares: FloatArray, roadmap: Roadmap, years: Sequence[int]) -> Lever:
    """Return a lever as chosen: unchanged when taken in full, else with the shares it reaches year by year."""
    if (shares == 1.0).all():
        return lever
    start = roadmap.bau.start_year
    before = lever.ramp.share(start)
    taken = dict(zip(years, shares.tolist(), strict=True))
    table = {start: before}
    for year in roadmap.bau.years[1:]:
        part = taken.get(year, float(shares[-1]))
        table[year] = before + (lever.ramp.share(year) - before) * part
    return replace(lever, ramp=Ramp.from_table(table))
