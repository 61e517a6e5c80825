"""The wedges: what external drivers and levers take off business as usual, year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ghgcalc.levers.shares import Method
from ghgcalc.roadmap.boundary import Scopes
from ghgcalc.roadmap.externals import external_bars

if TYPE_CHECKING:
    from ghgcalc.roadmap.noun import Roadmap

WEDGE_COLUMNS = ("year", "kind", "wedge_id", "group", "label_en", "label_nl", "is_assumption", "tco2e")


def wedge_frame(roadmap: Roadmap, *, attribution: Method, scopes: Scopes | None) -> pd.DataFrame:
    """Return one row per year and wedge, external drivers first; see `Roadmap.wedges`.

    A group of external drivers that changes something in one year has a row in every year.
    """
    effects = roadmap.externals_by_year(scopes=scopes)
    groups = set(effects.loc[effects["tco2e"] != 0.0, "group"])
    assumed = set(effects.loc[effects["is_assumption"].astype(bool), "group"])
    rows = [
        (year, "external", f"external_{group}", group, *names, group in assumed, 0.0 - change)
        for year, of_year in effects.groupby("year")
        for group, names, change in external_bars(of_year, also=groups)
    ]
    externals = pd.DataFrame(rows, columns=list(WEDGE_COLUMNS))
    guessed = {lever.lever_id: lever.is_assumption for lever in roadmap.levers}
    levers = roadmap.levers_by_year(attribution=attribution, scopes=scopes).rename(columns={"lever_id": "wedge_id"})
    levers = levers.assign(kind="lever", is_assumption=levers["wedge_id"].map(guessed))[list(WEDGE_COLUMNS)]
    together = pd.concat([part for part in (externals, levers) if len(part)] or [externals])
    return together.sort_values("year", kind="stable", ignore_index=True)
