"""The named assumptions behind derived factors: value, source and confidence, each replaceable by the user."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ghgcalc.errors import raise_problem
from ghgcalc.factors.derived.tree import Explanation
from ghgcalc.kept import read_document
from ghgcalc.texts import LANGUAGES, text
from ghgcalc.vocabulary import check_word

#: What a unit of fuel is measured in, by the calorific value on which an efficiency is stated.
FUEL_UNITS: Mapping[str, str] = {"gross": "kWh_gross", "net": "kWh_net", "delivered": "kWh"}
LOSS_BASES = ("input", "output")


@dataclass(frozen=True)
class Assumption:
    """One assumption with its default.

    Parameters
    ----------
    name : str
        Name, the same as the argument that replaces it.
    value : str or float
        Default.
    unit : str
        Unit of a number, ``"-"`` for a share.
    low : float or None
        Other end to test.
    confidence : str
        ``published``, ``proxy`` or ``assumption``.
    source, source_ref, url : str
        Where the default comes from.
    reasons : mapping
        Why this default, by language.
    """

    name: str
    value: str | float
    unit: str
    low: float | None
    confidence: str
    source: str
    source_ref: str
    url: str
    reasons: Mapping[str, str]


@cache
def assumptions() -> dict[str, Assumption]:
    """Return every assumption by its name.

    Examples
    --------
    >>> assumptions()["boiler_efficiency"].value
    0.8
    """
    read = read_document("emission_factors", "derived", "assumptions.toml")
    return {
        name: Assumption(
            name, row["value"], row.get("unit", ""), row.get("low"), row["confidence"],
            row["source"], row["source_ref"], row.get("url", ""), {k: row[f"reason_{k}"] for k in LANGUAGES},
        )
        for name, row in read.items()
    }  # fmt: skip


def chosen_text(name: str, given: str | None) -> str:
    """Return the user's choice, else the default."""
    return str(assumptions()[name].value) if given is None else given


def chosen_number(name: str, given: float | None, *, unit: str = "") -> Explanation:
    """Return the user's number, else the default, as the leaf of an explanation."""
    names: dict[str, str] = {language: text(f"derived.{name}", language) for language in LANGUAGES}
    if given is not None:
        return Explanation(names, float(given), unit, "given", confidence="given")
    default = assumptions()[name]
    return Explanation(
        names, float(default.value), unit, "assumption", source=default.source, source_ref=default.source_ref,
        url=default.url, confidence=default.confidence, notes=default.reasons,
    )  # fmt: skip


def check_efficiency(efficiency: float, *, basis: str) -> None:
    """Refuse an efficiency that cannot be: not positive, or above what its basis allows.

    A condensing boiler reaches just over 1 on net calorific value; only a heat pump, bought per kWh delivered, gets
    above that.
    """
    check_word("efficiency_basis", basis, tuple(FUEL_UNITS))
    most = 10.0 if basis == "delivered" else 1.1
    if not 0 < efficiency <= most:
        raise_problem("bad_efficiency", value=efficiency, most=most)
