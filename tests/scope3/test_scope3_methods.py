"""What every scope 3 method promises: units, shapes, refusals, and agreement between methods."""

from __future__ import annotations

import importlib
import inspect
import math
import pkgutil

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ghgcalc as gc
from ghgcalc import scope3
from ghgcalc.errors import DataError
from ghgcalc.refrigerants import equipment_types, leakage, mass_balance, purchases, screening, simplified_mass_balance

INTERNAL = {"columns", "rows"}
amounts = st.floats(0, 1e6)
shares = st.floats(0, 1)


def methods() -> list[tuple[str, object]]:
    found = []
    for info in pkgutil.iter_modules(scope3.__path__):
        if info.name not in INTERNAL:
            module = importlib.import_module(f"ghgcalc.scope3.{info.name}")
            found += [
                (f"{info.name}.{name}", function)
                for name, function in vars(module).items()
                if inspect.isfunction(function) and function.__module__ == module.__name__
            ]
    return found


@pytest.mark.parametrize(("name", "function"), methods(), ids=[name for name, _ in methods()])
def test_every_method_names_its_units_source_and_example(name: str, function: object) -> None:
    text = inspect.getdoc(function) or ""
    for part in ("[kg CO2e" if "kgco2e" in str(inspect.signature(function)) else "[", "Raises", "GHG Protocol", ">>>"):
        assert part in text, f"{name}: {part}"


@pytest.mark.parametrize(("name", "function"), methods(), ids=[name for name, _ in methods()])
def test_no_method_reads_a_missing_or_negative_number_as_0(name: str, function: object) -> None:
    names = list(inspect.signature(function).parameters)  # type: ignore[arg-type]
    usable = {n: 0.5 if n.endswith("share") or n == "occupancy" else 2.0 for n in names}
    if {"own_area_m2", "occupancy"} <= set(names):
        usable["total_area_m2"] = 9.0
    if "transmission_kgco2e_per_unit" in names:
        usable["life_cycle_kgco2e_per_unit"] = 9.0
    assert np.isfinite(function(**usable)), name  # type: ignore[operator]
    for wrong in (math.nan, -1.0, math.inf):
        for n in names:
            with pytest.raises(DataError):
                function(**{**usable, n: wrong})  # type: ignore[operator]


@given(amounts, amounts, amounts)
def test_splitting_a_row_changes_nothing(first: float, second: float, factor: float) -> None:
    together = scope3.purchased.average_data(first + second, kgco2e_per_unit=factor)
    apart = scope3.purchased.average_data([first, second], kgco2e_per_unit=factor)
    assert together == pytest.approx(np.sum(apart))


@given(st.integers(1, 200), st.floats(0.1, 100), st.integers(1, 300), st.floats(0, 2), st.floats(0, 1))
def test_commuting_by_person_equals_commuting_by_average(
    people: int, km: float, days: int, factor: float, share: float
) -> None:
    one = scope3.commuting.distance_based(km, days_per_year=days, kgco2e_per_km=factor)
    average = scope3.commuting.average_data(
        people, mode_share=share, one_way_km=km, days_per_year=days, kgco2e_per_km=factor
    )
    assert average == pytest.approx(people * share * np.sum(one))


@given(amounts, st.floats(0.01, 1), st.floats(1, 1e4))
def test_leased_floors_of_a_full_building_use_all_its_energy(kwh: float, occupancy: float, area: float) -> None:
    tenants = [0.25 * area * occupancy, 0.75 * area * occupancy]
    found = scope3.leased.energy_by_area(kwh, own_area_m2=tenants, total_area_m2=area, occupancy=occupancy)
    assert np.sum(found) == pytest.approx(kwh)


@given(st.floats(0, 5), st.floats(0, 5), st.floats(0, 5))
def test_upstream_losses_and_combustion_make_the_life_cycle(upstream: float, combustion: float, losses: float) -> None:
    whole = upstream + combustion + losses
    found = scope3.fuel_and_energy.upstream_factor(
        whole + 1e-9, combustion_kgco2e_per_unit=combustion, transmission_kgco2e_per_unit=losses
    )
    assert found == pytest.approx(upstream, abs=1e-8)


def test_the_care_of_a_shirt_adds_up_over_its_scenarios() -> None:
    washing = scope3.use_of_sold.care_energy_per_item(0.7, item_mass_kg=0.2, load_mass_kg=3.5)
    ironing = scope3.use_of_sold.ironing_energy_per_item(3, power_kw=1.0)
    found = scope3.use_of_sold.indirect_use(
        1000, uses_per_lifetime=50, scenario_share=[1.0, 0.4], electricity_kwh_per_use=[washing, ironing],
        kgco2e_per_kwh=0.3,
    )  # fmt: skip
    assert found == pytest.approx([1000 * 50 * 0.04 * 0.3, 1000 * 50 * 0.4 * 0.05 * 0.3])


def test_an_error_names_the_row_and_speaks_dutch() -> None:
    with pytest.raises(DataError) as caught:
        scope3.travel.hotel_nights([3.0, -1.0], kgco2e_per_night=10)
    assert caught.value.problems[0].cell == "1"
    assert "negatief" in caught.value.problems[0].sentence("nl")


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: scope3.waste.average_data(10, treatment_share=[0.5, 0.3], kgco2e_per_unit=1), "scope3.shares_sum"),
        (lambda: scope3.end_of_life.treatment(10, treatment_share=[0.9, 0.3], kgco2e_per_unit=1), "scope3.shares_sum"),
        (lambda: scope3.transport.fuel_based(fuel=10), "scope3.half_a_pair"),
        (lambda: scope3.transport.fuel_based(), "scope3.nothing_given"),
        (lambda: scope3.purchased.average_data([1, 2, 3], kgco2e_per_unit=[1, 2]), "scope3.lengths"),
        (lambda: scope3.transport.allocated_fuel(1, own_goods=3, total_goods=2), "scope3.part_above_whole"),
        (lambda: scope3.transport.fuel_from_spend(1, price_per_unit=0), "scope3.divisor"),
        (lambda: scope3.leased.share_by_area(60, total_area_m2=100, occupancy=0.5), "scope3.part_above_whole"),
        (
            lambda: scope3.fuel_and_energy.upstream_factor(1, combustion_kgco2e_per_unit=2),
            "scope3.loss_share",
        ),
        (lambda: scope3.investments.equity_specific(1, equity_share=40), "scope3.share_outside"),
    ],
)
def test_what_cannot_be_is_refused(call: object, code: str) -> None:
    with pytest.raises(DataError) as caught:
        call()  # type: ignore[operator]
    assert caught.value.problems[0].code == code


def test_a_result_stands_in_the_inventory() -> None:
    nights = scope3.travel.hotel_nights([100, 20], kgco2e_per_night=[10, 50])
    rows = scope3.activity_rows(nights, category="3.6", year=2026, data_type="average")
    found = gc.calculate_inventory(rows, gc.load_factors("nl-2026"))
    assert found.total(scope2="location") == pytest.approx(2.0)


def test_the_simplified_balance_equals_the_whole_balance_of_the_same_year() -> None:
    whole = mass_balance(
        gwp=1000, stock_start_kg=10, stock_end_kg=4, purchased_kg=8, disbursed_kg=3, capacity_start_kg=50,
        capacity_end_kg=50,
    )  # fmt: skip
    # 11 kg left the store: 6 kg fills new equipment of 5 kg, 5 kg is service; old equipment of 5 kg gave 0 kg back,
    # and 3 kg was sold: 10 - 4 + 8 - 3 = 11
    parts = simplified_mass_balance(
        gwp=1000, serviced_kg=5, new_equipment_purchased_kg=6, new_equipment_capacity_kg=5, retired_capacity_kg=5,
        retired_recovered_kg=0,
    )  # fmt: skip
    assert whole == pytest.approx(parts) == pytest.approx(11_000)


def test_refrigerant_methods_refuse_what_cannot_be() -> None:
    with pytest.raises(DataError, match="cannot be negative"):
        mass_balance(gwp=1, stock_start_kg=0, stock_end_kg=9, purchased_kg=1)
    with pytest.raises(DataError, match="air_conditioning"):
        screening("aircondition", gwp=1, capacity_kg=1)
    with pytest.raises(DataError, match="more than"):
        purchases(1, gwp=1, put_in_new_equipment_kg=2)
    assert leakage([1, 2], gwp=[10, 20]).tolist() == [10, 40]


@pytest.mark.parametrize("equipment", equipment_types())
def test_screening_values_have_a_source_and_say_how_sure_they_are(equipment: str) -> None:
    known = equipment_types()[equipment]
    assert known.source
    assert known.place
    assert known.confidence
    for share in (known.installation_loss, known.annual_leak, known.charge_left, known.recovered):
        assert 0 <= share <= 1
    own = screening(
        equipment, gwp=100, capacity_kg=10, years=0.5, charged_new_kg=4, retired_capacity_kg=2, annual_leak=0.1,
        installation_loss=0.05, charge_left=0.8, recovered=0.75,
    )  # fmt: skip
    assert own == pytest.approx((4 * 0.05 + 10 * 0.1 * 0.5 + 2 * 0.8 * 0.25) * 100)


def test_columns_of_a_frame_are_understood() -> None:
    frame = pd.DataFrame({"km": [10.0, 20.0], "t": [1.0, 2.0]})
    found = scope3.transport.distance_based(frame["t"], distance_km=frame["km"], kgco2e_per_unit_km=0.1)
    assert found.tolist() == [1.0, 4.0]
