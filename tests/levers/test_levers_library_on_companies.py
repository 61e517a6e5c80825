"""Every lever of the library at work on the cells of an example company."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import ghgcalc as gc
from ghgcalc.inventory.selector import select_cells
from ghgcalc.levers import CURVES, levers_from_frame, load_library
from ghgcalc.levers.lever import NEEDS
from ghgcalc.projection import Projection, project_bau
from ghgcalc.roadmap import build_roadmap

LIBRARY = load_library()
EXAMPLES = Path(__file__).parents[2] / "examples"
RETAILER = "fashion-retailer"

#: The company that has what a lever acts on, when it is not the retailer.
COMPANY = {
    **dict.fromkeys(["LG08", "LG10", "PV07", "SE04", "SE05", "SE09", "US03"], "fashion-brand"),
    **dict.fromkeys(["MT13", "MT14", "MT15", "MT16", "PV08"], "furniture-maker"),
    "MT09": "shoe-brand",
}
#: What the user must say where the library has no number, and the choice made here.
OWN_CHOICE = {
    "LG07": {"activity": "transport.sea*", "to_activity": "transport.road.tractor_trailer", "ratio": 0.02},
    "MT09": {"to_activity": "material.fibre.polyester.recycled_staple", "ratio": 0.5},
    "MT12": {"activity": "material.fibre.wool.clean", "to_activity": "material.fibre.lyocell", "ratio": 1.0},
    "MT13": {"to_activity": "material.board.solid_wood_panel", "ratio": 1.0},
    "SE02": {"ratio": 1.6, "to_region": "NL"},
    "SE03": {"ratio": 0.8, "to_region": "NL"},
    "SE11": {"activity": "material.fibre.polyamide.filament", "to_activity": "material.fibre.polyamide.recycled",
             "ratio": 1.0},
    "US03": {"to_region": "GB"},
    "US04": {"to_activity": "waste.recycling.plastic_ldpe", "ratio": 0.3},
    "PV06": {"effectiveness": 0.2},
    "PV09": {"effectiveness": 0.2},
    "MT14": {"effectiveness": 0.1},
    "SE12": {"effectiveness": 0.2},
    "PV08": {"displacement": 0.5},
}  # fmt: skip


#: An electric boiler raises emissions where power is above 0.21 t/MWh, as the library says.
RAISES = {"SE05"}


@cache
def company(name: str) -> Projection:
    return gc.calculate_workbook(gc.read_workbook(EXAMPLES / name / f"{name}.en.xlsx")).roadmap.bau


@pytest.mark.parametrize("lever_id", LIBRARY)
def test_a_library_lever_changes_what_it_claims_and_nothing_else(lever_id: str) -> None:
    known = LIBRARY[lever_id]
    bau = company(COMPANY.get(lever_id, RETAILER))
    own = OWN_CHOICE.get(lever_id, {})
    missing = {name for name in NEEDS[known.mechanism] if getattr(known, name) in (None, "")}  # type: ignore[index]
    assert missing <= set(own), "the library has no number here, so the test must choose one"
    frame = pd.DataFrame([{"library_id": lever_id, "start_year": 2026, "end_year": 2031, **own}])
    [lever] = levers_from_frame(frame)
    roadmap = build_roadmap(bau, [lever])
    scenario = roadmap.scenario(2031)
    cells = roadmap.placement.cells
    before = scenario.run(np.zeros((1, 1)))[2][0]
    after = scenario.run(np.ones((1, 1)))[2][0]
    chosen = select_cells(cells, lever.cells_selector)
    fresh = np.arange(len(cells)) >= roadmap.placement.size
    assert chosen[~fresh].any(), "the lever meets cells"
    assert after[~chosen & ~fresh] == pytest.approx(before[~chosen & ~fresh])
    if not known.displacement and known.needs_own_volume and lever.displacement == 0.0:
        assert after == pytest.approx(before)
        return
    touched = chosen & ~fresh & (before > 0)
    if lever.mechanism == "switch":
        touched &= (cells["activity"] != lever.to_activity).to_numpy()
    if lever.mechanism == "set_factor":
        # What is renewable already has nothing to lose.
        touched &= after != before
        assert touched.any()
    share = lever.ramp.share_to - lever.ramp.share_from
    assert (after[touched] < before[touched]).all()
    if lever.mechanism in ("switch", "set_factor"):
        left = 1.0 - share / (1.0 - lever.ramp.share_from)
        assert after[touched] == pytest.approx(before[touched] * left)
    else:
        each = (lever.effectiveness or 0.0) * (1 - lever.rebound)
        each *= lever.displacement if lever.mechanism == "activity" else 1.0
        r = share * each / (1 - lever.ramp.share_from * each)
        assert after[touched] == pytest.approx(before[touched] * (1 - r))
    if lever.mechanism == "switch":
        assert fresh.any()
        assert set(cells["activity"][fresh]) == {lever.to_activity}
        assert before[fresh].sum() == 0.0
        assert scenario.run(np.ones((1, 1)))[0][0][fresh].min() > 0.0
    assert (after.sum() > before.sum()) == (lever_id in RAISES)


@pytest.mark.parametrize("lever", LIBRARY.values(), ids=LIBRARY)
def test_lifetime_ramp_and_prerequisites_are_stated(lever) -> None:
    assert (lever.lifetime_years is None) == (lever.lifetime_basis == "")
    assert lever.lifetime_basis in ("", "stated", "contract", "assumption")
    assert lever.lifetime_years is None or 1 <= lever.lifetime_years <= 40
    assert lever.lifetime_years == 1 or lever.lifetime_basis != "contract"
    assert lever.curve in CURVES
    assert 1 <= lever.ramp_years <= 10
    assert set(lever.requires) <= set(LIBRARY)
    assert bool(lever.prerequisite_en) == bool(lever.prerequisite_nl)


@pytest.mark.parametrize("scope2", ["location", "market"])
def test_an_electric_car_lowers_litres_and_raises_power_under_both_scope_2_methods(scope2: str) -> None:
    """A litre of petrol gives way to 3.272 kWh, in scope 2 and in category 3.3, whatever the method."""
    book = gc.read_workbook(EXAMPLES / RETAILER / f"{RETAILER}.en.xlsx")
    inventory = gc.calculate_workbook(book).inventory
    bau = project_bau(inventory, book.growth, until=2031, scope2=scope2)
    frame = pd.DataFrame([{"library_id": "OP07", "start_year": 2026, "end_year": 2031, "share_from": 0, "share_to": 1}])
    roadmap = build_roadmap(bau, levers_from_frame(frame))
    cells, scenario = roadmap.placement.cells, roadmap.scenario(2031)
    fuel = (cells["activity_category"] == "1.mobile").to_numpy() & cells["activity"].str.startswith(
        "energy.fuel"
    ).to_numpy()
    amounts, _, after = (part[0] for part in scenario.run(np.ones((1, 1))))
    before = scenario.run(np.zeros((1, 1)))
    assert after[fuel] == pytest.approx(0.0)
    litres = before[0][0][fuel & (cells["category"] == "1.mobile").to_numpy()].sum()
    fresh = np.arange(len(cells)) >= roadmap.placement.size
    power = fresh & (cells["category"] == "2.electricity").to_numpy()
    upstream = fresh & (cells["category"] == "3.3").to_numpy()
    assert amounts[power].sum() == pytest.approx(3.272 * litres)
    assert amounts[upstream].max() == pytest.approx(amounts[power].max())
    assert set(cells["scope2_method"][power]) == {scope2}
    rise = roadmap.residual(2031, scopes="2") - roadmap.bau_tco2e(2031, scopes="2")
    assert rise == pytest.approx(after[power].sum())
    assert rise > 0
    fall = roadmap.bau_tco2e(2031, scopes="3") - roadmap.residual(2031, scopes="3")
    assert fall == pytest.approx((before[2][0][fuel & (cells["scope"] == 3).to_numpy()]).sum() - after[upstream].sum())
