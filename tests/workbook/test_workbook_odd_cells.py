"""Cells as Excel, LibreOffice, exports and clipboards leave them: each is understood, asked about, or named."""

import re

import pytest
from excel_parts import read_part, sheet_part, with_parts
from openpyxl import load_workbook
from workbook_tools import copy_grids, put, save, spot

from ghgcalc.addresses import address
from ghgcalc.errors import DataError, Problem
from ghgcalc.schema import sheet
from ghgcalc.workbook import annotate_workbook, check_workbook, read_workbook
from ghgcalc.workbook.notation import unclear_numbers
from ghgcalc.workbook.values import is_blank, parse_number, parse_text, parse_year

ENERGY = sheet("energy").title["nl"]


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    return save(tmp_path_factory.mktemp("good") / "good.xlsx", copy_grids())


def with_cells(good, path, cells):
    """Copy a workbook with cells of the sheet Energy in the markup given."""
    part = sheet_part(good, ENERGY)
    content = read_part(good, part)
    for where, markup in cells.items():
        cell = rb'<c r="%b"[^>]*?(?:/>|>.*?</c>)' % where.encode()
        content, count = re.subn(cell, markup.replace("@", f'r="{where}"').encode(), content, flags=re.DOTALL)
        assert count == 1
    path.write_bytes(good.read_bytes())
    return with_parts(path, {part: content})


def errors_of(path):
    return {p.cell: p.code for p in check_workbook(path) if p.severity == "error"}


def test_errors_and_damage_that_the_parser_refuses_are_named_and_nothing_else_is_lost(good, tmp_path):
    cells = {
        "F6": '<c @ t="e"><f>A1:A3</f><v>#SPILL!</v></c>', "F7": '<c @ t="e"><v>#GETTING_DATA</v></c>',
        "F8": '<c @ t="e"><v>Err:502</v></c>', "F9": '<c @ t="n"><v>5,5</v></c>', "F10": '<c @ t="s"><v>99999</v></c>',
        "F11": '<c @ t="zz"><v>5</v></c>', "F12": '<c @ t="b"><v>x</v></c>', "F13": '<c @ t="e"/>',
        "F14": '<c @ t="?"/>', "F15": '<c @ t="n"><v>1_000</v></c>', "F16": '<c @ t="n"><v>١</v></c>',
        "F17": '<c @><v> 12 </v></c>',
    }  # fmt: skip
    path = with_cells(good, tmp_path / "a.xlsx", cells)
    excel, damaged = "cell_excel_error", "cell_damaged"
    assert errors_of(path) == dict.fromkeys(["F6", "F7", "F8", "F13"], excel) | dict.fromkeys(
        ["F9", "F10", "F11", "F12", "F14", "F15", "F16", "F17"], damaged
    )
    assert "#SPILL!" in next(p.problem("nl") for p in check_workbook(path) if p.cell == "F6")
    copy = annotate_workbook(path, tmp_path / "b.xlsx")
    assert errors_of(copy) == errors_of(path)


def test_values_written_in_the_ways_of_the_format_are_read(good, tmp_path):
    cells = {
        "F6": '<c @ t="inlineStr"><is><r><rPr><b/></rPr><t>1.23</t></r><r><t>4,5</t></r><rPh sb="0" eb="1"><t>9</t>'
              "</rPh></is></c>",
        "F7": '<c @ t="str"><f>B1&amp;C1</f><v>1 234,5</v></c>', "F8": '<c @><f t="shared" si="0"/><v>1234.5</v></c>',
        "G8": '<c @ t="inlineStr"><is><t>\u200bNm³\u00a0</t></is></c>',
        "B8": '<c @ t="d"><v>2025-03-01T00:00:00Z</v></c>',
    }  # fmt: skip
    rows = read_workbook(with_cells(good, tmp_path / "a.xlsx", cells)).activity.iloc[:3]
    assert rows["value"].tolist() == [1234.5, 1234.5, 1234.5]
    assert (rows["unit"].iloc[2], rows["year"].iloc[2]) == ("Nm3", 2025)


@pytest.mark.parametrize("system", ["1900", "1904"])
def test_a_year_in_a_date_cell_is_the_year_typed_in_both_calendars_of_excel(tmp_path, good, system):
    import datetime as dt

    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book = load_workbook(good)
    page = book[ENERGY]
    if system == "1904":
        book.epoch = CALENDAR_MAC_1904
    page["B6"], page["B7"] = 2025, dt.date(2025, 3, 1)
    page["B6"].number_format = "dd-mm-yyyy"
    book.save(tmp_path / "a.xlsx")
    assert read_workbook(tmp_path / "a.xlsx").activity["year"].iloc[:2].tolist() == [2025, 2025]


@pytest.mark.parametrize("written", ["1-7-2025", "01/07/2025", "2025-07-01", "2025-07-01T12:00:00", "\u200e2025\u00a0"])
def test_a_date_in_text_is_its_year(written):
    assert parse_year(written)[0] == 2025


@pytest.mark.parametrize("written", ["1-7-25", "2025-26", "2025/07", "jan 2025", "1-2-3-2025"])
def test_half_a_date_is_no_year(written):
    assert parse_year(written)[1] is not None


def test_marks_without_width_that_come_along_with_a_copy_are_passed_over():
    assert parse_number("\ufeff\u200e1.234,5\u200b")[0] == 1234.5
    assert parse_text("\u200bRetail\u00a0NL\u2060") == "Retail NL"
    assert parse_text("👨\u200d👩") == "👨\u200d👩"
    assert is_blank("\u200b \u00a0\ufeff")
    assert parse_number("\u202e12")[0] is None  # shows as 21
    assert parse_number("(-5)")[0] is None


def test_text_that_could_be_two_numbers_follows_its_column():
    assert unclear_numbers(["1.234", "12,5", "1.234.567"], [], "nl") == {}
    assert unclear_numbers(["1.234", 12.5, "12"], [], "nl")["1.234"].severity == "warning"
    assert {p.code for p in unclear_numbers(["1.234", "9.876", "12.5"], [], "nl").values()} == {"cell_two_notations"}
    assert unclear_numbers(["1,234", "12.5"], [], "en") == {}
    assert unclear_numbers(["1,234", "12,5"], [], "en")["1,234"].severity == "error"
    assert unclear_numbers(["1.234", "12.kWh"], ["12.kWh"], "nl")["1.234"].severity == "warning"


def test_what_such_text_was_read_as_is_said_once_per_column(tmp_path):
    book = copy_grids()
    for record in (0, 1, 2):
        put(book, "nl", "energy", spot("energy", record, "value"), f"{record + 1}.234")
    (warning,) = read_workbook(save(tmp_path / "a.xlsx", book)).warnings
    assert (warning.cell, warning.code) == ("F6", "cell_read_as_more")
    assert "gelezen als 1234, niet als 1,234; 3 cellen" in warning.problem("nl")
    put(book, "nl", "energy", spot("energy", 3, "value"), "12.5")
    with pytest.raises(DataError) as caught:
        read_workbook(save(tmp_path / "b.xlsx", book))
    assert [(p.cell, p.code) for p in caught.value.problems] == [(f, "cell_two_notations") for f in ("F6", "F7", "F8")]


def merged_example(path, column, first, last, value, *, blank=True):
    book = copy_grids()
    (top, position), (bottom, _) = (spot("energy", record, column) for record in (first, last))
    if blank:
        for record in range(first, last + 1):
            put(book, "nl", "energy", spot("energy", record, column), "")
    save(path, book)
    written = load_workbook(path)
    page = written[ENERGY]
    page.cell(top + 1, position + 1).value = value
    page.merge_cells(f"{address(top, position)}:{address(bottom, position)}")
    written.save(path)
    return path


def test_a_merged_word_holds_for_every_row_that_it_spans(tmp_path):
    path = merged_example(tmp_path / "a.xlsx", "site", 0, 2, "Hal 7")
    activity = read_workbook(path).activity
    assert activity["site"].iloc[:4].tolist()[:3] == ["Hal 7"] * 3
    assert activity["site"].iloc[3] != "Hal 7"
    below = merged_example(tmp_path / "b.xlsx", "site", len(activity[activity["sheet"] == ENERGY]) - 1, 70, "Hal 8")
    assert (read_workbook(below).activity["site"] == "Hal 8").sum() == 1


def test_a_merged_amount_belongs_to_one_row_and_is_asked_for_in_the_others(tmp_path):
    path = merged_example(tmp_path / "a.xlsx", "value", 0, 2, 90_000)
    found = [p for p in check_workbook(path) if p.severity == "error"]
    assert [(p.cell, p.code) for p in found] == [("F7", "cell_merged"), ("F8", "cell_merged")]
    assert "F6" in found[0].problem("nl")


class Counted(list):
    """Rows that count how often one of them is looked at."""

    looks = 0

    def __getitem__(self, place):
        self.looks += 1
        return super().__getitem__(place)


@pytest.mark.parametrize("left", [[2] * 10_000, range(3, 10_003)], ids=["one column", "columns that nobody reads"])
def test_areas_that_overlap_take_no_longer_than_one(left):
    from ghgcalc.workbook.merged import spread_merged

    columns = {2: sheet("energy").column("site")}
    rows = Counted(range(1_000))
    areas = [(0, 2, 1_048_575, 2), *((0, column, 1_048_575, 16_383) for column in left)]
    lines, _ = spread_merged(areas, columns, rows, [["", "", "Hal"], *([] for _ in rows[1:])])
    assert {line[2] for line in lines} == {"Hal"}
    assert rows.looks < 500_000


def test_a_column_is_blamed_at_its_own_heading(tmp_path):
    book = copy_grids()
    width = len(book[ENERGY][2])
    for row, word in ((2, "value"), (3, "Hoeveelheid"), (5, 999)):
        put(book, "nl", "energy", (row, width + 1), word)
    put(book, "nl", "energy", (3, width + 2), "Eigen")
    put(book, "nl", "energy", (5, width + 2), "iets")
    found = {p.code: p.cell for p in check_workbook(save(tmp_path / "a.xlsx", book))}
    assert found == {"column_twice": address(3, width + 1), "column_unknown": address(3, width + 2)}


def test_a_long_text_is_cut_where_it_is_quoted_and_excels_words_are_the_users():
    assert len(Problem("cell_not_a_number", "x" * 40_000).problem("nl")) < 200
    assert Problem("cell_not_a_number", True).problem("nl") == "'WAAR' is geen getal"
    assert Problem("cell_not_a_number", False).problem("en") == "'FALSE' is not a number"


def test_an_answer_that_moved_on_a_form_is_blamed_where_it_stands(tmp_path, good):
    """Without machine ids the answer stands beside its label, wherever that is."""
    book = copy_grids()
    company = sheet("company").title["nl"]
    book[company] = [row[1:] for row in book[company]]
    row = next(i for i, row in enumerate(book[company]) if "Basisjaar" in row)
    book[company][row][1] = 2031
    found = [p for p in check_workbook(save(tmp_path / "a.xlsx", book)) if p.severity == "error"]
    assert [(p.code, p.cell) for p in found] == [("field_year_order", f"B{row + 1}")]
