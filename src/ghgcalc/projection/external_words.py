"""The groups of external drivers, and what counts as power of a grid."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
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


@cache
def external_names(kind: str) -> Mapping[str, Mapping[str, str]]:
    """Return the names per language of the bundled ``"drivers"`` or of the ``"groups"``, by id.

    Power grids have a sheet and a verb of their own, so their group is not among them.

    Examples
    --------
    >>> external_names("groups")["vehicles"]["nl"]
    'Schonere voertuigen'
    """
    return MappingProxyType({item["id"]: item["name"] for item in external_data()[kind] if item["id"] != "grid"})


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
