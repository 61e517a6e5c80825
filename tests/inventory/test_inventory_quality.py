"""Data types, ratings, emission-weighted scores, and other factors on the same activity data."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ghgcalc as gc
from ghgcalc.errors import DataError
from ghgcalc.factors import EmissionFactors
from ghgcalc.inventory import Inventory, calculate_inventory, data_quality

FACTORS = EmissionFactors.from_frame(
    pd.DataFrame(
        {
            "factor_id": ["cotton", "cotton-old", "services", "gas"],
            "activity": ["cotton", "cotton", "services", "gas"],
            "region": ["NL", "GLO", "NL", "NL"],
            "valid_from": [2024, 2010, 2020, 2025],
            "valid_to": [2026, 2012, 2026, 2025],
            "unit": ["kg", "kg", "EUR", "Nm3"],
            "kgco2e": [5.0, 4.0, 0.5, 2.0],
            "category": ["3.1", "3.1", "3.1", "1.stationary"],
        }
    )
)


def inventory_of(rows: list[dict[str, object]]) -> Inventory:
    frame = pd.DataFrame([{"year": 2025, "region": "NL", **row} for row in rows])
    return calculate_inventory(frame.astype(object).where(frame.notna(), ""), FACTORS)


def quality_of(rows: list[dict[str, object]], category: str = "3.1") -> dict[str, float]:
    frame = data_quality(inventory_of(rows), scope2="market")
    return {str(k): v for k, v in frame[frame["category"] == category].iloc[0].items()}


def test_the_score_is_the_emission_weighted_mean_of_the_known_ratings() -> None:
    # 1,000 kg × 5 = 5 t, ratings 1 and 3 beside the derived time 1, geography 1: mean 1.5
    # 3,000 kg × 5 = 15 t, reliability poor: mean of 4, 1, 1 = 2; (5 × 1.5 + 15 × 2) / 20
    found = quality_of(
        [
            {
                "activity": "cotton",
                "value": 1000,
                "unit": "kg",
                "quality_technology": "very good",
                "quality_reliability": 3,
            },
            {
                "activity": "cotton",
                "value": 3000,
                "unit": "kg",
                "quality_technology": "",
                "quality_reliability": "slecht",
            },
        ]
    )
    assert found["score"] == pytest.approx((5 * 1.5 + 15 * 2.0) / 20)
    assert found["score_reliability"] == pytest.approx((5 * 3 + 15 * 4) / 20)
    assert math.isnan(found["score_completeness"])
    assert found["share_entered"] == 1.0


@pytest.mark.parametrize(
    ("year", "score"), [(2026, 1), (2028, 1), (2029, 2), (2031, 2), (2032, 3), (2035, 3), (2036, 4)]
)
def test_the_age_of_a_factor_is_rated_in_steps_of_3_6_and_10_years(year: int, score: int) -> None:
    # the factor holds until 2026; Box 7.2: < 3, < 6, < 10 years
    assert quality_of([{"year": year, "activity": "cotton", "value": 1, "unit": "kg"}])["score_time"] == score


def test_an_entered_rating_goes_before_the_one_that_follows_from_the_data() -> None:
    row = {"year": 2036, "activity": "cotton", "value": 1, "unit": "kg"}
    assert quality_of([{**row, "quality_time": "good"}])["score_time"] == 2


def test_shares_per_data_type_name_what_is_unknown() -> None:
    found = quality_of(
        [
            {"activity": "cotton", "value": 1000, "unit": "kg", "data_type": "measured"},  # 5 t
            {"activity": "cotton", "value": 400, "unit": "kg"},  # 2 t, not stated
            {"activity": "services", "value": 4000, "unit": "EUR"},  # 2 t, spend by its unit
            {
                "activity": "cotton",
                "value": 100,
                "unit": "kg",
                "supplier": "A",
                "supplier_factor": 10,
                "supplier_factor_unit": "kgCO2e/kg",
            },
        ]
    )
    shares = {
        name: found[f"share_{name}"] for name in ("measured", "supplier", "average", "spend", "estimate", "unknown")
    }
    assert shares == pytest.approx(
        {"measured": 0.5, "supplier": 0.1, "average": 0, "spend": 0.2, "estimate": 0, "unknown": 0.2}
    )
    assert found["share_supplier_data"] == pytest.approx(0.1)


def test_nothing_is_known_of_reported_tonnes() -> None:
    found = quality_of([{"activity": "reported", "value": 10, "unit": "tCO2e", "category": "3.2"}], "3.2")
    assert math.isnan(found["score"])
    assert (found["share_scored"], found["share_unknown"]) == (0.0, 1.0)


def test_a_rating_outside_the_list_is_an_error_with_its_row() -> None:
    with pytest.raises(DataError) as caught:
        inventory_of([{"activity": "cotton", "value": 1, "unit": "kg", "quality_time": "excellent"}])
    assert [p.code for p in caught.value.problems] == ["rating_unknown"]
    assert "zeer goed" in caught.value.problems[0].hint("nl")


@given(
    values=st.lists(st.floats(0.1, 1e6), min_size=1, max_size=6),
    rating=st.lists(st.sampled_from(["", "1", "2", "3", "4"]), min_size=6, max_size=6),
    part=st.floats(0.01, 0.99),
)
def test_splitting_a_row_changes_no_score_and_no_share(values: list[float], rating: list[str], part: float) -> None:
    rows = [
        {
            "activity": "cotton",
            "value": v,
            "unit": "kg",
            "quality_completeness": rating[i],
            "data_type": "measured" if i % 2 else "",
        }
        for i, v in enumerate(values)
    ]
    split = [{**row, "value": row["value"] * share} for row in rows for share in (part, 1 - part)]
    whole, parts = quality_of(rows), quality_of(split)
    for name in ("score", "score_completeness", "share_unknown", "share_measured", "share_scored"):
        assert parts[name] == pytest.approx(whole[name], rel=1e-9, nan_ok=True)


def test_other_factors_on_the_same_activity_data_give_the_same_as_calculating_again() -> None:
    rows = pd.DataFrame(
        [
            {"year": 2025, "activity": "gas", "region": "NL", "value": 10.0, "unit": "Nm3", "entity": "A"},
            {"year": 2025, "activity": "cotton", "region": "NL", "value": 2000.0, "unit": "g", "entity": "B"},
        ]
    )
    frame = FACTORS.frame.drop(columns=["scope", "set"])
    other = EmissionFactors.from_frame(frame.assign(kgco2e=frame["kgco2e"] * 1.1), name="other")
    again = calculate_inventory(rows, FACTORS).with_factors(other)
    afresh = calculate_inventory(rows, other)
    pd.testing.assert_frame_equal(again.cells, afresh.cells)
    assert again.factors_hash == afresh.factors_hash


def test_another_gwp_set_reads_no_row(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = pd.DataFrame({"year": [2025], "activity": ["R-410A"], "value": [1.0], "unit": ["kg"]})
    inventory = calculate_inventory(rows, gc.load_factors("refrigerants-ipcc"), region="NL")
    assert len(inventory.cells) == 1
    monkeypatch.setattr("ghgcalc.inventory.amounts.Amounts.of", lambda *_: pytest.fail("the rows were read"))
    monkeypatch.setattr("ghgcalc.inventory.keys.Numbering.of", lambda *_: pytest.fail("the rows were numbered again"))
    other = inventory.with_factors(gwp="AR5")
    # R-410A = half HFC-32, half HFC-125: AR6 (771 + 3740) / 2, AR5 (677 + 3170) / 2
    assert inventory.total(scope2="market") == pytest.approx(2.2555)
    assert other.total(scope2="market") == pytest.approx(1.9235)


def test_activity_groups_keep_emission_lines_in_proportion() -> None:
    rows = [
        {"activity": "gas", "value": float(v), "unit": "Nm3", "entity": e} for v, e in ((1, "A"), (2, "A"), (4, "B"))
    ]
    inventory = inventory_of(rows)
    assert len(np.unique(inventory.activity_groups())) == 1
    assert len(np.unique(inventory.activity_groups("entity"))) == 2
