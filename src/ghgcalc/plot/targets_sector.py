"""Draws a target among the published targets of the sector: the reduction that each asks per year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ghgcalc.plot.canvas import add_bar, leave_room, new_axes, quiet_frame, text_size
from ghgcalc.plot.colours import TEXT, palette_named
from ghgcalc.plot.frame import Margins, frame_chart
from ghgcalc.presentation.numbers import format_share
from ghgcalc.texts import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_BAR = 0.7
_COMPANY, _PRESS, _OWN = "#0072B2", "#A9CDE4", palette_named("okabe-ito").increase


def plot_sector_comparison(comparison: Any, *, language: str = "en", ax: Axes | None = None) -> Axes:
    """Draw the yearly step of a target between those of the published targets, fastest first, and return the axes.

    Parameters
    ----------
    comparison : SectorComparison
        What `compare_with_sector` returns.
    language : {"en", "nl"}
        Language of names and numbers.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
        With the bars drawn as a percentage per year; figures from the press in a lighter colour.

    Raises
    ------
    ValueError
        If the language does not exist.
    """
    check_language(language)
    rows: list[tuple[str, float, str, str]] = []
    for row in comparison.frame.to_dict("records"):
        colour = _COMPANY if row["label"] == "P" else _PRESS
        rows.append((str(row["company"]), float(row["annual_rate"]), colour, _content(row, language)))
    target = comparison.target
    own = {
        "annual_rate": comparison.annual_rate,
        "reduction": target.reduction,
        "base_year": target.base_year,
        "target_year": target.target_year,
    }
    rows.append((text("targets.chart.own", language), comparison.annual_rate, _OWN, _content(own, language)))
    rows.sort(key=lambda row: -row[1])
    axes = ax if ax is not None else new_axes(8.2, 0.3 * len(rows) + 1.9)
    is_absolute = target.method == "absolute-contraction"
    axis = "targets.chart.sector_axis" if is_absolute else "targets.chart.sector_axis_intensity"
    quiet_frame(axes, value_axis="x", language=language, label=text(axis, language))
    for place, (name, rate, colour, _) in enumerate(rows):
        add_bar(axes, 0.0, place - _BAR / 2.0, 100.0 * rate, _BAR, color=colour, gid=name)
    axes.set_yticks(range(len(rows)), [name for name, *_ in rows], fontsize=8, color=TEXT)
    for label, (_, _, colour, _) in zip(axes.get_yticklabels(), rows, strict=True):
        label.set_fontweight("bold" if colour == _OWN else "normal")
    axes.set_ylim(len(rows) - 0.4, -0.6)
    title = text(
        "targets.chart.sector_title", language, scopes=text(f"targets.scopes.{target.scope_key}", language),
        rate=format_share(comparison.annual_rate, language=language, decimals=1), count=len(comparison.frame),
        less=sum(1 for _, rate, _, _ in rows if round(rate, 4) < round(comparison.annual_rate, 4)),
    )  # fmt: skip
    caption = text("targets.chart.sector_caption", language)
    frame_chart(axes, Margins(title=title, caption=caption, is_own=ax is None))
    widest = max(text_size(axes, content, size=7.5, weight="bold")[0] for *_, content in rows)
    longest = max(100.0 * rate for _, rate, _, _ in rows)
    leave_room(axes, 0.0, longest, room=widest + 14)
    for place, (_, rate, colour, content) in enumerate(rows):
        axes.annotate(
            content, (100.0 * rate, place), xytext=(3, 0), textcoords="offset points", va="center", fontsize=7.5,
            color=TEXT, gid="value", fontweight="bold" if colour == _OWN else "normal",
        )  # fmt: skip
    return axes


def _content(row: dict[Any, Any], language: str) -> str:
    return text(
        "targets.chart.sector_row", language, rate=format_share(row["annual_rate"], language=language, decimals=1),
        reduction=format_share(row["reduction"], language=language), base_year=row["base_year"],
        target_year=row["target_year"],
    )  # fmt: skip
