"""The set of targets that a company needs, from its inventory, with the options side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from ghgcalc.errors import closest, raise_problem
from ghgcalc.targets.boundary import InventoryScreening, YearEmissions, emissions_of_year, screen_inventory
from ghgcalc.targets.criteria import Facts
from ghgcalc.targets.criteria.years import target_years_allowed
from ghgcalc.targets.flag_shares import flag_share_of_cells
from ghgcalc.targets.needs import INSTEAD, NOT_REQUIRED, UNKNOWN, engaged_share_needed, needs_frame
from ghgcalc.targets.options import OPTION_COLUMNS, Company, Growth, calculate_option, long_term_choices, near_term_choices
from ghgcalc.targets.rulebook import DEFAULT_RULEBOOK, Rulebook, as_rulebook
from ghgcalc.targets.target import Target
from ghgcalc.targets.wording import Share, Tonnes, both, sentence, show
from ghgcalc.texts import check_language, text

#: Rulebook of the long-term targets.
LONG_TERM_RULEBOOK = "net-zero-1.3.1"
_CALENDAR_YEAR = 12
_JULY = 7


@dataclass(frozen=True, eq=False, repr=False)
class Proposal:
    """A proposed set of targets.

    Attributes
    ----------
    screening : InventoryScreening
        What the most recent inventory says.
    needs : DataFrame
        One row per part of the set: part, need (required, instead, optional, not required, not assessed), detail_en,
        detail_nl, source.
    options : DataFrame
        One row per option: option, part, scopes, method, ambition, rulebook, boundary, base_year, recent_year,
        target_year, base_tco2e, recent_tco2e, reduction [share of the base year], annual_rate [1/year], target_tco2e,
        yearly_cut_tco2e (from the most recent year on), bau_tco2e and cut_against_bau in the target year, growth
        [1/year], intensity_cut (what the option means per unit), share_needed (renewable electricity, engagement),
        source.
    targets : mapping of str to Target
        The options as targets, by their name; an intensity without a growth forecast is not among them.
    notes : tuple of mapping
        What a reader must know, per language.
    """

    screening: InventoryScreening
    needs: pd.DataFrame
    options: pd.DataFrame
    targets: Mapping[str, Target]
    notes: tuple[Mapping[str, str], ...]

    def target(self, option: str) -> Target:
        """Return one option as a target.

        Raises
        ------
        ghgcalc.errors.DataError
            If there is no such option, or its tonnes are not known.
        """
        if option not in self.targets:
            options = ", ".join(closest(option, self.targets) or self.targets)
            raise_problem("targets.no_such_option", value=option, options=options)
        return self.targets[option]

    def report(self, language: str = "en") -> str:
        """Return the proposal in sentences: what is needed, and the reduction of every option."""
        check_language(language)
        lines = [
            f"{text('targets.part.' + str(row['part']), language)}: {text('targets.need.' + str(row['need']), language)}."
            f" {row[f'detail_{language}']}"
            for row in self.needs.to_dict("records")
        ]
        lines += [_option_line(row, language) for row in self.options.to_dict("records")]
        lines += [note[language] for note in self.notes]
        return "\n".join(lines)

    def wording(self, *, company: str, language: str = "en") -> dict[str, str]:
        """Return a draft of the wording of every option that is a target."""
        return {name: target.wording(company=company, language=language) for name, target in self.targets.items()}

    def to_json_dict(self, language: str = "en") -> dict[str, Any]:
        """Return the proposal as plain values for JSON; shares are shares, what is not known is null."""
        check_language(language)
        needs = self.needs.rename(columns={f"detail_{language}": "detail"})
        plain = self.options.astype(object).where(self.options.notna(), None)
        return {
            "year": self.screening.year,
            "scope2": self.screening.scope2,
            "needs": needs[["part", "need", "detail", "source"]].to_dict("records"),
            "options": plain.to_dict("records"),
            "smallest_sets": [list(names) for names in self.screening.scope3.smallest_sets],
            "coverage": _coverage_rows(self.screening, language),
            "notes": [note[language] for note in self.notes],
        }

    def __repr__(self) -> str:
        return self.report("en")


def propose_targets(
    inventory: Any,
    *,
    base_year: int,
    scope2: str,
    target_year: int | None = None,
    growth: Any = None,
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
    growth : float, mapping or DataFrame, optional
        Growth of the activity, as for `project_bau` [1/year]. One number is also the growth of the output.
    bau : Projection, optional
        Business as usual; without it it is projected with `growth`.
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
    >>> row["option"], round(row["reduction"], 4), round(row["intensity_cut"], 4)
    ('1+2 | absolute-contraction | 1.5C | near-term-5.3.1', 0.302, 0.4531)
    """
    books = _books(rulebook)
    judge = next((book for book in books if _has_criterion(book, "C4")), as_rulebook(DEFAULT_RULEBOOK))
    recent_year = max(inventory.years)
    if base_year > recent_year:
        raise_problem("targets.recent_before_base", value=recent_year, base_year=base_year)
    notes = [book.note for book in books]
    if target_year is None:
        target_year = _target_year(judge, recent_year, submission)
        key = "targets.note.target_year" if submission is None else "targets.note.target_year_submission"
        notes.append(both(key, year=target_year, recent=recent_year, submission=submission))
    screening = screen_inventory(
        inventory, scope2=scope2, flag_shares=flag_shares, excluded=excluded, rulebook=judge,
        is_designated_flag_sector=bool(facts and facts.is_flag_sector),
    )  # fmt: skip
    base = emissions_of_year(inventory, scope2=scope2, year=base_year, flag_shares=flag_shares)
    if bau is None and growth is not None:
        from ghgcalc.projection import project_bau

        bau = project_bau(inventory, growth, until=target_year, scope2=scope2)
    if bau is not None and bau.scope2 != scope2:
        raise_problem("targets.bau_other_scope2", value=bau.scope2, scope2=scope2)
    separates_flag = screening.flag is not None and screening.flag.is_target_required
    weights = flag_share_of_cells(bau.cells, flag_shares) if bau is not None and flag_shares is not None else None
    company = Company(
        base=base,
        recent=screening.emissions,
        scope2=scope2,
        growth=Growth(growth if isinstance(growth, int | float) else None, value_added_growth, bau),
        facts=_facts(facts or Facts(), screening, scope2=scope2, submission=submission),
        separates_flag=separates_flag,
        flag_weights=weights if separates_flag else None,
        net_zero_year=net_zero_year,
        fiscal_year_end_month=fiscal_year_end_month,
    )
    long_term = as_rulebook(LONG_TERM_RULEBOOK)
    latest = int(long_term.parameter("latest_net_zero_year").value)
    long_term_year = latest if net_zero_year is None else min(latest, net_zero_year)
    rows, targets = _options(company, books, long_term, target_year, long_term_year, screening)
    renewable = screening.renewable_share if base_year == recent_year else None
    if renewable_share is not None:
        renewable = renewable_share
    elif base_year < recent_year:
        renewable = screen_inventory(inventory, scope2=scope2, year=base_year, rulebook=judge).renewable_share
    engagement_year = _engagement_year(judge, recent_year, submission)
    left = sum(row["target_tco2e"] for row in rows if row["part"] == "long-term")
    needs = needs_frame(
        screening, facts=company.facts, book=judge, long_term=long_term, base_year=base_year, target_year=target_year,
        engagement_year=engagement_year, long_term_year=long_term_year, residual_tco2e=left, renewable_share=renewable,
    )  # fmt: skip
    rows += _share_rows(needs, screening, company, judge, target_year, engagement_year, renewable)
    notes += _notes(company, screening, base_year, recent_year, separates_flag)
    return Proposal(screening, needs, pd.DataFrame(rows, columns=list(OPTION_COLUMNS)), targets, tuple(notes))
