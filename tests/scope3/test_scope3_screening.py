"""Materiality: size is computed, the rest is entered, and an unknown category is never read as 0."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ghgcalc as gc
from ghgcalc.errors import DataError
from ghgcalc.inventory import materiality_policies, relevance_criteria

ALL = [f"3.{number}" for number in range(1, 16)]
NONE = {"reason": "not_applicable", "explanation": "Does not occur."}


def inventory(sizes: dict[str, float], *more: dict[str, object], **options: object) -> gc.Inventory:
    rows = pd.DataFrame(
        [{"category": category, "value": tonnes} for category, tonnes in sizes.items()] + [dict(row) for row in more]
    ).assign(year=2026, activity="reported", unit="tCO2e")
    return gc.calculate_inventory(rows, gc.load_factors("nl-2026"), **options)  # type: ignore[arg-type]


def rest_not_applicable(sizes: dict[str, float], *excluded: dict[str, object]) -> list[dict[str, object]]:
    named = {str(entry["category"]) for entry in excluded} | set(sizes)
    return [*excluded, *({"category": category, **NONE} for category in ALL if category not in named)]


@given(
    st.dictionaries(st.sampled_from(ALL), st.floats(0.5, 1000), min_size=1, max_size=7),
    st.sampled_from([0.5, 0.67, 0.9, 0.95]),
)
def test_no_smaller_set_of_categories_reaches_the_share(sizes: dict[str, float], share: float) -> None:
    found = gc.screen_categories(inventory(sizes), policy=gc.MaterialityPolicy("own", min_coverage=share))
    total = sum(sizes.values())
    assert sum(sizes[c] for c in found.smallest_set) >= share * total - 1e-9
    fewer = combinations(sizes, len(found.smallest_set) - 1)
    assert all(sum(sizes[c] for c in choice) < share * total + 1e-9 for choice in fewer)


def test_a_company_that_leaves_out_6_percent_misses_95_percent() -> None:
    sizes = {"3.1": 80.0, "3.4": 14.0}
    left_out = {"category": "3.9", "reason": "excluded", "explanation": "Couriers of shops.", "estimate_tco2e": 6.0}
    found = gc.screen_categories(
        inventory(sizes, exclusions=rest_not_applicable(sizes, left_out)), policy="ghgp-draft-95"
    )
    assert found.coverage == pytest.approx(0.94)
    assert (found.verdict, found.unknown) == ("not met", ())
    assert found.categories.set_index("category").loc["3.9", "share"] == pytest.approx(0.06)
    enough = {**left_out, "estimate_tco2e": 4.0}
    found = gc.screen_categories(
        inventory(sizes, exclusions=rest_not_applicable(sizes, enough)), policy="ghgp-draft-95"
    )
    assert found.verdict == "met"
    assert found.categories.set_index("category").loc["3.9", "status"] == "excluded"


def test_an_estimate_for_one_year_counts_in_that_year_only() -> None:
    rows = pd.DataFrame(
        {"year": [2025, 2026], "category": "3.1", "value": 90.0, "activity": "reported", "unit": "tCO2e"}
    )
    left_out = {"category": "3.2", "reason": "excluded", "explanation": "Later.", "estimate_tco2e": 10.0, "year": 2025}
    made = gc.calculate_inventory(rows, gc.load_factors("nl-2026"), exclusions=[left_out])
    assert gc.screen_categories(made, year=2025).coverage == pytest.approx(0.9)
    assert gc.screen_categories(made, year=2026).coverage == 1.0


def test_a_category_without_a_figure_leaves_the_threshold_untested() -> None:
    found = gc.screen_categories(inventory({"3.1": 99.0}), policy="ghgp-draft-95")
    assert found.verdict == "not assessed"
    assert found.unknown == tuple(ALL[1:])
    table = found.categories.set_index("category")
    assert np.isnan(table.loc["3.2", "excluded_tco2e"])
    assert table.loc["3.2", "status"] == "missing"
    assert "no figure" in repr(found)
    assert "geen cijfer" in found.report("nl")


def test_what_cannot_be_estimated_stays_outside_the_draft_percentage_and_nowhere_else() -> None:
    sizes = {"3.1": 100.0}
    unknown = {"category": "3.10", "reason": "not_estimable", "explanation": "Fabric with unknown end use."}
    made = inventory(sizes, exclusions=rest_not_applicable(sizes, unknown))
    assert gc.screen_categories(made, policy="ghgp-draft-95").verdict == "met"
    assert gc.screen_categories(made, policy="sbti-near-term").verdict == "not assessed"


def test_optional_emissions_stay_outside_numerator_and_denominator() -> None:
    sizes = {"3.1": 60.0}
    washing = {"category": "3.11", "value": 900.0, "boundary": "optional"}
    left_out = {"category": "3.4", "reason": "excluded", "explanation": "Later.", "estimate_tco2e": 40.0}
    made = inventory(sizes, washing, exclusions=rest_not_applicable({**sizes, "3.11": 0.0}, left_out))
    found = gc.screen_categories(made, policy="sbti-near-term")
    assert found.coverage == pytest.approx(0.6)
    table = found.categories.set_index("category")
    assert table.loc["3.11", "optional_tco2e"] == 900.0
    assert table.loc["3.11", "share"] == 0.0


def test_one_exclusion_may_be_too_large_by_itself() -> None:
    sizes = {"3.1": 96.0}
    left_out = {"category": "3.4", "reason": "excluded", "explanation": "Later.", "estimate_tco2e": 4.0}
    made = inventory(sizes, exclusions=rest_not_applicable(sizes, left_out))
    own = gc.MaterialityPolicy("own", min_coverage=0.95, max_single_exclusion=0.03)
    found = gc.screen_categories(made, policy=own)
    assert (found.too_large, found.verdict) == (("3.4",), "not met")


def test_scope_3_that_is_not_split_hides_no_category() -> None:
    found = gc.screen_categories(inventory({"3": 500.0}), policy="sbti-near-term")
    assert found.unknown == ()
    assert set(found.categories.loc[found.categories["category"] != "3", "status"]) == {"not split"}


def test_other_criteria_need_evidence_and_decide_relevance() -> None:
    made = inventory({"3.1": 90.0, "3.6": 10.0})
    entered = [
        {"category": "3.6", "criterion": "influence", "is_met": "yes", "evidence": "Own travel policy."},
        {"category": "3.6", "criterion": "risk", "is_met": False, "evidence": "None."},
    ]
    found = gc.screen_categories(made, policy="sbti-near-term", criteria=entered).categories.set_index("category")
    assert found.loc["3.6", "is_relevant"]
    assert not found.loc["3.6", "size"]
    assert found.loc["3.6", "evidence"] == "influence: Own travel policy.; risk: None."
    assert found.loc["3.1", "is_relevant"]
    assert pd.isna(found.loc["3.2", "is_relevant"])
    everything = [
        {"category": "3.2", "criterion": criterion.id, "is_met": False, "evidence": "No."}
        for criterion in relevance_criteria()[1:]
    ]
    found = gc.screen_categories(made, policy="sbti-near-term", criteria=everything).categories.set_index("category")
    assert not found.loc["3.2", "is_relevant"]
    no_policy = gc.screen_categories(made).categories
    assert no_policy["size"].isna().all()


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"category": "3.99", "criterion": "risk", "is_met": True, "evidence": "x"}, "category"),
        ({"category": "3.1", "criterion": "size", "is_met": True, "evidence": "x"}, "criterion"),
        ({"category": "3.1", "criterion": "risk", "is_met": "perhaps", "evidence": "x"}, "is_met"),
        ({"category": "3.1", "criterion": "risk", "is_met": True, "evidence": ""}, "no evidence"),
    ],
)
def test_a_criterion_that_cannot_be_read_is_refused(entry: dict[str, object], message: str) -> None:
    with pytest.raises(DataError, match=message):
        gc.screen_categories(inventory({"3.1": 1.0}), criteria=[entry])


def test_policies_have_a_source_and_the_sbti_numbers_come_from_the_rulebooks() -> None:
    for policy in materiality_policies().values():
        assert policy.place
        assert policy.title["en"] != policy.title["nl"]
    with pytest.raises(DataError, match="sbti-near-term"):
        gc.screen_categories(inventory({"3.1": 1.0}), policy="sbti-nearterm")
    with pytest.raises(DataError, match="0 to 1"):
        gc.MaterialityPolicy("own", min_coverage=95)
    with pytest.raises(DataError, match="2026"):
        gc.screen_categories(inventory({"3.1": 1.0}), year=2020)


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.floats(0.01, 1e6), min_size=1), st.floats(0.1, 1))
def test_the_largest_suppliers_reach_the_share_and_one_fewer_does_not(spend: dict[str, float], share: float) -> None:
    found = gc.suppliers_to_share(spend, share=share, also_above=1.0)
    total = sum(spend.values())
    chosen = found[found["is_chosen"]]
    assert chosen["spend"].sum() >= share * total * (1 - 1e-9)
    assert chosen["spend"].iloc[:-1].sum() < share * total * (1 + 1e-9)
    assert found["spend"].is_monotonic_decreasing


def test_suppliers_above_one_percent_and_named_ones_are_added() -> None:
    spend = pd.DataFrame({"supplier": ["A", "A", "B", "C", "D"], "spend": [50.0, 32.0, 17.0, 0.5, 0.5]})
    found = gc.suppliers_to_share(spend, named=["D"]).set_index("supplier")["reason"].to_dict()
    assert found == {"A": "largest", "B": "above limit", "C": "", "D": "named"}


@pytest.mark.parametrize(
    ("spend", "message"),
    [
        ({"A": -5.0, "B": 9.0}, "negative"),
        ({"A": 0.0}, "adds up to 0"),
        ({}, "adds up to 0"),
        ({"A": float("nan")}, "not a known number"),
        (pd.DataFrame({"name": ["A"], "spend": [1.0]}), "supplier"),
    ],
)
def test_spend_that_cannot_be_ranked_is_refused(spend: object, message: str) -> None:
    with pytest.raises(DataError, match=message):
        gc.suppliers_to_share(spend)  # type: ignore[arg-type]
    with pytest.raises(DataError, match="did you mean: Beta"):
        gc.suppliers_to_share({"Alfa": 1.0, "Beta": 2.0}, named=["Betta"])
