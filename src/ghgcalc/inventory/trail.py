"""The audit trail: the rows behind the cells, each with its emission lines."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from ghgcalc.coded import Ints
from ghgcalc.inventory.activity import TRACE_COLUMNS
from ghgcalc.inventory.ledger import Ledger
from ghgcalc.inventory.lines import Lines
from ghgcalc.inventory.reduction import Reduction


def rows_and_cells(ledger: Ledger, cells: Reduction, rows: slice) -> tuple[Ints, Ints]:
    """Return, for every one of some rows × emission line, the row and the cell it counts in, both as positions."""
    row_key = ledger.key_of_rows(rows)
    counts = np.bincount(ledger.whole_key(cells.key), minlength=int(row_key.max(initial=-1)) + 1)
    of_row = counts[row_key]
    row = np.repeat(np.arange(len(row_key)), of_row)
    within = np.arange(len(row)) - np.repeat(np.cumsum(of_row) - of_row, of_row)
    return row, (np.cumsum(counts) - counts)[row_key[row]] + within


def audit_trail(
    ledger: Ledger, lines: Lines, cells: Reduction, frame_of: Callable[[Ints], pd.DataFrame], rows: slice
) -> pd.DataFrame:
    """Return every one of some rows × emission line, with amount, factor and tonnes of that row.

    Parameters
    ----------
    ledger : Ledger
        The rows.
    lines : Lines
        Emission lines of the factor keys.
    cells : Reduction
        Cells of the inventory.
    frame_of : callable
        Returns the frame of cells at some positions.
    rows : slice
        Which rows.
    """
    row, cell = rows_and_cells(ledger, cells, rows)
    frame, line = frame_of(cell), cells.line[cell]
    data = ledger.data
    value, *product = data.amounts.weights(rows)
    frame["amount"] = value[row] * lines.conversion[line] * ledger.share_of(cells.key[cell])
    if product:
        own = np.isnan(lines.kgco2e[line])
        of_own = row[own]
        weighted, unweighted = product[0][of_own], value[of_own]
        frame.loc[own, "factor"] = np.divide(weighted, unweighted, out=np.zeros(len(of_own)), where=unweighted > 0)
    frame["tco2e"] = frame["amount"] * frame["factor"] / 1000.0
    for name in (*TRACE_COLUMNS, "supplier"):
        if name in data.frame:
            frame[name] = data.frame[name].to_numpy(object)[rows][row]
    frame.insert(0, "row", row + rows.start + data.first_row)
    return frame
