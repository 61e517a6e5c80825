"""What a test of an inventory looks at, and what it may find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, Protocol

import numpy as np
import pandas as pd

from ghgcalc.inventory.accounting import AccountingRulebook
from ghgcalc.inventory.exclusions import Exclusion
from ghgcalc.texts import Language, text
from ghgcalc.vocabulary import category_name

Status = Literal["met", "missing", "not assessed", "not applicable"]
Touched = np.ndarray[Any, np.dtype[np.bool_]]


class TestedInventory(Protocol):
    """An inventory as far as the tests look at it."""

    @property
    def cells(self) -> pd.DataFrame:
        """Return the cells."""

    @property
    def years(self) -> tuple[int, ...]:
        """Return the reporting years."""

    @property
    def gwp(self) -> str:
        """Return the set of global warming potentials."""

    @property
    def factors(self) -> Any:
        """Return the emission factors."""

    @property
    def missing_methods(self) -> Sequence[tuple[int, str]]:
        """Return (year, scope 2 method) for which scope 2 is only known by the other method."""

    @property
    def consolidation(self) -> str | None:
        """Return the consolidation approach."""

    @property
    def rules(self) -> AccountingRulebook:
        """Return the accounting rulebook."""

    @property
    def exclusions(self) -> Sequence[Exclusion]:
        """Return what is left out on purpose."""


class ChosenYear(Protocol):
    """A base year: its year, and why it was chosen."""

    @property
    def year(self) -> int:
        """Return the year."""

    @property
    def reason(self) -> str:
        """Return why this year."""


@dataclass(frozen=True)
class Outcome:
    """What a test found: a status, and the reason as a key of the texts with its values."""

    status: Status
    reason: str
    values: Mapping[str, Any]

    def sentence(self, language: Language) -> str:
        """Return the reason in one language."""
        values = {name: _in_words(value, language) for name, value in self.values.items()}
        return text(f"check.{self.reason}", language, **values)


@dataclass(frozen=True)
class Categories:
    """Categories that a sentence names by number and name."""

    ids: tuple[str, ...]


@dataclass(frozen=True)
class Word:
    """A word that a sentence shows in the language of the reader, by its key in the texts."""

    key: str


@dataclass(frozen=True)
class Percent:
    """A share that a sentence shows as a percentage."""

    share: float


@dataclass(frozen=True)
class Facts:
    """What the tests look at."""

    inventory: TestedInventory
    base: ChosenYear | None

    @cached_property
    def cells(self) -> pd.DataFrame:
        """Return the cells that count market-based."""
        cells = self.inventory.cells
        return cells[cells["scope2_method"] != "location"]

    @cached_property
    def scope3(self) -> pd.DataFrame:
        """Return the cells of scope 3."""
        return self.cells[self.cells["scope"] == 3]

    def share_of(self, cells: pd.DataFrame, touched: Touched) -> float:
        """Return the share of the emissions of `cells` that is touched."""
        total = float(cells["tco2e"].sum())
        return float(cells["tco2e"].to_numpy()[touched].sum()) / total if total > 0 else float(touched.any())


def _in_words(value: Any, language: Language) -> Any:
    if isinstance(value, Categories):
        return "; ".join(f"{c} {category_name(c, language)}" for c in value.ids)
    if isinstance(value, Percent):
        from ghgcalc.presentation.numbers import share_words

        return share_words(value.share, language)
    return text(value.key, language) if isinstance(value, Word) else value


def outcome(status: Status, reason: str, **values: Any) -> Outcome:
    """Return an outcome with the values of its sentence."""
    return Outcome(status, reason, values)
