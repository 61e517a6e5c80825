"""Which cells a reduction lever acts on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ghgcalc.errors import closest, raise_problem
from ghgcalc.vocabulary import SCOPE_TOTALS

UPSTREAM_CATEGORY = "3.3"
_PROCESS = "process."
_NOT = "!"


@dataclass(frozen=True)
class Selector:
    """The cells that a lever acts on: one tuple of patterns per column, empty = any.

    A pattern is an exact value or, with a trailing ``*``, a prefix; with ``!`` in front it leaves out what fits.
    Columns are combined with *and*, the patterns of one column with *or*. ``"1"``, ``"2"`` and ``"3"`` in `category`
    stand for a whole scope. A blank process is read from an activity id such as ``process.dyeing.batch``.

    Examples
    --------
    >>> Selector.of(category="3.1", activity="material.fibre.polyester*; material.fibre.polyamide*").activity
    ('material.fibre.polyester*', 'material.fibre.polyamide*')
    >>> cells = pd.DataFrame({"process": ["spinning", "make-up", ""]})
    >>> select_cells(cells, Selector.of(process="!make-up*")).tolist()
    [True, False, True]
    """

    category: tuple[str, ...] = ()
    activity: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    entity: tuple[str, ...] = ()
    site: tuple[str, ...] = ()
    material: tuple[str, ...] = ()
    process: tuple[str, ...] = ()
    tier: tuple[str, ...] = ()
    mode: tuple[str, ...] = ()
    energy_carrier: tuple[str, ...] = ()
    product: tuple[str, ...] = ()

    @classmethod
    def of(cls, columns: Mapping[str, str | Iterable[str]] | None = None, /, **more: str | Iterable[str]) -> Selector:
        """Return a selector from texts with ``;`` between the patterns, or from lists of patterns."""
        given = {**(columns or {}), **more}
        for name in given:
            if name not in SELECTOR_COLUMNS:
                near = closest(str(name), SELECTOR_COLUMNS) or list(SELECTOR_COLUMNS)
                raise_problem("selector_column", value=name, options=", ".join(near))
        return cls(**{name: _patterns(value) for name, value in given.items()})

    def __str__(self) -> str:
        parts = [f"{name}: {'; '.join(getattr(self, name))}" for name in SELECTOR_COLUMNS if getattr(self, name)]
        return ", ".join(parts)


SELECTOR_COLUMNS: tuple[str, ...] = tuple(field.name for field in fields(Selector))


def select_cells(cells: pd.DataFrame, selector: Selector, *, include_upstream: bool = True) -> NDArray[np.bool_]:
    """Return which cells a selector takes, shape (cells,).

    Parameters
    ----------
    cells : DataFrame
        Cells with any of the selector columns; a column that is absent counts as empty text.
    selector : Selector
        The patterns.
    include_upstream : bool
        The upstream lines in category 3.3 follow the activity row that they come from.

    Examples
    --------
    >>> cells = pd.DataFrame({"category": ["1.stationary", "3.3"], "activity_category": ["1.stationary"] * 2})
    >>> select_cells(cells, Selector.of(category="1.stationary")).tolist()
    [True, True]
    >>> select_cells(cells, Selector.of(category="1.stationary"), include_upstream=False).tolist()
    [True, False]
    """
    taken = np.ones(len(cells), dtype=bool)
    upstream = is_upstream(cells) if selector.category or not include_upstream else ~taken
    for name in SELECTOR_COLUMNS:
        patterns: tuple[str, ...] = getattr(selector, name)
        if not patterns:
            continue
        matched = _matches(cells, name, patterns)
        if name == "category":
            matched = matched | (upstream & _matches(cells, "activity_category", patterns))
        taken &= matched
    if not include_upstream and UPSTREAM_CATEGORY not in selector.category:
        taken &= ~upstream
    return taken


def is_upstream(cells: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which cells are the category 3.3 line of an activity in another category, shape (cells,)."""
    if "category" not in cells or "activity_category" not in cells:
        return np.zeros(len(cells), dtype=bool)
    origin = _words(cells, "activity_category")
    flags: NDArray[np.bool_] = (_words(cells, "category") == UPSTREAM_CATEGORY) & (origin != "")
    flags &= origin != UPSTREAM_CATEGORY
    return flags


def _matches(cells: pd.DataFrame, column: str, patterns: tuple[str, ...]) -> NDArray[np.bool_]:
    if column not in cells and not (column == "process" and "activity" in cells):
        return np.zeros(len(cells), dtype=bool)
    codes, labels = pd.factorize(_words(cells, column))
    wanted = [pattern for pattern in patterns if not pattern.startswith(_NOT)] or ["*"]
    unwanted = [pattern.removeprefix(_NOT) for pattern in patterns if pattern.startswith(_NOT)]

    def is_hit(label: str) -> bool:
        left_out = any(_fits(label, pattern, column) for pattern in unwanted)
        return not left_out and any(_fits(label, pattern, column) for pattern in wanted)

    hits = np.array([is_hit(str(label)) for label in labels], dtype=bool)
    return hits[codes] if len(labels) else np.zeros(len(cells), dtype=bool)


def _words(cells: pd.DataFrame, column: str) -> NDArray[np.object_]:
    """Return the words of a column; the process of an activity such as ``process.dyeing.batch`` is in its id."""
    words: NDArray[np.object_] = np.full(len(cells), "", dtype=object)
    if column in cells:
        words = cells[column].astype(str).to_numpy(dtype=object)
    if column == "process" and "activity" in cells:
        activity = cells["activity"].astype(str)
        named = activity.str.startswith(_PROCESS).to_numpy() & (words == "")
        words = np.where(named, activity.str.removeprefix(_PROCESS).to_numpy(dtype=object), words)
    return words


def _fits(label: str, pattern: str, column: str) -> bool:
    label, pattern = label.casefold(), pattern.casefold()
    if pattern.endswith("*"):
        return label.startswith(pattern[:-1])
    if column in ("category", "activity_category") and pattern in SCOPE_TOTALS:
        return label == pattern or label.startswith(pattern + ".")
    return label == pattern


def _patterns(value: str | Iterable[str]) -> tuple[str, ...]:
    parts = value.split(";") if isinstance(value, str) else value
    return tuple(part.strip() for part in parts if part.strip())
