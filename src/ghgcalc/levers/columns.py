"""The names that a reader sees for the columns of the sheet Levers."""

from __future__ import annotations

from ghgcalc.schema import sheet
from ghgcalc.texts import LANGUAGES


def column_names(column: str) -> dict[str, str]:
    """Return the label of a column per language, as values for a sentence; an id without a column names itself.

    Examples
    --------
    >>> column_names("start_year")["column_nl"]
    'Startjaar'
    """
    labels = {entry.id: entry.label for entry in sheet("levers").columns}
    return {f"column_{language}": labels[column][language] if column in labels else column for language in LANGUAGES}
