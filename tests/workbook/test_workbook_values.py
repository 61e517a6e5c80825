"""How single cells are understood."""

import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghgcalc.workbook.values import parse_number, parse_share, parse_text, parse_year


@pytest.mark.parametrize(
    ("written", "dutch", "english"),
    [
        ("1.234,56", 1234.56, 1234.56),
        ("1,234.56", 1234.56, 1234.56),
        ("1.234", 1234.0, 1.234),
        ("1,234", 1.234, 1234.0),
        ("1.234.567", 1234567.0, 1234567.0),
        ("0.123", 0.123, 0.123),
        ("12,5", 12.5, 12.5),
        ("12.5", 12.5, 12.5),
        (" 1\u00a0234,5 ", 1234.5, 1234.5),
        ("1'234.5", 1234.5, 1234.5),
        ("-40", -40.0, -40.0),
        ("(40)", -40.0, -40.0),
        ("\u221240", -40.0, -40.0),
        ("1,5E3", 1500.0, 1500.0),
    ],
)
def test_a_number_in_text_is_read_in_both_notations(written, dutch, english):
    assert parse_number(written, "nl")[0] == dutch
    assert parse_number(written, "en")[0] == english


@pytest.mark.parametrize(
    "written",
    ["kWh", "12 kWh", "1.23.4", "1.234.56", "1,2,3", "--4", "", "1 2 3", "12 34", "#N/A", "nan", "inf", "٣", "1e999",
     "1/2", "ca. 5", "=1+1", "0x10", "1_000", True, dt.date(2025, 1, 1), dt.time(1), float("nan"), float("inf")],
)  # fmt: skip
def test_anything_else_is_not_a_number(written):
    value, problem = parse_number(written, "nl")
    assert value is None
    assert problem is not None


@given(st.integers(0, 10**9), st.integers(0, 99))
def test_a_number_with_thousands_and_two_decimals_survives_in_both_notations(whole, cents):
    english = f"{whole:,}.{cents:02d}"
    dutch = english.translate(str.maketrans(",.", ".,"))
    expected = whole + cents / 100
    for language in ("nl", "en"):
        assert parse_number(english, language)[0] == pytest.approx(expected)
        assert parse_number(dutch, language)[0] == pytest.approx(expected)


@given(st.text(max_size=30))
def test_text_never_becomes_something_that_is_not_finite(written):
    value, problem = parse_number(written, "en")
    assert (value is None) != (problem is None)
    assert value is None or math.isfinite(value)


def test_a_share_may_be_a_percentage():
    assert parse_share("30%")[0] == 0.3
    assert parse_share("12,5 %", "nl")[0] == 0.125
    assert parse_share(0.3)[0] == 0.3


@pytest.mark.parametrize(
    ("value", "year"),
    [(2025, 2025), (2025.0, 2025), ("2025", 2025), (dt.date(2025, 7, 31), 2025), (dt.datetime(2025, 7, 31, 12), 2025),
     (dt.date(1905, 7, 17), 2025)],
)  # fmt: skip
def test_a_year_may_be_a_number_text_or_date(value, year):
    assert parse_year(value)[0] == year


@pytest.mark.parametrize("value", ["FY25", 25, 2025.5, "20255", True, "2025/26"])
def test_something_else_is_no_year(value):
    assert parse_year(value)[1] is not None


def test_text_loses_control_characters_and_double_spaces():
    assert parse_text(" a\x00\n b ") == "a b"
