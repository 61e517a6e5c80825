"""Draws an inventory: one bar per category, two where the scope 2 methods differ."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ghgcalc.inventory.source_line import source_line
from ghgcalc.plot.canvas import add_bar, leave_room, new_axes, quiet_frame, text_size, wrap_text
from ghgcalc.plot.colours import TEXT
from ghgcalc.plot.frame import Margins, frame_chart
from ghgcalc.plot.words import gwp_name, inside_sentence
from ghgcalc.presentation.nouns import InventoryNoun
from ghgcalc.presentation.numbers import (
    TONNES,
    choose_scale,
    format_tco2e,
    largest_remainder,
    round_to,
    share_words,
)
from ghgcalc.presentation.tables import category_table, latest_year
from ghgcalc.texts import check_language, text
from ghgcalc.vocabulary import category_name, scope_of

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

_BAR = 0.72
_SCOPE_COLOURS = {1: "#0072B2", 2: "#E69F00", 3: "#009E73"}


def plot_inventory(
    inventory: InventoryNoun, *, year: int | None = None, language: str = "en", ax: Axes | None = None
) -> Axes:
    """Draw the emissions per category and return the axes.

    A category whose emissions depend on the scope 2 method gets two bars: location-based (hatched) and market-based.

    Parameters
    ----------
    inventory : Inventory
        The inventory [tCO2e].
    year : int, optional
        Reporting year; by default the last one.
    language : {"en", "nl"}
        Language of names and numbers.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
        With the bars drawn in tonnes; only the labels are rounded.

    Raises
    ------
    ValueError
        If the language does not exist or the inventory does not hold the year.

    References
    ----------
    .. [1] GHG Protocol, "Scope 2 Guidance", 2015: both scope 2 methods are reported.
    """
    check_language(language)
    chosen = latest_year(inventory, year)
    table = category_table(inventory, year=chosen)
    totals = {method: float(table[method].sum(skipna=False)) for method in ("location", "market")}
    basis = "location" if math.isnan(totals["market"]) else "market"
    scale = choose_scale([*table["location"], *table["market"]])
    scale = TONNES if scale.unit == "kt" and scale.decimals else scale
    bars = []
    for category, location, market in table[["category", "location", "market"]].to_numpy(dtype=object):
        same = abs(location - market) <= 1e-9 * max(abs(location), abs(market))
        values = {"": market} if same else {"location": location, "market": market}
        bars += [(str(category), method, float(value)) for method, value in values.items() if math.isfinite(value)]
    axes = ax if ax is not None else new_axes(8.2, 0.36 * len(bars) + 1.7)
    quiet_frame(axes, value_axis="x", language=language, scale=scale)
    names = []
    for place, (category, method, value) in enumerate(bars):
        colour = _SCOPE_COLOURS[scope_of(category)]
        style: dict[str, Any] = (
            {"facecolor": "white", "edgecolor": colour, "hatch": "////", "linewidth": 1.0}
            if method == "location"
            else {"color": colour}
        )
        add_bar(axes, 0.0, place - _BAR / 2.0, value, _BAR, gid=f"{category}:{method}", **style)
        name = category_name(category, language)
        names.append(f"{name}, {text(f'scope2.{method}', language)}" if method else name)
    room = 0.4 * axes.figure.bbox.width if ax is None else max(axes.bbox.x0 * 0.97, 1.0)
    axes.set_yticks(range(len(bars)), [wrap_text(axes, name, width=room, size=7.5) for name in names], fontsize=7.5)
    axes.set_ylim(len(bars) - 0.4, -0.6)
    title = text(
        "plot.inventory_title", language, year=chosen, unit=f"{scale.unit}CO2e",
        market=format_tco2e(totals["market"], language=language, scale=scale, with_unit=False),
        location=format_tco2e(totals["location"], language=language, scale=scale, with_unit=False),
    )  # fmt: skip
    caption = text("plot.inventory_caption", language, gwp=gwp_name(inventory.gwp, language))
    margins = Margins(
        title=title + _largest(bars, basis, totals[basis], language),
        caption=f"{caption} {source_line(inventory, language)}",
        legend=_legend(bars, language),
        is_own=ax is None,
    )  # fmt: skip
    frame_chart(axes, margins)
    contents = []
    for (_, method, value), rounded in zip(bars, _rounded(bars, totals, basis, scale.step), strict=True):
        total = totals[method or basis]
        share = value / total if total else float("nan")
        shown = format_tco2e(rounded, language=language, scale=scale, with_unit=False)
        contents.append(f"{shown} ({share_words(share, language)})")
    widest = max(text_size(axes, content, size=8)[0] for content in contents)
    longest = max([value for _, _, value in bars] + [0.0]) or 1.0
    shortest = min([value for _, _, value in bars] + [0.0])
    leave_room(axes, shortest, longest, room=widest + 12)
    for place, ((_, _, value), content) in enumerate(zip(bars, contents, strict=True)):
        axes.annotate(
            content, (max(value, 0.0), place), xytext=(3, 0), textcoords="offset points", va="center", fontsize=8,
            color=TEXT, gid="value",
        )  # fmt: skip
    return axes


def _rounded(bars: list[tuple[str, str, float]], totals: dict[str, float], basis: str, step: float) -> list[float]:
    """Round the bars so that they add up to the total of each scope 2 method."""
    shown = [0.0] * len(bars)
    for method in (basis, "location" if basis == "market" else "market"):
        if not math.isfinite(totals[method]):
            continue
        own = [place for place, bar in enumerate(bars) if bar[1] == method or (bar[1] == "" and method == basis)]
        shared = math.fsum(shown[place] for place, bar in enumerate(bars) if bar[1] == "" and method != basis)
        goal = round_to(totals[method], step) - shared
        parts = largest_remainder([bars[place][2] for place in own], step=step, total=goal) if own else []
        for place, value in zip(own, parts, strict=True):
            shown[place] = value
    return shown


def _largest(bars: list[tuple[str, str, float]], basis: str, total: float, language: str) -> str:
    """Return the end of the title: the largest category and its share, when there is more than one."""
    values = {category: value for category, method, value in bars if method in ("", basis)}
    if len(values) < 2 or not total > 0.0:
        return ""
    category = max(values, key=lambda name: values[name])
    share = share_words(values[category] / total, language)
    return text(
        "plot.inventory_largest", language, share=share, category=inside_sentence(category_name(category, language))
    )


def _legend(bars: list[tuple[str, str, float]], language: str) -> list[tuple[Artist, str]]:
    from matplotlib.patches import Patch

    scopes = sorted({scope_of(category) for category, _, _ in bars})
    return [(Patch(color=_SCOPE_COLOURS[scope]), text(f"scope.{scope}", language)) for scope in scopes]
