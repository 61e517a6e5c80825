"""Lays out tables in plain text: words to the left, numbers to the right, columns under each other."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

WIDTH = 100
#: Longest line in a column of words.
WORDS = 60


def text_table(head: Sequence[str], rows: Sequence[Sequence[str]], *, left: int = 1, indent: int = 2) -> list[str]:
    r"""Return the lines of a table; the first `left` columns are words, the others numbers.

    Examples
    --------
    >>> text_table(["", "tCO2e"], [["Scope 1", "912.6"], ["Scope 2", "3,547.8"]])[1:]
    ['  Scope 1    912.6', '  Scope 2  3,547.8']
    """
    lines = [list(head)]
    for row in rows:
        lines += _wrapped(row, left)
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return [
        (
            " " * indent
            + "  ".join(
                cell.ljust(width) if column < left else cell.rjust(width)
                for column, (cell, width) in enumerate(zip(line, widths, strict=True))
            )
        ).rstrip()
        for line in lines
    ]


def _wrapped(row: Sequence[str], left: int) -> list[list[str]]:
    """Return a row as several lines when a word column is long."""
    cells = [
        textwrap.wrap(cell, WORDS, break_long_words=False, break_on_hyphens=False) or [""] if place < left else [cell]
        for place, cell in enumerate(row)
    ]
    height = max(len(cell) for cell in cells)
    return [[cell[line] if line < len(cell) else "" for cell in cells] for line in range(height)]


def bullets(sentences: Sequence[str], *, mark: str = "- ") -> list[str]:
    """Return sentences as a list, wrapped to the width of the report."""
    lines: list[str] = []
    for sentence in sentences:
        lines += textwrap.wrap(
            sentence, WIDTH, initial_indent=f"  {mark}", subsequent_indent=" " * (2 + len(mark)),
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip
    return lines


def section(title: str, lines: Sequence[str]) -> list[str]:
    """Return a titled block with an empty line before it; nothing when it has no lines."""
    return ["", title, *lines] if lines else []
