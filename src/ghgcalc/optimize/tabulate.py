"""Lists what few levers abate together in every state; cells under nearly the same levers share one list."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ghgcalc.optimize.choice import FloatArray

#: States of one table at most; where a bound of another kind would do, larger tables slow the program down.
MOST_STATES = 256


@dataclass(frozen=True)
class Table:
    """Abatement of a group of cells for every state of the levers on it.

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


def all_states(levers: int, steps: int) -> NDArray[np.int64]:
    """Return every combination of steps, shape (states, levers); nothing comes first.

    Examples
    --------
    >>> all_states(2, 1).tolist()
    [[0, 0], [0, 1], [1, 0], [1, 1]]
    """
    axes = [np.arange(steps + 1)] * levers
    states: NDArray[np.int64] = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, levers)
    return states.astype(np.int64)


def tabulate(
    emissions: FloatArray, reductions: FloatArray, steps: int, *, room: int
) -> tuple[list[Table], NDArray[np.bool_]]:
    """Return tables for cells that levers multiply, and which cells are in them, shape (cells,).

    Parameters
    ----------
    emissions : ndarray
        Shape (cells,) [tCO2e].
    reductions : ndarray
        Reduction of each cell by each lever in full, shape (levers, cells).
    steps : int
        Steps between nothing and everything.
    room : int
        States of all tables together at most; the tables that abate most per state come first.

    Notes
    -----
    A weighted mean of the states of a table is the tightest bound on its cells that is linear in the levers, which
    no sum of bounds per cell can be.
    """
    inside = np.zeros(len(emissions), dtype=bool)
    if not len(emissions):
        return [], inside
    touched, where = np.unique(reductions > 0.0, axis=1, return_inverse=True)
    group = _shared(touched, steps)[where.reshape(-1)]
    found = []
    for number in range(int(group.max()) + 1):
        cells = group == number
        levers = np.flatnonzero((reductions[:, cells] > 0.0).any(axis=1))
        count = (steps + 1) ** len(levers)
        if count <= MOST_STATES:
            table = _table(emissions[cells], reductions[np.ix_(levers, cells)], levers, steps)
            found.append((-table.abated[-1] / count, number, table, cells))
    tables = []
    for _, _, table, cells in sorted(found, key=lambda item: item[:2]):
        if len(table.states) <= room:
            room -= len(table.states)
            tables.append(table)
            inside |= cells
    return tables, inside


def _table(emissions: FloatArray, reductions: FloatArray, levers: NDArray[np.intp], steps: int) -> Table:
    states = all_states(len(levers), steps)
    left = np.ones((len(states), len(emissions)))
    for column, reduction in zip(states.T, reductions, strict=True):
        left *= 1.0 - np.outer(column / steps, reduction)
    return Table(levers, states, (1.0 - left) @ emissions)


def _shared(touched: NDArray[np.bool_], steps: int) -> NDArray[np.intp]:
    """Return the table of each set of levers: one that holds it, or that grows by no more than the set would need.

    Parameters
    ----------
    touched : ndarray of bool
        Sets of levers as columns, shape (levers, sets).
    steps : int
        As for `tabulate`.
    """
    base = float(steps + 1)
    size = touched.sum(axis=0)
    result = np.empty(touched.shape[1], dtype=np.intp)
    held = np.zeros((0, touched.shape[0]), dtype=bool)
    for number in np.argsort(-size, kind="stable"):
        own = touched[:, number]
        union = (held | own).sum(axis=1)
        growth = base**union - base ** held.sum(axis=1)
        fits = np.flatnonzero((growth <= base ** size[number]) & (base**union <= MOST_STATES))
        if len(fits):
            place = fits[np.argmin(growth[fits])]
            held[place] = held[place] | own
        else:
            place = len(held)
            held = np.vstack([held, own])
        result[number] = place
    return result
