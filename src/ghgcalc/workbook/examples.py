"""Loads the worked examples, one data source for both languages."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ghgcalc.errors import DataError, Problem
from ghgcalc.products.composition import shown_composition
from ghgcalc.resources import data_path
from ghgcalc.schema import Column, sheets
from ghgcalc.workbook.words import word_list

_NUMBERS = frozenset({"year", "integer", "number", "share", "growth"})
_LISTED = frozenset({"activity", "unit", "category", "region", "choice", "tag"})


@dataclass(frozen=True)
class Example:
    """The content of a filled workbook, in ids.

    Parameters
    ----------
    name : str
        Name of the example.
    title : mapping
        What it shows, per language.
    company : mapping
        Answers of the sheet Company.
    rows : mapping of str to tuple of dict
        Records per table sheet.
    """

    name: str
    title: Mapping[str, str]
    company: Mapping[str, str]
    rows: Mapping[str, tuple[dict[str, str], ...]]


def examples() -> list[str]:
    """Return the names of the worked examples.

    Examples
    --------
    >>> examples()
    ['fashion-brand', 'fashion-retailer', 'furniture-maker', 'hm', 'ikea', 'shoe-brand', 'textile-manufacturer']
    """
    return sorted(path.parent.name for path in data_path("examples").glob("*/example.toml"))


def load_example(name: str) -> Example:
    """Return the content of an example.

    Parameters
    ----------
    name : str
        One of `examples`.

    Raises
    ------
    DataError
        If there is no such example.
    """
    if name not in examples():
        near = ", ".join(examples())
        raise DataError([Problem("unknown_example", name, params={"options": near})])
    folder = data_path("examples", name)
    document = tomllib.loads((folder / "example.toml").read_text(encoding="utf-8"))
    rows: dict[str, tuple[dict[str, str], ...]] = {}
    for sheet in sheets():
        path = folder / f"{sheet.id}.csv"
        if sheet.kind == "table" and path.exists():
            with path.open(encoding="utf-8", newline="") as file:
                rows[sheet.id] = tuple(csv.DictReader(file))
    company = {key: str(value) for key, value in document["company"].items()}
    return Example(name, document["title"], company, rows)


def shown_value(column: Column, row: Mapping[str, str], language: str) -> Any:
    """Return what a cell of an example shows in one language: a number, a name from a list, or text."""
    written = (row.get(column.id) or row.get(f"{column.id}_{language}") or "").strip()
    if not written:
        return None
    if column.type in _NUMBERS:
        return int(written) if column.type in ("year", "integer") else float(written)
    if column.type in _LISTED:
        source = "all_activities" if column.type == "activity" else column.list
        return word_list(source).label(written, language)
    if column.type == "composition":
        return shown_composition(written, language)
    if column.type == "words" and column.list:
        return "; ".join(_word_shown(column, part.strip(), language) for part in written.split(";"))
    return written


def _word_shown(column: Column, word: str, language: str) -> str:
    label = word_list(column.list).label(word, language)
    return word_list("every_activity").label(word, language) if label == word and column.id == "activity" else label
