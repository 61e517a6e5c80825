"""Reads the table of entities: who belongs to the company, since when, for which share and under whose control."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from ghgcalc.errors import Problem, ProblemLog
from ghgcalc.inventory.organisation.rules import relation_name, relations
from ghgcalc.texts import LANGUAGES
from ghgcalc.vocabulary import vocabulary_problem

COLUMNS = ("entity", "year", "relation", "ownership_share", "operational_control", "financial_control")
#: Beginning of the relations in which no share of a company is held.
_SHARELESS = ("lessee", "lessor", "own")
_ANSWERS = {
    "yes": "yes", "ja": "yes", "true": "yes", "1": "yes", "no": "no", "nee": "no", "false": "no", "0": "no",
    "joint": "joint", "gezamenlijk": "joint", "": "",
}  # fmt: skip
#: Year of a row that names none: it holds from the start.
FROM_THE_START = 0


def read_entities(frame: pd.DataFrame, log: ProblemLog) -> pd.DataFrame:
    """Return the entities with checked columns `COLUMNS`, sorted by entity and year; problems go to `log`."""
    for column in ("entity", "relation"):
        if column not in frame:
            log.add("missing_column", value=column, columns=", ".join(COLUMNS))
    log.raise_if_any()
    given = frame.reset_index(drop=True)
    columns = {
        "entity": _column(given, "entity", log, _name),
        "year": _column(given, "year", log, _year),
        "relation": _column(given, "relation", log, _relation),
        "ownership_share": _column(given, "ownership_share", log, _share),
        "operational_control": _column(given, "operational_control", log, _answer("operational_control")),
        "financial_control": _column(given, "financial_control", log, _answer("financial_control")),
        "sheet": given["sheet"].tolist() if "sheet" in given else ["entities"] * len(given),
        "cell": given["cell"].tolist() if "cell" in given else [f"row {row}" for row in range(len(given))],
    }
    entities = pd.DataFrame(columns)
    entities["ownership_share"] = entities["ownership_share"].astype(np.float64)
    _check_together(entities, log)
    return entities.sort_values(["entity", "year"], kind="stable", ignore_index=True)


def _column(frame: pd.DataFrame, name: str, log: ProblemLog, read: Callable[[Any], Any]) -> list[Any]:
    if name not in frame:
        return [read("")] * len(frame)
    found = []
    for row, raw in enumerate(frame[name].tolist()):
        blank = raw is None or raw is pd.NA or (isinstance(raw, float) and np.isnan(raw))
        value = read("" if blank else raw)
        if isinstance(value, Problem):
            sheet = str(frame["sheet"].iloc[row]) if "sheet" in frame else "entities"
            log.extend([value.at(sheet, str(frame["cell"].iloc[row]) if "cell" in frame else f"row {row}")])
            value = read("no") if name.endswith("control") else ("" if name in ("entity", "relation") else np.nan)
        found.append(value)
    return found


def _name(raw: Any) -> str | Problem:
    return str(raw).strip() or Problem("boundary_no_name")


def _year(raw: Any) -> int | Problem:
    try:
        year = float(str(raw)) if str(raw).strip() else float(FROM_THE_START)
    except ValueError:
        return Problem("not_a_year", raw)
    return (
        int(year)
        if year == FROM_THE_START or (1990 <= year <= 2100 and year.is_integer())
        else Problem("not_a_year", raw)
    )


def _relation(raw: Any) -> str | Problem:
    spelled = str(raw).strip().casefold()
    for relation in relations():
        if spelled in (relation, *(relation_name(relation, language).casefold() for language in LANGUAGES)):
            return relation
    return vocabulary_problem("relation", raw, relations())


def _share(raw: Any) -> float | Problem:
    if not str(raw).strip():
        return float("nan")
    try:
        share = float(str(raw))
    except ValueError:
        return Problem("ownership_share_range", raw)
    return share if 0.0 <= share <= 1.0 else Problem("ownership_share_range", raw)


def _answer(column: str) -> Callable[[Any], str | Problem]:
    allowed = ("yes", "no") if column == "operational_control" else ("yes", "joint", "no")

    def read(raw: Any) -> str | Problem:
        found = _ANSWERS.get(str(raw).strip().casefold())
        return found if found is not None and found in ("", *allowed) else vocabulary_problem(column, raw, allowed)

    return read


def _check_together(entities: pd.DataFrame, log: ProblemLog) -> None:
    for row in np.flatnonzero(entities.duplicated(["entity", "year"]).to_numpy()).tolist():
        log.extend([_at(entities, row, Problem("boundary_entity_twice", entities["entity"].iloc[row]))])
    share = entities["ownership_share"].to_numpy()
    shareless = entities["relation"].str.startswith(_SHARELESS).to_numpy() & ~np.isnan(share) & (share != 1.0)
    for row in np.flatnonzero(shareless).tolist():
        log.extend([_at(entities, row, Problem("boundary_share_unused", share[row], params=_words(entities, row)))])
    controlled = (entities["relation"] == "associate") & entities["financial_control"].isin(["yes", "joint"])
    for row in np.flatnonzero(controlled.to_numpy()).tolist():
        log.extend([_at(entities, row, Problem("boundary_associate_control", entities["entity"].iloc[row]))])


def _words(entities: pd.DataFrame, row: int) -> dict[str, str]:
    relation = entities["relation"].iloc[row]
    return {f"relation_{language}": relation_name(relation, language) for language in LANGUAGES}


def _at(entities: pd.DataFrame, row: int, problem: Problem) -> Problem:
    return problem.at(str(entities["sheet"].iloc[row]), str(entities["cell"].iloc[row]))
