"""The verb `calculate_inventory`: activity data times emission factors."""

from __future__ import annotations

from collections.abc import Sequence
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
from ghgcalc.inventory.organisation import Boundary
from ghgcalc.inventory.parts import Parts, Split, consolidate
from ghgcalc.inventory.scope2 import Contracts
from ghgcalc.inventory.scope2.allocation import cover, residual_mix_countries
from ghgcalc.vocabulary import Consolidation

#: Columns that decide about the lines of a part, beside the factor key.
_PART_KEY = (*FACTOR_KEY, "contract", "placement")


def calculate_inventory(
    activity: Any,
    factors: EmissionFactors,
    *,
    gwp: str = "AR6",
    region: str | None = None,
    consolidation: Consolidation | None = None,
    boundary: Boundary | None = None,
    contracts: Contracts | None = None,
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
        Consolidation approach; needed when the rows themselves have ownership shares. A boundary brings its own.
    boundary : Boundary, optional
        Entities and consolidation approach: what of each entity is scope 1 and 2, and what is scope 3 instead.
    contracts : Contracts, optional
        Electricity contracts; what they do not cover, or fail to prove, gets the residual mix or its stand-in.
    source : str
        Name of the input, used in error messages.

    Returns
    -------
    Inventory

    Raises
    ------
    DataError
        With every row that cannot be calculated: unknown activity, unit or region, no factor, a negative or
        missing amount, an entity outside the boundary's table, a contract for more than the consumption.

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
    data = read_activity(
        activity, factors, region=region, consolidation=consolidation, source=source, boundary=boundary,
        contracts=frozenset() if contracts is None else contracts.names,
    )  # fmt: skip
    weights = (data.value,) if data.supplier is None else (data.value, data.supplier)
    keys = distinct_keys(data.columns, weights)
    if boundary is not None or contracts is not None:
        return _calculate_parts(data, keys, factors, check_gwp_set(gwp), boundary, contracts, source)
    factor_key, first = _factor_keys(keys)
    expansion = expand({name: keys.columns[name].take(first) for name in FACTOR_KEY}, factors, gwp=check_gwp_set(gwp))
    if expansion.problems:
        problems = [(np.flatnonzero(factor_key == position), problem) for position, problem in expansion.problems]
        raise DataError(_located(problems, data, keys), source=source)
    cell_key, cell_line = _cells(factor_key, len(first), expansion.lines)
    return Inventory.of_cells(
        data=data, keys=keys, lines=expansion.lines, cell_key=cell_key, cell_line=cell_line, factors=factors, gwp=gwp
    )


def _calculate_parts(
    data: ActivityData,
    keys: Keys,
    factors: EmissionFactors,
    gwp: str,
    boundary: Boundary | None,
    contracts: Contracts | None,
    source: str,
) -> Inventory:
    """Calculate with a boundary or contracts: keys are split into parts first, and each part is a factor key."""
    parts, coverage, faults = Parts.whole(keys), None, list[tuple[Ints, Problem]]()
    if contracts is not None:
        coverage = cover(keys, contracts, residual_mix_countries(factors))
        parts = coverage.parts
        faults += [(np.array([key]), problem) for key, problem in coverage.problems]
    if boundary is not None:
        parts, refused = consolidate(parts, keys, boundary)
        faults += [(np.array([key]), problem) for key, problem in refused]
    elsewhere = coverage.contract_problems if coverage is not None else ()
    if faults or elsewhere:
        raise DataError([*elsewhere, *_located(faults, data, keys)], source=source)
    columns = parts.columns(keys)
    factor_key, first = group_rows({name: columns[name] for name in _PART_KEY}, len(parts.key))
    wanted = {name: columns[name].take(first) for name in _PART_KEY}
    expansion = expand(wanted, factors, gwp=gwp, rates=contracts.rates if contracts is not None else {})
    if expansion.problems:
        faults = [(parts.key[factor_key == position], problem) for position, problem in expansion.problems]
        raise DataError(_located(faults, data, keys), source=source)
    cell_part, cell_line = _cells(factor_key, len(first), expansion.lines)
    return Inventory.of_cells(
        data=data,
        keys=keys,
        lines=expansion.lines,
        cell_key=parts.key[cell_part],
        cell_line=cell_line,
        factors=factors,
        gwp=gwp,
        split=Split(cell_part, parts.share[cell_part], parts.instrument.take(cell_part)),
        boundary=boundary,
        coverage=coverage,
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


def _located(faults: Sequence[tuple[Ints, Problem]], data: ActivityData, keys: Keys) -> list[Problem]:
    """Repeat every problem for the rows of the keys that it concerns."""
    row_key = key_of_row(data.columns, keys)
    found: list[Problem] = []
    for of_keys, problem in faults:
        found += data.locate(problem, np.flatnonzero(np.isin(row_key, of_keys)))
    return found
