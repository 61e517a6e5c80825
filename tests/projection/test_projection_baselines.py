"""Baselines and external drivers against vector T-06 and their own properties."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ghgcalc.errors import DataError
from ghgcalc.factors import EmissionFactors, load_factors
from ghgcalc.inventory import Inventory, calculate_inventory
from ghgcalc.inventory.selector import Selector
from ghgcalc.levers import Lever, Ramp
from ghgcalc.projection import (
    BASELINES,
    ExternalDriver,
    external_from_frame,
    external_of_baseline,
    grid_path,
    historic_intensity_trend,
    load_external_drivers,
    project_bau,
)
from ghgcalc.roadmap import build_roadmap


def power(year: int = 2024) -> Inventory:
    """2,000 MWh of grid power at 0.244 kg/kWh, with an upstream line of 0.05 kg/kWh."""
    factors = EmissionFactors.from_frame(
        pd.DataFrame(
            {
                "factor_id": ["mix", "mix-up"], "activity": "energy.electricity", "region": "NL",
                "year": year, "unit": "kWh", "kgco2e": [0.244, 0.05], "scope": [2, 3],
                "category": ["2.electricity", "3.3"], "scope2_method": ["location", ""],
                "stage": ["generation", "upstream"],
            }
        )
    )  # fmt: skip
    rows = pd.DataFrame(
        {"year": [year], "activity": "energy.electricity", "region": "NL", "value": [2e6], "unit": "kWh"}
    )
    return calculate_inventory(rows, factors)


GRID = grid_path("NL", {2024 + n: 0.244 * 0.93**n for n in range(7)}, source="-7 % a year")
CONTRACT = Lever("RE", "set_factor", {"category": "2.electricity"}, Ramp(2024, 2030), factor_after=0.0)


def two_views() -> list:
    inventory = power()
    bars = project_bau(inventory, 0.02, until=2030, scope2="market", external=[GRID])
    folded = project_bau(inventory, 0.02, until=2030, scope2="market", external=[GRID], baseline="stated_policy")
    return [build_roadmap(bau, [CONTRACT]) for bau in (bars, folded)]


def test_t06_frozen_with_bars_and_stated_policy_are_two_views_of_one_waterfall() -> None:
    """T-06: 2,252.324838528 MWh; frozen 549.567260601 t, stated 355.564622754 t, the grid -194.002637847 t."""
    bars, folded = two_views()
    assert bars.bau.amounts[0, -1] == pytest.approx(2_252_324.838528)
    assert bars.bau_tco2e(2030, scopes="2") == pytest.approx(549.567260601, rel=1e-11)
    assert folded.bau_tco2e(2030, scopes="2") == pytest.approx(355.564622754, rel=1e-11)
    steps = bars.waterfall(year=2030, scopes="2").set_index("step")
    assert steps.loc["external_grid", "tco2e"] == pytest.approx(-194.002637847, rel=1e-11)
    assert steps.loc["external_grid", "group"] == "external"
    assert "external_grid" not in folded.waterfall(year=2030, scopes="2")["step"].tolist()
    for roadmap in (bars, folded):
        assert roadmap.attribution(2030, scopes="2").tco2e[0] == pytest.approx(355.564622754, rel=1e-11)
        assert roadmap.residual(2030, scopes="2") == pytest.approx(0.0, abs=1e-9)


def test_category_3_3_of_power_follows_its_volume_and_its_grid() -> None:
    bars, folded = two_views()
    grown = 2000 * 0.05 * 1.02**6
    assert bars.bau_tco2e(2030, scopes="3") == pytest.approx(grown)
    assert folded.bau_tco2e(2030, scopes="3") == pytest.approx(grown * 0.93**6)
    assert bars.externals(2030, scopes="3")["tco2e"].tolist() == pytest.approx([grown * (0.93**6 - 1)])


def test_a_heat_pump_meets_the_grid_of_its_year_also_when_the_company_uses_no_power_yet() -> None:
    rows = pd.DataFrame({"year": [2026], "activity": ["aardgas"], "value": [1000.0], "unit": ["Nm3"], "region": ["NL"]})
    inventory = calculate_inventory(rows, load_factors("nl-2026"))
    pump = Lever(
        "pump", "switch", {"category": "1.stationary"}, Ramp(2026, 2030), to_activity="energy.electricity", ratio=2.5
    )
    grid = grid_path("NL", {2026: 0.4, 2030: 0.1}, source="own")
    for baseline in ("frozen", "stated_policy"):
        frozen = build_roadmap(project_bau(inventory, 0.0, until=2030, scope2="location"), [pump])
        greener = build_roadmap(
            project_bau(inventory, 0.0, until=2030, scope2="location", baseline=baseline, external=[grid]), [pump]
        )
        assert greener.residual(2030) == pytest.approx(frozen.residual(2030) / 4)
        assert greener.residual(2030, scopes="1") == pytest.approx(0.0, abs=1e-12)


def test_autonomous_improvement_works_on_factors_and_takes_category_3_3_along() -> None:
    bau = project_bau(
        power(), 0.02, until=2030, scope2="market", baseline="trend", intensity_trend={"2.electricity": -0.03}
    )
    assert bau.total(2030) == pytest.approx(2000 * (0.244 + 0.05) * (1.02 * 0.97) ** 6)
    assert bau.amounts[0, -1] == pytest.approx(2e6 * 1.02**6)


def test_a_contracted_lever_is_part_of_the_current_pace_and_cannot_be_planned_again() -> None:
    inventory = power()
    led = Lever("LED", "intensity", {"category": "2.electricity"}, Ramp(2024, 2028), effectiveness=0.25)
    bau = project_bau(inventory, 0.02, until=2030, scope2="market", baseline="current_pace", committed=[led])
    assert bau.total(2024) == pytest.approx(2000 * 0.294)
    assert bau.total(2030) == pytest.approx(2000 * 0.294 * 1.02**6 * 0.75)
    assert bau.committed == ("LED",)
    planned = build_roadmap(bau, [CONTRACT])
    assert planned.attribution(2030, scopes="2").tco2e[0] == pytest.approx(2000 * 0.244 * 1.02**6 * 0.75)
    with pytest.raises(DataError, match="part of business as usual and of the plan"):
        build_roadmap(bau, [CONTRACT, led])


def test_what_a_contracted_lever_reached_before_the_data_does_not_count_again() -> None:
    early = Lever("early", "set_factor", {"category": "2.electricity"}, Ramp(2020, 2028), factor_after=0.0)
    bau = project_bau(power(), 0.0, until=2030, scope2="market", baseline="current_pace", committed=[early])
    assert bau.total(2024) == pytest.approx(588.0)
    # Half was done by 2024; by 2026 half of what was left.
    assert bau.total(2026) == pytest.approx(294.0)


def test_a_contracted_switch_brings_its_destination_into_business_as_usual() -> None:
    rows = pd.DataFrame({"year": [2026], "activity": ["aardgas"], "value": [1000.0], "unit": ["Nm3"], "region": ["NL"]})
    inventory = calculate_inventory(rows, load_factors("nl-2026"))
    pump = Lever(
        "pump", "switch", {"category": "1.stationary"}, Ramp(2026, 2030, share_to=0.5), ratio=2.5,
        to_activity="energy.electricity",
    )  # fmt: skip
    frozen = project_bau(inventory, 0.1, until=2030, scope2="location")
    pace = project_bau(inventory, 0.1, until=2030, scope2="location", baseline="current_pace", committed=[pump])
    assert pace.total(2026) == pytest.approx(frozen.total(2026))
    for scope in (1, 2, 3):
        assert pace.total(2030, scope) == pytest.approx(build_roadmap(frozen, [pump]).residual(2030, scopes=[scope]))
    assert pace.pathway().query("year == 2030 and scope == 2")["tco2e"].item() > 0


def test_rules_for_fuels_step_and_count_from_the_first_year() -> None:
    saf, ships = load_external_drivers()
    years = [2026, 2029, 2030, 2035, 2050]
    # Regulation (EU) 2023/2405, annex I: 2, 6, 20, 70 %; saving 65 % on the half of the flight that is covered.
    expected = [1 - 0.5 * (1 - (1 - 0.65 * s) / (1 - 0.65 * 0.02)) for s in (0.02, 0.02, 0.06, 0.20, 0.70)]
    assert saf.index(years) == pytest.approx(expected)
    assert saf.is_assumption
    # Regulation (EU) 2023/1805, article 4: -2, -6, -14.5, -80 % on half of the energy.
    assert ships.index(years) == pytest.approx(
        [1 - 0.5 * (1 - (1 - r) / 0.98) for r in (0.02, 0.02, 0.06, 0.145, 0.80)]
    )


def test_two_drivers_on_one_cell_share_their_effect_and_add_up() -> None:
    inventory = power()
    cells = (Selector.of({"category": "2.electricity"}),)
    meters = ExternalDriver("meters", "reduction", {2024: 0.0, 2030: 0.2}, cells, {"en": "Meters", "nl": "Meters"})
    bau = project_bau(inventory, 0.02, until=2030, scope2="market", external=[GRID, meters])
    effects = build_roadmap(bau, []).externals(2030, scopes="2")
    before = 2000 * 0.244 * 1.02**6
    assert effects["tco2e"].sum() == pytest.approx(before * (0.93**6 * 0.8 - 1))
    # Shapley of two: the mean of coming first and coming last.
    grid, other = 1 - 0.93**6, 0.2
    assert effects["tco2e"].tolist() == pytest.approx(
        [-before * grid * (1 + 0.8) / 2, -before * other * (1 + 0.93**6) / 2]
    )


def test_stated_policy_names_the_grids_that_stand_still() -> None:
    bau = project_bau(power(), {"2": 0.0}, until=2030, scope2="market", baseline="stated_policy")
    assert [warning.code for warning in bau.warnings] == ["external_grid_missing"]
    assert "NL" in bau.warnings[0].sentence("nl")
    assert bau.externals == load_external_drivers()
    assert project_bau(power(), {"2": 0.0}, until=2030, scope2="market", external=[GRID]).warnings == ()


def test_both_stated_baselines_hold_the_bundled_rules_and_the_others_none() -> None:
    """Method notes, section 1.3: the current pace is stated policy and, on top of it, contracted levers."""
    for baseline, needs in (("frozen", {}), ("trend", {"intensity_trend": 0.0}), ("stated_policy", {}),
                            ("current_pace", {"committed": [CONTRACT]})):  # fmt: skip
        bau = project_bau(power(), {"2": 0.0}, until=2030, scope2="market", baseline=baseline, **needs)
        rules = load_external_drivers() if baseline in ("stated_policy", "current_pace") else ()
        assert bau.externals == rules
    own = ExternalDriver(
        "refueleu-aviation", "reduction", {2024: 0.0}, (Selector.of({"activity": "travel.flight*"}),), {"en": "own"}
    )
    assert external_of_baseline("stated_policy", [own, GRID]) == (load_external_drivers()[1], own, GRID)
    assert project_bau(power(), {"2": 0.0}, until=2030, scope2="market", baseline="stated_policy",
                       external=[]).externals == ()  # fmt: skip


def test_the_trend_of_an_inventory_is_taken_out_of_volume() -> None:
    rows = pd.DataFrame(
        {"year": [2022, 2024], "activity": "reported", "value": [100.0, 110.25], "unit": "tCO2e", "category": "3.1"}
    )
    inventory = calculate_inventory(rows, load_factors("nl-2026"))
    trend = historic_intensity_trend(inventory, {"3.1": {2022: 100.0, 2024: 122.5}}, scope2="market")
    assert trend["3.1"] == pytest.approx(0.9**0.5 - 1)
    with pytest.raises(DataError, match=r"the volume of category 3\.1 in 2022 is 0"):
        historic_intensity_trend(inventory, {"3.1": {2022: 0.0, 2024: 1.0}}, scope2="market")
    with pytest.raises(DataError, match=r"3\.4 lacks emissions"):
        historic_intensity_trend(inventory, {"3.4": {2022: 1.0, 2024: 1.0}}, scope2="market")


def test_a_frame_overrides_a_bundled_driver_by_its_id() -> None:
    rows = pd.DataFrame(
        {
            "driver": ["grid.*", "grid.*", "cars", "cars"], "form": ["factor", "factor", "reduction", "reduction"],
            "year": [2024, 2030] * 2, "value": [0.4, 0.2, 0.0, 0.3], "source": "own",
            "category": [None, None, "1.mobile", "1.mobile"], "group": [None, None, "vehicles", "vehicles"],
        }
    )  # fmt: skip
    grid, cars = external_from_frame(rows)
    assert grid.index([2024, 2030]).tolist() == [1.0, 0.5]
    assert (cars.group, cars.index([2024, 2030])[1]) == ("vehicles", pytest.approx(0.7))
    bau = project_bau(power(), 0.0, until=2030, scope2="market", external=[grid, cars])
    assert build_roadmap(bau, []).residual(2030) == pytest.approx(0.5 * 2000 * 0.294)


@given(st.sampled_from(BASELINES), st.floats(-0.3, 0.3), st.floats(0.01, 1.0))
@settings(deadline=None, max_examples=25)
def test_in_the_start_year_every_baseline_equals_the_inventory(baseline: str, growth: float, grid: float) -> None:
    inventory = power()
    extra: dict = {"trend": {"intensity_trend": -0.05}, "current_pace": {"committed": [CONTRACT]}}.get(baseline, {})
    path = grid_path("NL", {2024: 0.244, 2026: 0.244 * grid}, source="any")
    bau = project_bau(inventory, growth, until=2026, scope2="market", baseline=baseline, external=[path], **extra)
    assert bau.total(2024) == pytest.approx(inventory.total(scope2="market", year=2024))
    roadmap = build_roadmap(bau, [])
    change = roadmap.externals(2026)["tco2e"].sum()
    assert roadmap.residual(2026) == pytest.approx(bau.total(2026) + change)
    assert np.isfinite(roadmap.residual(2026))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: project_bau(power(), 0.0, until=2030, scope2="market", baseline="frosen"), "frozen"),
        (lambda: project_bau(power(), 0.0, until=2030, scope2="market", baseline="trend"), "needs intensity_trend"),
        (lambda: project_bau(power(), 0.0, until=2030, scope2="market", baseline="current_pace"), "needs committed"),
        (lambda: project_bau(power(), 0.0, until=2030, scope2="market", intensity_trend=0.1), "does not belong"),
        (
            lambda: project_bau(
                power(), 0.0, until=2030, scope2="market", baseline="trend", intensity_trend={"3.1": -0.1}
            ),
            "2.electricity has emissions but no intensity trend",
        ),
        (lambda: project_bau(power(), 0.0, until=2030, scope2="market", external=[GRID, GRID]), "given twice"),
        (
            lambda: project_bau(
                power(), 0.0, until=2030, scope2="market",
                external=[grid_path("NL", {2025: 0.4, 2030: 0.2}, source="x")],
            ),
            "starts in 2025, after 2024",
        ),
        (lambda: grid_path("NL", {}, source="x"), "no value for any year"),
        (lambda: grid_path("NL", {2024: -0.1}, source="x"), "impossible"),
        (lambda: grid_path("NL", {2024: float("nan")}, source="x"), "impossible"),
        (
            lambda: ExternalDriver("x", "share", {2024: 2.0}, (Selector.of(category="1"),), {"en": "x", "nl": "x"}),
            "lie between 0 and 1",
        ),
        (lambda: ExternalDriver("x", "share", {2024: 0.2}, (), {"en": "x", "nl": "x"}), "what it acts on"),
        (lambda: external_from_frame(pd.DataFrame({"driver": ["grid.NL"]})), "year, value, source"),
    ],
)  # fmt: skip
def test_impossible_baselines_are_refused_with_what_to_write(call: object, message: str) -> None:
    with pytest.raises(DataError, match=message) as error:
        call()  # type: ignore[operator]
    assert all(problem.sentence("nl") for problem in error.value.problems)
