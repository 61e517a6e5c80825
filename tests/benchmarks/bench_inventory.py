"""Inventory of a million rows against pandas merge, Polars and DuckDB, in one run.

Run: python tests/benchmarks/bench_inventory.py [rows] [repeats]
Prints the median time of every plan, its ratio to ours, and whether the results agree. The rivals do the same work in
the way their users write it: join the units, join the factors, multiply, group.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

import duckdb
import numpy as np
import pandas as pd
import polars as pl

from ghgcalc.factors import EmissionFactors
from ghgcalc.factors.regions import regions
from ghgcalc.inventory import calculate_inventory

KEY = ["activity", "region", "year", "category"]


def make(rows: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return activity rows, the factor table and the unit table: 400 activities, 40 regions, 6 years."""
    rng = np.random.default_rng(42)
    activities = np.array([f"activity_{i:03d}" for i in range(400)])
    places = np.array([code for code in regions() if len(code) == 2 and code != "EU"][:40])
    factors = pd.MultiIndex.from_product([activities, places, range(2020, 2026)], names=["activity", "region", "year"])
    table = factors.to_frame(index=False)
    table["factor_id"] = [f"f{i}" for i in range(len(table))]
    table["unit"] = "kg"
    table["kgco2e"] = rng.random(len(table))
    table["category"] = [f"3.{1 + int(a[-3:]) % 15}" for a in table["activity"]]
    frame = pd.DataFrame(
        {
            "year": rng.integers(2020, 2026, rows),
            "activity": rng.choice(activities, rows),
            "region": rng.choice(places, rows),
            "value": rng.random(rows) * 100,
            "unit": rng.choice(np.array(["kg", "t", "g"]), rows),
        }
    )
    units = pd.DataFrame({"unit": ["kg", "t", "g"], "kg": [1.0, 1000.0, 0.001]})
    return frame, table, units


def plans(frame: pd.DataFrame, table: pd.DataFrame, units: pd.DataFrame) -> dict[str, Callable[[], pd.DataFrame]]:
    """Return every plan as a function without arguments."""
    factors = EmissionFactors.from_frame(table)
    slim = table[["activity", "region", "year", "kgco2e", "category"]]
    coded = frame.astype(dict.fromkeys(("activity", "region", "unit"), "category"))
    polars_frame, polars_table, polars_units = pl.DataFrame(frame), pl.DataFrame(slim), pl.DataFrame(units)

    def ours(rows: pd.DataFrame) -> pd.DataFrame:
        return calculate_inventory(rows, factors).by(*KEY, scope2="market")

    def merge(rows: pd.DataFrame) -> pd.DataFrame:
        joined = rows.merge(units, on="unit").merge(slim, on=["activity", "region", "year"])
        joined["tco2e"] = joined["value"] * joined["kg"] * joined["kgco2e"] / 1000.0
        return joined.groupby(KEY, as_index=False, observed=True)["tco2e"].sum()

    def polars() -> pd.DataFrame:
        joined = polars_frame.lazy().join(polars_units.lazy(), on="unit")
        joined = joined.join(polars_table.lazy(), on=["activity", "region", "year"])
        tonnes = (pl.col("value") * pl.col("kg") * pl.col("kgco2e") / 1000.0).alias("tco2e")
        return joined.with_columns(tonnes).group_by(KEY).agg(pl.col("tco2e").sum()).collect().to_pandas()

    connection = duckdb.connect()
    for name, given in (("rows", frame), ("factors", slim), ("units", units)):
        connection.register(name, given)

    def duck() -> pd.DataFrame:
        return connection.sql(
            "select activity, region, year, category, sum(value * kg * kgco2e / 1000.0) as tco2e from rows "
            "join units using (unit) join factors using (activity, region, year) group by all"
        ).df()

    return {
        "ghgcalc, strings": lambda: ours(frame),
        "pandas merge, strings": lambda: merge(frame),
        "Polars lazy, strings": polars,
        "DuckDB over pandas": duck,
        "ghgcalc, categoricals": lambda: ours(coded),
        "pandas merge, categoricals": lambda: merge(coded),
    }


def main(rows: int = 1_000_000, repeats: int = 7) -> None:
    """Time the plans in turn and print one table."""
    frame, table, units = make(rows)
    todo = plans(frame, table, units)
    results = {name: plan() for name, plan in todo.items()}
    times: dict[str, list[float]] = {name: [] for name in todo}
    for _ in range(repeats):
        for name, plan in todo.items():
            start = time.perf_counter()
            plan()
            times[name].append(time.perf_counter() - start)
    reference = results["ghgcalc, strings"].sort_values(KEY)["tco2e"].to_numpy()
    print(f"{rows:,} rows, {len(table):,} factors, {len(reference):,} results; medians of {repeats}")
    print(f"{'plan':28} {'ms':>8} {'rows/s':>14} {'× strings':>10} {'× coded':>9}  agrees")
    own = {kind: statistics.median(times[f"ghgcalc, {kind}"]) for kind in ("strings", "categoricals")}
    for name, taken in times.items():
        middle = statistics.median(taken)
        found = results[name].sort_values(KEY)["tco2e"].to_numpy()
        agrees = bool(np.allclose(np.sort(found), np.sort(reference), rtol=1e-9))
        print(
            f"{name:28} {1000 * middle:8.1f} {rows / middle:14,.0f} {middle / own['strings']:10.2f}"
            f" {middle / own['categoricals']:9.2f}  {agrees}"
        )


if __name__ == "__main__":
    main(*(int(argument.replace("_", "")) for argument in sys.argv[1:]))
