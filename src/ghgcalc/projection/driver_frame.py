"""Reads drivers from a frame of volumes: history up to the most recent year, plan after it."""

from __future__ import annotations

import pandas as pd

from ghgcalc.errors import DataError, Problem, ProblemLog
from ghgcalc.projection.drivers import Driver, Moment, driver_from_history, driver_from_plan


def drivers_from_frame(frame: pd.DataFrame, *, start: int) -> list[Driver]:
    """Return the drivers of a frame of volumes, one row per driver and year.

    Parameters
    ----------
    frame : DataFrame
        Columns driver, year, value; optional price_index (level of the prices in that year) and source. Years up to
        `start` are history, later ones are plan.
    start : int
        Most recent inventory year.

    Raises
    ------
    DataError
        With every driver that cannot be read.

    Notes
    -----
    With a plan, its years are followed from `start` on and history gives the growth after it; without a plan, history
    goes on. Volumes with a price index are brought into prices of one year first.

    Examples
    --------
    >>> volumes = pd.DataFrame({"driver": "fte", "year": [2024, 2026, 2027], "value": [100.0, 121.0, 133.1]})
    >>> [staff] = drivers_from_frame(volumes, start=2026)
    >>> {year: round(rate, 6) for year, rate in staff.rates(2026, 2028).items()}
    {2027: 0.1, 2028: 0.1}
    """
    log = ProblemLog()
    missing = [name for name in ("driver", "year", "value") if name not in frame]
    if missing:
        log.add("drivers_columns", value=", ".join(missing))
        log.raise_if_any()
    blank = frame[["driver", "year", "value"]].isna().any(axis=1)
    for position in frame.index[blank]:
        log.add("drivers_blank", value="", cell=f"row {position}")
    log.raise_if_any()
    drivers: list[Driver] = []
    for name, rows in frame.groupby("driver", sort=False):
        try:
            drivers.append(_driver_of_rows(str(name), rows, start))
        except DataError as error:
            log.extend(error.problems)
    log.raise_if_any()
    return drivers


def _driver_of_rows(driver_id: str, rows: pd.DataFrame, start: int) -> Driver:
    twice = rows.loc[rows["year"].duplicated(), "year"]
    if len(twice):
        raise DataError([Problem("driver_year_twice", driver_id, params={"year": int(twice.iloc[0])})])
    volumes = {int(year): float(value) for year, value in zip(rows["year"], rows["value"], strict=True)}
    prices = None
    if "price_index" in rows and rows["price_index"].notna().any():
        prices = {int(year): float(level) for year, level in zip(rows["year"], rows["price_index"], strict=True)}
    source = str(rows["source"].iloc[0]) if "source" in rows and pd.notna(rows["source"].iloc[0]) else ""
    past: dict[Moment, float] = {year: value for year, value in volumes.items() if year <= start}
    ahead = {year: value for year, value in volumes.items() if year > start}
    history = driver_from_history(driver_id, past, price_index=prices, source=source) if len(past) > 1 else None
    if not ahead:
        return history or driver_from_history(driver_id, past)
    latest = max((year for year in volumes if year <= start), default=start)
    anchored = {year: value for year, value in volumes.items() if year >= latest}
    after = None if history is None else history.annual_growth
    return driver_from_plan(driver_id, anchored, growth_after=after, price_index=prices, source=source)
