"""Breaking a text into lines gives what trying word after word gives."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ghgcalc.plot.canvas import new_axes, text_size, wrap_text

AXES = new_axes(4, 3)
WORDS = st.text(alphabet="iIlmWw.–é€5", min_size=1, max_size=12)


def wrapped_word_by_word(words: list[str], *, width: float, size: float) -> str:
    """Return the lines as the plain rule makes them: a word goes on the line while the line fits."""
    lines: list[str] = []
    for word in words:
        if lines and text_size(AXES, f"{lines[-1]} {word}", size=size)[0] <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return "\n".join(lines)


@settings(max_examples=40, deadline=None)
@given(words=st.lists(WORDS, max_size=12), width=st.floats(1.0, 600.0))
def test_lines_are_those_of_trying_word_after_word(words: list[str], width: float) -> None:
    assert wrap_text(AXES, " ".join(words), width=width, size=8.0) == wrapped_word_by_word(words, width=width, size=8.0)
