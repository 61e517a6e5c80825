"""Draws the marginal abatement cost curve: blocks from cheap to dear, as wide as their abatement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ghgcalc.costs import cost_curve
from ghgcalc.errors import raise_problem
from ghgcalc.plot.canvas import new_axes, quiet_frame, text_size, write_numbers
from ghgcalc.plot.colours import NEUTRAL, QUIET_TEXT, TEXT, PaletteName, group_colours, palette_named
from ghgcalc.plot.frame import Margins, frame_chart
from ghgcalc.presentation.numbers import choose_scale, format_number, format_tco2e
from ghgcalc.texts import check_language, text

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

_SIZE = 8.0
_LIBRARY = "library range"


def plot_macc(
    costs: pd.DataFrame,
    *,
    required_tco2e: float | None = None,
    carbon_price: float | None = None,
    language: str = "en",
    ax: Axes | None = None,
    palette: PaletteName = "okabe-ito",
) -> Axes:
    """Draw the cost curve of the levers with its warning, and return the axes.

    Parameters
    ----------
    costs : DataFrame
        What `lever_costs` returns.
    required_tco2e : float, optional
        Abatement that the target asks for; drawn as a line, also beyond the blocks [tCO2e].
    carbon_price : float, optional
        Internal price of a tonne, drawn as a line [EUR/tCO2e].
    language : {"en", "nl"}
        Language of names and numbers.
    ax : Axes, optional
        Where to draw; by default a new figure.
    palette : {"okabe-ito", "green-red"}
        One colour per lever group.

    Returns
    -------
    Axes
        With blocks of full precision; every block has a number that the list below explains.

    Raises
    ------
    DataError
        If no lever has a cost and an abatement.
    ValueError
        If the language or the palette does not exist.

    References
    ----------
    .. [1] F. Kesicki and P. Ekins, "Marginal abatement cost curves: a call for caution", Climate Policy 12, 2012.
    """
    from matplotlib.patches import Patch

    check_language(language)
    curve = cost_curve(costs)
    if curve.empty:
        raise_problem("plot_without_costs", language=language)
    rows: list[dict[Any, Any]] = curve.to_dict("records")
    total = float(curve["end_tco2e"].iloc[-1])
    scale = choose_scale([total, required_tco2e or 0.0])
    axes = ax if ax is not None else new_axes(8.6, 5.2 + 0.09 * len(rows))
    quiet_frame(axes, value_axis="y", language=language, label=text("plot.macc_y", language))
    write_numbers(axes.xaxis, language=language, divisor=scale.divisor)
    axes.tick_params(axis="x", labelsize=8, labelcolor=QUIET_TEXT)
    axes.set_xlabel(text("plot.macc_x", language, unit=scale.unit), fontsize=8, color=QUIET_TEXT)
    fills = group_colours((str(row["group"]) for row in rows), palette_named(palette))
    legend: list[tuple[Artist, str]] = []
    for number, row in enumerate(rows, start=1):
        is_library = row["cost_basis"] == _LIBRARY
        style = {"facecolor": fills[str(row["group"])], "edgecolor": "white", "linewidth": 0.6}
        style |= {"hatch": "////"} if is_library else {}
        axes.bar(
            row["start_tco2e"], row["eur_per_tco2e"], width=row["tco2e"], align="edge", zorder=2,
            gid=f"block:{row['lever_id']}", **style,
        )  # fmt: skip
        cost = format_number(row["eur_per_tco2e"], language=language)
        legend.append((Patch(**style), f"{number}  {row[f'label_{language}']}: {cost}"))
    lowest, highest = min(0.0, float(curve["eur_per_tco2e"].min())), max(0.0, float(curve["eur_per_tco2e"].max()))
    if carbon_price is not None:
        lowest, highest = min(lowest, carbon_price), max(highest, carbon_price)
    span = (highest - lowest) or 1.0
    axes.set_ylim(lowest - 0.06 * span, highest + 0.16 * span)
    axes.set_xlim(0.0, 1.03 * max(total, required_tco2e or 0.0))
    axes.axhline(0.0, color=NEUTRAL, linewidth=1.0, zorder=2.5)
    saving = float(curve.loc[curve["eur_per_tco2e"] < 0.0, "tco2e"].sum())

    def shown(value: float) -> str:
        return format_tco2e(value, language=language, scale=scale, with_unit=False)

    title = text(
        "plot.macc_title", language, abated=shown(total), saving=shown(saving), unit=f"{scale.unit}CO2e"
    )
    if required_tco2e is not None:
        title += text("plot.macc_title_required", language, required=shown(required_tco2e))
    frame_chart(axes, Margins(title=title, caption=_caption(curve, language), legend=legend, is_own=ax is None))
    _number_blocks(axes, rows)
    _lines(axes, required_tco2e, carbon_price, shown, language)
    return axes


def _caption(curve: pd.DataFrame, language: str) -> str:
    parts = [text("plot.macc_warning", language), str(curve.attrs.get(f"convention_{language}", ""))]
    if (curve["cost_basis"] == _LIBRARY).any():
        parts.append(text("plot.macc_library", language))
    if curve.attrs["left_out"]:
        parts.append(text("plot.macc_left_out", language, levers=", ".join(curve.attrs["left_out"])))
    return " ".join(part for part in parts if part)


def _number_blocks(ax: Axes, rows: list[dict[Any, Any]]) -> None:
    """Write the number of each block over it, higher where the one before would be touched."""
    right, level = float("-inf"), 0
    gap = 2.0 * ax.figure.dpi / 72.0
    for number, row in enumerate(rows, start=1):
        middle = (row["start_tco2e"] + row["end_tco2e"]) / 2.0
        top = max(row["eur_per_tco2e"], 0.0)
        width, height = text_size(ax, str(number), size=_SIZE, weight="bold")
        x = float(ax.transData.transform((middle, top))[0])
        level = level + 1 if x - width / 2.0 < right + gap else 0
        right = x + width / 2.0 if level == 0 else max(right, x + width / 2.0)
        ax.annotate(
            str(number), (middle, top), xytext=(0, (gap + level * 1.15 * height) * 72.0 / ax.figure.dpi),
            textcoords="offset points", ha="center", va="bottom", fontsize=_SIZE, fontweight="bold", color=TEXT,
            gid="value", zorder=4, annotation_clip=False,
        )  # fmt: skip


def _lines(ax: Axes, required: float | None, carbon_price: float | None, shown: Any, language: str) -> None:
    dash = (0, (4, 3))
    if required is not None:
        ax.axvline(required, color=NEUTRAL, linewidth=1.1, linestyle=dash, zorder=1.5, gid="required")
        name = f"{text('plot.macc_required', language)} {shown(required)}"
        is_right = required > 0.5 * ax.get_xlim()[1]
        ax.annotate(
            name, (required, 0.0), xycoords=("data", "axes fraction"), xytext=(-4 if is_right else 4, 4),
            textcoords="offset points", ha="right" if is_right else "left", va="bottom", fontsize=_SIZE, color=TEXT,
            gid="line", bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6}, zorder=3,
        )  # fmt: skip
    if carbon_price is not None:
        ax.axhline(carbon_price, color=NEUTRAL, linewidth=1.1, linestyle=(0, (1, 1.5)), zorder=1.5, gid="carbon-price")
        name = text("plot.macc_carbon", language, price=format_number(carbon_price, language=language))
        ax.annotate(
            name, (0.0, carbon_price), xycoords=("axes fraction", "data"), xytext=(4, 3), textcoords="offset points",
            ha="left", va="bottom", fontsize=_SIZE, color=TEXT, gid="line",
        )  # fmt: skip
