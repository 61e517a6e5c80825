"""The lever library: published defaults for 63 levers, their groups and packages."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from ghgcalc.inventory.selector import SELECTOR_COLUMNS, Selector
from ghgcalc.kept import read_document
from ghgcalc.resources import data_path
from ghgcalc.texts import check_language
from ghgcalc.vocabulary import is_assumption, marked

_NUMBERS = (
    "ratio", "factor_after", "share_from", "share_to_low", "share_to", "share_to_high", "effectiveness_low",
    "effectiveness", "effectiveness_high", "displacement", "cost_low_eur_t", "cost_high_eur_t", "lifetime_years",
    "ramp_years",
)  # fmt: skip


@dataclass(frozen=True)
class LibraryLever:
    """Defaults of one lever of the library; None where the source has no number, the user then fills it in.

    Parameters
    ----------
    lever_id, group, name_en, name_nl, mechanism : str
        As for `Lever`.
    selector : Selector
        The cells it acts on.
    share_from, share_to_low, share_to, share_to_high : float or None
        Share of the whole activity treated today and around 2030 [0..1].
    share_basis : str
        ``"stated"``, ``"midpoint"`` of a printed range, ``"upper bound"`` or empty.
    effectiveness_low, effectiveness, effectiveness_high : float or None
        Reduction of the treated part [0..1]; for a switch the published figure, for comparison only.
    effectiveness_basis : str
        As `share_basis`.
    to_activity, to_category, ratio, ratio_basis, factor_after, displacement, scope2_method
        As for `Lever`; `ratio_basis` says how the ratio was made.
    needs_own_volume : bool
        Counts only when the company's own new volume falls.
    cost_low_eur_t, cost_high_eur_t : float or None
        Cost range [EUR/tCO2e]; negative is a saving.
    esrs_lever, confidence, duty_nl : str
        ESRS E1 lever type; V, D, M or A; Dutch legal duty, if any.
    lifetime_years : float or None
        Years that equipment or a contract lasts; None = as long as the company goes on with it. It serves the cost
        per year; it ends the effect of a lever only where the plan says so.
    lifetime_basis : str
        ``"stated"``, ``"contract"`` (renewed every year), ``"assumption"`` or empty.
    curve : str
        Usual shape of the adoption: a line, an S-curve (smoothstep) or a step.
    ramp_years : float
        Usual years from the start to full adoption; an assumption.
    sources, overlaps, excludes, requires : tuple of str
        Keys into `source.toml`; library ids. What `requires` names must be in the plan too.
    prerequisite_en, prerequisite_nl : str
        What must be in place first, in words; empty when nothing special.
    explanation_en, explanation_nl : str
        What it does, in one or two sentences.
    """

    lever_id: str
    group: str
    name_en: str
    name_nl: str
    mechanism: str
    selector: Selector
    scope2_method: str
    to_activity: str
    to_category: str
    ratio: float | None
    ratio_basis: str
    factor_after: float | None
    share_from: float | None
    share_to_low: float | None
    share_to: float | None
    share_to_high: float | None
    share_basis: str
    effectiveness_low: float | None
    effectiveness: float | None
    effectiveness_high: float | None
    effectiveness_basis: str
    displacement: float | None
    needs_own_volume: bool
    cost_low_eur_t: float | None
    cost_high_eur_t: float | None
    esrs_lever: str
    sources: tuple[str, ...]
    confidence: str
    overlaps: tuple[str, ...]
    excludes: tuple[str, ...]
    lifetime_years: float | None
    lifetime_basis: str
    curve: str
    ramp_years: float
    requires: tuple[str, ...]
    duty_nl: str
    prerequisite_en: str
    prerequisite_nl: str
    explanation_en: str
    explanation_nl: str

    @property
    def is_assumption(self) -> bool:
        """Tell whether a number rests on memory or on an assumption."""
        return is_assumption(self.confidence)

    def name(self, language: str = "en") -> str:
        """Return the name in one language."""
        return self.name_nl if check_language(language) == "nl" else self.name_en

    def label(self, language: str = "en") -> str:
        """Return the name for a table or chart, with a star when a number rests on an assumption."""
        return marked(self.name(language), is_assumption=self.is_assumption)


@dataclass(frozen=True)
class Package:
    """Levers that belong together."""

    package_id: str
    name_en: str
    name_nl: str
    levers: tuple[str, ...]


@cache
def load_library() -> Mapping[str, LibraryLever]:
    """Return the lever library by id.

    Examples
    --------
    >>> library = load_library()
    >>> len(library), library["MT01"].share_from, library["MT01"].share_to
    (63, 0.14, 0.45)
    """
    with data_path("lever_library", "levers.csv").open(encoding="utf-8", newline="") as file:
        return MappingProxyType({row["lever_id"]: _lever(row) for row in csv.DictReader(file)})


@cache
def load_packages() -> Mapping[str, Package]:
    """Return the packages of the library by id.

    Examples
    --------
    >>> load_packages()["footwear"].levers
    ('MT09', 'MT10', 'SE06', 'SE01')
    """
    found = (
        Package(item["id"], item["name_en"], item["name_nl"], tuple(item["levers"])) for item in _toml()["packages"]
    )
    return MappingProxyType({package.package_id: package for package in found})


def group_name(group: str, language: str = "en") -> str:
    """Return the name of a group of the library; a group of the user is returned as it is.

    Examples
    --------
    >>> group_name("suppliers", "nl")
    'Leveranciers'
    """
    names = {item["id"]: item[f"name_{check_language(language)}"] for item in _toml()["groups"]}
    return str(names.get(group, group))


def library_groups() -> tuple[str, ...]:
    """Return the ids of the groups in the order of the value chain.

    Examples
    --------
    >>> "materials" in library_groups()
    True
    """
    return tuple(item["id"] for item in _toml()["groups"])


def group_order(group: str) -> int:
    """Return the place of a group in the value chain; a group of the user comes after those of the library."""
    ids = library_groups()
    return ids.index(group) if group in ids else len(ids)


def source_titles(keys: Iterable[str]) -> dict[str, str]:
    """Return the titles of sources by key.

    Examples
    --------
    >>> source_titles(["S35"])
    {'S35': 'WRAP, Displacement Rates'}
    """
    titles = _source()["sources"]
    return {key: str(titles[key]) for key in keys}


def refused_by_name(*names: str) -> str | None:
    """Return the code of the problem when a name marks what is no lever: a credit, a removal, or a better method.

    Examples
    --------
    >>> refused_by_name("A1", "Carbon credits"), refused_by_name("LED")
    ('lever_refused', None)
    """
    written = " ".join(names).casefold()
    codes = {"refused": "lever_refused", "refused_method": "lever_method_change"}
    return next((code for key, code in codes.items() if any(word in written for word in _source()[key]["words"])), None)


def electric_words() -> tuple[str, ...]:
    """Return the words in the name of a lever that mean that power takes over from a fuel."""
    return tuple(_source()["electric"]["words"])


def biogenic_activities() -> tuple[str, ...]:
    """Return patterns of the activities whose combustion gives biogenic CO2."""
    return tuple(_source()["biogenic"]["activities"])


@cache
def _source() -> dict[str, Any]:
    return read_document("lever_library", "source.toml")


@cache
def _toml() -> dict[str, Any]:
    return read_document("lever_library", "packages.toml")


def _lever(row: Mapping[str, str]) -> LibraryLever:
    values: dict[str, Any] = {name: value for name, value in row.items() if name not in SELECTOR_COLUMNS}
    values |= {name: float(row[name]) if row[name] else None for name in _NUMBERS}
    values |= {
        name: tuple(part for part in row[name].split(";") if part)
        for name in ("sources", "overlaps", "excludes", "requires")
    }
    values["needs_own_volume"] = row["needs_own_volume"] == "true"
    values["selector"] = Selector.of({name: row[name] for name in SELECTOR_COLUMNS})
    return LibraryLever(**values)
