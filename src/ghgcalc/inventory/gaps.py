"""Finds purchased energy that is known by one scope 2 method only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ghgcalc.coded import Coded
from ghgcalc.inventory.keys import distinct_keys
from ghgcalc.vocabulary import PLACED, SCOPE2_METHODS, Scope2Method, scope_of

GAP_COLUMNS = ("year", "entity", "site", "region", "category", "match", "scope2_method")


def method_gaps(columns: Mapping[str, Coded]) -> frozenset[tuple[int, Scope2Method, int]]:
    """Return (year, method, scope) of purchased energy, own or of others, that lacks a scope 2 method.

    Parameters
    ----------
    columns : mapping of str to Coded
        Columns `GAP_COLUMNS` of the cells. Reported tonnes need both methods per place, calculated energy per year.
    """
    energy = columns["category"].where(lambda label: label.startswith("2") or label in PLACED)
    energy &= columns["scope2_method"].where(bool)
    found = distinct_keys({n: c.take(np.flatnonzero(energy)) for n, c in columns.items()}, (np.zeros(energy.sum()),))
    rows = [found.columns[name].values() for name in GAP_COLUMNS]
    known: dict[tuple[Any, ...], set[str]] = {}
    for year, entity, site, region, category, match, method in zip(*rows, strict=True):
        place = (entity, site, region, category) if match == "reported" else ("", "", "", "")
        key = (int(year), scope_of(category), match == "reported", *place)
        known.setdefault(key, set()).add(method)
    return frozenset((key[0], m, key[1]) for key, methods in known.items() for m in SCOPE2_METHODS if m not in methods)
