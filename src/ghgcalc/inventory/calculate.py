"""The verb `calculate_inventory`: activity data times emission factors."""

from __future__ import annotations

from typing import Any

import numpy as np

from ghgcalc.coded import Ints, group_rows
from ghgcalc.errors import DataError, Problem
from ghgcalc.factors import EmissionFactors
from ghgcalc.gwp import check_gwp_set
from ghgcalc.inventory.activity import FACTOR_KEY, REPORTING_KEY, ActivityData, read_activity
from ghgcalc.inventory.expansion import expand
from ghgcalc.inventory.keys import Keys, distinct_keys, key_of_row
from ghgcalc.inventory.lines import Lines
from ghgcalc.inventory.noun import Inventory
from ghgcalc.vocabulary import Consolidation


def calculate_inventory(
    activity: Any,
    factors: EmissionFactors,
    *,
    gwp: str = "AR6",
    region: str | None = None,
    consolidation: Consolidation | None = None,
    source: str = "",
) -> Inventory:
    """Calculate a GHG inventory from activity data and emission factors.

    Rows are first reduced to distinct keys; factors, unit conversion and the expansion into emission lines are
    worked out once per key.

    Parameters
    ----------
    activity : DataFrame, path, or any frame that narwhals reads
        One row per activity: year, activity (id or name in English or Dutch), value, unit; and as far as known
        entity, site, region, category, instrument, supplier_factor with supplier_factor_unit, data_type and tags.
    factors : EmissionFactors
        Factors to use, see `load_factors`.
    gwp : {"AR4", "AR5", "AR5_with_ccf", "AR6"}
        GWP set of the result.
    region : str, optional
        Region of rows that name none, such as the company's country.
    consolidation : str, optional
        Consolidation approach; needed when the data have ownership shares.
    source : str
        Name of the input, used in error messages.

    Returns
    -------
    Inventory

    Raises
    ------
    DataError
        With every row that cannot be calculated: unknown activity, unit or region, no factor, a negative or
        missing amount.

    References
    ----------
    .. [1] GHG Protocol, "Corporate Standard" (2004), "Scope 2 Guidance" (2015) and "Scope 3 Standard" (2011).

    Examples
    --------
    >>> import pandas as pd
    >>> from ghgcalc.factors import load_factors
    >>> rows = pd.DataFrame({"year": [2026], "activity": ["aardgas"], "value": [1000.0], "unit": ["Nm3"]})
    >>> inventory = calculate_inventory(rows, load_factors("nl-2026"), region="NL")
    >>> round(inventory.total(scope2="location"), 3)
    2.134
    """
    data = read_activity(activity, factors, region=region, consolidation=consolidation, source=source)
    return inventory_of(data, factors, gwp=gwp, source=source)


def inventory_of(data: ActivityData, factors: EmissionFactors, *, gwp: str, source: str = "") -> Inventory:
    """Calculate an inventory from checked activity data."""
    weights = (data.value,) if data.supplier is None else (data.value, data.supplier)
    return inventory_of_keys(data, distinct_keys(data.columns, weights), factors, gwp=gwp, source=source)


def inventory_of_keys(
    data: ActivityData, keys: Keys, factors: EmissionFactors, *, gwp: str, source: str = ""
) -> Inventory:
    """Calculate an inventory from the keys of activity data; the rows are only looked at to locate a problem."""
    factor_key, first = _factor_keys(keys)
    expansion = expand({name: keys.columns[name].take(first) for name in FACTOR_KEY}, factors, gwp=check_gwp_set(gwp))
    if expansion.problems:
        raise DataError(_located(expansion.problems, data, keys, factor_key), source=source)
    cell_key, cell_line = _cells(factor_key, len(first), expansion.lines)
    return Inventory.of_cells(
        data=data, keys=keys, lines=expansion.lines, cell_key=cell_key, cell_line=cell_line, factors=factors, gwp=gwp
    )


def _factor_keys(keys: Keys) -> tuple[Ints, Ints]:
    """Return the factor key of every key, and for each factor key the first key that has it."""
    if all(keys.columns[name].is_constant for name in REPORTING_KEY):
        return np.arange(len(keys)), np.arange(len(keys))
    return group_rows({name: keys.columns[name] for name in FACTOR_KEY}, len(keys))


def _cells(factor_key: Ints, factor_keys: int, lines: Lines) -> tuple[Ints, Ints]:
    """Return key and line of every cell: each key has the lines of its factor key."""
    per_key = np.bincount(lines.key, minlength=factor_keys)
    counts = per_key[factor_key]
    starts = (np.cumsum(per_key) - per_key)[factor_key]
    if len(counts) and counts.min() == counts.max() == 1:
        return np.arange(len(factor_key)), starts
    cell_key = np.repeat(np.arange(len(factor_key)), counts)
    within = np.arange(len(cell_key)) - np.repeat(np.cumsum(counts) - counts, counts)
    return cell_key, starts[cell_key] + within


def _located(
    problems: tuple[tuple[int, Problem], ...], data: ActivityData, keys: Keys, factor_key: Ints
) -> list[Problem]:
    row_key = key_of_row(data.columns, keys)
    row_factor_key = factor_key[row_key]
    found: list[Problem] = []
    for position, problem in problems:
        found += data.locate(problem, np.flatnonzero(row_factor_key == position))
    return found
