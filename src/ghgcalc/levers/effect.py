"""What one lever touches among the lines of a scenario."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ghgcalc.levers.lever import Mechanism

NO_LINES = np.empty(0, dtype=np.intp)


@dataclass(frozen=True)
class Effect:
    """What one lever touches.

    Parameters
    ----------
    lever : int
        Position of the lever in the plan.
    mechanism : str
        Its mechanism.
    lines : ndarray of int
        Lines whose amount, factor or emissions change, shape (lines,).
    anchor : ndarray of int
        For set_factor: the line whose factor an upstream line follows, shape (lines,).
    primary, starts : ndarray of int
        For switch: lines that count the moved amount, and where each activity row begins in them.
    to_lines, to_rows : ndarray of int
        For switch: destination lines and the activity row that each is fed from.
    """

    lever: int
    mechanism: Mechanism
    lines: NDArray[np.intp]
    anchor: NDArray[np.intp] = field(default_factory=lambda: NO_LINES)
    primary: NDArray[np.intp] = field(default_factory=lambda: NO_LINES)
    starts: NDArray[np.intp] = field(default_factory=lambda: NO_LINES)
    to_lines: NDArray[np.intp] = field(default_factory=lambda: NO_LINES)
    to_rows: NDArray[np.intp] = field(default_factory=lambda: NO_LINES)
