"""Draws what a company may emit: BAU, a target line per rulebook, and the actual years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ghgcalc.plot.canvas import new_axes, quiet_frame, text_size
from ghgcalc.plot.colours import NEUTRAL, TEXT, palette_named
from ghgcalc.plot.frame import Margins, frame_chart
from ghgcalc.presentation.numbers import Scale, choose_scale, format_tco2e
from ghgcalc.texts import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SIZE = 8.0
_GAP = 8
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
    ends: list[tuple[str, int, float, str]] = []
    if bau:
        axes.plot(*_points(bau), color=colours.increase, linewidth=1.8, gid="bau")
        ends.append(_end(text("targets.chart.bau", language), bau, colours.increase, language, scale))
    for place, (target, line) in enumerate(zip(targets, lines, strict=True)):
        colour = colours.groups[_ORDER[place % len(_ORDER)]]
        dash = _DASHES[place % len(_DASHES)]
        axes.plot(*_points(line), color=colour, linewidth=1.9, linestyle=dash, gid=f"target:{target.rulebook}")
        axes.plot([max(line)], [line[max(line)]], color=colour, marker="o", markersize=4.5, linestyle="none")
        ends.append(_end(f"{target.rulebook}, {target.ambition}", line, colour, language, scale))
    if actuals:
        axes.plot(*_points(actuals), color=NEUTRAL, linewidth=1.4, marker="o", markersize=5, gid="actual", zorder=3)
    years = sorted({year for line in [*lines, *extra] for year in line})
    axes.set_ylim(0, max(every) * 1.08)
    axes.set_xlim(years[0] - 0.3, years[-1] + 0.3)
    step = max(1, -(-len(years) // 12))
    axes.set_xticks(years[::step], [str(year) for year in years[::step]], fontsize=8, color=TEXT)
    first = targets[0]
    title = text(
        "targets.chart.lines_title", language, scopes=text(f"targets.scopes.{first.scope_key}", language),
        tonnes=format_tco2e(first.target_tco2e, language=language, scale=scale, with_unit=False),
        unit=f"{scale.unit}CO2e", year=first.target_year, rulebook=first.rulebook,
    )  # fmt: skip
    legend = [(axes.lines[-1], text("targets.chart.actual", language))] if actuals else []
    caption = text("targets.chart.lines_caption", language)
    frame_chart(axes, Margins(title=title, caption=caption, legend=legend, is_own=ax is None))
    widest = max(text_size(axes, content, size=_SIZE)[0] for content, *_ in ends) + 2 * _GAP
    span = years[-1] - years[0] + 0.6
    room = max(axes.bbox.width - widest, 0.3 * axes.bbox.width)
    axes.set_xlim(years[0] - 0.3, years[0] - 0.3 + span * axes.bbox.width / room)
    _label_ends(axes, ends, years[-1])
    return axes


def _points(line: Mapping[int, float]) -> tuple[list[int], list[float]]:
    return sorted(line), [line[year] for year in sorted(line)]


def _end(name: str, line: Mapping[int, float], colour: str, language: str, scale: Scale) -> tuple[str, int, float, str]:
    year = max(line)
    shown = format_tco2e(line[year], language=language, scale=scale, with_unit=False)
    return f"{name}, {year}: {shown}", year, line[year], colour


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


def _label_ends(ax: Axes, ends: list[tuple[str, int, float, str]], last_year: int) -> None:
    """Write each line's name to the right of the last year, apart from the others."""
    height = text_size(ax, "Ag", size=_SIZE)[1] * 1.3
    wanted = [float(ax.transData.transform((last_year, value))[1]) for _, _, value, _ in ends]
    levels = spread_levels(wanted, height=height, low=float(ax.bbox.y0) + height / 2, high=float(ax.bbox.y1))
    for (content, _, value, colour), want, level in zip(ends, wanted, levels, strict=True):
        ax.annotate(
            content, (last_year, value), xytext=(_GAP, (level - want) * 72 / ax.figure.dpi),
            textcoords="offset points", va="center", ha="left", fontsize=_SIZE, color=_readable(colour), gid="value",
            annotation_clip=False,
        )  # fmt: skip


def _readable(colour: str) -> str:
    """Return a darker shade for text: the palette's colours are made for areas and lines."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"#{int(red * 0.72):02X}{int(green * 0.72):02X}{int(blue * 0.72):02X}"
