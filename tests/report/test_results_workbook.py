"""The results workbook is live: a controller can follow every total to a factor, change it, and see it move."""

# ruff: noqa: E501  (one list of sheets per line)

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook
from report_standins import EVIL, InventoryStandIn, cells, factor_frame, roadmap

from ghgcalc.report import write_report
from ghgcalc.texts import text

SHEETS = {
    "en": ["Summary", "Inventory", "Cells", "Factors", "BAU", "Targets", "Levers", "Waterfall", "Caveats and checks",
           "Must and may", "Versions"],
    "nl": ["Samenvatting", "Inventaris", "Cellen", "Factoren", "BAU", "Doelen", "Maatregelen", "Waterval", "Kanttekeningen",
           "Moet en mag", "Versies"],
}  # fmt: skip
HEAD = 4


@pytest.fixture(params=["en", "nl"])
def written(request, tmp_path) -> tuple[str, Path]:
    return request.param, write_report(roadmap(), tmp_path / "results.xlsx", language=request.param, company="=Acme")


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory):
    """Return the workbook per language as LibreOffice calculates it, as it is and with another factor, in one go."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("results")
    files = {}
    for language in SHEETS:
        path = write_report(roadmap(), folder / f"{language}.xlsx", language=language, company="=Acme")
        for key, change in (("as_is", None), ("doubled", double_the_gas_factor)):
            files[language, key] = without_cached_values(path, f"{language}-{key}", change)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "out")]
    subprocess.run([*command, *map(str, files.values())], check=True, capture_output=True, timeout=180)
    return {key: load_workbook(folder / "out" / path.name, data_only=True) for key, path in files.items()}


def without_cached_values(path: Path, name: str, change=None) -> Path:
    """Save the workbook anew: openpyxl keeps formulas and drops the values, so that everything is recalculated."""
    book = load_workbook(path)
    if change:
        change(book)
    fresh = path.with_name(f"{name}.xlsx")
    book.save(fresh)
    return fresh


def double_the_gas_factor(book):
    sheet = book.worksheets[3]
    row = next(row for row in range(HEAD + 1, 40) if sheet.cell(row, 1).value == "nl-gas")
    sheet.cell(row, 2).value = 2 * 1.779


def inventory_figures(book, language: str) -> dict[tuple[str, int, str], float]:
    sheet = book[SHEETS[language][1]]
    heads = [(sheet.cell(4, column).value, sheet.cell(5, column).value) for column in range(2, 6)]
    return {
        (str(sheet.cell(row, 1).value), year, "location" if method.startswith("lo") else "market"): sheet.cell(
            row, column
        ).value
        for row in range(6, sheet.max_row + 1)
        for column, (year, method) in enumerate(heads, start=2)
        if isinstance(sheet.cell(row, column).value, int | float)
    }


def test_the_sheets_stand_in_reading_order_in_the_language_of_the_reader(written):
    language, path = written
    assert load_workbook(path).sheetnames == SHEETS[language]


def test_every_cell_is_a_formula_of_amount_and_a_referenced_factor(written):
    language, path = written
    book = load_workbook(path)
    sheet = book[SHEETS[language][2]]
    head = {sheet.cell(HEAD, column).value: column for column in range(1, sheet.max_column + 1)}
    factor, tonnes = head["factor"], head["tCO2e"]
    for row in range(HEAD + 1, HEAD + 1 + len(cells())):
        assert str(sheet.cell(row, factor).value).startswith(f"='{SHEETS[language][3]}'!$B$")
        assert str(sheet.cell(row, tonnes).value).endswith("/1000")


@pytest.mark.libreoffice
@pytest.mark.parametrize("language", SHEETS)
def test_libreoffice_agrees_with_the_python_totals(recalculated, language):
    figures = inventory_figures(recalculated[language, "as_is"], language)
    inventory = InventoryStandIn()
    total = "Total" if language == "en" else "Totaal"
    for year in (2023, 2024):
        for method in ("location", "market"):
            assert figures[(total, year, method)] == pytest.approx(inventory.total(scope2=method, year=year), rel=1e-9)
            for scope in (1, 2, 3):
                expected = inventory.total(scope2=method, year=year, scope=scope)
                assert figures[(f"Scope {scope}", year, method)] == pytest.approx(expected, rel=1e-9)


@pytest.mark.libreoffice
@pytest.mark.parametrize("language", SHEETS)
def test_category_3_10_and_3_1_stay_apart_after_recalculation(recalculated, language):
    figures = inventory_figures(recalculated[language, "as_is"], language)
    names = {"en": ("3.1 Purchased goods", "3.10 Processing"), "nl": ("3.1 Ingekochte", "3.10 Bewerking")}[language]
    frame = cells()
    for name, category in zip(names, ("3.1", "3.10"), strict=True):
        found = next(value for key, value in figures.items() if key[0].startswith(name) and key[1:] == (2024, "market"))
        by_hand = frame[(frame["year"] == 2024) & (frame["category"] == category)]["tco2e"].sum()
        assert found == pytest.approx(by_hand, rel=1e-9)


@pytest.mark.libreoffice
@pytest.mark.parametrize("language", SHEETS)
def test_a_changed_factor_moves_cells_inventory_and_summary(recalculated, language):
    before, after = recalculated[language, "as_is"], recalculated[language, "doubled"]
    gas = 51300.5 * 1.779 / 1000.0
    old, new = (inventory_figures(book, language) for book in (before, after))
    assert new[("Scope 1", 2024, "market")] - old[("Scope 1", 2024, "market")] == pytest.approx(gas, rel=1e-9)
    summaries = [
        [cell.value for row in book[SHEETS[language][0]].iter_rows() for cell in row if isinstance(cell.value, float)]
        for book in (before, after)
    ]
    moved = [b - a for a, b in zip(*summaries, strict=True) if abs(b - a) > 1e-9]
    base, bau = 0.9 * gas, 1.04**6 * gas  # gas in the base year 2023, and of 2024 grown by 4 % to 2030
    target = base * (1 - 0.42)
    expected = [gas] * 4 + [base, bau, bau, target, bau - target]
    assert moved == [pytest.approx(value, rel=1e-9) for value in expected]


@pytest.mark.libreoffice
@pytest.mark.parametrize("language", SHEETS)
def test_the_waterfall_sheet_recalculates_to_the_same_steps_without_errors(recalculated, language):
    book = recalculated[language, "as_is"]
    steps = roadmap().waterfall(year=2030)
    sheet = book[SHEETS[language][7]]
    shown = [sheet.cell(HEAD + 1 + place, 3).value for place in range(len(steps))]
    assert shown == [pytest.approx(value, rel=1e-9) for value in steps["tco2e"]]
    for name in book.sheetnames:
        values = [str(cell.value) for row in book[name].iter_rows() for cell in row if cell.value is not None]
        assert not [value for value in values if value.startswith(("#", "Err:"))]


def test_cached_values_are_right_for_a_viewer_that_does_not_recalculate(written):
    language, path = written
    figures = inventory_figures(load_workbook(path, data_only=True), language)
    expected = InventoryStandIn().total(scope2="market", year=2024)
    assert figures[("Total" if language == "en" else "Totaal", 2024, "market")] == pytest.approx(expected, rel=1e-12)


def test_text_that_looks_like_a_formula_stays_text(written):
    _, path = written
    book = load_workbook(path)
    evil = [*EVIL, "=HYPERLINK(1)", "=cmd() Bron: co2emissiefactoren.nl", "=own estimate", "=2010", "=Acme"]
    found = {
        cell.value: cell.data_type
        for name in book.sheetnames
        for row in book[name].iter_rows()
        for cell in row
        if cell.value in evil
    }
    assert set(found) == set(evil)
    assert set(found.values()) == {"s"}


def test_every_factor_used_is_listed_with_its_source(written):
    language, path = written
    sheet = load_workbook(path)[SHEETS[language][3]]
    rows = {str(row[0]): row for row in sheet.iter_rows(min_row=HEAD + 1, values_only=True)}
    for key in factor_frame()["factor_id"]:
        assert "CO2emissiefactoren.nl" in rows[key]
        assert "https://www.co2emissiefactoren.nl" in rows[key]


def test_lists_are_frozen_and_can_be_filtered_and_pages_are_set_up(written):
    language, path = written
    book = load_workbook(path)
    for place in (2, 3, 6, 8):
        sheet = book[SHEETS[language][place]]
        assert sheet.auto_filter.ref
        assert sheet.freeze_panes
    a3, a4 = 8, 9
    on_a3 = {name for name in book.sheetnames if int(book[name].page_setup.paperSize) == a3}
    assert on_a3 <= {text(f"report.sheet_{name}", language) for name in ("cells", "rows", "factors", "levers")}
    assert text("report.sheet_cells", language) in on_a3
    assert {int(book[name].page_setup.paperSize) for name in book.sheetnames} <= {a3, a4}


def test_an_unknown_scope2_method_is_a_dash_and_not_a_formula(tmp_path):
    from dataclasses import replace

    frame = cells()
    plan = roadmap()
    inventory = InventoryStandIn(frame[frame["scope2_method"] != "location"].reset_index(drop=True))
    plan = replace(plan, bau=replace(plan.bau, inventory=inventory))
    sheet = load_workbook(write_report(plan, tmp_path / "r.xlsx"))["Inventory"]
    totals = next(row for row in sheet.iter_rows(min_row=6, values_only=True) if row[0] == "Total")
    assert totals[1] == totals[3] == "–"
    assert str(totals[2]).startswith("=")


def test_the_native_chart_refers_to_the_sheet(written):
    _, path = written
    import zipfile

    with zipfile.ZipFile(path) as archive:
        chart = archive.read("xl/charts/chart1.xml").decode()
    assert '<c:grouping val="stacked"/>' in chart
    assert "prstDash" in chart
    assert chart.count("<c:ser>") >= 8
