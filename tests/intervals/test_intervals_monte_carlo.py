"""Monte Carlo against the exact moments within its standard error, and against evaluating every row."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from interval_inventories import factors_with, gsd_of, inventory_of

from ghgcalc.intervals import Uncertainty, uncertainty
from ghgcalc.intervals.monte_carlo import draw_groups, evaluate
from ghgcalc.inventory import Inventory, calculate_inventory

DRAWS = 20_000


@pytest.fixture(scope="module")
def inventory() -> Inventory:
    random = np.random.default_rng(3)
    rows = [
        (year, name, float(random.uniform(10, 100))) for year in (2024, 2025) for name in "abcdef" for _ in range(3)
    ]
    return inventory_of(
        rows, {n: gsd_of(r) for n, r in zip("abcdef", (0.1, 0.2, 0.3, 0.4, 0.5, 0.6), strict=True)},
        data_type="estimate", entity=["x", "y", "z"] * 12,
    )  # fmt: skip


@pytest.fixture(scope="module")
def both(inventory: Inventory) -> tuple[Uncertainty, Uncertainty]:
    exact = uncertainty(inventory, scope2="market")
    return exact, uncertainty(inventory, scope2="market", method="monte-carlo", draws=DRAWS, seed=7)


def within_standard_error(drawn: np.ndarray, mean: float, deviation: float) -> None:
    assert abs(drawn.mean() - mean) < 4 * deviation / math.sqrt(len(drawn))
    squares = (drawn - mean) ** 2
    assert abs(squares.mean() - deviation**2) < 4 * squares.std() / math.sqrt(len(drawn))


def test_monte_carlo_equals_the_analytic_result_within_its_standard_error(
    both: tuple[Uncertainty, Uncertainty],
) -> None:
    exact, drawn = both
    assert drawn.draws is not None
    groups = exact.structure.groups
    for number in range(len(groups)):
        weights = np.eye(len(groups))[number]
        deviation = math.sqrt(exact._moments.variance(weights))
        within_standard_error(weights @ drawn.draws, groups["tco2e"][number], deviation)
    for _, row in exact.totals.iterrows():
        inside = (groups["year"] == row["year"]).to_numpy(float)
        within_standard_error(inside @ drawn.draws, row["tco2e"], row["standard_deviation_tco2e"])


def test_the_change_between_years_has_the_same_deviation_in_both(both: tuple[Uncertainty, Uncertainty]) -> None:
    exact, drawn = both
    assert drawn.draws is not None
    change = exact.change(2024, 2025).iloc[-1]
    sign = np.where(exact.structure.groups["year"] == 2025, 1.0, -1.0)
    within_standard_error(sign @ drawn.draws, change["change_tco2e"], change["standard_deviation_tco2e"])
    unpaired = math.hypot(*exact.totals["standard_deviation_tco2e"])
    assert change["standard_deviation_tco2e"] < 0.9 * unpaired


def test_the_lognormal_interval_lies_near_the_quantiles(both: tuple[Uncertainty, Uncertainty]) -> None:
    exact, drawn = both
    for name in ("low_tco2e", "high_tco2e"):
        assert drawn.totals[name].to_numpy() == pytest.approx(exact.totals[name].to_numpy(), rel=0.06)


def test_the_same_seed_gives_the_same_numbers_and_another_does_not(inventory: Inventory) -> None:
    one, two, other = (
        uncertainty(inventory, scope2="market", method="monte-carlo", draws=500, seed=seed).totals for seed in (1, 1, 2)
    )
    pd.testing.assert_frame_equal(one, two)
    assert not np.allclose(one["low_tco2e"], other["low_tco2e"])


def test_the_reduced_product_equals_evaluating_every_row_with_the_same_draws() -> None:
    random = np.random.default_rng(5)
    names = [f"f{i}" for i in range(40)]
    factors = factors_with(
        dict.fromkeys(names, 1.3), {n: float(v) for n, v in zip(names, random.uniform(0.1, 9, 40), strict=True)}
    )
    rows = pd.DataFrame(
        {
            "year": random.choice([2024, 2025], 3000), "activity": random.choice(names, 3000),
            "value": random.uniform(0, 100, 3000), "unit": "t", "region": "NL",
            "entity": random.choice(["x", "y"], 3000), "data_type": "measured",
        }
    )  # fmt: skip
    result = uncertainty(calculate_inventory(rows, factors), scope2="market", by=("category",))
    structure = result.structure
    drawn_factor = random.lognormal(0, 0.3, (len(structure.factors), 25))
    drawn_amount = random.lognormal(0, 0.3, (len(structure.activities), 25))
    fast = evaluate(structure, drawn_factor, drawn_amount)
    value = factors.frame.set_index("factor_id")["kgco2e"] / 1000
    category = factors.frame.set_index("factor_id")["category"]
    place = {name: i for i, name in enumerate(structure.factors["activity"])}
    names_of = structure.activities[["year", "activity", "entity"]].itertuples(index=False, name=None)
    amount = {key: i for i, key in enumerate(names_of)}
    slow = np.zeros_like(fast)
    groups = {(int(y), c): i for i, (y, c) in enumerate(structure.groups[["year", "category"]].itertuples(index=False))}
    for row in rows.itertuples():
        name = str(row.activity)
        group = groups[(int(row.year), category[name])]  # type: ignore[arg-type]
        slow[group] += (
            row.value * value[name] * drawn_factor[place[name]] * drawn_amount[amount[(row.year, name, row.entity)]]
        )
    np.testing.assert_allclose(fast, slow, rtol=1e-12)


def test_an_input_without_uncertainty_stays_at_its_value() -> None:
    result = uncertainty(
        inventory_of([(2025, "a", 10)], {"a": 1.0}), scope2="market", method="monte-carlo", draws=100, defaults=False
    )
    assert result.draws is not None
    assert np.all(result.draws == 10.0)
    assert draw_groups(result.structure, draws=3, seed=0).shape == (1, 3)
