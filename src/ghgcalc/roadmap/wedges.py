"""The wedges: what external drivers and levers take off business as usual, year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ghgcalc.levers.shares import Method
from ghgcalc.roadmap.boundary import Scopes, as_scopes
from ghgcalc.roadmap.externals import external_bars

if TYPE_CHECKING:
    from ghgcalc.roadmap.noun import Roadmap

WEDGE_COLUMNS = ("year", "kind", "wedge_id", "group", "label_en", "label_nl", "is_assumption", "tco2e")


def wedge_frame(roadmap: Roadmap, *, attribution: Method, scopes: Scopes | None) -> pd.DataFrame:
    """Return one row per year and wedge, external drivers first; see `Roadmap.wedges`.

    A group of external drivers that changes something in one year has a row in every year.
    """
    inside, years = as_scopes(scopes), roadmap.bau.years
    effects = {year: roadmap.externals(year, scopes=inside) for year in years}
    groups = {group for frame in effects.values() for group, _, _ in external_bars(frame)}
    rows: list[tuple[object, ...]] = []
    for year in years:
        assumed = set(effects[year].loc[effects[year]["is_assumption"].astype(bool), "group"])
        rows += [
            (year, "external", f"external_{group}", group, *names, group in assumed, 0.0 - change)
            for group, names, change in external_bars(effects[year], also=groups)
        ]
        tonnes = roadmap.attribution(year, method=attribution, scopes=inside).tco2e
        rows += [
            (
                year, "lever", lever.lever_id, lever.group, lever.label("en"), lever.label("nl"), lever.is_assumption,
                float(abated),
            )
            for lever, abated in zip(roadmap.levers, tonnes, strict=True)
        ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(WEDGE_COLUMNS))
