"""Adoption curves, lifetimes and market shares."""

from __future__ import annotations

import pytest

from ghgcalc.errors import DataError
from ghgcalc.levers import Lever, Ramp, adoption, market_share_to_adoption

YEARS = range(2024, 2032)


@pytest.mark.parametrize(
    ("curve", "shares", "digits"),
    [
        ("linear", [0, 0, 0.2, 0.4, 0.6, 0.8, 1, 1], 1e-12),
        ("smoothstep", [0, 0, 0.104, 0.352, 0.648, 0.896, 1, 1], 1e-12),
        ("logistic", [0, 0, 0.0413, 0.2658, 0.7342, 0.9587, 1, 1], 5e-5),
    ],
)
def test_t12_ramps_from_2025_to_2030(curve, shares, digits):
    """T-12 of the method notes, section 5.2."""
    ramp = Ramp(2025, 2030, curve=curve)
    assert [adoption(ramp, year) for year in YEARS] == pytest.approx(shares, abs=digits)


@pytest.mark.parametrize("curve", ["linear", "smoothstep", "logistic", "step"])
@pytest.mark.parametrize(("low", "high"), [(0.1, 0.7), (0.0, 1.0), (0.14, 0.45)])
def test_every_curve_returns_exactly_both_ends(curve, low, high):
    ramp = Ramp(2025, 2030, low, high, curve)
    assert ramp.share(2025) == low
    assert ramp.share(2020) == low
    assert ramp.share(2030) == high
    assert ramp.share(2040) == high


def test_the_start_year_is_the_last_year_without_effect():
    assert [Ramp(2025, 2026, curve="step").share(year) for year in (2025, 2026, 2027)] == [0, 1, 1]
    lever = Lever("A", "intensity", {}, Ramp(2025, 2030, 0.2, 0.8), effectiveness=0.5)
    assert lever.reduction(2025) == 0.0
    assert lever.reduction(2026) > 0.0


def test_a_table_is_followed_as_it_stands():
    ramp = Ramp.from_table({2026: 0.1, 2025: 0.0, 2030: 0.5})
    assert [ramp.share(year) for year in (2024, 2025, 2026, 2028, 2031)] == pytest.approx([0, 0, 0.1, 0.3, 0.5])


def test_what_wears_out_falls_back_unless_it_is_renewed():
    once = Ramp(2025, 2026, curve="step", lifetime_years=3)
    assert [once.share(year) for year in range(2025, 2031)] == [0, 1, 1, 1, 0, 0]
    kept = Ramp(2025, 2026, curve="step", lifetime_years=3, renewed=True)
    assert [kept.share(year) for year in range(2025, 2031)] == [0, 1, 1, 1, 1, 1]
    # Half is installed in 2026 and half in 2027; each half works for ten years.
    gradual = Ramp(2025, 2027, 0.2, 0.6, lifetime_years=10)
    assert [gradual.share(y) for y in (2026, 2027, 2035, 2036, 2037)] == pytest.approx([0.4, 0.6, 0.6, 0.4, 0.2])


def test_t29_from_14_to_45_per_cent_of_the_market():
    """T-29 of the method notes, section 5.2."""
    assert market_share_to_adoption(0.14, 0.45) == pytest.approx(0.360465, abs=5e-7)
    lever = Lever("A", "switch", {}, Ramp(2020, 2025, 0.14, 0.45), to_activity="x", ratio=1)
    assert lever.reduction(2025) == pytest.approx(0.31 / 0.86, rel=1e-12)


@pytest.mark.parametrize(("p0", "p1"), [(1.0, 1.0), (-0.1, 0.5), (0.1, 30)])
def test_a_market_share_outside_0_to_1_is_refused(p0, p1):
    with pytest.raises(ValueError, match="market shares"):
        market_share_to_adoption(p0, p1)


def test_what_is_treated_already_sits_in_the_data_of_an_intensity_lever():
    # 60 % of the lamps are LED and save half: the meter shows 1 - 0.6 * 0.5 = 0.7 of the old use; with all of them
    # LED it would show 0.5, so the metered use falls by 0.2 / 0.7.
    lever = Lever("LED", "intensity", {}, Ramp(2025, 2030, 0.6, 1.0), effectiveness=0.5)
    assert lever.reduction(2030) == pytest.approx(0.2 / 0.7, rel=1e-12)


def test_what_is_reached_by_the_year_of_the_data_does_not_count_again():
    lever = Lever("A", "set_factor", {}, Ramp(2020, 2030), factor_after=0.0)
    assert lever.reduction(2025, reference_year=2025) == 0.0
    assert lever.reduction(2030, reference_year=2025) == pytest.approx(1.0)
    assert lever.reduction(2028, reference_year=2025) == pytest.approx((0.8 - 0.5) / 0.5)


def test_rebound_and_displacement_weaken_a_volume_lever():
    lever = Lever(
        "resale", "activity", {}, Ramp(2025, 2030, share_to=0.1), effectiveness=1, rebound=0.2, displacement=0.646
    )
    assert lever.reduction(2030) == pytest.approx(0.1 * 0.8 * 0.646, rel=1e-12)
    outside = Lever("resale", "activity", {}, Ramp(2025, 2030), effectiveness=1, displaces_own_volume=False)
    assert outside.reduction(2030) == 0.0


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"mechanism": "swich"}, "lever_mechanism"),
        ({"mechanism": "switch"}, "lever_without_destination"),
        ({"mechanism": "direct"}, "lever_needs"),
        ({"ramp": Ramp(2030, 2030)}, "lever_years"),
        ({"ramp": Ramp(2025, 2030, 0.5, 0.3)}, "lever_share_falls"),
        ({"ramp": Ramp(2025, 2030, 0.0, 30.0)}, "lever_share"),
        ({"ramp": Ramp(2025, 2030, 1.0, 1.0)}, "lever_nothing_left"),
        ({"ramp": Ramp(2025, 2030, curve="sigmoid")}, "lever_curve"),
        (
            {"ramp": Ramp(2025, 2030, 0.0, 1.0, "table", ((2025, 0.0), (2030, 1.0)), lifetime_years=3)},
            "lever_lifetime_table",
        ),
        ({"effectiveness": 1.5}, "lever_effectiveness"),
        ({"effectiveness": None}, "lever_needs"),
        ({"mechanism": "set_factor", "factor_after": -0.1}, "lever_negative"),
        ({"lever_id": ""}, "lever_without_id"),
    ],
)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_lever_that_cannot_be_is_refused_with_a_remedy(fields, code, language):
    good = {"lever_id": "A", "mechanism": "activity", "selector": {}, "ramp": Ramp(2025, 2030), "effectiveness": 0.3}
    with pytest.raises(DataError) as caught:
        Lever(**{**good, **fields})
    problem = next(p for p in caught.value.problems if p.code == code)
    assert problem.problem(language)
    assert problem.hint(language)
