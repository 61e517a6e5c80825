"""Chooses the cheapest levers that meet the targets of a roadmap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from ghgcalc.costs.energy import EnergyPrices
from ghgcalc.costs.formulae import check_rate
from ghgcalc.costs.levers import assumed_wacc, lever_costs, plan_progress
from ghgcalc.errors import DataError, Problem, closest, raise_problem
from ghgcalc.levers import Lever
from ghgcalc.optimize.answer import selection_of
from ghgcalc.optimize.choice import Choice, FloatArray, Limit, Need
from ghgcalc.optimize.selection import Selection
from ghgcalc.optimize.solve import solve_choice
from ghgcalc.roadmap import Roadmap, build_roadmap
from ghgcalc.roadmap.boundary import active_targets, as_scopes

#: Shares of a plan below this are nothing: what a lever did before the first year of choice.
_NOTHING = 1e-12


def optimize_levers(
    roadmap: Roadmap,
    *,
    years: int | Sequence[int] | None = None,
    limits: Sequence[tuple[int, str, float]] | None = None,
    candidates: Sequence[Lever] | None = None,
    costs: pd.DataFrame | None = None,
    energy_prices: EnergyPrices | None = None,
    wacc: float | None = None,
    include: Iterable[str] = (),
    exclude: Iterable[str] = (),
    exclusions: Sequence[tuple[str, str]] = (),
    prerequisites: Sequence[tuple[str, str]] = (),
    most: int | None = None,
    steps: int = 1,
    capex_budget: float | Mapping[int, float] | None = None,
    ramp_limit: float | None = None,
    gap: float = 1e-4,
    time_limit: float = 60.0,
) -> Selection:
    """Choose the cheapest levers that meet one or several targets.

    Parameters
    ----------
    roadmap : Roadmap
        BAU, levers and targets.
    years : int or sequence of int, optional
        Years whose targets must be met; by default the target years of the roadmap.
    limits : sequence of (year, scopes, tCO2e), optional
        Limits of your own instead of the targets, such as ``[(2030, "1+2", 500.0)]``.
    candidates : sequence of Lever, optional
        Levers to choose from, which may exclude each other; by default those of the roadmap.
    costs : DataFrame, optional
        Costs that go before those of the levers, as for `lever_costs`.
    energy_prices, wacc
        As for `lever_costs`.
    include, exclude : iterable of str
        Ids of levers that must be taken in full, or not at all.
    exclusions : sequence of (str, str)
        Pairs of ids that do not go together, besides those that the lever library knows.
    prerequisites : sequence of (str, str)
        Pairs of ids: the first can be taken only to the share to which the second is taken.
    most : int, optional
        Largest number of levers.
    steps : int
        1 takes a lever or leaves it; 4 takes it in quarters of its plan.
    capex_budget : float or mapping of int to float, optional
        Investment less subsidy allowed in each year [EUR].
    ramp_limit : float, optional
        Largest part of a lever's plan that may be carried out in one year [0..1].
    gap : float
        Relative distance to the proven bound at which the search stops.
    time_limit : float
        Limit of one run of the solver [seconds].

    Returns
    -------
    Selection
        With the choice, what it costs, what it reaches and how sure it is that nothing is cheaper. When no choice
        meets the limits: the one that comes closest, and by how much it fails.

    Raises
    ------
    DataError
        If SciPy is missing, a lever has no cost, a target lies outside the BAU, a lever is not known, or the rules
        contradict each other.

    Notes
    -----
    With one year and no budget or ramp limit the annual cost in that year is minimised. Otherwise a lever may begin
    later than planned and the present value of the annual costs of all years is minimised; cumulative on/off
    variables say from which year on a step is taken. Costs are linear in the share taken: where levers share an
    energy saving, its value is that of the full plan, and a cost that only the library knows is its range times the
    tonnes of the lever in the full plan.

    Levers that multiply are bounded by cuts, groups of cells joined by switches or caps are tabulated; both are exact.
    Only when a group has too many states every combination is tried, or a local search without proof is used, and
    `method` says so.

    References
    ----------
    .. [1] G. L. Nemhauser and L. A. Wolsey, "Maximizing submodular set functions", 1981.
    .. [2] A. Vogt-Schilb and S. Hallegatte, "Marginal abatement cost curves and the optimal timing of mitigation
       measures", Energy Policy 66, 2014.

    Examples
    --------
    >>> import ghgcalc as gc
    >>> rows = pd.DataFrame({"year": [2026], "activity": ["aardgas"], "value": [100_000.0], "unit": ["Nm3"]})
    >>> inventory = gc.calculate_inventory(rows, gc.load_factors("nl-2026"), region="NL")
    >>> bau = gc.project_bau(inventory, 0.0, until=2030, scope2="market")
    >>> def lever(name, effect, cost):
    ...     return gc.Lever(name, "intensity", {"category": "1.stationary"}, gc.levers.Ramp(2026, 2030),
    ...                     effectiveness=effect, opex_eur_per_year=cost)
    >>> plan = [lever("roof", 0.3, 4_000.0), lever("boiler", 0.2, 1_500.0), lever("walls", 0.2, 2_000.0)]
    >>> found = optimize_levers(gc.build_roadmap(bau, plan), limits=[(2030, "1", 130.0)], wacc=0.05)
    >>> found.levers.loc[found.levers["share"] > 0, "lever_id"].tolist(), found.cost_eur
    (['boiler', 'walls'], 3500.0)
    """
    rate = assumed_wacc() if wacc is None else check_rate(wacc)
    _check_numbers(steps, most, ramp_limit, gap)
    plan = tuple(roadmap.levers if candidates is None else candidates)
    free = build_roadmap(
        roadmap.bau, [replace(lever, excludes=()) for lever in plan], targets=roadmap.targets, base=roadmap.base
    )
    wanted = _limits(free, years, limits)
    names = _Names(plan)
    last = max(limit.year for limit in wanted)
    table = lever_costs(free, year=last, wacc=rate, costs=costs, energy_prices=energy_prices, scopes=(1, 2, 3))
    unwanted = names.places(exclude)
    table, idle = _usable(table, unwanted, has_budget=capex_budget is not None)
    several = len({limit.year for limit in wanted}) > 1 or capex_budget is not None or ramp_limit is not None
    chosen_years = [year for year in free.bau.years[1:] if year <= last] if several else [last]
    progress = np.array(
        [[plan_progress(lever, year, free.bau.start_year) for year in chosen_years] for lever in plan]
    ).reshape(len(plan), len(chosen_years))
    choice = Choice(
        cost=_costs(table, progress, chosen_years, rate, free.bau.start_year, several=several),
        progress=progress,
        needs=tuple(_need(free, limit, chosen_years.index(limit.year)) for limit in wanted),
        steps=steps,
        capex=(table["capex_eur"].fillna(0.0) - table["subsidy_eur"].fillna(0.0)).to_numpy(dtype=float),
        budget=_budget(capex_budget, chosen_years),
        ramp_limit=ramp_limit,
        exclusions=(*names.pairs(exclusions), *_library_exclusions(free, plan)),
        prerequisites=tuple(names.pairs(prerequisites)),
        wanted=names.places(include),
        unwanted=unwanted | idle,
        most=most,
    )
    outcome = solve_choice(choice, gap=gap, time_limit=time_limit)
    return selection_of(roadmap, plan, choice, outcome, wanted, chosen_years, table, several=several)


def _check_numbers(steps: int, most: int | None, ramp_limit: float | None, gap: float) -> None:
    if steps < 1 or steps > 20:
        raise_problem("optimize_steps", value=steps)
    if most is not None and most < 0:
        raise_problem("optimize_most", value=most)
    if ramp_limit is not None and not 0.0 < ramp_limit <= 1.0:
        raise_problem("optimize_ramp_limit", value=ramp_limit)
    if not 0.0 <= gap < 1.0:
        raise_problem("optimize_gap", value=gap)


def _limits(
    roadmap: Roadmap, years: int | Sequence[int] | None, limits: Sequence[tuple[int, str, float]] | None
) -> list[Limit]:
    if limits is not None:
        found = [Limit(int(year), as_scopes(scopes), float(tonnes)) for year, scopes, tonnes in limits]
        for limit in found:
            if not (np.isfinite(limit.tco2e) and limit.tco2e >= 0.0):
                raise_problem("optimize_limit", value=limit.tco2e)
    else:
        if years is None:
            asked = sorted({t.target_year for t in roadmap.targets if t.scopes and t.target_year in roadmap.bau.years})
        else:
            asked = sorted({years} if isinstance(years, int) else set(years))
        found = [
            Limit(year, tuple(target.scopes), float(target.emissions(year)))
            for year in asked
            for target in active_targets(roadmap.targets, year)
        ]
    if not found:
        raise_problem("optimize_without_target", value="" if years is None else years)
    for limit in found:
        roadmap.bau.year_index(limit.year)
        if limit.year == roadmap.bau.start_year:
            raise_problem("optimize_start_year", value=limit.year)
    return found


class _Names:
    """Finds levers by id."""

    def __init__(self, plan: Sequence[Lever]) -> None:
        self.place = {lever.lever_id: number for number, lever in enumerate(plan)}

    def find(self, lever_id: str) -> int:
        if lever_id not in self.place:
            near = closest(lever_id, self.place) or list(self.place)
            raise_problem("cost_lever_unknown", value=lever_id, options=", ".join(near))
        return self.place[lever_id]

    def places(self, ids: Iterable[str]) -> frozenset[int]:
        return frozenset(self.find(lever_id) for lever_id in ids)

    def pairs(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[int, int]]:
        return [(self.find(first), self.find(second)) for first, second in pairs]


def _usable(table: pd.DataFrame, unwanted: frozenset[int], *, has_budget: bool) -> tuple[pd.DataFrame, frozenset[int]]:
    """Return the costs with the levers that bring nothing by then set apart; a lever without a cost is an error."""
    idle = frozenset(int(i) for i in np.flatnonzero(table["progress"].to_numpy(dtype=float) <= _NOTHING))
    problems = []
    for number, row in enumerate(table.to_dict("records")):
        if number in unwanted or number in idle:
            continue
        if pd.isna(row["annual_eur"]):
            problems.append(Problem("optimize_without_cost", row["lever_id"]))
        elif has_budget and row["cost_basis"] != "own":
            problems.append(Problem("optimize_without_capex", row["lever_id"]))
    if problems:
        raise DataError(problems)
    return table.assign(annual_eur=table["annual_eur"].fillna(0.0)), idle


def _costs(
    table: pd.DataFrame, progress: FloatArray, years: Sequence[int], rate: float, start: int, *, several: bool
) -> FloatArray:
    """Return what a lever taken in full costs in each year, shape (levers, years) [EUR]."""
    annual = table["annual_eur"].to_numpy(dtype=float)
    if not several:
        return annual[:, None]
    done = table["progress"].to_numpy(dtype=float)
    full = np.divide(annual, done, out=np.zeros_like(annual), where=done > _NOTHING)
    discount = (1.0 + rate) ** -(np.array(years, dtype=float) - start)
    result: FloatArray = full[:, None] * progress * discount
    return result


def _need(roadmap: Roadmap, limit: Limit, period: int) -> Need:
    scenario = roadmap.scenario(limit.year)
    inside = roadmap.placement.cells["scope"].astype(int).isin(limit.scopes).to_numpy()
    before = roadmap.bau_tco2e(limit.year, scopes=limit.scopes)
    return Need(period, limit.tco2e, scenario, inside, before)


def _budget(budget: float | Mapping[int, float] | None, years: Sequence[int]) -> FloatArray | None:
    if budget is None:
        return None
    given = budget if isinstance(budget, Mapping) else dict.fromkeys(years, float(budget))
    missing = [year for year in years if year not in given]
    if missing:
        raise_problem("optimize_budget_years", value=", ".join(map(str, missing)))
    values = np.array([float(given[year]) for year in years])
    if not (np.isfinite(values).all() and (values >= 0.0).all()):
        raise_problem("optimize_budget", value=", ".join(f"{value:g}" for value in values))
    return values


def _library_exclusions(roadmap: Roadmap, plan: Sequence[Lever]) -> list[tuple[int, int]]:
    """Return the pairs that the library calls exclusive and that meet on the same cells."""
    lines = {effect.lever: effect.lines for effect in roadmap.placement.effects}
    return [
        (i, j)
        for i, lever in enumerate(plan)
        for j, other in enumerate(plan)
        if i != j and other.library_id and other.library_id in lever.excludes
        and np.intersect1d(lines[i], lines[j]).size
    ]  # fmt: skip
