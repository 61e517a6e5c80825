"""The verb `calculate_inventory`: activity data times emission factors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from ghgcalc.errors import DataError, Problem
from ghgcalc.factors import EmissionFactors
from ghgcalc.gwp_sets import check_gwp_set
from ghgcalc.inventory.accounting import DEFAULT_ACCOUNTING, load_accounting
from ghgcalc.inventory.activity import LABEL_COLUMNS, TRACE_COLUMNS, ActivityData, read_activity
from ghgcalc.inventory.exclusions import Exclusion, read_exclusions, require_consistent
from ghgcalc.inventory.expansion import expand
from ghgcalc.inventory.held import hold
from ghgcalc.inventory.ledger import Ledger
from ghgcalc.inventory.lines import Lines
from ghgcalc.inventory.noun import Inventory
from ghgcalc.inventory.organisation import Boundary
from ghgcalc.inventory.parts import PartLedger, Parts, consolidate
from ghgcalc.inventory.scope2 import Contracts
from ghgcalc.inventory.scope2.allocation import Coverage, cover, residual_mix_countries
from ghgcalc.inventory.sources import activity_frame, is_parquet, parquet_batches, parquet_size
from ghgcalc.inventory.streaming import StreamedLedger
from ghgcalc.vocabulary import Consolidation

#: Rows of a file up to which they are kept, as codes: some 20 bytes per row.
HELD_ROWS = 1 << 24
#: What a caller may give as exclusions.
Exclusions: TypeAlias = pd.DataFrame | Iterable[Exclusion | Mapping[str, Any]] | None


def calculate_inventory(
    activity: Any,
    factors: EmissionFactors,
    *,
    gwp: str = "AR6",
    region: str | None = None,
    consolidation: Consolidation | None = None,
    boundary: Boundary | None = None,
    contracts: Contracts | None = None,
    exclusions: Exclusions = None,
    rulebook: str = DEFAULT_ACCOUNTING,
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
        A Parquet file or folder is read in batches and its rows are not kept; DuckDB, Polars lazy, Spark and Dask
        frames are grouped by their labels in their own engine.
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
    exclusions : DataFrame, iterable of Exclusion or of mappings, optional
        What is left out and why; see `Exclusion` and `with_exclusions`.
    rulebook : str
        Accounting rulebook, which decides the categories and what of them is required or optional; category 3.16
        exists only under the draft ``"ghgp-v3-draft-2026"``.
    source : str
        Name of the input, used in error messages.

    Returns
    -------
    Inventory

    Raises
    ------
    DataError
        With every row that cannot be calculated: unknown activity, unit or region, no factor, a negative or
        missing amount, an entity outside the boundary's table, a contract for more than the consumption; or with
        every exclusion that is not explained or contradicts the data.

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
    rules = load_accounting(rulebook)
    read = partial(
        read_activity,
        factors=factors,
        region=region,
        consolidation=consolidation,
        source=source,
        extra_categories=rules.extra_categories,
        boundary=boundary,
        contracts=frozenset() if contracts is None else contracts.names,
    )
    ledger, coverage = _split(_ledger(activity, read), factors, boundary, contracts, source)
    inventory = Inventory(
        gwp=check_gwp_set(gwp),
        factors=factors,
        _ledger=ledger,
        _lines=lines_of(ledger, factors, gwp, source),
        rules=rules,
        consolidation=consolidation if boundary is None else boundary.approach,
        boundary=boundary,
        contracts=contracts,
        _coverage=coverage,
    )
    return with_exclusions(inventory, exclusions)


def _ledger(activity: Any, read: Callable[..., ActivityData]) -> Ledger:
    """Return the ledger of rows in memory, or that of a file read in batches."""
    if is_parquet(activity):
        columns = (*LABEL_COLUMNS, "supplier", *TRACE_COLUMNS)
        size, names = parquet_size(activity)
        if size <= HELD_ROWS and names.isdisjoint(TRACE_COLUMNS):
            batches = partial(parquet_batches, activity, columns, whole=False)
            return Ledger(hold(_parts(batches, read), size))
        parts = partial(_parts, partial(parquet_batches, activity, columns), read)
        return StreamedLedger(parts)
    return Ledger(read(activity_frame(activity, LABEL_COLUMNS)))


def _parts(batches: Callable[[], Iterator[pd.DataFrame]], read: Callable[..., ActivityData]) -> Iterator[ActivityData]:
    first_row = 0
    for batch in batches():
        yield read(batch, first_row=first_row)
        first_row += len(batch)


def _split(
    ledger: Ledger, factors: EmissionFactors, boundary: Boundary | None, contracts: Contracts | None, source: str
) -> tuple[Ledger, Coverage | None]:
    """Split keys into what contracts cover and what the boundary counts; without either the ledger stays as it is."""
    if boundary is None and contracts is None:
        return ledger, None
    keys = ledger.keys
    parts, coverage, faults = Parts.whole(keys), None, list[tuple[int, Problem]]()
    if contracts is not None:
        coverage = cover(keys, contracts, residual_mix_countries(factors))
        parts = coverage.parts
        faults += coverage.problems
    if boundary is not None:
        parts, refused = consolidate(parts, keys, boundary)
        faults += refused
    found = [*(coverage.contract_problems if coverage is not None else ())]
    for key, problem in faults:
        found += ledger.locate_keys(problem, np.array([key]))
    if found:
        raise DataError(found, source=source)
    return PartLedger(ledger, parts, {} if contracts is None else contracts.rates), coverage


def inventory_of(
    data: ActivityData, like: Inventory, *, factors: EmissionFactors | None = None, gwp: str | None = None
) -> Inventory:
    """Calculate checked activity data under the rules, boundary and contracts of another inventory.

    Parameters
    ----------
    data : ActivityData
        The rows.
    like : Inventory
        Whose rules hold, and whose factors and GWP set unless others are given.
    factors : EmissionFactors, optional
        Other factors.
    gwp : str, optional
        Another GWP set.
    """
    edition, chosen = factors or like.factors, check_gwp_set(gwp or like.gwp)
    ledger, coverage = _split(Ledger(data), edition, like.boundary, like.contracts, "")
    lines = lines_of(ledger, edition, chosen)
    return replace(like, factors=edition, gwp=chosen, _ledger=ledger, _lines=lines, _coverage=coverage)


def lines_of(ledger: Ledger, factors: EmissionFactors, gwp: str, source: str = "") -> Lines:
    """Return the emission lines of a ledger under one edition of factors and one GWP set; the rows are not touched.

    Raises
    ------
    DataError
        With every row for which there is no factor.
    """
    expansion = expand(ledger.factor_keys, factors, gwp=gwp, rates=ledger.rates)
    if expansion.problems:
        located = (ledger.locate(problem, key) for key, problem in expansion.problems)
        raise DataError(list(chain.from_iterable(located)), source=source)
    return expansion.lines


def with_exclusions(inventory: Inventory, exclusions: Exclusions) -> Inventory:
    """Return the inventory with what is left out of it, and why; the figures stay the same.

    Parameters
    ----------
    inventory : Inventory
        What was calculated.
    exclusions : DataFrame, iterable of Exclusion or of mappings, or None
        Columns or keys: category, reason, explanation, and as far as known estimate_tco2e and year.

    Raises
    ------
    DataError
        With every exclusion that is not explained or contradicts the data.

    References
    ----------
    .. [1] GHG Protocol, "Scope 3 Standard" (2011), section 6.1, p. 60: exclusions are disclosed and justified.

    Examples
    --------
    >>> import pandas as pd
    >>> from ghgcalc.factors import load_factors
    >>> rows = pd.DataFrame({"year": [2026], "activity": ["aardgas"], "value": [1000.0], "unit": ["Nm3"]})
    >>> inventory = calculate_inventory(rows, load_factors("nl-2026"), region="NL")
    >>> left_out = [{"category": "3.14", "reason": "not_applicable", "explanation": "No franchises."}]
    >>> with_exclusions(inventory, left_out).exclusions[0].category
    '3.14'
    """
    declared = replace(inventory, exclusions=read_exclusions(exclusions, inventory.rules))
    require_consistent(declared)
    return declared
