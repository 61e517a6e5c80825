"""The verb `project_bau`: cells grow by their drivers from the most recent year, under one named baseline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ghgcalc.errors import DataError, Problem, ProblemLog
from ghgcalc.projection.baseline import BASELINES, Baseline
from ghgcalc.projection.external import ExternalDriver, check_external, grids_without_path
from ghgcalc.projection.external_data import external_of_baseline, load_external_drivers
from ghgcalc.projection.growth import Floats
from ghgcalc.projection.growth_rows import EVERYTHING, levels_of
from ghgcalc.projection.noun import Projection
from ghgcalc.projection.rules import Growth, growth_of_cells
from ghgcalc.texts import LANGUAGES
from ghgcalc.vocabulary import CATEGORIES, SCOPE_TOTALS, vocabulary_problem

if TYPE_CHECKING:
    from ghgcalc.base_year import BaseYear
    from ghgcalc.inventory import Inventory
    from ghgcalc.levers import Lever


def project_bau(
    inventory: Inventory,
    growth: Growth,
    *,
    until: int,
    scope2: str | None = None,
    base: BaseYear | None = None,
    baseline: str = "frozen",
    external: Sequence[ExternalDriver] | None = None,
    intensity_trend: float | Mapping[str, float] | None = None,
    committed: Sequence[Lever] = (),
    driver_of: Mapping[str, str] | None = None,
) -> Projection:
    """Project business as usual from the most recent inventory year.

    Growth works on activity, never on emissions; category 3.3 follows the energy it belongs to. Where it is reported in
    tonnes it follows scopes 1 and 2 together, unless the category has a growth of its own.

    Parameters
    ----------
    inventory : Inventory
        Where to start.
    growth : float, mapping, DataFrame or sequence of Driver
        Annual growth [1/year]: one number for everything, one per category, or a frame with category (an id, a
        scope digit or ``*``), driver, and annual_growth or a history from_year, from_value, to_year, to_value;
        a row with `year` overrides that single year. Optional columns: activity (a pattern such as ``spend.*``
        within the category), price_inflation and price_mix [1/year], which are taken out of the growth, and company for
        an inventory of many: rows of a company go before those of all.
        Or drivers: each category then takes the first driver of its list in `driver_preferences` that is given.
    until : int
        Last year.
    scope2 : {"location", "market"}
        Scope 2 method; taken from `base` when that is given.
    base : BaseYear, optional
        Base year whose scope 2 method to follow.
    baseline : {"frozen", "trend", "stated_policy", "current_pace"}
        What else changes. ``"frozen"``: nothing. ``"trend"``: factors go on changing by `intensity_trend`.
        ``"stated_policy"``: the external drivers are part of it. ``"current_pace"``: the same, and the levers that
        are contracted already.
    external : sequence of ExternalDriver, optional
        Power grids, fuel rules, vehicle norms. Outside stated policy and current pace they become bars of their own
        after business as usual. None = those of the baseline (`external_of_baseline`): the bundled rules under stated
        policy and current pace, none under the others.
    intensity_trend : float or mapping, optional
        Autonomous change of the emission factors, one number or one per category (an id, a scope digit or ``*``)
        [1/year]; only for the baseline ``"trend"``.
    committed : sequence of Lever
        Levers that are contracted already; only for the baseline ``"current_pace"``.
    driver_of : mapping of str to str, optional
        Driver id per category where the default choice does not fit.

    Raises
    ------
    DataError
        If a category with emissions has no growth, a rate is impossible, `until` is not in the future of the
        inventory, or the baseline lacks what it needs.

    References
    ----------
    .. [1] GHG Protocol, "Corporate Value Chain (Scope 3) Standard" (2011), p. 102: a target is set against what
       would happen without it.
    .. [2] PBL, Klimaat- en Energieverkenning, and IEA, Stated Policies Scenario, for the names of the baselines.

    Examples
    --------
    >>> import pandas as pd
    >>> from ghgcalc.factors import load_factors
    >>> from ghgcalc.inventory import calculate_inventory
    >>> rows = pd.DataFrame({"year": [2026], "activity": ["aardgas"], "value": [1000.0], "unit": ["Nm3"]})
    >>> inventory = calculate_inventory(rows, load_factors("nl-2026"), region="NL")
    >>> round(project_bau(inventory, 0.05, until=2032, scope2="market").total(2032), 6)
    2.859764
    >>> falling = project_bau(
    ...     inventory, 0.05, until=2032, scope2="market", baseline="trend", intensity_trend={"1": -0.01}
    ... )
    >>> round(falling.total(2032), 6)
    2.692411
    """
    from ghgcalc.base_year import set_base_year

    start = inventory.years[-1]
    method = base.scope2 if base is not None and scope2 is None else scope2
    if method is None:
        raise DataError([Problem("bau_without_method")])
    kind = _check_baseline(baseline, intensity_trend, committed)
    recent = set_base_year(inventory, start, scope2=method)
    cells = recent.cells.drop(columns="year")
    if until <= start:
        raise DataError([Problem("until_before_start", until, params={"start": start})])
    years = tuple(range(start, until + 1))
    grown = growth_of_cells(cells, growth, start=start, until=until, driver_of=driver_of)
    amounts = cells["amount"].to_numpy(np.float64)[:, None] * grown.index[grown.position]
    factors = np.repeat(cells["factor"].to_numpy(np.float64)[:, None] / 1000.0, len(years), axis=1)
    trend = _trend(cells, intensity_trend, len(years))
    if trend is not None:
        factors = factors * trend
    drivers = check_external(external_of_baseline(kind) if external is None else external, years)
    projection = Projection(
        inventory, recent.scope2, cells, years, amounts, factors, grown.used, kind, drivers,
        (*grown.warnings, *_without_path(drivers, cells), *_idle(drivers, cells)), trend, grown.position,
    )  # fmt: skip
    if projection.is_folded:
        projection = replace(projection, factors=factors * projection.external_index(cells))
    if not committed:
        return projection
    from ghgcalc.levers.committed import continue_levers

    return continue_levers(projection, committed)


def _check_baseline(
    baseline: str, intensity_trend: float | Mapping[str, float] | None, committed: Sequence[Lever]
) -> Baseline:
    for known in BASELINES:
        if baseline == known:
            break
    else:
        raise DataError([vocabulary_problem("baseline", baseline, BASELINES)])
    needs = {"trend": ("intensity_trend", intensity_trend is not None), "current_pace": ("committed", bool(committed))}
    for name, (parameter, is_given) in needs.items():
        if is_given != (known == name):
            code = "baseline_needs" if known == name else "baseline_refuses"
            raise DataError([Problem(code, known, params={"parameter": parameter, "needs": name})])
    return known


def _trend(cells: pd.DataFrame, rates: float | Mapping[str, float] | None, years: int) -> Floats | None:
    if rates is None:
        return None
    per_category = {EVERYTHING: float(rates)} if isinstance(rates, (int, float)) else dict(rates)
    allowed = (*CATEGORIES, *SCOPE_TOTALS, EVERYTHING)
    log = ProblemLog()
    for category, rate in per_category.items():
        if category not in allowed:
            log.extend([vocabulary_problem("category", category, allowed)])
        elif not rate > -1 or np.isinf(rate):
            log.add("growth_too_low", value=rate)
    categories = cells["activity_category"].astype(str)
    found = {c: next((per_category[x] for x in levels_of(c) if x in per_category), None) for c in categories.unique()}
    for category, chosen in found.items():
        if chosen is None:
            log.add("trend_missing", value=category)
    log.raise_if_any()
    change = 1.0 + categories.map(found).to_numpy(np.float64)
    return np.asarray(change[:, None] ** np.arange(years), np.float64)


def _without_path(drivers: Sequence[ExternalDriver], cells: pd.DataFrame) -> list[Problem]:
    """Name the power grids that stand still, when other external drivers are counted."""
    regions = grids_without_path(drivers, cells) if drivers else []
    if not regions:
        return []
    return [Problem("external_grid_missing", ", ".join(regions), severity="warning")]


def _idle(drivers: Sequence[ExternalDriver], cells: pd.DataFrame) -> list[Problem]:
    """Name the drivers of the company itself that act on nothing; a bundled rule need not concern everybody."""
    bundled = load_external_drivers()
    return [
        Problem(
            "external_idle",
            x.driver_id,
            params={f"name_{lang}": x.name(lang) for lang in LANGUAGES},
            severity="warning",
        )
        for x in drivers
        if x not in bundled and not x.takes(cells).any()
    ]
