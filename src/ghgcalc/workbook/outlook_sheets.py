"""What business as usual of a workbook rests on: its baseline, autonomous change, contracted levers, power grids."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ghgcalc.errors import Problem, ProblemLog
from ghgcalc.schema import GRID_COLUMNS, sheet
from ghgcalc.workbook.frames import note_problems, table_records
from ghgcalc.workbook.tables import Table, form_cell


def grid_frame(table: Table | None, log: ProblemLog, years: range | None) -> pd.DataFrame:
    """Return the paths of power grids, one row per country and year; problems go to `log` with their cell."""
    records = []
    if table is not None:
        note_problems(log, table, _grid_problems(table, years))
        records = [
            {**record, "driver": f"grid.{record['region']}", "value": record["kgco2e_per_kwh"]}
            for record in table_records(table, "kgco2e_per_kwh")
        ]
    return pd.DataFrame(records, columns=list(GRID_COLUMNS))


def baseline_problems(form: Table, growth: pd.DataFrame, levers: pd.DataFrame, language: str) -> Iterator[Problem]:
    """Yield a baseline of the sheet Company that lacks what it needs, and autonomous change that it does not use.

    Parameters
    ----------
    form : Table
        The sheet Company.
    growth, levers : DataFrame
        As entered.
    language : {"en", "nl"}
        Language of the workbook.
    """
    baseline = form.values["baseline"][0]
    where = (form.name, form_cell(form, "baseline"))
    changing = growth[growth["intensity_trend"].notna()]
    if baseline == "trend" and not len(changing):
        yield Problem("baseline_without_trend", "", params=_place("growth", "intensity_trend", language)).at(*where)
    if baseline == "current_pace" and not levers["committed"].astype(bool).any():
        yield Problem("baseline_without_levers", "", params=_place("levers", "committed", language)).at(*where)
    if baseline != "trend":
        params = _place("company", "baseline", language)
        for row in changing.itertuples():
            unused = Problem("baseline_unused_trend", row.intensity_trend, params=params, severity="warning")
            yield unused.at(str(row.sheet), str(row.cell))


def _grid_problems(table: Table, years: range | None) -> Iterator[Problem]:
    """Yield grids that stand there twice for a year, begin too late, or begin at zero."""
    seen: dict[tuple[str, int], int] = {}
    first: dict[str, int] = {}
    values = table.values
    for record, (region, year) in enumerate(zip(values["region"], values["year"], strict=True)):
        if not region or year is None:
            continue
        earlier = seen.setdefault((region, year), record)
        if earlier != record:
            yield table.problem("grid_twice", record, "year", year, first=table.cell(earlier, "year"))
        if region not in first or year < values["year"][first[region]]:
            first[region] = record
    for record in first.values():
        year = values["year"][record]
        if years is not None and year > years[-1]:
            yield table.problem("grid_starts_late", record, "year", year, last=years[-1])
        if values["kgco2e_per_kwh"][record] == 0.0:
            yield table.problem("grid_starts_at_zero", record, "kgco2e_per_kwh", 0.0)


def _place(sheet_id: str, column_id: str, language: str) -> dict[str, str]:
    own = sheet(sheet_id)
    return {"sheet_title": own.title[language], "column": own.column(column_id).label[language]}
