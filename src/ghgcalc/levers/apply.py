"""Applies levers to the cells of one year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ghgcalc.errors import raise_problem
from ghgcalc.inventory.selector import UPSTREAM_CATEGORY
from ghgcalc.levers.destinations import ROW_COLUMNS, find_in_frame
from ghgcalc.levers.evaluation import evaluate
from ghgcalc.levers.lever import Lever
from ghgcalc.levers.placement import place_levers

_KILOGRAMS, _TONNES = "kgCO2e/", "tCO2e/"


def apply(
    cells: pd.DataFrame,
    levers: Sequence[Lever],
    *,
    year: int,
    destinations: pd.DataFrame | None = None,
    reference_year: int | None = None,
) -> pd.DataFrame:
    """Return the cells as they are with the levers of a year.

    Parameters
    ----------
    cells : DataFrame
        Cells with `amount` and `factor` [tCO2e per unit] and any of the selector columns (category, activity, region,
        entity, site, material, process, tier, mode, energy_carrier, product), of one scope 2 method. When `tco2e`
        is there too, a `factor` in kgCO2e per unit is recognised and converted; a column `factor_unit`, as in
        ``inventory.cells``, says which of the two it is.
    levers : sequence of Lever
        The plan.
    year : int
        Year for which the ramps are read.
    destinations : DataFrame or None
        Lines with `activity` and `factor` [tCO2e per unit] that switch levers move to; None = the lines of
        that activity among `cells`.
    reference_year : int or None
        Year of the data behind the cells: adoption reached by then is in the data already.

    Returns
    -------
    DataFrame
        The cells in the same order, then the new destination lines, with `amount`, `factor` [tCO2e per unit]
        and `tco2e` [tCO2e] after the levers. ``attrs["warnings"]`` holds what a reader should know, as problems:
        a lever that acts on nothing, for one.

    Raises
    ------
    DataError
        If a column is missing, amounts, factors and tonnes contradict each other, both scope 2 methods are mixed, or
        a lever cannot be placed.

    Notes
    -----
    Canonical order: activity, switch, intensity, set_factor, direct.

    Examples
    --------
    Half of the heat of 1,000 Nm3 of gas comes from a heat pump that needs 2.5 kWh per Nm3:

    >>> from ghgcalc.levers import Lever, Ramp
    >>> gas = pd.DataFrame({"activity": "energy.fuel.natural_gas", "category": ["1.stationary", "3.3"],
    ...                     "amount": 1000.0, "factor": [1.779e-3, 0.355e-3]})
    >>> power = pd.DataFrame({"activity": "energy.electricity", "category": ["2.electricity", "3.3"],
    ...                       "factor": [0.2e-3, 0.044e-3]})
    >>> pump = Lever("heat pump", "switch", {"activity": "energy.fuel.natural_gas"}, Ramp(2025, 2030, share_to=0.5),
    ...              to_activity="energy.electricity", ratio=2.5)
    >>> apply(gas, [pump], year=2030, destinations=power)["tco2e"].round(6).tolist()
    [0.8895, 0.1775, 0.25, 0.055]
    """
    if not isinstance(cells, pd.DataFrame):
        raise_problem("lever_cells_frame", value=type(cells).__name__)
    given = [levers] if isinstance(levers, Lever) else [item for item in levers if not isinstance(item, Lever)]
    if given:
        raise_problem("lever_list", value=type(given[0]).__name__)
    ready = with_origin(cells.reset_index(drop=True)).assign(factor=factors_in_tonnes(cells))
    if not {"amount", "factor"} <= set(cells.columns):
        needy = [lever for lever in levers if lever.mechanism in ("switch", "set_factor")]
        if needy:
            raise_problem("lever_cells_amount", value=needy[0].lever_id)
        ready = ready.assign(amount=ready["tco2e"].astype(float))
    source = ready
    if destinations is not None:
        lines = destinations.reset_index(drop=True)
        source = with_origin(lines.assign(factor=lines["factor"].to_numpy(dtype=float) * _tonnes_per_unit(lines)))
    placement = place_levers(ready, levers, find=find_in_frame(source))
    everything = placement.cells
    amounts = everything["amount"].to_numpy(dtype=float)
    factors = everything["factor"].to_numpy(dtype=float)
    scenario = evaluate(placement, amounts, factors, year=year, reference_year=reference_year)
    after, per_unit, emissions = (part[0] for part in scenario.run(np.ones(len(placement.levers))))
    effective = np.divide(emissions, after, out=per_unit.copy(), where=after != 0.0)
    result = everything.assign(amount=after, factor=effective, tco2e=emissions)
    if "factor_unit" in result:
        result = result.assign(factor_unit=result["factor_unit"].str.replace(_KILOGRAMS, _TONNES, regex=False))
    if "activity_category" not in cells:
        result = result.drop(columns="activity_category", errors="ignore")
    result.attrs["warnings"] = placement.warnings
    return result


def with_origin(cells: pd.DataFrame) -> pd.DataFrame:
    """Add `activity_category`, when it is absent, so that a category 3.3 line follows its activity row.

    Examples
    --------
    >>> gas = pd.DataFrame({"activity": ["gas", "gas"], "category": ["1.stationary", "3.3"]})
    >>> with_origin(gas)["activity_category"].tolist()
    ['1.stationary', '1.stationary']
    """
    if "activity_category" in cells or not {"activity", "category"} <= set(cells.columns):
        return cells
    category = cells["category"].astype(str)
    keys = [name for name in ROW_COLUMNS if name in cells]
    own = cells[keys].assign(_origin=category)[category != UPSTREAM_CATEGORY].drop_duplicates(keys)
    origin = cells[keys].merge(own, on=keys, how="left")["_origin"].to_numpy(dtype=object)
    origin = np.where((category == UPSTREAM_CATEGORY) & ~pd.isna(origin), origin, category.to_numpy(dtype=object))
    return cells.assign(activity_category=origin)


def _tonnes_per_unit(cells: pd.DataFrame) -> NDArray[np.float64]:
    """Return 0.001 for factors stated in kg CO2e and 1 for those in tonnes or without a unit, shape (cells,)."""
    if "factor_unit" not in cells:
        return np.ones(len(cells))
    stated = cells["factor_unit"].fillna("").astype(str)
    for unit in stated[~(stated.str.startswith((_KILOGRAMS, _TONNES)) | (stated == ""))]:
        raise_problem("lever_factor_unit", value=unit)
    return np.where(stated.str.startswith(_KILOGRAMS), 1e-3, 1.0)


def factors_in_tonnes(cells: pd.DataFrame) -> NDArray[np.float64]:
    """Return the emission factor of each cell, shape (cells,) [tCO2e per unit].

    Raises
    ------
    DataError
        If amount and factor are missing, hold blanks, do not multiply to `tco2e`, or state another unit than kgCO2e
        or tCO2e per unit.
    """
    if not {"amount", "factor"} <= set(cells.columns):
        if "tco2e" not in cells:
            raise_problem("lever_cells_columns", value=", ".join(map(str, cells.columns)))
        if not np.isfinite(cells["tco2e"].to_numpy(dtype=float)).all():
            raise_problem("lever_cells_blank")
        return np.ones(len(cells))
    amount = cells["amount"].to_numpy(dtype=float)
    factor = cells["factor"].to_numpy(dtype=float) * _tonnes_per_unit(cells)
    if not (np.isfinite(amount).all() and np.isfinite(factor).all()):
        raise_problem("lever_cells_blank")
    if "tco2e" not in cells:
        return factor
    stated = cells["tco2e"].to_numpy(dtype=float)
    scales = (1.0,) if "factor_unit" in cells else (1.0, 1e-3)
    fitting = [s for s in scales if np.allclose(amount * factor * s, stated, rtol=1e-6, atol=1e-9)]
    if not fitting:
        raise_problem("lever_cells_inconsistent")
    return factor * fitting[0]
