"""The choice in numbers: which levers, to which share and when, at what cost and within which limits."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ghgcalc.levers.evaluation import Evaluation

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

#: A limit counts as met when it is missed by less than this share of the emissions before any lever.
TOLERANCE = 1e-7


@dataclass(frozen=True)
class Limit:
    """What may be emitted in a year by some scopes [tCO2e]."""

    year: int
    scopes: tuple[int, ...]
    tco2e: float


@dataclass(frozen=True)
class Need:
    """What must be reached in one year.

    Parameters
    ----------
    period : int
        Position of the year among the years in which can be chosen.
    limit_tco2e : float
        Emissions allowed [tCO2e].
    evaluation : Evaluation
        Cells and levers of that year.
    inside : ndarray of bool
        Cells that count, shape (cells,).
    before_tco2e : float
        Emissions without any lever [tCO2e].
    """

    period: int
    limit_tco2e: float
    evaluation: Evaluation
    inside: NDArray[np.bool_]
    before_tco2e: float

    @property
    def required_tco2e(self) -> float:
        """Return the abatement that is needed [tCO2e]."""
        return self.before_tco2e - self.limit_tco2e

    @property
    def slack_tco2e(self) -> float:
        """Return how much may be missing because numbers have an end [tCO2e]."""
        return TOLERANCE * max(abs(self.before_tco2e), 1e-9)

    def missing(self, shares: FloatArray) -> FloatArray:
        """Return what is missing under several choices, given as shares of shape (choices, levers) [tCO2e]."""
        result: FloatArray = self.evaluation.values(shares, self.inside) - self.limit_tco2e
        return result


@dataclass(frozen=True)
class Choice:
    """Levers taken in steps of their plan, year by year.

    Parameters
    ----------
    cost : ndarray
        Cost of taking a lever in full in a year, shape (levers, years) [EUR].
    progress : ndarray
        Part of its plan that each lever has carried out by then, shape (levers, years) [0..1].
    needs : tuple of Need
        What must be reached.
    steps : int
        Steps between nothing and everything: 1 is all or nothing, 4 is quarters.
    capex : ndarray
        Investment of the full plan less subsidy, shape (levers,) [EUR].
    budget : ndarray or None
        Investment allowed per year, shape (years,) [EUR].
    ramp_limit : float or None
        Largest part of a plan that may be carried out in one year [0..1].
    exclusions, prerequisites : tuple of pairs
        Levers that do not go together; levers whose first needs the second, to the same share.
    wanted, unwanted : frozenset of int
        Levers that must be taken in full in the last year, and levers that must not be taken.
    most : int or None
        Largest number of levers.
    """

    cost: FloatArray
    progress: FloatArray
    needs: tuple[Need, ...]
    steps: int = 1
    capex: FloatArray = field(default_factory=lambda: np.zeros(0))
    budget: FloatArray | None = None
    ramp_limit: float | None = None
    exclusions: tuple[tuple[int, int], ...] = ()
    prerequisites: tuple[tuple[int, int], ...] = ()
    wanted: frozenset[int] = frozenset()
    unwanted: frozenset[int] = frozenset()
    most: int | None = None

    @property
    def levers(self) -> int:
        """Return the number of levers."""
        return int(self.cost.shape[0])

    @property
    def periods(self) -> int:
        """Return the number of years."""
        return int(self.cost.shape[1])

    @property
    def carried_out(self) -> FloatArray:
        """Return the largest part of each plan carried out so far; what wears out gives no money back."""
        result: FloatArray = np.maximum.accumulate(self.progress, axis=1)
        return result

    def total_cost(self, counts: IntArray) -> float:
        """Return the cost of a choice given as steps, shape (levers, years) [EUR]."""
        return float((self.cost * counts).sum() / self.steps)

    def shortfalls(self, counts: IntArray) -> FloatArray:
        """Return what is missing per need, never below 0 [tCO2e]."""
        return np.array([max(0.0, float(n.missing(counts[None, :, n.period] / self.steps)[0])) for n in self.needs])

    def is_reached(self, counts: IntArray) -> bool:
        """Tell whether every need is met."""
        return all(gap <= need.slack_tco2e for gap, need in zip(self.shortfalls(counts), self.needs, strict=True))

    def is_allowed(self, counts: IntArray) -> bool:
        """Tell whether a choice keeps every rule except the needs."""
        taken = counts[:, -1]
        if (np.diff(counts, axis=1) < 0).any() or any(taken[i] for i in self.unwanted):
            return False
        if any(taken[i] < self.steps for i in self.wanted):
            return False
        if any(taken[i] and taken[j] for i, j in self.exclusions):
            return False
        if any((counts[i] > counts[j]).any() for i, j in self.prerequisites):
            return False
        if self.most is not None and np.count_nonzero(taken) > self.most:
            return False
        done = self.carried_out * counts / self.steps
        added = np.diff(done, axis=1, prepend=0.0)
        if self.ramp_limit is not None and (added > self.ramp_limit + 1e-9).any():
            return False
        if self.budget is None:
            return True
        spent = self.capex @ added
        return bool((spent <= self.budget + 1e-6 * np.maximum(np.abs(self.budget), 1.0)).all())


@dataclass(frozen=True)
class Outcome:
    """The best choice found and what is known about it.

    Parameters
    ----------
    counts : ndarray of int
        Steps taken, shape (levers, years).
    is_feasible : bool
        Every need is met.
    method : str
        ``"milp"``, ``"enumeration"`` or ``"local search"``.
    proof_gap : float
        How much cheaper (or, when infeasible, how much closer) another choice could still be, as a share; 0 is
        proven, NaN is unknown.
    rounds : int
        Times that the program was solved, or choices were evaluated.
    """

    counts: IntArray
    is_feasible: bool
    method: str
    proof_gap: float
    rounds: int
