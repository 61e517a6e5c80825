"""Draws where the levers work: a map of lever by category."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ghgcalc.errors import raise_problem
from ghgcalc.levers.shares import Method
from ghgcalc.plot.canvas import new_axes, text_size, wrap_text
from ghgcalc.plot.colours import TEXT
from ghgcalc.plot.frame import Margins, frame_chart
from ghgcalc.plot.words import attribution_name
from ghgcalc.presentation.numbers import Scale, choose_scale, format_tco2e, largest_remainder
from ghgcalc.roadmap import Roadmap, levers_by_category
from ghgcalc.texts import check_language, text
from ghgcalc.vocabulary import category_name, category_order

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_FALLS, _RISES = "#0072B2", "#D55E00"
_SIZES = (8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0)


def plot_lever_map(
    roadmap: Roadmap, *, year: int, attribution: Method = "shapley", language: str = "en", ax: Axes | None = None
) -> Axes:
    """Draw what each lever abates in each category, and return the axes.

    Parameters
    ----------
    roadmap : Roadmap
        BAU and levers [tCO2e].
    year : int
        Year of the BAU.
    attribution : str
        How overlapping levers share their abatement.
    language : {"en", "nl"}
        Language of names and numbers.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
        With one square per lever and category; the numbers of a row add up to its total.

    Raises
    ------
    DataError
        If no lever does anything in that year.
    ValueError
        If the language does not exist.
    """
    check_language(language)
    frame = levers_by_category(roadmap, year=year, attribution=attribution)
    if frame.empty:
        raise_problem("plot_without_levers", language=language)
    categories = sorted(set(frame["category"]), key=category_order)
    table = frame.pivot(index="lever_id", columns="category", values="tco2e").fillna(0.0)[categories]
    names = {lever.lever_id: lever.name(language) for lever in roadmap.levers}
    kept = [name for name in names if name in table.index]
    values = table.loc[kept].to_numpy(dtype=float)
    totals = values.sum(axis=1)
    scale = choose_scale(totals)
    count, wide = len(kept), len(categories) + 1
    axes = ax if ax is not None else new_axes(min(max(6.4, 2.9 + 0.72 * wide), 13.0), 0.34 * count + 2.6)
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0, colors=TEXT)
    axes.set_xlim(-0.5, wide - 0.5)
    axes.set_ylim(count - 0.5, -0.5)
    _squares(axes, values, totals)
    room = 0.34 * axes.figure.bbox.width if ax is None else max(axes.bbox.x0 * 0.97, 1.0)
    axes.set_yticks(
        range(count), [wrap_text(axes, names[name], width=room, size=7.5) for name in kept], fontsize=7.5,
        linespacing=0.95,
    )  # fmt: skip
    heads = [category_name(category, language) for category in categories] + [text("plot.map_total", language)]
    tall = 0.24 * axes.figure.bbox.height + 40.0
    axes.set_xticks(
        range(wide), [wrap_text(axes, head, width=tall, size=7.5) for head in heads], fontsize=7.5, rotation=90,
        linespacing=0.95,
    )  # fmt: skip
    unit = f"{scale.unit}CO2e"
    title = text(
        "plot.map_title", language, year=year, unit=unit,
        total=format_tco2e(float(totals.sum()), language=language, scale=scale, with_unit=False),
    )  # fmt: skip
    caption = " ".join(
        [
            text("plot.map_caption", language, unit=unit),
            text("plot.caption_attribution", language, attribution=attribution_name(attribution, language)),
        ]
    )
    frame_chart(axes, Margins(title=title, caption=caption, is_own=ax is None))
    _numbers(axes, values, totals, scale, language)
    return axes


def _squares(ax: Axes, values: np.ndarray, totals: np.ndarray) -> None:
    from matplotlib.colors import to_rgb

    largest = float(np.abs(values).max()) or 1.0
    for row, line in enumerate(values):
        for column, value in enumerate(line):
            if value == 0.0:
                colour: object = "#F4F5F6"
            else:
                own = np.array(to_rgb(_FALLS if value > 0.0 else _RISES))
                depth = 0.12 + 0.68 * (abs(value) / largest) ** 0.6
                colour = tuple(1.0 - depth * (1.0 - own))
            ax.bar(
                column,
                0.94,
                bottom=row - 0.47,
                width=0.95,
                color=colour,
                linewidth=0,
                gid=f"cell:{row}:{column}",
            )
    for row in range(len(totals)):
        ax.bar(values.shape[1], 0.94, bottom=row - 0.47, width=0.95, color="white", linewidth=0, gid=f"total:{row}")


def _numbers(ax: Axes, values: np.ndarray, totals: np.ndarray, scale: Scale, language: str) -> None:
    """Write every number in its square, rounded so that a row adds up to its total."""
    shown = []
    for line, total in zip(values, totals, strict=True):
        rounded = largest_remainder(line[line != 0.0].tolist(), step=scale.step, total=float(total))
        whole = np.zeros_like(line)
        whole[line != 0.0] = rounded
        words = [
            format_tco2e(value, language=language, scale=scale, with_unit=False) if own != 0.0 else ""
            for own, value in zip(line, whole, strict=True)
        ]
        shown.append([*words, format_tco2e(float(sum(rounded)), language=language, scale=scale, with_unit=False)])
    slot = ax.bbox.width / (values.shape[1] + 1)
    row_height = ax.bbox.height / len(values)
    longest = max((word for line in shown for word in line), key=len)
    size = next(
        (
            s for s in _SIZES
            if text_size(ax, longest, size=s, weight="bold")[0] <= 0.92 * slot
            and text_size(ax, longest, size=s)[1] <= 0.9 * row_height
        ),
        _SIZES[-1],
    )  # fmt: skip
    largest = float(np.abs(values).max()) or 1.0
    for row, line in enumerate(shown):
        for column, word in enumerate(line):
            is_total = column == values.shape[1]
            is_dark = not is_total and abs(values[row, column]) > 0.45 * largest
            ax.text(
                column, row, word, ha="center", va="center", fontsize=size, gid="value",
                color="white" if is_dark else TEXT, fontweight="bold" if is_total else "normal",
            )  # fmt: skip
