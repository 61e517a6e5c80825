"""The rivals of the scale benchmark: the same job as users of pandas, Polars, DuckDB and per-row tools write it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import duckdb
import pandas as pd
import polars as pl
from tests.benchmarks.scale_job import BY, GASES, KEY, SCALE, UNITS, as_texts, ours, own_factors, resolved


def by_pandas(frame: pd.DataFrame, lookup: pd.DataFrame, *, gases: bool) -> pd.DataFrame:
    """Work the result out with merge and groupby."""
    joined = frame.merge(SCALE, on="unit").merge(lookup, on=KEY)
    amount, own = joined["value"] * joined["scale"] / 1000, joined["supplier_factor"]
    if not gases:
        joined["tco2e"] = amount * own.fillna(joined["kgco2e"])
        return joined.groupby(BY, as_index=False, observed=True)["tco2e"].sum()
    split = amount.where(own.isna(), 0.0)
    for gas in GASES:
        joined[gas] = split * joined[f"as_{gas}"]
    joined["not split"] = amount * own.fillna(0.0)
    return joined.groupby(BY, as_index=False, observed=True)[[*GASES, "not split"]].sum()


def by_polars(frame: pl.LazyFrame, lookup: pl.DataFrame, scale: pl.DataFrame, *, gases: bool) -> pl.LazyFrame:
    """Work the result out with joins and a group-by."""
    joined = frame.join(scale.lazy(), on="unit").join(lookup.lazy(), on=KEY)
    own = pl.col("supplier_factor").fill_nan(None)
    amount = pl.col("value") * pl.col("scale") / 1000
    if not gases:
        made = [(amount * own.fill_null(pl.col("kgco2e"))).alias("tco2e")]
    else:
        split = pl.when(own.is_null()).then(amount).otherwise(0.0)
        made = [(split * pl.col(f"as_{gas}")).alias(gas) for gas in GASES]
        made.append((amount * own.fill_null(0.0)).alias("not split"))
    names = [expression.meta.output_name() for expression in made]
    return joined.with_columns(made).group_by(BY).agg(pl.col(names).sum())


def by_duckdb(connection: duckdb.DuckDBPyConnection, rows: str, *, gases: bool) -> pd.DataFrame:
    """Work the result out with SQL; `rows`, `lookup` and `scale` are known to the connection."""
    amount, own = "value * scale / 1000", "nullif(supplier_factor, 'NaN'::double)"
    if gases:
        split = f"case when {own} is null then {amount} else 0 end"
        sums = [f'sum({split} * "as_{gas}") as "{gas}"' for gas in GASES]
        sums.append(f'sum({amount} * coalesce({own}, 0)) as "not split"')
    else:
        sums = [f"sum({amount} * coalesce({own}, kgco2e)) as tco2e"]
    query = (
        f"select category, entity, year, {', '.join(sums)} from {rows} "
        "join scale using (unit) join lookup using (activity, region, year) group by all"
    )
    return connection.sql(query).df()


def plans(rows: pd.DataFrame, table: pd.DataFrame, *, gases: bool) -> dict[str, Callable[[], pd.DataFrame]]:
    """Return every plan on rows in memory as a function without arguments."""
    factors, texts, lookup = own_factors(table), as_texts(rows), resolved(table)
    kinds = {n: pl.Enum(list(rows[n].cat.categories)) for n in ("activity", "region", "unit", "entity")}
    on_texts, polars_lookup, scale = pl.DataFrame(texts), pl.DataFrame(lookup), pl.DataFrame(SCALE)
    as_enum = on_texts.cast(kinds)  # Enum columns join as integers
    enum_lookup = polars_lookup.cast({name: kinds[name] for name in ("activity", "region")})
    enum_scale = scale.cast({"unit": kinds["unit"]})
    connection = duckdb.connect()
    for name, frame in (("rows", texts), ("lookup", lookup), ("scale", SCALE)):
        connection.register(name, frame)

    def polars(frame: pl.DataFrame, facts: pl.DataFrame, per_unit: pl.DataFrame) -> pd.DataFrame:
        return by_polars(frame.lazy(), facts, per_unit, gases=gases).collect().to_pandas()

    return {
        "ghgcalc, categoricals": lambda: ours(rows, factors, gases=gases),
        "pandas merge, categoricals": lambda: by_pandas(rows, lookup, gases=gases),
        "Polars lazy, Enum": lambda: polars(as_enum, enum_lookup, enum_scale),
        "ghgcalc, strings": lambda: ours(texts, factors, gases=gases),
        "pandas merge, strings": lambda: by_pandas(texts, lookup, gases=gases),
        "ghgcalc, Polars strings": lambda: ours(on_texts, factors, gases=gases),
        "Polars lazy, strings": lambda: polars(on_texts, polars_lookup, scale),
        "DuckDB over pandas": lambda: by_duckdb(connection, "rows", gases=gases),
    }


def per_row(rows: pd.DataFrame, table: pd.DataFrame, sample: int) -> Mapping[str, float]:
    """Return the seconds per row of tools that work row by row, on the first rows."""
    found: dict[str, float] = {}
    factors = {tuple(key): kg for *key, kg in resolved(table)[[*KEY, "kgco2e"]].itertuples(index=False)}
    masses = {"activity": str, "region": str, "unit": str, "entity": str}
    some = rows[rows["unit"].isin(UNITS["mass"])].head(sample).astype(masses)
    try:
        import pint

        registry = pint.UnitRegistry()
        spelled = {"g": "gram", "kg": "kilogram", "t": "tonne", "kt": "kilotonne"}
        start = time.perf_counter()
        total = 0.0
        for row in some.itertuples(index=False):
            kilograms = registry.Quantity(row.value, spelled[row.unit]).to("kg").magnitude
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
