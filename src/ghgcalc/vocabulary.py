"""The closed word lists of the standards: scopes, categories, methods, data types, languages.

Display names live in the data folder `texts` under ``category.<id>``, ``scope.<id>`` and so on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, TypeVar, get_args

from ghgcalc.errors import DataError, Problem, closest
from ghgcalc.texts import text

Scope2Method = Literal["location", "market"]
GwpSet = Literal["AR4", "AR5", "AR5_with_ccf", "AR6"]
DataType = Literal["measured", "supplier", "average", "spend", "estimate"]
Consolidation = Literal["operational control", "financial control", "equity share"]
Weights = Literal["recent", "base"]
Boundary = Literal["required", "optional"]
ExclusionReason = Literal["not_applicable", "excluded", "partly", "de_minimis", "not_estimable"]
Match = Literal["exact", "older year", "newer year", "wider region", "supplier", "reported", "by definition"]

SCOPE2_METHODS: tuple[Scope2Method, ...] = get_args(Scope2Method)
GWP_SETS: tuple[GwpSet, ...] = get_args(GwpSet)
DATA_TYPES: tuple[DataType, ...] = get_args(DataType)
CONSOLIDATIONS: tuple[Consolidation, ...] = get_args(Consolidation)
BOUNDARIES: tuple[Boundary, ...] = get_args(Boundary)
EXCLUSION_REASONS: tuple[ExclusionReason, ...] = get_args(ExclusionReason)
WEIGHTS: tuple[Weights, ...] = get_args(Weights)
MATCHES: tuple[Match, ...] = get_args(Match)

#: Category ids in reporting order. ``3.other`` holds reported emissions that their publisher put in none of the 15.
CATEGORIES: tuple[str, ...] = (
    "1.stationary",
    "1.mobile",
    "1.fugitive",
    "1.process",
    "2.electricity",
    "2.heat",
    *(f"3.{number}" for number in range(1, 16)),
    "3.other",
)
#: Categories that only a draft rulebook knows.
DRAFT_CATEGORIES: tuple[str, ...] = ("3.16",)
#: A whole scope, accepted for reported emissions that are not split into categories.
SCOPE_TOTALS: tuple[str, ...] = ("1", "2", "3")
#: Categories into which an organisational boundary puts what it leaves out of scope 1 and 2.
PLACED: tuple[str, ...] = ("3.8", "3.13", "3.14", "3.15")


_Word = TypeVar("_Word", bound=str)


def is_assumption(confidence: str) -> bool:
    """Tell whether a number rests on memory (M) or on an assumption (A), not on a source read (V) or arithmetic (D).

    Examples
    --------
    >>> is_assumption("V/A"), is_assumption("D"), is_assumption("")
    (True, False, False)
    """
    return bool({"M", "A"} & set(confidence.split("/")))


#: What a name ends in when its numbers rest on an assumption.
ASSUMED = " *"


def marked(name: str, *, is_assumption: bool) -> str:
    """Return a name for a table or chart, with a star when its numbers rest on an assumption.

    Examples
    --------
    >>> marked("Heat pump", is_assumption=True)
    'Heat pump *'
    """
    return name + ASSUMED if is_assumption else name


def scope_of(category: str) -> int:
    """Return the scope, 1, 2 or 3, that a category belongs to.

    Examples
    --------
    >>> scope_of("3.12")
    3
    """
    return int(category[0])


def category_name(category: str, language: str = "en") -> str:
    """Return the standard's name of a category.

    Examples
    --------
    >>> category_name("3.1")
    'Purchased goods and services'
    """
    return text(f"category.{category}", language)


def category_order(category: str) -> int:
    """Return the position of a category in a report; a scope total sorts before its categories."""
    if category in SCOPE_TOTALS:
        return CATEGORIES.index(next(c for c in CATEGORIES if c.startswith(category))) * 2 - 1
    return (*CATEGORIES, *DRAFT_CATEGORIES).index(category) * 2


def vocabulary_problem(column: str, value: object, allowed: Iterable[str]) -> Problem:
    """Describe a word outside a closed list, with the nearest words of the list."""
    words = list(allowed)
    near = closest(str(value), words) or words[:6]
    return Problem("not_in_list", value, params={"column": column, "options": ", ".join(near)})


def check_word(column: str, value: str, allowed: Sequence[_Word]) -> _Word:
    """Return `value` when the closed list holds it, else raise a `DataError` that names the nearest words."""
    for word in allowed:
        if value == word:
            return word
    raise DataError([vocabulary_problem(column, value, allowed)])
