"""Per gas where the split exists, named where it does not; biogenic CO2, land-use change and removals apart."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghgcalc.errors import DataError
from ghgcalc.factors import EmissionFactors, load_factors
from ghgcalc.inventory import Inventory, calculate_inventory

KG = {"region": "NL", "year": 2025, "unit": "kg", "gwp_set": "AR5", "category": "1.stationary", "stage": "combustion"}


def own(*rows: dict) -> EmissionFactors:
    listed = [{**KG, "factor_id": f"f{i}", "activity": f"a{i}", **row} for i, row in enumerate(rows)]
    return EmissionFactors.from_frame(pd.DataFrame(listed))


def inventory(factors: EmissionFactors, amounts: dict[str, float], gwp: str = "AR6") -> Inventory:
    rows = [{"year": 2025, "activity": name, "value": value, "unit": "kg"} for name, value in amounts.items()]
    return calculate_inventory(pd.DataFrame(rows), factors, region="NL", gwp=gwp)


def gases(found: Inventory) -> dict[str, tuple[float, float]]:
    shown = found.by_gas(scope2="market")
    return {row["gas"]: (row["tonnes"], row["tco2e"]) for _, row in shown.iterrows()}


SPLIT = {
    "kgco2e": 2.0 + 30 * 0.001 + 265 * 0.0001,
    "kgco2": 2.0,
    "kgch4": 0.001,
    "kgn2o": 0.0001,
    "ch4_origin": "fossil",
}


def test_each_gas_under_the_gwp_set_of_the_caller() -> None:
    factors = own(SPLIT, {"kgco2e": 1924.0, "gases": "HFC-32:0.5;HFC-125:0.5"}, {"kgco2e": 23500.0, "gases": "SF6:1"})
    amounts = {"a0": 1e6, "a1": 10.0, "a2": 1.0}
    under = {name: gases(inventory(factors, amounts, name)) for name in ("AR5", "AR6")}
    assert under["AR5"]["CH4"] == pytest.approx((1.0, 30.0))
    assert under["AR6"]["CH4"] == pytest.approx((1.0, 29.8))
    assert under["AR6"]["N2O"] == pytest.approx((0.1, 27.3))
    assert under["AR6"]["HFC"] == pytest.approx((0.01, 10 * 2255.5 / 1000))
    assert under["AR6"]["SF6"] == pytest.approx((0.001, 24.3))
    assert list(under["AR6"]) == ["CO2", "CH4", "N2O", "HFC", "SF6"]


def test_what_has_no_split_is_named_and_the_gases_still_add_up() -> None:
    factors = own(
        SPLIT, {"kgco2e": 5.0}, {**SPLIT, "kgco2e": 2.1, "gwp_set": ""}, {"kgco2e": 9.0, "gases": "HFC-999:1"}
    )
    found = inventory(factors, {"a0": 1000.0, "a1": 1000.0, "a2": 1000.0, "a3": 1000.0})
    shown = gases(found)
    assert shown["not split"][1] == pytest.approx(14.0)
    assert pd.isna(shown["not split"][0])
    assert shown["difference"][1] == pytest.approx(2.1 - (2.0 + 29.8 * 0.001 + 273 * 0.0001))
    assert sum(tco2e for _, tco2e in shown.values()) == pytest.approx(found.total(scope2="market"), rel=1e-12)


def test_hcfc_is_not_one_of_the_seven() -> None:
    assert list(gases(inventory(own({"kgco2e": 1760.0, "gases": "HCFC-22:1"}), {"a0": 1.0}))) == ["other"]


@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=2), st.sampled_from(["AR4", "AR5", "AR6"]))
def test_gases_of_bundled_factors_add_up_to_the_total(amounts: list[float], gwp: str) -> None:
    rows = pd.DataFrame(
        {
            "year": 2025,
            "activity": ["energy.fuel.diesel_b7", "energy.fuel.natural_gas"],
            "value": amounts,
            "unit": ["l", "m3"],
        }
    )
    found = calculate_inventory(rows, load_factors("desnz-2025"), region="GB", gwp=gwp)
    shown = found.by_gas("scope", scope2="location")
    by_scope = shown.groupby("scope")["tco2e"].sum()
    wanted = found.by("scope", scope2="location").set_index("scope")["tco2e"]
    assert by_scope.to_dict() == pytest.approx(wanted.to_dict(), rel=1e-9, abs=1e-12)


def test_carbon_outside_the_scopes_has_lines_of_its_own_and_is_never_netted() -> None:
    factors = own(
        {"kgco2e": 0.1, "kgco2_biogenic": 1.5},
        {"kgco2e": 3.0, "kgco2_luc": 0.4, "kgco2_removal": 0.25, "category": "3.1", "stage": "cradle-to-gate"},
    )
    found = inventory(factors, {"a0": 1000.0, "a1": 2000.0})
    assert found.total(scope2="market") == pytest.approx(6.1)
    shown = found.outside_scopes(scope2="market").set_index("line")
    assert shown["tco2"].to_dict() == pytest.approx({"biogenic CO2": 1.5, "land-use change CO2": 0.8, "removals": 0.5})
    assert shown["unpublished_tco2e"].to_dict() == pytest.approx(
        {"biogenic CO2": 6.0, "land-use change CO2": 0.1, "removals": 0.1}
    )
    per_scope = found.outside_scopes("scope", scope2="market").set_index(["scope", "line"])["tco2"]
    assert per_scope[1, "biogenic CO2"] == pytest.approx(1.5)
    assert pd.isna(per_scope[3, "biogenic CO2"])


def test_a_column_outside_the_scopes_is_checked_and_leaves_the_fingerprint_of_other_sets_alone() -> None:
    with pytest.raises(DataError, match="negative"):
        own({"kgco2e": 1.0, "kgco2_luc": -0.1})
    assert own({"kgco2e": 1.0}).hash != own({"kgco2e": 1.0, "kgco2_luc": 0.1}).hash
