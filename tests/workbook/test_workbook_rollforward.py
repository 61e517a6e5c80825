"""Rolled forward: what stays the same stays, amounts are asked for, and last year's figures are not lost."""

import pandas as pd
import pytest
from excel_parts import EXTENSION, excel_workbook, part_names, read_part, sheet_part
from openpyxl import load_workbook

import ghgcalc as gc
from ghgcalc.errors import DataError
from ghgcalc.schema import sheet
from ghgcalc.workbook import check_workbook, examples, read_workbook, write_template
from ghgcalc.workbook.layout import FIRST_ROW, LABEL_ROW

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")  # openpyxl, which only looks here
SAME = ["activity", "unit", "entity", "site", "region", "category", "instrument", "supplier", "data_type", "product"]


def filled(path, out, amount):
    """Fill in every amount that reading asks for."""
    book = load_workbook(path)
    for problem in check_workbook(path):
        if problem.severity == "error":
            book[problem.sheet][problem.cell] = amount
    book.save(out)
    return read_workbook(out)


@pytest.mark.parametrize("example", examples())
@pytest.mark.parametrize("language", ["nl", "en"])
def test_only_the_amounts_of_the_new_year_are_asked_for(tmp_path, example, language):
    old = read_workbook(write_template(tmp_path / "old.xlsx", language=language, example=example))
    recent = old.company["most_recent_year"]
    new = gc.roll_forward(old.path, recent + 1, tmp_path / "new.xlsx")
    found = [p for p in check_workbook(new) if p.severity == "error"]
    assert {p.code for p in found} <= {"cell_missing", "row_unit_without_factor"}
    assert len([p for p in found if p.code == "cell_missing"]) == sum(old.activity["year"] == recent)
    book = filled(new, tmp_path / "filled.xlsx", 7)
    assert book.company["most_recent_year"] == recent + 1
    before, after = old.activity, book.activity
    where = ["file", "cell"]
    pd.testing.assert_frame_equal(
        after[after["year"] <= recent].drop(columns=where).reset_index(drop=True),
        before.drop(columns=where).reset_index(drop=True),
    )
    repeated, last = (
        f[f["year"] == y][SAME].reset_index(drop=True) for f, y in ((after, recent + 1), (before, recent))
    )
    pd.testing.assert_frame_equal(repeated, last)
    assert set(after.loc[after["year"] == recent + 1, "value"]) == {7.0}
    words = ["sheet", "cell"]
    pd.testing.assert_frame_equal(book.targets.drop(columns=words), old.targets.drop(columns=words))
    pd.testing.assert_frame_equal(book.lever_frame.drop(columns=words), old.lever_frame.drop(columns=words))


def test_last_years_amounts_stand_in_a_grey_column_that_is_not_read(tmp_path):
    old = write_template(tmp_path / "old.xlsx", language="nl", example="fashion-retailer")
    page = load_workbook(gc.roll_forward(old, 2027, tmp_path / "new.xlsx"))["Energie"]
    heads = {cell.value: cell.column for cell in page[LABEL_ROW + 1] if cell.value}
    grey, amount, year = heads["Vorig jaar: Hoeveelheid"], heads["Hoeveelheid"], heads["Jaar"]
    rows = range(FIRST_ROW + 1, page.max_row + 1)
    by_year = {y: [r for r in rows if page.cell(r, year).value == y] for y in (2025, 2026, 2027)}
    assert [page.cell(r, grey).value for r in by_year[2027]] == [page.cell(r, amount).value for r in by_year[2026]]
    assert all(page.cell(r, grey).value is None for r in by_year[2025] + by_year[2026])
    assert all(page.cell(r, amount).value is None for r in by_year[2027])
    assert page.cell(by_year[2027][0], grey).fill.fgColor.rgb == "FFEDEFEF"


def test_the_list_names_contracts_suppliers_factors_and_activities_that_went(tmp_path):
    old = write_template(tmp_path / "old.xlsx", language="en", example="fashion-retailer")
    new = load_workbook(gc.roll_forward(old, 2027, tmp_path / "new.xlsx"))
    lines = [[str(cell.value or "") for cell in row[1:]] for row in new["To do 2027"].iter_rows(min_row=5)]
    topics = {line[0] for line in lines}
    assert topics == {"fill in", "confirm contract", "ask the supplier", "vanished activity", "emission factors"}
    activity = read_workbook(old).activity
    contracts = [line for line in lines if line[0] == "confirm contract"]
    assert len(contracts) == sum((activity["year"] == 2026) & (activity["instrument"] != ""))
    gone = set(activity.loc[activity["year"] == 2025, "activity"]) - set(
        activity.loc[activity["year"] == 2026, "activity"]
    )
    assert len([line for line in lines if line[0] == "vanished activity"]) == len(gone)
    links = [cell.hyperlink.location for row in new["To do 2027"].iter_rows() for cell in row if cell.hyperlink]
    assert all(load_workbook(old)[link.split("'")[1]] for link in links)
    assert any("nl-2026" in line[3] for line in lines if line[0] == "emission factors")


def test_growth_of_a_year_that_is_past_goes_and_is_listed(tmp_path):
    path = write_template(tmp_path / "old.xlsx", language="en", example="fashion-retailer")
    overrides = read_workbook(path).growth.dropna(subset=["year"])
    until = int(overrides["year"].min())
    new = gc.roll_forward(path, until, tmp_path / "new.xlsx")
    listed = [[c.value for c in row[1:]] for row in load_workbook(new)[f"To do {until}"].iter_rows(min_row=5)]
    assert [line[0] for line in listed].count("growth removed") == sum(overrides["year"] <= until)
    left = filled(new, tmp_path / "filled.xlsx", 1).growth.dropna(subset=["year"])
    assert sorted(left["year"]) == sorted(overrides.loc[overrides["year"] > until, "year"])


def test_what_excel_and_the_company_made_is_still_there(tmp_path):
    old = excel_workbook(tmp_path / "old.xlsx")
    new = gc.roll_forward(old, 2027, tmp_path / "new.xlsx")
    assert EXTENSION.encode() in read_part(new, sheet_part(new, "Energie"))
    book = load_workbook(new)
    assert len(book["Notes"]._charts) == 1
    assert "own_name" in book.defined_names
    assert book["Energie"]["F6"].comment.text == "read from the meter"
    assert {name for name in part_names(old) if "calcChain" not in name} <= set(part_names(new))
    assert [dv.sqref for dv in book["Energie"].data_validations.dataValidation] == [
        dv.sqref for dv in load_workbook(old)["Energie"].data_validations.dataValidation
    ]


def test_rolling_forward_again_uses_the_same_grey_column_and_list(tmp_path):
    old = excel_workbook(tmp_path / "old.xlsx")
    filled(gc.roll_forward(old, 2027, tmp_path / "a.xlsx"), tmp_path / "b.xlsx", 3)
    book = load_workbook(gc.roll_forward(tmp_path / "b.xlsx", 2028, tmp_path / "c.xlsx"))
    heads = [cell.value for cell in book["Energie"][LABEL_ROW + 1]]
    assert heads.count("Vorig jaar: Hoeveelheid") == 1
    assert sum(name.startswith("Te doen") for name in book.sheetnames) == 1
    assert read_workbook(tmp_path / "b.xlsx").warnings == read_workbook(old).warnings


def test_a_formula_becomes_the_value_it_shows_and_rows_below_are_not_overwritten(tmp_path):
    """A total under the table stays where it is; the new rows come behind it."""
    from workbook_tools import Calculated, copy_grids, put, save, spot

    grids = copy_grids("ikea", "nl")
    table = grids[sheet("reported").title["nl"]]
    last = [i for i, row in enumerate(table) if 2022 in row][-1]
    put(grids, "nl", "reported", (last, spot("reported", 0, "note")[1]), Calculated(12.5))
    table.append([])
    row = len(table)
    table.append(["", "", "", "", "", "", "", "", "", "", "", "our own total"])
    old = save(tmp_path / "old.xlsx", grids)
    new = gc.roll_forward(old, 2023, tmp_path / "new.xlsx")
    page = load_workbook(new)[sheet("reported").title["nl"]]
    assert page.cell(row + 1, 12).value == "our own total"
    notes = [
        page.cell(number, spot("reported", 0, "note")[1] + 1).value for number in range(last + 1, page.max_row + 1)
    ]
    assert (notes.count("=1+1"), notes.count(12.5)) == (1, 1)


def test_a_year_that_is_not_later_and_a_workbook_with_errors_are_refused(tmp_path):
    old = write_template(tmp_path / "old.xlsx", language="nl", example="ikea")
    with pytest.raises(DataError) as caught:
        gc.roll_forward(old, 2022, tmp_path / "new.xlsx")
    assert caught.value.problems[0].code == "rollforward_year"
    empty = write_template(tmp_path / "empty.xlsx", language="nl")
    with pytest.raises(DataError, match="niet ingevuld"):
        gc.roll_forward(empty, 2027, tmp_path / "new.xlsx")
    assert not (tmp_path / "new.xlsx").exists()
