"""Spend in another currency, price year or price basis reaches the money of its emission factor."""

from __future__ import annotations

import csv
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ghgcalc as gc
from ghgcalc.prices import convert_currency, deflate, prepare_spend
from ghgcalc.prices.terms import basis_ratios, money_units
from ghgcalc.resources import data_path

FACTOR = 0.32119  # FIGARO NL 2023, textiles, kg CO2e per EUR of 2023 at purchaser prices


@pytest.fixture(scope="module")
def figaro() -> gc.EmissionFactors:
    return gc.load_factors("spend-figaro-nl-2023")


def basic_set(*, region: str = "GB", price_year: object = 2022) -> gc.EmissionFactors:
    frame = pd.DataFrame({"factor_id": ["b"], "activity": ["spend.textiles"], "region": [region], "year": [2022],
                          "unit": ["GBP"], "kgco2e": [0.7], "category": ["3.1"]})  # fmt: skip
    return gc.EmissionFactors.from_frame(
        frame, name="basic", source={"price_year": price_year, "price_basis": "basic price, without VAT"}
    )


def spend(**columns: object) -> pd.DataFrame:
    row: dict[str, object] = {"year": 2023, "activity": "spend.textiles", "region": "NL", "value": 100.0, "unit": "EUR"}
    return pd.DataFrame([row | columns])


def test_money_of_the_factor_itself_stays_as_it_is(figaro: gc.EmissionFactors) -> None:
    ready = prepare_spend(spend(), figaro)
    assert (ready["value"][0], ready["unit"][0], ready["spend_conversion"][0]) == (100.0, "EUR", "")
    assert (ready["spend_value"][0], ready["spend_unit"][0]) == (100.0, "EUR")


def test_thousands_of_dollars_of_2024_become_euros_of_2023(figaro: gc.EmissionFactors) -> None:
    ready = prepare_spend(spend(year=2024, unit="USD", value=5000.0), figaro, index="cpi-nl")
    in_euro = 5000.0 / 1.08238  # ECB mean of 2024
    assert ready["value"][0] == pytest.approx(in_euro / 1.0334754, rel=1e-5)
    assert ready["unit"][0] == "EUR"
    said = ready["spend_conversion"][0]
    assert "USD to EUR at the mean rate of 2024" in said
    assert "prices of 2024 to prices of 2023 with cpi-nl" in said


def test_what_was_done_is_said_in_dutch_too(figaro: gc.EmissionFactors) -> None:
    frame = spend(year=2024, unit="dollar", vat=0.21)
    said = prepare_spend(frame, figaro, index="cpi-nl", language="nl")["spend_conversion"][0]
    assert said.startswith("btw van 21% eruit gehaald; USD naar EUR tegen de gemiddelde koers van 2024 × 0,92")


def test_thousands_count_as_thousands(figaro: gc.EmissionFactors) -> None:
    ready = prepare_spend(spend(unit="k€"), figaro)
    assert (ready["value"][0], ready["unit"][0]) == (100_000.0, "EUR")


def test_vat_leaves_the_amount_before_anything_else(figaro: gc.EmissionFactors) -> None:
    assert prepare_spend(spend(value=121.0), figaro, vat=0.21)["value"][0] == pytest.approx(100.0)
    assert prepare_spend(spend(value=109.0, vat=0.09), figaro, vat=0.21)["value"][0] == pytest.approx(100.0)


def test_purchaser_prices_go_to_basic_prices_with_a_ratio() -> None:
    frame = spend(region="GB", year=2022, unit="GBP")
    ready = prepare_spend(frame, basic_set(), basic_per_purchaser={"spend.textiles": 0.75})
    assert ready["value"][0] == pytest.approx(75.0)
    assert "purchaser price to basic price × 0.75" in ready["spend_conversion"][0]
    already = prepare_spend(frame, basic_set(), price_basis="basic")
    assert already["value"][0] == 100.0


def test_basic_prices_go_to_purchaser_prices_with_the_published_ratio(figaro: gc.EmissionFactors) -> None:
    ready = prepare_spend(spend(price_basis="basic", value=75.15), figaro, basic_per_purchaser="figaro-nl-2023")
    assert ready["value"][0] == pytest.approx(100.0)


def test_the_published_ratios_rebuild_the_purchaser_factor() -> None:
    # FIGARO 26ed, C13-C15: 398.8 g per EUR at basic prices, ratio 0.7515, margins 21.48 g per EUR: 321.19 g
    ratio = basis_ratios("figaro-nl-2023")["spend.textiles"]
    assert 398.8 * ratio + 21.48 == pytest.approx(321.19, abs=0.05)


def test_a_price_year_of_its_own_goes_before_the_year_of_the_row(figaro: gc.EmissionFactors) -> None:
    ready = prepare_spend(spend(year=2024, price_year=2023, unit="USD"), figaro)
    assert ready["value"][0] == pytest.approx(100 / 1.081269, rel=1e-5)


@pytest.mark.parametrize(
    ("columns", "arguments", "message"),
    [
        ({"year": 2024}, {}, "name a price index for EUR"),
        ({"year": 2031}, {"index": "cpi-nl"}, "no figure for 2031"),
        ({"unit": "BDT"}, {}, "enter how many BDT went into one euro in 2023"),
        ({"price_basis": "basic"}, {}, "basic_per_purchaser"),
        ({"price_basis": "retail"}, {}, "price_basis"),
        ({"vat": 21}, {}, "write 0.21 for 21%"),
        ({"value": "many"}, {}, "'many' is not a number"),
        ({"value": None}, {}, "is not a number"),
        ({"year": 2023.5}, {}, "2023.5' is not a year"),
        ({"price_year": "last"}, {}, "'last' is not a year"),
        ({"activity": "spend.unicorns"}, {}, "no emission factor"),
        ({"region": "GB"}, {}, "row 0"),
        ({}, {"basic_per_purchaser": "figaro"}, "choose from: figaro-nl-2023"),
    ],
)
def test_what_is_missing_is_an_error_that_says_what_to_enter(
    figaro: gc.EmissionFactors, columns: dict[str, object], arguments: dict[str, object], message: str
) -> None:
    with pytest.raises(gc.DataError, match=message):
        prepare_spend(spend(**columns), figaro, **arguments)  # type: ignore[arg-type]


def test_an_error_names_the_cell_of_the_workbook(figaro: gc.EmissionFactors) -> None:
    with pytest.raises(gc.DataError) as caught:
        prepare_spend(spend(unit="BDT", sheet="Spend", cell="F14"), figaro)
    assert (caught.value.problems[0].sheet, caught.value.problems[0].cell) == ("Spend", "F14")


def test_missing_columns_are_named(figaro: gc.EmissionFactors) -> None:
    with pytest.raises(gc.DataError, match="column 'unit' is missing"):
        prepare_spend(spend().drop(columns="unit"), figaro)


def test_a_set_without_price_terms_is_refused() -> None:
    bare = gc.EmissionFactors.from_frame(
        pd.DataFrame({"factor_id": ["x"], "activity": ["spend.textiles"], "region": ["NL"], "year": [2023],
                      "unit": ["EUR"], "kgco2e": [0.3], "category": ["3.1"]})
    )  # fmt: skip
    with pytest.raises(gc.DataError, match="state price_year"):
        prepare_spend(spend(), bare)


def test_rows_without_money_and_with_a_supplier_factor_stay_as_they_are(figaro: gc.EmissionFactors) -> None:
    frame = pd.concat(
        [spend(unit="kg", activity="material.fibre.cotton.conventional"), spend(unit="USD", supplier_factor=0.2)],
        ignore_index=True,
    )
    ready = prepare_spend(frame, figaro)
    assert ready["value"].tolist() == [100.0, 100.0]
    assert ready["unit"].tolist() == ["kg", "USD"]
    assert ready["spend_conversion"].tolist() == ["", ""]


def test_the_factor_in_the_currency_and_region_of_the_amount_is_preferred(figaro: gc.EmissionFactors) -> None:
    both = figaro.combine(basic_set())
    pound = prepare_spend(spend(region="GB", year=2022, unit="GBP"), both, price_basis="basic")
    assert pound["unit"][0] == "GBP"
    in_nl = prepare_spend(spend(region="NL", unit="GBP"), both)
    assert in_nl["unit"][0] == "EUR"
    assert in_nl["value"][0] == pytest.approx(100 / 0.869787, rel=1e-5)


def test_with_two_factors_for_the_region_the_currency_of_the_amount_decides(figaro: gc.EmissionFactors) -> None:
    both = figaro.combine(basic_set(region="NL"))
    ratios = {"spend.textiles": 0.75}
    rows = [spend(year=2022, price_year=2022, unit="GBP"), spend(year=2022, price_year=2023, unit="EUR")]
    units = [prepare_spend(row, both, basic_per_purchaser=ratios)["unit"][0] for row in rows]
    assert units == ["GBP", "EUR"]


def test_factors_in_prices_of_their_own_year_say_so_in_their_source() -> None:
    factors = basic_set(price_year="factor year")
    assert prepare_spend(spend(region="GB", year=2022, unit="GBP"), factors, price_basis="basic")["value"][0] == 100.0
    with pytest.raises(gc.DataError, match="prices of 2023 and the emission factor is in prices of 2022"):
        prepare_spend(spend(region="GB", year=2023, unit="GBP"), factors, price_basis="basic")


def test_an_inventory_of_converted_spend_is_the_amount_times_the_factor(figaro: gc.EmissionFactors) -> None:
    ready = prepare_spend(spend(unit="USD", value=1081.269), figaro)
    total = gc.calculate_inventory(ready, figaro).total(scope2="location")
    assert total == pytest.approx(1000 * FACTOR / 1000, rel=1e-5)


rows = st.lists(
    st.tuples(st.sampled_from(["EUR", "USD", "GBP", "kEUR"]), st.integers(2015, 2024), st.floats(0.01, 1e6),
              st.sampled_from([0.0, 0.09, 0.21])),
    min_size=1, max_size=12,
)  # fmt: skip


@given(rows=rows)
def test_the_frame_converts_like_its_rows_one_by_one(rows: list[tuple[str, int, float, float]]) -> None:
    frame = pd.concat(
        [spend(unit=unit, year=year, value=value, vat=vat) for unit, year, value, vat in rows], ignore_index=True
    )
    ready = prepare_spend(frame, gc.load_factors("spend-figaro-nl-2023"), index={"EUR": "cpi-nl"})
    for found, (unit, year, value, vat) in zip(ready["value"], rows, strict=True):
        currency, size = money_units()[unit]
        euro = convert_currency(value * size / (1 + vat), currency, "EUR", year=year)
        assert found == pytest.approx(deflate(euro, index="cpi-nl", year_from=year, year_to=2023), rel=1e-12)


def test_a_hundred_thousand_rows_convert_per_distinct_key(figaro: gc.EmissionFactors) -> None:
    size = 100_000
    frame = pd.DataFrame(
        {"year": np.where(np.arange(size) % 2, 2023, 2024), "activity": "spend.textiles", "region": "NL",
         "value": 1.0, "unit": np.where(np.arange(size) % 3, "EUR", "USD")}
    )  # fmt: skip
    prepare_spend(frame.head(10), figaro, index="cpi-nl")
    started = time.perf_counter()
    ready = prepare_spend(frame, figaro, index="cpi-nl")
    assert time.perf_counter() - started < 2.0
    assert ready["value"].nunique() == 4


@pytest.mark.parametrize("name", ["price_changes.csv", "price_basis_ratios.csv"])
def test_every_bundled_figure_has_a_source_with_address_and_licence(name: str) -> None:
    with data_path("emission_factors", "prices", name).open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    assert table
    for row in table:
        assert row["source"]
        assert row["source_ref"]
        assert row["url"].startswith("https://")
        assert "CC BY 4.0" in row["licence"]
        figure = row.get("change_percent") or row.get("basic_per_purchaser")
        assert -5 < float(figure or "nan") < 100
