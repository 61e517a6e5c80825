"""Regions and the wider region that stands in when a region has no emission factor of its own."""

from __future__ import annotations

import csv
from functools import cache

from ghgcalc.errors import Problem, closest
from ghgcalc.resources import data_path

GLOBAL = "GLO"


@cache
def regions() -> dict[str, dict[str, str]]:
    """Return code → {code, name_en, name_nl, wider} for every known region."""
    with data_path("emission_factors", "regions.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


@cache
def wider_regions(code: str) -> tuple[str, ...]:
    """Return a region followed by the wider regions that may stand in for it.

    Examples
    --------
    >>> wider_regions("NL")
    ('NL', 'EU', 'GLO')
    """
    chain = [code]
    while (known := regions().get(chain[-1])) and known["wider"] and known["wider"] not in chain:
        chain.append(known["wider"])
    if chain[-1] != GLOBAL:
        chain.append(GLOBAL)
    return tuple(chain)


@cache
def _by_name() -> dict[str, str]:
    table: dict[str, str] = {}
    for row in regions().values():
        for name in (row["code"], row["name_en"], row["name_nl"]):
            table.setdefault(name.casefold(), row["code"])
    return table


def find_region(text: str) -> str | None:
    """Return the code behind a code or country name in English or Dutch, or None.

    Examples
    --------
    >>> find_region("Bangladesh"), find_region("nederland"), find_region("Atlantis")
    ('BD', 'NL', None)
    """
    return _by_name().get(text.strip().casefold())


def unknown_region(text: object) -> Problem:
    """Describe a region that the table does not know."""
    near = [_by_name()[name.casefold()] for name in closest(str(text), _by_name())] or ["NL", "DE", "GLO"]
    return Problem("unknown_region", text, params={"options": ", ".join(dict.fromkeys(near))})
