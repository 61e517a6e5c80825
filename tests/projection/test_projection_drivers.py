"""Drivers: history, plan, sector and rate; prices taken out; the driver that fits each category."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghgcalc.errors import DataError
from ghgcalc.factors import load_factors
from ghgcalc.inventory import Inventory, calculate_inventory
from ghgcalc.projection import (
    driver_from_history,
    driver_from_plan,
    driver_from_rate,
    driver_from_sector,
    driver_kinds,
    driver_preferences,
    drivers_from_frame,
    project_bau,
    sector_growth,
)
from ghgcalc.vocabulary import CATEGORIES

# T-05 of the method notes, section 1.5.
RETAILER = {
    "1.stationary": 200.0, "2.electricity": 300.0, "3.1": 8000.0, "3.4": 900.0, "3.6": 100.0, "3.7": 150.0,
    "3.11": 350.0,
}  # fmt: skip


def reported(rows: dict[str, float], year: int = 2024) -> Inventory:
    frame = pd.DataFrame(
        [
            {"year": year, "activity": "reported", "value": t, "unit": "tCO2e", "category": c,
             "scope2_method": "market" if c.startswith("2") else ""}
            for c, t in rows.items()
        ]
    )  # fmt: skip
    return calculate_inventory(frame, load_factors("nl-2026"))


def test_t05_with_drivers_instead_of_rates_per_category() -> None:
    drivers = [
        driver_from_rate("floor_area", 0.02),
        driver_from_history("units_bought", {2020: 100.0, 2024: 100 * 1.04**4}),
        driver_from_rate("units_sold", 0.04),
        driver_from_rate("passenger_km", 0.05),
        driver_from_plan("fte", {2024: 100.0, 2030: 100 * 1.01**6}),
        driver_from_rate("stores", 0.0),
    ]
    inventory = reported(RETAILER)
    bau = project_bau(
        inventory, drivers, until=2030, scope2="market", driver_of={"1.stationary": "stores", "3.7": "fte"}
    )
    assert bau.total(2030) == pytest.approx(12_535.287233520, rel=1e-12)
    assert "<td>units_bought</td>" in bau._repr_html_()
    assert bau.growth.set_index("category")["driver"].to_dict() == {
        "1.stationary": "stores", "2.electricity": "floor_area", "3.1": "units_bought", "3.4": "units_bought",
        "3.6": "passenger_km", "3.7": "fte", "3.11": "units_sold",
    }  # fmt: skip


def test_every_category_but_3_3_has_drivers_and_every_driver_exists() -> None:
    covered = {category for preference in driver_preferences() for category in preference.categories}
    assert covered == set(CATEGORIES) - {"3.3"}
    assert {name for preference in driver_preferences() for name in preference.drivers} <= set(driver_kinds())
    assert all(kind.name("nl") and kind.units["en"] for kind in driver_kinds().values())


def test_a_decline_and_a_jump_in_a_plan() -> None:
    plan = driver_from_plan("stores", {2024: 20.0, 2025: 22.0, 2026: 11.0}, growth_after=0.1)
    bau = project_bau(reported({"1.stationary": 100.0}), [plan], until=2027, scope2="market")
    assert [bau.total(year) for year in bau.years] == pytest.approx([100, 110, 55, 60.5])


def test_a_plan_that_ends_too_early_is_refused() -> None:
    plan = driver_from_plan("stores", {2024: 20.0, 2026: 22.0})
    with pytest.raises(DataError, match="no growth from 2027 to 2030"):
        project_bau(reported({"1.stationary": 100.0}), [plan], until=2030, scope2="market")


def test_a_changed_book_year_counts_the_months_between() -> None:
    # From the end of August 2023 to the end of December 2025 is 28 months.
    found = driver_from_history("floor_area", {date(2023, 8, 31): 100.0, date(2025, 12, 31): 110.0})
    assert found.annual_growth == pytest.approx(1.1 ** (12 / 28) - 1)
    plain = driver_from_history("floor_area", {date(2023, 8, 31): 100.0, date(2025, 8, 31): 121.0})
    assert plain.annual_growth == pytest.approx(0.1)
    mixed = driver_from_history("floor_area", {2023: 100.0, date(2025, 12, 31): 121.0})
    assert mixed.annual_growth == pytest.approx(0.1)


def test_t03_prices_leave_spend_in_every_way_of_giving_it() -> None:
    """T-03: 6 % in money with 2.5 % inflation is 3.41463415 % in volume."""
    volume = 0.0341463415
    index = {2024: 100.0, 2030: 100 * 1.025**6}
    ways = [
        driver_from_rate("spend", 0.06, inflation=0.025),
        driver_from_history("spend", {2024: 100.0, 2030: 100 * 1.06**6}, price_index=index),
    ]
    assert [way.annual_growth for way in ways] == pytest.approx([volume, volume], abs=5e-11)
    plan = driver_from_plan("spend", {2024: 100.0, 2030: 100 * 1.06**6}, price_index=index)
    assert plan.rates(2024, 2030)[2027] == pytest.approx(volume, abs=5e-11)
    frame = pd.DataFrame({"category": ["3.1"], "annual_growth": [0.06], "price_inflation": [0.025]})
    bau = project_bau(reported({"3.1": 4000.0}), frame, until=2030, scope2="market")
    assert bau.total(2030) == pytest.approx(4892.738339, abs=5e-7)
    assert not any(way.is_nominal for way in (*ways, plan))


def test_money_with_inflation_still_in_it_is_said() -> None:
    nominal = driver_from_history("spend", {2022: 100.0, 2024: 112.0})
    bau = project_bau(reported({"3.2": 10.0}), [nominal], until=2026, scope2="market")
    assert [warning.code for warning in bau.warnings] == ["driver_nominal"]
    assert "Uitgaven" in bau.warnings[0].sentence("nl")
    real = driver_from_history("spend", {2022: 100.0, 2024: 112.0}, is_real=True)
    assert project_bau(reported({"3.2": 10.0}), [real], until=2026, scope2="market").warnings == ()


def test_a_bundled_price_index_serves_history() -> None:
    found = driver_from_history("revenue", {2021: 100.0, 2023: 100.0}, price_index="cpi-nl")
    # Consumer prices rose 10.0 % in 2022 and 3.8 % in 2023.
    assert found.annual_growth == pytest.approx((1 / (1.100 * 1.038)) ** 0.5 - 1, abs=5e-4)


def test_sector_studies_give_the_rates_of_the_method_notes() -> None:
    """Section 1.4: implied growth of the sector roadmaps 3.90 % and 4.43 % a year."""
    assert sector_growth()["apparel-2021"].annual_growth == pytest.approx(0.0390, abs=5e-5)
    assert sector_growth()["apparel-2022"].annual_growth == pytest.approx(0.0443, abs=5e-5)
    assert driver_from_sector("units_bought", "apparel-2018").annual_growth == 0.027


def test_spend_and_goods_of_one_category_may_grow_apart() -> None:
    rows = pd.DataFrame(
        {
            "year": 2024, "activity": ["material.fibre.wool.clean", "spend.cleaning_security"],
            "value": [1000.0, 50_000.0], "unit": ["kg", "EUR"], "category": "3.1", "region": ["AU", "NL"],
        }
    )  # fmt: skip
    inventory = calculate_inventory(rows, load_factors())
    drivers = [driver_from_rate("units_bought", 0.10), driver_from_rate("spend", 0.0, is_real=True)]
    bau = project_bau(inventory, drivers, until=2025, scope2="market")
    before = bau.cells.set_index("activity")["tco2e"]
    after = dict(zip(bau.cells["activity"], bau.emissions[:, 1], strict=True))
    assert after["material.fibre.wool.clean"] == pytest.approx(1.1 * before["material.fibre.wool.clean"])
    assert after["spend.cleaning_security"] == pytest.approx(before["spend.cleaning_security"])
    frame = pd.DataFrame({"category": ["3.1", "3.1"], "activity": ["", "spend.*"], "annual_growth": [0.10, 0.0]})
    assert project_bau(inventory, frame, until=2025, scope2="market").emissions == pytest.approx(bau.emissions)
    assert set(bau.growth["activity"]) == {"material.fibre.wool.clean", "spend.cleaning_security"}


def test_a_frame_of_volumes_holds_history_and_plan() -> None:
    frame = pd.DataFrame(
        {
            "driver": ["units_bought"] * 4 + ["fte"] * 2, "year": [2022, 2024, 2025, 2026, 2023, 2024],
            "value": [100.0, 121.0, 121.0, 60.5, 50.0, 51.0],
        }
    )  # fmt: skip
    goods, staff = drivers_from_frame(frame, start=2024)
    assert goods.rates(2024, 2027) == pytest.approx({2025: 0.0, 2026: -0.5, 2027: 0.1})
    assert staff.rates(2024, 2025) == pytest.approx({2025: 0.02})


def test_one_growth_for_everything_says_what_it_hides() -> None:
    bau = project_bau(reported(RETAILER), 0.03, until=2030, scope2="market")
    [warning] = bau.warnings
    assert warning.code == "bau_one_growth"
    assert "3% a year stands for all 7 categories" in warning.sentence()
    assert "3.1, 3.4, 3.11" in warning.sentence("nl")
    own = project_bau(reported(RETAILER), {"*": 0.03, "3.1": 0.03}, until=2030, scope2="market")
    assert own.warnings == ()


@given(st.lists(st.floats(1, 1e4), min_size=2, max_size=8))
def test_a_plan_passes_through_every_planned_volume(volumes: list[float]) -> None:
    plan = driver_from_plan("kg_bought", {2024 + 2 * n: v for n, v in enumerate(volumes)})
    last = 2024 + 2 * (len(volumes) - 1)
    level = volumes[0] * np.cumprod([1 + rate for rate in plan.rates(2024, last).values()])
    assert level[1::2].tolist() == pytest.approx(volumes[1:], rel=1e-9)


def test_a_book_year_has_the_prices_of_the_year_that_holds_most_of_its_months() -> None:
    """Book years that end in March 2022 and 2025 lie for nine months in 2021 and 2024, as the SBTi counts them."""
    prices = {2021: 100.0, 2022: 110.0, 2024: 130.0, 2025: 143.0}
    march = {date(2022, 3, 31): 100.0, date(2025, 3, 31): 130.0 * 1.1**3}
    assert driver_from_history("revenue", march, price_index=prices).annual_growth == pytest.approx(0.1)
    june = {date(2022, 6, 30): 110.0, date(2025, 6, 30): 143.0 * 1.1**3}
    assert driver_from_history("revenue", june, price_index=prices).annual_growth == pytest.approx(0.1)


def test_history_with_a_gap_counts_every_year_that_passed() -> None:
    grown = driver_from_history("fte", {2018: 100.0, 2019: 180.0, 2024: 100.0 * 1.05**6})
    assert grown.annual_growth == pytest.approx(0.05)


def test_category_3_3_in_tonnes_follows_the_energy_of_scopes_1_and_2() -> None:
    inventory = reported({"1.stationary": 100.0, "2.electricity": 300.0, "3.1": 50.0, "3.3": 40.0})
    drivers = [
        driver_from_rate("floor_area", -0.10),
        driver_from_rate("stores", 0.10),
        driver_from_rate("units_bought", 0.5),
    ]
    bau = project_bau(inventory, drivers, until=2025, scope2="market", driver_of={"1.stationary": "stores"})
    energy = 100 * 1.1 + 300 * 0.9
    assert bau.total(2025) == pytest.approx(energy + 40 * energy / 400 + 75)
    rules = project_bau(inventory, {"1": 0.1, "2": -0.1, "*": 0.5}, until=2025, scope2="market")
    assert rules.total(2025) == pytest.approx(bau.total(2025))
    own = project_bau(inventory, {"1": 0.1, "2": -0.1, "*": 0.5, "3.3": 0.0}, until=2025, scope2="market")
    assert own.total(2025) == pytest.approx(energy + 40 + 75)
    without = reported({"3.1": 50.0, "3.3": 40.0})
    assert project_bau(without, {"*": 0.5}, until=2025, scope2="market").total(2025) == pytest.approx(135.0)


def test_a_growth_of_category_3_3_that_follows_its_energy_is_said_to_be_unused() -> None:
    rows = pd.DataFrame({"year": [2026], "activity": ["aardgas"], "value": [1000.0], "unit": ["Nm3"]})
    inventory = calculate_inventory(rows, load_factors("nl-2026"), region="NL")
    bau = project_bau(inventory, {"1": 0.0, "3.3": 0.5}, until=2027, scope2="market")
    assert bau.total(2027) == pytest.approx(bau.total(2026))
    assert [warning.code for warning in bau.warnings] == ["growth_of_upstream"]
    assert "volgt de energie" in bau.warnings[0].sentence("nl")


def test_nothing_to_project_prints_without_a_rate() -> None:
    bau = project_bau(reported({"3.1": 0.0}), 0.02, until=2026, scope2="market")
    assert repr(bau).endswith("0.0 tCO2e in 2024 → 0.0 tCO2e in 2026")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: driver_from_rate("floorarea", 0.1), "choose one of: floor_area"),
        (lambda: driver_from_history("fte", {2024: 1.0}), "1 year is too few"),
        (lambda: driver_from_plan("fte", {2024: 1.0}), "1 year is too few"),
        (lambda: driver_from_history("fte", {2024: 1.0, 2025: 0.0}), "Staff of 2025 is 0"),
        (lambda: driver_from_history("fte", {2020: 1.0, 2022: float("nan"), 2025: 2.0}), "Staff of 2022 is nan"),
        (lambda: driver_from_history("fte", {20: 1.0, 2024: 2.0}), "'20' is not a year"),
        (lambda: driver_from_plan("fte", {2024: 1.0, 2026.5: 2.0}), "'2026.5' is not a year"),
        (lambda: driver_from_plan("fte", {2024: 1.0, 2026: 0.0}), "an activity that ends is a lever"),
        (lambda: driver_from_rate("fte", -1.0), "Staff grows by -1 a year"),
        (lambda: driver_from_rate("fte", 0.1, overrides={2026: -1.0}), "Staff grows by -1 a year"),
        (lambda: driver_from_rate("fte", 0.1, overrides={26: 0.2}), "'26' is not a year"),
        (
            lambda: project_bau(reported({"3.3": 1.0}), [driver_from_rate("fte", 0.1)], until=2025, scope2="market"),
            "no energy in scope 1 or 2",
        ),
        (lambda: driver_from_sector("fte", "apparel"), "apparel-2018"),
        (lambda: drivers_from_frame(pd.DataFrame({"driver": ["fte"]}), start=2024), "year, value"),
        (
            lambda: drivers_from_frame(pd.DataFrame({"driver": ["fte"], "year": [2024], "value": [None]}), start=2024),
            "blank is not 0",
        ),
        (
            lambda: drivers_from_frame(
                pd.DataFrame({"driver": "fte", "year": [2024, 2024], "value": [1.0, 2.0]}), start=2024
            ),
            "two values for 2024",
        ),
        (
            lambda: project_bau(
                reported({"3.1": 1.0}), [driver_from_rate("fte", 0.1)], until=2025, scope2="market"
            ),
            "give one of: Units bought, Kilograms bought",
        ),
        (
            lambda: project_bau(
                reported({"3.7": 1.0}), [driver_from_rate("fte", 0.1)] * 2, until=2025, scope2="market"
            ),
            "Staff is given twice",
        ),
        (
            lambda: project_bau(
                reported({"3.7": 1.0}), [driver_from_rate("fte", 0.1)], until=2025, scope2="market",
                driver_of={"3.7": "stores"},
            ),
            "given are: fte",
        ),
    ],
)  # fmt: skip
def test_impossible_drivers_are_refused_with_what_to_write(call: object, message: str) -> None:
    with pytest.raises(DataError, match=message) as error:
        call()  # type: ignore[operator]
    assert all(problem.sentence("nl") for problem in error.value.problems)
