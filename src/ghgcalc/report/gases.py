"""Per-gas tables of an inventory that sheets and pages share."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from ghgcalc.inventory import Inventory
from ghgcalc.vocabulary import SCOPE2_METHODS


def gas_rows(inventory: Inventory) -> pd.DataFrame:
    """Return the gases per year, scope and scope 2 method: year, scope, scope2, gas, tonnes, tco2e.

    Scope 1 is the same under both methods and stands once, with an empty method. A year is left out under a method by
    which some of its scope 2 is not known.
    """
    return _per_method(inventory, lambda method, year: inventory.by_gas("year", "scope", scope2=method, year=year))


def outside_rows(inventory: Inventory) -> pd.DataFrame:
    """Return the CO2 outside the scopes: year, scope, scope2, line, tco2, unpublished_tco2e."""
    return _per_method(
        inventory, lambda method, year: inventory.outside_scopes("year", "scope", scope2=method, year=year)
    )


def _per_method(inventory: Inventory, frame_of: Callable[[str, int], pd.DataFrame]) -> pd.DataFrame:
    parts: list[pd.DataFrame] = []
    for year in inventory.years:
        known = [method for method in SCOPE2_METHODS if (year, method) not in inventory.missing_methods]
        for method in known:
            found = frame_of(method, year).astype({"year": "int64", "scope": "int64"})
            found.insert(2, "scope2", method)
            parts.append(found if method == known[0] else found[found["scope"] != 1])
    rows = pd.concat(parts, ignore_index=True)
    rows.loc[rows["scope"] == 1, "scope2"] = ""
    return rows.sort_values(["year", "scope", "scope2"], kind="stable", ignore_index=True)
