"""Shares the joint abatement of one year among the levers, by the fastest way that is exact for them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from ghgcalc.errors import raise_problem
from ghgcalc.levers import attribution as closed
from ghgcalc.levers.evaluation import BATCH_NUMBERS, Evaluation
from ghgcalc.levers.games import MOST_PLAYERS, owen_enumerate, owen_sample, shapley_enumerate, shapley_sample
from ghgcalc.levers.gradient import slopes

FloatArray = NDArray[np.float64]
Method = Literal["shapley", "owen", "sequential", "proportional", "standalone", "last_in"]
Way = Literal["closed form", "multilinear", "enumeration", "sampling"]
METHODS: tuple[Method, ...] = get_args(Method)

#: Levers that hang together through a capped lever are enumerated while the subsets times the cells stay below this.
ENUMERATED_NUMBERS = 100_000_000


@dataclass(frozen=True)
class Attribution:
    """Abatement per lever in one year.

    Parameters
    ----------
    method : str
        Attribution method.
    tco2e : ndarray
        Abatement of each lever, shape (levers,) [tCO2e].
    standard_error : ndarray
        Standard error of the sampled part, shape (levers,) [tCO2e]; 0 where the value is exact.
    ways : tuple of str
        How the values were computed: closed form, multilinear, enumeration, sampling.
    total : float
        Joint abatement V(∅) − V(all) [tCO2e]; differs from the sum for standalone and last_in only.
    """

    method: Method
    tco2e: FloatArray
    standard_error: FloatArray
    ways: tuple[Way, ...]
    total: float


def attribute(
    evaluation: Evaluation,
    *,
    method: Method = "shapley",
    inside: NDArray[np.bool_] | None = None,
    groups: Sequence[Hashable] | None = None,
    order: Sequence[int] | None = None,
    pairs: int = 256,
    seed: int = 0,
) -> Attribution:
    """Share the joint abatement of one year among the levers.

    Parameters
    ----------
    evaluation : Evaluation
        The scenario of the year.
    method : {"shapley", "owen", "sequential", "proportional", "standalone", "last_in"}
        Attribution method.
    inside : ndarray of bool or None
        Cells that count, shape (cells,); None = all.
    groups : sequence or None
        Group of each lever, for ``"owen"``.
    order : sequence of int or None
        Order of the levers, for ``"sequential"``; None = as given.
    pairs, seed : int
        Random orders and their seed, for the part that has to be sampled.

    Raises
    ------
    DataError
        If the method is unknown.

    Notes
    -----
    Cells that levers only multiply take the closed form of `ghgcalc.levers.shapley`. Cells joined by a switch or a
    set_factor lever take the same integral over the multilinear extension of V, which is exact too. Cells under a
    direct lever are enumerated, or sampled when more than 18 levers hang together or they touch so many cells that
    all subsets would take too long; the standard error then says how sure the values are.

    Examples
    --------
    >>> import pandas as pd
    >>> from ghgcalc.levers import Lever, Ramp, evaluate, place_levers
    >>> from ghgcalc.levers.destinations import find_in_frame
    >>> cells = pd.DataFrame({"activity": ["gas"], "amount": [1000.0], "factor": [1.0]})
    >>> plan = [Lever(name, "intensity", {}, Ramp(2025, 2030), effectiveness=e) for name, e in [("A", 0.3), ("B", 0.4)]]
    >>> placement = place_levers(cells, plan, find=find_in_frame(cells))
    >>> scenario = evaluate(placement, cells["amount"], cells["factor"], year=2030)
    >>> attribute(scenario).tco2e.round(9).tolist()
    [240.0, 340.0]
    """
    count = evaluation.levers
    none, every = np.zeros((1, count)), np.ones((1, count))
    total = float((evaluation.values(none, inside) - evaluation.values(every, inside))[0]) if count else 0.0
    if method not in METHODS:
        raise_problem("attribution_method", value=method, options=", ".join(METHODS))
    if not count:
        return Attribution(method, np.zeros(0), np.zeros(0), (), 0.0)
    exact = np.zeros(count)
    if method == "shapley":
        return _by_parts(evaluation, inside, None, total, pairs, seed)
    if method == "owen":
        return _by_parts(evaluation, inside, list(groups or range(count)), total, pairs, seed)
    if method == "sequential":
        place = np.arange(count) if order is None else np.asarray(order, dtype=np.intp)
        sets = np.zeros((count + 1, count))
        for number, lever in enumerate(place):
            sets[number + 1 :, lever] = 1.0
        gains = np.empty(count)
        gains[place] = -np.diff(evaluation.values(sets, inside))
        return Attribution(method, gains, exact, ("enumeration",), total)
    if method == "last_in":
        sets = np.vstack([every, 1.0 - np.eye(count)])
        values = evaluation.values(sets, inside)
        return Attribution(method, values[1:] - values[0], exact, ("enumeration",), total)
    values = evaluation.values(np.vstack([none, np.eye(count)]), inside)
    alone = values[0] - values[1:]
    shares = alone if method == "standalone" else closed.scaled_to(alone, total)
    return Attribution(method, shares, exact, ("enumeration",), total)


def pure_reductions(evaluation: Evaluation) -> tuple[NDArray[np.bool_], FloatArray]:
    """Return which cells levers only multiply, shape (cells,), and by how much, shape (levers, cells)."""
    cells = len(evaluation.amounts)
    pure = np.ones(cells, dtype=bool)
    reductions = np.zeros((evaluation.levers, cells))
    for item in evaluation.effects:
        lines = item.effect.lines
        if item.mechanism in ("activity", "intensity"):
            reductions[item.lever, lines] = item.depth
        elif item.mechanism == "set_factor" and item.target is not None:
            reductions[item.lever, lines] = item.depth
            pure[lines[item.target != 0.0]] = False
        else:
            pure[lines] = False
            pure[item.effect.to_lines] = False
    return pure, reductions


def _by_parts(
    evaluation: Evaluation,
    inside: NDArray[np.bool_] | None,
    groups: list[Hashable] | None,
    total: float,
    pairs: int,
    seed: int,
) -> Attribution:
    counted = np.ones(len(evaluation.amounts), dtype=bool) if inside is None else inside
    pure, reductions = pure_reductions(evaluation)
    take = pure & counted
    emissions = (evaluation.amounts * evaluation.factors)[take]
    ways: list[Way] = []
    shares, variance = np.zeros(evaluation.levers), np.zeros(evaluation.levers)
    if take.any():
        ways.append("closed form")
        cut = reductions[:, take]
        active = np.flatnonzero(cut.any(axis=1))
        if len(active):
            part = cut[active]
            names = None if groups is None else [groups[i] for i in active]
            shares[active] = closed.shapley(emissions, part) if names is None else closed.owen(emissions, part, names)
    for cells, levers in _components(evaluation, ~pure):
        if not counted[cells].any():
            continue
        game = evaluation.restrict(cells, levers)
        names = None if groups is None else [groups[i] for i in levers]
        values, errors, way = _of_component(game, counted[cells], names, pairs, seed)
        shares[levers] += values
        variance[levers] += errors**2
        ways.append(way)
    method: Method = "shapley" if groups is None else "owen"
    return Attribution(method, shares, np.sqrt(variance), tuple(dict.fromkeys(ways)), total)


def _of_component(
    game: Evaluation, inside: NDArray[np.bool_], groups: list[Hashable] | None, pairs: int, seed: int
) -> tuple[FloatArray, FloatArray, Way]:
    count = game.levers
    if groups is None and all(item.mechanism != "direct" for item in game.effects):
        return _multilinear(game, inside), np.zeros(count), "multilinear"

    def abated(sets: NDArray[np.bool_]) -> FloatArray:
        return -game.values(sets, inside)

    if count <= MOST_PLAYERS and (1 << count) * len(inside) <= ENUMERATED_NUMBERS:
        exact = shapley_enumerate(abated, count) if groups is None else owen_enumerate(abated, groups)
        return exact, np.zeros(count), "enumeration"
    if groups is None:
        return *shapley_sample(abated, count, pairs=pairs, seed=seed), "sampling"
    return *owen_sample(abated, groups, pairs=pairs, seed=seed), "sampling"


def _multilinear(game: Evaluation, inside: NDArray[np.bool_]) -> FloatArray:
    """Integrate the slope of the multilinear extension of V along the diagonal, from no lever to all of them."""
    count = game.levers
    nodes, weights = closed.gauss_legendre(count)
    touched = len(game.amounts) + sum(len(item.effect.lines) for item in game.effects)
    step = max(1, BATCH_NUMBERS // max(1, touched))
    result = np.zeros(count)
    for start in range(0, len(nodes), step):
        part = slice(start, start + step)
        result -= weights[part] @ slopes(game, np.repeat(nodes[part, None], count, axis=1), inside)
    return result


def _components(evaluation: Evaluation, mixed: NDArray[np.bool_]) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Split the cells that do not only multiply into parts that no lever joins; each part is a game of its own."""
    label = np.arange(evaluation.levers)
    owner = np.full(len(evaluation.amounts), -1, dtype=np.intp)

    def join(a: int, b: int) -> None:
        label[label == label[a]] = label[b]

    touched = [
        np.concatenate([lines[mixed[lines]] for lines in (item.effect.lines, item.effect.to_lines)])
        for item in evaluation.effects
    ]
    for item, lines in zip(evaluation.effects, touched, strict=True):
        for other in np.unique(owner[lines]):
            if other >= 0:
                join(int(other), item.lever)
        owner[lines] = item.lever
    parts = []
    for name in dict.fromkeys(label.tolist()):
        levers = np.flatnonzero(label == name)
        own = [t for item, t in zip(evaluation.effects, touched, strict=True) if item.lever in set(levers.tolist())]
        cells = np.unique(np.concatenate(own)) if own else np.empty(0, dtype=np.intp)
        if len(cells):
            parts.append((cells, levers))
    return parts
