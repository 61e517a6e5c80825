"""The explanation of a derived factor: a tree from the result down to the published cells."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from ghgcalc.texts import LANGUAGES, text

#: How the value of a node follows from its children; a leaf is published, assumed or given by the user.
Kind = Literal["published", "assumption", "given", "sum", "product", "quotient", "yield"]
_SIGN = {"sum": " + ", "product": " × ", "quotient": " ÷ "}


@dataclass(frozen=True)
class Explanation:
    """One number of a derived factor and where it comes from.

    Parameters
    ----------
    names : mapping
        What the number is, by language.
    value : float
        The number [`unit`].
    unit : str
        Unit as text, such as ``"kg CO2e/kWh"``.
    kind : str
        ``published``, ``assumption`` or ``given`` for a leaf; ``sum``, ``product``, ``quotient`` (first child divided
        by the others) or ``yield`` (1 ÷ (1 − child)) for a result.
    children : tuple of Explanation
        What the number was computed from.
    source, source_ref, url, licence, confidence : str
        Where a leaf was published.
    factor_id : str
        Id of the emission factor, when the number is one.
    notes : mapping
        A remark, by language.

    See Also
    --------
    explain : the tree of one emission factor.
    """

    names: Mapping[str, str]
    value: float
    unit: str
    kind: Kind
    children: tuple[Explanation, ...] = ()
    source: str = ""
    source_ref: str = ""
    url: str = ""
    licence: str = ""
    confidence: str = ""
    factor_id: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)

    def recompute(self) -> float:
        """Return the value computed again from the leaves."""
        if not self.children:
            return self.value
        return combine(self.kind, [child.recompute() for child in self.children])

    def leaves(self) -> Iterator[Explanation]:
        """Return the published, assumed and given numbers at the ends of the tree."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()

    def formula(self, language: str = "en") -> str:
        """Return the calculation of this node with its numbers; empty for a leaf."""
        shown = [show(child.value, language) for child in self.children]
        if self.kind == "yield":
            return f"1 ÷ (1 − {shown[0]})"
        return _SIGN[self.kind].join(shown) if shown else ""

    def lines(self, language: str = "en") -> list[str]:
        """Return the tree as lines of text."""
        own = f"{self.names[language]}: {show(self.value, language)} {self.unit}".rstrip(" -")
        if self.children:
            own += f"  =  {self.formula(language)}"
        found = [own, *(f"   {remark}" for remark in self._remarks(language))]
        if self.children:
            found = [found[0], *(f"│{line}" for line in found[1:])]
        for position, child in enumerate(self.children):
            last = position == len(self.children) - 1
            first, *rest = child.lines(language)
            found.append(("└─ " if last else "├─ ") + first)
            found += [("   " if last else "│  ") + line for line in rest]
        return found

    def _remarks(self, language: str) -> Iterator[str]:
        where = "; ".join(part for part in (self.source, self.source_ref, self.licence) if part)
        if where:
            yield f"[{where}]"
        if self.confidence:
            yield text(f"derived.confidence_{self.confidence}", language)
        if self.notes:
            yield self.notes[language]

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """Return the tree as plain dictionaries and lists, for JSON."""
        found: dict[str, Any] = {
            "name": self.names[language],
            "value": self.value,
            "unit": self.unit,
            "kind": self.kind,
            "formula": self.formula(language),
            "factor_id": self.factor_id,
            "source": self.source,
            "source_ref": self.source_ref,
            "url": self.url,
            "licence": self.licence,
            "confidence": self.confidence,
            "note": self.notes.get(language, ""),
        }
        return {k: v for k, v in found.items() if v != ""} | {"parts": [c.to_dict(language) for c in self.children]}

    def __str__(self) -> str:
        return "\n".join(self.lines())


def combine(kind: Kind, values: Sequence[float]) -> float:
    """Return the result of one step of a formula.

    Examples
    --------
    >>> combine("quotient", [3.0, 1.5]), combine("yield", [0.2])
    (2.0, 1.25)
    """
    if kind == "sum":
        return float(sum(values))
    if kind == "product":
        return float(math.prod(values))
    if kind == "quotient":
        return float(values[0] / math.prod(values[1:]))
    if kind == "yield":
        return 1.0 / (1.0 - values[0])
    raise ValueError(f"{kind!r} is not computed from other numbers")


def result(kind: Kind, names: Mapping[str, str], unit: str, children: Sequence[Explanation]) -> Explanation:
    """Return a computed node; its value follows from its children."""
    return Explanation(names, combine(kind, [child.value for child in children]), unit, kind, tuple(children))


def names_of(key: str, **values: Any) -> dict[str, str]:
    """Return the text `derived.<key>` by language; ``name_en`` and ``name_nl`` fill ``{name}`` in their language."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        own = {k.removesuffix(f"_{language}"): v for k, v in values.items() if k.endswith(f"_{language}")}
        found[language] = text(f"derived.{key}", language, **{**values, **own})
    return found


def show(value: float, language: str = "en") -> str:
    """Return a number with four significant digits at least, the decimal mark of the language.

    Examples
    --------
    >>> show(5.82), show(0.691411), show(1234.5, "nl")
    ('5.82', '0.6914', '1234,5')
    """
    digits = 4 if abs(value) < 1000 else 6
    shown = f"{value:.{digits}g}"
    return shown.replace(".", ",") if language == "nl" else shown
