"""The verb `restate`: base year and later years by one factor edition and one method, and why they differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ghgcalc.base_year.changes import Change
from ghgcalc.base_year.noun import BaseYear
from ghgcalc.base_year.recalculation import log_entry
from ghgcalc.coded import Floats
from ghgcalc.decomposition import share_difference
from ghgcalc.errors import DataError, Problem
from ghgcalc.factors.model import EmissionFactors, combine_factors
from ghgcalc.inventory.activity import ActivityData, read_activity
from ghgcalc.inventory.calculate import inventory_of
from ghgcalc.inventory.cells import cells_under
from ghgcalc.inventory.rows import join_rows, rows_behind, take_rows
from ghgcalc.texts import text
from ghgcalc.vocabulary import CATEGORIES, SCOPE_TOTALS, category_name, category_order, check_word

if TYPE_CHECKING:
    from ghgcalc.inventory import Inventory

METHOD, FACTORS, GWP = "method", "factors", "gwp"


@dataclass(frozen=True, eq=False)
class Restatement:
    """An inventory computed anew from its base year on, next to the one that was reported.

    Parameters
    ----------
    before, inventory : Inventory
        As reported and as restated.
    base : BaseYear
        The base year in the restated inventory, with an entry per cause in its log.
    deltas : DataFrame
        year, category, cause ("method", "factors", "gwp"), tco2e: adds up to the difference.
    """

    before: Inventory
    inventory: Inventory
    base: BaseYear
    deltas: pd.DataFrame = field(repr=False)

    @cached_property
    def totals(self) -> pd.DataFrame:
        """Return per year: before_tco2e, after_tco2e, change_tco2e and one column per cause [tCO2e]."""
        causes = self.deltas.pivot_table(index="year", columns="cause", values="tco2e", aggfunc="sum", fill_value=0.0)
        rows = []
        for year in causes.index:
            scope2 = self.base.scope2
            before, after = (i.total(scope2=scope2, year=int(year)) for i in (self.before, self.inventory))
            rows.append((int(year), before, after, after - before))
        frame = pd.DataFrame(rows, columns=["year", "before_tco2e", "after_tco2e", "change_tco2e"])
        return frame.join(causes.add_suffix("_tco2e").reset_index(drop=True))

    def __repr__(self) -> str:
        from ghgcalc.report import restatement_report

        return str(restatement_report(self, "en"))

    def _repr_html_(self) -> str:
        from ghgcalc.report import restatement_html

        return str(restatement_html(self, "en"))


def restate(
    base: BaseYear,
    *,
    factors: EmissionFactors | None = None,
    gwp: str | None = None,
    activity: Mapping[str, Any] | None = None,
    region: str | None = None,
) -> Restatement:
    """Compute the base year and all years after it anew, with one factor edition and one method.

    Parameters
    ----------
    base : BaseYear
        The base year; its inventory holds the years after it.
    factors : EmissionFactors, optional
        Another factor edition for all years.
    gwp : str, optional
        Another GWP set for all years.
    activity : mapping of str to DataFrame, optional
        New activity data by category, such as ``{"3.1": frame in kg instead of euro}``: they replace the rows of that
        category in the base year and after it, and must cover every year that had some.
    region : str, optional
        Region of new rows that name none.

    Returns
    -------
    Restatement

    Raises
    ------
    DataError
        If nothing was given, a year is not covered, or a row cannot be calculated.

    Notes
    -----
    The difference per cause is the mean over all orders of the causes (Shapley), per year and category. Where one of
    the editions lacks a factor that only the other method needs, the other edition fills in.

    References
    ----------
    .. [1] GHG Protocol, "Scope 3 Standard" (2011), section 9.3, p. 106: improvements in methods and factors.

    Examples
    --------
    >>> from ghgcalc.base_year import set_base_year
    >>> from ghgcalc.factors import load_factors
    >>> from ghgcalc.inventory import calculate_inventory
    >>> rows = pd.DataFrame({"year": [2026], "activity": ["R-410A"], "value": [10.0], "unit": ["kg"]})
    >>> inventory = calculate_inventory(rows, load_factors("refrigerants-ipcc"), region="NL")
    >>> after = restate(set_base_year(inventory, 2026, scope2="market"), gwp="AR5")
    >>> after.totals.round(3).to_dict("records")
    [{'year': 2026, 'before_tco2e': 22.555, 'after_tco2e': 19.235, 'change_tco2e': -3.32, 'gwp_tco2e': -3.32}]
    """
    inventory = base.inventory
    causes = [name for name, given in ((METHOD, activity), (FACTORS, factors), (GWP, gwp)) if given is not None]
    if not causes:
        raise DataError([Problem("nothing_to_restate")])
    edition = factors or inventory.factors
    data = inventory.activity_data
    if activity is not None:
        data = _replaced(inventory, activity, edition, base, region)
    after = inventory_of(data, inventory, factors=edition, gwp=gwp)
    found: dict[frozenset[str], Inventory] = {frozenset(): inventory, frozenset(causes): after}

    def outcome(done: frozenset[int]) -> Inventory:
        happened = frozenset(causes[number] for number in done)
        if happened not in found:
            chosen = data if METHOD in happened else inventory.activity_data
            own, other = (edition, inventory.factors) if FACTORS in happened else (inventory.factors, edition)
            found[happened] = inventory_of(
                chosen, inventory, factors=_filled(own, other), gwp=gwp if GWP in happened else None
            )
        return found[happened]

    keys = _keys([inventory, after], base)
    parts = share_difference(lambda done: _vector(outcome(done), keys, base), len(causes))
    deltas = pd.concat(
        [keys.to_frame(index=False).assign(cause=cause, tco2e=part) for cause, part in zip(causes, parts, strict=True)],
        ignore_index=True,
    )
    restated = replace(base, inventory=after, original=base.original or base)
    entries = [_entry(cause, deltas, base) for cause in causes]
    log = pd.concat([base.log.astype(object), pd.DataFrame(entries)], ignore_index=True)[base.log.columns]
    return Restatement(inventory, after, replace(restated, log=log), deltas)


def _replaced(
    inventory: Inventory, activity: Mapping[str, Any], factors: EmissionFactors, base: BaseYear, region: str | None
) -> ActivityData:
    """Return the activity data with the rows of some categories replaced from the base year on."""
    cells = inventory.cells
    late = cells["year"] >= base.year
    kept = np.ones(len(inventory.activity_data.amounts), bool)
    parts: list[ActivityData] = []
    problems: list[Problem] = []
    for category, frame in activity.items():
        check_word("category", category, (*CATEGORIES, *SCOPE_TOTALS))
        inside = late & (cells["activity_category"] == category)
        if not inside.any():
            options = ", ".join(sorted(set(cells.loc[late, "activity_category"]), key=category_order))
            params = {"year": base.year, "options": options}
            raise DataError([Problem("method_category", category, params=params)])
        rows = read_activity(frame, factors, region=region, consolidation=None, source="")
        years = {int(year) for year in rows.columns["year"].values()}
        lacking = sorted({int(year) for year in cells.loc[inside, "year"]} - years)
        if lacking:
            params = {"years": ", ".join(map(str, lacking))}
            problems.append(Problem("method_years", category, params=params))
        problems += _elsewhere(rows, factors, inventory, category)
        kept &= ~rows_behind(inventory, inside.to_numpy(bool))
        parts.append(take_rows(rows, rows.columns["year"].where(lambda label: int(label) >= base.year)))
    if problems:
        raise DataError(problems)
    return join_rows([take_rows(inventory.activity_data, kept), *parts])


def _elsewhere(rows: ActivityData, factors: EmissionFactors, like: Inventory, category: str) -> list[Problem]:
    """Refuse new rows that would fall in another category than the one they replace."""
    found = {str(c) for c in inventory_of(rows, like, factors=factors).cells["activity_category"]} - {category}
    names = {f"found_{lang}": ", ".join(category_name(c, lang) for c in sorted(found)) for lang in ("en", "nl")}
    return [Problem("method_elsewhere", category, params=names)] if found else []


def _filled(own: EmissionFactors, other: EmissionFactors) -> EmissionFactors:
    """Return one edition, with what only the other one holds behind it."""
    if own is other:
        return own
    extra = other.frame[~other.frame["activity"].isin(own.frame["activity"])]
    extra = extra[~extra["factor_id"].isin(own.frame["factor_id"])]
    if extra.empty:
        return own
    names = tuple(name for name in other.sets if name in set(extra["set"]))
    return combine_factors([own, EmissionFactors(extra.reset_index(drop=True), other.sources, names)])


def _late(inventory: Inventory, base: BaseYear) -> pd.DataFrame:
    cells = cells_under(inventory.cells, base.scope2)
    return cells[cells["year"] >= base.year]


def _keys(inventories: list[Inventory], base: BaseYear) -> pd.MultiIndex:
    every = pd.concat([_late(inventory, base)[["year", "category"]] for inventory in inventories])
    distinct = every.drop_duplicates().sort_values(
        ["year", "category"], key=lambda ids: ids.map(category_order) if ids.name == "category" else ids
    )
    return pd.MultiIndex.from_frame(distinct)


def _vector(inventory: Inventory, keys: pd.MultiIndex, base: BaseYear) -> Floats:
    summed = _late(inventory, base).groupby(["year", "category"])["tco2e"].sum()
    return summed.reindex(keys, fill_value=0.0).to_numpy(np.float64)


def _entry(cause: str, deltas: pd.DataFrame, base: BaseYear) -> dict[str, Any]:
    inside = (deltas["cause"] == cause) & (deltas["year"] == base.year)
    event = "method_change" if cause == METHOD else "factor_change"
    change = Change(event, base.inventory.years[-1], note=text(f"cause.{cause}", "en"))
    return log_entry(change, "recalculated", float(deltas.loc[inside, "tco2e"].sum()), base.total(), base.carried_share)
