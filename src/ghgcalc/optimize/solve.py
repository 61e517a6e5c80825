"""Takes the way that proves most: the program, every combination, or a search without proof."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec

from ghgcalc.errors import raise_problem
from ghgcalc.optimize.choice import Choice, Outcome
from ghgcalc.optimize.parts import Parts, split
from ghgcalc.optimize.search import enumerated, searched


def solve_choice(choice: Choice, *, gap: float = 1e-6, time_limit: float = 60.0) -> Outcome:
    """Return the cheapest choice that meets every need; when none does, the one that comes closest.

    Parameters
    ----------
    choice : Choice
        What can be chosen.
    gap : float
        Relative distance to the proven bound at which the search may stop.
    time_limit : float
        Limit of one run of the solver [seconds].

    Raises
    ------
    DataError
        If SciPy is not installed, or the rules contradict each other.
    """
    if find_spec("scipy") is None:
        raise_problem("optimize_without_scipy")
    split_needs = [split(need, choice.steps, needs=len(choice.needs)) for need in choice.needs]
    parts = tuple(part for part in split_needs if part is not None)
    outcome: Outcome | None
    if len(parts) == len(split_needs):
        from ghgcalc.optimize.program import solve_program

        outcome = solve_program(choice, parts, gap=gap, time_limit=time_limit)
        if outcome is None:
            closest = solve_program(choice, parts, gap=gap, time_limit=time_limit, is_elastic=True)
            outcome = None if closest is None else _cheapest_as_close(choice, parts, closest, gap, time_limit)
    else:
        outcome = enumerated(choice) or searched(choice)
        if outcome is not None and outcome.method == "local search":
            outcome = _bounded(choice, outcome, gap, time_limit)
    if outcome is None:
        raise_problem("optimize_rules_contradict")
    return outcome


def _bounded(choice: Choice, found: Outcome, gap: float, time_limit: float) -> Outcome:
    """Return what a search found with the most that another choice could save, when that can be bounded."""
    from ghgcalc.optimize.program import remaining_gap

    count = len(choice.needs)
    parts = [split(need, choice.steps, needs=count, is_loose=True) for need in choice.needs]
    known = tuple(part for part in parts if part is not None)
    if len(known) < count:
        return found
    return replace(found, proof_gap=remaining_gap(choice, known, found.counts, gap=gap, time_limit=time_limit))


def _cheapest_as_close(
    choice: Choice, parts: tuple[Parts, ...], closest: Outcome, gap: float, time_limit: float
) -> Outcome:
    """Return the cheapest choice that comes as close to the needs as the closest one."""
    from ghgcalc.optimize.program import solve_program

    reached = choice.shortfalls(closest.counts)
    needs = tuple(replace(n, limit_tco2e=n.limit_tco2e + s) for n, s in zip(choice.needs, reached, strict=True))
    cheaper = solve_program(replace(choice, needs=needs), parts, gap=gap, time_limit=time_limit)
    if cheaper is None:
        return closest
    return replace(closest, counts=cheaper.counts, rounds=closest.rounds + cheaper.rounds)
