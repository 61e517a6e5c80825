"""The charts of a report, drawn once and used in the page, the workbook and as pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ghgcalc.levers.shares import Method
from ghgcalc.roadmap import Roadmap
from ghgcalc.texts import text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ghgcalc.presentation.nouns import RoadmapNoun

#: Names of the charts, in the order of the page.
CHARTS = ("waterfall", "pathway", "inventory")
#: Charts of the levers, drawn for a roadmap that has any; the cost curve when a cost is known.
LEVER_CHARTS = ("wedges", "lever-map", "adoption", "cost-curve", "sensitivity")


def draw_charts(
    roadmap: RoadmapNoun,
    *,
    year: int | None = None,
    language: str = "en",
    attribution: str = "shapley",
    names: Sequence[str] | None = None,
) -> dict[str, bytes]:
    """Return the charts of a roadmap as PNG files in memory: waterfall, pathway, inventory, and those of the levers.

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
    names : sequence of str, optional
        Charts to draw, of `CHARTS` and `LEVER_CHARTS`; by default all that the roadmap can fill.

    Raises
    ------
    ValueError
        If the language does not exist.
    """
    from ghgcalc.plot import plot_inventory, plot_pathway, plot_waterfall
    from ghgcalc.plot.canvas import png_of

    draw: dict[str, Callable[[], Axes]] = {
        "waterfall": lambda: plot_waterfall(roadmap, year=year, attribution=attribution, language=language),
        "pathway": lambda: plot_pathway(roadmap, language=language),
        "inventory": lambda: plot_inventory(roadmap.bau.inventory, language=language),
    }
    if isinstance(roadmap, Roadmap):
        draw |= _lever_charts(roadmap, year, language, attribution)
    return {name: png_of(draw[name]()).getvalue() for name in (draw if names is None else names)}


def _lever_charts(roadmap: Roadmap, year: int | None, language: str, attribution: Any) -> dict[str, Callable[[], Axes]]:
    """Return how to draw the charts of the levers, by name; the shares in the wedges always add up."""
    from ghgcalc.costs import cost_curve, lever_costs
    from ghgcalc.plot import plot_adoption, plot_lever_map, plot_macc, plot_tornado, plot_wedges
    from ghgcalc.plot.waterfall import waterfall_year
    from ghgcalc.report.band import moving
    from ghgcalc.roadmap import levers_by_category

    chosen = waterfall_year(roadmap) if year is None else year
    if levers_by_category(roadmap, year=chosen).empty:
        return {}
    adding: Method = attribution if attribution in ("shapley", "owen", "sequential", "proportional") else "shapley"
    draw: dict[str, Callable[[], Axes]] = {
        "wedges": lambda: plot_wedges(roadmap, attribution=adding, language=language),
        "lever-map": lambda: plot_lever_map(roadmap, year=chosen, attribution=attribution, language=language),
        "adoption": lambda: plot_adoption(roadmap.levers, first=roadmap.bau.start_year, last=chosen, language=language),
    }
    costs = lever_costs(roadmap, year=chosen, attribution=adding)
    if len(cost_curve(costs)):
        target = roadmap.target_tco2e(chosen)
        before = roadmap.bau_tco2e(chosen, scopes=roadmap.scopes_in(chosen))
        required = None if target is None or before <= target else before - target
        draw["cost-curve"] = lambda: plot_macc(costs, required_tco2e=required, language=language)
    swings = moving(roadmap, chosen)
    if len(swings):
        draw["sensitivity"] = lambda: plot_tornado(swings, language=language)
    return draw


def chart_name(name: str, language: str, year: int) -> str:
    """Return what a chart shows, for readers who cannot see it."""
    key = "report.waterfall" if name == "waterfall" else f"report.chart_{name.replace('-', '_')}"
    return text(key, language, year=year)
