"""Criteria on the company: small-company route and company category."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ghgcalc.targets.criteria.facts import Facts, Finding, met, not_assessed, not_met
from ghgcalc.targets.wording import Tonnes

Limits = Mapping[str, float]


def sme_route(limits: Limits, facts: Facts) -> Finding:
    """Test whether the route for small and medium-sized companies is open."""
    scope_2 = facts.scope2_location_tco2e
    scope_1 = facts.emissions.get("1")
    small = None if scope_1 is None or scope_2 is None else scope_1 + scope_2 < limits["scope_1_2_tco2e"]
    outside = _any((facts.is_excluded_sector, facts.is_subsidiary))
    size = (
        _below(facts.staff, limits["staff"]),
        _below(facts.turnover_eur, limits["turnover_eur"]),
        _below(facts.assets_eur, limits["assets_eur"]),
        None if facts.is_flag_sector is None else not facts.is_flag_sector,
    )
    needed = int(limits["tests_needed"])
    enough = _at_least(size, needed)
    passed = sum(test is True for test in size)
    if small is False or outside is True or enough is False:
        total = 0.0 if scope_1 is None or scope_2 is None else scope_1 + scope_2
        key = "sme_too_large" if small is False else "sme_outside" if outside else "sme_tests"
        return not_met(key, total=Tonnes(total), limit=Tonnes(limits["scope_1_2_tco2e"]), passed=passed, needed=needed)
    if small is None or outside is None or enough is None:
        return not_assessed("sme_needs")
    assert scope_1 is not None  # `small` is known only when both scopes are
    assert scope_2 is not None
    return met(
        "sme", total=Tonnes(scope_1 + scope_2), limit=Tonnes(limits["scope_1_2_tco2e"]), passed=passed, needed=needed
    )


def company_category(limits: Limits, facts: Facts) -> Finding:
    """Tell category A or B; there is nothing to fail."""
    category = category_of(limits, facts)
    return not_assessed("category_needs") if category is None else met(f"category_{category.lower()}")


def category_of(limits: Limits, facts: Facts) -> str | None:
    """Return "A" or "B", or None when the facts do not decide it."""
    large = _any((_from(facts.turnover_eur, limits["turnover_eur"]), _from(facts.staff, limits["staff"])))
    medium = _at_least(
        (
            _from(facts.assets_eur, limits["medium_assets_eur"]),
            _from(facts.turnover_eur, limits["medium_turnover_eur"]),
            _from(facts.staff, limits["medium_staff"]),
        ),
        int(limits["medium_tests"]),
    )
    emitting = _from(facts.total("1", "2"), limits["scope_1_2_tco2e"])
    is_a = _any((large, _all((facts.is_high_income_country, _any((emitting, medium))))))
    return None if is_a is None else "A" if is_a else "B"


def _below(value: float | None, limit: float) -> bool | None:
    return None if value is None else value < limit


def _from(value: float | None, limit: float) -> bool | None:
    return None if value is None else value >= limit


def _any(tests: Iterable[bool | None]) -> bool | None:
    found = list(tests)
    return True if True in found else None if None in found else False


def _all(tests: Iterable[bool | None]) -> bool | None:
    found = list(tests)
    return False if False in found else None if None in found else True


def _at_least(tests: Iterable[bool | None], needed: int) -> bool | None:
    found = list(tests)
    sure = sum(test is True for test in found)
    possible = sum(test is not False for test in found)
    return True if sure >= needed else False if possible < needed else None
