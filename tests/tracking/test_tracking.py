"""Plan versus actual: the split, what cannot be split, and refusals."""

from __future__ import annotations

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ghgcalc as gc
from ghgcalc.errors import DataError
from ghgcalc.levers import Lever, Ramp
from ghgcalc.report import tracking_html, tracking_report
from ghgcalc.texts import text
from ghgcalc.tracking import split_change, track_roadmap

POSITIVE = st.floats(0.01, 1e4)


def inventory(year, rows, factors="nl-2026"):
    names = ["activity", "value", "unit"]
    frame = pd.DataFrame([dict(zip(names, row, strict=True)) for row in rows]).assign(year=year)
    return gc.calculate_inventory(frame, gc.load_factors(factors), region="NL")


START = [("aardgas", 1000.0, "Nm3"), ("diesel", 500.0, "l"), ("elektriciteit", 8000.0, "kWh")]


@pytest.fixture(scope="module")
def roadmap():
    bau = gc.project_bau(inventory(2026, START), 0.0, until=2030, scope2="location")
    plan = [
        Lever("roof", "intensity", {"category": "1.stationary"}, Ramp(2026, 2030), effectiveness=0.4),
        Lever("boiler", "intensity", {"category": "1.stationary"}, Ramp(2026, 2030), effectiveness=0.1),
        Lever("HVO", "intensity", {"category": "1.mobile"}, Ramp(2026, 2030), effectiveness=0.5, esrs_lever="FS"),
    ]
    return gc.build_roadmap(bau, plan)


@given(POSITIVE, POSITIVE, POSITIVE, POSITIVE, st.sampled_from(["sun", "lmdi"]))
def test_the_two_parts_are_the_whole_difference(a0, f0, a1, f1, method):
    activity, intensity = split_change([a0], [f0], [a1], [f1], method=method)
    assert activity[0] + intensity[0] == pytest.approx(a1 * f1 - a0 * f0, rel=1e-7, abs=1e-9 * (a0 * f0 + a1 * f1))
    assert np.sign(activity[0]) in (0.0, np.sign(a1 - a0))
    back = split_change([a1], [f1], [a0], [f0], method=method)
    assert back[0][0] == pytest.approx(-activity[0], rel=1e-9, abs=1e-9), "symmetric in time"


def test_sun_works_when_a_factor_falls_to_zero_and_lmdi_refuses():
    assert split_change([100.0], [2.5], [110.0], [0.0])[1][0] == pytest.approx(-262.5)
    with pytest.raises(DataError, match="LMDI needs positive"):
        split_change([100.0], [2.5], [110.0], [0.0], method="lmdi")


def test_a_year_exactly_as_planned_differs_nowhere(roadmap):
    """2027: a quarter of the ramps: gas × 0.9 × 0.975 on the meter, diesel litres unchanged."""
    gas = 1000.0 * (1.0 - 0.1) * (1.0 - 0.025)
    found = track_roadmap(roadmap, inventory(2027, [("aardgas", gas, "Nm3"), *START[1:]]))
    table = found.categories.set_index("category")
    assert table.loc["1.stationary", "difference_tco2e"] == pytest.approx(0.0, abs=1e-9)
    assert table.loc["1.mobile", "intensity_tco2e"] > 0.0, "the planned biofuel is not in the data"
    assert table.loc["1.mobile", "activity_tco2e"] == pytest.approx(0.0)
    assert table.loc["2.electricity", "difference_tco2e"] == pytest.approx(0.0, abs=1e-9)


def test_more_energy_than_planned_is_activity(roadmap):
    found = track_roadmap(roadmap, inventory(2028, START))
    stationary = found.categories.set_index("category").loc["1.stationary"]
    planned = 1000.0 * 0.8 * 0.95
    assert stationary["activity_tco2e"] == pytest.approx((1000.0 - planned) * 1.779 / 1000.0, rel=1e-6)
    assert stationary["intensity_tco2e"] == pytest.approx(0.0, abs=1e-9)


def test_every_difference_is_split_or_named(roadmap):
    actual = inventory(2028, [START[0], START[1], ("benzine", 90.0, "l")])
    found = track_roadmap(roadmap, actual)
    table = found.categories
    parts = table[["activity_tco2e", "intensity_tco2e", "unexplained_tco2e"]].sum(axis=1)
    pd.testing.assert_series_equal(parts, table["difference_tco2e"], check_names=False)
    assert (table.loc[table["unexplained_tco2e"].abs() > 1e-9, "reason_en"] != "").all()
    reasons = table.set_index("category")["reason_nl"]
    assert "Niet in het plan" in reasons["1.mobile"]
    assert "niet in de werkelijke data" in reasons["2.electricity"]
    total = actual.total(scope2="location", year=2028)
    assert found.total("actual_tco2e") == pytest.approx(total)
    assert found.total("planned_tco2e") == pytest.approx(roadmap.residual(2028))


def test_levers_on_the_same_cells_are_named_together(roadmap):
    levers = track_roadmap(roadmap, inventory(2028, START)).levers.set_index("lever_id")
    assert levers.loc["roof", "shared_with"] == "boiler"
    assert levers.loc["HVO", "shared_with"] == ""
    assert levers.loc["roof", "difference_tco2e"] == pytest.approx(levers.loc["boiler", "difference_tco2e"])
    assert levers.loc["roof", "share_planned"] == 0.5


@pytest.mark.parametrize("rows", [START, [START[0], ("benzine", 90.0, "l")], [("diesel", 700.0, "l"), START[2]]])
def test_the_way_from_base_year_over_plan_to_actual_closes(roadmap, rows):
    found = track_roadmap(roadmap, inventory(2028, rows))
    bridge = found.bridge
    level = 0.0
    for row in bridge.itertuples():
        if row.kind == "delta":
            level += row.tco2e
        else:
            assert level == 0.0 or level == pytest.approx(row.tco2e, rel=1e-12)
            level = row.tco2e
    totals = bridge[bridge["kind"] == "total"].set_index("step")["tco2e"]
    assert totals.index.tolist() == ["base", "bau", "planned", "actual"]
    assert totals["planned"] == pytest.approx(roadmap.residual(2028))
    assert totals["actual"] == pytest.approx(found.total("actual_tco2e"))
    for lever, planned in found.levers.set_index("lever_id")["abatement_planned_tco2e"].items():
        assert bridge.set_index("step").loc[lever, "tco2e"] == pytest.approx(-planned)


def test_levers_on_the_same_cells_share_one_step_and_other_cells_keep_their_parts(roadmap):
    steps = track_roadmap(roadmap, inventory(2028, [START[0], START[1], ("elektriciteit", 9000.0, "kWh")])).bridge
    values = steps.set_index("step")["tco2e"]
    shared = next(name for name in values.index if name.startswith("unlike@") and "roof" in name)
    assert shared == "unlike@roof+boiler"
    own = track_roadmap(roadmap, inventory(2028, [START[0], START[1], ("elektriciteit", 9000.0, "kWh")])).cells
    gas = own["activity"] == "energy.fuel.natural_gas"
    assert values[shared] == pytest.approx(own.loc[gas, "difference_tco2e"].sum())
    power = own["activity"] == "energy.electricity"
    assert values["unlike_activity"] == pytest.approx(own.loc[power, "activity_tco2e"].sum())
    assert "unlike_intensity" not in values.index


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_results_of_next_year_hold_plan_versus_actual(roadmap, tmp_path, language):
    actual = inventory(2028, START)
    found = track_roadmap(roadmap, actual)
    later = gc.build_roadmap(gc.project_bau(actual, 0.0, until=2030, scope2="location"), [])
    page = gc.write_report(later, tmp_path / "results.html", language=language, tracking=found)
    words = {"en": "above the plan", "nl": "boven het plan"}[language]
    assert words in page.read_text(encoding="utf-8")
    assert words in tracking_report(found, language)
    assert words in tracking_html(found, language)
    path = gc.write_report(later, tmp_path / "results.xlsx", language=language, tracking=found)
    sheet = openpyxl.load_workbook(path, data_only=True)[text("report.sheet_tracking", language)]
    values = {row[0].value: row[1].value for row in sheet.iter_rows(max_col=2) if row[0].value}
    for row in found.bridge.to_dict("records"):
        assert values[row[f"label_{language}"]] == pytest.approx(row["tco2e"])
    formulas = openpyxl.load_workbook(path)[sheet.title]
    assert sum(str(cell.value).startswith("=") for row in formulas.iter_rows() for cell in row) == 3 + len(
        found.levers
    ) + len(found.categories)
    assert (
        text("report.sheet_tracking", language)
        not in openpyxl.load_workbook(gc.write_report(later, tmp_path / "plain.xlsx", language=language)).sheetnames
    )


def test_reported_tonnes_cannot_be_split():
    def reported(year, tonnes):
        rows = pd.DataFrame(
            {"year": [year], "activity": ["reported"], "value": [tonnes], "unit": ["tCO2e"], "category": ["3.1"]}
        )
        return gc.calculate_inventory(rows, gc.load_factors("nl-2026"), region="NL")

    bau = gc.project_bau(reported(2026, 100.0), 0.0, until=2030, scope2="market")
    found = track_roadmap(gc.build_roadmap(bau, []), reported(2027, 90.0))
    row = found.categories.iloc[0]
    assert row["unexplained_tco2e"] == pytest.approx(-10.0)
    assert "without activity data" in row["reason_en"]


def test_other_factors_are_pointed_out(roadmap):
    both = gc.load_factors("nl-2026", "desnz-2025")
    rows = pd.DataFrame(START, columns=["activity", "value", "unit"]).assign(year=2027)
    found = track_roadmap(roadmap, gc.calculate_inventory(rows, both, region="NL"))
    assert any("change of method" in note for note in found.notes_en)
    assert "wijziging van methode" in " ".join(tracking_report(found, "nl").split())
    same = track_roadmap(roadmap, inventory(2027, START))
    assert not any("change of method" in note for note in same.notes_en)


def test_refusals(roadmap):
    for actual, arguments, code in [
        (inventory(2026, START), {}, "track_year_early"),
        (inventory(2035, START), {}, "year_not_projected"),
        (inventory(2027, START), {"year": 2028}, "track_year_missing"),
    ]:
        with pytest.raises(DataError) as caught:
            track_roadmap(roadmap, actual, **arguments)
        assert caught.value.problems[0].code == code
    rows = pd.DataFrame(START, columns=["activity", "value", "unit"]).assign(year=2027)
    other = gc.calculate_inventory(rows, gc.load_factors("nl-2026"), region="NL", gwp="AR5")
    with pytest.raises(DataError, match="one GWP set"):
        track_roadmap(roadmap, other)
