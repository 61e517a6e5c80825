"""The roadmaps of many companies at once: what each has left, and what each lever brings to each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ghgcalc.errors import DataError, Problem, raise_problem
from ghgcalc.levers.attribution import gauss_legendre
from ghgcalc.levers.gradient import slopes
from ghgcalc.roadmap.boundary import Scopes, as_scopes
from ghgcalc.roadmap.noun import Roadmap


def roadmap_by_company(
    roadmap: Roadmap, years: int | Sequence[int] | None = None, *, scopes: Scopes | None = None
) -> pd.DataFrame:
    """Return business as usual and what is left after the levers, per company and year.

    Parameters
    ----------
    roadmap : Roadmap
        Over an inventory with a column company.
    years : int or sequence of int, optional
        Years; by default all of business as usual.
    scopes : tuple of int, str or None
        Scopes to count; None = all three.

    Returns
    -------
    DataFrame
        company, year, base_tco2e, bau_tco2e, external_tco2e (what external drivers change beside business as usual) and
        residual_tco2e; base_tco2e is NaN for a company without data in the base year.

    Raises
    ------
    DataError
        If the inventory has no column company, or a year is not in business as usual.

    Examples
    --------
    >>> import ghgcalc as gc
    >>> rows = pd.DataFrame({"year": [2026, 2026], "company": ["Acme", "Bolt"], "activity": "aardgas",
    ...                      "value": [1000.0, 3000.0], "unit": "Nm3"})
    >>> inventory = gc.calculate_inventory(rows, gc.load_factors("nl-2026"), region="NL")
    >>> growth = pd.DataFrame({"company": ["Acme", "Bolt"], "category": "*", "annual_growth": [0.0, 0.05]})
    >>> bau = gc.project_bau(inventory, growth, until=2028, scope2="market")
    >>> roof = gc.Lever("roof", "intensity", {"category": "1.stationary"}, gc.levers.Ramp(2026, 2028),
    ...                 effectiveness=0.5)
    >>> table = roadmap_by_company(gc.build_roadmap(bau, [roof]), 2028)
    >>> table[["company", "bau_tco2e", "residual_tco2e"]].round(3).values.tolist()
    [['Acme', 2.134, 1.067], ['Bolt', 7.058, 3.529]]
    """
    chosen = [years] if isinstance(years, int) else list(roadmap.bau.years if years is None else years)
    inside = as_scopes(scopes)
    owner, names = _owners(roadmap.placement.cells)
    counted = roadmap.placement.cells["scope"].astype(int).isin(inside).to_numpy()
    base = roadmap.base.cells
    base = base[base["scope"].astype(int).isin(inside)]
    before = base.groupby(base["company"].astype(str))["tco2e"].sum().reindex(names).to_numpy(float)
    known = roadmap.placement.size
    parts = []
    for year in chosen:
        at = roadmap.bau.year_index(year)
        scenario = roadmap.scenario(year)
        bau = np.bincount(owner[:known], roadmap.bau.emissions[:, at] * counted[:known], len(names))
        moved = np.bincount(owner, scenario.amounts * scenario.factors * counted, len(names))
        left = np.bincount(owner, scenario.run(np.ones(scenario.levers))[2][0] * counted, len(names))
        columns = {"base_tco2e": before, "bau_tco2e": bau, "external_tco2e": moved - bau, "residual_tco2e": left}
        parts.append(pd.DataFrame({"company": names, "year": year, **columns}))
    return pd.concat(parts, ignore_index=True)


def levers_by_company(roadmap: Roadmap, year: int, *, scopes: Scopes | None = None) -> pd.DataFrame:
    """Return what each lever abates in each company in a year, as Shapley value.

    Parameters
    ----------
    roadmap : Roadmap
        Over an inventory with a column company.
    year : int
        Year of business as usual.
    scopes : tuple of int, str or None
        Scopes to count; None = all three.

    Returns
    -------
    DataFrame
        company, lever_id, group, label_en, label_nl and tco2e [tCO2e]. Per company they add up to business as usual,
        after external drivers, minus what is left.

    Raises
    ------
    DataError
        If the inventory has no column company, or a lever gives tonnes, which belong to one company.

    Notes
    -----
    The integral over the multilinear extension (see `ghgcalc.levers.attribute`) is a sum over cells, and no lever
    joins cells of two companies. So one pass over all cells gives the values of every company.
    """
    tonnes = [lever for lever in roadmap.levers if lever.mechanism == "direct"]
    if tonnes:
        raise DataError([Problem("cohort_direct_lever", x.lever_id, x.sheet, x.cell) for x in tonnes])
    roadmap.bau.year_index(year)
    owner, names = _owners(roadmap.placement.cells)
    counted = roadmap.placement.cells["scope"].astype(int).isin(as_scopes(scopes)).to_numpy()
    scenario = roadmap.scenario(year)
    shares = np.zeros((scenario.levers, len(names)))
    for node, weight in zip(*gauss_legendre(scenario.levers), strict=True):
        shares -= weight * slopes(scenario, np.full(scenario.levers, node), counted, owner=owner)[0][:, : len(names)]
    labels = pd.DataFrame(
        [(x.lever_id, x.group, x.name("en"), x.name("nl")) for x in roadmap.levers],
        columns=["lever_id", "group", "label_en", "label_nl"],
    )
    repeated = labels.loc[np.tile(np.arange(len(labels)), len(names))].reset_index(drop=True)
    repeated.insert(0, "company", np.repeat(np.asarray(names, dtype=object), len(labels)))
    return repeated.assign(tco2e=shares.T.ravel())


def _owners(cells: pd.DataFrame) -> tuple[NDArray[np.intp], list[str]]:
    """Return the number of the company of each cell, and the companies in order of appearance."""
    if "company" not in cells or not cells["company"].astype(str).any():
        raise_problem("cohort_without_company", value="company")
    codes, names = pd.factorize(cells["company"].astype(str))
    return codes.astype(np.intp), [str(name) for name in names]
