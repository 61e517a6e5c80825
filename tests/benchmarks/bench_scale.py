"""Ten thousand to ten million purchase lines against the field, in one run.

Run: python -m tests.benchmarks.bench_scale [largest number of rows] [repeats] [rows in Parquet]

The job stands in `scale_job`. Rows are drawn evenly and hardly repeat: the hardest case for a design that reduces
rows to keys. Plans take turns, every result is compared with ours, and `limit` is one numpy multiply, take and bincount
on columns that are coded already. Per-row tools run on a sample. A second table reads the rows from Parquet, each plan
in a process of its own, with the memory that process reached. A third asks the same inventory again: another GWP set,
other factors.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from tests.benchmarks import scale_job as job

from ghgcalc.inventory import calculate_inventory

SAMPLE = 2_000
ROOT = Path(__file__).resolve().parents[2]


def medians(plans: Mapping[str, Callable[[], Any]], repeats: int) -> dict[str, float]:
    """Return the median seconds of every plan; plans take turns."""
    taken: dict[str, list[float]] = {name: [] for name in plans}
    for _ in range(repeats):
        for name, plan in plans.items():
            start = time.perf_counter()
            plan()
            taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in taken.items()}


def memory_table(size: int, repeats: int, *, gases: bool) -> None:
    """Time the plans on rows in memory and print one table."""
    from tests.benchmarks import scale_rivals as rivals

    table, rows = job.factor_table(), job.activity_rows(size)
    plans = rivals.plans(rows, table, gases=gases)
    results = {name: plan() for name, plan in plans.items()}
    tracemalloc.start()
    plans["ghgcalc, categoricals"]()
    extra = tracemalloc.get_traced_memory()[1] / rows.memory_usage(deep=True).sum()
    tracemalloc.stop()
    middle = medians(plans | {"limit": job.limit(rows)}, repeats)
    if not gases:
        middle |= {name: seconds * size for name, seconds in rivals.per_row(rows, table, SAMPLE).items()}
    what = "six gases" if gases else "tCO2e only"
    print(
        f"\n{size:,} rows in memory, {what}, medians of {repeats}; the call adds {extra:.1%} to the memory of the rows"
    )
    print(f"{'plan':28} {'ms':>12} {'rows/s':>14} {'× ours':>9} {'× limit':>9}  same")
    for name, seconds in middle.items():
        own = middle["ghgcalc, strings" if "strings" in name or "DuckDB" in name else "ghgcalc, categoricals"]
        frame = results.get(name)
        agrees = "-" if frame is None else job.same(frame, results["ghgcalc, categoricals"])
        above = seconds / middle["limit"]
        print(f"{name:28} {1000 * seconds:12.1f} {size / seconds:14,.0f} {seconds / own:9.2f} {above:9.1f}  {agrees}")


def from_parquet(plan: str, path: str, repeats: int, *, gases: bool) -> None:
    """Run one plan on a file and print its seconds, the memory of this process and the total."""
    taken: list[float] = []
    chosen = _on_file(plan, path, gases=gases)
    for _ in range(repeats):
        start = time.perf_counter()
        found = chosen()
        taken.append(time.perf_counter() - start)
    peak = _peak_megabytes()
    numbers = job.wide(found).drop(columns=job.BY)
    print(f"{statistics.median(taken)} {peak} {numbers.to_numpy().sum()}")


def _peak_megabytes() -> float:
    """Return the most memory that this program has used; what the process was before it started does not count."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024


def _on_file(plan: str, path: str, *, gases: bool) -> Callable[[], pd.DataFrame]:
    """Return a plan on a file; only what it needs is imported and built, so that its memory is its own."""
    table = job.factor_table()
    if plan == "ghgcalc":
        factors = job.own_factors(table)
        return lambda: job.ours(path, factors, gases=gases)
    from tests.benchmarks import scale_rivals as rivals

    lookup = job.resolved(table)
    if plan == "DuckDB":
        import duckdb

        connection = duckdb.connect()
        connection.register("lookup", lookup)
        connection.register("scale", job.SCALE)
        return lambda: rivals.by_duckdb(connection, f"'{path}'", gases=gases)
    import polars as pl

    rows, facts, scale = pl.scan_parquet(path), pl.DataFrame(lookup), pl.DataFrame(job.SCALE)
    return lambda: rivals.by_polars(rows, facts, scale, gases=gases).collect(engine="streaming").to_pandas()


def parquet_table(size: int, repeats: int, *, gases: bool) -> None:
    """Time the plans on a Parquet file, each in a process of its own, and print one table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.parquet"
        job.write_parquet(path, size)
        what = "six gases" if gases else "tCO2e only"
        print(f"\n{size:,} rows in Parquet ({path.stat().st_size / 1e6:.0f} MB), {what}, medians of {repeats}")
        print(f"{'plan':28} {'s':>9} {'rows/s':>14} {'× ours':>9} {'peak MB':>9}  tCO2e")
        own = 0.0
        for plan in ("ghgcalc", "Polars streaming", "DuckDB"):
            command = [sys.executable, "-m", "tests.benchmarks.bench_scale", "--plan", plan, str(path), str(repeats)]
            done = subprocess.run([*command, str(gases)], check=True, capture_output=True, text=True, cwd=ROOT)
            seconds, peak, total = map(float, done.stdout.split())
            own = own or seconds
            print(f"{plan:28} {seconds:9.2f} {size / seconds:14,.0f} {seconds / own:9.2f} {peak:9.0f}  {total:.6f}")


def again_table(size: int, repeats: int) -> None:
    """Time questions to an inventory that is there already: another GWP set, other factors."""
    table, rows = job.factor_table(), job.activity_rows(size)
    inventory = calculate_inventory(rows, job.own_factors(table))
    other = job.own_factors(table.assign(kgco2e=table["kgco2e"] * 1.1, gwp_set=""))
    inventory.total(scope2="market")
    plans = {
        "total, another GWP set": lambda: inventory.with_factors(gwp="AR5").total(scope2="market"),
        "by scope, category, year": lambda: inventory.with_factors(gwp="AR5").by("category", "year", scope2="market"),
        "by category, entity, year": lambda: job.of_inventory(inventory.with_factors(gwp="AR5"), gases=False),
        "total, other factors": lambda: inventory.with_factors(other).total(scope2="market"),
    }
    for plan in plans.values():
        plan()
    print(f"\nAsked again of an inventory of {size:,} rows, medians of {repeats}")
    for name, seconds in medians(plans, repeats).items():
        print(f"{name:28} {1000 * seconds:9.1f} ms")


def main(largest: int = 10_000_000, repeats: int = 5, in_parquet: int = 0) -> None:
    """Run the tables, for every power of ten up to the largest."""
    size = 10_000
    while size <= largest:
        for gases in (False, True):
            memory_table(size, repeats, gases=gases)
        size *= 10
    for gases in (False, True):
        parquet_table(in_parquet or largest, repeats, gases=gases)
    again_table(largest, repeats)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--plan"]:
        from_parquet(sys.argv[2], sys.argv[3], int(sys.argv[4]), gases=sys.argv[5] == "True")
    else:
        main(*(int(argument.replace("_", "")) for argument in sys.argv[1:]))
