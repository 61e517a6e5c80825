"""The activity list: one id per activity, with the names and synonyms by which companies know it."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from ghgcalc.kept import kept_json
from ghgcalc.resources import data_path


@dataclass(frozen=True)
class Activity:
    """One activity that can have emission factors.

    Parameters
    ----------
    activity : str
        Id, such as ``"energy.fuel.natural_gas"``.
    name_en, name_nl : str
        Display names.
    synonyms : tuple of str
        Other names in either language.
    unit : str
        Usual unit id.
    category : str
        Category in which it usually falls.
    instrument_of : str
        For a contractual electricity product: the activity whose market-based factor it gives.
    """

    activity: str
    name_en: str
    name_nl: str
    synonyms: tuple[str, ...]
    unit: str
    category: str
    instrument_of: str

    def name(self, language: str = "en") -> str:
        """Return the display name in one language."""
        return self.name_nl if language == "nl" else self.name_en


#: What `fold` leaves out: all but letters, digits and + % < >.
_PUNCTUATION = re.compile(r"[^\w+%<>]|_")


@lru_cache(1 << 16)
def fold(text: str) -> str:
    """Return `text` without case, accents and punctuation, for comparison.

    Examples
    --------
    >>> fold("R-410A") == fold("r410a")
    True
    """
    plain = text.casefold()
    return _PUNCTUATION.sub("", plain if plain.isascii() else unicodedata.normalize("NFKD", plain))


@cache
def activities() -> dict[str, Activity]:
    """Return every activity of the list by its id."""
    listed = kept_json("activities", activity_files(), lambda: [_fields(row) for row in _rows()])
    return {
        activity: Activity(activity, name_en, name_nl, tuple(synonyms), unit, category, instrument_of)
        for activity, name_en, name_nl, synonyms, unit, category, instrument_of in listed
    }


def activity_files() -> tuple[Path, ...]:
    """Return the files on which the list of activities depends: the tables, and this module that reads them."""
    return (*sorted(data_path("emission_factors").glob("activities*.csv")), Path(__file__))


def _rows() -> Iterator[dict[str, str]]:
    for path in activity_files()[:-1]:
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def _fields(row: Mapping[str, str]) -> tuple[object, ...]:
    """Return the fields of `Activity` in their order."""
    words = f"{row['synonyms_en']};{row['synonyms_nl']}".split(";")
    synonyms = tuple(dict.fromkeys(word.strip() for word in words if word.strip()))
    names = (row["name_en"], row["name_nl"] or row["name_en"])
    return (row["activity"], *names, synonyms, row["unit"], row["category"], row["instrument_of"])


@cache
def _by_word() -> dict[str, str]:
    def build() -> dict[str, str]:
        table: dict[str, str] = {}
        for known in activities().values():
            for word in (known.activity, known.name_en, known.name_nl, *known.synonyms):
                table.setdefault(fold(word), known.activity)
        return table

    found: dict[str, str] = kept_json("activity-words", activity_files(), build)
    return found


def find_activity(text: str) -> str | None:
    """Return the id behind an id, a name or a synonym in English or Dutch, or None.

    Examples
    --------
    >>> find_activity("aardgas")
    'energy.fuel.natural_gas'
    """
    return _by_word().get(fold(text))


def activity_name(activity: str, language: str = "en") -> str:
    """Return the display name of an activity; an id outside the list names itself."""
    known = activities().get(activity)
    return known.name(language) if known else activity
