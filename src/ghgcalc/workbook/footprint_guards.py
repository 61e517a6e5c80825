"""Asks about rows whose calculated emissions per garment, pair or piece lie outside a plausible band."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ghgcalc.errors import Problem
from ghgcalc.inventory import Inventory
from ghgcalc.products.catalogue import article_groups
from ghgcalc.workbook.cell_marks import cell_position
from ghgcalc.workbook.guards import Guard, guard_params, guards
from ghgcalc.workbook.noun import Workbook

_CATEGORY = "3.1"
_COLUMNS = ["sheet", "cell", "units", "guard"]
_JUDGED = [*_COLUMNS, "kg"]


def footprint_problems(book: Workbook, inventory: Inventory) -> Iterator[Problem]:
    """Yield a question for every product line and purchase whose emissions per unit lie outside the band of its kind.

    Parameters
    ----------
    book : Workbook
        Its rows that are confirmed are not asked about.
    inventory : Inventory
        Of that workbook.

    Yields
    ------
    Problem
        A warning with sheet and cell; the figure is kg CO2e of category 3.1 per unit bought.
    """
    rows = pd.concat([_product_lines(book), _purchases(book)], ignore_index=True)
    if not len(rows):
        return
    names = set(rows["sheet"])
    found = [
        batch.loc[batch["sheet"].isin(names) & (batch["category"] == _CATEGORY), ["sheet", "cell", "tco2e"]]
        for batch in inventory.line_batches()
    ]
    kilograms = pd.concat(found).groupby(["sheet", "cell"])["tco2e"].sum() * 1000.0
    judged = rows.join(kilograms.rename("kg"), on=["sheet", "cell"]).dropna(subset=["kg"])
    for sheet, cell, units, guard, kg in zip(*(judged[name].tolist() for name in _JUDGED), strict=True):
        figure = kg / units
        is_sure = (sheet, cell_position(cell)[0]) in book.confirmed
        if figure and not guard.low <= figure <= guard.high and not is_sure:
            yield Problem("guard", units, sheet, cell, guard_params(guard, figure), "warning")


def _product_lines(book: Workbook) -> pd.DataFrame:
    """Return the product lines that a guard looks at, with their units and the guard."""
    lines = book.products
    if not len(lines):
        return pd.DataFrame(columns=_COLUMNS)
    units = lines["units_bought"].fillna(lines["units_sold"])
    groups = article_groups()
    by_kind = {(guard.kinds, guard.units_of): guard for guard in _footprint_guards("products")}
    looking = [by_kind.get(((groups[g].kind,), (groups[g].unit,))) if g in groups else None for g in lines["group"]]
    return _judged(pd.DataFrame({"sheet": lines["sheet"], "cell": lines["cell"], "units": units, "guard": looking}))


def _purchases(book: Workbook) -> pd.DataFrame:
    """Return the purchases in pieces or pairs that a guard looks at, with their units and the guard."""
    own = _footprint_guards("purchased_goods")
    activity = book.activity
    is_counted = activity["unit"].isin({unit for guard in own for unit in guard.units_of})
    rows = activity[is_counted & ~activity["sheet"].isin(set(book.products.get("sheet", ())))]
    looking = [
        next((guard for guard in own if unit in guard.units_of and f"{name}.".startswith(_beginnings(guard))), None)
        for name, unit in zip(rows["activity"], rows["unit"], strict=True)
    ]
    return _judged(
        pd.DataFrame({"sheet": rows["sheet"], "cell": rows["cell"], "units": rows["value"], "guard": looking})
    )


def _judged(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["guard"].notna() & (rows["units"] > 0)]


def _footprint_guards(sheet: str) -> list[Guard]:
    return [guard for guard in guards() if guard.footprint and guard.sheet == sheet]


def _beginnings(guard: Guard) -> tuple[str, ...]:
    return tuple(f"{activity}." for activity in guard.activities)
