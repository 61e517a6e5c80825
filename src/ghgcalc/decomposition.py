"""Shares a difference exactly among its causes, whatever the order in which they are thought to happen (Shapley)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from math import factorial

import numpy as np

from ghgcalc.coded import Floats

#: Takes the causes that have happened; returns the result then, of any one shape.
Outcome = Callable[[frozenset[int]], Floats]


def share_difference(outcome: Outcome, causes: int) -> Floats:
    """Return the part of each cause in the difference between all causes and none.

    Parameters
    ----------
    outcome : callable
        Result when a set of causes has happened; evaluated once for each of the 2**causes sets.
    causes : int
        Number of causes.

    Returns
    -------
    array of shape (causes, ...)
        Adds up over the causes to ``outcome(all) - outcome(none)``.

    Notes
    -----
    The mean of the marginal effect over all orders. For a product this is the decomposition of Sun, which needs no
    logarithm and so allows factors that become 0.

    References
    ----------
    .. [1] J. W. Sun, "Changes in energy consumption and energy intensity: a complete decomposition model", Energy
       Economics 20 (1998).
    .. [2] L. S. Shapley, "A value for n-person games" (1953).

    Examples
    --------
    >>> old, new = [100.0, 2.0], [110.0, 0.0]
    >>> def product(done):
    ...     return np.array(np.prod([(new if cause in done else old)[cause] for cause in range(2)]))
    >>> share_difference(product, 2).tolist()
    [10.0, -210.0]
    """
    players = range(causes)
    worth = {frozenset(s): outcome(frozenset(s)) for size in range(causes + 1) for s in combinations(players, size)}
    parts = []
    for cause in players:
        part = np.zeros_like(worth[frozenset()])
        for done, value in worth.items():
            if cause not in done:
                weight = factorial(len(done)) * factorial(causes - len(done) - 1) / factorial(causes)
                part = part + weight * (worth[done | {cause}] - value)
        parts.append(part)
    return np.array(parts)
