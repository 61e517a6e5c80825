"""The scenario of one year: what the cells emit under any subset of the levers, V(S)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ghgcalc.levers.effect import Effect
from ghgcalc.levers.lever import Mechanism
from ghgcalc.levers.placement import Placement

FloatArray = NDArray[np.float64]

#: Numbers held at once when many subsets are evaluated together.
BATCH_NUMBERS = 2_000_000
_KG_PER_TONNE = 1000.0


@dataclass(frozen=True)
class YearEffect:
    """An effect with the numbers of one year: `depth` is the reduction, the share or the tonnes of the lever."""

    lever: int
    mechanism: Mechanism
    depth: float
    effect: Effect
    ratio: float = 0.0
    target: FloatArray | None = None


@dataclass(frozen=True)
class Evaluation:
    """Cells, levers and numbers of one year.

    Parameters
    ----------
    amounts : ndarray
        Amount of each cell before any lever, shape (cells,).
    factors : ndarray
        Emission factor of each cell before any lever, shape (cells,) [tCO2e per unit].
    effects : tuple of YearEffect
        In canonical order.
    levers : int
        Number of levers.
    """

    amounts: FloatArray
    factors: FloatArray
    effects: tuple[YearEffect, ...]
    levers: int

    def run(
        self, presence: ArrayLike, *, amounts: FloatArray | None = None, factors: FloatArray | None = None
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return amounts, factors and emissions under several subsets of the levers, each of shape (subsets, cells).

        Parameters
        ----------
        presence : array_like
            1 for a lever that is taken, 0 for one that is not, shape (subsets, levers); a fraction takes that part
            of its adoption.
        amounts, factors : ndarray or None
            Amounts and factors of each subset, shape (subsets, cells); None = those of the evaluation for all.

        Notes
        -----
        Canonical order: (1) activity, (2) switch, (3) intensity, (4) set_factor, (5) direct. Apart from the cap of
        a direct lever the result is linear in every single entry of `presence`, so that fractions give the
        multilinear extension of the game.
        """
        taken = np.atleast_2d(np.asarray(presence, dtype=float))
        shape = (len(taken), len(self.amounts))
        amounts = np.broadcast_to(self.amounts if amounts is None else amounts, shape).copy()
        factors = np.broadcast_to(self.factors if factors is None else factors, shape).copy()
        direct = []
        for item in self.effects:
            x = taken[:, [item.lever]] * item.depth
            lines = item.effect.lines
            if item.mechanism == "activity":
                amounts[:, lines] *= 1.0 - x
            elif item.mechanism == "switch":
                _move(amounts, item, x)
            elif item.mechanism == "intensity":
                factors[:, lines] *= 1.0 - x
            elif item.mechanism == "set_factor":
                goal = np.zeros(len(lines)) if item.target is None else item.target
                factors[:, lines] = factors[:, lines] * (1.0 - x) + x * goal
            else:
                direct.append((lines, x))
        emissions = amounts * factors
        for lines, tonnes in direct:
            there = np.clip(emissions[:, lines], 0.0, None)
            total = there.sum(axis=1, keepdims=True)
            part = np.divide(tonnes, total, out=np.zeros_like(total), where=total > 0.0)
            emissions[:, lines] -= there * np.clip(part, None, 1.0)
        return amounts, factors, emissions

    def values(self, presence: ArrayLike, inside: NDArray[np.bool_] | None = None) -> FloatArray:
        """Return the emissions of the cells `inside` under several subsets, shape (subsets,) [tCO2e]."""
        taken = np.atleast_2d(np.asarray(presence, dtype=float))
        weight = np.ones(len(self.amounts)) if inside is None else inside.astype(float)
        result = np.empty(len(taken))
        step = max(1, BATCH_NUMBERS // max(1, len(self.amounts)))
        for start in range(0, len(taken), step):
            result[start : start + step] = self.run(taken[start : start + step])[2] @ weight
        return result

    def capped(self) -> list[int]:
        """Return the direct levers that have more tonnes than their cells still emit when all levers work."""
        before = Evaluation(
            self.amounts, self.factors, tuple(e for e in self.effects if e.mechanism != "direct"), self.levers
        )
        left = before.run(np.ones(self.levers))[2][0]
        found = []
        for item in self.effects:
            if item.mechanism == "direct":
                there = np.clip(left[item.effect.lines], 0.0, None)
                if item.depth > there.sum() * (1.0 + 1e-12):
                    found.append(item.lever)
                left[item.effect.lines] -= there * min(1.0, item.depth / there.sum()) if there.sum() > 0.0 else 0.0
        return found

    def restrict(self, cells: NDArray[np.intp], levers: NDArray[np.intp]) -> Evaluation:
        """Return the evaluation of some cells under some levers, both given by position."""
        position = np.full(len(self.amounts), -1, dtype=np.intp)
        position[cells] = np.arange(len(cells))
        place = {int(lever): number for number, lever in enumerate(levers)}
        kept = []
        for item in self.effects:
            if item.lever not in place:
                continue
            old = item.effect
            here = position[old.lines] >= 0
            effect = Effect(
                place[item.lever], item.mechanism, position[old.lines[here]], old.anchor[:0],
                position[old.primary], old.starts, position[old.to_lines], old.to_rows,
            )  # fmt: skip
            target = None if item.target is None else item.target[here]
            kept.append(YearEffect(effect.lever, item.mechanism, item.depth, effect, item.ratio, target))
        return Evaluation(self.amounts[cells], self.factors[cells], tuple(kept), len(levers))


def evaluate(
    placement: Placement,
    amounts: ArrayLike,
    factors: ArrayLike,
    *,
    year: int,
    reference_year: int | None = None,
) -> Evaluation:
    """Return the scenario of one year.

    Parameters
    ----------
    placement : Placement
        Levers laid over the cells.
    amounts, factors : array_like
        Amount and emission factor of every line of ``placement.cells`` in that year, shape (cells,)
        [tCO2e per unit for the factors].
    year : int
        Year for which the ramps are read.
    reference_year : int or None
        Year of the data behind the cells.
    """
    amount = np.asarray(amounts, dtype=float)
    factor = np.asarray(factors, dtype=float)
    effects = []
    for effect in placement.effects:
        lever = placement.levers[effect.lever]
        depth = lever.reduction(year, reference_year=reference_year)
        target = None
        if effect.mechanism == "set_factor":
            target = _targets(effect, factor, lever.factor_after, lever.factor_after_upstream)
        effects.append(YearEffect(effect.lever, effect.mechanism, depth, effect, lever.ratio or 0.0, target))
    return Evaluation(amount, factor, tuple(effects), len(placement.levers))


def _targets(effect: Effect, factor: FloatArray, after: float | None, upstream: float | None) -> FloatArray:
    """Return the factor of the treated part; upstream lines fall in proportion to the line that they follow."""
    goal = float(after or 0.0) / _KG_PER_TONNE
    own = factor[effect.anchor]
    follows = effect.anchor != effect.lines
    share = np.divide(goal, own, out=np.ones_like(own), where=own != 0.0)
    followed = factor[effect.lines] * share if upstream is None else np.full_like(own, upstream / _KG_PER_TONNE)
    return np.where(follows, followed, goal)


def moved_amount(amounts: FloatArray, item: YearEffect) -> FloatArray:
    """Return the amount of every activity row that a switch takes from, shape (subsets, rows)."""
    if not len(item.effect.primary):
        return amounts[:, :0]
    result: FloatArray = np.add.reduceat(amounts[:, item.effect.primary], item.effect.starts, axis=1)
    return result


def _move(amounts: FloatArray, item: YearEffect, share: FloatArray) -> None:
    effect = item.effect
    if not len(effect.primary):
        return
    moved = moved_amount(amounts, item) * (share * item.ratio)
    amounts[:, effect.lines] *= 1.0 - share
    # Every line of the destination carries the same amount, and no line is fed twice.
    amounts[:, effect.to_lines] += moved[:, effect.to_rows]
