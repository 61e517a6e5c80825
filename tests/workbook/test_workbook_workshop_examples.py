"""The workshop examples: same inventory in both languages, complete sheets, notes that follow the figures."""

from __future__ import annotations

import importlib.util
from dataclasses import replace

import numpy as np
import pytest
from ooxml_rules import broken_rules

from ghgcalc.chain import calculate_workbook, workbook_inventory
from ghgcalc.factors.activities import activities
from ghgcalc.report import write_report
from ghgcalc.resources import data_path
from ghgcalc.schema import RATING_COLUMNS, sheets
from ghgcalc.workbook import check_workbook, read_workbook, write_template
from ghgcalc.workbook.examples import load_example

WORKSHOPS = ("fashion-brand", "furniture-maker", "shoe-brand", "textile-manufacturer")
LANGUAGES = ("en", "nl")
#: Columns that hold what the company wrote in its own language.
OWN_WORDS = {"file", "sheet", "product", "site", "supplier"}


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("workshops")
    found = {}
    for name in WORKSHOPS:
        for language in LANGUAGES:
            path = write_template(folder / f"{name}.{language}.xlsx", language=language, example=name)
            found[name, language] = calculate_workbook(read_workbook(path))
    return found


@pytest.fixture(scope="module")
def notes():
    path = data_path("examples").parent / "docs" / "facilitator_notes.py"
    spec = importlib.util.spec_from_file_location("facilitator_notes", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", WORKSHOPS)
def test_both_languages_give_the_same_inventory_cell_for_cell(results, name):
    english, dutch = results[name, "en"], results[name, "nl"]
    rows = [result.book.activity for result in (english, dutch)]
    shared = [column for column in rows[0].columns if column not in OWN_WORDS]
    assert rows[0][shared].equals(rows[1][shared])
    keys = ["year", "category", "scope2_method", "activity", "region", "tier", "process", "material", "amount"]
    cells = [result.inventory.cells.sort_values([*keys, "tco2e"]) for result in (english, dutch)]
    for column in (*keys, "factor_id", "tco2e"):
        assert cells[0][column].tolist() == cells[1][column].tolist()
    for frame in ("entities", "contracts", "changes", "grids"):
        given = [getattr(result.book, frame).drop(columns=["sheet", "site", "note", "source"], errors="ignore")
                 for result in (english, dutch)]  # fmt: skip
        assert given[0].equals(given[1]), frame
    steps = [result.roadmap.waterfall(year=2031)["tco2e"].to_numpy() for result in (english, dutch)]
    np.testing.assert_allclose(steps[0], steps[1], rtol=1e-9, atol=1e-6)


@pytest.mark.parametrize("name", WORKSHOPS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_example_has_nothing_to_correct_and_a_sensible_waterfall(results, name, language):
    result = results[name, language]
    assert check_workbook(result.book.path) == ()
    steps = result.roadmap.waterfall(year=result.target_year)
    base, bau = steps[steps["kind"] == "total"]["tco2e"].tolist()[:2]
    levers = steps[steps["step"].isin(result.book.lever_frame["lever_id"])]
    assert bau > base
    assert len(levers) == len(result.book.lever_frame)
    assert (levers["tco2e"] < -0.5).all(), "every lever takes something off"
    assert 0.5 * base < steps[steps["kind"] == "target"]["tco2e"].iloc[0] < base


@pytest.mark.parametrize("name", WORKSHOPS)
def test_a_product_row_leads_back_to_its_cell(results, name):
    book = results[name, "nl"].book
    rows = book.activity[book.activity["sheet"] == "Producten"]
    assert set(rows["cell"]) == set(book.products["cell"])
    assert {"T1", "T2", "T3", "T4"} >= set(rows["tier"]) - {""}
    assert "T4" in set(rows["tier"])


@pytest.mark.parametrize("name", WORKSHOPS)
def test_an_example_fills_what_a_workshop_needs_and_says_that_it_is_fictional(name):
    example = load_example(name)
    needed = {"energy", "refrigerants", "products", "product_steps", "purchased_goods", "transport", "commuting",
              "waste", "growth", "targets", "levers", "assumptions"}  # fmt: skip
    assert needed <= set(example.rows)
    assert "fictional" in example.title["en"]
    assert "fictie" in example.title["nl"]
    filled = {row["activity"] for rows in example.rows.values() for row in rows if row.get("activity")}
    assert {a for a in filled if not a.endswith("*") and ";" not in a} <= set(activities())


def test_every_sheet_is_filled_in_some_example():
    filled = {sheet for name in (*WORKSHOPS, "fashion-retailer") for sheet in load_example(name).rows}
    assert {entry.id for entry in sheets() if entry.kind == "table"} <= filled


def test_every_column_of_cost_and_quality_is_filled_in_some_example():
    rows = [row for name in WORKSHOPS for rows in load_example(name).rows.values() for row in rows]
    costs = {"lifetime_years", "capex_eur", "opex_eur_per_year", "subsidy_eur", "who_pays"}
    for column in costs | set(RATING_COLUMNS):
        assert any(row.get(column) for row in rows), column


def test_an_acquisition_moves_the_base_year_of_the_fashion_brand_and_enters_its_rows(results):
    result = results["fashion-brand", "nl"]
    tonnes = sum(float(row["tco2e"]) for row in load_example("fashion-brand").rows["changes"])
    assert result.base.total() == pytest.approx(result.inventory.total(scope2="market", year=2025) + tonnes)
    assert set(result.base.log["decision"]) == {"recalculated"}
    bought = result.inventory.cells[result.inventory.cells["entity"] == "Noordlicht Outdoor B.V."]
    assert set(bought["year"]) == {2026}
    assert {"3.1", "2.electricity", "1.stationary"} <= set(bought["category"])


def test_one_of_the_contracts_of_the_textile_manufacturer_counts(results):
    quality = results["textile-manufacturer", "nl"].inventory.scope2_quality.set_index("contract")
    assert quality.loc["Wind 2026", ["accepted_kwh", "refused_kwh"]].tolist() == [1_634_000, 0]
    assert quality.loc["EcoPlus", ["accepted_kwh", "refused_kwh"]].tolist() == [0, 2_000_000]
    cells = results["textile-manufacturer", "nl"].inventory.cells
    dye_house = cells[(cells["entity"] == "Ververij Dinkel B.V.") & (cells["year"] == 2026)]
    green = dye_house[(dye_house["category"] == "2.electricity") & (dye_house["scope2_method"] == "market")]
    assert green["tco2e"].sum() == 0.0


def test_the_dye_house_counts_for_its_part_under_equity_share(results):
    book = results["textile-manufacturer", "nl"].book
    by_approach = {}
    for approach in ("operational control", "equity share"):
        cells = workbook_inventory(replace(book, company={**book.company, "consolidation": approach})).cells
        gas = cells[(cells["entity"] == "Ververij Dinkel B.V.") & (cells["category"] == "1.stationary")]
        by_approach[approach] = gas["tco2e"].sum()
    assert by_approach["equity share"] == pytest.approx(0.6 * by_approach["operational control"])


def test_cleaner_grids_stand_apart_from_the_levers_of_the_shoe_brand(results):
    steps = results["shoe-brand", "en"].roadmap.waterfall(year=2031).set_index("step")
    assert steps.loc["external_grid", "group"] == "external"
    assert steps.loc["external_grid", "tco2e"] < -100


def test_the_share_unsold_in_the_discussion_is_that_of_the_products(results):
    products = results["fashion-brand", "en"].book.products.query("year == 2026")
    share = (products["units_bought"] * products["unsold_share"]).sum() / products["units_bought"].sum()
    assert round(100 * share) == 13
    note = data_path("examples", "fashion-brand", "facilitator.en.md").read_text(encoding="utf-8")
    assert "Thirteen per cent" in note


@pytest.mark.parametrize("name", WORKSHOPS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_facilitators_note_is_what_the_example_gives(results, notes, name, language):
    checked_in = data_path("examples", name, f"facilitator.{language}.md").read_text(encoding="utf-8")
    fresh = notes.facilitator_note(name, language, results[name, language])
    assert checked_in == fresh, "run: python docs/make_examples.py"
    assert "nan" not in fresh.split()


@pytest.mark.parametrize("name", WORKSHOPS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_results_of_an_example_can_be_written(results, tmp_path, name, language):
    result = results[name, language]
    for ending in ("xlsx", "html"):
        file = tmp_path / f"results.{ending}"
        write_report(result.roadmap, file, language=language, year=result.target_year)
        assert file.stat().st_size > 10_000
        if ending == "xlsx":
            assert broken_rules(file) == []
