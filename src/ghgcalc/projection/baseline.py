"""The names of the baselines, and which of them hold what external drivers change."""

from __future__ import annotations

from typing import Literal, get_args

Baseline = Literal["frozen", "trend", "stated_policy", "current_pace"]
BASELINES: tuple[Baseline, ...] = get_args(Baseline)
#: Baselines whose factors hold the external drivers.
FOLDED: tuple[Baseline, ...] = ("stated_policy", "current_pace")
