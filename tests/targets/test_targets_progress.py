"""Actual years against the pathway of a target."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ghgcalc.errors import DataError
from ghgcalc.targets import restate_target, stated_target, target_from_emissions, target_progress


def target(base=1000.0, reduction=0.42):
    return stated_target(scopes="1+2", base_year=2020, target_year=2030, base_tco2e=base, reduction=reduction)


def test_a_year_above_the_line_is_off_track_with_the_tonnes_by_hand():
    # The line falls by 42 t a year: 832 t in 2024, 790 t in 2025.
    found = target_progress(target(), {2024: 900.0, 2025: 850.0})
    assert not found.is_on_track
    assert found.frame["allowed_tco2e"].tolist() == pytest.approx([832.0, 790.0])
    assert found.cumulative_difference_tco2e == pytest.approx(68.0 + 60.0)
    assert found.required_cut_tco2e == pytest.approx((850.0 - 580.0) / 5)
    assert found.required_rate == pytest.approx(0.054)
    assert found.required_yearly_decline == pytest.approx(1 - (580 / 850) ** 0.2)
    assert found.missing_years == (2021, 2022, 2023)


def test_a_year_on_the_line_is_on_track_and_asks_the_planned_rate():
    found = target_progress(target(), {2025: 790.0})
    assert found.is_on_track
    assert found.required_rate == pytest.approx(found.target.annual_rate)


def test_a_target_reached_early_asks_nothing_more():
    found = target_progress(target(), {2025: 500.0})
    assert found.required_cut_tco2e == 0.0
    assert found.required_yearly_decline == 0.0
    assert found.cumulative_difference_tco2e == pytest.approx(-290.0)


def test_the_target_year_itself_has_no_rate_from_here():
    found = target_progress(target(), {2030: 581.0})
    assert not found.is_on_track
    assert math.isnan(found.required_cut_tco2e)
    assert found.to_json_dict()["required_cut_tco2e"] is None


def test_a_recalculated_base_year_moves_the_line_and_keeps_the_reduction():
    found = target_progress(target(), {2025: 790.0}, recalculated_base_tco2e=1200.0)
    assert found.target.target_tco2e == pytest.approx(696.0)
    assert found.frame["allowed_tco2e"].tolist() == pytest.approx([948.0])
    assert found.base_year_change == pytest.approx(0.20)
    assert found.is_on_track
    assert "20.0%" in found.report("en")


def test_a_base_year_five_percent_off_must_be_recalculated_first():
    with pytest.raises(DataError) as caught:
        target_progress(target(), {2020: 1050.0, 2025: 790.0})
    assert caught.value.problems[0].code == "targets.base_year_changed"
    assert target_progress(target(), {2020: 1049.0, 2025: 790.0}).is_on_track


@pytest.mark.parametrize(
    ("actuals", "code"),
    [
        ({}, "targets.no_actual_years"),
        ({2019: 1.0}, "targets.year_outside_target"),
        ({2031: 1.0}, "targets.year_outside_target"),
        ({2024: -1.0}, "targets.negative_amount"),
        ({2024: math.nan}, "targets.not_a_number"),
    ],
)
def test_impossible_years_are_refused(actuals, code):
    with pytest.raises(DataError) as caught:
        target_progress(target(), actuals)
    assert caught.value.problems[0].code == code


def test_a_recalculated_base_of_nothing_is_refused():
    with pytest.raises(DataError):
        restate_target(target(), 0.0)


def test_an_intensity_target_follows_its_own_curve():
    goal = target_from_emissions(
        scopes="3", base_year=2022, target_year=2032, base={"3": 1000.0}, method="economic-intensity",
        output_base=1.0, output_target=1.5,
    )  # fmt: skip
    found = target_progress(goal, {2027: goal.emissions(2027)})
    assert found.is_on_track
    assert "expects" in found.report("en")


@settings(deadline=None)
@given(st.floats(1.0, 1e6), st.floats(0.0, 1.0), st.integers(2021, 2029), st.floats(0.0, 2.0), st.floats(0.1, 10.0))
def test_following_the_required_cut_ends_at_the_target_and_scaling_changes_no_verdict(base, reduction, year, share, k):
    goal = target(base, reduction)
    actual = base * share
    found = target_progress(goal, {year: actual})
    end = actual - found.required_cut_tco2e * (2030 - year)
    assert end <= goal.target_tco2e * (1 + 1e-9) + 1e-6 or end == pytest.approx(goal.target_tco2e, rel=1e-6, abs=1e-6)
    assert found.is_on_track == (actual <= goal.emissions(year) * (1 + 1e-9))
    scaled = target_progress(target(base * k, reduction), {year: actual * k})
    assert scaled.required_rate == pytest.approx(found.required_rate, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_report_says_where_it_stands(language):
    words = target_progress(target(), {2024: 900.0, 2025: 850.0}).report(language)
    assert ("Niet op koers" if language == "nl" else "Not on track") in words
