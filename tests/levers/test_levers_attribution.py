"""Attribution of joint abatement against the printed vectors of the method notes, section 5.2, and its properties."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ghgcalc.levers import (
    interaction_index,
    last_in,
    owen,
    owen_enumerate,
    owen_sample,
    proportional,
    sequential,
    shapley,
    shapley_enumerate,
    shapley_sample,
    standalone,
)

# T-14: base 10,000 t, BAU 10,000 * 1.05^6; cells C1mat, C1proc, C4, S12, C11 as shares of BAU.
T14_EMISSIONS = 10_000 * 1.05**6 * np.array([0.35, 0.40, 0.10, 0.05, 0.10])
T14_REDUCTIONS = np.array(
    [
        [0.10, 0.10, 0.10, 0.00, 0.00],  # overproduction
        [0.25, 0.00, 0.00, 0.00, 0.00],  # preferred materials
        [0.00, 0.30, 0.00, 0.00, 0.00],  # supplier renewable electricity
        [0.00, 0.25, 0.00, 0.00, 0.00],  # coal phase-out
        [0.00, 0.00, 0.40, 0.00, 0.00],  # air to sea
        [0.00, 0.00, 0.00, 0.90, 0.00],  # own energy
        [0.00, 0.00, 0.00, 0.00, 0.10],  # care
    ]
)


def joint(emissions, reductions):
    return float(np.sum(emissions * (1 - np.prod(1 - reductions, axis=0))))


def naive_shapley(emissions, reductions):
    """Return the mean marginal abatement over all orders, one order and one cell at a time."""
    n = len(reductions)
    total = np.zeros(n)
    orders = list(permutations(range(n)))
    for order in orders:
        left = np.array(emissions, dtype=float)
        for lever in order:
            total[lever] += np.sum(left * reductions[lever])
            left = left * (1 - reductions[lever])
    return total / len(orders)


def test_t07_two_levers_of_30_and_40_per_cent_on_1000_tonnes():
    emissions, reductions = [1000.0], [[0.3], [0.4]]
    assert standalone(emissions, reductions) == pytest.approx([300, 400])
    assert sequential(emissions, reductions) == pytest.approx([300, 280])
    assert sequential(emissions, reductions, order=[1, 0]) == pytest.approx([180, 400])
    assert shapley(emissions, reductions) == pytest.approx([240, 340], rel=1e-12)
    assert shapley(emissions, reductions).sum() == pytest.approx(580, rel=1e-12)


def test_t08_two_cells_and_three_levers():
    emissions = [600.0, 400.0]
    reductions = [[0.5, 0.0], [0.2, 0.2], [0.0, 0.25]]
    assert standalone(emissions, reductions) == pytest.approx([300, 200, 100])
    assert sequential(emissions, reductions) == pytest.approx([300, 140, 80])
    assert sequential(emissions, reductions, order=[2, 1, 0]) == pytest.approx([240, 180, 100])
    assert last_in(emissions, reductions) == pytest.approx([240, 120, 80])
    assert shapley(emissions, reductions) == pytest.approx([270, 160, 90], rel=1e-12)
    assert shapley(emissions[:1], [[0.5], [0.2], [0.0]]) == pytest.approx([270, 90, 0])
    assert shapley(emissions[1:], [[0.0], [0.2], [0.25]]) == pytest.approx([0, 70, 90])


def test_t14_every_printed_column_of_the_full_waterfall():
    e, r = T14_EMISSIONS, T14_REDUCTIONS
    assert e == pytest.approx([4690.335, 5360.383, 1340.096, 670.048, 1340.096], abs=5e-4)
    alone = [1139.081, 1172.584, 1608.115, 1340.096, 536.038, 603.043, 134.010]
    in_order = [1139.081, 1055.325, 1447.303, 844.260, 482.434, 603.043, 134.010]
    dropped = [713.601, 1055.325, 1085.477, 844.260, 482.434, 603.043, 134.010]
    value = [919.640633, 1113.954501, 1340.095641, 1085.477469, 509.236343, 603.043038, 134.009564]
    assert standalone(e, r) == pytest.approx(alone, abs=5e-4)
    assert sequential(e, r) == pytest.approx(in_order, abs=5e-4)
    assert last_in(e, r) == pytest.approx(dropped, abs=5e-4)
    assert shapley(e, r) == pytest.approx(value, abs=5e-7)
    # Erratum: the printed sums of the first and last column add up rounded rows, so they agree to 0.002 only.
    assert [standalone(e, r).sum(), sequential(e, r).sum(), last_in(e, r).sum()] == pytest.approx(
        [6532.967, 5705.457, 4918.150], abs=2e-3
    )
    assert shapley(e, r).sum() == pytest.approx(5705.457190, abs=5e-7)
    assert e.sum() - shapley(e, r).sum() == pytest.approx(7695.499216, abs=5e-7)
    assert proportional(e, r).sum() == pytest.approx(5705.457190, abs=5e-7)


def test_t14_owen_values_with_materials_and_suppliers_as_one_group():
    groups = ["1", "234", "234", "234", "5", "6", "7"]
    value = [926.341112, 1113.954501, 1336.745402, 1082.127230, 509.236343, 603.043038, 134.009564]
    result = owen(T14_EMISSIONS, T14_REDUCTIONS, groups)
    assert result == pytest.approx(value, abs=5e-7)
    assert result[1:4].sum() == pytest.approx(3532.827133, abs=5e-7)
    assert shapley(T14_EMISSIONS, T14_REDUCTIONS)[1:4].sum() == pytest.approx(3539.527611, abs=1e-6)


def test_t31_a_lever_that_raises_emissions():
    result = shapley([1000.0], [[0.3], [-0.1], [0.5]])
    assert result == pytest.approx([235, -65, 445], rel=1e-12)
    assert result.sum() == pytest.approx(615, rel=1e-12)


def test_pairs_that_overlap_have_a_negative_interaction():
    # v({A,B}) - v({A}) - v({B}) = 580 - 300 - 400, the numbers of T-07.
    assert interaction_index([1000.0], [[0.3], [0.4]]) == pytest.approx(np.array([[0, -120], [-120, 0]]))


@pytest.mark.parametrize("levers", range(1, 15))
def test_closed_form_equals_enumeration_for_up_to_14_random_levers_with_negative_effects(levers):
    random = np.random.default_rng(levers)
    emissions = random.uniform(0, 1000, 6)
    reductions = random.uniform(-0.5, 1.0, (levers, 6)) * (random.random((levers, 6)) < 0.7)

    def abated(sets):
        left = np.where(sets[:, :, None], 1 - reductions[None], 1.0).prod(axis=1)
        return (1 - left) @ emissions

    exact = shapley_enumerate(abated, levers)
    assert shapley(emissions, reductions) == pytest.approx(exact, rel=1e-10, abs=1e-10)


def test_owen_closed_form_equals_enumeration_over_nested_orders():
    random = np.random.default_rng(3)
    emissions, reductions = random.uniform(0, 100, 5), random.uniform(-0.3, 1, (9, 5))
    groups = list("aabbbcdda")

    def abated(sets):
        return (1 - np.where(sets[:, :, None], 1 - reductions[None], 1.0).prod(axis=1)) @ emissions

    exact = owen_enumerate(abated, groups)
    assert owen(emissions, reductions, groups) == pytest.approx(exact, rel=1e-10, abs=1e-10)
    sampled, error = owen_sample(abated, groups, pairs=400)
    assert np.all(np.abs(sampled - exact) <= 5 * error + 1e-9)


def test_sampled_values_add_up_and_lie_within_their_standard_error():
    random = np.random.default_rng(5)
    emissions, reductions = random.uniform(0, 100, 4), random.uniform(0, 0.9, (20, 4))

    def abated(sets):
        return (1 - np.where(sets[:, :, None], 1 - reductions[None], 1.0).prod(axis=1)) @ emissions

    values, errors = shapley_sample(abated, 20, pairs=300, seed=1)
    exact = shapley(emissions, reductions)
    assert values.sum() == pytest.approx(exact.sum(), rel=1e-12)
    assert np.all(np.abs(values - exact) <= 5 * errors)
    assert errors.max() > 0
    assert shapley_sample(abated, 20, pairs=300, seed=1)[0].tolist() == values.tolist()


def test_200_strong_levers_share_a_cell_without_overflow():
    # By symmetry each of n equal levers gets E (1 - (1 - r)^n) / n.
    result = shapley([1000.0], np.full((200, 1), 0.9))
    assert result == pytest.approx(np.full(200, 5.0), rel=1e-9)


def test_enumeration_refuses_more_than_18_players():
    with pytest.raises(ValueError, match="stops at 18"):
        shapley_enumerate(lambda sets: sets.sum(axis=1).astype(float), 19)


@pytest.mark.parametrize(
    ("emissions", "reductions", "words"),
    [
        ([1.0, 2.0], [[0.1]], "shape|need emissions"),
        ([1.0], [[1.2]], "exceed 1"),
        ([float("nan")], [[0.1]], "missing value is not 0"),
    ],
)
def test_bad_input_is_refused(emissions, reductions, words):
    with pytest.raises(ValueError, match=words):
        shapley(emissions, reductions)


SHARES = st.floats(0, 1, allow_subnormal=False)
ANY_SHARES = st.floats(-0.8, 1, allow_subnormal=False)
TONNES = st.floats(0, 1e4, allow_subnormal=False)


@st.composite
def cases(draw, elements=ANY_SHARES):
    levers, cells = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    return draw(arrays(float, cells, elements=TONNES)), draw(arrays(float, (levers, cells), elements=elements))


def close(a, b):
    return np.allclose(a, b, rtol=1e-9, atol=1e-7)


@given(cases())
@settings(deadline=None)
def test_shapley_equals_the_mean_over_all_orders(case):
    emissions, reductions = case
    assert close(shapley(emissions, reductions), naive_shapley(emissions, reductions))


@given(cases(), st.lists(st.sampled_from("abc"), min_size=5, max_size=5))
@settings(deadline=None)
def test_attribution_adds_up_to_the_joint_abatement(case, groups):
    emissions, reductions = case
    total = joint(emissions, reductions)
    for result in (
        shapley(emissions, reductions),
        sequential(emissions, reductions),
        owen(emissions, reductions, groups[: len(reductions)]),
    ):
        assert close(result.sum(), total)
    assert close(proportional(emissions, np.abs(reductions)).sum(), joint(emissions, np.abs(reductions)))


@given(cases(SHARES))
@settings(deadline=None)
def test_standalone_is_at_least_shapley_and_shapley_at_least_last_in(case):
    emissions, reductions = case
    value = shapley(emissions, reductions)
    assert np.all(standalone(emissions, reductions) >= value - 1e-7)
    assert np.all(value >= last_in(emissions, reductions) - 1e-7)


@given(cases())
@settings(deadline=None)
def test_a_lever_without_effect_gets_nothing_in_every_method(case):
    emissions, reductions = case
    more = np.vstack([reductions, np.zeros(len(emissions))])
    groups = list(range(len(more)))
    for method in (shapley, standalone, last_in, sequential, lambda e, r: owen(e, r, groups)):
        result = method(emissions, more)
        assert abs(result[-1]) < 1e-9
        if method in (shapley, standalone, last_in, sequential):
            assert close(result[:-1], method(emissions, reductions))


@given(cases(), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_the_levers_changes_nothing_in_shapley(case, random):
    emissions, reductions = case
    order = list(range(len(reductions)))
    random.shuffle(order)
    assert close(shapley(emissions, reductions[order]), shapley(emissions, reductions)[order])


@given(cases())
@settings(deadline=None)
def test_splitting_a_cell_in_two_halves_changes_nothing(case):
    emissions, reductions = case
    halves = np.concatenate([[emissions[0] / 2], emissions[1:], [emissions[0] / 2]])
    wider = np.hstack([reductions, reductions[:, :1]])
    assert close(shapley(halves, wider), shapley(emissions, reductions))


@given(cases(), st.floats(0, 100))
@settings(deadline=None)
def test_scaling_the_emissions_scales_the_values(case, factor):
    emissions, reductions = case
    assert close(shapley(factor * emissions, reductions), factor * shapley(emissions, reductions))
