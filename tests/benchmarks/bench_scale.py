"""Ten thousand to ten million purchase lines against the field, in one run.

Run: python tests/benchmarks/bench_scale.py [largest number of rows] [repeats]

The job: 400 activities × 40 regions × 6 years, 4 units of mass, 200 entities, 5 % of the rows with a supplier's
own factor; result per category × entity × year. Rows are drawn evenly and hardly repeat: the hardest case for a design
that reduces rows to keys. Rivals do the same work as their users write it, and every result is compared with ours.
`limit` is one numpy multiply, take and bincount on columns that are coded already. Per-row tools run on a sample.
A second table reads the rows from Parquet, each plan in a process of its own, with the memory that process reached.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from ghgcalc.factors import EmissionFactors
from ghgcalc.factors.regions import regions
from ghgcalc.inventory import calculate_inventory
from ghgcalc.units import units

BY = ["category", "entity", "year"]
KEY = ["activity", "region", "year"]
ENTITIES = [f"entity {i}" for i in range(200)]
MASSES = [unit.unit for unit in units().values() if unit.dimension == units()["kg"].dimension]
SCALE = pd.DataFrame({"unit": MASSES, "kg": [units()[unit].factor / units()["kg"].factor for unit in MASSES]})
SAMPLE = 2_000


def factor_table() -> pd.DataFrame:
    """Return one factor per activity, region and year."""
    places = [code for code in regions() if len(code) == 2 and code != "EU"][:40]
    index = pd.MultiIndex.from_product(
        [[f"activity_{i:03d}" for i in range(400)], places, range(2020, 2026)], names=KEY
    )
    table = index.to_frame(index=False)
    table["category"] = [f"3.{4 + int(name[-3:]) % 12}" for name in table["activity"]]
    table["kgco2e"] = np.random.default_rng(0).random(len(table))
    table["factor_id"] = [f"f{i}" for i in range(len(table))]
    return table.assign(unit="kg")


def activity_rows(size: int, table: pd.DataFrame, *, seed: int = 1) -> pd.DataFrame:
    """Return activity rows with categorical columns."""
    rng = np.random.default_rng(seed)

    def drawn(labels: list[str]) -> pd.Categorical:
        return pd.Categorical.from_codes(rng.integers(0, len(labels), size), labels)

    own = np.where(rng.random(size) < 0.05, rng.random(size), np.nan)
    return pd.DataFrame(
        {
            "year": rng.integers(2020, 2026, size),
            "activity": drawn(list(table["activity"].unique())),
            "region": drawn(list(table["region"].unique())),
            "value": rng.random(size) * 100,
            "unit": drawn(MASSES),
            "entity": drawn(ENTITIES),
            "supplier_factor": own,
            "supplier_factor_unit": pd.Categorical.from_codes(np.isnan(own).astype(np.int8), ["kgCO2e/kg", ""]),
        }
    )


def in_memory(rows: pd.DataFrame, table: pd.DataFrame) -> dict[str, Callable[[], pd.DataFrame]]:
    """Return every plan on rows in memory as a function without arguments."""
    factors = EmissionFactors.from_frame(table)
    slim = table[[*KEY, "kgco2e", "category"]]
    texts = rows.astype({name: "str" for name in rows if isinstance(rows[name].dtype, pd.CategoricalDtype)})
    kinds = {n: pl.Enum(list(rows[n].cat.categories)) for n in ("activity", "region", "unit", "entity")}
    eager = pl.DataFrame(texts).cast(kinds)
    on_texts, lookup, scale = pl.DataFrame(texts), pl.DataFrame(slim), pl.DataFrame(SCALE)
    connection = duckdb.connect()
    for name, frame in (("rows", texts), ("factors", slim), ("scale", SCALE)):
        connection.register(name, frame)

    def merge(frame: pd.DataFrame) -> pd.DataFrame:
        joined = frame.merge(SCALE, on="unit").merge(slim, on=KEY)
        factor = joined["supplier_factor"].fillna(joined["kgco2e"])
        joined["tco2e"] = joined["value"] * joined["kg"] * factor / 1000
        return joined.groupby(BY, as_index=False, observed=True)["tco2e"].sum()

    def polars(frame: pl.DataFrame) -> pd.DataFrame:
        if frame is eager:  # Enum columns join as integers
            joined = frame.lazy().join(scale.lazy().cast({"unit": kinds["unit"]}), on="unit")
            joined = joined.join(lookup.lazy().cast({n: kinds[n] for n in ("activity", "region")}), on=KEY)
        else:
            joined = frame.lazy().join(scale.lazy(), on="unit").join(lookup.lazy(), on=KEY)
        factor = pl.col("supplier_factor").fill_nan(None).fill_null(pl.col("kgco2e"))
        tonnes = (pl.col("value") * pl.col("kg") * factor / 1000).alias("tco2e")
        return joined.with_columns(tonnes).group_by(BY).agg(pl.col("tco2e").sum()).collect().to_pandas()

    def duck() -> pd.DataFrame:
        own = "case when isnan(supplier_factor) then kgco2e else coalesce(supplier_factor, kgco2e) end"
        return connection.sql(
            f"select category, entity, year, sum(value * kg * {own} / 1000) as tco2e from rows "
            "join scale using (unit) join factors using (activity, region, year) group by all"
        ).df()

    return {
        "ghgcalc, categoricals": lambda: calculate_inventory(rows, factors).by(*BY, scope2="market"),
        "ghgcalc, strings": lambda: calculate_inventory(texts, factors).by(*BY, scope2="market"),
        "ghgcalc, Polars frame": lambda: calculate_inventory(on_texts, factors).by(*BY, scope2="market"),
        "pandas merge, categoricals": lambda: merge(rows),
        "pandas merge, strings": lambda: merge(texts),
        "Polars lazy, Enum": lambda: polars(eager),
        "Polars lazy, strings": lambda: polars(on_texts),
        "DuckDB over pandas": duck,
    }


def limit(rows: pd.DataFrame) -> Callable[[], object]:
    """Return one multiply, take and bincount on coded columns."""
    rng = np.random.default_rng(2)
    code = rng.integers(0, 96_000, len(rows)).astype(np.int32)
    cell = rng.integers(0, 12 * len(ENTITIES) * 6, len(rows)).astype(np.int32)
    factor, value = rng.random(96_000), rows["value"].to_numpy()
    return lambda: np.bincount(cell, value * factor[code], minlength=12 * len(ENTITIES) * 6)


def per_row(rows: pd.DataFrame, table: pd.DataFrame) -> dict[str, float]:
    """Return the seconds per row of tools that work row by row, on a sample."""
    found: dict[str, float] = {}
    factors = {tuple(key): kg for *key, kg in table[[*KEY, "kgco2e"]].itertuples(index=False)}
    some = rows.head(SAMPLE).astype({"activity": str, "region": str, "unit": str, "entity": str})
    try:
        import pint

        registry = pint.UnitRegistry()
        start = time.perf_counter()
        total = 0.0
        for row in some.itertuples(index=False):
            kilograms = registry.Quantity(row.value, row.unit.replace("t", "tonne")).to("kg").magnitude
            total += kilograms * factors[row.activity, row.region, row.year] / 1000
        found["pint, row by row"] = (time.perf_counter() - start) / len(some)
    except ImportError:
        pass
    try:
        import scope3track as s3

        calculator = s3.EmissionCalculator(s3.EmissionFactorRegistry())
        calculator._registry.bulk_register({"|".join(map(str, key)): kg for key, kg in factors.items()})
        start = time.perf_counter()
        for number, row in enumerate(some.itertuples(index=False)):
            calculator.calculate(
                str(number), s3.EmissionScope.SCOPE3, row.activity, row.value, row.unit,
                factor_key=f"{row.activity}|{row.region}|{row.year}",
            )  # fmt: skip
        found["scope3track, row by row"] = (time.perf_counter() - start) / len(some)
    except ImportError:
        pass
    return found


def _same(found: pd.DataFrame, expected: pd.DataFrame) -> bool:
    one, two = (f.astype(dict.fromkeys(BY, str)).sort_values(BY, ignore_index=True) for f in (found, expected))
    return bool(one[BY].equals(two[BY])) and bool(np.allclose(one["tco2e"], two["tco2e"], rtol=1e-9))


def memory_table(size: int, repeats: int) -> None:
    """Time the plans on rows in memory, in turn, and print one table."""
    table = factor_table()
    rows = activity_rows(size, table)
    plans = in_memory(rows, table) | {"limit": limit(rows)}
    results = {name: plan() for name, plan in plans.items()}
    times: dict[str, list[float]] = {name: [] for name in plans}
    for _ in range(repeats):
        for name, plan in plans.items():
            start = time.perf_counter()
            plan()
            times[name].append(time.perf_counter() - start)
    middle = {name: statistics.median(taken) for name, taken in times.items()}
    middle |= {name: seconds * size for name, seconds in per_row(rows, table).items()}
    print(f"\n{size:,} rows in memory, medians of {repeats}; row by row scaled from {SAMPLE:,} rows")
    print(f"{'plan':28} {'ms':>12} {'rows/s':>14} {'× ours':>9} {'× limit':>9}  same")
    for name, seconds in middle.items():
        ours = middle["ghgcalc, strings" if "strings" in name or "DuckDB" in name else "ghgcalc, categoricals"]
        frame = results.get(name)
        same = _same(frame, results["ghgcalc, categoricals"]) if isinstance(frame, pd.DataFrame) else "-"
        ratio, above = seconds / ours, seconds / middle["limit"]
        print(f"{name:28} {1000 * seconds:12.1f} {size / seconds:14,.0f} {ratio:9.2f} {above:9.1f}  {same}")


def write_parquet(path: Path, size: int) -> None:
    """Write rows with dictionary columns, a million at a time; five entities, so that they reduce to keys."""
    table = factor_table()
    writer: pq.ParquetWriter | None = None
    for number, start in enumerate(range(0, size, 1_000_000)):
        rows = activity_rows(min(1_000_000, size - start), table, seed=number)
        rows["entity"] = rows["entity"].map(lambda name: ENTITIES[int(name.split()[1]) % 5]).astype("str")
        texts = rows.astype({name: "str" for name in rows if isinstance(rows[name].dtype, pd.CategoricalDtype)})
        arrow = pa.Table.from_pandas(texts, preserve_index=False)
        writer = writer or pq.ParquetWriter(path, arrow.schema)
        writer.write_table(arrow)
    if writer:
        writer.close()


def from_parquet(plan: str, path: str, repeats: int) -> None:
    """Run one plan on a file and print its seconds, the memory of this process and the total."""
    table = factor_table()
    slim = table[[*KEY, "kgco2e", "category"]]

    def ours() -> pd.DataFrame:
        return calculate_inventory(path, EmissionFactors.from_frame(table)).by(*BY, scope2="market")

    def polars() -> pd.DataFrame:
        joined = (
            pl.scan_parquet(path).join(pl.DataFrame(SCALE).lazy(), on="unit").join(pl.DataFrame(slim).lazy(), on=KEY)
        )
        factor = pl.col("supplier_factor").fill_nan(None).fill_null(pl.col("kgco2e"))
        tonnes = (pl.col("value") * pl.col("kg") * factor / 1000).alias("tco2e")
        summed = joined.with_columns(tonnes).group_by(BY).agg(pl.col("tco2e").sum())
        return summed.collect(engine="streaming").to_pandas()

    def duck() -> pd.DataFrame:
        connection = duckdb.connect()
        connection.register("factors", slim)
        connection.register("scale", SCALE)
        own = "case when isnan(supplier_factor) then kgco2e else coalesce(supplier_factor, kgco2e) end"
        return connection.sql(
            f"select category, entity, year, sum(value * kg * {own} / 1000) as tco2e from '{path}' "
            "join scale using (unit) join factors using (activity, region, year) group by all"
        ).df()

    chosen = {"ghgcalc": ours, "Polars streaming": polars, "DuckDB": duck}[plan]
    taken: list[float] = []
    for _ in range(repeats):
        start = time.perf_counter()
        found = chosen()
        taken.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{statistics.median(taken)} {peak} {found['tco2e'].sum()}")


def parquet_table(size: int, repeats: int) -> None:
    """Time the plans on a Parquet file, each in a process of its own, and print one table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.parquet"
        write_parquet(path, size)
        print(f"\n{size:,} rows in Parquet ({path.stat().st_size / 1e6:.0f} MB), medians of {repeats}")
        print(f"{'plan':28} {'s':>9} {'rows/s':>14} {'× ours':>9} {'peak MB':>9}  tCO2e")
        own = 0.0
        for plan in ("ghgcalc", "Polars streaming", "DuckDB"):
            command = [sys.executable, __file__, "--plan", plan, str(path), str(repeats)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            seconds, peak, total = map(float, done.stdout.split())
            own = own or seconds
            print(f"{plan:28} {seconds:9.2f} {size / seconds:14,.0f} {seconds / own:9.2f} {peak:9.0f}  {total:.6f}")


def main(largest: int = 10_000_000, repeats: int = 5) -> None:
    """Run both tables, for every power of ten up to the largest."""
    size = 10_000
    while size <= largest:
        memory_table(size, repeats)
        size *= 10
    parquet_table(largest, repeats)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--plan"]:
        from_parquet(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        main(*(int(argument.replace("_", "")) for argument in sys.argv[1:]))
