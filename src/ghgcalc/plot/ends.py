"""Writes the names of lines to the right of their last year, apart from each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ghgcalc.plot.canvas import leave_room, text_size
from ghgcalc.presentation.numbers import Scale, format_tco2e

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SIZE = 8.0
_GAP = 8


@dataclass(frozen=True)
class End:
    """The name of a line with its last value, in the colour of the line."""

    content: str
    value: float
    colour: str


def line_end(name: str, line: Mapping[int, float], colour: str, *, language: str, scale: Scale) -> End:
    """Return the name, last year and last value of a line.

    Examples
    --------
    >>> line_end("BAU", {2030: 12_000.0}, "#000000", language="nl", scale=Scale("kt", 1000.0, 1)).content
    'BAU 2030: 12,0'
    """
    year = max(line)
    shown = format_tco2e(line[year], language=language, scale=scale, with_unit=False)
    dated = name if name.endswith(str(year)) else f"{name} {year}"
    return End(f"{dated}: {shown}", line[year], colour)


def label_ends(ax: Axes, ends: Sequence[End], years: Sequence[int]) -> None:
    """Leave room to the right of the last year and write the ends there, in order of height."""
    widest = max(text_size(ax, end.content, size=_SIZE)[0] for end in ends) + 2 * _GAP * ax.figure.dpi / 72.0
    leave_room(ax, years[0] - 0.3, years[-1] + 0.3, room=widest)
    last = years[-1]
    height = text_size(ax, "Ag", size=_SIZE)[1] * 1.3
    wanted = [float(ax.transData.transform((last, end.value))[1]) for end in ends]
    levels = spread_levels(wanted, height=height, low=float(ax.bbox.y0) + height / 2, high=float(ax.bbox.y1))
    for end, want, level in zip(ends, wanted, levels, strict=True):
        ax.annotate(
            end.content, (last, end.value), xytext=(_GAP, (level - want) * 72 / ax.figure.dpi),
            textcoords="offset points", va="center", ha="left", fontsize=_SIZE, color=_readable(end.colour),
            gid="value", annotation_clip=False,
        )  # fmt: skip


def spread_levels(wanted: Sequence[float], *, height: float, low: float, high: float) -> list[float]:
    """Move labels apart as little as needed: in the order given by height, inside `low` to `high` where that fits.

    Examples
    --------
    >>> spread_levels([10.0, 11.0], height=4.0, low=0.0, high=20.0)
    [10.0, 14.0]
    >>> spread_levels([19.0, 20.0], height=4.0, low=0.0, high=20.0)
    [16.0, 20.0]
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    levels = [0.0] * len(wanted)
    floor = low
    for index in order:
        levels[index] = max(wanted[index], floor)
        floor = levels[index] + height
    ceiling = high
    for index in reversed(order):
        levels[index] = min(levels[index], ceiling)
        ceiling = levels[index] - height
    return levels


def _readable(colour: str) -> str:
    """Return a darker shade for text: the palette's colours are made for areas and lines."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"#{int(red * 0.72):02X}{int(green * 0.72):02X}{int(blue * 0.72):02X}"
