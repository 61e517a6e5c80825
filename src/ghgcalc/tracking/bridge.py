"""The way from the base year over the plan to the actual year, in steps that close exactly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ghgcalc.roadmap import Roadmap
from ghgcalc.texts import LANGUAGES, text

_PARTS = ("activity", "intensity", "unexplained")
_AFTER_THE_PLAN = ("gap", "headroom", "target")
BRIDGE_COLUMNS = ("step", "kind", "group", "label_en", "label_nl", "tco2e")


def plan_bridge(roadmap: Roadmap, year: int, cells: pd.DataFrame, touched: Mapping[int, set[Any]]) -> pd.DataFrame:
    """Return the steps from base year to plan, and from plan to actual [tCO2e].

    Parameters
    ----------
    roadmap : Roadmap
        The plan.
    year : int
        The year.
    cells : DataFrame
        Plan and actual per cell; see `ghgcalc.tracking.Tracking`.
    touched : mapping of int to set
        Row numbers of `cells` on which each lever works.

    Returns
    -------
    DataFrame
        Columns `BRIDGE_COLUMNS`. Totals ``base``, ``bau``, ``planned`` and ``actual``; between them growth, external
        drivers and levers as planned, then what is otherwise than planned: one step per set of levers that share
        their cells, and for the other cells activity, intensity and what cannot be explained.
    """
    planned = roadmap.waterfall(year=year, scopes=(1, 2, 3))
    planned = planned[~planned["step"].isin(_AFTER_THE_PLAN)]
    rows = [tuple(row) for row in planned[list(BRIDGE_COLUMNS)].itertuples(index=False)]
    names = {"base": ("base", roadmap.base.year), "residual": ("planned", year)}
    rows = [
        (names[row[0]][0], *row[1:3], *_both(names[row[0]][0], year=names[row[0]][1]), row[5])
        if row[0] in names
        else row
        for row in rows
    ]
    levers_of = [tuple(n for n in sorted(touched) if row in touched[n]) for row in range(len(cells))]
    groups = pd.Series(levers_of, index=cells.index, dtype=object)
    for levers in sorted({found for found in levers_of if found}):
        change = float(cells.loc[groups == levers, "difference_tco2e"].sum())
        ids = [roadmap.levers[n].lever_id for n in levers]
        labels = [text("tracking.unlike_levers", lang, names=_named(roadmap, levers, lang)) for lang in LANGUAGES]
        rows.append((f"unlike@{'+'.join(ids)}", "delta", "", *labels, change))
    elsewhere = cells[groups.map(len) == 0]
    for part in _PARTS:
        rows.append((f"unlike_{part}", "delta", "", *_both(f"unlike_{part}"), float(elsewhere[f"{part}_tco2e"].sum())))
    rows.append(("actual", "total", "", *_both("actual", year=year), float(cells["actual_tco2e"].sum())))
    frame = pd.DataFrame(rows, columns=list(BRIDGE_COLUMNS))
    smallest = 1e-12 * frame["tco2e"].abs().max()
    kept: pd.DataFrame = frame[(frame["kind"] == "total") | (frame["tco2e"].abs() > smallest)].reset_index(drop=True)
    return kept


def _named(roadmap: Roadmap, levers: tuple[int, ...], language: str) -> str:
    """Return a lever with its name, several by their codes."""
    if len(levers) == 1:
        return f"{roadmap.levers[levers[0]].lever_id} {roadmap.levers[levers[0]].name(language)}"
    return ", ".join(roadmap.levers[n].lever_id for n in levers)


def _both(key: str, **words: object) -> tuple[str, str]:
    return text(f"tracking.{key}", "en", **words), text(f"tracking.{key}", "nl", **words)
