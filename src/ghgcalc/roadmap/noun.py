"""The noun Roadmap: what is left after the levers, year by year, and what each lever brings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ghgcalc.errors import Problem
from ghgcalc.levers import Attribution, Evaluation, Lever, attribute, evaluate
from ghgcalc.levers.placement import Placement
from ghgcalc.levers.ranges import Ranges, load_ranges
from ghgcalc.levers.shares import METHODS, Method
from ghgcalc.roadmap.boundary import Scopes, active_targets, as_scopes, boundary
from ghgcalc.roadmap.externals import external_effects
from ghgcalc.roadmap.measures import (
    avoided_emissions,
    cumulative_tonnes,
    multiplier_advice,
    multiplier_for,
    pair_interactions,
)
from ghgcalc.roadmap.stages import staged_frame
from ghgcalc.roadmap.uncertainty import UncertaintyBand, sensitivity_frame, uncertainty_band
from ghgcalc.roadmap.waterfall import caption, waterfall_frame
from ghgcalc.roadmap.wedges import wedge_frame

if TYPE_CHECKING:
    from ghgcalc.base_year import BaseYear
    from ghgcalc.projection import Projection
    from ghgcalc.targets import Target


@dataclass(frozen=True, eq=False, repr=False)
class Roadmap:
    """Business as usual, levers and targets, laid over each other.

    Parameters
    ----------
    bau : Projection
        Business as usual.
    base : BaseYear
        Base year of the waterfall.
    levers : tuple of Lever
        The plan.
    targets : tuple of Target
        The targets.
    placement : Placement
        The levers laid over the cells of the BAU.
    amounts, factors : ndarray
        Amount and emission factor [tCO2e per unit] of the cells and of the destinations of switches, without
        any lever, shape (cells, years).
    warnings : tuple of Problem
        What a reader of the result should know.
    """

    bau: Projection
    base: BaseYear
    levers: tuple[Lever, ...]
    targets: tuple[Target, ...]
    placement: Placement
    amounts: NDArray[np.float64]
    factors: NDArray[np.float64]
    warnings: tuple[Problem, ...] = ()
    _scenarios: dict[int, Evaluation] = field(default_factory=dict)

    def scenario(self, year: int) -> Evaluation:
        """Return the cells and levers of one year, ready to be evaluated under any subset of the levers."""
        if year not in self._scenarios:
            at = self.bau.year_index(year)
            self._scenarios[year] = evaluate(
                self.placement,
                self.amounts[:, at],
                self.factors[:, at],
                year=year,
                reference_year=self.bau.start_year,
            )
        return self._scenarios[year]

    @property
    def has_assumptions(self) -> bool:
        """Tell whether a lever or an external driver rests on an assumption; their names carry a star."""
        return any(x.is_assumption for x in self.levers) or any(x.is_assumption for x in self.bau.externals)

    def scopes_in(self, year: int) -> tuple[int, ...]:
        """Return the scopes that the targets of a year cover, all three when there is no target in that year."""
        return boundary(self.targets, year)

    def bau_tco2e(self, year: int, *, scopes: Scopes | None = None) -> float:
        """Return business as usual in a year [tCO2e], of all scopes or of some; without what `externals` changes."""
        inside = self._inside(as_scopes(scopes))[: len(self.bau.cells)]
        return float(self.bau.emissions[inside, self.bau.year_index(year)].sum())

    def externals(self, year: int, *, scopes: Scopes | None = None) -> pd.DataFrame:
        """Return what external drivers change in a year, within the scopes of the targets or within `scopes`.

        Columns driver_id, group, label_en, label_nl, tco2e (negative = lower), is_assumption, source. Empty when
        there are none, or when they are part of business as usual.
        """
        inside = self._within(year, scopes)[: len(self.bau.cells)]
        return external_effects(self.bau, year, inside)

    def residual(self, year: int, *, scopes: Scopes | None = None) -> float:
        """Return what is left after all levers [tCO2e], of all scopes or of some."""
        return self._value(year, 1.0, scopes)

    def base_tco2e(self, *, scopes: Scopes | None = None) -> float:
        """Return the emissions of the base year [tCO2e], of all scopes or of some."""
        wanted = as_scopes(scopes)
        return self.base.total() if wanted == (1, 2, 3) else float(sum(self.base.total(scope) for scope in wanted))

    def target_tco2e(self, year: int, *, scopes: Scopes | None = None) -> float | None:
        """Return what the targets allow in a year [tCO2e]: the sum over targets with separate scopes.

        None when no target says anything about that year, or when `scopes` are not exactly those of some targets.
        """
        chosen = active_targets(self.targets, year)
        if scopes is not None:
            wanted = set(as_scopes(scopes))
            chosen = [target for target in chosen if set(target.scopes) <= wanted]
            if {scope for target in chosen for scope in target.scopes} != wanted:
                return None
        return float(sum(target.emissions(year) for target in chosen)) if chosen else None

    def gap(self, year: int, *, scopes: Scopes | None = None) -> float | None:
        """Return what is still to be found [tCO2e]; negative is headroom, None without a target in that year.

        The residual is taken within the scopes that the targets of that year cover, or within `scopes`.
        """
        target = self.target_tco2e(year, scopes=scopes)
        return None if target is None else self.residual(year, scopes=self._boundary(year, scopes)) - target

    def coverage(self, year: int, *, scopes: Scopes | None = None) -> float | None:
        """Return the way from BAU to the target that levers and external drivers cover [share]; None without need."""
        target = self.target_tco2e(year, scopes=scopes)
        if target is None:
            return None
        inside = self._boundary(year, scopes)
        before = self.bau_tco2e(year, scopes=inside)
        return None if before <= target else (before - self.residual(year, scopes=inside)) / (before - target)

    def attribution(self, year: int, *, method: Method = "shapley", scopes: Scopes | None = None) -> Attribution:
        """Return what each lever abates in a year, within the scopes of the targets or within `scopes`."""
        names = [lever.group or lever.lever_id for lever in self.levers]
        order = sorted(range(len(self.levers)), key=lambda i: self.levers[i].ramp.start_year)
        inside = self._within(year, scopes)
        return attribute(self.scenario(year), method=method, inside=inside, groups=names, order=order)

    def attributions(self, year: int, *, scopes: Scopes | None = None) -> pd.DataFrame:
        """Return the attribution methods side by side: one row per lever, one column per method [tCO2e].

        `standard_error` belongs to the Shapley column; it is 0 where that is exact.
        """
        results = {method: self.attribution(year, method=method, scopes=scopes) for method in METHODS}
        table = self._lever_frame().assign(**{method: result.tco2e for method, result in results.items()})
        return table.assign(standard_error=results["shapley"].standard_error)

    def levers_by_year(self, *, attribution: Method = "shapley", scopes: Scopes | None = None) -> pd.DataFrame:
        """Return the wedges: what each lever abates in each year, within all scopes or within `scopes`.

        Columns year, lever_id, group, label_en, label_nl, tco2e. With Shapley or Owen values they add up in every
        year to BAU, after the external drivers, minus residual.
        """
        wanted = as_scopes(scopes)
        frames = [
            self._lever_frame().assign(year=year, tco2e=self.attribution(year, method=attribution, scopes=wanted).tco2e)
            for year in self.bau.years
        ]
        columns = ["year", "lever_id", "group", "label_en", "label_nl", "tco2e"]
        return pd.concat(frames, ignore_index=True)[columns]

    def externals_by_year(self, *, scopes: Scopes | None = None) -> pd.DataFrame:
        """Return what external drivers change in each year, within all scopes or within `scopes`.

        Columns year, driver_id, group, label_en, label_nl, tco2e (negative = lower), is_assumption, source. With
        `levers_by_year` they fill what lies between BAU and residual in every year. Empty when there are none.
        """
        wanted = as_scopes(scopes)
        frames = [self.externals(year, scopes=wanted) for year in self.bau.years]
        years = np.repeat(self.bau.years, [len(frame) for frame in frames])
        together = pd.concat(frames, ignore_index=True)
        together.insert(0, "year", years)
        return together

    def avoided(self, year: int, *, scopes: Scopes | None = None) -> pd.DataFrame:
        """Return the memo of avoided emissions: levers that do not lower the company's own purchases [tCO2e].

        Columns lever_id, label_en, label_nl, tco2e, each lever by itself. None of it is part of the residual, the
        waterfall or a target (Scope 3 Standard, section 9.5).
        """
        return avoided_emissions(self, year, self._within(year, scopes))

    def wedges(self, *, attribution: Method = "shapley", scopes: Scopes | None = None) -> pd.DataFrame:
        """Return everything between BAU and residual in each year: external drivers, then levers.

        Columns year, kind ("external" or "lever"), wedge_id, group, label_en, label_nl, is_assumption, tco2e (positive
        = lowers emissions). With Shapley or Owen values they add up in every year to BAU minus residual.
        """
        return wedge_frame(self, attribution=attribution, scopes=scopes)

    def interactions(self, year: int, *, scopes: Scopes | None = None) -> pd.DataFrame:
        """Return what pairs of levers abate together beyond the two alone [tCO2e].

        Columns first, second, tco2e; negative = they overlap, positive = they strengthen each other. Pairs that
        do not meet are left out.
        """
        return pair_interactions(self, year, self._within(year, scopes))

    def cumulative(self, until: int, *, scopes: Scopes | None = None) -> dict[str, float | None]:
        """Return tonnes added up from the start of the BAU to a year: bau, residual, abated, target, overshoot [tCO2e].

        The scopes are those of the targets in the last year. Target and overshoot are None when a year has no target.
        """
        return cumulative_tonnes(self, until, self._boundary(until, scopes))

    def adoption_multiplier(self, year: int, *, scopes: Scopes | None = None) -> float | None:
        """Return by how much all shares of the levers must be multiplied to meet the target of a year.

        None when there is no target, or when even the largest multiplier that keeps every share at or below 1
        leaves a gap; 0 when BAU meets the target already.
        """
        target = self.target_tco2e(year, scopes=scopes)
        return None if target is None else multiplier_for(self, year, target, self._within(year, scopes))[0]

    def adoption_advice(self, year: int, *, scopes: Scopes | None = None, language: str = "en") -> str:
        """Say in a sentence what `adoption_multiplier` found, and what is left when no multiplier is enough."""
        target = self.target_tco2e(year, scopes=scopes)
        return multiplier_advice(self, year, target, self._within(year, scopes), language)

    def uncertainty(
        self,
        year: int,
        *,
        scopes: Scopes | None = None,
        ranges: Ranges | None = None,
        draws: int = 1000,
        seed: int = 0,
        level: float = 0.9,
    ) -> UncertaintyBand:
        """Return the band around BAU, residual and gap of a year.

        Parameters
        ----------
        year : int
            Year of the BAU.
        scopes : tuple of int, str or None
            Scopes to count; None = those that the targets of the year cover.
        ranges : Ranges or None
            How far the inputs may lie off; None = the bundled assumptions (`ghgcalc.levers.load_ranges`).
        draws, seed : int
            Number of draws, at least 100, and their seed: the same seed gives the same band.
        level : float
            Share of the draws inside the band.

        Notes
        -----
        Growth of each driver is normal around the plan; adoption and effectiveness of each lever are triangular over
        the range of the lever library when the plan takes its value, else over `ranges`; so is the factor of grid
        power. Every draw gives BAU, residual and gap with the same inputs, so that what they share does not blur
        their difference. The emission factors of today are not drawn.
        """
        target, inside = self.target_tco2e(year, scopes=scopes), self._within(year, scopes)
        chosen = ranges or load_ranges()
        return uncertainty_band(self, year, inside, target, ranges=chosen, draws=draws, seed=seed, level=level)

    def sensitivity(self, year: int, *, scopes: Scopes | None = None, ranges: Ranges | None = None) -> pd.DataFrame:
        """Return the tornado: what is left when one input at a time is low or high, the largest swing first.

        Columns input (growth, grid, adoption, effectiveness), lever_id, label_en, label_nl, low, high (the values
        taken: points of growth for growth, relative to the plan for the others), central_tco2e, low_tco2e,
        high_tco2e, swing_tco2e, and with a target gap_low_tco2e and gap_high_tco2e.
        """
        target, inside = self.target_tco2e(year, scopes=scopes), self._within(year, scopes)
        return sensitivity_frame(self, year, inside, target, ranges=ranges or load_ranges())

    def waterfall(
        self, *, year: int, attribution: Method = "shapley", scopes: Scopes | None = None, min_share: float = 0.0
    ) -> pd.DataFrame:
        """Return the steps from the base year to what is left, and on to the target.

        Parameters
        ----------
        year : int
            Year of the BAU.
        attribution : {"shapley", "owen", "sequential", "proportional", "standalone", "last_in"}
            How the joint abatement is shared among the levers.
        scopes : tuple of int, str or None
            Scopes to count, such as ``(1, 2)`` or ``"1+2"``. None = those that the targets of the year cover.
        min_share : float
            Levers below this share of the base year are merged into one step.

        Returns
        -------
        DataFrame
            step, kind (total, delta, gap, target), group, label_en, label_nl, tco2e, start, end, share_of_base
            in drawing order. ``attrs["caption_en"]`` and ``attrs["caption_nl"]`` say what is shown.
        """
        return waterfall_frame(self, year=year, attribution=attribution, scopes=scopes, min_share=min_share)

    def waterfall_stages(
        self,
        years: Sequence[int],
        *,
        attribution: Method = "shapley",
        scopes: Scopes | None = None,
        min_share: float = 0.0,
    ) -> pd.DataFrame:
        """Return the waterfall over several years: base year, residual of each year, gap and target of the last.

        Parameters
        ----------
        years : sequence of int
            Rising years of the BAU, such as ``(2030, 2035)``.
        attribution, scopes, min_share
            As for `waterfall`; the scopes are those that the targets of the last year cover.

        Returns
        -------
        DataFrame
            Columns as `waterfall`. A later stage shows what growth, external drivers and each lever add after the
            stage before; its steps end in ``@`` and the year.

        References
        ----------
        .. [1] Commission Delegated Regulation (EU) 2023/2772, ESRS E1, AR 31: levers from base year to 2030 and on.
        """
        return staged_frame(self, years=years, attribution=attribution, scopes=scopes, min_share=min_share)

    def caption(
        self, year: int, *, attribution: Method = "shapley", scopes: Scopes | None = None, language: str = "en"
    ) -> str:
        """Return the sentence that belongs under a waterfall."""
        return caption(self, year=year, attribution=attribution, scopes=scopes, language=language)

    def _within(self, year: int, scopes: Scopes | None) -> NDArray[np.bool_]:
        return self._inside(self._boundary(year, scopes))

    def _boundary(self, year: int, scopes: Scopes | None) -> tuple[int, ...]:
        return self.scopes_in(year) if scopes is None else as_scopes(scopes)

    def _inside(self, scopes: Iterable[int]) -> NDArray[np.bool_]:
        return self.placement.cells["scope"].astype(int).isin(list(scopes)).to_numpy()

    def _value(self, year: int, presence: float, scopes: Scopes | None) -> float:
        sets = np.full((1, len(self.levers)), presence)
        return float(self.scenario(year).values(sets, self._inside(as_scopes(scopes)))[0])

    def _lever_frame(self) -> pd.DataFrame:
        rows = [(lever.lever_id, lever.group, lever.label("en"), lever.label("nl")) for lever in self.levers]
        return pd.DataFrame(rows, columns=["lever_id", "group", "label_en", "label_nl"])

    def __repr__(self) -> str:
        from ghgcalc.report import roadmap_report

        return roadmap_report(self, "en")

    def _repr_html_(self) -> str:
        from ghgcalc.report import roadmap_html

        return roadmap_html(self, "en")
