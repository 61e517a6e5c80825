"""Proposing targets: from an inventory to every option that the rulebooks offer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from ghgcalc.errors import raise_problem
from ghgcalc.targets.boundary import InventoryScreening, emissions_of_year, screen_inventory
from ghgcalc.targets.criteria import Facts
from ghgcalc.targets.criteria.years import target_years_allowed
from ghgcalc.targets.flag_shares import flag_share_of_cells
from ghgcalc.targets.needs import INSTEAD, engaged_share_needed, needs_frame
from ghgcalc.targets.numbers import floats, require
from ghgcalc.targets.options import (
    OPTION_COLUMNS,
    Company,
    Growth,
    calculate_option,
    has_check,
    long_term_choices,
    near_term_choices,
)
from ghgcalc.targets.proposal import Proposal
from ghgcalc.targets.renewable_electricity import renewable_electricity_share
from ghgcalc.targets.rulebook import DEFAULT_RULEBOOK, Rulebook, as_rulebook
from ghgcalc.targets.target import Target
from ghgcalc.targets.wording import both

#: Rulebook of the long-term targets.
LONG_TERM_RULEBOOK = "net-zero-1.3.1"
_CALENDAR_YEAR = 12
_DECEMBER = 12


def propose_targets(
    inventory: Any,
    *,
    base_year: int,
    scope2: str,
    target_year: int | None = None,
    growth: float | None = None,
    bau: Any = None,
    value_added_growth: float | None = None,
    rulebook: str | Rulebook | Sequence[str | Rulebook] = DEFAULT_RULEBOOK,
    flag_shares: Mapping[str, float] | None = None,
    excluded: Mapping[str, float] | None = None,
    renewable_share: float | None = None,
    submission: date | None = None,
    net_zero_year: int | None = None,
    fiscal_year_end_month: int = _CALENDAR_YEAR,
    facts: Facts | None = None,
) -> Proposal:
    """Propose the set of targets that a company needs, with the options side by side.

    Parameters
    ----------
    inventory : Inventory
        Inventory with the base year and the most recent year.
    base_year : int
        Target base year.
    scope2 : {"location", "market"}
        Scope 2 method for setting and tracking.
    target_year : int, optional
        Near-term target year. Without it the earliest year allowed for a submission on `submission`, or in the second
        half of the year after the most recent inventory year; a note says so.
    growth : float, optional
        Growth of the output [1/year]. Without `bau` it is business as usual as well.
    bau : Projection, optional
        Business as usual as `project_bau` returns it, with its own growth per category.
    value_added_growth : float, optional
        Growth of value added in constant prices [1/year], for economic intensity.
    rulebook : str, Rulebook or sequence
        Near-term rulebook, or several to compare; the first one that holds the criteria decides what is needed.
    flag_shares : mapping of str to float, optional
        Share of land emissions per activity id, material or category [share].
    excluded : mapping of str to float, optional
        Estimated emissions that the inventory leaves out, for "1+2" and "3" [tCO2e].
    renewable_share : float, optional
        Share of renewable electricity in the base year [share]; without it from the contracts in the inventory.
    submission : date, optional
        Day of submission to the SBTi.
    net_zero_year : int, optional
        Net-zero year of the company.
    fiscal_year_end_month : int
        Month in which the fiscal year ends, 12 for calendar years.
    facts : Facts, optional
        What else is known about the company.

    Returns
    -------
    Proposal
        Needs, options, targets and notes.

    Raises
    ------
    ghgcalc.errors.DataError
        With a sentence that says what to change.

    Notes
    -----
    When land emissions need a target of their own, they are taken out of the other targets. The cut per unit that an
    absolute target implies is :math:`1 - (1 - R)/(1 + g)^n`.

    References
    ----------
    .. [1] The documents in the columns `source`.

    Examples
    --------
    >>> import ghgcalc as gc
    >>> rows = pd.DataFrame({"year": 2025, "activity": "reported", "value": [912.6, 3547.8, 40000.0], "unit": "tCO2e"})
    >>> rows = rows.assign(category=["1.stationary", "2.electricity", "3.1"], scope2_method=["", "market", ""])
    >>> inventory = gc.calculate_inventory(rows, gc.load_factors("nl-2026"), region="NL")
    >>> proposal = propose_targets(inventory, base_year=2025, scope2="market", target_year=2030, growth=0.05)
    >>> row = proposal.options.iloc[0]
    >>> row["option"], f"{row['reduction']:.4f}", f"{row['intensity_cut']:.4f}"
    ('1+2 | absolute-contraction | 1.5C | near-term-5.3.1', '0.3020', '0.4531')
    """
    books = _books(rulebook)
    judge = next((book for book in books if has_check(book, "scope_3_target_required")), as_rulebook(DEFAULT_RULEBOOK))
    recent_year = max(inventory.years)
    if base_year > recent_year:
        raise_problem("targets.recent_before_base", value=recent_year, base_year=base_year)
    notes = [book.note for book in books]
    if target_year is None:
        target_year = _target_year(judge, recent_year, submission)
        key = "targets.note.target_year" if submission is None else "targets.note.target_year_submission"
        notes.append(both(key, year=target_year, recent=recent_year, submission=submission or ""))
    if target_year <= recent_year:
        raise_problem("targets.target_before_recent", value=target_year, recent_year=recent_year)
    for given in (growth, value_added_growth):
        rate = floats(0.0 if given is None else given)
        require(rate > -1, "targets.growth_too_low", value=rate)
    known = facts or Facts()
    screening = screen_inventory(
        inventory, scope2=scope2, flag_shares=flag_shares, excluded=excluded, rulebook=judge,
        is_designated_flag_sector=bool(known.is_flag_sector),
    )  # fmt: skip
    separates_flag = screening.flag is not None and screening.flag.is_target_required
    if bau is not None and bau.scope2 != scope2:
        raise_problem("targets.bau_other_scope2", value=bau.scope2, scope2=scope2)
    weights = None
    if bau is not None and flag_shares is not None:
        weights = flag_share_of_cells(bau.cells, flag_shares)
    company = Company(
        base=emissions_of_year(inventory, scope2=scope2, year=base_year, flag_shares=flag_shares),
        recent=screening.emissions,
        scope2=scope2,
        growth=Growth(
            output=growth,
            value_added=value_added_growth,
            bau=bau,
            flag_weights=weights,
            separates_flag=separates_flag,
        ),
        facts=_facts(known, screening, scope2=scope2, submission=submission),
        separates_flag=separates_flag,
        net_zero_year=net_zero_year,
        fiscal_year_end_month=fiscal_year_end_month,
    )
    long_term = as_rulebook(LONG_TERM_RULEBOOK)
    latest = int(long_term.parameter("latest_net_zero_year").value)
    long_term_year = latest if net_zero_year is None else min(latest, net_zero_year)
    rows, targets, lines = _options(company, books, long_term, (target_year, long_term_year), screening)
    if renewable_share is None:
        renewable_share = screen_inventory(inventory, scope2=scope2, year=base_year, rulebook=judge).renewable_share
    engagement_year = _engagement_year(judge, recent_year, submission)
    needs = needs_frame(
        screening,
        facts=company.facts,
        book=judge,
        long_term=long_term,
        base_year=base_year,
        target_year=target_year,
        engagement_year=engagement_year,
        long_term_year=long_term_year,
        residual_tco2e=sum(row["target_tco2e"] for row in rows if row["part"] == "long-term"),
        renewable_share=renewable_share,
    )
    rows += _share_rows(needs, screening, company, judge, (target_year, engagement_year), renewable_share)
    if separates_flag:
        notes.append(both("targets.note.flag_apart"))
    if growth is None and bau is None:
        notes.append(both("targets.note.no_growth"))
    if value_added_growth is None and any("economic-intensity" in book.rules for book in books):
        notes.append(both("targets.note.no_value_added_growth"))
    return Proposal(screening, needs, pd.DataFrame(rows, columns=list(OPTION_COLUMNS)), targets, lines, tuple(notes))


def _books(rulebook: str | Rulebook | Sequence[str | Rulebook]) -> tuple[Rulebook, ...]:
    chosen = [rulebook] if isinstance(rulebook, str | Rulebook) else list(rulebook)
    books = tuple(as_rulebook(book) for book in chosen)
    for book in books:
        if book.kind != "near-term":
            raise_problem("targets.not_near_term", value=book.key)
    return books


def _target_year(judge: Rulebook, recent_year: int, submission: date | None) -> int:
    """Return the earliest target year for a submission; without a day, for the second half of the next year."""
    limits = judge.criterion("C13").limits
    year, month = (recent_year + 1, _DECEMBER) if submission is None else (submission.year, submission.month)
    return target_years_allowed(limits, year=year, month=month)[0]


def _engagement_year(judge: Rulebook, recent_year: int, submission: date | None) -> int:
    start = recent_year + 1 if submission is None else submission.year
    return start + int(judge.criterion("C19").limits["years_from_submission"])


def _facts(facts: Facts, screening: InventoryScreening, *, scope2: str, submission: date | None) -> Facts:
    """Add what the inventory tells to what the user knows; the set holds the targets that are required."""
    year = screening.emissions
    emissions = {scope: year.total(scope) for scope in ("1", "2", "3")}
    if year.flag is not None:
        emissions["flag"] = year.flag
    known = {row["part"]: row["coverage"] for row in screening.coverage.to_dict("records") if row["coverage"] > 0}
    has_flag_target = bool(screening.flag and screening.flag.is_target_required) or None
    return replace(
        facts,
        emissions=facts.emissions or emissions,
        by_category=facts.by_category or {k: v for k, v in year.by_category.items() if k.startswith("3.")},
        coverage=facts.coverage or known,
        scope2_methods=facts.scope2_methods or (scope2,),
        submission=facts.submission or submission,
        has_scope_3_target=screening.scope3.is_target_required or facts.has_scope_3_target,
        has_flag_target=facts.has_flag_target if facts.has_flag_target is not None else has_flag_target,
    )


def _options(
    company: Company,
    books: tuple[Rulebook, ...],
    long_term: Rulebook,
    years: tuple[int, int],
    screening: InventoryScreening,
) -> tuple[list[dict[str, Any]], dict[str, Target], dict[str, dict[int, float]]]:
    has_flag = company.separates_flag
    smallest = screening.scope3.smallest_sets[0] if screening.scope3.smallest_sets else ()
    choices = [
        choice
        for book in books
        for choice in near_term_choices(
            book, target_year=years[0], scope3_set=smallest, has_flag=company.separates_flag
        )
    ]
    choices += long_term_choices(long_term, target_year=years[1], has_flag=has_flag)
    order = {part: place for place, part in enumerate(("1+2", "3", "flag", "long-term"))}
    rows, targets, lines = [], {}, {}
    for choice in sorted(choices, key=lambda choice: order[choice.part]):
        if sum(company.emissions(company.base, choice).values()) <= 0:
            continue  # nothing to reduce: no option
        row, target, line = calculate_option(choice, company)
        rows.append(row)
        lines[choice.option] = line
        if target is not None:
            targets[choice.option] = target
    return rows, targets, lines


def _share_rows(
    needs: pd.DataFrame,
    screening: InventoryScreening,
    company: Company,
    judge: Rulebook,
    years: tuple[int, int],
    renewable_share: float | None,
) -> list[dict[str, Any]]:
    """Return the options that are a share instead of a reduction: renewable electricity and engagement."""
    possible = set(needs.loc[needs["need"] == INSTEAD, "part"])
    empty: dict[str, Any] = dict.fromkeys(OPTION_COLUMNS, float("nan"))
    empty |= {"ambition": "", "rulebook": judge.key, "base_year": company.base.year, "recent_year": company.recent.year}
    sources = dict(zip(needs["part"], needs["source"], strict=True))
    rows = []
    if "renewable electricity" in possible and renewable_share is not None:
        share = renewable_electricity_share(
            base_share=renewable_share, base_year=company.base.year, year=years[0], rulebook=judge
        )
        rows.append(("renewable electricity", "2", "renewable-electricity", "all", years[0], float(share)))
    found = engaged_share_needed(screening)
    if "engagement" in possible and found is not None:
        rows.append(("engagement", "3", "engagement", found[0], years[1], found[1]))
    names = ("part", "scopes", "method", "boundary", "target_year", "share_needed")
    return [
        empty | dict(zip(names, row, strict=True)) | {"option": f"{row[0]} | {judge.key}", "source": sources[row[0]]}
        for row in rows
    ]
