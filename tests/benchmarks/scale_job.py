"""The job of the scale benchmark: rows, factors, the result asked, and what bounds the time it takes.

400 activities × 40 regions × 6 years × 30 units in 14 dimensions, 200 entities, 5 % of the rows with a supplier's own
factor; 4,800 factors (five countries and the world per activity, two vintages each), split into six gases. Result:
tCO2e per category × entity × year, in total or per gas. Rivals get the factors resolved into one row per activity,
region and year, and join that: neither as-of joins nor fallbacks are counted against them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ghgcalc.factors import EmissionFactors
from ghgcalc.factors.regions import regions
from ghgcalc.gwp_sets import gwp
from ghgcalc.inventory import Inventory, calculate_inventory
from ghgcalc.units import units

BY = ["category", "entity", "year"]
KEY = ["activity", "region", "year"]
ACTIVITIES = [f"activity_{i:03d}" for i in range(400)]
PLACES = [code for code in regions() if len(code) == 2 and code != "EU"][:40]
YEARS = range(2020, 2026)
ENTITIES = [f"entity {i}" for i in range(200)]
#: Species behind the six gases, with the kilograms in one unit of an average factor.
SPECIES = {"CO2": 0.8, "CH4-fossil": 2e-3, "N2O": 3e-4, "HFC-134a": 2e-5, "CF4": 4e-6, "SF6": 1e-6}
GASES = ["CO2", "CH4", "N2O", "HFC", "PFC", "SF6"]
_DIMENSIONS = [
    "energy", "mass", "volume", "freight distance", "vehicle distance", "EUR", "energy on gross calorific value",
    "energy on net calorific value", "pieces", "area", "passenger distance", "room nights", "working hours",
    "normal volume",
]  # fmt: skip
#: Units of every dimension, 30 together.
UNITS = {name: [unit.unit for unit in units().values() if unit.dimension == name] for name in _DIMENSIONS}
BASE = {unit: members[0] for members in UNITS.values() for unit in members}
SCALE = pd.DataFrame(
    {"unit": list(BASE), "scale": [units()[unit].factor / units()[BASE[unit]].factor for unit in BASE]}
)
OF_ACTIVITY = [_DIMENSIONS[i % len(_DIMENSIONS)] for i in range(len(ACTIVITIES))]


def factor_table() -> pd.DataFrame:
    """Return the factors, with the masses of their gases."""
    rng = np.random.default_rng(0)
    records = [
        (activity, place, start, start + 2, UNITS[OF_ACTIVITY[number]][0], f"3.{4 + number % 12}")
        for number, activity in enumerate(ACTIVITIES)
        for place in ["GLO", *rng.choice(PLACES, 5, replace=False)]
        for start in (2020, 2023)
    ]
    table = pd.DataFrame(records, columns=["activity", "region", "valid_from", "valid_to", "unit", "category"])
    masses = {name: mass * 2 * rng.random(len(table)) for name, mass in SPECIES.items()}
    table["kgco2"], table["kgch4"], table["kgn2o"] = masses["CO2"], masses["CH4-fossil"], masses["N2O"]
    table["ch4_origin"], table["gwp_set"] = "fossil", "AR6"
    others = [name for name in SPECIES if name.startswith(("HFC", "CF", "SF"))]
    table["gases"] = [";".join(f"{n}:{masses[n][i]:.12g}" for n in others) for i in range(len(table))]
    table["kgco2e"] = sum(masses[name] * gwp(name) for name in SPECIES)
    for gas, name in zip(GASES, SPECIES, strict=True):
        table[f"as_{gas}"] = masses[name] * gwp(name)
    return table.assign(factor_id=[f"f{i}" for i in range(len(table))])


def own_factors(table: pd.DataFrame) -> EmissionFactors:
    """Return the factors as ghgcalc takes them."""
    return EmissionFactors.from_frame(table.drop(columns=[f"as_{gas}" for gas in GASES]))


def resolved(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row per activity, region and year: the country's factor of that vintage, else that of the world."""
    every = pd.MultiIndex.from_product([ACTIVITIES, PLACES, YEARS], names=KEY).to_frame(index=False)
    values = ["kgco2e", "category", *(f"as_{gas}" for gas in GASES)]
    yearly = table.loc[table.index.repeat(3)].copy()
    yearly["year"] = yearly["valid_from"] + np.tile([0, 1, 2], len(table))
    own = every.merge(yearly[[*KEY, *values]], on=KEY, how="left")
    world = yearly[yearly["region"] == "GLO"][["activity", "year", *values]]
    fallback = every.merge(world, on=["activity", "year"], how="left")
    return pd.concat([every, own[values].where(own["kgco2e"].notna(), fallback[values])], axis=1)


def activity_rows(size: int, *, seed: int = 1) -> pd.DataFrame:
    """Return activity rows with categorical columns."""
    rng = np.random.default_rng(seed)
    activity = rng.integers(0, len(ACTIVITIES), size)
    names = list(BASE)
    first = np.array([names.index(UNITS[name][0]) for name in OF_ACTIVITY])[activity]
    unit = first + (rng.random(size) * np.array([len(UNITS[name]) for name in OF_ACTIVITY])[activity]).astype(np.int64)
    own = np.where(rng.random(size) < 0.05, rng.random(size), np.nan)
    per = [f"kgCO2e/{members[0]}" for members in UNITS.values()]
    of_own = np.array([_DIMENSIONS.index(name) for name in OF_ACTIVITY])[activity]

    def drawn(labels: list[str]) -> pd.Categorical:
        return pd.Categorical.from_codes(rng.integers(0, len(labels), size), labels)

    return pd.DataFrame(
        {
            "year": rng.integers(YEARS.start, YEARS.stop, size),
            "activity": pd.Categorical.from_codes(activity, ACTIVITIES),
            "region": drawn(PLACES),
            "value": rng.random(size) * 100,
            "unit": pd.Categorical.from_codes(unit, names),
            "entity": drawn(ENTITIES),
            "supplier_factor": own,
            "supplier_factor_unit": pd.Categorical.from_codes(np.where(np.isnan(own), len(per), of_own), [*per, ""]),
        }
    )


def as_texts(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with plain string columns."""
    return rows.astype({name: "str" for name in rows if isinstance(rows[name].dtype, pd.CategoricalDtype)})


def write_parquet(path: Path, size: int) -> None:
    """Write rows with dictionary columns, a million at a time."""
    writer: pq.ParquetWriter | None = None
    for number, start in enumerate(range(0, size, 1_000_000)):
        rows = as_texts(activity_rows(min(1_000_000, size - start), seed=number))
        arrow = pa.Table.from_pandas(rows, preserve_index=False)
        writer = writer or pq.ParquetWriter(path, arrow.schema)
        writer.write_table(arrow)
    if writer:
        writer.close()


def of_inventory(inventory: Inventory, *, gases: bool) -> pd.DataFrame:
    """Ask the inventory for the result."""
    return inventory.by_gas(*BY, scope2="market") if gases else inventory.by(*BY, scope2="market")


def ours(activity: Any, factors: EmissionFactors, *, gases: bool) -> pd.DataFrame:
    """Work the result out with ghgcalc."""
    return of_inventory(calculate_inventory(activity, factors), gases=gases)


def limit(rows: pd.DataFrame) -> Callable[[], object]:
    """Return one multiply, take and bincount on coded columns."""
    rng = np.random.default_rng(2)
    cells = 12 * len(ENTITIES) * len(YEARS)
    code = rng.integers(0, 96_000, len(rows)).astype(np.int32)
    cell = rng.integers(0, cells, len(rows)).astype(np.int32)
    factor, value = rng.random(96_000), rows["value"].to_numpy()
    return lambda: np.bincount(cell, value * factor[code], minlength=cells)


def wide(found: pd.DataFrame) -> pd.DataFrame:
    """Return a result with one column per gas, sorted, for comparison."""
    if "gas" in found:
        found = found.pivot_table(index=BY, columns="gas", values="tco2e", aggfunc="sum", fill_value=0.0).reset_index()
    named = found.astype(dict.fromkeys(BY, str)).sort_values(BY, ignore_index=True)
    return named[[*BY, *sorted(name for name in named if name not in BY and name != "tonnes")]]


def same(found: pd.DataFrame, expected: pd.DataFrame) -> bool:
    """Tell whether two results agree to 1e-9."""
    one, two = wide(found), wide(expected)
    numbers = [name for name in one if name not in BY]
    if list(one) != list(two) or not one[BY].equals(two[BY]):
        return False
    return bool(np.allclose(one[numbers].to_numpy(), two[numbers].to_numpy(), rtol=1e-9))
