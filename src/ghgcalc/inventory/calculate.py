"""The verb `calculate_inventory`: activity data times emission factors."""

from __future__ import annotations

from itertools import chain
from typing import Any

from ghgcalc.errors import DataError
from ghgcalc.factors import EmissionFactors
from ghgcalc.gwp import check_gwp_set
from ghgcalc.inventory.activity import read_activity
from ghgcalc.inventory.expansion import expand
from ghgcalc.inventory.ledger import Ledger
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
    ledger = Ledger(data)
    expansion = expand(ledger.factor_keys, factors, gwp=check_gwp_set(gwp))
    if expansion.problems:
        located = (data.locate(problem, ledger.rows_of_factor_key(key)) for key, problem in expansion.problems)
        raise DataError(list(chain.from_iterable(located)), source=source)
    return Inventory(gwp, factors, ledger, expansion.lines)
