"""Draws the wedges: from business as usual down to what remains, lever by lever and year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ghgcalc.errors import raise_problem
from ghgcalc.levers.library import group_name, group_order
from ghgcalc.levers.shares import Method
from ghgcalc.plot.canvas import new_axes, points, quiet_frame, year_axis
from ghgcalc.plot.colours import GREY, NEUTRAL, PaletteName, group_colours, palette_named
from ghgcalc.plot.ends import label_ends, line_end
from ghgcalc.plot.frame import Margins, frame_chart
from ghgcalc.plot.words import attribution_name, bau_type, gwp_name
from ghgcalc.presentation.numbers import choose_scale, format_tco2e
from ghgcalc.presentation.pathways import Pathways, roadmap_pathways
from ghgcalc.texts import check_language, text

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from ghgcalc.roadmap import Roadmap

_REMAINS = "#E8EAED"


def plot_wedges(
    roadmap: Roadmap,
    *,
    attribution: Method = "shapley",
    language: str = "en",
    ax: Axes | None = None,
    palette: PaletteName = "okabe-ito",
) -> Axes:
    """Draw what each lever takes off business as usual in every year, and return the axes.

    Parameters
    ----------
    roadmap : Roadmap
        BAU, levers and targets; the scopes are those of its first target year [tCO2e].
    attribution : {"shapley", "owen"}
        How overlapping levers share their abatement, so that the wedges add up in every year.
    language : {"en", "nl"}
        Language of names and numbers.
    ax : Axes, optional
        Where to draw; by default a new figure.
    palette : {"okabe-ito", "green-red"}
        One colour per lever group.

    Returns
    -------
    Axes
        With the areas drawn in tonnes, from zero; only the labels are rounded.

    Raises
    ------
    DataError
        If the roadmap has no levers.
    ValueError
        If the language or the palette does not exist.
    """
    check_language(language)
    if not roadmap.levers:
        raise_problem("plot_without_levers", language=language)
    ways = roadmap_pathways(roadmap, language=language)
    years = sorted(ways.bau)
    scale = choose_scale([*ways.bau.values(), *ways.target.values()])
    axes = ax if ax is not None else new_axes(8.6, 5.0)
    quiet_frame(axes, value_axis="y", language=language, scale=scale)
    colours = palette_named(palette)
    wide = roadmap.levers_by_year(attribution=attribution, scopes=ways.scopes).pivot(
        index="lever_id", columns="year", values="tco2e"
    )[years]
    levers = sorted(roadmap.levers, key=lambda lever: (group_order(lever.group), lever.group, lever.ramp.start_year))
    fills = group_colours((lever.group for lever in levers), colours)
    level = np.array([ways.bau[year] for year in years])
    for lever in levers:
        below = level - wide.loc[lever.lever_id].to_numpy(dtype=float)
        axes.fill_between(
            years, level, below, facecolor=fills[lever.group], edgecolor="white", linewidth=0.5, zorder=2,
            gid=f"wedge:{lever.lever_id}",
        )  # fmt: skip
        level = below
    axes.fill_between(years, level, 0.0, facecolor=_REMAINS, linewidth=0, zorder=1.5, gid="residual")
    axes.plot(*points(ways.bau), color=NEUTRAL, linewidth=1.8, zorder=3, gid="bau")
    axes.plot(years, level, color=NEUTRAL, linewidth=1.4, zorder=3, gid="residual-line")
    legend = _legend(fills, language)
    ends = [
        line_end(text("plot.line_bau", language), ways.bau, NEUTRAL, language=language, scale=scale),
        line_end(text("plot.line_residual", language), ways.residual, NEUTRAL, language=language, scale=scale),
    ]
    if ways.target:
        legend += _draw_target(axes, ways, years, level, colours.increase, language)
        ends.append(line_end(ways.target_name, ways.target, NEUTRAL, language=language, scale=scale))
    axes.set_ylim(min(0.0, float(level.min())), max([*ways.bau.values(), *ways.target.values()]) * 1.08)
    year_axis(axes, years)
    abated = sum(ways.bau.values()) - sum(ways.residual.values())
    first, last = years[0], years[-1]
    title = text(
        "plot.wedges_title", language, first=first, last=last, year=last, unit=f"{scale.unit}CO2e",
        **{
            name: format_tco2e(value, language=language, scale=scale, with_unit=False)
            for name, value in (("abated", abated), ("bau", ways.bau[last]), ("residual", ways.residual[last]))
        },
    )  # fmt: skip
    caption = " ".join(
        [
            text("plot.wedges_caption", language),
            text("plot.caption_scopes", language, scopes="+".join(map(str, ways.scopes))),
            text(f"plot.bau_{bau_type(roadmap)}", language),
            text("plot.caption_scope2", language, method=text(f"scope2.{roadmap.bau.scope2}", language)),
            text("plot.caption_gwp", language, gwp=gwp_name(roadmap.bau.inventory.gwp)),
            text("plot.caption_attribution", language, attribution=attribution_name(attribution, language)),
        ]
    )
    frame_chart(axes, Margins(title=title, caption=caption, legend=legend, is_own=ax is None))
    label_ends(axes, ends, years)
    return axes


def _draw_target(
    ax: Axes, ways: Pathways, years: list[int], level: np.ndarray[tuple[int], np.dtype[np.float64]], colour: str,
    language: str,
) -> list[tuple[Artist, str]]:  # fmt: skip
    """Draw the target path, and hatch where what remains lies above it."""
    from matplotlib.patches import Patch

    known = [place for place, year in enumerate(years) if year in ways.target]
    allowed = np.array([ways.target[years[place]] for place in known])
    ax.plot(
        [years[place] for place in known], allowed, color=NEUTRAL, linewidth=1.3, linestyle=(0, (4, 3)), zorder=3.2,
        gid="target",
    )  # fmt: skip
    ax.plot(years[known[-1]], allowed[-1], color=NEUTRAL, marker="o", markersize=4.5, zorder=3.3)
    above = level[known] > allowed
    if not above.any():
        return []
    ax.fill_between(
        [years[place] for place in known], level[known], allowed, where=above.tolist(), interpolate=True,
        facecolor="none", edgecolor=colour, hatch="////", linewidth=0.0, zorder=2.5, gid="overshoot",
    )  # fmt: skip
    patch = Patch(facecolor="none", edgecolor=colour, hatch="////", linewidth=0.0)
    return [(patch, text("plot.wedges_overshoot", language))]


def _legend(fills: dict[str, str], language: str) -> list[tuple[Artist, str]]:
    from matplotlib.patches import Patch

    names = {group: group_name(group, language) if group else text("plot.no_group", language) for group in fills}
    entries: list[tuple[Artist, str]] = [(Patch(color=fill), names[group]) for group, fill in fills.items()]
    entries.append((Patch(facecolor=_REMAINS, edgecolor=GREY, linewidth=0.4), text("plot.line_residual", language)))
    return entries
