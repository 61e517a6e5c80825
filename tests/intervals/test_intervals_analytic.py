"""U1 and U2, correlation through shared factors, the change between years, defaults and what is unknown."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from interval_inventories import gsd_of, inventory_of

from ghgcalc.errors import DataError
from ghgcalc.intervals import relative_of_product, relative_of_sum, uncertainty, uncertainty_defaults
from ghgcalc.inventory import Inventory

CERTAIN = {"activity": {"measured": 1.0}}


def only_factors(inventory: Inventory, **more: object) -> object:
    return uncertainty(inventory, scope2="market", defaults=False, **more)  # type: ignore[arg-type]


def test_u1_a_product_of_5_and_10_percent() -> None:
    # worked vector U1: sqrt(0.05² + 0.10²) = 11.1803 %
    assert relative_of_product(0.05, 0.10) == pytest.approx(0.111803, abs=5e-7)
    # the same through an inventory: the logarithms of factor (10 %) and amount (5 %) add up exactly
    inventory = inventory_of([(2025, "steel", 100)], {"steel": math.exp(0.10)}, data_type="measured")
    own = {"activity": {"measured": math.exp(2 * 0.05)}}
    total = uncertainty(inventory, scope2="market", defaults=own).totals.iloc[0]
    assert math.sqrt(math.log1p(total["relative"] ** 2)) == pytest.approx(0.111803, abs=5e-7)


def test_u2_a_sum_of_100_at_10_percent_and_50_at_30_percent() -> None:
    # worked vector U2: sqrt(10² + 15²) / 150 = 12.0185 %
    assert relative_of_sum([100, 50], [0.10, 0.30]) == pytest.approx(0.120185, abs=5e-7)
    inventory = inventory_of([(2025, "a", 100), (2025, "b", 50)], {"a": gsd_of(0.10), "b": gsd_of(0.30)})
    total = only_factors(inventory).totals.iloc[0]  # type: ignore[attr-defined]
    assert total["tco2e"] == pytest.approx(150)
    assert total["relative"] == pytest.approx(0.120185, abs=5e-7)
    # lognormal with that mean and deviation: median 150 / sqrt(1 + r²), 95 % within exp(±1.959964 s)
    s = math.sqrt(math.log1p(0.1201850425**2))
    assert total["low_tco2e"] == pytest.approx(150 * math.exp(-s * s / 2 - 1.959964 * s), rel=1e-6)
    assert total["high_tco2e"] == pytest.approx(150 * math.exp(-s * s / 2 + 1.959964 * s), rel=1e-6)


def test_rows_that_share_a_factor_err_together_and_different_factors_do_not() -> None:
    shared = inventory_of([(2025, "a", 50), (2025, "a", 50)], {"a": gsd_of(0.2)}, entity=["x", "y"])
    apart = inventory_of([(2025, "a", 50), (2025, "b", 50)], {"a": gsd_of(0.2), "b": gsd_of(0.2)})
    assert only_factors(shared).totals["relative"][0] == pytest.approx(0.2)  # type: ignore[attr-defined]
    assert only_factors(apart).totals["relative"][0] == pytest.approx(0.2 / math.sqrt(2))  # type: ignore[attr-defined]


def test_amounts_of_different_entities_are_independent() -> None:
    own = {"activity": {"measured": gsd_of(0.2) ** 2}}
    frame = inventory_of([(2025, "a", 50), (2025, "a", 50)], {"a": 1.0}, entity=["x", "y"], data_type="measured")
    total = uncertainty(frame, scope2="market", defaults=own).totals
    assert total["relative"][0] == pytest.approx(0.2 / math.sqrt(2))


def test_the_lines_of_one_amount_err_together() -> None:
    # combustion in scope 1 and its upstream in 3.3 hang on the same litres: 20 % on both is 20 % on the sum
    from ghgcalc.factors import load_factors
    from ghgcalc.inventory import calculate_inventory

    rows = pd.DataFrame(
        {"year": [2026], "activity": ["diesel"], "value": [1e5], "unit": ["litre"], "data_type": ["measured"]}
    )
    inventory = calculate_inventory(rows, load_factors("nl-2026"), region="NL")
    own = {"activity": {"measured": gsd_of(0.2) ** 2}, "factor": {"basic": 1.0}}
    result = uncertainty(inventory, scope2="market", defaults=own, factor_gsd={"diesel": 1.0})
    assert len(result.frame) == 2
    assert result.totals["relative"][0] == pytest.approx(0.2)


def test_the_uncertainty_of_a_change_is_paired_between_years() -> None:
    # 100 → 80 with one factor of 20 %: the change is −20 ± 4, not ± sqrt(20² + 16²) = 25.6
    result = only_factors(inventory_of([(2024, "a", 100), (2025, "a", 80)], {"a": gsd_of(0.2)}))
    change = result.change(2024, 2025).iloc[-1]  # type: ignore[attr-defined]
    assert change["change_tco2e"] == pytest.approx(-20)
    assert change["standard_deviation_tco2e"] == pytest.approx(4.0)
    assert (change["share"], change["share_low"], change["share_high"]) == pytest.approx((-0.2, -0.2, -0.2))
    assert change["p_decrease"] > 0.9999997  # 20 / 4 = 5 standard deviations


def test_editions_of_one_factor_err_alike_unless_asked_otherwise() -> None:
    from ghgcalc.factors import EmissionFactors
    from ghgcalc.inventory import calculate_inventory

    factors = EmissionFactors.from_frame(
        pd.DataFrame(
            {
                "factor_id": ["a24", "a25"], "activity": "a", "region": "NL", "year": [2024, 2025], "unit": "t",
                "kgco2e": [1000.0, 900.0], "category": "3.1", "gsd": gsd_of(0.2),
            }
        )
    )  # fmt: skip
    rows = pd.DataFrame({"year": [2024, 2025], "activity": "a", "value": 100.0, "unit": "t", "region": "NL"})
    inventory = calculate_inventory(rows, factors)
    paired = only_factors(inventory).change(2024, 2025).iloc[-1]  # type: ignore[attr-defined]
    apart = only_factors(inventory, pair_editions=False).change(2024, 2025).iloc[-1]  # type: ignore[attr-defined]
    assert paired["standard_deviation_tco2e"] == pytest.approx(10 * 0.2)
    assert apart["standard_deviation_tco2e"] == pytest.approx(math.hypot(100 * 0.2, 90 * 0.2))


def test_what_is_unknown_is_named_and_not_called_certain() -> None:
    inventory = inventory_of([(2025, "a", 75), (2025, "b", 25)], {"a": gsd_of(0.1), "b": float("nan")})
    total = only_factors(inventory).totals.iloc[0]  # type: ignore[attr-defined]
    assert (total["share_published"], total["share_unknown"]) == pytest.approx((0.75, 0.25))
    assert total["share_activity_unknown"] == 1.0
    filled = uncertainty(inventory, scope2="market").totals.iloc[0]
    assert (filled["share_published"], filled["share_default"]) == pytest.approx((0.75, 0.25))
    assert filled["relative"] > total["relative"]


def test_reported_tonnes_have_no_factor_and_an_unknown_amount() -> None:
    from interval_inventories import factors_with

    from ghgcalc.inventory import calculate_inventory

    rows = pd.DataFrame(
        {"year": [2025], "activity": ["reported"], "value": [10.0], "unit": ["tCO2e"], "category": ["3.1"]}
    )
    total = uncertainty(calculate_inventory(rows, factors_with({"a": 1.1})), scope2="market").totals.iloc[0]
    assert (total["share_unknown"], total["share_activity_unknown"]) == (1.0, 1.0)
    assert total[["low_tco2e", "high_tco2e", "relative"]].isna().all()


def test_a_mistake_in_own_figures_is_refused_with_a_hint() -> None:
    inventory = inventory_of([(2025, "steel", 1)], {"steel": 1.1})
    for wrong in ({"factor_gsd": {"stel": 1.2}}, {"factor_gsd": {"steel": 0.2}}, {"by": ("categry",)}):
        with pytest.raises(DataError):
            uncertainty(inventory, scope2="market", **wrong)  # type: ignore[arg-type]
    with pytest.raises(DataError, match=r"activity\.measured"):
        uncertainty_defaults({"activity": {"mesured": 1.1}})
    with pytest.raises(DataError):
        uncertainty(inventory, scope2="both")


def test_improvements_rank_by_contribution_and_show_the_interval_after() -> None:
    # variances: a (100 × 0.3)² = 900, b (200 × 0.1)² = 400, c (50 × 0.02)² = 1
    inventory = inventory_of(
        [(2025, "a", 100), (2025, "b", 200), (2025, "c", 50)],
        {"a": gsd_of(0.3), "b": gsd_of(0.1), "c": gsd_of(0.02)},
    )
    result = only_factors(inventory)
    ranked = result.improvements()  # type: ignore[attr-defined]
    assert ranked["activity"].tolist() == ["a", "b", "c"]
    assert ranked["share_of_variance"].tolist() == pytest.approx([900 / 1301, 400 / 1301, 1 / 1301])
    assert ranked["width"].is_monotonic_increasing
    assert ranked["width"].iloc[2] == pytest.approx(1.0)  # c is already better than what improving gives
    improved = only_factors(inventory, factor_gsd={"a": 1.05**0.5}).totals.iloc[0]  # type: ignore[attr-defined]
    assert ranked[["low_tco2e", "high_tco2e"]].iloc[0].tolist() == pytest.approx(
        improved[["low_tco2e", "high_tco2e"]].tolist()
    )
    both = only_factors(inventory, factor_gsd={"a": 1.05**0.5, "b": 1.05**0.5}).totals.iloc[0]  # type: ignore[attr-defined]
    now = result.totals.iloc[0]  # type: ignore[attr-defined]
    width = (both["high_tco2e"] - both["low_tco2e"]) / (now["high_tco2e"] - now["low_tco2e"])
    assert ranked["width_cumulative"].iloc[1] == pytest.approx(width)


@given(
    amounts=st.lists(st.floats(1, 1e4), min_size=2, max_size=5),
    relative=st.lists(st.floats(0.01, 1.0), min_size=5, max_size=5),
    part=st.floats(0.05, 0.95),
)
def test_splitting_a_row_by_supplier_detail_changes_no_factor_uncertainty(
    amounts: list[float], relative: list[float], part: float
) -> None:
    gsd = {f"f{i}": gsd_of(relative[i]) for i in range(len(amounts))}
    whole = inventory_of([(2025, f"f{i}", a) for i, a in enumerate(amounts)], gsd)
    split = inventory_of(
        [(2025, f"f{i}", a * s) for i, a in enumerate(amounts) for s in (part, 1 - part)],
        gsd,
        entity=["x", "y"] * len(amounts),
    )
    one, two = (only_factors(i).totals.iloc[0] for i in (whole, split))  # type: ignore[attr-defined]
    assert two["relative"] == pytest.approx(one["relative"], rel=1e-9)
    # an independent calculation of the whole: sqrt(Σ (E r)²) / Σ E
    expected = math.hypot(*(a * r for a, r in zip(amounts, relative, strict=False))) / math.fsum(amounts)
    assert one["relative"] == pytest.approx(expected, rel=1e-9)


def test_the_shares_of_variance_add_up_to_one_with_both_kinds_of_input() -> None:
    inventory = inventory_of(
        [(2025, n, 10.0 * i) for i, n in enumerate("abcd", 1)], dict.fromkeys("abcd", 1.3), data_type="estimate"
    )
    ranked = uncertainty(inventory, scope2="market").improvements(limit=100)
    assert ranked["share_of_variance"].sum() == pytest.approx(1.0)
    assert set(ranked["input"]) == {"emission factor", "activity data"}
    assert np.all(np.diff(ranked["share_of_variance"]) <= 0)
