"""Finds, for every factor that an inventory used, its published value and its source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ghgcalc.presentation.nouns import FactorsNoun, InventoryNoun

#: What identifies one value used: the same factor may be used in another unit or under another GWP set.
FACTOR_KEY = ("factor_id", "factor_unit", "factor")
_FROM_FRAME = ("region", "valid_from", "valid_to", "unit", "kgco2e", "gwp_set", "source_ref", "published_name", "note")
_FROM_SOURCE = ("publisher", "title", "edition", "url", "licence", "attribution", "sha256")


def used_factors(inventory: InventoryNoun) -> pd.DataFrame:
    """Return one row per factor value used, with where it was published.

    Returns
    -------
    DataFrame
        factor_id, factor_unit, factor [kgCO2e per unit], activity, match, then the published region, years, unit and
        value, then publisher, title, edition, URL, licence. Absent is an empty string.
    """
    cells = inventory.cells
    first = cells.drop_duplicates(list(FACTOR_KEY))[[*FACTOR_KEY, "activity", "match"]]
    table = first.sort_values(list(FACTOR_KEY)).reset_index(drop=True)
    published = inventory.factors.frame.drop_duplicates("factor_id").set_index("factor_id")
    places = published.index.get_indexer(pd.Index(table["factor_id"])).tolist()
    for column in _FROM_FRAME:
        if column in published:
            values = published[column].to_numpy(dtype=object)
            table[column] = [values[place] if place >= 0 else "" for place in places]
        else:
            table[column] = ""
    abouts = [_about(inventory.factors, published, place) for place in places]
    for column in _FROM_SOURCE:
        table[column] = [str(about.get(column, "") or "") for about in abouts]
    return table


def used_sources(inventory: InventoryNoun) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the factor sets that the inventory used, with what is known of each."""
    frame = inventory.factors.frame
    used = frame[frame["factor_id"].isin(inventory.cells["factor_id"].unique())]
    names = [str(name) for column in ("set", "source") if column in used for name in used[column].unique()]
    return [
        (name, inventory.factors.sources[name]) for name in dict.fromkeys(names) if name in inventory.factors.sources
    ]


def _about(factors: FactorsNoun, published: pd.DataFrame, place: int) -> Mapping[str, Any]:
    if place < 0:
        return {}
    for column in ("source", "set"):
        if column in published:
            found = factors.sources.get(str(published[column].iloc[place]))
            if found:
                own = str(published["url"].iloc[place]) if "url" in published else ""
                return {**found, "url": own or found.get("url", "")}
    return {}
