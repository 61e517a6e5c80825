"""Turns the result of a scope 3 method into activity rows, so that it stands in the inventory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from ghgcalc.scope3.columns import columns
from ghgcalc.vocabulary import BOUNDARIES, CATEGORIES, DATA_TYPES, DRAFT_CATEGORIES, check_word

if TYPE_CHECKING:
    import pandas as pd

_SCOPE3 = tuple(category for category in (*CATEGORIES, *DRAFT_CATEGORIES) if category.startswith("3."))


def activity_rows(
    kgco2e: ArrayLike, *, category: str, year: int, data_type: str, boundary: str = "", **labels: str
) -> pd.DataFrame:
    """Return results as rows for `calculate_inventory`.

    Parameters
    ----------
    kgco2e : float or array
        Emissions from a function of this package [kg CO2e].
    category : str
        Scope 3 category, such as ``"3.11"``.
    year : int
        Reporting year.
    data_type : {"measured", "supplier", "average", "spend", "estimate"}
        Quality of the data behind it.
    boundary : {"", "required", "optional"}
        Whether the standard requires it; blank follows from the rulebook's minimum boundary.
    **labels
        Other columns of the activity frame, such as `entity`, `product`, `process` or `mode`.

    Returns
    -------
    DataFrame
        One row per number.

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or a word is not in its list.

    Examples
    --------
    >>> rows = activity_rows([1200.0, 300.0], category="3.6", year=2026, data_type="average", mode="air")
    >>> rows[["value", "unit", "category", "mode"]].to_numpy()[0].tolist()
    [1200.0, 'kgCO2e', '3.6', 'air']
    """
    import pandas as pd

    (values,) = columns(kgco2e=kgco2e)
    frame = pd.DataFrame({"value": np.atleast_1d(values)})
    frame["year"], frame["activity"], frame["unit"] = year, "reported", "kgCO2e"
    frame["category"] = check_word("category", category, _SCOPE3)
    frame["data_type"] = check_word("data_type", data_type, DATA_TYPES)
    frame["boundary"] = check_word("boundary", boundary, ("", *BOUNDARIES))
    return frame.assign(**labels)
