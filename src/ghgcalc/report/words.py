"""Names the ids of cells, levers and targets in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pandas import NA

from ghgcalc.factors.activities import activity_name
from ghgcalc.presentation.numbers import NOT_AVAILABLE, Scale, format_tco2e
from ghgcalc.report.contents import category_label
from ghgcalc.texts import has_text, text
from ghgcalc.units import unit_label
from ghgcalc.workbook.words import word_list

#: Drop-down list that names the ids of a column.
_LISTS = {
    "kind": "contract_kinds", "energy_source": "energy_sources",
    "tier": "tiers", "material": "materials", "process": "processes", "energy_carrier": "energy_carriers",
    "mode": "modes", "region": "regions", "method": "target_methods", "ambition": "ambitions", "rulebook": "rulebooks",
    "mechanism": "mechanisms", "curve": "curves",
}  # fmt: skip


def heads(columns: Iterable[str], language: str) -> tuple[str, ...]:
    """Return the headings of columns.

    Examples
    --------
    >>> heads(["year", "gas"], "nl")
    ('jaar', 'gas')
    """
    return tuple(text(f"report.column_{column}", language) for column in columns)


def tonnes(value: float, language: str, scale: Scale, *, signed: bool = False) -> str:
    """Return a figure of a table whose head or title names the unit."""
    return format_tco2e(float(value), language=language, scale=scale, signed=signed, with_unit=False)


def named(column: str, value: Any, language: str) -> str:
    """Return the name of an id in the words of the drop-down lists; a word that no list knows names itself.

    Examples
    --------
    >>> named("material", "cotton_organic", "nl"), named("method", "absolute-contraction", "nl")
    ('biologisch katoen', 'absolute reductie')
    """
    word = "" if value is None else str(value)
    if not word:
        return ""
    if column == "category":
        return category_label(word, language)
    if column in ("activity", "to_activity"):
        label = word_list("activity_groups").label(word, language)
        return activity_name(word, language) if label == word else label
    return word_list(_LISTS[column]).label(word, language) if column in _LISTS else word


def method_label(method: str, language: str) -> str:
    """Return the scope 2 method of a cell; a cell without one counts in both totals.

    Examples
    --------
    >>> method_label("", "nl"), method_label("market", "en")
    ('beide methoden', 'market-based')
    """
    return text(f"scope2.{method}", language) if method else text("report.both_methods", language)


def translated(area: str, value: Any, language: str) -> str:
    """Return the text of a word under an area of the catalogue; one that it does not know names itself.

    Examples
    --------
    >>> translated("match", "wider region", "nl")
    'ruimere regio'
    """
    return _own(f"{area}.{value}", str(value), language)


def gas_name(gas: str, language: str) -> str:
    """Return the name of a gas; a formula such as CH4 is its own name.

    Examples
    --------
    >>> gas_name("CH4", "nl"), gas_name("not split", "nl")
    ('CH4', 'niet uitgesplitst')
    """
    return _own(f"report.gas.{gas}", gas, language)


def outside_name(line: str, language: str) -> str:
    """Return the name of a line that stands outside the scopes."""
    return text(f"report.outside.{line}", language)


def criterion_name(criterion: str, language: str) -> str:
    """Return the name of a criterion; a number such as C8 is its own name.

    Examples
    --------
    >>> criterion_name("FLAG coverage", "nl"), criterion_name("C8", "nl")
    ('FLAG-dekking', 'C8')
    """
    return _own(f"criterion.{criterion}", criterion, language)


def flow_name(flow: str, language: str) -> str:
    """Return the name of a flow of electricity."""
    return _own(f"report.flow.{flow}", flow, language)


def criterion_answer(answer: Any, language: str) -> str:
    """Return yes or no, and a dash when the criterion was not recorded or does not apply."""
    return NOT_AVAILABLE if answer is None or answer is NA else text(f"report.{'yes' if answer else 'no'}", language)


def _own(key: str, otherwise: str, language: str) -> str:
    return text(key, language) if has_text(key) else otherwise


def factor_unit_name(factor_unit: str, language: str) -> str:
    """Return the unit of an emission factor with the name of its denominator.

    Examples
    --------
    >>> factor_unit_name("kgCO2e/l", "nl")
    'kgCO2e/liter'
    """
    gas, slash, unit = factor_unit.partition("/")
    return f"{gas}{slash}{unit_label(unit, language)}" if slash else factor_unit


def selector_words(selector: Any, language: str) -> str:
    """Return the cells a lever acts on, such as ``category: 3.1 Purchased goods …; material: cotton``."""
    if selector is None:
        return ""
    columns: Mapping[str, Any] = selector if isinstance(selector, Mapping) else vars(selector)
    parts = []
    for column, patterns in columns.items():
        words = [patterns] if isinstance(patterns, str) else list(patterns or ())
        if words:
            key = f"report.column_{column}"
            label = text(key, language) if has_text(key) else column
            parts.append(f"{label}: {', '.join(_pattern(column, word, language) for word in words)}")
    return "; ".join(parts)


def _pattern(column: str, word: str, language: str) -> str:
    if word.startswith("!"):
        return text("lever.not", language, pattern=named(column, word[1:], language))
    return named(column, word, language)
