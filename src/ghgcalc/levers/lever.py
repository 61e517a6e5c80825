"""A reduction lever: what it acts on, how, how much and when."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from numbers import Real
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ghgcalc.errors import DataError, Problem, closest
from ghgcalc.inventory.selector import Selector
from ghgcalc.levers.columns import column_names
from ghgcalc.levers.library import refused_by_name
from ghgcalc.levers.ramp import CURVES, Ramp
from ghgcalc.texts import check_language
from ghgcalc.vocabulary import is_assumption, marked

Mechanism = Literal["activity", "intensity", "set_factor", "switch", "direct"]
MECHANISMS: tuple[Mechanism, ...] = get_args(Mechanism)
#: The canonical order of evaluation. The result of a mixed set of levers depends on it, so it is fixed here.
CANONICAL_ORDER: tuple[Mechanism, ...] = ("activity", "switch", "intensity", "set_factor", "direct")
Payer = Literal["company", "suppliers", "customers", "shared"]
PAYERS: tuple[Payer, ...] = get_args(Payer)


@dataclass(frozen=True)
class Lever:
    """One reduction lever.

    Parameters
    ----------
    lever_id : str
        Short name, unique in a plan.
    mechanism : {"activity", "intensity", "set_factor", "switch", "direct"}
        How it changes the cells; see Notes.
    selector : Selector or mapping
        The cells it acts on.
    ramp : Ramp
        Share treated by year [0..1 of the whole activity].
    name_en, name_nl : str
        Names for tables and charts; the id when empty.
    group : str
        Group in the waterfall.
    effectiveness : float or None
        Reduction of the treated part [0..1]; negative when it raises emissions. For activity and intensity.
    rebound : float
        Share of the reduction that is lost again [0..1].
    displacement : float
        Share of the treated units that really replaces a new one [0..1]; 1 except for resale, repair and rental.
    service_emissions : float
        Emissions of the service itself per treated unit (cleaning, parts, transport back and forth), as a share of
        those of a new one [0 or more]. Above `displacement` the lever raises emissions, as rental by car can.
    to_activity : str
        Activity that a switch moves to.
    to_category : str
        Category of that activity; empty = derived from the source and the destination.
    to_region : str
        Region whose emission factor the destination takes; empty = that of the source.
    ratio : float or None
        Units of the destination per unit of the source, for a switch (kWh per Nm3 = heat / COP).
    factor_after : float or None
        Emission factor of the treated part, for set_factor [kgCO2e per unit].
    factor_after_upstream : float or None
        The same for the category 3.3 lines; None = they fall in the same proportion as the line they belong to.
    tonnes : float or None
        Abatement at full adoption, for direct [tCO2e/year].
    include_upstream : bool
        The category 3.3 lines of the same activity move along.
    scope2_method : {"", "location", "market"}
        ``"market"``: a contract that changes nothing under a location-based total. ``""`` is read so for set_factor.
    displaces_own_volume : bool
        False for circular levers that do not lower the company's own purchases: avoided emissions, not a reduction.
    esrs_lever, library_id, source, confidence : str
        ESRS E1 lever type, id in the lever library, where the numbers come from, V/D/M/A of the library.
    overlaps, excludes, requires : tuple of str
        Library ids that it overlaps with, that it must not be combined with on the same cells, and that it needs.
    capex_eur, opex_eur_per_year : float or None
        Investment [EUR] and change in yearly cost [EUR/year].
    subsidy_eur : float or None
        Subsidy on the investment, once [EUR].
    who_pays : {"", "company", "suppliers", "customers", "shared"}
        Who bears the cost; empty = not stated.
    sheet, cell : str
        Where it stands in a workbook.

    Raises
    ------
    DataError
        With every problem of the lever at once.

    Notes
    -----
    With share p(t), start share p0 and reduction e = effectiveness · (1 − rebound), for activity times
    (displacement − service_emissions), so that abatement = units · (d · EF_new − EF_service):
    *activity* and *intensity* multiply amount or factor by (1 − r), r = (p − p0)·e / (1 − p0·e): what was treated
    before is already in the data. *switch* and *set_factor* treat a = (p − p0)/(1 − p0) of what the cell still holds.
    *direct* subtracts tonnes · (p − p0), never more than the cells emit.

    Examples
    --------
    >>> lever = Lever("A", "intensity", {"category": "1.stationary"}, Ramp(2025, 2030), effectiveness=0.3)
    >>> lever.reduction(2030)
    0.3
    """

    lever_id: str
    mechanism: Mechanism
    selector: Selector | Mapping[str, str]
    ramp: Ramp
    name_en: str = ""
    name_nl: str = ""
    group: str = ""
    effectiveness: float | None = None
    rebound: float = 0.0
    displacement: float = 1.0
    service_emissions: float = 0.0
    to_activity: str = ""
    to_category: str = ""
    to_region: str = ""
    ratio: float | None = None
    factor_after: float | None = None
    factor_after_upstream: float | None = None
    tonnes: float | None = None
    include_upstream: bool = True
    scope2_method: Literal["", "location", "market"] = ""
    displaces_own_volume: bool = True
    esrs_lever: str = ""
    library_id: str = ""
    source: str = ""
    confidence: str = ""
    overlaps: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    capex_eur: float | None = None
    opex_eur_per_year: float | None = None
    subsidy_eur: float | None = None
    who_pays: Literal["", "company", "suppliers", "customers", "shared"] = ""
    sheet: str = field(default="", compare=False)
    cell: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if not isinstance(self.selector, Selector):
            object.__setattr__(self, "selector", Selector.of(self.selector))
        known = self.name_en or self.name_nl or self.lever_id
        object.__setattr__(self, "name_en", self.name_en or known)
        object.__setattr__(self, "name_nl", self.name_nl or known)
        problems = list(_problems(self))
        if problems:
            raise DataError(problems)

    @property
    def cells_selector(self) -> Selector:
        """Return the selector, always as a `Selector`."""
        return self.selector if isinstance(self.selector, Selector) else Selector.of(self.selector)

    def name(self, language: str = "en") -> str:
        """Return the name in one language; the other language or the id when it has none."""
        return self.name_nl if check_language(language) == "nl" else self.name_en

    @property
    def is_assumption(self) -> bool:
        """Tell whether a number rests on memory or on an assumption."""
        return is_assumption(self.confidence)

    def label(self, language: str = "en") -> str:
        """Return the name for a table or chart, with a star when a number rests on an assumption."""
        return marked(self.name(language), is_assumption=self.is_assumption)

    def adoption(self, year: int) -> float:
        """Return the share of the whole activity that is treated in `year` [0..1]."""
        return self.ramp.share(year)

    def reduction(self, year: int, *, reference_year: int | None = None) -> float:
        """Return what the lever does to its cells in `year`, relative to what the cells hold.

        Parameters
        ----------
        year : int
            Calendar year.
        reference_year : int or None
            Year of the data behind the cells: what was treated by then is in the data already.
            None = the start of the ramp.

        Returns
        -------
        float
            Relative reduction of amount or factor (activity, intensity), share that is moved or treated
            (switch, set_factor) [share], or abatement (direct) [tCO2e].
        """
        before = self.ramp.share_from if reference_year is None else self.ramp.share(reference_year)
        return float(self.reduction_of(self.ramp.share(year), before))

    def reduction_of(self, share: ArrayLike, before: float, *, effect: ArrayLike = 1.0) -> NDArray[np.float64]:
        """Return what the lever does at a share treated, when a share of `before` is in the data already.

        Parameters
        ----------
        share : array_like
            Share of the whole activity that is treated [0..1].
        before : float
            Share that was treated when the data were made [0..1].
        effect : array_like
            Effectiveness, or tonnes of a direct lever, relative to what the lever says.

        Returns
        -------
        ndarray
            As for `reduction`, in the shape of `share` and `effect` together.
        """
        more = np.asarray(share, np.float64) - before
        scale = np.asarray(effect, np.float64)
        if not self.displaces_own_volume:
            return np.zeros_like(more * scale)
        if self.mechanism == "direct":
            return np.asarray(float(self.tonnes or 0.0) * scale * more)
        if self.mechanism in ("switch", "set_factor"):
            left = np.full_like(more * scale, 1.0 - before)
        else:
            each = float(self.effectiveness or 0.0) * (1.0 - self.rebound) * scale
            replaced = self.displacement - self.service_emissions if self.mechanism == "activity" else 1.0
            each = np.minimum(each * replaced, 1.0)
            more, left = more * each, 1.0 - before * each
        return np.divide(more, left, out=np.zeros_like(more + left), where=more != 0.0)


#: Field that each mechanism cannot do without.
NEEDS: dict[Mechanism, tuple[str, ...]] = {
    "activity": ("effectiveness",),
    "intensity": ("effectiveness",),
    "set_factor": ("factor_after",),
    "switch": ("to_activity", "ratio"),
    "direct": ("tonnes",),
}


#: Fields that are not negative.
_AMOUNTS = ("ratio", "factor_after", "factor_after_upstream", "tonnes", "service_emissions")


def _problems(lever: Lever) -> list[Problem]:
    found: list[Problem] = []

    def note(code: str, value: object = None, **params: object) -> None:
        found.append(Problem(code, value, lever.sheet, lever.cell, {"lever": lever.lever_id, **params}))

    if not lever.lever_id:
        note("lever_without_id")
    refused = None if lever.library_id else refused_by_name(lever.lever_id, lever.name_en, lever.name_nl)
    if refused is not None:
        note(refused, lever.name_en)
    if lever.mechanism not in MECHANISMS:
        near = closest(str(lever.mechanism), MECHANISMS) or list(MECHANISMS)
        note("lever_mechanism", lever.mechanism, options=", ".join(near))
        return found
    if lever.ramp.curve not in CURVES:
        note("lever_curve", lever.ramp.curve, options=", ".join(closest(str(lever.ramp.curve), CURVES) or CURVES))
    for name in ("effectiveness", "rebound", *_AMOUNTS, "capex_eur", "opex_eur_per_year", "subsidy_eur"):
        number = getattr(lever, name)
        is_number = isinstance(number, Real) and not isinstance(number, bool)
        if number is not None and not (is_number and math.isfinite(number)):
            note("lever_number", number, **column_names(name))
    if found:
        return found
    for name in NEEDS[lever.mechanism]:
        if getattr(lever, name) in (None, ""):
            code = "lever_without_destination" if name == "to_activity" else "lever_needs"
            note(code, mechanism=lever.mechanism, **column_names(name))
    ramp = lever.ramp
    for column, share in (("share_from", ramp.share_from), ("share_to", ramp.share_to)):
        if not 0.0 <= share <= 1.0:
            note("lever_share", share, **column_names(column))
    if any(not 0.0 <= share <= 1.0 for _, share in ramp.table):
        note("lever_share", max(share for _, share in ramp.table), **column_names("share_to"))
    for column in ("rebound", "displacement"):
        if not 0.0 <= getattr(lever, column) <= 1.0:
            note("lever_share", getattr(lever, column), **column_names(column))
    if ramp.curve != "table":
        if ramp.share_from == 1.0:
            note("lever_nothing_left", ramp.share_from)
        if ramp.share_to < ramp.share_from:
            note("lever_share_falls", ramp.share_to, share_from=ramp.share_from)
        if ramp.curve != "step" and ramp.end_year <= ramp.start_year:
            note("lever_years", ramp.end_year, start_year=ramp.start_year)
    if ramp.curve == "table" and ramp.lifetime_years is not None:
        note("lever_lifetime_table", ramp.lifetime_years)
    if ramp.lifetime_years is not None and ramp.lifetime_years < 1:
        note("lever_lifetime", ramp.lifetime_years)
    if lever.effectiveness is not None and lever.effectiveness > 1.0:
        note("lever_effectiveness", lever.effectiveness)
    if lever.who_pays and lever.who_pays not in PAYERS:
        note("lever_payer", lever.who_pays, options=", ".join(PAYERS))
    for column in _AMOUNTS:
        value = getattr(lever, column)
        if value is not None and value < 0.0:
            note("lever_negative", value, **column_names(column))
    return found
