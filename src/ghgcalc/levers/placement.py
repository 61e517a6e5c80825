"""Lays levers over the cells: which lines each one touches, and in which order they are evaluated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ghgcalc.errors import DataError, Problem
from ghgcalc.inventory.selector import select_cells
from ghgcalc.levers.destinations import (
    ROW_COLUMNS,
    FindDestination,
    Sources,
    build_destinations,
    group_sources,
    upstream_anchor,
)
from ghgcalc.levers.effect import NO_LINES, Effect
from ghgcalc.levers.lever import CANONICAL_ORDER, Lever
from ghgcalc.levers.traps import credit_problems, is_contract, trap_warnings


@dataclass(frozen=True)
class Placement:
    """Levers laid over cells.

    Parameters
    ----------
    cells : DataFrame
        The cells, followed by the zero-amount destination lines of the switches.
    size : int
        Number of cells before the destination lines.
    levers : tuple of Lever
        The plan.
    effects : tuple of Effect
        One per lever, in the canonical order of evaluation.
    warnings : tuple of Problem
        What a reader of the result should know.
    """

    cells: pd.DataFrame
    size: int
    levers: tuple[Lever, ...]
    effects: tuple[Effect, ...]
    warnings: tuple[Problem, ...]


def place_levers(cells: pd.DataFrame, levers: Sequence[Lever], *, find: FindDestination) -> Placement:
    """Lay levers over cells and check that they can act there.

    Parameters
    ----------
    cells : DataFrame
        Cells of one scope 2 method with selector columns.
    levers : sequence of Lever
        The plan.
    find : callable
        Finds the destination lines of a switch.

    Raises
    ------
    DataError
        With every lever that cannot be placed: both scope 2 methods in the cells, no factor for a destination,
        several units behind one ratio, levers that exclude each other on the same cells.
    """
    plan = tuple(levers)
    problems = [*_two_methods(cells), *_same_ids(plan)]
    if problems:
        raise DataError(problems)
    frame = cells.reset_index(drop=True)
    built: dict[int, Effect] = {}
    drafts = _drafts(frame, plan, find)
    switches = _switch_order(plan, drafts)
    for i in switches:
        lever = plan[i]
        draft = drafts[i]
        if _sources(frame.iloc[len(cells) :], lever).any():  # switches before this one feed it
            draft = _draft(frame, lever, find)
        sources, lines, row = draft.sources, draft.lines, draft.row
        problems += [*_several_units(lever, sources.rows), *draft.problems]
        if draft.problems:
            continue
        to_lines = len(frame) + np.arange(len(lines))
        built[i] = Effect(i, "switch", sources.lines, NO_LINES, sources.primary, sources.starts, to_lines, row)
        frame = _stack(frame, lines)
    if problems:
        raise DataError(problems)
    for i, lever in enumerate(plan):
        if lever.mechanism != "switch":
            built[i] = _effect(frame, i, lever)
    problems = [*_exclusions(plan, built), *credit_problems(frame, plan, built)]
    if problems:
        raise DataError(problems)
    effects = tuple(built[i] for i in _order(plan, switches))
    return Placement(frame, len(cells), plan, effects, tuple(trap_warnings(frame, plan, built, size=len(cells))))


def _effect(cells: pd.DataFrame, index: int, lever: Lever) -> Effect:
    taken = select_cells(cells, lever.cells_selector, include_upstream=lever.include_upstream)
    if "scope2_method" in cells and is_contract(lever):
        taken &= (cells["scope2_method"].astype(str) != "location").to_numpy()
    anchor = upstream_anchor(cells, taken) if lever.mechanism == "set_factor" else NO_LINES
    return Effect(index, lever.mechanism, np.flatnonzero(taken), anchor)


def _sources(cells: pd.DataFrame, lever: Lever) -> NDArray[np.bool_]:
    taken = select_cells(cells, lever.cells_selector, include_upstream=lever.include_upstream)
    if "activity" in cells:
        taken &= (cells["activity"].astype(str) != lever.to_activity).to_numpy()
    return taken


def _rank(lever: Lever) -> tuple[int, int, str]:
    return CANONICAL_ORDER.index(lever.mechanism), lever.ramp.start_year, lever.lever_id


def _order(plan: tuple[Lever, ...], switches: list[int]) -> list[int]:
    """Canonical order; inside a step by start year, then id."""
    place = iter(switches)
    order = sorted(range(len(plan)), key=lambda i: _rank(plan[i]))
    return [next(place) if plan[i].mechanism == "switch" else i for i in order]


@dataclass(frozen=True)
class _Draft:
    """What a switch takes and the lines that it adds, or why it cannot."""

    sources: Sources
    lines: pd.DataFrame
    row: NDArray[np.intp]
    problems: tuple[Problem, ...] = ()


def _draft(cells: pd.DataFrame, lever: Lever, find: FindDestination) -> _Draft:
    sources = group_sources(cells, _sources(cells, lever))
    try:
        return _Draft(sources, *build_destinations(lever, sources, find))
    except DataError as error:
        return _Draft(sources, cells.iloc[:0], NO_LINES, tuple(error.problems))


def _drafts(cells: pd.DataFrame, plan: tuple[Lever, ...], find: FindDestination) -> dict[int, _Draft]:
    """Return every switch as it would be without the others, by start year, then id."""
    switches = sorted((i for i, lever in enumerate(plan) if lever.mechanism == "switch"), key=lambda i: _rank(plan[i]))
    return {i: _draft(cells, plan[i], find) for i in switches}


def _switch_order(plan: tuple[Lever, ...], drafts: dict[int, _Draft]) -> list[int]:
    """Switches by start year, then id; one that feeds another goes first, so that gas → power → own panels chains."""
    waiting = list(drafts)
    feeders = {
        i: {j for j, draft in drafts.items() if j != i and len(draft.lines) and _sources(draft.lines, plan[i]).any()}
        for i in waiting
    }
    order: list[int] = []
    while waiting:
        ready = [i for i in waiting if feeders[i] <= set(order)]
        order.append((ready or waiting)[0])
        waiting.remove(order[-1])
    return order


def _stack(cells: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    if lines.empty:
        return cells
    stacked = pd.concat([cells, lines.reindex(columns=cells.columns)], ignore_index=True)
    texts = [name for name in stacked if name in _TEXT_COLUMNS and stacked[name].isna().any()]
    return stacked.assign(**{name: stacked[name].fillna("") for name in texts})


_TEXT_COLUMNS = frozenset(
    {*ROW_COLUMNS, "category", "scope2_method", "stage", "factor_id", "match", "factor_unit"} - {"year"}
)


def _two_methods(cells: pd.DataFrame) -> list[Problem]:
    methods = set(cells["scope2_method"].astype(str)) if "scope2_method" in cells else set()
    return [Problem("lever_two_scope2_methods")] if {"location", "market"} <= methods else []


def _same_ids(plan: tuple[Lever, ...]) -> list[Problem]:
    seen: set[str] = set()
    problems = []
    for lever in plan:
        if lever.lever_id in seen:
            problems.append(
                Problem("lever_id_twice", lever.lever_id, lever.sheet, lever.cell, {"lever": lever.lever_id})
            )
        seen.add(lever.lever_id)
    return problems


def _several_units(lever: Lever, rows: pd.DataFrame) -> list[Problem]:
    units = sorted(set(rows["unit"].astype(str))) if "unit" in rows else []
    if len(units) < 2:
        return []
    return [
        Problem(
            "lever_several_units",
            lever.ratio,
            lever.sheet,
            lever.cell,
            {"lever": lever.lever_id, "units": ", ".join(units)},
        )
    ]


def _exclusions(plan: tuple[Lever, ...], built: dict[int, Effect]) -> list[Problem]:
    problems = []
    for i, lever in enumerate(plan):
        for j, other in enumerate(plan):
            if not other.library_id or other.library_id not in lever.excludes:
                continue
            if np.intersect1d(built[i].lines, built[j].lines).size:
                params = {"lever": lever.lever_id, "other": other.lever_id}
                problems.append(Problem("lever_exclusive", lever.lever_id, lever.sheet, lever.cell, params))
    return problems
