"""Draws the wedges: from business as usual down to what remains, lever by lever and year by year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ghgcalc.errors import raise_problem
from ghgcalc.levers.library import group_name, group_order
from ghgcalc.levers.shares import Method
from ghgcalc.plot.canvas import limit_heights, new_axes, points, quiet_frame, year_axis
from ghgcalc.plot.colours import EXTERNAL, GREY, NEUTRAL, PaletteName, group_colours, palette_named
from ghgcalc.plot.ends import End, label_ends, line_end
from ghgcalc.plot.frame import Margins, frame_chart
from ghgcalc.plot.words import attribution_name, basis_of, closing_words, residual_name
from ghgcalc.presentation.numbers import Scale, choose_scale, format_tco2e, largest_remainder, round_to
from ghgcalc.presentation.pathways import Pathways, roadmap_pathways
from ghgcalc.texts import check_language, text
from ghgcalc.vocabulary import marked

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from ghgcalc.roadmap import Roadmap

_HEIGHT = 3.0
_REMAINS = "#E8EAED"
#: Most names that fit beside the areas.
_NAMES = 12


def plot_wedges(
    roadmap: Roadmap,
    *,
    attribution: Method = "shapley",
    language: str = "en",
    ax: Axes | None = None,
    palette: PaletteName = "okabe-ito",
) -> Axes:
    """Draw what external drivers and levers take off business as usual in every year, and return the axes.

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
        With the areas drawn in tonnes, from zero; only the labels are rounded. One white-edged area per lever and per
        group of external drivers; what raises emissions lies dotted on top of BAU.

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
    wedges = _wedges(roadmap, ways, attribution, language)
    fills = group_colours((wedge.group for wedge in wedges if not wedge.is_external), colours)
    top = level = np.array([ways.bau[year] for year in years])
    bands: dict[tuple[bool, str], list[float]] = {}
    for wedge in wedges:
        below = level - wedge.tonnes
        fill = EXTERNAL if wedge.is_external else fills[wedge.group]
        style = _dots(colours.increase) if wedge.raises else {"facecolor": fill, "edgecolor": "white", "linewidth": 0.5}
        axes.fill_between(years, level, below, gid=f"wedge:{wedge.wedge_id}", **{"zorder": 2.0, **style})
        bands.setdefault((wedge.is_external, wedge.group), []).extend([float(level[-1]), float(below[-1])])
        top, level = np.maximum(top, below), below
    axes.fill_between(years, level, 0.0, facecolor=_REMAINS, linewidth=0, zorder=1.5, gid="residual")
    axes.plot(*points(ways.bau), color=NEUTRAL, linewidth=1.8, zorder=3, gid="bau")
    axes.plot(years, level, color=NEUTRAL, linewidth=1.4, zorder=3, gid="residual-line")
    ends = [
        line_end(text("plot.line_bau", language), ways.bau, NEUTRAL, language=language, scale=scale),
        *_group_ends(wedges, bands, fills, ways, scale, language),
        line_end(residual_name(roadmap, language), ways.residual, NEUTRAL, language=language, scale=scale),
    ]
    legend = _legend(wedges, fills, bands, colours.increase, language)
    if ways.target:
        legend += _draw_target(axes, ways, years, level, colours.increase, language)
        ends.append(line_end(ways.target_name, ways.target, NEUTRAL, language=language, scale=scale))
    limit_heights(axes, [*top, *level, *ways.target.values()])
    year_axis(axes, years)
    frame_chart(
        axes,
        Margins(
            title=_title(ways, scale, language),
            caption=_caption(roadmap, ways, wedges, attribution, language),
            legend=legend,
            is_own=ax is None,
            height=_HEIGHT,
        ),
    )
    label_ends(axes, ends, years)
    return axes


def _dots(colour: str) -> dict[str, Any]:
    """Return the style of what raises emissions: dots over what other levers take off again."""
    return {"facecolor": "none", "edgecolor": colour, "hatch": "....", "linewidth": 0.0, "zorder": 2.4}


@dataclass(frozen=True, eq=False)
class _Wedge:
    """What a lever or a group of external drivers takes off in every year [tCO2e]."""

    wedge_id: str
    group: str
    name: str
    tonnes: NDArray[np.float64]
    is_external: bool
    is_assumption: bool

    @property
    def raises(self) -> bool:
        """Tell whether emissions are higher with it in the last year."""
        return bool(self.tonnes[-1] < 0.0)


def _wedges(roadmap: Roadmap, ways: Pathways, attribution: Method, language: str) -> list[_Wedge]:
    """Return the wedges from the top: what raises emissions, external drivers, levers group by group."""
    starts = {lever.lever_id: lever.ramp.start_year for lever in roadmap.levers}
    frame = roadmap.wedges(attribution=attribution, scopes=ways.scopes).sort_values("year", kind="stable")
    found = []
    for (kind, name), rows in frame.groupby(["kind", "wedge_id"], sort=False):
        last = rows.iloc[-1]
        found.append(
            _Wedge(
                str(name), str(last["group"]), str(last[f"label_{language}"]), rows["tco2e"].to_numpy(dtype=float),
                kind == "external", bool(rows["is_assumption"].any()),
            )
        )  # fmt: skip

    def rank(wedge: _Wedge) -> tuple[bool, bool, int, str, int]:
        order = 0 if wedge.is_external else group_order(wedge.group)
        return not wedge.raises, not wedge.is_external, order, wedge.group, starts.get(wedge.wedge_id, 0)

    return sorted(found, key=rank)


def _name(group: tuple[bool, str], wedges: list[_Wedge], language: str) -> str:
    """Return the name of a group, with a star when a part of it rests on an assumption."""
    members = [wedge for wedge in wedges if (wedge.is_external, wedge.group) == group]
    if group[0]:
        return members[0].name
    name = group_name(group[1], language) if group[1] else text("plot.no_group", language)
    return marked(name, is_assumption=any(wedge.is_assumption for wedge in members))


def _group_ends(
    wedges: list[_Wedge], bands: dict[tuple[bool, str], list[float]], fills: dict[str, str], ways: Pathways,
    scale: Scale, language: str,
) -> list[End]:  # fmt: skip
    """Name every group beside its areas, with what it changes in the last year; rounded so that all of it adds up."""
    if len(bands) > _NAMES:
        return []
    last = max(ways.bau)
    changes = [
        -float(sum(wedge.tonnes[-1] for wedge in wedges if (wedge.is_external, wedge.group) == group))
        for group in bands
    ]  # fmt: skip
    whole = round_to(ways.residual[last], scale.step) - round_to(ways.bau[last], scale.step)
    shown = largest_remainder(changes, step=scale.step, total=whole)
    ends = []
    for (group, levels), change in zip(bands.items(), shown, strict=True):
        words = format_tco2e(change, language=language, scale=scale, signed=True, with_unit=False)
        middle = (max(levels) + min(levels)) / 2.0
        ends.append(End(f"{_name(group, wedges, language)}: {words}", middle, GREY if group[0] else fills[group[1]]))
    return ends


def _title(ways: Pathways, scale: Scale, language: str) -> str:
    first, last = min(ways.bau), max(ways.bau)
    abated = sum(ways.bau.values()) - sum(ways.residual.values())
    numbers = {"abated": abated, "bau": ways.bau[last], "residual": ways.residual[last]}
    words = {
        name: format_tco2e(value, language=language, scale=scale, with_unit=False) for name, value in numbers.items()
    }
    return text("plot.wedges_title", language, first=first, last=last, year=last, unit=f"{scale.unit}CO2e", **words)


def _caption(roadmap: Roadmap, ways: Pathways, wedges: list[_Wedge], attribution: Method, language: str) -> str:
    parts = [text("plot.wedges_caption", language)]
    if any(wedge.is_external for wedge in wedges):
        parts.append(text("plot.wedges_externals", language))
    return " ".join(
        [
            *parts,
            text("plot.caption_scopes", language, scopes="+".join(map(str, ways.scopes))),
            *basis_of(roadmap, language),
            text("plot.caption_attribution", language, attribution=attribution_name(attribution, language)),
            *closing_words(roadmap, language),
        ]
    )


def _draw_target(
    ax: Axes, ways: Pathways, years: list[int], level: NDArray[np.float64], colour: str, language: str
) -> list[tuple[Artist, str]]:
    """Draw the target path, and hatch where what remains lies above it."""
    from matplotlib.patches import Patch

    known = [place for place, year in enumerate(years) if year in ways.target]
    if not known:
        return []
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


def _legend(
    wedges: list[_Wedge], fills: dict[str, str], bands: dict[tuple[bool, str], list[float]], rise: str, language: str
) -> list[tuple[Artist, str]]:
    from matplotlib.patches import Patch

    colours = {group: EXTERNAL if group[0] else fills[group[1]] for group in bands}
    entries: list[tuple[Artist, str]] = [
        (Patch(color=colour), _name(group, wedges, language)) for group, colour in colours.items()
    ]
    if any(wedge.raises for wedge in wedges):
        entries.append((Patch(**_dots(rise)), text("plot.wedges_raises", language)))
    entries.append((Patch(facecolor=_REMAINS, edgecolor=GREY, linewidth=0.4), text("plot.line_residual", language)))
    return entries
