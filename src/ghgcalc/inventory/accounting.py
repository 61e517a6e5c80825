"""Accounting rulebooks: which categories exist and what each must contain, read from TOML with document and page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from ghgcalc.errors import closest, raise_problem
from ghgcalc.kept import read_document
from ghgcalc.resources import data_path

#: The rulebook that is used when none is named: the standards in force. A date or a draft never selects one.
DEFAULT_ACCOUNTING = "ghgp-2004-2011-2015"
_FOLDER = ("rulebooks", "accounting")


@dataclass(frozen=True)
class MinimumBoundary:
    """What a category must and may contain.

    Parameters
    ----------
    category : str
        Scope 3 category.
    required, optional : mapping
        In words, per language; `optional` is blank where nothing is optional.
    place : str
        Table and page.
    """

    category: str
    required: Mapping[str, str]
    optional: Mapping[str, str]
    place: str


@dataclass(frozen=True)
class OptionalRule:
    """Which rows of a category are optional: all conditions that are filled in must hold.

    Parameters
    ----------
    id, category : str
        Name of the rule and the category it is about.
    activities : tuple of str
        Activity ids, or their beginnings up to a dot.
    processes : tuple of str
        Words in the column `process`.
    name : mapping
        In words, per language.
    place, label : str
        Table and page; P primary text, S secondary source, A assumption of ghgcalc.
    """

    id: str
    category: str
    activities: tuple[str, ...]
    processes: tuple[str, ...]
    name: Mapping[str, str]
    place: str
    label: str


@dataclass(frozen=True)
class AccountingRulebook:
    """A versioned set of accounting rules.

    Parameters
    ----------
    key, status : str
        Name; in force or proposal.
    title : mapping
        Title per language.
    checked_on : date
        When the rules were compared with their documents.
    extra_categories : tuple of str
        Categories beside the 15 of the Scope 3 Standard.
    together : tuple of str
        Categories that are excluded together or not at all when the end use is unknown.
    minimum : tuple of MinimumBoundary
    optional : tuple of OptionalRule
    documents : mapping
        Title and edition of each document.
    """

    key: str
    status: str
    title: Mapping[str, str]
    checked_on: date
    extra_categories: tuple[str, ...]
    together: tuple[str, ...]
    minimum: tuple[MinimumBoundary, ...]
    optional: tuple[OptionalRule, ...]
    documents: Mapping[str, Mapping[str, str]]

    @property
    def categories(self) -> tuple[str, ...]:
        """Return the scope 3 categories that an inventory under these rules accounts for."""
        return tuple(boundary.category for boundary in self.minimum)

    def __repr__(self) -> str:
        return f"{self.title['en']} ({self.status})"


@cache
def accounting_rulebooks() -> tuple[str, ...]:
    """Return the keys of the accounting rulebooks.

    Examples
    --------
    >>> accounting_rulebooks()
    ('ghgp-2004-2011-2015', 'ghgp-v3-draft-2026')
    """
    return tuple(sorted(path.stem for path in data_path(*_FOLDER).glob("ghgp-*.toml")))


@cache
def load_accounting(key: str = DEFAULT_ACCOUNTING) -> AccountingRulebook:
    """Read an accounting rulebook.

    Parameters
    ----------
    key : str
        One of `accounting_rulebooks()`.

    Raises
    ------
    ghgcalc.errors.DataError
        If there is no such rulebook.

    Examples
    --------
    >>> load_accounting().status
    'in force'
    >>> load_accounting("ghgp-v3-draft-2026").extra_categories
    ('3.16',)
    """
    if key not in accounting_rulebooks():
        options = closest(key, accounting_rulebooks()) or list(accounting_rulebooks())
        raise_problem("unknown_accounting", value=key, options=", ".join(options))
    raw = read_accounting_file(f"{key}.toml")
    older = load_accounting(raw["based_on"]) if "based_on" in raw else None
    minimum = tuple(MinimumBoundary(**entry) for entry in raw["minimum"])
    optional = tuple(_optional(entry) for entry in raw["optional"])
    documents: dict[str, Mapping[str, str]] = raw["documents"]
    return AccountingRulebook(
        key=raw["key"],
        status=raw["status"],
        title=raw["title"],
        checked_on=raw["checked_on"],
        extra_categories=tuple(raw["extra_categories"]),
        together=tuple(raw["together"]),
        minimum=(*older.minimum, *minimum) if older else minimum,
        optional=(*older.optional, *optional) if older else optional,
        documents={**older.documents, **documents} if older else documents,
    )


def read_accounting_file(name: str) -> dict[str, Any]:
    """Return the contents of a file in the folder of accounting rulebooks."""
    return read_document(*_FOLDER, name)


def _optional(entry: Mapping[str, Any]) -> OptionalRule:
    return OptionalRule(
        id=entry["id"],
        category=entry["category"],
        activities=tuple(entry.get("activities", ())),
        processes=tuple(entry.get("processes", ())),
        name=entry["name"],
        place=entry["place"],
        label=entry["label"],
    )
