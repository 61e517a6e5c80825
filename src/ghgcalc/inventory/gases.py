"""Results per gas, and the CO2 that stands outside the scopes: biogenic, land-use change and removals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from ghgcalc.coded import Ints
from ghgcalc.factors.columns import OUTSIDE_COLUMNS
from ghgcalc.factors.gas_split import GasSplit
from ghgcalc.inventory.keys import Keys
from ghgcalc.inventory.lines import Lines
from ghgcalc.inventory.row_sums import LineWeights

if TYPE_CHECKING:
    from ghgcalc.inventory.noun import Inventory

NOT_SPLIT, DIFFERENCE = "not split", "difference"
#: Lines outside the scopes, with the factor column that gives them.
OUTSIDE_LINES = {
    "biogenic CO2": "kgco2_biogenic",
    "land-use change CO2": OUTSIDE_COLUMNS[0],
    "removals": OUTSIDE_COLUMNS[1],
}


@dataclass(frozen=True)
class GasWeights:
    """What is summed to split emissions into gases; weights in the order of `names`, then those of `masses`.

    Parameters
    ----------
    names : tuple of str
        Gases, what is not split and what differs.
    masses : mapping of str to float
        Per gas kg CO2e per kg where every factor agrees, nan where its mass has a weight of its own.
    weights : tuple of LineWeights
        What is summed.
    """

    names: tuple[str, ...]
    masses: dict[str, float]
    weights: tuple[LineWeights, ...]

    @classmethod
    def of(cls, split: GasSplit, lines: Lines, wanted: npt.NDArray[np.bool_]) -> GasWeights:
        """Choose what is summed for the wanted lines; gases that none of them has are left out."""
        has_factor = lines.factor >= 0
        row = np.where(has_factor, lines.factor, 0)
        whole = has_factor & split.known[row]
        whole_wanted = whole & wanted
        weights: dict[str, LineWeights] = {}
        own: list[LineWeights] = []
        masses: dict[str, float] = {}
        for gas, co2e in split.co2e.items():
            per_unit = np.where(whole, co2e[row], 0.0)
            if not np.any(per_unit[wanted]):
                continue
            weights[gas] = LineWeights(per_unit, own=False)
            mass = np.where(whole, split.mass[gas][row], 0.0)
            held = np.flatnonzero(whole_wanted & (mass > 0))
            ratio = per_unit[held] / mass[held]
            masses[gas] = float(ratio[0]) if np.ptp(ratio) <= 1e-12 * ratio[0] else np.nan
            if np.isnan(masses[gas]):
                own.append(LineWeights(mass, own=False))
        not_split = np.where(whole, 0.0, np.nan_to_num(lines.kgco2e))
        if not np.all(whole[wanted]):
            weights[NOT_SPLIT] = LineWeights(not_split, own=True)
        difference = np.where(whole, split.difference[row], 0.0)
        if np.any(difference[wanted]):
            weights[DIFFERENCE] = LineWeights(difference, own=False)
        if not weights:  # nothing is emitted: said of CO2, of which a kilogram is one kilogram of CO2e
            weights["CO2"], masses["CO2"] = LineWeights(np.zeros(len(row)), own=False), 1.0
        return cls(tuple(weights), masses, (*weights.values(), *own))

    def frame(self, found: Keys) -> pd.DataFrame:
        """Return the sums as a frame: the columns, gas, tonnes, tco2e; without the gases of which there is nothing."""
        sums = dict(zip(self.names, found.sums, strict=False))
        own = iter(found.sums[len(self.names) :])
        nothing = np.logical_and.reduce([total == 0.0 for total in sums.values()])
        parts: list[pd.DataFrame] = []
        for order, (gas, tco2e) in enumerate(sums.items()):
            ratio = self.masses.get(gas)
            tonnes = np.full(len(tco2e), np.nan) if ratio is None else next(own) if np.isnan(ratio) else tco2e / ratio
            kept = np.flatnonzero((tco2e != 0.0) | nothing)
            labels = {name: coded.take(kept).column() for name, coded in found.columns.items()}
            numbers = {"gas": gas, "tonnes": tonnes[kept], "tco2e": tco2e[kept], "_key": kept, "_gas": order}
            parts.append(pd.DataFrame({**labels, **numbers}))
        every = pd.concat(parts, ignore_index=True).sort_values(["_key", "_gas"], ignore_index=True)
        return every.drop(columns=["_key", "_gas"])


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


def summed(found: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """Add up rows of cells per combination of labels and of line; a sum of blanks stays blank."""
    seen = set(found["line"].unique())
    present = [line for line in OUTSIDE_LINES if line in seen]
    sums = [column for column in found if column not in ("cell", "line")]
    frame = pd.concat([labels, found[sums]], axis=1)
    frame["line"] = pd.Categorical(found["line"], categories=present, ordered=True)
    result = frame.groupby([*labels, "line"], as_index=False, observed=True)[sums].sum(min_count=1)
    return result.astype({"line": object})
