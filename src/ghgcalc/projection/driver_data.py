"""The bundled list of activity drivers, the categories they fit, and the growth that sector studies expect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from ghgcalc.errors import DataError, Problem, closest
from ghgcalc.kept import read_document
from ghgcalc.projection.growth import cagr
from ghgcalc.texts import check_language


@dataclass(frozen=True)
class DriverKind:
    """One kind of driver.

    Parameters
    ----------
    driver_id : str
        Its id, such as ``"floor_area"``.
    names, units : mapping of str to str
        Name and unit per language.
    is_money : bool
        Its growth holds inflation until that is taken out.
    """

    driver_id: str
    names: Mapping[str, str]
    units: Mapping[str, str]
    is_money: bool = False

    def name(self, language: str = "en") -> str:
        """Return the name in one language."""
        return self.names[check_language(language)]


@dataclass(frozen=True)
class Preference:
    """Which drivers fit the activity of some categories, the best one first.

    Parameters
    ----------
    categories : tuple of str
        Categories of the activity.
    activity : str
        Pattern of the activity id, with a trailing ``*`` for a prefix; empty = any.
    drivers : tuple of str
        Driver ids in order of preference.
    """

    categories: tuple[str, ...]
    activity: str
    drivers: tuple[str, ...]


@dataclass(frozen=True)
class SectorGrowth:
    """Growth that a sector study expects [1/year], with its source and confidence (V, D, M or A)."""

    sector_id: str
    names: Mapping[str, str]
    annual_growth: float
    source: str
    confidence: str


@cache
def driver_kinds() -> Mapping[str, DriverKind]:
    """Return the kinds of drivers by id.

    Examples
    --------
    >>> driver_kinds()["floor_area"].name("nl")
    'Vloeroppervlak'
    """
    found = (
        DriverKind(item["id"], item["name"], item["unit"], bool(item.get("is_money", False)))
        for item in _toml()["drivers"]
    )
    return MappingProxyType({kind.driver_id: kind for kind in found})


@cache
def driver_preferences() -> tuple[Preference, ...]:
    """Return which drivers fit which category, lines for some activities before those for all.

    Examples
    --------
    >>> next(p.drivers for p in driver_preferences() if "3.7" in p.categories)
    ('passenger_km', 'fte')
    """
    return tuple(
        Preference(tuple(item["categories"]), item.get("activity", ""), tuple(item["drivers"]))
        for item in _toml()["categories"]
    )


@cache
def sector_growth() -> Mapping[str, SectorGrowth]:
    """Return the growth that sector studies expect, by id.

    Examples
    --------
    >>> round(sector_growth()["apparel-2021"].annual_growth, 4)
    0.039
    """
    return MappingProxyType({item["id"]: _sector(item) for item in _toml()["sectors"]})


def check_driver(driver_id: str) -> DriverKind:
    """Return the kind of driver with this id.

    Raises
    ------
    DataError
        If there is none.
    """
    kinds = driver_kinds()
    if driver_id not in kinds:
        near = closest(driver_id, kinds) or list(kinds)
        raise DataError([Problem("driver_unknown", driver_id, params={"options": ", ".join(near)})])
    return kinds[driver_id]


def _sector(item: Mapping[str, Any]) -> SectorGrowth:
    rate = item.get("annual_growth")
    if rate is None:
        rate = cagr(item["from_value"], item["to_value"], item["to_year"] - item["from_year"])
    return SectorGrowth(item["id"], item["name"], float(rate), item["source"], item["confidence"])


@cache
def _toml() -> dict[str, Any]:
    return read_document("baselines", "drivers.toml")
