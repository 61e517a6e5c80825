"""What an inventory needs, and the options that a proposal puts side by side."""

from __future__ import annotations

import doctest
import math
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from target_inventories import TONNES, factors, inventory

import ghgcalc as gc
from ghgcalc.errors import DataError
from ghgcalc.targets import Facts, propose_targets, screen_inventory
from ghgcalc.targets.boundary import emissions_of_year


def proposal(**more):
    given = {"base_year": 2025, "scope2": "market", "target_year": 2030} | more
    return propose_targets(given.pop("inventory", None) or inventory(), **given)


def option(found, name):
    return found.options.set_index("option").loc[name]


def need(found, part):
    return found.needs.set_index("part").loc[part, "need"]


def test_the_worked_example_of_the_dynamic_rate_comes_out_of_an_inventory():
    row = option(proposal(), "1+2 | absolute-contraction | 1.5C | near-term-5.3.1")
    assert row["reduction"] == pytest.approx(0.30196, abs=5e-6)
    assert row["target_tco2e"] == pytest.approx(3113.532, abs=5e-4)
    assert row["yearly_cut_tco2e"] == pytest.approx((4460.4 - 3113.532) / 5, abs=1e-3)


def test_bau_and_the_cut_per_unit_follow_from_growth_by_hand():
    row = option(proposal(growth=0.05), "1+2 | absolute-contraction | 1.5C | near-term-5.3.1")
    bau = 4460.4 * 1.05**5
    assert row["bau_tco2e"] == pytest.approx(bau)
    assert row["cut_against_bau"] == pytest.approx(1 - 3113.532 / bau, abs=1e-6)
    # With base year = most recent year and one growth rate both cuts are the same number: 1 - (1-R)/(1+g)^n.
    assert row["intensity_cut"] == pytest.approx(row["cut_against_bau"], abs=1e-9)


def test_growth_per_category_gives_each_part_its_own_growth():
    found = proposal(bau=gc.project_bau(inventory(), {"1": 0.0, "2": 0.0, "3": 0.10}, until=2032, scope2="market"))
    assert option(found, "1+2 | absolute-contraction | 1.5C | near-term-5.3.1")["growth"] == pytest.approx(0.0)
    row = option(found, "3 | absolute-contraction | WB2C | near-term-5.3.1")
    assert row["growth"] == pytest.approx(0.10)
    assert row["intensity_cut"] == pytest.approx(1 - (1 - 0.15) / 1.1**5)


def test_scope_3_options_cover_all_of_scope_3_or_the_smallest_set():
    found = proposal()
    assert found.screening.scope3.smallest_sets == (("3.1",),)  # 30,000 of 40,000 t is 75 %
    assert option(found, "3 | absolute-contraction | WB2C | near-term-5.3.1")["base_tco2e"] == pytest.approx(40000)
    smallest = option(found, "3 | absolute-contraction | WB2C | near-term-5.3.1 | 3.1")
    assert smallest["base_tco2e"] == pytest.approx(30000)
    assert smallest["boundary"] == "3.1"


def test_the_engaged_share_times_the_category_gives_67_percent():
    row = option(proposal(), "engagement | near-term-5.3.1")
    assert row["share_needed"] * 0.75 == pytest.approx(0.67)


def test_a_small_scope_3_needs_no_target():
    found = proposal(inventory=inventory({2025: {"1.stationary": 60.0, "2.electricity": 10.0, "3.1": 30.0}}))
    assert need(found, "3") == "not required"
    assert "engagement" not in set(found.needs["part"])


def test_flag_is_not_assessed_without_tags_and_takes_its_emissions_out_of_the_others_with_them():
    assert need(proposal(), "flag") == "not assessed"
    found = proposal(flag_shares={"3.1": 0.5})  # 15,000 of 44,460.4 t is 33.7 %
    assert need(found, "flag") == "required"
    flag = option(found, "flag | absolute-contraction | 1.5C | near-term-5.3.1")
    rest = option(found, "3 | absolute-contraction | WB2C | near-term-5.3.1")
    assert flag["base_tco2e"] == pytest.approx(15000)
    assert rest["base_tco2e"] == pytest.approx(25000)


def test_below_20_percent_flag_emissions_stay_in_scope_3_and_no_flag_option_is_listed():
    found = proposal(flag_shares={"3.1": 0.2})
    assert need(found, "flag") == "not required"
    assert "flag" not in set(found.options["part"])
    assert option(found, "3 | absolute-contraction | WB2C | near-term-5.3.1")["base_tco2e"] == pytest.approx(40000)


def test_bau_of_a_flag_target_is_the_flag_part_of_bau():
    bau = gc.project_bau(inventory(), 0.02, until=2030, scope2="market")
    found = proposal(flag_shares={"3.1": 0.5}, bau=bau)
    by_number = proposal(flag_shares={"3.1": 0.5}, growth=0.02)
    near_term = found.options["part"] != "long-term"
    pd.testing.assert_series_equal(found.options["bau_tco2e"][near_term], by_number.options["bau_tco2e"][near_term])
    assert option(found, "flag | absolute-contraction | 1.5C | near-term-5.3.1")["bau_tco2e"] == pytest.approx(
        15000 * 1.02**5
    )
    parts = found.options[found.options["option"].str.startswith(("1+2 | abs", "3 | absolute-contraction | WB2C"))]
    near = parts[(parts["target_year"] == 2030) & (parts["boundary"] == "all")]
    assert near["bau_tco2e"].sum() + 15000 * 1.02**5 == pytest.approx(44460.4 * 1.02**5)


def test_intensity_needs_a_growth_forecast_for_its_tonnes():
    name = "3 | economic-intensity | WB2C | near-term-5.3.1"
    without = option(proposal(), name)
    assert math.isnan(without["target_tco2e"])
    assert without["reduction"] == pytest.approx(1 - 0.93**10)
    with_growth = option(proposal(value_added_growth=0.03), name)
    assert with_growth["target_tco2e"] == pytest.approx(40000 * 0.93**10 * 1.03**5)


def test_several_rulebooks_stand_side_by_side():
    found = proposal(rulebook=["near-term-5.3.1", "near-term-5.3", "net-zero-2.0"])
    assert option(found, "3 | absolute-contraction | WB2C | near-term-5.3")["reduction"] == pytest.approx(0.25)
    assert option(found, "1 | absolute-contraction | 1.5C | net-zero-2.0")["reduction"] == pytest.approx(0.18)
    names = set(found.options["option"])
    assert "1+2 | absolute-contraction | 1.5C | net-zero-2.0" not in names  # V2.0 wants scope 1 and 2 apart
    assert not any(name.startswith("1 |") and "WB2C" in name for name in names)
    assert found.options["option"].is_unique


def test_every_option_is_the_target_of_its_own_name():
    found = proposal(value_added_growth=0.0, growth=0.0)
    for row in found.options.to_dict("records"):
        if row["option"] in found.targets:
            target = found.target(row["option"])
            assert target.scope_key == row["scopes"]
            assert target.target_tco2e == pytest.approx(row["target_tco2e"])
    assert len(found.targets) == len(found.options) - 1  # engagement is a share, not a reduction


def test_the_long_term_targets_leave_ten_percent():
    found = proposal()
    assert option(found, "1+2 | absolute-contraction | 1.5C | net-zero-1.3.1")["target_tco2e"] == pytest.approx(446.04)
    assert option(found, "3 | absolute-contraction | 1.5C | net-zero-1.3.1")["target_year"] == 2050


@pytest.mark.parametrize(
    ("submission", "year"), [(None, 2031), (date(2026, 3, 1), 2030), (date(2026, 9, 1), 2031), (date(2027, 1, 5), 2031)]
)
def test_without_a_target_year_the_earliest_allowed_is_taken_and_said(submission, year):
    found = proposal(target_year=None, submission=submission)
    assert set(found.options.loc[found.options["part"] == "1+2", "target_year"]) == {year}
    assert any(str(year) in note["nl"] for note in found.notes)


def test_the_most_recent_year_starts_the_line_when_it_is_later_than_the_base_year():
    years = {2020: {**TONNES, "2.electricity": 1000.0}, 2024: {**TONNES, "2.electricity": 900.0}}
    found = proposal(inventory=inventory(years), base_year=2020)
    row = option(found, "2 | absolute-contraction | 1.5C | near-term-5.3.1")
    assert row["reduction"] == pytest.approx(0.4375)  # the example on the page about targets
    assert row["yearly_cut_tco2e"] == pytest.approx((900.0 - 562.5) / 6)  # from now on, not from the base year


def test_coverage_counts_what_the_inventory_leaves_out():
    found = screen_inventory(inventory(), scope2="market", excluded={"1+2": 300.0, "3": 0.0})
    rows = found.coverage.set_index("part")
    assert rows.loc["1+2", "coverage"] == pytest.approx(4460.4 / 4760.4)
    assert rows.loc["1+2", "result"] == "not met"  # 93.7 %, below 95 %
    assert rows.loc["3", "result"] == "met"
    unknown = screen_inventory(inventory(), scope2="market").coverage
    assert set(unknown["result"]) == {"not assessed"}


def test_a_small_company_sees_the_menu_of_its_route():
    facts = Facts(
        staff=40, turnover_eur=9e6, assets_eur=4e6, is_excluded_sector=False, is_subsidiary=False, is_flag_sector=False,
        scope2_location_tco2e=3547.8,
    )  # fmt: skip
    found = proposal(facts=facts, rulebook="near-term-5.3")
    assert need(found, "small-company route") == "instead"
    assert "42.0%" in found.needs.set_index("part").loc["small-company route", "detail_en"]


def test_renewable_share_comes_from_the_contracts_in_kwh():
    rows = pd.DataFrame(
        {
            "year": 2026, "activity": "energy.electricity", "value": [300.0, 100.0], "unit": "kWh",
            "instrument": ["energy.electricity.wind", "energy.electricity.grey"],
        }
    )  # fmt: skip
    found = gc.calculate_inventory(rows, factors(), region="NL")
    assert screen_inventory(found, scope2="market").renewable_share == pytest.approx(0.75)
    assert screen_inventory(inventory(), scope2="market").renewable_share is None  # reported tonnes tell nothing


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"target_year": 2025}, "targets.target_before_recent"),
        ({"base_year": 2026}, "targets.recent_before_base"),
        ({"base_year": 2014, "inventory": (2014, 2025)}, "targets.base_year_too_early"),
        ({"rulebook": "net-zero-1.3.1"}, "targets.not_near_term"),
        ({"flag_shares": {"3.1": 1.2}}, "targets.share_outside"),
        ({"flag_shares": {"coton": 0.4}}, "targets.flag_tag_unknown"),
        ({"renewable_share": 1.1}, "targets.share_outside"),
        ({"excluded": {"1": 3.0}}, "not_in_list"),
        ({"growth": -1.5}, "targets.growth_too_low"),
        ({"value_added_growth": -1.0}, "targets.growth_too_low"),
    ],
)
def test_errors_say_what_to_change(more, code):
    years = more.pop("inventory", None)
    chosen = inventory(dict.fromkeys(years, TONNES)) if years else inventory()
    with pytest.raises(DataError) as caught:
        proposal(inventory=chosen, **more)
    assert caught.value.problems[0].code == code
    for language in ("en", "nl"):
        assert caught.value.problems[0].hint(language)


def test_a_bau_of_the_other_scope_2_method_is_refused():
    bau = gc.project_bau(inventory(), 0.02, until=2030, scope2="location")
    with pytest.raises(DataError) as caught:
        proposal(bau=bau)
    assert caught.value.problems[0].code == "targets.bau_other_scope2"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(1.0, 1e5), min_size=3, max_size=3), st.floats(0.0, 1.0), st.integers(2030, 2035))
def test_parts_add_up_to_the_inventory_and_later_targets_ask_more(tonnes, share, year):
    found = inventory({2025: dict(zip(("1.stationary", "2.electricity", "3.1"), tonnes, strict=True))})
    split = emissions_of_year(found, scope2="market", year=2025, flag_shares={"3.1": share})
    assert split.flag + sum(split.total(s, without_flag=True) for s in "123") == pytest.approx(sum(tonnes))
    early, late = (
        option(proposal(inventory=found, target_year=y), "1+2 | absolute-contraction | 1.5C | near-term-5.3.1")
        for y in (year, year + 1)
    )
    assert late["reduction"] > early["reduction"]
    assert late["target_tco2e"] < early["target_tco2e"]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_report_wording_and_json_speak_both_languages(language):
    found = proposal(growth=0.03, value_added_growth=0.02, flag_shares={"3.1": 0.6})
    assert "30,2" in found.report("nl")
    assert "30.20%" in found.report("en")
    assert all("Acme" in words for words in found.wording(company="Acme", language=language).values())
    plain = found.to_json_dict(language)
    assert {"needs", "options", "smallest_sets", "coverage", "notes"} <= set(plain)
    with pytest.raises(DataError):
        found.target("nothing")


def test_the_examples_on_the_reference_page_give_what_the_page_says(tmp_path):
    page = Path(__file__).parents[2] / "docs" / "targets-reference.md"
    lines = page.read_text(encoding="utf-8").splitlines()
    plain = tmp_path / "page.txt"
    plain.write_text("\n".join(line for line in lines if not line.startswith("```")), encoding="utf-8")
    found = doctest.testfile(str(plain), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.attempted >= 15
    assert found.failed == 0


def test_the_reference_page_names_every_public_function_of_the_targets():
    page = (Path(__file__).parents[2] / "docs" / "targets-reference.md").read_text(encoding="utf-8")
    assert [name for name in gc.targets.__all__ if f"`{name}" not in page] == []
