"""The base year: the year against which a company measures its reduction."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from ghgcalc.base_year.events import BaseYearPolicy
from ghgcalc.inventory.cells import cells_under
from ghgcalc.texts import text
from ghgcalc.vocabulary import SCOPE2_METHODS, Scope2Method, category_order, check_word

if TYPE_CHECKING:
    from ghgcalc.base_year.changes import Change
    from ghgcalc.inventory import Inventory

LOG_COLUMNS = (
    "event", "label_en", "label_nl", "year", "entity", "category", "effect_tco2e", "share_of_base", "cumulative_share",
    "decision", "reason_en", "reason_nl", "source", "note", "sheet", "cell",
)  # fmt: skip


def _empty_log() -> pd.DataFrame:
    return pd.DataFrame(columns=list(LOG_COLUMNS))


@dataclass(frozen=True, eq=False)
class BaseYear:
    """The inventory of one year under one scope 2 method.

    Parameters
    ----------
    inventory : Inventory
        The inventory that holds the year.
    year : int
        The base year.
    scope2 : {"location", "market"}
        Scope 2 method for setting and tracking targets (SBTi criterion C8: one method throughout).
    reason : str
        Why this year; GHG Protocol asks to state it.
    policy : BaseYearPolicy, optional
        When the base year is recalculated.
    log : DataFrame
        One row per change that was looked at: event, label_en, label_nl, year, entity, category, effect_tco2e,
        share_of_base, cumulative_share, decision, reason_en, reason_nl, source, note, sheet, cell.
    carried : tuple of Change
        Changes below the threshold, which count with later ones.
    carried_share : float
        Their sizes added up, as a share of the base year [-].
    original : BaseYear, optional
        The base year as first set; None when it was not recalculated.
    """

    inventory: Inventory
    year: int
    scope2: Scope2Method
    reason: str = ""
    policy: BaseYearPolicy | None = None
    log: pd.DataFrame = field(default_factory=_empty_log, repr=False)
    carried: tuple[Change, ...] = ()
    carried_share: float = 0.0
    original: BaseYear | None = field(default=None, repr=False)

    @cached_property
    def cells(self) -> pd.DataFrame:
        """Return the cells of the base year that count under its scope 2 method."""
        return cells_under(self.inventory.cells, self.scope2, year=self.year).reset_index(drop=True)

    def total(self, scope: int | None = None) -> float:
        """Return the base year emissions [tCO2e], of one scope or of all."""
        return self.inventory.total(scope2=self.scope2, year=self.year, scope=scope)

    def adjustments(self) -> pd.DataFrame:
        """Return what recalculation changed: category, original_tco2e, recalculated_tco2e, change_tco2e."""
        before = (self.original or self).inventory.by("category", scope2=self.scope2, year=self.year)
        after = self.inventory.by("category", scope2=self.scope2, year=self.year)
        both = before.merge(after, on="category", how="outer", suffixes=("_before", "_after")).fillna(0.0)
        both = both.sort_values("category", key=lambda ids: ids.map(category_order), ignore_index=True)
        both.columns = pd.Index(["category", "original_tco2e", "recalculated_tco2e"])
        return both.assign(change_tco2e=both["recalculated_tco2e"] - both["original_tco2e"])

    def __repr__(self) -> str:
        parts = ", ".join(f"scope {scope} {self.total(scope):,.1f}" for scope in (1, 2, 3))
        method = text(f"scope2.{self.scope2}", "en")
        was = f", originally {self.original.total():,.1f}" if self.original else ""
        return f"BaseYear {self.year}: {self.total():,.1f} tCO2e ({parts}; scope 2 {method}){was}"

    def _repr_html_(self) -> str:
        from ghgcalc.report import base_year_html

        return str(base_year_html(self, "en"))


def set_base_year(
    inventory: Inventory, year: int, *, scope2: str, reason: str = "", policy: BaseYearPolicy | None = None
) -> BaseYear:
    """Choose the base year of a company's targets.

    Parameters
    ----------
    inventory : Inventory
        Inventory that holds the year.
    year : int
        The base year.
    scope2 : {"location", "market"}
        Scope 2 method for setting and tracking targets.
    reason : str
        Why this year.
    policy : BaseYearPolicy, optional
        When the base year is recalculated; see `recalculate_base_year`.

    Raises
    ------
    DataError
        If the inventory lacks the year, or lacks it under that method.

    References
    ----------
    .. [1] GHG Protocol, "Scope 3 Standard" (2011), section 9.2.

    Examples
    --------
    >>> import pandas as pd
    >>> from ghgcalc.factors import load_factors
    >>> from ghgcalc.inventory import calculate_inventory
    >>> rows = pd.DataFrame({"year": [2026], "activity": ["aardgas"], "value": [1000.0], "unit": ["Nm3"]})
    >>> inventory = calculate_inventory(rows, load_factors("nl-2026"), region="NL")
    >>> set_base_year(inventory, 2026, scope2="market").total(1)
    1.779
    """
    base = BaseYear(inventory, year, check_word("scope2", scope2, SCOPE2_METHODS), reason, policy)
    base.total()
    return base
