"""Ratings of data quality in the workbook: folded away, chosen from a list, read, and kept for next year."""

import openpyxl
import pytest
from workbook_tools import edited

import ghgcalc as gc
from ghgcalc.inventory import calculate_inventory
from ghgcalc.inventory.quality import data_quality
from ghgcalc.inventory.ratings import quality_rules, rating_columns
from ghgcalc.schema import ACTIVITY_SHEETS, RATING_COLUMNS, sheet
from ghgcalc.workbook import check_workbook, read_workbook, write_template
from ghgcalc.workbook.examples import load_example
from ghgcalc.workbook.layout import FIRST_COLUMN, FIRST_ROW

LANGUAGES = ("en", "nl")
RATED_SHEETS = (*ACTIVITY_SHEETS, "products")


def test_the_columns_of_the_workbook_are_those_of_the_inventory():
    assert rating_columns() == RATING_COLUMNS
    for name in RATED_SHEETS:
        assert tuple(column.id for column in sheet(name).columns if column.folded) == RATING_COLUMNS


@pytest.mark.parametrize("language", LANGUAGES)
def test_ratings_are_folded_away_and_chosen_from_the_ratings_of_the_standard(tmp_path, language):
    book = openpyxl.load_workbook(write_template(tmp_path / "t.xlsx", language=language))
    words = {f"{rating['score']} {rating[language]}" for rating in quality_rules()["rating"]}
    area = book.defined_names["list_quality_ratings"].attr_text.split("!")[1].replace("$", "")
    assert {cell.value for row in book[sheet("lists").title[language]][area] for cell in row} == words
    for name in RATED_SHEETS:
        page = book[sheet(name).title[language]]
        places = [n for n, c in enumerate(sheet(name).columns, start=FIRST_COLUMN + 1) if c.folded]
        columns = {n: d for d in page.column_dimensions.values() for n in range(d.min, d.max + 1)}
        assert all(columns[place].hidden and columns[place].outlineLevel == 1 for place in places)
        opener = columns[max(places) + 1]
        assert opener.collapsed
        assert not opener.hidden
        for place in places:
            where = page.cell(FIRST_ROW + 1, place).coordinate
            rule = next(v for v in page.data_validations.dataValidation if where in v.sqref)
            assert (rule.formula1, rule.errorStyle or "stop") == ("list_quality_ratings", "stop")
            assert all(f"{score} " in rule.prompt for score in (1, 2, 3, 4))


def test_ratings_reach_the_quality_of_the_inventory(tmp_path):
    words = ["1 zeer goed", "2", 3, "slecht", ""]
    given = {("purchased_goods", 0, name): word for name, word in zip(RATING_COLUMNS, words, strict=True)}
    given |= {("purchased_goods", 0, "value"): 1e9}  # all that counts
    book = read_workbook(edited(tmp_path / "t.xlsx", given))
    row = book.activity[book.activity["value"] == 1e9].iloc[0]
    assert row[list(RATING_COLUMNS)].tolist() == ["1", "2", "3", "4", ""]
    rows = book.activity[book.activity["value"] == 1e9]
    quality = data_quality(calculate_inventory(rows, gc.load_factors(), region="NL"), scope2="market").iloc[0]
    shown = quality[[f"score_{name.removeprefix('quality_')}" for name in RATING_COLUMNS[:4]]].tolist()
    assert shown == [1.0, 2.0, 3.0, 4.0]
    assert quality["share_entered"] == pytest.approx(1.0)


@pytest.mark.parametrize("word", [5, "0", "prima", 2.5])
def test_a_rating_outside_the_scale_is_an_error_with_its_cell(tmp_path, word):
    file = edited(tmp_path / "t.xlsx", {("waste", 0, "quality_time"): word})
    place = FIRST_COLUMN + [column.id for column in sheet("waste").columns].index("quality_time") + 1
    found = [problem for problem in check_workbook(file) if problem.severity == "error"]
    assert [(p.sheet, p.cell, p.code) for p in found] == [
        ("Afval", f"{openpyxl.utils.get_column_letter(place)}{FIRST_ROW + 1}", "cell_not_in_list")
    ]
    assert "goed" in found[0].sentence("nl")


def test_ratings_of_a_product_hold_for_its_chain_but_not_for_its_use(tmp_path):
    rated = {("products", 0, "quality_geography"): "goed"}
    book = read_workbook(edited(tmp_path / "t.xlsx", rated, example="fashion-brand"))
    lines = book.activity[
        book.activity["cell"].eq(book.products["cell"].iloc[0]) & book.activity["sheet"].eq("Producten")
    ]
    by_category = lines.groupby("category")["quality_geography"].agg(set).to_dict()
    assert by_category.pop("3.1") == {"2"}
    assert by_category
    assert all(found == {""} for found in by_category.values())
    others = book.activity.drop(index=lines.index)
    assert set(others.loc[others["sheet"] == "Producten", "quality_geography"]) == {""}


def test_a_row_that_differs_only_in_its_rating_is_still_a_repeat(tmp_path):
    row = {"year": 2026, "activity": "Restafval", "value": 18, "unit": "ton"}
    place = len(load_example("fashion-retailer").rows["waste"])
    twice = {("waste", place + n, name): value for n in range(2) for name, value in row.items()}
    file = edited(tmp_path / "t.xlsx", twice | {("waste", place, "quality_time"): "1"})
    assert [(p.sheet, p.code) for p in check_workbook(file)] == [("Afval", "row_twice")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_rolling_forward_keeps_the_ratings_and_asks_to_look_at_them(tmp_path, language):
    page = sheet("energy")
    path = write_template(tmp_path / "old.xlsx", language=language, example="fashion-brand")
    book = openpyxl.load_workbook(path)
    place = FIRST_COLUMN + 1 + [column.id for column in page.columns].index("quality_reliability")
    for row in range(FIRST_ROW + 1, FIRST_ROW + 1 + len(load_example("fashion-brand").rows["energy"])):
        book[page.title[language]].cell(row, place, 2)
    book.save(path)
    new = openpyxl.load_workbook(gc.roll_forward(path, 2027, tmp_path / "new.xlsx"))
    years = {new[page.title[language]].cell(row, 2).value: new[page.title[language]].cell(row, place).value
             for row in range(FIRST_ROW + 1, FIRST_ROW + 400)}  # fmt: skip
    assert years[2027] == 2
    to_do = [[cell.value for cell in row] for row in new.worksheets[-1].iter_rows()]
    label = page.column("quality_reliability").label[language]
    assert any(label in str(cell) for row in to_do for cell in row)
