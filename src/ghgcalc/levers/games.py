"""Shares the worth of any set function among its players: enumeration, sampled orders, nested groups."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from math import factorial

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
#: Takes sets of players as rows of booleans, shape (sets, players); returns their worth, shape (sets,).
ValueFunction = Callable[[NDArray[np.bool_]], FloatArray]

#: Enumeration needs 2^n evaluations; beyond this many players sample instead.
MOST_PLAYERS = 18
_BATCH = 1 << 14


def shapley_enumerate(value_function: ValueFunction, n: int) -> FloatArray:
    """Return the exact Shapley values of any game by going through all sets of players.

    Parameters
    ----------
    value_function : callable
        Worth of sets of players given as a boolean array of shape (sets, n); returns shape (sets,).
    n : int
        Number of players, at most 18.

    Returns
    -------
    ndarray
        Value of each player, shape (n,); they add up to the worth of all minus the worth of none.

    Raises
    ------
    ValueError
        If there are more than 18 players.

    Examples
    --------
    >>> shapley_enumerate(lambda sets: sets.all(axis=1).astype(float), 2).tolist()
    [0.5, 0.5]
    """
    worth = _all_values(value_function, n)
    return _enumerated(worth, n)


def shapley_sample(
    value_function: ValueFunction, n: int, *, pairs: int = 256, seed: int = 0
) -> tuple[FloatArray, FloatArray]:
    """Estimate the Shapley values of any game from random orders, each used forwards and backwards.

    Parameters
    ----------
    value_function : callable
        As for `shapley_enumerate`.
    n : int
        Number of players.
    pairs : int
        Number of orders drawn; each is run in both directions.
    seed : int
        Seed of the random orders; the same seed gives the same numbers.

    Returns
    -------
    values, standard_errors : ndarray
        Both of shape (n,). The values of every single order add up exactly, so the estimates do too.

    Examples
    --------
    >>> values, errors = shapley_sample(lambda sets: sets.sum(axis=1).astype(float), 3, pairs=4)
    >>> values.tolist(), errors.tolist()
    ([1.0, 1.0, 1.0], [0.0, 0.0, 0.0])
    """
    random = np.random.default_rng(seed)
    return _sampled(value_function, [random.permutation(n) for _ in range(pairs)], n)


def owen_sample(
    value_function: ValueFunction, groups: Sequence[Hashable], *, pairs: int = 256, seed: int = 0
) -> tuple[FloatArray, FloatArray]:
    """Estimate the Owen values of any game: random orders in which the members of a group stay together.

    Parameters
    ----------
    value_function : callable
        As for `shapley_enumerate`.
    groups : sequence
        Group of each player, shape (n,).
    pairs, seed : int
        As for `shapley_sample`.

    Returns
    -------
    values, standard_errors : ndarray
        Both of shape (n,).
    """
    random = np.random.default_rng(seed)
    members = [np.array([i for i, group in enumerate(groups) if group == name]) for name in dict.fromkeys(groups)]
    orders = [
        np.concatenate([random.permutation(members[g]) for g in random.permutation(len(members))]) for _ in range(pairs)
    ]
    return _sampled(value_function, orders, len(groups))


def owen_enumerate(value_function: ValueFunction, groups: Sequence[Hashable]) -> FloatArray:
    """Return the exact Owen values of any game with at most 18 players, shape (n,).

    Parameters
    ----------
    value_function : callable
        As for `shapley_enumerate`.
    groups : sequence
        Group of each player, shape (n,).

    Examples
    --------
    >>> owen_enumerate(lambda sets: sets.all(axis=1).astype(float), ["a", "b", "b"]).tolist()
    [0.5, 0.25, 0.25]
    """
    n = len(groups)
    worth = _all_values(value_function, n)
    members = [[i for i, group in enumerate(groups) if group == name] for name in dict.fromkeys(groups)]
    masks = [sum(1 << i for i in group) for group in members]
    result = np.zeros(n)
    for own, group in enumerate(members):
        others = [mask for number, mask in enumerate(masks) if number != own]
        outside = _sums_of_subsets(others)
        outside_weight = _order_weights(len(others) + 1)[_bit_counts(len(others))]
        for player in group:
            mates = [1 << i for i in group if i != player]
            inside = _sums_of_subsets(mates)
            inside_weight = _order_weights(len(mates) + 1)[_bit_counts(len(mates))]
            before = outside[:, None] + inside[None, :]
            gain = worth[before + (1 << player)] - worth[before]
            result[player] = outside_weight @ gain @ inside_weight
    return result


def _all_values(value_function: ValueFunction, n: int) -> FloatArray:
    if n > MOST_PLAYERS:
        raise ValueError(f"{n} players need 2^{n} evaluations; enumeration stops at {MOST_PLAYERS}, sample instead")
    worth = np.empty(1 << n)
    for start in range(0, 1 << n, _BATCH):
        numbers = np.arange(start, min(start + _BATCH, 1 << n))
        worth[numbers] = value_function((numbers[:, None] >> np.arange(n)) & 1 == 1)
    return worth


def _enumerated(worth: FloatArray, n: int) -> FloatArray:
    numbers = np.arange(1 << n)
    size = _bit_counts(n)
    weight = np.append(_order_weights(n), 0.0) if n else np.zeros(1)
    result = np.empty(n)
    for player in range(n):
        without = numbers[(numbers >> player) & 1 == 0]
        result[player] = weight[size[without]] @ (worth[without | (1 << player)] - worth[without])
    return result


def _order_weights(n: int) -> FloatArray:
    """Return the probability of finding one given set of s others, for s = 0 … n − 1."""
    return np.array([factorial(s) * factorial(n - s - 1) / factorial(n) for s in range(n)])


def _bit_counts(n: int) -> NDArray[np.intp]:
    counts = np.zeros(1, dtype=np.intp)
    for _ in range(n):
        counts = np.concatenate([counts, counts + 1])
    return counts


def _sums_of_subsets(parts: Sequence[int]) -> NDArray[np.intp]:
    sums = np.zeros(1, dtype=np.intp)
    for part in parts:
        sums = np.concatenate([sums, sums + part])
    return sums


def _sampled(
    value_function: ValueFunction, orders: Sequence[NDArray[np.intp]], n: int
) -> tuple[FloatArray, FloatArray]:
    gains = np.empty((len(orders), n))
    for number, order in enumerate(orders):
        both = np.zeros(n)
        for direction in (order, order[::-1]):
            sets = np.zeros((n + 1, n), dtype=bool)
            for place, player in enumerate(direction):
                sets[place + 1 :, player] = True
            both[direction] += np.diff(value_function(sets))
        gains[number] = both / 2.0
    spread = gains.std(axis=0, ddof=1) if len(orders) > 1 else np.full(n, np.nan)
    return gains.mean(axis=0), spread / np.sqrt(len(orders))
