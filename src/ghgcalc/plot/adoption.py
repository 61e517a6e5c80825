"""Draws when the levers are carried out: one small ramp per lever."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ghgcalc.errors import raise_problem
from ghgcalc.levers.library import group_name
from ghgcalc.plot.canvas import leave_room, new_axes, text_size, wrap_text, year_axis
from ghgcalc.plot.colours import GRID, TEXT, PaletteName, group_colours, palette_named
from ghgcalc.plot.frame import Margins, frame_chart
from ghgcalc.presentation.numbers import format_share
from ghgcalc.texts import check_language, text

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from ghgcalc.levers import Lever

_HEIGHT = 0.8
_SIZE = 7.5


def plot_adoption(
    levers: Sequence[Lever],
    *,
    first: int,
    last: int,
    language: str = "en",
    ax: Axes | None = None,
    palette: PaletteName = "okabe-ito",
) -> Axes:
    """Draw the share that each lever treats, year by year, and return the axes.

    Parameters
    ----------
    levers : sequence of Lever
        The plan.
    first, last : int
        Years to draw.
    language : {"en", "nl"}
        Language of names and numbers.
    ax : Axes, optional
        Where to draw; by default a new figure.
    palette : {"okabe-ito", "green-red"}
        One colour per lever group.

    Returns
    -------
    Axes
        With one ramp per row; its height runs from 0 to 100 %.

    Raises
    ------
    DataError
        If there are no levers.
    ValueError
        If the language or palette does not exist, or the years are in the wrong order.

    Examples
    --------
    >>> from ghgcalc.levers import Lever, Ramp
    >>> plan = [Lever("led", "intensity", {}, Ramp(2026, 2030), effectiveness=0.3)]
    >>> plot_adoption(plan, first=2026, last=2030).get_title(loc="left")
    'The first lever takes effect in 2027, the last is fully carried out in 2030'
    """
    from matplotlib.patches import Patch

    check_language(language)
    if not levers:
        raise_problem("plot_without_levers", language=language)
    if first >= last:
        raise ValueError(f"the years must run forward, not from {first} to {last}")
    years = list(range(first, last + 1))
    axes = ax if ax is not None else new_axes(8.2, 0.36 * len(levers) + 1.9)
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0, colors=TEXT)
    fills = group_colours((lever.group for lever in levers), palette_named(palette))
    for place, lever in enumerate(levers):
        floor = place + _HEIGHT / 2.0
        shares = lever.ramp.shares(years)
        axes.plot([first, last], [floor, floor], color=GRID, linewidth=0.8, zorder=1)
        axes.fill_between(
            years, floor - _HEIGHT * shares, floor, facecolor=fills[lever.group], linewidth=0, zorder=2,
            gid=f"ramp:{lever.lever_id}",
        )  # fmt: skip
    room = 0.36 * axes.figure.bbox.width if ax is None else max(axes.bbox.x0 * 0.97, 1.0)
    names = [wrap_text(axes, lever.label(language), width=room, size=_SIZE) for lever in levers]
    axes.set_yticks(range(len(levers)), names, fontsize=_SIZE, linespacing=0.95)
    axes.set_ylim(len(levers) - 0.4, -0.6)
    year_axis(axes, years)
    legend: list[tuple[Artist, str]] = [
        (Patch(color=fill), group_name(group, language)) for group, fill in fills.items() if group
    ]
    title = text(
        "plot.adoption_title_span", language, first=min(lever.ramp.start_year for lever in levers) + 1,
        last=max(lever.ramp.end_year for lever in levers),
    )  # fmt: skip
    parts = ["plot.adoption_caption", "plot.adoption_source"]
    if any(lever.is_assumption for lever in levers):
        parts.insert(1, "roadmap.caption_assumptions")
    caption = " ".join(text(part, language) for part in parts)
    shown = legend if len(legend) > 1 else []
    frame_chart(axes, Margins(title=title, caption=caption, legend=shown, is_own=ax is None))
    widest = text_size(axes, "100%", size=_SIZE)[0] + 14.0
    leave_room(axes, first, last, room=2.0 * widest)
    low, high = axes.get_xlim()
    axes.set_xlim(low - (high - low) * widest / axes.bbox.width, high)
    for place, lever in enumerate(levers):
        for year, align, offset in ((first, "right", -4), (last, "left", 4)):
            share = format_share(lever.ramp.share(year), language=language)
            axes.annotate(
                share, (year, place), xytext=(offset, 0), textcoords="offset points", ha=align, va="center",
                fontsize=_SIZE, color=TEXT, gid="value",
            )  # fmt: skip
    return axes
