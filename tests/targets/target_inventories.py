"""Small inventories of reported emissions for the tests of proposals and their charts."""

from __future__ import annotations

from functools import cache

import pandas as pd

import ghgcalc as gc

TONNES = {"1.stationary": 912.6, "2.electricity": 3547.8, "3.1": 30000.0, "3.4": 6000.0, "3.11": 4000.0}


@cache
def factors() -> gc.EmissionFactors:
    return gc.load_factors("nl-2026")


def inventory(years: dict[int, dict[str, float]] | None = None) -> gc.Inventory:
    rows = [
        {
            "year": year, "activity": "reported", "value": tonnes, "unit": "tCO2e", "category": category,
            "scope2_method": method,
        }
        for year, by_category in (years or {2025: TONNES}).items()
        for category, tonnes in by_category.items()
        for method in (("location", "market") if category.startswith("2") else ("",))
    ]  # fmt: skip
    return gc.calculate_inventory(pd.DataFrame(rows), factors(), region="NL")
