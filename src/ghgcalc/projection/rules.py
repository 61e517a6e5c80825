"""Which growth belongs to which cells: rows of a growth frame, or drivers, resolved per category and activity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from ghgcalc.errors import DataError, Problem, ProblemLog
from ghgcalc.inventory.selector import UPSTREAM_CATEGORY
from ghgcalc.projection.cohort import growth_of_cohort
from ghgcalc.projection.driver_data import driver_kinds, driver_preferences
from ghgcalc.projection.drivers import Driver, check_unique
from ghgcalc.projection.growth import Floats, cagr, check_years, growth_index
from ghgcalc.projection.growth_rows import (
    ENERGY,
    EVERYTHING,
    CellGrowth,
    Found,
    Level,
    fits,
    levels_of,
    rate_of_row,
    unknown_category,
)
from ghgcalc.vocabulary import CATEGORIES, vocabulary_problem

GROWTH_COLUMNS = (
    "company", "category", "activity", "driver", "annual_growth", "price_inflation", "price_mix", "from_year",
    "from_value", "to_year", "to_value", "year",
)  # fmt: skip
_TEXT_COLUMNS = ("company", "category", "activity", "driver")
Growth: TypeAlias = float | Mapping[str, float] | pd.DataFrame | Sequence[Driver]


@dataclass
class _Rules:
    defaults: dict[Level, float] = field(default_factory=dict)
    overrides: dict[Level, dict[int, float]] = field(default_factory=dict)
    drivers: dict[Level, str] = field(default_factory=dict)


def growth_of_cells(
    cells: pd.DataFrame, growth: Growth, *, start: int, until: int, driver_of: Mapping[str, str] | None = None
) -> CellGrowth:
    """Return the growth of every cell.

    Parameters
    ----------
    cells : DataFrame
        Cells with activity_category and activity; category 3.3 carries the category of its energy.
    growth : float, mapping, DataFrame or sequence of Driver
        As for `project_bau`.
    start, until : int
        First and last year.
    driver_of : mapping of str to str, optional
        Driver id per category, when `growth` holds drivers and the default choice does not fit.

    Raises
    ------
    DataError
        With every category without growth, and every row that cannot be read.
    """
    kinds = cells[["activity_category", "activity"]].astype(str).drop_duplicates(ignore_index=True)
    number = cells[["activity_category", "activity"]].astype(str).merge(kinds.reset_index(), how="left")["index"]
    position = number.to_numpy(np.int64)
    is_drivers = not isinstance(growth, (float, int, Mapping, pd.DataFrame))
    own = _rows_of_companies(cells, growth)
    if own is not None and not is_drivers:
        everyone = growth_frame(growth)  # type: ignore[arg-type]
        growth = everyone[~_is_own(everyone)]
    find = _by_driver(growth, start, until, driver_of) if is_drivers else _by_rule(growth, start, until)  # type: ignore[arg-type]
    if own is not None:
        grown = growth_of_cohort(cells, kinds, position, own, find, start=start, until=until)
        said = _nominal(growth, grown.used) if is_drivers else ()  # type: ignore[arg-type]
        if isinstance(growth, pd.DataFrame) and not len(own):
            said = _one_growth(cells, grown.used, (growth["category"] == EVERYTHING).tolist())
        return replace(grown, warnings=said)
    log = ProblemLog()
    rows: dict[tuple[str, str, float, tuple[float, ...]], list[str]] = {}
    of_kind = np.zeros(len(kinds), np.int64)
    fallback: list[bool] = []
    weight = _energy(cells, position, len(kinds))
    # Reported category 3.3 follows the energy of the company, so it comes after the others.
    is_upstream = (kinds["activity_category"] == UPSTREAM_CATEGORY).to_numpy()
    for kind in np.argsort(is_upstream, kind="stable").tolist():
        category, activity = kinds.iloc[kind]
        follows = is_upstream[kind] and weight is not None
        try:
            found = find(category, activity, own_only=follows)
        except DataError as error:
            log.extend(problem for problem in error.problems if problem not in tuple(log))
            continue
        if found is not None:
            driver, rate, single, is_fallback = found
            index = growth_index(rate, start=start, until=until, overrides=single)
        elif weight is None or any(log):
            continue
        else:
            taken = np.array([i for *_, i in rows], np.float64)
            index = np.asarray(weight @ taken[of_kind], np.float64)
            driver, rate, is_fallback = ENERGY, cagr(1.0, float(index[-1]), until - start), all(fallback)
        key = (category, driver, rate, tuple(index.tolist()))
        rows.setdefault(key, []).append(activity)
        of_kind[kind] = list(rows).index(key)
        fallback.append(is_fallback)
    log.raise_if_any()
    several = {category for n, (category, *_) in enumerate(rows) if category in [k[0] for k in list(rows)[:n]]}
    used = pd.DataFrame(
        [(c, "; ".join(names) if c in several else "", d, r, i[-1]) for (c, d, r, i), names in rows.items()],
        columns=["category", "activity", "driver", "rate", "index"],
    )
    warnings = _nominal(growth, used) if is_drivers else _one_growth(cells, used, fallback)  # type: ignore[arg-type]
    index_rows = np.array([i for *_, i in rows], np.float64).reshape(len(rows), until - start + 1)
    if not is_upstream.any() and _names_upstream(growth, driver_of):
        warnings = (*warnings, Problem("growth_of_upstream", UPSTREAM_CATEGORY, severity="warning"))
    return CellGrowth(of_kind[position], index_rows, used, warnings)


def growth_frame(growth: float | Mapping[str, float] | pd.DataFrame) -> pd.DataFrame:
    """Return growth in any accepted form as a frame with the columns `GROWTH_COLUMNS`."""
    if isinstance(growth, (int, float)):
        growth = {EVERYTHING: float(growth)}
    if not isinstance(growth, pd.DataFrame):
        growth = pd.DataFrame({"category": list(growth), "annual_growth": list(growth.values())})
    frame = growth.reset_index(drop=True).copy()
    for column in GROWTH_COLUMNS:
        if column not in frame:
            frame[column] = "" if column in _TEXT_COLUMNS else np.nan
    return frame


def _is_own(frame: pd.DataFrame) -> pd.Series:
    return frame["company"].fillna("").astype(str) != ""


def _rows_of_companies(cells: pd.DataFrame, growth: Growth) -> pd.DataFrame | None:
    """Return the rows of growth that belong to a company; None when the cells are those of one company."""
    frame = growth_frame(growth if isinstance(growth, pd.DataFrame) else {})
    own = frame[_is_own(frame)]
    companies = cells["company"].astype(str).unique() if "company" in cells else np.array([""])
    if len(own) and not any(companies):
        raise DataError([Problem("growth_without_companies", str(own["company"].iloc[0]))])
    return own if len(own) or len(companies) > 1 else None


def _by_rule(growth: float | Mapping[str, float] | pd.DataFrame, start: int, until: int) -> Any:
    rules = _rules(growth_frame(growth), start, until)
    patterns = sorted({pattern for _, pattern in (*rules.defaults, *rules.overrides)}, key=len, reverse=True)

    def find(category: str, activity: str, *, own_only: bool) -> Found | None:
        levels = [(level, p) for level in levels_of(category) for p in patterns if fits(activity, p)]
        level = next((level for level in levels if level in rules.defaults), None)
        if own_only and (level is None or level[0] != category):
            return None
        if level is None:
            raise DataError([Problem("growth_missing", category)])
        single = {year: g for place in reversed(levels) for year, g in rules.overrides.get(place, {}).items()}
        return rules.drivers[level], rules.defaults[level], single, level == (EVERYTHING, "")

    return find


def _by_driver(drivers: Sequence[Driver], start: int, until: int, driver_of: Mapping[str, str] | None) -> Any:
    known = check_unique(drivers)
    chosen = dict(driver_of or {})
    for category, name in chosen.items():
        if category not in CATEGORIES:
            raise DataError([vocabulary_problem("category", category, CATEGORIES)])
        if name not in known:
            raise DataError([Problem("driver_not_given", name, params={"options": ", ".join(known)})])

    def find(category: str, activity: str, *, own_only: bool) -> Found | None:
        if own_only and category not in chosen:
            return None
        if category == UPSTREAM_CATEGORY and category not in chosen:
            raise DataError([Problem("growth_without_energy", category)])
        wanted = (chosen[category],) if category in chosen else _preferred(category, activity)
        driver = next((known[name] for name in wanted if name in known), None)
        if driver is None:
            kinds = driver_kinds()
            params = {f"options_{lang}": ", ".join(kinds[n].name(lang) for n in wanted) for lang in ("en", "nl")}
            raise DataError([Problem("driver_for_category", category, params=params)])
        rates = driver.rates(start, until)
        index = float(np.prod([1.0 + rate for rate in rates.values()]))
        mean = driver.annual_growth if driver.annual_growth is not None else cagr(1.0, index, until - start)
        return driver.driver_id, mean, rates, False

    return find


def _preferred(category: str, activity: str) -> tuple[str, ...]:
    for preference in driver_preferences():
        if category in preference.categories and fits(activity, preference.activity):
            return preference.drivers
    return ()


def _energy(cells: pd.DataFrame, position: np.ndarray[Any, np.dtype[np.int64]], kinds: int) -> Floats | None:
    """Return the share of every kind in the emissions of scopes 1 and 2, shape (kinds,); None without any."""
    own = np.where(cells["scope"].isin([1, 2]), cells["tco2e"], 0.0)
    weight = np.bincount(position, own, kinds)
    return weight / weight.sum() if weight.sum() > 0.0 else None


def _names_upstream(growth: Growth, driver_of: Mapping[str, str] | None) -> bool:
    if isinstance(growth, pd.DataFrame):
        return bool((growth["category"].astype(str) == UPSTREAM_CATEGORY).any())
    return UPSTREAM_CATEGORY in (growth if isinstance(growth, Mapping) else driver_of or ())


def _nominal(drivers: Sequence[Driver], used: pd.DataFrame) -> tuple[Problem, ...]:
    taken = set(used["driver"])
    return tuple(
        Problem(
            "driver_nominal", driver.annual_growth, params={"name_en": driver.name("en"), "name_nl": driver.name("nl")},
            severity="warning",
        )
        for driver in drivers
        if driver.is_nominal and driver.driver_id in taken
    )  # fmt: skip


def _one_growth(cells: pd.DataFrame, used: pd.DataFrame, fallback: Sequence[bool]) -> tuple[Problem, ...]:
    """Say what is hidden when one number stands for the growth of everything."""
    if used["category"].nunique() < 2 or not all(fallback):
        return ()
    weight = cells.groupby(cells["activity_category"].astype(str))["tco2e"].sum().sort_values(ascending=False)
    rate = f"{100 * float(used['rate'].iloc[0]):.3g}%"
    params = {
        "rate_en": rate,
        "rate_nl": rate.replace(".", ","),
        "count": used["category"].nunique(),
        "largest": ", ".join(str(name) for name in weight.index[:3]),
    }
    return (Problem("bau_one_growth", float(used["rate"].iloc[0]), params=params, severity="warning"),)


def _rules(frame: pd.DataFrame, start: int, until: int) -> _Rules:
    log = ProblemLog()
    rules = _Rules()
    for position, row in frame.iterrows():
        where: dict[str, Any] = {
            "sheet": str(row.get("sheet", "") or ""),
            "cell": str(row.get("cell", "") or f"row {position}"),
        }
        category = str(row["category"])
        if unknown := unknown_category(category):
            log.extend(problem.at(**where) for problem in unknown)
            continue
        try:
            check_years(row[["from_year", "to_year"]].dropna().astype(float), whole=False)
            check_years(row[["year"]].dropna().astype(float))
            rate = rate_of_row(row)
        except DataError as error:
            log.extend([problem.at(**where) for problem in error.problems])
            continue
        level = (category, "" if pd.isna(row["activity"]) else str(row["activity"]).strip())
        if rate is None:
            log.add("growth_rate_missing", value=category, **where)
        elif pd.notna(row["year"]):
            year = int(row["year"])
            if not start < year <= until:
                if year <= start:
                    log.add("override_outside", value=year, first=start + 1, last=until, **where)
                continue
            single = rules.overrides.setdefault(level, {})
            if year in single:
                log.add("override_twice", value=category, year=year, **where)
            single[year] = rate
        elif level in rules.defaults:
            log.add("growth_twice", value=category, **where)
        else:
            rules.defaults[level] = rate
            rules.drivers[level] = str(row["driver"] or "")
    log.raise_if_any()
    return rules
