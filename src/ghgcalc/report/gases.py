"""Per-gas tables of an inventory that sheets and pages share."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from ghgcalc.inventory import Inventory
from ghgcalc.vocabulary import SCOPE2_METHODS


def gas_rows(inventory: Inventory) -> pd.DataFrame:
    """Return the gases per year, scope and scope 2 method: year, scope, scope2, gas, tonnes, tco2e.

    Scope 1 is the same under both methods and stands once, with an empty method; scope 2 that is only known by the
    other method is left out.
    """
    return _per_method(inventory, lambda method: inventory.by_gas("year", "scope", scope2=method))


def outside_rows(inventory: Inventory) -> pd.DataFrame:
    """Return the CO2 outside the scopes: year, scope, scope2, line, tco2, unpublished_tco2e."""
    return _per_method(inventory, lambda method: inventory.outside_scopes("year", "scope", scope2=method))


def _per_method(inventory: Inventory, frame_of: Callable[[str], pd.DataFrame]) -> pd.DataFrame:
    parts = []
    for method in SCOPE2_METHODS:
        found = frame_of(method).astype({"year": "int64", "scope": "int64"})
        unknown = {year for year, missing in inventory.missing_methods if missing == method}
        found = found[~(found["year"].isin(unknown) & (found["scope"] != 1))]
        found.insert(2, "scope2", method)
        if parts:
            found = found[found["scope"] != 1]
        parts.append(found)
    rows = pd.concat(parts, ignore_index=True)
    rows.loc[rows["scope"] == 1, "scope2"] = ""
    return rows.sort_values(["year", "scope", "scope2"], kind="stable", ignore_index=True)
