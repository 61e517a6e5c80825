"""What is known about a company and its target; what is not known stays None and is reported as not assessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Facts:
    """Facts that the criteria are tested against; every one of them may be unknown (None).

    Attributes
    ----------
    scopes, method, ambition : str
        Scopes ("1", "2", "1+2", "3", "1+2+3", "flag"), method and ambition of the target.
    base_year, target_year, recent_year, net_zero_year : int
        Years of the target and of the inventory.
    submission : date
        Day of submission to the SBTi.
    reduction, required : float
        Reduction of the target and reduction the rulebook asks for [share].
    required_parts : mapping
        For a combined target, per part: (reduction, required reduction) [share].
    precision : float
        Rounding with which the reduction is stated [share].
    emissions : mapping
        Emissions in the most recent year for "1", "2", "3" and "flag" [tCO2e].
    by_category : mapping
        Scope 3 emissions per category [tCO2e].
    target_categories : tuple of str
        Scope 3 categories inside the target.
    coverage : mapping
        Share covered by the targets, for "1+2", "3", "flag 1+2" and "flag 3" [share].
    excluded_share : float
        Share of scope 1+2 left out of inventory and target together [share].
    omitted_scope : str
        Scope ("1" or "2") that has no target because it is small.
    scope2_methods : tuple of str
        Methods used to set and to track the target ("location", "market").
    base_years_by_scope : mapping
        Base year of the targets per scope or scope 3 target.
    recent_years_by_scope : mapping
        Most recent year per scope.
    is_biogenic_reported, counts_credits, counts_avoided_emissions, has_sector_pathway : bool
        Reporting of biogenic CO2, use of credits and avoided emissions, approved sector pathway for an intensity.
    has_scope_3_target, has_flag_target, has_no_deforestation_commitment, uses_timber_pathway : bool
        Other targets and commitments of the company.
    engagement_coverage : float
        Share of emissions or spend that the engagement target covers [share].
    engagement_year : int
        Year in which it is fulfilled.
    renewable_share, renewable_base_share : float
        Share of renewable electricity in `renewable_year` and in the base year [share].
    renewable_year : int
        Year of the renewable electricity target.
    years_since_review : float
        Years since the target was last reviewed.
    change_share : float
        Largest change of the base-year emissions by structure, method or errors [share].
    is_recalculated : bool
        Whether the target was recalculated for that change.
    flag_timber_share : float
        Wood and wood fibre in the FLAG emissions [share].
    is_flag_sector : bool
        Whether the company belongs to a designated FLAG sector (apparel, footwear and furniture do not).
    staff, turnover_eur, assets_eur : float
        Staff [FTE], net turnover and balance sheet total [EUR].
    is_high_income_country, is_excluded_sector, is_subsidiary : bool
        Country group; financial institution, oil and gas or mandatory-pathway sector; subsidiary of a group on the
        standard route.
    scope2_location_tco2e : float
        Location-based scope 2 [tCO2e].
    residual_share : float
        Residual emissions in the net-zero year [share].
    neutralises_residual : bool
        Whether the residual is neutralised with permanent removals.

    Examples
    --------
    >>> Facts(emissions={"1": 10.0, "2": 10.0, "3": 80.0}).scope_share("3")
    0.8
    """

    scopes: str | None = None
    method: str | None = None
    ambition: str | None = None
    base_year: int | None = None
    target_year: int | None = None
    recent_year: int | None = None
    net_zero_year: int | None = None
    submission: date | None = None
    reduction: float | None = None
    required: float | None = None
    required_parts: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    precision: float = 0.0
    emissions: Mapping[str, float] = field(default_factory=dict)
    by_category: Mapping[str, float] = field(default_factory=dict)
    target_categories: tuple[str, ...] | None = None
    coverage: Mapping[str, float] = field(default_factory=dict)
    excluded_share: float | None = None
    omitted_scope: str | None = None
    scope2_methods: tuple[str, ...] = ()
    base_years_by_scope: Mapping[str, int] = field(default_factory=dict)
    recent_years_by_scope: Mapping[str, int] = field(default_factory=dict)
    is_biogenic_reported: bool | None = None
    counts_credits: bool | None = None
    counts_avoided_emissions: bool | None = None
    has_sector_pathway: bool | None = None
    has_scope_3_target: bool | None = None
    has_flag_target: bool | None = None
    has_no_deforestation_commitment: bool | None = None
    uses_timber_pathway: bool | None = None
    engagement_coverage: float | None = None
    engagement_year: int | None = None
    renewable_share: float | None = None
    renewable_base_share: float | None = None
    renewable_year: int | None = None
    years_since_review: float | None = None
    change_share: float | None = None
    is_recalculated: bool | None = None
    flag_timber_share: float | None = None
    is_flag_sector: bool | None = None
    staff: float | None = None
    turnover_eur: float | None = None
    assets_eur: float | None = None
    is_high_income_country: bool | None = None
    is_excluded_sector: bool | None = None
    is_subsidiary: bool | None = None
    scope2_location_tco2e: float | None = None
    residual_share: float | None = None
    neutralises_residual: bool | None = None

    def total(self, *scopes: str) -> float | None:
        """Return the emissions of these scopes [tCO2e], or None when one of them is unknown."""
        if any(scope not in self.emissions for scope in scopes):
            return None
        return sum(self.emissions[scope] for scope in scopes)

    def scope_share(self, scope: str) -> float | None:
        """Return the share of one scope, or of FLAG emissions, in scope 1+2+3; None when something is unknown."""
        total = self.total("1", "2", "3")
        if total is None or total <= 0 or scope not in self.emissions:
            return None
        return self.emissions[scope] / total

    def covers(self, *scopes: str) -> bool:
        """Tell whether the target covers one of these scopes."""
        return self.scopes is not None and any(scope in self.scopes.split("+") for scope in scopes)


@dataclass(frozen=True)
class Finding:
    """Outcome of one criterion: result and the sentence that shows the numbers.

    Attributes
    ----------
    result : {"met", "not met", "not assessed"}
        Outcome.
    key : str
        Key of the sentence in the data folder `texts`.
    values : mapping
        Numbers for the sentence.
    """

    result: str
    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


MET, NOT_MET, NOT_ASSESSED = "met", "not met", "not assessed"


def met(key: str, **values: Any) -> Finding:
    """Return a finding that the criterion is met."""
    return Finding(MET, f"targets.check.{key}", values)


def not_met(key: str, **values: Any) -> Finding:
    """Return a finding that the criterion is not met; the sentence says what would be needed."""
    return Finding(NOT_MET, f"targets.check.{key}", values)


def not_assessed(key: str, **values: Any) -> Finding:
    """Return a finding that the criterion could not be tested; the sentence says which fact is missing."""
    return Finding(NOT_ASSESSED, f"targets.check.{key}", values)
