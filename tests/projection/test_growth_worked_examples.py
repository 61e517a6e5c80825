"""Growth and business as usual against the printed vectors T-01 to T-05 and their own properties."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghgcalc.base_year import set_base_year
from ghgcalc.errors import DataError
from ghgcalc.factors import load_factors
from ghgcalc.inventory import Inventory, calculate_inventory
from ghgcalc.projection import cagr, grow, growth_index, project_bau, real_growth


def test_t01_five_percent_for_six_years() -> None:
    assert grow(10_000, start=2024, until=2030, growth=0.05)[2030] == pytest.approx(13_400.956406250, rel=1e-12)


def test_t03_price_is_stripped_from_spend() -> None:
    volume = real_growth(0.06, inflation=0.025)
    assert volume == pytest.approx(0.0341463415, abs=5e-11)
    assert grow(4000, start=2024, until=2030, growth=volume)[2030] == pytest.approx(4892.738339, abs=5e-7)
    assert grow(4000, start=2024, until=2030, growth=0.06)[2030] == pytest.approx(5674.076449, abs=5e-7)


def test_t04_overrides_replace_single_years() -> None:
    path = grow(1000, start=2024, until=2030, growth=0.03, overrides={2026: 0.10, 2028: -0.02})
    expected = [1000, 1030, 1133, 1166.99, 1143.6502, 1177.959706, 1213.298497]
    assert list(path.values()) == pytest.approx(expected, abs=5e-7)
    assert cagr(1000, path[2030], 6) == pytest.approx(0.0327485882, abs=5e-11)


def reported(rows: dict[str, float], years: tuple[int, ...] = (2024,)) -> Inventory:
    frame = pd.DataFrame(
        [
            {
                "year": year, "activity": "reported", "value": t, "unit": "tCO2e", "category": c,
                "scope2_method": "market" if c.startswith("2") else "",
            }
            for year in years
            for c, t in rows.items()
        ]
    )  # fmt: skip
    return calculate_inventory(frame, load_factors("nl-2026"))


RETAILER = {
    "1.stationary": 200.0, "2.electricity": 300.0, "3.1": 8000.0, "3.4": 900.0, "3.6": 100.0, "3.7": 150.0,
    "3.11": 350.0,
}  # fmt: skip
DRIVERS = {"1": 0.0, "2": 0.02, "3.1": 0.04, "3.4": 0.04, "3.6": 0.05, "3.7": 0.01, "3.11": 0.04}


def test_t05_a_retailer_with_a_driver_per_category() -> None:
    bau = project_bau(reported(RETAILER), DRIVERS, until=2030, scope2="market")
    assert bau.total(2030) == pytest.approx(12_535.287233520, rel=1e-12)
    assert bau.implied_growth(2030) == pytest.approx(0.0383785661, abs=5e-11)
    by_category = bau.pathway().query("year == 2030").set_index("category")["tco2e"]
    expected = [200.0, 337.849, 10_122.552, 1138.787, 134.010, 159.228, 442.862]
    assert by_category[list(RETAILER)].tolist() == pytest.approx(expected, abs=5e-4)


def test_bau_in_the_start_year_equals_the_inventory() -> None:
    inventory = reported(RETAILER, years=(2023, 2024))
    bau = project_bau(inventory, 0.07, until=2031, scope2="market")
    assert bau.start_year == 2024
    for scope in (1, 2, 3, None):
        assert bau.total(2024, scope) == pytest.approx(inventory.total(scope2="market", year=2024, scope=scope))


def test_category_3_3_follows_its_energy_and_never_a_growth_of_its_own() -> None:
    rows = pd.DataFrame(
        {
            "year": 2026, "activity": ["aardgas", "stroom", "diesel"], "value": [1000.0, 5000.0, 200.0],
            "unit": ["Nm3", "kWh", "l"], "region": "NL",
        }
    )  # fmt: skip
    inventory = calculate_inventory(rows, load_factors("nl-2026"))
    bau = project_bau(
        inventory, {"1.stationary": -0.1, "1.mobile": 0.0, "2": 0.2, "3.3": 9.0}, until=2027, scope2="market"
    )
    upstream = bau.pathway().query("category == '3.3' and year == 2027")["tco2e"].item()
    assert upstream == pytest.approx(0.355 * 0.9 + 0.082 * 5 * 1.2 + 0.788 * 0.2)


def test_history_gives_the_rate_and_an_override_replaces_one_year() -> None:
    growth = pd.DataFrame(
        {
            "category": ["*", "3.1", "3.1"], "driver": ["plan", "pieces", "new store"],
            "annual_growth": [0.0, None, 0.5],
            "from_year": [None, 2020, None], "from_value": [None, 100.0, None], "to_year": [None, 2022, None],
            "to_value": [None, 121.0, None], "year": [None, None, 2026],
        }
    )  # fmt: skip
    bau = project_bau(reported(RETAILER), growth, until=2027, scope2="market")
    assert bau.total(2027) == pytest.approx(2000 + 8000 * 1.1 * 1.5 * 1.1)
    assert bau.growth.set_index("category").loc["3.1", "driver"] == "pieces"


@given(st.floats(-0.5, 0.5), st.floats(-0.5, 0.5), st.integers(1, 20))
def test_growing_and_shrinking_back_returns_to_the_start(growth: float, jump: float, years: int) -> None:
    there = growth_index(growth, start=2000, until=2000 + years, overrides={2001: jump})[-1]
    back = growth_index(1 / (1 + growth) - 1, start=2000, until=2000 + years, overrides={2001: 1 / (1 + jump) - 1})[-1]
    assert there * back == pytest.approx(1.0)


@given(st.floats(1, 1e6), st.floats(1, 1e6), st.integers(1, 40))
def test_cagr_reaches_the_last_value(first: float, last: float, years: int) -> None:
    rate = cagr(first, last, years)
    assert first * (1 + rate) ** years == pytest.approx(last, rel=1e-9)


def rows(**values: float) -> pd.DataFrame:
    return pd.DataFrame([{"category": "*", **values}])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: cagr(0, 10, 3), "numbers above 0, and 'first' is 0"),
        (lambda: cagr(10, 20, 0), "'years' is 0"),
        (lambda: growth_index(0.1, start=2024, until=2024), "2024 is not after 2024"),
        (lambda: growth_index(-1.0, start=2024, until=2030), "above -1"),
        (lambda: growth_index(0.1, start=2024, until=2030, overrides={2024: 0.1}), "from 2025 to 2030"),
        (lambda: growth_index(0.1, start=24, until=30), "'24' is not a year"),
        (
            lambda: project_bau(reported(RETAILER), rows(annual_growth=0.1, year=2026.5), until=2030, scope2="market"),
            "'2026.5' is not a year",
        ),
        (
            lambda: project_bau(
                reported(RETAILER), rows(from_year=20, from_value=1.0, to_year=2024, to_value=2.0), until=2030,
                scope2="market",
            ),
            "'20' is not a year",
        ),
        (lambda: grow(-5, start=2024, until=2030, growth=0.1), "is negative"),
        (lambda: project_bau(reported(RETAILER), {"1": 0.0}, until=2030, scope2="market"), "3.1 has emissions but no"),
        (lambda: project_bau(reported(RETAILER), {"*": 0.0, "4": 0.0}, until=2030, scope2="market"), "'4' is not in"),
        (lambda: project_bau(reported(RETAILER), 0.0, until=2024, scope2="market"), "is not after 2024"),
        (lambda: project_bau(reported(RETAILER), 0.0, until=2030, scope2="location"), "not known location-based"),
        (lambda: project_bau(reported(RETAILER), 0.0, until=2030), "none was chosen"),
        (lambda: project_bau(reported(RETAILER), 0.0, until=2030, scope2="market").total(2031), "does not reach 2031"),
    ],
)  # fmt: skip
def test_impossible_growth_is_refused_with_what_to_write(call: object, message: str) -> None:
    with pytest.raises(DataError, match=message):
        call()  # type: ignore[operator]


def test_a_base_year_answers_under_its_one_scope_2_method() -> None:
    base = set_base_year(reported(RETAILER, years=(2023, 2024)), 2023, scope2="market", reason="first complete year")
    assert (base.total(), base.total(3)) == pytest.approx((10_000.0, 9500.0))
    assert set(base.cells["year"]) == {2023}
    assert "2023" in repr(base)
    with pytest.raises(DataError, match="no year 2019"):
        set_base_year(base.inventory, 2019, scope2="market")


def test_destination_cells_have_no_amount_and_the_right_factors() -> None:
    rows = pd.DataFrame({"year": [2026], "activity": ["aardgas"], "value": [1000.0], "unit": ["Nm3"], "region": ["NL"]})
    bau = project_bau(calculate_inventory(rows, load_factors("nl-2026")), 0.0, until=2030, scope2="location")
    cells = bau.destination_cells("elektriciteit", region="NL", category="", template={"site": "HQ"})
    assert cells[["category", "factor", "amount", "site"]].to_numpy().tolist() == [
        ["2.electricity", 0.2, 0.0, "HQ"], ["3.3", 0.044, 0.0, "HQ"],
    ]  # fmt: skip


def test_a_growth_for_one_year_is_given_once() -> None:
    rows = {"category": ["*", "*", "*"], "annual_growth": [0.03, 0.1, 0.2], "year": [None, 2027, 2027]}
    with pytest.raises(DataError, match="in 2027 is filled in twice"):
        project_bau(reported(RETAILER), pd.DataFrame(rows), until=2030, scope2="market")
