"""How fast a reduction lever is taken up: adoption curves, lifetimes and market shares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

Curve = Literal["linear", "smoothstep", "logistic", "step", "table"]
CURVES: tuple[Curve, ...] = get_args(Curve)

#: Steepness of the logistic curve, part of the definition of that curve (it is normalised to reach both ends exactly).
LOGISTIC_STEEPNESS = 10.0


@dataclass(frozen=True)
class Ramp:
    r"""The share of an activity that a lever treats, year by year.

    Parameters
    ----------
    start_year : int
        Last year WITHOUT any effect: the share still equals `share_from`.
    end_year : int
        First year in which the share equals `share_to`.
    share_from, share_to : float
        Share treated at the start and at the end [0..1], as shares of the whole activity.
    curve : {"linear", "smoothstep", "logistic", "step", "table"}
        Shape between the two years. A step is taken in full in the year after `start_year`.
    table : tuple of (int, float)
        Share in each year for the curve ``"table"`` [0..1]; linear between the years given, flat outside them.
    lifetime_years : int or None
        Years that each tranche works; what was taken up in one year falls away so many years later.
        None means that it does not wear out.
    renewed : bool
        The tranches are replaced when they wear out, so the lifetime does not lower the share.

    Notes
    -----
    With :math:`x = (t-s)/(e-s)` held within 0..1: linear :math:`x`; smoothstep :math:`3x^2-2x^3`; logistic
    :math:`(\sigma(k(x-\tfrac12))-\sigma(-k/2))/(\sigma(k/2)-\sigma(-k/2))` with k = 10.
    A lifetime of L years subtracts the curve of L years earlier.

    Examples
    --------
    >>> Ramp(2025, 2030, curve="smoothstep").share(2027)
    0.352
    """

    start_year: int
    end_year: int
    share_from: float = 0.0
    share_to: float = 1.0
    curve: Curve = "linear"
    table: tuple[tuple[int, float], ...] = ()
    lifetime_years: int | None = None
    renewed: bool = False

    @classmethod
    def from_table(cls, shares: Mapping[int, float] | Iterable[tuple[int, float]]) -> Ramp:
        """Return the ramp that follows a table of shares by year.

        Parameters
        ----------
        shares : mapping or pairs
            Share treated by year [0..1].

        Examples
        --------
        >>> Ramp.from_table({2025: 0.0, 2027: 0.5, 2028: 0.6}).share(2026)
        0.25
        """
        pairs = tuple(sorted(shares.items() if isinstance(shares, Mapping) else shares))
        if not pairs:
            raise ValueError("a table of shares needs at least one year")
        first, last = pairs[0], pairs[-1]
        return cls(first[0], last[0], first[1], last[1], "table", pairs)

    def share(self, year: int) -> float:
        """Return the share of the activity that is treated in `year` [0..1].

        Examples
        --------
        >>> ramp = Ramp(2025, 2030, lifetime_years=10)
        >>> ramp.share(2030), ramp.share(2037), ramp.share(2040)
        (1.0, 0.6, 0.0)
        """
        return float(self.shares([year])[0])

    def shares(self, years: ArrayLike) -> NDArray[np.float64]:
        """Return the share treated in each of `years`, shape (years,) [0..1]."""
        when = np.asarray(years, dtype=float)
        if self.curve == "table":
            given = np.array(self.table, dtype=float)
            table: NDArray[np.float64] = np.interp(when, given[:, 0], given[:, 1])
            return table
        done = self._progress(when)
        if self.lifetime_years is not None and not self.renewed:
            done = done - self._progress(when - self.lifetime_years)
        # The two ends are returned exactly, without a rounding error of the interpolation.
        between = self.share_from + (self.share_to - self.share_from) * done
        result: NDArray[np.float64] = np.where(done >= 1.0, self.share_to, between)
        return np.round(result, 15)

    def _progress(self, when: NDArray[np.float64]) -> NDArray[np.float64]:
        if self.curve not in CURVES:
            raise ValueError(f"'{self.curve}' is not a curve; choose one of: {', '.join(CURVES)}")
        if self.curve == "step":
            return (when > self.start_year).astype(float)
        x = np.clip((when - self.start_year) / (self.end_year - self.start_year), 0.0, 1.0)
        if self.curve == "smoothstep":
            return x * x * (3.0 - 2.0 * x)
        if self.curve == "logistic":
            half = LOGISTIC_STEEPNESS / 2.0
            low, high = _sigmoid(np.array(-half)), _sigmoid(np.array(half))
            return np.clip((_sigmoid(LOGISTIC_STEEPNESS * (x - 0.5)) - low) / (high - low), 0.0, 1.0)
        return x


class HasRamp(Protocol):
    """Anything with a ramp, such as a lever."""

    @property
    def ramp(self) -> Ramp:
        """Return the ramp."""
        ...


def adoption(lever: HasRamp | Ramp, year: int) -> float:
    """Return the share of its activity that a lever treats in a year [0..1].

    Parameters
    ----------
    lever : Lever or Ramp
        The lever, or only its ramp.
    year : int
        Calendar year.

    Examples
    --------
    >>> adoption(Ramp(2025, 2030), 2027)
    0.4
    """
    ramp = lever if isinstance(lever, Ramp) else lever.ramp
    return ramp.share(year)


def market_share_to_adoption(p0: float, p1: float) -> float:
    """Turn a rise in market share into the share of the remaining, untreated activity that is newly treated [0..1].

    Parameters
    ----------
    p0, p1 : float
        Share of the whole market before and after [0..1].

    Returns
    -------
    float
        :math:`(p_1-p_0)/(1-p_0)` [share of the untreated activity].

    Raises
    ------
    ValueError
        If a share is outside 0..1 or nothing was left untreated.

    Examples
    --------
    >>> round(market_share_to_adoption(0.14, 0.45), 6)
    0.360465
    """
    if not (0.0 <= p0 < 1.0 and 0.0 <= p1 <= 1.0):
        raise ValueError(f"market shares must lie in 0..1 and the first below 1, not {p0} and {p1}")
    return (p1 - p0) / (1.0 - p0)


def _sigmoid(x: NDArray[np.float64]) -> NDArray[np.float64]:
    result: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-x))
    return result
