"""Printed tables fit the page: words stay whole as long as they can, and numbers always."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ghgcalc.report.layout import text_table

DUTCH = ["3.3 Brandstof- en energiegerelateerde activiteiten", "gerapporteerd", "10.883", "1.490", "0", "86,3%"]
HEAD = ["Categorie", "Status", "Verplicht", "Optioneel", "Weggelaten", "Aandeel"]


def test_long_dutch_words_stay_whole_at_80_characters() -> None:
    lines = text_table(HEAD, [DUTCH], numbers=range(2, 6), width=80)
    shown = {word for line in lines for word in line.split()}
    assert max(map(len, lines)) <= 80
    assert {*HEAD, *" ".join(DUTCH).split()} <= shown


def test_a_table_that_fits_is_not_wrapped() -> None:
    assert len(text_table(["stap", "tCO2e"], [["Na de maatregelen", "13.100"]], numbers=[1], width=80)) == 2


def test_a_word_is_broken_only_when_nothing_else_helps() -> None:
    lines = text_table(["", ""], [["energiegerelateerde", "broeikasgasinventaris"]], numbers=[], width=30, indent=0)
    assert max(map(len, lines)) <= 30
    assert len(lines) > 1


def test_a_code_stays_whole() -> None:
    rows = [["nl-2026/gas-NL", "een lange omschrijving van aardgas"]]
    lines = text_table(["", ""], rows, numbers=[], whole=[0], width=24, indent=0)
    assert lines[0].startswith("nl-2026/gas-NL ")


def test_what_a_stranger_wrote_cannot_steer_the_terminal() -> None:
    assert "\x1b" not in "".join(text_table(["naam"], [["\x1b[2Jrood\x07"]], numbers=[]))


WORDS = st.text(st.sampled_from("abcdefghij- "), max_size=40)


@given(st.lists(st.tuples(WORDS, WORDS, st.integers(0, 10**6).map(str)), min_size=1, max_size=5), st.integers(40, 100))
def test_every_letter_is_shown_and_no_line_is_too_long(rows: list[tuple[str, str, str]], width: int) -> None:
    lines = text_table(["", "", "t"], rows, numbers=[2], width=width)
    shown, meant = "".join(lines), "".join("".join(row) for row in rows) + "t"
    assert sorted(shown.replace(" ", "")) == sorted(meant.replace(" ", ""))
    assert max(map(len, lines)) <= width
