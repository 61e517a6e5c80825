"""Lays an actual inventory beside the plan of that year, per category and per lever."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ghgcalc.costs.energy import metered
from ghgcalc.errors import raise_problem
from ghgcalc.inventory import Inventory
from ghgcalc.inventory.cells import cells_under
from ghgcalc.roadmap import Roadmap
from ghgcalc.texts import LANGUAGES, text
from ghgcalc.tracking.bridge import plan_bridge
from ghgcalc.tracking.split import SplitMethod, split_change
from ghgcalc.vocabulary import category_order

#: Cells are compared when these agree.
KEYS = ["scope", "category", "activity", "region", "unit"]
_PARTS = ["activity_tco2e", "intensity_tco2e", "unexplained_tco2e"]
_SUMS = ["planned_tco2e", "actual_tco2e", "difference_tco2e", *_PARTS]
_REPORTED = "reported"


@dataclass(frozen=True, eq=False, repr=False)
class Tracking:
    """An actual year beside the plan.

    Parameters
    ----------
    year : int
        The year.
    categories : DataFrame
        scope, category, bau_tco2e, planned_tco2e, actual_tco2e, difference_tco2e (actual less planned), and that
        difference as activity_tco2e, intensity_tco2e and unexplained_tco2e, with reason_en and reason_nl for what is
        not explained.
    levers : DataFrame
        lever_id, group, label_en, label_nl, share_planned, abatement_planned_tco2e [Shapley], and the same columns
        for the cells on which the lever works; `shared_with` names the other levers on those cells, which the actual
        data cannot tell apart.
    cells : DataFrame
        The comparison behind it, one row per scope, category, activity, region and unit.
    bridge : DataFrame
        step, kind, group, label_en, label_nl, tco2e: from the base year over growth, external drivers and levers to the
        plan, and from there to the actual year; levers on the same cells share one step. It closes exactly.
    target_tco2e : float or None
        What the targets of the year allow, for the scopes `target_scopes`.
    target_scopes : tuple of int
        Scopes of the targets of the year.
    notes_en, notes_nl : tuple of str
        What a reader should know.
    """

    year: int
    categories: pd.DataFrame
    levers: pd.DataFrame
    cells: pd.DataFrame
    bridge: pd.DataFrame
    target_tco2e: float | None
    target_scopes: tuple[int, ...]
    notes_en: tuple[str, ...]
    notes_nl: tuple[str, ...]

    def total(self, column: str, *, scopes: tuple[int, ...] = (1, 2, 3)) -> float:
        """Return the sum of a column of `categories` over some scopes [tCO2e]."""
        return float(self.categories.loc[self.categories["scope"].isin(scopes), column].sum())

    def to_json_dict(self, language: str = "en") -> dict[str, Any]:
        """Return the comparison as plain numbers and words, ready for JSON."""
        return {
            "year": self.year,
            "target_tco2e": self.target_tco2e,
            "target_scopes": list(self.target_scopes),
            **{name: self.total(name) for name in _SUMS},
            "categories": _in_language(self.categories, language),
            "levers": _in_language(self.levers, language),
            "bridge": _in_language(self.bridge, language),
            "notes": list(self.notes_nl if language == "nl" else self.notes_en),
        }

    def __repr__(self) -> str:
        from ghgcalc.report import tracking_report

        return tracking_report(self, "en")

    def _repr_html_(self) -> str:
        from ghgcalc.report import tracking_html

        return tracking_html(self, "en")


def _in_language(frame: pd.DataFrame, language: str) -> list[dict[str, Any]]:
    """Return the rows of a frame with the words of one language only."""
    kept = [name for name in frame if not str(name).endswith(tuple(f"_{o}" for o in LANGUAGES if o != language))]
    named = frame[kept].rename(columns=lambda name: str(name).removesuffix(f"_{language}"))
    return [{str(key): value for key, value in row.items()} for row in named.to_dict("records")]


def track_roadmap(
    roadmap: Roadmap, actual: Inventory, *, year: int | None = None, method: SplitMethod = "sun"
) -> Tracking:
    """Compare an actual inventory with the plan of that year.

    Parameters
    ----------
    roadmap : Roadmap
        The plan: BAU and levers.
    actual : Inventory
        The inventory of a later year.
    year : int, optional
        Year to compare; by default the last one of the inventory.
    method : {"sun", "lmdi"}
        How a difference is split; LMDI is used where all numbers are positive, and Sun where one is not.

    Returns
    -------
    Tracking

    Raises
    ------
    DataError
        If the year is not in the inventory or after the start of the BAU, the GWP sets differ, or scope 2 is not
        known by the method of the plan.

    Notes
    -----
    Planned and actual amounts of the same scope, category, activity, region and unit are compared; activity holds
    growth and mix, intensity the emission factor. A lever that saves metered energy counts as less energy, as the
    meter will show it. What stands on one side only, and reported tonnes without activity data, cannot be split and
    is named as not explained.

    References
    ----------
    .. [1] GHG Protocol, "Corporate Value Chain (Scope 3) Standard", 2011, Box 9.3, p. 107.

    Examples
    --------
    >>> import ghgcalc as gc
    >>> def inventory(year, gas):
    ...     rows = pd.DataFrame({"year": [year], "activity": ["aardgas"], "value": [gas], "unit": ["Nm3"]})
    ...     return gc.calculate_inventory(rows, gc.load_factors("nl-2026"), region="NL")
    >>> bau = gc.project_bau(inventory(2026, 1_000.0), 0.0, until=2030, scope2="market")
    >>> plan = [gc.Lever("roof", "intensity", {"category": "1.stationary"}, gc.levers.Ramp(2026, 2030),
    ...                  effectiveness=0.4)]
    >>> found = track_roadmap(gc.build_roadmap(bau, plan), inventory(2027, 950.0))
    >>> found.categories[["category", "difference_tco2e", "activity_tco2e"]].round(4).values.tolist()
    [['1.stationary', 0.089, 0.089], ['3.3', 0.0178, 0.0177]]
    """
    chosen = actual.years[-1] if year is None else year
    if chosen not in actual.years:
        raise_problem("track_year_missing", value=chosen, years=", ".join(map(str, actual.years)))
    if chosen <= roadmap.bau.start_year:
        raise_problem("track_year_early", value=chosen, start=roadmap.bau.start_year)
    roadmap.bau.year_index(chosen)
    if actual.gwp != roadmap.bau.inventory.gwp:
        raise_problem("track_gwp_differs", value=actual.gwp, planned=roadmap.bau.inventory.gwp)
    if (chosen, roadmap.bau.scope2) in set(actual.missing_methods):
        words = {f"method_{language}": text(f"scope2.{roadmap.bau.scope2}", language) for language in LANGUAGES}
        raise_problem("track_scope2_missing", value=chosen, **words)
    planned = _planned(roadmap, chosen)
    found = cells_under(actual.cells, roadmap.bau.scope2, year=chosen)
    cells = _compared(planned, _summed(found), method)
    target = roadmap.target_tco2e(chosen)
    notes = [] if actual.factors_hash == roadmap.bau.inventory.factors_hash else ["tracking.note_factors"]
    notes.append("tracking.note_levers")
    touched = _touched(roadmap, cells)
    return Tracking(
        chosen,
        _categories(roadmap, chosen, cells),
        _levers(roadmap, chosen, cells, touched),
        cells,
        plan_bridge(roadmap, chosen, cells, touched),
        target,
        roadmap.scopes_in(chosen),
        *(tuple(text(note, language) for note in notes) for language in LANGUAGES),
    )


def _planned(roadmap: Roadmap, year: int) -> pd.DataFrame:
    """Return planned amounts and tonnes per key; metered energy with the saving in its amount."""
    lines = roadmap.placement.cells
    every = np.ones(len(roadmap.levers))
    amounts, _, emissions = (part[0] for part in roadmap.scenario(year).run(every))
    game, _ = metered(roadmap, year)
    energy = lines["activity"].astype(str).str.startswith("energy.").to_numpy()
    amounts = np.where(energy, game.run(every)[2][0], amounts)
    return _summed(lines.assign(amount=amounts, tco2e=emissions))


def _summed(cells: pd.DataFrame) -> pd.DataFrame:
    keys = {name: cells[name].astype(int if name == "scope" else str) for name in KEYS}
    summed = cells.assign(**keys).groupby(KEYS, as_index=False).agg({"amount": "sum", "tco2e": "sum"})
    return pd.DataFrame(summed)


def _compared(planned: pd.DataFrame, actual: pd.DataFrame, method: SplitMethod) -> pd.DataFrame:
    both = planned.merge(actual, on=KEYS, how="outer", suffixes=("_planned", "_actual"))
    numbers = {name: both[name].fillna(0.0).to_numpy(dtype=float) for name in both if name not in KEYS}
    a0, e0 = numbers["amount_planned"], numbers["tco2e_planned"]
    a1, e1 = numbers["amount_actual"], numbers["tco2e_actual"]
    reported = (both["activity"] == _REPORTED).to_numpy()
    alike = (a0 != 0.0) & (a1 != 0.0) & ~reported
    f0 = np.divide(e0, a0, out=np.zeros_like(e0), where=alike)
    f1 = np.divide(e1, a1, out=np.zeros_like(e1), where=alike)
    activity, intensity = (np.where(alike, part, 0.0) for part in split_change(a0, f0, a1, f1))
    if method != "sun":
        fit = alike & (a0 > 0.0) & (a1 > 0.0) & (f0 > 0.0) & (f1 > 0.0)
        activity[fit], intensity[fit] = split_change(a0[fit], f0[fit], a1[fit], f1[fit], method=method)
    reason = np.select(
        [alike, reported & ((e0 != 0.0) | (e1 != 0.0)), (a0 == 0.0) & (e1 != 0.0), (a1 == 0.0) & (e0 != 0.0)],
        ["", "reported", "new", "gone"],
        "",
    )
    result = both[KEYS].assign(
        amount_planned=a0, amount_actual=a1, planned_tco2e=e0, actual_tco2e=e1, difference_tco2e=e1 - e0,
        activity_tco2e=activity, intensity_tco2e=intensity,
        unexplained_tco2e=np.where(alike, 0.0, e1 - e0), reason=reason,
    )  # fmt: skip
    kept: pd.DataFrame = result[(a0 != 0.0) | (a1 != 0.0)].reset_index(drop=True)
    return kept


def _sums(cells: pd.DataFrame) -> dict[str, float]:
    return {name: float(cells[name].sum()) for name in _SUMS}


def _reasons(cells: pd.DataFrame) -> dict[str, str]:
    """Name what could not be split, with the activities it belongs to."""
    from ghgcalc.factors.activities import activity_name

    sentences: dict[str, str] = {}
    for language in LANGUAGES:
        parts = []
        for reason in ("reported", "new", "gone"):
            own = cells[(cells["reason"] == reason) & (cells["unexplained_tco2e"] != 0.0)]
            if len(own):
                names = dict.fromkeys(activity_name(str(name), language) for name in own["activity"])
                parts.append(text(f"tracking.reason_{reason}", language, activities=", ".join(names)))
        sentences[f"reason_{language}"] = " ".join(parts)
    return sentences


def _categories(roadmap: Roadmap, year: int, cells: pd.DataFrame) -> pd.DataFrame:
    pathway = roadmap.bau.pathway()
    before = pathway[pathway["year"] == year].groupby("category")["tco2e"].sum()
    rows = []
    for category, part in cells.groupby("category"):
        head = {"scope": int(part["scope"].iloc[0]), "category": str(category)}
        head["bau_tco2e"] = float(before.get(str(category), 0.0))
        rows.append({**head, **_sums(part), **_reasons(part)})
    rows.sort(key=lambda row: category_order(str(row["category"])))
    return pd.DataFrame(rows, columns=["scope", "category", "bau_tco2e", *_SUMS, "reason_en", "reason_nl"])


def _touched(roadmap: Roadmap, cells: pd.DataFrame) -> dict[int, set[int]]:
    """Return the rows of `cells` on which each lever works."""
    lines = roadmap.placement.cells
    keys = list(zip(*(lines[name].astype(int if name == "scope" else str) for name in KEYS), strict=True))
    place = {key: row for row, key in enumerate(cells[KEYS].itertuples(index=False, name=None))}
    return {
        effect.lever: {place[keys[i]] for i in (*effect.lines, *effect.to_lines) if keys[i] in place}
        for effect in roadmap.placement.effects
    }


def _levers(roadmap: Roadmap, year: int, cells: pd.DataFrame, touched: dict[int, set[int]]) -> pd.DataFrame:
    abated = roadmap.attribution(year, scopes=(1, 2, 3)).tco2e
    rows = []
    for number, lever in enumerate(roadmap.levers):
        mine = touched[number]
        part = cells.iloc[sorted(mine)]
        others = [
            roadmap.levers[other].lever_id for other, theirs in touched.items() if other != number and theirs & mine
        ]
        rows.append(
            {
                "lever_id": lever.lever_id, "group": lever.group, "label_en": lever.name("en"),
                "label_nl": lever.name("nl"), "share_planned": lever.adoption(year),
                "abatement_planned_tco2e": float(abated[number]), **_sums(part), **_reasons(part),
                "shared_with": ", ".join(sorted(others)),
            }
        )  # fmt: skip
    columns = ["lever_id", "group", "label_en", "label_nl", "share_planned", "abatement_planned_tco2e", *_SUMS]
    return pd.DataFrame(rows, columns=[*columns, "reason_en", "reason_nl", "shared_with"])
