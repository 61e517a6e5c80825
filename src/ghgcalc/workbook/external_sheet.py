"""The sheet External drivers: known rules, and yearly series of your own for fuels, vehicles and other supply."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from ghgcalc.errors import Problem, ProblemLog
from ghgcalc.schema import EXTERNAL_COLUMNS
from ghgcalc.workbook.frames import note_problems, table_records
from ghgcalc.workbook.tables import Table
from ghgcalc.workbook.words import word_list

#: What a known rule brings itself.
_OF_RULE = ("group", "category", "activity", "region", "form")
#: What holds for a driver as a whole, filled in on its first row.
_OF_DRIVER = (*_OF_RULE, "interpolation", "covered", "saving", "is_assumption")
_OWN = "own."


def external_frame(table: Table | None, log: ProblemLog, years: range | None) -> pd.DataFrame:
    """Return the external drivers, one row per driver and year; problems go to `log` with their cell.

    Parameters
    ----------
    table : Table or None
        The sheet.
    log : ProblemLog
        Takes the problems.
    years : range or None
        Reporting years.

    Returns
    -------
    DataFrame
        Columns `ghgcalc.schema.EXTERNAL_COLUMNS`, as `ghgcalc.projection.external_from_frame` reads them.
    """
    records: list[dict[str, Any]] = []
    if table is not None:
        note_problems(log, table, _problems(table, years))
        for record in table_records(table, "driver"):
            name = record["driver"]
            records.append(
                {
                    **record,
                    "driver": _rule(name) or f"{_OWN}{name}",
                    "name_en": name,
                    "name_nl": name,
                    "value": record["level"],
                    "confidence": "A" if record["is_assumption"] == "true" else "",
                }
            )
    frame = pd.DataFrame(records, columns=list(EXTERNAL_COLUMNS))
    frame["year"] = pd.array(frame["year"].tolist(), dtype="Int64")
    for name in ("value", "covered", "saving"):
        frame[name] = frame[name].astype("float64")
    return frame


def _rule(name: str) -> str | None:
    """Return the id of a known rule by its name in either language."""
    return word_list("external_rules").find(name)


def _problems(table: Table, years: range | None) -> Iterator[Problem]:
    """Yield gaps, what a known rule says itself, and what later rows of a driver say otherwise."""
    drivers: dict[str, list[int]] = {}
    for number, name in enumerate(table.values["driver"]):
        if name:
            drivers.setdefault(_rule(name) or name, []).append(number)
    for name, numbers in drivers.items():
        is_rule = _rule(name) is not None
        yield from _series_problems(table, numbers, years, is_rule=is_rule)
        if is_rule:
            yield from _rule_problems(table, numbers)
        else:
            yield from _own_problems(table, numbers[0])
        yield from _other_words(table, numbers)


def _rule_problems(table: Table, numbers: list[int]) -> Iterator[Problem]:
    for name in _OF_RULE:
        column = table.values[name]
        yield from (table.problem("external_rule_knows", n, name, column[n]) for n in numbers if column[n])


def _series_problems(table: Table, numbers: list[int], years: range | None, *, is_rule: bool) -> Iterator[Problem]:
    """Yield what is wrong with the years and values of one driver."""
    values = table.values
    seen: dict[int, int] = {}
    for number in numbers:
        year, level = values["year"][number], values["level"][number]
        if is_rule and year is None and math.isnan(level) and len(numbers) == 1:
            continue
        if year is None or math.isnan(level):
            yield table.problem("external_gap", number, "year" if year is None else "level")
            continue
        first = seen.setdefault(year, number)
        if first != number:
            yield table.problem("external_year_twice", number, "year", year, first=table.cell(first, "year"))
        if values["form"][numbers[0]] != "factor" and level > 1.0:
            yield table.problem("external_percent", number, "level", level)
    if not is_rule and values["form"][numbers[0]] == "factor" and seen:
        start = seen[min(seen)]
        if years is not None and min(seen) > years[-1]:
            yield table.problem("external_begins_late", start, "year", min(seen), last=years[-1])
        if values["level"][start] == 0.0:
            yield table.problem("external_begins_at_zero", start, "level", 0.0)


def _own_problems(table: Table, number: int) -> Iterator[Problem]:
    """Yield what the first row of a driver of your own lacks."""
    values = table.values
    has_cells = bool(values["activity"][number] or values["category"][number])
    filled = {"form": bool(values["form"][number]), "activity": has_cells, "source": bool(values["source"][number])}
    for name, is_filled in filled.items():
        if not is_filled:
            label = table.sheet.column(name).label
            yield table.problem("external_needs", number, name, column_en=label["en"], column_nl=label["nl"])
    if values["form"][number] not in ("", "share") and not math.isnan(values["saving"][number]):
        yield table.problem("external_saving", number, "saving", values["saving"][number])


def _other_words(table: Table, numbers: list[int]) -> Iterator[Problem]:
    """Yield later rows of a driver that contradict the first."""
    for name in _OF_DRIVER:
        column = table.values[name]
        first = column[numbers[0]]
        for number in numbers[1:]:
            here = column[number]
            is_blank = not here or here != here
            if not is_blank and here != first:
                yield table.problem("external_differs", number, name, here, first=table.cell(numbers[0], name))
