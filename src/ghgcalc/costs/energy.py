"""The energy that levers save or add on the company's own meters, and its price."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ghgcalc.errors import DataError, Problem
from ghgcalc.levers.destinations import group_sources
from ghgcalc.levers.evaluation import Evaluation
from ghgcalc.levers.shares import Method, attribute
from ghgcalc.roadmap import Roadmap
from ghgcalc.units import conversion_factor, parse_unit

#: Price per unit of an energy activity: ``{"energy.electricity*": (0.22, "kWh")}``.
EnergyPrices = Mapping[str, tuple[float, str]] | pd.DataFrame

_ENERGY = "energy."
#: ESRS lever types that change the kind of energy, not the amount: an intensity lever of these saves no kWh.
_SAME_AMOUNT = ("FS", "RE")


def metered(roadmap: Roadmap, year: int) -> tuple[Evaluation, NDArray[np.bool_]]:
    """Return a scenario that counts units of energy instead of tonnes, and the cells it counts, shape (cells,).

    Counted are the lines of scopes 1 and 2 with an energy activity, each amount once. An intensity lever on them is
    a saving of that energy, unless it is a change of fuel (ESRS types FS and RE); contracts (set_factor) and direct
    tonnes save no energy.
    """
    cells = roadmap.placement.cells
    own = cells["scope"].astype(int).isin((1, 2)) & cells["activity"].astype(str).str.startswith(_ENERGY)
    counted = np.zeros(len(cells), dtype=bool)
    if own.any():
        counted[group_sources(cells, own.to_numpy()).primary] = True
    scenario = roadmap.scenario(year)
    effects = tuple(
        item
        for item in scenario.effects
        if item.mechanism in ("activity", "switch")
        or (item.mechanism == "intensity" and roadmap.levers[item.lever].esrs_lever not in _SAME_AMOUNT)
    )
    return Evaluation(scenario.amounts, np.ones(len(cells)), effects, scenario.levers), counted


def saved_energy(roadmap: Roadmap, year: int, *, attribution: Method = "shapley") -> pd.DataFrame:
    """Return the energy that each lever saves in a year on the company's own meters.

    Parameters
    ----------
    roadmap : Roadmap
        BAU and levers.
    year : int
        Year of the BAU.
    attribution : str
        How overlapping levers share what they save together.

    Returns
    -------
    DataFrame
        lever_id, activity, unit, saved [unit]; negative is energy added, such as the power of a heat pump. Only
        what changes is listed.

    Examples
    --------
    >>> import ghgcalc as gc
    >>> rows = pd.DataFrame({"year": [2026], "activity": ["aardgas"], "value": [1000.0], "unit": ["Nm3"]})
    >>> inventory = gc.calculate_inventory(rows, gc.load_factors("nl-2026"), region="NL")
    >>> bau = gc.project_bau(inventory, 0.0, until=2030, scope2="market")
    >>> ramp = gc.levers.Ramp(2026, 2030)
    >>> plan = [gc.Lever("roof", "intensity", {"category": "1.stationary"}, ramp, effectiveness=0.3)]
    >>> saved_energy(gc.build_roadmap(bau, plan), 2030)[["lever_id", "unit", "saved"]].values.tolist()
    [['roof', 'Nm3', 300.0]]
    """
    game, counted = metered(roadmap, year)
    cells = roadmap.placement.cells
    columns = ["lever_id", "activity", "unit", "saved"]
    rows = []
    kinds = cells.loc[counted, ["activity", "unit"]].astype(str).drop_duplicates()
    for activity, unit in sorted(kinds.itertuples(index=False, name=None)):
        here = counted & ((cells["activity"].astype(str) == activity) & (cells["unit"].astype(str) == unit)).to_numpy()
        saved = attribute(game, method=attribution, inside=here).tco2e
        there = max(float(np.abs(game.amounts[here]).sum()), float(np.abs(saved).sum()))
        rows += [
            (lever.lever_id, activity, unit, float(value))
            for lever, value in zip(roadmap.levers, saved, strict=True)
            if abs(value) > 1e-9 * there
        ]
    return pd.DataFrame(rows, columns=columns)


def energy_cost(saved: pd.DataFrame, prices: EnergyPrices, *, year: int) -> dict[str, float]:
    """Return the change in the energy bill per lever [EUR/year]; negative is a saving.

    Parameters
    ----------
    saved : DataFrame
        What `saved_energy` returns.
    prices : mapping or DataFrame
        Price per activity, an id or the beginning of one followed by ``*``: ``{"energy.electricity*": (0.22, "kWh")}``;
        or a frame with activity, eur_per_unit, unit and optionally year (linear between the years given).
    year : int
        Year of the prices.

    Raises
    ------
    DataError
        If a kind of energy has no price, a price is negative, or its unit does not convert.
    """
    table = _price_table(prices)
    problems: list[Problem] = []
    bill: dict[str, float] = {}
    for activity, unit in sorted(set(zip(saved["activity"], saved["unit"], strict=True))):
        try:
            price = _price(table, str(activity), str(unit), year)
        except DataError as error:
            problems += error.problems
            continue
        part = saved[(saved["activity"] == activity) & (saved["unit"] == unit)]
        for lever_id, amount in zip(part["lever_id"], part["saved"], strict=True):
            bill[str(lever_id)] = bill.get(str(lever_id), 0.0) - float(amount) * price
    if problems:
        raise DataError(problems)
    return bill


def _price_table(prices: EnergyPrices) -> pd.DataFrame:
    if isinstance(prices, pd.DataFrame):
        missing = [name for name in ("activity", "eur_per_unit", "unit") if name not in prices]
        if missing:
            raise DataError([Problem("energy_price_columns", ", ".join(missing))])
        table = prices
    else:
        rows = [(activity, price, unit) for activity, (price, unit) in prices.items()]
        table = pd.DataFrame(rows, columns=["activity", "eur_per_unit", "unit"])
    wrong = [
        Problem("energy_price_value", price, params={"activity": activity})
        for activity, price in zip(table["activity"], table["eur_per_unit"], strict=True)
        if not (np.isfinite(float(price)) and float(price) >= 0.0)
    ]
    if wrong:
        raise DataError(wrong)
    return table if "year" in table else table.assign(year=None)


def _price(table: pd.DataFrame, activity: str, unit: str, year: int) -> float:
    """Return the price of a unit; the longest pattern that fits goes first."""
    patterns = sorted({str(p) for p in table["activity"] if fnmatch.fnmatchcase(activity, str(p))}, key=len)
    if not patterns:
        raise DataError([Problem("energy_price_missing", activity, params={"unit": unit})])
    rows = table[table["activity"].astype(str) == patterns[-1]]
    priced = [
        (row["year"], float(row["eur_per_unit"]) * conversion_factor(unit, parse_unit(str(row["unit"]))))
        for row in rows.to_dict("records")
    ]
    dated = sorted((int(when), price) for when, price in priced if not pd.isna(when))
    if not dated:
        return priced[-1][1]
    if not dated[0][0] <= year <= dated[-1][0]:
        params = {"first": dated[0][0], "last": dated[-1][0], "activity": activity}
        raise DataError([Problem("energy_price_year", year, params=params)])
    return float(np.interp(year, [when for when, _ in dated], [price for _, price in dated]))
