"""The names that a reader sees for the columns of the sheet Levers."""

from __future__ import annotations

from ghgcalc.factors.activities import activity_name
from ghgcalc.inventory.selector import SELECTOR_COLUMNS, Selector
from ghgcalc.schema import sheet
from ghgcalc.texts import LANGUAGES, has_text, text


def column_names(column: str) -> dict[str, str]:
    """Return the label of a column per language, as values for a sentence; an id without a column names itself.

    Examples
    --------
    >>> column_names("start_year")["column_nl"]
    'Startjaar'
    """
    labels = {entry.id: entry.label for entry in sheet("levers").columns}
    return {f"column_{language}": labels[column][language] if column in labels else column for language in LANGUAGES}


def selector_words(selector: Selector, language: str) -> str:
    """Return what a selector takes in the words of the sheet Levers.

    Examples
    --------
    >>> selector_words(Selector.of(activity="energy.fuel.natural_gas", process="!make-up*"), "nl")
    'Activiteit: Aardgas, Proces: niet make-up*'
    """
    parts = []
    for column in SELECTOR_COLUMNS:
        words = [_pattern(column, pattern, language) for pattern in getattr(selector, column)]
        if words:
            parts.append(f"{column_names(column)[f'column_{language}']}: {'; '.join(words)}")
    return ", ".join(parts)


def _pattern(column: str, pattern: str, language: str) -> str:
    if pattern.startswith("!"):
        return text("lever.not", language, pattern=_pattern(column, pattern[1:], language))
    if column == "activity" and not pattern.endswith("*"):
        return activity_name(pattern, language)
    if column == "category" and has_text(f"category.{pattern}"):
        name = text(f"category.{pattern}", language)
        return f"{pattern} {name}" if pattern.replace(".", "").isdigit() else name
    return pattern
