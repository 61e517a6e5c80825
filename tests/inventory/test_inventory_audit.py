"""What an auditor tried: totals that would be silently wrong, each refused or right."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from ghgcalc.errors import DataError
from ghgcalc.factors import EmissionFactors, load_factors
from ghgcalc.inventory import Inventory, calculate_inventory
from ghgcalc.presentation.tables import scope_table

POWER = {"year": 2026, "activity": "energy.electricity", "value": 1000.0, "unit": "kWh"}
REPORTED = {"year": 2026, "activity": "reported", "value": 10.0, "unit": "tCO2e"}


def inventory(*rows: dict, factors: EmissionFactors | None = None, **options: object) -> Inventory:
    chosen = factors or load_factors("nl-2026", "desnz-2025", "electricity-2023")
    return calculate_inventory(pd.DataFrame(list(rows)), chosen, region="NL", **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("category", ["1.mobile", "1.stationary", "2.heat", "2", "3.3"])
def test_electricity_stays_in_its_own_category_or_goes_to_scope_3(category: str) -> None:
    with pytest.raises(DataError, match="cannot fall in"):
        inventory({**POWER, "category": category})
    assert inventory({**POWER, "category": "3.8"}).total(scope2="market") == pytest.approx(0.244)


@pytest.mark.parametrize("category", ["2.electricity", "3.3", "1"])
def test_fuel_does_not_become_scope_2_or_category_3_3(category: str) -> None:
    with pytest.raises(DataError, match="cannot fall in"):
        inventory({**POWER, "activity": "aardgas", "unit": "Nm3", "category": category})


def test_a_site_known_by_one_method_only_leaves_no_total_under_the_other() -> None:
    half = {**REPORTED, "category": "2.electricity", "scope2_method": "location", "site": "A"}
    found = inventory(half, {**POWER, "site": "B"})
    assert found.total(scope2="location") == pytest.approx(10.244)
    for ask in (lambda: found.total(scope2="market"), lambda: found.by("scope", scope2="market")):
        with pytest.raises(DataError, match="not known market-based"):
            ask()
    shown = scope_table(found).set_index("scope2")
    assert shown.loc["market", [2, "total"]].isna().all()
    assert shown.loc["location", "total"] == pytest.approx(10.244)
    whole = inventory(half, {**half, "scope2_method": "market", "value": 7.0}, {**POWER, "site": "B"})
    assert whole.total(scope2="market") == pytest.approx(7.483)


def test_a_scope_2_method_outside_reported_scope_2_is_refused() -> None:
    with pytest.raises(DataError, match=r"does not belong to category 1\.stationary"):
        inventory({**REPORTED, "category": "1.stationary", "scope2_method": "location"})
    with pytest.raises(DataError, match="row that is calculated"):
        inventory({**POWER, "scope2_method": "market"})
    with pytest.raises(DataError, match=r"contract does not count in category 3\.1"):
        inventory({**POWER, "category": "3.1", "instrument": "wind"})


def own_grid(generation: str, upstream: str, **wind: str) -> EmissionFactors:
    rows = [("g", "energy.electricity", 0.20, "2.electricity", "generation", generation)]
    rows += [("u", "energy.electricity", 0.05, "3.3", "upstream", upstream)]
    rows += [("w", "energy.electricity.wind", 0.03, "2.electricity", "generation", m) for m in wind.values()]
    names = ["factor_id", "activity", "kgco2e", "category", "stage", "scope2_method"]
    return EmissionFactors.from_frame(pd.DataFrame(rows, columns=names).assign(region="NL", year=2026, unit="kWh"))


@pytest.mark.parametrize(
    ("generation", "upstream"), [("location", ""), ("", ""), ("location", "location"), ("", "location")]
)
def test_own_grid_factors_without_a_method_are_location_based_and_count_once(generation: str, upstream: str) -> None:
    factors = own_grid(generation, upstream)
    found = inventory(POWER, factors=factors)
    assert found.total(scope2="location") == found.total(scope2="market") == pytest.approx(0.25)
    labelled = inventory({**POWER, "supplier_factor": 0.1, "supplier_factor_unit": "kgCO2e/kWh"}, factors=factors)
    assert labelled.total(scope2="market") == pytest.approx(0.15)
    assert labelled.total(scope2="location") == pytest.approx(0.25)


@pytest.mark.parametrize("method", ["", "market"])
def test_an_own_contract_factor_counts_market_based_only(method: str) -> None:
    found = inventory({**POWER, "instrument": "wind"}, factors=own_grid("location", "location", wind=method))
    assert found.total(scope2="location") == pytest.approx(0.25)
    assert found.total(scope2="market") == pytest.approx(0.03)


def test_a_suppliers_factor_for_gas_keeps_its_upstream() -> None:
    row = {**POWER, "activity": "aardgas", "unit": "Nm3", "supplier_factor": 1.8, "supplier_factor_unit": "kgCO2e/Nm3"}
    found = inventory(row).by("category", scope2="market")
    assert dict(zip(found["category"], found["tco2e"], strict=True)) == pytest.approx(
        {"1.stationary": 1.8, "3.3": 0.355}
    )


def test_two_suppliers_of_one_material_stay_apart() -> None:
    row = {**POWER, "activity": "x", "unit": "kg", "category": "3.1", "supplier_factor_unit": "kgCO2e/kg"}
    listed = {"factor_id": "x", "activity": "x", "region": "NL", "year": 2026, "unit": "kg", "kgco2e": 9.0}
    factors = EmissionFactors.from_frame(pd.DataFrame([{**listed, "category": "3.1"}]))
    one, other = ({**row, "supplier": name, "supplier_factor": factor} for name, factor in (("A", 1.0), ("B", 3.0)))
    found = inventory(one, other, factors=factors)
    assert found.cells.set_index("supplier")["factor"].to_dict() == {"A": 1.0, "B": 3.0}


def frame(**columns: object) -> pd.DataFrame:
    base = {"factor_id": "a", "activity": "x", "region": "NL", "year": 2026, "unit": "kg", "kgco2e": 2.0}
    return pd.DataFrame({**base, "category": "3.1", **columns})


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"factor_id": ["a", "b"]}, "repeats"),
        ({"gwp_set": ["IPCC AR6"]}, "not in the list for gwp_set"),
        ({"kgco2": [-5.0]}, "must not be negative"),
        ({"gases": ["R410A"]}, "cannot be read"),
        ({"ch4_origin": ["Fossil"]}, "not in the list for ch4_origin"),
        ({"category": ["4.1"]}, "not in the list for category"),
        ({"scope": [1]}, "contradicts category"),
        ({"year": [2025.7]}, "not two years"),
        ({"activity": [""]}, "is empty"),
    ],
)
def test_factors_of_your_own_are_checked(columns: dict, message: str) -> None:
    with pytest.raises(DataError, match=message):
        EmissionFactors.from_frame(frame(**columns))


def test_a_region_of_your_own_factors_may_be_written_as_a_name() -> None:
    factors = EmissionFactors.from_frame(frame(region=["Nederland"]))
    assert inventory({**POWER, "activity": "x", "unit": "kg"}, factors=factors).total(scope2="market") == pytest.approx(
        2.0
    )


def test_a_partial_gas_split_keeps_the_published_value() -> None:
    factors = EmissionFactors.from_frame(frame(kgco2=[1.9], gases=["HFC-32:0.0001"], gwp_set=["AR5"]))
    found = inventory({**POWER, "activity": "x", "unit": "kg"}, factors=factors)
    assert found.total(scope2="market") == pytest.approx(2.0)
    assert not found.cells["in_gwp_set"].any()


def test_csv_keeps_category_3_10_and_namibia(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("year,activity,value,unit,category,region\n2026,reported,5,tCO2e,3.10,\n", encoding="utf-8")
    found = calculate_inventory(path, load_factors("nl-2026"))
    assert found.by("category", scope2="market")["category"].tolist() == ["3.10"]
    path.write_text("year,activity,value,unit,region\n2026,stroom,1,kWh,NA\n", encoding="utf-8")
    with pytest.raises(DataError, match="NA"):
        calculate_inventory(path, load_factors("nl-2026"))
    with pytest.raises(DataError, match=r"3\.10 and 3\.1 look the same"):
        inventory({**REPORTED, "category": 3.1})


@pytest.mark.parametrize("share", [50, -0.5, 1.5, "50%"])
def test_ownership_shares_lie_between_0_and_1(share: object) -> None:
    with pytest.raises(DataError, match="between 0 and 1"):
        inventory({**POWER, "ownership_share": share}, consolidation="equity share")
    with pytest.raises(DataError, match="not in the list for consolidation"):
        inventory({**POWER, "ownership_share": 0.5}, consolidation="equity")
    with pytest.raises(DataError, match="data have none"):
        inventory(POWER, consolidation="equity share")


def test_changing_what_an_inventory_or_library_hands_out_changes_nothing_inside() -> None:
    found = inventory(POWER)
    cells, lines, frame = found.cells, found.lines, load_factors("nl-2026").frame
    cells["tco2e"], lines["tco2e"], frame["kgco2e"] = 999.0, 999.0, 1e9
    assert found.cells["tco2e"].max() < 1
    assert found.lines["tco2e"].max() < 1
    assert load_factors("nl-2026").frame["kgco2e"].max() < 1e9


def test_unpublished_biogenic_carbon_is_not_zero() -> None:
    cells = inventory(POWER).cells
    assert cells["tco2_biogenic"].isna().all()


def test_electricity_without_upstream_of_its_own_is_a_caveat() -> None:
    found = inventory(POWER, {**POWER, "region": "DE"}).caveats.set_index("code")
    assert found.loc["life_cycle_power", "share"] == pytest.approx(0.5)
    assert "DE" in found.loc["life_cycle_power", "text_en"]
    assert "life_cycle_power" not in set(inventory(POWER).caveats["code"])


def test_a_contract_on_gas_is_a_question_not_a_silence() -> None:
    gas = {**POWER, "activity": "aardgas", "unit": "Nm3", "instrument": "energy.electricity.wind"}
    with pytest.raises(DataError, match="contract does not count for Natural gas"):
        inventory(gas)


def test_a_meter_that_stood_still_is_no_error() -> None:
    found = inventory({**POWER, "value": 0.0})
    assert "market_fallback" not in set(found.caveats["code"])
    assert "0" in repr(found)


def test_equity_share_needs_a_share_in_every_row() -> None:
    with pytest.raises(DataError, match="ownership share is not filled in"):
        inventory({**POWER, "ownership_share": 0.5}, {**POWER, "ownership_share": None}, consolidation="equity share")
