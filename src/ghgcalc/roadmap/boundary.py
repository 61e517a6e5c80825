"""Which targets speak about a year, and which scopes they cover together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from ghgcalc.targets import Target

Scopes: TypeAlias = Iterable[int] | str
ALL_SCOPES = (1, 2, 3)


def as_scopes(scopes: Scopes | None) -> tuple[int, ...]:
    """Return scopes as a sorted tuple; None is all three.

    Raises
    ------
    ValueError
        If a scope is not 1, 2 or 3.

    Examples
    --------
    >>> as_scopes("1+2"), as_scopes(None)
    ((1, 2), (1, 2, 3))
    """
    if scopes is None:
        return ALL_SCOPES
    parts = scopes.split("+") if isinstance(scopes, str) else scopes
    wanted = tuple(sorted({int(part) for part in parts}))
    if not wanted or not set(wanted) <= set(ALL_SCOPES):
        raise ValueError(f"scopes must be some of 1, 2 and 3, not {scopes!r}")
    return wanted


def active_targets(targets: Sequence[Target], year: int) -> list[Target]:
    """Return the targets that say what is allowed in a year, with scopes that do not overlap.

    Where two cover the same scope in that year, the one that ends first counts: the near-term before the long-term
    target. Land targets (FLAG), which cut across the scopes, stay out.
    """
    chosen: list[Target] = []
    taken: set[int] = set()
    for target in sorted(targets, key=lambda t: t.target_year):
        speaks = target.base_year <= year <= target.target_year
        if speaks and target.scopes and not taken & set(target.scopes):
            chosen.append(target)
            taken |= set(target.scopes)
    return chosen


def boundary(targets: Sequence[Target], year: int) -> tuple[int, ...]:
    """Return the scopes that the targets of a year cover together; all three without any target."""
    covered = {scope for target in active_targets(targets, year) for scope in target.scopes}
    return tuple(sorted(covered)) or ALL_SCOPES
