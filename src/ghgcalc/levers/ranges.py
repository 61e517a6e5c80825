"""How far adoption, effectiveness, growth and the grid may lie off what the plan says."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache

from ghgcalc.errors import DataError, Problem
from ghgcalc.kept import read_document
from ghgcalc.levers.lever import Lever
from ghgcalc.levers.library import load_library


@dataclass(frozen=True)
class Ranges:
    """Ranges of the inputs where the lever library has none.

    Parameters
    ----------
    growth : float
        Standard deviation of the annual growth of a driver [1/year].
    adoption, effectiveness, grid : float
        Half width of a triangle around what is planned [share of it, 0..1].

    Raises
    ------
    DataError
        If a range is negative, or a half width above 1.

    Examples
    --------
    >>> from dataclasses import replace
    >>> replace(load_ranges(), grid=0.0).adoption
    0.25
    """

    growth: float
    adoption: float
    effectiveness: float
    grid: float

    def __post_init__(self) -> None:
        outside = [field.name for field in fields(self) if not 0.0 <= getattr(self, field.name) <= 1.0]
        if outside:
            raise DataError([Problem("range_outside", getattr(self, name), params={"name": name}) for name in outside])

    def of_adoption(self, lever: Lever) -> tuple[float, float]:
        """Return the lowest and highest adoption of a lever relative to the plan."""
        return _relative(lever, "share_to", lever.ramp.share_to, self.adoption)

    def of_effectiveness(self, lever: Lever) -> tuple[float, float]:
        """Return the lowest and highest effectiveness of a lever relative to the plan."""
        return _relative(lever, "effectiveness", lever.effectiveness, self.effectiveness)


def _relative(lever: Lever, column: str, planned: float | None, otherwise: float) -> tuple[float, float]:
    """Return the range of the library relative to its value, when it has both ends and the plan takes its value."""
    known = load_library().get(lever.library_id)
    middle = getattr(known, column, None)
    low, high = getattr(known, f"{column}_low", None), getattr(known, f"{column}_high", None)
    if middle and planned == middle and low is not None and high is not None:
        return low / middle, high / middle
    return 1.0 - otherwise, 1.0 + otherwise


@cache
def load_ranges() -> Ranges:
    """Return the bundled ranges, all of them assumptions; replace what you know better.

    Examples
    --------
    >>> load_ranges().growth
    0.01
    """
    data = read_document("lever_library", "ranges.toml")
    return Ranges(**{field.name: float(data[field.name]["value"]) for field in fields(Ranges)})
