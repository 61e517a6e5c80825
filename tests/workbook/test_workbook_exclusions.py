"""The sheet Left out and the columns that say what is optional: read, checked, and used by the chain."""

import openpyxl
import pytest
from workbook_tools import copy_grids, put, save, spot

from ghgcalc.chain import workbook_inventory
from ghgcalc.errors import DataError
from ghgcalc.inventory import screen_categories
from ghgcalc.schema import EXCLUSION_COLUMNS, sheet
from ghgcalc.vocabulary import EXCLUSION_REASONS
from ghgcalc.workbook import check_workbook, read_workbook, roll_forward, write_template
from ghgcalc.workbook.examples import load_example

WORKSHOP = ("fashion-brand", "furniture-maker", "shoe-brand", "textile-manufacturer")
NAMES = {
    "en": ("3.15 Investments", "not applicable", "None held.", "cannot be estimated"),
    "nl": ("3.15 Investeringen", "niet van toepassing", "Zijn er niet.", "niet te schatten"),
}


def fill(book, language, record, **cells):
    for column, value in cells.items():
        put(book, language, "exclusions", spot("exclusions", record, column), value)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_what_is_left_out_reaches_the_inventory_with_its_cell(tmp_path, language):
    category, reason, explanation, _ = NAMES[language]
    book = copy_grids(language=language)
    fill(book, language, 0, category=category, reason=reason, explanation=explanation)
    fill(book, language, 1, category="3.6", year=2026, reason="partly", explanation="Taxis", estimate_tco2e=3.5)
    found = read_workbook(save(tmp_path / "book.xlsx", book))
    assert tuple(found.exclusions.columns) == EXCLUSION_COLUMNS
    whole, part = workbook_inventory(found).exclusions
    assert (whole.category, whole.reason, whole.year, whole.estimate_tco2e) == ("3.15", "not_applicable", None, None)
    assert whole.explanation == explanation
    assert (part.category, part.reason, part.year, part.estimate_tco2e) == ("3.6", "partly", 2026, 3.5)
    assert (part.sheet, part.cell) == (sheet("exclusions").title[language], "B7")


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_bad_cell_of_the_sheet_is_named(tmp_path, language):
    category, reason, explanation, unknown = NAMES[language]
    book = copy_grids(language=language)
    fill(book, language, 0, category=category, reason=reason)
    fill(book, language, 1, category="3.10", reason=reason, explanation=explanation, estimate_tco2e=12)
    fill(book, language, 2, category="3.13", reason=unknown, explanation=explanation, estimate_tco2e=1)
    fill(book, language, 3, category="3.14", year=2019, reason="because", explanation=explanation)
    found = check_workbook(save(tmp_path / "book.xlsx", book))
    title = sheet("exclusions").title[language]
    assert sorted((p.cell, p.code) for p in found if p.sheet == title) == [
        ("C9", "cell_year_outside"), ("D9", "cell_not_in_list"), ("E6", "cell_missing"), ("F7", "exclusion_applies"),
        ("F8", "exclusion_estimated"),
    ]  # fmt: skip


def test_a_category_with_data_cannot_be_left_out_as_a_whole(tmp_path):
    book = copy_grids(language="en")
    fill(book, "en", 0, category="3.11", reason="excluded", explanation="Optional")
    found = read_workbook(save(tmp_path / "book.xlsx", book))
    with pytest.raises(DataError) as caught:
        workbook_inventory(found)
    problem = caught.value.problems[0]
    assert (problem.code, problem.sheet, problem.cell) == ("exclusion_has_data", "Left out", "B6")
    assert workbook_inventory(found, exclusions=[]).exclusions == ()


@pytest.mark.parametrize("language", ["en", "nl"])
def test_next_years_workbook_keeps_what_was_left_out_and_the_power_grids(tmp_path, language):
    category, reason, explanation, _ = NAMES[language]
    path = write_template(tmp_path / "book.xlsx", language=language, example="fashion-retailer")
    book = openpyxl.load_workbook(path)
    grids = {"region": "NL", "year": 2026, "kgco2e_per_kwh": 0.3, "source": "an outlook"}
    left_out = {"category": category, "year": 2026, "reason": reason, "explanation": explanation}
    for sheet_id, cells in (("exclusions", left_out), ("grid_paths", grids)):
        for column, value in cells.items():
            row, place = spot(sheet_id, 0, column)
            book[sheet(sheet_id).title[language]].cell(row + 1, place + 1).value = value
    book.save(path)
    before, after = (
        openpyxl.load_workbook(path),
        openpyxl.load_workbook(roll_forward(path, 2027, tmp_path / "next.xlsx")),
    )
    for name in (sheet(sheet_id).title[language] for sheet_id in ("exclusions", "grid_paths")):
        assert [[c.value for c in row] for row in after[name]] == [[c.value for c in row] for row in before[name]]


@pytest.mark.parametrize("name", WORKSHOP)
def test_the_workshop_examples_account_for_every_scope_3_category(tmp_path, name):
    book = read_workbook(write_template(tmp_path / "book.xlsx", language="nl", example=name))
    without_estimate = book.exclusions.query("reason == 'not_estimable'")["category"]
    assert screen_categories(workbook_inventory(book), scope2="market").unknown == tuple(without_estimate)
    assert len(book.exclusions) == len(load_example(name).rows["exclusions"])


def test_the_workshop_examples_show_every_reason():
    shown = {row["reason"] for name in WORKSHOP for row in load_example(name).rows["exclusions"]}
    assert shown == set(EXCLUSION_REASONS)


def washing(path, year):
    cells = workbook_inventory(read_workbook(path)).cells.query("category == '3.11' and year == @year")
    return cells.groupby("boundary", observed=True)["tco2e"].sum().to_dict()


@pytest.mark.parametrize("language", ["en", "nl"])
def test_washing_of_the_retailer_is_optional_and_a_row_can_say_otherwise(tmp_path, language):
    book = copy_grids(language=language)
    path = save(tmp_path / "book.xlsx", book)
    assert washing(path, 2025) == {"optional": pytest.approx(1450)}
    assert washing(path, 2026) == {"optional": pytest.approx(1490)}
    put(book, language, "reported", spot("reported", 2, "boundary"), {"en": "required", "nl": "verplicht"}[language])
    path = save(tmp_path / "book.xlsx", book)
    assert washing(path, 2025) == {"optional": pytest.approx(1450)}
    assert washing(path, 2026) == {"required": pytest.approx(1490)}
