"""Writes the names of lines to the right of their last year, apart from each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ghgcalc.plot.canvas import add_line, leave_room, text_size
from ghgcalc.presentation.numbers import Scale, format_tco2e

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SIZE = 8.0
_GAP = 8
#: Room for a thin line between an end and its name, where that stands higher or lower [point].
_LEADER = 10
#: Contrast of small text with its background: Web Content Accessibility Guidelines 2.2, criterion 1.4.3, level AA.
_CONTRAST = 4.5


@dataclass(frozen=True)
class End:
    """The name of a line with its last value, in the colour of the line; `year` when it ends before the others."""

    content: str
    value: float
    colour: str
    year: int | None = None


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
    return End(f"{dated}: {shown}", line[year], colour, year)


def label_ends(ax: Axes, ends: Sequence[End], years: Sequence[int]) -> None:
    """Leave room to the right of the last year and write the ends there, in order of height, joined by a thin line."""
    widest = (
        max(text_size(ax, end.content, size=_SIZE)[0] for end in ends) + (2 * _GAP + _LEADER) * ax.figure.dpi / 72.0
    )
    leave_room(ax, *ax.get_xlim(), room=widest)
    last = years[-1]
    height = text_size(ax, "Ag", size=_SIZE)[1] * 1.3
    wanted = [float(ax.transData.transform((last, end.value))[1]) for end in ends]
    levels = spread_levels(wanted, height=height, low=float(ax.bbox.y0) + height / 2, high=float(ax.bbox.y1))
    point = 72.0 / ax.figure.dpi
    for end, want, level in zip(ends, wanted, levels, strict=True):
        colour = _readable(end.colour)
        ax.annotate(
            end.content, (last, end.value), xytext=(_GAP + _LEADER, (level - want) * point), textcoords="offset points",
            va="center", ha="left", fontsize=_SIZE, color=colour, gid="value", annotation_clip=False,
        )  # fmt: skip
        year = last if end.year is None else end.year
        if abs(level - want) > 0.5 * height or year < last:
            _lead(ax, (year, last), (want, level), colour)


def _lead(ax: Axes, years: tuple[int, int], heights: tuple[float, float], colour: str) -> None:
    """Draw a thin line from the end of a line, past the last year, to its name at another height [pixel]."""
    first, last = (float(ax.transData.transform((year, 0.0))[0]) for year in years)
    reach = (_GAP + _LEADER - 2) * ax.figure.dpi / 72.0
    pixels = [(first, heights[0]), (last, heights[0]), (last + reach, heights[1])]
    xs, ys = ax.transData.inverted().transform(pixels).T
    add_line(ax, xs, ys, gid="leader", color=colour, linewidth=0.6, clip_on=False)


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
    """Return a shade that can be read as text on white: the palette's colours are made for areas and lines.

    Examples
    --------
    >>> _readable("#3B4450"), _readable("#F0E442")
    ('#3B4450', '#7B7522')
    """
    shares = [int(colour[i : i + 2], 16) / 255.0 for i in (1, 3, 5)]
    while 1.05 / (_luminance(shares) + 0.05) < _CONTRAST:
        shares = [0.92 * share for share in shares]
    return "#" + "".join(f"{round(255 * share):02X}" for share in shares)


def _luminance(shares: Sequence[float]) -> float:
    """Return the relative luminance of a colour, as the Web Content Accessibility Guidelines define it."""
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
