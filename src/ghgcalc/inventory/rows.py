"""Activity data with rows taken out, scaled, joined or replaced, so that a restated inventory keeps its audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ghgcalc.coded import Coded, Floats
from ghgcalc.inventory.activity import ActivityData
from ghgcalc.inventory.keys import key_of_row

if TYPE_CHECKING:
    from ghgcalc.inventory.noun import Inventory

Mask = npt.NDArray[np.bool_]


def rows_behind(inventory: Inventory, cells: Mask) -> Mask:
    """Return which rows of the activity data have at least one of the given cells, shape (rows,)."""
    keys = np.zeros(len(inventory._keys), bool)
    keys[inventory._cell_key[cells]] = True
    return np.asarray(keys[key_of_row(inventory.activity_data.columns, inventory._keys)], np.bool_)


def take_rows(data: ActivityData, rows: Mask) -> ActivityData:
    """Return the rows that are wanted."""
    where = np.flatnonzero(rows)
    return replace(
        data,
        frame=data.frame.iloc[where].reset_index(drop=True),
        columns={name: Coded(coded.codes[where], coded.labels) for name, coded in data.columns.items()},
        value=data.value[where],
        supplier=None if data.supplier is None else data.supplier[where],
    )


def scale_rows(data: ActivityData, scale: Floats) -> ActivityData:
    """Return the same rows with their amounts multiplied; rows that become 0 are left out."""
    scaled = replace(data, value=data.value * scale, supplier=None if data.supplier is None else data.supplier * scale)
    return take_rows(scaled, scale != 0.0) if np.any(scale == 0.0) else scaled


def join_rows(parts: Sequence[ActivityData]) -> ActivityData:
    """Return the rows of all parts under each other."""
    filled = [part for part in parts if len(part.value)] or list(parts[:1])
    if len(filled) == 1:
        return filled[0]
    columns = {
        name: Coded.of(np.concatenate([part.columns[name].values() for part in filled])) for name in filled[0].columns
    }
    supplier = None
    if any(part.supplier is not None for part in filled):
        supplier = np.concatenate([np.zeros(len(p.value)) if p.supplier is None else p.supplier for p in filled])
    return replace(
        filled[0],
        frame=pd.concat([part.frame for part in filled], ignore_index=True),
        columns=columns,
        value=np.concatenate([part.value for part in filled]),
        supplier=supplier,
    )


def reported_row(like: ActivityData, *, tco2e: float, sheet: str = "", cell: str = "", **labels: Any) -> ActivityData:
    """Return one row of reported tonnes, which may be negative: a correction of what other rows say.

    Parameters
    ----------
    like : ActivityData
        Data whose columns it gets.
    tco2e : float
        Emissions [tCO2e].
    sheet, cell : str
        Where it was entered.
    **labels
        Year, category and further columns.
    """
    every = {**dict.fromkeys(like.columns, ""), "activity": "reported", "unit": "tCO2e", **labels}
    frame = pd.DataFrame(
        [{**labels, "activity": "reported", "value": tco2e, "unit": "tCO2e", "sheet": sheet, "cell": cell}]
    )
    columns = {name: Coded.constant(every[name], 1) for name in like.columns}
    return replace(like, frame=frame, columns=columns, value=np.array([float(tco2e)]), supplier=None)
