"""Draws the years: actual emissions, BAU, what remains after the levers, and the target pathways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ghgcalc.plot.canvas import limit_heights, new_axes, points, quiet_frame, year_axis
from ghgcalc.plot.colours import NEUTRAL, palette_named
from ghgcalc.plot.ends import label_ends, line_end
from ghgcalc.plot.frame import Margins, frame_chart
from ghgcalc.plot.words import basis_of, closing_words, residual_name
from ghgcalc.presentation.nouns import RoadmapNoun
from ghgcalc.presentation.numbers import Scale, choose_scale, format_tco2e
from ghgcalc.presentation.pathways import Pathways, roadmap_pathways
from ghgcalc.texts import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_RESIDUAL = "#009E73"


def plot_pathway(roadmap: RoadmapNoun, *, language: str = "en", ax: Axes | None = None) -> Axes:
    """Draw actual years, BAU, emissions with levers and targets, and return the axes.

    Parameters
    ----------
    roadmap : Roadmap
        The roadmap; only targets for the scopes that it covers are drawn [tCO2e].
    language : {"en", "nl"}
        Language of names and numbers.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
        With the lines drawn in tonnes, from zero; only the labels are rounded.

    Raises
    ------
    ValueError
        If the language does not exist.
    """
    check_language(language)
    ways = roadmap_pathways(roadmap, language=language)
    every = [value for line in (ways.actual, ways.bau, ways.residual, ways.target) for value in line.values()]
    scale = choose_scale(every)
    axes = ax if ax is not None else new_axes(8.2, 4.6)
    quiet_frame(axes, value_axis="y", language=language, scale=scale)
    colours = palette_named("okabe-ito")
    axes.plot(*points(ways.bau), color=colours.increase, linewidth=1.8, gid="bau")
    axes.plot(*points(ways.residual), color=_RESIDUAL, linewidth=2.2, gid="residual")
    if ways.target:
        axes.plot(*points(ways.target), color=NEUTRAL, linewidth=1.3, linestyle=(0, (4, 3)), gid="target")
        last = max(ways.target)
        axes.plot([last], [ways.target[last]], color=NEUTRAL, marker="o", markersize=4, linestyle="none")
    axes.plot(*points(ways.actual), color=NEUTRAL, linewidth=1.4, marker="o", markersize=5, gid="actual", zorder=3)
    years = sorted({year for line in (ways.actual, ways.bau, ways.target) for year in line})
    limit_heights(axes, every)
    year_axis(axes, years)
    margins = Margins(
        title=_title(ways, scale, language),
        caption=" ".join(
            [
                text("plot.caption_scopes", language, scopes="+".join(map(str, ways.scopes))),
                *basis_of(roadmap, language),
                *closing_words(roadmap, language),
            ]
        ),
        legend=[(axes.lines[-1], text("plot.line_actual", language))],
        is_own=ax is None,
    )
    ends = [(text("plot.line_bau", language), ways.bau, colours.increase)]
    ends.append((residual_name(roadmap, language), ways.residual, _RESIDUAL))
    if ways.target:
        ends.append((ways.target_name, ways.target, NEUTRAL))
    frame_chart(axes, margins)
    shown = [line_end(name, line, colour, language=language, scale=scale) for name, line, colour in ends]
    label_ends(axes, shown, years)
    return axes


def _title(ways: Pathways, scale: Scale, language: str) -> str:
    last = max(ways.bau)

    def shown(value: float) -> str:
        return format_tco2e(value, language=language, scale=scale, with_unit=False)

    title = text(
        "plot.pathway_title", language, year=last, bau=shown(ways.bau[last]), residual=shown(ways.residual[last]),
        unit=f"{scale.unit}CO2e",
    )  # fmt: skip
    if last in ways.target:
        title += text("plot.pathway_title_target", language, target=shown(ways.target[last]))
    return title
