"""Small inventories with known uncertainties, and the slow way to draw them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from ghgcalc.factors import EmissionFactors
from ghgcalc.inventory import Inventory, calculate_inventory


def factors_with(gsd: Mapping[str, float], value: Mapping[str, float] | None = None) -> EmissionFactors:
    """Return one factor per activity, 1 tCO2e per tonne unless said otherwise, with its uncertainty."""
    names = list(gsd)
    return EmissionFactors.from_frame(
        pd.DataFrame(
            {
                "factor_id": names,
                "activity": names,
                "region": "NL",
                "valid_from": 2020,
                "valid_to": 2030,
                "unit": "t",
                "kgco2e": [1000.0 * (value or {}).get(name, 1.0) for name in names],
                "category": ["3.1" if i % 2 == 0 else "3.4" for i in range(len(names))],
                "gsd": list(gsd.values()),
            }
        )
    )


def inventory_of(rows: Sequence[tuple[int, str, float]], gsd: Mapping[str, float], **more: object) -> Inventory:
    """Return an inventory of (year, activity, tonnes)."""
    frame = pd.DataFrame(rows, columns=["year", "activity", "value"]).assign(unit="t", region="NL", **more)
    return calculate_inventory(frame, factors_with(gsd))


def gsd_of(relative: float) -> float:
    """Return the geometric standard deviation of a lognormal with this relative standard deviation."""
    return float(np.exp(np.sqrt(np.log1p(relative**2))))
