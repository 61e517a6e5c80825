"""What an auditor walks along: rows with their source cell, gases, contracts, the log; and all text is text."""

from __future__ import annotations

import re
import zipfile

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

import ghgcalc as gc
from ghgcalc.base_year import BaseYearPolicy, Change
from ghgcalc.inventory import Contracts, Exclusion
from ghgcalc.levers import Lever, Ramp
from ghgcalc.report import write_report
from ghgcalc.texts import text

EVIL = ['=HYPERLINK("http://x")', "+1+1", "-2", "@SUM(A1)", "\t=1+1", "\r=cmd()"]
PICTURE = {"waterfall": bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc33"
    "0000000049454e44ae426082")}  # fmt: skip
HEAD = 3


def activity() -> pd.DataFrame:
    """Return gas in MWh, electricity of which a part is contracted, and a supplier's own factor."""
    common = {"region": "NL", "entity": EVIL[0], "site": EVIL[1], "product": EVIL[3], "file": EVIL[0]}
    rows = [
        {"activity": "energy.fuel.natural_gas", "value": 1000.0, "unit": "Nm3", "cell": "F6", "sheet": EVIL[2]},
        {"activity": "energy.electricity", "value": 40.0, "unit": "MWh", "cell": "F7", "sheet": "Energy"},
        {"activity": "energy.electricity", "value": 5_000.0, "unit": "kWh", "cell": "F8", "sheet": "Energy"},
        {"activity": "energy.fuel.diesel_b7", "value": 10.0, "unit": "l", "cell": "F9", "sheet": "Energy",
         "supplier": EVIL[2], "supplier_factor": 3.0, "supplier_factor_unit": "kgCO2e/l"},
    ]  # fmt: skip
    return pd.DataFrame([{"year": year, "supplier": "", "supplier_factor_unit": "", **common, **row}
                         for year in (2025, 2026) for row in rows])  # fmt: skip


def contracts() -> Contracts:
    answers = dict.fromkeys(("conveys_attribute", "sole_claim", "delivered_rate", "claims_transferred"), True)
    return Contracts.from_frame(pd.DataFrame([
        {"contract": EVIL[5], "year": 2026, "kind": "GO", "kwh": 20_000.0, "entity": EVIL[0], "country": "NL",
         "energy_source": "wind", "start": "2026-01", "end": "2026-12", "cancelled": False, **answers},
    ]))  # fmt: skip


@pytest.fixture(scope="module")
def plan():
    inventory = gc.calculate_inventory(
        activity(), gc.load_factors("nl-2026"), contracts=contracts(),
        exclusions=[Exclusion("3.14", "not_applicable", EVIL[1])],
    )  # fmt: skip
    base = gc.set_base_year(inventory, 2025, scope2="market", policy=BaseYearPolicy(0.01))
    sold = Change("divestment", 2026, category="1.stationary", tco2e=0.5, entity=EVIL[0], note=EVIL[3], sheet=EVIL[1])
    base = gc.recalculate_base_year(base, [sold])
    target = gc.near_term_target(base, inventory, scopes="1+2", target_year=2031, ambition="1.5C", name=EVIL[3])
    bau = gc.project_bau(inventory, 0.02, until=2031, scope2="market")
    levers = [
        Lever("L1", "intensity", {"category": "1.stationary"}, Ramp(2026, 2030), effectiveness=0.3, name_en=EVIL[1],
              name_nl=EVIL[1], group=EVIL[0], source=EVIL[4]),
        Lever("L2", "intensity", {"category": "2.electricity"}, Ramp(2026, 2030), effectiveness=0.2, group=">5"),
    ]  # fmt: skip
    return gc.build_roadmap(bau, levers, targets=[target], base=base)


@pytest.fixture(scope="module", params=["en", "nl"])
def written(request, plan, tmp_path_factory):
    """Return the language, the file and the values of every sheet by its key."""
    path = tmp_path_factory.mktemp("results") / "results.xlsx"
    write_report(plan, path, language=request.param, company=EVIL[0], charts=PICTURE)
    book = CalamineWorkbook.from_path(str(path))
    keys = {text(f"report.sheet_{key}", request.param): key for key in SHEETS}
    sheets = {keys[name]: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    return request.param, path, sheets


SHEETS = (
    "summary", "inventory", "cells", "rows", "factors", "gases", "scope2", "base_year", "bau", "targets", "levers",
    "waterfall", "sensitivity", "esrs", "caveats", "standard", "versions",
)  # fmt: skip


def records(sheet, *, head=HEAD):
    """Return the rows of a table up to the first empty one."""
    rows = []
    for row in sheet[head + 1 :]:
        if row[0] == "":
            break
        rows.append(dict(zip(sheet[head], row, strict=True)))
    return rows


def test_every_sheet_is_there_in_reading_order(written):
    assert tuple(written[2]) == SHEETS


def test_no_text_becomes_a_formula_on_any_sheet(written):
    _, path, sheets = written
    with zipfile.ZipFile(path) as archive:
        pages = "".join(archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name)
    formulas = re.findall(r"<f>(.*?)</f>", pages)
    assert len(formulas) > 100
    assert not [formula for formula in formulas if re.search(r"HYPERLINK|cmd|SUM\(A1\)|^1\+1|^-?2$", formula)]
    shown = {str(value).strip() for rows in sheets.values() for row in rows for value in row}
    assert {evil.strip() for evil in EVIL} <= shown


def test_every_row_leads_from_the_cell_of_the_company_to_a_cell_of_the_inventory(plan, written):
    language, _, sheets = written
    word = {key: text(f"report.column_{key}", language) for key in (
        "number", "from_cell", "value", "entered_unit", "conversion", "amount", "tco2e", "year")}  # fmt: skip
    rows = records(sheets["rows"])
    megawatts = [row for row in rows if row[word["from_cell"]] == "F7" and row[word["year"]] == 2025]
    assert {(row[word["value"]], row[word["entered_unit"]]) for row in megawatts} == {(40.0, "MWh")}
    assert {row[word["conversion"]] for row in megawatts} == {1000.0}
    cells = {row[word["number"]]: row for row in records(sheets["cells"])}
    for number, cell in cells.items():
        behind = [row[word["amount"]] for row in rows if row[word["number"]] == number]
        assert sum(behind) == pytest.approx(cell[word["amount"]])
    assert sum(row[word["tco2e"]] for row in rows) == pytest.approx(plan.bau.inventory.cells["tco2e"].sum())


def test_a_factor_of_the_company_leads_to_its_own_cell(written):
    language, _, sheets = written
    own = next(
        row for row in records(sheets["factors"]) if row[text("report.column_factor_id", language)] == "supplier"
    )
    assert own[text("report.column_publisher", language)] == text("report.own_workbook", language)
    assert own[text("report.column_source_ref", language)] == "Energy F9"


def test_the_gases_add_up_to_the_inventory(written):
    language, _, sheets = written
    start = next(n for n, row in enumerate(sheets["gases"]) if text("report.sheet_inventory", language) in row)
    rows = records(sheets["gases"], head=start)
    assert len(rows) == 4
    assert [row[text("report.column_difference", language)] for row in rows] == pytest.approx([0.0] * 4, abs=1e-9)


def test_a_contract_that_is_not_cancelled_is_refused_with_its_reason(written):
    language, _, sheets = written
    start = next(n for n, row in enumerate(sheets["scope2"]) if text("report.column_contract", language) in row)
    row = records(sheets["scope2"], head=start)[0]
    yes, no = (text(f"report.{word}", language) for word in ("yes", "no"))
    assert (row["1"], row["3"]) == (yes, no)
    assert row[text("report.column_refused_kwh", language)] == 20_000.0
    assert text("scope2.criterion.cancelled", language) in row[text("report.column_verdict", language)]


def test_the_base_year_shows_what_recalculation_took_away_and_why(plan, written):
    language, _, sheets = written
    total = next(row for row in sheets["base_year"] if row[0] == text("report.total", language))
    assert total[1:4] == pytest.approx([plan.base.original.total(), plan.base.total(), -0.5])
    start = next(n for n, row in enumerate(sheets["base_year"]) if text("report.column_decision", language) in row)
    log = records(sheets["base_year"], head=start)[0]
    assert log[text("report.column_effect_tco2e", language)] == pytest.approx(-0.5)
    assert log[text("report.column_note", language)].startswith(f"{EVIL[3]}. GHG Protocol")


def test_the_tornado_stands_around_what_is_left_and_the_band_holds_it(plan, written):
    language, _, sheets = written
    shown = {row[0]: row[1:5] for row in sheets["sensitivity"]}
    central, low, median, high = shown[text("report.band.residual", language)]
    assert central == pytest.approx(plan.residual(2031, scopes="1+2"))
    assert low < median < high
    growth = next(row for row in sheets["sensitivity"] if row[0] == text("sensitivity.growth", language))
    found = plan.sensitivity(2031).set_index("input").loc["growth"]
    assert growth[3:7] == pytest.approx([central, found["low_tco2e"], found["high_tco2e"], found["swing_tco2e"]])


def test_a_sheet_is_printed_on_one_page_across_without_the_columns_for_the_screen(written):
    _, path, sheets = written
    with zipfile.ZipFile(path) as archive:
        areas = re.findall(r"_xlnm.Print_Area[^>]*>([^<]*)<", archive.read("xl/workbook.xml").decode())
        pages = [archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name]
    assert len(areas) >= 6
    assert all('fitToPage="1"' in page and 'orientation="' in page for page in pages)
    assert len(pages) == len(sheets)


def test_rows_that_were_streamed_are_not_on_a_sheet_and_the_sheet_says_so(tmp_path):
    pytest.importorskip("pyarrow")
    frame = activity().drop(columns=["supplier_factor", "supplier_factor_unit"])
    frame.to_parquet(tmp_path / "rows.parquet")
    inventory = gc.calculate_inventory(tmp_path / "rows.parquet", gc.load_factors("nl-2026"))
    assert inventory.line_cells is None
    bau = gc.project_bau(inventory, 0.02, until=2031, scope2="market")
    path = write_report(gc.build_roadmap(bau, []), tmp_path / "results.xlsx", charts=PICTURE)
    book = CalamineWorkbook.from_path(str(path))
    assert "Rows" not in book.sheet_names
    assert "gc.write_lines" in book.get_sheet_by_name("Cells").to_python(skip_empty_area=False)[1][0]


def test_the_page_names_certainty_gases_contracts_and_the_log(plan, tmp_path):
    page = write_report(plan, tmp_path / "r.html", language="nl", charts=PICTURE).read_text(encoding="utf-8")
    for word in ("Hoe zeker het plan is", "Groei van alle drijvers", "niet uitgesplitst", "kWh geweigerd",
                 "Wijzigingen sinds het basisjaar"):  # fmt: skip
        assert word in page
