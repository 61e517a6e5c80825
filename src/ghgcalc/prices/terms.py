"""In which money a spend-based emission factor counts: currency, price year and price basis of its set."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

from ghgcalc.errors import Problem, closest, raise_problem
from ghgcalc.factors.store import FACTOR_YEAR
from ghgcalc.resources import data_path
from ghgcalc.units import is_money, units

PriceBasis = Literal["purchaser", "basic"]
PRICE_BASES: tuple[PriceBasis, ...] = get_args(PriceBasis)


@dataclass(frozen=True)
class SpendTerms:
    """Currency, price year and price basis for which a spend-based emission factor holds."""

    currency: str
    price_year: int
    price_basis: PriceBasis


@cache
def currencies() -> frozenset[str]:
    """Return the units that are money: a dimension of their own name, such as EUR."""
    return frozenset(unit.unit for unit in units().values() if is_money(unit.dimension))


@cache
def money_units() -> dict[str, tuple[str, float]]:
    """Return every unit of money with its currency and how much of the currency it is, such as kEUR: (EUR, 1000)."""
    known = units()
    return {
        unit.unit: (unit.dimension, unit.factor / known[unit.dimension].factor)
        for unit in known.values()
        if is_money(unit.dimension)
    }


def spend_terms(about: Mapping[str, Any], *, name: str, currency: str, valid_from: int) -> SpendTerms | Problem:
    """Return the terms of a set from its source table, or the problem when it does not state them.

    Parameters
    ----------
    about : mapping
        Source table of the set: `price_year` (a year, or ``"factor year"`` when every factor is in prices of its own
        year) and `price_basis` (begins with ``purchaser`` or ``basic``).
    name, currency, valid_from
        Name of the set, unit of the factor and its first year.
    """
    year, basis = about.get("price_year", ""), str(about.get("price_basis", "")).casefold()
    found = [known for known in PRICE_BASES if basis.startswith(known)]
    when = valid_from if year == FACTOR_YEAR else year
    if not found or not isinstance(when, int):
        return Problem("spend_set_without_terms", name)
    return SpendTerms(currency, when, found[0])


@cache
def _published_ratios() -> dict[str, dict[str, float]]:
    tables: dict[str, dict[str, float]] = {}
    with data_path("emission_factors", "prices", "price_basis_ratios.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            tables.setdefault(row["table"], {})[row["activity"]] = float(row["basic_per_purchaser"])
    return tables


def basis_ratios(table: str | Mapping[str, float] | None) -> Mapping[str, float]:
    """Return activity → value at basic prices per unit of money at purchaser prices.

    Raises
    ------
    DataError
        If no published table has that name.

    Examples
    --------
    >>> basis_ratios("figaro-nl-2023")["spend.textiles"]
    0.7515
    """
    if table is None:
        return {}
    if not isinstance(table, str):
        return table
    known = _published_ratios()
    if table not in known:
        raise_problem("unknown_ratio_table", value=table, options=", ".join(closest(table, known) or known))
    return known[table]
