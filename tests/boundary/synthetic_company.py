"""A small company with all 15 categories, three entities and three years, whose results were worked out by hand.

Factors [kg CO2e per unit]: gas 2 burnt + 0.5 upstream; electricity 0.4 generated, 0.1 upstream, 0.02 grid losses;
residual mix 0.6 generated, 0.15 upstream (its grid losses are those of the grid); goods 3; every other category 1.

Weave  the company itself: gas 1000, 1100, 1200 Nm3; 10,000 kWh; 10,000 kg of goods; one row in each other category.
Dye    2023 and 2024 a joint venture, 40 %, operated but without financial control; 2025 a subsidiary, 60 %, with both.
       Gas 5000 Nm3; 20,000 kWh; 1000 kg of goods. Certificates of 5000 kWh at 0 kg/kWh in 2024; of 2025 not cancelled.
Shop   hired under an operating lease: 4000 kWh, 200 kg of waste.

At 100 %, tonnes:            scope 1   scope 2 LB / MB   3.3 LB / MB
Weave 2023                     2.0        4.0 /  6.0     1.70 / 2.20
Dye   2023, 2025              10.0        8.0 / 12.0     4.90 / 5.90
Dye   2024                    10.0        8.0 /  9.0     4.90 / 5.65  (2.5 gas; 5000 kWh × 0.12; 15,000 × 0.17)
Shop                             0        1.6 /  2.4     0.48 / 0.68
Example, financial control 2023: Dye is an investment, 40 % of 10 + 8 = 7.2 in category 15; the shop's 1.6 in 8.
"""

from __future__ import annotations

import pandas as pd

from ghgcalc.factors import EmissionFactors
from ghgcalc.inventory import Boundary, Contracts

YEARS = (2023, 2024, 2025)
ROUND = {
    "3.2": 5000, "3.4": 1000, "3.5": 500, "3.6": 600, "3.7": 700, "3.8": 800, "3.9": 900, "3.10": 1100,
    "3.11": 1200, "3.12": 1300, "3.13": 1400, "3.14": 1500, "3.15": 1600,
}  # fmt: skip


def factors() -> EmissionFactors:
    rows = [
        ("gas", "gas", "Nm3", 2.0, "1.stationary", "combustion", ""),
        ("gas up", "gas", "Nm3", 0.5, "3.3", "upstream", ""),
        ("el", "energy.electricity", "kWh", 0.4, "2.electricity", "generation", "location"),
        ("el up", "energy.electricity", "kWh", 0.1, "3.3", "upstream", "location"),
        ("el loss", "energy.electricity", "kWh", 0.02, "3.3", "transmission", "location"),
        ("mix", "energy.electricity.residual_mix", "kWh", 0.6, "2.electricity", "generation", "market"),
        ("mix up", "energy.electricity.residual_mix", "kWh", 0.15, "3.3", "upstream", "market"),
        ("goods", "goods", "kg", 3.0, "3.1", "cradle-to-gate", ""),
        *((f"cat {c}", f"cat {c}", "kg", 1.0, c, "use", "") for c in ROUND),
    ]
    names = ["factor_id", "activity", "unit", "kgco2e", "category", "stage", "scope2_method"]
    frame = pd.DataFrame(rows, columns=names).assign(region="NL", valid_from=2020, valid_to=2030)
    return EmissionFactors.from_frame(frame)


def activity() -> pd.DataFrame:
    rows: list[tuple[int, str, str, float, str]] = []
    for year, gas in zip(YEARS, (1000.0, 1100.0, 1200.0), strict=True):
        rows += [(year, "Weave", "gas", gas, "Nm3"), (year, "Weave", "energy.electricity", 10_000.0, "kWh")]
        rows += [(year, "Weave", "goods", 10_000.0, "kg")]
        rows += [(year, "Weave", f"cat {category}", float(kg), "kg") for category, kg in ROUND.items()]
        rows += [(year, "Dye", "gas", 5000.0, "Nm3"), (year, "Dye", "energy.electricity", 20.0, "MWh")]
        rows += [(year, "Dye", "goods", 1.0, "t")]
        rows += [(year, "Shop", "energy.electricity", 4000.0, "kWh"), (year, "Shop", "cat 3.5", 200.0, "kg")]
    return pd.DataFrame(rows, columns=["year", "entity", "activity", "value", "unit"]).assign(region="NL")


def entities() -> pd.DataFrame:
    return pd.DataFrame(
        [
            ("Weave", None, "own", None, None, None),
            ("Dye", None, "joint venture", 0.4, "yes", "no"),
            ("Dye", 2025, "subsidiary", 0.6, "yes", "yes"),
            ("Shop", None, "lessee, operating lease", None, None, None),
        ],
        columns=["entity", "year", "relation", "ownership_share", "operational_control", "financial_control"],
    )


def boundary(approach: str) -> Boundary:
    return Boundary.from_frame(entities(), approach=approach)


def certificates(**changes: object) -> pd.DataFrame:
    proven = {
        "kind": "GO", "entity": "Dye", "country": "NO", "tracking": "EECS", "energy_source": "hydro",
        "kwh": 5000.0, "kgco2e_per_kwh": 0.0, "conveys_attribute": "yes", "sole_claim": "yes", "cancelled": "yes",
    }  # fmt: skip
    return pd.DataFrame(
        [
            {
                **proven,
                "contract": "GO-24",
                "year": 2024,
                "produced_from": "2024-01",
                "produced_to": "2024-12",
                **changes,
            },
            {
                **proven,
                "contract": "GO-25",
                "year": 2025,
                "produced_from": 2025,
                "produced_to": 2025,
                "cancelled": "no",
            },
        ]
    )


def contracts() -> Contracts:
    return Contracts.from_frame(certificates())
