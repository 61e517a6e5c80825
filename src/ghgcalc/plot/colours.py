"""Chooses colours: one per lever group, distinguishable for colour-blind readers unless asked otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

PaletteName = Literal["okabe-ito", "green-red"]

NEUTRAL = "#3B4450"
GREY = "#A7ADB5"
EXTERNAL = "#C3D0DC"
GRID = "#E3E6EA"
TEXT = "#20262D"
QUIET_TEXT = "#5A6470"


@dataclass(frozen=True)
class Palette:
    """Colours of a chart.

    Parameters
    ----------
    increase : str
        Colour of growth and of the edge of the gap.
    groups : tuple of str
        Colours of the lever groups, in order of use.
    """

    increase: str
    groups: tuple[str, ...]


# Okabe, M. and Ito, K. (2008), "Color Universal Design"; vermillion marks increases, black is left to the text.
_PALETTES: dict[str, Palette] = {
    "okabe-ito": Palette("#D55E00", ("#009E73", "#56B4E9", "#E69F00", "#CC79A7", "#0072B2", "#F0E442", "#882255")),
    "green-red": Palette("#C62828", ("#1B7837", "#66BD63", "#A6D96A", "#00695C", "#8D9F3B", "#B8E0B0", "#4C7F6A")),
}


def palette_named(name: str) -> Palette:
    """Return the palette with that name.

    Raises
    ------
    ValueError
        If the palette does not exist.

    Examples
    --------
    >>> palette_named("okabe-ito").increase
    '#D55E00'
    """
    try:
        return _PALETTES[name]
    except KeyError:
        raise ValueError(f"palette {name!r} does not exist; choose one of {', '.join(get_args(PaletteName))}") from None


def group_colours(groups: Iterable[str], palette: Palette) -> dict[str, str]:
    """Give every group its own colour, in the order in which the groups appear.

    Examples
    --------
    >>> group_colours(["Materials", "Logistics", "Materials"], palette_named("okabe-ito"))
    {'Materials': '#009E73', 'Logistics': '#56B4E9'}
    """
    distinct = list(dict.fromkeys(groups))
    return {group: palette.groups[index % len(palette.groups)] for index, group in enumerate(distinct)}
