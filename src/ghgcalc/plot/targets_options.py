"""Draws the options of a proposal as bars: how much each asks, and what may be left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ghgcalc.plot.canvas import add_bar, leave_room, new_axes, quiet_frame, text_size, wrap_text
from ghgcalc.plot.colours import TEXT, palette_named
from ghgcalc.plot.frame import Margins, frame_chart
from ghgcalc.presentation.numbers import TONNES, Scale, choose_scale, format_number, format_share, format_tco2e
from ghgcalc.texts import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PARTS = ("1+2", "3", "flag", "long-term")
_BAR = 0.7
_ABSOLUTE = "absolute-contraction"


def plot_target_options(options: pd.DataFrame, *, language: str = "en", ax: Axes | None = None) -> Axes:
    """Draw the reduction of every option, grouped by part of the set, and return the axes.

    Parameters
    ----------
    options : DataFrame
        Frame `Proposal.options`; rows without a reduction (shares of renewable electricity or engagement) are left out.
    language : {"en", "nl"}
        Language of names and numbers.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
        With the bars drawn as a percentage of the base year.

    Raises
    ------
    ValueError
        If the language does not exist or there is no option with a reduction.
    """
    from ghgcalc.targets.proposal import option_name

    check_language(language)
    shown = options[options["reduction"].notna()].reset_index(drop=True)
    if shown.empty:
        raise ValueError("there is no option with a reduction to draw")
    colours = dict(zip(_PARTS, palette_named("okabe-ito").groups, strict=False))
    axes = ax if ax is not None else new_axes(8.6, 0.34 * len(shown) + 1.9)
    quiet_frame(axes, value_axis="x", language=language, label=text("targets.chart.share_axis", language))
    rows: list[dict[Any, Any]] = shown.to_dict("records")
    for place, row in enumerate(rows):
        colour = colours[row["part"]]
        is_absolute = row["method"] == _ABSOLUTE
        fill: dict[str, Any] = (
            {"color": colour}
            if is_absolute
            else {"facecolor": "white", "edgecolor": colour, "hatch": "////", "linewidth": 1.0}
        )
        add_bar(axes, 0.0, place - _BAR / 2.0, 100.0 * row["reduction"], _BAR, gid=str(row["option"]), **fill)
    room = 0.46 * axes.figure.bbox.width if ax is None else max(axes.bbox.x0 * 0.97, 1.0)
    names = [wrap_text(axes, option_name(row, language), width=room, size=7.0) for row in rows]
    axes.set_yticks(range(len(rows)), names, fontsize=7.0, color=TEXT, linespacing=1.0)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    rulebooks = ", ".join(dict.fromkeys(str(name) for name in shown["rulebook"]))
    margins = Margins(
        title=text(
            "targets.chart.options_title",
            language,
            base_year=int(shown["base_year"].iloc[0]),
            parts=_spread(shown, language),
        ),
        caption=text("targets.chart.options_caption", language, rulebooks=rulebooks),
        is_own=ax is None,
    )
    frame_chart(axes, margins)
    scale = choose_scale(shown["target_tco2e"].dropna())
    scale = TONNES if scale.unit == "kt" and scale.decimals else scale
    contents = [_content(row, language, scale) for row in rows]
    widest = max(text_size(axes, content, size=7.5)[0] for content in contents)
    longest = 100.0 * float(shown["reduction"].max())
    leave_room(axes, 0.0, longest, room=widest + 14)
    axes.set_xticks([tick for tick in axes.get_xticks() if 0 <= tick <= 100])
    for place, (row, content) in enumerate(zip(rows, contents, strict=True)):
        axes.annotate(
            content, (100.0 * row["reduction"], place), xytext=(3, 0), textcoords="offset points", va="center",
            fontsize=7.5, color=TEXT, gid="value",
        )  # fmt: skip
    return axes


def _spread(shown: pd.DataFrame, language: str) -> str:
    """Return from how much to how much the options of every part ask."""
    words = []
    for part in _PARTS:
        rows = shown.loc[shown["part"] == part, "reduction"]
        if rows.empty:
            continue
        ends = [format_number(100.0 * value, language=language) for value in (rows.min(), rows.max())]
        span = "–".join(dict.fromkeys(ends))
        words.append(f"{text(f'targets.part.{part}', language)} {span}%")
    return "; ".join(words)


def _content(row: dict[Any, Any], language: str, scale: Scale) -> str:
    share = format_share(row["reduction"], language=language, decimals=1)
    if pd.isna(row["target_tco2e"]):
        return f"{share} ({row['target_year']})"
    return f"{share} ({row['target_year']}: {format_tco2e(row['target_tco2e'], language=language, scale=scale)})"
