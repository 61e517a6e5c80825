"""Splits the emissions of a need into cells that levers only multiply, and small groups that can be tabulated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ghgcalc.levers.evaluation import Evaluation
from ghgcalc.levers.shares import pure_reductions
from ghgcalc.optimize.choice import FloatArray, Need

#: States of the levers of one group that are tabulated at most, and of all groups of a need together.
MOST_STATES = 1024
MOST_ROWS = 8192


@dataclass(frozen=True)
class Table:
    """Emissions of a group of cells for every state of the levers on it.

    Parameters
    ----------
    levers : ndarray of int
        The levers on these cells, shape (k,).
    states : ndarray of int
        Steps of each lever, shape (states, k); the first state is nothing.
    abated : ndarray
        Abatement in each state, shape (states,) [tCO2e].
    """

    levers: NDArray[np.intp]
    states: NDArray[np.int64]
    abated: FloatArray


@dataclass(frozen=True)
class Parts:
    """A need as cells that multiply (emissions, reductions) and tables."""

    emissions: FloatArray
    reductions: FloatArray
    tables: tuple[Table, ...]


def split(need: Need, steps: int) -> Parts | None:
    """Return the parts of a need, or None when a group has too many states to tabulate.

    Notes
    -----
    Cells on which every lever reduces by a share between 0 and 1 stay as they are; equal ones are merged. Cells that
    a switch or a capped lever joins, or where a lever raises emissions, form groups; of each group the emissions
    follow from the few levers that touch it, so that they can be listed.
    """
    scenario = need.evaluation
    pure, reductions = pure_reductions(scenario)
    reductions = np.where(np.abs(reductions) < 1e-15, 0.0, reductions)
    pure &= (reductions >= 0.0).all(axis=0) & (reductions <= 1.0).all(axis=0)
    emissions = scenario.amounts * scenario.factors
    pure &= emissions >= 0.0
    counted = pure & need.inside & (emissions != 0.0) & reductions.any(axis=0)
    merged, where = np.unique(reductions[:, counted], axis=1, return_inverse=True)
    sums = np.bincount(where.reshape(-1), weights=emissions[counted], minlength=merged.shape[1])
    base: FloatArray = sums.astype(float)
    tables = []
    rows = 0
    for levers, cells in _groups(scenario, ~pure):
        if not need.inside[cells].any():
            continue
        count = (steps + 1) ** len(levers)
        rows += count
        if count > MOST_STATES or rows > MOST_ROWS:
            return None
        tables.append(_table(scenario, need.inside, levers, cells, steps))
    return Parts(base, merged, tuple(tables))


def _table(
    scenario: Evaluation, inside: NDArray[np.bool_], levers: NDArray[np.intp], cells: NDArray[np.intp], steps: int
) -> Table:
    axes = [np.arange(steps + 1)] * len(levers)
    states = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, len(levers))
    values = scenario.restrict(cells, levers).values(states / steps, inside[cells])
    return Table(levers, states.astype(np.int64), values[0] - values)


def _groups(scenario: Evaluation, mixed: NDArray[np.bool_]) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Return the cells that hang together, with the levers on them; groups with the same levers are one."""
    label = np.arange(len(mixed))
    effects = [item for item in scenario.effects if item.depth != 0.0]
    for item in effects:
        if item.mechanism in ("switch", "direct"):
            joined = np.union1d(item.effect.lines, item.effect.to_lines).astype(np.intp)
            if len(joined):
                label[np.isin(label, label[joined])] = label[joined[0]]
    touching: dict[int, set[int]] = {}
    for item in effects:
        lines = np.union1d(item.effect.lines, item.effect.to_lines).astype(np.intp)
        for name in np.unique(label[lines[mixed[lines]]]):
            touching.setdefault(int(name), set()).add(item.lever)
    members: dict[tuple[int, ...], list[NDArray[np.intp]]] = {}
    for name, levers in touching.items():
        members.setdefault(tuple(sorted(levers)), []).append(np.flatnonzero((label == name) & mixed))
    return [(np.array(levers, dtype=np.intp), np.concatenate(cells)) for levers, cells in members.items()]
