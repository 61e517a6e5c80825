"""The noun `Uncertainty`: how sure an inventory is of its totals, of their change, and what to improve next."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from ghgcalc.coded import Floats
from ghgcalc.errors import DataError, Problem
from ghgcalc.intervals.analytic import Moments
from ghgcalc.intervals.inputs import DEFAULT, PUBLISHED, UNKNOWN
from ghgcalc.intervals.propagation import lognormal_interval, sigma_of, two_sided
from ghgcalc.intervals.structure import Structure
from ghgcalc.vocabulary import Scope2Method

if TYPE_CHECKING:
    from ghgcalc.inventory import Inventory

Method = Literal["analytic", "monte-carlo"]
_SHARES = (*(f"share_{origin}" for origin in (PUBLISHED, DEFAULT, UNKNOWN)), "share_activity_unknown")


@dataclass(frozen=True, eq=False)
class Uncertainty:
    """Intervals around the emissions of an inventory under one scope 2 method.

    Parameters
    ----------
    inventory : Inventory
        The inventory.
    scope2 : {"location", "market"}
        Its scope 2 method.
    method : {"analytic", "monte-carlo"}
        How the intervals were found.
    level : float
        Probability inside the intervals [-].
    by : tuple of str
        Columns of the groups beside the year.
    structure : Structure
        The uncertain inputs.
    improved : tuple of float
        Standard deviation of the logarithm that an emission factor and an amount can reach [-].
    draws : array of shape (groups, draws) or None
        Emissions of every group in every draw [tCO2e]; None when analytic.
    """

    inventory: Inventory
    scope2: Scope2Method
    method: Method
    level: float
    by: tuple[str, ...]
    structure: Structure = field(repr=False)
    improved: tuple[float, float]
    draws: Floats | None = field(repr=False, default=None)

    @cached_property
    def _moments(self) -> Moments:
        return Moments(self.structure)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """Return the interval of every year and group.

        Returns
        -------
        DataFrame
            year, the columns of the groups, tco2e, low_tco2e, high_tco2e, standard_deviation_tco2e, relative (standard
            deviation as a share), share_published, share_default and share_unknown (of the emissions, by where the
            uncertainty of their factor comes from) and share_activity_unknown. Where nothing is known of factor and
            amount there is no interval: nan.
        """
        groups = self.structure.groups
        rows = [self._interval(np.eye(len(groups))[number]) for number in range(len(groups))]
        return self._tidy(groups[["year", *self.by]], rows, groups[[*_SHARES]])

    @cached_property
    def totals(self) -> pd.DataFrame:
        """Return the interval of the total of every year, columns as `frame`."""
        groups = self.structure.groups
        years = sorted({int(year) for year in groups["year"]})
        rows, shares = [], []
        for year in years:
            inside = (groups["year"] == year).to_numpy()
            rows.append(self._interval(inside.astype(np.float64)))
            size = groups.loc[inside, "tco2e"]
            mean = groups.loc[inside, [*_SHARES]].multiply(size, axis=0).sum() / (size.sum() or np.nan)
            shares.append(mean)
        return self._tidy(pd.DataFrame({"year": years}), rows, pd.DataFrame(shares).reset_index(drop=True))

    def _tidy(self, names: pd.DataFrame, rows: list[dict[str, float]], shares: pd.DataFrame) -> pd.DataFrame:
        frame = pd.concat([names, pd.DataFrame(rows), shares], axis=1)
        nothing_known = frame[["share_unknown", "share_activity_unknown"]].min(axis=1) >= 1.0
        frame.loc[nothing_known, ["low_tco2e", "high_tco2e", "standard_deviation_tco2e", "relative"]] = np.nan
        return frame.sort_values(list(names.columns), ignore_index=True)

    def _interval(self, weights: Floats) -> dict[str, float]:
        expected = float(weights @ self.structure.groups["tco2e"].to_numpy(np.float64))
        if self.draws is None:
            deviation = self._moments.variance(weights) ** 0.5
            low, high = (float(end) for end in lognormal_interval(expected, deviation, self.level))
        else:
            drawn = weights @ self.draws
            deviation = float(drawn.std(ddof=1))
            low, high = self._quantiles(drawn)
        return {
            "tco2e": expected,
            "low_tco2e": low,
            "high_tco2e": high,
            "standard_deviation_tco2e": deviation,
            "relative": deviation / expected if expected else float("nan"),
        }

    def _quantiles(self, drawn: Floats) -> tuple[float, float]:
        tail = (1.0 - self.level) / 2.0
        low, high = np.quantile(drawn, [tail, 1.0 - tail])
        return float(low), float(high)

    def change(self, from_year: int, to_year: int) -> pd.DataFrame:
        """Return the change between two years with its interval: the same factor errs the same way in both.

        Parameters
        ----------
        from_year, to_year : int
            Years of the inventory.

        Returns
        -------
        DataFrame
            One row per group and a last row for the total (its group columns are blank): from_tco2e, to_tco2e,
            change_tco2e, low_tco2e, high_tco2e, standard_deviation_tco2e, share (change as a share of the first year),
            share_low, share_high and p_decrease, the probability that emissions fell.

        Raises
        ------
        DataError
            If the inventory lacks a year.

        Notes
        -----
        Analytic: the change is taken as normal, the ratio of the years as lognormal. Monte Carlo: quantiles.
        """
        for year in (from_year, to_year):
            if year not in self.inventory.years:
                options = ", ".join(map(str, self.inventory.years))
                raise DataError([Problem("unknown_year", year, params={"options": options})])
        groups = self.structure.groups
        number = groups.groupby(list(self.by), sort=False).ngroup().to_numpy() if self.by else np.zeros(len(groups))
        names = groups[list(self.by)].drop_duplicates(ignore_index=True)
        first, last = ((groups["year"] == year).to_numpy() for year in (from_year, to_year))
        same = [number == one for one in range(len(names) if self.by else 0)]
        rows = [self._change(first & inside, last & inside) for inside in (*same, np.ones(len(groups), bool))]
        named = names.reindex(range(len(rows))).astype(object).fillna("")
        return pd.concat([named, pd.DataFrame(rows)], axis=1)

    def _change(self, first: Any, last: Any) -> dict[str, float]:
        start, end = np.asarray(first, np.float64), np.asarray(last, np.float64)
        tco2e = self.structure.groups["tco2e"].to_numpy(np.float64)
        before, after = float(start @ tco2e), float(end @ tco2e)
        change = after - before
        if self.draws is None:
            deviation = self._moments.variance(end - start) ** 0.5
            reach = two_sided(self.level) * deviation
            low, high = change - reach, change + reach
            fell = NormalDist(change, deviation).cdf(0.0) if deviation > 0 else float(change < 0)
            share_low, share_high = self._ratio_interval(start, end, before, after)
        else:
            drawn = (end - start) @ self.draws
            deviation = float(drawn.std(ddof=1))
            low, high = self._quantiles(drawn)
            fell = float((drawn < 0).mean())
            share_low, share_high = (
                self._quantiles(drawn / (start @ self.draws)) if before > 0 else (float("nan"), float("nan"))
            )
        return {
            "from_tco2e": before,
            "to_tco2e": after,
            "change_tco2e": change,
            "low_tco2e": low,
            "high_tco2e": high,
            "standard_deviation_tco2e": deviation,
            "share": change / before if before else float("nan"),
            "share_low": share_low,
            "share_high": share_high,
            "p_decrease": fell,
        }

    def _ratio_interval(self, start: Floats, end: Floats, before: float, after: float) -> tuple[float, float]:
        if before <= 0 or after <= 0:
            return float("nan"), float("nan")
        moments = self._moments
        spreads = [float(sigma_of(m, moments.variance(w) ** 0.5)) for m, w in ((before, start), (after, end))]
        together = np.log1p(moments.covariance(start, end) / (before * after))
        sigma = float(np.sqrt(max(spreads[0] ** 2 + spreads[1] ** 2 - 2.0 * together, 0.0)))
        middle = after / before * np.exp(0.5 * (spreads[0] ** 2 - spreads[1] ** 2))
        spread = np.exp(two_sided(self.level) * sigma)
        return float(middle / spread - 1.0), float(middle * spread - 1.0)

    def improvements(self, *, year: int | None = None, limit: int = 10) -> pd.DataFrame:
        """Return what to improve next: inputs by their part in the interval of the total, and what improving gives.

        Parameters
        ----------
        year : int, optional
            One year; by default the last.
        limit : int
            Number of inputs.

        Returns
        -------
        DataFrame
            rank, input ("emission factor" or "activity data"), activity, label_en, label_nl, region, supplier, entity,
            data_type, category, tco2e, relative (standard deviation now), share_of_variance, low_tco2e and high_tco2e
            of the total after improving this input alone, width (of that interval, as a share of the interval now) and
            width_cumulative (after improving this and all inputs above).

        Raises
        ------
        DataError
            If the inventory lacks the year.

        Notes
        -----
        An improved emission factor or amount has the uncertainty of the section `improved` of the defaults. Inputs
        whose uncertainty is unknown cannot be ranked; `totals` names their share.
        """
        from ghgcalc.intervals.improve import improvements

        return improvements(self, year=year, limit=limit)

    def __repr__(self) -> str:
        from ghgcalc.report import uncertainty_report

        return uncertainty_report(self, "en")

    def _repr_html_(self) -> str:
        from ghgcalc.report import uncertainty_html

        return uncertainty_html(self, "en")
