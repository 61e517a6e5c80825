"""Rounding happens once, adds up, and is written as the reader's language writes it."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghgcalc.presentation.numbers import (
    TONNES,
    Scale,
    choose_scale,
    format_number,
    format_share,
    format_tco2e,
    largest_remainder,
    share_words,
)

amounts = st.lists(st.floats(-1e7, 1e7, allow_nan=False), min_size=1, max_size=30)


@given(amounts, st.sampled_from([0.01, 0.1, 1.0, 100.0]))
def test_rounded_parts_add_up_to_the_rounded_total(values, step):
    units = [round(part / step) for part in largest_remainder(values, step=step)]
    assert sum(units) == round(math.fsum(values) / step)


@given(amounts)
def test_no_part_moves_further_than_one_step(values):
    moved = [abs(Fraction(new) - Fraction(old)) for new, old in zip(largest_remainder(values), values, strict=True)]
    assert max(moved) <= 1


def test_the_published_example_of_largest_remainders():
    # Hare quota with 10 seats, votes 47000 16000 15800 12000 6100 3100: seats 5 2 1 1 1 0 (en.wikipedia, largest
    # remainders method); the same rule on shares of ten.
    assert largest_remainder([4.7, 1.6, 1.58, 1.2, 0.61, 0.31]) == [5, 2, 1, 1, 1, 0]


def test_a_missing_part_or_a_wrong_total_is_refused():
    with pytest.raises(ValueError, match="missing"):
        largest_remainder([1.0, float("nan")])
    with pytest.raises(ValueError, match="add up"):
        largest_remainder([1.0, 2.0], total=9.0)


@pytest.mark.parametrize(
    ("value", "english", "dutch"),
    [(1234567.891, "1,234,567.9", "1.234.567,9"), (-0.04, "0.0", "0,0"), (-1340.0956, "−1,340.1", "−1.340,1")],
)
def test_numbers_follow_the_language(value, english, dutch):
    assert format_number(value, decimals=1) == english
    assert format_number(value, language="nl", decimals=1) == dutch


def test_a_missing_number_is_a_dash_and_never_zero_or_nan():
    assert format_number(float("nan")) == format_share(float("nan")) == format_tco2e(float("nan")) == "–"


def test_kilotonnes_start_at_ten_thousand_tonnes():
    assert choose_scale([9_999.0]) == TONNES
    assert choose_scale([1.0, -10_000.0]) == Scale("kt", 1000.0, 1)
    assert format_tco2e(9_999.0, language="nl") == "9.999 tCO2e"
    assert format_tco2e(10_000.0, language="nl") == "10,0 ktCO2e"


def test_a_small_share_is_not_shown_as_nothing():
    assert share_words(0.0001) == "<1%"
    assert share_words(0.0) == "0%"


def test_a_signed_number_shows_its_plus_only_when_it_is_not_zero():
    assert format_tco2e(3_401.0, signed=True, with_unit=False) == "+3,401"
    assert format_tco2e(0.2, signed=True, with_unit=False, scale=TONNES) == "0"
