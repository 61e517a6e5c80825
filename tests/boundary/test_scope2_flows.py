"""Category 3.3 complete and never double; own generation, feed-in, resold energy, heat and cooling."""

from __future__ import annotations

import pandas as pd
import pytest
from synthetic_company import factors

from ghgcalc.errors import DataError
from ghgcalc.factors import EmissionFactors
from ghgcalc.inventory import Inventory, calculate_inventory

POWER = {"year": 2024, "entity": "A", "activity": "energy.electricity", "value": 1000.0, "unit": "kWh", "region": "NL"}


def own(*rows: dict, **changes: object) -> EmissionFactors:
    base = {"region": "NL", "year": 2024, "unit": "kWh", "scope2_method": ""} | changes
    return EmissionFactors.from_frame(
        pd.DataFrame([{**base, "factor_id": f"f{i}", **row} for i, row in enumerate(rows)])
    )


def inventory(*rows: dict, with_factors: EmissionFactors | None = None) -> Inventory:
    return calculate_inventory(pd.DataFrame([{**POWER, **row} for row in rows]), with_factors or factors())


def by_category(found: Inventory, scope2: str) -> dict[str, float]:
    shown = found.by("category", scope2=scope2)
    return dict(zip(shown["category"], shown["tco2e"], strict=True))


def test_own_generation_has_no_scope_2_and_feed_in_is_never_netted() -> None:
    bought = inventory({})
    found = inventory({}, {"activity": "eigen opwek", "value": 400.0}, {"activity": "teruglevering", "value": 900.0})
    for scope2 in ("location", "market"):
        assert found.total(scope2=scope2) == pytest.approx(bought.total(scope2=scope2))
    balance = found.electricity.set_index("flow")["kwh"].to_dict()
    assert balance == {"purchased": 1000.0, "own generation": 400.0, "exported": 900.0}
    cells = found.cells.query("basis == 'own generation'")
    assert (cells["amount"].tolist(), cells["tco2e"].tolist()) == ([400.0, 400.0], [0.0, 0.0])
    assert set(cells["scope2_method"]) == {"location", "market"}


def test_resold_electricity_counts_whole_in_category_3_3() -> None:
    found = inventory({}, {"activity": "energy.electricity.resold", "value": 2.0, "unit": "MWh"})
    assert by_category(found, "location") == pytest.approx({"2.electricity": 0.4, "3.3": 0.12 + 2 * 0.52})
    assert by_category(found, "market") == pytest.approx({"2.electricity": 0.6, "3.3": 0.17 + 2 * 0.52})
    assert found.electricity.set_index("flow")["kwh"]["resold"] == 2000.0


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"activity": "eigen opwek", "unit": "kg"}, "own generation and resold energy are in kWh"),
        ({"activity": "energy.electricity.resold", "category": "3.1"}, "has a fixed place"),
        (
            {"activity": "eigen opwek", "supplier_factor": 0.1, "supplier_factor_unit": "kgCO2e/kWh"},
            "has a fixed place",
        ),
        ({"activity": "energy.heat.cooling", "unit": "GJ"}, "no emission factor"),
    ],
)
def test_flows_have_a_fixed_place(row: dict, said: str) -> None:
    with pytest.raises(DataError, match=said):
        inventory(row)


def test_steam_heat_and_cooling_are_scope_2_with_their_upstream_in_3_3() -> None:
    rows = [
        {"activity": activity, "kgco2e": value, "category": category, "stage": stage}
        for activity, direct, upstream in (("energy.heat.cooling", 10.0, 1.0), ("energy.heat.steam_onsite", 50.0, 7.0))
        for value, category, stage in ((direct, "2.heat", "generation"), (upstream, "3.3", "upstream"))
    ]
    found = inventory(
        {"activity": "koudenet", "value": 20.0, "unit": "GJ"},
        {"activity": "ingekochte stoom", "value": 10.0, "unit": "GJ"},
        with_factors=own(*rows, unit="GJ"),
    )
    for scope2 in ("location", "market"):
        assert by_category(found, scope2) == pytest.approx({"2.heat": 0.7, "3.3": 0.09})


def test_a_life_cycle_factor_gets_no_upstream_line() -> None:
    fuel = [
        {"activity": "oil", "kgco2e": 3.2, "category": "1.mobile", "stage": "life-cycle"},
        {"activity": "oil", "kgco2e": 0.6, "category": "3.3", "stage": "upstream"},
    ]
    found = inventory({"activity": "oil"}, with_factors=own(*fuel))
    assert by_category(found, "location") == pytest.approx({"1.mobile": 3.2})
    plain = [fuel[0] | {"stage": "combustion"}, fuel[1]]
    assert by_category(inventory({"activity": "oil"}, with_factors=own(*plain)), "location")["3.3"] == pytest.approx(
        0.6
    )


def test_life_cycle_electricity_keeps_its_losses_and_the_other_method_its_upstream() -> None:
    grid = {"activity": "energy.electricity", "scope2_method": "location"}
    rest = {"activity": "energy.electricity.residual_mix", "scope2_method": "market"}
    found = inventory(
        {},
        with_factors=own(
            grid | {"kgco2e": 0.5, "category": "2.electricity", "stage": "life-cycle"},
            grid | {"kgco2e": 0.1, "category": "3.3", "stage": "upstream"},
            grid | {"kgco2e": 0.02, "category": "3.3", "stage": "transmission"},
            rest | {"kgco2e": 0.6, "category": "2.electricity", "stage": "generation"},
            rest | {"kgco2e": 0.15, "category": "3.3", "stage": "upstream"},
        ),
    )
    assert by_category(found, "location") == pytest.approx({"2.electricity": 0.5, "3.3": 0.02})
    assert by_category(found, "market") == pytest.approx({"2.electricity": 0.6, "3.3": 0.17})
