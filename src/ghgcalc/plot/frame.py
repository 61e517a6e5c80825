"""Places title, legend and small print around a chart, and gives them the room that they measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ghgcalc.plot.canvas import renderer_of, wrap_text
from ghgcalc.plot.colours import QUIET_TEXT, TEXT

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.legend import Legend

TITLE_SIZE = 11.5
CAPTION_SIZE = 7.5
LEGEND_SIZE = 8
_PAD = 6.0


@dataclass(frozen=True)
class Margins:
    """What stands around a chart, and whether the figure is ours to arrange."""

    title: str
    caption: str
    legend: Sequence[tuple[Artist, str]] = field(default=())
    is_own: bool = True


def frame_chart(ax: Axes, margins: Margins) -> None:
    """Write title, legend and caption; in a figure of our own, move the axes so that all of it fits.

    The tick labels must have been set: their extents decide where the rest goes.
    """
    renderer = renderer_of(ax)
    width, height = ax.figure.bbox.width, ax.figure.bbox.height
    pad = _PAD * ax.figure.dpi / 72.0
    ticks = [box for axis in (ax.xaxis, ax.yaxis) if (box := axis.get_tightbbox(renderer)) is not None]
    left_room = max([ax.bbox.x0 - box.x0 for box in ticks] + [0.0])
    below_room = max([ax.bbox.y0 - box.y0 for box in ticks] + [0.0])
    left, right = (pad, width - pad) if margins.is_own else (ax.bbox.x0, max(ax.bbox.x1, ax.bbox.x0 + 1))
    title = wrap_text(ax, margins.title, width=right - left, size=TITLE_SIZE, weight="bold")
    heading = ax.set_title(title, loc="left", fontsize=TITLE_SIZE, fontweight="bold", color=TEXT, pad=_PAD + 2)
    caption = ax.text(
        0, 0, wrap_text(ax, margins.caption, width=right - left, size=CAPTION_SIZE),
        fontsize=CAPTION_SIZE, color=QUIET_TEXT, va="top", transform=None, gid="caption", clip_on=False,
    )  # fmt: skip
    caption_height = caption.get_window_extent(renderer).height if margins.caption else 0.0
    legend = _legend(ax, margins, right - left)
    legend_height = legend.get_window_extent(renderer).height if legend is not None else 0.0
    if margins.is_own:
        bottom = pad + caption_height + (pad + legend_height if legend is not None else 0.0) + pad + below_room
        top = height - pad - heading.get_window_extent(renderer).height - 1.5 * pad
        ax.figure.subplots_adjust(
            left=(pad + left_room) / width, right=1 - 2 * pad / width, bottom=bottom / height, top=top / height
        )
        heading.set_x((left - ax.bbox.x0) / ax.bbox.width)
    level = ax.bbox.y0 - below_room - pad
    if legend is not None:
        legend.set_bbox_to_anchor(
            ((left - ax.bbox.x0) / ax.bbox.width, (level - ax.bbox.y0) / ax.bbox.height), ax.transAxes
        )
        level -= legend_height + pad
    caption.set_transform(ax.transAxes)
    caption.set_position(((left - ax.bbox.x0) / ax.bbox.width, (level - ax.bbox.y0) / ax.bbox.height))


def _legend(ax: Axes, margins: Margins, width: float) -> Legend | None:
    """Return a legend with as many columns as fit the width, or None when there is nothing to explain."""
    if not margins.legend:
        return None
    handles, names = [entry[0] for entry in margins.legend], [entry[1] for entry in margins.legend]
    legend = None
    for columns in range(len(names), 0, -1):
        legend = ax.legend(
            handles, names, ncols=columns, loc="upper left", bbox_to_anchor=(0, 0), frameon=False, borderpad=0,
            borderaxespad=0, fontsize=LEGEND_SIZE, labelcolor=TEXT, handlelength=1.4, handleheight=0.9,
            columnspacing=1.4,
        )  # fmt: skip
        if legend.get_window_extent(renderer_of(ax)).width <= width:
            break
    return legend
