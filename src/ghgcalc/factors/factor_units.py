"""How many units of a factor go into one unit of a key: by dimension, and by sourced values of one activity."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache

import numpy as np

from ghgcalc.resources import data_path
from ghgcalc.units import units


def dimension_of(unit: str) -> str:
    """Return the dimension of a unit; an unknown unit is a dimension of its own."""
    known = units().get(unit)
    return known.dimension if known else unit


@cache
def general_conversion(unit_from: str, unit_to: str) -> float:
    """Return how many `unit_to` make one `unit_from`; nan when their dimensions differ."""
    if unit_from == unit_to:
        return 1.0
    first, second = units().get(unit_from), units().get(unit_to)
    if first is None or second is None or first.dimension != second.dimension:
        return float("nan")
    return first.factor / second.factor


def special_conversion(unit_from: str, unit_to: str, extra: Sequence[tuple[str, str, float]]) -> float:
    """Return the conversion that holds for one activity, through its sourced pairs of units."""
    direct = general_conversion(unit_from, unit_to)
    if not np.isnan(direct):
        return direct
    for first, second, factor in extra:
        for a, b, size in ((first, second, factor), (second, first, 1.0 / factor)):
            through = general_conversion(unit_from, a) * size * general_conversion(b, unit_to)
            if not np.isnan(through):
                return through
    return direct


@cache
def activity_conversions() -> dict[str, list[tuple[str, str, float]]]:
    """Return activity → (unit, other unit, how many of the other in one)."""
    table: dict[str, list[tuple[str, str, float]]] = {}
    with data_path("emission_factors", "conversions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            table.setdefault(row["activity"], []).append((row["unit_from"], row["unit_to"], float(row["factor"])))
    return table
