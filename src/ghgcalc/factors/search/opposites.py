"""Opposites that must not be confused: virgin and recycled, petrol and diesel, with and without radiative forcing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from ghgcalc.coded import Floats
from ghgcalc.factors.search.phrases import Phrases
from ghgcalc.factors.search.words import rules

#: Points that remove an activity from the result.
REMOVED = 1000.0


@dataclass(frozen=True, eq=False)
class Axis:
    """One question on which activities differ, and the side of each activity.

    Parameters
    ----------
    concepts : tuple of frozenset
        Words that name each side.
    members : array of shape (sides, activities)
        Whether the activity is on that side.
    unsaid : array of shape (sides,)
        Points off for a side that the query does not name.
    yields : array of shape (sides,)
        Whether the side counts only when the query names no other.
    conflict : float
        Points off for an activity on another side than the query names.
    match : float
        Points for an activity on the side that the query names.
    """

    concepts: tuple[frozenset[str], ...]
    members: npt.NDArray[np.bool_]
    unsaid: Floats
    yields: npt.NDArray[np.bool_]
    conflict: float
    match: float

    def points(self, said: frozenset[str]) -> Floats:
        """Return the points of every activity for what the query says."""
        named = np.array([bool(concepts & said) for concepts in self.concepts])
        if (named & ~self.yields).any():
            named &= ~self.yields
        if not named.any():
            unsaid: Floats = (self.members * self.unsaid[:, None]).max(axis=0)
            return -unsaid
        shares = self.members[named].any(axis=0)
        elsewhere = self.members.any(axis=0) & ~shares
        extra = self.members & ~named[:, None]
        inside: Floats = self.match * shares - (extra * self.unsaid[:, None]).max(axis=0)
        inside[elsewhere] = -self.conflict
        return inside


@lru_cache(maxsize=4)
def axes(phrases: Phrases) -> tuple[Axis, ...]:
    """Return every pair or group of opposites for a list of activities."""
    found = []
    for rule in rules()["axis"]:
        within = phrases.matching(rule["within"])
        members = np.zeros((len(rule["sides"]), len(phrases.ids)), bool)
        for row, side in enumerate(rule["sides"]):
            words = frozenset(side["concepts"])
            listed = phrases.matching(side.get("activities", []))
            members[row] = within & (listed | np.array([bool(words & name) for name in phrases.named]))
        for row, side in enumerate(rule["sides"]):
            if side.get("rest"):
                members[row] |= within & ~members.any(axis=0)
        found.append(
            Axis(
                tuple(frozenset([*side["concepts"], *side.get("words", [])]) for side in rule["sides"]),
                members,
                np.array([float(side.get("unsaid", 0.0)) for side in rule["sides"]]),
                np.array([bool(side.get("yields")) for side in rule["sides"]]),
                REMOVED if rule["conflict"] >= 100 else float(rule["conflict"]),
                float(rule.get("match", 0.0)),
            )
        )
    return tuple(found)
