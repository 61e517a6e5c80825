"""Attribution of mixed plans: every way gives what enumeration over V(S) gives, and adds up."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ghgcalc.errors import DataError
from ghgcalc.levers import Lever, Ramp, attribute, evaluate, owen_enumerate, place_levers, shapley_enumerate
from ghgcalc.levers.destinations import find_in_frame

ACTIVITIES = ["a", "b", "c", "d", "e"]
CELLS = pd.DataFrame(
    {
        "activity": ACTIVITIES * 2,
        "region": ["NL"] * 5 + ["DE"] * 5,
        "amount": [100.0, 50.0, 20.0, 10.0, 5.0, 30.0, 0.0, 60.0, 8.0, 1.0],
        "factor": [1.0, 0.5, 2.0, 3.0, 0.0, 1.5, 0.7, 2.0, 1.0, 4.0],
    }
)


def scenario(levers, cells=CELLS, year=2030):
    placement = place_levers(cells, levers, find=find_in_frame(cells))
    lines = placement.cells
    return evaluate(placement, lines["amount"], lines["factor"], year=year)


def brute_force(game, inside=None):
    return shapley_enumerate(lambda sets: -game.values(sets, inside), game.levers)


def random_plan(random, mechanisms, count):
    plan = []
    for number in range(count):
        mechanism = mechanisms[number % len(mechanisms)]
        chosen = random.choice(ACTIVITIES, size=random.integers(1, 4), replace=False)
        selector = {"activity": ";".join(chosen)}
        ramp = Ramp(2025, 2030, share_to=float(random.uniform(0.1, 1)))
        fields = {
            "activity": {"effectiveness": float(random.uniform(-0.3, 1))},
            "intensity": {"effectiveness": float(random.uniform(-0.3, 1))},
            "set_factor": {"factor_after": float(random.choice([0.0, 300.0, 900.0]))},
            "switch": {"to_activity": str(random.choice(ACTIVITIES)), "ratio": float(random.uniform(0.2, 2))},
            "direct": {"tonnes": float(random.uniform(1, 80))},
        }[mechanism]
        plan.append(Lever(f"L{number}", mechanism, selector, ramp, group=f"g{number % 3}", **fields))
    return plan


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(
    ("mechanisms", "ways"),
    [
        (["activity", "intensity"], {"closed form"}),
        (["activity", "switch", "intensity", "set_factor"], {"closed form", "multilinear"}),
        (["activity", "switch", "intensity", "set_factor", "direct"], {"closed form", "multilinear", "enumeration"}),
    ],
)
def test_mixed_plans_agree_with_enumeration_over_all_subsets(seed, mechanisms, ways):
    game = scenario(random_plan(np.random.default_rng(seed), mechanisms, 9))
    result = attribute(game)
    assert set(result.ways) <= ways
    assert result.tco2e == pytest.approx(brute_force(game), rel=1e-10, abs=1e-10)
    assert result.tco2e.sum() == pytest.approx(result.total, rel=1e-12, abs=1e-9)
    assert not result.standard_error.any()


@pytest.mark.parametrize("seed", range(4))
def test_a_boundary_counts_only_its_own_cells_but_lets_activity_cross_it(seed):
    game = scenario(random_plan(np.random.default_rng(seed), ["switch", "intensity", "set_factor"], 8))
    inside = np.arange(len(game.amounts)) % 2 == 0
    result = attribute(game, inside=inside)
    outside = attribute(game, inside=~inside)
    assert result.tco2e == pytest.approx(brute_force(game, inside), rel=1e-10, abs=1e-10)
    assert result.tco2e + outside.tco2e == pytest.approx(attribute(game).tco2e, rel=1e-10, abs=1e-10)


@pytest.mark.parametrize("seed", range(4))
def test_owen_values_of_mixed_plans_agree_with_nested_enumeration(seed):
    plan = random_plan(np.random.default_rng(seed), ["activity", "switch", "intensity", "set_factor", "direct"], 8)
    game = scenario(plan)
    groups = [lever.group for lever in plan]
    exact = owen_enumerate(lambda sets: -game.values(sets), groups)
    assert attribute(game, method="owen", groups=groups).tco2e == pytest.approx(exact, rel=1e-10, abs=1e-10)


def test_many_levers_around_a_capped_one_are_enumerated_or_sampled_and_still_add_up(monkeypatch):
    plan = [Lever("d", "direct", {"activity": "a"}, Ramp(2025, 2030), tonnes=60.0)]
    plan += [
        Lever(f"i{n}", "intensity", {"activity": "a"}, Ramp(2025, 2030), effectiveness=0.05 + 0.01 * n)
        for n in range(15)
    ]
    game = scenario(plan)
    exact = brute_force(game)
    counted = attribute(game)
    assert "enumeration" in counted.ways
    assert counted.tco2e == pytest.approx(exact, rel=1e-10, abs=1e-10)
    monkeypatch.setattr("ghgcalc.levers.shares.ENUMERATED_NUMBERS", 1000)
    result = attribute(game)
    assert "sampling" in result.ways
    assert result.tco2e.sum() == pytest.approx(result.total, rel=1e-12)
    assert np.all(np.abs(result.tco2e - exact) <= 5 * result.standard_error + 1e-9)
    assert result.standard_error.max() > 0


@pytest.mark.parametrize("mechanism", ["switch", "set_factor", "direct"])
def test_levers_of_one_step_do_not_depend_on_their_place_in_the_plan(mechanism):
    plan = random_plan(np.random.default_rng(4), [mechanism], 6)
    first, second = attribute(scenario(plan)), attribute(scenario(plan[::-1]))
    assert second.tco2e[::-1] == pytest.approx(first.tco2e, rel=1e-9, abs=1e-8)


@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=30)
def test_the_order_of_the_plan_changes_nothing(seed, random):
    plan = random_plan(np.random.default_rng(seed), ["activity", "switch", "intensity", "set_factor", "direct"], 6)
    order = list(range(6))
    random.shuffle(order)
    first, second = attribute(scenario(plan)), attribute(scenario([plan[i] for i in order]))
    assert second.total == pytest.approx(first.total, rel=1e-10, abs=1e-9)
    assert second.tco2e == pytest.approx(first.tco2e[order], rel=1e-9, abs=1e-8)


@given(st.integers(0, 10_000))
@settings(deadline=None, max_examples=30)
def test_splitting_an_activity_row_in_two_halves_changes_nothing(seed):
    mechanisms = ["activity", "switch", "intensity", "set_factor", "direct"]
    plan = random_plan(np.random.default_rng(seed), mechanisms, 5)
    halves = pd.concat([CELLS.assign(amount=CELLS["amount"] / 2, site=site) for site in "xy"], ignore_index=True)
    whole, split = attribute(scenario(plan)), attribute(scenario(plan, halves))
    assert split.tco2e == pytest.approx(whole.tco2e, rel=1e-9, abs=1e-8)


def test_before_the_start_year_every_lever_brings_nothing():
    plan = random_plan(np.random.default_rng(1), ["activity", "switch", "intensity", "set_factor", "direct"], 10)
    game = scenario(plan, year=2025)
    assert attribute(game).tco2e == pytest.approx(np.zeros(10), abs=1e-12)


@pytest.mark.parametrize("method", ["standalone", "last_in", "sequential", "proportional"])
def test_the_other_methods_are_differences_of_the_same_scenario(method):
    plan = random_plan(np.random.default_rng(7), ["activity", "switch", "intensity", "set_factor"], 4)
    game = scenario(plan)
    value = {bits: float(game.values([list(bits)])[0]) for bits in np.ndindex(2, 2, 2, 2)}
    none, every = value[0, 0, 0, 0], value[1, 1, 1, 1]
    units = [tuple(int(i == j) for j in range(4)) for i in range(4)]
    alone = np.array([none - value[unit] for unit in units])
    expected = {
        "standalone": alone,
        "last_in": np.array([value[tuple(1 - np.array(unit))] - every for unit in units]),
        "sequential": np.array(
            [value[tuple([1] * i + [0] * (4 - i))] - value[tuple([1] * (i + 1) + [0] * (3 - i))] for i in range(4)]
        ),
        "proportional": alone * (none - every) / alone.sum(),
    }[method]
    assert attribute(game, method=method).tco2e == pytest.approx(expected, rel=1e-10, abs=1e-10)


def test_an_unknown_method_is_an_error_that_lists_the_methods():
    with pytest.raises(DataError, match="shapley"):
        attribute(scenario(random_plan(np.random.default_rng(1), ["activity"], 2)), method="shapely")
