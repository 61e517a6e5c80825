"""Rulebooks: every rate, year and threshold of a standard, read from TOML with document and paragraph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from ghgcalc.errors import closest, raise_problem
from ghgcalc.kept import read_document
from ghgcalc.resources import data_path
from ghgcalc.targets.entries import Criterion, Document, Parameter, case_of, fits, read_parameter

#: The rulebook that is used when none is named: the one in force. A date never selects a rulebook.
DEFAULT_RULEBOOK = "near-term-5.3.1"


@dataclass(frozen=True)
class Rulebook:
    """A versioned set of target-setting rules: parameters and criteria, each with document and paragraph.

    Attributes
    ----------
    key, kind, version, status : str
        Name of the rulebook; near-term or long-term; version; in force, closed or provisional.
    effective_from, submissions_until, mandatory_from : date or None
        Dates as published. They are shown, they never select a rulebook.
    parameters : tuple of Parameter
        Every number.
    criteria : tuple of Criterion
        Every criterion, in reading order.
    """

    key: str
    kind: str
    version: str
    status: str
    title: Mapping[str, str]
    note: Mapping[str, str]
    ambitions: Mapping[str, tuple[str, ...]]
    rules: Mapping[str, str]
    parameters: tuple[Parameter, ...]
    criteria: tuple[Criterion, ...]
    documents: Mapping[str, Document]
    successor: str = ""
    checked_on: date | None = None
    effective_from: date | None = None
    submissions_until: date | None = None
    mandatory_from: date | None = None

    def entries(self, name: str, **dimensions: Any) -> tuple[Parameter, ...]:
        """Return every parameter `name` that fits `dimensions` (scope, ambition, method, base_year, target_year)."""
        return tuple(p for p in self.parameters if p.name == name and fits(p, dimensions))

    def has_parameter(self, name: str, **dimensions: Any) -> bool:
        """Tell whether the rulebook holds a number for this case."""
        return bool(self.entries(name, **dimensions))

    def parameter(self, name: str, **dimensions: Any) -> Parameter:
        """Return one number of the rulebook, with its source.

        Parameters
        ----------
        name : str
            Name of the parameter, such as ``"linear_annual_reduction_rate"``.
        **dimensions
            What decides which number applies: `scope` ("1", "2", "1+2", "3", "flag"), `ambition` ("1.5C", "WB2C"),
            `method`, `base_year`, `target_year`.

        Returns
        -------
        Parameter
            Value with unit, document, paragraph and confidence label.

        Raises
        ------
        ghgcalc.errors.DataError
            If the rulebook has no such number, or several that differ.

        Examples
        --------
        >>> rate = load_rulebook("near-term-5.3").parameter("linear_annual_reduction_rate", scope="3", ambition="WB2C")
        >>> rate.value, rate.place
        (0.025, 'C18')
        """
        found = self.entries(name, **dimensions)
        case = ", ".join(f"{key} {value}" for key, value in dimensions.items()) or "-"
        if not found:
            known = sorted({p.name for p in self.parameters})
            options = (
                [f"{name}: {case_of(p)}" for p in self.parameters if p.name == name] or closest(name, known) or known
            )
            raise_problem(
                "targets.no_parameter",
                value=name,
                rulebook=self.key,
                case=case,
                options="; ".join(dict.fromkeys(options)),
            )
        if len({p.value for p in found}) > 1:
            options = [case_of(p) for p in found]
            raise_problem(
                "targets.several_parameters", value=name, rulebook=self.key, case=case, options="; ".join(options)
            )
        return found[0]

    def criterion(self, identifier: str) -> Criterion:
        """Return one criterion by its id, such as ``"C4"``.

        Raises
        ------
        ghgcalc.errors.DataError
            If the rulebook has no such criterion.
        """
        found = next((criterion for criterion in self.criteria if criterion.id == identifier), None)
        if found is None:
            options = ", ".join(c.id for c in self.criteria)
            raise_problem("targets.no_criterion", value=identifier, rulebook=self.key, options=options)
        return found

    def __repr__(self) -> str:
        return f"{self.title['en']}\n{self.status}; {self.note['en']}"

    def _repr_html_(self) -> str:
        return f"<p><strong>{self.title['en']}</strong><br>{self.status}; {self.note['en']}</p>"


@cache
def rulebooks() -> tuple[str, ...]:
    """Return the keys of the rulebooks that are shipped.

    Returns
    -------
    tuple of str
        Keys, in alphabetical order.

    Examples
    --------
    >>> rulebooks()
    ('near-term-5.3', 'near-term-5.3.1', 'net-zero-1.3.1', 'net-zero-2.0')
    """
    return tuple(sorted(path.name.removesuffix(".toml") for path in data_path("rulebooks").glob("*.toml")))


@cache
def load_rulebook(key: str = DEFAULT_RULEBOOK) -> Rulebook:
    """Read a rulebook.

    Parameters
    ----------
    key : str
        One of `rulebooks()`. A date never selects one.

    Returns
    -------
    Rulebook
        Version, status, dates, parameters and criteria.

    Raises
    ------
    ghgcalc.errors.DataError
        If there is no such rulebook.

    References
    ----------
    .. [1] The documents are listed in the rulebook itself: `Rulebook.documents`.

    Examples
    --------
    >>> load_rulebook("near-term-5.3.1").submissions_until
    datetime.date(2028, 1, 31)
    """
    if key not in rulebooks():
        near = closest(key, rulebooks()) or list(rulebooks())
        raise_problem("targets.unknown_rulebook", value=key, options=", ".join(near))
    raw = _raw(key)
    documents = {name: Document(name, **entry) for name, entry in raw["documents"].items()}
    parameters = tuple(read_parameter(entry, documents) for entry in raw["parameters"])
    source = raw if "criteria_from" not in raw else _raw(raw["criteria_from"])
    own = {entry["id"]: entry for entry in raw.get("criteria", [])}
    entries = [own.pop(entry["id"], entry) for entry in source["criteria"]] + list(own.values())
    criteria = tuple(
        Criterion(
            id=entry["id"],
            check=entry["check"],
            rule=entry["rule"],
            limits=entry.get("limits", {}),
            document=documents[entry["document"]],
            place=entry["place"],
            label=entry["label"],
        )
        for entry in entries
    )
    return Rulebook(
        key=raw["key"],
        kind=raw["kind"],
        version=raw["version"],
        status=raw["status"],
        title=raw["title"],
        note=raw["note"],
        ambitions={scopes: tuple(choices) for scopes, choices in raw["ambitions"].items()},
        rules=raw["rules"],
        parameters=parameters,
        criteria=criteria,
        documents=documents,
        successor=raw["successor"],
        checked_on=raw["checked_on"],
        effective_from=raw.get("effective_from"),
        submissions_until=raw.get("submissions_until"),
        mandatory_from=raw.get("mandatory_from"),
    )


def as_rulebook(rulebook: str | Rulebook) -> Rulebook:
    """Return the rulebook itself, read by key when it is not yet one."""
    return rulebook if isinstance(rulebook, Rulebook) else load_rulebook(rulebook)


def _raw(key: str) -> dict[str, Any]:
    return read_document("rulebooks", f"{key}.toml")
