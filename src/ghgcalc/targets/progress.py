"""Progress on a target: actual years against its pathway, and what is required from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from ghgcalc.errors import raise_problem
from ghgcalc.targets.boundary import CellsInventory
from ghgcalc.targets.numbers import require_amount
from ghgcalc.targets.rulebook import DEFAULT_RULEBOOK, Rulebook, as_rulebook
from ghgcalc.targets.target import Target
from ghgcalc.targets.wording import Share, Tonnes, Word, sentence
from ghgcalc.texts import check_language

#: Columns of `TargetProgress.frame`.
PROGRESS_COLUMNS: tuple[str, ...] = (
    "year",
    "actual_tco2e",
    "allowed_tco2e",
    "difference_tco2e",
    "reduction",
    "reduction_needed",
    "is_on_track",
    "cumulative_difference_tco2e",
)


@dataclass(frozen=True, eq=False, repr=False)
class TargetProgress:
    """Where a company stands on its target.

    Attributes
    ----------
    target : Target
        The target, restated to the recalculated base year when there is one.
    frame : DataFrame
        One row per actual year: year, actual_tco2e, allowed_tco2e, difference_tco2e (above 0: too much), reduction
        and reduction_needed [share of the base year], is_on_track, cumulative_difference_tco2e.
    recent_year : int
        Latest actual year.
    is_on_track : bool
        Whether that year is on or below the pathway.
    cumulative_difference_tco2e : float
        Overshoot (above 0) or undershoot (below 0) over all actual years together [tCO2e].
    missing_years : tuple of int
        Years up to the latest one without a figure; they are not in the cumulative difference.
    required_cut_tco2e : float
        Cut per year that still leads to the target [tCO2e per year]; 0 when it is reached, NaN after its last year.
    required_rate : float
        The same, as a share of the base year [1/year].
    required_yearly_decline : float
        The same, as the percentage that each year must be below the year before [1/year].
    base_year_change : float
        Change of the base year by recalculation [share]; 0 without one.
    """

    target: Target
    frame: pd.DataFrame
    recent_year: int
    is_on_track: bool
    cumulative_difference_tco2e: float
    missing_years: tuple[int, ...]
    required_cut_tco2e: float
    required_rate: float
    required_yearly_decline: float
    base_year_change: float

    def report(self, language: str = "en") -> str:
        """Return the outcome in a few sentences."""
        check_language(language)
        last = self.frame.iloc[-1]
        key = "on_track" if self.is_on_track else "off_track"
        numbers = {
            "year": self.recent_year,
            "actual": Tonnes(float(last["actual_tco2e"])),
            "allowed": Tonnes(float(last["allowed_tco2e"])),
            "difference": Tonnes(abs(float(last["difference_tco2e"]))),
        }
        lines = [self.target.name, sentence(f"targets.progress.{key}", language, **numbers)]
        total = self.cumulative_difference_tco2e
        word = Word("targets.progress.over" if total > 0 else "targets.progress.under")
        first = int(self.frame["year"].iloc[0])
        cumulative = {"first": first, "year": self.recent_year, "total": Tonnes(abs(total)), "word": word}
        lines.append(sentence("targets.progress.cumulative", language, **cumulative))
        if self.missing_years:
            lines.append(sentence("targets.progress.missing", language, years=self.missing_years))
        if self.recent_year < self.target.target_year:
            required = {
                "cut": Tonnes(self.required_cut_tco2e),
                "rate": Share(self.required_rate, 2),
                "planned": Share(self.target.annual_rate, 2),
                "target_year": self.target.target_year,
            }
            same_unit = self.target.output_growth is None
            name = "required" if same_unit else "required_intensity"
            lines.append(sentence(f"targets.progress.{name}", language, **required))
        if self.base_year_change:
            lines.append(sentence("targets.progress.recalculated", language, change=Share(self.base_year_change)))
        return "\n".join(lines)

    def __repr__(self) -> str:
        return self.report("en")

    def to_json_dict(self, language: str = "en") -> dict[str, Any]:
        """Return the progress as plain values for JSON."""
        reached_end = self.recent_year >= self.target.target_year
        return {
            "target": self.target.name,
            "base_year": self.target.base_year,
            "base_emissions_tco2e": self.target.base_tco2e,
            "target_year": self.target.target_year,
            "target_emissions_tco2e": self.target.target_tco2e,
            "years": self.frame.to_dict("records"),
            "recent_year": self.recent_year,
            "is_on_track": self.is_on_track,
            "cumulative_difference_tco2e": self.cumulative_difference_tco2e,
            "missing_years": list(self.missing_years),
            "required_cut_tco2e": None if reached_end else self.required_cut_tco2e,
            "required_rate": None if reached_end else self.required_rate,
            "required_yearly_decline": None if reached_end else self.required_yearly_decline,
            "base_year_change": self.base_year_change,
            "report": self.report(language).splitlines(),
        }


def target_progress(
    target: Target,
    actuals: Mapping[int, float],
    *,
    recalculated_base_tco2e: float | None = None,
    rulebook: str | Rulebook = DEFAULT_RULEBOOK,
) -> TargetProgress:
    """Compare actual years with the pathway of a target.

    Parameters
    ----------
    target : Target
        The target.
    actuals : mapping of int to float
        Emissions inside the target boundary per year [tCO2e], from the base year to the target year at most.
    recalculated_base_tco2e : float, optional
        Base-year emissions after a recalculation [tCO2e]; the reduction stays, the tonnes of the pathway move with it.
        The actual years must have been restated in the same way.
    rulebook : str or Rulebook
        Rulebook that says from which change a base year is recalculated.

    Returns
    -------
    TargetProgress
        Per year and in total: on track or not, overshoot, and the rate that is required from here.

    Raises
    ------
    ghgcalc.errors.DataError
        If there is no actual year, a year lies outside the target, or the base year has changed so much that it must
        be recalculated first.

    References
    ----------
    .. [1] SBTi, "Corporate Near-Term Criteria", C27: recalculation at a change of 5 % or more.

    Examples
    --------
    >>> from ghgcalc.targets import target_from_emissions
    >>> target = target_from_emissions(
    ...     scopes="1", base_year=2020, target_year=2030, base={"1": 1000.0}, rulebook="near-term-5.3"
    ... )
    >>> progress = target_progress(target, {2024: 900.0, 2025: 850.0})
    >>> progress.is_on_track, round(progress.cumulative_difference_tco2e, 6), round(progress.required_cut_tco2e, 6)
    (False, 128.0, 54.0)
    """
    if not actuals:
        raise_problem("targets.no_actual_years", first=target.base_year, last=target.target_year)
    known = {int(year): float(require_amount(t, name=str(year))) for year, t in sorted(actuals.items())}
    limit = as_rulebook(rulebook).criterion("C27").limits["change"]
    before = target.base_tco2e
    restated = restate_target(target, recalculated_base_tco2e)
    if recalculated_base_tco2e is None and target.base_year in known:
        change = known[target.base_year] / before - 1.0
        if abs(change) >= limit:
            raise_problem(
                "targets.base_year_changed",
                value=target.base_year,
                found=round(known[target.base_year], 3),
                base=round(before, 3),
                limit=f"{100 * limit:g}%",
            )
    rows, running = [], 0.0
    for year, tonnes in known.items():
        allowed = restated.emissions(year)
        running += tonnes - allowed
        rows.append(
            (
                year,
                tonnes,
                allowed,
                tonnes - allowed,
                1.0 - tonnes / restated.base_tco2e,
                1.0 - allowed / restated.base_tco2e,
                tonnes <= allowed * (1 + 1e-9),
                running,
            )
        )
    recent_year = max(known)
    years_left = target.target_year - recent_year
    to_cut = max(0.0, known[recent_year] - restated.target_tco2e)
    cut = to_cut / years_left if years_left else float("nan")
    decline = _decline(known[recent_year], restated.target_tco2e, years_left)
    return TargetProgress(
        target=restated,
        frame=pd.DataFrame(rows, columns=list(PROGRESS_COLUMNS)),
        recent_year=recent_year,
        is_on_track=bool(rows[-1][6]),
        cumulative_difference_tco2e=running,
        missing_years=tuple(y for y in range(target.base_year + 1, recent_year) if y not in known),
        required_cut_tco2e=cut,
        required_rate=cut / restated.base_tco2e,
        required_yearly_decline=decline,
        base_year_change=restated.base_tco2e / before - 1.0,
    )


def restate_target(target: Target, recalculated_base_tco2e: float | None) -> Target:
    """Return the target on a recalculated base year: same reduction, other tonnes.

    Parameters
    ----------
    target : Target
        The target as it was set.
    recalculated_base_tco2e : float or None
        Base-year emissions after the recalculation [tCO2e]; None leaves the target as it is.

    Raises
    ------
    ghgcalc.errors.DataError
        If the recalculated base year has no emissions.

    References
    ----------
    .. [1] SBTi, "Corporate Near-Term Criteria", C27.
    """
    if recalculated_base_tco2e is None:
        return target
    base = float(require_amount(recalculated_base_tco2e, name="recalculated base"))
    if base <= 0:
        raise_problem("targets.no_base_emissions", value=base, base_year=target.base_year)
    return replace(target, base_tco2e=base, target_tco2e=target.target_tco2e * base / target.base_tco2e)


def actual_emissions(inventory: CellsInventory, target: Target, *, scope2: str) -> dict[int, float]:
    """Return the emissions inside a target's scopes for every inventory year the target covers [tCO2e].

    Parameters
    ----------
    inventory : Inventory
        Inventory with the actual years.
    target : Target
        The target; it must cover whole scopes.
    scope2 : {"location", "market"}
        Scope 2 method, the same as when the target was set (SBTi criterion C8).

    Raises
    ------
    ghgcalc.errors.DataError
        If the target is a land target, whose emissions an inventory does not tag.
    """
    if not target.scopes:
        raise_problem("targets.flag_from_inventory", value=target.scope_key)
    years = [year for year in inventory.years if target.base_year <= year <= target.target_year]
    return {
        year: sum(inventory.total(scope2=scope2, year=year, scope=scope) for scope in target.scopes) for year in years
    }


def _decline(recent: float, goal: float, years: int) -> float:
    if not years:
        return float("nan")
    if recent <= goal:
        return 0.0
    return float(1.0 - (goal / recent) ** (1.0 / years))
