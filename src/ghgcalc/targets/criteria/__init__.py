"""Criteria of a rulebook, tested one by one: met, not met or not assessed, with the numbers that were used."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from ghgcalc.targets.criteria import ambition, boundary, company, years
from ghgcalc.targets.criteria.facts import MET, NOT_ASSESSED, NOT_MET, Facts, Finding
from ghgcalc.targets.rulebook import DEFAULT_RULEBOOK, Rulebook, as_rulebook
from ghgcalc.targets.wording import both

__all__ = ["CHECK_COLUMNS", "MET", "NOT_ASSESSED", "NOT_MET", "Facts", "Finding", "check_criteria", "company_category"]

#: Columns of the frame of checks.
CHECK_COLUMNS: tuple[str, ...] = ("id", "rule_en", "rule_nl", "result", "detail_en", "detail_nl", "source")

_CHECKS: dict[str, Callable[[Mapping[str, float], Facts], Finding]] = {
    function.__name__: function
    for function in (
        boundary.coverage_scope_1_2,
        boundary.scope_3_target_required,
        boundary.coverage_scope_3,
        boundary.long_term_coverage,
        boundary.one_scope_2_method,
        boundary.location_based,
        boundary.biogenic_reported,
        boundary.no_credits_or_avoided_emissions,
        boundary.no_exclusions,
        boundary.flag_target_required,
        boundary.flag_coverage,
        boundary.flag_timber_pathway,
        boundary.scope_3_categories,
        years.base_and_target_year,
        years.most_recent_year,
        years.review,
        years.recalculation,
        years.base_year_is_most_recent,
        years.near_term_period,
        years.net_zero_year,
        ambition.ambition_scope_1_2,
        ambition.ambition_scope_3,
        ambition.ambition_flag,
        ambition.long_term_ambition,
        ambition.straight_line_ambition,
        ambition.combined_scopes,
        ambition.engagement,
        ambition.renewable_electricity,
        ambition.separate_scopes,
        ambition.neutralisation,
        company.sme_route,
        company.company_category,
    )
}


def check_criteria(facts: Facts, *, rulebook: str | Rulebook = DEFAULT_RULEBOOK) -> pd.DataFrame:
    """Test every criterion of a rulebook against what is known.

    Parameters
    ----------
    facts : Facts
        What is known about the company and its target; unknown facts are None.
    rulebook : str or Rulebook
        Rulebook whose criteria are tested.

    Returns
    -------
    pandas.DataFrame
        One row per criterion: id, rule_en, rule_nl, result (met, not met, not assessed), detail_en, detail_nl with the
        numbers used and what would be needed, and source. A result is a test, not an approval by the SBTi.

    References
    ----------
    .. [1] Column `source`: document and paragraph per criterion.

    Examples
    --------
    >>> checks = check_criteria(Facts(emissions={"1": 10.0, "2": 10.0, "3": 20.0}, has_scope_3_target=False))
    >>> row = checks.set_index("id").loc["C4"]
    >>> row["result"], row["detail_en"]
    ('not met', 'Scope 3 is 50.0% of scope 1+2+3; from 40.0% a scope 3 target is required. Set one.')
    """
    book = as_rulebook(rulebook)
    rows = []
    for criterion in book.criteria:
        finding = _CHECKS[criterion.check](criterion.limits, facts)
        detail = both(finding.key, **finding.values)
        rows.append(
            (
                criterion.id,
                criterion.rule["en"],
                criterion.rule["nl"],
                finding.result,
                detail["en"],
                detail["nl"],
                criterion.source,
            )
        )
    return pd.DataFrame(rows, columns=list(CHECK_COLUMNS))


def company_category(facts: Facts, *, rulebook: str | Rulebook = "net-zero-2.0") -> str | None:
    """Return the company category of the Net-Zero Standard V2.0.

    Parameters
    ----------
    facts : Facts
        Staff, turnover, balance sheet, country group and emissions as far as known.
    rulebook : str or Rulebook
        Rulebook that holds the thresholds.

    Returns
    -------
    str or None
        "A", "B", or None when the facts do not decide it.

    References
    ----------
    .. [1] SBTi, "Corporate Net-Zero Standard", version 2.0, 11 June 2026, company categories.

    Examples
    --------
    >>> company_category(Facts(turnover_eur=600e6))
    'A'
    """
    limits = as_rulebook(rulebook).criterion("V2 category").limits
    return company.category_of(limits, facts)
