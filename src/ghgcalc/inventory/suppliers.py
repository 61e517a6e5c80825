"""Which suppliers to ask for their data: the largest up to a share of spend, and who is large in himself."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from ghgcalc.errors import closest, raise_problem
from ghgcalc.guards import require
from ghgcalc.inventory.policies import supplier_rule


def suppliers_to_share(
    spend: pd.DataFrame | pd.Series | Mapping[str, float],
    *,
    share: float | None = None,
    also_above: float | None = None,
    named: Collection[str] = (),
) -> pd.DataFrame:
    """Choose the suppliers that together reach a share of spend, and those that matter by themselves.

    Parameters
    ----------
    spend : DataFrame, Series or mapping
        Spend per supplier [one currency]: a frame with the columns supplier and spend (several rows per supplier are
        added up), or supplier to spend. Emissions per supplier [tCO2e] work the same way.
    share : float, optional
        Share of spend to reach; by default that of the Scope 3 Standard.
    also_above : float, optional
        Every supplier above this share is chosen too; by default that of the Scope 3 Standard.
    named : collection of str
        Suppliers that are chosen for another reason, such as risk.

    Returns
    -------
    DataFrame
        supplier, spend, share, cumulative_share, is_chosen, reason (``"largest"``, ``"above limit"``, ``"named"`` or
        blank), largest first.

    Raises
    ------
    DataError
        If spend is missing or negative or adds up to 0, a share is not between 0 and 1, or a named supplier is not
        there.

    References
    ----------
    .. [1] GHG Protocol, "Scope 3 Standard" (2011), box 7.3.

    Examples
    --------
    >>> found = suppliers_to_share({"A": 60.0, "B": 25.0, "C": 12.0, "D": 2.0, "E": 1.0})
    >>> found.loc[found["is_chosen"], ["supplier", "reason"]].to_numpy().tolist()
    [['A', 'largest'], ['B', 'largest'], ['C', 'above limit'], ['D', 'above limit']]
    """
    rule = supplier_rule()
    wanted = rule.share_of_spend if share is None else share
    limit = rule.also_above if also_above is None else also_above
    for name, value in (("share", wanted), ("also_above", limit)):
        require(0.0 <= value <= 1.0, "scope3.share_outside", value=value, name=name)
    frame = _per_supplier(spend)
    missing = [name for name in named if name not in set(frame["supplier"])]
    if missing:
        options = closest(missing[0], frame["supplier"]) or frame["supplier"].tolist()[:6]
        raise_problem("unknown_supplier", value=missing[0], options=", ".join(options))
    part = frame["spend"].to_numpy(np.float64) / float(frame["spend"].sum())
    before = np.concatenate([[0.0], np.cumsum(part)[:-1]])
    largest = before < wanted - 1e-12
    above = ~largest & (part > limit)
    others = ~largest & ~above & frame["supplier"].isin(list(named)).to_numpy()
    reason = np.select([largest, above, others], ["largest", "above limit", "named"], "")
    return frame.assign(share=part, cumulative_share=before + part, is_chosen=reason != "", reason=reason)


def _per_supplier(spend: pd.DataFrame | pd.Series | Mapping[str, float]) -> pd.DataFrame:
    if isinstance(spend, pd.DataFrame):
        for column in ("supplier", "spend"):
            if column not in spend:
                raise_problem("missing_column", value=column, columns="supplier, spend")
        frame = spend[["supplier", "spend"]].reset_index(drop=True)
    else:
        series = pd.Series(spend, dtype=float)
        frame = pd.DataFrame({"supplier": series.index.astype(str), "spend": series.to_numpy(np.float64)})
    amounts = pd.to_numeric(frame["spend"], errors="coerce").to_numpy(np.float64)
    require(np.isfinite(amounts), "scope3.not_a_number", value=amounts, name="spend")
    require(amounts >= 0, "supplier_credit", value=amounts)
    summed = frame.assign(spend=amounts).groupby("supplier", sort=True)["spend"].sum().reset_index()
    if not len(summed) or float(summed["spend"].sum()) <= 0:
        raise_problem("no_spend")
    return summed.sort_values("spend", ascending=False, kind="stable").reset_index(drop=True)
