"""Loads the bundled sets of emission factors."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from ghgcalc.errors import DataError, Problem, closest
from ghgcalc.factors.model import COLUMNS, NUMBER_COLUMNS, TEXT_COLUMNS, YEAR_COLUMNS, EmissionFactors, combine_factors
from ghgcalc.resources import data_path


@cache
def available_sets() -> tuple[str, ...]:
    """Return the names of the bundled sets in the recommended order.

    Examples
    --------
    >>> "nl-2026" in available_sets()
    True
    """
    root = data_path("emission_factors")
    order = tomllib.loads((root / "preferred.toml").read_text(encoding="utf-8"))["sets"]
    present = {path.parent.name for path in root.glob("*/factors.csv")}
    return tuple(name for name in order if name in present)


def load_factors(*sets: str | EmissionFactors) -> EmissionFactors:
    """Load emission factors.

    Parameters
    ----------
    *sets : str or EmissionFactors
        Names of bundled sets and collections of your own, the preferred one first. Without arguments: the
        recommended sets for a Dutch company.

    Returns
    -------
    EmissionFactors

    Raises
    ------
    DataError
        If a set is not bundled.

    Examples
    --------
    >>> load_factors("nl-2026").sets
    ('nl-2026',)
    """
    chosen = sets or available_sets()
    return combine_factors([item if isinstance(item, EmissionFactors) else _load_set(item) for item in chosen])


@cache
def _load_set(name: str) -> EmissionFactors:
    if name not in available_sets():
        near = closest(name, available_sets()) or list(available_sets())
        raise DataError([Problem("unknown_set", name, params={"options": ", ".join(near)})])
    folder = data_path("emission_factors", name)
    return EmissionFactors(_read(folder / "factors.csv", name), {name: _about(folder)}, (name,))


def _read(path: Path, name: str) -> pd.DataFrame:
    types: dict[str, type] = dict.fromkeys(TEXT_COLUMNS, str) | dict.fromkeys(NUMBER_COLUMNS, np.float64)
    types |= dict.fromkeys(YEAR_COLUMNS, np.int64) | {"scope": str}
    frame = pd.read_csv(path, dtype=types, keep_default_na=False, na_values={c: [""] for c in NUMBER_COLUMNS})
    frame["set"] = name
    frame["scope"] = pd.to_numeric(frame["scope"], errors="coerce").fillna(0).astype(np.int64)
    return frame[list(COLUMNS)]


def _about(folder: Path) -> dict[str, object]:
    return tomllib.loads((folder / "source.toml").read_text(encoding="utf-8"))
