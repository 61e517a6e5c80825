"""The noun `Projection`: cells × years without the levers of the plan."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ghgcalc.errors import DataError, Problem
from ghgcalc.inventory.cells import cells_under
from ghgcalc.projection.baseline import FOLDED, Baseline
from ghgcalc.projection.external import ExternalDriver, external_indices
from ghgcalc.projection.growth import Floats, cagr
from ghgcalc.texts import text
from ghgcalc.vocabulary import Scope2Method

if TYPE_CHECKING:
    from ghgcalc.inventory import Inventory


@dataclass(frozen=True, eq=False)
class Projection:
    """Emissions per cell and year without the levers of the plan.

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
        Growth used: category, activity ('' = all of the category), driver, rate, index in the last year.
    baseline : {"frozen", "trend", "stated_policy", "current_pace"}
        What changes besides activity; see `project_bau`.
    externals : tuple of ExternalDriver
        External drivers. They are in `factors` under stated policy and current pace; otherwise they come after it.
    warnings : tuple of Problem
        What a reader should know.
    trend : array of shape (cells, years) or None
        Autonomous change of the factors relative to the start year; None = none.
    growth_rows : array of shape (cells,) or None
        Row of `growth` that each cell follows.
    committed : tuple of str
        Ids of the levers that are in it already, under current pace.
    """

    inventory: Inventory
    scope2: Scope2Method
    cells: pd.DataFrame
    years: tuple[int, ...]
    amounts: Floats
    factors: Floats
    growth: pd.DataFrame
    baseline: Baseline = "frozen"
    externals: tuple[ExternalDriver, ...] = ()
    warnings: tuple[Problem, ...] = ()
    trend: Floats | None = None
    growth_rows: NDArray[np.int64] | None = None
    committed: tuple[str, ...] = ()

    @property
    def emissions(self) -> Floats:
        """Return the emissions [tCO2e], shape (cells, years)."""
        return self.amounts * self.factors

    @property
    def is_folded(self) -> bool:
        """Tell whether the external drivers are part of business as usual, instead of bars after it."""
        return self.baseline in FOLDED

    @property
    def scenario_factors(self) -> Floats:
        """Return the factors that levers meet, external drivers included, shape (cells, years) [tCO2e per unit]."""
        return self.factors if self.is_folded else self.factors * self.external_index(self.cells)

    def external_index(self, cells: pd.DataFrame) -> Floats:
        """Return the effect of all external drivers on the factors of cells, shape (cells, years); 1 in the first."""
        return np.asarray(np.prod(external_indices(self.externals, cells, self.years), axis=0), np.float64)

    def factor_index(self, lines: pd.DataFrame) -> Floats:
        """Return the factors of new lines relative to the start year, shape (lines, years).

        A line follows the external drivers that act on it, and the autonomous trend of a cell with the same factor.
        """
        index = self.external_index(lines)
        if self.trend is None or "factor_id" not in lines:
            return index
        place = {name: row for row, name in reversed(list(enumerate(self.cells["factor_id"].astype(str))))}
        row = np.array([place.get(name, -1) for name in lines["factor_id"].astype(str)], np.intp)
        return index * np.where((row >= 0)[:, None], self.trend[row], 1.0)

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
        """Return the growth rate of the total from the start year to `year` [1/year].

        Raises
        ------
        DataError
            If one of the two totals is not above 0: from or to nothing there is no rate.
        """
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
        before, after = self.total(first), self.total(last)
        pace = f" ({self.implied_growth(last):+.2%} a year)" if before > 0 and after > 0 else ""
        return (
            f"Projection (BAU, {text(f'baseline.{self.baseline}', 'en')}): {before:,.1f} tCO2e in "
            f"{first} → {after:,.1f} tCO2e in {last}{pace}"
        )

    def _repr_html_(self) -> str:
        used = self.growth.assign(rate=[f"{rate:+.2%}" for rate in self.growth["rate"]])
        rows = used.to_html(index=False, border=0, float_format="{:.3f}".format)
        return f"<p>{html.escape(repr(self))}</p>{rows}"
