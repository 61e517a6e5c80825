"""Screening of an inventory: which targets are needed, and which scope 3 categories reach the boundary."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from ghgcalc.errors import raise_problem
from ghgcalc.targets.numbers import require_amount, require_share
from ghgcalc.targets.rulebook import DEFAULT_RULEBOOK, Rulebook, as_rulebook
from ghgcalc.targets.wording import Share, sentence

_FLOAT_ROUNDING = 1e-12


@dataclass(frozen=True, repr=False, eq=False)
class Scope3Screening:
    """Whether scope 3 needs a target, and which categories cover enough of it.

    Attributes
    ----------
    share : float
        Scope 3 in scope 1+2+3 [share].
    threshold, coverage : float
        Share from which a target is required, and share of scope 3 that the targets must cover [share].
    is_target_required : bool
        Whether the share reaches the threshold.
    ranking : pandas.DataFrame
        category, tco2e, share, cumulative_share; largest first.
    smallest_sets : tuple of tuple of str
        Every set with the fewest categories that reaches the coverage; the largest coverage first.
    sources : tuple of str
        Documents and paragraphs.
    """

    share: float
    threshold: float
    coverage: float
    is_target_required: bool
    ranking: pd.DataFrame
    smallest_sets: tuple[tuple[str, ...], ...]
    sources: tuple[str, ...]

    def report(self, language: str = "en") -> str:
        """Return the outcome in a few sentences."""
        key = "targets.screening.required" if self.is_target_required else "targets.screening.not_required"
        lines = [sentence(key, language, share=Share(self.share), limit=Share(self.threshold))]
        if self.smallest_sets:
            sets = "; ".join(" + ".join(names) for names in self.smallest_sets[:5])
            lines.append(sentence("targets.screening.sets", language, coverage=Share(self.coverage), sets=sets))
        return "\n".join(lines)

    def __repr__(self) -> str:
        return self.report("en")


def scope3_screening(
    scope1: float,
    scope2: float,
    scope3: float,
    by_category: Mapping[str, float],
    *,
    rulebook: str | Rulebook = DEFAULT_RULEBOOK,
) -> Scope3Screening:
    """Test whether scope 3 needs a target, and find the smallest sets of categories that cover enough of it.

    Parameters
    ----------
    scope1, scope2, scope3 : float
        Emissions per scope [tCO2e].
    by_category : mapping of str to float
        Scope 3 per category [tCO2e]; what it lacks to `scope3` is not split and cannot be chosen.
    rulebook : str or Rulebook
        Rulebook that holds threshold (C4) and coverage (C6).

    Returns
    -------
    Scope3Screening
        Share, ranking and smallest sets.

    Raises
    ------
    ghgcalc.errors.DataError
        If an amount is negative, the total is 0, or the categories add up to more than scope 3.

    References
    ----------
    .. [1] SBTi, "Corporate Near-Term Criteria", C4 and C6: at least 67.0 %, not rounded up.

    Examples
    --------
    >>> found = scope3_screening(10, 10, 80, {"3.1": 50, "3.4": 10, "3.11": 12, "3.12": 8})
    >>> found.is_target_required, found.smallest_sets
    (True, (('3.1', '3.11'), ('3.1', '3.4'), ('3.1', '3.12')))
    """
    book = as_rulebook(rulebook)
    need, cover = book.criterion("C4"), book.criterion("C6")
    scopes = [float(require_amount(v, name=f"scope {i}")) for i, v in enumerate((scope1, scope2, scope3), start=1)]
    tonnes = {name: float(require_amount(value, name=name)) for name, value in by_category.items()}
    total, split = math.fsum(scopes), math.fsum(tonnes.values())
    if total <= 0:
        raise_problem("targets.nothing_to_screen", value=total)
    if split > scopes[2] * (1 + 1e-6):
        raise_problem("targets.categories_above_scope_3", value=round(split, 3), scope3=round(scopes[2], 3))
    ordered = sorted(tonnes, key=lambda name: -tonnes[name])
    ranking = pd.DataFrame({"category": ordered, "tco2e": [tonnes[name] for name in ordered]})
    ranking["share"] = ranking["tco2e"] / scopes[2] if scopes[2] > 0 else 0.0
    ranking["cumulative_share"] = ranking["share"].cumsum()
    share = scopes[2] / total
    return Scope3Screening(
        share=share,
        threshold=need.limits["share"],
        coverage=cover.limits["coverage"],
        is_target_required=share >= need.limits["share"],
        ranking=ranking,
        smallest_sets=_smallest_sets(tonnes, ordered, cover.limits["coverage"] * scopes[2]),
        sources=(need.source, cover.source),
    )


def _smallest_sets(tonnes: Mapping[str, float], ordered: list[str], wanted: float) -> tuple[tuple[str, ...], ...]:
    """Return every set with the fewest categories that adds up to `wanted`; taking the largest first tells how many."""
    enough = wanted * (1 - _FLOAT_ROUNDING)
    for size in range(1, len(ordered) + 1):
        if math.fsum(tonnes[name] for name in ordered[:size]) >= enough and wanted > 0:
            sets = [s for s in combinations(ordered, size) if math.fsum(tonnes[name] for name in s) >= enough]
            return tuple(sorted(sets, key=lambda s: -math.fsum(tonnes[name] for name in s)))
    return ()


@dataclass(frozen=True)
class FlagScreening:
    """Whether land emissions (FLAG) need a target of their own."""

    share: float
    threshold: float
    is_target_required: bool
    source: str


def flag_screening(
    flag: float,
    *,
    scope1: float,
    scope2: float,
    scope3: float,
    is_designated_sector: bool,
    rulebook: str | Rulebook = DEFAULT_RULEBOOK,
) -> FlagScreening:
    """Test whether land emissions need a target of their own.

    Parameters
    ----------
    flag : float
        Emissions from forest, land and agriculture inside the scopes [tCO2e]: cotton, wool, leather, viscose and wood,
        natural rubber, down.
    scope1, scope2, scope3 : float
        Emissions per scope [tCO2e].
    is_designated_sector : bool
        Whether the company belongs to a sector that always needs a FLAG target; apparel, footwear and furniture do not.
    rulebook : str or Rulebook
        Rulebook that holds the threshold.

    Returns
    -------
    FlagScreening
        Share, threshold and whether a target is required.

    Raises
    ------
    ghgcalc.errors.DataError
        If an amount is negative, the total is 0, or FLAG emissions exceed it.

    References
    ----------
    .. [1] SBTi, Forest, Land and Agriculture criteria: 20 % of scope 1+2+3.

    Examples
    --------
    >>> flag_screening(30.0, scope1=10, scope2=10, scope3=100, is_designated_sector=False).is_target_required
    True
    """
    criterion = as_rulebook(rulebook).criterion("FLAG target")
    total = math.fsum(float(require_amount(v, name="scope 1+2+3")) for v in (scope1, scope2, scope3))
    if total <= 0:
        raise_problem("targets.nothing_to_screen", value=total)
    share = float(require_share(float(require_amount(flag, name="flag")) / total, name="flag"))
    limit = criterion.limits["share"]
    return FlagScreening(share, limit, is_designated_sector or share >= limit, criterion.source)


@dataclass(frozen=True)
class ExclusionScreening:
    """What is left out of scope 1 and 2, against what may be left out."""

    share: float
    threshold: float
    is_within: bool
    scopes_that_may_be_omitted: tuple[str, ...]
    source: str


def exclusion_screening(
    *,
    scope1: float,
    scope2: float,
    excluded: float,
    rulebook: str | Rulebook = DEFAULT_RULEBOOK,
) -> ExclusionScreening:
    """Test exclusions from scope 1 and 2.

    Parameters
    ----------
    scope1, scope2 : float
        Complete emissions, including what is excluded [tCO2e].
    excluded : float
        Emissions left out of inventory and target together [tCO2e].
    rulebook : str or Rulebook
        Rulebook that holds the limits.

    Returns
    -------
    ExclusionScreening
        Share, limit, and a scope small enough to go without a target.

    Raises
    ------
    ghgcalc.errors.DataError
        If an amount is negative, the total is 0, or more is excluded than there is.

    References
    ----------
    .. [1] SBTi, "Corporate Near-Term Criteria", C3 and C5.

    Examples
    --------
    >>> found = exclusion_screening(scope1=3.0, scope2=97.0, excluded=4.0)
    >>> found.is_within, found.scopes_that_may_be_omitted
    (True, ('1',))
    """
    criterion = as_rulebook(rulebook).criterion("C3/C5")
    parts = {"1": float(require_amount(scope1, name="scope 1")), "2": float(require_amount(scope2, name="scope 2"))}
    total = math.fsum(parts.values())
    if total <= 0:
        raise_problem("targets.nothing_to_screen", value=total)
    share = float(require_share(float(require_amount(excluded, name="excluded")) / total, name="excluded"))
    small = tuple(scope for scope, value in parts.items() if value / total < criterion.limits["small_scope"])
    return ExclusionScreening(
        share, criterion.limits["exclusions"], share <= criterion.limits["exclusions"], small, criterion.source
    )
