"""The noun `Projection` and the verb `project_bau`: cells × years, grown by their drivers from the most recent year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ghgcalc.errors import DataError, Problem, ProblemLog
from ghgcalc.inventory.cells import cells_under
from ghgcalc.projection.growth import Floats, cagr, growth_index
from ghgcalc.vocabulary import CATEGORIES, SCOPE_TOTALS, Scope2Method, vocabulary_problem

if TYPE_CHECKING:
    from ghgcalc.base_year import BaseYear
    from ghgcalc.inventory import Inventory

GROWTH_COLUMNS = ("category", "driver", "annual_growth", "from_year", "from_value", "to_year", "to_value", "year")
EVERYTHING = "*"


@dataclass(frozen=True, eq=False)
class Projection:
    """Emissions per cell and year when activity grows and everything else stays as it is (frozen intensity).

    Parameters
    ----------
    inventory : Inventory
        The inventory it starts from.
    scope2 : {"location", "market"}
        The one scope 2 method it counts.
    cells : DataFrame
        Cells of the most recent year under that method, columns as `Inventory.cells` without year.
    years : tuple of int
        From the most recent year to the last.
    amounts, factors : arrays of shape (cells, years)
        Activity in the unit of the cell, and tCO2e per unit.
    growth : DataFrame
        Growth used, one row per category and driver: category, driver, rate, index in the last year.
    """

    inventory: Inventory
    scope2: Scope2Method
    cells: pd.DataFrame
    years: tuple[int, ...]
    amounts: Floats
    factors: Floats
    growth: pd.DataFrame
    baseline: str = "frozen"

    @property
    def emissions(self) -> Floats:
        """Return the emissions [tCO2e], shape (cells, years)."""
        return self.amounts * self.factors

    @property
    def start_year(self) -> int:
        """Return the most recent inventory year, where the projection starts."""
        return self.years[0]

    def year_index(self, year: int) -> int:
        """Return the position of a year.

        Raises
        ------
        DataError
            If the projection does not reach that year.
        """
        if year not in self.years:
            params = {"first": self.years[0], "last": self.years[-1]}
            raise DataError([Problem("year_not_projected", year, params=params)])
        return self.years.index(year)

    def total(self, year: int, scope: int | None = None) -> float:
        """Return the BAU emissions of a year [tCO2e], of one scope or of all."""
        emissions = self.amounts[:, self.year_index(year)] * self.factors[:, self.year_index(year)]
        wanted = slice(None) if scope is None else (self.cells["scope"] == scope).to_numpy()
        return float(emissions[wanted].sum())

    def implied_growth(self, year: int) -> float:
        """Return the growth rate of the total from the start year to `year` [1/year]."""
        return cagr(self.total(self.start_year), self.total(year), year - self.start_year)

    def pathway(self) -> pd.DataFrame:
        """Return the BAU as a tidy frame: scenario, scope, category, year, tco2e."""
        wide = pd.DataFrame(self.emissions, columns=list(self.years))
        wide.insert(0, "category", self.cells["category"])
        wide.insert(0, "scope", self.cells["scope"])
        per_category = wide.groupby(["scope", "category"], observed=True, sort=True).sum().reset_index()
        long = per_category.melt(["scope", "category"], var_name="year", value_name="tco2e")
        long["year"] = long["year"].astype(np.int64)
        summed = long.sort_values(["scope", "category", "year"], ignore_index=True)
        summed.insert(0, "scenario", "bau")
        return summed

    def destination_cells(
        self, activity: str, *, region: str, category: str, template: Mapping[str, str] | None = None
    ) -> pd.DataFrame:
        """Return the cells, with amount 0, in which a new activity would fall when a lever switches to it.

        Parameters
        ----------
        activity : str
            Activity id or name.
        region : str
            Region code.
        category : str
            Category of the row, or '' for the activity's own.
        template : mapping, optional
            Values of entity, site and tags to copy.

        Raises
        ------
        DataError
            If there is no emission factor for it.
        """
        from ghgcalc.factors.activities import activities, find_activity
        from ghgcalc.inventory import calculate_inventory

        factors = self.inventory.factors
        found = activity if activity in factors.index.activity else find_activity(activity) or activity
        listed = activities().get(found)
        groups = factors.index.groups_of(found)
        offered = [str(unit) for unit in factors.index.unit.values()[groups.start : groups.stop]]
        unit = listed.unit if listed and (listed.unit in offered or not offered) else next(iter(offered), "kg")
        row = {**(template or {}), "year": self.start_year, "activity": found, "value": 0.0, "unit": unit}
        row |= {"region": region, "category": category}
        zero = calculate_inventory(pd.DataFrame([row]), factors, gwp=self.inventory.gwp)
        return cells_under(zero.cells, self.scope2).drop(columns="year").reset_index(drop=True)

    def __repr__(self) -> str:
        last = self.years[-1]
        first = self.start_year
        return (
            f"Projection (BAU, {self.baseline} intensity): {self.total(first):,.1f} tCO2e in "
            f"{first} → {self.total(last):,.1f} tCO2e in {last} ({self.implied_growth(last):+.2%} a year)"
        )


def project_bau(
    inventory: Inventory,
    growth: float | Mapping[str, float] | pd.DataFrame,
    *,
    until: int,
    scope2: str | None = None,
    base: BaseYear | None = None,
) -> Projection:
    """Project business as usual from the most recent inventory year.

    Growth works on activity, never on emissions; category 3.3 follows the energy it belongs to.

    Parameters
    ----------
    inventory : Inventory
        Where to start.
    growth : float, mapping or DataFrame
        Annual growth [1/year]: one number for everything, one per category, or a frame with category (an id, a
        scope digit or ``*``), driver, and annual_growth or a history from_year, from_value, to_year, to_value;
        a row with `year` overrides that single year.
    until : int
        Last year.
    scope2 : {"location", "market"}
        Scope 2 method; taken from `base` when that is given.
    base : BaseYear, optional
        Base year whose scope 2 method to follow.

    Raises
    ------
    DataError
        If a category with emissions has no growth, a rate is impossible, or `until` is not in the future of the
        inventory.

    References
    ----------
    .. [1] Formulae in levers.md 1.1 of the method notes; test vectors T-01 to T-05.

    Examples
    --------
    >>> import pandas as pd
    >>> from ghgcalc.factors import load_factors
    >>> from ghgcalc.inventory import calculate_inventory
    >>> rows = pd.DataFrame({"year": [2026], "activity": ["aardgas"], "value": [1000.0], "unit": ["Nm3"]})
    >>> inventory = calculate_inventory(rows, load_factors("nl-2026"), region="NL")
    >>> round(project_bau(inventory, 0.05, until=2032, scope2="market").total(2032), 6)
    2.859764
    """
    from ghgcalc.base_year import set_base_year

    start = inventory.years[-1]
    method = base.scope2 if base is not None and scope2 is None else scope2
    if method is None:
        raise DataError([Problem("bau_without_method")])
    recent = set_base_year(inventory, start, scope2=method)
    cells = recent.cells.drop(columns="year")
    if until <= start:
        raise DataError([Problem("until_before_start", until, params={"start": start})])
    index, used = _index_per_category(cells, growth, start, until)
    positions = {category: i for i, category in enumerate(used["category"])}
    which = cells["activity_category"].map(positions).to_numpy(np.int64)
    amounts = cells["amount"].to_numpy(np.float64)[:, None] * index[which]
    per_unit = np.repeat(cells["factor"].to_numpy(np.float64)[:, None] / 1000.0, until - start + 1, axis=1)
    return Projection(inventory, recent.scope2, cells, tuple(range(start, until + 1)), amounts, per_unit, used)


def _index_per_category(
    cells: pd.DataFrame, growth: float | Mapping[str, float] | pd.DataFrame, start: int, until: int
) -> tuple[Floats, pd.DataFrame]:
    frame = growth_frame(growth)
    defaults, overrides, drivers = _rules(frame, start, until)
    log = ProblemLog()
    rows: list[tuple[str, str, float, float]] = []
    indices: list[Floats] = []
    for category in cells["activity_category"].unique():
        levels = (category, category[0], EVERYTHING)
        rate = next((defaults[level] for level in levels if level in defaults), None)
        if rate is None:
            log.add("growth_missing", value=category)
            continue
        single = {year: g for level in reversed(levels) for year, g in overrides.get(level, {}).items()}
        index = growth_index(rate, start=start, until=until, overrides=single)
        driver = next((drivers[level] for level in levels if level in defaults), "")
        rows.append((category, driver, rate, float(index[-1])))
        indices.append(index)
    log.raise_if_any()
    return np.array(indices), pd.DataFrame(rows, columns=["category", "driver", "rate", "index"])


def growth_frame(growth: float | Mapping[str, float] | pd.DataFrame) -> pd.DataFrame:
    """Return growth in any accepted form as a frame with the columns `GROWTH_COLUMNS`."""
    if isinstance(growth, (int, float)):
        growth = {EVERYTHING: float(growth)}
    if not isinstance(growth, pd.DataFrame):
        growth = pd.DataFrame({"category": list(growth), "annual_growth": list(growth.values())})
    frame = growth.reset_index(drop=True).copy()
    for column in GROWTH_COLUMNS:
        if column not in frame:
            frame[column] = "" if column in ("category", "driver") else np.nan
    return frame


def _rules(
    frame: pd.DataFrame, start: int, until: int
) -> tuple[dict[str, float], dict[str, dict[int, float]], dict[str, str]]:
    log = ProblemLog()
    defaults: dict[str, float] = {}
    overrides: dict[str, dict[int, float]] = {}
    drivers: dict[str, str] = {}
    allowed = (*CATEGORIES, *SCOPE_TOTALS, EVERYTHING)
    for position, row in frame.iterrows():
        where: dict[str, Any] = {
            "sheet": str(row.get("sheet", "") or ""),
            "cell": str(row.get("cell", "") or f"row {position}"),
        }
        category = str(row["category"])
        if category not in allowed:
            found = vocabulary_problem("category", category, allowed)
            log.add(found.code, value=category, **where, **found.params)
            continue
        try:
            rate = _rate(row)
        except DataError as error:
            log.extend([problem.at(**where) for problem in error.problems])
            continue
        if rate is None:
            log.add("growth_rate_missing", value=category, **where)
        elif pd.notna(row["year"]):
            year = int(row["year"])
            if not start < year <= until:
                if year <= start:
                    log.add("override_outside", value=year, first=start + 1, last=until, **where)
                continue
            single = overrides.setdefault(category, {})
            if year in single:
                log.add("override_twice", value=category, year=year, **where)
            single[year] = rate
        elif category in defaults:
            log.add("growth_twice", value=category, **where)
        else:
            defaults[category] = rate
            drivers[category] = str(row["driver"] or "")
    log.raise_if_any()
    return defaults, overrides, drivers


def _rate(row: pd.Series) -> float | None:
    """Return the rate a row gives, from its history when it has one."""
    if pd.notna(row["annual_growth"]):
        return float(row["annual_growth"])
    history = [row[c] for c in ("from_year", "from_value", "to_year", "to_value")]
    if any(pd.isna(value) for value in history):
        return None
    return cagr(float(history[1]), float(history[3]), float(history[2]) - float(history[0]))
