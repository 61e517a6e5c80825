"""Criteria are tested one by one: met, not met, or not assessed with the fact that is missing."""

from __future__ import annotations

from datetime import date

import pytest

from ghgcalc import targets
from ghgcalc.targets import Facts

EMISSIONS = {"1": 100.0, "2": 100.0, "3": 800.0, "flag": 150.0}
SMALL = {
    "emissions": {"1": 4000.0}, "scope2_location_tco2e": 5000.0, "staff": 100, "turnover_eur": 40e6,
    "assets_eur": 30e6, "is_flag_sector": False, "is_excluded_sector": False, "is_subsidiary": False,
}  # fmt: skip

NEAR = [
    ("C3/C5", {"coverage": {"1+2": 0.95}}, "met"),
    ("C3/C5", {"coverage": {"1+2": 0.949}}, "not met"),
    ("C3/C5", {"coverage": {"1+2": 1.0}, "excluded_share": 0.051}, "not met"),
    ("C3/C5", {"coverage": {"1+2": 1.0}, "omitted_scope": "1", "emissions": {"1": 4.9, "2": 95.1}}, "met"),
    ("C3/C5", {"coverage": {"1+2": 1.0}, "omitted_scope": "1", "emissions": {"1": 5.0, "2": 95.0}}, "not met"),
    ("C3/C5", {"omitted_scope": "1"}, "not assessed"),
    ("C4", {"emissions": {"1": 30.0, "2": 31.0, "3": 39.0}}, "met"),
    ("C4", {"emissions": {"1": 30.0, "2": 30.0, "3": 40.0}, "has_scope_3_target": False}, "not met"),
    ("C4", {"emissions": EMISSIONS, "has_scope_3_target": True}, "met"),
    ("C4", {"emissions": EMISSIONS, "scopes": "3"}, "met"),
    ("C4", {"emissions": EMISSIONS, "scopes": "1+2"}, "not assessed"),
    ("C4", {"emissions": {"1": 1.0, "2": 1.0}}, "not assessed"),
    ("C6", {"coverage": {"3": 0.67}}, "met"),
    ("C6", {"coverage": {"3": 0.6699}}, "not met"),
    ("C8", {"scope2_methods": ("market",)}, "met"),
    ("C8", {"scope2_methods": ("market", "location")}, "not met"),
    ("C10", {"is_biogenic_reported": True}, "met"),
    ("C10", {"is_biogenic_reported": False}, "not met"),
    ("C11/C12", {"counts_credits": False, "counts_avoided_emissions": False}, "met"),
    ("C11/C12", {"counts_avoided_emissions": True}, "not met"),
    ("C11/C12", {"counts_credits": False}, "not assessed"),
    ("C13", {"base_year": 2022, "target_year": 2031, "submission": date(2026, 6, 30)}, "met"),
    ("C13", {"base_year": 2022, "target_year": 2036, "submission": date(2026, 6, 30)}, "not met"),
    ("C13", {"base_year": 2022, "target_year": 2036, "submission": date(2026, 7, 1)}, "met"),
    ("C13", {"base_year": 2022, "target_year": 2037, "submission": date(2026, 7, 1)}, "not met"),
    ("C13", {"base_year": 2022, "target_year": 2029, "submission": date(2026, 1, 1)}, "not met"),
    ("C13", {"base_year": 2022, "target_year": 2030, "submission": date(2027, 9, 1)}, "met"),
    ("C13", {"base_year": 2014, "target_year": 2030}, "not met"),
    ("C13", {"base_year": 2022, "target_year": 2030}, "not assessed"),
    ("C13", {"base_year": 2022, "target_year": 2031, "base_years_by_scope": {"1": 2021, "2": 2022}}, "not met"),
    ("C13", {"base_year": 2022, "target_year": 2031, "base_years_by_scope": {"3.1": 2021, "3.4": 2022}}, "not met"),
    ("C14", {"recent_year": 2024, "submission": date(2026, 12, 31)}, "met"),
    ("C14", {"recent_year": 2023, "submission": date(2026, 1, 1)}, "not met"),
    ("C14", {"recent_years_by_scope": {"1": 2024, "2": 2023}}, "not met"),
    ("C15-C17", {"scopes": "1+2", "reduction": 0.42, "required": 0.42}, "met"),
    ("C15-C17", {"scopes": "1+2", "reduction": 0.41, "required": 0.42}, "not met"),
    ("C15-C17", {"scopes": "1", "method": "physical-intensity", "has_sector_pathway": False}, "not met"),
    ("C15-C17", {"scopes": "1", "method": "physical-intensity"}, "not assessed"),
    ("C15-C17", {"scopes": "3", "reduction": 0.25, "required": 0.25}, "not assessed"),
    ("C18", {"scopes": "3", "reduction": 0.25, "required": 0.25}, "met"),
    ("C18", {"scopes": "3", "reduction": 0.2499, "required": 0.25}, "not met"),
    ("C19", {"engagement_coverage": 0.8, "engagement_year": 2031, "submission": date(2026, 5, 1)}, "met"),
    ("C19", {"engagement_coverage": 0.8, "engagement_year": 2032, "submission": date(2026, 5, 1)}, "not met"),
    ("C20", {"scopes": "1+2+3", "required_parts": {"1+2": (0.42, 0.42), "3": (0.25, 0.25)}}, "met"),
    ("C20", {"scopes": "1+2+3", "required_parts": {"1+2": (0.40, 0.42), "3": (0.42, 0.25)}}, "not met"),
    ("C20", {"scopes": "3"}, "not assessed"),
    ("C21", {"renewable_share": 0.8, "renewable_year": 2025}, "met"),
    ("C21", {"renewable_share": 0.99, "renewable_year": 2030}, "not met"),
    ("C21", {"renewable_share": 0.85, "renewable_year": 2025, "renewable_base_share": 0.9}, "not met"),
    ("C26", {"years_since_review": 5}, "met"),
    ("C26", {"years_since_review": 6}, "not met"),
    ("C27", {"change_share": 0.049}, "met"),
    ("C27", {"change_share": -0.05, "is_recalculated": False}, "not met"),
    ("C27", {"change_share": 0.05}, "not assessed"),
    ("C27", {"change_share": 0.05, "is_recalculated": True}, "met"),
    ("FLAG target", {"emissions": EMISSIONS}, "met"),
    ("FLAG target", {"emissions": {**EMISSIONS, "flag": 200.0}, "has_flag_target": False}, "not met"),
    ("FLAG target", {"emissions": {**EMISSIONS, "flag": 200.0}, "has_flag_target": True}, "not assessed"),
    ("FLAG target", {"emissions": EMISSIONS, "is_flag_sector": True, "has_flag_target": False}, "not met"),
    (
        "FLAG target",
        {"emissions": {**EMISSIONS, "flag": 200.0}, "has_flag_target": True, "has_no_deforestation_commitment": False},
        "not met",
    ),
    ("FLAG ambition", {"scopes": "flag", "reduction": 0.30, "required": 0.303}, "not met"),
    ("FLAG coverage", {"scopes": "flag", "coverage": {"flag 1+2": 0.95, "flag 3": 0.67}}, "met"),
    ("FLAG coverage", {"scopes": "flag", "coverage": {"flag 1+2": 0.95, "flag 3": 0.66}}, "not met"),
    ("FLAG timber", {"flag_timber_share": 0.099}, "met"),
    ("FLAG timber", {"flag_timber_share": 0.10, "uses_timber_pathway": False}, "not met"),
    ("SME route", SMALL, "met"),
    ("SME route", {**SMALL, "scope2_location_tco2e": 6000.0}, "not met"),
    ("SME route", {**SMALL, "turnover_eur": 50e6}, "not met"),
    ("SME route", {**SMALL, "is_subsidiary": True}, "not met"),
    ("SME route", {**SMALL, "is_excluded_sector": None}, "not assessed"),
]


@pytest.mark.parametrize(("identifier", "facts", "result"), NEAR)
def test_near_term_criterion(identifier, facts, result):
    checks = targets.check_criteria(Facts(**facts), rulebook="near-term-5.3.1").set_index("id")
    assert checks.loc[identifier, "result"] == result


def test_every_near_term_criterion_is_seen_met_and_not_met():
    for identifier in targets.check_criteria(Facts())["id"]:
        results = {result for name, _, result in NEAR if name == identifier}
        assert "not met" in results, identifier
        assert "met" in results or identifier == "FLAG ambition", identifier


LONG = [
    ("NZ ambition", {"scopes": "3", "reduction": 0.89, "required": 0.9}, "not met"),
    ("NZ ambition", {"scopes": "3", "reduction": 0.9, "required": 0.9}, "met"),
    ("NZ year", {"net_zero_year": 2050}, "met"),
    ("NZ year", {"net_zero_year": 2051}, "not met"),
    ("NZ coverage", {"scopes": "3", "coverage": {"3": 0.9}}, "met"),
    ("NZ coverage", {"scopes": "3", "coverage": {"3": 0.89}}, "not met"),
    ("NZ coverage", {"scopes": "1+2", "coverage": {"1+2": 0.94}}, "not met"),
    ("NZ neutralisation", {"neutralises_residual": False}, "not met"),
    ("NZ neutralisation", {"neutralises_residual": True}, "met"),
    ("NZ credits", {"counts_credits": True}, "not met"),
]


@pytest.mark.parametrize(("identifier", "facts", "result"), LONG)
def test_net_zero_criterion(identifier, facts, result):
    checks = targets.check_criteria(Facts(**facts), rulebook="net-zero-1.3.1").set_index("id")
    assert checks.loc[identifier, "result"] == result


V2 = [
    ("V2 base year", {"base_year": 2025, "recent_year": 2025}, "met"),
    ("V2 base year", {"base_year": 2024, "recent_year": 2025}, "not met"),
    ("V2 period", {"base_year": 2025, "target_year": 2030}, "met"),
    ("V2 period", {"base_year": 2025, "target_year": 2031}, "not met"),
    ("V2 scopes", {"scopes": "1"}, "met"),
    ("V2 scopes", {"scopes": "1+2"}, "not met"),
    ("V2 exclusions", {"excluded_share": 0.0}, "met"),
    ("V2 exclusions", {"excluded_share": 0.01}, "not met"),
    ("V2 location", {"scopes": "2", "scope2_methods": ("location",)}, "met"),
    ("V2 location", {"scopes": "2", "scope2_methods": ("market",)}, "not met"),
    ("V2 scope 3", {"by_category": {"3.1": 95.0, "3.4": 5.0}, "target_categories": ("3.1",)}, "not met"),
    ("V2 scope 3", {"by_category": {"3.1": 96.0, "3.4": 4.0}, "target_categories": ("3.1",)}, "met"),
    ("V2 scope 3", {"by_category": {"3.1": 96.0, "3.4": 4.0}}, "not assessed"),
    ("V2 ambition", {"scopes": "1", "reduction": 0.17, "required": 0.18}, "not met"),
    ("V2 net-zero year", {"net_zero_year": 2051}, "not met"),
    ("V2 recalculation", {"change_share": 0.05, "is_recalculated": False}, "not met"),
]


@pytest.mark.parametrize(("identifier", "facts", "result"), V2)
def test_version_2_criterion(identifier, facts, result):
    checks = targets.check_criteria(Facts(**facts), rulebook="net-zero-2.0").set_index("id")
    assert checks.loc[identifier, "result"] == result


@pytest.mark.parametrize(
    ("facts", "category"),
    [
        ({"turnover_eur": 450e6}, "A"),
        ({"staff": 1000}, "A"),
        ({"turnover_eur": 449e6, "staff": 999, "is_high_income_country": False}, "B"),
        ({"turnover_eur": 60e6, "staff": 250, "is_high_income_country": True}, "A"),
        ({"turnover_eur": 40e6, "staff": 250, "assets_eur": 20e6, "is_high_income_country": True}, None),
        (
            {"turnover_eur": 40e6, "staff": 250, "assets_eur": 20e6, "is_high_income_country": True,
             "emissions": {"1": 5000.0, "2": 4999.0}},
            "B",
        ),
        (
            {"turnover_eur": 1e6, "staff": 9, "is_high_income_country": True,
             "emissions": {"1": 5000.0, "2": 5000.0}},
            "A",
        ),
        ({"turnover_eur": 1e6}, None),
    ],
)  # fmt: skip
def test_company_category_of_version_2(facts, category):
    assert targets.company_category(Facts(**facts)) == category
    row = targets.check_criteria(Facts(**facts), rulebook="net-zero-2.0").set_index("id").loc["V2 category"]
    assert row["result"] == ("not assessed" if category is None else "met")
    assert category is None or f"category {category}" in row["detail_en"]


def test_nothing_known_means_nothing_met():
    for rulebook in targets.rulebooks():
        assert set(targets.check_criteria(Facts(), rulebook=rulebook)["result"]) == {"not assessed"}


def test_details_show_the_numbers_in_both_languages():
    checks = targets.check_criteria(Facts(emissions=EMISSIONS, has_scope_3_target=False)).set_index("id")
    assert "80.0%" in checks.loc["C4", "detail_en"]
    assert "80,0%" in checks.loc["C4", "detail_nl"]
    assert "V5.3.1" in checks.loc["C4", "source"] or "5.3.1" in checks.loc["C4", "source"]
    assert checks.loc["C4", "source"].endswith("C4")
    for column in ("rule_en", "rule_nl", "detail_en", "detail_nl", "source"):
        assert checks[column].str.len().gt(0).all()
        assert not checks[column].str.contains("{", regex=False).any()


def test_67_percent_is_not_rounded_up_in_the_screening():
    exact = targets.scope3_screening(10.0, 10.0, 100.0, {"3.1": 67.0, "3.4": 33.0})
    below = targets.scope3_screening(10.0, 10.0, 100.0, {"3.1": 66.99, "3.4": 33.01})
    assert exact.smallest_sets == (("3.1",),)
    assert below.smallest_sets == (("3.1", "3.4"),)
    assert exact.share == pytest.approx(100 / 120)
    assert "3.1" in exact.report("nl")


def test_what_is_not_split_cannot_be_chosen():
    found = targets.scope3_screening(10.0, 10.0, 100.0, {"3.1": 50.0})
    assert found.smallest_sets == ()
    assert found.ranking["cumulative_share"].tolist() == [0.5]


def test_the_40_percent_threshold_counts_40_percent_itself():
    assert targets.scope3_screening(30.0, 30.0, 40.0, {"3.1": 40.0}).is_target_required
    assert not targets.scope3_screening(30.0, 30.1, 40.0, {"3.1": 40.0}).is_target_required


def test_flag_and_exclusion_screening():
    assert targets.flag_screening(20, scope1=30, scope2=30, scope3=40, is_designated_sector=False).is_target_required
    assert not targets.flag_screening(
        19, scope1=30, scope2=30, scope3=40, is_designated_sector=False
    ).is_target_required
    assert targets.flag_screening(1, scope1=30, scope2=30, scope3=40, is_designated_sector=True).is_target_required
    assert targets.exclusion_screening(scope1=50, scope2=50, excluded=5).is_within
    assert not targets.exclusion_screening(scope1=50, scope2=50, excluded=5.1).is_within
    assert targets.exclusion_screening(scope1=5, scope2=95, excluded=0).scopes_that_may_be_omitted == ()
