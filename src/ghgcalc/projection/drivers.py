"""The noun Driver: what makes an activity grow, from history, a plan, a sector study or a rate."""

from __future__ import annotations

import calendar
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Literal, TypeAlias

from ghgcalc.errors import DataError, Problem, closest
from ghgcalc.prices import deflate
from ghgcalc.projection.driver_data import DriverKind, check_driver, sector_growth
from ghgcalc.projection.growth import cagr, check_years, real_growth

Basis = Literal["history", "plan", "sector", "rate"]
#: A calendar year, a fraction of one, or the last day of a fiscal year.
Moment: TypeAlias = int | float | date
_MONTHS = 12


@dataclass(frozen=True)
class Driver:
    """Growth of one activity driver, in volume.

    Parameters
    ----------
    driver_id : str
        One of `driver_kinds`, such as ``"units_bought"`` or ``"floor_area"``.
    basis : {"history", "plan", "sector", "rate"}
        Where the growth comes from.
    annual_growth : float or None
        Growth of every year that `by_year` does not name [1/year]; None = only the years named are known.
    by_year : mapping of int to float
        Growth of single years [1/year].
    source : str
        Where the figures come from.
    is_nominal : bool
        It is money, and inflation is still in it.
    confidence : str
        V read, D derived, M from memory, A assumption; empty for the company's own figures.

    Raises
    ------
    DataError
        If the driver is not known, a year is not one, or a growth is -100 % or less.

    Examples
    --------
    >>> Driver("fte", "rate", 0.01, {2027: 0.05}).rates(2025, 2028)
    {2026: 0.01, 2027: 0.05, 2028: 0.01}
    """

    driver_id: str
    basis: Basis
    annual_growth: float | None
    by_year: Mapping[int, float] = field(default_factory=dict)
    source: str = ""
    is_nominal: bool = False
    confidence: str = ""

    def __post_init__(self) -> None:
        kind = check_driver(self.driver_id)
        check_years(self.by_year)
        given = [*self.by_year.values(), *([] if self.annual_growth is None else [self.annual_growth])]
        params = {"name_en": kind.name("en"), "name_nl": kind.name("nl")}
        wrong = [rate for rate in given if not rate > -1 or math.isinf(rate)]
        if wrong:
            raise DataError([Problem("driver_growth_impossible", rate, params=params) for rate in wrong])

    def name(self, language: str = "en") -> str:
        """Return the name in one language."""
        return check_driver(self.driver_id).name(language)

    def rates(self, start: int, until: int) -> dict[int, float]:
        """Return the growth of every year after `start` up to `until` [1/year].

        Raises
        ------
        DataError
            If a year has no growth.
        """
        known = {year: self.by_year.get(year, self.annual_growth) for year in range(start + 1, until + 1)}
        missing = [year for year, rate in known.items() if rate is None]
        if missing:
            params = {"first": missing[0], "last": missing[-1], "name_en": self.name("en"), "name_nl": self.name("nl")}
            raise DataError([Problem("driver_year_missing", self.driver_id, params=params)])
        return {year: float(rate) for year, rate in known.items() if rate is not None}


def driver_from_history(
    driver_id: str,
    values: Mapping[Moment, float],
    *,
    price_index: str | Mapping[int, float] | None = None,
    is_real: bool = False,
    overrides: Mapping[int, float] | None = None,
    source: str = "",
) -> Driver:
    """Return a driver that goes on growing as it did: the CAGR from its first to its last value.

    Parameters
    ----------
    driver_id : str
        One of `driver_kinds`.
    values : mapping
        Volume per year, at least two. A key is a calendar year, a fraction of a year, or the last day of a book
        year, so that a changed fiscal year counts for the months that lie between.
    price_index : str or mapping, optional
        For money: name of a bundled index (`ghgcalc.prices.available_indices`) or own figures by year, to bring all
        values into prices of one year.
    is_real : bool
        Money that is in prices of one year already.
    overrides : mapping of int to float, optional
        Growth of single years instead [1/year], negative for a decline.
    source : str
        Where the figures come from.

    Raises
    ------
    DataError
        If there are fewer than two years, a value is not above 0, or the index lacks a year.

    Notes
    -----
    :math:`g = (X_T / X_0)^{1/(T - t_0)} - 1`: only the first and the last value count, so years in between may be
    missing. A fiscal year has the prices of the calendar year that holds most of its months; with six each, the later.

    Examples
    --------
    >>> round(driver_from_history("units_bought", {2022: 1_720_000, 2026: 1_930_000}).annual_growth, 6)
    0.029218
    >>> book_years = {date(2023, 8, 31): 100.0, date(2025, 12, 31): 121.0}
    >>> round(driver_from_history("floor_area", book_years).annual_growth, 6)
    0.085124
    """
    kind = check_driver(driver_id)
    if len(values) < 2:
        params = {"name_en": kind.name("en"), "name_nl": kind.name("nl")}
        raise DataError([Problem("driver_history_short", len(values), params=params)])
    moments = sorted((_years(moment), float(value)) for moment, value in values.items())
    _check_volumes(kind, moments, whole=False)
    (first, before), (last, after) = moments[0], moments[-1]
    if price_index is not None:
        before = deflate(before, index=price_index, year_from=_price_year(first), year_to=_price_year(last))
    rate = cagr(before, after, last - first)
    is_nominal = kind.is_money and price_index is None and not is_real
    return Driver(driver_id, "history", rate, dict(overrides or {}), source, is_nominal)


def driver_from_plan(
    driver_id: str,
    values: Mapping[int, float],
    *,
    growth_after: float | None = None,
    price_index: Mapping[int, float] | None = None,
    is_real: bool = False,
    source: str = "",
) -> Driver:
    """Return a driver that follows planned volumes; between two planned years it grows evenly.

    Parameters
    ----------
    driver_id : str
        One of `driver_kinds`.
    values : mapping of int to float
        Volume per year, from the most recent inventory year or earlier on.
    growth_after : float, optional
        Growth after the last planned year [1/year].
    price_index : mapping, optional
        For money: expected price level by year, to bring the plan into prices of one year.
    is_real : bool
        Money that is in prices of one year already.
    source : str
        Where the figures come from.

    Raises
    ------
    DataError
        If there are fewer than two years, or a value is not above 0.

    Examples
    --------
    >>> plan = driver_from_plan("floor_area", {2026: 100.0, 2027: 90.0, 2029: 108.9})
    >>> {year: round(rate, 6) for year, rate in plan.rates(2026, 2029).items()}
    {2027: -0.1, 2028: 0.1, 2029: 0.1}
    """
    kind = check_driver(driver_id)
    if len(values) < 2:
        params = {"name_en": kind.name("en"), "name_nl": kind.name("nl")}
        raise DataError([Problem("driver_history_short", len(values), params=params)])
    moments = sorted((float(year), float(value)) for year, value in values.items())
    _check_volumes(kind, moments, whole=True)
    planned = [(int(year), value) for year, value in moments]
    by_year: dict[int, float] = {}
    for (first, before), (last, after) in pairwise(planned):
        real = before
        if price_index is not None:
            real = deflate(before, index=price_index, year_from=first, year_to=last)
        by_year |= dict.fromkeys(range(first + 1, last + 1), cagr(real, after, last - first))
    return Driver(
        driver_id, "plan", growth_after, by_year, source, kind.is_money and price_index is None and not is_real
    )


def driver_from_sector(driver_id: str, sector: str, *, overrides: Mapping[int, float] | None = None) -> Driver:
    """Return a driver that grows as a sector study expects; a stand-in until the company has figures of its own.

    Parameters
    ----------
    driver_id : str
        One of `driver_kinds`.
    sector : str
        One of `sector_growth`.
    overrides : mapping of int to float, optional
        Growth of single years instead [1/year].

    Raises
    ------
    DataError
        If no study has that id.

    Examples
    --------
    >>> driver_from_sector("units_bought", "apparel-2018").annual_growth
    0.027
    """
    known = sector_growth()
    if sector not in known:
        near = closest(sector, known) or list(known)
        raise DataError([Problem("sector_unknown", sector, params={"options": ", ".join(near)})])
    study = known[sector]
    return Driver(
        driver_id, "sector", study.annual_growth, dict(overrides or {}), study.source, confidence=study.confidence
    )


def driver_from_rate(
    driver_id: str,
    annual_growth: float,
    *,
    inflation: float | None = None,
    price_mix: float = 0.0,
    is_real: bool = False,
    overrides: Mapping[int, float] | None = None,
    source: str = "",
) -> Driver:
    """Return a driver that grows at one rate.

    Parameters
    ----------
    driver_id : str
        One of `driver_kinds`.
    annual_growth : float
        Growth [1/year]; of money in prices of the year when `inflation` is given.
    inflation, price_mix : float, optional
        Yearly price increase, and shift to dearer articles [1/year], taken out of the growth.
    is_real : bool
        Money whose growth holds no inflation.
    overrides : mapping of int to float, optional
        Growth of single years instead [1/year], in volume.
    source : str
        Where the rate comes from.

    Examples
    --------
    >>> round(driver_from_rate("spend", 0.06, inflation=0.025).annual_growth, 10)
    0.0341463415
    """
    kind = check_driver(driver_id)
    rate = annual_growth
    if inflation is not None:
        rate = real_growth(annual_growth, inflation=inflation, price_mix=price_mix)
    is_nominal = kind.is_money and inflation is None and not is_real
    return Driver(driver_id, "rate", rate, dict(overrides or {}), source, is_nominal)


def check_unique(drivers: Iterable[Driver]) -> dict[str, Driver]:
    """Return the drivers by id.

    Raises
    ------
    DataError
        If one is there twice.
    """
    found: dict[str, Driver] = {}
    for driver in drivers:
        if driver.driver_id in found:
            params = {"name_en": driver.name("en"), "name_nl": driver.name("nl")}
            raise DataError([Problem("driver_twice", driver.driver_id, params=params)])
        found[driver.driver_id] = driver
    return found


def _years(moment: Moment) -> float:
    """Return a moment as a number of years; a fiscal year ends on its last day."""
    if isinstance(moment, date):
        days = calendar.monthrange(moment.year, moment.month)[1]
        return moment.year - 1 + (moment.month - 1 + moment.day / days) / _MONTHS
    return float(moment)


def _price_year(moment: float) -> int:
    """Return the calendar year that holds most of the year that ends at a moment."""
    return math.floor(moment + 0.5)


def _check_volumes(kind: DriverKind, moments: Iterable[tuple[float, float]], *, whole: bool) -> None:
    """Refuse years that are none, and volumes that are not above 0, with the driver and the year."""
    given = list(moments)
    check_years((moment for moment, _ in given), whole=whole)
    params = {"name_en": kind.name("en"), "name_nl": kind.name("nl")}
    wrong = [(moment, value) for moment, value in given if not value > 0 or math.isinf(value)]
    if wrong:
        raise DataError(
            [Problem("driver_volume", value, params={**params, "year": f"{moment:g}"}) for moment, value in wrong]
        )
