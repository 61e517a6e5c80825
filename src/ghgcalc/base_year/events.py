"""The events after which a base year is or is not recalculated, read from the rules of the GHG Protocol."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from ghgcalc.errors import DataError, Problem
from ghgcalc.kept import read_document
from ghgcalc.vocabulary import check_word

BaseYears = Literal["single", "separate"]
BASE_YEARS: tuple[BaseYears, ...] = ("single", "separate")


@cache
def base_year_rules() -> dict[str, Any]:
    """Return the rules: policy defaults and events, each with its source."""
    return read_document("rulebooks", "accounting", "base-year.toml")


@dataclass(frozen=True)
class BaseYearPolicy:
    """What a company decided about recalculating its base year; GHG Protocol asks to set, disclose and keep it.

    Parameters
    ----------
    significance_threshold : float
        Share of the base year from which changes, added up, are significant [-].
    base_years : {"single", "separate"}
        One base year for scopes 1, 2 and 3 together, or separate base years per scope or category.

    References
    ----------
    .. [1] GHG Protocol, "Scope 3 Standard" (2011), section 9.3, p. 104.
    """

    significance_threshold: float = float("nan")
    base_years: BaseYears = "single"

    def __post_init__(self) -> None:
        threshold = self.significance_threshold
        if threshold != threshold:
            threshold = float(base_year_rules()["policy"]["significance_threshold"])
            object.__setattr__(self, "significance_threshold", threshold)
        if not 0.0 < threshold < 1.0:
            raise DataError([Problem("threshold_range", threshold)])
        check_word("base_years", self.base_years, BASE_YEARS)


@dataclass(frozen=True)
class Event:
    """A kind of change and its rule.

    Parameters
    ----------
    id : str
        Word for it.
    label : mapping
        Name per language.
    effect : {"adds", "removes", "signed"}
        What its tonnes do to the base year.
    follows_entity : bool
        Whether its size follows from the rows of the entity when no tonnes are given.
    disclose_without_backcast : bool
        Whether it may be disclosed instead, when the base year cannot be computed anew.
    rule : mapping
        ``significant`` or ``never`` per kind of base year and per whether the activity was reported before.
    """

    id: str
    label: Mapping[str, str]
    effect: Literal["adds", "removes", "signed"]
    follows_entity: bool
    disclose_without_backcast: bool
    rule: Mapping[tuple[BaseYears, bool], str]

    @property
    def needs_previously_reported(self) -> bool:
        """Tell whether the rule depends on the activity having been reported before."""
        return any(self.rule[kind, True] != self.rule[kind, False] for kind in BASE_YEARS)

    def counts(self, policy: BaseYearPolicy, *, previously_reported: bool | None) -> bool:
        """Tell whether the event counts towards the threshold under a policy."""
        return self.rule[policy.base_years, bool(previously_reported)] == "significant"


@cache
def events() -> Mapping[str, Event]:
    """Return the events by their id.

    Examples
    --------
    >>> events()["organic_growth"].counts(BaseYearPolicy(), previously_reported=None)
    False
    """
    return {entry["id"]: _event(entry) for entry in base_year_rules()["event"]}


def _event(entry: Mapping[str, Any]) -> Event:
    rule = {}
    for kind in BASE_YEARS:
        for reported, word in ((True, "reported"), (False, "unreported")):
            own = entry.get(f"{kind}_{word}", entry.get(kind, entry.get("recalculate")))
            rule[kind, reported] = str(own)
    return Event(
        entry["id"],
        {"en": entry["en"], "nl": entry["nl"]},
        entry["effect"],
        entry["basis"] == "entity",
        bool(entry.get("disclose_without_backcast", False)),
        rule,
    )
