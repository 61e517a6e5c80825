"""Draws what a company may emit: BAU, a target line per rulebook, and the actual years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ghgcalc.plot.canvas import limit_heights, new_axes, points, quiet_frame, year_axis
from ghgcalc.plot.colours import NEUTRAL, palette_named
from ghgcalc.plot.ends import End, label_ends, line_end
from ghgcalc.plot.frame import Margins, frame_chart
from ghgcalc.presentation.numbers import choose_scale, format_tco2e
from ghgcalc.targets.wording import ambition_name
from ghgcalc.texts import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Order in which the colours of the palette are used: neighbours in the chart differ most.
_ORDER = (0, 4, 3, 2, 1, 6)
_DASHES: tuple[Any, ...] = ("solid", (0, (4, 2)), (0, (1, 1.5)), (0, (6, 2, 1, 2)))


def plot_target_lines(
    targets: Sequence[Any],
    *,
    actuals: Mapping[int, float] | None = None,
    bau: Mapping[int, float] | None = None,
    language: str = "en",
    ax: Axes | None = None,
) -> Axes:
    """Draw the pathways of targets for the same emissions, BAU and actual years, and return the axes.

    Parameters
    ----------
    targets : sequence of Target
        Targets for the same scopes, usually one per rulebook [tCO2e].
    actuals, bau : mapping of int to float, optional
        Emissions per year inside the target boundary: as they were, and under business as usual [tCO2e].
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
        If the language does not exist or there is no target.
    """
    check_language(language)
    if not targets:
        raise ValueError("there is no target to draw; pass at least one")
    lines = [dict(target.pathway) for target in targets]
    extra = [dict(line) for line in (bau, actuals) if line]
    every = [value for line in [*lines, *extra] for value in line.values()]
    scale = choose_scale(every)
    axes = ax if ax is not None else new_axes(8.2, 4.6)
    quiet_frame(axes, value_axis="y", language=language, scale=scale)
    colours = palette_named("okabe-ito")
    ends: list[End] = []
    if bau:
        axes.plot(*points(bau), color=colours.increase, linewidth=1.8, gid="bau")
        name = text("targets.chart.bau", language)
        ends.append(line_end(name, bau, colours.increase, language=language, scale=scale))
    for place, (target, line) in enumerate(zip(targets, lines, strict=True)):
        colour = colours.groups[_ORDER[place % len(_ORDER)]]
        dash = _DASHES[place % len(_DASHES)]
        axes.plot(*points(line), color=colour, linewidth=1.9, linestyle=dash, gid=f"target:{target.rulebook}")
        axes.plot([max(line)], [line[max(line)]], color=colour, marker="o", markersize=4.5, linestyle="none")
        name = f"{target.rulebook}, {ambition_name(target.ambition, language)},"
        ends.append(line_end(name, line, colour, language=language, scale=scale))
    if actuals:
        axes.plot(*points(actuals), color=NEUTRAL, linewidth=1.4, marker="o", markersize=5, gid="actual", zorder=3)
    years = sorted({year for line in [*lines, *extra] for year in line})
    limit_heights(axes, every)
    year_axis(axes, years)
    first = targets[0]
    title = text(
        "targets.chart.lines_title", language, scopes=text(f"targets.scopes.{first.scope_key}", language),
        tonnes=format_tco2e(first.target_tco2e, language=language, scale=scale, with_unit=False),
        unit=f"{scale.unit}CO2e", year=first.target_year, rulebook=first.rulebook,
    )  # fmt: skip
    legend = [(axes.lines[-1], text("targets.chart.actual", language))] if actuals else []
    caption = text("targets.chart.lines_caption", language)
    frame_chart(axes, Margins(title=title, caption=caption, legend=legend, is_own=ax is None))
    label_ends(axes, ends, years)
    return axes
