"""Scope 2, category 3.3, supplier's own factors, reported emissions, GWP sets and the errors."""

from __future__ import annotations

import pandas as pd
import pytest

from ghgcalc.errors import DataError
from ghgcalc.factors import EmissionFactors, load_factors
from ghgcalc.inventory import Inventory, calculate_inventory

SETS = ("nl-2026", "desnz-2025", "refrigerants-ipcc", "electricity-2023", "materials-2026")


def one(activity: str, value: float, unit: str, **more: object) -> Inventory:
    row = {"year": 2026, "activity": activity, "value": value, "unit": unit, "region": "NL", **more}
    gwp = str(row.pop("gwp", "AR6"))
    return calculate_inventory(pd.DataFrame([row]), load_factors(*SETS), gwp=gwp)


def tonnes(inventory: Inventory, scope2: str) -> dict[str, float]:
    found = inventory.by("category", scope2=scope2)
    return dict(zip(found["category"], found["tco2e"], strict=True))


def test_natural_gas_is_scope_1_with_its_upstream_in_category_3_3() -> None:
    # CO2emissiefactoren.nl 2026, row 46: 1.779 TTW + 0.355 WTT per Nm3
    assert tonnes(one("aardgas", 1000, "Nm3"), "market") == pytest.approx({"1.stationary": 1.779, "3.3": 0.355})


def test_electricity_has_both_scope_2_methods_and_never_adds_them() -> None:
    # CO2emissiefactoren.nl 2026, rows 85-86: mix 0.200 + 0.044, grey 0.401 + 0.082
    inventory = one("elektriciteit", 10, "MWh")
    assert tonnes(inventory, "location") == pytest.approx({"2.electricity": 2.0, "3.3": 0.44})
    assert tonnes(inventory, "market") == pytest.approx({"2.electricity": 4.01, "3.3": 0.82})
    assert set(inventory.cells["basis"]) == {"", "grey supply"}
    assert "market_fallback" in set(inventory.caveats["code"])


def test_a_contract_changes_the_market_based_figure_only() -> None:
    for row in (one("groene stroom wind", 10, "MWh"), one("stroom", 10, "MWh", instrument="wind")):
        assert tonnes(row, "location") == pytest.approx({"2.electricity": 2.0, "3.3": 0.44})
        assert tonnes(row, "market") == pytest.approx({"2.electricity": 0.0, "3.3": 0.0})
        assert set(row.cells["activity"]) == {"energy.electricity"}


def test_a_country_without_residual_mix_falls_back_to_its_grid_average_and_says_so() -> None:
    inventory = one("stroom", 10, "MWh", region="DE")
    assert inventory.total(scope2="location") == inventory.total(scope2="market")
    market = inventory.cells[inventory.cells["scope2_method"] == "market"]
    assert set(market["basis"]) == {"grid average"}


def test_a_suppliers_label_replaces_the_market_based_generation_only() -> None:
    inventory = one("stroom", 1000, "kWh", supplier_factor=0.05, supplier_factor_unit="kgCO2e/kWh")
    assert tonnes(inventory, "location") == pytest.approx({"2.electricity": 0.2, "3.3": 0.044})
    assert tonnes(inventory, "market") == pytest.approx({"2.electricity": 0.05, "3.3": 0.044})


def test_electricity_of_a_supplier_falls_in_category_3_1_once() -> None:
    inventory = one("stroom", 1000, "kWh", category="3.1", tier="2")
    assert tonnes(inventory, "location") == tonnes(inventory, "market") == pytest.approx({"3.1": 0.244})


def test_transport_fuel_in_category_3_4_takes_its_upstream_along() -> None:
    assert tonnes(one("diesel", 1000, "l", category="3.4"), "market") == pytest.approx({"3.4": 2.462 + 0.788})


def test_biogenic_carbon_dioxide_stands_outside_the_scopes() -> None:
    # row 27: HVO 0.026 + 0.442, biogenic 2.446 per litre
    inventory = one("HVO100", 1000, "l")
    assert inventory.total(scope2="market") == pytest.approx(0.468)
    assert inventory.cells["tco2_biogenic"].sum() == pytest.approx(2.446)


@pytest.mark.parametrize(("gwp", "expected"), [("AR4", 4.175), ("AR5", 3.847), ("AR6", 4.511)])
def test_a_blend_follows_the_gwp_set_from_its_composition(gwp: str, expected: float) -> None:
    # R-410A, half HFC-32 and half HFC-125: 2087.5, 1923.5 and 2255.5 kg CO2e/kg
    assert one("R410A", 2, "kg", gwp=gwp).total(scope2="market") == pytest.approx(expected)


def test_another_gwp_set_is_computed_only_where_the_gases_are_known() -> None:
    # DESNZ 2025 natural gas per kWh gross: CO2 0.18259, CH4 0.00028/28, N2O 0.00009/265
    gas = one("natural gas", 1000, "kWh (Gross CV)", region="GB", year=2025).cells.query("stage == 'combustion'")
    assert gas["tco2e"].item() == pytest.approx(0.18259 + 0.00028 / 28 * 29.8 + 0.00009 / 265 * 273, rel=1e-4)
    assert gas["in_gwp_set"].item()
    hotel = one("hotel", 1, "room night", region="NL", year=2025)
    assert "gwp_kept" in set(hotel.caveats["code"])


def test_a_suppliers_factor_comes_first_and_needs_its_unit() -> None:
    rows = {"supplier": "mill", "supplier_factor": 1.5, "supplier_factor_unit": "tCO2e/t"}
    inventory = one("biologisch katoen", 2, "t", **rows)
    assert tonnes(inventory, "market") == pytest.approx({"3.1": 3.0})
    assert set(inventory.cells["match"]) == {"supplier"}
    with pytest.raises(DataError, match="needs its unit"):
        one("katoen", 2, "t", supplier_factor=1.5)
    with pytest.raises(DataError, match="per piece"):
        one("katoen", 2, "t", supplier_factor=1.5, supplier_factor_unit="kgCO2e/piece")


def test_a_suppliers_zero_is_a_zero() -> None:
    inventory = one("katoen", 2, "t", supplier_factor=0.0, supplier_factor_unit="kgCO2e/kg")
    assert inventory.total(scope2="market") == 0.0


def test_reported_emissions_keep_their_scope_2_method_and_a_missing_one_is_never_zero() -> None:
    rows = pd.DataFrame(
        {
            "year": [2022, 2022, 2022], "activity": "reported", "value": [17796.0, 46803.0, 6746.0],
            "unit": ["tCO2e", "tCO2e", "ktCO2e"], "category": ["1", "2", "3.1"], "scope2_method": ["", "market", ""],
        }
    )  # fmt: skip
    inventory = calculate_inventory(rows, load_factors("nl-2026"))
    assert inventory.total(scope2="market") == pytest.approx(17796 + 46803 + 6_746_000)
    with pytest.raises(DataError, match="not known location-based"):
        inventory.total(scope2="location")
    assert inventory.total(scope2="location", scope=3) == pytest.approx(6_746_000)
    assert "method_missing" in set(inventory.caveats["code"])


def test_nearest_year_and_wider_region_are_always_reported() -> None:
    assert set(one("aardgas", 1, "Nm3", year=2024).cells["match"]) == {"newer year"}
    assert set(one("aardgas", 1, "Nm3", year=2028).cells["match"]) == {"older year"}
    assert set(one("katoen", 1, "kg", region="IN").cells["match"]) == {"wider region"}


def test_a_set_of_your_own_comes_before_the_bundled_ones() -> None:
    own = EmissionFactors.from_frame(
        pd.DataFrame(
            {
                "factor_id": ["own/gas"],
                "activity": ["energy.fuel.natural_gas"],
                "region": ["NL"],
                "year": [2026],
                "unit": ["Nm3"],
                "kgco2e": [1.0],
                "category": ["1.stationary"],
            }
        )
    )
    rows = pd.DataFrame({"year": [2026], "activity": ["aardgas"], "value": [1000.0], "unit": ["Nm3"], "region": ["NL"]})
    assert calculate_inventory(rows, load_factors(own, "nl-2026")).total(scope2="market") == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"unit": "Nm4"}, "unit 'Nm4' is not known; write for example: Nm3"),
        ({"activity": "aardgass"}, "did you mean: Natural gas"),
        ({"region": "Holland2"}, "region 'Holland2' is not known"),
        ({"region": "BR"}, "no emission factor for 'Natural gas' in BR, 2026; there are factors for: .*NL"),
        ({"region": ""}, "has no region"),
        ({"value": -3.0}, "is negative"),
        ({"value": float("nan")}, "is not a number"),
        ({"value": "many"}, "'many' is not a number"),
        ({"unit": "kWh"}, "no emission factor for 'Natural gas' per kWh in NL; enter the amount in Nm3"),
        ({"year": 26}, "'26' is not a year"),
        ({"category": "3.17"}, "not in the list for category"),
        ({"category": "3.16"}, "exists only in a draft"),
        ({"instrument": "magic"}, "contract 'magic' is not known"),
    ],
)
def test_bad_input_is_refused_with_what_to_write_instead(row: dict[str, object], message: str) -> None:
    given = {"year": 2026, "activity": "aardgas", "value": 1.0, "unit": "Nm3", "region": "NL", **row}
    with pytest.raises(DataError, match=message):
        calculate_inventory(pd.DataFrame([given]), load_factors("nl-2026", "desnz-2025"))


def test_every_bad_row_is_listed_with_its_sheet_and_cell() -> None:
    rows = pd.DataFrame(
        {
            "year": [2026, 2026, 2026], "activity": ["aardgas", "aardgass", "aardgas"], "value": [1.0, 2.0, -1.0],
            "unit": ["Nm3", "Nm3", "kwhh"], "region": "NL", "sheet": "Energie", "cell": ["F5", "F6", "F7"],
        }
    )  # fmt: skip
    with pytest.raises(DataError) as caught:
        calculate_inventory(rows, load_factors("nl-2026"))
    assert {(p.code, p.cell) for p in caught.value.problems} == {
        ("unknown_activity", "F6"), ("negative_value", "F7"), ("unknown_unit", "F7"),
    }  # fmt: skip
    dutch = caught.value.frame("nl")
    assert "is negatief" in dutch["problem"].str.cat(sep=" ")


def test_a_total_must_say_which_scope_2_method_it_is() -> None:
    inventory = one("aardgas", 1, "Nm3")
    with pytest.raises(TypeError):
        inventory.total()  # type: ignore[call-arg]
    with pytest.raises(DataError, match="scope2='location' or scope2='market'"):
        inventory.total(scope2="both")


def test_ownership_shares_need_a_consolidation_approach() -> None:
    rows = pd.DataFrame(
        {
            "year": [2026],
            "activity": ["aardgas"],
            "value": [1000.0],
            "unit": ["Nm3"],
            "region": ["NL"],
            "ownership_share": [0.4],
        }
    )
    factors = load_factors("nl-2026")
    with pytest.raises(DataError, match="no consolidation approach"):
        calculate_inventory(rows, factors)
    shared = calculate_inventory(rows, factors, consolidation="equity share").total(scope2="market")
    whole = calculate_inventory(rows, factors, consolidation="operational control").total(scope2="market")
    assert shared == pytest.approx(0.4 * whole)


def test_figures_that_may_not_be_passed_on_are_a_caveat() -> None:
    frame = pd.DataFrame(
        {
            "factor_id": ["x"],
            "activity": ["a"],
            "region": ["NL"],
            "year": [2025],
            "unit": ["kg"],
            "kgco2e": [1.0],
            "category": ["3.1"],
        }
    )
    about = {"publisher": "Idemat", "licence": "CC BY-NC", "redistributable": "importer-only"}
    rows = pd.DataFrame({"year": [2025], "activity": ["a"], "value": [1.0], "unit": ["kg"], "region": ["NL"]})
    inventory = calculate_inventory(rows, EmissionFactors.from_frame(frame, source=about))
    assert (
        inventory.caveats.set_index("code")
        .loc["importer_only", "text_nl"]
        .startswith("100% van de emissies gebruikt cijfers van Idemat")
    )
