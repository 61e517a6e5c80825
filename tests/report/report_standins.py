"""Small nouns built to the public contract: enough of an inventory and a roadmap for charts and reports."""

# ruff: noqa: E501  (one line of data per row)

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from ghgcalc.inventory import AccountingRulebook, Exclusion, load_accounting

# year, activity, region, category, method, stage, factor_id, match, amount, unit, factor, data_type, biogenic, site
_GROWTH = {2023: 0.9, 2024: 1.0}
_LINES = [
    ("energy.natural_gas", "NL", "1.stationary", "", "combustion", "nl-gas", "exact", 51300.5, "Nm3", 1.779, "measured"),
    ("energy.natural_gas", "NL", "3.3", "", "upstream", "nl-gas-up", "exact", 51300.5, "Nm3", 0.355, "measured"),
    ("fuel.diesel", "NL", "1.mobile", "", "combustion", "nl-diesel", "older year", 8800.25, "l", 2.666, "measured"),
    ("energy.electricity", "NL", "2.electricity", "location", "generation", "nl-el", "exact", 1210.75, "MWh", 200.0, "measured"),
    ("energy.electricity", "NL", "3.3", "location", "upstream", "nl-el-up", "exact", 1210.75, "MWh", 44.0, "measured"),
    ("energy.electricity.wind", "NL", "2.electricity", "market", "generation", "nl-wind", "exact", 1210.75, "MWh", 0.0, "measured"),
    ("energy.electricity.wind", "NL", "3.3", "market", "upstream", "nl-wind-up", "exact", 1210.75, "MWh", 14.0, "measured"),
    ("energy.heat.district", "NL", "2.heat", "", "generation", "nl-heat", "wider region", 912.4, "GJ", 27.3, "measured"),
    ("material.cotton", "IN", "3.1", "", "cradle-to-gate", "mat-cotton", "exact", 612_345.6, "kg", 8.31, "average"),
    ("material.polyester", "CN", "3.1", "", "cradle-to-gate", "mat-pes", "wider region", 201_888.2, "kg", 6.02, "average"),
    ("goods.services", "NL", "3.1", "", "cradle-to-gate", "spend-serv", "older year", 2_410_000.0, "EUR", 0.171, "spend"),
    ("transport.sea", "GLO", "3.4", "", "combustion", "sea", "exact", 21_400_000.0, "tkm", 0.0108, "supplier"),
    ("waste.textile", "NL", "3.5", "", "end-of-life", "waste", "exact", 41.2, "t", 21.3, "estimate"),
    ("travel.train", "NL", "3.6", "", "combustion", "train", "exact", 118_000.0, "pkm", 0.002, "measured"),
    ("use.washing", "NL", "3.11", "", "generation", "wash", "exact", 3_000_000.0, "kWh", 0.244, ""),
    ("waste.sold", "NL", "3.12", "", "end-of-life", "eol", "exact", 701.5, "t", 611.0, "estimate"),
    ("franchise", "BE", "3.10", "", "reported", "", "reported", 321.75, "tCO2e", 1000.0, "supplier"),
]  # fmt: skip
EVIL = ["=1+2", "+31 20", "-minus", "@SUM(A1)"]
_TAGS = ("material", "process", "energy_carrier", "mode", "product", "instrument", "tier")


def cells() -> pd.DataFrame:
    rows = []
    for year, scale in _GROWTH.items():
        for number, line in enumerate(_LINES):
            activity, region, category, method, stage, factor, match, amount, unit, value, data_type = line
            rows.append(
                dict.fromkeys(_TAGS, "")
                | {
                    "year": year, "entity": "Acme BV", "site": EVIL[number % 4] if number < 8 else "", "region": region,
                    "activity": activity, "activity_category": category, "data_type": data_type,
                    "scope": int(category[0]), "category": category, "scope2_method": method, "stage": stage,
                    "factor_id": factor, "match": match, "amount": amount * scale, "unit": unit, "factor": value,
                    "factor_unit": f"kgCO2e/{unit}", "tco2e": amount * scale * value / 1000.0,
                    "tco2_biogenic": 12.5 if category == "3.12" else 0.0, "gsd": 1.1, "basis": "",
                    "boundary": "optional" if activity == "use.washing" else "required", "in_gwp_set": True,
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def factor_frame() -> pd.DataFrame:
    lines = {line[5]: line for line in _LINES if line[5]}
    return pd.DataFrame(
        [
            {
                "factor_id": key, "activity": line[0], "region": line[1], "valid_from": 2024, "valid_to": 2024,
                "unit": line[8], "kgco2e": line[9], "kgco2": np.nan, "kgch4": np.nan, "kgn2o": np.nan, "gases": "", "gwp_set": "AR5", "source": "nl-2026", "set": "nl-2026",
                "source_ref": "table 1", "published_name": "=HYPERLINK(1)" if key == "train" else key, "note": "",
            }
            for key, line in lines.items()
        ]
    )  # fmt: skip


SOURCES = {
    "nl-2026": {
        "publisher": "CO2emissiefactoren.nl", "title": "Lijst emissiefactoren <2026>", "edition": "2026", "url": "https://www.co2emissiefactoren.nl",
        "licence": "citation", "attribution": "=cmd() Bron: co2emissiefactoren.nl", "gwp_set": "AR5", "sha256": "ab12",
    }
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class InventoryStandIn:
    cells: pd.DataFrame = field(default_factory=cells)
    years: tuple[int, ...] = (2023, 2024)
    gwp: str = "AR6"
    version: str = "0.1.0"
    input_hash: str = "0123456789abcdef"
    factors_hash: str = "fedcba9876543210"
    consolidation: str | None = "operational control"
    exclusions: tuple[Exclusion, ...] = (
        Exclusion("3.14", "not_applicable", "No franchises."),
        Exclusion("3.2", "de_minimis", "=2+5 laptops", 1.5, 2024),
    )
    rules: AccountingRulebook = field(default_factory=load_accounting)

    @property
    def missing_methods(self) -> tuple[tuple[int, str], ...]:
        known: dict[int, set[str]] = {}
        for row in self.cells.itertuples():
            if row.scope == 2 and row.scope2_method:
                known.setdefault(row.year, set()).add(row.scope2_method)
        return tuple(
            (year, method) for year, found in known.items() for method in ("location", "market") if method not in found
        )

    @property
    def factors(self) -> Any:
        return SimpleNamespace(frame=factor_frame(), sources=SOURCES)

    @property
    def caveats(self) -> pd.DataFrame:
        return pd.DataFrame(
            [
                (
                    "spend",
                    "Spend-based factors <b>move</b> with prices.",
                    "Factoren per euro bewegen mee met prijzen.",
                    0.055,
                ),
                ("missing", "No data for 3.8.", "Geen gegevens voor 3.8.", float("nan")),
            ],
            columns=["code", "text_en", "text_nl", "share"],
        )

    def total(self, *, scope2: str, year: int | None = None, scope: int | None = None) -> float:
        total = 0.0
        for row in self.cells.itertuples():
            if row.scope2_method in ("", scope2) and year in (None, row.year) and scope in (None, row.scope):
                total += row.tco2e
        return total


@dataclass(frozen=True)
class BaseYearStandIn:
    inventory: InventoryStandIn
    year: int = 2023
    scope2: str = "market"
    reason: str = "First complete year."

    def total(self, scope: int | None = None) -> float:
        return self.inventory.total(scope2=self.scope2, year=self.year, scope=scope)


@dataclass(frozen=True)
class ProjectionStandIn:
    inventory: InventoryStandIn
    years: tuple[int, ...] = tuple(range(2024, 2031))
    scope2: str = "market"
    growth: float = 0.04
    baseline: str = "frozen"
    externals: tuple[object, ...] = ()

    @property
    def cells(self) -> pd.DataFrame:
        every = self.inventory.cells
        return every[(every["year"] == 2024) & every["scope2_method"].isin(["", self.scope2])].reset_index(drop=True)

    @property
    def start_year(self) -> int:
        return self.years[0]

    @property
    def factors(self) -> np.ndarray:
        return np.tile(self.cells[["factor"]].to_numpy() / 1000.0, (1, len(self.years)))

    @property
    def amounts(self) -> np.ndarray:
        grown = (1.0 + self.growth) ** np.arange(len(self.years))
        return self.cells[["amount"]].to_numpy() * grown

    @property
    def emissions(self) -> np.ndarray:
        return self.amounts * self.factors

    def total(self, year: int, scope: int | None = None) -> float:
        rows = self.cells["scope"].isin([1, 2, 3] if scope is None else [scope]).to_numpy()
        return float(self.emissions[rows, self.years.index(year)].sum())

    def pathway(self) -> pd.DataFrame:
        frame = pd.DataFrame(self.emissions, columns=list(self.years))
        frame["category"], frame["scope"], frame["scenario"] = self.cells["category"], self.cells["scope"], "bau"
        long = frame.melt(["scenario", "scope", "category"], var_name="year", value_name="tco2e")
        return long.groupby(["scenario", "scope", "category", "year"], as_index=False)["tco2e"].sum()


@dataclass(frozen=True)
class TargetStandIn:
    name: str
    base_tco2e: float
    reduction: float = 0.42
    scopes: tuple[int, ...] = (1, 2, 3)
    method: str = "absolute-contraction"
    ambition: str = "1.5C"
    rulebook: str = "near-term-5.3.1"
    base_year: int = 2023
    target_year: int = 2030

    @property
    def annual_rate(self) -> float:
        return self.reduction / (self.target_year - self.base_year)

    @property
    def target_tco2e(self) -> float:
        return self.base_tco2e * (1 - self.reduction)

    @property
    def pathway(self) -> dict[int, float]:
        return {y: self.base_tco2e * (1 - self.annual_rate * (y - self.base_year)) for y in range(self.base_year, 2031)}

    @property
    def checks(self) -> pd.DataFrame:
        return pd.DataFrame(
            [
                ("C15", "The linear annual reduction is at least the minimum of the rulebook.", "De jaarlijkse lineaire reductie is ten minste het minimum van de regelset.", "met", "6.0% a year", "6,0% per jaar", "Criteria 5.3.1, p. 20"),
                ("C9", "Scope 3 screening covers all relevant categories.", "De scope 3-screening dekt alle relevante categorieën.", "not assessed", "needs a screening", "vraagt een screening", "Criteria 5.3.1, p. 14"),
                ("C4", "The base year is 2015 or later.", "Het basisjaar is 2015 of later.", "not met", "=2010", "=2010", "Criteria 5.3.1, p. 11"),
            ],
            columns=["id", "rule_en", "rule_nl", "result", "detail_en", "detail_nl", "source"],
        )  # fmt: skip


_LEVERS = [
    ("MT01", "materials", "Recycled polyester", "Gerecycled polyester", -0.06),
    ("MT02", "materials", "Better cotton", "Beter katoen", -0.11),
    ("SE01", "suppliers", "Supplier renewable power", "Groene stroom bij leveranciers", -0.13),
    ("OP03", "own_operations", "Heat pumps", "=Warmtepompen", -0.02),
    ("LG01", "logistics", "Air to sea", "Van lucht naar zee", -0.012),
]


@dataclass(frozen=True)
class RoadmapStandIn:
    bau: ProjectionStandIn
    base: BaseYearStandIn
    targets: tuple[TargetStandIn, ...]
    levers: tuple[Any, ...] = tuple(
        SimpleNamespace(
            lever_id=key, name_en=en, name_nl=nl, group=group, mechanism="intensity", selector={"category": "3.1"},
            ramp=SimpleNamespace(start_year=2025, end_year=2030, share_from=0.0, share_to=0.5, curve="linear"),
            effectiveness=0.3, rebound=0.0, to_activity="", ratio=None, factor_after=None, tonnes=None,
            capex_eur=120000.0, opex_eur_per_year=-5000.0, library_id=key, source="=own estimate",
        )
        for key, group, en, nl, _ in _LEVERS
    )  # fmt: skip

    def waterfall(self, *, year: int, attribution: str = "shapley", scopes: Any = None) -> pd.DataFrame:
        base, bau = self.base.total(), self.bau.total(year)
        rows = [("base", "total", "", f"Base year {self.base.year}", f"Basisjaar {self.base.year}", base, 0.0, base)]
        rows.append(("growth", "delta", "growth", f"Growth to {year}", f"Groei tot {year}", bau - base, base, bau))
        rows.append(("bau", "total", "", f"BAU {year}", f"BAU {year}", bau, 0.0, bau))
        level, taken = bau, (year - 2024) / 6
        for key, group, en, nl, share in _LEVERS:
            change = share * bau * taken
            rows.append((key, "delta", group, en, nl, change, level, level + change))
            level += change
        rows.append(("residual", "total", "", f"Residual emissions {year}", f"Restuitstoot {year}", level, 0.0, level))
        if self.targets:
            target = self.targets[0].pathway[year]
            rows.append(("gap", "gap", "", "Still to find", "Nog te vinden", level - target, target, level))
            rows.append(("target", "target", "", f"Target {year}", f"Doel {year}", target, 0.0, target))
        columns = ["step", "kind", "group", "label_en", "label_nl", "tco2e", "start", "end"]
        frame = pd.DataFrame(rows, columns=columns)
        frame["share_of_base"] = frame["tco2e"] / base
        return frame

    has_assumptions: bool = False
    warnings: tuple[Any, ...] = ()

    def scopes_in(self, year: int) -> tuple[int, ...]:
        return (1, 2, 3)

    def base_tco2e(self, *, scopes: Any = None) -> float:
        return self.base.total()

    def bau_tco2e(self, year: int, *, scopes: Any = None) -> float:
        return self.bau.total(year)

    def target_tco2e(self, year: int, *, scopes: Any = None) -> float | None:
        return self.targets[0].pathway[year] if self.targets else None

    def residual(self, year: int, *, scopes: Any = None) -> float:
        steps = self.waterfall(year=year)
        return float(steps.loc[steps["step"] == "residual", "tco2e"].iloc[0])


def roadmap(*, has_target: bool = True, reduction: float = 0.42) -> RoadmapStandIn:
    inventory = InventoryStandIn()
    base = BaseYearStandIn(inventory)
    target = TargetStandIn("Near-term 1+2+3", base.total(), reduction)
    return RoadmapStandIn(ProjectionStandIn(inventory), base, (target,) if has_target else ())
