"""The inventory written the slow and obvious way, row by row, as a twin for the fast path."""

from __future__ import annotations

import pandas as pd

from ghgcalc.factors import EmissionFactors
from ghgcalc.factors.regions import wider_regions
from ghgcalc.units import units


def best_lines(factors: EmissionFactors, activity: str, region: str, year: int, unit: str) -> list[dict]:
    """Return the emission lines of one key: nearest region first, then the year itself, older, newer."""
    found: dict[tuple, list[dict]] = {}
    chain = wider_regions(region)
    for row in factors.frame.to_dict("records"):
        same = units()[row["unit"]].dimension == units()[unit].dimension
        if row["activity"] != activity or row["region"] not in chain or not same:
            continue
        if row["valid_from"] <= year <= row["valid_to"]:
            timing = (0, 0)
        elif row["valid_to"] < year:
            timing = (1, year - row["valid_to"])
        else:
            timing = (2, row["valid_from"] - year)
        order = (chain.index(row["region"]), *timing, row["unit"] != unit, factors.sets.index(row["set"]))
        key = (*order, row["region"], row["valid_from"], row["valid_to"], row["unit"])
        found.setdefault(key, []).append(row)
    return found[min(found)] if found else []


def naive_inventory(rows: pd.DataFrame, factors: EmissionFactors) -> dict[tuple, float]:
    """Return tonnes per (year, activity, region, entity, scope, category, stage)."""
    total: dict[tuple, float] = {}
    for row in rows.to_dict("records"):
        for line in best_lines(factors, row["activity"], row["region"], row["year"], row["unit"]):
            size = units()[row["unit"]].factor / units()[line["unit"]].factor
            category = line["category"]
            key = (row["year"], row["activity"], row["region"], row["entity"], line["scope"], category, line["stage"])
            total[key] = total.get(key, 0.0) + row["value"] * size * line["kgco2e"] / 1000.0
    return total
