"""Draws the bridge between two years: one bar per cause of the change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ghgcalc.inventory.source_line import source_line
from ghgcalc.plot.canvas import add_bar, add_line, new_axes, quiet_frame, text_size, wrap_text
from ghgcalc.plot.colours import NEUTRAL, QUIET_TEXT, TEXT, PaletteName, palette_named
from ghgcalc.plot.frame import Margins, frame_chart
from ghgcalc.plot.waterfall import BAR
from ghgcalc.plot.words import gwp_name
from ghgcalc.presentation.numbers import (
    TONNES,
    Scale,
    choose_scale,
    format_share,
    format_tco2e,
    largest_remainder,
    round_to,
    table_scale,
)
from ghgcalc.texts import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ghgcalc.comparison import Comparison


def plot_comparison(
    comparison: Comparison,
    *,
    language: str = "en",
    ax: Axes | None = None,
    palette: PaletteName = "okabe-ito",
    title: str | None = None,
    caption: str | None = None,
) -> Axes:
    """Draw why the emissions changed, as a waterfall of the changes since the first year, and return its axes.

    Parameters
    ----------
    comparison : Comparison
        The comparison [tCO2e].
    language : {"en", "nl"}
        Language of names, numbers, title and caption.
    ax : Axes, optional
        Where to draw; by default a new figure.
    palette : {"okabe-ito", "green-red"}
        Colours of increases and decreases.
    title, caption : str, optional
        Replace the sentence above and the small print below the chart.

    Returns
    -------
    Axes
        With the changes against the first year drawn in tonnes; only the labels are rounded, so that they add up.

    Raises
    ------
    ValueError
        If the language or the palette does not exist.
    """
    check_language(language)
    colours = palette_named(palette)
    bars = _bars(comparison, language)
    axes = ax if ax is not None else new_axes(max(7.2, 1.15 * len(bars) + 1.2), 4.6)
    scale = _scale(comparison, bars)
    quiet_frame(axes, value_axis="y", language=language, scale=scale)
    axes.axhline(0.0, color=NEUTRAL, linewidth=0.8, zorder=1.9)
    for place, bar in enumerate(bars):
        fill = NEUTRAL if bar.is_total else colours.increase if bar.change > 0 else colours.groups[0]
        low, high = sorted((bar.start, bar.start + bar.change))
        add_bar(axes, place - BAR / 2.0, low, BAR, high - low, color=fill, gid=bar.cause)
        if place + 1 < len(bars):
            level = bar.start + bar.change
            ends = (place + BAR / 2, place + 1 - BAR / 2)
            add_line(axes, ends, (level, level), color=QUIET_TEXT, linewidth=0.7, zorder=1.8, gid="connector")
    axes.set_xlim(-0.6, len(bars) - 0.4)
    _limit(axes, bars)
    width = 0.92 * axes.bbox.width / (len(bars) + 0.2)
    names = [wrap_text(axes, bar.name, width=width, size=9) for bar in bars]
    axes.set_xticks(range(len(bars)), names, fontsize=9)
    margins = Margins(
        title=_title(comparison, scale, language) if title is None else title,
        caption=comparison_caption(comparison, language) if caption is None else caption,
        is_own=ax is None,
    )
    frame_chart(axes, margins)
    _limit(axes, bars)
    _label(axes, bars, comparison, scale, language)
    return axes


def _scale(comparison: Comparison, bars: list[_Bar]) -> Scale:
    """Return one unit for bars and title, in which the changes keep their digits."""
    scale = choose_scale([bar.change for bar in bars])
    if scale.unit == "kt":
        return TONNES if scale.decimals else scale
    return scale if max(comparison.from_tco2e, comparison.to_tco2e) < 1000.0 else TONNES


@dataclass(frozen=True)
class _Bar:
    cause: str
    name: str
    start: float
    change: float
    is_total: bool = False


def _bars(comparison: Comparison, language: str) -> list[_Bar]:
    """Return the causes as bars that begin where the one before ends, from 0, and the whole change."""
    steps = comparison.steps()
    changes = steps[steps["kind"] == "delta"]
    bars = [
        _Bar(str(row["step"]), str(row[f"label_{language}"]), row["start"] - comparison.from_tco2e, row["tco2e"])
        for row in changes.to_dict("records")
    ]
    years = f"{comparison.from_year}–{comparison.to_year}"
    name = text("comparison.whole", language, years=years)
    return [*bars, _Bar("change", name, 0.0, comparison.to_tco2e - comparison.from_tco2e, is_total=True)]


def _limit(ax: Axes, bars: list[_Bar]) -> None:
    """Leave room above the bars for two lines of text."""
    low = min(0.0, *(min(bar.start, bar.start + bar.change) for bar in bars))
    high = max(0.0, *(max(bar.start, bar.start + bar.change) for bar in bars))
    height = 2.6 * text_size(ax, "0", size=8.5)[1] / ax.bbox.height
    span = (high - low or 1.0) / max(1.0 - 1.6 * height, 0.3)
    ax.set_ylim(low - 0.03 * span, high + 1.5 * height * span)


def _label(ax: Axes, bars: list[_Bar], comparison: Comparison, scale: Scale, language: str) -> None:
    """Write change and share of the first year above every bar, rounded so that the causes add up."""
    whole = round_to(comparison.to_tco2e, scale.step) - round_to(comparison.from_tco2e, scale.step)
    shown = [*largest_remainder([bar.change for bar in bars[:-1]], step=scale.step, total=whole), whole]
    first = comparison.from_tco2e
    for place, (bar, value) in enumerate(zip(bars, shown, strict=True)):
        words = format_tco2e(value, language=language, scale=scale, signed=True, with_unit=False)
        share = format_share(bar.change / first if first else float("nan"), language=language, decimals=1, signed=True)
        ax.annotate(
            f"{words}\n({share})", (place, max(bar.start, bar.start + bar.change)), xytext=(0, 2),
            textcoords="offset points", ha="center", va="bottom", fontsize=8.5, color=TEXT, gid="value",
            fontweight="bold" if bar.is_total else "normal", linespacing=1.05,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4}, zorder=3,
        )  # fmt: skip


def comparison_title(comparison: Comparison, language: str) -> str:
    """Say where the emissions came from and went, in one sentence."""
    return _title(comparison, table_scale([comparison.from_tco2e, comparison.to_tco2e]), language)


def _title(comparison: Comparison, scale: Scale, language: str) -> str:
    before, after = comparison.from_tco2e, comparison.to_tco2e
    shown = [format_tco2e(v, language=language, scale=scale, with_unit=False) for v in (before, after)]
    change = format_share(after / before - 1.0 if before else float("nan"), language=language, decimals=1, signed=True)
    return text(
        "comparison.title", language, before=shown[0], after=shown[1], first=comparison.from_year,
        last=comparison.to_year, change=change, scope2=text(f"scope2.{comparison.scope2}", language),
    )  # fmt: skip


def comparison_caption(comparison: Comparison, language: str) -> str:
    """State what the causes mean, the scope 2 method and the GWP sets."""
    sets = dict.fromkeys(gwp_name(inventory.gwp, language) for inventory in (comparison.old, comparison.new))
    method = text(f"scope2.{comparison.scope2}", language)
    said = text("comparison.caption", language, scope2=method, gwp=", ".join(sets))
    return f"{said} {text('plot.bridge_attribution', language)} {source_line(comparison.new, language)}"
