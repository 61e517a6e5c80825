"""Draws a tornado: how far each assumption moves the result, largest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ghgcalc.errors import raise_problem
from ghgcalc.plot.canvas import add_bar, new_axes, quiet_frame, text_size, wrap_text
from ghgcalc.plot.colours import NEUTRAL, TEXT, TORNADO
from ghgcalc.plot.frame import Margins, frame_chart
from ghgcalc.plot.words import inside_sentence
from ghgcalc.presentation.numbers import choose_scale, format_tco2e
from ghgcalc.texts import check_language, text
from ghgcalc.vocabulary import ASSUMED

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

_COLUMNS = ("parameter", "low_tco2e", "high_tco2e", "base_tco2e")
_SIZE = 8.0
_BAR = 0.66


def plot_tornado(
    frame: pd.DataFrame, *, language: str = "en", ax: Axes | None = None, most: int = 15, caption: str = ""
) -> Axes:
    """Draw how the result changes with each assumption, and return the axes.

    Parameters
    ----------
    frame : DataFrame
        What `Roadmap.sensitivity` returns, or one row per assumption: parameter, low_tco2e and high_tco2e (the result
        at its low and high value) and base_tco2e, the same in every row [tCO2e]; label_en and label_nl name the
        parameter when they are there.
    language : {"en", "nl"}
        Language of names and numbers.
    ax : Axes, optional
        Where to draw; by default a new figure.
    most : int
        Largest number of bars.
    caption : str
        What was varied and by how much; added to the small print.

    Returns
    -------
    Axes
        With the bars drawn in tonnes on both sides of the result.

    Raises
    ------
    DataError
        If a column or a value is missing.
    ValueError
        If the language does not exist.

    Examples
    --------
    >>> frame = pd.DataFrame({"parameter": ["growth", "adoption"], "low_tco2e": [90.0, 104.0],
    ...                       "high_tco2e": [112.0, 97.0], "base_tco2e": [100.0, 100.0]})
    >>> plot_tornado(frame).get_title(loc="left")
    '100 tCO2e; largest uncertainty: growth, from 90 to 112'
    """
    from matplotlib.patches import Patch

    check_language(language)
    frame = frame.rename(columns={"input": "parameter", "central_tco2e": "base_tco2e"})
    missing = [name for name in _COLUMNS if name not in frame or frame[name].isna().any()]
    if missing or frame.empty:
        raise_problem("plot_tornado_columns", value=", ".join(missing), language=language)
    span = (frame["high_tco2e"] - frame["low_tco2e"]).abs()
    moved = span[span > 1e-9 * span.max()] if span.max() > 0.0 else span
    rows = frame.loc[moved.sort_values(ascending=False, kind="stable").index].head(most).to_dict("records")
    base = float(rows[0]["base_tco2e"])
    name_of = f"label_{language}" if f"label_{language}" in frame else "parameter"
    values = [base, *(float(row[side]) for row in rows for side in ("low_tco2e", "high_tco2e"))]
    scale = choose_scale(values)
    axes = ax if ax is not None else new_axes(8.2, 0.4 * len(rows) + 1.9)
    quiet_frame(axes, value_axis="x", language=language, scale=scale)
    for place, row in enumerate(rows):
        for side, colour in zip(("low_tco2e", "high_tco2e"), TORNADO, strict=True):
            add_bar(axes, base, place - _BAR / 2.0, float(row[side]) - base, _BAR, color=colour, gid=side)
    axes.axvline(base, color=NEUTRAL, linewidth=1.2, zorder=3, gid="base")
    room = 0.36 * axes.figure.bbox.width if ax is None else max(axes.bbox.x0 * 0.97, 1.0)
    names = [wrap_text(axes, str(row[name_of]), width=room, size=_SIZE) for row in rows]
    axes.set_yticks(range(len(rows)), names, fontsize=_SIZE, color=TEXT, linespacing=0.95)
    axes.set_ylim(len(rows) - 0.4, -0.6)

    def shown(value: float) -> str:
        return format_tco2e(value, language=language, scale=scale, with_unit=False)

    first = rows[0]
    title = text(
        "plot.tornado_title", language, base=shown(base), unit=f"{scale.unit}CO2e",
        parameter=inside_sentence(str(first[name_of])),
        low=shown(min(first["low_tco2e"], first["high_tco2e"])),
        high=shown(max(first["low_tco2e"], first["high_tco2e"])),
    )  # fmt: skip
    legend: list[tuple[Artist, str]] = [
        (Patch(color=TORNADO[0]), text("plot.tornado_low", language)),
        (Patch(color=TORNADO[1]), text("plot.tornado_high", language)),
    ]
    said = [str(frame.attrs.get(f"{part}_{language}", "")) for part in ("caption", "source")]
    starred = any(ASSUMED in str(row[name_of]) for row in rows)
    star = text("roadmap.caption_assumptions", language) if starred else ""
    small = " ".join(part for part in (said[0], text("plot.tornado_caption", language), caption, star, said[1]) if part)
    frame_chart(axes, Margins(title=title, caption=small, legend=legend, is_own=ax is None))
    _label(axes, rows, base, [shown(float(v)) for v in values], shown)
    return axes


def _label(ax: Axes, rows: list[dict], base: float, every: list[str], shown) -> None:  # type: ignore[no-untyped-def,type-arg]
    """Write the result at both ends of every bar, with room for it on both sides."""
    widest = max(text_size(ax, word, size=_SIZE)[0] for word in every) + 14.0
    ends = [float(row[side]) for row in rows for side in ("low_tco2e", "high_tco2e")]
    low, high = min([base, *ends]), max([base, *ends])
    span = (high - low) or max(abs(base), 1.0)
    per_pixel = span / max(ax.bbox.width - 2.0 * widest, 0.3 * ax.bbox.width)
    ax.set_xlim(low - widest * per_pixel, low + span + widest * per_pixel)
    for place, row in enumerate(rows):
        left, right = sorted((float(row["low_tco2e"]), float(row["high_tco2e"])))
        for value, side, align in ((min(left, base), -3, "right"), (max(right, base), 3, "left")):
            ax.annotate(
                shown(value), (value, place), xytext=(side, 0), textcoords="offset points", ha=align, va="center",
                fontsize=_SIZE, color=TEXT, gid="value",
            )  # fmt: skip
