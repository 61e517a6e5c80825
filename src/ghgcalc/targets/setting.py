"""Setting a target on plain numbers: reduction, pathway and tested criteria."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ghgcalc.errors import raise_problem
from ghgcalc.targets.criteria import Facts, check_criteria
from ghgcalc.targets.dynamic import Weights
from ghgcalc.targets.entries import parameter_notes
from ghgcalc.targets.fiscal_year import fiscal_year
from ghgcalc.targets.intensity import economic_intensity, physical_intensity
from ghgcalc.targets.requirement import Requirement, required_reduction
from ghgcalc.targets.rulebook import DEFAULT_RULEBOOK, Rulebook, as_rulebook
from ghgcalc.targets.scope_keys import check_scopes, components, scope_numbers, target_parts
from ghgcalc.targets.target import Target
from ghgcalc.targets.wording import both
from ghgcalc.texts import text

_ABSOLUTE = "absolute-contraction"
_CALENDAR_YEAR = 12


def target_from_emissions(
    *,
    scopes: str,
    base_year: int,
    target_year: int,
    base: Mapping[str, float],
    rulebook: str | Rulebook = DEFAULT_RULEBOOK,
    ambition: str | None = None,
    method: str = _ABSOLUTE,
    recent_year: int | None = None,
    recent: Mapping[str, float] | None = None,
    net_zero_year: int | None = None,
    weights: Weights = "recent",
    residual_share: float | None = None,
    output_base: float | None = None,
    output_target: float | None = None,
    fiscal_year_end_month: int = _CALENDAR_YEAR,
    facts: Facts | None = None,
    name: str | None = None,
) -> Target:
    """Set a target on plain numbers.

    Parameters
    ----------
    scopes : {"1", "2", "1+2", "3", "1+2+3", "flag"}
        Scopes of the target.
    base_year, target_year : int
        Target base year and target year; for a fiscal year the calendar year in which it ends.
    base : mapping of str to float
        Emissions in the base year per scope [tCO2e]; keys "1", "2", "3", "flag". More scopes than the target covers may
        be given: they serve the criteria.
    rulebook : str or Rulebook
        Which rules; a date never chooses them.
    ambition : {"1.5C", "WB2C"}, optional
        Without it: what the rulebook asks for at least.
    method : {"absolute-contraction", "economic-intensity", "physical-intensity"}
        Target-setting method.
    recent_year : int, optional
        Most recent inventory year; without it, the base year.
    recent : mapping of str to float, optional
        Emissions in the most recent year per scope [tCO2e].
    net_zero_year : int, optional
        Net-zero year of the company.
    weights : {"recent", "base"}
        Inventory that weighs scope 1 against scope 2.
    residual_share : float, optional
        Residual emissions in the net-zero year, for a straight line [share].
    output_base, output_target : float, optional
        Value added [EUR] or output [unit] in base year and target year; needed for an intensity target.
    fiscal_year_end_month : int
        Month in which the fiscal year ends, 12 for calendar years.
    facts : Facts, optional
        What else is known, for the criteria.
    name : str, optional
        Name of the target.

    Returns
    -------
    Target
        Reduction, pathway and tested criteria.

    Raises
    ------
    ghgcalc.errors.DataError
        With a sentence that says what to change.

    References
    ----------
    .. [1] The documents listed in `Target.sources` and in the column `source` of `Target.checks`.

    Examples
    --------
    >>> target = target_from_emissions(scopes="1+2", base_year=2025, target_year=2030, base={"1": 912.6, "2": 3547.8})
    >>> round(target.annual_rate, 6), round(target.reduction, 5), round(target.target_tco2e, 3)
    (0.060392, 0.30196, 3113.532)
    """
    book = as_rulebook(rulebook)
    check_scopes(scopes)
    for scope in components(scopes):
        if scope not in base:
            raise_problem("targets.missing_emissions", value=scope, name="base")
    judged = {
        key: None if year is None else int(float(fiscal_year(year, end_month=fiscal_year_end_month)))
        for key, year in (("base", base_year), ("target", target_year), ("recent", recent_year))
    }
    if book.has_parameter("earliest_base_year"):
        earliest = int(book.parameter("earliest_base_year").value)
        if judged["base"] is not None and judged["base"] < earliest:
            raise_problem("targets.base_year_too_early", value=judged["base"], earliest=earliest, rulebook=book.key)
    question: dict[str, Any] = {
        "rulebook": book,
        "method": method,
        "base_year": judged["base"],
        "target_year": judged["target"],
        "base": base,
        "recent_year": judged["recent"],
        "recent": recent,
        "net_zero_year": net_zero_year,
        "weights": weights,
        "residual_share": residual_share,
    }
    answer = required_reduction(scopes=scopes, ambition=ambition, **question)
    base_tco2e = sum(float(base[scope]) for scope in components(scopes))
    if not base_tco2e > 0:
        raise_problem("targets.no_base_emissions", value=base_tco2e, base_year=base_year)
    reduction = float(answer.reduction)
    growth, target_tco2e = _target_tonnes(method, base_tco2e, reduction, output_base, output_target)
    shown_ambition = ambition or ("WB2C" if scopes == "1+2+3" else book.ambitions[scopes][0])
    known = _facts(facts or Facts(), book, scopes, ambition, question, reduction)
    return Target(
        name=name or f"{text(f'targets.scopes.{scopes}')} {target_year}",
        scopes=scope_numbers(scopes),
        scope_key=scopes,
        method=method,
        ambition=shown_ambition,
        rulebook=book.key,
        base_year=base_year,
        target_year=target_year,
        base_tco2e=base_tco2e,
        target_tco2e=target_tco2e,
        annual_rate=float(answer.annual_rate),
        reduction=reduction,
        rulebook_rate=float(answer.rulebook_rate),
        checks=check_criteria(known, rulebook=book),
        notes=_notes(book, answer, scopes, question, growth, fiscal_year_end_month),
        recent_year=base_year if recent_year is None else recent_year,
        output_growth=growth,
        sources=tuple(dict.fromkeys(p.source for p in answer.parameters)),
    )


def _target_tonnes(
    method: str, base_tco2e: float, reduction: float, output_base: float | None, output_target: float | None
) -> tuple[float | None, float]:
    if method == _ABSOLUTE:
        return None, base_tco2e * (1.0 - reduction)
    if output_base is None or output_target is None:
        code = "targets.no_value_added" if method == "economic-intensity" else "targets.no_output"
        raise_problem(code, value="-")
    if method == "economic-intensity":
        allowed = economic_intensity(
            base_tco2e, reduction=reduction, value_added_base=output_base, value_added_target=output_target
        )
    else:
        allowed = physical_intensity(
            base_tco2e, reduction=reduction, output_base=output_base, output_target=output_target
        )
    return output_target / output_base, float(allowed)


def _facts(
    facts: Facts, book: Rulebook, scopes: str, ambition: str | None, question: Mapping[str, Any], reduction: float
) -> Facts:
    """Add what the target itself tells to what is known about the company."""
    parts = {}
    if scopes == "1+2+3":
        for part in target_parts(scopes):
            wanted = None if ambition == "WB2C" else ambition
            own = required_reduction(scopes=part, ambition=wanted, **question)
            least = required_reduction(scopes=part, ambition=None, **question)
            parts[part] = (float(own.reduction), float(least.reduction))
    recent = question["recent"]
    base_year = question["base_year"]
    least_ambition = required_reduction(scopes=scopes, ambition=None, **question)
    is_long_term = book.kind == "long-term"
    return replace(
        facts,
        scopes=scopes,
        method=question["method"],
        ambition=ambition,
        base_year=base_year,
        target_year=question["target_year"],
        recent_year=base_year if question["recent_year"] is None else question["recent_year"],
        net_zero_year=question["target_year"] if is_long_term else question["net_zero_year"],
        reduction=reduction,
        required=float(least_ambition.reduction),
        required_parts=parts,
        precision=float(book.parameter("stated_precision").value),
        emissions=facts.emissions or dict(recent if recent is not None else question["base"]),
        residual_share=question["residual_share"],
    )


def _notes(
    book: Rulebook,
    answer: Requirement,
    scopes: str,
    question: Mapping[str, Any],
    growth: float | None,
    fiscal_year_end_month: int,
) -> tuple[Mapping[str, str], ...]:
    notes: list[Mapping[str, str]] = [book.note]
    english, dutch = (parameter_notes(answer.parameters, language) for language in ("en", "nl"))
    notes += [{"en": en, "nl": nl} for en, nl in zip(english, dutch, strict=True)]
    recent_year = question["recent_year"]
    is_dynamic = book.has_parameter("minimum_annual_rate") and question["method"] == _ABSOLUTE
    if is_dynamic and "1+2" in scopes and recent_year not in (None, question["base_year"]):
        notes.append(both("targets.note.weights", year=recent_year))
    if float(answer.reduction) >= 1.0:
        notes.append(both("targets.note.capped"))
    if growth is not None:
        notes.append(both("targets.note.output_between"))
    if fiscal_year_end_month != _CALENDAR_YEAR:
        notes.append(both("targets.note.fiscal_year", base=question["base_year"], target=question["target_year"]))
    return tuple(notes)
