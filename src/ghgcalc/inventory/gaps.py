"""Finds purchased energy that is known by one scope 2 method only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ghgcalc.coded import Coded
from ghgcalc.vocabulary import PLACED, SCOPE2_METHODS, Scope2Method, scope_of

GAP_COLUMNS = ("year", "company", "entity", "site", "region", "category", "match", "scope2_method")


def is_purchased_energy(category: str) -> bool:
    """Tell whether emissions of a category may be purchased energy, own or of others."""
    return category.startswith("2") or category in PLACED


def method_gaps(columns: Mapping[str, Coded]) -> frozenset[tuple[int, Scope2Method, int]]:
    """Return (year, method, scope) of purchased energy, own or of others, that lacks a scope 2 method.

    Parameters
    ----------
    columns : mapping of str to Coded
        Columns `GAP_COLUMNS` of purchased energy with a scope 2 method. Reported tonnes need both methods per place,
        calculated energy per year.
    """
    known: dict[tuple[Any, ...], set[str]] = {}
    for year, *place, category, match, method in zip(*(columns[name].values() for name in GAP_COLUMNS), strict=True):
        key = (int(year), scope_of(category), *((*place, category) if match == "reported" else ()))
        known.setdefault(key, set()).add(method)
    return frozenset((key[0], m, key[1]) for key, methods in known.items() for m in SCOPE2_METHODS if m not in methods)
