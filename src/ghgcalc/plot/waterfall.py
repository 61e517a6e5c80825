"""Draws the reduction waterfall: base year, growth, BAU, levers, residual emissions, gap and target."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from ghgcalc.errors import raise_problem
from ghgcalc.levers.library import group_name
from ghgcalc.plot.canvas import add_bar, add_line, new_axes, quiet_frame
from ghgcalc.plot.colours import EXTERNAL, GREY, NEUTRAL, QUIET_TEXT, Palette, PaletteName, group_colours, palette_named
from ghgcalc.plot.frame import Margins
from ghgcalc.plot.labels import label_across, label_upwards
from ghgcalc.plot.steps import TOTALS, Step, Waterfall, prepare_steps
from ghgcalc.plot.words import waterfall_caption, waterfall_title
from ghgcalc.presentation.nouns import RoadmapNoun
from ghgcalc.texts import check_language, text

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

Orientation = Literal["auto", "vertical", "horizontal"]
BAR = 0.74
_HEIGHT = 2.8
_LONG_NAME = 25
_MANY_STEPS = 12


def plot_waterfall(
    roadmap: RoadmapNoun | pd.DataFrame,
    *,
    year: int | None = None,
    attribution: str = "shapley",
    scopes: Iterable[int] | str | None = None,
    language: str = "en",
    ax: Axes | None = None,
    orientation: Orientation = "auto",
    min_share: float = 0.01,
    palette: PaletteName = "okabe-ito",
    title: str | None = None,
    caption: str | None = None,
) -> Axes:
    """Draw the reduction waterfall and return its axes.

    Parameters
    ----------
    roadmap : Roadmap or DataFrame
        A roadmap, or the steps that `Roadmap.waterfall` returns [tCO2e].
    year : int, optional
        Year of the waterfall; for a roadmap by default the year of its first target, else the last BAU year.
    attribution : str
        How overlapping levers share their abatement; handed to `Roadmap.waterfall` and named in the caption.
    scopes : iterable of int or str, optional
        Scopes to count, such as ``(1, 2)`` or ``"1+2"``; by default those that the targets of the year cover.
    language : {"en", "nl"}
        Language of names, numbers, title and caption.
    ax : Axes, optional
        Where to draw; by default a new figure that fits the number of steps. Around axes of your own the room for
        names and caption is yours to leave (``layout="constrained"`` does).
    orientation : {"auto", "vertical", "horizontal"}
        ``"auto"`` lays the bars down when a name is longer than 25 characters or there are more than 12 steps.
    min_share : float
        Levers smaller than this share of the base year are merged into one bar.
    palette : {"okabe-ito", "green-red"}
        One colour per lever group, and one for whatever raises emissions; the first palette is safe for colour-blind
        readers.
    title, caption : str, optional
        Replace the sentence above and the small print below the chart.

    Returns
    -------
    Axes
        With the bars drawn in tonnes at full precision; only the labels are rounded.

    Raises
    ------
    DataError
        If the steps are incomplete or do not add up.
    ValueError
        If the language, the palette or the orientation does not exist.

    Notes
    -----
    The value axis starts at zero. Labels are rounded by largest remainders, so that what the reader adds up agrees.

    References
    ----------
    .. [1] Commission Delegated Regulation (EU) 2023/2772, ESRS E1, AR 31: levers between base year and target.

    Examples
    --------
    >>> steps = pd.DataFrame(
    ...     [
    ...         ("base", "total", "", "Base year 2024", "Basisjaar 2024", 1000.0, 0.0, 1000.0, 1.0),
    ...         ("growth", "delta", "", "Growth", "Groei", 200.0, 1000.0, 1200.0, 0.2),
    ...         ("bau", "total", "", "BAU 2030", "BAU 2030", 1200.0, 0.0, 1200.0, 1.2),
    ...         ("a", "delta", "Own ops", "Heat pump", "Warmtepomp", -500.0, 1200.0, 700.0, -0.5),
    ...         ("residual", "total", "", "Residual", "Restuitstoot", 700.0, 0.0, 700.0, 0.7),
    ...     ],
    ...     columns=["step", "kind", "group", "label_en", "label_nl", "tco2e", "start", "end", "share_of_base"],
    ... )
    >>> plot_waterfall(steps).get_title(loc="left")
    'From 1,000 to 700 tCO2e'
    """
    check_language(language)
    colours = palette_named(palette)
    if orientation not in ("auto", "vertical", "horizontal"):
        raise ValueError(f"orientation {orientation!r} does not exist; choose auto, vertical or horizontal")
    if isinstance(roadmap, pd.DataFrame):
        steps_frame, chosen_year = roadmap, year
    else:
        chosen_year = year if year is not None else waterfall_year(roadmap)
        steps_frame = roadmap.waterfall(year=chosen_year, attribution=attribution, scopes=scopes)
    waterfall = prepare_steps(steps_frame, min_share=min_share, language=language)
    is_upright = orientation == "vertical" or (orientation == "auto" and not _needs_rows(waterfall))
    axes = ax if ax is not None else new_axes(*_size(waterfall, is_upright))
    quiet_frame(axes, value_axis="y" if is_upright else "x", language=language, scale=waterfall.scale)
    fills = group_colours((s.group for s in waterfall.steps if s.role == "lever"), colours)
    for place, step in enumerate(waterfall.steps):
        _draw_bar(axes, place, step, fills, colours, is_upright)
    _draw_connectors(axes, waterfall, is_upright)
    target = waterfall.first("target")
    if target is not None:
        draw = axes.axhline if is_upright else axes.axvline
        draw(target.tco2e, color=NEUTRAL, linewidth=1.1, linestyle=(0, (4, 3)), zorder=1.5, gid="target-line")
    _limit_axes(axes, waterfall, is_upright)
    margins = Margins(
        title=title if title is not None else waterfall_title(waterfall, chosen_year, language),
        caption=caption
        if caption is not None
        else waterfall_caption(roadmap, attribution, language, year=chosen_year, scopes=scopes),
        legend=_legend(fills, waterfall, language),
        is_own=ax is None,
        height=_HEIGHT if is_upright else 0.0,
    )
    (label_upwards if is_upright else label_across)(axes, waterfall, margins)
    return axes


def waterfall_year(roadmap: RoadmapNoun) -> int:
    """Return the year of the first target, or the last BAU year of a roadmap without targets."""
    last = roadmap.bau.years[-1]
    inside = [int(target.target_year) for target in roadmap.targets if target.target_year in roadmap.bau.years]
    if roadmap.targets and not inside:
        raise_problem("plot_target_after_bau", value=roadmap.targets[0].target_year, last=last)
    return min(inside, default=int(last))


def _needs_rows(waterfall: Waterfall) -> bool:
    longest = max(len(step.name) for step in waterfall.steps)
    return longest > _LONG_NAME or len(waterfall.steps) > _MANY_STEPS


def _size(waterfall: Waterfall, is_upright: bool) -> tuple[float, float]:
    """Return the size of a figure [inch] in which the longest word of a name fits under its bar."""
    count = len(waterfall.steps)
    if not is_upright:
        return 8.2, 0.33 * count + 1.9
    longest = max(len(word) for step in waterfall.steps for word in step.name.split() or [""])
    return min(max(7.6, max(0.82, 0.07 * longest + 0.08) * count + 0.9), 15.0), 5.4


def _draw_bar(ax: Axes, place: int, step: Step, fills: dict[str, str], palette: Palette, is_upright: bool) -> None:
    low, length = min(step.start, step.end), abs(step.end - step.start)
    if step.role in TOTALS:
        low, length = min(0.0, step.tco2e), abs(step.tco2e)
    style: dict[str, Any] = {"color": NEUTRAL, "linewidth": 0}
    if step.role == "lever":
        style["color"] = palette.increase if step.tco2e > 0.0 else fills[step.group]
    elif step.role == "growth":
        style["color"] = palette.increase if step.tco2e >= 0 else GREY
    elif step.role == "external":
        style["color"] = EXTERNAL
    elif step.role in ("other", "restatement"):
        style["color"] = GREY
    elif step.role == "gap":
        style = {"facecolor": "none", "edgecolor": palette.increase, "hatch": "////", "linewidth": 1.0}
    elif step.role == "headroom":
        middle, ends = [place, place], [step.start, step.end]
        points = (middle, ends) if is_upright else (ends, middle)
        marker = "_" if is_upright else "|"
        add_line(ax, *points, color=QUIET_TEXT, linewidth=1.2, marker=marker, gid="headroom", zorder=2)
        return
    side = place - BAR / 2.0
    box = (side, low, BAR, length) if is_upright else (low, side, length, BAR)
    add_bar(ax, *box, gid=step.role, **style)


def _draw_connectors(ax: Axes, waterfall: Waterfall, is_upright: bool) -> None:
    for place, (step, after) in enumerate(zip(waterfall.steps, waterfall.steps[1:], strict=False)):
        if after.role == "target" or step.role == "target":
            continue
        level = step.tco2e if step.role in TOTALS else step.end
        along, across = [place + BAR / 2, place + 1 - BAR / 2], [level, level]
        points = (along, across) if is_upright else (across, along)
        add_line(ax, *points, color=QUIET_TEXT, linewidth=0.7, zorder=1.8, gid="connector")


def _limit_axes(ax: Axes, waterfall: Waterfall, is_upright: bool) -> None:
    ends = [0.0, *(step.start for step in waterfall.steps), *(step.end for step in waterfall.steps)]
    ends += [step.tco2e for step in waterfall.steps if step.role in ("base", "bau", "residual", "target")]
    low, high = min(ends), max(ends)
    high = high if high > low else low + 1.0
    if low < 0.0:
        (ax.axhline if is_upright else ax.axvline)(0.0, color=NEUTRAL, linewidth=0.8, zorder=1.9, gid="zero")
        low -= 0.04 * (high - low)
    high += 0.12 * (high - max(low, 0.0))
    count = len(waterfall.steps)
    if is_upright:
        ax.set_xlim(-0.6, count - 0.4)
        ax.set_ylim(low, high)
    else:
        ax.set_ylim(count - 0.4, -0.6)
        ax.set_xlim(low, high)


def _legend(fills: dict[str, str], waterfall: Waterfall, language: str) -> list[tuple[Artist, str]]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    entries: list[tuple[Artist, str]] = [
        (Patch(color=fill), group_name(group, language)) for group, fill in fills.items() if group
    ]
    if len(entries) < 2:
        entries = []
    if waterfall.first("external") is not None:
        entries.append((Patch(color=EXTERNAL), text("plot.external", language)))
    target = waterfall.first("target")
    if target is not None:
        entries.append((Line2D([], [], color=NEUTRAL, linewidth=1.1, linestyle=(0, (4, 3))), target.name))
    return entries
