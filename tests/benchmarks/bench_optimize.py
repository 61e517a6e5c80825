"""How long choosing takes: 60 levers over 500 cells, one year, with exclusions and a prerequisite.

Run: python tests/benchmarks/bench_optimize.py
"""

from __future__ import annotations

import time

import numpy as np

from ghgcalc.levers.evaluation import Evaluation, YearEffect
from ghgcalc.levers.placement import Effect
from ghgcalc.optimize import Choice, Need, solve_choice

LEVERS, CELLS, SECONDS = 60, 500, 30.0


def case(rng: np.random.Generator, part: float, *, is_scattered: bool) -> Choice:
    """Return levers that select by category, material and country, or each its own scattered cells."""
    category, material, country = rng.integers(0, 8, (3, CELLS))
    emissions = rng.lognormal(4.0, 1.2, CELLS)
    reductions = np.zeros((LEVERS, CELLS))
    for lever in range(LEVERS):
        own = category == rng.integers(0, 8)
        if rng.random() < 0.7:
            own &= np.isin(material, rng.integers(0, 8, 3))
        if rng.random() < 0.5:
            own &= np.isin(country, rng.integers(0, 8, 4))
        if is_scattered:
            own = rng.random(CELLS) < 0.05
        reductions[lever, own] = rng.uniform(0.03, 0.6, own.sum() if is_scattered else None)
    effects = tuple(
        YearEffect(lever, "intensity", float(reductions[lever, cell]), Effect(lever, "intensity", np.array([cell])))
        for lever, cell in zip(*np.nonzero(reductions), strict=True)
    )
    before = float(emissions.sum())
    most = before - float(emissions @ np.prod(1.0 - reductions, axis=0))
    scenario = Evaluation(emissions, np.ones(CELLS), effects, LEVERS)
    need = Need(0, before - part * most, scenario, np.ones(CELLS, dtype=bool), before)
    cost = (reductions @ emissions * rng.uniform(-20.0, 100.0, LEVERS))[:, None]
    return Choice(cost, np.ones((LEVERS, 1)), (need,), exclusions=((0, 1), (2, 3)), prerequisites=((4, 5),))


def main() -> None:
    rng = np.random.default_rng(0)
    print(f"{LEVERS} levers, {CELLS} cells")
    for is_scattered in (False, True):
        for part in (0.3, 0.6, 0.8, 0.95):
            choice = case(rng, part, is_scattered=is_scattered)
            start = time.perf_counter()
            found = solve_choice(choice, gap=1e-4)
            spent = time.perf_counter() - start
            kind = "scattered cells" if is_scattered else "cells by selector"
            flag = "" if spent <= SECONDS else f"  SLOWER THAN {SECONDS:.0f} s"
            proof = f"{found.rounds} rounds, gap {found.proof_gap:.1e}{flag}"
            print(f"{kind:18} {part:4.0%} of the abatement: {spent:6.2f} s, {proof}")


if __name__ == "__main__":
    main()
