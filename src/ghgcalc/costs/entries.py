"""What a lever costs, as the company says it; a blank stays unknown and never becomes 0."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ghgcalc.errors import DataError, Problem, closest
from ghgcalc.levers import Lever, load_library
from ghgcalc.levers.lever import PAYERS

#: Columns of a frame of costs; only `lever_id` is required.
COST_COLUMNS: tuple[str, ...] = (
    "lever_id", "capex_eur", "opex_eur_per_year", "subsidy_eur", "lifetime_years", "wacc", "who_pays",
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """Costs of one lever at full adoption.

    Parameters
    ----------
    capex_eur, subsidy_eur : float or None
        Investment and subsidy on it, once [EUR].
    opex_eur_per_year : float or None
        Change in yearly cost; negative is a saving [EUR/year].
    lifetime_years : float or None
        Lifetime of the investment [years].
    wacc : float or None
        Cost of capital of this lever [1/year]; None = that of the company.
    who_pays : str
        ``"company"``, ``"suppliers"``, ``"customers"``, ``"shared"`` or empty when it is not stated.
    library_low, library_high : float or None
        Cost range of the lever library [EUR/tCO2e].
    is_assumption : bool
        The library marks its numbers for this lever as memory or assumption.
    """

    capex_eur: float | None
    subsidy_eur: float | None
    opex_eur_per_year: float | None
    lifetime_years: float | None
    wacc: float | None
    who_pays: str
    library_low: float | None
    library_high: float | None
    is_assumption: bool

    @property
    def is_own(self) -> bool:
        """Tell whether the company gave a figure of its own."""
        return self.capex_eur is not None or self.opex_eur_per_year is not None

    @property
    def is_library(self) -> bool:
        """Tell whether only the range of the library is known."""
        return not self.is_own and self.library_low is not None and self.library_high is not None

    @property
    def investment(self) -> float:
        """Return investment less subsidy [EUR]."""
        return (self.capex_eur or 0.0) - (self.subsidy_eur or 0.0)


def read_entries(levers: Sequence[Lever], costs: pd.DataFrame | None) -> list[Entry]:
    """Return the costs of every lever: from `costs` first, then from the lever itself, then the library's range.

    Raises
    ------
    DataError
        With every cost that cannot be used: unknown lever or column, negative investment, subsidy above the
        investment, investment without a lifetime, lifetime of zero.
    """
    problems: list[Problem] = []
    given = _given(levers, costs, problems)
    entries = [_entry(lever, given.get(lever.lever_id, {}), problems) for lever in levers]
    if problems:
        raise DataError(problems)
    return entries


def _given(levers: Sequence[Lever], costs: pd.DataFrame | None, problems: list[Problem]) -> dict[str, dict[str, Any]]:
    if costs is None:
        return {}
    for name in costs.columns:
        if str(name) not in COST_COLUMNS:
            near = closest(str(name), COST_COLUMNS) or list(COST_COLUMNS)
            problems.append(Problem("cost_column", name, params={"options": ", ".join(near)}))
    if "lever_id" not in costs:
        problems.append(Problem("cost_column_missing", "lever_id"))
        return {}
    known = [lever.lever_id for lever in levers]
    found: dict[str, dict[str, Any]] = {}
    for number, row in enumerate(costs.to_dict("records"), start=1):
        lever_id = str(row["lever_id"])
        cell = f"row {number}"
        if lever_id not in known:
            near = closest(lever_id, known) or known
            problems.append(Problem("cost_lever_unknown", lever_id, cell=cell, params={"options": ", ".join(near)}))
        if lever_id in found:
            problems.append(Problem("cost_lever_twice", lever_id, cell=cell))
        found[lever_id] = {str(name): value for name, value in row.items() if not _is_blank(value)}
    return found


def _is_blank(value: Any) -> bool:
    return value is None or value == "" or (not isinstance(value, str) and bool(pd.isna(value)))


def _entry(lever: Lever, given: Mapping[str, Any], problems: list[Problem]) -> Entry:
    def note(code: str, value: object, **params: object) -> None:
        problems.append(Problem(code, value, lever.sheet, lever.cell, {"lever": lever.lever_id, **params}))

    numbers: dict[str, float | None] = {
        "capex_eur": lever.capex_eur,
        "opex_eur_per_year": lever.opex_eur_per_year,
        "subsidy_eur": lever.subsidy_eur,
        "lifetime_years": lever.ramp.lifetime_years,
        "wacc": None,
    }
    for name in numbers:
        if name in given:
            try:
                numbers[name] = float(given[name])
            except (TypeError, ValueError):
                note("lever_cost_number", given[name], column=name)
    payer = str(given.get("who_pays", lever.who_pays))
    if payer and payer not in PAYERS:
        note("lever_payer", payer, options=", ".join(PAYERS))
    capex, subsidy, lifetime = numbers["capex_eur"], numbers["subsidy_eur"], numbers["lifetime_years"]
    for name in ("capex_eur", "subsidy_eur"):
        value = numbers[name]
        if value is not None and not (math.isfinite(value) and value >= 0.0):
            note("lever_cost_negative", value, column=name)
    if lifetime is not None and not lifetime > 0.0:
        note("lever_cost_lifetime", lifetime)
    elif capex and lifetime is None:
        note("lever_cost_without_lifetime", capex)
    if subsidy and subsidy > (capex or 0.0):
        note("lever_subsidy_above", subsidy, capex=capex or 0.0)
    wacc = numbers["wacc"]
    if wacc is not None and not 0.0 <= wacc <= 1.0:
        note("lever_cost_rate", wacc)
    base = load_library().get(lever.library_id)
    return Entry(
        capex, subsidy, numbers["opex_eur_per_year"], lifetime, wacc, payer,
        base.cost_low_eur_t if base else None, base.cost_high_eur_t if base else None,
        bool(base and base.is_assumption),
    )  # fmt: skip
