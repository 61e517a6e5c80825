"""Places title, legend and small print around a chart, and gives them the room that they measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from ghgcalc.plot.canvas import renderer_of, text_size, wrap_text
from ghgcalc.plot.colours import QUIET_TEXT, TEXT

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.legend import Legend

TITLE_SIZE = 11.5
CAPTION_SIZE = 7.5
LEGEND_SIZE = 8
_PAD = 6.0
#: Parts of a legend in font sizes, as it is drawn: coloured box, distance to its name, distance between columns.
_HANDLE, _HANDLE_GAP, _COLUMN_GAP = 1.4, 0.8, 1.4


@dataclass(frozen=True)
class Margins:
    """What stands around a chart, whether the figure is ours to arrange, and how high [inch] the chart is at least."""

    title: str
    caption: str
    legend: Sequence[tuple[Artist, str]] = field(default=())
    is_own: bool = True
    height: float = 0.0


def frame_chart(ax: Axes, margins: Margins) -> Frame:
    """Write title, legend and caption; in a figure of our own, move the axes so that all of it fits.

    The tick labels must have been set: their extents decide where the rest goes. When they change, `Frame.fit` again.
    """
    frame = Frame(ax, margins)
    frame.fit()
    return frame


class Frame:
    """Title, legend and caption of a chart: written once, placed as often as the names beside the axes change."""

    def __init__(self, ax: Axes, margins: Margins) -> None:
        self._ax, self._is_own, self._least = ax, margins.is_own, margins.height * ax.figure.dpi
        self._pad = _PAD * ax.figure.dpi / 72.0
        width = ax.figure.bbox.width
        self._left = self._pad if margins.is_own else ax.bbox.x0
        room = (width - self._pad if margins.is_own else max(ax.bbox.x1, ax.bbox.x0 + 1)) - self._left
        title = wrap_text(ax, margins.title, width=room, size=TITLE_SIZE, weight="bold")
        self._heading = ax.set_title(
            title, loc="left", fontsize=TITLE_SIZE, fontweight="bold", color=TEXT, pad=_PAD + 2
        )
        self._title_height = text_size(ax, title, size=TITLE_SIZE, weight="bold")[1] if title else 0.0
        small = wrap_text(ax, margins.caption, width=room, size=CAPTION_SIZE)
        self._caption = ax.text(
            0, 0, small, fontsize=CAPTION_SIZE, color=QUIET_TEXT, va="top", transform=None, gid="caption", clip_on=False
        )
        self._caption_height = text_size(ax, small, size=CAPTION_SIZE)[1] if small else 0.0
        self._legend = _legend(ax, margins.legend, room)
        renderer = renderer_of(ax)
        self._legend_height = self._legend.get_window_extent(renderer).height if self._legend is not None else 0.0

    def fit(self) -> None:
        """Give title, tick labels, legend and caption their room; the axes get what is left."""
        ax, pad = self._ax, self._pad
        left, below, above = _tick_room(ax)
        legend = self._legend_height + pad if self._legend is not None else 0.0
        if self._is_own:
            width, height = ax.figure.bbox.width, ax.figure.bbox.height
            bottom = 2.0 * pad + self._caption_height + legend + below
            over = 2.5 * pad + self._title_height + above
            if height - over - bottom < self._least:
                height = self._least + over + bottom
                ax.get_figure(root=True).set_size_inches(width / ax.figure.dpi, height / ax.figure.dpi)  # type: ignore[union-attr]
            top = height - over
            across, up = max(width - 3.0 * pad - left, 0.2 * width), max(top - bottom, 0.1 * height)
            ax.set_position(((pad + left) / width, bottom / height, across / width, up / height))
            self._heading.set_x((self._left - ax.bbox.x0) / ax.bbox.width)
        x = (self._left - ax.bbox.x0) / ax.bbox.width
        level = ax.bbox.y0 - below - pad
        if self._legend is not None:
            self._legend.set_bbox_to_anchor((x, (level - ax.bbox.y0) / ax.bbox.height), ax.transAxes)
            level -= legend
        self._caption.set_transform(ax.transAxes)
        self._caption.set_position((x, (level - ax.bbox.y0) / ax.bbox.height))


def _tick_room(ax: Axes) -> tuple[float, float, float]:
    """Return how far tick labels and names of the axes reach out to the left, below and above [pixel]."""
    renderer = renderer_of(ax)
    across, up = ax.xaxis.get_tightbbox(renderer), ax.yaxis.get_tightbbox(renderer)
    left = [ax.bbox.x0 - box.x0 for box in (across, up) if box is not None]
    below = [ax.bbox.y0 - box.y0 for box in (across, up) if box is not None]
    return max([0.0, *left]), max([0.0, *below]), 0.0 if across is None else max(across.y1 - ax.bbox.y1, 0.0)


def _legend(ax: Axes, entries: Sequence[tuple[Artist, str]], width: float) -> Legend | None:
    """Return a legend with as few rows as fit the width, the rows equally full; None when nothing needs explaining."""
    if not entries:
        return None
    unit = LEGEND_SIZE * ax.figure.dpi / 72.0
    names = [wrap_text(ax, name, width=width - (_HANDLE + _HANDLE_GAP) * unit, size=LEGEND_SIZE) for _, name in entries]
    return ax.legend(
        [handle for handle, _ in entries], names, ncols=_columns(ax, names, width, unit), loc="upper left",
        bbox_to_anchor=(0, 0), frameon=False, borderpad=0, borderaxespad=0, fontsize=LEGEND_SIZE, labelcolor=TEXT,
        handlelength=_HANDLE, handletextpad=_HANDLE_GAP, handleheight=0.9, columnspacing=_COLUMN_GAP,
    )  # fmt: skip


def _columns(ax: Axes, names: Sequence[str], width: float, unit: float) -> int:
    """Return the number of columns that fit a width [pixel], no more than the rows need; `unit` is the font size."""
    lengths = [text_size(ax, name, size=LEGEND_SIZE)[0] + (_HANDLE + _HANDLE_GAP) * unit for name in names]
    for columns in range(len(names), 1, -1):
        rows = -(-len(names) // columns)
        parts = np.array_split(lengths, columns)
        needed = sum(part.max() for part in parts) + (columns - 1) * _COLUMN_GAP * unit
        if needed <= width and -(-len(names) // rows) == columns:
            return columns
    return 1
