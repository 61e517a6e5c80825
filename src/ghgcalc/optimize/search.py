"""Choosing without a program: every combination when there are few, else step by step, and said so."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ghgcalc.optimize.choice import Choice, FloatArray, IntArray, Outcome

#: Combinations that are all evaluated at most.
MOST_COMBINATIONS = 1 << 17
_BATCH = 1 << 13
_ROUNDS = 60


def enumerated(choice: Choice) -> Outcome | None:
    """Return the best of all combinations; None when there are too many, or several years to choose in."""
    total = (choice.steps + 1) ** choice.levers
    if choice.periods > 1 or total > MOST_COMBINATIONS:
        return None
    powers = (choice.steps + 1) ** np.arange(choice.levers)
    best: tuple[tuple[float, float], IntArray] | None = None
    for start in range(0, total, _BATCH):
        numbers = np.arange(start, min(start + _BATCH, total))
        counts = (numbers[:, None] // powers) % (choice.steps + 1)
        counts = counts[_allowed(choice, counts)]
        if not len(counts):
            continue
        missing = np.array([np.maximum(need.missing(counts / choice.steps), 0.0) for need in choice.needs])
        slack = np.array([need.slack_tco2e for need in choice.needs])[:, None]
        short = np.where(missing > slack, missing / _required(choice)[:, None], 0.0).sum(axis=0)
        cost = counts @ choice.cost[:, 0] / choice.steps
        first = int(np.lexsort((cost, short))[0])
        if best is None or (short[first], cost[first]) < best[0]:
            best = (float(short[first]), float(cost[first])), counts[first]
    if best is None:
        return None
    return Outcome(best[1][:, None].astype(np.int64), best[0][0] == 0.0, "enumeration", 0.0, total)


def _required(choice: Choice) -> FloatArray:
    return np.array([max(abs(need.required_tco2e), need.slack_tco2e) for need in choice.needs])


def _allowed(choice: Choice, counts: IntArray) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    fine = np.ones(len(counts), dtype=bool)
    for i, j in choice.exclusions:
        fine &= (counts[:, i] == 0) | (counts[:, j] == 0)
    for i, j in choice.prerequisites:
        fine &= counts[:, i] <= counts[:, j]
    for i in choice.wanted:
        fine &= counts[:, i] == choice.steps
    for i in choice.unwanted:
        fine &= counts[:, i] == 0
    if choice.most is not None:
        fine &= (counts > 0).sum(axis=1) <= choice.most
    if choice.budget is not None or choice.ramp_limit is not None:
        fine[fine] = [choice.is_allowed(row[:, None]) for row in counts[fine]]
    return fine


def searched(choice: Choice) -> Outcome | None:
    """Return a good choice by adding, dropping and swapping steps until nothing improves; without any proof.

    None when even the levers that must be taken break a rule.
    """
    start = _start(choice)
    if start is None:
        return None
    counts, rounds = start, 0
    while rounds < _ROUNDS:
        rounds += 1
        better = min(_neighbours(choice, counts, with_swaps=True), key=lambda c: _worth(choice, c), default=counts)
        if _worth(choice, better) >= _worth(choice, counts):
            break
        counts = better
    return Outcome(counts, choice.is_reached(counts), "local search", float("nan"), rounds)


def repaired(choice: Choice, counts: IntArray) -> IntArray | None:
    """Return a choice that meets the needs, made from one that does not by adding steps; None when that fails."""
    now = counts.copy()
    if not choice.is_allowed(now):
        return None
    for _ in range(choice.levers * choice.steps * choice.periods):
        if choice.is_reached(now):
            break
        short = choice.shortfalls(now).sum()
        rates = [
            ((choice.total_cost(c) - choice.total_cost(now)) / (short - choice.shortfalls(c).sum()), i, c)
            for i, c in enumerate(_neighbours(choice, now, with_swaps=False, only_up=True))
            if choice.shortfalls(c).sum() < short
        ]
        if not rates:
            return None
        now = min(rates, key=lambda rate: rate[:2])[2]
    if not choice.is_reached(now):
        return None
    for lever in np.argsort(-choice.cost.sum(axis=1)):
        fewer = now.copy()
        fewer[lever] = 0
        if choice.cost[lever].sum() > 0.0 and choice.is_allowed(fewer) and choice.is_reached(fewer):
            now = fewer
    return now


def _worth(choice: Choice, counts: IntArray) -> tuple[float, float]:
    """Return relative shortfall and cost; less is better."""
    short = choice.shortfalls(counts)
    slack = np.array([need.slack_tco2e for need in choice.needs])
    missing = float((np.where(short > slack, short, 0.0) / _required(choice)).sum())
    return round(missing, 12), round(choice.total_cost(counts), 9)


def _start(choice: Choice) -> IntArray | None:
    counts = np.zeros((choice.levers, choice.periods), dtype=np.int64)
    needed = set(choice.wanted)
    while more := {j for i, j in choice.prerequisites if i in needed} - needed:
        needed |= more
    for lever in needed:
        counts[lever] = choice.steps
    return counts if choice.is_allowed(counts) else None


def _neighbours(choice: Choice, counts: IntArray, *, with_swaps: bool, only_up: bool = False) -> Iterator[IntArray]:
    """Yield the allowed choices one move away: a step more or fewer from some year on, all of it, or a swap."""
    moves: list[tuple[int, int, int]] = []
    for lever in range(choice.levers):
        for period in range(choice.periods):
            moves += [(lever, period, change) for change in (1, choice.steps)]
            if not only_up:
                moves += [(lever, period, change) for change in (-1, -choice.steps)]
    for move in dict.fromkeys(moves):
        other = _moved(choice, counts, [move])
        if other is not None:
            yield other
    if not with_swaps:
        return
    for dropped in np.flatnonzero(counts[:, -1]):
        for taken in np.flatnonzero(counts[:, -1] < choice.steps):
            other = _moved(choice, counts, [(int(dropped), 0, -choice.steps), (int(taken), 0, choice.steps)])
            if other is not None:
                yield other


def _moved(choice: Choice, counts: IntArray, moves: list[tuple[int, int, int]]) -> IntArray | None:
    other = counts.copy()
    for lever, period, change in moves:
        part = slice(period, None) if change > 0 else slice(None, period + 1) if period else slice(None)
        other[lever, part] = np.clip(other[lever, part] + change, 0, choice.steps)
    if (other == counts).all() or not choice.is_allowed(other):
        return None
    return other
