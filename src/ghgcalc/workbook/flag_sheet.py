"""The sheet Land emissions: the share of land (FLAG) in a material, an activity or a category."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ghgcalc.errors import Problem, ProblemLog
from ghgcalc.workbook.frames import note_problems
from ghgcalc.workbook.tables import Table

#: Columns of which a row fills exactly one, as `ghgcalc.targets.propose_targets` reads its tags.
TAGS: tuple[str, ...] = ("material", "activity", "category")


def flag_shares(table: Table | None, log: ProblemLog, activity: pd.DataFrame) -> dict[str, float]:
    """Return the share of land emissions per material, activity or category; problems go to `log` with their cell."""
    if table is None:
        return {}
    complete = not log.errors  # a sheet that could not be read may hold the very activities that seem to be missing
    note_problems(log, table, [p for p in _problems(table, activity) if complete or p.code != "flag_tag_unused"])
    return {
        str(tag): share
        for *tags, share in zip(*(table.values[name] for name in TAGS), table.values["share"], strict=True)
        for tag in tags
        if tag
    }


def _problems(table: Table, activity: pd.DataFrame) -> Iterator[Problem]:
    """Yield rows with no tag or several, tags that stand there twice, and those that no other sheet uses."""
    seen: dict[str, int] = {}
    for record in range(len(table.rows)):
        filled = [name for name in TAGS if table.values[name][record]]
        if len(filled) != 1:
            yield table.problem("flag_one_tag", record, filled[-1] if filled else TAGS[0])
            continue
        name = filled[0]
        tag = str(table.values[name][record])
        first = seen.setdefault(tag, record)
        if first != record:
            yield table.problem("flag_tag_twice", record, name, tag, first=table.cell(first, name))
        elif name != "category" and not (activity[name] == tag).any():
            yield table.problem("flag_tag_unused", record, name, tag)
