"""Chooses colours: one per lever group, distinguishable for colour-blind readers unless asked otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from ghgcalc.levers.library import library_groups

PaletteName = Literal["okabe-ito", "green-red"]

NEUTRAL = "#3B4450"
GREY = "#A7ADB5"
EXTERNAL = "#C3D0DC"
GRID = "#E3E6EA"
#: Low and high value of an assumption.
TORNADO = ("#56B4E9", "#0072B2")
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
    """Give every group its own colour; a group of the lever library has the same colour in every chart.

    Examples
    --------
    >>> group_colours(["materials", "logistics", "materials"], palette_named("okabe-ito"))["logistics"]
    '#CC79A7'
    """
    distinct = list(dict.fromkeys(groups))
    known = library_groups()
    chosen = {group: palette.groups[known.index(group) % len(palette.groups)] for group in distinct if group in known}
    free = [colour for colour in palette.groups if colour not in chosen.values()] or list(palette.groups)
    others = [group for group in distinct if group not in known]
    return chosen | {group: free[place % len(free)] for place, group in enumerate(others)}
