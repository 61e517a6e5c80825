"""Rounds numbers and writes them as an English or a Dutch reader expects; nothing else in ghgcalc rounds."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from ghgcalc.texts import check_language

MINUS = "−"
NOT_AVAILABLE = "–"


@dataclass(frozen=True)
class Scale:
    """The unit and the number of decimals in which a table or chart shows its emissions.

    Parameters
    ----------
    unit : {"t", "kt"}
        Unit that the reader sees, of CO2e.
    divisor : float
        Tonnes in one unit [tCO2e].
    decimals : int
        Decimals shown.
    """

    unit: Literal["t", "kt"]
    divisor: float
    decimals: int

    @property
    def step(self) -> float:
        """Return the size of the last digit shown [tCO2e]."""
        return self.divisor * 10.0**-self.decimals


TONNES = Scale("t", 1.0, 0)
TONNES_ONE_DECIMAL = Scale("t", 1.0, 1)


def choose_scale(values: Iterable[float]) -> Scale:
    """Choose tonnes or kilotonnes, and the decimals, from the largest value that will be shown.

    Parameters
    ----------
    values : iterable of float
        The emissions that share one table or chart [tCO2e].

    Returns
    -------
    Scale
        Kilotonnes from 10,000 tCO2e upwards, with one decimal below 1,000 kt.

    Examples
    --------
    >>> choose_scale([10_000.0, 1_340.0]).unit
    'kt'
    >>> choose_scale([912.6])
    Scale(unit='t', divisor=1.0, decimals=0)
    """
    largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    if largest >= 1_000_000.0:
        return Scale("kt", 1000.0, 0)
    if largest >= 10_000.0:
        return Scale("kt", 1000.0, 1)
    if largest >= 100.0 or largest == 0.0:
        return TONNES
    return TONNES_ONE_DECIMAL if largest >= 10.0 else Scale("t", 1.0, 2)


def table_scale(values: Iterable[float]) -> Scale:
    """Return tonnes for a table: whole tonnes from 10,000 tCO2e upwards, else with decimals.

    Examples
    --------
    >>> table_scale([12.0]).decimals
    1
    """
    largest = max((abs(value) for value in values), default=0.0)
    if largest >= 10_000.0:
        return Scale("t", 1.0, 0)
    return TONNES_ONE_DECIMAL if largest >= 10.0 else Scale("t", 1.0, 2)


def format_number(value: float, *, language: str = "en", decimals: int = 0, signed: bool = False) -> str:
    """Write a number with the thousands and decimal marks of the language.

    Parameters
    ----------
    value : float
        Any number; a missing one is written as a dash, never as 0.
    language : {"en", "nl"}
        ``1,234.5`` or ``1.234,5``.
    decimals : int
        Decimals shown.
    signed : bool
        Write a plus before a positive number.

    Examples
    --------
    >>> format_number(1234.5, language="nl", decimals=1)
    '1.234,5'
    >>> format_number(-0.04, decimals=1)
    '0.0'
    """
    dutch = check_language(language) == "nl"
    if not math.isfinite(value):
        return NOT_AVAILABLE
    digits = f"{abs(value):,.{decimals}f}"
    is_zero = not digits.strip("0.,")
    if dutch:
        digits = digits.translate(str.maketrans(",.", ".,"))
    if is_zero:
        return digits
    if value < 0:
        return MINUS + digits
    return f"+{digits}" if signed else digits


def format_tco2e(
    value: float, *, language: str = "en", scale: Scale | None = None, signed: bool = False, with_unit: bool = True
) -> str:
    """Write emissions with their unit.

    Parameters
    ----------
    value : float
        Emissions [tCO2e].
    language : {"en", "nl"}
        Language of the reader.
    scale : Scale, optional
        Unit and decimals of the table or chart; by default those that suit the value.
    signed : bool
        Write a plus before an increase.
    with_unit : bool
        Write ``tCO2e`` or ``ktCO2e`` behind the number.

    Examples
    --------
    >>> format_tco2e(12_535.287, language="nl")
    '12,5 ktCO2e'
    >>> format_tco2e(12_535.287, scale=TONNES, with_unit=False)
    '12,535'
    """
    chosen = scale or choose_scale([value])
    shown = format_number(value / chosen.divisor, language=language, decimals=chosen.decimals, signed=signed)
    return f"{shown} {chosen.unit}CO2e" if with_unit and math.isfinite(value) else shown


def format_share(value: float, *, language: str = "en", decimals: int = 0, signed: bool = False) -> str:
    """Write a share as a percentage.

    Parameters
    ----------
    value : float
        Share, 1 is the whole.
    language : {"en", "nl"}
        Language of the reader.
    decimals : int
        Decimals of the percentage.
    signed : bool
        Write a plus before an increase.

    Examples
    --------
    >>> format_share(0.30196, language="nl", decimals=1)
    '30,2%'
    """
    shown = format_number(value * 100.0, language=language, decimals=decimals, signed=signed)
    return shown if shown == NOT_AVAILABLE else f"{shown}%"


def share_words(share: float, language: str = "en") -> str:
    """Return a share as a percentage that never shows a small part as nothing.

    Examples
    --------
    >>> share_words(0.0004, "en")
    '<1%'
    """
    if 0 < share < 0.005:
        return f"<{format_share(0.01, language=language)}"
    return format_share(share, language=language)


def largest_remainder(values: Sequence[float], *, step: float = 1.0, total: float | None = None) -> list[float]:
    """Round values to a step so that the rounded values still add up to the rounded total.

    Parameters
    ----------
    values : sequence of float
        Parts in any unit, positive or negative.
    step : float
        Size of the last digit shown, in the same unit.
    total : float, optional
        What the rounded parts must add up to; by default the rounded sum of the parts.

    Returns
    -------
    list of float
        Rounded parts, in the order given.

    Raises
    ------
    ValueError
        If a value is missing, or the parts lie too far from `total` to be a matter of rounding.

    Notes
    -----
    Every part is rounded down; the steps that are then missing go to the parts with the largest remainders.

    Examples
    --------
    >>> largest_remainder([3.4, 3.4, 3.2])
    [4.0, 3.0, 3.0]
    """
    if not all(math.isfinite(value) for value in values):
        raise ValueError("a missing value cannot be rounded to add up")
    units = [value / step for value in values]
    goal = round((math.fsum(values) if total is None else total) / step)
    if abs(goal - math.fsum(units)) > max(len(units), 1) + 1.0:
        raise ValueError(f"the parts add up to {math.fsum(values)}, not to {total}")
    floors = [math.floor(unit) for unit in units]
    missing = goal - sum(floors)
    if units and missing:
        by_remainder = sorted(range(len(units)), key=lambda i: floors[i] - units[i])
        each, rest = divmod(missing, len(units))
        for place, index in enumerate(by_remainder):
            floors[index] += each + (1 if place < rest else 0)
    return [floor * step for floor in floors]


def round_to(value: float, step: float) -> float:
    """Round a value to the last digit shown, in the unit of the value.

    Examples
    --------
    >>> round_to(7_695.499, 100.0)
    7700.0
    """
    return round(value / step) * step
