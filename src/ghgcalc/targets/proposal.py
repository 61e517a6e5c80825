"""The noun Proposal: the targets that a company needs, with the options side by side."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ghgcalc.errors import closest, raise_problem
from ghgcalc.targets.boundary import InventoryScreening
from ghgcalc.targets.options import WHOLE
from ghgcalc.targets.target import Target
from ghgcalc.targets.wording import Share, Tonnes, ambition_name, sentence
from ghgcalc.texts import check_language, text


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
    bau : mapping of str to mapping
        Business as usual inside the boundary of every option, per year [tCO2e]; empty without growth.
    notes : tuple of mapping
        What a reader must know, per language.
    """

    screening: InventoryScreening
    needs: pd.DataFrame
    options: pd.DataFrame
    targets: Mapping[str, Target]
    bau: Mapping[str, Mapping[int, float]]
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
            f"{text('targets.part.' + row['part'], language)}: {text('targets.need.' + row['need'], language)}. "
            f"{row[f'detail_{language}']}"
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
        options = [
            {str(key): None if isinstance(value, float) and math.isnan(value) else value for key, value in row.items()}
            for row in self.options.to_dict("records")
        ]
        return {
            "year": self.screening.year,
            "scope2": self.screening.scope2,
            "needs": needs[["part", "need", "detail", "source"]].to_dict("records"),
            "options": options,
            "smallest_sets": [list(names) for names in self.screening.scope3.smallest_sets],
            "coverage": _coverage_rows(self.screening, language),
            "notes": [note[language] for note in self.notes],
        }

    def __repr__(self) -> str:
        return self.report("en")


def option_name(row: Mapping[Any, Any], language: str = "en") -> str:
    """Return the name of an option for a reader: scopes, method, ambition, rulebook and boundary."""
    words = [text(f"targets.scopes.{row['scopes']}", language)] if row["scopes"] else []
    if row["part"] == "long-term":
        words.append(str(row["target_year"]))
    words.append(text(f"targets.method.{row['method']}", language))
    words += [ambition_name(row["ambition"], language)] if row["ambition"] else []
    words += [str(row["rulebook"])] if row["rulebook"] else []
    if row["boundary"] and row["boundary"] != WHOLE:
        words.append(text("targets.option.only", language, boundary=row["boundary"]))
    return ", ".join(words)


def _option_line(row: Mapping[Any, Any], language: str) -> str:
    name = option_name(row, language)
    if not math.isnan(row["share_needed"]):
        return sentence(
            "targets.option.share", language, name=name, share=Share(row["share_needed"]), year=row["target_year"]
        )
    numbers = {"name": name, "reduction": Share(row["reduction"], 2), "year": row["target_year"]}
    line = sentence("targets.option.reduction", language, **numbers)
    extra = {
        "tonnes": Tonnes(row["target_tco2e"]),
        "cut": Tonnes(row["yearly_cut_tco2e"]),
    }
    if not math.isnan(row["target_tco2e"]):
        line += " " + sentence("targets.option.tonnes", language, **extra)
    if not math.isnan(row["cut_against_bau"]):
        line += " " + sentence("targets.option.bau", language, cut=Share(row["cut_against_bau"]))
    if not math.isnan(row["intensity_cut"]):
        line += " " + sentence("targets.option.intensity", language, cut=Share(row["intensity_cut"]))
    return line


def _coverage_rows(screening: InventoryScreening, language: str) -> list[dict[str, Any]]:
    frame = screening.coverage.rename(columns={f"detail_{language}": "detail"})
    columns = ["part", "inventory_tco2e", "excluded_tco2e", "coverage", "required", "result", "detail", "source"]
    plain = frame[columns].astype(object)
    return [
        {str(key): None if isinstance(value, float) and math.isnan(value) else value for key, value in row.items()}
        for row in plain.to_dict("records")
    ]
