"""The emissions of one year as items that can be found back in another year, in a unit that both years share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ghgcalc.inventory.cells import cells_under
from ghgcalc.inventory.expansion import OWN_STAGE
from ghgcalc.units import is_money, unit_dimension, units

if TYPE_CHECKING:
    from ghgcalc.inventory import Inventory

#: Amounts that can be added up: one category, one life-cycle stage, one kind of unit.
GROUP = ["category", "stage", "dimension"]
#: What is bought or used, and by whom: a shift between these is a change of the mix.
IDENTITY = [
    *GROUP, "entity", "region", "activity", "tier", "material", "process", "energy_carrier", "mode", "product",
]  # fmt: skip
#: How the emission factor was found: a supplier's own, or one of a list.
METHOD = [*IDENTITY, "method"]
#: Which emission factor it is, apart from its edition: its activity, region and stage, or the supplier.
ITEM = [*METHOD, "factor"]


def items_of(inventory: Inventory, *, scope2: str, year: int) -> pd.DataFrame:
    """Return the items of a year: columns `ITEM`, amount, tco2e, editions (the sets their factors come from).

    Parameters
    ----------
    inventory : Inventory
        The inventory.
    scope2 : {"location", "market"}
        Scope 2 method.
    year : int
        The year.
    """
    cells = cells_under(inventory.cells, scope2, year=year)
    library = inventory.factors.frame.set_index("factor_id")[["activity", "region", "stage", "set"]]
    own = library.reindex(cells["factor_id"]).fillna("").set_axis(cells.index)
    has_own = cells["match"].isin(["supplier", "reported"])
    frame = cells[[name for name in IDENTITY if name != "dimension"]].copy()
    frame["stage"] = cells["stage"].where(cells["stage"] != "", cells["scope"].map(OWN_STAGE))
    frame["dimension"] = cells["unit"].map(unit_dimension)
    frame["method"] = cells["match"].where(has_own, "list")
    listed = own["activity"] + "/" + own["region"] + "/" + own["stage"]
    frame["factor"] = listed.where(~has_own, cells.get("supplier", ""))
    frame["amount"] = cells["amount"] * cells["unit"].map(lambda unit: units()[unit].factor).to_numpy(np.float64)
    frame["tco2e"] = cells["tco2e"]
    frame["editions"] = own["set"]
    grouped = frame.groupby(ITEM, sort=False, dropna=False)
    items = grouped[["amount", "tco2e"]].sum()
    edition = frame[[*ITEM, "editions"]].drop_duplicates().sort_values("editions", kind="stable")
    items["editions"] = edition.groupby(ITEM, sort=False, dropna=False)["editions"].agg(", ".join)
    return items.reset_index()


def calculation_class(dimension: str) -> str:
    """Return how amounts of a kind are known: by money, as reported tonnes, or physically.

    Examples
    --------
    >>> calculation_class("mass")
    'physical'
    """
    if is_money(dimension):
        return "spend"
    return "reported" if dimension == "CO2e" else "physical"
