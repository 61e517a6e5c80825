"""The bridge adds up, and each cause is found where it was planted."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghgcalc.comparison import CAUSES, Comparison, compare
from ghgcalc.errors import DataError
from ghgcalc.factors import EmissionFactors
from ghgcalc.inventory import Inventory, calculate_inventory

KG = {"cotton": 6.0, "polyester": 3.0, "wool": 20.0}


def edition(name: str = "2024", scale: float = 1.0) -> EmissionFactors:
    rows = [(activity, "kg", value * scale, "3.1") for activity, value in KG.items()]
    rows += [
        ("goods", "EUR", 0.5 * scale, "3.1"),
        ("truck", "tkm", 0.1 * scale, "3.4"),
        ("gas", "Nm3", 2.0 * scale, "1.stationary"),
    ]
    return EmissionFactors.from_frame(
        pd.DataFrame(
            {
                "factor_id": [f"{name}/{row[0]}" for row in rows], "activity": [row[0] for row in rows], "region": "NL",
                "valid_from": 2020, "valid_to": 2030, "unit": [row[1] for row in rows],
                "kgco2e": [row[2] for row in rows], "category": [row[3] for row in rows],
            }
        ),
        name=name,
    )  # fmt: skip


UNITS = {"goods": "EUR", "truck": "tkm", "gas": "Nm3"}


def year_of(amounts: dict[str, float], year: int, factors: EmissionFactors | None = None, **more: object) -> Inventory:
    rows = [
        {"year": year, "activity": a, "value": v, "unit": UNITS.get(a, "kg"), "region": "NL", **more}
        for a, v in amounts.items()
    ]
    return calculate_inventory(pd.DataFrame(rows), factors or edition())


def causes(old: Inventory, new: Inventory) -> dict[str, float]:
    comparison = compare(old, new, scope2="market")
    assert comparison.by_cause.sum() == pytest.approx(comparison.to_tco2e - comparison.from_tco2e, abs=1e-9)
    return {str(k): float(v) for k, v in comparison.by_cause.items() if abs(v) > 1e-12}


def test_more_of_the_same_is_volume() -> None:
    assert causes(
        year_of({"cotton": 1000, "wool": 100}, 2024), year_of({"cotton": 1100, "wool": 110}, 2025)
    ) == pytest.approx({"volume": 0.8})


def test_another_material_in_the_same_total_is_mix() -> None:
    # 1,000 kg stays 1,000 kg; 500 kg cotton (6) becomes polyester (3): −1.5 t
    assert causes(year_of({"cotton": 1000}, 2024), year_of({"cotton": 500, "polyester": 500}, 2025)) == pytest.approx(
        {"mix": -1.5}
    )


def test_volume_and_mix_together_by_hand() -> None:
    # A 1,000 → 1,200 kg; cotton share 1 → 0.5, polyester 0 → 0.5
    # volume: mean mix (6 + 4.5) / 2 per kg × 200 kg; mix: mean amount 1,100 kg × −1.5
    found = causes(year_of({"cotton": 1000}, 2024), year_of({"cotton": 600, "polyester": 600}, 2025))
    assert found == pytest.approx({"volume": 5.25 * 0.2, "mix": -1.5 * 1.1})


def test_a_suppliers_better_figure_is_intensity_and_a_first_supplier_figure_is_method() -> None:
    own = {"supplier": "A", "supplier_factor_unit": "kgCO2e/kg"}
    listed = year_of({"cotton": 1000}, 2024)
    first = year_of({"cotton": 1000}, 2024, supplier_factor=5.0, **own)
    later = year_of({"cotton": 1000}, 2025, supplier_factor=4.0, **own)
    assert causes(first, later) == pytest.approx({"intensity": -1.0})
    assert causes(listed, later) == pytest.approx({"method": -2.0})


def test_another_edition_of_the_list_is_no_reduction() -> None:
    old, new = year_of({"cotton": 1000}, 2024), year_of({"cotton": 1000}, 2025, edition("2025", 0.9))
    assert causes(old, new) == pytest.approx({"factor_edition": -0.6})


def test_electricity_that_becomes_green_is_intensity_although_its_factor_becomes_0() -> None:
    from ghgcalc.factors import load_factors

    rows = pd.DataFrame(
        {
            "year": [2025, 2026], "activity": ["stroom", "groene stroom wind"], "value": [100.0, 110.0], "unit": "MWh",
            "region": "NL",
        }
    )  # fmt: skip
    comparison = compare(calculate_inventory(rows, load_factors("nl-2026")), scope2="market")
    scope2 = comparison.frame[comparison.frame["category"] == "2.electricity"].set_index("cause")["tco2e"]
    # 100 MWh × 0.401 → 110 MWh × 0: volume 10 × 0.401 / 2, intensity −0.401 × 105
    assert scope2["volume"] == pytest.approx(10 * 0.401 / 2)
    assert scope2["intensity"] == pytest.approx(-0.401 * 105)
    assert scope2.sum() == pytest.approx(-40.1)


def test_from_spend_to_kilograms_is_method() -> None:
    found = causes(year_of({"goods": 20_000, "truck": 100}, 2024), year_of({"cotton": 1500, "truck": 100}, 2025))
    assert found == pytest.approx({"method": -1.0})


def test_one_kind_of_unit_that_ends_is_volume_and_not_method() -> None:
    assert causes(year_of({"cotton": 1, "goods": 2000}, 2024), year_of({"cotton": 1}, 2025)) == pytest.approx(
        {"volume": -1.0}
    )


def test_an_entity_or_a_scope_3_category_that_one_year_lacks_is_boundary() -> None:
    two = pd.DataFrame(
        [
            {"year": 2025, "activity": "cotton", "value": 1000.0, "unit": "kg", "region": "NL", "entity": entity}
            for entity in ("A", "B")
        ]
    )
    assert causes(year_of({"cotton": 1000}, 2024, entity="A"), calculate_inventory(two, edition())) == pytest.approx(
        {"boundary": 6.0}
    )
    assert causes(year_of({"cotton": 1000}, 2024), year_of({"cotton": 1000, "truck": 5000}, 2025)) == pytest.approx(
        {"boundary": 0.5}
    )
    gone = causes(year_of({"cotton": 1000, "gas": 500}, 2024), year_of({"cotton": 1000}, 2025))
    assert gone == pytest.approx({"volume": -1.0})


POSITIVE = st.just(0.0) | st.floats(1e-6, 1e6)
AMOUNTS = st.dictionaries(st.sampled_from([*KG, "goods", "truck", "gas"]), POSITIVE, min_size=1)


@given(AMOUNTS, AMOUNTS, st.floats(0.1, 3))
def test_the_causes_add_up_and_the_way_back_is_the_opposite(
    before: dict[str, float], after: dict[str, float], scale: float
) -> None:
    old, new = year_of(before, 2024), year_of(after, 2025, edition("2025", scale))
    there, back = compare(old, new, scope2="market"), compare(new, old, scope2="market")
    size = 1e-9 * max(there.from_tco2e, there.to_tco2e, 1.0)
    assert abs(there.by_cause.sum() - (there.to_tco2e - there.from_tco2e)) <= size
    assert (there.by_cause + back.by_cause).abs().max() <= size
    categories = there.frame.groupby("category")["tco2e"].sum()
    for category, change in categories.items():
        ends = [i.by("category", scope2="market").set_index("category")["tco2e"].get(category, 0.0) for i in (old, new)]
        assert abs(change - (ends[1] - ends[0])) <= size


@given(AMOUNTS, AMOUNTS, st.floats(0.05, 0.95))
def test_splitting_rows_changes_no_cause(before: dict[str, float], after: dict[str, float], part: float) -> None:
    def split(amounts: dict[str, float], year: int) -> Inventory:
        rows = [
            {"year": year, "activity": a, "value": v * s, "unit": UNITS.get(a, "kg"), "region": "NL", "site": site}
            for a, v in amounts.items()
            for site, s in (("x", part), ("y", 1 - part))
        ]
        return calculate_inventory(pd.DataFrame(rows), edition())

    whole = compare(year_of(before, 2024), year_of(after, 2025), scope2="market")
    parts = compare(split(before, 2024), split(after, 2025), scope2="market")
    size = 1e-9 * max(whole.from_tco2e, whole.to_tco2e, 1.0)
    assert (whole.by_cause - parts.by_cause).abs().max() <= size


def test_two_years_of_one_inventory_and_the_steps_of_the_bridge() -> None:
    rows = pd.DataFrame(
        {
            "year": [2023, 2024, 2025],
            "activity": "cotton",
            "value": [900.0, 1000.0, 1100.0],
            "unit": "kg",
            "region": "NL",
        }
    )
    inventory = calculate_inventory(rows, edition())
    comparison = compare(inventory, scope2="market")
    assert isinstance(comparison, Comparison)
    assert (comparison.from_year, comparison.to_year) == (2024, 2025)
    steps = comparison.steps()
    assert steps["kind"].tolist() == ["total", "delta", "total"]
    assert steps["end"].tolist() == pytest.approx([6.0, 6.6, 6.6])
    assert set(comparison.frame["cause"]) == set(CAUSES)
    for wrong in ({"from_year": 2020}, {"from_year": 2025}, {"to_year": 2023}, {"scope2": "both"}):
        with pytest.raises(DataError):
            compare(inventory, **{"scope2": "market", **wrong})  # type: ignore[arg-type]
