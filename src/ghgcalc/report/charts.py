"""The charts of a report, drawn once and used in the page, the workbook and as pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ghgcalc.texts import text

if TYPE_CHECKING:
    from ghgcalc.presentation.nouns import RoadmapNoun

#: Names of the charts, in the order of the page.
CHARTS = ("waterfall", "pathway", "inventory")


def draw_charts(
    roadmap: RoadmapNoun,
    *,
    year: int | None = None,
    language: str = "en",
    attribution: str = "shapley",
    names: Sequence[str] = CHARTS,
) -> dict[str, bytes]:
    """Return the charts of a roadmap as PNG files in memory: waterfall, pathway and inventory.

    Parameters
    ----------
    roadmap : Roadmap
        BAU, levers and targets [tCO2e].
    year : int, optional
        Year of the waterfall; by default the first target year.
    language : {"en", "nl"}
        Language of titles, labels and numbers.
    attribution : str
        How overlapping levers share their abatement.
    names : sequence of str
        Charts to draw.

    Raises
    ------
    ValueError
        If the language does not exist.
    """
    from ghgcalc.plot import plot_inventory, plot_pathway, plot_waterfall
    from ghgcalc.plot.canvas import png_of

    draw = {
        "waterfall": lambda: plot_waterfall(roadmap, year=year, attribution=attribution, language=language),
        "pathway": lambda: plot_pathway(roadmap, language=language),
        "inventory": lambda: plot_inventory(roadmap.bau.inventory, language=language),
    }
    return {name: png_of(draw[name]()).getvalue() for name in names}


def chart_name(name: str, language: str, year: int) -> str:
    """Return what a chart shows, for readers who cannot see it."""
    key = "report.waterfall" if name == "waterfall" else f"report.chart_{name}"
    return text(key, language, year=year)
