"""The noun Target: a reduction from base year to target year, its pathway and the criteria it was tested against."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from ghgcalc.errors import raise_problem
from ghgcalc.targets.criteria import MET, NOT_ASSESSED, NOT_MET
from ghgcalc.targets.wording import Share, StatedShare, Tonnes, sentence, show
from ghgcalc.texts import check_language, text

_ABSOLUTE = "absolute-contraction"


@dataclass(frozen=True, eq=False, repr=False)
class Target:
    """A target: what may still be emitted in the target year, and in every year on the way.

    Attributes
    ----------
    name : str
        Name of the target.
    scopes : tuple of int
        Scopes it covers; empty for a land target (FLAG), which cuts across the scopes.
    scope_key : str
        The scopes as written: "1", "2", "1+2", "3", "1+2+3" or "flag".
    method, ambition, rulebook : str
        Method, ambition and key of the rulebook.
    base_year, target_year, recent_year : int
        Target base year, target year and most recent inventory year.
    base_tco2e, target_tco2e : float
        Emissions in the base year, and allowed in the target year [tCO2e].
    annual_rate : float
        Yearly step [share of the base year per year]; for an intensity target the compounded yearly step.
    reduction : float
        Reduction in the target year [share of the base year]; for an intensity target of the intensity.
    rulebook_rate : float
        The rate as the rulebook writes it, before an anchor year stretches it [1/year].
    checks : pandas.DataFrame
        One row per criterion: id, rule_en, rule_nl, result, detail_en, detail_nl, source.
    notes : tuple of mapping
        What a reader must know: when the rulebook closes, assumptions, secondary sources; per language.
    output_growth : float or None
        For an intensity target: output or value added in the target year, divided by that in the base year.
    scope2 : str
        Scope 2 method behind its tonnes, "location" or "market"; empty when it was set on plain numbers.
    """

    name: str
    scopes: tuple[int, ...]
    scope_key: str
    method: str
    ambition: str
    rulebook: str
    base_year: int
    target_year: int
    base_tco2e: float
    target_tco2e: float
    annual_rate: float
    reduction: float
    rulebook_rate: float
    checks: pd.DataFrame
    notes: tuple[Mapping[str, str], ...] = ()
    recent_year: int | None = None
    output_growth: float | None = None
    sources: tuple[str, ...] = field(default=())
    scope2: str = ""

    def emissions(self, year: int) -> float:
        """Return the emissions that the pathway allows in a year [tCO2e].

        Parameters
        ----------
        year : int
            Year from base year to target year.

        Raises
        ------
        ghgcalc.errors.DataError
            If the year lies outside the target: a target says nothing about it.
        """
        if not self.base_year <= year <= self.target_year:
            raise_problem("targets.year_outside_target", value=year, first=self.base_year, last=self.target_year)
        elapsed = (year - self.base_year) / (self.target_year - self.base_year)
        if self.output_growth is None:
            return self.base_tco2e + (self.target_tco2e - self.base_tco2e) * elapsed
        return float(self.base_tco2e * ((1.0 - self.reduction) * self.output_growth) ** elapsed)

    @property
    def pathway(self) -> dict[int, float]:
        """Return the allowed emissions per year, from base year to target year [tCO2e]."""
        return {year: self.emissions(year) for year in range(self.base_year, self.target_year + 1)}

    @property
    def absolute_reduction(self) -> float:
        """Return the reduction of the tonnes [share of the base year]; below 0 when they may grow."""
        return 1.0 - self.target_tco2e / self.base_tco2e

    def count(self, result: str) -> int:
        """Return how many criteria ended as ``"met"``, ``"not met"`` or ``"not assessed"``."""
        return int((self.checks["result"] == result).sum())

    def wording(self, *, company: str, language: str = "en") -> str:
        """Return a draft of the target's wording.

        Parameters
        ----------
        company : str
            Name of the company.
        language : {"en", "nl"}
            Language of the reader.
        """
        kind = self.method if self.scope_key != "flag" else "flag"
        return sentence(
            f"targets.wording.{kind}",
            language,
            company=company,
            scopes=_inside_a_sentence(text(f"targets.scopes.{self.scope_key}", language)),
            reduction=StatedShare(self.reduction),
            base_year=self.base_year,
            target_year=self.target_year,
        )

    def to_json_dict(self, language: str = "en") -> dict[str, Any]:
        """Return the target as plain values for JSON; shares are shares, not percents.

        Parameters
        ----------
        language : {"en", "nl"}
            Language of rules, details and notes.
        """
        chosen = check_language(language)
        return {
            "name": self.name,
            "scopes": self.scope_key,
            "method": self.method,
            "ambition": self.ambition,
            "rulebook": self.rulebook,
            "base_year": self.base_year,
            "recent_year": self.recent_year,
            "target_year": self.target_year,
            "base_emissions_tco2e": self.base_tco2e,
            "annual_rate": self.annual_rate,
            "rulebook_rate": self.rulebook_rate,
            "reduction": self.reduction,
            "target_emissions_tco2e": self.target_tco2e,
            "pathway": {str(year): tonnes for year, tonnes in self.pathway.items()},
            "checks": [
                {
                    "id": row["id"],
                    "rule": row[f"rule_{chosen}"],
                    "result": row["result"],
                    "detail": row[f"detail_{chosen}"],
                    "source": row["source"],
                }
                for row in self.checks.to_dict("records")
            ],
            "notes": [note[chosen] for note in self.notes],
            "sources": list(self.sources),
        }

    def report(self, language: str = "en") -> str:
        """Return the short report: the target, the criteria tested, what is not met, and what to know."""
        lines = [self.name, *self._summary(language)]
        failed = self.checks[self.checks["result"] == NOT_MET]
        detail = f"detail_{language}"
        lines += [f"  {row.id}: {getattr(row, detail)}" for row in failed.itertuples(index=False)]
        lines += [f"  {note[language]}" for note in self.notes]
        return "\n".join(lines)

    def __repr__(self) -> str:
        return self.report("en")

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{html.escape(r['id'])}</td><td>{html.escape(r['result'])}</td>"
            f"<td>{html.escape(r['detail_en'])}</td></tr>"
            for r in self.checks[self.checks["result"] != NOT_ASSESSED].to_dict("records")
        )
        notes = "".join(f"<li>{html.escape(note['en'])}</li>" for note in self.notes)
        summary = "<br>".join(html.escape(line.strip()) for line in self._summary("en"))
        return f"<h4>{html.escape(self.name)}</h4><p>{summary}</p><table>{rows}</table><ul>{notes}</ul>"

    def _summary(self, language: str) -> list[str]:
        method = text(f"targets.method.{self.method}", language)
        return [
            f"  {text(f'targets.scopes.{self.scope_key}', language)}, {method}, {self.ambition}, {self.rulebook}",
            f"  {self.base_year}: {show(Tonnes(self.base_tco2e), language)} -> "
            f"{self.target_year}: {show(Tonnes(self.target_tco2e), language)}",
            "  "
            + sentence(
                "targets.report.reduction" if self.output_growth is None else "targets.report.intensity_reduction",
                language,
                reduction=Share(self.reduction, 2),
                rate=Share(self.annual_rate, 2),
            ),
            "  "
            + sentence(
                "targets.report.checks",
                language,
                met=self.count(MET),
                not_met=self.count(NOT_MET),
                not_assessed=self.count(NOT_ASSESSED),
            ),
        ]


def _inside_a_sentence(words: str) -> str:
    return words[:1].lower() + words[1:]
