"""Criteria on the boundary: what the targets cover, and what does not count."""

from __future__ import annotations

from collections.abc import Mapping

from ghgcalc.targets.criteria.facts import Facts, Finding, met, not_assessed, not_met
from ghgcalc.targets.wording import Share, Tonnes, Word

Limits = Mapping[str, float]


def coverage_scope_1_2(limits: Limits, facts: Facts) -> Finding:
    """Test coverage and exclusions of scope 1 and 2."""
    if facts.omitted_scope is not None:
        share, total = None, facts.total("1", "2")
        if total:
            share = facts.emissions[facts.omitted_scope] / total
        if share is None:
            return not_assessed("coverage_needs_emissions")
        numbers = {"scope": facts.omitted_scope, "share": Share(share), "limit": Share(limits["small_scope"])}
        if share >= limits["small_scope"]:
            return not_met("omitted_scope_too_large", **numbers)
    if facts.excluded_share is not None and facts.excluded_share > limits["exclusions"]:
        return not_met("exclusions", share=Share(facts.excluded_share), limit=Share(limits["exclusions"]))
    covered = facts.coverage.get("1+2")
    if covered is None:
        return not_assessed("coverage_needs", limit=Share(limits["coverage"]), part="1+2")
    numbers = {"share": Share(covered), "limit": Share(limits["coverage"]), "part": "1+2"}
    if covered < limits["coverage"]:
        return not_met("coverage_low", missing=Share(limits["coverage"] - covered), **numbers)
    return met("coverage", **numbers)


def scope_3_target_required(limits: Limits, facts: Facts) -> Finding:
    """Test whether scope 3 is large enough to need a target, and whether there is one."""
    share = facts.scope_share("3")
    if share is None:
        return not_assessed("scope_3_share_needs", limit=Share(limits["share"]))
    numbers = {"share": Share(share), "limit": Share(limits["share"])}
    if share < limits["share"]:
        return met("scope_3_small", **numbers)
    if facts.covers("3") or facts.has_scope_3_target:
        return met("scope_3_target_present", **numbers)
    if facts.has_scope_3_target is None:
        return not_assessed("scope_3_target_unknown", **numbers)
    return not_met("scope_3_target_missing", **numbers)


def coverage_scope_3(limits: Limits, facts: Facts) -> Finding:
    """Test whether the scope 3 targets reach the minimum coverage, without rounding up."""
    covered = facts.coverage.get("3")
    if covered is None:
        return not_assessed("coverage_needs", limit=Share(limits["coverage"]), part="3")
    numbers = {"share": Share(covered, 2), "limit": Share(limits["coverage"]), "part": "3"}
    if covered < limits["coverage"]:
        return not_met("coverage_low", missing=Share(limits["coverage"] - covered, 2), **numbers)
    return met("coverage", **numbers)


def long_term_coverage(limits: Limits, facts: Facts) -> Finding:
    """Test the coverage of long-term targets, for the scopes the target covers."""
    parts = [
        (part, limits[limit])
        for part, limit, scopes in (("1+2", "scope_1_2", ("1", "2")), ("3", "scope_3", ("3",)))
        if facts.covers(*scopes)
    ]
    if not parts:
        return not_assessed("other_scopes")
    for part, limit in parts:
        covered = facts.coverage.get(part)
        if covered is None:
            return not_assessed("coverage_needs", limit=Share(limit), part=part)
        if covered < limit:
            return not_met(
                "coverage_low", share=Share(covered), limit=Share(limit), part=part, missing=Share(limit - covered)
            )
    part, limit = parts[-1]
    return met("coverage", share=Share(facts.coverage[part]), limit=Share(limit), part=part)


def one_scope_2_method(_: Limits, facts: Facts) -> Finding:
    """Test that one scope 2 method serves for setting and tracking."""
    methods = tuple(dict.fromkeys(facts.scope2_methods))
    if not methods:
        return not_assessed("scope_2_method_needs")
    names = tuple(Word(f"scope2.{method}") for method in methods)
    return (met if len(methods) == 1 else not_met)(
        "scope_2_method" if len(methods) == 1 else "scope_2_methods_mixed", methods=names
    )


def location_based(_: Limits, facts: Facts) -> Finding:
    """Test that scope 2 is location-based."""
    if not facts.covers("2"):
        return not_assessed("other_scopes")
    if not facts.scope2_methods:
        return not_assessed("scope_2_method_needs")
    if set(facts.scope2_methods) == {"location"}:
        return met("location_based")
    return not_met("not_location_based")


def biogenic_reported(_: Limits, facts: Facts) -> Finding:
    """Test that biogenic CO2 is reported."""
    if facts.is_biogenic_reported is None:
        return not_assessed("biogenic_needs")
    return met("biogenic") if facts.is_biogenic_reported else not_met("biogenic_missing")


def no_credits_or_avoided_emissions(_: Limits, facts: Facts) -> Finding:
    """Test that neither credits nor avoided emissions count."""
    if facts.counts_credits or facts.counts_avoided_emissions:
        return not_met("credits_counted")
    if facts.counts_credits is None or facts.counts_avoided_emissions is None:
        return not_assessed("credits_needs")
    return met("no_credits")


def no_exclusions(limits: Limits, facts: Facts) -> Finding:
    """Test that nothing is left out of the inventory."""
    if facts.excluded_share is None:
        return not_assessed("exclusions_needs")
    numbers = {"share": Share(facts.excluded_share), "limit": Share(limits["exclusions"])}
    return not_met("exclusions", **numbers) if facts.excluded_share > limits["exclusions"] else met("no_exclusions")


def flag_target_required(limits: Limits, facts: Facts) -> Finding:
    """Test whether land emissions need a target of their own, and whether there is one."""
    share = facts.scope_share("flag")
    is_large = share is not None and share >= limits["share"]
    if facts.is_flag_sector is None and share is None:
        return not_assessed("flag_needs", limit=Share(limits["share"]))
    if not facts.is_flag_sector and not is_large:
        if share is None:
            return not_assessed("flag_needs", limit=Share(limits["share"]))
        return met("flag_small", share=Share(share), limit=Share(limits["share"]))
    shown = Word("targets.word.flag_sector") if share is None else Share(share)
    numbers = {"share": shown, "limit": Share(limits["share"])}
    if facts.scopes != "flag" and facts.has_flag_target is False:
        return not_met("flag_target_missing", **numbers)
    if facts.has_no_deforestation_commitment is False:
        return not_met("no_deforestation_missing", **numbers)
    if (facts.scopes != "flag" and facts.has_flag_target is None) or facts.has_no_deforestation_commitment is None:
        return not_assessed("flag_target_unknown", **numbers)
    return met("flag_target_present", **numbers)


def flag_coverage(limits: Limits, facts: Facts) -> Finding:
    """Test the coverage of the land target."""
    if facts.scopes != "flag":
        return not_assessed("other_scopes")
    for part, limit in (("flag 1+2", limits["scope_1_2"]), ("flag 3", limits["scope_3"])):
        covered = facts.coverage.get(part)
        if covered is None:
            return not_assessed("coverage_needs", limit=Share(limit), part=part)
        if covered < limit:
            return not_met(
                "coverage_low", share=Share(covered), limit=Share(limit), part=part, missing=Share(limit - covered)
            )
    return met("coverage", share=Share(facts.coverage["flag 3"]), limit=Share(limits["scope_3"]), part="flag 3")


def flag_timber_pathway(limits: Limits, facts: Facts) -> Finding:
    """Test whether the pathway for wood is mandatory and used."""
    share = facts.flag_timber_share
    if share is None:
        return not_assessed("timber_needs", limit=Share(limits["share"]))
    numbers = {"share": Share(share), "limit": Share(limits["share"])}
    if share < limits["share"]:
        return met("timber_small", **numbers)
    if facts.uses_timber_pathway is None:
        return not_assessed("timber_unknown", **numbers)
    return met("timber_used", **numbers) if facts.uses_timber_pathway else not_met("timber_missing", **numbers)


def scope_3_categories(limits: Limits, facts: Facts) -> Finding:
    """Test that every sizeable scope 3 category is inside the target."""
    total = sum(facts.by_category.values())
    if total <= 0:
        return not_assessed("categories_needs", limit=Share(limits["share"]))
    large = tuple(c for c, tonnes in facts.by_category.items() if tonnes / total >= limits["share"])
    numbers = {"categories": large, "limit": Share(limits["share"]), "total": Tonnes(total)}
    if facts.target_categories is None:
        return not_assessed("categories_unknown", **numbers)
    missing = tuple(c for c in large if c not in facts.target_categories)
    return not_met("categories_missing", missing=missing, **numbers) if missing else met("categories", **numbers)
