"""Results per gas, and the CO2 that stands outside the scopes: biogenic, land-use change and removals."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from ghgcalc.coded import Floats, Ints
from ghgcalc.errors import DataError
from ghgcalc.factors.columns import OUTSIDE_COLUMNS
from ghgcalc.gwp_sets import METHANE_SPECIES, gwp, parse_composition
from ghgcalc.kept import read_document

if TYPE_CHECKING:
    from ghgcalc.inventory.noun import Inventory

OTHER, NOT_SPLIT, DIFFERENCE = "other", "not split", "difference"
#: Largest gap between a factor and its gases, as a share of the factor, for a split with a blank in it to be whole.
_WHOLE = 0.005
#: Lines outside the scopes, with the factor column that gives them.
OUTSIDE_LINES = {
    "biogenic CO2": "kgco2_biogenic",
    "land-use change CO2": OUTSIDE_COLUMNS[0],
    "removals": OUTSIDE_COLUMNS[1],
}


@cache
def gas_groups() -> dict[str, tuple[str, ...]]:
    """Return the seven gases and the species of each.

    Examples
    --------
    >>> list(gas_groups())
    ['CO2', 'CH4', 'N2O', 'HFC', 'PFC', 'SF6', 'NF3']
    """
    groups = read_document("emission_factors", "gwp", "gas_groups.toml")
    return {gas: tuple(species) for gas, species in groups.items()}


def gas_of(species: str) -> str:
    """Return the gas to which a species belongs.

    Examples
    --------
    >>> gas_of("HFC-32"), gas_of("CH4-fossil"), gas_of("HCFC-22")
    ('HFC', 'CH4', 'other')
    """
    for gas, names in gas_groups().items():
        if any(species == name or (name.endswith("-") and species.startswith(name)) for name in names):
            return gas
    return OTHER


def tonnes_by_gas(inventory: Inventory, cells: Ints) -> pd.DataFrame:
    """Return tonnes of gas and tCO2e of cells: cell, gas, tonnes, tco2e; what has no split is `not split`.

    The rows of a cell add up to it: a factor whose publisher rounds, or states another GWP set, leaves a `difference`.
    """
    factor = inventory.cell_factors(cells)
    amount, tco2e = inventory.cell_amounts(cells)
    used, of_cell = np.unique(factor, return_inverse=True)
    parts: list[pd.DataFrame] = []
    explained = np.zeros(len(cells))
    split = np.zeros(len(used), bool)
    for place, row in enumerate(used):
        masses = _masses(inventory, int(row)) if row >= 0 else None
        if masses is None:
            continue
        split[place] = True
        inside = np.flatnonzero(of_cell == place)
        for gas, (mass, co2e) in masses.items():
            explained[inside] += amount[inside] * co2e / 1000.0
            tonnes = amount[inside] * mass / 1000.0
            parts.append(_rows(cells[inside], gas, tonnes, amount[inside] * co2e / 1000.0))
    known = split[of_cell]
    none = np.full(len(cells), np.nan)
    parts.append(_rows(cells[~known], NOT_SPLIT, none[~known], tco2e[~known]))
    rest = tco2e - explained
    differs = known & (np.abs(rest) > 1e-9 * np.maximum(np.abs(tco2e), 1e-12))
    parts.append(_rows(cells[differs], DIFFERENCE, none[differs], rest[differs]))
    return pd.concat(parts, ignore_index=True)


def _rows(cells: Ints, gas: str, tonnes: Floats, tco2e: Floats) -> pd.DataFrame:
    return pd.DataFrame({"cell": cells, "gas": gas, "tonnes": tonnes, "tco2e": tco2e})


def _masses(inventory: Inventory, row: int) -> dict[str, tuple[float, float]] | None:
    """Return per gas the mass and the CO2e in one unit of a factor; None when its split is not known."""
    record = inventory.factors.frame.iloc[row]
    species: dict[str, float] = {}
    blanks = 0
    for column, name in (("kgco2", "CO2"), ("kgch4", METHANE_SPECIES[str(record["ch4_origin"])]), ("kgn2o", "N2O")):
        mass = float(record[column])
        blanks += int(np.isnan(mass))
        if not np.isnan(mass) and mass > 0:
            species[name] = mass
    species |= parse_composition(str(record["gases"]))
    try:
        co2e = {name: mass * gwp(name, inventory.gwp) for name, mass in species.items()}
    except DataError:
        return None
    value = float(inventory.factors.table(inventory.gwp).kgco2e[row])
    only_gases = blanks == 3 and bool(record["gases"])
    if blanks and not only_gases and (not species or abs(sum(co2e.values()) - value) > _WHOLE * value):
        return None
    found: dict[str, tuple[float, float]] = {}
    for name, mass in species.items():
        known = found.get(gas_of(name), (0.0, 0.0))
        found[gas_of(name)] = (known[0] + mass, known[1] + co2e[name])
    return found


def outside_tonnes(inventory: Inventory, cells: Ints) -> pd.DataFrame:
    """Return the CO2 outside the scopes of cells: cell, line, tco2, unpublished_tco2e.

    `tco2` is nan where the factor does not publish the line; the tonnes of such cells stand in `unpublished_tco2e`.
    """
    factor = inventory.cell_factors(cells)
    amount, tco2e = inventory.cell_amounts(cells)
    frame = inventory.factors.frame
    parts = []
    for line, column in OUTSIDE_LINES.items():
        per_unit: npt.NDArray[np.float64] = np.full(len(frame) + 1, np.nan)
        if column in frame:
            per_unit[:-1] = frame[column].to_numpy(np.float64)
        tco2 = amount * per_unit[factor] / 1000.0
        unknown = np.where(np.isnan(tco2), tco2e, 0.0)
        parts.append(pd.DataFrame({"cell": cells, "line": line, "tco2": tco2, "unpublished_tco2e": unknown}))
    return pd.concat(parts, ignore_index=True)


def summed(found: pd.DataFrame, labels: pd.DataFrame, name: str) -> pd.DataFrame:
    """Add up rows of cells per combination of labels and of `name` (gas or line); a sum of blanks stays blank."""
    order = [*gas_groups(), OTHER, NOT_SPLIT, DIFFERENCE, *OUTSIDE_LINES]
    present = [label for label in order if label in set(found[name])]
    sums = [column for column in found if column not in ("cell", name)]
    frame = pd.concat([labels, found[sums]], axis=1)
    frame[name] = pd.Categorical(found[name], categories=present, ordered=True)
    result = frame.groupby([*labels, name], as_index=False, observed=True)[sums].sum(min_count=1)
    return result.astype({name: object})
