"""What follows from the costs of levers: the cost curve, and the investments per year."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from ghgcalc.costs.entries import read_entries
from ghgcalc.costs.levers import plan_progress
from ghgcalc.roadmap import Roadmap


def cost_curve(costs: pd.DataFrame) -> pd.DataFrame:
    """Return the levers with a known cost from cheap to dear, as the blocks of a marginal abatement cost curve.

    Parameters
    ----------
    costs : DataFrame
        What `lever_costs` returns.

    Returns
    -------
    DataFrame
        lever_id, group, label_en, label_nl, tco2e, start_tco2e, end_tco2e, eur_per_tco2e, eur_low_per_tco2e,
        eur_high_per_tco2e, npv_eur, cost_basis, is_assumption. ``attrs["left_out"]`` names the levers without a
        cost or without abatement.

    Notes
    -----
    A cost curve is not an order in time: it can be right to begin with a slow, dear lever (Vogt-Schilb & Hallegatte).

    Examples
    --------
    >>> costs = pd.DataFrame({"lever_id": ["a", "b"], "tco2e": [60.0, 50.0], "eur_per_tco2e": [20.0, 10.0]})
    >>> cost_curve(costs)[["lever_id", "start_tco2e", "end_tco2e"]].values.tolist()
    [['b', 0.0, 50.0], ['a', 50.0, 110.0]]
    """
    known = costs["eur_per_tco2e"].notna() & (costs["tco2e"] > 0.0)
    wanted = [name for name in (
        "lever_id", "group", "label_en", "label_nl", "tco2e", "eur_per_tco2e", "eur_low_per_tco2e",
        "eur_high_per_tco2e", "npv_eur", "cost_basis", "is_assumption",
    ) if name in costs]  # fmt: skip
    order = ["eur_per_tco2e", "tco2e", "lever_id"]
    curve = costs.loc[known, wanted].sort_values(order, ascending=[True, False, True], ignore_index=True)
    ends = np.cumsum(curve["tco2e"].to_numpy(dtype=float))
    curve = curve.assign(start_tco2e=ends - curve["tco2e"], end_tco2e=ends)
    curve.attrs = {**costs.attrs, "left_out": [str(name) for name in costs.loc[~known, "lever_id"]]}
    return curve


def lever_investments(roadmap: Roadmap, *, costs: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return when the investments fall: in step with the adoption of each lever.

    Parameters
    ----------
    roadmap : Roadmap
        BAU and levers.
    costs : DataFrame, optional
        Costs that go before those of the levers, as for `lever_costs`.

    Returns
    -------
    DataFrame
        year, lever_id, capex_eur less subsidy [EUR in the year]; NaN for a lever whose investment is not known.

    Raises
    ------
    DataError
        With every cost that cannot be used.
    """
    rows = []
    years = roadmap.bau.years
    for lever, entry in zip(roadmap.levers, read_entries(roadmap.levers, costs), strict=True):
        done = np.array([plan_progress(lever, year, years[0]) for year in years])
        capex = math.nan if entry.capex_eur is None else entry.investment
        added = np.clip(np.diff(done, prepend=0.0), 0.0, None)
        rows += [(year, lever.lever_id, capex * part) for year, part in zip(years, added, strict=True)]
    return pd.DataFrame(rows, columns=["year", "lever_id", "capex_eur"])
