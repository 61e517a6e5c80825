"""The sheet Left out: what the company leaves out of its inventory, why, and how much it may be."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from ghgcalc.errors import Problem, ProblemLog
from ghgcalc.schema import EXCLUSION_COLUMNS
from ghgcalc.workbook.checks import year_problems
from ghgcalc.workbook.frames import note_problems, table_records
from ghgcalc.workbook.tables import Table


def exclusion_frame(table: Table | None, log: ProblemLog, years: range | None, language: str) -> pd.DataFrame:
    """Return what is left out, one row each; problems go to `log` with their cell.

    Whether it contradicts the data is known only after the calculation, see
    `ghgcalc.inventory.exclusions.require_consistent`.
    """
    records = []
    if table is not None:
        note_problems(log, table, [*year_problems(table, years, language), *_problems(table)])
        records = table_records(table, "category")
    frame = pd.DataFrame(records, columns=list(EXCLUSION_COLUMNS))
    frame["year"] = pd.array(frame["year"].tolist(), dtype="Int64")
    frame["estimate_tco2e"] = frame["estimate_tco2e"].astype("float64")
    return frame


def _problems(table: Table) -> Iterator[Problem]:
    """Yield estimates that contradict their reason."""
    for record, (reason, estimate) in enumerate(
        zip(table.values["reason"], table.values["estimate_tco2e"], strict=True)
    ):
        if reason == "not_applicable" and estimate > 0.0:
            yield table.problem("exclusion_applies", record, "estimate_tco2e", estimate)
        elif reason == "not_estimable" and not math.isnan(estimate):
            yield table.problem("exclusion_estimated", record, "estimate_tco2e", estimate)
