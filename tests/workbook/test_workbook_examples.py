"""The worked examples: same content in both languages, figures as published, factors for every row."""

import csv
import re

import pandas as pd
import pytest

from ghgcalc.chain import workbook_inventory
from ghgcalc.errors import DataError
from ghgcalc.resources import data_path
from ghgcalc.schema import ACTIVITY_COLUMNS, GROWTH_COLUMNS, TARGET_COLUMNS, sheet, sheets
from ghgcalc.workbook import check_workbook, examples, read_workbook, write_template
from ghgcalc.workbook.examples import load_example, shown_value

#: Totals published by the company, scope 2 market-based [tCO2e] (stated total of the reporting year).
PUBLISHED = {
    ("ikea", 2016): 30_878_697, ("ikea", 2018): 32_098_261, ("ikea", 2019): 30_663_726, ("ikea", 2020): 27_340_825,
    ("ikea", 2021): 28_597_660, ("ikea", 2022): 26_817_574,
    ("hm", 2019): 11_409_757, ("hm", 2021): 10_012_633, ("hm", 2022): 9_413_599,
}  # fmt: skip


#: H&M publishes scope 3 in thousands of tonnes; the parts of IKEA 2022 are 22 t off its own total.
ROUNDED_TO = {"ikea": 25, "hm": 1_000}


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    folder = tmp_path_factory.mktemp("examples")
    return {
        (name, language): read_workbook(
            write_template(folder / f"{name}.{language}.xlsx", language=language, example=name)
        )
        for name in examples()
        for language in ("nl", "en")
    }


def test_the_examples_are_there():
    assert examples() == [
        "fashion-brand", "fashion-retailer", "furniture-maker", "hm", "ikea", "shoe-brand", "textile-manufacturer",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["fashion-retailer", "hm", "ikea"])
def test_both_languages_give_the_same_frames(books, name):
    dutch, english = books[name, "nl"], books[name, "en"]
    where = ["file", "sheet", "cell"]
    pd.testing.assert_frame_equal(dutch.activity.drop(columns=where), english.activity.drop(columns=where))
    assert list(dutch.activity.cell) == list(english.activity.cell)
    words = ["sheet", "driver"]
    pd.testing.assert_frame_equal(dutch.growth.drop(columns=words), english.growth.drop(columns=words))
    words = ["sheet", "name"]
    pd.testing.assert_frame_equal(dutch.targets.drop(columns=words), english.targets.drop(columns=words))
    words = ["sheet", "name", "source"]
    pd.testing.assert_frame_equal(dutch.lever_frame.drop(columns=words), english.lever_frame.drop(columns=words))
    assert {k: v for k, v in dutch.company.items() if k not in ("language", "note")} == {
        k: v for k, v in english.company.items() if k not in ("language", "note")
    }
    assert (dutch.language, english.language) == ("nl", "en")


@pytest.mark.parametrize("name", ["fashion-retailer", "hm", "ikea"])
def test_both_languages_give_the_same_inventory_cell_for_cell(books, name):
    words = ["site", "product", "supplier"]
    dutch, english = (workbook_inventory(books[name, language]).cells for language in ("nl", "en"))
    pd.testing.assert_frame_equal(dutch.drop(columns=words), english.drop(columns=words))


@pytest.mark.parametrize("name", ["fashion-retailer", "hm", "ikea"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_an_example_has_no_problems_and_the_columns_of_the_contract(books, tmp_path, name, language):
    book = books[name, language]
    assert check_workbook(book.path) == ()
    assert tuple(book.activity.columns) == ACTIVITY_COLUMNS
    assert tuple(book.growth.columns) == GROWTH_COLUMNS
    assert tuple(book.targets.columns) == TARGET_COLUMNS
    assert book.activity["year"].dtype == "int64"
    assert book.activity["value"].dtype == "float64"
    assert not book.activity.drop(columns=["supplier_factor"]).isna().any().any()


@pytest.mark.parametrize(("name", "year"), list(PUBLISHED))
def test_reported_parts_add_up_to_the_published_total(books, name, year):
    rows = books[name, "en"].activity.query("year == @year and scope2_method != 'location'")
    assert rows.value.sum() == pytest.approx(PUBLISHED[name, year], abs=ROUNDED_TO[name])


def test_years_that_cannot_be_used_are_left_out(books):
    assert sorted(books["ikea", "nl"].activity.year.unique()) == [2016, 2018, 2019, 2020, 2021, 2022]
    assert sorted(books["hm", "nl"].activity.year.unique()) == [2019, 2021, 2022]


def test_both_scope_2_methods_are_there_where_both_were_published(books):
    methods = {name: set(books[name, "nl"].activity.scope2_method) - {""} for name in ("ikea", "hm")}
    assert methods == {"ikea": {"market", "location"}, "hm": {"market"}}


def test_every_reported_row_of_a_real_company_names_its_source():
    for name in ("ikea", "hm"):
        for row in load_example(name).rows["reported"]:
            assert "Q" in row["note_en"] or row["note_en"].count("https://") == 1
            assert row["note_nl"]


def test_the_fashion_retailer_covers_all_scopes_and_countries(books):
    activity = books["fashion-retailer", "nl"].activity
    assert 140 <= len(activity) <= 180
    assert {"NL", "BE", "DE", "TR", "BD", "PT", "IN", "CN"} <= set(activity.region)
    assert {category[0] for category in activity.category if category} == {"1", "3"}  # energy follows its factor
    assert "2.electricity" in set(books["fashion-retailer", "nl"].growth.category)
    assert set(activity.year) == {2025, 2026}


def test_every_row_of_the_fashion_retailer_has_an_emission_factor(books):
    from ghgcalc.factors import load_factors
    from ghgcalc.inventory import calculate_inventory

    book = books["fashion-retailer", "nl"]
    inventory = calculate_inventory(book.activity, load_factors(), gwp="AR6")
    assert inventory.years == (2025, 2026)
    assert 10_000 < inventory.total(scope2="market", year=2026) < 20_000


def test_the_levers_of_every_example_can_be_built(books):
    assert [len(books[name, "nl"].levers) for name in ("fashion-retailer", "hm", "ikea")] == [10, 7, 7]


def test_example_files_hold_only_columns_of_the_schema():
    for name in examples():
        for entry in sheets():
            path = data_path("examples", name) / f"{entry.id}.csv"
            if path.exists():
                ids = {column.id for column in entry.columns}
                with path.open(encoding="utf-8", newline="") as file:
                    header = next(csv.reader(file))
                assert {re_id(name) for name in header} <= ids, path


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_cell_of_an_example_shows_a_machine_id(language):
    looks_like_an_id = re.compile(r"(?:^|[\s;])[a-z_]+(?:\.[a-z0-9_]+)+\*?(?:$|[\s;])")
    for name in examples():
        for sheet_id, rows in load_example(name).rows.items():
            for column in sheet(sheet_id).columns:
                shown = {str(shown_value(column, row, language)) for row in rows}
                assert not [word for word in shown if looks_like_an_id.search(word)], (name, sheet_id, column.id)


def re_id(column):
    return column[:-3] if column.endswith(("_en", "_nl")) else column


def test_an_unknown_example_names_the_nearest(tmp_path):
    with pytest.raises(DataError, match="fashion-retailer"):
        write_template(tmp_path / "t.xlsx", language="en", example="fashion")
