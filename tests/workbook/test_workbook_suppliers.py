"""The supplier form: what is wrong is named, and rows take over what fits them and nothing else."""

from dataclasses import replace

import pytest
from openpyxl import load_workbook

import ghgcalc as gc
from ghgcalc.errors import DataError
from ghgcalc.schema import supplier_sheet
from ghgcalc.workbook import write_template
from ghgcalc.workbook.layout import FIRST_COLUMN, FIRST_ROW, LABEL_ROW

GOOD = {
    "supplier": "Weverij Izmir", "product": "Jersey", "year": 2025, "valid_to": 2027, "kgco2e": "4,25", "unit": "kg",
    "boundary": "wieg tot poort (met keten)", "allocation": "naar massa", "gwp_set": "AR6",
    "verification": "derde partij", "data_quality": "gemeten voor dit product", "evidence": "EPD 123, p. 4",
}  # fmt: skip
IDS = [column.id for column in supplier_sheet().columns]


def form(path, *rows, language="nl"):
    gc.write_supplier_form(path, language=language)
    book = load_workbook(path)
    for number, row in enumerate(rows, start=FIRST_ROW + 1):
        for name, value in {**GOOD, **row}.items():
            book.worksheets[0].cell(number, FIRST_COLUMN + 1 + IDS.index(name)).value = value
    book.save(path)
    return path


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "book.xlsx"
    return gc.read_workbook(write_template(path, language="nl", example="fashion-retailer"))


@pytest.fixture
def book(example):
    """Return the example with a supplier on its jersey rows and on its dyeing rows."""
    activity = example.activity.copy()
    jersey = (activity["product"] == "Jersey") & (activity["unit"] == "kg")
    assert jersey.sum() >= 2
    activity.loc[jersey, "supplier"] = "weverij  IZMIR"
    activity.loc[activity["process"] == "spinning", "supplier"] = "Spinnerij"
    return replace(example, activity=activity)


def test_the_form_has_twelve_columns_and_drop_downs_in_both_languages(tmp_path):
    for language in ("nl", "en"):
        sheet = load_workbook(gc.write_supplier_form(tmp_path / f"{language}.xlsx", language=language)).worksheets[0]
        heads = [cell.value for cell in sheet[LABEL_ROW + 1]][FIRST_COLUMN:]
        assert heads == [column.label[language] for column in supplier_sheet().columns]
        assert len(heads) == 12
        lists = [rule for rule in sheet.data_validations.dataValidation if rule.type == "list"]
        assert len(lists) == 6


def test_a_filled_form_is_read_into_factors_with_their_quality(tmp_path):
    factors = gc.read_supplier_form(form(tmp_path / "f.xlsx", {}, {"product": "Denim", "kgco2e": 6}))
    assert len(factors) == 2
    first = factors.frame.iloc[0]
    assert (first["kgco2e"], first["unit"], first["boundary"]) == (4.25, "kg", "cradle-to-gate")
    assert (first["data_quality"], first["verification"], first["allocation"]) == ("measured", "third-party", "mass")
    assert first["cell"] == "F6"
    assert "2 of 1 suppliers" in repr(factors)


def test_a_form_reads_the_same_in_both_languages(tmp_path):
    words = {"boundary": "cradle to gate (with upstream)", "allocation": "by mass", "verification": "third party",
             "data_quality": "measured for this product", "kgco2e": 4.25}  # fmt: skip
    dutch = gc.read_supplier_form(form(tmp_path / "nl.xlsx", {})).frame
    english = gc.read_supplier_form(form(tmp_path / "en.xlsx", words, language="en")).frame
    assert dutch.drop(columns=["file", "sheet"]).equals(english.drop(columns=["file", "sheet"]))


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("kgco2e", "veel", "cell_not_a_number"), ("kgco2e", -1, "cell_negative"), ("kgco2e", None, "cell_missing"),
        ("unit", "furlong", "unknown_unit"), ("boundary", "alles", "cell_not_in_list"),
        ("year", "FY25", "cell_not_a_year"),
        ("valid_to", 2020, "supplier_valid_order"), ("gwp_set", "AR7", "cell_not_in_list"),
        ("evidence", None, "cell_missing"), ("supplier", "#N/A", "cell_excel_error"),
        ("data_quality", "goed", "cell_not_in_list"), ("verification", None, "cell_missing"),
    ],
)  # fmt: skip
def test_every_bad_cell_is_named(tmp_path, column, value, code):
    path = form(tmp_path / "f.xlsx", {column: value})
    with pytest.raises(DataError) as caught:
        gc.read_supplier_form(path)
    (problem,) = caught.value.problems
    letter = "BCDEFGHIJKLM"[IDS.index(column)]
    assert (problem.code, problem.sheet, problem.cell) == (code, "Leveranciersfactoren", f"{letter}6")
    assert problem.hint("nl")


def test_the_same_line_twice_an_empty_form_and_another_workbook_are_refused(tmp_path):
    for path, code in (
        (form(tmp_path / "twice.xlsx", {}, {"product": "jersey"}), "supplier_row_same"),
        (gc.write_supplier_form(tmp_path / "empty.xlsx"), "supplier_form_empty"),
        (write_template(tmp_path / "other.xlsx", language="nl"), "supplier_form_not"),
    ):
        with pytest.raises(DataError) as caught:
            gc.read_supplier_form(path)
        assert caught.value.problems[0].code == code


def test_rows_of_the_supplier_and_product_take_the_factor_and_no_other_row(tmp_path, book):
    factors = gc.read_supplier_form(form(tmp_path / "f.xlsx", {}))
    after = gc.with_supplier_factors(book, factors)
    was, now = book.activity, after.activity
    taken = (was["supplier"] == "weverij  IZMIR").to_numpy()
    assert set(now.loc[taken, "supplier_factor"]) == {4.25}
    assert set(now.loc[taken, "supplier_factor_unit"]) == {"kg"}
    assert set(now.loc[taken, "data_type"]) == {"supplier"}
    assert now[~taken].equals(was[~taken])
    assert after.warnings == book.warnings
    assert was["supplier_factor"].isna()[taken].all()


def test_the_inventory_uses_the_factor_to_the_kilogram(tmp_path, book):
    inventory = gc.calculate_workbook(
        gc.with_supplier_factors(book, gc.read_supplier_form(form(tmp_path / "f.xlsx", {})))
    )
    cells = inventory.inventory.cells
    rows = book.activity[book.activity["supplier"] == "weverij  IZMIR"]
    ours = cells[(cells["match"] == "supplier") & (cells["factor"] == 4.25)]
    assert ours["tco2e"].sum() == pytest.approx(rows["value"].sum() * 4.25 / 1000, rel=1e-12)


def test_a_factor_per_tonne_serves_rows_in_kilograms(tmp_path, book):
    factors = gc.read_supplier_form(form(tmp_path / "f.xlsx", {"kgco2e": 4250, "unit": "ton"}))
    cells = gc.calculate_workbook(gc.with_supplier_factors(book, factors)).inventory.cells
    rows = book.activity[book.activity["supplier"] == "weverij  IZMIR"]
    ours = cells[(cells["match"] == "supplier") & (cells["product"] == "Jersey")]
    assert ours["tco2e"].sum() == pytest.approx(rows["value"].sum() * 4.25 / 1000, rel=1e-12)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"product": "Sokken"}, "supplier_row_unused"),
        ({"supplier": "Iemand anders"}, "supplier_row_unused"),
        ({"year": 2027, "valid_to": 2028}, "supplier_row_unused"),
        ({"unit": "stuk"}, "supplier_row_unused"),
        ({"boundary": "poort tot poort (eigen locatie)"}, "supplier_row_partial"),
        ({"gwp_set": "AR5"}, "supplier_row_gwp"),
    ],
)
def test_what_does_not_fit_is_a_warning_with_its_cell(tmp_path, book, change, code):
    after = gc.with_supplier_factors(book, gc.read_supplier_form(form(tmp_path / "f.xlsx", change)))
    new = after.warnings[len(book.warnings) :]
    assert [(p.code, p.cell, p.severity) for p in new] == [(code, "F6", "warning")]
    assert after.activity.equals(book.activity) == (code != "supplier_row_gwp")


def test_the_newest_year_that_holds_counts_and_the_product_goes_before_the_material(tmp_path, book):
    activity = book.activity
    jersey = activity[activity["supplier"] == "weverij  IZMIR"]
    rows = [
        {"year": 2024, "valid_to": 2030, "kgco2e": 9},
        {"year": 2026, "valid_to": 2030, "kgco2e": 5},
        {"product": str(jersey["material"].iloc[0] or jersey["activity"].iloc[0]), "year": 2026, "kgco2e": 1},
    ]
    after = gc.with_supplier_factors(book, gc.read_supplier_form(form(tmp_path / "f.xlsx", *rows))).activity
    by_year = after.loc[jersey.index].groupby("year")["supplier_factor"].unique()
    assert {year: list(values) for year, values in by_year.items()} == {2025: [9.0], 2026: [5.0]}


def test_a_process_factor_of_the_own_site_serves_the_rows_of_that_process(tmp_path, book):
    spinning = book.activity[book.activity["supplier"] == "Spinnerij"]
    row = {"supplier": "Spinnerij", "product": "spinnen", "unit": str(spinning["unit"].iloc[0]), "kgco2e": 0.5,
           "boundary": "poort tot poort (eigen locatie)"}  # fmt: skip
    after = gc.with_supplier_factors(book, gc.read_supplier_form(form(tmp_path / "f.xlsx", row))).activity
    assert (after.loc[spinning.index, "supplier_factor"] == 0.5).any()


def test_a_factor_that_the_workbook_gives_stays(tmp_path, book):
    activity = book.activity.copy()
    ours = activity["supplier"] == "weverij  IZMIR"
    activity.loc[ours, "supplier_factor"] = 2.0
    activity.loc[ours, "supplier_factor_unit"] = "kg"
    after = gc.with_supplier_factors(
        replace(book, activity=activity), gc.read_supplier_form(form(tmp_path / "f.xlsx", {}))
    )
    assert after.activity.equals(activity)


def test_check_sees_what_run_sees_with_the_forms(tmp_path):
    """A factor that no row uses is a remark of the check too, and one that is far off is asked about."""
    import json

    from typer.testing import CliRunner

    from ghgcalc.cli.app import app

    book = write_template(tmp_path / "book.xlsx", language="nl", example="fashion-retailer")
    given = form(tmp_path / "form.xlsx", {"product": "Sokken"})
    alone, with_form = (
        json.loads(CliRunner().invoke(app, ["check", str(book), "--json", *more]).output)["problems"]
        for more in ([], ["--suppliers", str(given)])
    )
    (added,) = [row for row in with_form if row not in alone]
    assert (added["sheet"], added["cell"]) == ("form.xlsx Leveranciersfactoren", "F6")
    (tmp_path / "no.xlsx").write_bytes(b"no form")
    failed = CliRunner().invoke(app, ["check", str(book), "--suppliers", str(tmp_path / "no.xlsx")])
    assert failed.exit_code == 1
    assert "no.xlsx" in failed.output


def test_two_forms_serve_their_own_suppliers_and_may_not_say_the_same_thing(tmp_path, book):
    izmir = gc.read_supplier_form(form(tmp_path / "izmir.xlsx", {}))
    porto = gc.read_supplier_form(form(tmp_path / "porto.xlsx", {"supplier": "Weverij Porto", "kgco2e": 9}))
    rows = book.activity.index[book.activity["supplier"] == "weverij  IZMIR"]
    moved = book.activity.copy()
    moved.loc[rows[0], "supplier"] = "Weverij Porto"
    after = gc.with_supplier_factors(replace(book, activity=moved), izmir, porto).activity
    assert after.loc[rows[0], "supplier_factor"] == 9
    assert set(after.loc[rows[1:], "supplier_factor"]) == {4.25}
    again = gc.read_supplier_form(form(tmp_path / "again.xlsx", {"product": "jersey", "kgco2e": 5}))
    with pytest.raises(DataError) as caught:
        gc.with_supplier_factors(book, izmir, again)
    (problem,) = caught.value.problems
    assert (problem.code, problem.sheet, problem.cell) == ("supplier_row_same", "again.xlsx Leveranciersfactoren", "F6")
    assert "izmir.xlsx F6" in problem.sentence("nl")


def test_a_factor_that_could_be_two_numbers_is_asked_about(tmp_path, book):
    factors = gc.read_supplier_form(form(tmp_path / "f.xlsx", {"kgco2e": "1.234"}))
    after = gc.with_supplier_factors(book, factors)
    problem = next(p for p in after.warnings if p.code == "cell_read_as")
    assert (problem.sheet, problem.cell) == ("f.xlsx Leveranciersfactoren", "F6")
