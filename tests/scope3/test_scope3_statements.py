"""The GHG Protocol's statements: each is tested on what the inventory holds, with its source and a reason in words."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

import ghgcalc as gc
from ghgcalc.errors import DataError
from ghgcalc.inventory import requirements
from ghgcalc.inventory.statements import statements
from ghgcalc.texts import has_text

ALL = [f"3.{number}" for number in range(1, 16)]
POWER = {"activity": "energy.electricity", "value": 1000.0, "unit": "kWh"}
GAS = {"activity": "aardgas", "value": 100.0, "unit": "Nm3"}


def row(category: str, **more: object) -> dict[str, object]:
    return {"activity": "reported", "value": 10.0, "unit": "tCO2e", "category": category, **more}


def inventory(*rows: dict[str, object], **options: object) -> gc.Inventory:
    frame = pd.DataFrame([{"year": 2026, **one} for one in rows])
    return gc.calculate_inventory(frame, gc.load_factors("nl-2026"), region="NL", **options)  # type: ignore[arg-type]


def status(made: gc.Inventory, statement: str, **more: object) -> str:
    return str(gc.check_inventory(made, **more).set_index("id").loc[statement, "status"])  # type: ignore[arg-type]


def reason(made: gc.Inventory, statement: str, language: str = "en") -> str:
    return str(made.checks.set_index("id").loc[statement, f"reason_{language}"])


def not_applicable(*categories: str) -> list[dict[str, str]]:
    return [{"category": c, "reason": "not_applicable", "explanation": "Does not occur."} for c in categories]


def test_every_statement_has_a_test_a_source_and_both_languages() -> None:
    assert len({statement.id for statement in statements()}) == len(statements())
    for statement in statements():
        assert statement.check == "declared" or statement.check in requirements.TESTS
        assert statement.text["en"] != statement.text["nl"]
        assert statement.source.startswith("GHG Protocol")
    assert {statement.check for statement in statements()} - {"declared"} == set(requirements.TESTS)


def test_every_reason_has_words_and_no_words_are_left_over() -> None:
    source = Path(str(requirements.__file__)).read_text(encoding="utf-8")
    used = set(re.findall(r'outcome\(\s*"[a-z ]+",\s*"(\w+)"', source)) | {"declared"}
    assert all(has_text(f"check.{name}") for name in used)
    texts = Path(__file__).parents[2] / "texts" / "checks.toml"
    written = set(re.findall(r'^"check\.(\w+)" =', texts.read_text(encoding="utf-8"), re.MULTILINE))
    words = {"title", "statement", "status", "why", "source", "requirement", "required", "optional"}
    assert written - words == used


@pytest.mark.parametrize(
    ("statement", "rows", "options", "expected"),
    [
        ("consolidation", [GAS], {}, "missing"),
        ("consolidation", [GAS], {"consolidation": "financial control"}, "met"),
        ("scope_1", [GAS], {}, "met"),
        ("scope_1", [POWER], {}, "missing"),
        ("scope_1", [POWER], {"exclusions": not_applicable("1.stationary")}, "met"),
        ("scope_2_both", [GAS], {}, "missing"),
        ("scope_2_both", [POWER], {}, "met"),
        ("scope_2_both", [row("2.heat", scope2_method="location")], {}, "missing"),
        ("scope_2_instruments", [POWER], {}, "not applicable"),
        ("scope_2_instruments", [{**POWER, "instrument": "wind"}], {}, "not assessed"),
        ("residual_mix", [POWER], {}, "met"),
        ("residual_mix", [GAS], {}, "not applicable"),
        ("gases", [GAS], {}, "missing"),
        ("gases", [row("3.1")], {}, "not applicable"),
        ("gwp", [GAS], {"gwp": "AR5"}, "met"),
        ("base_year", [GAS], {}, "not assessed"),
        ("recalculation_policy", [GAS], {}, "not assessed"),
        ("scope_3_categories", [row(c) for c in ALL], {}, "met"),
        ("scope_3_categories", [row(c) for c in ALL[1:]], {}, "missing"),
        ("scope_3_categories", [row(c) for c in ALL[1:]], {"exclusions": not_applicable("3.1")}, "met"),
        ("scope_3_categories", [row("3")], {}, "missing"),
        ("intermediate_products", [row("3.1")], {"exclusions": not_applicable("3.10")}, "not applicable"),
        ("data_types", [row("3.1")], {}, "missing"),
        ("data_types", [row("3.1", data_type="average")], {}, "met"),
        ("data_types", [GAS], {}, "met"),
        ("methods", [row("3.1")], {}, "not assessed"),
        ("supplier_share", [row("3.1")], {}, "missing"),
        ("optional_apart", [row("3.1")], {}, "missing"),
        ("optional_apart", [row("3.1", boundary="optional")], {}, "met"),
        ("subdivision", [{**GAS, "site": "A"}, {**GAS, "site": "B"}], {}, "met"),
        ("subdivision", [GAS], {}, "missing"),
        ("exclusion_estimates", [GAS], {"exclusions": not_applicable("3.2")}, "not applicable"),
        ("exclusion_estimates", [GAS], {"exclusions": [gc.Exclusion("3.2", "excluded", "Later.")]}, "missing"),
        ("exclusion_estimates", [GAS], {"exclusions": [gc.Exclusion("3.2", "excluded", "Later.", 3.0)]}, "met"),
    ],
)
def test_a_statement_follows_from_the_inventory(
    statement: str, rows: list[dict[str, object]], options: dict[str, object], expected: str
) -> None:
    assert status(inventory(*rows, **options), statement) == expected


def test_a_base_year_needs_a_reason() -> None:
    made = inventory(GAS, POWER)
    silent = gc.set_base_year(made, 2026, scope2="market")
    assert status(made, "base_year", base=silent) == "missing"
    spoken = gc.set_base_year(made, 2026, scope2="market", reason="First complete year.")
    assert status(made, "base_year", base=spoken) == "met"


def test_categories_9_to_12_are_left_out_together_or_not_at_all() -> None:
    def unknown(*categories: str) -> list[dict[str, str]]:
        return [{"category": c, "reason": "not_estimable", "explanation": "Unknown end use."} for c in categories]

    some = inventory(row("3.11"), exclusions=unknown("3.9", "3.10"))
    assert status(some, "intermediate_products") == "missing"
    assert "3.11" in reason(some, "intermediate_products")
    every = inventory(row("3.1"), exclusions=unknown("3.9", "3.10", "3.11", "3.12"))
    assert status(every, "intermediate_products") == "met"
    draft = inventory(row("3.11"), exclusions=unknown("3.9"), rulebook="ghgp-v3-draft-2026")
    assert status(draft, "intermediate_products") == "not applicable"


def test_a_category_must_be_there_in_every_year() -> None:
    rows = [row(c, year=year) for year in (2025, 2026) for c in ALL if (year, c) != (2025, "3.7")]
    made = inventory(*rows)
    assert status(made, "scope_3_categories") == "missing"
    assert reason(made, "scope_3_categories", "nl") == "Geen cijfer en geen uitsluiting voor: 3.7 Woon-werkverkeer."
    left_out = [{"category": "3.7", "reason": "excluded", "explanation": "No survey yet.", "year": 2025}]
    assert status(inventory(*rows, exclusions=left_out), "scope_3_categories") == "met"


def test_the_share_of_supplier_data_is_a_share_of_scope_3() -> None:
    made = inventory(row("3.1", data_type="supplier"), row("3.4", data_type="spend", value=30.0))
    assert reason(made, "supplier_share").startswith("25%")


def test_own_words_fill_what_data_cannot_show_and_hide_nothing() -> None:
    made = inventory(row("3.1"))
    declared = {"recalculation_policy": "Changes above 5 %.", "consolidation": "Everything we control."}
    found = gc.check_inventory(made, declared=declared).set_index("id")
    assert found.loc["recalculation_policy", ["status", "reason_nl"]].tolist() == ["met", "Changes above 5 %."]
    assert found.loc["consolidation", "status"] == "missing"
    with pytest.raises(DataError, match="recalculation_policy"):
        gc.check_inventory(made, declared={"recalculation": "5 %"})
    with pytest.raises(DataError, match="says nothing"):
        gc.check_inventory(made, declared={"assurance": " "})


def test_braces_in_own_words_are_only_words() -> None:
    found = gc.check_inventory(inventory(row("3.1")), declared={"assurance": "@scope.1 {0.__class__}"})
    assert found.set_index("id").loc["assurance", "reason_en"] == "@scope.1 {0.__class__}"
