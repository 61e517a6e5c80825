"""Ownership shares that stand on the activity rows themselves, for data without a table of entities."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd

from ghgcalc.coded import Floats
from ghgcalc.errors import Problem, ProblemLog
from ghgcalc.inventory.organisation.noun import Boundary
from ghgcalc.vocabulary import CONSOLIDATIONS, check_word

Locate = Callable[[Problem, npt.NDArray[np.int64]], list[Problem]]


def owned_shares(frame: pd.DataFrame, consolidation: str | None, locate: Locate, log: ProblemLog) -> Floats | None:
    """Return the share of each row that counts under equity share; None when rows count whole."""
    if consolidation is not None:
        check_word("consolidation", consolidation, CONSOLIDATIONS)
    if "ownership_share" not in frame:
        if consolidation == "equity share":
            log.add("ownership_share_missing")
        return None
    column = frame["ownership_share"]
    if consolidation == "equity share":
        blank = np.flatnonzero(column.isna() | (column.astype(str).str.strip() == ""))
        log.extend(locate(Problem("ownership_share_blank"), blank))
    share = pd.to_numeric(column.replace("", 1.0).fillna(1.0), errors="coerce").to_numpy(np.float64)
    for row in np.flatnonzero(~((share >= 0) & (share <= 1))):
        log.extend(locate(Problem("ownership_share_range", column.iloc[row]), np.array([row])))
    if consolidation is None and np.any(share != 1.0):
        log.add("ownership_share_choice")
    return share if consolidation == "equity share" else None


def check_one_boundary(frame: pd.DataFrame, boundary: Boundary, consolidation: str | None, log: ProblemLog) -> None:
    """Note when the rows or the caller say something about shares that a boundary already decides."""
    if "ownership_share" in frame and frame["ownership_share"].replace("", np.nan).notna().any():
        log.add("boundary_share_twice")
    if consolidation not in (None, boundary.approach):
        log.add("boundary_approach_twice", value=consolidation, approach=boundary.approach)
