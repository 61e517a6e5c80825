"""The audit trail: the rows behind the cells, each with its emission lines."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ghgcalc.coded import Floats, Ints
from ghgcalc.inventory.activity import ActivityData
from ghgcalc.inventory.keys import Keys, key_of_row
from ghgcalc.inventory.lines import Lines


def rows_of_cells(data: ActivityData, keys: Keys, cell_key: Ints) -> tuple[Ints, Ints]:
    """Return cell and row of every row × cell of its key, in the order of the rows; `cell_key` is sorted."""
    row_key = key_of_row(data.columns, keys)
    counts = np.bincount(cell_key, minlength=len(keys))
    starts = np.cumsum(counts) - counts
    row = np.repeat(np.arange(len(row_key)), counts[row_key])
    within = np.arange(len(row)) - np.repeat(np.cumsum(counts[row_key]) - counts[row_key], counts[row_key])
    return starts[row_key[row]] + within, row


def audit_trail(frame: pd.DataFrame, row: Ints, data: ActivityData, lines: Lines, share: Floats | None) -> pd.DataFrame:
    """Return the frame of cells with the amounts, own factors and places of the rows in it.

    Parameters
    ----------
    frame : DataFrame
        Cell of every row × line.
    row : array
        Row of every row × line.
    data : ActivityData
        The rows.
    lines : Lines
        Emission line of every row × line.
    share : array or None
        Share of the row that counts there.
    """
    frame["amount"] = data.value[row] * lines.conversion * (1.0 if share is None else share)
    if data.supplier is not None:
        own = np.isnan(lines.kgco2e)
        value = data.value[row][own]
        frame.loc[own, "factor"] = np.divide(data.supplier[row][own], value, out=np.zeros(len(value)), where=value > 0)
    frame["tco2e"] = frame["amount"] * frame["factor"] / 1000.0
    for name in ("file", "sheet", "cell", "supplier"):
        if name in data.frame:
            frame[name] = data.frame[name].to_numpy(object)[row]
    frame.insert(0, "row", row)
    return frame
