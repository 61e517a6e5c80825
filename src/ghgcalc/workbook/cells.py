"""Turns the cells of one column into checked values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ghgcalc.errors import Problem
from ghgcalc.products.composition import composition_text, parse_composition
from ghgcalc.schema import Column, list_source
from ghgcalc.workbook.values import (
    Parsed,
    is_error_text,
    parse_integer,
    parse_number,
    parse_share,
    parse_text,
    parse_year,
)
from ghgcalc.workbook.words import resolve_unit, word_list

#: Value of a blank cell, by column type.
BLANKS: dict[str, Any] = {
    "year": None,
    "integer": None,
    "number": float("nan"),
    "share": float("nan"),
    "growth": float("nan"),
}


def blank_of(column: Column) -> Any:
    """Return what a blank cell of the column stands for."""
    return column.default or BLANKS.get(column.type, "")


def parser_for(column: Column, language: str) -> Callable[[Any], Parsed]:
    """Return the function that understands the cells of a column.

    Parameters
    ----------
    column : Column
        Column of the schema.
    language : {"en", "nl"}
        Language of the workbook.
    """
    inner = _PARSERS.get(column.type, _text)

    def parse(value: Any) -> Parsed:
        if is_error_text(value):
            return None, Problem("cell_excel_error", value)
        return inner(value, column, language)

    return parse


def _text(value: Any, _column: Column, _language: str) -> Parsed:
    return parse_text(value), None


def _year(value: Any, _column: Column, language: str) -> Parsed:
    return parse_year(value, language)


def _integer(value: Any, column: Column, language: str) -> Parsed:
    number, problem = parse_integer(value, language)
    return (None, problem) if problem else _limited(number, value, column)


def _number(value: Any, column: Column, language: str) -> Parsed:
    number, problem = parse_number(value, language)
    if problem:
        return None, problem
    if number < 0 and not column.signed:
        return None, Problem("cell_negative", value)
    return _limited(number, value, column)


def _share(value: Any, column: Column, language: str) -> Parsed:
    number, problem = parse_share(value, language)
    if problem:
        return None, problem
    if number > 1.0:
        return None, Problem("cell_share_above_one", value, params={"percent": f"{number:g}%"})
    if number < (column.minimum if column.minimum is not None else 0.0):
        return None, Problem("cell_negative", value)
    return number, None


def _growth(value: Any, _column: Column, language: str) -> Parsed:
    number, problem = parse_share(value, language)
    if problem:
        return None, problem
    if number <= -1.0 or number >= 2.0:
        return None, Problem("cell_growth_range", value, params={"percent": f"{number:g}%"})
    return number, None


def _limited(number: float, value: Any, column: Column) -> Parsed:
    low, high = column.minimum, column.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        return None, Problem("cell_outside_limits", value, params={"low": low, "high": high})
    return number, None


#: Lists where a word from elsewhere means something else: paper that is bought is not paper that is thrown away.
_CLOSED_LISTS = ("electricity_contracts", "waste_activities", "end_of_life_activities")


def _activity(value: Any, column: Column, language: str) -> Parsed:
    word = parse_text(value)
    own, every = word_list(column.list), word_list("every_activity")
    found = own.find(word) or (None if column.list in _CLOSED_LISTS else every.find(word))
    if found:
        return found, None
    return None, _unknown("cell_unknown_activity", value, column, language)


def _unit(value: Any, column: Column, language: str) -> Parsed:
    if column.list != "units":
        return _choice(value, column, language)
    found, problem = resolve_unit(parse_text(value))
    return (None, problem) if problem else (found, None)


def _category(value: Any, column: Column, language: str) -> Parsed:
    if isinstance(value, float) and value == 3.1:  # "3.10" typed into a sheet becomes the number 3.1
        return None, Problem("cell_category_as_number", value)
    return _choice(value, column, language)


def _choice(value: Any, column: Column, language: str) -> Parsed:
    found = word_list(column.list).find(parse_text(value))
    if found:
        return found, None
    return None, _unknown("cell_not_in_list", value, column, language)


def _tag(value: Any, column: Column, _language: str) -> Parsed:
    word = parse_text(value)
    return word_list(column.list).find(word) or word, None


def _words(value: Any, column: Column, language: str) -> Parsed:
    """Understand several words; words of an open list, and patterns that end in ``*``, stay as they are."""
    found: list[str] = []
    strict = column.id in ("category", "activity", "region")
    for part in parse_text(value).split(";"):
        word = part.strip()
        if not word:
            continue
        if column.id == "category" and isinstance(value, float) and value == 3.1:
            return None, Problem("cell_category_as_number", value)
        known = word_list(column.list).find(word) if column.list and not word.endswith("*") else None
        if known is None and column.id == "activity":
            known = word_list("every_activity").find(word)
        if known is None and strict and not word.endswith("*"):
            return None, _unknown("cell_not_in_list", word, column, language)
        found.append(known or word)
    return ";".join(found), None


def _composition(value: Any, _column: Column, _language: str) -> Parsed:
    pairs, problem = parse_composition(parse_text(value))
    return (None, problem) if problem else (composition_text(pairs), None)


def _unknown(code: str, value: Any, column: Column, language: str) -> Problem:
    words = word_list(column.list)
    near = words.closest(parse_text(value), language)
    if not near and list_source(column.list).source != "activities":
        near = words.labels(language)[:6]
    if not near:
        return Problem(f"{code}_at_all", value, params={"column": column.label[language]})
    return Problem(code, value, params={"column": column.label[language], "options": " / ".join(near)})


_PARSERS: dict[str, Callable[[Any, Column, str], Parsed]] = {
    "text": _text,
    "year": _year,
    "integer": _integer,
    "number": _number,
    "share": _share,
    "growth": _growth,
    "activity": _activity,
    "unit": _unit,
    "category": _category,
    "region": _choice,
    "choice": _choice,
    "tag": _tag,
    "words": _words,
    "composition": _composition,
}
