"""The ESRS sheet and the charts of levers in the reports of a real roadmap."""

from __future__ import annotations

import pandas as pd
import pytest
from openpyxl import load_workbook

import ghgcalc as gc
from ghgcalc.levers import Lever, Ramp
from ghgcalc.report import draw_charts
from ghgcalc.report.charts import LEVER_CHARTS


@pytest.fixture(scope="module")
def roadmap():
    rows = pd.DataFrame({"year": [2026], "activity": ["aardgas"], "value": [100_000.0], "unit": ["Nm3"]})
    inventory = gc.calculate_inventory(rows, gc.load_factors("nl-2026"), region="NL")
    bau = gc.project_bau(inventory, 0.02, until=2030, scope2="location")
    roof = Lever(
        "roof", "intensity", {"category": "1.stationary"}, Ramp(2026, 2030, lifetime_years=30), effectiveness=0.3,
        capex_eur=300_000.0, subsidy_eur=50_000.0, who_pays="shared", esrs_lever="EE", name_nl="Dak", name_en="Roof",
    )  # fmt: skip
    return gc.build_roadmap(bau, [roof])


@pytest.mark.parametrize(("language", "name"), [("en", "ESRS levers"), ("nl", "ESRS-maatregelen")])
def test_the_workbook_holds_the_esrs_table_with_formulas(roadmap, tmp_path, language, name):
    path = gc.write_report(roadmap, tmp_path / "results.xlsx", language=language)
    shown = load_workbook(path, data_only=True)[name]
    values = {row[0].value: row[1].value for row in shown.iter_rows(min_row=5, max_col=2) if row[0].value}
    table = gc.esrs_levers(roadmap).set_index(f"label_{language}")[2030]
    known = table.dropna()
    assert {label: values[label] for label in known.index} == pytest.approx(known.to_dict())
    assert {values[label] for label in table.index[table.isna()]} == {"–"}
    formulas = load_workbook(path)[name]
    assert sum(str(row[1].value).startswith("=") for row in formulas.iter_rows(min_row=5, max_col=2)) == 2
    levers = load_workbook(path, data_only=True)["Levers" if language == "en" else "Maatregelen"]
    words = {cell.value for row in levers.iter_rows() for cell in row}
    assert {50_000.0, 30, "shared" if language == "en" else "gedeeld"} <= words


def test_the_page_holds_the_charts_of_the_levers(roadmap, tmp_path):
    assert set(LEVER_CHARTS) <= set(draw_charts(roadmap, language="nl"))
    page = gc.write_report(roadmap, tmp_path / "results.html", language="nl").read_text(encoding="utf-8")
    assert "Kosten per ton van de maatregelen in 2030" in page
    assert page.count("<img") == 8


def test_without_costs_there_is_no_cost_curve_and_without_levers_no_chart_of_them(roadmap):
    bau = roadmap.bau
    naked = Lever("A", "intensity", {"category": "1.stationary"}, Ramp(2026, 2030), effectiveness=0.3)
    assert "cost-curve" not in draw_charts(gc.build_roadmap(bau, [naked]))
    assert not set(LEVER_CHARTS) & set(draw_charts(gc.build_roadmap(bau, [])))
