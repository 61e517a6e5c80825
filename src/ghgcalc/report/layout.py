"""Lays out tables in plain text: words to the left, numbers to the right, as wide as the page and no wider."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Collection, Sequence

#: Width of a page when nothing else is known.
WIDTH = 100
#: A column of words does not get narrower than this.
_NARROWEST = 8
#: Where a line may break: at spaces, and behind a hyphen between letters.
_PART = re.compile(r"\s+|(?<=[^\W\d]-)(?=[^\W\d])")


def text_table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    numbers: Collection[int],
    whole: Collection[int] = (),
    width: int = WIDTH,
    indent: int = 2,
    rule: bool = False,
) -> list[str]:
    r"""Return the lines of a table that fits the page; long cells and heads go on in the next line.

    Parameters
    ----------
    head : sequence of str
        Names of the columns.
    rows : sequence of sequence of str
        Cells in words; control characters are left out.
    numbers : collection of int
        Positions of the columns with numbers, which stay whole and stand to the right.
    whole : collection of int
        Positions of other columns that are never broken, such as codes.
    width : int
        Characters in a line. Words are broken only when no other way is left; numbers never.
    indent : int
        Spaces before every line.
    rule : bool
        Draw a line under the head.

    Examples
    --------
    >>> text_table(["", "tCO2e"], [["Scope 1", "912.6"], ["Scope 2", "3,547.8"]], numbers=[1])[1:]
    ['  Scope 1    912.6', '  Scope 2  3,547.8']
    >>> print("\n".join(text_table(["", "tonnes per year"], [["Outside scopes", "7"]], numbers=[1], width=22)))
               tonnes per
                     year
      Outside           7
      scopes
    """
    plain = [[_printable(cell) for cell in row] for row in (head, *rows)]
    gap, widths, hyphens = _fitted(plain, {*numbers, *whole}, width - indent)
    lines: list[str] = []
    for place, row in enumerate(plain if any(head) else plain[1:]):
        cells = [_wrapped(cell, size, hyphens=hyphens) for cell, size in zip(row, widths, strict=True)]
        height = max(map(len, cells))
        is_head = any(head) and not place
        blank = [[""] * (height - len(cell)) for cell in cells]
        full = [[*above, *cell] if is_head else [*cell, *above] for cell, above in zip(cells, blank, strict=True)]
        for parts in zip(*full, strict=True):
            aligned = (
                part.rjust(size) if column in numbers else part.ljust(size)
                for column, (part, size) in enumerate(zip(parts, widths, strict=True))
            )
            lines.append(gap.join(aligned))
        if rule and is_head:
            lines.append(gap.join("─" * size for size in widths))
    return [f"{' ' * indent}{line}".rstrip() for line in lines]


def _fitted(rows: Sequence[Sequence[str]], unbroken: Collection[int], width: int) -> tuple[str, list[int], bool]:
    """Return the gap between columns, a width per column, and whether lines break at hyphens.

    The widest columns give way first: down to their longest word, then with a narrower gap, then at hyphens, and only
    then inside words.
    """
    longest, words, parts, least = [], [], [], []
    for column, cells in enumerate(zip(*rows, strict=True)):
        lines = [line for cell in cells for line in cell.split("\n")]
        whole = max((len(cell) for cell in cells[1:]), default=0) if column in unbroken else 0
        longest.append(max(map(len, lines)))
        words.append(max([whole, *(len(word) for line in lines for word in line.split())]))
        parts.append(max([whole, *(len(part) for line in lines for part in _PART.split(line))]))
        least.append(max(whole, min(parts[-1], _NARROWEST)))
    steps = (("  ", longest, words), (" ", longest, words), (" ", words, parts), (" ", parts, least))
    borders = len(longest) - 1
    gap, upper, lower = next((s for s in steps if sum(s[2]) + len(s[0]) * borders <= width), steps[-1])
    room = width - len(gap) * borders
    most = max(upper, default=0)
    while most > 0 and sum(_clipped(upper, lower, most)) > room:
        most -= 1
    return gap, _clipped(upper, lower, most), lower is not words


def _clipped(upper: Sequence[int], lower: Sequence[int], most: int) -> list[int]:
    return [min(high, max(low, most)) for high, low in zip(upper, lower, strict=True)]


def _wrapped(cell: str, width: int, *, hyphens: bool) -> list[str]:
    lines = []
    for line in cell.split("\n"):
        lines += textwrap.wrap(line, max(width, 1), break_on_hyphens=hyphens) or [""]
    return lines


def _printable(cell: str) -> str:
    """Return a cell without the control characters that could change the terminal."""
    return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in cell)


def bullets(sentences: Sequence[str], *, mark: str = "- ", width: int = WIDTH) -> list[str]:
    """Return sentences as a list, wrapped to the width of the page."""
    lines: list[str] = []
    for sentence in sentences:
        lines += textwrap.wrap(
            _printable(sentence), width, initial_indent=f"  {mark}", subsequent_indent=" " * (2 + len(mark)),
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip
    return lines


def section(title: str, lines: Sequence[str], *, width: int = WIDTH) -> list[str]:
    """Return a titled block with an empty line before it; nothing when it has no lines."""
    return ["", *textwrap.wrap(title, width), *lines] if lines else []
