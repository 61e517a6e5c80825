"""Asks about figures that lie outside a plausible band; it never changes or computes anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from ghgcalc.errors import Problem
from ghgcalc.kept import read_document
from ghgcalc.products.catalogue import article_groups
from ghgcalc.texts import LANGUAGES
from ghgcalc.units import conversion_factor, unit_dimension, unit_label, units
from ghgcalc.workbook.tables import Table

Floats = npt.NDArray[np.float64]
#: Units that people confuse; a suggestion names one of these.
_CONFUSED = ("kWh", "MWh", "MJ", "GJ", "kg", "t", "g", "kgkm", "tkm", "EUR", "kEUR", "l", "m3")


@dataclass(frozen=True)
class Guard:
    """One band and the rows it looks at; the fields are explained in `templates/guards.toml`.

    Parameters
    ----------
    id, sheet : str
        Id and sheet.
    low, high : float
        Band [`unit`, per what `per` names].
    name, shown : mapping
        What is judged, and its unit in words, per language.
    confidence, source : str
        Where the band comes from.
    activities, units_of, kinds : tuple of str
        Rows it looks at.
    amount, unit, unit_column, per : str
        Columns and unit of the figure.
    per_is : mapping
        Column → word that must stand there.
    footprint : bool
        Whether it judges what a row emits per unit, which is known after the calculation.
    """

    id: str
    sheet: str
    low: float
    high: float
    name: Mapping[str, str]
    shown: Mapping[str, str]
    confidence: str
    source: str
    activities: tuple[str, ...] = ()
    units_of: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    amount: str = ""
    unit: str = ""
    unit_column: str = "unit"
    per: str = ""
    per_is: tuple[tuple[str, str], ...] = ()
    footprint: bool = False


@cache
def guards() -> tuple[Guard, ...]:
    """Return every guard.

    Examples
    --------
    >>> next(guard for guard in guards() if guard.id == "fuel_per_car").shown["nl"]
    'liter per auto'
    """
    document: dict[str, Any] = read_document("templates", "guards.toml")
    return tuple(_guard(entry) for entry in document["guard"])


def _guard(entry: dict[str, Any]) -> Guard:
    fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items() if k != "per_is"}
    return Guard(**fields, per_is=tuple(entry.get("per_is", {}).items()))


def guard_problems(table: Table) -> Iterator[Problem]:
    """Yield a question for every figure outside its band that the user has not confirmed."""
    if not table.rows:
        return
    open_rows = np.array([word != "true" for word in table.values["confirmed"]], dtype=bool)
    for guard in guards():
        if guard.sheet == table.sheet.id and not guard.footprint:
            column = guard.amount or table.sheet.amount_column
            figures = _figures(guard, table, column)
            for record in np.flatnonzero(open_rows & ((figures < guard.low) | (figures > guard.high))).tolist():
                yield _question(guard, table, column, record, float(figures[record]))


def _figures(guard: Guard, table: Table, column: str) -> Floats:
    """Return the figure per row in the unit of the guard; nan where it does not look."""
    values = table.values
    figures = np.array(values[column], dtype=np.float64)
    figures[figures == 0] = np.nan
    if guard.activities:
        fits = {a: any(a == p or a.startswith(f"{p}.") for p in guard.activities) for a in set(values["activity"])}
        figures[[not fits[activity] for activity in values["activity"]]] = np.nan
    if guard.kinds:
        groups = [article_groups().get(group) for group in values["group"]]
        figures[[group is None or group.kind not in guard.kinds for group in groups]] = np.nan
        if guard.units_of:
            figures[[group is None or group.unit not in guard.units_of for group in groups]] = np.nan
    elif guard.units_of:
        figures[[unit not in guard.units_of for unit in values[guard.unit_column]]] = np.nan
    if guard.unit:
        scale = {unit: _scale(unit, guard.unit) for unit in set(values[guard.unit_column])}
        figures = figures * np.array([scale[unit] for unit in values[guard.unit_column]])
    for name, word in guard.per_is:
        figures[[found != word for found in values[name]]] = np.nan
    if guard.per:
        divisor = _mass_bought(values) if guard.per == "mass_bought" else np.array(values[guard.per], dtype=np.float64)
        figures = np.divide(figures, divisor, out=np.full(len(figures), np.nan), where=divisor > 0)
    return figures


def _mass_bought(values: Mapping[str, list[Any]]) -> Floats:
    default = [article_groups()[group].mass_kg if group in article_groups() else np.nan for group in values["group"]]
    mass = np.array(values["mass_kg"], dtype=np.float64)
    return np.array(values["units_bought"], dtype=np.float64) * np.where(np.isnan(mass), default, mass)


def _scale(unit: str, wanted: str) -> float:
    if unit not in units() or unit_dimension(unit) != unit_dimension(wanted):
        return float("nan")
    return conversion_factor(unit, wanted)


def guard_params(guard: Guard, figure: float) -> dict[str, str]:
    """Return what the sentences of a guard say about a figure, per language."""
    params: dict[str, str] = {}
    for language in LANGUAGES:
        params |= {
            f"name_{language}": guard.name[language], f"unit_{language}": guard.shown[language],
            f"figure_{language}": _shown(figure, language), f"low_{language}": _shown(guard.low, language),
            f"high_{language}": _shown(guard.high, language),
        }  # fmt: skip
    return params


def _question(guard: Guard, table: Table, column: str, record: int, figure: float) -> Problem:
    params = guard_params(guard, figure)
    code = "guard"
    written = table.values[guard.unit_column][record] if guard.unit else ""
    fitting = [
        other
        for other in _CONFUSED
        if written
        and other != written
        and unit_dimension(other) == unit_dimension(written)
        and guard.low <= figure * conversion_factor(other, written) <= guard.high
    ]
    if fitting:
        code = "guard_unit"
        params |= {f"options_{language}": unit_label(fitting[0], language) for language in LANGUAGES}
    return table.problem(code, record, column, table.values[column][record], severity="warning", **params)


def _shown(value: float, language: str) -> str:
    """Return a figure in three digits, with the separators of the language."""
    shown = f"{float(f'{value:.3g}'):,.10g}"
    return shown.translate(str.maketrans(",.", ".,")) if language == "nl" else shown
