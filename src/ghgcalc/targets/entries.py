"""The entries of a rulebook: source document, parameter and criterion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ghgcalc.texts import check_language

#: What the confidence labels of a parameter mean.
LABELS: dict[str, str] = {
    "P": "primary text",
    "E": "published target list",
    "T": "official tool",
    "S": "secondary source",
    "D": "derived",
}


@dataclass(frozen=True)
class Document:
    """A source document: title, edition, publisher, and a note when it was not read itself."""

    key: str
    title: str
    edition: str
    publisher: str
    note: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.publisher}, {self.title}, {self.edition}"


@dataclass(frozen=True)
class Parameter:
    """One number of a rulebook with its source.

    Attributes
    ----------
    name : str
        Name of the parameter.
    value : float
        The number.
    unit : str
        What it counts.
    document : Document
        Where it comes from.
    place : str
        Paragraph, equation or table in that document.
    label : str
        Confidence: P primary text, E published target list, T official tool, S secondary source, D derived.
    is_assumption : bool
        True when the number is this library's reading, not the document's.
    note : mapping
        What a reader must know about it, per language; empty when there is nothing to add.
    """

    name: str
    value: float
    unit: str
    document: Document
    place: str
    label: str
    is_assumption: bool = False
    note: Mapping[str, str] = field(default_factory=dict)
    scopes: tuple[str, ...] = ()
    ambitions: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    base_years: tuple[int, ...] = ()
    target_years: tuple[int, ...] = ()

    @property
    def source(self) -> str:
        """Return document and paragraph."""
        return f"{self.document}, {self.place}"


@dataclass(frozen=True)
class Criterion:
    """One criterion of a rulebook: the rule in plain words, its limits and its source."""

    id: str
    check: str
    rule: Mapping[str, str]
    limits: Mapping[str, float]
    document: Document
    place: str
    label: str

    @property
    def source(self) -> str:
        """Return document and paragraph."""
        return f"{self.document}, {self.place}"


def parameter_notes(parameters: tuple[Parameter, ...], language: str = "en") -> tuple[str, ...]:
    """Return what a reader must know about the numbers that were used, once each."""
    chosen = check_language(language)
    notes = [note[chosen] for p in parameters for note in (p.document.note, p.note) if note]
    return tuple(dict.fromkeys(notes))


def read_parameter(entry: Mapping[str, Any], documents: Mapping[str, Document]) -> Parameter:
    """Return one entry of a rulebook file as a parameter."""
    values = dict(entry)
    values["document"] = documents[values["document"]]
    for name in ("scopes", "ambitions", "methods", "base_years", "target_years"):
        values[name] = tuple(values.get(name, ()))
    return Parameter(**values)


def fits(parameter: Parameter, dimensions: Mapping[str, Any]) -> bool:
    """Tell whether a number applies to a case; a dimension that the number does not name never excludes it."""
    for dimension, value in dimensions.items():
        allowed = getattr(parameter, f"{dimension}s")
        if value is not None and allowed and value not in allowed:
            return False
    return True


def case_of(parameter: Parameter) -> str:
    """Say in words to which case a number applies."""
    names = ("scopes", "ambitions", "methods", "base_years", "target_years")
    parts = [
        f"{name[:-1]} {'/'.join(map(str, getattr(parameter, name)))}" for name in names if getattr(parameter, name)
    ]
    return ", ".join(parts) or "-"
