"""Rows of a linear program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass
class Rows:
    """Rows of a linear constraint, collected one by one."""

    places: list[np.ndarray[Any, Any]]
    values: list[np.ndarray[Any, Any]]
    low: list[float]
    high: list[float]

    @classmethod
    def empty(cls) -> Rows:
        """Return no rows yet."""
        return cls([], [], [], [])

    def add(self, places: Any, values: Any, low: float = -np.inf, high: float = np.inf) -> None:
        """Add ``low <= sum of values times variables at places <= high``."""
        self.places.append(np.asarray(places, dtype=np.intp))
        self.values.append(np.asarray(values, dtype=float))
        self.low.append(low)
        self.high.append(high)
