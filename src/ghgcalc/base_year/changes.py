"""Changes of a company or of its data, as they are entered, and the checks on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from ghgcalc.base_year.events import Event, events
from ghgcalc.errors import DataError, Problem
from ghgcalc.vocabulary import CATEGORIES, SCOPE2_METHODS, SCOPE_TOTALS, vocabulary_problem

if TYPE_CHECKING:
    from ghgcalc.inventory import Inventory


@dataclass(frozen=True)
class Change:
    """One event that may ask for a recalculation of the base year.

    Parameters
    ----------
    event : str
        Kind of event, such as ``"acquisition"``; see `base_year_events`.
    year : int
        Year in which it took effect.
    entity : str
        The part of the company concerned.
    category : str
        Category concerned; needed with tonnes.
    tco2e : float, optional
        Emissions of the part concerned in the base year [tCO2e]; for a better method, factor or a mended error the
        difference, with its sign.
    share : float
        Part of the entity that was bought or sold [-].
    scope2_method : {"", "location", "market"}
        Method of tonnes in scope 2.
    previously_reported : bool, optional
        For in- and outsourcing: whether the activity stood in the inventory before, in another scope or category.
    inventory : Inventory, optional
        Inventory of an acquired company that holds the base year; stands in for tonnes.
    note, sheet, cell : str
        Evidence, and where it was entered.
    """

    event: str
    year: int
    entity: str = ""
    category: str = ""
    tco2e: float | None = None
    share: float = 1.0
    scope2_method: str = ""
    previously_reported: bool | None = None
    inventory: Inventory | None = field(default=None, repr=False)
    note: str = ""
    sheet: str = ""
    cell: str = ""

    @property
    def kind(self) -> Event:
        """Return the rule of the event."""
        return events()[self.event]

    def problem(self, code: str, value: Any = None, **params: Any) -> Problem:
        """Describe what is wrong with it, with the place where it was entered."""
        names = {f"event_{lang}": label for lang, label in self.kind.label.items()} if self.event in events() else {}
        return Problem(code, value, self.sheet, self.cell, {**names, "entity": self.entity, **params})


def changes_from(changes: pd.DataFrame | Iterable[Change]) -> list[Change]:
    """Return the changes in the order of their years, the rows of one event together, checked.

    Parameters
    ----------
    changes : DataFrame or iterable of Change
        A frame has the fields of `Change` as columns; event and year are required, blanks mean "not stated".

    Raises
    ------
    DataError
        With every change that cannot be read.
    """
    found = _from_frame(changes) if isinstance(changes, pd.DataFrame) else list(changes)
    problems = [problem for change in found for problem in _problems(change)]
    if problems:
        raise DataError(problems)
    first: dict[tuple[int, str, str], int] = {}
    for place, change in enumerate(found):
        first.setdefault(_whole(change), place)
    return sorted(found, key=lambda change: (change.year, first[_whole(change)]))


def is_one_event(change: Change, other: Change) -> bool:
    """Tell whether two rows speak of one event: a company that was bought or sold, with a row per category."""
    return bool(change.entity) and _whole(change) == _whole(other)


def _whole(change: Change) -> tuple[int, str, str]:
    return change.year, change.event, change.entity


def _from_frame(frame: pd.DataFrame) -> list[Change]:
    missing = [name for name in ("event", "year") if name not in frame]
    if missing:
        raise DataError([Problem("missing_column", name, params={"columns": "event, year"}) for name in missing])
    names = [name for name in Change.__dataclass_fields__ if name in frame]
    rows = []
    for row in frame[names].to_dict("records"):
        given = {str(n): v for n, v in row.items() if not (v is None or v is pd.NA or v != v or v == "")}
        if "year" in given:
            given["year"] = int(given["year"])
        if isinstance(given.get("previously_reported"), str):
            given["previously_reported"] = given["previously_reported"].casefold() == "true"
        rows.append(Change(**{"event": "", "year": 0, **given}))
    return rows


def _problems(change: Change) -> list[Problem]:
    found = []
    if change.event not in events():
        wrong = vocabulary_problem("event", change.event, events())
        return [wrong.at(change.sheet, change.cell)]
    if not 1990 <= change.year <= 2100:
        found.append(change.problem("not_a_year", change.year))
    if not 0.0 < change.share <= 1.0:
        found.append(change.problem("change_share", change.share))
    for column, value, allowed in (
        ("category", change.category, (*CATEGORIES, *SCOPE_TOTALS)),
        ("scope2_method", change.scope2_method, SCOPE2_METHODS),
    ):
        if value and value not in allowed:
            found.append(vocabulary_problem(column, value, allowed).at(change.sheet, change.cell))
    if change.kind.needs_previously_reported and change.previously_reported is None:
        found.append(change.problem("change_previously"))
    if change.tco2e is not None:
        found += _tonnes_problems(change)
    return found


def _tonnes_problems(change: Change) -> list[Problem]:
    assert change.tco2e is not None
    if not abs(change.tco2e) < float("inf"):
        return [change.problem("not_a_number", change.tco2e)]
    if change.inventory is not None:
        return [change.problem("change_tonnes_twice", change.tco2e)]
    found = []
    if change.tco2e < 0 and change.kind.effect != "signed":
        found.append(change.problem("change_negative", change.tco2e))
    if not change.category:
        found.append(change.problem("change_category", change.tco2e))
    elif change.category.startswith("2") and not change.scope2_method:
        found.append(change.problem("change_method", change.category))
    return found
