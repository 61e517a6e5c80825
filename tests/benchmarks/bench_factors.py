"""Loading, searching and matching emission factors: medians, and the ratio to a pandas merge with the same fallbacks.

Run: python tests/benchmarks/bench_factors.py [keys] [repeats]
The pandas plan does what its users write: merge on activity, region and year, then `merge_asof` to the nearest older
and newer year, then the same again with the next wider region, then the columns of the factor. Both plans give the
same table: key, match, conversion and the columns of the factor.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from ghgcalc.factors import EmissionFactors, available_sets, load, load_factors, match_factors, search_factors
from ghgcalc.factors.regions import GLOBAL, regions, wider_regions

YEARS = range(2010, 2026)
UNITS = {"kg": 1.0, "t": 1000.0, "g": 0.001}
LEVELS = {"exact": "exact", "backward": "older year", "forward": "newer year"}
QUERIES = ("luchtvracht china", "GOTS katoen jersey", "stroom DC zonder GvO", "company car petrol", "stadsverwaming")


def median(work: Callable[[], object], repeats: int) -> float:
    """Return the median time of some work [s]."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def load_afresh(*sets: str) -> EmissionFactors:
    """Load sets from their files, as a new process with warm files does."""
    for function in vars(load).values():
        if hasattr(function, "cache_clear"):
            function.cache_clear()
    return load_factors(*sets)


def make(keys: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return distinct keys and a factor table with gaps in regions and years; every activity has a global value."""
    rng = np.random.default_rng(42)
    activities = [f"activity_{i:03d}" for i in range(400)]
    places = [code for code in regions() if len(code) == 2 and code != "EU"][:40]
    grid = pd.MultiIndex.from_product([activities, places, YEARS], names=["activity", "region", "year"])
    cells = grid.to_frame(index=False)
    table = cells[rng.random(len(cells)) < 0.2]
    wide = pd.MultiIndex.from_product([activities, ["EU", GLOBAL], [2015, 2021]], names=["activity", "region", "year"])
    table = pd.concat([table, wide.to_frame(index=False)], ignore_index=True)
    table["factor_id"] = [f"f{i}" for i in range(len(table))]
    table["unit"] = "kg"
    table["kgco2e"] = rng.random(len(table))
    table["category"] = "3.1"
    units = pd.DataFrame({"unit": list(UNITS)})
    asked = cells.merge(units, how="cross").sample(keys, random_state=1).reset_index(drop=True)
    return asked, table


def pandas_plan(keys: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Match in plain pandas: units, exact year, older, newer, then the next wider region."""
    slim = table[["activity", "region", "valid_from", "factor_id"]].rename(columns={"valid_from": "year"})
    slim = slim.sort_values("year")
    open_keys = keys.reset_index(names="key")
    open_keys["conversion"] = open_keys["unit"].map(UNITS)
    chains = {code: wider_regions(code) for code in keys["region"].unique()}
    done = []
    for step in range(max(map(len, chains.values()))):
        nearest = {code: chain[min(step, len(chain) - 1)] for code, chain in chains.items()}
        open_keys["asked"] = open_keys["region"].map(nearest)
        factors = slim.rename(columns={"region": "asked"})
        for direction in ("exact", "backward", "forward"):
            if direction == "exact":
                found = open_keys.merge(factors, on=["activity", "asked", "year"], how="left")
            else:
                found = pd.merge_asof(
                    open_keys.sort_values("year"), factors, on="year", by=["activity", "asked"], direction=direction
                )
            hit = found["factor_id"].notna()
            level = "wider region" if step else LEVELS[direction]
            done.append(found.loc[hit, ["key", "factor_id", "conversion"]].assign(match=level))
            open_keys = found.loc[~hit, open_keys.columns]
    return pd.concat(done).merge(table, on="factor_id").sort_values("key", ignore_index=True)


def main() -> None:
    """Print medians, ratios and whether both plans agree."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    bundled = available_sets()
    rows = len(load_afresh(*bundled))
    loading = median(lambda: load_afresh(*bundled), repeats)
    print(f"load {len(bundled)} bundled sets, {rows:,} lines: median {loading:.4f} s")
    factors = load_factors(*bundled)
    start = time.perf_counter()
    search_factors(factors, QUERIES[0])
    print(f"first search of a process: {time.perf_counter() - start:.4f} s")
    for query in QUERIES:
        print(f"search {query!r}: median {median(lambda q=query: search_factors(factors, q), repeats):.4f} s")
    keys, table = make(count)
    own = EmissionFactors.from_frame(table)
    own.index  # noqa: B018 (built once per collection)
    ours = match_factors(keys, own)
    theirs = pandas_plan(keys, own.frame)
    shared = ["key", "factor_id", "match", "conversion", "kgco2e"]
    same = ours.sort_values("key", ignore_index=True)[shared].astype(object).equals(theirs[shared].astype(object))
    fast, slow = (
        median(lambda: match_factors(keys, own), repeats),
        median(lambda: pandas_plan(keys, own.frame), repeats),
    )
    steps = ours["match"].value_counts().to_dict()
    print(f"match {count:,} distinct keys: median {fast:.4f} s; {steps}")
    print(f"pandas merge, same fallbacks: median {slow:.4f} s = {slow / fast:.1f} times ours; same factors: {same}")


if __name__ == "__main__":
    main()
