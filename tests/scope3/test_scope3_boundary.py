"""Required and optional emissions stand apart, and what is left out is said aloud."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ghgcalc as gc
from ghgcalc.errors import DataError
from ghgcalc.inventory import Exclusion, accounting_rulebooks, exclusion_table, load_accounting, with_exclusions
from ghgcalc.vocabulary import EXCLUSION_REASONS

DRAFT = "ghgp-v3-draft-2026"


def row(category: str, tonnes: float = 1.0, **more: object) -> dict[str, object]:
    return {"year": 2026, "activity": "reported", "value": tonnes, "unit": "tCO2e", "category": category, **more}


def inventory(*rows: dict[str, object], **options: object) -> gc.Inventory:
    chosen = gc.load_factors("nl-2026", "desnz-2025")
    return gc.calculate_inventory(pd.DataFrame(list(rows)), chosen, region="NL", **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given_row", "boundary"),
    [
        ({"category": "3.6", "activity": "travel.hotel", "value": 2.0, "unit": "night"}, "optional"),
        (row("3.6"), "required"),
        (row("3.11"), "required"),
        (row("3.11", process="Washing"), "optional"),
        (row("3.11", process="strijken"), "optional"),
        (row("3.1", process="washing"), "required"),
        (row("3.11", process="washing", boundary="required"), "required"),
        (row("3.4", boundary="optional"), "optional"),
        (row("1.stationary"), "required"),
    ],
)
def test_a_row_is_required_unless_the_standard_or_the_row_says_otherwise(
    given_row: dict[str, object], boundary: str
) -> None:
    cells = inventory({"year": 2026, **given_row}).cells
    assert set(cells["boundary"]) == {boundary}


@given(st.lists(st.tuples(st.sampled_from(["3.1", "3.6", "3.11"]), st.floats(0.1, 1e4), st.booleans()), min_size=1))
def test_required_and_optional_make_the_total(parts: list[tuple[str, float, bool]]) -> None:
    rows = [row(category, tonnes, process="drying" if drying else "") for category, tonnes, drying in parts]
    found = inventory(*rows)
    apart = {word: found.total(scope2="market", boundary=word) for word in ("required", "optional")}
    by_hand = sum(tonnes for category, tonnes, drying in parts if category == "3.11" and drying)
    assert apart["optional"] == pytest.approx(by_hand)
    assert sum(apart.values()) == pytest.approx(found.total(scope2="market"))
    by = found.by("boundary", scope2="market").set_index("boundary")["tco2e"]
    assert by.get("required", 0.0) == pytest.approx(apart["required"])


def test_a_word_that_is_no_boundary_is_refused() -> None:
    with pytest.raises(DataError, match="optional"):
        inventory(row("3.1", boundary="optionnal"))
    with pytest.raises(DataError, match="boundary"):
        inventory(row("3.1")).total(scope2="market", boundary="indirect")


def test_category_16_exists_only_under_the_draft() -> None:
    with pytest.raises(DataError, match="only in a draft"):
        inventory(row("3.16"))
    found = inventory(row("3.16", 4.0), row("3.16", 2.0, boundary="required"), rulebook=DRAFT)
    assert found.total(scope2="market", scope=3, boundary="optional") == pytest.approx(4.0)
    assert found.total(scope2="market", scope=3, boundary="required") == pytest.approx(2.0)
    with pytest.raises(DataError, match=DRAFT):
        inventory(row("3.1"), rulebook="ghgp-v3")


def test_every_category_has_a_minimum_boundary_with_its_place() -> None:
    for key in accounting_rulebooks():
        rules = load_accounting(key)
        assert rules.categories[:15] == tuple(f"3.{number}" for number in range(1, 16))
        for entry in (*rules.minimum, *rules.optional):
            assert entry.place
        for minimum in rules.minimum:
            assert minimum.required["nl"]
            assert bool(minimum.optional["en"]) == bool(minimum.optional["nl"])
    assert load_accounting().status == "in force"


def test_exclusions_stand_in_the_inventory_and_leave_the_caveat() -> None:
    left_out = [
        {"category": "3.14", "reason": "not_applicable", "explanation": "No franchises."},
        {"category": "3.2", "reason": "de_minimis", "explanation": "Two laptops.", "estimate_tco2e": 0.5},
        {"category": "3.4", "reason": "partly", "explanation": "Couriers unknown.", "estimate_tco2e": None},
    ]
    found = inventory(row("3.1"), row("3.4"), exclusions=pd.DataFrame(left_out))
    table = exclusion_table(found.exclusions)
    assert table["category"].tolist() == ["3.14", "3.2", "3.4"]
    assert table["estimate_tco2e"].tolist()[1] == 0.5
    assert np.isnan(table["estimate_tco2e"].tolist()[2])
    caveat = found.caveats.set_index("code").loc["categories_empty", "text_en"]
    assert "3.3" in caveat
    assert "3.14" not in caveat
    assert found.total(scope2="market") == inventory(row("3.1"), row("3.4")).total(scope2="market")


def test_nothing_is_excluded_by_a_blank_or_a_zero() -> None:
    found = inventory(row("3.1"), row("3.2", 0.0))
    assert found.exclusions == ()
    assert exclusion_table(found.exclusions).empty


@pytest.mark.parametrize(
    ("exclusion", "code"),
    [
        ({"category": "3.2", "reason": "excluded", "explanation": " "}, "exclusion_unexplained"),
        ({"category": "3.2", "reason": "forgotten", "explanation": "x"}, "not_in_list"),
        ({"category": "3.16", "reason": "excluded", "explanation": "x"}, "not_in_list"),
        ({"category": "3.2", "reason": "excluded", "explanation": "x", "estimate": 3}, "not_in_list"),
        ({"category": "3.2", "reason": "excluded", "explanation": "x", "estimate_tco2e": "few"}, "not_a_number"),
        ({"category": "3.2", "reason": "excluded", "explanation": "x", "estimate_tco2e": -1}, "negative_value"),
        ({"category": "3.2", "reason": "not_applicable", "explanation": "x", "estimate_tco2e": 1}, "exclusion_applies"),
        (
            {"category": "3.2", "reason": "not_estimable", "explanation": "x", "estimate_tco2e": 1},
            "exclusion_estimated",
        ),
        ({"category": "3.1", "reason": "excluded", "explanation": "x"}, "exclusion_has_data"),
        ({"category": "3.2", "reason": "partly", "explanation": "x"}, "exclusion_without_data"),
        ({"category": "3.2", "reason": "excluded", "explanation": "x", "year": 1999}, "unknown_year"),
    ],
)
def test_an_exclusion_that_does_not_hold_is_refused(exclusion: dict[str, object], code: str) -> None:
    with pytest.raises(DataError) as caught:
        with_exclusions(inventory(row("3.1")), [exclusion])
    assert [problem.code for problem in caught.value.problems] == [code]
    assert caught.value.problems[0].sentence("nl")


def test_a_whole_category_is_excluded_once() -> None:
    once = Exclusion("3.2", "excluded", "Not yet.")
    with pytest.raises(DataError, match="and then again"):
        with_exclusions(inventory(row("3.1")), [once, Exclusion("3.2", "de_minimis", "Small.")])
    with pytest.raises(DataError, match="and then again"):
        with_exclusions(inventory(row("3.1")), [Exclusion("3.2", "de_minimis", "Small."), once])
    assert len(with_exclusions(inventory(row("3.1")), [once]).exclusions) == 1


@pytest.mark.parametrize("reason", EXCLUSION_REASONS)
def test_every_reason_has_words(reason: str) -> None:
    from ghgcalc.texts import text

    assert text(f"exclusion_reason.{reason}", "en") != text(f"exclusion_reason.{reason}", "nl")
