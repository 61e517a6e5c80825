"""The uncertain inputs of an inventory: a factor shared by all its rows, an amount shared by its emission lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ghgcalc.coded import Floats, Ints
from ghgcalc.intervals.inputs import DEFAULT, PUBLISHED, UNKNOWN, CellUncertainty
from ghgcalc.intervals.propagation import sigma_of, sum_by, variance_of
from ghgcalc.inventory.activity import REPORTING_KEY

if TYPE_CHECKING:
    from ghgcalc.inventory import Inventory

#: Columns that keep amounts apart as inputs of their own, beside those that decide their factors.
_INPUT = ("entity", "data_type")


@dataclass(frozen=True, eq=False)
class Structure:
    r"""Emissions as a sparse sum over pairs of inputs: :math:`E_g = \sum_e t_e X_{f(e)} Y_{a(e)}`.

    Parameters
    ----------
    tco2e : array of shape (entries,)
        Emissions of an entry when every input has its expected value [tCO2e]; entries are sorted by group.
    group, factor, activity : integer arrays of shape (entries,)
        Result group, emission factor and activity data of the entry.
    factor_sigma, activity_sigma : arrays of shape (factors,) and (activities,)
        Standard deviation of the logarithm of each input, 0 where it is unknown.
    groups : DataFrame
        Columns of the result groups, year first; tco2e and the shares of emissions by origin of their uncertainty.
    factors, activities : DataFrame
        What the inputs are called: activity, region, category; supplier, or entity and data type.
    """

    tco2e: Floats
    group: Ints
    factor: Ints
    activity: Ints
    factor_sigma: Floats
    activity_sigma: Floats
    groups: pd.DataFrame
    factors: pd.DataFrame
    activities: pd.DataFrame

    def with_sigma(self, factor: Floats, activity: Floats) -> Structure:
        """Return the same structure with other uncertainties."""
        return replace(self, factor_sigma=factor, activity_sigma=activity)


def build_structure(
    inventory: Inventory,
    cells: pd.DataFrame,
    sigma: CellUncertainty,
    *,
    by: Sequence[str],
    pair_editions: bool,
) -> Structure:
    """Put the inputs and entries together.

    Parameters
    ----------
    inventory : Inventory
        The inventory.
    cells : DataFrame
        Its cells that count, with their index as in `Inventory.cells`.
    sigma : CellUncertainty
        How uncertain the cells are.
    by : sequence of str
        Columns of the result groups beside the year.
    pair_editions : bool
        Whether the factor for one activity, region and stage errs the same way in every year and edition.
    """
    tco2e = cells["tco2e"].to_numpy(np.float64)
    place = cells.index.to_numpy()
    group, groups = _numbered(cells[["year", *by]])
    factor, factors = _factors(inventory, cells, pair_editions)
    key = pd.factorize(inventory.activity_groups(*REPORTING_KEY)[place])[0].astype(np.int64)
    within = pd.factorize(inventory.activity_groups(*by, *_INPUT)[place])[0].astype(np.int64)
    activities = _described(cells, within, ["year", "activity", "region", *_INPUT], tco2e)
    activity_sigma = _activity_sigma(within, key, np.nan_to_num(sigma.activity), tco2e, len(activities))
    factor_sigma = _factor_sigma(factor, sigma.factor, tco2e, len(factors))
    entry, entries = _numbered(pd.DataFrame({"group": group, "factor": factor, "activity": within}))
    order = np.lexsort((entries["activity"], entries["factor"], entries["group"]))
    return Structure(
        sum_by(entry, tco2e, len(entries))[order],
        entries["group"].to_numpy(np.int64)[order],
        entries["factor"].to_numpy(np.int64)[order],
        entries["activity"].to_numpy(np.int64)[order],
        factor_sigma,
        activity_sigma,
        groups.assign(**_shares(group, tco2e, sigma, len(groups))),
        factors,
        activities,
    )


def _numbered(frame: pd.DataFrame) -> tuple[Ints, pd.DataFrame]:
    """Return the number of every row's combination of values, and the combinations in order of appearance."""
    grouped = frame.groupby(list(frame.columns), sort=False, dropna=False)
    number = np.asarray(grouped.ngroup(), np.int64)
    first = np.unique(number, return_index=True)[1]
    return number, frame.iloc[first].reset_index(drop=True)


def _factors(inventory: Inventory, cells: pd.DataFrame, pair_editions: bool) -> tuple[Ints, pd.DataFrame]:
    """Number the emission factors: one of the library, one per supplier, or none behind reported tonnes."""
    library = inventory.factors.frame.set_index("factor_id")[["activity", "region", "stage", "unit"]]
    own = library.reindex(cells["factor_id"]).set_axis(cells.index)
    missing = own["activity"].isna()
    identity = pd.DataFrame(
        {
            "activity": own["activity"].where(~missing, cells["activity"]),
            "region": own["region"].where(~missing, cells["region"]),
            "stage": own["stage"].where(~missing, cells["match"]),
            "unit": own["unit"].where(~missing, cells["unit"]),
            "supplier": cells["supplier"].where(missing, "") if "supplier" in cells else "",
            "factor_id": "" if pair_editions else cells["factor_id"],
        },
        dtype=object,
    )
    number, _ = _numbered(identity)
    described = _described(
        identity.assign(category=cells["category"]),
        number,
        ["activity", "region", "supplier"],
        cells["tco2e"].to_numpy(np.float64),
    )
    return number, described


def _described(cells: pd.DataFrame, number: Ints, columns: Sequence[str], tco2e: Floats) -> pd.DataFrame:
    """Return what the inputs are called: their columns and the category in which most of their emissions fall."""
    frame = cells[[*columns, "category"]].reset_index(drop=True).assign(number=number, tco2e=tco2e)
    largest = frame.groupby(["number", "category"], sort=False)["tco2e"].sum().reset_index()
    largest = largest.sort_values(["number", "tco2e"], ascending=[True, False], kind="stable")
    category = largest.drop_duplicates("number").set_index("number")["category"]
    named = frame.drop_duplicates("number").set_index("number").sort_index()[list(columns)]
    return named.assign(category=category).reset_index(drop=True)


def _factor_sigma(number: Ints, sigma: Floats, tco2e: Floats, size: int) -> Floats:
    """Return the uncertainty of a factor over its known lines: the emission-weighted mean of their variances."""
    weight = tco2e * ~np.isnan(sigma)
    whole = sum_by(number, weight, size)
    part = sum_by(number, weight * np.square(np.nan_to_num(sigma)), size)
    return np.asarray(np.sqrt(np.divide(part, whole, out=np.zeros(size), where=whole > 0)), np.float64)


def _activity_sigma(number: Ints, key: Ints, sigma: Floats, tco2e: Floats, size: int) -> Floats:
    """Return the uncertainty of the amounts of a group: independent per key, all lines of a key alike."""
    emitted = np.bincount(key, tco2e)
    first = np.unique(key, return_index=True)[1]
    of_group = number[first]
    total = sum_by(of_group, emitted, size)
    variance = sum_by(of_group, np.square(emitted) * variance_of(sigma[first]), size)
    return sigma_of(total, np.sqrt(variance))


def _shares(group: Ints, tco2e: Floats, sigma: CellUncertainty, size: int) -> Mapping[str, Floats]:
    total = sum_by(group, tco2e, size)
    found = {"tco2e": total}
    marks = {f"share_{origin}": sigma.origin == origin for origin in (PUBLISHED, DEFAULT, UNKNOWN)}
    marks["share_activity_unknown"] = np.isnan(sigma.activity)
    for name, mark in marks.items():
        part = sum_by(group, tco2e * mark, size)
        found[name] = np.divide(part, total, out=np.full(size, np.nan), where=total > 0)
    return found
