"""A text is broken into lines that are full and fit."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from ghgcalc.plot.canvas import new_axes, text_size, wrap_text

AXES = new_axes(4, 3)
WORDS = st.text(alphabet="iIlmWw.–é€5", min_size=1, max_size=12)


def wide(line: str) -> float:
    return text_size(AXES, line, size=8.0)[0]


@settings(max_examples=60, deadline=None)
@given(words=st.lists(WORDS, max_size=12), width=st.floats(1.0, 600.0))
def test_lines_fit_and_have_no_room_for_the_next_word(words: list[str], width: float) -> None:
    """Widths are sums over words; a line differs from that by less than two pixels per word."""
    lines = wrap_text(AXES, " ".join(words), width=width, size=8.0).splitlines()
    assert " ".join(lines).split() == words
    for line in lines:
        assert len(line.split()) == 1 or wide(line) <= width + 2.0 * len(line.split())
    for line, after in pairwise(lines):
        longer = f"{line} {after.split()[0]}"
        assert wide(longer) > width - 2.0 * len(longer.split())


def test_a_star_stays_with_its_word() -> None:
    lines = wrap_text(AXES, "Biologisch katoen *, 2027-2030", width=wide("Biologisch katoen"), size=8.0).splitlines()
    assert lines[1].startswith("katoen *,")
