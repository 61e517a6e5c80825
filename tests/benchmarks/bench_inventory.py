"""Inventory of a million rows against pandas merge, Polars and DuckDB, in one run.

Run: python tests/benchmarks/bench_inventory.py [rows] [repeats]

Two jobs. `lines`: what an inventory is, 400 activities × 40 regions × 6 years with two emission lines each (direct and
upstream, as fuels and transport have), amounts in kg, t or g, result per activity, region, year and category with
amount and tonnes. `plain`: the job that flatters a merge most, one line per activity and one unit.
Every rival does the same work in the way its users write it: join the units, join the factors, multiply, group.
Prints medians, ratios to ours in the same run, and whether all results agree.
"""

from __future__ import annotations

import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable

import duckdb
import numpy as np
import pandas as pd
import polars as pl

from ghgcalc.factors import EmissionFactors
from ghgcalc.factors.regions import regions
from ghgcalc.inventory import calculate_inventory

KEY = ["activity", "region", "year", "category"]
UNITS = pd.DataFrame({"unit": ["kg", "t", "g"], "kg": [1.0, 1000.0, 0.001]})


def make(rows: int, *, lines: int, units: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return activity rows and the factor table."""
    rng = np.random.default_rng(42)
    activities = np.array([f"activity_{i:03d}" for i in range(400)])
    places = np.array([code for code in regions() if len(code) == 2 and code != "EU"][:40])
    keys = pd.MultiIndex.from_product([activities, places, range(2020, 2026)], names=["activity", "region", "year"])
    parts = []
    for line in range(lines):
        part = keys.to_frame(index=False)
        part["category"] = ["3.3" if line else f"3.{4 + int(a[-3:]) % 12}" for a in part["activity"]]
        part["stage"] = "upstream" if line else "combustion"
        part["kgco2e"] = rng.random(len(part))
        parts.append(part)
    table = pd.concat(parts, ignore_index=True)
    table["factor_id"] = [f"f{i}" for i in range(len(table))]
    table["unit"] = "kg"
    frame = pd.DataFrame(
        {
            "year": rng.integers(2020, 2026, rows),
            "activity": rng.choice(activities, rows),
            "region": rng.choice(places, rows),
            "value": rng.random(rows) * 100,
            "unit": rng.choice(UNITS["unit"].to_numpy(str)[:units], rows),
        }
    )
    return frame, table


def plans(frame: pd.DataFrame, table: pd.DataFrame) -> dict[str, Callable[[], pd.DataFrame]]:
    """Return every plan as a function without arguments."""
    factors = EmissionFactors.from_frame(table)
    slim = table[["activity", "region", "year", "kgco2e", "category"]]
    coded = frame.astype(dict.fromkeys(("activity", "region", "unit"), "category"))
    polars_frame, polars_table, polars_units = pl.DataFrame(frame), pl.DataFrame(slim), pl.DataFrame(UNITS)
    connection = duckdb.connect()
    for name, given in (("rows", frame), ("factors", slim), ("units", UNITS)):
        connection.register(name, given)

    def ours(rows: pd.DataFrame) -> pd.DataFrame:
        return calculate_inventory(rows, factors).by(*KEY, scope2="market")

    def merge(rows: pd.DataFrame) -> pd.DataFrame:
        joined = rows.merge(UNITS, on="unit").merge(slim, on=["activity", "region", "year"])
        joined["tco2e"] = joined["value"] * joined["kg"] * joined["kgco2e"] / 1000.0
        return joined.groupby(KEY, as_index=False, observed=True)["tco2e"].sum()

    def polars() -> pd.DataFrame:
        joined = polars_frame.lazy().join(polars_units.lazy(), on="unit")
        joined = joined.join(polars_table.lazy(), on=["activity", "region", "year"])
        tonnes = (pl.col("value") * pl.col("kg") * pl.col("kgco2e") / 1000.0).alias("tco2e")
        return joined.with_columns(tonnes).group_by(KEY).agg(pl.col("tco2e").sum()).collect().to_pandas()

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


def run(title: str, rows: int, repeats: int, *, lines: int, units: int) -> None:
    """Time the plans in turn and print one table."""
    frame, table = make(rows, lines=lines, units=units)
    todo = plans(frame, table)
    results = {name: plan() for name, plan in todo.items()}
    times: dict[str, list[float]] = {name: [] for name in todo}
    for _ in range(repeats):
        for name, plan in todo.items():
            start = time.perf_counter()
            plan()
            times[name].append(time.perf_counter() - start)
    memory = {name: _peak(plan) for name, plan in todo.items() if "Polars" not in name and "DuckDB" not in name}
    reference = results["ghgcalc, strings"].astype(dict.fromkeys(KEY, str)).sort_values(KEY)["tco2e"].to_numpy()
    print(f"\n{title}: {rows:,} rows, {len(table):,} emission lines, {len(reference):,} results; medians of {repeats}")
    print(f"{'plan':28} {'ms':>8} {'rows/s':>14} {'× strings':>10} {'× coded':>9} {'peak MB':>8}  agrees")
    own = {kind: statistics.median(times[f"ghgcalc, {kind}"]) for kind in ("strings", "categoricals")}
    for name, taken in times.items():
        middle = statistics.median(taken)
        found = results[name].astype(dict.fromkeys(KEY, str)).sort_values(KEY)["tco2e"].to_numpy()
        agrees = len(found) == len(reference) and bool(np.allclose(found, reference, rtol=1e-9))
        print(
            f"{name:28} {1000 * middle:8.1f} {rows / middle:14,.0f} {middle / own['strings']:10.2f}"
            f" {middle / own['categoricals']:9.2f} {memory.get(name, '-'):>8}  {agrees}"
        )


def _peak(plan: Callable[[], pd.DataFrame]) -> str:
    """Return the most memory that numpy and Python held at once during a call [MB]; other engines do not show."""
    tracemalloc.start()
    plan()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return f"{peak / 1e6:.0f}"


def main(rows: int = 1_000_000, repeats: int = 7) -> None:
    """Run both jobs."""
    run("lines", rows, repeats, lines=2, units=3)
    run("plain", rows, repeats, lines=1, units=1)


if __name__ == "__main__":
    main(*(int(argument.replace("_", "")) for argument in sys.argv[1:]))
