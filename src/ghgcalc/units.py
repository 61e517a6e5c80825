"""The closed vocabulary of units: one spelling table, one conversion factor per pair of units.

The table `emission_factors/units.csv` holds every unit with its dimension and its spellings in English and Dutch.
A unit outside the table is an error, so Excel text never reaches an expression parser.
"""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass
from functools import cache

from ghgcalc.errors import DataError, Problem, closest
from ghgcalc.resources import data_path
from ghgcalc.texts import LANGUAGES


@dataclass(frozen=True)
class Unit:
    """One unit of the vocabulary.

    Parameters
    ----------
    unit : str
        Id, such as ``"kWh"``.
    dimension : str
        Units convert inside a dimension only; CO2e and every currency have their own.
    factor : float
        Size of the unit in the base unit of its dimension.
    label_en, label_nl : str
        Display name.
    spellings : tuple of str
        Other ways to write it.
    pint : str
        The same unit as an expression of the library pint, used to verify `factor`.
    """

    unit: str
    dimension: str
    factor: float
    label_en: str
    label_nl: str
    spellings: tuple[str, ...]
    pint: str


@cache
def units() -> dict[str, Unit]:
    """Return every known unit by its id."""
    with data_path("emission_factors", "units.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["unit"]: Unit(
                unit=row["unit"],
                dimension=row["dimension"],
                factor=float(row["factor"]),
                label_en=row["label_en"],
                label_nl=row["label_nl"],
                spellings=tuple(s for s in row["spellings"].split(";") if s),
                pint=row["pint"],
            )
            for row in csv.DictReader(file)
        }


def is_money(dimension: str) -> bool:
    """Tell whether a dimension is a currency: every currency has a dimension of its own name.

    Examples
    --------
    >>> is_money("EUR"), is_money("CO2e"), is_money("mass")
    (True, False, False)
    """
    return len(dimension) == 3 and dimension.isalpha() and dimension.isupper() and dimension in units()


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character not in " \t\n\u00a0._-^'’")


@cache
def _by_spelling() -> dict[str, str]:
    table: dict[str, str] = {}
    for unit in units().values():
        for spelling in (unit.unit, unit.label_en, unit.label_nl, *unit.spellings):
            owner = table.setdefault(_fold(spelling), unit.unit)
            if owner != unit.unit:
                raise ValueError(f"the spelling {spelling!r} belongs to both {owner!r} and {unit.unit!r}")
    return table


def find_unit(text: str) -> str | None:
    """Return the unit id behind a spelling, or None."""
    return _by_spelling().get(_fold(str(text)))


def parse_unit(text: str) -> str:
    """Return the unit id behind a spelling in English or Dutch.

    Parameters
    ----------
    text : str
        What a person wrote, such as ``"m³"``, ``"tonkm"`` or ``"stuks"``.

    Raises
    ------
    DataError
        If the vocabulary does not know the spelling; the hint names the nearest units.

    Examples
    --------
    >>> parse_unit("liter"), parse_unit("Ton"), parse_unit("m³")
    ('l', 't', 'm3')
    """
    unit = find_unit(text)
    if unit is None:
        raise DataError([unknown_unit(text)])
    return unit


def unknown_unit(text: object) -> Problem:
    """Describe a spelling that the vocabulary does not know."""
    known = _by_spelling()
    near = dict.fromkeys(known[s] for s in closest(_fold(str(text)), known, limit=6))
    options = list(near)[:3] or ["kWh", "Nm3", "l", "kg", "t", "km", "tkm", "pkm", "piece", "EUR"]
    words = {f"options_{language}": ", ".join(unit_label(unit, language) for unit in options) for language in LANGUAGES}
    return Problem("unknown_unit", text, params=words)


def unit_label(unit: str, language: str = "en") -> str:
    """Return the display name of a unit.

    Examples
    --------
    >>> unit_label("pair", "nl")
    'paar'
    """
    known = units()[unit]
    return known.label_nl if language == "nl" else known.label_en


def unit_dimension(unit: str) -> str:
    """Return the dimension of a unit; only units of one dimension convert into each other."""
    return units()[unit].dimension


def conversion_factor(unit_from: str, unit_to: str) -> float:
    """Return how many `unit_to` make one `unit_from`.

    Parameters
    ----------
    unit_from, unit_to : str
        Unit ids.

    Raises
    ------
    DataError
        If the two units measure different things.

    Examples
    --------
    >>> conversion_factor("MWh", "kWh")
    1000.0
    """
    first, second = units()[unit_from], units()[unit_to]
    if first.dimension != second.dimension:
        params = {"unit": unit_to, "dimension": second.dimension, "found": first.dimension}
        raise DataError([Problem("unit_mismatch", unit_from, params=params)])
    return first.factor / second.factor
