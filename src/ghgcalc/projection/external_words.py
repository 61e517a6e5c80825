"""The groups of external drivers, and what counts as power of a grid."""

from __future__ import annotations

from functools import cache
from typing import Any

from ghgcalc.kept import read_document
from ghgcalc.texts import check_language


def external_groups() -> tuple[str, ...]:
    """Return the groups in drawing order.

    Examples
    --------
    >>> external_groups()
    ('grid', 'fuels', 'vehicles', 'other')
    """
    return tuple(item["id"] for item in external_data()["groups"])


def external_group_name(group: str, language: str = "en") -> str:
    """Return the name of a group of external drivers.

    Examples
    --------
    >>> external_group_name("grid", "nl")
    'Stroomnet wordt groener'
    """
    names = {item["id"]: item["name"][check_language(language)] for item in external_data()["groups"]}
    return str(names[group])


@cache
def grid_activities() -> tuple[str, ...]:
    """Return the activities that are power of a grid.

    Examples
    --------
    >>> "energy.electricity" in grid_activities()
    True
    """
    return tuple(external_data()["grid"]["activities"])


@cache
def external_data() -> dict[str, Any]:
    """Return the data file on external drivers."""
    return read_document("baselines", "external.toml")
