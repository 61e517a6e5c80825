"""The options of a proposal: every method, ambition and boundary that a rulebook offers, in tonnes and percent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ghgcalc.targets.boundary import YearEmissions
from ghgcalc.targets.criteria import Facts
from ghgcalc.targets.intensity import implied_intensity_reduction
from ghgcalc.targets.requirement import required_reduction
from ghgcalc.targets.rulebook import Rulebook
from ghgcalc.targets.scope_keys import components
from ghgcalc.targets.setting import target_from_emissions
from ghgcalc.targets.target import Target

#: Columns of the frame of options.
OPTION_COLUMNS: tuple[str, ...] = (
    "option",
    "part",
    "scopes",
    "method",
    "ambition",
    "rulebook",
    "boundary",
    "base_year",
    "recent_year",
    "target_year",
    "base_tco2e",
    "recent_tco2e",
    "reduction",
    "annual_rate",
    "target_tco2e",
    "yearly_cut_tco2e",
    "bau_tco2e",
    "cut_against_bau",
    "growth",
    "intensity_cut",
    "share_needed",
    "source",
)
_ABSOLUTE = "absolute-contraction"
#: Boundary of a target that covers all emissions of its scopes.
WHOLE = "all"
#: Part of the set that holds the long-term targets.
LONG_TERM = "long-term"


@dataclass(frozen=True)
class Choice:
    """One option before it is calculated: which emissions, by which method, with which ambition."""

    part: str
    scopes: str
    method: str
    ambition: str
    book: Rulebook
    target_year: int
    categories: tuple[str, ...] = ()

    @property
    def boundary(self) -> str:
        """Return the categories inside the target, or "all"."""
        return " + ".join(self.categories) or WHOLE

    @property
    def option(self) -> str:
        """Return the name of the option, unique in a proposal."""
        words = [self.scopes, self.method, self.ambition, self.book.key]
        return " | ".join([*words, *([self.boundary] if self.categories else [])])


@dataclass(frozen=True)
class Growth:
    """How fast the company grows: output for absolute and physical targets, value added for economic intensity."""

    output: float | None
    value_added: float | None
    bau: Any
    flag_weights: Any = None
    separates_flag: bool = False

    def bau_line(self, choice: Choice, *, recent_year: int, recent_tco2e: float) -> dict[int, float]:
        """Return the emissions of a choice under business as usual per year [tCO2e]; empty when unknown."""
        if self.bau is not None:
            return {year: tonnes for year, tonnes in self._bau(choice).items() if year <= choice.target_year}
        if self.output is None or choice.part == LONG_TERM:
            return {}
        years = range(recent_year, choice.target_year + 1)
        return {year: recent_tco2e * (1.0 + self.output) ** (year - recent_year) for year in years}

    def of_output(self, choice: Choice) -> float:
        """Return the growth of the output per year [1/year]: as given, else as BAU implies; NaN when unknown."""
        if self.output is not None:
            return self.output
        if self.bau is None or choice.target_year not in self.bau.years:
            return float("nan")
        line = self._bau(choice)
        start = int(self.bau.years[0])
        first, last = line[start], line[choice.target_year]
        return float((last / first) ** (1.0 / (choice.target_year - start)) - 1.0) if first > 0 else float("nan")

    def _bau(self, choice: Choice) -> dict[int, float]:
        """Return the emissions of the choice under business as usual in every year of it [tCO2e]."""
        tonnes = self.bau.emissions
        if choice.scopes == "flag":
            inside = tonnes * np.asarray(self.flag_weights)[:, None]
        else:
            if self.separates_flag:
                tonnes = tonnes * (1.0 - np.asarray(self.flag_weights)[:, None])
            cells = self.bau.cells
            if choice.categories:
                chosen = cells["category"].isin(choice.categories)
            else:
                chosen = cells["scope"].isin([int(scope) for scope in components(choice.scopes)])
            inside = tonnes[chosen.to_numpy()]
        return dict(zip(map(int, self.bau.years), inside.sum(axis=0).tolist(), strict=True))


@dataclass(frozen=True)
class Company:
    """What the options are calculated from: emissions of base year and most recent year, growth and facts."""

    base: YearEmissions
    recent: YearEmissions
    scope2: str
    growth: Growth
    facts: Facts
    separates_flag: bool
    net_zero_year: int | None
    fiscal_year_end_month: int

    def emissions(self, year: YearEmissions, choice: Choice) -> dict[str, float]:
        """Return the emissions inside a choice per scope [tCO2e]; land emissions apart when they have a target."""
        if choice.scopes == "flag":
            return {"flag": float(year.flag or 0.0)}
        if choice.categories:
            inside = (year.total(name, without_flag=self.separates_flag) for name in choice.categories)
            return {choice.scopes: sum(inside)}
        return {scope: year.total(scope, without_flag=self.separates_flag) for scope in components(choice.scopes)}


def near_term_choices(
    book: Rulebook, *, target_year: int, scope3_set: tuple[str, ...], has_flag: bool
) -> Iterator[Choice]:
    """Yield every option of a near-term rulebook, whole scopes first.

    Parameters
    ----------
    book : Rulebook
        Near-term rulebook.
    target_year : int
        Target year.
    scope3_set : tuple of str
        Smallest set of scope 3 categories that reaches the coverage; empty for whole scope 3 only.
    has_flag : bool
        Whether land emissions have a target of their own.
    """
    for method in book.rules:
        for scopes in ("1+2", "1", "2", "3", "flag"):
            if scopes not in book.ambitions or (scopes == "flag" and not has_flag):
                continue
            is_intensity = method != _ABSOLUTE
            if is_intensity and not book.has_parameter("annual_intensity_reduction_rate", scope=scopes, method=method):
                continue
            if scopes == "1+2" and has_check(book, "separate_scopes"):
                continue
            part = "1+2" if scopes in ("1", "2") else scopes
            # Weaker ambitions for scope 1 and 2 stand in a rulebook for the sake of older targets: never proposed.
            offered = book.ambitions[scopes] if scopes == "3" and not is_intensity else book.ambitions[scopes][:1]
            for ambition in offered:
                yield Choice(part, scopes, method, ambition, book, target_year)
                if scopes == "3" and scope3_set and has_check(book, "coverage_scope_3"):
                    yield Choice(part, scopes, method, ambition, book, target_year, scope3_set)


def has_check(book: Rulebook, check: str) -> bool:
    """Tell whether a rulebook has a criterion that is tested by `check`."""
    return any(criterion.check == check for criterion in book.criteria)


def long_term_choices(book: Rulebook, *, target_year: int, has_flag: bool) -> Iterator[Choice]:
    """Yield the long-term targets of a net-zero rulebook: absolute, scopes 1+2, 3 and FLAG."""
    for scopes in ("1+2", "3", "flag"):
        if scopes in book.ambitions and (scopes != "flag" or has_flag):
            yield Choice(LONG_TERM, scopes, _ABSOLUTE, book.ambitions[scopes][0], book, target_year)


def calculate_option(choice: Choice, company: Company) -> tuple[dict[str, Any], Target | None, dict[int, float]]:
    """Return an option as a row of the frame, as a target when all it needs is known, and its BAU per year [tCO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If the years are out of order or the base year has no emissions.
    """
    base, recent = company.emissions(company.base, choice), company.emissions(company.recent, choice)
    target = _target(choice, company, base, recent)
    base_tco2e, recent_tco2e = sum(base.values()), sum(recent.values())
    reduction, rate, source = _required(choice, company, base, recent, target)
    line = company.growth.bau_line(choice, recent_year=company.recent.year, recent_tco2e=recent_tco2e)
    bau = line.get(choice.target_year, float("nan"))
    target_tco2e = float("nan") if target is None else target.target_tco2e
    years_left = choice.target_year - company.recent.year
    output_growth = company.growth.of_output(choice)
    years = choice.target_year - company.base.year
    intensity_cut = float("nan")
    if choice.method != _ABSOLUTE:
        intensity_cut = reduction
    elif np.isfinite(output_growth):
        intensity_cut = float(implied_intensity_reduction(reduction, output_growth, years))
    row = {
        "option": choice.option,
        "part": choice.part,
        "scopes": choice.scopes,
        "method": choice.method,
        "ambition": choice.ambition,
        "rulebook": choice.book.key,
        "boundary": choice.boundary,
        "base_year": company.base.year,
        "recent_year": company.recent.year,
        "target_year": choice.target_year,
        "base_tco2e": base_tco2e,
        "recent_tco2e": recent_tco2e,
        "reduction": reduction,
        "annual_rate": rate,
        "target_tco2e": target_tco2e,
        "yearly_cut_tco2e": (recent_tco2e - target_tco2e) / years_left,
        "bau_tco2e": bau,
        "cut_against_bau": 1.0 - target_tco2e / bau if bau > 0 else float("nan"),
        "growth": output_growth,
        "intensity_cut": intensity_cut,
        "share_needed": float("nan"),
        "source": source,
    }
    return row, target, line


def _question(choice: Choice, company: Company, recent: Mapping[str, float]) -> dict[str, Any]:
    has_later_year = company.recent.year > company.base.year
    return {
        "scopes": choice.scopes,
        "base_year": company.base.year,
        "target_year": choice.target_year,
        "rulebook": choice.book,
        "ambition": choice.ambition,
        "method": choice.method,
        "recent_year": company.recent.year if has_later_year else None,
        "recent": recent if has_later_year else None,
        "net_zero_year": company.net_zero_year,
    }


def _target(choice: Choice, company: Company, base: Mapping[str, float], recent: Mapping[str, float]) -> Target | None:
    outputs: dict[str, Any] = {}
    if choice.method != _ABSOLUTE:
        is_economic = choice.method == "economic-intensity"
        growth = company.growth.value_added if is_economic else company.growth.output
        if growth is None:
            return None
        years = choice.target_year - company.base.year
        outputs = {"output_base": 1.0, "output_target": (1.0 + growth) ** years}
    return target_from_emissions(
        base=base,
        facts=_facts_of(choice, company),
        fiscal_year_end_month=company.fiscal_year_end_month,
        **outputs,
        **_question(choice, company, recent),
    )


def _facts_of(choice: Choice, company: Company) -> Facts:
    """Return the facts about a choice: fewer categories cover less of scope 3."""
    inside = choice.categories
    if choice.scopes != "3":
        return company.facts
    by_category = company.facts.by_category
    inside = inside or tuple(by_category)
    total = sum(by_category.values())
    coverage = dict(company.facts.coverage)
    if "3" in coverage and total > 0:
        coverage["3"] *= sum(by_category[name] for name in inside) / total
    return replace(company.facts, coverage=coverage, target_categories=inside)


def _required(
    choice: Choice,
    company: Company,
    base: Mapping[str, float],
    recent: Mapping[str, float],
    target: Target | None,
) -> tuple[float, float, str]:
    if target is not None:
        return target.reduction, target.annual_rate, "; ".join(target.sources)
    answer = required_reduction(base=base, **_question(choice, company, recent))
    sources = "; ".join(dict.fromkeys(parameter.source for parameter in answer.parameters))
    return float(answer.reduction), float(answer.annual_rate), sources
