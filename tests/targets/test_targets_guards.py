"""Input that makes no sense is refused with a sentence that says what to change, in both languages."""

from __future__ import annotations

import numpy as np
import pytest

from ghgcalc import targets
from ghgcalc.errors import DataError

GOOD = {"scopes": "1+2", "base_year": 2022, "target_year": 2032, "base": {"1": 100.0, "2": 50.0}}
SCOPE_3 = {"scopes": "3", "base": {"3": 100.0}}
INTENSITY = {**SCOPE_3, "method": "economic-intensity", "output_base": 1.0, "output_target": 1.0}

BAD = [
    ({"base_year": 2014}, "before 2015", "vanaf 2015"),
    ({"target_year": 2022}, "not after base year", "later doeljaar"),
    ({"target_year": 2021}, "not after base year", "later doeljaar"),
    ({"recent_year": 2021, "recent": {"1": 1.0, "2": 1.0}}, "before base year", "eerder basisjaar"),
    ({"recent_year": 2032, "recent": {"1": 1.0, "2": 1.0}}, "after 2032", "na 2032"),
    ({"recent_year": 2024}, "emissions are missing", "geef de emissies van 2024"),
    ({"recent": {"1": 1.0, "2": 1.0}}, "without that year", "bij welk jaar"),
    ({"recent_year": 2022, "recent": {"1": 99.0, "2": 50.0}}, "both are 2022", "gebruik een cijfer"),
    ({"recent_year": 2024, "recent": {"1": 99.0}}, "scope 2", "schrijf 0"),
    ({"net_zero_year": 2022}, "net-zero year 2022", "net-zero-jaar na 2022"),
    ({"base": {"1": 0.0, "2": 0.0}}, "nothing to reduce", "boven 0"),
    ({"base": {"1": 100.0}}, "scope 2", "schrijf 0 als"),
    ({"base": {"1": -1.0, "2": 50.0}}, "must not be negative", "verwijderingen"),
    ({"base": {"1": float("nan"), "2": 50.0}}, "not a known number", "vul de hoeveelheid"),
    ({"base_year": 2022.5}, "not a whole year", "schrijf een jaartal"),
    ({"ambition": "WB2C"}, "choose one of: 1.5C", "kies uit: 1.5C"),
    ({"ambition": "2C"}, "choose one of: 1.5C", "kies uit: 1.5C"),
    ({"weights": "middle"}, "recent, base", "recent, base"),
    ({"scopes": "1+4"}, "choose one of", "kies uit"),
    ({"method": "absolute"}, "choose one of", "kies uit"),
    ({"rulebook": "near-term-5.4"}, "near-term-5.3", "near-term-5.3"),
    ({"method": "economic-intensity", "output_base": 1.0, "output_target": 1.0}, "no economic-intensity", "sectorpad"),
    ({**SCOPE_3, "method": "economic-intensity"}, "value added", "omzet is geen toegevoegde waarde"),
    ({**SCOPE_3, "method": "physical-intensity"}, "needs the output", "zelfde eenheid"),
    ({**INTENSITY, "output_base": 0.0}, "above 0", "boven 0"),
    ({**INTENSITY, "rulebook": "net-zero-2.0"}, "does not know the method", "kies uit"),
    ({"rulebook": "net-zero-2.0", "residual_share": 0.2}, "0.1 or less", "0.1 of minder"),
    ({"rulebook": "net-zero-2.0", "residual_share": 1.2}, "outside 0 to 1", "0,42 voor 42%"),
    ({"fiscal_year_end_month": 13}, "month 13", "1 tot en met 12"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "english", "dutch"), BAD)
def test_a_target_that_makes_no_sense_is_refused_with_a_remedy(change, english, dutch):
    with pytest.raises(DataError) as caught:
        targets.target_from_emissions(**{**GOOD, **change})
    problem = caught.value.problems[0]
    assert english in problem.sentence("en")
    assert dutch in problem.sentence("nl")
    assert problem.hint("en")
    assert problem.hint("nl") != problem.hint("en")
    assert "{" not in problem.sentence("en") + problem.sentence("nl")


def test_the_good_target_is_accepted():
    assert targets.target_from_emissions(**GOOD).reduction > 0


@pytest.mark.parametrize(
    "call",
    [
        lambda: targets.absolute_contraction(100.0, annual_rate=1.01, years=5),
        lambda: targets.absolute_contraction(100.0, annual_rate=0.1, years=-1),
        lambda: targets.engagement_coverage(1.2, category_share=0.5),
        lambda: targets.renewable_electricity_share(base_share=1.5, base_year=2020, year=2030),
        lambda: targets.renewable_electricity_share(base_share=0.5, base_year=2025, year=2024),
        lambda: targets.implied_intensity_reduction(1.5, 0.0, 5),
        lambda: targets.implied_intensity_reduction(0.5, -1.0, 5),
        lambda: targets.residual_to_neutralise(1000.0, long_term_reduction=0.9, residual_tco2e=100.1),
        lambda: targets.temperature_rating(float("nan")),
        lambda: targets.scope3_screening(1.0, 1.0, 10.0, {"3.1": 10.1}),
        lambda: targets.scope3_screening(0.0, 0.0, 0.0, {}),
        lambda: targets.flag_screening(5.0, scope1=1.0, scope2=1.0, scope3=1.0, is_designated_sector=False),
        lambda: targets.check_target(reduction=42.0, scopes="1", base_year=2020, target_year=2030),
        lambda: targets.target_from_emissions(**GOOD).emissions(2033),
        lambda: targets.load_rulebook("near-term-5.3").parameter("linear_annual_reduction_rate", scope="3"),
        lambda: targets.load_rulebook("near-term-5.3").parameter("residual_share"),
        lambda: targets.load_rulebook("near-term-5.3").criterion("C99"),
    ],
)
def test_formulas_refuse_numbers_outside_their_range(call):
    with pytest.raises(DataError) as caught:
        call()
    for language in ("en", "nl"):
        assert "{" not in caught.value.problems[0].sentence(language)


def test_intensity_that_would_rise_is_refused():
    values = {
        "sector_intensity_base": 60.0, "sector_intensity_target": 35.0, "sector_intensity_final": 10.0,
        "company_output_base": 1.0, "company_output_target": 1.0,
        "sector_output_base": 1.0, "sector_output_target": 1.0,
    }  # fmt: skip
    with pytest.raises(DataError, match="let it rise"):
        targets.sectoral_decarbonisation(9.0, **values)
    with pytest.raises(DataError, match="sector pathway that falls"):
        targets.sectoral_decarbonisation(80.0, **{**values, "sector_intensity_target": 61.0})
    with pytest.raises(DataError, match="final year is the lowest"):
        targets.sectoral_decarbonisation(80.0, **{**values, "sector_intensity_target": 9.0})


def test_an_array_with_bad_rows_names_the_rows():
    years = np.full(20, 2030)
    years[[3, 7]] = 2010
    with pytest.raises(DataError) as caught:
        targets.required_reduction(scopes="1", base_year=2020, target_year=years)
    assert [problem.cell for problem in caught.value.problems] == ["3", "7"]
    years[:] = 2010
    with pytest.raises(DataError) as caught:
        targets.required_reduction(scopes="1", base_year=2020, target_year=years)
    assert caught.value.problems[-1].value == 20
    assert len(caught.value.problems) == 11


def test_a_reduction_never_exceeds_everything():
    target = targets.target_from_emissions(
        scopes="1", base_year=2025, target_year=2035, base={"1": 100.0}, net_zero_year=2030
    )
    assert target.reduction == 1.0
    assert target.target_tco2e == 0.0
    assert target.annual_rate == pytest.approx(0.18)
    assert any("100%" in note["en"] for note in target.notes)
