"""The rules that decide where an entity's emissions fall, read from `emission_factors/boundary.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from ghgcalc.kept import read_document
from ghgcalc.schema import list_source
from ghgcalc.vocabulary import Consolidation

Control = Literal["yes", "joint", "no", ""]
Own = Literal["all", "ownership", "none"]
Rest = Literal["ownership", "remainder", "all", ""]


@cache
def relations() -> tuple[str, ...]:
    """Return the relations that an entity may have to the reporting company.

    Examples
    --------
    >>> relations()[:3]
    ('own', 'subsidiary', 'associate')
    """
    return tuple(option.id for option in list_source("relations").options)


def relation_name(relation: str, language: str = "en") -> str:
    """Return a relation in words.

    Examples
    --------
    >>> relation_name("lessee, operating lease", "nl")
    'gehuurd, operationele lease'
    """
    return next(option.label[language] for option in list_source("relations").options if option.id == relation)


def approach_name(approach: str, language: str = "en") -> str:
    """Return a consolidation approach in words.

    Examples
    --------
    >>> approach_name("equity share")
    'equity share'
    """
    options = list_source("consolidations").options
    return next(option.label[language] for option in options if option.id == approach).lower()


@dataclass(frozen=True)
class Rule:
    """One rule of the organisational boundary.

    Parameters
    ----------
    relations : tuple of str
        Relations to the reporting company for which it is meant.
    approaches : tuple of str
        Consolidation approaches for which it is meant.
    own : {"all", "ownership", "none"}
        Share taken into scope 1, scope 2 and the company's own scope 3.
    because : str
        Key of the reason in the texts, ``boundary.because.<because>``.
    source : str
        Document and table.
    confidence : {"read", "memory"}
        Whether the rule was read in the published text or is to be verified there.
    operational, financial : str
        Control that the rule asks for; '' = whatever it is.
    rest : str
        Category that takes scope 1 and 2 of the entity; '' = none.
    rest_share : {"ownership", "remainder", "all", ""}
        Share that `rest` takes.
    must_disclose : bool
        Whether the standard allows it only when disclosed and justified.
    """

    relations: tuple[str, ...]
    approaches: tuple[Consolidation, ...]
    own: Own
    because: str
    source: str
    confidence: str
    operational: Control = ""
    financial: Control = ""
    rest: str = ""
    rest_share: Rest = ""
    must_disclose: bool = False

    def fits(self, relation: str, approach: str, operational: str, financial: str) -> bool:
        """Tell whether the rule decides about such an entity."""
        return (
            relation in self.relations
            and approach in self.approaches
            and self.operational in ("", operational)
            and self.financial in ("", financial)
        )

    def shares(self, ownership: float) -> tuple[float, float]:
        """Return the share in scope 1 and 2, and the share in `rest`.

        Examples
        --------
        >>> Rule(("franchise",), ("equity share",), "ownership", "", "", "", rest="3.14",
        ...      rest_share="remainder").shares(0.25)
        (0.25, 0.75)
        """
        own = {"all": 1.0, "none": 0.0, "ownership": ownership}[self.own]
        return own, {"": 0.0, "all": 1.0, "ownership": ownership, "remainder": 1.0 - own}[self.rest_share]

    @property
    def uses_ownership(self) -> bool:
        """Tell whether the rule needs the ownership share."""
        return "ownership" in (self.own, self.rest_share)


@cache
def boundary_rules() -> tuple[Rule, ...]:
    """Return the bundled rules; the first that fits decides.

    References
    ----------
    .. [1] GHG Protocol, "Corporate Standard" (2004), chapter 3; "Scope 3 Standard" (2011), sections 5.2, 5.4, 5.5 and
       appendix A.

    Examples
    --------
    >>> rule = next(r for r in boundary_rules() if r.fits("lessee, operating lease", "financial control", "", ""))
    >>> rule.rest
    '3.8'
    """
    document = read_document("emission_factors", "boundary.toml")
    sources = {entry["id"]: entry for entry in document["source"]}
    return tuple(
        Rule(
            relations=tuple(raw["relations"]),
            approaches=tuple(raw["approaches"]),
            own=raw["own"],
            because=raw["because"],
            source=sources[raw["source"]]["title"],
            confidence=sources[raw["source"]]["confidence"],
            operational=raw.get("operational", ""),
            financial=raw.get("financial", ""),
            rest=raw.get("rest", ""),
            rest_share=raw.get("rest_share", ""),
            must_disclose=raw.get("must_disclose", False),
        )
        for raw in document["rule"]
    )
