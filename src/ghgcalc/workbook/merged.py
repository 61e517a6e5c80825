"""What merged cells mean in a table: a word holds for every row it spans, a number belongs to one row only."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from typing import Any

from ghgcalc.schema import Column
from ghgcalc.workbook.cell_marks import Area, Place
from ghgcalc.workbook.values import is_blank

NUMERIC = frozenset({"number", "share", "growth", "integer"})


def spread_merged(
    areas: Iterable[Area], columns: Mapping[int, Column], rows: list[int], lines: list[list[Any]]
) -> tuple[list[list[Any]], dict[Place, Place]]:
    """Return the lines of a table with merged words repeated, and the cells that hide under a merged value.

    Parameters
    ----------
    areas : iterable of Area
        Merged cells of the sheet.
    columns : mapping of int to Column
        Columns of the table by their position.
    rows, lines : list
        Filled rows of the table: their numbers in ascending order, and their values.

    Returns
    -------
    lines : list of list
        The lines; changed ones are copies.
    hidden : dict
        Cell that should hold a value of its own → first cell of its area.
    """
    hidden: dict[Place, Place] = {}
    lines = list(lines)
    lowest: dict[int, int] = {}
    for top, left, bottom, right in sorted(areas, key=lambda area: (area[1], area[0])):
        covered = [position for position in columns if left <= position <= right]
        if not covered:
            continue
        first = bisect_left(rows, max(top, lowest.get(left, -1) + 1))
        lowest[left] = max(bottom, lowest.get(left, -1))  # areas that overlap are no areas of Excel
        if first == len(rows) or rows[first] > bottom:
            continue
        value = lines[first][left] if rows[first] == top and left < len(lines[first]) else ""
        for place in range(first, bisect_left(rows, bottom + 1)):
            row = rows[place]
            for position in covered:
                column = columns[position]
                is_own = (row, position) == (top, left)
                if is_own or (position != left and not column.required):
                    continue
                if position != left or column.type in NUMERIC:
                    if position != left or not is_blank(value):
                        hidden[row, position] = (top, left)
                elif not is_blank(value):
                    longer = [*lines[place], *[""] * (position + 1 - len(lines[place]))]
                    longer[position] = value
                    lines[place] = longer
    return lines, hidden
