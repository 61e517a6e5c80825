"""Selection: the published knapsack, brute force on random cases, switches, years, budgets and refusals."""

from __future__ import annotations

import ctypes
import itertools
import math
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import ghgcalc as gc
from ghgcalc.errors import DataError
from ghgcalc.levers import Lever, Ramp
from ghgcalc.levers.evaluation import Evaluation, YearEffect
from ghgcalc.levers.placement import Effect
from ghgcalc.optimize import Choice, Need, solve_choice
from ghgcalc.optimize.cuts import Bounds
from ghgcalc.optimize.loose import loose_bound
from ghgcalc.optimize.quiet import solver_silenced
from ghgcalc.optimize.search import searched

pytest.importorskip("scipy")


def need(emissions, reductions, limit) -> Need:
    """Build a need from emissions of shape (cells,) and reductions of shape (levers, cells)."""
    base, cut = np.asarray(emissions, dtype=float), np.asarray(reductions, dtype=float)
    effects = tuple(
        YearEffect(lever, "intensity", float(cut[lever, cell]), Effect(lever, "intensity", np.array([cell])))
        for lever, cell in zip(*np.nonzero(cut), strict=True)
    )
    scenario = Evaluation(base, np.ones(len(base)), effects, len(cut))
    return Need(0, limit, scenario, np.ones(len(base), dtype=bool), float(base.sum()))


def brute_force(choice: Choice, emissions, reductions, limit):
    """Return the lowest cost that meets the limit, and the smallest shortfall, by trying every combination."""
    cheapest, closest = math.inf, math.inf
    for counts in itertools.product(range(choice.steps + 1), repeat=choice.levers):
        if any(counts[i] and counts[j] for i, j in choice.exclusions):
            continue
        if any(counts[i] > counts[j] for i, j in choice.prerequisites):
            continue
        left = float((emissions * np.prod(1.0 - reductions * (np.array(counts) / choice.steps)[:, None], axis=0)).sum())
        closest = min(closest, max(0.0, left - limit))
        if left <= limit + 1e-7 * emissions.sum():
            cheapest = min(cheapest, float(np.array(counts) @ choice.cost[:, 0]) / choice.steps)
    return cheapest, closest


def random_case(seed: int, *, steps: int = 1, most: int = 10):
    rng = np.random.default_rng(seed)
    levers, cells = int(rng.integers(3, most + 1)), int(rng.integers(2, 9))
    emissions = rng.uniform(10.0, 1000.0, cells)
    reductions = np.where(rng.random((levers, cells)) < 0.5, rng.uniform(0.02, 0.7, (levers, cells)), 0.0)
    reductions[0, 0] = 1.0 if seed % 5 == 0 else reductions[0, 0]
    best = emissions.sum() - emissions @ np.prod(1.0 - reductions, axis=0)
    limit = float(emissions.sum() - rng.uniform(0.2, 1.05) * best)
    order = rng.permutation(levers)
    choice = Choice(
        rng.uniform(-20.0, 100.0, (levers, 1)),
        np.ones((levers, 1)),
        (need(emissions, reductions, limit),),
        steps=steps,
        exclusions=((order[0], order[1]),),
        prerequisites=((order[2], order[0]),),
    )
    return choice, emissions, reductions, limit


@pytest.mark.parametrize("block", range(8))
def test_equals_brute_force_on_200_random_cases(block):
    for seed in range(25 * block, 25 * block + 25):
        choice, emissions, reductions, limit = random_case(seed)
        cheapest, closest = brute_force(choice, emissions, reductions, limit)
        found = solve_choice(choice, gap=1e-9)
        assert found.method == "milp"
        assert choice.is_allowed(found.counts)
        assert found.is_feasible == math.isfinite(cheapest), seed
        if found.is_feasible:
            assert choice.total_cost(found.counts) == pytest.approx(cheapest, abs=1e-6), seed
        else:
            assert choice.shortfalls(found.counts).sum() == pytest.approx(closest, abs=1e-3), seed


def test_partial_adoption_equals_brute_force():
    for seed in range(12):
        choice, emissions, reductions, limit = random_case(seed, steps=3, most=5)
        cheapest, _ = brute_force(choice, emissions, reductions, limit)
        found = solve_choice(choice, gap=1e-9)
        assert found.is_feasible == math.isfinite(cheapest)
        if found.is_feasible:
            assert choice.total_cost(found.counts) == pytest.approx(cheapest, abs=1e-6)


def test_every_bound_holds_at_every_choice():
    rng = np.random.default_rng(3)
    emissions, reductions = rng.uniform(1.0, 9.0, 4), rng.uniform(0.0, 1.0, (3, 4))
    reductions[1, 2] = 1.0
    steps = 2
    bounds = Bounds(emissions, reductions, steps)
    states = [np.array(s, dtype=float) for s in itertools.product(range(steps + 1), repeat=3)]
    for at in states:
        y = (np.arange(1, steps + 1) <= at[:, None]).astype(float)
        for constant, slopes in [bounds.tangent(y), bounds.tangent(0.6 * y), *bounds.marginal(at)]:
            for other in states:
                taken = (np.arange(1, steps + 1) <= other[:, None]).astype(float)
                assert bounds.abated(other) <= constant + float((slopes * taken).sum()) + 1e-9


def test_worked_example_t21():
    """Knapsack a(60 t, 1 200) b(50, 500) c(40, 1 600) d(30, 150), need 100 t; greedy by EUR/t takes 1 850."""
    tonnes, cost = [60.0, 50.0, 40.0, 30.0], np.array([[1200.0], [500.0], [1600.0], [150.0]])
    reductions = np.diag(np.array(tonnes) / 100.0)
    choice = Choice(cost, np.ones((4, 1)), (need([100.0] * 4, reductions, 300.0),))
    assert choice.total_cost(solve_choice(choice).counts) == 1700.0
    assert choice.total_cost(solve_choice(replace(choice, exclusions=((0, 1),))).counts) == 2250.0


@pytest.fixture(scope="module")
def bau():
    rows = pd.DataFrame(
        {
            "year": 2026, "activity": ["aardgas", "elektriciteit", "diesel"],
            "value": [100_000.0, 500_000.0, 20_000.0], "unit": ["Nm3", "kWh", "l"],
        }
    )  # fmt: skip
    inventory = gc.calculate_inventory(rows, gc.load_factors("nl-2026"), region="NL")
    return gc.project_bau(inventory, 0.02, until=2031, scope2="market")


def plan() -> list[Lever]:
    gas, power = "energy.fuel.natural_gas", "energy.electricity"

    def ramp(share: float = 1.0) -> Ramp:
        return Ramp(2026, 2030, share_to=share)

    return [
        Lever("roof", "intensity", {"activity": gas}, ramp(), effectiveness=0.3, opex_eur_per_year=9_000.0),
        Lever("pump", "switch", {"activity": gas}, ramp(0.6), to_activity=power, ratio=2.5, opex_eur_per_year=6_000.0),
        Lever("green", "set_factor", {"activity": power}, ramp(), factor_after=0.01, opex_eur_per_year=4_000.0),
        Lever("led", "intensity", {"activity": power}, ramp(), effectiveness=0.2, opex_eur_per_year=2_000.0),
        Lever("fleet", "direct", {"category": "1.mobile"}, ramp(), tonnes=30.0, opex_eur_per_year=1_500.0),
        Lever("less", "activity", {}, ramp(), effectiveness=0.05, opex_eur_per_year=5_000.0),
    ]


@pytest.mark.parametrize("limit", [330.0, 250.0, 180.0, 120.0, 60.0])
def test_switches_contracts_and_caps_equal_brute_force(bau, limit):
    roadmap = gc.build_roadmap(bau, plan())
    found = gc.optimize_levers(roadmap, limits=[(2030, "1+2+3", limit)], wacc=0.05, gap=1e-9)
    cost = np.array([lever.opex_eur_per_year for lever in plan()])
    sets = np.array(list(itertools.product((0.0, 1.0), repeat=len(cost))))
    left = roadmap.scenario(2030).values(sets)
    fine = left <= limit
    assert found.is_feasible == fine.any()
    if fine.any():
        assert found.cost_eur == pytest.approx((sets @ cost)[fine].min())
        assert found.roadmap.residual(2030) <= limit + 1e-6
    else:
        assert found.limits["residual_tco2e"].iloc[0] == pytest.approx(left.min())
        assert "closest" in found.report("en")
    assert (found.method, found.proof_gap) == ("milp", 0.0)


def test_several_years_equal_brute_force(bau):
    levers = plan()[:3]
    roadmap = gc.build_roadmap(bau, levers)
    limits = [(2028, "1+2+3", 470.0), (2030, "1+2+3", 360.0)]
    found = gc.optimize_levers(roadmap, limits=limits, wacc=0.05, gap=1e-9)
    years = [2027, 2028, 2029, 2030]
    cheapest = math.inf
    for begin in itertools.product([*years, None], repeat=3):
        on = np.array([[float(b is not None and year >= b) for year in years] for b in begin])
        if all(roadmap.scenario(year).values(on[:, years.index(year)])[0] <= limit + 1e-9 for year, _, limit in limits):
            cost = sum(
                lever.opex_eur_per_year * (year - 2026) / 4.0 * on[i, t] / 1.05 ** (year - 2026)
                for i, lever in enumerate(levers)
                for t, year in enumerate(years)
            )
            cheapest = min(cheapest, cost)
    assert found.is_feasible
    assert 0.0 < found.cost_eur == pytest.approx(cheapest)
    for year, _, limit in limits:
        assert found.roadmap.residual(year) <= limit + 1e-6, "the roadmap that comes back is the one that was chosen"


def test_a_yearly_budget_and_a_ramp_limit_are_kept(bau):
    levers = [
        replace(lever, capex_eur=100_000.0, ramp=replace(lever.ramp, lifetime_years=20))
        for lever in (plan()[0], plan()[3])
    ]
    roadmap = gc.build_roadmap(bau, levers)
    found = gc.optimize_levers(
        roadmap, limits=[(2031, "1+2+3", 300.0)], wacc=0.05, steps=4, capex_budget=40_000.0, ramp_limit=0.25
    )
    done = np.array([[lever.ramp.share(year) for year in range(2027, 2032)] for lever in levers])
    added = np.diff(done * found.shares.drop(columns="lever_id").to_numpy(), axis=1, prepend=0.0)
    assert (added <= 0.25 + 1e-9).all()
    assert (100_000.0 * added.sum(axis=0) <= 40_000.0 + 1e-6).all()
    with pytest.raises(DataError, match="lacks the years"):
        gc.optimize_levers(roadmap, limits=[(2030, "1", 10.0)], wacc=0.05, capex_budget={2027: 1.0})


def test_candidates_that_exclude_each_other_can_be_offered_together(bau):
    frame = pd.DataFrame(
        {
            "lever_id": ["grid", "own"], "library_id": ["OP04", "OP05"], "start_year": 2026, "end_year": 2030,
            "share_to": [1.0, 0.3], "effectiveness": [None, 0.5], "share_from": 0.0, "opex_eur_per_year": [500.0, 90.0],
        }
    )  # fmt: skip
    first, second = gc.levers.levers_from_frame(frame)
    levers = [replace(first, excludes=("OP05",)), replace(second, excludes=())]
    with pytest.raises(DataError):
        gc.build_roadmap(bau, levers)
    empty = gc.build_roadmap(bau, [])
    limit = empty.bau_tco2e(2030) - 0.5 * gc.build_roadmap(bau, levers[:1]).attribution(2030).tco2e[0]
    found = gc.optimize_levers(empty, candidates=levers, limits=[(2030, "1+2+3", limit)], wacc=0.05)
    assert found.levers.set_index("lever_id")["share"].to_dict() == {"grid": 1.0, "own": 0.0}


def test_include_exclude_most_and_prerequisites(bau):
    roadmap = gc.build_roadmap(bau, plan())
    limit = [(2030, "1+2+3", 300.0)]
    taken = gc.optimize_levers(roadmap, limits=limit, wacc=0.05, include=["less"], exclude=["green"]).levers
    shares = taken.set_index("lever_id")["share"]
    assert shares["less"] == 1.0
    assert shares["green"] == 0.0
    few = gc.optimize_levers(roadmap, limits=limit, wacc=0.05, most=1)
    assert (few.levers["share"] > 0).sum() <= 1
    tied = gc.optimize_levers(roadmap, limits=limit, wacc=0.05, prerequisites=[("green", "led")]).levers
    shares = tied.set_index("lever_id")["share"]
    assert shares["green"] <= shares["led"]


def test_the_search_without_proof_says_so(bau):
    choice, *_ = random_case(1)
    found = searched(choice)
    assert found.method == "local search"
    assert math.isnan(found.proof_gap)
    assert choice.is_allowed(found.counts)


def test_refusals(bau):
    roadmap = gc.build_roadmap(bau, plan())
    for arguments, code in [
        ({}, "optimize_without_target"),
        ({"limits": [(2030, "1", -1.0)]}, "optimize_limit"),
        ({"limits": [(2026, "1", 1.0)]}, "optimize_start_year"),
        ({"limits": [(2050, "1", 1.0)]}, "year_not_projected"),
        ({"limits": [(2030, "1", 1.0)], "steps": 0}, "optimize_steps"),
        ({"limits": [(2030, "1", 1.0)], "ramp_limit": 25.0}, "optimize_ramp_limit"),
        ({"limits": [(2030, "1", 1.0)], "include": ["rof"]}, "cost_lever_unknown"),
        ({"limits": [(2030, "1", 1.0)], "include": ["roof"], "exclude": ["roof"]}, "optimize_rules_contradict"),
    ]:
        with pytest.raises(DataError) as caught:
            gc.optimize_levers(roadmap, wacc=0.05, **arguments)
        assert caught.value.problems[0].code == code
    naked = gc.build_roadmap(bau, [replace(plan()[0], opex_eur_per_year=None)])
    with pytest.raises(DataError, match="has no cost"):
        gc.optimize_levers(naked, limits=[(2030, "1", 1.0)], wacc=0.05)


def test_without_scipy_the_message_says_what_to_install(monkeypatch, bau):
    monkeypatch.setattr("ghgcalc.optimize.solve.find_spec", lambda name: None)
    with pytest.raises(DataError, match=r"ghgcalc\[optimize\]"):
        gc.optimize_levers(gc.build_roadmap(bau, plan()), limits=[(2030, "1", 1.0)], wacc=0.05)


def test_the_lines_of_the_solver_are_kept_out_and_nothing_else(capfd):
    library = ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None)
    print("before")
    with solver_silenced():
        print("from python")
        library.puts(b"HighsMipSolverData::transformNewIntegerFeasibleSolution tmpSolver.run();")
        library.puts(b"from another library")
    print("after", flush=True)
    assert capfd.readouterr().out.split("\n") == ["before", "from python", "from another library", "after", ""]


@pytest.mark.parametrize(("steps", "limit"), [(1, 250.0), (1, 40.0), (4, 180.0)])
def test_a_search_says_how_far_off_it_can_be(bau, monkeypatch, steps, limit):
    """With no room for tables or combinations the search is bounded, and the bound holds against brute force."""
    roadmap = gc.build_roadmap(bau, plan())
    arguments = {"limits": [(2030, "1+2+3", limit)], "wacc": 0.05, "gap": 1e-9, "steps": steps}
    best = gc.optimize_levers(roadmap, **arguments)
    monkeypatch.setattr("ghgcalc.optimize.parts.MOST_STATES", 1)
    monkeypatch.setattr("ghgcalc.optimize.search.MOST_COMBINATIONS", 1)
    found = gc.optimize_levers(roadmap, **arguments)
    assert (best.method, found.method) == ("milp", "local search")
    assert found.is_feasible == best.is_feasible
    assert math.isfinite(found.proof_gap)
    assert found.proof_gap >= 0.0
    if best.is_feasible:
        assert found.cost_eur * (1.0 - found.proof_gap) <= best.cost_eur + 1e-6 <= found.cost_eur + 2e-6
    assert ("Proven" in found.proof("en")) == ("Bewezen" in found.proof("nl"))


def test_loose_bounds_hold_at_every_choice(bau):
    roadmap = gc.build_roadmap(bau, plan())
    scenario = roadmap.scenario(2030)
    count = len(roadmap.levers)
    cells = np.arange(len(roadmap.placement.cells))
    inside = np.ones(len(cells), dtype=bool)
    bound = loose_bound(scenario, inside, np.arange(count), cells)
    shares = np.random.default_rng(0).choice([0.0, 0.25, 0.5, 1.0], (400, count))
    abated = scenario.values(np.zeros((1, count)))[0] - scenario.values(shares)
    for constant, slopes in bound.cuts:
        assert (abated <= constant + shares @ slopes + 1e-9).all()
    assert (abated <= bound.largest + 1e-9).all()
