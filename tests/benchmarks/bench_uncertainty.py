"""Monte Carlo of 10,000 draws on 100,000 rows with 2,000 factors, against drawing and evaluating every row.

Run: python tests/benchmarks/bench_uncertainty.py
"""

from __future__ import annotations

import time

import numpy as np
import pandas as pd

from ghgcalc.factors import EmissionFactors
from ghgcalc.intervals import Uncertainty, uncertainty
from ghgcalc.intervals.monte_carlo import evaluate
from ghgcalc.inventory import Inventory, calculate_inventory

ROWS, FACTORS, DRAWS = 100_000, 2_000, 10_000
CATEGORIES = [f"3.{number}" for number in range(1, 16) if number != 3]


def case() -> tuple[Inventory, pd.DataFrame, EmissionFactors]:
    """Return an inventory of two years, its rows and its factors."""
    random = np.random.default_rng(1)
    names = np.array([f"f{number}" for number in range(FACTORS)], dtype=object)
    factors = EmissionFactors.from_frame(
        pd.DataFrame(
            {
                "factor_id": names, "activity": names, "region": "NL", "unit": "kg", "valid_from": 2020,
                "valid_to": 2030,
                "kgco2e": random.uniform(0.1, 20, FACTORS), "category": random.choice(CATEGORIES, FACTORS),
                "gsd": random.uniform(1.02, 1.6, FACTORS),
            }
        )
    )  # fmt: skip
    rows = pd.DataFrame(
        {
            "year": 2025, "activity": names[random.integers(0, FACTORS, ROWS)],
            "value": random.lognormal(3, 1, ROWS), "unit": "kg", "region": "NL", "data_type": "measured",
        }
    )  # fmt: skip
    return calculate_inventory(rows, factors), rows, factors


def per_row(rows: pd.DataFrame, factors: EmissionFactors, draws: int) -> float:
    """Return the time [s] that drawing factor and amount of every row takes for `draws` draws."""
    lookup = factors.frame.set_index("factor_id")
    tco2e = rows["value"].to_numpy() * lookup["kgco2e"].reindex(rows["activity"]).to_numpy() / 1000
    sigma = np.log(lookup["gsd"].reindex(rows["activity"]).to_numpy())
    codes, labels = pd.factorize(lookup["category"].reindex(rows["activity"]).to_numpy())
    random = np.random.Generator(np.random.SFC64(1))
    start = time.perf_counter()
    for _ in range(draws):
        drawn = tco2e * np.exp(sigma * random.standard_normal(ROWS)) * np.exp(0.02 * random.standard_normal(ROWS))
        np.bincount(codes, drawn, minlength=len(labels))
    return time.perf_counter() - start


def largest_difference(result: Uncertainty, rows: pd.DataFrame, factors: EmissionFactors) -> float:
    """Return the largest relative difference from evaluating every row with the same draws."""
    random = np.random.default_rng(2)
    structure = result.structure
    drawn = random.lognormal(0, 0.3, (len(structure.factors), 20))
    amount = random.lognormal(0, 0.1, (len(structure.activities), 20))
    fast = evaluate(structure, drawn, amount)
    lookup = factors.frame.set_index("factor_id")
    tco2e = rows["value"].to_numpy() * lookup["kgco2e"].reindex(rows["activity"]).to_numpy() / 1000
    factor = pd.Index(structure.factors["activity"]).get_indexer(rows["activity"])
    activity = pd.Index(structure.activities["activity"]).get_indexer(rows["activity"])
    place = pd.Index(structure.groups["category"]).get_indexer(lookup["category"].reindex(rows["activity"]))
    slow = np.zeros_like(fast)
    np.add.at(slow, place, tco2e[:, None] * drawn[factor] * amount[activity])
    return float(np.max(np.abs(fast / slow - 1)))


def main() -> None:
    """Print the times, their ratio and the largest difference."""
    inventory, rows, factors = case()
    start = time.perf_counter()
    result = uncertainty(inventory, scope2="market", method="monte-carlo", draws=DRAWS, seed=1)
    reduced = time.perf_counter() - start
    start = time.perf_counter()
    exact = uncertainty(inventory, scope2="market").totals
    analytic = time.perf_counter() - start
    sample = DRAWS // 200
    slow = per_row(rows, factors, sample) * DRAWS / sample
    print(f"{DRAWS:,} draws, {ROWS:,} rows, {FACTORS:,} factors, {len(result.structure.tco2e):,} entries")
    print(f"per row (extrapolated from {sample} draws)  {slow:8.2f} s")
    print(f"reduced, factor and amount               {reduced:8.2f} s   {slow / reduced:6.1f} x")
    print(f"analytic, with all groups                {analytic:8.2f} s   {slow / analytic:6.0f} x")
    print(f"relative deviation: Monte Carlo {result.totals['relative'][0]:.5f}, exact {exact['relative'][0]:.5f}")
    print(f"largest relative difference with shared draws: {largest_difference(result, rows, factors):.1e}")


if __name__ == "__main__":
    main()
