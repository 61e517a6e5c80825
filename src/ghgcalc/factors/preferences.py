"""Which set of emission factors is asked first for an activity."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from ghgcalc.coded import Coded, Ints
from ghgcalc.kept import read_document


@cache
def preferences() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return (activity prefix, sets in order) for every rule of the list of preferences."""
    rules = read_document("emission_factors", "preferred.toml")["rule"]
    return tuple((rule["activity"], tuple(rule["sets"])) for rule in rules)


def preference_order(activity: Coded, own_set: Coded, sets: Sequence[str]) -> Ints:
    """Return rank × 1024 + order of the sets; a rule ranks its sets, and a set of your own keeps its place."""
    general = {name: position for position, name in enumerate(sets)}
    rules = [("", ()), *preferences()]
    rule = activity.map(lambda label: next((i for i, (p, _) in enumerate(rules) if p and label.startswith(p)), 0))
    ranks = [_ranks(ruled, general) for _, ruled in rules]
    table = np.array([[rank[name] for name in own_set.labels] for rank in ranks], np.int64)
    place = own_set.map(lambda label: general[label])
    order: Ints = table.reshape(len(rules), -1)[rule, own_set.codes] * 1024 + place
    return order


def _ranks(ruled: Sequence[str], general: dict[str, int]) -> dict[str, int]:
    first = min((general[name] for name in ruled if name in general), default=len(general))
    return {
        name: ruled.index(name) + 1 if name in ruled else 0 if place < first else len(ruled) + 1
        for name, place in general.items()
    }
