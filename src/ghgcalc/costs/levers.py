"""What the levers of a roadmap cost in a year: per tonne, over their life, and until they have paid back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import pandas as pd

from ghgcalc.costs.energy import EnergyPrices, energy_cost, saved_energy
from ghgcalc.costs.entries import Entry, read_entries
from ghgcalc.costs.formulae import annualised, annuity_factor, check_rate, payback
from ghgcalc.errors import raise_problem
from ghgcalc.inventory.source_line import source_attrs
from ghgcalc.kept import read_document
from ghgcalc.levers import Lever
from ghgcalc.levers.shares import Method
from ghgcalc.presentation.numbers import format_share
from ghgcalc.roadmap import Roadmap
from ghgcalc.roadmap.boundary import Scopes
from ghgcalc.texts import LANGUAGES, text

NAN = math.nan


def lever_costs(
    roadmap: Roadmap,
    *,
    year: int,
    wacc: float | None = None,
    carbon_price: float | None = None,
    energy_prices: EnergyPrices | None = None,
    costs: pd.DataFrame | None = None,
    attribution: Method = "shapley",
    scopes: Scopes | None = None,
) -> pd.DataFrame:
    """Return what every lever of a roadmap costs, per tonne and in euros.

    Parameters
    ----------
    roadmap : Roadmap
        BAU and levers; investment, yearly cost, subsidy and lifetime stand on the levers.
    year : int
        Year whose abatement and progress count.
    wacc : float, optional
        Cost of capital, 0.07 is 7 % [1/year]; without it the assumption of the library, which the convention names.
    carbon_price : float, optional
        Internal price of a tonne; reported apart, never mixed into the cost per tonne [EUR/tCO2e].
    energy_prices : mapping or DataFrame, optional
        Prices of energy, as `ghgcalc.costs.energy_cost` reads them; the energy that levers save on the company's own
        meters is then added to their cost. Leave it out when the yearly cost of the levers holds that saving already.
    costs : DataFrame, optional
        Costs that go before those of the levers: lever_id, capex_eur, opex_eur_per_year, subsidy_eur, lifetime_years,
        wacc, who_pays; blanks are left alone.
    attribution : str
        How overlapping levers share their tonnes and their energy.
    scopes : tuple of int, str or None
        Scopes whose tonnes count; None = those that the targets of the year cover.

    Returns
    -------
    DataFrame
        One row per lever. tco2e [tCO2e in the year], progress [share of the plan carried out], capex_eur, subsidy_eur
        [EUR, full plan], opex_eur_per_year [EUR/year, full plan], energy_eur_per_year [EUR in the year],
        annual_eur [EUR in the year], eur_per_tco2e with eur_low_per_tco2e and eur_high_per_tco2e, carbon_eur
        [EUR in the year], eur_per_tco2e_after_carbon_price, npv_eur [EUR, full plan], payback_years, lifetime_years,
        wacc, who_pays, cost_basis (``own``, ``library range`` or ``unknown``), is_assumption, note_en, note_nl.
        ``attrs["convention_en"]`` and ``attrs["convention_nl"]`` state the convention.

    Raises
    ------
    DataError
        With every cost that cannot be used, or if a rate or price is impossible.

    Notes
    -----
    EUR/tCO2e = (investment less subsidy · annuity factor + yearly cost + energy) · progress / abatement, all in
    `year`. Negative is a saving; rank savings by NPV, as a smaller abatement makes their EUR/tCO2e look better.
    Without figures of the company the middle of the library's range is used and labelled; where there is no range
    the cost is NaN, never 0.

    References
    ----------
    .. [1] F. Kesicki and P. Ekins, "Marginal abatement cost curves: a call for caution", Climate Policy 12, 2012.

    Examples
    --------
    >>> import ghgcalc as gc
    >>> rows = pd.DataFrame({"year": [2026], "activity": ["aardgas"], "value": [100_000.0], "unit": ["Nm3"]})
    >>> inventory = gc.calculate_inventory(rows, gc.load_factors("nl-2026"), region="NL")
    >>> bau = gc.project_bau(inventory, 0.0, until=2030, scope2="market")
    >>> ramp = gc.levers.Ramp(2026, 2030, lifetime_years=30)
    >>> roof = gc.Lever("roof", "intensity", {"category": "1.stationary"}, ramp, effectiveness=0.3,
    ...                 capex_eur=300_000.0)
    >>> costs = lever_costs(gc.build_roadmap(bau, [roof]), year=2030, wacc=0.05,
    ...                     energy_prices={"energy.fuel.natural_gas": (1.10, "Nm3")})
    >>> costs[["energy_eur_per_year", "eur_per_tco2e"]].round(1).values.tolist()
    [[-33000.0, -210.6]]
    """
    rate, is_assumed = assumed_wacc() if wacc is None else check_rate(wacc), wacc is None
    if carbon_price is not None and not (math.isfinite(carbon_price) and carbon_price >= 0.0):
        raise_problem("carbon_price", value=carbon_price)
    entries = read_entries(roadmap.levers, costs)
    result = roadmap.attribution(year, method=attribution, scopes=scopes)
    bill: dict[str, float] = {}
    if energy_prices is not None:
        bill = energy_cost(saved_energy(roadmap, year, attribution=attribution), energy_prices, year=year)
    rows = [
        _Cost(
            lever,
            entry,
            rate if entry.wacc is None else entry.wacc,
            float(tonnes),
            plan_progress(lever, year, roadmap.bau.start_year),
            bill.get(lever.lever_id, 0.0) if energy_prices is not None else None,
        ).row(carbon_price)
        for lever, entry, tonnes in zip(roadmap.levers, entries, result.tco2e, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=list(COST_TABLE))
    inside = roadmap.scopes_in(year) if scopes is None else scopes
    for language in LANGUAGES:
        frame.attrs[f"convention_{language}"] = _convention(
            year, rate, is_assumed, attribution, inside, energy_prices is not None, language
        )
    frame.attrs |= source_attrs(roadmap.bau)
    return frame


COST_TABLE: tuple[str, ...] = (
    "lever_id", "group", "label_en", "label_nl", "tco2e", "progress", "capex_eur", "subsidy_eur",
    "opex_eur_per_year", "energy_eur_per_year", "annual_eur", "eur_per_tco2e", "eur_low_per_tco2e",
    "eur_high_per_tco2e", "carbon_eur", "eur_per_tco2e_after_carbon_price", "npv_eur", "payback_years",
    "lifetime_years", "wacc", "who_pays", "cost_basis", "is_assumption", "note_en", "note_nl",
)  # fmt: skip


@cache
def assumed_wacc() -> float:
    """Return the cost of capital that is assumed when none is given [1/year].

    Examples
    --------
    >>> assumed_wacc()
    0.07
    """
    source = read_document("lever_library", "costs.toml")
    return float(source["wacc"]["value"])


def plan_progress(lever: Lever, year: int, start_year: int) -> float:
    """Return which part of its plan a lever has carried out since the start of the BAU [0..1].

    Examples
    --------
    >>> from ghgcalc.levers import Ramp
    >>> plan_progress(Lever("A", "intensity", {}, Ramp(2025, 2030), effectiveness=0.3), 2027, 2025)
    0.4
    """
    ramp = lever.ramp
    before = ramp.share(start_year)
    end = max((share for _, share in ramp.table), default=ramp.share_to) if ramp.curve == "table" else ramp.share_to
    return (ramp.share(year) - before) / (end - before) if end != before else 0.0


@dataclass(frozen=True)
class _Cost:
    """One lever in one year, on its way to a row."""

    lever: Lever
    entry: Entry
    rate: float
    tonnes: float
    progress: float
    energy: float | None

    def row(self, carbon_price: float | None) -> dict[str, object]:
        entry, lever = self.entry, self.lever
        annual, low, high = self._per_year()
        tonnes = self.tonnes if self.tonnes > 0.0 else NAN
        carbon = NAN if carbon_price is None else -carbon_price * self.tonnes
        notes = self._notes()
        return {
            "lever_id": lever.lever_id,
            "group": lever.group,
            "label_en": lever.label("en"),
            "label_nl": lever.label("nl"),
            "tco2e": self.tonnes,
            "progress": self.progress,
            "capex_eur": _known(entry.capex_eur),
            "subsidy_eur": _known(entry.subsidy_eur),
            "opex_eur_per_year": _known(entry.opex_eur_per_year),
            "energy_eur_per_year": _known(self.energy),
            "annual_eur": annual,
            "eur_per_tco2e": annual / tonnes,
            "eur_low_per_tco2e": low / tonnes,
            "eur_high_per_tco2e": high / tonnes,
            "carbon_eur": carbon,
            "eur_per_tco2e_after_carbon_price": (annual + carbon) / tonnes,
            "npv_eur": self._npv(),
            "payback_years": self._payback(),
            "lifetime_years": _known(entry.lifetime_years),
            "wacc": self.rate if entry.is_own else NAN,
            "who_pays": entry.who_pays,
            "cost_basis": self.basis,
            "is_assumption": entry.is_library and entry.is_assumption,
            **{f"note_{language}": " ".join(text(n, language) for n in notes) for language in LANGUAGES},
        }

    @property
    def basis(self) -> str:
        if self.entry.is_own:
            return "own"
        return "library range" if self.entry.is_library else "unknown"

    def _yearly(self) -> float:
        """Return the yearly cost of the full plan, energy included [EUR/year]."""
        energy = (self.energy or 0.0) / self.progress if self.progress else 0.0
        return (self.entry.opex_eur_per_year or 0.0) + energy

    def _per_year(self) -> tuple[float, float, float]:
        entry = self.entry
        if entry.is_own:
            full = annualised(entry.investment, self._yearly(), rate=self.rate, years=entry.lifetime_years)
            return full * self.progress, full * self.progress, full * self.progress
        if entry.is_library and entry.library_low is not None and entry.library_high is not None:
            tonnes = self.tonnes if self.tonnes >= 0.0 else NAN
            low, high = entry.library_low * tonnes, entry.library_high * tonnes
            return (low + high) / 2.0, low, high
        return NAN, NAN, NAN

    def _npv(self) -> float:
        entry = self.entry
        if not entry.is_own or entry.lifetime_years is None:
            return NAN
        return -entry.investment - self._yearly() / annuity_factor(self.rate, entry.lifetime_years)

    def _payback(self) -> float:
        """Return the years until the savings have paid back the investment; NaN when nothing is invested [years]."""
        return payback(self.entry.investment, -self._yearly()) if self.entry.investment > 0.0 else NAN

    def _notes(self) -> list[str]:
        notes = []
        if self.tonnes <= 0.0:
            notes.append("costs.note_no_tonnes")
        if self.basis == "unknown":
            notes.append("costs.note_unknown")
        if self.basis == "library range":
            notes.append("costs.note_library")
        elif self.basis == "own" and self.entry.lifetime_years is None:
            notes.append("costs.note_no_lifetime")
        if self.energy is not None and self.energy < 0.0 and (self.entry.opex_eur_per_year or 0.0) < 0.0:
            notes.append("costs.note_energy_twice")
        return notes


def _known(value: float | None) -> float:
    return NAN if value is None else float(value)


def _convention(
    year: int, rate: float, is_assumed: bool, attribution: str, scopes: Scopes, has_energy: bool, language: str
) -> str:
    inside = scopes if isinstance(scopes, str) else "+".join(map(str, scopes))
    parts = [
        text(
            "costs.convention", language, year=year, wacc=format_share(rate, language=language, decimals=1),
            attribution=text(f"roadmap.attribution_{attribution}", language), scopes=inside,
        ),
        text("costs.convention_energy" if has_energy else "costs.convention_no_energy", language),
    ]  # fmt: skip
    if is_assumed:
        parts.append(text("costs.convention_wacc", language))
    return " ".join(parts)
