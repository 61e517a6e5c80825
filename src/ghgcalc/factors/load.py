"""Loads sets of emission factors: bundled ones by name, imported ones by name or folder."""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ghgcalc.errors import DataError, Problem, closest
from ghgcalc.factors.columns import NUMBER_COLUMNS, OPTIONAL_NUMBERS, TEXT_COLUMNS, YEAR_COLUMNS
from ghgcalc.factors.model import EmissionFactors, combine_factors
from ghgcalc.kept import kept, read_document
from ghgcalc.resources import data_path
from ghgcalc.units import units


@cache
def available_sets() -> tuple[str, ...]:
    """Return the names of the bundled sets: the recommended ones in their order, then those loaded only on request.

    Examples
    --------
    >>> "nl-2026" in available_sets()
    True
    """
    return _listed("sets", "on_request")


@cache
def _listed(*lists: str) -> tuple[str, ...]:
    root = data_path("emission_factors")
    preferred = read_document("emission_factors", "preferred.toml")
    present = {path.parent.name for path in root.glob("*/factors.csv")}
    return tuple(name for key in lists for name in preferred[key] if name in present)


def load_factors(*sets: str | Path | EmissionFactors) -> EmissionFactors:
    """Load emission factors.

    Parameters
    ----------
    *sets : str, Path or EmissionFactors
        Names of bundled sets, names or folders of imported sets, and collections of your own, the preferred one
        first. Without arguments: the recommended sets for a Dutch company.

    Returns
    -------
    EmissionFactors

    Raises
    ------
    DataError
        If a set is neither bundled nor imported, or an imported set is damaged.

    Examples
    --------
    >>> load_factors("nl-2026").sets
    ('nl-2026',)
    """
    chosen = sets or recommended_sets()
    if all(isinstance(item, str) and item in available_sets() for item in chosen):
        return _load_together(tuple(str(item) for item in chosen)).shared()
    return combine_factors([item if isinstance(item, EmissionFactors) else _load(item) for item in chosen])


def recommended_sets() -> tuple[str, ...]:
    """Return the names of the bundled sets that `load_factors` takes when it is given none, in their order.

    Examples
    --------
    >>> recommended_sets()[0]
    'nl-2026'
    """
    return _listed("sets")


@cache
def _load_together(names: tuple[str, ...]) -> EmissionFactors:
    from ghgcalc.factors.packed import pack, unpack

    root = data_path("emission_factors")
    data = [root / name / file for name in names for file in ("factors.csv", "source.toml")]
    rules = [root / "preferred.toml", root / "uncertainty.toml"]
    code = sorted(Path(__file__).parent.glob("*.py"))
    which = hashlib.sha256("\n".join(names).encode()).hexdigest()[:8]
    return unpack(
        kept(
            f"factors-{which}",
            [*data, *rules, *code],
            lambda: pack(combine_factors([_load_bundled(name) for name in names])),
        )
    )


def _load(name: str | Path) -> EmissionFactors:
    return _load_bundled(str(name)) if str(name) in available_sets() else _load_imported(name)


@cache
def _load_bundled(name: str) -> EmissionFactors:
    folder = data_path("emission_factors", name)
    return EmissionFactors.of_set(_read(folder / "factors.csv"), name, _about(folder))


def _load_imported(name: str | Path) -> EmissionFactors:
    from ghgcalc.factors.store import find_set, imported_sets

    folder = find_set(name)
    if folder is None:
        known = [*available_sets(), *imported_sets()]
        near = closest(str(name), known) or known
        raise DataError([Problem("unknown_set", str(name), params={"options": ", ".join(near)})])
    try:
        found = EmissionFactors.of_set(_read(folder / "factors.csv"), folder.name, _about(folder))
    except (ValueError, KeyError, OSError):
        raise DataError([Problem("import_damaged_set", str(name))]) from None
    frame = found.frame
    if not frame["factor_id"].is_unique or not set(frame["unit"]) <= set(units()) or not len(frame):
        raise DataError([Problem("import_damaged_set", str(name))])
    return found


def _read(path: Path) -> pd.DataFrame:
    numbers = (*NUMBER_COLUMNS, *OPTIONAL_NUMBERS)
    types: dict[str, type] = dict.fromkeys(TEXT_COLUMNS, str) | dict.fromkeys(numbers, np.float64)
    types |= dict.fromkeys(YEAR_COLUMNS, np.int64) | {"scope": str}
    return pd.read_csv(path, dtype=types, keep_default_na=False, na_values={c: [""] for c in numbers})


def _about(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "source.toml").read_text(encoding="utf-8"))
