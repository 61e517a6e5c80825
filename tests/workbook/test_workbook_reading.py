"""Reading: forgiving about form, strict about meaning, every bad cell named."""

import datetime as dt

import pandas as pd
import pytest
from workbook_tools import Calculated, ExcelError, Uncalculated, company_spot, copy_grids, edited, put, save, spot

from ghgcalc.addresses import address
from ghgcalc.errors import DataError
from ghgcalc.schema import sheet
from ghgcalc.workbook import check_workbook, read_workbook
from ghgcalc.workbook.layout import FIRST_ROW, HELP_ROW, ID_ROW, LABEL_ROW

E = ("energy", 0)


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    return read_workbook(edited(tmp_path_factory.mktemp("original") / "a.xlsx", {}))


#: Where a rule over several cells asks for a change: the missing partner, or the second of two rows.
BLAMED = {
    "row_growth_same": ("growth", 1, "category"),
    "row_unit_without_factor": ("purchased_goods", 0, "supplier_factor"),
    "row_factor_without_unit": ("purchased_goods", 0, "supplier_factor_unit"),
    "row_method_missing": ("reported", 0, "scope2_method"),
}


def problems(path):
    with pytest.raises(DataError) as caught:
        read_workbook(path)
    return caught.value


@pytest.mark.parametrize(
    ("place", "value", "code"),
    [
        ((*E, "value"), "kwh", "cell_not_a_number"),
        ((*E, "value"), -40, "cell_negative"),
        ((*E, "value"), "-40", "cell_negative"),
        ((*E, "value"), "", "cell_missing"),
        ((*E, "value"), True, "cell_not_a_number"),
        ((*E, "value"), dt.date(2025, 1, 1), "cell_date_for_number"),
        ((*E, "value"), ExcelError("#N/A"), "cell_excel_error"),
        ((*E, "value"), ExcelError("#NUM!"), "cell_excel_error"),
        ((*E, "value"), "#WAARDE!", "cell_excel_error"),
        ((*E, "value"), Uncalculated("=1+1"), "cell_not_calculated"),
        ((*E, "year"), 2019, "cell_year_outside"),
        ((*E, "year"), "FY25", "cell_not_a_year"),
        ((*E, "activity"), "aardgaz", "cell_unknown_activity"),
        ((*E, "activity"), "", "cell_missing"),
        ((*E, "unit"), "furlong", "unknown_unit"),
        ((*E, "region"), "Nederlant", "cell_not_in_list"),
        ((*E, "data_type"), "gegokt", "cell_not_in_list"),
        ((*E, "instrument"), "windstroom met GvO", "row_contract_elsewhere"),
        ((*E, "note"), ExcelError("#REF!"), "cell_excel_error"),
        (("purchased_goods", 0, "category"), 3.1, "cell_category_as_number"),
        (("purchased_goods", 0, "category"), "4", "cell_not_in_list"),
        (("purchased_goods", 0, "supplier_factor_unit"), "kg", "row_unit_without_factor"),
        (("purchased_goods", 0, "supplier_factor"), 2, "row_factor_without_unit"),
        (("reported", 0, "scope2_method"), "marktgebaseerd", "row_method_elsewhere"),
        (("reported", 0, "category"), "Scope 2", "row_method_missing"),
        (("growth", 0, "annual_growth"), 3, "cell_growth_range"),
        (("growth", 0, "annual_growth"), "", "row_growth_missing"),
        (("growth", 1, "annual_growth"), 0.02, "row_growth_twice"),
        (("growth", 1, "to_value"), "", "row_growth_history"),
        (("growth", 0, "category"), "Scope 1", "row_growth_same"),
        (("growth_overrides", 0, "year"), 2026, "row_override_year"),
        (("targets", 0, "target_year"), 2020, "row_target_year"),
        (("targets", 0, "scopes"), "Scope 4", "cell_not_in_list"),
        (("targets", 0, "rulebook"), "near-term-9", "cell_not_in_list"),
        (("levers", 0, "share_to"), 100, "cell_share_above_one"),
        (("levers", 0, "end_year"), 2020, "row_lever_years"),
        (("levers", 0, "mechanism"), "magie", "cell_not_in_list"),
        (("levers", 1, "lever_id"), "A1", "row_code_twice"),
        (("levers", 0, "activity"), "aardgaz", "cell_not_in_list"),
        (("levers", 0, "name"), "", "cell_missing"),
        (("company", 0, "country"), "Atlantis", "cell_not_in_list"),
        (("company", 0, "name"), "", "field_empty"),
        (("company", 0, "base_year"), 2031, "field_year_order"),
    ],
)
def test_a_bad_cell_is_named_with_sheet_and_address(tmp_path, place, value, code):
    sheet_id, record, column = place
    error = problems(edited(tmp_path / "a.xlsx", {place: value}))
    where = company_spot(column) if sheet_id == "company" else spot(sheet_id, record, column)
    assert (sheet(sheet_id).title["nl"], code) in {(p.sheet, p.code) for p in error.problems}
    found = next(p for p in error.problems if p.code == code)
    if code in BLAMED:
        where = spot(*BLAMED[code])
    assert found.cell == address(*where)
    assert len(error.problems) == 1
    assert found.hint("nl")


def test_one_error_lists_every_bad_cell_in_reading_order(tmp_path):
    changes = {
        (*E, "value"): "veel",
        (*E, "unit"): "furlong",
        ("energy", 3, "year"): 1999,
        ("waste", 1, "activity"): "puinn",
    }
    error = problems(edited(tmp_path / "a.xlsx", changes))
    assert [(p.sheet, p.cell) for p in error.problems] == [
        ("Energie", "F6"), ("Energie", "G6"), ("Energie", "B9"), ("Afval", "E7"),
    ]  # fmt: skip


def test_sentences_follow_the_language_of_the_workbook(tmp_path):
    dutch = str(problems(edited(tmp_path / "nl.xlsx", {(*E, "value"): "veel"})))
    english = str(problems(edited(tmp_path / "en.xlsx", {(*E, "value"): "many"}, language="en")))
    assert "is geen getal" in dutch
    assert "blad" in dutch
    assert "Energie" in dutch
    assert "is not a number" in english
    assert "Energy" in english


def test_an_unknown_activity_gets_a_suggestion_in_the_language_of_the_workbook(tmp_path):
    error = problems(edited(tmp_path / "a.xlsx", {(*E, "activity"): "aardgaz"}))
    assert "Aardgas" in error.problems[0].hint("nl")


@pytest.mark.parametrize(
    ("changes", "column", "expected"),
    [
        ({(*E, "value"): "58.200"}, "value", 58200.0),
        ({(*E, "value"): "58.200,5"}, "value", 58200.5),
        ({(*E, "value"): Calculated(123.5)}, "value", 123.5),
        ({(*E, "year"): dt.date(2025, 7, 31)}, "year", 2025),
        ({(*E, "year"): "2025"}, "year", 2025),
        ({(*E, "unit"): "m³"}, "unit", "m3"),
        ({(*E, "unit"): " NM3 "}, "unit", "Nm3"),
        ({(*E, "activity"): "natural gas"}, "activity", "energy.fuel.natural_gas"),
        ({(*E, "activity"): "AARDGAS"}, "activity", "energy.fuel.natural_gas"),
        ({(*E, "activity"): "energy.fuel.natural_gas"}, "activity", "energy.fuel.natural_gas"),
        ({(*E, "region"): "belgie"}, "region", "BE"),
        ({(*E, "region"): "be"}, "region", "BE"),
        ({(*E, "region"): ""}, "region", "NL"),
        ({(*E, "data_type"): "measured"}, "data_type", "measured"),
        ({(*E, "activity"): "windstroom"}, "instrument", "energy.electricity.wind"),
        ({(*E, "activity"): "windstroom"}, "activity", "energy.electricity"),
    ],
)
def test_form_is_forgiven(tmp_path, changes, column, expected):
    assert read_workbook(edited(tmp_path / "a.xlsx", changes)).activity[column].iloc[0] == expected


def test_one_separator_before_three_digits_follows_the_language(tmp_path):
    english = read_workbook(edited(tmp_path / "en.xlsx", {(*E, "value"): "1.234"}, language="en"))
    dutch = read_workbook(edited(tmp_path / "nl.xlsx", {(*E, "value"): "1.234"}))
    assert english.activity.value.iloc[0] == 1.234
    assert dutch.activity.value.iloc[0] == 1234.0


def test_a_percentage_in_text_is_a_share(tmp_path):
    book = read_workbook(edited(tmp_path / "a.xlsx", {("levers", 0, "share_to"): "90%"}))
    assert book.lever_frame.share_to.iloc[0] == 0.9


def without_place(frame):
    return frame.drop(columns=["file", "cell"])


def test_columns_may_move_and_other_columns_may_stand_between(tmp_path, original):
    book = copy_grids()
    rows = book["Energie"]
    width = max(len(row) for row in rows)
    for number, row in enumerate(rows):
        row.extend([""] * (width - len(row)))
        row[1:] = [*reversed(row[1:]), "eigen kolom" if number == LABEL_ROW else number]
    path = save(tmp_path / "a.xlsx", book)
    found = read_workbook(path)
    pd.testing.assert_frame_equal(without_place(found.activity), without_place(original.activity))
    assert found.activity.cell.iloc[0] != original.activity.cell.iloc[0]
    assert [(p.code, p.sheet) for p in found.warnings] == [("column_unknown", "Energie")]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_without_machine_ids_the_headers_are_read_in_either_language(tmp_path, original, language):
    book = copy_grids()
    for name, rows in list(book.items()):
        entry = next(s for s in map(sheet, ["energy", "growth", "reported"]) if s.title["nl"] == name) if name in (
            "Energie", "Groei", "Gerapporteerde emissies") else None  # fmt: skip
        if entry:
            for position, column in enumerate(entry.columns, start=1):
                rows[LABEL_ROW][position] = column.label[language]
            book[name] = [row[1:] for i, row in enumerate(rows) if i not in (ID_ROW, HELP_ROW)]
    found = read_workbook(save(tmp_path / "a.xlsx", book))
    drop = ["file", "cell"]
    pd.testing.assert_frame_equal(found.activity.drop(columns=drop), original.activity.drop(columns=drop))
    assert found.activity.cell.iloc[0] == "E4"


def test_renamed_sheets_are_known_by_their_stamp(tmp_path, original):
    book = copy_grids()
    book = {("Verbruik" if name == "Energie" else name): rows for name, rows in book.items()}
    found = read_workbook(save(tmp_path / "a.xlsx", book))
    assert len(found.activity) == len(original.activity)
    assert "Verbruik" in set(found.activity.sheet)


def test_own_sheets_are_reported_and_copies_refused(tmp_path):
    book = copy_grids()
    book["Kladblok"] = [["aantekening"]]
    warned = read_workbook(save(tmp_path / "a.xlsx", book))
    assert [(p.code, p.sheet) for p in warned.warnings] == [("sheet_unknown", "Kladblok")]
    book["Energie (2)"] = book["Energie"]
    assert [p.code for p in problems(save(tmp_path / "b.xlsx", book)).problems] == ["sheet_twice"]


def test_blank_rows_are_skipped_and_gaps_do_not_matter(tmp_path, original):
    book = copy_grids()
    rows = book["Energie"]
    rows[FIRST_ROW + 2 : FIRST_ROW + 2] = [[], ["", "  ", ""], []]
    found = read_workbook(save(tmp_path / "a.xlsx", book))
    pd.testing.assert_frame_equal(without_place(found.activity), without_place(original.activity))


def test_hidden_rows_count(tmp_path, original):
    path = save(tmp_path / "a.xlsx", copy_grids(), hidden_rows=[("Energie", FIRST_ROW), ("Energie", FIRST_ROW + 1)])
    assert read_workbook(path).activity.value.sum() == original.activity.value.sum()


def test_a_merged_cell_fills_only_its_first_cell(tmp_path):
    book = copy_grids()
    row, column = spot("energy", 0, "note")
    put(book, "nl", "energy", (row, column), "")
    put(book, "nl", "energy", (row + 1, column), "")
    area = f"{address(row, column)}:{address(row + 1, column)}"
    assert read_workbook(save(tmp_path / "a.xlsx", book, merged=[("Energie", area)])).warnings == ()


def test_a_repeated_row_is_a_warning_that_names_the_first(tmp_path):
    book = copy_grids()
    book["Energie"].append(list(book["Energie"][FIRST_ROW]))
    found = read_workbook(save(tmp_path / "a.xlsx", book))
    assert [(p.code, p.severity, p.params["first"]) for p in found.warnings] == [("row_twice", "warning", "F6")]


def test_an_own_tag_is_kept_with_a_warning(tmp_path):
    found = read_workbook(edited(tmp_path / "a.xlsx", {("purchased_goods", 0, "material"): "brandnetel"}))
    assert [p.code for p in found.warnings] == ["cell_own_word"]
    assert "brandnetel" in set(found.activity.material)


def test_an_unused_formula_in_an_empty_row_is_no_problem(tmp_path):
    book = copy_grids()
    put(book, "nl", "energy", spot("energy", 60, "value"), Uncalculated("=1+1"))
    assert read_workbook(save(tmp_path / "a.xlsx", book)).warnings == ()


def test_a_missing_required_column_is_named(tmp_path):
    book = copy_grids()
    position = spot("energy", 0, "unit")[1]
    for row in book["Energie"]:
        if len(row) > position:
            row[position] = ""
    error = problems(save(tmp_path / "a.xlsx", book))
    assert [(p.code, p.sheet, p.value) for p in error.problems] == [("column_missing", "Energie", "Eenheid")]


def test_a_supplier_factor_per_another_kind_of_unit_is_refused(tmp_path):
    changes = {("purchased_goods", 0, "supplier_factor"): 2, ("purchased_goods", 0, "supplier_factor_unit"): "stuks"}
    error = problems(edited(tmp_path / "a.xlsx", changes))
    assert [p.code for p in error.problems] == ["row_factor_dimension"]
    assert "stuk" in error.problems[0].problem("nl")


def test_an_empty_template_says_what_to_fill_in(tmp_path):
    from ghgcalc.workbook import write_template

    found = check_workbook(write_template(tmp_path / "t.xlsx", language="nl"))
    assert {p.code for p in found} == {"field_empty", "workbook_empty"}
    assert all("Bedrijf" in (p.sheet, "Bedrijf") for p in found)


def test_tags_follow_from_the_activity_when_blank(original):
    activity = original.activity
    electricity = activity[activity.activity == "energy.electricity"]
    assert set(electricity.energy_carrier) == {"electricity"}
    assert set(activity[activity.activity.str.startswith("transport.air")]["mode"]) == {"air"}


def test_what_a_lever_lacks_is_asked_in_the_cell_that_lacks_it(tmp_path):
    blank = {("levers", 0, "end_year"): "", ("levers", 1, "mechanism"): "", ("levers", 1, "library_id"): ""}
    found = check_workbook(edited(tmp_path / "t.xlsx", blank, example="furniture-maker"))
    asked = {(p.cell, p.code) for p in found if p.severity == "error"}
    places = {name: spot("levers", record, name) for record, name in ((0, "end_year"), (1, "mechanism"))}
    assert asked == {(address(*places[name]), "lever_needs") for name in ("end_year", "mechanism")}
