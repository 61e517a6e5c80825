"""Money: the worked example T-20, energy on own meters, the library's ranges, and refusals."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ghgcalc as gc
from ghgcalc.costs import abatement_cost, annuity_factor, cost_curve, lever_costs, npv, payback, saved_energy
from ghgcalc.errors import DataError
from ghgcalc.levers import Lever, Ramp

GAS, POWER = "energy.fuel.natural_gas", "energy.electricity"


@pytest.fixture(scope="module")
def bau():
    rows = pd.DataFrame(
        {
            "year": 2026, "activity": ["aardgas", "elektriciteit", "diesel"], "value": [100_000.0, 500_000.0, 20_000.0],
            "unit": ["Nm3", "kWh", "l"],
        }
    )  # fmt: skip
    inventory = gc.calculate_inventory(rows, gc.load_factors("nl-2026"), region="NL")
    return gc.project_bau(inventory, 0.0, until=2032, scope2="location")


def roof(**changes):
    fields = {"effectiveness": 0.3, "capex_eur": 300_000.0, **changes}
    return Lever("roof", "intensity", {"category": "1.stationary"}, Ramp(2026, 2030, lifetime_years=30), **fields)


def pump(**changes):
    ramp = Ramp(2026, 2030, share_to=0.5, lifetime_years=15)
    return Lever("pump", "switch", {"activity": GAS}, ramp, to_activity=POWER, ratio=2.5, **changes)


def only(frame: pd.DataFrame) -> pd.Series:
    assert len(frame) == 1
    return frame.iloc[0]


def test_worked_example_t20():
    """Capex 100 000, 10 years, 7 %, saving 20 000 a year, 50 t a year."""
    assert annuity_factor(0.07, 10) == pytest.approx(0.1423775027, rel=1e-9)
    cost = abatement_cost(100_000.0, -20_000.0, tco2e_per_year=50.0, rate=0.07, years=10)
    assert cost == pytest.approx(-115.2449945, rel=1e-9)
    value = npv([-100_000.0, *[20_000.0] * 10], rate=0.07)
    assert value == pytest.approx(40_471.63, abs=0.01)
    assert -value / 500.0 == pytest.approx(-80.943, abs=0.001), "NPV over undiscounted tonnes is another number"
    assert payback(100_000.0, 20_000.0) == 5.0


@given(st.floats(0.001, 0.5), st.integers(1, 60), st.floats(1.0, 1e6), st.floats(-1e5, 1e5))
def test_annualising_is_worth_the_same_as_the_cash_flows(rate, years, investment, yearly):
    flows = [-investment, *[-yearly] * years]
    annual = investment * annuity_factor(rate, years) + yearly
    discounted = sum((1.0 + rate) ** -year for year in range(1, years + 1))
    assert -npv(flows, rate=rate) == pytest.approx(annual * discounted, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: annuity_factor(-0.01, 10), "cost_rate"),
        (lambda: annuity_factor(7.0, 10), "cost_rate"),
        (lambda: annuity_factor(0.07, 0), "cost_lifetime"),
        (lambda: npv([1.0, math.nan], rate=0.1), "cost_not_a_number"),
        (lambda: payback(-1.0, 5.0), "cost_negative"),
        (lambda: abatement_cost(10.0, 0.0, tco2e_per_year=0.0, rate=0.1, years=5), "cost_without_abatement"),
        (lambda: abatement_cost(10.0, 0.0, tco2e_per_year=1.0, rate=0.1), "cost_without_lifetime"),
    ],
)
def test_impossible_money_is_refused(call, code):
    with pytest.raises(DataError) as caught:
        call()
    assert caught.value.problems[0].code == code
    assert caught.value.problems[0].problem("nl")


def test_cost_per_tonne_of_a_lever_and_its_subsidy(bau):
    roadmap = gc.build_roadmap(bau, [roof()])
    row = only(lever_costs(roadmap, year=2030, wacc=0.05))
    tonnes = 30_000.0 * (1.779 + 0.355) / 1000.0
    assert row["annual_eur"] == pytest.approx(300_000.0 * annuity_factor(0.05, 30))
    assert row["eur_per_tco2e"] == pytest.approx(row["annual_eur"] / tonnes, rel=1e-6)
    subsidised = only(lever_costs(gc.build_roadmap(bau, [roof(subsidy_eur=100_000.0)]), year=2030, wacc=0.05))
    assert subsidised["annual_eur"] == pytest.approx(row["annual_eur"] * 2.0 / 3.0)


def test_halfway_the_plan_half_of_the_cost_counts(bau):
    row = only(lever_costs(gc.build_roadmap(bau, [roof()]), year=2028, wacc=0.05))
    assert row["progress"] == 0.5
    full = only(lever_costs(gc.build_roadmap(bau, [roof()]), year=2030, wacc=0.05))
    assert row["annual_eur"] == pytest.approx(full["annual_eur"] / 2.0)
    assert row["npv_eur"] == pytest.approx(full["npv_eur"])


def test_halfway_the_plan_the_energy_counts_once(bau):
    roadmap = gc.build_roadmap(bau, [roof()])
    half, full = (
        only(lever_costs(roadmap, year=year, wacc=0.05, energy_prices={GAS: (1.10, "Nm3")})) for year in (2028, 2030)
    )
    assert half["energy_eur_per_year"] == pytest.approx(-15_000.0 * 1.10)
    assert half["annual_eur"] == pytest.approx(full["annual_eur"] / 2.0)
    assert half["payback_years"] == pytest.approx(300_000.0 / 33_000.0)


def test_energy_of_suppliers_is_not_on_the_meters_of_the_company():
    rows = pd.DataFrame(
        {
            "year": 2026, "activity": ["aardgas", "aardgas"], "value": [1_000.0, 50_000.0], "unit": ["Nm3", "Nm3"],
            "category": ["1.stationary", "3.1"],
        }
    )  # fmt: skip
    inventory = gc.calculate_inventory(rows, gc.load_factors("nl-2026"), region="NL")
    bau = gc.project_bau(inventory, 0.0, until=2030, scope2="location")
    plan = [Lever("less", "intensity", {"activity": GAS}, Ramp(2026, 2030), effectiveness=0.1)]
    assert saved_energy(gc.build_roadmap(bau, plan), 2030)["saved"].tolist() == pytest.approx([100.0])


def test_a_heat_pump_saves_gas_and_uses_power_once(bau):
    saved = saved_energy(gc.build_roadmap(bau, [pump()]), 2030).set_index("activity")["saved"]
    assert saved[GAS] == pytest.approx(50_000.0)
    assert saved[POWER] == pytest.approx(-125_000.0)


def test_levers_on_one_meter_share_what_they_save_together(bau):
    plan = [roof(), pump(), Lever("green", "set_factor", {"activity": POWER}, Ramp(2026, 2030), factor_after=0.0)]
    roadmap = gc.build_roadmap(bau, plan)
    saved = saved_energy(roadmap, 2030)
    gas = saved[saved["activity"] == GAS].set_index("lever_id")["saved"]
    assert gas.sum() == pytest.approx(100_000.0 * (1.0 - 0.5 * 0.7)), "65 % of the gas is gone, not 80 %"
    assert set(saved["lever_id"]) == {"roof", "pump"}, "a contract saves no energy"


def test_a_change_of_fuel_saves_no_fuel(bau):
    blend = Lever("HVO", "intensity", {"category": "1.mobile"}, Ramp(2026, 2030), effectiveness=0.8, esrs_lever="FS")
    assert saved_energy(gc.build_roadmap(bau, [blend]), 2030).empty


def test_energy_prices_convert_units_and_must_be_complete(bau):
    roadmap = gc.build_roadmap(bau, [pump(capex_eur=80_000.0)])
    prices = {"energy.fuel*": (1.10, "Nm3"), "energy.electricity*": (220.0, "MWh")}
    row = only(lever_costs(roadmap, year=2030, wacc=0.05, energy_prices=prices))
    assert row["energy_eur_per_year"] == pytest.approx(-50_000.0 * 1.10 + 125_000.0 * 0.22)
    with pytest.raises(DataError, match=r"no price for energy\.electricity"):
        lever_costs(roadmap, year=2030, wacc=0.05, energy_prices={GAS: (1.10, "Nm3")})
    frame = pd.DataFrame(
        {"activity": ["energy.*"] * 2, "eur_per_unit": [1.0, 3.0], "unit": ["Nm3"] * 2, "year": [2026, 2028]}
    )
    with pytest.raises(DataError, match="run from 2026 to 2028"):
        lever_costs(roadmap, year=2030, wacc=0.05, energy_prices=frame)


def test_the_longest_pattern_and_the_years_between_decide_the_price(bau):
    roadmap = gc.build_roadmap(bau, [roof(capex_eur=0.0)])
    frame = pd.DataFrame(
        {
            "activity": ["energy.*", GAS, GAS], "eur_per_unit": [9.0, 1.0, 2.0], "unit": ["Nm3"] * 3,
            "year": [math.nan, 2028, 2032],
        }
    )  # fmt: skip
    row = only(lever_costs(roadmap, year=2030, wacc=0.05, energy_prices=frame))
    assert row["energy_eur_per_year"] == pytest.approx(-30_000.0 * 1.5)


def test_without_own_figures_the_library_range_is_used_and_labelled(bau):
    frame = pd.DataFrame({"lever_id": ["L"], "library_id": ["OP02"], "start_year": [2026], "end_year": [2030]})
    row = only(lever_costs(gc.build_roadmap(bau, gc.levers.levers_from_frame(frame)), year=2030, wacc=0.07))
    assert (row["cost_basis"], row["is_assumption"]) == ("library range", True)
    assert (row["eur_low_per_tco2e"], row["eur_high_per_tco2e"]) == pytest.approx((-200.0, 0.0))
    assert row["eur_per_tco2e"] == pytest.approx(-100.0)
    assert "order of magnitude" in row["note_en"]


def test_an_unknown_cost_stays_unknown(bau):
    row = only(lever_costs(gc.build_roadmap(bau, [roof(capex_eur=None)]), year=2030, wacc=0.05))
    assert math.isnan(row["annual_eur"])
    assert math.isnan(row["eur_per_tco2e"])
    assert row["cost_basis"] == "unknown"


def test_the_carbon_price_is_kept_apart(bau):
    row = only(lever_costs(gc.build_roadmap(bau, [roof()]), year=2030, wacc=0.05, carbon_price=100.0))
    assert row["carbon_eur"] == pytest.approx(-100.0 * row["tco2e"])
    assert row["eur_per_tco2e_after_carbon_price"] == pytest.approx(row["eur_per_tco2e"] - 100.0)


def test_an_assumed_cost_of_capital_is_said(bau):
    assert "assumption" in lever_costs(gc.build_roadmap(bau, [roof()]), year=2030).attrs["convention_en"]
    assert "aanname" not in lever_costs(gc.build_roadmap(bau, [roof()]), year=2030, wacc=0.05).attrs["convention_nl"]


def test_a_saving_in_both_the_yearly_cost_and_the_energy_is_pointed_out(bau):
    row = only(
        lever_costs(
            gc.build_roadmap(bau, [roof(opex_eur_per_year=-10.0)]), year=2030, wacc=0.05,
            energy_prices={"energy.*": (1.0, "Nm3")},
        )
    )  # fmt: skip
    assert "check that the energy is not in both" in row["note_en"]


def test_every_bad_cost_is_listed_with_its_lever(bau):
    bad = [roof(subsidy_eur=400_000.0), pump()]
    costs = pd.DataFrame({"lever_id": ["pump", "pomp"], "lifetime_years": [0.0, 1.0], "capex_eur": [5.0, 1.0]})
    with pytest.raises(DataError) as caught:
        lever_costs(gc.build_roadmap(bau, bad), year=2030, wacc=0.05, costs=costs)
    assert {p.code for p in caught.value.problems} == {
        "lever_subsidy_above", "lever_cost_lifetime", "cost_lever_unknown",
    }  # fmt: skip
    naked = Lever("A", "intensity", {}, Ramp(2026, 2030), effectiveness=0.1, capex_eur=5.0)
    with pytest.raises(DataError, match="has no lifetime"):
        lever_costs(gc.build_roadmap(bau, [naked]), year=2030, wacc=0.05)


def test_the_cost_curve_is_sorted_and_as_wide_as_the_abatement(bau):
    roadmap = gc.build_roadmap(bau, [roof(), pump(opex_eur_per_year=-1_000.0), roof_unknown()])
    costs = lever_costs(roadmap, year=2030, wacc=0.05)
    curve = cost_curve(costs)
    assert curve["eur_per_tco2e"].is_monotonic_increasing
    known = costs[costs["lever_id"] != "unknown"]
    assert curve["end_tco2e"].iloc[-1] == pytest.approx(known["tco2e"].sum())
    assert curve.attrs["left_out"] == ["unknown"]


def roof_unknown():
    return Lever("unknown", "intensity", {"category": "1.mobile"}, Ramp(2026, 2030), effectiveness=0.1)


def test_investments_follow_the_adoption(bau):
    frame = gc.lever_investments(gc.build_roadmap(bau, [roof(subsidy_eur=60_000.0)]))
    spent = frame.set_index("year")["capex_eur"]
    assert spent.sum() == pytest.approx(240_000.0)
    assert spent[2026] == 0.0
    assert spent[2027] == pytest.approx(60_000.0)


def test_the_levers_sheet_reads_subsidy_and_payer():
    frame = pd.DataFrame(
        {
            "lever_id": ["L"], "library_id": ["OP01"], "start_year": [2026], "end_year": [2030], "capex_eur": [100.0],
            "subsidy_eur": [20.0], "who_pays": ["suppliers"],
        }
    )  # fmt: skip
    lever = gc.levers.levers_from_frame(frame)[0]
    assert (lever.subsidy_eur, lever.who_pays) == (20.0, "suppliers")
    with pytest.raises(DataError, match="nobody"):
        gc.levers.levers_from_frame(frame.assign(who_pays="nobody"))
