"""Which targets an inventory needs: coverage per scope, the tests of 40 % and 20 %, and the boundary of 67 %."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd

from ghgcalc.errors import raise_problem
from ghgcalc.targets.criteria import MET, NOT_ASSESSED, NOT_MET
from ghgcalc.targets.flag_shares import flag_share_of_cells
from ghgcalc.targets.numbers import require_amount
from ghgcalc.targets.rulebook import DEFAULT_RULEBOOK, Rulebook, as_rulebook
from ghgcalc.targets.screening import FlagScreening, Scope3Screening, flag_screening, scope3_screening
from ghgcalc.targets.wording import Share, both, sentence

#: Contracts that count as renewable electricity.
RENEWABLE_INSTRUMENTS: frozenset[str] = frozenset(
    f"energy.electricity.{source}" for source in ("wind", "solar", "hydro", "biomass")
)
_PARTS: tuple[tuple[str, str, str], ...] = (("1+2", "C3/C5", "coverage"), ("3", "C6", "coverage"))


class CellsInventory(Protocol):
    """What a screening needs from an inventory."""

    @property
    def years(self) -> tuple[int, ...]:
        """Years of the inventory."""
        ...

    @property
    def cells(self) -> pd.DataFrame:
        """Cells of the inventory."""
        ...

    def total(self, *, scope2: Any, year: int | None = None, scope: int | None = None) -> float:
        """Return the total of one year and scope [tCO2e]."""
        ...


@dataclass(frozen=True, eq=False)
class YearEmissions:
    """Emissions of one year under one scope 2 method, land emissions apart.

    Attributes
    ----------
    year : int
        Inventory year.
    by_category : mapping of str to float
        All emissions per category [tCO2e].
    flag_by_category : mapping of str to float or None
        Land emissions in them [tCO2e]; None when the company tagged none.
    """

    year: int
    by_category: Mapping[str, float]
    flag_by_category: Mapping[str, float] | None

    def total(self, scope: str, *, without_flag: bool = False) -> float:
        """Return the emissions of a scope or category [tCO2e], with or without its land emissions."""
        names = [name for name in self.by_category if name == scope or name.split(".")[0] == scope]
        flag = self.flag_by_category or {}
        return sum(self.by_category[name] - (flag.get(name, 0.0) if without_flag else 0.0) for name in names)

    @property
    def flag(self) -> float | None:
        """Return the land emissions of all scopes [tCO2e]; None when they are not tagged."""
        return None if self.flag_by_category is None else sum(self.flag_by_category.values())


@dataclass(frozen=True, eq=False, repr=False)
class InventoryScreening:
    """What the most recent inventory says about the targets that are needed.

    Attributes
    ----------
    year : int
        Year that was screened.
    scope2 : str
        Scope 2 method.
    emissions : YearEmissions
        Emissions per category [tCO2e].
    coverage : DataFrame
        part, inventory_tco2e, excluded_tco2e, coverage, required, result, detail_en, detail_nl, source.
    scope3 : Scope3Screening
        The 40 % test and the smallest sets of categories that reach 67 %.
    flag : FlagScreening or None
        The 20 % test; None when no land emissions are tagged.
    renewable_share : float or None
        Share of the electricity under a renewable contract; None when the inventory does not tell.
    """

    year: int
    scope2: str
    emissions: YearEmissions
    coverage: pd.DataFrame
    scope3: Scope3Screening
    flag: FlagScreening | None
    renewable_share: float | None

    def report(self, language: str = "en") -> str:
        """Return the outcome in a few sentences."""
        lines = [f"{row[f'detail_{language}']}" for row in self.coverage.to_dict("records")]
        lines.append(self.scope3.report(language))
        if self.flag is None:
            lines.append(sentence("targets.boundary.flag_untagged", language))
        else:
            key = "flag_required" if self.flag.is_target_required else "flag_not_required"
            numbers = {"share": Share(self.flag.share), "limit": Share(self.flag.threshold)}
            lines.append(sentence(f"targets.boundary.{key}", language, **numbers))
        return "\n".join(lines)

    def __repr__(self) -> str:
        return self.report("en")


def screen_inventory(
    inventory: CellsInventory,
    *,
    scope2: str,
    year: int | None = None,
    flag_shares: Mapping[str, float] | None = None,
    is_designated_flag_sector: bool = False,
    excluded: Mapping[str, float] | None = None,
    rulebook: str | Rulebook = DEFAULT_RULEBOOK,
) -> InventoryScreening:
    """Test which targets an inventory needs and which categories they must cover.

    Parameters
    ----------
    inventory : Inventory
        Inventory that holds the year.
    scope2 : {"location", "market"}
        Scope 2 method of the targets.
    year : int, optional
        Year to screen; without it the most recent one.
    flag_shares : mapping of str to float, optional
        Share of land emissions per activity id, material or category [share]. Without it the 20 % test is not made.
    is_designated_flag_sector : bool
        Whether the company belongs to a sector that always needs a FLAG target; apparel, footwear and furniture do not.
    excluded : mapping of str to float, optional
        Estimated emissions that the inventory leaves out, for "1+2" and "3" [tCO2e]; 0 says that nothing is left out.
    rulebook : str or Rulebook
        Near-term rulebook that holds the thresholds.

    Returns
    -------
    InventoryScreening
        Coverage per scope, scope 3 and FLAG tests, smallest sets of categories.

    Raises
    ------
    ghgcalc.errors.DataError
        If the year or its scope 2 is not in the inventory, or a FLAG share fits nothing.

    References
    ----------
    .. [1] SBTi, "Corporate Near-Term Criteria", C3-C6; Forest, Land and Agriculture criteria.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> cells = pd.DataFrame({
    ...     "year": 2025, "category": ["1.stationary", "2.electricity", "3.1", "3.4"], "activity": "reported",
    ...     "material": "", "instrument": "", "unit": "tCO2e", "amount": 1.0, "scope2_method": ["", "market", "", ""],
    ...     "tco2e": [10.0, 10.0, 60.0, 20.0],
    ... })
    >>> inventory = SimpleNamespace(years=(2025,), cells=cells, total=lambda **_: 100.0)
    >>> found = screen_inventory(inventory, scope2="market", flag_shares={"3.1": 0.5})
    >>> found.scope3.smallest_sets, found.flag.is_target_required
    ((('3.1',),), True)
    """
    book = as_rulebook(rulebook)
    chosen = max(inventory.years) if year is None else year
    emissions = emissions_of_year(inventory, scope2=scope2, year=chosen, flag_shares=flag_shares)
    scope_1, scope_2, scope_3 = (emissions.total(scope) for scope in ("1", "2", "3"))
    split = {name: tonnes for name, tonnes in emissions.by_category.items() if name.startswith("3.") and tonnes > 0}
    flag = None
    if emissions.flag is not None:
        flag = flag_screening(
            emissions.flag,
            scope1=scope_1,
            scope2=scope_2,
            scope3=scope_3,
            is_designated_sector=is_designated_flag_sector,
            rulebook=book,
        )
    return InventoryScreening(
        year=chosen,
        scope2=scope2,
        emissions=emissions,
        coverage=_coverage(emissions, excluded or {}, book),
        scope3=scope3_screening(scope_1, scope_2, scope_3, split, rulebook=book),
        flag=flag,
        renewable_share=_renewable_share(_cells(inventory, "location", chosen)),
    )


def emissions_of_year(
    inventory: CellsInventory, *, scope2: str, year: int, flag_shares: Mapping[str, float] | None = None
) -> YearEmissions:
    """Return the emissions of one year per category, with the land emissions in them.

    Parameters
    ----------
    inventory : Inventory
        Inventory that holds the year.
    scope2 : {"location", "market"}
        Scope 2 method.
    year : int
        Inventory year.
    flag_shares : mapping of str to float, optional
        Share of land emissions per activity id, material or category [share].

    Raises
    ------
    ghgcalc.errors.DataError
        If the year or its scope 2 is not in the inventory.
    """
    inventory.total(scope2=scope2, year=year)
    cells = _cells(inventory, scope2, year)
    by_category = _sums(cells["category"], cells["tco2e"])
    flag = None
    if flag_shares is not None:
        flag = _sums(cells["category"], cells["tco2e"] * flag_share_of_cells(cells, flag_shares))
    return YearEmissions(year, by_category, flag)


def _cells(inventory: CellsInventory, scope2: str, year: int) -> pd.DataFrame:
    cells = inventory.cells
    return cells[(cells["year"] == year) & cells["scope2_method"].isin(["", scope2])]


def _sums(labels: pd.Series, tonnes: pd.Series) -> dict[str, float]:
    summed = tonnes.groupby(labels.astype(str)).sum()
    return {str(name): float(value) for name, value in summed.items()}


def _coverage(emissions: YearEmissions, excluded: Mapping[str, float], book: Rulebook) -> pd.DataFrame:
    known = [part for part, _, _ in _PARTS]
    for part in excluded:
        if part not in known:
            raise_problem("not_in_list", value=part, column="excluded", options=", ".join(known))
    rows = []
    for part, identifier, limit in _PARTS:
        criterion = book.criterion(identifier)
        required = criterion.limits[limit]
        inside = sum(emissions.total(scope) for scope in part.split("+"))
        left_out = excluded.get(part)
        numbers: dict[str, Any] = {"part": part, "required": Share(required)}
        if left_out is None or inside <= 0:
            coverage, result = np.nan, NOT_ASSESSED
            detail = both("targets.boundary.coverage_unknown", **numbers)
        else:
            outside = float(require_amount(left_out, name=f"excluded {part}"))
            coverage = inside / (inside + outside)
            result = MET if coverage >= required else NOT_MET
            key = "coverage" if result == MET else "coverage_low"
            detail = both(f"targets.boundary.{key}", coverage=Share(coverage), **numbers)
        outside_shown = np.nan if left_out is None else left_out
        rows.append((part, inside, outside_shown, coverage, required, result, detail["en"], detail["nl"]))
    columns = ["part", "inventory_tco2e", "excluded_tco2e", "coverage", "required", "result", "detail_en", "detail_nl"]
    frame = pd.DataFrame(rows, columns=columns)
    frame["source"] = [book.criterion(identifier).source for _, identifier, _ in _PARTS]
    return frame


def _renewable_share(cells: pd.DataFrame) -> float | None:
    """Return the share of the electricity under a renewable contract; None without amounts in one unit."""
    electricity = cells[cells["category"] == "2.electricity"]
    total = float(electricity["amount"].sum())
    if (electricity["activity"] == "reported").any() or len(set(electricity["unit"])) != 1 or total <= 0:
        return None
    renewable = electricity["instrument"].isin(RENEWABLE_INSTRUMENTS)
    return float(electricity.loc[renewable, "amount"].sum()) / total
