"""Puts the checked tables together into the frames of the library."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from ghgcalc.errors import Problem, ProblemLog
from ghgcalc.factors.activities import activities
from ghgcalc.schema import ACTIVITY_COLUMNS, CHANGE_COLUMNS, GROWTH_COLUMNS, TARGET_COLUMNS, derived_tag, sheet
from ghgcalc.workbook.checks import (
    activity_problems,
    assumption_problems,
    change_problems,
    duplicate_problems,
    growth_problems,
    lever_problems,
    override_problems,
    target_problems,
    year_problems,
)
from ghgcalc.workbook.guards import guard_problems
from ghgcalc.workbook.tables import Table

REPORTED = "reported"
_NUMBERS = ("value", "supplier_factor")
_LEVER_NUMBERS = frozenset({"number", "share"})


def activity_frame(
    tables: Mapping[str, Table],
    log: ProblemLog,
    years: range | None,
    country: str,
    file: str,
    language: str,
    *,
    expanded: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the activity frame of all sheets.

    Parameters
    ----------
    tables : mapping of str to Table
        Activity sheets by id.
    log : ProblemLog
        Takes the problems.
    years : range or None
        Reporting years.
    country : str
        Region of a row that names none.
    file : str
        Name of the workbook file.
    language : {"en", "nl"}
        Language of the workbook.
    expanded : DataFrame, optional
        Activities behind the sheet Products.
    """
    parts: list[Mapping[str, list[Any]]] = []
    for table in tables.values():
        found = [*year_problems(table, years, language), *activity_problems(table, language)]
        asked = guard_problems(table) if "confirmed" in table.values else ()
        note_problems(log, table, [*found, *duplicate_problems(table), *asked])
        parts.append(_activity_part(table, country, file))
    if expanded is not None and len(expanded):
        parts.append({name: expanded[name].tolist() for name in ACTIVITY_COLUMNS})
    columns = {name: pd.Series([value for part in parts for value in part[name]]) for name in ACTIVITY_COLUMNS}
    frame = pd.DataFrame(columns)
    years_column = pd.Series(frame["year"], dtype="Int64")
    frame["year"] = years_column if years_column.isna().any() else years_column.astype("int64")
    for name in _NUMBERS:
        frame[name] = frame[name].astype("float64")
    return frame


def growth_frame(growth: Table | None, overrides: Table | None, log: ProblemLog, years: range | None) -> pd.DataFrame:
    """Return growth per category, followed by the overrides of single years."""
    records: list[dict[str, Any]] = []
    if growth is not None:
        note_problems(log, growth, growth_problems(growth))
        records += table_records(growth, "category")
    if overrides is not None:
        note_problems(log, overrides, override_problems(overrides, years))
        records += table_records(overrides, "category")
    frame = pd.DataFrame(records, columns=list(GROWTH_COLUMNS))
    for name in ("from_year", "to_year", "year"):
        frame[name] = pd.array(frame[name].tolist(), dtype="Int64") if len(frame) else pd.array([], dtype="Int64")
    for name in ("annual_growth", "from_value", "to_value", "price_inflation", "price_mix", "intensity_trend"):
        frame[name] = frame[name].astype("float64")
    frame["driver"] = frame["driver"].astype(object).fillna("")
    return frame


def target_frame(table: Table | None, log: ProblemLog, years: range | None) -> pd.DataFrame:
    """Return the targets, one row each."""
    records: list[dict[str, Any]] = []
    if table is not None:
        note_problems(log, table, target_problems(table, years))
        records = table_records(table, "name")
    frame = pd.DataFrame(records, columns=list(TARGET_COLUMNS))
    frame["target_year"] = pd.array(frame["target_year"].tolist(), dtype="Int64")
    return frame


def change_frame(table: Table | None, log: ProblemLog, base_year: int | None) -> pd.DataFrame:
    """Return the changes since the base year, one row each."""
    records: list[dict[str, Any]] = []
    if table is not None:
        note_problems(log, table, change_problems(table, base_year))
        records = table_records(table, "event")
    frame = pd.DataFrame(records, columns=list(CHANGE_COLUMNS))
    frame["year"] = pd.array(frame["year"].tolist(), dtype="Int64")
    for name in ("tco2e", "share"):
        frame[name] = frame[name].astype("float64")
    return frame


def lever_frame(table: Table | None, log: ProblemLog) -> pd.DataFrame:
    """Return the levers as entered; a lever without a code gets one from its row."""
    columns = sheet("levers").columns
    records: list[dict[str, Any]] = []
    if table is not None:
        note_problems(log, table, lever_problems(table))
        records = table_records(table, "name")
        taken = {str(record["lever_id"]).casefold() for record in records}
        for number, record in enumerate(records, start=1):
            if not record["lever_id"]:
                code = f"M{number:02d}"
                record["lever_id"] = code if code.casefold() not in taken else f"{code}-{record['cell']}"
            for name in ("include_upstream", "displaces_own_volume"):
                record[name] = record[name] != "false"
            record["committed"] = record["committed"] == "true"
    frame = pd.DataFrame(records, columns=[*(column.id for column in columns), "sheet", "cell"])
    for column in columns:
        if column.type in _LEVER_NUMBERS:
            frame[column.id] = frame[column.id].astype("float64")
        elif column.type == "year":
            frame[column.id] = pd.array(frame[column.id].tolist(), dtype="Int64")
    return frame


def assumption_frame(table: Table | None, log: ProblemLog) -> pd.DataFrame:
    """Return the register of assumptions as entered."""
    records: list[dict[str, Any]] = []
    if table is not None:
        note_problems(log, table, assumption_problems(table))
        records = table_records(table, "assumption_id")
    return pd.DataFrame(records, columns=[*(column.id for column in sheet("assumptions").columns), "sheet", "cell"])


def _amounts(table: Table) -> list[float]:
    """Return the amount of every row: the product of the columns that the schema names."""
    if not table.sheet.amount:
        return list(table.values["value"])
    amounts = [1.0] * len(table.rows)
    for name in table.sheet.amount:
        optional = not table.sheet.column(name).required
        amounts = [
            amount * (1.0 if optional and math.isnan(value) else value)
            for amount, value in zip(amounts, table.values[name], strict=True)
        ]
    return amounts


def _activity_part(table: Table, country: str, file: str) -> dict[str, list[Any]]:
    """Return the columns of the activity frame that a sheet gives."""
    size = len(table.rows)
    columns: dict[str, Any] = {name: table.values.get(name, [""] * size) for name in ACTIVITY_COLUMNS}
    columns["value"] = _amounts(table)
    if "unit" not in table.values:
        columns["unit"] = [own.unit if (own := activities().get(a)) else "" for a in columns["activity"]]
    if not table.sheet.has_column("activity") or not table.sheet.column("activity").required:
        columns["activity"] = [activity or REPORTED for activity in columns["activity"]]
    if table.sheet.id != "reported":
        columns["region"] = [region or country for region in table.values["region"]]
        columns["category"] = [category or table.sheet.category for category in columns["category"]]
    if "supplier_factor" not in table.values:
        columns["supplier_factor"] = [float("nan")] * size
    for tag in ("energy_carrier", "mode"):
        known = {activity: derived_tag(tag, activity) for activity in set(columns["activity"])}
        columns[tag] = [
            word or known[activity] for word, activity in zip(columns[tag], columns["activity"], strict=True)
        ]
    columns["file"] = [file] * size
    columns["sheet"] = [table.name] * size
    columns["cell"] = table.cells(table.sheet.amount_column)
    return columns


def table_records(table: Table, named: str) -> list[dict[str, Any]]:
    """Return the rows of a sheet as records, each with its sheet and the cell of the column `named`."""
    names = [column.id for column in table.sheet.columns]
    return [
        {
            **{name: table.values[name][record] for name in names},
            "sheet": table.name,
            "cell": table.cell(record, named),
        }
        for record in range(len(table.rows))
    ]


def note_problems(log: ProblemLog, table: Table, found: Iterable[Problem]) -> None:
    """Add the problems of a sheet, without blaming one cell twice for the same fault."""
    found = list(found)
    blamed = {(problem.sheet, problem.cell) for problem in table.problems if problem.severity == "error"}
    log.extend(table.problems)
    log.extend(problem for problem in found if (problem.sheet, problem.cell) not in blamed)
