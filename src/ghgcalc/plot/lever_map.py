"""Draws where the levers work: a map of lever by category."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ghgcalc.errors import raise_problem
from ghgcalc.levers.evaluation import FloatArray
from ghgcalc.levers.shares import Method
from ghgcalc.plot.canvas import new_axes, text_size, wrap_text
from ghgcalc.plot.colours import TEXT
from ghgcalc.plot.frame import Margins, frame_chart
from ghgcalc.plot.words import attribution_name, basis_of, closing_words, inside_sentence
from ghgcalc.presentation.numbers import Scale, choose_scale, format_share, format_tco2e, largest_remainder
from ghgcalc.roadmap import Roadmap, levers_by_category
from ghgcalc.texts import check_language, text
from ghgcalc.vocabulary import category_name, category_order

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_FALLS, _RISES, _NOTHING = "#0072B2", "#D55E00", "#F4F5F6"
_HEAD_SIZES = (7.5, 7.0, 6.5, 6.0)
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
    names = {lever.lever_id: lever.label(language) for lever in roadmap.levers}
    kept = [name for name in names if name in table.index]
    values = table.loc[kept].to_numpy(dtype=float)
    totals = values.sum(axis=1)
    scale = choose_scale(totals)
    count, wide = len(kept), len(categories) + 1
    heads = [category_name(category, language) for category in categories] + [text("plot.map_total", language)]
    axes = ax if ax is not None else new_axes(*_figure_size(wide, count))
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0, colors=TEXT)
    axes.set_xlim(-0.5, wide - 0.5)
    axes.set_ylim(count - 0.5, -0.5)
    _squares(axes, values)
    room = 0.34 * axes.figure.bbox.width if ax is None else max(axes.bbox.x0 * 0.97, 1.0)
    axes.set_yticks(
        range(count), [wrap_text(axes, names[name], width=room, size=7.5) for name in kept], fontsize=7.5,
        linespacing=0.95,
    )  # fmt: skip
    axes.xaxis.tick_top()
    unit = f"{scale.unit}CO2e"
    inside = "+".join(map(str, roadmap.scopes_in(year)))
    caption = " ".join(
        [
            text("plot.map_caption", language, unit=unit),
            text("plot.caption_scopes", language, scopes=inside),
            *basis_of(roadmap, language),
            text("plot.caption_attribution", language, attribution=attribution_name(attribution, language)),
            *closing_words(roadmap, language),
        ]
    )
    title = _title(values, categories, year=year, scale=scale, language=language)
    _write_heads(axes, heads, language)
    frame_chart(axes, Margins(title=title, caption=caption, is_own=ax is None))
    _numbers(axes, values, totals, scale, language)
    return axes


def _figure_size(columns: int, levers: int) -> tuple[float, float]:
    """Return the size of a figure [inch] that still fits a page."""
    return min(max(6.4, 2.9 + 0.74 * columns), 13.0), 0.34 * levers + 2.4


def _write_heads(ax: Axes, heads: list[str], language: str) -> None:
    """Write the heads over their columns in the largest size that fits, upright when none does."""
    slot = 0.72 * ax.figure.bbox.width / len(heads)
    breaks = {word.replace("|", ""): word.replace("|", "- ") for word in text("plot.word_breaks", language).split()}
    parted = [" ".join(breaks.get(word, word) for word in head.split()) for head in heads]
    for size in _HEAD_SIZES:
        wrapped = [wrap_text(ax, head, width=0.94 * slot, size=size) for head in parted]
        if max(text_size(ax, head, size=size)[0] for head in wrapped) <= 0.96 * slot:
            ax.set_xticks(range(len(heads)), wrapped, fontsize=size, linespacing=0.95)
            return
    tall = 0.24 * ax.figure.bbox.height + 40.0
    wrapped = [wrap_text(ax, head, width=tall, size=_HEAD_SIZES[0]) for head in heads]
    ax.set_xticks(range(len(heads)), wrapped, fontsize=_HEAD_SIZES[0], rotation=90, linespacing=0.95)


def _title(values: FloatArray, categories: list[str], *, year: int, scale: Scale, language: str) -> str:
    """Say what the levers bring together, and in which category most of it."""
    by_category = values.sum(axis=0)
    total, most = float(by_category.sum()), int(by_category.argmax())
    words = {
        "year": year,
        "unit": f"{scale.unit}CO2e",
        "total": format_tco2e(total, language=language, scale=scale, with_unit=False),
    }
    if total <= 0.0 or by_category.max() > total:
        return text("plot.map_title", language, **words)
    share = format_share(float(by_category[most]) / total, language=language)
    category = inside_sentence(category_name(categories[most], language))
    return text("plot.map_title_where", language, share=share, category=category, **words)


def _squares(ax: Axes, values: FloatArray) -> None:
    """Colour one square per lever and category: the more it brings, the deeper."""
    from matplotlib.collections import PolyCollection
    from matplotlib.colors import to_rgb

    largest = float(np.abs(values).max()) or 1.0
    depth = (0.12 + 0.68 * (np.abs(values) / largest) ** 0.6)[:, :, None]
    own = np.where((values > 0.0)[:, :, None], to_rgb(_FALLS), to_rgb(_RISES))
    colours = np.where((values == 0.0)[:, :, None], to_rgb(_NOTHING), 1.0 - depth * (1.0 - own))
    rows, columns = np.indices(values.shape)
    corners = np.array([(-0.475, -0.47), (0.475, -0.47), (0.475, 0.47), (-0.475, 0.47)])
    squares = np.stack([columns, rows], axis=-1).reshape(-1, 1, 2) + corners
    ax.add_collection(
        PolyCollection(squares, facecolors=colours.reshape(-1, 3), linewidths=0, gid="cells"), autolim=False
    )


def _numbers(ax: Axes, values: FloatArray, totals: FloatArray, scale: Scale, language: str) -> None:
    """Write every number in its square: a row adds up to its total, the totals to that of the title."""
    shown = []
    for line, total in zip(values, largest_remainder(totals.tolist(), step=scale.step), strict=True):
        rounded = largest_remainder(line[line != 0.0].tolist(), step=scale.step, total=total)
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
