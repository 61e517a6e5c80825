"""Land emissions (FLAG) in an inventory: the shares that the company tags, by activity, material or category."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ghgcalc.errors import ProblemLog, closest
from ghgcalc.targets.numbers import Floats, require_share

#: Columns in which a tag may stand; the first one that fits a cell decides.
FLAG_COLUMNS: tuple[str, ...] = ("activity", "material", "category")


def flag_share_of_cells(cells: pd.DataFrame, flag_shares: Mapping[str, float]) -> Floats:
    """Return the share of land emissions in every cell [share].

    Parameters
    ----------
    cells : DataFrame
        Cells of an inventory or a projection, with columns activity, material and category.
    flag_shares : mapping of str to float
        Share of land emissions per activity id, material or category [share]. An activity goes before a material, a
        material before a category. What is not tagged holds no land emissions.

    Returns
    -------
    array of float
        One share per cell.

    Raises
    ------
    ghgcalc.errors.DataError
        If a share is outside 0 to 1, or a tag fits no cell.

    References
    ----------
    .. [1] SBTi, "Forest, Land and Agriculture Guidance": land emissions are accounted apart from energy and industry.

    Examples
    --------
    >>> cells = pd.DataFrame({"activity": ["a", "b"], "material": ["cotton", ""], "category": ["3.1", "3.4"]})
    >>> flag_share_of_cells(cells, {"cotton": 0.75}).tolist()
    [0.75, 0.0]
    """
    for tag, share in flag_shares.items():
        require_share(share, name=f"FLAG {tag}")
    log = ProblemLog()
    found = np.full(len(cells), np.nan)
    known: set[str] = set()
    for column in FLAG_COLUMNS:
        labels = cells[column].astype(str)
        known |= set(labels)
        values = labels.map(dict(flag_shares)).to_numpy(np.float64)
        found = np.where(np.isnan(found), values, found)
    for tag in flag_shares:
        if tag not in known:
            options = closest(tag, known - {""}) or sorted(known - {""})
            log.add("targets.flag_tag_unknown", value=tag, options=", ".join(options))
    log.raise_if_any()
    return np.asarray(np.nan_to_num(found), dtype=np.float64)
