"""The workshop examples: same inventory in both languages, complete sheets, notes that follow the figures."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest

from ghgcalc.chain import calculate_workbook
from ghgcalc.factors.activities import activities
from ghgcalc.report import write_report
from ghgcalc.resources import data_path
from ghgcalc.schema import sheets
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
    steps = [result.roadmap.waterfall(year=2031)["tco2e"].to_numpy() for result in (english, dutch)]
    np.testing.assert_allclose(steps[0], steps[1], rtol=1e-9, atol=1e-6)


@pytest.mark.parametrize("name", WORKSHOPS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_example_has_nothing_to_correct_and_a_sensible_waterfall(results, name, language):
    result = results[name, language]
    assert check_workbook(result.book.path) == ()
    steps = result.roadmap.waterfall(year=result.target_year)
    base, bau = steps[steps["kind"] == "total"]["tco2e"].tolist()[:2]
    levers = steps[(steps["kind"] == "delta") & (steps["group"] != "")]
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


#: Sheets for a situation that none of the fictional companies is in.
SPECIAL = {"changes", "contracts", "entities", "grid_paths"}


def test_every_sheet_is_filled_in_some_example():
    filled = {sheet for name in (*WORKSHOPS, "fashion-retailer") for sheet in load_example(name).rows}
    assert {entry.id for entry in sheets() if entry.kind == "table"} - SPECIAL <= filled


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
