"""Spend in a foreign currency through the inventory, and the error when the year has no rate."""

from __future__ import annotations

import pandas as pd
import pytest

from ghgcalc.errors import DataError
from ghgcalc.factors import load_factors
from ghgcalc.inventory import calculate_inventory
from ghgcalc.prices import convert_currency, in_factor_currency

FIGARO = load_factors("spend-figaro-nl-2023")


def spend(unit: str, year: int = 2023, value: float = 1000.0, activity: str = "spend.textiles") -> pd.DataFrame:
    row = {"year": year, "activity": activity, "value": value, "unit": unit, "region": "NL", "sheet": "S", "cell": "F5"}
    return pd.DataFrame([row])


def test_dollars_become_euros_at_the_mean_rate_of_the_year() -> None:
    ready = in_factor_currency(spend("USD"), FIGARO)
    expected = convert_currency(1000.0, "USD", "EUR", year=2023)
    assert ready[["value", "unit"]].to_numpy().tolist() == [[pytest.approx(expected), "EUR"]]
    euros = calculate_inventory(spend("EUR", value=expected), FIGARO).total(scope2="market")
    assert calculate_inventory(ready, FIGARO).total(scope2="market") == pytest.approx(euros)


def test_thousands_count_and_euros_and_kilograms_stay_as_they_are() -> None:
    assert in_factor_currency(spend("EUR"), FIGARO)["unit"].item() == "EUR"
    assert in_factor_currency(spend("kEUR"), FIGARO)["unit"].item() == "kEUR"
    other = spend("kg", activity="material.fibre.cotton.conventional")
    assert in_factor_currency(other, load_factors()) is other


def test_a_currency_or_year_without_a_rate_names_the_cell() -> None:
    for frame in (spend("BDT"), spend("USD", year=2035)):
        with pytest.raises(DataError) as caught:
            in_factor_currency(frame, FIGARO)
        assert [(p.sheet, p.cell) for p in caught.value.problems] == [("S", "F5")]
    assert in_factor_currency(spend("BDT"), FIGARO, rates={("BDT", 2023): 100.0})["value"].item() == pytest.approx(10.0)


def test_prices_of_another_year_are_a_caveat() -> None:
    codes = set(calculate_inventory(spend("EUR", year=2024), FIGARO).caveats["code"])
    assert "spend_prices" in codes
    assert "spend_prices" not in set(calculate_inventory(spend("EUR", year=2023), FIGARO).caveats["code"])
