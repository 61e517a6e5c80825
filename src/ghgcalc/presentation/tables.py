"""Turns an inventory into the small tables that charts, printed reports and HTML share; nothing is rounded here."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ghgcalc.inventory.cells import cells_under
from ghgcalc.presentation.nouns import InventoryNoun
from ghgcalc.vocabulary import SCOPE2_METHODS, category_order

#: Matches that are not a fall-back: the factor is exactly the one asked for, or the company's own figure.
DIRECT_MATCHES = ("exact", "supplier", "reported", "by definition")


def latest_year(inventory: InventoryNoun, year: int | None = None) -> int:
    """Return the year asked for, or the last year of the inventory.

    Raises
    ------
    ValueError
        If the inventory does not hold that year, or holds none.
    """
    years = [int(known) for known in inventory.years]
    if not years:
        raise ValueError("the inventory holds no year")
    if year is None:
        return max(years)
    if year not in years:
        raise ValueError(f"the inventory holds {', '.join(map(str, sorted(years)))}, not {year}")
    return year


def cells_of(inventory: InventoryNoun, *, scope2: str, year: int, columns: Sequence[str]) -> pd.DataFrame:
    """Return some columns of the cells of one year that count under one scope 2 method."""
    return cells_under(inventory.cells[["scope2_method", "year", *columns]], scope2, year=year)


def unknown_methods(inventory: InventoryNoun, *, year: int) -> tuple[str, ...]:
    """Return the scope 2 methods by which some of the scope 2 of a year is not known."""
    return tuple(method for gap_year, method in inventory.missing_methods if gap_year == year)


def scope_table(inventory: InventoryNoun) -> pd.DataFrame:
    """Return the emissions [tCO2e] per year, scope 2 method and scope.

    Returns
    -------
    DataFrame
        One row per year and scope 2 method: year, scope2, 1, 2, 3, total, optional (part of the total that the standard
        does not require), biogenic. A scope without any data is NaN; so are scope 2 and the total when scope 2 is only
        known by the other method.
    """
    rows = []
    nothing = float("nan")
    counted = ("scope", "boundary", "tco2e", "tco2_biogenic")
    for year in sorted(inventory.years):
        for method in SCOPE2_METHODS:
            cells = cells_of(inventory, scope2=method, year=int(year), columns=counted)
            per_scope = cells.groupby("scope")["tco2e"].sum()
            unknown = method in unknown_methods(inventory, year=int(year))
            rows.append(
                {
                    "year": int(year),
                    "scope2": method,
                    1: float(per_scope.get(1, nothing)),
                    2: nothing if unknown else float(per_scope.get(2, nothing)),
                    3: float(per_scope.get(3, nothing)),
                    "total": nothing if unknown else float(cells["tco2e"].sum()),
                    "optional": float(cells.loc[cells["boundary"] == "optional", "tco2e"].sum()),
                    "biogenic": float(cells["tco2_biogenic"].sum(min_count=1)),
                }
            )
    return pd.DataFrame(rows)


def category_table(inventory: InventoryNoun, *, year: int) -> pd.DataFrame:
    """Return the emissions [tCO2e] per category under both scope 2 methods, in reporting order.

    Returns
    -------
    DataFrame
        category, location, market; only categories that occur. NaN where the method is not known.
    """
    columns: dict[str, pd.Series] = {
        method: _sums(inventory, ["category"], scope2=method, year=year)["tco2e"] for method in SCOPE2_METHODS
    }
    table = pd.DataFrame(columns).fillna(0.0)
    for method in unknown_methods(inventory, year=year):
        own = table.index.astype(str).str.startswith("2") & ~table.index.isin(columns[method].index)
        table[method] = table[method].mask(own)
    table.index.name = "category"
    order = sorted(table.index, key=lambda category: category_order(str(category)))
    return table.loc[order].reset_index()


def data_type_table(inventory: InventoryNoun, *, scope2: str, year: int) -> pd.DataFrame:
    """Return the emissions [tCO2e] and their share per data type, largest first; '' is data without a type."""
    return _shares(_sums(inventory, ["data_type"], scope2=scope2, year=year))


def fallback_table(inventory: InventoryNoun, *, scope2: str, year: int) -> pd.DataFrame:
    """Return the factors that fell back to another year or region, with their share, largest first.

    Returns
    -------
    DataFrame
        activity, region, factor_id, match, tco2e, share.
    """
    table = _shares(_sums(inventory, ["activity", "region", "factor_id", "match"], scope2=scope2, year=year))
    return table[~table["match"].isin(DIRECT_MATCHES)].reset_index(drop=True)


def _sums(inventory: InventoryNoun, columns: list[str], *, scope2: str, year: int) -> pd.DataFrame:
    cells = cells_of(inventory, scope2=scope2, year=year, columns=(*columns, "tco2e"))
    return cells.groupby(columns)[["tco2e"]].sum()


def _shares(sums: pd.DataFrame) -> pd.DataFrame:
    """Return the sums with their share of all, largest first."""
    columns = [str(name) for name in sums.index.names]
    table = sums.reset_index()
    total = float(table["tco2e"].sum())
    table["share"] = table["tco2e"] / total if total else float("nan")
    return table.sort_values(["tco2e", *columns], ascending=[False] + [True] * len(columns)).reset_index(drop=True)
