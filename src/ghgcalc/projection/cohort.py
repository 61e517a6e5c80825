"""Growth of many companies at once: each with rows of its own, worked out over all companies together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ghgcalc.errors import DataError, Problem, ProblemLog, closest
from ghgcalc.inventory.selector import UPSTREAM_CATEGORY
from ghgcalc.projection.growth import Floats, check_years, compounded, without_prices
from ghgcalc.projection.growth_rows import (
    ENERGY,
    CellGrowth,
    Found,
    Level,
    fits,
    levels_of,
    rate_of_row,
    unknown_category,
)

Integers: TypeAlias = NDArray[np.int64]
#: Companies that a message names; the others are counted.
_NAMED = 5


@dataclass(frozen=True)
class _OwnRules:
    """Growth that companies give themselves: defaults of shape (levels, companies), single years on a third axis."""

    levels: tuple[Level, ...]
    defaults: Floats
    single: Floats

    def levels_for(self, category: str, activity: str, *, own_only: bool) -> list[int]:
        """Return the levels that speak about an activity, the nearest first."""
        order = levels_of(category)[:1] if own_only else levels_of(category)
        found = [n for n, (c, pattern) in enumerate(self.levels) if c in order and fits(activity, pattern)]
        return sorted(found, key=lambda n: (order.index(self.levels[n][0]), -len(self.levels[n][1])))


def growth_of_cohort(
    cells: pd.DataFrame,
    kinds: pd.DataFrame,
    position: Integers,
    own: pd.DataFrame,
    find: Callable[..., Found | None],
    *,
    start: int,
    until: int,
) -> CellGrowth:
    """Return the growth of the cells of many companies.

    Parameters
    ----------
    cells : DataFrame
        Cells with company, scope and tco2e.
    kinds : DataFrame
        Distinct pairs of activity_category and activity.
    position : array of shape (cells,)
        Kind of every cell.
    own : DataFrame
        Rows of growth with a company; they go before the rows for all companies.
    find : callable
        Growth for all companies of a category and activity.
    start, until : int
        First and last year.

    Raises
    ------
    DataError
        With every row that cannot be read, and every category without growth in some company.

    Notes
    -----
    The loop goes over kinds of activity, of which there are a few hundred, never over companies.
    """
    codes, names = pd.factorize(cells["company"].astype(str))
    rules = _own_rules(own, [str(name) for name in names], start, until)
    shape = (len(kinds), len(names))
    flat = position * len(names) + codes
    present = (np.bincount(flat, minlength=shape[0] * shape[1]) > 0).reshape(shape)
    tonnes = np.where(cells["scope"].isin([1, 2]), cells["tco2e"], 0.0)
    weight = np.bincount(flat, tonnes, shape[0] * shape[1]).reshape(shape)
    has_energy = weight.sum(axis=0) > 0.0
    rate = np.full(shape, np.nan)
    index = np.ones((*shape, until - start + 1))
    drivers = np.full(shape, "", dtype=object)
    log = ProblemLog()
    is_upstream = (kinds["activity_category"] == UPSTREAM_CATEGORY).to_numpy()
    for kind in np.argsort(is_upstream, kind="stable").tolist():
        category, activity = kinds.iloc[kind]
        here, single = _own_growth(rules, category, activity, follows=bool(is_upstream[kind]), energy=has_energy)
        asked = present[kind] & np.isnan(here)
        follows = np.zeros(len(names), dtype=bool)
        if is_upstream[kind]:
            follows = asked & has_energy
        for own_only, wanted in ((True, follows), (False, asked & ~follows)):
            if not wanted.any():
                continue
            try:
                found = find(category, activity, own_only=own_only)
            except DataError as error:
                log.extend(x for x in _with_companies(error, names[wanted], category) if x not in tuple(log))
                continue
            if found is not None:
                drivers[kind, wanted], here[wanted] = found[0], found[1]
                for year, value in found[2].items():
                    place = year - start - 1
                    single[wanted, place] = np.where(np.isnan(single[wanted, place]), value, single[wanted, place])
                follows = follows & ~wanted
        yearly = np.where(np.isnan(single), here[:, None], single)
        index[kind, :, 1:] = np.where((present[kind] & ~follows)[:, None], np.cumprod(1.0 + yearly, axis=1), 1.0)
        rate[kind] = here
        if follows.any():
            energy = np.einsum("kc,kcy->cy", weight[:, follows], index[:, follows]) / weight[:, follows].sum(0)[:, None]
            index[kind, follows] = energy
            rate[kind, follows] = energy[:, -1] ** (1.0 / (until - start)) - 1.0
            drivers[kind, follows] = ENERGY
    low = present & (index.min(axis=2) <= 0.0)
    if low.any() and not any(log):
        log.extend([Problem("growth_too_low", float(np.nanmin(rate[low])))])
    log.raise_if_any()
    return _result(kinds, names, present, flat, rate, index, drivers)


def _own_growth(
    rules: _OwnRules, category: str, activity: str, *, follows: bool, energy: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Return what companies say themselves: rate of shape (companies,) and single years (companies, years)."""
    here = np.full(rules.defaults.shape[1], np.nan)
    single = np.full(rules.single.shape[1:], np.nan)
    near = rules.levels_for(category, activity, own_only=True)
    for level in rules.levels_for(category, activity, own_only=False):
        takes = ~energy if follows and level not in near else np.ones(len(here), dtype=bool)
        here = np.where(np.isnan(here) & takes, rules.defaults[level], here)
        single = np.where(np.isnan(single) & takes[:, None], rules.single[level], single)
    return here, single


def _own_rules(own: pd.DataFrame, names: list[str], start: int, until: int) -> _OwnRules:
    log = ProblemLog()
    frame = own.reset_index(drop=True)
    code = pd.Index(names).get_indexer(pd.Index(frame["company"].astype(str)))
    for name in dict.fromkeys(frame["company"].astype(str)[code < 0]):
        near = closest(name, names) or names[:_NAMED]
        log.add("growth_company_unknown", value=name, options=", ".join(near))
    categories = frame["category"].astype(str)
    for name in categories.unique():
        log.extend(unknown_category(name))
    for name, whole in (("year", True), ("from_year", False), ("to_year", False)):
        try:
            check_years(frame[name].dropna().astype(float).unique(), whole=whole)
        except DataError as error:
            log.extend(error.problems)
    log.raise_if_any()
    rates = _rates(frame, log)
    log.raise_if_any()
    pattern = frame["activity"].fillna("").astype(str).str.strip()
    levels = list(dict.fromkeys(zip(categories, pattern, strict=True)))
    level = np.array([levels.index(key) for key in zip(categories, pattern, strict=True)], np.int64)
    year = frame["year"].astype("float64").to_numpy()
    is_single = ~np.isnan(year)
    past = is_single & (year <= start)
    for value in np.unique(year[past]):
        log.add("override_outside", value=int(value), first=start + 1, last=until)
    twice = pd.DataFrame({"code": code, "level": level, "year": year}).duplicated().to_numpy()
    for row in np.flatnonzero(twice):
        if is_single[row]:
            log.add("override_twice", value=str(categories[row]), year=int(year[row]))
        else:
            log.add("growth_twice", value=str(categories[row]))
    log.raise_if_any()
    defaults = np.full((len(levels), len(names)), np.nan)
    single = np.full((len(levels), len(names), until - start), np.nan)
    defaults[level[~is_single], code[~is_single]] = rates[~is_single]
    ahead = is_single & (year <= until)
    single[level[ahead], code[ahead], year[ahead].astype(np.int64) - start - 1] = rates[ahead]
    return _OwnRules(tuple(levels), defaults, single)


def _rates(frame: pd.DataFrame, log: ProblemLog) -> Floats:
    """Return the growth of every row [1/year], shape (rows,), from its history when it gives no rate."""

    def numbers(name: str) -> Floats:
        return np.asarray(frame[name].astype("float64"), np.float64)

    given, first, last = numbers("annual_growth"), numbers("from_value"), numbers("to_value")
    passed = numbers("to_year") - numbers("from_year")
    with np.errstate(divide="ignore", invalid="ignore"):
        history = np.where((first > 0) & (last > 0) & (passed > 0), compounded(first, last, passed), np.nan)
    nominal = np.where(np.isnan(given), history, given)
    inflation, price_mix = (np.nan_to_num(numbers(name)) for name in ("price_inflation", "price_mix"))
    rates = without_prices(nominal, inflation, price_mix)
    wrong = ~np.isfinite(rates) | (nominal <= -1) | (inflation <= -1) | (price_mix <= -1)
    for row in np.flatnonzero(wrong):
        where = f"{frame['company'].iloc[row]}, {frame['category'].iloc[row]}"
        try:
            found = rate_of_row(frame.iloc[row])
        except DataError as error:
            log.extend(problem.at("", where) for problem in error.problems)
        else:
            log.add("growth_rate_missing" if found is None else "growth_too_low", value=where)
    return np.asarray(rates, np.float64)


def _with_companies(error: DataError, names: Any, category: str) -> list[Problem]:
    """Name the companies for which a category lacks growth."""
    shown = ", ".join(map(str, names[:_NAMED])) + (f" (+{len(names) - _NAMED})" if len(names) > _NAMED else "")
    return [
        Problem("growth_missing_company", category, params={"companies": shown}) if p.code == "growth_missing" else p
        for p in error.problems
    ]


def _result(
    kinds: pd.DataFrame,
    names: Any,
    present: NDArray[np.bool_],
    flat: Integers,
    rate: Floats,
    index: Floats,
    drivers: NDArray[np.object_],
) -> CellGrowth:
    kind, company = np.nonzero(present)
    row = np.full(present.size, -1, np.int64)
    row[present.ravel()] = np.arange(len(kind))
    used = pd.DataFrame(
        {
            "company": np.asarray(names)[company],
            "category": kinds["activity_category"].to_numpy()[kind],
            "activity": kinds["activity"].to_numpy()[kind],
            "driver": drivers[present],
            "rate": rate[present],
            "index": index[present][:, -1],
        }
    )
    return CellGrowth(row[flat], index[present], used)
