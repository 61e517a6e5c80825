"""What a chart or report asks of the nouns: the shape they must have, and nothing more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

import pandas as pd

from ghgcalc.inventory.accounting import AccountingRulebook
from ghgcalc.inventory.exclusions import Exclusion
from ghgcalc.inventory.source_line import Traceable


class FactorsNoun(Protocol):
    """Emission factors with their sources."""

    @property
    def frame(self) -> pd.DataFrame:
        """Return one row per emission line of a factor."""

    @property
    def sources(self) -> Mapping[str, Any]:
        """Return publisher, title, edition, URL, licence and attribution per source key."""


class InventoryNoun(Traceable, Protocol):
    """An inventory of one or more years."""

    @property
    def cells(self) -> pd.DataFrame:
        """Return the cells: activity amount, emission factor and emissions [tCO2e] per reporting key."""

    @property
    def missing_methods(self) -> Sequence[tuple[int, str]]:
        """Return (year, scope 2 method) for which some of scope 2 is only known by the other method."""

    @property
    def gwp(self) -> str:
        """Return the set of global warming potentials."""

    @property
    def factors(self) -> FactorsNoun:
        """Return the emission factors that were offered."""

    @property
    def consolidation(self) -> str | None:
        """Return the consolidation approach, None when none was named."""

    @property
    def rules(self) -> AccountingRulebook:
        """Return the accounting rulebook."""

    @property
    def exclusions(self) -> Sequence[Exclusion]:
        """Return what is left out on purpose, and why."""

    @property
    def caveats(self) -> pd.DataFrame:
        """Return what a reader must know: code, text_en, text_nl, share."""


class BaseYearNoun(Protocol):
    """The target base year."""

    @property
    def year(self) -> int:
        """Return the year."""

    @property
    def reason(self) -> str:
        """Return why this year was chosen."""

    @property
    def scope2(self) -> str:
        """Return the scope 2 method."""

    @property
    def inventory(self) -> InventoryNoun:
        """Return the inventory it was taken from."""

    def total(self, scope: Any = None) -> float:
        """Return the emissions [tCO2e]."""


class ProjectionNoun(Protocol):
    """Business as usual."""

    @property
    def baseline(self) -> str:
        """Return the name of the baseline: frozen, trend, stated_policy or current_pace."""

    @property
    def years(self) -> tuple[int, ...]:
        """Return the years, from the most recent inventory year on."""

    @property
    def scope2(self) -> str:
        """Return the scope 2 method."""

    @property
    def inventory(self) -> InventoryNoun:
        """Return the inventory it starts from."""

    @property
    def start_year(self) -> int:
        """Return the most recent inventory year."""

    @property
    def externals(self) -> Sequence[Any]:
        """Return the external drivers, each with a name per language and a source."""

    def total(self, year: int, scope: Any = None) -> float:
        """Return the emissions of a year [tCO2e]."""

    def pathway(self) -> pd.DataFrame:
        """Return scenario, scope, category, year, tco2e."""


@runtime_checkable
class RoadmapNoun(Protocol):
    """BAU, levers and targets together."""

    @property
    def bau(self) -> ProjectionNoun:
        """Return business as usual."""

    @property
    def base(self) -> BaseYearNoun:
        """Return the target base year."""

    @property
    def levers(self) -> Sequence[Any]:
        """Return the reduction levers."""

    @property
    def targets(self) -> Sequence[Any]:
        """Return the targets."""

    def waterfall(self, *, year: int, attribution: Any = "shapley", scopes: Any = None) -> pd.DataFrame:
        """Return the steps of the waterfall."""

    def externals(self, year: int, *, scopes: Any = None) -> pd.DataFrame:
        """Return what external drivers change in a year, beside business as usual [tCO2e]."""

    @property
    def warnings(self) -> Sequence[Any]:
        """Return what the plan warns of: problems with a sentence in each language."""

    @property
    def has_assumptions(self) -> bool:
        """Tell whether some names carry the star of an assumption."""

    def scopes_in(self, year: int) -> tuple[int, ...]:
        """Return the scopes that the targets of a year cover."""

    def base_tco2e(self, *, scopes: Any = None) -> float:
        """Return the emissions of the base year [tCO2e]."""

    def bau_tco2e(self, year: int, *, scopes: Any = None) -> float:
        """Return business as usual [tCO2e]."""

    def residual(self, year: int, *, scopes: Any = None) -> float:
        """Return the emissions after all levers [tCO2e]."""

    def target_tco2e(self, year: int, *, scopes: Any = None) -> float | None:
        """Return what the targets allow [tCO2e], None when they say nothing."""
