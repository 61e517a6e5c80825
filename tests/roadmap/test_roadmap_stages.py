"""Waterfalls over two target years, against the structure of the ESRS table and their own parts."""

from __future__ import annotations

import pandas as pd
import pytest
from test_roadmap import ALL, BASE, CELLS, T14, YEARS, Aim, Bau

from ghgcalc.base_year import set_base_year
from ghgcalc.errors import DataError
from ghgcalc.factors import load_factors
from ghgcalc.inventory import calculate_inventory
from ghgcalc.levers import Lever, Ramp
from ghgcalc.plot import plot_waterfall
from ghgcalc.projection import grid_path, project_bau
from ghgcalc.roadmap import ESRS_TYPES, build_roadmap, esrs_levers

FAR = Aim("far", (1, 2, 3), 2024, 2035, 10_000.0, 4_000.0)


def test_t18_two_stages_end_where_the_table_of_the_standard_ends():
    """T-18: base 100, levers to 60 in 2030 and on to 40 in 2035, without growth (ESRS E1, AR 31)."""
    cells = CELLS.iloc[[0]].assign(amount=100.0, factor=1000.0, tco2e=100.0)
    first = {"EE": 10, "ME": 5, "FS": 2, "RE": 10, "PROD": 8, "PROC": 5}
    second = {"EE": 4, "EL": 10, "RE": 3, "PROC": 3}
    names = list(dict.fromkeys([*first, *second]))
    plan = [
        Lever(n, "direct", {"category": "3.1"}, Ramp.from_table(
            {2024: 0.0, 2030: first.get(n, 0) / 20, 2035: (first.get(n, 0) + second.get(n, 0)) / 20}), tonnes=20.0,
            esrs_lever=n)
        for n in names
    ]  # fmt: skip
    roadmap = build_roadmap(Bau(cells, YEARS), plan, base=type(BASE)(2024, cells), targets=[FAR])
    frame = roadmap.waterfall_stages((2030, 2035)).set_index("step")["tco2e"]
    assert frame[["base", "bau", "residual", "residual@2035"]].tolist() == pytest.approx([100, 100, 60, 40])
    assert frame[names].tolist() == pytest.approx([-first.get(n, 0) for n in names])
    assert frame[[f"{n}@2035" for n in names]].tolist() == pytest.approx([-second.get(n, 0) for n in names])
    table = esrs_levers(roadmap, (2030, 2035)).set_index("row")
    for year, levers, ends in ((2030, first, (100, 60)), (2035, second, (60, 40))):
        assert table.loc[["base", "residual"], year].tolist() == pytest.approx(ends)
        assert table.loc[list(ESRS_TYPES), year].tolist() == pytest.approx([-levers.get(n, 0) for n in ESRS_TYPES])


@pytest.mark.parametrize("method", ["shapley", "sequential", "standalone", "last_in"])
@pytest.mark.parametrize("min_share", [0.0, 0.06])
def test_every_staged_waterfall_closes_and_can_be_drawn(method, min_share):
    roadmap = build_roadmap(Bau(CELLS, YEARS, growth=0.05), T14, base=BASE, targets=[ALL, FAR])
    frame = roadmap.waterfall_stages((2027, 2030, 2035), attribution=method, min_share=min_share)
    assert ("other_levers@2030" in set(frame["step"])) == (min_share > 0)
    level = 0.0
    for row in frame.itertuples():
        if row.kind == "delta":
            assert row.start == pytest.approx(level, abs=1e-6)
            level = row.end
        elif row.kind == "total":
            assert level == 0.0 or row.end == pytest.approx(level, abs=1e-6)
            level = row.end
    totals = frame[frame["kind"] == "total"].set_index("step")["tco2e"]
    for step, year in (("residual", 2027), ("residual@2030", 2030), ("residual@2035", 2035)):
        assert totals[step] == pytest.approx(roadmap.residual(year))
    assert frame.iloc[-1]["tco2e"] == 4000
    assert "2030–2035" in frame.set_index("step").loc["growth@2035", "label_nl"]
    plot_waterfall(frame, language="nl")


def test_the_first_stage_equals_the_waterfall_of_its_year_and_the_grid_goes_on():
    rows = pd.DataFrame({"year": [2026], "activity": ["stroom"], "value": [1e6], "unit": ["kWh"], "region": ["NL"]})
    inventory = calculate_inventory(rows, load_factors("nl-2026"))
    grid = grid_path("NL", {2026: 0.3, 2030: 0.2, 2035: 0.1}, source="own")
    bau = project_bau(inventory, 0.02, until=2035, scope2="location", external=[grid])
    led = Lever("LED", "intensity", {"category": "2.electricity"}, Ramp(2026, 2035), effectiveness=0.3)
    roadmap = build_roadmap(bau, [led], base=set_base_year(inventory, 2026, scope2="location"))
    single = roadmap.waterfall(year=2030).set_index("step")["tco2e"]
    staged = roadmap.waterfall_stages((2030, 2035)).set_index("step")["tco2e"]
    assert staged[single.index].tolist() == pytest.approx(single.tolist())
    table = esrs_levers(roadmap, (2030, 2035)).set_index("row")
    for year, step in ((2030, "external_grid"), (2035, "external_grid@2035")):
        assert table.loc["external", year] == pytest.approx(staged[step])
        assert table.loc["residual", year] == pytest.approx(roadmap.residual(year))
    assert table.drop(["bau", "residual", "target", "gap", "label_en", "label_nl"], errors="ignore")[2035].sum() == (
        pytest.approx(roadmap.residual(2035))
    )
    both = single["external_grid"] + staged["external_grid@2035"]
    assert both == pytest.approx(roadmap.waterfall(year=2035).set_index("step")["tco2e"]["external_grid"])


@pytest.mark.parametrize("years", [(2030,), (2035, 2030), (2030, 2030)])
def test_stages_must_rise(years):
    roadmap = build_roadmap(Bau(CELLS, YEARS), T14, base=BASE)
    with pytest.raises(DataError, match="rising years"):
        roadmap.waterfall_stages(years)
