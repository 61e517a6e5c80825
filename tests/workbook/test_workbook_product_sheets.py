"""The sheets for products, commuting, use and end of life, leases and assumptions, read and damaged."""

from __future__ import annotations

import random

import pytest
from workbook_tools import ExcelError, Uncalculated, copy_grids, edited, outcome, put, save, spot

from ghgcalc.addresses import address
from ghgcalc.chain import workbook_inventory
from ghgcalc.errors import DataError
from ghgcalc.schema import sheet
from ghgcalc.workbook import check_workbook, read_workbook, write_template
from ghgcalc.workbook.examples import load_example

BRAND = "fashion-brand"


def problems_of(tmp_path, changes, *, example=BRAND):
    return check_workbook(edited(tmp_path / "a.xlsx", changes, example=example))


def where(sheet_id, record, column):
    return sheet(sheet_id).title["nl"], address(*spot(sheet_id, record, column))


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        (("products", 2, "group"), "polooo", "cell_not_in_list"),
        (("products", 2, "composition"), "60% katoen", "composition_sum"),
        (("products", 2, "composition"), "100% kattoen", "composition_material"),
        (("products", 2, "region_yarn"), "Atlantis", "cell_not_in_list"),
        (("products", 2, "region_assembly"), "", "product_country"),
        (("products", 2, "units_bought"), "", "product_units"),
        (("products", 2, "units_bought"), "veel", "cell_not_a_number"),
        (("products", 2, "unsold_share"), 12, "cell_share_above_one"),
        (("products", 2, "year"), 2019, "cell_year_outside"),
        (("products", 2, "end_of_life"), "papier", "cell_unknown_activity"),
        (("product_steps", 0, "product"), "Wijde jeans", "step_product"),
        (("product_steps", 0, "unit"), "kg", "cell_not_in_list"),
        (("product_steps", 0, "value"), "", "product_number"),
        (("commuting", 1, "distance"), "", "cell_missing"),
        (("commuting", 1, "activity"), "Aardgas", "row_commuting_mode"),
        (("commuting", 1, "days"), 400, "cell_outside_limits"),
        (("assets", 0, "activity"), "", "row_asset_activity"),
        (("assumptions", 1, "assumption_id"), "A01", "row_assumption_twice"),
        (("assumptions", 0, "value"), 0.5, "row_assumption_range"),
        (("products", 1, "product"), "Basisshirt", "row_product_twice"),
    ],
)
def test_every_bad_cell_of_the_new_sheets_is_named(tmp_path, cell, value, code):
    assert (*where(*cell), code) in {(p.sheet, p.cell, p.code) for p in problems_of(tmp_path, {cell: value})}


def test_one_pass_names_the_bad_cells_of_all_lines(tmp_path):
    changes = {
        ("products", 0, "composition"): "90% katoen",
        ("products", 1, "units_bought"): "",
        ("products", 3, "group"): "?",
        ("products", 4, "region_assembly"): "",
        ("energy", 0, "value"): "x",
    }
    named = {(p.sheet, p.cell) for p in problems_of(tmp_path, changes) if p.severity == "error"}
    assert named == {where(*cell) for cell in changes}


def test_commuting_is_employees_times_days_times_kilometres(tmp_path):
    path = write_template(tmp_path / "a.xlsx", language="nl", example=BRAND)
    rows = read_workbook(path).activity.query("sheet == 'Woon-werkenquête' and year == 2025")
    assert rows[["activity", "value", "unit", "category"]].values.tolist() == [
        ["travel.public_transport", 96 * 135 * 38, "pkm", "3.7"],
        ["travel.car.average", 38 * 140 * 46, "km", "3.7"],
        ["travel.bicycle_electric", 64 * 150 * 11, "km", "3.7"],
    ]


def test_a_blank_share_is_all_and_a_blank_number_of_times_is_once(tmp_path):
    whole = read_workbook(edited(tmp_path / "a.xlsx", {}, example=BRAND)).activity
    half = read_workbook(edited(tmp_path / "b.xlsx", {("assets", 0, "share"): 0.5}, example=BRAND)).activity
    assert whole.query("category == '3.14' and year == 2025")["value"].tolist() == [118_000]
    assert half.query("category == '3.14' and year == 2025")["value"].tolist() == [59_000]
    mill = read_workbook(edited(tmp_path / "c.xlsx", {}, example="textile-manufacturer")).activity
    assert mill.query("category == '3.10' and year == 2025")["value"].tolist() == [1_000_000]


def test_an_investment_with_known_emissions_needs_no_activity(tmp_path):
    entered = {"category": "3.15 Investeringen", "activity": "", "value": 80, "unit": "tCO2e", "share": 0.25}
    changes = {("assets", 0, column): value for column, value in entered.items()}
    changes |= {("exclusions", 5, column): "" for column in ("category", "reason", "explanation")}
    book = read_workbook(edited(tmp_path / "a.xlsx", changes, example=BRAND))
    inventory = workbook_inventory(book)
    categories = inventory.by("category", scope2="market", year=2025).set_index("category")["tco2e"]
    assert categories["3.15"] == pytest.approx(20.0)


def test_assumptions_are_kept_and_never_calculated(tmp_path):
    book = read_workbook(write_template(tmp_path / "a.xlsx", language="en", example=BRAND))
    assert book.assumptions[["assumption_id", "value", "low", "high"]].values.tolist()[0] == ["A01", 0.13, 0.08, 0.2]
    assert not set(book.activity["sheet"]) & {"Assumptions"}


def test_a_product_line_is_in_the_inventory_with_its_cell(tmp_path):
    book = read_workbook(edited(tmp_path / "a.xlsx", {("products", 3, "units_bought"): 85_001}, example=BRAND))
    rows = book.activity.query("product == 'Slim jeans' and year == 2025")
    assert set(rows["cell"]) == {where("products", 3, "units_bought")[1]}
    mill = rows.query("process == 'weaving'").iloc[0]
    cloth = 85_001 * 0.55 / (1 - 0.22)
    assert (mill["value"], mill["data_type"]) == (pytest.approx(cloth * 4.9), "supplier")


@pytest.mark.parametrize("seed", range(40))
def test_damaged_product_sheets_are_named_and_never_counted(tmp_path, seed):
    draw = random.Random(seed)
    wrong = {
        "year": ["", "vorig jaar", ExcelError("#N/A"), 1850],
        "group": ["", "zzzz", ExcelError("#NAME?"), 17.5, "{value}"],
        "units_bought": ["", "n.v.t.", -5, "12 stuks", ExcelError("#DIV/0!"), Uncalculated("=1+1"), "1e999"],
        "composition": ["50% katoen", "katoen", "100% zzzz", ExcelError("#REF!"), "110% katoen"],
        "region_assembly": ["", "Atlantis", ExcelError("#N/A")],
        "mass_kg": ["zwaar", -1, ExcelError("#NUM!"), "1/2"],
    }
    book = copy_grids(BRAND, "nl")
    damaged = {}
    for record in draw.sample(range(len(load_example(BRAND).rows["products"])), draw.randint(1, 6)):
        column = draw.choice(list(wrong))
        put(book, "nl", "products", spot("products", record, column), draw.choice(wrong[column]))
        damaged[where("products", record, column)] = column
    with pytest.raises(DataError) as caught:
        read_workbook(save(tmp_path / "a.xlsx", book))
    named = {(p.sheet, p.cell) for p in caught.value.problems if p.severity == "error"}
    assert set(damaged) <= named
    for language in ("en", "nl"):
        assert "{" not in "".join(p.hint(language) for p in caught.value.problems if "{" not in str(p.value))


@pytest.mark.parametrize("seed", range(15))
def test_shuffled_workshop_workbooks_never_crash(tmp_path, seed):
    draw = random.Random(seed)
    book = copy_grids(draw.choice([BRAND, "textile-manufacturer", "shoe-brand"]), "nl")
    for rows in book.values():
        if draw.random() < 0.3:
            draw.shuffle(rows)
        for row in rows:
            if draw.random() < 0.05:
                draw.shuffle(row)
    assert outcome(save(tmp_path / "a.xlsx", book))
