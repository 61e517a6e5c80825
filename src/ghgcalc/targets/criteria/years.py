"""Criteria on years: base year, most recent year, target year, review and recalculation."""

from __future__ import annotations

from collections.abc import Mapping

from ghgcalc.targets.criteria.facts import Facts, Finding, met, not_assessed, not_met
from ghgcalc.targets.wording import Share

Limits = Mapping[str, float]

_FIRST_HALF_ENDS_IN_MONTH = 6


def target_years_allowed(limits: Limits, *, year: int, month: int) -> tuple[int, int]:
    """Return the first and last target year for a submission in that month."""
    half = "first_half" if month <= _FIRST_HALF_ENDS_IN_MONTH else "second_half"
    return year + int(limits[f"{half}_from"]), year + int(limits[f"{half}_to"])


def base_and_target_year(limits: Limits, facts: Facts) -> Finding:
    """Test base year and target year."""
    if facts.base_year is None or facts.target_year is None:
        return not_assessed("years_needs")
    earliest = int(limits["earliest_base_year"])
    if facts.base_year < earliest:
        return not_met("base_year_early", base_year=facts.base_year, earliest=earliest)
    by_scope = facts.base_years_by_scope
    if "1" in by_scope and "2" in by_scope and by_scope["1"] != by_scope["2"]:
        return not_met("base_years_differ", first=by_scope["1"], second=by_scope["2"])
    scope_3 = {year for scope, year in by_scope.items() if scope.startswith("3")}
    if len(scope_3) > 1:
        return not_met("base_years_differ", first=min(scope_3), second=max(scope_3))
    if facts.submission is None:
        return not_assessed("submission_needs", base_year=facts.base_year, earliest=earliest)
    first, last = target_years_allowed(limits, year=facts.submission.year, month=facts.submission.month)
    numbers = {"target_year": facts.target_year, "first": first, "last": last, "submission": facts.submission}
    is_exempt = facts.target_year == int(limits["exempt_target_year"]) and facts.target_year > facts.submission.year
    if first <= facts.target_year <= last or is_exempt:
        return met("target_year", **numbers)
    return not_met("target_year_outside", **numbers)


def most_recent_year(limits: Limits, facts: Facts) -> Finding:
    """Test that the most recent inventory year is recent enough."""
    years = set(facts.recent_years_by_scope.values())
    if len(years) > 1:
        return not_met("recent_years_differ", first=min(years), second=max(years))
    if facts.submission is None or facts.recent_year is None:
        return not_assessed("recent_year_needs")
    earliest = facts.submission.year - int(limits["years_before_submission"])
    numbers = {"recent_year": facts.recent_year, "earliest": earliest, "submission": facts.submission}
    return (met if facts.recent_year >= earliest else not_met)(
        "recent_year" if facts.recent_year >= earliest else "recent_year_old", **numbers
    )


def review(limits: Limits, facts: Facts) -> Finding:
    """Test that the target was reviewed in time."""
    years = int(limits["years"])
    if facts.years_since_review is None:
        return not_assessed("review_needs", years=years)
    if facts.years_since_review <= years:
        return met("review", since=facts.years_since_review, years=years)
    return not_met("review_late", since=facts.years_since_review, years=years)


def recalculation(limits: Limits, facts: Facts) -> Finding:
    """Test that a significant change led to a recalculation."""
    limit = limits["change"]
    if facts.change_share is None:
        return not_assessed("recalculation_needs", limit=Share(limit))
    numbers = {"change": Share(abs(facts.change_share)), "limit": Share(limit)}
    if abs(facts.change_share) < limit:
        return met("change_small", **numbers)
    if facts.is_recalculated is None:
        return not_assessed("recalculation_unknown", **numbers)
    return met("recalculated", **numbers) if facts.is_recalculated else not_met("recalculation_missing", **numbers)


def base_year_is_most_recent(_: Limits, facts: Facts) -> Finding:
    """Test that base year and most recent year are the same."""
    if facts.base_year is None or facts.recent_year is None:
        return not_assessed("base_is_recent_needs")
    numbers = {"base_year": facts.base_year, "recent_year": facts.recent_year}
    return (
        met("base_is_recent", **numbers)
        if facts.base_year == facts.recent_year
        else not_met("base_is_not_recent", **numbers)
    )


def near_term_period(limits: Limits, facts: Facts) -> Finding:
    """Test the length of a near-term target."""
    if facts.base_year is None or facts.target_year is None:
        return not_assessed("years_needs")
    years, wanted = facts.target_year - facts.base_year, int(limits["years"])
    numbers = {"years": years, "wanted": wanted, "needed": facts.base_year + wanted}
    return met("period", **numbers) if years == wanted else not_met("period_other", **numbers)


def net_zero_year(limits: Limits, facts: Facts) -> Finding:
    """Test that net zero, or the long-term target, is reached in time."""
    latest = int(limits["latest"])
    if facts.net_zero_year is None:
        return not_assessed("net_zero_year_needs", latest=latest)
    if facts.net_zero_year <= latest:
        return met("net_zero_year", year=facts.net_zero_year, latest=latest)
    return not_met("net_zero_year_late", year=facts.net_zero_year, latest=latest)
