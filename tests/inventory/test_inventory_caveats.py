"""Caveats follow from the inventory: an inconvenient one cannot be forgotten."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import pytest

from ghgcalc.factors import EmissionFactors
from ghgcalc.inventory import calculate_inventory


def factors_with(price_year: object) -> EmissionFactors:
    frame = pd.DataFrame(
        {
            "factor_id": ["services", "services-old", "cotton"],
            "activity": ["services", "advice", "cotton"],
            "region": ["NL", "NL", "NL"],
            "valid_from": [2023, 2015, 2023],
            "valid_to": [2023, 2015, 2023],
            "unit": ["EUR", "EUR", "kg"],
            "kgco2e": [0.5, 0.5, 5.0],
            "category": ["3.1", "3.1", "3.1"],
        }
    )
    return EmissionFactors.from_frame(frame, name="spend", source={"price_year": price_year})


def caveats(rows: list[Mapping[str, object]], price_year: object = 2023) -> dict[str, float]:
    frame = pd.DataFrame([{"year": 2023, "region": "NL", **row} for row in rows]).fillna("")
    found = calculate_inventory(frame, factors_with(price_year)).caveats
    return dict(zip(found["code"], found["share"], strict=True))


SPEND = {"activity": "services", "value": 1000, "unit": "EUR", "data_type": "spend"}


@pytest.mark.parametrize(
    ("price_year", "year", "warned"),
    [(2023, 2023, False), (2020, 2023, True), ("factor year", 2023, False), ("factor year", 2025, True)],
)
def test_prices_of_another_year_are_named_and_a_factor_in_its_own_prices_is_not(
    price_year: object, year: int, warned: bool
) -> None:
    assert ("spend_prices" in caveats([{**SPEND, "year": year}], price_year)) is warned


def test_the_price_year_of_a_set_says_nothing_about_its_factors_per_kg() -> None:
    assert "spend_prices" not in caveats([{"activity": "cotton", "value": 1, "unit": "kg"}], 2020)


def test_scope_3_that_is_not_split_is_named_with_its_share() -> None:
    reported = {"activity": "reported", "value": 3, "unit": "tCO2e", "category": "3"}
    assert caveats([reported, {"activity": "cotton", "value": 200, "unit": "kg"}])["undifferentiated"] == pytest.approx(
        0.75
    )


def test_factors_far_from_their_year_and_weak_data_are_named() -> None:
    near, far = {"activity": "cotton", "value": 100, "unit": "kg"}, {"activity": "advice", "value": 1000, "unit": "EUR"}
    found = caveats([{**near, "data_type": "measured"}, {**far, "data_type": "spend"}])
    assert found["old_factors"] == pytest.approx(0.5)  # 2015 for an activity of 2023: 8 years
    # technology 4 (spend), time 3, geography 1, reliability 3: mean 2.75 is not weak yet
    assert "weak_quality" not in found
    assert "no_data_type" not in found
    rated = caveats([{**far, "quality_completeness": "poor", "data_type": "spend"}])
    assert rated["weak_quality"] == pytest.approx(1.0)


def test_emissions_without_a_data_type_are_named() -> None:
    found = caveats([{"activity": "cotton", "value": 100, "unit": "kg"}, SPEND])
    assert found["no_data_type"] == pytest.approx(0.5)


def test_every_caveat_is_a_sentence_in_both_languages() -> None:
    rows = pd.DataFrame([{**SPEND, "year": 2030, "region": "NL"}])
    found = calculate_inventory(rows, factors_with(2023)).caveats
    assert {"older_year", "spend", "spend_prices", "old_factors"} <= set(found["code"])
    assert "7 jaar" not in " ".join(found["text_nl"])
    assert found[["text_en", "text_nl"]].map(lambda words: "{" not in words and words[0] != " ").all(axis=None)
