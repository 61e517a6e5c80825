"""What each lever brings in each category, and the ESRS table of levers per target year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ghgcalc.errors import raise_problem
from ghgcalc.levers import attribute
from ghgcalc.levers.shares import Method
from ghgcalc.roadmap.boundary import Scopes, as_scopes
from ghgcalc.roadmap.noun import Roadmap
from ghgcalc.texts import text
from ghgcalc.vocabulary import category_order

_LABELS = ("label_en", "label_nl")
#: The lever types of ESRS E1, in the order of its table.
ESRS_TYPES: tuple[str, ...] = ("EE", "ME", "FS", "EL", "RE", "PROD", "PROC", "OTH")


def levers_by_category(
    roadmap: Roadmap, *, year: int, attribution: Method = "shapley", scopes: Scopes | None = None
) -> pd.DataFrame:
    """Return what each lever abates in each category in a year.

    Parameters
    ----------
    roadmap : Roadmap
        BAU and levers.
    year : int
        Year of the BAU.
    attribution : {"shapley", "owen", "sequential", "proportional", "standalone", "last_in"}
        How overlapping levers share their abatement.
    scopes : tuple of int, str or None
        Scopes to count; None = those that the targets of the year cover.

    Returns
    -------
    DataFrame
        lever_id, group, label_en, label_nl, category, tco2e [tCO2e]; negative where a lever raises emissions, such as
        the power of a heat pump. Only what is not zero is listed. With Shapley values the rows of a lever add up to
        its abatement.

    Raises
    ------
    DataError
        If the BAU does not reach the year.

    Examples
    --------
    >>> import ghgcalc as gc
    >>> rows = pd.DataFrame({"year": [2026], "activity": ["aardgas"], "value": [1000.0], "unit": ["Nm3"]})
    >>> inventory = gc.calculate_inventory(rows, gc.load_factors("nl-2026"), region="NL")
    >>> bau = gc.project_bau(inventory, 0.0, until=2030, scope2="market")
    >>> plan = [gc.Lever("roof", "intensity", {"category": "1.stationary"}, gc.levers.Ramp(2026, 2030),
    ...                  effectiveness=0.3)]
    >>> levers_by_category(gc.build_roadmap(bau, plan), year=2030)[["category", "tco2e"]].round(4).values.tolist()
    [['1.stationary', 0.5337], ['3.3', 0.1065]]
    """
    inside = roadmap.scopes_in(year) if scopes is None else as_scopes(scopes)
    scenario = roadmap.scenario(year)
    cells = roadmap.placement.cells
    counted = cells["scope"].astype(int).isin(inside).to_numpy()
    category = cells["category"].astype(str).to_numpy()
    names = [lever.group or lever.lever_id for lever in roadmap.levers]
    order = sorted(range(len(roadmap.levers)), key=lambda i: roadmap.levers[i].ramp.start_year)
    everything = max(abs(roadmap.bau_tco2e(year)), 1e-9)
    rows = []
    for name in sorted(set(category[counted]), key=category_order):
        here = counted & (category == name)
        shares = attribute(scenario, method=attribution, inside=here, groups=names, order=order).tco2e
        rows += [
            (lever.lever_id, lever.group, lever.name("en"), lever.name("nl"), name, float(value))
            for lever, value in zip(roadmap.levers, shares, strict=True)
            if abs(value) > 1e-12 * everything
        ]
    return pd.DataFrame(rows, columns=["lever_id", "group", "label_en", "label_nl", "category", "tco2e"])


def esrs_levers(
    roadmap: Roadmap,
    years: int | Sequence[int] | None = None,
    *,
    attribution: Method = "shapley",
    scopes: Scopes | None = None,
) -> pd.DataFrame:
    """Return the table of ESRS E1: base year, growth, the levers by type, what is left, and the target per year.

    Parameters
    ----------
    roadmap : Roadmap
        BAU, levers and targets.
    years : int or sequence of int, optional
        Target years; by default those of the roadmap's targets, else the last year of the BAU.
    attribution : str
        How overlapping levers share their abatement.
    scopes : tuple of int, str or None
        Scopes to count; None = those that the targets of the first year cover.

    Returns
    -------
    DataFrame
        One row per line: row, label_en, label_nl and one column per year. Rows ``base``, ``growth``, ``bau``,
        ``external`` (power grids, fuel rules and vehicles beside business as usual, only when there are any), the
        eight lever types, ``not_stated`` (levers without an ESRS type, only when there are any), ``residual``,
        ``target`` and ``gap`` [tCO2e]. Levers are negative; base + growth + external + levers = residual in every
        column. The first column starts from the base year, each later one from what is left in the column before it,
        as the standard does: its levers are what they add since then. A target that does not exist is NaN.

    Raises
    ------
    DataError
        If the BAU does not reach a year.

    References
    ----------
    .. [1] Commission Delegated Regulation (EU) 2023/2772, ESRS E1, E1-4, AR 31.
    .. [2] Commission Delegated Regulation (EU) 2026/1563, ESRS E1, E1-6, AR 15.

    Examples
    --------
    >>> import ghgcalc as gc
    >>> rows = pd.DataFrame({"year": [2026], "activity": ["aardgas"], "value": [100_000.0], "unit": ["Nm3"]})
    >>> inventory = gc.calculate_inventory(rows, gc.load_factors("nl-2026"), region="NL")
    >>> bau = gc.project_bau(inventory, 0.0, until=2030, scope2="market")
    >>> plan = [gc.Lever("roof", "intensity", {"category": "1.stationary"}, gc.levers.Ramp(2026, 2030),
    ...                  effectiveness=0.3, esrs_lever="EE")]
    >>> table = esrs_levers(gc.build_roadmap(bau, plan), 2030).set_index("row")
    >>> table.loc[["base", "EE", "residual"], 2030].round(2).tolist()
    [213.4, -64.02, 149.38]
    """
    chosen = _years(roadmap, years)
    inside = roadmap.scopes_in(chosen[0]) if scopes is None else as_scopes(scopes)
    types = [lever.esrs_lever if lever.esrs_lever in ESRS_TYPES else "" for lever in roadmap.levers]
    columns: dict[int, dict[str, float]] = {}
    before = _Level(roadmap.base_tco2e(scopes=inside), roadmap.base_tco2e(scopes=inside), 0.0, np.zeros(len(types)))
    for year in chosen:
        shares = roadmap.attribution(year, method=attribution, scopes=inside)
        external = float(roadmap.externals(year, scopes=inside)["tco2e"].sum())
        now = _Level(
            roadmap.bau_tco2e(year, scopes=inside), roadmap.residual(year, scopes=inside), external, -shares.tco2e
        )
        growth, changed = now.bau - before.bau, now.levers - before.levers
        sums = dict.fromkeys(ESRS_TYPES, 0.0)
        for kind, tonnes in zip(types, changed.tolist(), strict=True):
            sums[kind or "not_stated"] = sums.get(kind or "not_stated", 0.0) + tonnes
        started = before.residual + growth
        shift = now.external - before.external
        rest = now.residual - started - shift - float(changed.sum())
        target = roadmap.target_tco2e(year, scopes=inside)
        known = float("nan") if target is None else target
        scale = 1e-9 * max(abs(before.residual), 1.0)
        columns[year] = {
            "base": before.residual, "growth": growth, "bau": started,
            **({"external": shift} if abs(shift) > scale else {}), **sums,
            **({"overlap": rest} if abs(rest) > scale else {}),
            "residual": now.residual, "target": known, "gap": now.residual - known,
        }  # fmt: skip
        before = now
    rows = [*("base", "growth", "bau", "external"), *ESRS_TYPES, "not_stated", "overlap", "residual", "target", "gap"]
    present = [row for row in rows if any(row in column for column in columns.values())]
    later = "_then" if len(chosen) > 1 else ""
    keys = {row: f"esrs.{row}{later if row in ('base', 'growth', 'bau') else ''}" for row in present}
    labels = {name: [text(keys[row], name[-2:], year=roadmap.base.year) for row in present] for name in _LABELS}
    frame = pd.DataFrame({"row": present, **labels})
    for year, column in columns.items():
        frame[year] = [column.get(row, 0.0) for row in present]
    frame.attrs["scopes"] = inside
    return frame


class _Level(NamedTuple):
    """What a target year shows: business as usual, what is left, outside changes and the change by each lever."""

    bau: float
    residual: float
    external: float
    levers: NDArray[np.float64]


def _years(roadmap: Roadmap, years: int | Sequence[int] | None) -> list[int]:
    if isinstance(years, int):
        return [years]
    if years is not None:
        if not len(years):
            raise_problem("esrs_without_year")
        return sorted(set(years))
    found = sorted({t.target_year for t in roadmap.targets if t.target_year in roadmap.bau.years})
    return found or [roadmap.bau.years[-1]]
