"""Draws the marginal abatement cost curve: blocks from cheap to dear, as wide as their abatement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ghgcalc.costs import cost_curve
from ghgcalc.errors import raise_problem
from ghgcalc.plot.canvas import add_bar, leave_room, new_axes, quiet_frame, text_size, write_numbers
from ghgcalc.plot.colours import NEUTRAL, QUIET_TEXT, TEXT, PaletteName, group_colours, palette_named
from ghgcalc.plot.frame import Margins, frame_chart
from ghgcalc.presentation.numbers import choose_scale, format_number, format_tco2e
from ghgcalc.texts import check_language, text
from ghgcalc.vocabulary import ASSUMED

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

_SIZE = 8.0
_HEIGHT = 2.7
_LIBRARY = "library range"
#: Blocks below this share of the abatement do not stretch the axis of costs.
_SLIVER = 0.01
#: Width from which a block can be seen and gets a number [pixel].
_THINNEST = 2.0
#: Heights at which the number of a block may stand.
_LEVELS = 4
#: Levers that are not drawn and named all the same.
_NAMED = 5
_BACK = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}


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
        With blocks of full precision, numbered in the order of the list below them; a sliver has no number, and one
        that is far dearer than all that can be seen is cut off at the edge, which the caption says.

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
    axes = ax if ax is not None else new_axes(8.6, 5.2)
    quiet_frame(axes, value_axis="y", language=language, label=text("plot.macc_y", language))
    write_numbers(axes.xaxis, language=language, divisor=scale.divisor)
    axes.tick_params(axis="x", labelsize=8, labelcolor=QUIET_TEXT)
    axes.set_xlabel(text("plot.macc_x", language, unit=scale.unit), fontsize=8, color=QUIET_TEXT)
    fills = group_colours((str(row["group"]) for row in rows), palette_named(palette))
    legend: list[tuple[Artist, str]] = []
    for number, row in enumerate(rows, start=1):
        is_library = row["cost_basis"] == _LIBRARY
        style: dict[str, Any] = {"facecolor": fills[str(row["group"])], "edgecolor": "white", "linewidth": 0.6}
        style |= {"hatch": "////"} if is_library else {}
        block = (row["start_tco2e"], 0.0, row["tco2e"], row["eur_per_tco2e"])
        add_bar(axes, *block, gid=f"block:{row['lever_id']}", **style)
        cost = format_number(row["eur_per_tco2e"], language=language)
        legend.append((Patch(**style), f"{number}  {row[f'label_{language}']}: {cost}"))
    low, high = _range(curve, carbon_price)
    axes.set_ylim(low - 0.06 * (high - low), high + 0.16 * (high - low))
    axes.set_xlim(0.0, 1.03 * max(total, required_tco2e or 0.0))
    axes.axhline(0.0, color=NEUTRAL, linewidth=1.0, zorder=2.5)
    saving = float(curve.loc[curve["eur_per_tco2e"] < 0.0, "tco2e"].sum())

    def shown(value: float) -> str:
        return format_tco2e(value, language=language, scale=scale, with_unit=False)

    title = text("plot.macc_title", language, abated=shown(total), saving=shown(saving), unit=f"{scale.unit}CO2e")
    if required_tco2e is not None:
        title += text("plot.macc_title_required", language, required=shown(required_tco2e))
    caption = _caption(curve, costs, (low, high), language)
    frame_chart(axes, Margins(title=title, caption=caption, legend=legend, is_own=ax is None, height=_HEIGHT))
    _lines(axes, required_tco2e, carbon_price, shown, language)
    _number_blocks(axes, rows)
    return axes


def _range(curve: pd.DataFrame, carbon_price: float | None) -> tuple[float, float]:
    """Return the costs that the axis shows: those of the blocks that can be seen, so that a sliver does not rule it."""
    wide = curve[curve["tco2e"] >= _SLIVER * float(curve["tco2e"].sum())]
    shown = [0.0, *(wide if len(wide) else curve)["eur_per_tco2e"], *([] if carbon_price is None else [carbon_price])]
    low, high = float(min(shown)), float(max(shown))
    return (low, high) if high > low else (low, low + 1.0)


def _caption(curve: pd.DataFrame, costs: pd.DataFrame, shown: tuple[float, float], language: str) -> str:
    parts = [text("plot.macc_warning", language), str(curve.attrs.get(f"convention_{language}", ""))]
    if (curve["cost_basis"] == _LIBRARY).any():
        parts.append(text("plot.macc_library", language))
    if ((curve["eur_per_tco2e"] < shown[0]) | (curve["eur_per_tco2e"] > shown[1])).any():
        parts.append(text("plot.macc_cut", language))
    if curve.attrs["left_out"]:
        parts.append(text("plot.macc_left_out", language, levers=_left_out(curve, costs, language)))
    if curve[f"label_{language}"].str.endswith(ASSUMED).any():
        parts.append(text("roadmap.caption_assumptions", language))
    parts.append(str(curve.attrs.get(f"source_{language}", "")))
    return " ".join(part for part in parts if part)


def _left_out(curve: pd.DataFrame, costs: pd.DataFrame, language: str) -> str:
    """Return the names of the levers that are not drawn, the first few of them when there are many."""
    names = costs.set_index(costs["lever_id"].astype(str))[f"label_{language}"]
    known = [str(names[lever]) for lever in curve.attrs["left_out"]]
    if len(known) <= _NAMED + 1:
        return ", ".join(known)
    return text("plot.macc_more", language, levers=", ".join(known[:_NAMED]), count=len(known) - _NAMED)


def _number_blocks(ax: Axes, rows: list[dict[Any, Any]]) -> None:
    """Write the number of each block over it, a little higher where the one before is in the way; slivers get none."""
    from matplotlib.transforms import Bbox

    taken: list[Bbox] = []
    gap = 2.0 * ax.figure.dpi / 72.0
    ceiling = ax.get_ylim()[1]
    per_pixel = (ax.get_xlim()[1] - ax.get_xlim()[0]) / ax.bbox.width
    for number, row in enumerate(rows, start=1):
        if row["tco2e"] < _THINNEST * per_pixel:
            continue
        middle = (row["start_tco2e"] + row["end_tco2e"]) / 2.0
        top = max(row["eur_per_tco2e"], 0.0)
        width, height = text_size(ax, str(number), size=_SIZE, weight="bold")
        x, y = (float(value) for value in ax.transData.transform((middle, min(top, ceiling))))
        y = min(y, ax.bbox.y1 - height - gap)
        for level in range(_LEVELS):
            lift = gap + level * 1.15 * height
            box = Bbox.from_bounds(x - width / 2.0, y + lift, width, height)
            if box.y1 <= ax.bbox.y1 + gap and not any(box.overlaps(other.padded(1.0)) for other in taken):
                taken.append(box)
                place = tuple(ax.transData.inverted().transform((x, y)))
                ax.annotate(
                    str(number), place, xytext=(0, lift * 72.0 / ax.figure.dpi),
                    textcoords="offset points", ha="center", va="bottom", fontsize=_SIZE, fontweight="bold",
                    color=TEXT, gid="value", zorder=4, annotation_clip=False, bbox=_BACK,
                )  # fmt: skip
                break


def _lines(ax: Axes, required: float | None, carbon_price: float | None, shown: Any, language: str) -> None:
    """Draw what is needed and the internal price, with their names where no block can be."""
    if carbon_price is not None:
        name = text("plot.macc_carbon", language, price=format_number(carbon_price, language=language))
        high = ax.get_xlim()[1]
        leave_room(ax, 0.0, high, room=text_size(ax, name, size=_SIZE)[0] + 10.0)
        ax.axhline(carbon_price, color=NEUTRAL, linewidth=1.1, linestyle=(0, (1, 1.5)), zorder=1.5, gid="carbon-price")
        ax.annotate(
            name, (1.0, carbon_price), xycoords=("axes fraction", "data"), xytext=(-2, 3), textcoords="offset points",
            ha="right", va="bottom", fontsize=_SIZE, color=TEXT, gid="line",
        )  # fmt: skip
    if required is not None:
        ax.axvline(required, color=NEUTRAL, linewidth=1.1, linestyle=(0, (4, 3)), zorder=1.5, gid="required")
        name = f"{text('plot.macc_required', language)} {shown(required)}"
        is_right = required > 0.5 * ax.get_xlim()[1]
        ax.annotate(
            name, (required, 0.0), xycoords=("data", "axes fraction"), xytext=(-4 if is_right else 4, 4),
            textcoords="offset points", ha="right" if is_right else "left", va="bottom", fontsize=_SIZE, color=TEXT,
            gid="line", bbox=_BACK, zorder=3,
        )  # fmt: skip
