"""Criteria on ambition: is the reduction large enough, by the method that the rulebook allows."""

from __future__ import annotations

from collections.abc import Mapping

from ghgcalc.targets.criteria.facts import Facts, Finding, met, not_assessed, not_met
from ghgcalc.targets.wording import Share

Limits = Mapping[str, float]

_ABSOLUTE = "absolute-contraction"


def ambition_scope_1_2(_: Limits, facts: Facts) -> Finding:
    """Test the ambition of scope 1 and 2."""
    if not facts.covers("1", "2"):
        return not_assessed("other_scopes")
    if facts.method not in (None, _ABSOLUTE):
        if facts.has_sector_pathway is None:
            return not_assessed("pathway_needs")
        if not facts.has_sector_pathway:
            return not_met("pathway_missing")
    return _enough(facts, "1+2")


def ambition_scope_3(_: Limits, facts: Facts) -> Finding:
    """Test the ambition of scope 3."""
    if not facts.covers("3"):
        return not_assessed("other_scopes")
    return _enough(facts, "3")


def ambition_flag(_: Limits, facts: Facts) -> Finding:
    """Test the ambition of a land target."""
    return _enough(facts, "flag") if facts.scopes == "flag" else not_assessed("other_scopes")


def long_term_ambition(_: Limits, facts: Facts) -> Finding:
    """Test the reduction of a long-term target."""
    return _enough(facts, facts.scopes or "")


def straight_line_ambition(_: Limits, facts: Facts) -> Finding:
    """Test the reduction against the straight line to residual emissions."""
    return _enough(facts, facts.scopes or "")


def _enough(facts: Facts, part: str) -> Finding:
    if facts.required_parts:
        if part in facts.required_parts:
            reduction, required = facts.required_parts[part]
            return _compare(facts, reduction, required)
        return _compare_all(facts)
    if facts.reduction is None or facts.required is None:
        return not_assessed("ambition_needs")
    return _compare(facts, facts.reduction, facts.required)


def _compare(facts: Facts, reduction: float, required: float) -> Finding:
    numbers = {"reduction": Share(reduction, 2), "required": Share(required, 2)}
    if reduction >= required - facts.precision:
        return met("ambition", **numbers)
    return not_met("ambition_low", missing=Share(required - reduction, 2), **numbers)


def _compare_all(facts: Facts) -> Finding:
    findings = [_compare(facts, *pair) for pair in facts.required_parts.values()]
    return next((f for f in findings if f.result == "not met"), findings[-1])


def combined_scopes(_: Limits, facts: Facts) -> Finding:
    """Test that each part of a combined target meets its own minimum."""
    if facts.scopes is None or "+" not in facts.scopes:
        return not_assessed("not_combined")
    if facts.required_parts:
        return _compare_all(facts)
    return _enough(facts, facts.scopes)


def engagement(limits: Limits, facts: Facts) -> Finding:
    """Test an engagement target: coverage stated, fulfilled in time."""
    years = int(limits["years_from_submission"])
    if facts.engagement_coverage is None or facts.engagement_year is None or facts.submission is None:
        return not_assessed("engagement_needs", years=years)
    latest = facts.submission.year + years
    numbers = {"share": Share(facts.engagement_coverage), "year": facts.engagement_year, "latest": latest}
    return met("engagement", **numbers) if facts.engagement_year <= latest else not_met("engagement_late", **numbers)


def renewable_electricity(limits: Limits, facts: Facts) -> Finding:
    """Test a renewable electricity target against the milestone of its year."""
    if facts.renewable_share is None or facts.renewable_year is None:
        return not_assessed("renewable_needs")
    milestones = sorted((int(year), share) for year, share in limits.items() if year.isdigit())
    reached = [share for year, share in milestones if year <= facts.renewable_year]
    needed = max(reached[-1] if reached else 0.0, facts.renewable_base_share or 0.0)
    if not reached:
        return not_assessed("renewable_early", year=facts.renewable_year, first=milestones[0][0])
    numbers = {"share": Share(facts.renewable_share), "year": facts.renewable_year, "needed": Share(needed)}
    return met("renewable", **numbers) if facts.renewable_share >= needed else not_met("renewable_low", **numbers)


def separate_scopes(_: Limits, facts: Facts) -> Finding:
    """Test that scope 1 and scope 2 have targets of their own, with full coverage."""
    if facts.scopes is None:
        return not_assessed("other_scopes")
    if "+" in facts.scopes:
        return not_met("scopes_combined", scopes=facts.scopes)
    return met("scopes_separate", scopes=facts.scopes)


def neutralisation(_: Limits, facts: Facts) -> Finding:
    """Test that residual emissions are neutralised."""
    if facts.neutralises_residual is None:
        return not_assessed("neutralisation_needs")
    return met("neutralisation") if facts.neutralises_residual else not_met("neutralisation_missing")
