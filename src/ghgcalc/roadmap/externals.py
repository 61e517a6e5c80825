"""What external drivers change in a year, beside the levers: one bar per group."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ghgcalc.levers import shapley
from ghgcalc.projection.external import external_indices
from ghgcalc.projection.external_words import external_group_name, external_groups
from ghgcalc.texts import LANGUAGES
from ghgcalc.vocabulary import marked

if TYPE_CHECKING:
    from ghgcalc.projection import Projection

EXTERNAL_COLUMNS = ("driver_id", "group", "label_en", "label_nl", "tco2e", "is_assumption", "source")


def external_effects(bau: Projection, year: int, inside: NDArray[np.bool_]) -> pd.DataFrame:
    """Return what each external driver changes in a year, shared by Shapley value where two meet on a cell [tCO2e].

    Parameters
    ----------
    bau : Projection
        Business as usual; empty when the drivers are part of it.
    year : int
        Year of the projection.
    inside : ndarray of bool
        Cells of the projection that count, shape (cells,).
    """
    drivers = () if bau.is_folded else bau.externals
    at = bau.year_index(year)
    index = external_indices(drivers, bau.cells, (bau.start_year, year))[:, :, -1]
    shares = shapley(bau.emissions[inside, at], 1.0 - index[:, inside]) if drivers else np.zeros(0)
    rows = [
        (d.driver_id, d.group, d.name("en"), d.name("nl"), 0.0 - float(t), d.is_assumption, d.source)
        for d, t in zip(drivers, shares, strict=True)
    ]
    return pd.DataFrame(rows, columns=list(EXTERNAL_COLUMNS))


def external_bars(effects: pd.DataFrame, *, also: Collection[str] = ()) -> list[tuple[str, tuple[str, str], float]]:
    """Return one bar per group that changes anything, or is in `also`: group, names per language, change [tCO2e]."""
    bars = []
    for group in external_groups():
        rows = effects[effects["group"] == group]
        if group in also or (rows["tco2e"] != 0.0).any():
            guessed = bool(rows["is_assumption"].any())
            names = [marked(external_group_name(group, lang), is_assumption=guessed) for lang in LANGUAGES]
            bars.append((group, (names[0], names[1]), float(rows["tco2e"].sum())))
    return bars
