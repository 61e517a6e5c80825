"""Chooses the cells that count together: one scope 2 method, and one year when asked."""

from __future__ import annotations

import pandas as pd


def cells_under(cells: pd.DataFrame, scope2: str, *, year: int | None = None) -> pd.DataFrame:
    """Return the cells that count under one scope 2 method, in their order and with their index.

    Parameters
    ----------
    cells : DataFrame
        Cells of an inventory; `scope2_method` is blank where the method makes no difference.
    scope2 : {"location", "market"}
        Scope 2 method.
    year : int, optional
        One year only.

    Examples
    --------
    >>> cells = pd.DataFrame({"scope2_method": ["", "location", "market"], "tco2e": [1.0, 2.0, 3.0]})
    >>> cells_under(cells, "market")["tco2e"].tolist()
    [1.0, 3.0]
    """
    chosen = cells["scope2_method"].isin(["", scope2])
    if year is not None:
        chosen &= cells["year"] == year
    return cells[chosen]
