"""Every rule at once against brute force: years, steps, budgets, ramps, exclusions, prerequisites, two targets."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from ghgcalc.levers.effect import Effect
from ghgcalc.levers.evaluation import Evaluation, YearEffect
from ghgcalc.optimize import Choice, Need, solve_choice

pytest.importorskip("scipy")
LEVERS, CELLS, YEARS = 3, 4, 3


def random_choice(seed: int) -> tuple[Choice, list[tuple[np.ndarray, np.ndarray, float]]]:
    """Return a choice, and for each need its emissions, its reductions and its limit."""
    rng = np.random.default_rng(seed)
    steps = 1 + seed % 2
    emissions = rng.uniform(10.0, 100.0, CELLS)
    reductions = np.where(rng.random((LEVERS, CELLS)) < 0.7, rng.uniform(0.05, 0.8, (LEVERS, CELLS)), 0.0)
    progress = np.sort(rng.uniform(0.1, 1.0, (LEVERS, YEARS)), axis=1)
    needs, plain = [], []
    for period, cells in ((1, np.arange(CELLS) < 2), (2, np.arange(CELLS) >= 1)):
        cut = reductions * progress[:, [period]]
        effects = tuple(
            YearEffect(lever, "intensity", float(cut[lever, cell]), Effect(lever, "intensity", np.array([cell])))
            for lever, cell in zip(*np.nonzero(cut), strict=True)
        )
        before = float(emissions[cells].sum())
        best = before - float((emissions * np.prod(1.0 - cut, axis=0))[cells].sum())
        limit = before - float(rng.uniform(0.1, 0.8)) * best
        needs.append(Need(period, limit, Evaluation(emissions, np.ones(CELLS), effects, LEVERS), cells, before))
        plain.append((emissions * cells, cut, limit))
    capex = rng.uniform(0.0, 100.0, LEVERS)
    choice = Choice(
        cost=rng.uniform(-10.0, 60.0, (LEVERS, YEARS)), progress=progress, needs=tuple(needs), steps=steps, capex=capex,
        budget=rng.uniform(0.3, 1.0, YEARS) * capex.sum() if seed % 3 else None,
        ramp_limit=float(rng.uniform(0.4, 0.9)) if seed % 4 else None,
        exclusions=((0, 1),) if seed % 5 == 0 else (),
        prerequisites=((2, 0),) if seed % 5 == 1 else (),
        most=2 if seed % 7 == 0 else None,
    )  # fmt: skip
    return choice, plain


def keeps_the_rules(choice: Choice, taken: np.ndarray) -> bool:
    """Tell whether steps taken, shape (levers, years), keep every rule, written out one by one."""
    share = taken / choice.steps
    if any(taken[i, -1] > 0 and taken[j, -1] > 0 for i, j in choice.exclusions):
        return False
    if any(taken[i, t] > taken[j, t] for i, j in choice.prerequisites for t in range(YEARS)):
        return False
    if choice.most is not None and sum(row[-1] > 0 for row in taken) > choice.most:
        return False
    for t in range(YEARS):
        spent = 0.0
        for i in range(LEVERS):
            earlier = share[i, t - 1] * choice.progress[i, t - 1] if t else 0.0
            added = share[i, t] * choice.progress[i, t] - earlier
            if choice.ramp_limit is not None and added > choice.ramp_limit + 1e-9:
                return False
            spent += added * choice.capex[i]
        if choice.budget is not None and spent > choice.budget[t] + 1e-6:
            return False
    return True


def cheapest(choice: Choice, plain: list[tuple[np.ndarray, np.ndarray, float]]) -> float:
    """Return the lowest cost over all choices, or infinity."""
    paths = [p for p in itertools.product(range(choice.steps + 1), repeat=YEARS) if list(p) == sorted(p)]
    best = math.inf
    for rows in itertools.product(paths, repeat=LEVERS):
        taken = np.array(rows)
        cost = float((choice.cost * taken).sum() / choice.steps)
        if cost >= best or not keeps_the_rules(choice, taken):
            continue
        left = [
            float((emissions * np.prod(1.0 - cut * taken[:, [need.period]] / choice.steps, axis=0)).sum())
            for need, (emissions, cut, _) in zip(choice.needs, plain, strict=True)
        ]
        if all(rest <= limit + 1e-7 * emissions.sum() for rest, (emissions, _, limit) in zip(left, plain, strict=True)):
            best = cost
    return best


@pytest.mark.parametrize("has_tables", [True, False])
def test_every_rule_at_once_equals_brute_force(monkeypatch, has_tables):
    """Once with lists of states, and once with cuts alone."""
    if not has_tables:
        monkeypatch.setattr("ghgcalc.optimize.parts.SHARED_ROWS", 0)
    met = 0
    for seed in range(24):
        choice, plain = random_choice(seed)
        best = cheapest(choice, plain)
        found = solve_choice(choice, gap=1e-9)
        assert found.is_feasible == math.isfinite(best), seed
        assert keeps_the_rules(choice, found.counts), seed
        if found.is_feasible:
            met += 1
            assert choice.total_cost(found.counts) == pytest.approx(best, abs=1e-6), seed
    assert 8 <= met < 24, "the cases hold limits that can be met and limits that cannot"
