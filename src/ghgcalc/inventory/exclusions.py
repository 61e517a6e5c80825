"""Exclusions: what a company leaves out, why, and how much that is estimated to be; a blank never means excluded."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import pandas as pd

from ghgcalc.errors import Problem, ProblemLog
from ghgcalc.inventory.accounting import AccountingRulebook
from ghgcalc.texts import LANGUAGES, text
from ghgcalc.vocabulary import CATEGORIES, EXCLUSION_REASONS, category_name, vocabulary_problem

if TYPE_CHECKING:
    from ghgcalc.inventory.noun import Inventory

#: Reasons that concern the whole category, so that no emissions of it may be in the inventory.
WHOLE = ("not_applicable", "excluded")


@dataclass(frozen=True)
class Exclusion:
    """One thing that is left out of the inventory, on purpose and said aloud.

    Parameters
    ----------
    category : str
        Category, such as ``"3.10"``.
    reason : {"not_applicable", "excluded", "partly", "de_minimis", "not_estimable"}
        No such emissions exist; the whole category is left out; part of it is; it is small; it cannot be estimated.
    explanation : str
        Why, in the company's own words; the standard requires it.
    estimate_tco2e : float or None
        Emissions left out per year [tCO2e]; None is "not known", never 0.
    year : int or None
        Reporting year; None is every year of the inventory.
    sheet, cell : str
        Where it was written down.

    Examples
    --------
    >>> Exclusion("3.15", "not_applicable", "No investments.").category
    '3.15'
    """

    category: str
    reason: str
    explanation: str
    estimate_tco2e: float | None = None
    year: int | None = None
    sheet: str = ""
    cell: str = ""


def read_exclusions(
    given: pd.DataFrame | Iterable[Exclusion | Mapping[str, Any]] | None, rules: AccountingRulebook, *, source: str = ""
) -> tuple[Exclusion, ...]:
    """Check a list or frame of exclusions.

    Parameters
    ----------
    given : DataFrame, iterable of Exclusion or of mappings, or None
        Columns or keys: category, reason, explanation, and as far as known estimate_tco2e, year, sheet, cell.
    rules : AccountingRulebook
        Which categories exist.
    source : str
        Name of the input, used in error messages.

    Raises
    ------
    DataError
        With every exclusion that has no explanation, an unknown category or reason, or an estimate that contradicts
        its reason.
    """
    rows: list[Any] = given.to_dict("records") if isinstance(given, pd.DataFrame) else list(given or ())
    log = ProblemLog(source=source)
    found = tuple(_exclusion(row, number, rules, log) for number, row in enumerate(rows))
    log.raise_if_any()
    return found


def require_consistent(inventory: Inventory) -> None:
    """Refuse exclusions that contradict the data: a category said to be left out that has emissions, or the reverse.

    Raises
    ------
    DataError
        With every contradiction.
    """
    if not inventory.exclusions:
        return
    cells = inventory.cells[["year", "category"]].drop_duplicates()
    filled = set(cells.itertuples(index=False, name=None))
    log = ProblemLog()
    seen: dict[tuple[str, int], bool] = {}
    for exclusion in inventory.exclusions:
        years = inventory.years if exclusion.year is None else (exclusion.year,)
        names = _words(exclusion.category)
        place = (exclusion.sheet, exclusion.cell)
        if exclusion.year is not None and exclusion.year not in inventory.years:
            options = ", ".join(map(str, inventory.years))
            log.extend([Problem("unknown_year", exclusion.year, params={"options": options}).at(*place)])
            continue
        with_data = [year for year in years if (year, exclusion.category) in filled]
        if exclusion.reason in WHOLE and with_data:
            shown = {**names, "years": ", ".join(map(str, with_data))}
            log.extend([Problem("exclusion_has_data", exclusion.reason, params=shown).at(*place)])
        if exclusion.reason == "partly" and len(with_data) < len(years):
            log.extend([Problem("exclusion_without_data", exclusion.reason, params=names).at(*place)])
        is_whole = exclusion.reason in WHOLE
        earlier = [seen[exclusion.category, year] for year in years if (exclusion.category, year) in seen]
        if earlier and (is_whole or any(earlier)):
            log.extend([Problem("exclusion_twice", exclusion.category, params=names).at(*place)])
        seen |= {(exclusion.category, year): is_whole for year in years}
    log.raise_if_any()


def excluded_tco2e(exclusions: Iterable[Exclusion], category: str, *, year: int) -> float:
    """Return what is estimated to be left out of a category [tCO2e]; nan when an exclusion has no estimate.

    What does not apply has no emissions. 0 when nothing is excluded.
    """
    estimates = [
        math.nan if exclusion.estimate_tco2e is None else exclusion.estimate_tco2e
        for exclusion in exclusions
        if exclusion.category == category and exclusion.year in (None, year) and exclusion.reason != "not_applicable"
    ]
    return math.fsum(estimates)


def exclusion_table(exclusions: Iterable[Exclusion]) -> pd.DataFrame:
    """Return declared exclusions as a frame: category, reason, explanation, estimate_tco2e, year.

    Examples
    --------
    >>> exclusion_table([Exclusion("3.15", "not_applicable", "No investments.")])["category"].tolist()
    ['3.15']
    """
    names = [field.name for field in fields(Exclusion)][:5]
    rows = [[getattr(exclusion, name) for name in names] for exclusion in exclusions]
    frame = pd.DataFrame(rows, columns=names)
    return frame.assign(estimate_tco2e=frame["estimate_tco2e"].astype(float), year=frame["year"].astype("Int64"))


def _exclusion(
    row: Exclusion | Mapping[str, Any], number: int, rules: AccountingRulebook, log: ProblemLog
) -> Exclusion:
    if isinstance(row, Exclusion):
        row = {field.name: getattr(row, field.name) for field in fields(Exclusion)}
    unknown = [str(name) for name in row if name not in {field.name for field in fields(Exclusion)}]
    place = (str(_filled(row, "sheet") or ""), str(_filled(row, "cell") or f"row {number}"))
    category = str(_filled(row, "category") or "").strip()
    reason = _reason(str(_filled(row, "reason") or "").strip())
    explanation = str(_filled(row, "explanation") or "").strip()
    estimate, year = _number(row, "estimate_tco2e"), _number(row, "year")
    allowed = (*(c for c in CATEGORIES if not c.startswith("3.")), *rules.categories)
    problems = [vocabulary_problem("exclusions", name, [f.name for f in fields(Exclusion)]) for name in unknown]
    if category not in allowed:
        problems.append(vocabulary_problem("category", category, allowed))
    if reason not in EXCLUSION_REASONS:
        problems.append(vocabulary_problem("reason", reason, EXCLUSION_REASONS))
    if not explanation:
        problems.append(Problem("exclusion_unexplained", category))
    for name, number_found in (("estimate_tco2e", estimate), ("year", year)):
        if isinstance(number_found, str):
            problems.append(Problem("not_a_number", number_found))
        elif number_found is not None and number_found < 0:
            problems.append(Problem("negative_value", number_found, params={"name": name}))
    if reason == "not_applicable" and isinstance(estimate, float) and estimate > 0:
        problems.append(Problem("exclusion_applies", estimate))
    if reason == "not_estimable" and isinstance(estimate, float):
        problems.append(Problem("exclusion_estimated", estimate))
    log.extend(problem.at(*place) for problem in problems)
    tonnes = estimate if isinstance(estimate, float) else None
    return Exclusion(category, reason, explanation, tonnes, int(year) if isinstance(year, float) else None, *place)


def _reason(written: str) -> str:
    """Return the reason behind an id or its name in either language."""
    names = {
        text(f"exclusion_reason.{reason}", lang).casefold(): reason
        for reason in EXCLUSION_REASONS
        for lang in LANGUAGES
    }
    return names.get(written.casefold(), written)


def _filled(row: Mapping[str, Any], name: str) -> Any:
    value = row.get(name)
    return None if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)) else value


def _number(row: Mapping[str, Any], name: str) -> float | str | None:
    """Return a number, None when the field is blank, or the text that is not a number."""
    value = _filled(row, name)
    if value is None or str(value).strip() == "":
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        return str(value)
    return number if math.isfinite(number) else str(value)


def _words(category: str) -> dict[str, str]:
    return {f"name_{language}": category_name(category, language) for language in LANGUAGES}
