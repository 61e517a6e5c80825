"""What the rows of a growth frame are made of: levels, patterns and rates, and the growth they lead to per cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from ghgcalc.errors import Problem
from ghgcalc.projection.growth import Floats, cagr, real_growth
from ghgcalc.vocabulary import CATEGORIES, SCOPE_TOTALS, vocabulary_problem

EVERYTHING = "*"
#: Category (an id, a scope digit or ``*``) and pattern of the activity ('' = any).
Level: TypeAlias = tuple[str, str]
#: Driver, rate, single years, and whether it stands for everything.
Found: TypeAlias = tuple[str, float, dict[int, float], bool]
#: What reported category 3.3 follows: the energy of scopes 1 and 2.
ENERGY = "energy"


@dataclass(frozen=True)
class CellGrowth:
    """Growth of every cell.

    Parameters
    ----------
    position : array of shape (cells,)
        Row of `index` and `used` that each cell follows.
    index : array of shape (rows, years)
        Activity relative to the start year.
    used : DataFrame
        category, activity ('' = all of the category), driver, rate [1/year], index in the last year.
    warnings : tuple of Problem
        What a reader should know.
    """

    position: np.ndarray[Any, np.dtype[np.int64]]
    index: Floats
    used: pd.DataFrame
    warnings: tuple[Problem, ...] = ()


def levels_of(category: str) -> tuple[str, ...]:
    """Return where the growth of a category may stand, the nearest first.

    Examples
    --------
    >>> levels_of("3.1")
    ('3.1', '3', '*')
    """
    return (category, category[0], EVERYTHING)


def fits(activity: str, pattern: str) -> bool:
    """Tell whether an activity id fits a pattern: '' fits any, a trailing ``*`` fits a prefix.

    Examples
    --------
    >>> fits("spend.cleaning", "spend.*"), fits("material.wool", "spend.*"), fits("anything", "")
    (True, False, True)
    """
    if pattern.endswith("*"):
        return activity.startswith(pattern[:-1])
    return pattern in ("", activity)


def unknown_category(category: str) -> list[Problem]:
    """Return the problem with a category of growth, if there is one."""
    allowed = (*CATEGORIES, *SCOPE_TOTALS, EVERYTHING)
    return [] if category in allowed else [vocabulary_problem("category", category, allowed)]


def rate_of_row(row: pd.Series) -> float | None:
    """Return the rate a row gives, from its history when it has one, without the inflation that the row names."""
    if pd.notna(row["annual_growth"]):
        rate = float(row["annual_growth"])
    else:
        history = [row[c] for c in ("from_year", "from_value", "to_year", "to_value")]
        if any(pd.isna(value) for value in history):
            return None
        rate = cagr(float(history[1]), float(history[3]), float(history[2]) - float(history[0]))
    prices = [float(row[c]) if pd.notna(row[c]) else 0.0 for c in ("price_inflation", "price_mix")]
    return real_growth(rate, inflation=prices[0], price_mix=prices[1]) if any(prices) else rate
