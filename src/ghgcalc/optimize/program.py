"""The choice as a mixed-integer program, solved by HiGHS with bounds on the abatement that are added when needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ghgcalc.optimize.choice import Choice, FloatArray, IntArray, Outcome
from ghgcalc.optimize.cuts import Bounds, grouped_bounds
from ghgcalc.optimize.parts import Parts
from ghgcalc.optimize.quiet import solver_silenced
from ghgcalc.optimize.rows import Rows
from ghgcalc.optimize.search import repaired

#: Rounds of the relaxed program, which only sharpen the bounds, and of the whole program.
RELAXED_ROUNDS = 60
WHOLE_ROUNDS = 200
_INFEASIBLE = 2


@dataclass(frozen=True)
class _Group:
    """Multiplicative cells of one need that are bounded together, and the variable that holds their abatement."""

    need: int
    levers: np.ndarray[Any, Any]
    bounds: Bounds
    place: int


class Program:
    """Variables: steps y (lever, year, step), states of tables, abatement of multiplicative cells, and shortfalls."""

    def __init__(self, choice: Choice, parts: tuple[Parts, ...], *, is_elastic: bool) -> None:
        self.choice, self.parts, self.is_elastic = choice, parts, is_elastic
        size = (choice.levers, choice.periods, choice.steps)
        self.steps = np.arange(int(np.prod(size))).reshape(size)
        self.count = self.steps.size
        self.rows = Rows.empty()
        self.scales = np.array([max(abs(need.before_tco2e), 1e-9) for need in choice.needs])
        self.upper = [np.ones(self.steps.size)]
        self.groups = [
            _Group(number, levers, bounds, int(self._new([bounds.largest / self.scales[number]])[0]))
            for number, part in enumerate(parts)
            for levers, bounds in grouped_bounds(part.emissions, part.reductions, choice.steps)
        ]
        self.gaps = self._new([np.inf if is_elastic else 0.0] * len(parts))
        self._rules()
        for number in range(len(parts)):
            self._need(number)
        self.cost_scale = max(float(np.abs(choice.cost).max(initial=0.0)), 1e-9)

    def _new(self, upper: list[float]) -> IntArray:
        places = np.arange(self.count, self.count + len(upper))
        self.count += len(upper)
        self.upper.append(np.array(upper))
        return places

    def _rules(self) -> None:
        choice, y = self.choice, self.steps
        for lever in range(choice.levers):
            for period in range(choice.periods):
                for step in range(1, choice.steps):
                    self.rows.add([y[lever, period, step], y[lever, period, step - 1]], [1.0, -1.0], high=0.0)
                if period:
                    for step in range(choice.steps):
                        self.rows.add([y[lever, period - 1, step], y[lever, period, step]], [1.0, -1.0], high=0.0)
        for i, j in choice.exclusions:
            self.rows.add([y[i, -1, 0], y[j, -1, 0]], [1.0, 1.0], high=1.0)
        for i, j in choice.prerequisites:
            for period in range(choice.periods):
                for step in range(choice.steps):
                    self.rows.add([y[i, period, step], y[j, period, step]], [1.0, -1.0], high=0.0)
        for lever in choice.wanted:
            self.rows.add([y[lever, -1, -1]], [1.0], low=1.0)
        for lever in choice.unwanted:
            self.rows.add([y[lever, -1, 0]], [1.0], high=0.0)
        if choice.most is not None:
            self.rows.add(y[:, -1, 0], np.ones(choice.levers), high=float(choice.most))
        self._money_and_speed()

    def _money_and_speed(self) -> None:
        """Limit investments per year and the part of a plan that is carried out in one year."""
        choice, y = self.choice, self.steps
        part = choice.carried_out / choice.steps
        for period in range(choice.periods):
            places: list[int] = []
            values: list[float] = []
            for lever in range(choice.levers):
                own = [*y[lever, period]]
                weights = [part[lever, period]] * choice.steps
                if period:
                    own += [*y[lever, period - 1]]
                    weights += [-part[lever, period - 1]] * choice.steps
                if choice.ramp_limit is not None:
                    self.rows.add(own, weights, high=choice.ramp_limit + 1e-9)
                places += own
                values += [choice.capex[lever] * w for w in weights] if choice.budget is not None else []
            if choice.budget is not None:
                scale = max(abs(float(choice.budget[period])), 1.0)
                self.rows.add(places, np.array(values) / scale, high=float(choice.budget[period]) / scale)

    def _need(self, number: int) -> None:
        """Add the tables of a need and the row that asks for its abatement, in shares of the emissions before."""
        need, scale = self.choice.needs[number], self.scales[number]
        y = self.steps[:, need.period, :]
        pure = [group.place for group in self.groups if group.need == number]
        places = [*pure, int(self.gaps[number])]
        values = [1.0] * len(places)
        for table in self.parts[number].tables:
            state = self._new([1.0] * len(table.states))
            self.rows.add(state, np.ones(len(state)), low=1.0, high=1.0)
            for column, lever in enumerate(table.levers):
                for step in range(self.choice.steps):
                    on = state[table.states[:, column] > step]
                    self.rows.add([y[lever, step], *on], [1.0, *[-1.0] * len(on)], low=0.0, high=0.0)
            places += state.tolist()
            values += (table.abated / scale).tolist()
        for loose in self.parts[number].loose:
            place = int(self._new([loose.largest / scale])[0])
            own = y[loose.levers].reshape(-1)
            for constant, slopes in loose.cuts:
                per_step = np.repeat(slopes / scale / self.choice.steps, self.choice.steps)
                self.rows.add([place, *own], [1.0, *-per_step], high=constant / scale)
            places.append(place)
            values.append(1.0)
        self.rows.add(places, values, low=need.required_tco2e / scale)

    def taken(self, group: _Group, steps: Any) -> FloatArray:
        """Return what of an array over (levers, years, steps) belongs to a group, shape (its levers, steps)."""
        result: FloatArray = steps[group.levers, self.choice.needs[group.need].period]
        return result

    def bound(self, group: _Group, constant: float, slopes: FloatArray) -> None:
        """Add a bound on the abatement of a group of multiplicative cells."""
        y, scale = self.taken(group, self.steps).reshape(-1).astype(np.intp), self.scales[group.need]
        self.rows.add([group.place, *y], [1.0, *(-slopes.reshape(-1) / scale)], high=constant / scale)

    def is_broken(self, group: _Group, constant: float, slopes: FloatArray, found: FloatArray) -> bool:
        """Tell whether a solution claims more abatement for a group than a bound allows."""
        y = found[self.taken(group, self.steps).astype(np.intp)]
        allowed = (constant + float((slopes * y).sum())) / self.scales[group.need]
        return bool(found[group.place] > allowed + 1e-8)

    def forbid(self, counts: IntArray) -> None:
        """Forbid one choice."""
        taken = np.arange(1, self.choice.steps + 1) <= counts[:, :, None]
        self.rows.add(self.steps.reshape(-1), np.where(taken, -1.0, 1.0).reshape(-1), low=1.0 - float(taken.sum()))

    def solve(self, *, is_relaxed: bool, gap: float, time_limit: float) -> Any:
        """Solve the program as it stands."""
        from scipy.optimize import Bounds as Box
        from scipy.optimize import LinearConstraint, milp
        from scipy.sparse import csr_array

        objective = np.zeros(self.count)
        if self.is_elastic:
            needed = [max(abs(need.required_tco2e), need.slack_tco2e) for need in self.choice.needs]
            objective[self.gaps] = self.scales / np.array(needed)
        else:
            cost = self.choice.cost / self.choice.steps / self.cost_scale
            objective[self.steps] = np.repeat(cost[:, :, None], self.choice.steps, axis=2)
        integrality = np.zeros(self.count, dtype=np.int64)
        if not is_relaxed:
            integrality[: self.steps.size] = 1
        lengths = [len(places) for places in self.rows.places]
        matrix = csr_array(
            (np.concatenate(self.rows.values), np.concatenate(self.rows.places), np.cumsum([0, *lengths])),
            shape=(len(lengths), self.count),
        )
        with solver_silenced():
            return milp(
                objective,
                integrality=integrality,
                bounds=Box(0.0, np.concatenate(self.upper)),
                constraints=LinearConstraint(matrix, np.array(self.rows.low), np.array(self.rows.high)),
                options={"mip_rel_gap": gap, "time_limit": time_limit},
            )

    def value(self, counts: IntArray) -> float:
        """Return what the program minimises, for a choice: its cost, or its relative shortfall."""
        if not self.is_elastic:
            return self.choice.total_cost(counts) / self.cost_scale
        gaps = self.choice.shortfalls(counts)
        needed = [max(abs(need.required_tco2e), need.slack_tco2e) for need in self.choice.needs]
        return float((gaps / np.array(needed)).sum())


def solve_program(
    choice: Choice, parts: tuple[Parts, ...], *, gap: float, time_limit: float, is_elastic: bool = False
) -> Outcome | None:
    """Return the cheapest choice that meets every need, or None when there is none.

    Parameters
    ----------
    choice : Choice
        What can be chosen.
    parts : tuple of Parts
        The needs, split.
    gap : float
        Relative distance between the choice and the proven bound at which the search stops.
    time_limit : float
        Limit of one run of the solver [seconds].
    is_elastic : bool
        Come as close to the needs as possible instead, whatever it costs.
    """
    program = Program(choice, parts, is_elastic=is_elastic)
    nothing = np.zeros((choice.levers, choice.periods), dtype=np.int64)
    _tighten(program, nothing)
    _relax(program, time_limit)
    best: IntArray | None = None
    lower = -np.inf
    for done in range(1, WHOLE_ROUNDS + 1):
        found = program.solve(is_relaxed=False, gap=gap / 2.0, time_limit=time_limit)
        if found.status == _INFEASIBLE and best is None:
            return None
        if found.status != _INFEASIBLE and found.mip_dual_bound is not None:
            lower = max(lower, float(found.mip_dual_bound))
        if found.x is None:
            break
        y = np.round(found.x[: program.steps.size]).reshape(program.steps.shape)
        counts = y.sum(axis=2).astype(np.int64)
        if is_elastic or choice.is_reached(counts):
            best = _better(program, best, counts)
        else:
            best = _better(program, best, repaired(choice, counts))
        if best is not None and program.value(best) - lower <= gap * max(abs(program.value(best)), 1e-9) + 1e-9:
            return Outcome(best, not is_elastic, "milp", _open(program, best, lower), done)
        before = len(program.rows.low)
        _tighten(program, counts, found.x)
        if len(program.rows.low) == before:
            program.forbid(counts)
    if best is None:
        return None
    return Outcome(best, not is_elastic, "milp", _open(program, best, lower), done)


def remaining_gap(
    choice: Choice, parts: tuple[Parts, ...], counts: IntArray, *, gap: float, time_limit: float
) -> float:
    """Return how much better than `counts` another choice could be, as a share; NaN when nothing is known.

    Parameters
    ----------
    choice : Choice
        What can be chosen.
    parts : tuple of Parts
        Bounds on what each need can reach.
    counts : ndarray of int
        The choice that was found, shape (levers, years).
    gap, time_limit : float
        As for `solve_program`.
    """
    program = Program(choice, parts, is_elastic=not choice.is_reached(counts))
    _tighten(program, np.zeros_like(counts))
    _relax(program, time_limit)
    found = program.solve(is_relaxed=False, gap=gap, time_limit=time_limit)
    known = found.status != _INFEASIBLE and found.mip_dual_bound is not None
    return _open(program, counts, float(found.mip_dual_bound)) if known else float("nan")


def _better(program: Program, best: IntArray | None, other: IntArray | None) -> IntArray | None:
    if best is None or other is None:
        return other if best is None else best
    return other if program.value(other) < program.value(best) else best


def _open(program: Program, best: IntArray, lower: float) -> float:
    """Return the part of the value that is not proven."""
    value = program.value(best)
    if value - lower <= 1e-9:
        return 0.0
    return (value - lower) / abs(value) if value and np.isfinite(lower) else float("nan")


def _tighten(program: Program, counts: IntArray, found: FloatArray | None = None) -> None:
    """Add the bounds at whole steps, those that the last solution breaks."""
    taken = (np.arange(1, program.choice.steps + 1) <= counts[:, :, None]).astype(float)
    for group in program.groups:
        y = program.taken(group, taken)
        for constant, slopes in [group.bounds.tangent(y), *group.bounds.marginal(y.sum(axis=1))]:
            if found is None or program.is_broken(group, constant, slopes, found):
                program.bound(group, constant, slopes)


def _relax(program: Program, time_limit: float) -> None:
    """Sharpen the bounds at the solutions of the relaxed program until they hardly move."""
    for _ in range(RELAXED_ROUNDS):
        found = program.solve(is_relaxed=True, gap=0.0, time_limit=time_limit)
        if found.x is None:
            return
        before = len(program.rows.low)
        for group in program.groups:
            constant, slopes = group.bounds.tangent(found.x[program.taken(group, program.steps).astype(np.intp)])
            if program.is_broken(group, constant, slopes, found.x):
                program.bound(group, constant, slopes)
        if len(program.rows.low) == before:
            return
