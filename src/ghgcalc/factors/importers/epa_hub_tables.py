"""Finds the stacked tables of the EPA Emission Factors Hub by their text and reads every figure with its units."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ghgcalc.addresses import column_letters
from ghgcalc.errors import ProblemLog
from ghgcalc.factors.importers.common import clean

_TABLE = re.compile(r"Table (\d+)")
_END = re.compile(r"(source|notes?)\b", re.IGNORECASE)
_LABEL = re.compile(r"(kg|g|lb) (CO2|CH4|N2O) ?(?:per|/) ?(.+)", re.IGNORECASE)
#: A letter that marks a footnote behind a name: "Passenger Car A", "RecycledA".
_FOOTNOTE = re.compile(r"(?<=[a-z)])[A-E]$| [A-E]$")
#: Words that stand for a figure that is not published.
NOT_PUBLISHED = ("NA", "N/A", "--", "-", "")
#: What the title of each table must contain.
TITLES = {
    1: "Stationary Combustion", 2: "Mobile Combustion CO2", 3: "On-Road Gasoline", 4: "On-Road Diesel",
    5: "Non-Road", 6: "Electricity", 7: "Steam and Heat", 8: "Category 4", 9: "Category 5", 10: "Category 6",
    11: "Global Warming Potential", 12: "Blended Refrigerants",
}  # fmt: skip


#: Columns from C on that name a row of each table; the rest of the tables use column C alone.
_NAME_COLUMNS = {3: 2, 4: 3, 5: 2, 6: 2}


@dataclass(frozen=True)
class HubFigure:
    """One row of a table.

    Parameters
    ----------
    table, row : int
        Number of the table and row in the sheet.
    group : str
        Title above the row, or the vehicle it belongs to.
    name : str
        Name of the row.
    gases : tuple
        (gas, published figure, unit of mass, unit of activity). In table 9 the treatment stands for the gas.
    loss : float
        Grid gross loss [share of generation], nan outside table 6.
    """

    table: int
    row: int
    group: str
    name: str
    gases: tuple[tuple[str, float, str, str], ...]
    loss: float = math.nan


def find_tables(rows: list[list[Any]], log: ProblemLog, sheet: str) -> dict[int, tuple[int, list[list[Any]]]]:
    """Return table number → (row of its title counted from 1, its rows up to the next table)."""
    starts: list[tuple[int, int]] = []
    for index, row in enumerate(rows):
        found = _TABLE.fullmatch(clean(row[1])) if len(row) > 2 else None
        if found is None:
            continue
        number = int(found[1])
        title = clean(row[2])
        if number not in TITLES or TITLES[number] not in title:
            log.add("import_hub_table", value=f"Table {number} {title}", sheet=sheet, cell=f"B{index + 1}")
        elif number in {known for known, _ in starts}:
            log.add("import_hub_table", value=f"Table {number}", sheet=sheet, cell=f"B{index + 1}")
        starts.append((number, index))
    ends = [*(index for _, index in starts[1:]), len(rows)] if starts else []
    for number, title in TITLES.items():
        if number not in {known for known, _ in starts}:
            log.add("import_hub_no_table", value=f"Table {number} {title}", sheet=sheet)
    return {number: (index + 1, rows[index:end]) for (number, index), end in zip(starts, ends, strict=True)}


def read_figures(tables: dict[int, tuple[int, list[list[Any]]]], log: ProblemLog, sheet: str) -> Iterator[HubFigure]:
    """Return every row with figures of tables 1 to 10."""
    for number, (top, rows) in tables.items():
        if number <= 10:
            yield from _Reader(number, top, rows, log, sheet).figures()


@dataclass
class _Reader:
    """Reads one table from its title down."""

    table: int
    top: int
    rows: list[list[Any]]
    log: ProblemLog
    sheet: str
    heads: dict[int, tuple[str, str, str]] = field(default_factory=dict)
    group: str = ""
    words: list[str] = field(default_factory=lambda: ["", "", ""])

    def figures(self) -> Iterator[HubFigure]:
        """Walk down the rows; a row of heads sets the units for what follows."""
        found = 0
        for offset, row in enumerate(self.rows[1:], 1):
            number = self.top + offset
            if _END.match(clean(row[2])) and self.heads:
                break
            if self._take_heads(row):
                continue
            values = [self._value(row, column, number) for column in self.heads]
            if not self.heads or all(math.isnan(value) for value in values):
                if clean(row[2]) and self.heads and not any(clean(v) for v in row[3:]):
                    self.group = clean(row[2])
                elif self.heads and self.table == 9 and clean(row[2]):
                    yield self._figure(row, number, values)
                continue
            found += 1
            yield self._figure(row, number, values)
        if not found:
            self.log.add("import_hub_no_figures", value=f"Table {self.table}", sheet=self.sheet, cell=f"B{self.top}")

    def _take_heads(self, row: list[Any]) -> bool:
        labels = {column: clean(value) for column, value in enumerate(row) if isinstance(value, str)}
        if self.table == 9:
            return self._waste_heads(row, labels)
        heads: dict[int, tuple[str, str, str]] = {}
        for column, label in labels.items():
            found = _LABEL.search(label.replace("(", " ").replace(")", " ").replace(" / ", "/"))
            if found and column > 2:
                per = found[3].strip()
                heads[column] = (found[2], found[1].casefold(), "mmBtu heat" if self.table == 7 else per)
            elif label == "kg CO2 per unit":
                heads[column] = ("CO2", "kg", "unit")
        if not heads:
            return False
        if self.table == 6:  # columns H to J repeat the heads for non-baseload
            heads = dict(list(heads.items())[:3])
        self.heads = heads
        return True

    def _waste_heads(self, row: list[Any], labels: dict[int, str]) -> bool:
        if clean(row[2]) != "Material":
            return not self.heads
        self.heads = {c: (_FOOTNOTE.sub("", label), "metric ton", "short ton") for c, label in labels.items() if c > 2}
        return True

    def _value(self, row: list[Any], column: int, number: int) -> float:
        value = row[column] if column < len(row) else ""
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            if value < 0:
                self.log.add("import_negative", value=value, sheet=self.sheet, cell=f"{column_letters(column)}{number}")
            return float(value)
        if clean(value) not in NOT_PUBLISHED:
            cell = f"{column_letters(column)}{number}"
            self.log.add("import_not_a_number", value=value, sheet=self.sheet, cell=cell)
        return math.nan

    def _figure(self, row: list[Any], number: int, values: list[float]) -> HubFigure:
        width = _NAME_COLUMNS.get(self.table, 1)
        for column in range(2, 2 + width):  # an empty cell repeats the one above
            text = _year(row[column])
            if text:
                self.words[column - 2 :] = [text, *[""] * (4 - column)]
        names = [word for word in self.words[:width] if word]
        unit = clean(row[max(self.heads) + 1]) if self.table in (2, 8, 10) else ""
        gases = tuple(
            (gas, value, mass, unit or per) for (gas, mass, per), value in zip(self.heads.values(), values, strict=True)
        )
        group = self.group if self.table == 1 else " ".join(_FOOTNOTE.sub("", n) for n in names[:-1])
        loss = self._value(row, 10, number) if self.table == 6 and len(row) > 10 else math.nan
        return HubFigure(self.table, number, group, _FOOTNOTE.sub("", names[-1] if names else ""), gases, loss)


def _year(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else clean(value)
