"""Materiality policies and relevance criteria: how much of scope 3 must be covered, and what else makes it relevant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ghgcalc.errors import closest, raise_problem
from ghgcalc.inventory.accounting import read_accounting_file
from ghgcalc.kept import read_document

_FILE = "materiality.toml"


@dataclass(frozen=True)
class MaterialityPolicy:
    """How much of scope 3 a programme, or a company itself, wants covered.

    Parameters
    ----------
    key : str
        Name.
    min_coverage : float or None
        Share of required scope 3 that must be covered; None is no threshold.
    max_single_exclusion : float or None
        Largest share that one exclusion may be; None is no limit.
    outside_if_not_estimable : tuple of str
        Categories that stay out of the percentage when they cannot be estimated.
    title : mapping
        In words, per language.
    status, place, label : str
        In force or proposal; document and paragraph; P primary text, S secondary source, A a choice of the company.

    Raises
    ------
    ghgcalc.errors.DataError
        If a share is not between 0 and 1.

    Examples
    --------
    >>> MaterialityPolicy("own", min_coverage=0.8).title["en"]
    'own'
    """

    key: str
    min_coverage: float | None = None
    max_single_exclusion: float | None = None
    outside_if_not_estimable: tuple[str, ...] = ()
    title: Mapping[str, str] = field(default_factory=dict)
    status: str = "own choice"
    place: str = ""
    label: str = "A"

    def __post_init__(self) -> None:
        for name in ("min_coverage", "max_single_exclusion"):
            share = getattr(self, name)
            if share is not None and not 0.0 <= share <= 1.0:
                raise_problem("scope3.share_outside", value=share, name=name)
        if not self.title:
            object.__setattr__(self, "title", {"en": self.key, "nl": self.key})


@dataclass(frozen=True)
class Criterion:
    """One reason why a category is relevant.

    Parameters
    ----------
    id : str
        Name in the column headings.
    name, question : mapping
        In words, per language.
    place, label : str
        Document and page; P primary text.
    """

    id: str
    name: Mapping[str, str]
    question: Mapping[str, str]
    place: str
    label: str


@dataclass(frozen=True)
class SupplierRule:
    """Which suppliers to ask: the largest up to a share of spend, and everyone above a share of their own."""

    share_of_spend: float
    also_above: float
    place: str
    label: str


@cache
def materiality_policies() -> Mapping[str, MaterialityPolicy]:
    """Return the policies by key.

    Examples
    --------
    >>> {key: policy.min_coverage for key, policy in materiality_policies().items()}
    {'none': None, 'ghgp-draft-95': 0.95, 'sbti-near-term': 0.67, 'sbti-long-term': 0.9}
    """
    return {entry["key"]: _policy(entry) for entry in read_accounting_file(_FILE)["policy"]}


def as_policy(policy: str | MaterialityPolicy) -> MaterialityPolicy:
    """Return the policy itself, looked up by key when it is not yet one.

    Raises
    ------
    ghgcalc.errors.DataError
        If there is no such policy.
    """
    if isinstance(policy, MaterialityPolicy):
        return policy
    known = materiality_policies()
    if policy not in known:
        raise_problem("unknown_policy", value=policy, options=", ".join(closest(policy, known) or known))
    return known[policy]


@cache
def relevance_criteria() -> tuple[Criterion, ...]:
    """Return the criteria of relevance; `size` comes first and is computed.

    Examples
    --------
    >>> [criterion.id for criterion in relevance_criteria()][:3]
    ['size', 'influence', 'risk']
    """
    return tuple(Criterion(**entry) for entry in read_accounting_file(_FILE)["criterion"])


@cache
def supplier_rule() -> SupplierRule:
    """Return the rule by which suppliers are chosen.

    Examples
    --------
    >>> supplier_rule().share_of_spend
    0.8
    """
    return SupplierRule(**read_accounting_file(_FILE)["suppliers"])


def _policy(entry: Mapping[str, Any]) -> MaterialityPolicy:
    return MaterialityPolicy(
        key=entry["key"],
        min_coverage=_coverage(entry),
        max_single_exclusion=entry.get("max_single_exclusion"),
        outside_if_not_estimable=tuple(entry.get("outside_if_not_estimable", ())),
        title=entry["title"],
        status=entry["status"],
        place=entry["place"],
        label=entry["label"],
    )


def _coverage(entry: Mapping[str, Any]) -> float | None:
    """Return the threshold: its own, or that of a criterion in a rulebook, so that one number stands in one place."""
    if "coverage_from" not in entry:
        return entry.get("min_coverage")
    wanted = entry["coverage_from"]
    raw = read_document("rulebooks", f"{wanted['rulebook']}.toml")
    limits = next(c["limits"] for c in raw["criteria"] if c["id"] == wanted["criterion"])
    return float(limits[wanted["limit"]])
