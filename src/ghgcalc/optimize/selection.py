"""The noun Selection: the cheapest levers that meet the targets, what they cost, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from ghgcalc.roadmap import Roadmap
from ghgcalc.texts import text


@dataclass(frozen=True, eq=False, repr=False)
class Selection:
    """A choice of levers.

    Parameters
    ----------
    levers : DataFrame
        One row per candidate: lever_id, group, label_en, label_nl, share [0..1 of its plan in the last year],
        first_year, annual_eur [EUR in the last year at that share], tco2e [tCO2e in the last year, Shapley].
    limits : DataFrame
        One row per limit: year, scopes, limit_tco2e, bau_tco2e, residual_tco2e, missing_tco2e (negative is headroom),
        is_met.
    shares : DataFrame
        Share of the plan of each lever that is taken, one row per lever and one column per year.
    cost_eur : float
        What was minimised [EUR], named by `cost_kind`.
    cost_kind : str
        ``"year"``: annual cost in the last year; ``"present value"``: of the annual costs of all years.
    is_feasible : bool
        Every limit is met. If not, the choice is the one that comes closest, whatever it costs.
    method : str
        ``"milp"``, ``"enumeration"`` or ``"local search"``.
    proof_gap : float
        How much better another choice could still be, as a share; 0 is proven, NaN is not known.
    rounds : int
        Times that the program was solved, or choices were compared.
    roadmap : Roadmap
        The roadmap of the chosen levers.
    """

    levers: pd.DataFrame
    limits: pd.DataFrame
    shares: pd.DataFrame
    cost_eur: float
    cost_kind: str
    is_feasible: bool
    method: str
    proof_gap: float
    rounds: int
    roadmap: Roadmap

    @property
    def is_proven(self) -> bool:
        """Tell whether no other choice can be better by more than the gap that was asked for."""
        return self.proof_gap == self.proof_gap

    def report(self, language: str = "en") -> str:
        """Return the choice in words: what is taken, what it costs, what is met, and how sure that is."""
        from ghgcalc.presentation.numbers import format_number, format_share, format_tco2e

        last = int(self.limits["year"].max())
        lines = [self.headline(language), ""]
        lines += [
            text(
                "optimize.lever", language, lever=row["lever_id"], name=row[f"label_{language}"],
                share=format_share(row["share"], language=language), year=row["first_year"],
                tco2e=format_tco2e(row["tco2e"], language=language),
                eur=format_number(row["annual_eur"], language=language),
            )
            for row in self.levers[self.levers["share"] > 0.0].to_dict("records")
        ]  # fmt: skip
        left_out = self.levers.loc[self.levers["share"] == 0.0, "lever_id"]
        if len(left_out):
            lines.append(text("optimize.left_out", language, levers=", ".join(left_out)))
        lines.append("")
        for row in self.limits.to_dict("records"):
            key = "optimize.limit_met" if row["is_met"] else "optimize.limit_missed"
            lines.append(
                text(
                    key, language, year=row["year"], scopes=row["scopes"],
                    limit=format_tco2e(row["limit_tco2e"], language=language),
                    residual=format_tco2e(row["residual_tco2e"], language=language),
                    missing=format_tco2e(abs(row["missing_tco2e"]), language=language),
                )
            )  # fmt: skip
        kind = text(f"optimize.kind_{self.cost_kind.replace(' ', '_')}", language, year=last)
        lines += ["", text("optimize.cost", language, eur=format_number(self.cost_eur, language=language), kind=kind)]
        lines.append(self.proof(language))
        return "\n".join(lines)

    def headline(self, language: str = "en") -> str:
        """Return one sentence: met or not, with how many levers."""
        count = int((self.levers["share"] > 0.0).sum())
        key = "optimize.headline" if self.is_feasible else "optimize.headline_short"
        return text(key, language, count=count, all=len(self.levers))

    def proof(self, language: str = "en") -> str:
        """Return the sentence that says how sure it is that nothing better exists."""
        from ghgcalc.presentation.numbers import format_share

        if not self.is_proven:
            return text("optimize.proof_none", language)
        if self.proof_gap == 0.0:
            return text("optimize.proof_full", language, method=text(f"optimize.method.{self.method}", language))
        gap = format_share(self.proof_gap, language=language, decimals=3)
        return text("optimize.proof_gap", language, method=text(f"optimize.method.{self.method}", language), gap=gap)

    def to_json_dict(self, language: str = "en") -> dict[str, Any]:
        """Return the choice as plain numbers and words, ready for JSON."""
        names = {f"label_{language}": "label"}
        levers = self.levers.rename(columns=names).drop(columns=[f"label_{'nl' if language == 'en' else 'en'}"])
        return {
            "is_feasible": self.is_feasible,
            "cost_eur": self.cost_eur,
            "cost_kind": self.cost_kind,
            "method": self.method,
            "proof_gap": self.proof_gap if self.is_proven else None,
            "levers": _plain(levers),
            "limits": _plain(self.limits),
            "headline": self.headline(language),
            "proof": self.proof(language),
        }

    def __repr__(self) -> str:
        return self.report("en")


def _plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(key): None if pd.isna(value) else value for key, value in row.items()} for row in frame.to_dict("records")
    ]
