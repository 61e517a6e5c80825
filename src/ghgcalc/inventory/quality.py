"""Data quality: what kind of data lies behind the emissions, and how well they represent what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ghgcalc.coded import Floats
from ghgcalc.factors.regions import GLOBAL
from ghgcalc.inventory.cells import cells_under
from ghgcalc.inventory.ratings import UNKNOWN, indicators, quality_rules
from ghgcalc.units import is_money, units
from ghgcalc.vocabulary import DATA_TYPES, category_order

if TYPE_CHECKING:
    from ghgcalc.inventory.noun import Inventory

#: Data whose type was not stated and does not follow from the row.
NO_TYPE = "unknown"


def data_types(cells: pd.DataFrame) -> pd.Series:
    """Return the data type of every cell: as stated, else what the row itself shows, else ``"unknown"``.

    A supplier's own factor is supplier data; an amount of money is spend. Nothing else is inferred.

    Parameters
    ----------
    cells : DataFrame
        Cells of an inventory.
    """
    money = [unit.unit for unit in units().values() if is_money(unit.dimension)]
    stated = cells["data_type"].astype(object)
    follows = np.where(cells["match"] == "supplier", "supplier", np.where(cells["unit"].isin(money), "spend", NO_TYPE))
    return stated.where(stated != "", pd.Series(follows, index=cells.index, dtype=object))


def cell_scores(inventory: Inventory, cells: pd.DataFrame) -> tuple[Floats, np.ndarray[Any, np.dtype[np.bool_]]]:
    """Return the score of every cell per indicator, and which of them the company entered itself.

    Parameters
    ----------
    inventory : Inventory
        Where the cells come from.
    cells : DataFrame
        Cells of that inventory, in any selection.

    Returns
    -------
    scores : array of shape (cells, 5)
        1 very good to 4 poor; nan where nothing is known.
    entered : bool array of shape (cells, 5)
        Whether the score was entered; else it follows from the data by the rules file.

    References
    ----------
    .. [1] GHG Protocol, "Scope 3 Standard" (2011), Table 7.6 p. 76 and Box 7.2.
    """
    names = indicators()
    codes, labels = pd.factorize(cells["quality"])
    blank = [UNKNOWN] * len(names)
    table = [
        [float(s) if s != UNKNOWN else np.nan for s in (str(label).split(",") if label else blank)] for label in labels
    ]
    given = np.array(table, np.float64).reshape(len(labels), len(names))[codes]
    entered = ~np.isnan(given)
    follows = np.full(given.shape, np.nan)
    rules = quality_rules()["derived"]
    types = data_types(cells)
    for name in ("technology", "reliability"):
        follows[:, names.index(name)] = types.map(lambda kind, name=name: rules[name].get(kind, np.nan))
    stage = cells["stage"].map(lambda stage: rules["technology"]["stages"].get(stage, np.nan)).to_numpy(np.float64)
    technology = follows[:, names.index("technology")]
    technology[~np.isnan(stage)] = stage[~np.isnan(stage)]
    follows[:, names.index("time")] = _time_scores(inventory, cells, rules["time"])
    follows[:, names.index("geography")] = _geography_scores(inventory, cells, rules["geography"])
    return np.where(entered, given, follows), entered


def _factor_column(inventory: Inventory, cells: pd.DataFrame, name: str) -> pd.Series:
    return inventory.factors.frame.set_index("factor_id")[name].reindex(cells["factor_id"])


def _time_scores(inventory: Inventory, cells: pd.DataFrame, rule: dict[str, Any]) -> Floats:
    year = cells["year"].to_numpy(np.float64)
    begins, ends = (_factor_column(inventory, cells, name).to_numpy(np.float64) for name in ("valid_from", "valid_to"))
    apart = np.maximum(np.maximum(year - ends, begins - year), 0.0)
    score = np.full(len(cells), float(rule["beyond"]))
    for step in reversed(rule["steps"]):
        score[apart < step["below"]] = step["score"]
    return np.where(np.isnan(apart), np.nan, score)


def _geography_scores(inventory: Inventory, cells: pd.DataFrame, rule: dict[str, float]) -> Floats:
    own = _factor_column(inventory, cells, "region").to_numpy(object)
    asked = cells["region"].to_numpy(object)
    known = np.array([isinstance(region, str) for region in own], bool) & ~np.isin(asked, ["", GLOBAL])
    wider = (cells["match"] == "wider region").to_numpy() | (own == GLOBAL) & (asked != GLOBAL)
    constant = (cells["match"] == "exact").to_numpy()
    score = np.where(own == GLOBAL, rule["global"], np.where(wider, rule["wider_region"], rule["own_region"]))
    return np.where(known, np.where(constant, rule["own_region"], score), np.nan)


def data_quality(inventory: Inventory, *, scope2: str, year: int | None = None) -> pd.DataFrame:
    r"""Return data quality per category: emission-weighted score, data types and share from suppliers.

    Parameters
    ----------
    inventory : Inventory
        The inventory.
    scope2 : {"location", "market"}
        Scope 2 method; there is no default.
    year : int, optional
        One year; without it every year has its own rows.

    Returns
    -------
    DataFrame
        One row per year and category: year, category, tco2e, score (1 very good to 4 poor), score_technology,
        score_time, score_geography, score_completeness, score_reliability (nan where nothing is known),
        share_scored (share of the emissions with at least one known indicator), share_entered (with at least one
        rating that the company entered), share_supplier_data, and share_measured, share_supplier, share_average,
        share_spend, share_estimate and share_unknown, which add up to 1.

    Raises
    ------
    DataError
        If the year is not there, or its scope 2 is only known by the other method.

    Notes
    -----
    :math:`score = \sum_i E_i \bar s_i / \sum_i E_i` over the emissions with a score, where :math:`\bar s_i` is the
    mean of the known indicators of a cell. Ratings that were not entered follow from the data where the rules file
    `rulebooks/accounting/data-quality.toml` says so (age and area of the factor, data type). Emissions of 0 weigh
    nothing; a category of 0 tCO2e has no shares.

    References
    ----------
    .. [1] GHG Protocol, "Scope 3 Standard" (2011), Table 7.6 p. 76, Box 7.2; required share of supplier data p. 121.

    Examples
    --------
    >>> from ghgcalc.factors import load_factors
    >>> from ghgcalc.inventory import calculate_inventory
    >>> rows = pd.DataFrame({"year": [2026, 2026], "activity": ["diesel"] * 2, "value": [300.0, 300.0],
    ...                      "unit": ["litre"] * 2, "data_type": ["measured", ""]})
    >>> quality = data_quality(calculate_inventory(rows, load_factors("nl-2026"), region="NL"), scope2="market")
    >>> quality[["category", "share_measured", "share_unknown"]].to_dict("records")[0]
    {'category': '1.mobile', 'share_measured': 0.5, 'share_unknown': 0.5}
    """
    inventory.total(scope2=scope2, year=year)
    cells = cells_under(inventory.cells, scope2, year=year).reset_index(drop=True)
    scores, entered = cell_scores(inventory, cells)
    known = ~np.isnan(scores)
    weight = cells["tco2e"].to_numpy(np.float64)
    counted = known.sum(axis=1)
    mean = np.divide(np.nansum(scores, axis=1), counted, out=np.full(len(cells), np.nan), where=counted > 0)
    types = data_types(cells)
    sums: dict[str, Any] = {"year": cells["year"], "category": cells["category"], "tco2e": weight}
    for name, values in (("score", mean), *((f"score_{n}", scores[:, i]) for i, n in enumerate(indicators()))):
        sums[name] = np.where(np.isnan(values), 0.0, values) * weight
        sums[f"known_{name}"] = ~np.isnan(values) * weight
    sums["share_entered"] = entered.any(axis=1) * weight
    sums["share_supplier_data"] = ((types == "supplier") | (cells["match"] == "supplier")).to_numpy() * weight
    for kind in (*DATA_TYPES, NO_TYPE):
        sums[f"share_{kind}"] = (types == kind).to_numpy() * weight
    total = pd.DataFrame(sums).groupby(["year", "category"], sort=False).sum()
    result = pd.DataFrame({"tco2e": total["tco2e"]})
    for name in ("score", *(f"score_{n}" for n in indicators())):
        result[name] = _ratio(total[name], total[f"known_{name}"])
    result["share_scored"] = _ratio(total["known_score"], total["tco2e"])
    for name in ("share_entered", "share_supplier_data", *(f"share_{kind}" for kind in (*DATA_TYPES, NO_TYPE))):
        result[name] = _ratio(total[name], total["tco2e"])
    order = result.reset_index()
    order["place"] = order["category"].map(category_order)
    return order.sort_values(["year", "place"], ignore_index=True).drop(columns="place")


def _ratio(part: pd.Series, whole: pd.Series) -> pd.Series:
    return part / whole.where(whole != 0.0)
