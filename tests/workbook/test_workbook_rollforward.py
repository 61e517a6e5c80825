"""Rolled forward: what stays the same stays, amounts are asked for, and last year's figures are not lost."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from excel_parts import EXTENSION, excel_workbook, part_names, read_part, sheet_part
from openpyxl import load_workbook

import ghgcalc as gc
from ghgcalc.errors import DataError
from ghgcalc.schema import sheet
from ghgcalc.texts import text
from ghgcalc.workbook import check_workbook, examples, read_workbook, write_template
from ghgcalc.workbook.layout import FIRST_ROW, ID_ROW, LABEL_ROW

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")  # openpyxl, which only looks here
SAME = ["activity", "unit", "entity", "site", "region", "category", "instrument", "supplier", "data_type", "product"]


def filled(path, out, amount):
    """Fill in every amount that reading asks for; an amount may call for another one."""
    book = load_workbook(path)
    while found := [problem for problem in check_workbook(path) if problem.severity == "error"]:
        for problem in found:
            assert book[problem.sheet][problem.cell].value is None
            book[problem.sheet][problem.cell] = amount
        book.save(out)
        path = out
    return read_workbook(out)


def assert_asked_amounts_are_seven(old, book, recent, language):
    """Every amount is the one that was filled in, times what a row keeps: days and kilometres, or energy per use."""
    product, *worked_out = (sheet(name).title[language] for name in ("products", "commuting", "use_end_of_life"))
    after = book.activity[book.activity["year"] == recent + 1]
    before = old.activity[old.activity["year"] == recent]
    assert set(after.loc[~after["sheet"].isin([product, *worked_out]), "value"]) <= {7.0}
    pages = load_workbook(old.path)
    for title, amount in zip(worked_out, ("employees", "units_sold"), strict=True):
        page = pages[title]
        column = next(cell.column for cell in page[ID_ROW + 1] if cell.value == amount)
        given = [page.cell(int("".join(filter(str.isdigit, cell))), column).value
                 for cell in before.loc[before["sheet"] == title, "cell"]]  # fmt: skip
        expected = before.loc[before["sheet"] == title, "value"].to_numpy() / given * 7
        np.testing.assert_allclose(after.loc[after["sheet"] == title, "value"], expected)
    counts = ["units_bought", "units_sold", "unsold_share", "spend_eur", "year", "file", "sheet", "cell"]
    new, last = (
        b.products[b.products["year"] == y].reset_index(drop=True) for b, y in ((book, recent + 1), (old, recent))
    )
    pd.testing.assert_frame_equal(*(f.drop(columns=counts, errors="ignore") for f in (new, last)))
    assert set(new["units_bought"]) <= {7.0}
    assert new["unsold_share"].isna().all()


@pytest.mark.parametrize("example", examples())
@pytest.mark.parametrize("language", ["nl", "en"])
def test_only_the_amounts_of_the_new_year_are_asked_for(tmp_path, example, language):
    old = read_workbook(write_template(tmp_path / "old.xlsx", language=language, example=example))
    recent = old.company["most_recent_year"]
    new = gc.roll_forward(old.path, recent + 1, tmp_path / "new.xlsx")
    found = [p for p in check_workbook(new) if p.severity == "error"]
    assert {p.code for p in found} <= {"cell_missing", "row_unit_without_factor", "product_units"}
    made = sheet("products").title[language]  # one line of it becomes many activities
    last_rows = old.activity[old.activity["year"] == recent]
    asked = Counter(p.sheet for p in found if p.code != "row_unit_without_factor")
    contracts = int((old.contracts["year"] == recent).sum())
    lines = Counter({made: sum(old.products["year"] == recent)})
    if contracts:
        lines[sheet("contracts").title[language]] = contracts
    assert asked == Counter(last_rows.loc[last_rows["sheet"] != made, "sheet"]) + lines
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
    assert_asked_amounts_are_seven(old, book, recent, language)
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


def test_what_is_new_is_printed_unless_the_company_chose_what_to_print(tmp_path):
    """The fashion brand has more products than the template leaves room for; its own choice shows columns B to D."""
    book = load_workbook(write_template(tmp_path / "old.xlsx", language="en", example="fashion-brand"))
    book["Transport"].print_area = "B1:D9"
    book.save(tmp_path / "own.xlsx")
    book = load_workbook(gc.roll_forward(tmp_path / "own.xlsx", 2027, tmp_path / "new.xlsx"))
    page = book["Products"]
    years = next(cell.column for cell in page[ID_ROW + 1] if cell.value == "year")
    last = max(row for row in range(FIRST_ROW + 1, page.max_row + 1) if page.cell(row, years).value == 2027)
    grey = [cell.column_letter for cell in page[ID_ROW + 1] if str(cell.value).startswith("last_year")]
    assert page.print_area == f"'Products'!$B$1:${grey[-1]}${last}"
    assert last > 31
    assert book["Transport"].print_area == "'Transport'!$B$1:$D$9"
    assert book["Growth"].print_area == "'Growth'!$B$1:$L$31"


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


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_target_whose_year_is_reached_goes_and_is_listed(tmp_path, language):
    path = write_template(tmp_path / "old.xlsx", language=language, example="fashion-retailer")
    book = load_workbook(path)
    page = book[sheet("targets").title[language]]
    page.cell(FIRST_ROW + 1, next(c.column for c in page[ID_ROW + 1] if c.value == "target_year")).value = 2035
    book.save(path)
    targets = read_workbook(path).targets
    reached = int(targets["target_year"].min())
    new = gc.roll_forward(path, reached, tmp_path / "new.xlsx")
    assert not [p for p in check_workbook(new) if p.code == "row_target_year"]
    listed = [[c.value for c in row[1:]] for row in load_workbook(new).worksheets[-1].iter_rows(min_row=5)]
    lines = [line for line in listed if line[0] == text("rollforward.topic_target", language)]
    gone = targets[targets["target_year"] <= reached]
    assert [line[3] for line in lines] == gone["name"].tolist()
    assert all(str(reached) in line[4] for line in lines)
    left = filled(new, tmp_path / "filled.xlsx", 1).targets
    assert left["name"].tolist() == targets.loc[targets["target_year"] > reached, "name"].tolist()
    assert len(left)
    assert len(gone)


def test_figures_that_are_kept_and_steps_without_a_year_are_listed(tmp_path):
    old = write_template(tmp_path / "old.xlsx", language="en", example="fashion-brand")
    new = load_workbook(gc.roll_forward(old, 2027, tmp_path / "new.xlsx"))
    listed = [[c.value for c in row[1:]] for row in new["To do 2027"].iter_rows(min_row=5)]
    kept = {line[1]: line[3] for line in listed if line[0] == "look at"}
    assert kept["Commuting survey"].startswith("Days per year, Kilometres per day, Quality: technology")
    assert "Mass" in kept["Products"] or "kg" in kept["Products"]
    steps = [line for line in listed if line[0] == "ask the supplier" and line[1] == "Product steps"]
    assert [line[3] for line in steps] == ["Slim jeans, Organic tee"]
    page = new["Products"]
    heads = {cell.value: cell.column for cell in page[ID_ROW + 1] if cell.value}
    rows = {y: [r for r in range(FIRST_ROW + 1, page.max_row + 1) if page.cell(r, heads["year"]).value == y]
            for y in (2026, 2027)}  # fmt: skip
    for name in ("units_bought", "unsold_share"):
        grey = heads[f"last_year:{name}"]
        assert [page.cell(r, grey).value for r in rows[2027]] == [page.cell(r, heads[name]).value for r in rows[2026]]
        assert {page.cell(r, heads[name]).value for r in rows[2027]} == {None}


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
    new, before = (
        [p for p in read_workbook(path).warnings if not p.code.startswith("guard")]  # 3 kWh in a year is odd indeed
        for path in (tmp_path / "b.xlsx", old)
    )
    assert new == before


def test_a_formula_becomes_the_value_it_shows_and_rows_below_are_not_overwritten(tmp_path):
    """A total under the table stays where it is; the new rows come behind it."""
    from workbook_tools import Calculated, copy_grids, put, save, spot

    grids = copy_grids("ikea", "nl")
    table = grids[sheet("reported").title["nl"]]
    last = [i for i, row in enumerate(table) if 2022 in row][-1]
    put(grids, "nl", "reported", (last, spot("reported", 0, "note")[1]), Calculated(12.5))
    table.append([])
    row = len(table)
    table.append([*[""] * 20, "our own total"])
    old = save(tmp_path / "old.xlsx", grids)
    new = gc.roll_forward(old, 2023, tmp_path / "new.xlsx")
    page = load_workbook(new)[sheet("reported").title["nl"]]
    assert page.cell(row + 1, 21).value == "our own total"
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


CONTRACT = {"contract": "Windpark 7", "year": 2026, "kind": "GvO", "kwh": 350_000, "country": "NL",
            "produced_from": "2026-01", "produced_to": "2026-12", "cancelled": "ja", "tracking": "CertiQ"}  # fmt: skip


def test_a_contract_is_repeated_without_its_volume_and_proof_and_listed(tmp_path):
    """Last year's guarantees prove nothing about the new year, so power must not stay green by itself."""
    path = write_template(tmp_path / "old.xlsx", language="nl", example="fashion-brand")
    book = load_workbook(path)
    page = book[sheet("contracts").title["nl"]]
    heads = {cell.value: cell.column for cell in page[ID_ROW + 1] if cell.value}
    for name, value in CONTRACT.items():
        page.cell(FIRST_ROW + 1, heads[name]).value = value
    book.save(path)
    assert len(read_workbook(path).contracts) == 1
    new = gc.roll_forward(path, 2027, tmp_path / "new.xlsx")
    written = load_workbook(new)
    page = written[sheet("contracts").title["nl"]]
    row = {name: page.cell(FIRST_ROW + 2, column).value for name, column in heads.items()}
    assert (row["contract"], row["year"], row["kind"], row["tracking"]) == (
        "Windpark 7", 2027, CONTRACT["kind"], "CertiQ",
    )  # fmt: skip
    assert {row[name] for name in ("kwh", "produced_from", "produced_to", "cancelled")} == {None}
    assert page.cell(FIRST_ROW + 1, heads["kwh"]).value == 350_000
    grey = next(cell.column for cell in page[ID_ROW + 1] if cell.value == "last_year:kwh")
    assert page.cell(FIRST_ROW + 2, grey).value == 350_000
    asked = {(p.sheet, p.cell) for p in check_workbook(new) if p.severity == "error"}
    assert (page.title, page.cell(FIRST_ROW + 2, heads["kwh"]).coordinate) in asked
    lines = [[c.value for c in row[1:]] for row in written["Te doen 2027"].iter_rows(min_row=5)]
    assert [line[3] for line in lines if line[1] == page.title and line[0] == "contract bevestigen"] == ["Windpark 7"]


def test_two_years_of_a_brand_are_explained_to_the_tonne(tmp_path):
    """Next year's amounts are a tenth higher and one activity is new: compare finds just that."""
    old = write_template(tmp_path / "2026.xlsx", language="nl", example="fashion-brand")
    book = load_workbook(gc.roll_forward(old, 2027, tmp_path / "2027.xlsx"))
    for title in book.sheetnames:
        page = book[title]
        heads = {str(cell.value): cell.column for cell in page[ID_ROW + 1] if cell.value}
        for grey in (name for name in heads if name.startswith("last_year")):
            amount = grey.partition(":")[2] or "value"
            growth = 1.0 if amount in ("unsold_share", "supplier_factor") else 1.1
            for number in range(FIRST_ROW + 1, page.max_row + 1):
                if page.cell(number, heads["year"]).value == 2027 and page.cell(number, heads[grey]).value is not None:
                    page.cell(number, heads[amount]).value = page.cell(number, heads[grey]).value * growth
    book.save(tmp_path / "2027.xlsx")
    results = gc.calculate_workbook(read_workbook(tmp_path / "2027.xlsx"))
    before, after = (results.inventory.total(scope2="location", year=year) for year in (2026, 2027))
    explained = gc.compare(results.inventory, scope2="location", from_year=2026, to_year=2027)
    by_cause = explained.frame.groupby("cause")["tco2e"].sum()
    assert by_cause.sum() == pytest.approx(after - before, abs=1e-9)
    assert by_cause["volume"] == pytest.approx(0.1 * before, rel=0.02)


def test_rows_copied_the_fast_way_are_those_of_the_slow_way(tmp_path, monkeypatch):
    old = write_template(tmp_path / "old.xlsx", language="nl", example="fashion-retailer")
    fast = gc.roll_forward(old, 2027, tmp_path / "fast.xlsx")
    monkeypatch.setattr("ghgcalc.workbook.cell_parts.simple_cells", lambda *_: None)
    slow = gc.roll_forward(old, 2027, tmp_path / "slow.xlsx")
    pages = [load_workbook(path)["Energie"] for path in (fast, slow)]
    cells = [{c.coordinate: (c.value, c.style_id) for row in page.iter_rows() for c in row} for page in pages]
    assert cells[0] == cells[1]
    assert len({key for key, (value, _) in cells[0].items() if value == 2027}) > 5
