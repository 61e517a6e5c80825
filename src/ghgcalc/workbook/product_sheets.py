"""Turns the sheets Products and Product steps into activity rows, each with the cell it came from."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ghgcalc.errors import Problem, ProblemLog
from ghgcalc.products import PRODUCT_COLUMNS, STEP_COLUMNS, Placed, examine_products, read_products
from ghgcalc.schema import ACTIVITY_COLUMNS
from ghgcalc.workbook.checks import product_problems, year_problems
from ghgcalc.workbook.guards import guard_problems
from ghgcalc.workbook.tables import Table


def product_frame(table: Table | None, country: str, file: str) -> pd.DataFrame:
    """Return the sheet Products as entered, one row per line, with the cell of its units."""
    if table is None:
        return pd.DataFrame(columns=[*PRODUCT_COLUMNS, "file", "sheet", "cell"])
    frame = pd.DataFrame({name: table.values[name] for name in PRODUCT_COLUMNS}, columns=list(PRODUCT_COLUMNS))
    frame["region_sales"] = [place or country for place in table.values["region_sales"]]
    bought = frame["units_bought"].notna()
    cells = [table.cell(row, "units_bought" if bought[row] else "units_sold") for row in range(len(frame))]
    return frame.assign(file=file, sheet=table.name, cell=cells)


def note_product_rows(tables: Mapping[str, Table], log: ProblemLog, years: range | None, language: str) -> None:
    """Note what is wrong in single cells of the product sheets, lines outside the years, and doubled lines."""
    for name in ("products", "product_steps"):
        if (table := tables.get(name)) is not None:
            log.extend(table.problems)
            log.extend(year_problems(table, years, language))
            log.extend(guard_problems(table))
    if (lines := tables.get("products")) is not None:
        log.extend(product_problems(lines))


def product_activity(products: pd.DataFrame, tables: Mapping[str, Table], log: ProblemLog) -> pd.DataFrame:
    """Return the activities behind the sheet Products; problems go to the log, each with its cell."""
    known = [table for name in ("products", "product_steps") if (table := tables.get(name)) is not None]
    blamed = {(p.sheet, p.cell) for table in known for p in table.problems if p.severity == "error"}
    steps = None
    if (given := tables.get("product_steps")) is not None:
        steps = pd.DataFrame({name: given.values[name] for name in STEP_COLUMNS}, columns=list(STEP_COLUMNS))
        steps["year"] = steps["year"].astype(object)
    if not blamed and not log.errors:
        activity, found = examine_products(products, steps)
    else:
        activity, found = pd.DataFrame(columns=list(ACTIVITY_COLUMNS)), read_products(products, steps)[2]
    problems = [_at(placed, tables) for placed in found]
    log.extend(problem for problem in problems if (problem.sheet, problem.cell) not in blamed)
    return activity


def _at(placed: Placed, tables: Mapping[str, Table]) -> Problem:
    table = tables[placed.frame]
    value = table.values[placed.column][placed.row]
    shown = placed.problem.value if placed.problem.value is not None else ("" if value != value else value)
    problem = Problem(placed.problem.code, shown, params=placed.problem.params, severity=placed.problem.severity)
    return problem.at(table.name, table.cell(placed.row, placed.column))
