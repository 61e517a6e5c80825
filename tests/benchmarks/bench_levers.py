"""Shapley for 50 levers x 10 years x 5,000 cells against evaluating the scenario once per lever.

Run: python tests/benchmarks/bench_levers.py
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from ghgcalc.levers import Lever, Ramp, attribute, evaluate, place_levers, shapley
from ghgcalc.levers.destinations import find_in_frame

LEVERS, YEARS, CELLS = 50, 10, 5_000


def best_of(run: Callable[[], object], times: int = 3) -> float:
    """Return the shortest time of several runs [s]."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        spent.append(time.perf_counter() - start)
    return min(spent)


def dense_case() -> tuple[float, float]:
    """Every lever acts on every cell in its own way: the hardest case of the closed form."""
    random = np.random.default_rng(1)
    emissions = random.uniform(0, 100, (YEARS, CELLS))
    reductions = random.uniform(-0.1, 0.9, (LEVERS, CELLS))

    def share() -> None:
        for year in range(YEARS):
            shapley(emissions[year], reductions)

    def once_per_lever() -> None:
        for year in range(YEARS):
            for lever in range(LEVERS):
                present = np.arange(LEVERS) != lever
                left = np.prod(1.0 - np.where(present[:, None], reductions, 0.0), axis=0)
                float(emissions[year] @ left)

    return best_of(share), best_of(once_per_lever)


def plan_case(*, with_switches: bool) -> tuple[float, float]:
    """A plan of levers that each act on some activities, through the engine."""
    random = np.random.default_rng(2)
    names = [f"activity.{number}" for number in range(200)]
    cells = pd.DataFrame(
        {
            "activity": random.choice(names, CELLS),
            "category": "3.1",
            "site": random.integers(0, 500, CELLS).astype(str),
            "amount": random.uniform(1, 100, CELLS),
            "factor": random.uniform(0, 5, CELLS),
        }
    )
    plan = []
    for number in range(LEVERS):
        selector = {"activity": ";".join(random.choice(names, 20, replace=False))}
        ramp = Ramp(2025, 2035, share_to=float(random.uniform(0.1, 1)))
        if with_switches and number % 10 == 0:
            plan.append(Lever(f"L{number}", "switch", selector, ramp, to_activity=names[number], ratio=0.5))
        else:
            mechanism = "activity" if number % 2 else "intensity"
            plan.append(Lever(f"L{number}", mechanism, selector, ramp, effectiveness=0.3))  # type: ignore[arg-type]
    placement = place_levers(cells, plan, find=find_in_frame(cells))
    amounts, factors = placement.cells["amount"], placement.cells["factor"]
    games = [evaluate(placement, amounts, factors, year=2025 + year) for year in range(1, YEARS + 1)]

    def share() -> None:
        for game in games:
            attribute(game)

    def once_per_lever() -> None:
        for game in games:
            for lever in range(LEVERS):
                presence = np.ones((1, LEVERS))
                presence[0, lever] = 0.0
                game.values(presence)

    return best_of(share), best_of(once_per_lever)


def main() -> None:
    """Print the times and their ratios."""
    print(f"{LEVERS} levers x {YEARS} years x {CELLS} cells")
    cases = {
        "every lever on every cell, arrays": dense_case,
        "plan that only multiplies, engine": lambda: plan_case(with_switches=False),
        "plan with 5 switches, engine": lambda: plan_case(with_switches=True),
    }
    for name, case in cases.items():
        mine, other = case()
        print(f"{name:36s} Shapley {mine:7.3f} s   scenario once per lever {other:7.3f} s   ratio {mine / other:5.2f}")


if __name__ == "__main__":
    main()
