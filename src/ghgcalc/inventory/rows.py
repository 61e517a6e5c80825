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
from ghgcalc.inventory.amounts import Amounts

if TYPE_CHECKING:
    from ghgcalc.inventory.noun import Inventory

Mask = npt.NDArray[np.bool_]


def rows_behind(inventory: Inventory, cells: Mask) -> Mask:
    """Return which rows of the activity data have at least one of the given cells, shape (rows,)."""
    ledger = inventory._ledger
    row_key = ledger.key_of_rows(slice(0, len(ledger.data.amounts)))
    return np.asarray(np.isin(row_key, ledger.whole_key(inventory._table.reduced.key[cells])), np.bool_)


def take_rows(data: ActivityData, rows: Mask) -> ActivityData:
    """Return the rows that are wanted."""
    where = np.flatnonzero(rows)
    return replace(
        data,
        frame=data.frame.iloc[where].reset_index(drop=True),
        columns={name: Coded(coded.codes[where], coded.labels) for name, coded in data.columns.items()},
        amounts=data.amounts.take(where),
    )


def scale_rows(data: ActivityData, scale: Floats) -> ActivityData:
    """Return the same rows with their amounts multiplied; rows that become 0 are left out."""
    plain = data.amounts.plain()
    scaled = replace(data, amounts=replace(plain, value=plain.value * scale))
    return take_rows(scaled, scale != 0.0) if np.any(scale == 0.0) else scaled


def join_rows(parts: Sequence[ActivityData]) -> ActivityData:
    """Return the rows of all parts under each other."""
    filled = [part for part in parts if len(part.amounts)] or list(parts[:1])
    if len(filled) == 1:
        return filled[0]
    return replace(
        filled[0],
        frame=pd.concat([part.frame for part in filled], ignore_index=True),
        columns={name: Coded.joined([part.columns[name] for part in filled]) for name in filled[0].columns},
        amounts=Amounts.joined([part.amounts for part in filled]),
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
    return replace(like, frame=frame, columns=columns, amounts=Amounts(np.array([float(tco2e)])))
