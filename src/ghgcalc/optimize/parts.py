"""Splits the emissions of a need into cells that levers only multiply, and small groups that can be tabulated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ghgcalc.levers.evaluation import Evaluation
from ghgcalc.levers.shares import pure_reductions
from ghgcalc.optimize.choice import FloatArray, Need
from ghgcalc.optimize.loose import LooseBound, loose_bound
from ghgcalc.optimize.tabulate import Table, all_states, tabulate

#: States of one table and of the tables of one need at most, where only a table will do.
MOST_STATES = 4096
MOST_ROWS = 8192
#: States of the other tables of all needs together.
SHARED_ROWS = 16384


@dataclass(frozen=True)
class Parts:
    """A need as cells that multiply (emissions, reductions), tables, and groups of which only bounds are known."""

    emissions: FloatArray
    reductions: FloatArray
    tables: tuple[Table, ...]
    loose: tuple[LooseBound, ...] = ()


def split(need: Need, steps: int, *, needs: int = 1, is_loose: bool = False) -> Parts | None:
    """Return the parts of a need, or None when a group has too many states to tabulate.

    Parameters
    ----------
    need : Need
        What must be reached.
    steps : int
        Steps between nothing and everything.
    needs : int
        How many needs share the room for tables.
    is_loose : bool
        Bound what cannot be tabulated, so that no choice abates more than the parts say; None when even that fails.

    Notes
    -----
    Cells that a switch or a capped lever joins, or where a lever raises emissions, form groups; of each group the
    emissions follow from the few levers that touch it, so that they are listed. Cells on which every lever reduces by
    a share between 0 and 1 are merged where they are equal, and listed too as far as there is room: bounds made of
    lists are the sharpest. The rest stay as they are.
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
    tables: list[Table] = []
    loose: list[LooseBound] = []
    rows = 0
    for levers, cells in _groups(scenario, ~pure):
        if not need.inside[cells].any():
            continue
        count = (steps + 1) ** len(levers)
        if count > MOST_STATES or rows + count > MOST_ROWS:
            bound = loose_bound(scenario, need.inside, levers, cells) if is_loose else None
            if bound is None:
                return None
            loose.append(bound)
            continue
        rows += count
        tables.append(_table(scenario, need.inside, levers, cells, steps))
    shared, listed = tabulate(base, merged, steps, room=SHARED_ROWS // needs)
    return Parts(base[~listed], merged[:, ~listed], (*tables, *shared), tuple(loose))


def _table(
    scenario: Evaluation, inside: NDArray[np.bool_], levers: NDArray[np.intp], cells: NDArray[np.intp], steps: int
) -> Table:
    states = all_states(len(levers), steps)
    values = scenario.restrict(cells, levers).values(states / steps, inside[cells])
    return Table(levers, states, values[0] - values)


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
