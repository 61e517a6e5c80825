"""Compare one vectorised call for a million targets with a Python loop over the scalar call.

Run: ``python tests/benchmarks/bench_targets.py [rows] [rows in the loop]``.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from ghgcalc import targets


def main(rows: int = 1_000_000, loop_rows: int = 20_000) -> None:
    """Print the time of both ways, their ratio and the largest difference."""
    random = np.random.default_rng(1)
    base_year = random.integers(2019, 2026, rows)
    recent_year = base_year + random.integers(1, 3, rows)
    target_year = recent_year + random.integers(4, 9, rows)
    base = {scope: random.uniform(10.0, 1e5, rows) for scope in ("1", "2")}
    recent = {scope: random.uniform(10.0, 1e5, rows) for scope in ("1", "2")}

    start = time.perf_counter()
    together = targets.required_reduction(
        scopes="1+2", base_year=base_year, target_year=target_year, base=base, recent_year=recent_year, recent=recent
    )
    vectorised = time.perf_counter() - start

    start = time.perf_counter()
    one_by_one = np.array(
        [
            targets.required_reduction(
                scopes="1+2",
                base_year=int(base_year[i]),
                target_year=int(target_year[i]),
                base={scope: float(values[i]) for scope, values in base.items()},
                recent_year=int(recent_year[i]),
                recent={scope: float(values[i]) for scope, values in recent.items()},
            ).reduction
            for i in range(loop_rows)
        ]
    )
    loop = (time.perf_counter() - start) / loop_rows * rows

    difference = float(np.abs(np.asarray(together.reduction)[:loop_rows] - one_by_one).max())
    print(f"vectorised {rows:,} targets: {vectorised:.3f} s")
    print(f"loop, scaled from {loop_rows:,}: {loop:.1f} s")
    print(f"ratio {loop / vectorised:,.0f}; largest difference {difference:g}")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
