"""Writes the sheet with the words of the drop-downs, and the tables that make one drop-down depend on another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from ghgcalc.addresses import column_letters
from ghgcalc.factors import load_factors
from ghgcalc.factors.activities import activities
from ghgcalc.schema import Column, Sheet, list_source
from ghgcalc.units import unit_dimension, unit_label, units
from ghgcalc.workbook.formats import Formats
from ghgcalc.workbook.words import word_list

#: Row (from 0) of the first word; the heading of the list stands above it.
_FIRST_LIST_ROW = 4
#: Currencies are told apart in the units and shown together: a row of spend may be in any of them.
_MONEY = "money"
UNIT_TABLE = "units_of_activity"


def lookup_name(list_name: str) -> str:
    """Return the name of the table that says which list belongs to a category."""
    return f"by_category_{list_name}"


def own_names(place: str) -> str:
    """Return the name of the drop-down with the names that the company itself gave in a column.

    Examples
    --------
    >>> own_names("entities.entity")
    'names_of_entities_entity'
    """
    return f"names_of_{place.replace('.', '_')}"


def list_formula(column: Column, letters: Mapping[str, str], row: int) -> str:
    """Return the source of a drop-down: a fixed list, or the list that belongs to another cell of the row.

    Parameters
    ----------
    column : Column
        Column with a list.
    letters : mapping
        Column letters per machine id.
    row : int
        First row of the drop-down (from 0).
    """
    plain = f"=list_{column.list}"
    if column.list == "units" and "activity" in letters:
        asked, table = letters["activity"], UNIT_TABLE
    elif list_source(column.list).by and "category" in letters:
        asked, table = letters["category"], lookup_name(column.list)
    else:
        return plain
    return f'=INDIRECT(IFERROR(VLOOKUP(${asked}{row + 1},{table},2,FALSE),"list_{column.list}"))'


def write_lists(book: Any, page: Any, entry: Sheet, formats: Formats, language: str, owners: Iterable[Sheet]) -> None:
    """Write the lists that the columns of some sheets use, and the tables by which lists depend on other cells."""
    page.write_string(0, 1, entry.title[language], formats.title)
    page.write_string(1, 1, entry.purpose[language], formats.get(font_color="#12343B"))
    writer = _Columns(book, page, formats, entry.title[language])
    labels = _used_lists(owners, language)
    for name, label in labels.items():
        writer.words(f"list_{name}", label, word_list(name).labels(language))
    groups = unit_groups()
    for name, members in dict.fromkeys(groups.values()):
        writer.words(name, name, [unit_label(unit, language) for unit in members])
    table = {
        option.label[language]: groups[option.id][0]
        for listed in labels
        if list_source(listed).source == "activities"
        for option in word_list(listed).options
        if option.id in groups
    }
    writer.table(UNIT_TABLE, sorted(table.items()))
    for name in labels:
        if by := list_source(name).by:
            categories = word_list("reported_categories")
            rows = [(categories.label(category, language), f"list_{chosen}") for category, chosen in by.items()]
            writer.table(lookup_name(name), rows)
    page.hide()


@cache
def unit_groups() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return, per activity, the name of its list of units and the units in it.

    The units are those of the bundled emission factors and every other unit of the same kind.
    """
    frame = load_factors().frame
    published = frame.groupby("activity")["unit"].unique()
    found: dict[str, frozenset[str]] = {}
    for activity, known in activities().items():
        own = {known.unit} if known.unit else set()
        found[activity] = frozenset(_kind(unit) for unit in own | set(published.get(activity, ())) if unit in units())
    kinds = sorted({kind for kind in found.values() if kind}, key=sorted)
    names = {kind: f"units_{number}" for number, kind in enumerate(kinds, start=1)}
    members = {kind: tuple(unit for unit in units() if _kind(unit) in kind) for kind in kinds}
    return {activity: (names[kind], members[kind]) for activity, kind in found.items() if kind}


def _kind(unit: str) -> str:
    dimension = unit_dimension(unit)
    return _MONEY if dimension == dimension.upper() and len(dimension) == 3 else dimension


def _used_lists(owners: Iterable[Sheet], language: str) -> dict[str, str]:
    """Return list name → heading for every list that is used, those of a category included."""
    used: dict[str, str] = {}
    for owner in owners:
        for column in owner.columns:
            if column.list:
                for name in (column.list, *list_source(column.list).by.values()):
                    used.setdefault(name, column.label[language])
    return used


class _Columns:
    """Writes lists side by side and gives each its name."""

    def __init__(self, book: Any, page: Any, formats: Formats, sheet_name: str) -> None:
        self._book, self._page, self._formats, self._sheet_name = book, page, formats, sheet_name
        self._position = 1

    def words(self, name: str, heading: str, words: Sequence[str]) -> None:
        self.table(name, [(word,) for word in words], heading)

    def table(self, name: str, rows: Iterable[tuple[str, ...]], heading: str = "") -> None:
        rows = list(rows)
        width = max((len(row) for row in rows), default=1)
        first = self._position
        self._page.write_string(_FIRST_LIST_ROW - 1, first, heading or name, self._formats.header)
        for offset in range(width):
            longest = max((len(row[offset]) for row in rows), default=8)
            self._page.set_column(first + offset, first + offset, min(60, max(longest, len(heading)) + 2))
        for number, row in enumerate(rows, start=_FIRST_LIST_ROW):
            for offset, word in enumerate(row):
                self._page.write_string(number, first + offset, word, self._formats.get())
        last_row = _FIRST_LIST_ROW + max(len(rows), 1)
        area = f"${column_letters(first)}${_FIRST_LIST_ROW + 1}:${column_letters(first + width - 1)}${last_row}"
        self._book.define_name(name, f"='{self._sheet_name}'!{area}")
        self._position += width
