"""The Target noun: report, JSON, wording; targets from an inventory; checking an existing target."""

from __future__ import annotations

import dataclasses
import json
from types import SimpleNamespace

import pytest

from ghgcalc import targets
from ghgcalc.errors import DataError
from ghgcalc.targets import Facts

BASE = {"1": 912.6, "2": 3547.8, "3": 40000.0}


def stand_ins(years, base_year, scope2="market"):
    """Return a base year and an inventory with totals per (year, scope)."""
    inventory = SimpleNamespace(
        years=tuple(sorted({year for year, _ in years})),
        total=lambda *, scope2, year=None, scope=None: years[year, scope],
    )
    base = SimpleNamespace(year=base_year, scope2=scope2, total=lambda scope=None: years[base_year, scope])
    return base, inventory


@pytest.fixture
def target():
    return targets.target_from_emissions(scopes="1+2", base_year=2025, target_year=2030, base=BASE)


def test_json_has_the_agreed_keys_and_survives_a_round_trip(target):
    data = json.loads(json.dumps(target.to_json_dict("nl")))
    assert {"annual_rate", "reduction", "target_emissions_tco2e", "pathway", "checks"} <= set(data)
    assert data["annual_rate"] == pytest.approx(0.060392, abs=5e-7)
    assert list(data["pathway"]) == ["2025", "2026", "2027", "2028", "2029", "2030"]
    assert data["pathway"]["2030"] == pytest.approx(3113.532, abs=5e-4)
    assert {"id", "rule", "result", "detail", "source"} == set(data["checks"][0])
    assert data["checks"][0]["rule"].startswith("Het doel")
    assert target.to_json_dict()["checks"][0]["rule"].startswith("The scope")


def test_the_report_says_tested_and_never_approved(target):
    for shown in (repr(target), target.report("nl"), target._repr_html_(), str(target.to_json_dict())):
        assert "approved by" not in shown.lower()
        assert "goedgekeurd door" not in shown.lower()
    assert "criteria tested" in repr(target)
    assert "criteria getoetst" in target.report("nl")
    assert "3,113.5 t" in repr(target)
    assert "3.113,5 t" in target.report("nl")
    assert "30.20%" in repr(target)
    assert target._repr_html_().count("<table>") == 1


def test_checks_have_the_agreed_columns(target):
    assert list(target.checks.columns) == ["id", "rule_en", "rule_nl", "result", "detail_en", "detail_nl", "source"]
    assert set(target.checks["result"]) <= {"met", "not met", "not assessed"}
    assert target.count("met") + target.count("not met") + target.count("not assessed") == len(target.checks)


def test_a_target_is_frozen(target):
    with pytest.raises(dataclasses.FrozenInstanceError):
        target.reduction = 0.1


def test_the_draft_wording_never_rounds_below_the_requirement(target):
    assert target.wording(company="Acme") == (
        "Acme commits to reduce absolute scope 1+2 GHG emissions by 30.2% by 2030 from a 2025 base year."
    )
    assert "30,2%" in target.wording(company="Acme", language="nl")
    later = targets.target_from_emissions(
        scopes="1+2", base_year=2024, target_year=2030, base={"1": 900.0, "2": 3500.0},
        recent_year=2025, recent={"1": 912.6, "2": 3547.8},
    )  # fmt: skip
    assert later.reduction == pytest.approx(0.292379, abs=1e-6)
    assert "29.24%" in later.wording(company="Acme")
    land = targets.target_from_emissions(scopes="flag", base_year=2025, target_year=2030, base={"flag": 1.0})
    assert "FLAG" in land.wording(company="Acme", language="nl")
    assert land.scopes == ()


def test_stated_reductions_are_rounded_up():
    from ghgcalc.targets.wording import StatedShare, show

    assert show(StatedShare(0.42)) == "42%"
    assert show(StatedShare(0.581404)) == "58.15%"
    assert show(StatedShare(0.30000001)) == "30.01%"


def test_a_target_from_an_inventory_takes_the_latest_year_as_most_recent():
    years = {(2024, 1): 900.0, (2024, 2): 3500.0, (2024, 3): 4e4, (2025, 1): 912.6, (2025, 2): 3547.8, (2025, 3): 4e4}
    base, inventory = stand_ins(years, 2024)
    found = targets.near_term_target(base, inventory, scopes="1+2", target_year=2030)
    same = targets.target_from_emissions(
        scopes="1+2", base_year=2024, target_year=2030, base={"1": 900.0, "2": 3500.0},
        recent_year=2025, recent={"1": 912.6, "2": 3547.8},
    )  # fmt: skip
    assert found.recent_year == 2025
    assert found.target_tco2e == same.target_tco2e
    assert found.base_tco2e == 4400.0
    checks = found.checks.set_index("id")
    assert checks.loc["C8", "result"] == "met"
    assert "90.0%" in checks.loc["C4", "detail_en"]


def test_a_scope_that_is_not_reported_does_not_count_as_zero():
    base, inventory = stand_ins({(2025, 1): 10.0, (2025, 2): 20.0, (2025, 3): 0.0}, 2025)
    found = targets.near_term_target(base, inventory, scopes="1+2", target_year=2030)
    assert found.checks.set_index("id").loc["C4", "result"] == "not assessed"


def test_an_inventory_that_ends_before_the_base_year_is_refused():
    base, _ = stand_ins({(2025, 1): 10.0, (2025, 2): 20.0, (2025, 3): 0.0}, 2025)
    inventory = SimpleNamespace(years=(2023, 2024), total=None)
    with pytest.raises(DataError, match="2024 is before base year 2025"):
        targets.near_term_target(base, inventory, scopes="1+2", target_year=2030)


def test_land_targets_need_their_own_numbers():
    base, inventory = stand_ins({(2025, 1): 10.0}, 2025)
    with pytest.raises(DataError, match="target_from_emissions"):
        targets.near_term_target(base, inventory, scopes="flag", target_year=2030)


def test_facts_about_the_company_reach_the_checks(target):
    facts = Facts(coverage={"1+2": 1.0}, has_scope_3_target=False)
    found = targets.target_from_emissions(scopes="1+2", base_year=2025, target_year=2030, base=BASE, facts=facts)
    checks = found.checks.set_index("id")["result"]
    assert checks["C3/C5"] == "met"
    assert checks["C4"] == "not met"
    assert "C4: Scope 3 is" in repr(found)


def test_a_well_below_2c_target_for_scope_1_and_2_does_not_meet_c15():
    old = targets.target_from_emissions(
        rulebook="near-term-5.3", scopes="1+2", ambition="WB2C", base_year=2019, target_year=2030,
        base={"1": 1.0, "2": 1.0},
    )  # fmt: skip
    assert old.reduction == pytest.approx(0.275)
    assert old.checks.set_index("id").loc["C15-C17", "result"] == "not met"


def test_an_existing_target_is_tested_under_every_near_term_rulebook():
    found = targets.check_target(
        reduction=0.42, scopes="1+2", base_year=2019, target_year=2030, base={"1": 50.0, "2": 50.0},
        recent_year=2025, recent={"1": 40.0, "2": 40.0},
    ).set_index("rulebook")  # fmt: skip
    assert found.index.tolist() == ["near-term-5.3", "near-term-5.3.1", "net-zero-2.0"]
    assert found.loc["near-term-5.3", "required_reduction"] == pytest.approx(0.462)
    assert found.loc["near-term-5.3", "result"] == "not met"
    assert found.loc["near-term-5.3", "missing"] == pytest.approx(0.042)
    # r0 = (0.9/25 + 1/15)/2 = 0.0513333; TE = 80 (1 - 0.2566667) = 59.4667; 40.5 % < 4.2 % x 11
    assert found.loc["near-term-5.3.1", "required_reduction"] == pytest.approx(0.462)
    assert found.loc["net-zero-2.0", "required_reduction"] == pytest.approx(0.9 * 11 / 31)
    assert "V2 base year" in found.loc["net-zero-2.0", "other_criteria_not_met"]
    assert "46,20%" in found.loc["near-term-5.3", "detail_nl"]


def test_an_existing_target_is_judged_at_the_precision_at_which_it_is_published():
    # 1 - 0.93^12 = 58.1404 %; published as 58.14 %
    values = {"scopes": "3", "method": "economic-intensity", "base_year": 2022, "target_year": 2032}
    exact = targets.check_target(reduction=0.5814, rulebook="near-term-5.3", **values)
    short = targets.check_target(reduction=0.5813, rulebook="near-term-5.3", **values)
    assert exact["result"].tolist() == ["met"]
    assert short["result"].tolist() == ["not met"]


def test_a_rulebook_that_needs_emissions_says_so():
    found = targets.check_target(reduction=0.42, scopes="1+2", base_year=2022, target_year=2030).set_index("rulebook")
    assert found.loc["near-term-5.3.1", "result"] == "not assessed"
    assert "scope 1, 2" in found.loc["near-term-5.3.1", "detail_nl"]


def test_an_intensity_target_may_let_the_tonnes_grow():
    found = targets.target_from_emissions(
        rulebook="near-term-5.3", scopes="3", method="physical-intensity", base_year=2020, target_year=2025,
        base={"3": 100.0}, output_base=1.0, output_target=2.0,
    )  # fmt: skip
    assert found.absolute_reduction < 0
    assert found.reduction == pytest.approx(1 - 0.93**5)
    assert "per unit" in repr(found)
