"""Plans that are hard to draw: few and many levers, tiny and huge, no gap and overshoot, in tonnes and kilotonnes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pandas as pd

import ghgcalc as gc
from ghgcalc.inventory.selector import Selector
from ghgcalc.levers import Lever, Ramp
from ghgcalc.projection.external import ExternalDriver
from ghgcalc.targets.stated import stated_target

ROWS = [
    ("aardgas", 100_000.0, "Nm3"), ("elektriciteit", 2_000_000.0, "kWh"), ("diesel", 60_000.0, "l"),
    ("benzine", 20_000.0, "l"),
]  # fmt: skip
GROUPS = ("own_operations", "suppliers", "materials", "logistics", "volume", "people", "Eigen groep")
ACTIVITIES = ("energy.fuel.natural_gas", "energy.electricity*", "energy.fuel.diesel*", "energy.fuel.petrol*")
_LONG_EN = "high-grade recycled cotton and certified polyester fibres for the winter"
_LONG = "hoogwaardig gerecycled katoen en duurzaamheidsgecertificeerde polyestervezels in de wintercollectie"


@dataclass(frozen=True)
class Case:
    """A plan: `times` the size of the company, `left` of the base year allowed in 2030 (None = no target)."""

    count: int
    effect: float | None = None
    left: float | None = 0.7
    times: float = 1.0
    rows: int = 4
    long_names: bool = False
    raises: bool = False
    external: bool = False


CASES = {
    "three levers": Case(3),
    "25 levers with long names": Case(25, long_names=True),
    "one cell, one huge bar": Case(1, effect=0.95, rows=1, left=0.04),
    "tiny bars of a large company": Case(9, effect=0.0002, times=4_000.0),
    "target equal to the base": Case(4, left=1.0, times=40.0),
    "far overshoot, no growth of levers": Case(3, left=0.02),
    "a lever that raises emissions, external drivers": Case(5, raises=True, external=True),
    "25 levers, external drivers, kilotonnes": Case(25, external=True, times=300.0, long_names=True),
    "small company without a target": Case(6, left=None, times=0.004, external=True),
}


@cache
def _bau(times: float, rows: int, external: bool) -> gc.Projection:
    frame = pd.DataFrame(ROWS[:rows], columns=["activity", "value", "unit"]).assign(year=2024)
    inventory = gc.calculate_inventory(
        frame.assign(value=frame["value"] * times), gc.load_factors("nl-2026"), region="NL"
    )
    drivers = [
        ExternalDriver(
            "grid.NL", "factor", {2024: 0.3, 2032: 0.05}, (Selector.of({"activity": "energy.electricity*"}),),
            names={"en": "Greener grid", "nl": "Groener stroomnet"}, group="grid", confidence="A",
        ),
        ExternalDriver(
            "fuels", "reduction", {2024: 0.0, 2030: 0.08}, (Selector.of({"activity": "energy.fuel.diesel*"}),),
            names={"en": "Fuel blending", "nl": "Bijmenging"}, group="fuels", confidence="V",
        ),
    ]  # fmt: skip
    return gc.project_bau(inventory, 0.03, until=2032, scope2="location", **({"external": drivers} if external else {}))


@cache
def plan(name: str) -> gc.Roadmap:
    """Return the roadmap of a case."""
    case = CASES[name]
    bau = _bau(case.times, case.rows, case.external)
    levers = [
        Lever(
            f"L{i}", "intensity", {"activity": ACTIVITIES[i % case.rows]}, Ramp(2024 + i % 4, 2029 + i % 3),
            effectiveness=case.effect if case.effect is not None else (0.0004 if i % 5 == 4 else 0.05 + 0.01 * (i % 7)),
            name_en=f"Lever {i}" + (f": {_LONG_EN}" * case.long_names),
            name_nl=f"Maatregel {i}" + (f": {_LONG}" * case.long_names),
            group=GROUPS[i % len(GROUPS)], opex_eur_per_year=(-1.0) ** i * 400.0 * (i + 1), confidence="VDMA"[i % 4],
        )
        for i in range(case.count)
    ]  # fmt: skip
    if case.raises:
        up = Lever(
            "up", "set_factor", {"activity": ACTIVITIES[0]}, Ramp(2024, 2030), factor_after=4.0,
            name_en="Back to worse gas", name_nl="Terug naar slechter gas", group="own_operations",
        )  # fmt: skip
        levers.append(up)
    if case.left is None:
        return gc.build_roadmap(bau, levers)
    goal = stated_target(
        scopes="1+2+3", base_year=2024, target_year=2030, base_tco2e=bau.total(2024), reduction=1.0 - case.left
    )
    return gc.build_roadmap(bau, levers, targets=[goal])
