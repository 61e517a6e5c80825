"""Frames of the sheets that say who reports and on which contracts: entities and electricity contracts."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from ghgcalc.errors import DataError, ProblemLog
from ghgcalc.inventory import Boundary, Contracts
from ghgcalc.schema import sheet
from ghgcalc.workbook.checks import year_problems
from ghgcalc.workbook.frames import note_problems, table_records
from ghgcalc.workbook.tables import Table


def entity_frame(table: Table | None, log: ProblemLog, approach: str | None) -> pd.DataFrame:
    """Return the entities; what the boundary refuses under the company's approach goes to `log` with its cell."""
    frame = _frame("entities", table, "entity")
    if table is not None:
        noted = len(log.errors)
        note_problems(log, table, ())
        if len(frame) and approach and len(log.errors) == noted:
            _try(log, lambda: Boundary.from_frame(frame, approach=approach))
    return frame


def contract_frame(table: Table | None, log: ProblemLog, years: range | None, language: str) -> pd.DataFrame:
    """Return the electricity contracts; what cannot be read as a contract goes to `log` with its cell."""
    frame = _frame("contracts", table, "contract")
    if table is not None:
        noted = len(log.errors)
        note_problems(log, table, year_problems(table, years, language))
        if len(frame) and len(log.errors) == noted:
            _try(log, lambda: Contracts.from_frame(frame))
    return frame


def _frame(sheet_id: str, table: Table | None, named: str) -> pd.DataFrame:
    columns = [column.id for column in sheet(sheet_id).columns]
    records = table_records(table, named) if table is not None else []
    return pd.DataFrame(records, columns=[*columns, "sheet", "cell"])


def _try(log: ProblemLog, make: Callable[[], object]) -> None:
    try:
        make()
    except DataError as error:
        log.extend(error.problems)
