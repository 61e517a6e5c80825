"""Setting a target on an inventory: base year and most recent year come from the footprint itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

from ghgcalc.errors import raise_problem
from ghgcalc.targets.criteria import Facts
from ghgcalc.targets.dynamic import Weights
from ghgcalc.targets.rulebook import DEFAULT_RULEBOOK, Rulebook
from ghgcalc.targets.scope_keys import check_scopes, components
from ghgcalc.targets.setting import target_from_emissions
from ghgcalc.targets.target import Target


class InventoryLike(Protocol):
    """What a target needs from an inventory."""

    @property
    def years(self) -> tuple[int, ...]:
        """Years of the inventory."""
        ...

    def total(self, *, scope2: Any, year: int | None = None, scope: int | None = None) -> float:
        """Return the total of one year and scope [tCO2e]."""
        ...


class BaseYearLike(Protocol):
    """What a target needs from a base year."""

    @property
    def year(self) -> int:
        """The base year."""
        ...

    @property
    def scope2(self) -> Any:
        """Scope 2 method of the base year."""
        ...

    def total(self, scope: int | None = None) -> float:
        """Return the total of one scope [tCO2e]."""
        ...


def near_term_target(
    base: BaseYearLike,
    inventory: InventoryLike,
    *,
    scopes: str,
    target_year: int,
    ambition: str | None = None,
    rulebook: str | Rulebook = DEFAULT_RULEBOOK,
    method: str = "absolute-contraction",
    name: str | None = None,
    net_zero_year: int | None = None,
    weights: Weights = "recent",
    output_base: float | None = None,
    output_target: float | None = None,
    fiscal_year_end_month: int = 12,
    facts: Facts | None = None,
) -> Target:
    """Set a near-term target for a base year, with the latest inventory year as the most recent year.

    Parameters
    ----------
    base : BaseYear
        Target base year with its scope 2 method.
    inventory : Inventory
        Inventory that holds the most recent year.
    scopes : {"1", "2", "1+2", "3", "1+2+3"}
        Scopes of the target. Land emissions (FLAG) are not tagged in an inventory: use `target_from_emissions`.
    target_year : int
        Target year.
    ambition, rulebook, method, name, net_zero_year, weights, output_base, output_target, fiscal_year_end_month, facts
        As for `target_from_emissions`.

    Returns
    -------
    Target
        Reduction, pathway and tested criteria.

    Raises
    ------
    ghgcalc.errors.DataError
        If the inventory ends before the base year, the target year is not later than the most recent year, or the
        scopes hold no emissions.

    References
    ----------
    .. [1] The documents listed in `Target.sources`.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> tonnes = {1: 912.6, 2: 3547.8, 3: 40000.0}
    >>> base = SimpleNamespace(year=2025, scope2="market", total=lambda scope=None: tonnes[scope])
    >>> inventory = SimpleNamespace(years=(2025,), total=lambda *, scope2, year=None, scope=None: tonnes[scope])
    >>> round(near_term_target(base, inventory, scopes="1+2", target_year=2030).target_tco2e, 3)
    3113.532
    """
    if scopes == "flag":
        raise_problem("targets.flag_from_inventory", value=scopes)
    recent_year = max(inventory.years)
    if recent_year < base.year:
        raise_problem("targets.recent_before_base", value=recent_year, base_year=base.year)
    covered = components(check_scopes(scopes))
    first = _by_scope({s: base.total(scope=int(s)) for s in ("1", "2", "3")}, covered)
    last = None
    if recent_year > base.year:
        totals = {s: inventory.total(scope2=base.scope2, year=recent_year, scope=int(s)) for s in ("1", "2", "3")}
        last = _by_scope(totals, covered)
    known = replace(facts or Facts(), scope2_methods=(base.scope2,))
    if not known.recent_years_by_scope:
        known = replace(known, recent_years_by_scope=dict.fromkeys(covered, recent_year))
    target = target_from_emissions(
        scopes=scopes,
        base_year=base.year,
        target_year=target_year,
        base=first,
        rulebook=rulebook,
        ambition=ambition,
        method=method,
        recent_year=recent_year,
        recent=last,
        net_zero_year=net_zero_year,
        weights=weights,
        output_base=output_base,
        output_target=output_target,
        fiscal_year_end_month=fiscal_year_end_month,
        facts=known,
        name=name,
    )
    return replace(target, scope2=base.scope2)


def _by_scope(totals: Mapping[str, float], covered: tuple[str, ...]) -> dict[str, float]:
    """Leave out a scope without any emissions, unless the target covers it: not reported is not 0."""
    return {scope: tonnes for scope, tonnes in totals.items() if tonnes > 0 or scope in covered}
