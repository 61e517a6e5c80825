"""The noun `Comparison` and the verb `compare`: why the emissions of one year differ from those of another."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from ghgcalc.comparison.causes import CAUSES, causes_of
from ghgcalc.comparison.items import items_of
from ghgcalc.errors import DataError, Problem
from ghgcalc.texts import LANGUAGES, text
from ghgcalc.vocabulary import SCOPE2_METHODS, Scope2Method, category_order, check_word

if TYPE_CHECKING:
    from ghgcalc.inventory import Inventory

#: Part of the emissions below which a cause is rounding.
_ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class Comparison:
    """The change between two years, shared among its causes.

    Parameters
    ----------
    old, new : Inventory
        Inventories that hold the years; one inventory may be both.
    from_year, to_year : int
        The years.
    scope2 : {"location", "market"}
        Scope 2 method of both.
    details : DataFrame
        Per item and cause: category, stage, entity, region, activity, tags, method, factor, cause, tco2e.
    """

    old: Inventory
    new: Inventory
    from_year: int
    to_year: int
    scope2: Scope2Method
    details: pd.DataFrame = field(repr=False)

    @property
    def from_tco2e(self) -> float:
        """Return the emissions of the first year [tCO2e]."""
        return self.old.total(scope2=self.scope2, year=self.from_year)

    @property
    def to_tco2e(self) -> float:
        """Return the emissions of the last year [tCO2e]."""
        return self.new.total(scope2=self.scope2, year=self.to_year)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """Return the change per category and cause: category, cause, tco2e; it adds up to the whole change."""
        summed = self.details.groupby(["category", "cause"], sort=False)["tco2e"].sum().reset_index()
        summed["cause"] = pd.Categorical(summed["cause"], CAUSES)
        ordered = summed.sort_values(
            ["category", "cause"], key=lambda c: c.map(category_order) if c.name == "category" else c.cat.codes
        )
        return ordered.astype({"cause": object}).reset_index(drop=True)

    @cached_property
    def by_cause(self) -> pd.Series:
        """Return the change per cause [tCO2e]."""
        return self.details.groupby("cause")["tco2e"].sum().reindex(CAUSES)

    def steps(self) -> pd.DataFrame:
        """Return the bridge as steps of a waterfall, without causes of 0.

        Returns
        -------
        DataFrame
            step, kind, group, label_en, label_nl, tco2e, start, end, share_of_base.
        """
        rows: list[tuple[str | float, ...]] = [self._total("from", self.from_year, self.from_tco2e)]
        level = self.from_tco2e
        nothing = _ROUNDING * max(self.from_tco2e, self.to_tco2e)
        for cause, change in self.by_cause.items():
            if abs(change) > nothing:
                labels = [text(f"comparison.{cause}", language) for language in LANGUAGES]
                rows.append((str(cause), "delta", str(cause), *labels, float(change), level, level + float(change)))
                level += float(change)
        rows.append(self._total("to", self.to_year, self.to_tco2e))
        columns = ["step", "kind", "group", *(f"label_{language}" for language in LANGUAGES), "tco2e", "start", "end"]
        frame = pd.DataFrame(rows, columns=columns)
        return frame.assign(share_of_base=frame["tco2e"] / self.from_tco2e if self.from_tco2e else float("nan"))

    def _total(self, step: str, year: int, tco2e: float) -> tuple[str | float, ...]:
        labels = [text(f"comparison.{step}", language, year=year) for language in LANGUAGES]
        return (step, "total", "", labels[0], labels[1], tco2e, 0.0, tco2e)

    def to_json_dict(self) -> dict[str, Any]:
        """Return the comparison as plain numbers and words, ready for JSON; emissions in tCO2e."""
        rows = self.frame[self.frame["tco2e"] != 0.0].itertuples(index=False)
        return {
            "from_year": self.from_year,
            "to_year": self.to_year,
            "scope2": self.scope2,
            "from_tco2e": self.from_tco2e,
            "to_tco2e": self.to_tco2e,
            "change_tco2e": self.to_tco2e - self.from_tco2e,
            "by_cause": {str(cause): float(change) for cause, change in self.by_cause.items()},
            "by_category": [{"category": str(c), "cause": str(cause), "tco2e": float(t)} for c, cause, t in rows],
        }

    def __repr__(self) -> str:
        from ghgcalc.report import comparison_report

        return str(comparison_report(self, "en"))

    def _repr_html_(self) -> str:
        from ghgcalc.report import comparison_html

        return str(comparison_html(self, "en"))


def compare(
    old: Inventory,
    new: Inventory | None = None,
    *,
    scope2: str,
    from_year: int | None = None,
    to_year: int | None = None,
) -> Comparison:
    """Explain the change between two years: volume, mix, intensity, factor edition, method and boundary.

    Parameters
    ----------
    old : Inventory
        Inventory of the first year.
    new : Inventory, optional
        Inventory of the last year; by default the same inventory.
    scope2 : {"location", "market"}
        Scope 2 method of both; there is no default.
    from_year, to_year : int, optional
        The years; by default the last year of each inventory, or the last two years of one inventory.

    Returns
    -------
    Comparison
        Its parts add up exactly to the change.

    Raises
    ------
    DataError
        If a year is not there, both years are the same year of one inventory, or scope 2 is only known by the other
        method.

    Notes
    -----
    *Boundary*: entities, and scope 3 categories, that only one of the years has. *Method*: amounts known in another
    way (spend → kg), and suppliers' own factors in place of those of a list. *Factor edition*: the same factor of a
    list in another edition or GWP set. *Intensity*: a factor that really changed, such as another electricity
    contract, another supplier's figure, or another year of one edition. *Mix*: other materials, countries, entities
    or modes within a category; *volume*: more or less of it. Only amounts in one kind of unit are added up. To see a
    change without methods and editions, `restate` first.

    References
    ----------
    .. [1] GHG Protocol, "Scope 3 Standard" (2011), Box 9.3, p. 107.
    .. [2] J. W. Sun, "Changes in energy consumption and energy intensity: a complete decomposition model", Energy
       Economics 20 (1998).

    Examples
    --------
    >>> from ghgcalc.factors import load_factors
    >>> from ghgcalc.inventory import calculate_inventory
    >>> rows = pd.DataFrame({"year": [2025, 2026], "activity": ["diesel"] * 2, "value": [1000.0, 900.0],
    ...                      "unit": ["litre"] * 2})
    >>> comparison = compare(calculate_inventory(rows, load_factors("nl-2026"), region="NL"), scope2="market")
    >>> round(float(comparison.by_cause["volume"] / comparison.from_tco2e), 6)
    -0.1
    """
    word = check_word("scope2", scope2, SCOPE2_METHODS)
    other = old if new is None else new
    last = other.years[-1] if to_year is None else to_year
    if from_year is None:
        earlier = [year for year in old.years if new is not None or year < last]
        if not earlier:
            raise DataError([Problem("compare_one_year", last)])
        first = earlier[-1]
    else:
        first = from_year
    for inventory, year in ((old, first), (other, last)):
        inventory.total(scope2=word, year=year)
    if old is other and first == last:
        raise DataError([Problem("compare_same_year", first)])
    items = [items_of(inventory, scope2=word, year=year) for inventory, year in ((old, first), (other, last))]
    return Comparison(old, other, first, last, word, causes_of(*items, same_gwp=old.gwp == other.gwp))
