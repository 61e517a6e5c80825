"""Which parts a company's set of targets has: required, possible instead, not required, or not yet known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ghgcalc.targets.boundary import InventoryScreening
from ghgcalc.targets.criteria import MET, NOT_MET, Facts, check_criteria
from ghgcalc.targets.renewable_electricity import renewable_electricity_share, renewable_milestones
from ghgcalc.targets.rulebook import Rulebook
from ghgcalc.targets.sme import sme_target
from ghgcalc.targets.wording import Share, Tonnes, both

REQUIRED, NOT_REQUIRED, INSTEAD, OPTIONAL, UNKNOWN = "required", "not required", "instead", "optional", "not assessed"

#: Columns of the frame of needs.
NEED_COLUMNS: tuple[str, ...] = ("part", "need", "detail_en", "detail_nl", "source")


def needs_frame(
    screening: InventoryScreening,
    *,
    facts: Facts,
    book: Rulebook,
    long_term: Rulebook,
    base_year: int,
    target_year: int,
    engagement_year: int,
    long_term_year: int,
    residual_tco2e: float,
    renewable_share: float | None,
) -> pd.DataFrame:
    """Return one row per part of the set: need, the numbers behind it and the source.

    Parameters
    ----------
    screening : InventoryScreening
        What the most recent inventory says.
    facts : Facts
        What else is known about the company.
    book, long_term : Rulebook
        Near-term rulebook with the criteria, and the net-zero rulebook.
    base_year, target_year, engagement_year, long_term_year : int
        Years of the targets.
    residual_tco2e : float
        Emissions that the long-term targets leave to neutralise [tCO2e].
    renewable_share : float or None
        Share of renewable electricity in the base year [share].

    Returns
    -------
    DataFrame
        part, need (required, instead, optional, not required, not assessed), detail_en, detail_nl, source.
    """
    rows = [
        _row("1+2", REQUIRED, both("targets.need.scope_1_2"), book.criterion("C3/C5").source),
        _scope3(screening, book),
        _engagement(screening, book, engagement_year),
        _renewable(book, base_year, target_year, renewable_share),
        _flag(screening, book),
        _sme(facts, book, base_year, target_year),
        _row(
            "long-term",
            OPTIONAL,
            both("targets.need.long_term", year=long_term_year, residual=Tonnes(residual_tco2e)),
            long_term.criterion("NZ ambition").source,
        ),
    ]
    return pd.DataFrame([row for row in rows if row is not None], columns=list(NEED_COLUMNS))


def engaged_share_needed(screening: InventoryScreening) -> tuple[str, float] | None:
    """Return the largest scope 3 category and the share of it that must be engaged to cover enough of scope 3.

    Returns
    -------
    tuple of (str, float) or None
        Category and share [share]; None when even the whole category is too small.
    """
    if screening.scope3.ranking.empty:
        return None
    largest = screening.scope3.ranking.iloc[0]
    needed = screening.scope3.coverage / float(largest["share"]) if largest["share"] > 0 else float("inf")
    return (str(largest["category"]), needed) if needed <= 1.0 else None


def _row(part: str, need: str, detail: Mapping[str, str], source: str) -> tuple[str, ...]:
    return part, need, detail["en"], detail["nl"], source


def _scope3(screening: InventoryScreening, book: Rulebook) -> tuple[str, ...]:
    found = screening.scope3
    numbers: dict[str, Any] = {"share": Share(found.share), "limit": Share(found.threshold)}
    if not found.is_target_required:
        return _row("3", NOT_REQUIRED, both("targets.need.scope_3_small", **numbers), book.criterion("C4").source)
    sets = " / ".join(" + ".join(names) for names in found.smallest_sets[:5]) or "-"
    detail = both("targets.need.scope_3", coverage=Share(found.coverage), sets=sets, **numbers)
    return _row("3", REQUIRED, detail, "; ".join(found.sources))


def _engagement(screening: InventoryScreening, book: Rulebook, year: int) -> tuple[str, ...] | None:
    found = engaged_share_needed(screening)
    if not screening.scope3.is_target_required or found is None:
        return None
    category, share = found
    numbers = {"category": category, "needed": Share(share), "year": year, "coverage": Share(screening.scope3.coverage)}
    return _row("engagement", INSTEAD, both("targets.need.engagement", **numbers), book.criterion("C19").source)


def _renewable(book: Rulebook, base_year: int, target_year: int, share: float | None) -> tuple[str, ...] | None:
    if not renewable_milestones(book):
        return None
    source = book.criterion("C21").source
    if share is None:
        return _row("renewable electricity", UNKNOWN, both("targets.need.renewable_unknown"), source)
    needed = float(renewable_electricity_share(base_share=share, base_year=base_year, year=target_year, rulebook=book))
    detail = both("targets.need.renewable", share=Share(share), year=target_year, needed=Share(needed))
    return _row("renewable electricity", INSTEAD, detail, source)


def _flag(screening: InventoryScreening, book: Rulebook) -> tuple[str, ...]:
    source = book.criterion("FLAG target").source
    if screening.flag is None:
        limit = Share(book.criterion("FLAG target").limits["share"])
        return _row("flag", UNKNOWN, both("targets.need.flag_unknown", limit=limit), source)
    numbers = {"share": Share(screening.flag.share), "limit": Share(screening.flag.threshold)}
    if screening.flag.is_target_required:
        return _row("flag", REQUIRED, both("targets.need.flag", **numbers), source)
    return _row("flag", NOT_REQUIRED, both("targets.need.flag_small", **numbers), source)


def _sme(facts: Facts, book: Rulebook, base_year: int, target_year: int) -> tuple[str, ...] | None:
    checks = check_criteria(facts, rulebook=book).set_index("id")
    if "SME route" not in checks.index:
        return None
    row = checks.loc["SME route"]
    need = {MET: INSTEAD, NOT_MET: NOT_REQUIRED}.get(str(row["result"]), UNKNOWN)
    detail = {language: str(row[f"detail_{language}"]) for language in ("en", "nl")}
    if need == INSTEAD:
        found = sme_target(base_year=base_year, target_year=target_year, rulebook=book)
        more = both("targets.need.sme", reduction=Share(found.reduction), year=target_year)
        detail = {language: f"{detail[language]} {more[language]}" for language in detail}
    return _row("small-company route", need, detail, str(row["source"]))
