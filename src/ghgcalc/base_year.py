"""The base year: the year against which a company measures its reduction."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ghgcalc.inventory.cells import cells_under
from ghgcalc.texts import text
from ghgcalc.vocabulary import SCOPE2_METHODS, Scope2Method, check_word

if TYPE_CHECKING:
    import pandas as pd

    from ghgcalc.inventory import Inventory


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
    """

    inventory: Inventory
    year: int
    scope2: Scope2Method
    reason: str = ""

    @cached_property
    def cells(self) -> pd.DataFrame:
        """Return the cells of the base year that count under its scope 2 method."""
        return cells_under(self.inventory.cells, self.scope2, year=self.year).reset_index(drop=True)

    def total(self, scope: int | None = None) -> float:
        """Return the base year emissions [tCO2e], of one scope or of all."""
        return self.inventory.total(scope2=self.scope2, year=self.year, scope=scope)

    def __repr__(self) -> str:
        parts = ", ".join(f"scope {scope} {self.total(scope):,.1f}" for scope in (1, 2, 3))
        method = text(f"scope2.{self.scope2}", "en")
        return f"BaseYear {self.year}: {self.total():,.1f} tCO2e ({parts}; scope 2 {method})"


def set_base_year(inventory: Inventory, year: int, *, scope2: str, reason: str = "") -> BaseYear:
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
    base = BaseYear(inventory, year, check_word("scope2", scope2, SCOPE2_METHODS), reason)
    base.total()
    return base
