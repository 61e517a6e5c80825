"""How uncertain every emission factor and every amount is: as published, else by default, else unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ghgcalc.coded import Floats
from ghgcalc.errors import DataError, Problem, closest
from ghgcalc.factors.activities import find_activity
from ghgcalc.factors.uncertainty import ASSUMED
from ghgcalc.inventory.quality import cell_scores, data_types
from ghgcalc.inventory.ratings import indicators
from ghgcalc.kept import read_document

if TYPE_CHECKING:
    from ghgcalc.inventory import Inventory

PUBLISHED, DEFAULT, UNKNOWN = "published", "default", "unknown"
_FACTOR_INDICATORS = ("technology", "time", "geography")


@cache
def _bundled() -> dict[str, dict[str, Any]]:
    return read_document("rulebooks", "accounting", "uncertainty.toml")


def uncertainty_defaults(own: Mapping[str, Mapping[str, Any]] | None = None) -> dict[str, dict[str, Any]]:
    """Return the default uncertainties with their sources, figures of your own replacing the bundled ones.

    Parameters
    ----------
    own : mapping, optional
        Figures by section and name, such as ``{"activity": {"measured": 1.02}}``: u95, the squared geometric
        standard deviation [-].

    Raises
    ------
    DataError
        If a section or name does not exist, or a figure is below 1.

    Examples
    --------
    >>> uncertainty_defaults({"activity": {"measured": 1.02}})["activity"]["measured"]
    1.02
    """
    table = {section: dict(values) for section, values in _bundled().items()}
    for section, values in (own or {}).items():
        for name, value in values.items():
            if name not in table.get(section, {}):
                known = [f"{s}.{n}" for s, entries in table.items() for n in entries]
                near = closest(f"{section}.{name}", known) or known
                raise DataError([Problem("default_unknown", f"{section}.{name}", params={"options": ", ".join(near)})])
            if name not in ("source", "confidence") and not np.all(np.asarray(value, np.float64) >= 1.0):
                raise DataError([Problem("interval_gsd_below_one", value, params={"name": f"{section}.{name}"})])
            table[section][name] = value
    return table


@dataclass(frozen=True)
class CellUncertainty:
    """Standard deviation of the logarithm of factor and amount per cell; nan where it is unknown.

    Parameters
    ----------
    factor, activity : arrays of shape (cells,)
        Standard deviation of the natural logarithm [-].
    origin : array of shape (cells,)
        Where that of the factor comes from: published, default or unknown.
    """

    factor: Floats
    activity: Floats
    origin: npt.NDArray[np.object_]


def uncertainty_of_cells(
    inventory: Inventory,
    cells: pd.DataFrame,
    *,
    factor_gsd: Mapping[str, float] | None,
    defaults: Mapping[str, Mapping[str, Any]] | None,
) -> CellUncertainty:
    """Return how uncertain factor and amount of every cell are.

    Parameters
    ----------
    inventory : Inventory
        Where the cells come from.
    cells : DataFrame
        Cells of that inventory. A gsd that is only the grade of a kind of factors counts as a default.
    factor_gsd : mapping, optional
        Geometric standard deviation by factor id or by id or name of an activity; goes before the published one.
    defaults : mapping or None
        Default uncertainties as `uncertainty_defaults` returns them; None uses none, so that they stay unknown.
    """
    scores, entered = cell_scores(inventory, cells)
    published = cells["gsd"].to_numpy(np.float64) if "gsd" in cells else np.full(len(cells), np.nan)
    graded = _is_graded(inventory, cells)
    if defaults is None:
        published = np.where(graded, np.nan, published)
    own_gsd = _with_own(cells, published, factor_gsd or {})
    factor = np.log(np.where(own_gsd >= 1.0, own_gsd, np.nan))
    origin = np.where(np.isnan(factor), UNKNOWN, PUBLISHED).astype(object)
    origin[graded & (own_gsd == published)] = DEFAULT
    activity = np.full(len(cells), np.nan)
    if defaults is not None:
        own = (cells["match"] == "supplier").to_numpy()
        by_default = np.where(own, 0.5 * np.log(defaults["factor"]["supplier"]), _pedigree(scores, defaults))
        fill = np.isnan(factor) & ~np.isnan(by_default)
        factor[fill], origin[fill] = by_default[fill], DEFAULT
        activity = _activity(scores, entered, data_types(cells), defaults)
    reported = (cells["match"] == "reported").to_numpy()
    factor[reported] = 0.0  # tonnes as reported have no factor: all of their uncertainty is in the amount
    origin[reported] = np.where(np.isnan(activity[reported]), UNKNOWN, DEFAULT)
    return CellUncertainty(factor, activity, origin)


def _is_graded(inventory: Inventory, cells: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return whether the gsd of a cell is the grade of its kind of factors, an assumption, and not published."""
    basis = inventory.factors.frame.set_index("factor_id")["gsd_basis"].reindex(cells["factor_id"])
    return basis.fillna("").str.startswith(ASSUMED).to_numpy(bool)


def _with_own(cells: pd.DataFrame, published: Floats, own: Mapping[str, float]) -> Floats:
    given = published.copy()
    for name, gsd in own.items():
        meant = [name, find_activity(name)]
        rows = (cells["factor_id"].isin(meant) | cells["activity"].isin(meant)).to_numpy()
        if not rows.any():
            known = {*cells["factor_id"], *cells["activity"]}
            options = ", ".join(closest(name, known) or sorted(known)[:5])
            raise DataError([Problem("gsd_without_factor", name, params={"options": options})])
        if not gsd >= 1.0:
            raise DataError([Problem("interval_gsd_below_one", gsd, params={"name": name})])
        given[rows] = gsd
    return given


def _log_u(scores: Floats, name: str, defaults: Mapping[str, Mapping[str, Any]]) -> Floats:
    """Return half the logarithm of u95 for the rating of one indicator; nan where there is none."""
    score = scores[:, indicators().index(name)]
    table = 0.5 * np.log(np.asarray(defaults["pedigree"][name], np.float64))
    known = np.where(np.isnan(score), 1.0, score).astype(np.int64)
    return np.where(np.isnan(score), np.nan, table[known - 1])


def _pedigree(scores: Floats, defaults: Mapping[str, Mapping[str, Any]]) -> Floats:
    parts = np.array([_log_u(scores, name, defaults) for name in _FACTOR_INDICATORS])
    basic = 0.5 * np.log(defaults["factor"]["basic"])
    unrated = 0.5 * np.log(defaults["factor"]["unrated"])
    sigma = np.sqrt(basic**2 + np.square(np.where(np.isnan(parts), unrated, parts)).sum(axis=0))
    return np.where(np.isnan(parts).all(axis=0), np.nan, sigma)


def _activity(
    scores: Floats, entered: npt.NDArray[np.bool_], types: pd.Series, defaults: Mapping[str, Mapping[str, Any]]
) -> Floats:
    by_type = types.map(lambda kind: defaults["activity"].get(kind, np.nan)).to_numpy(np.float64)
    rated = entered[:, indicators().index("reliability")]
    own = np.where(rated, _log_u(scores, "reliability", defaults), 0.5 * np.log(by_type))
    completeness = np.nan_to_num(_log_u(scores, "completeness", defaults))
    return np.asarray(np.hypot(own, completeness), np.float64)
