"""Annotated copies: every problem beside its cell, and nothing of the company's own workbook is lost."""

import re
import shutil
import subprocess

import pytest
from excel_parts import EXTENSION, excel_workbook, part_names, read_part, sheet_part, with_parts
from openpyxl import load_workbook

import ghgcalc as gc
from ghgcalc.errors import DataError, Problem
from ghgcalc.workbook import check_workbook, read_workbook
from ghgcalc.workbook.package import Package

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")  # openpyxl, which only looks here
BAD = {("energy", "F6"): "veel", ("energy", "G7"): "furlong", ("waste", "F6"): -3, ("energy", "F9"): "=A1"}
PLACES = {("Energie", "F6"), ("Energie", "G7"), ("Energie", "F9"), ("Afval", "F6")}


@pytest.fixture
def bad(tmp_path):
    return excel_workbook(tmp_path / "bad.xlsx", changes=BAD)


@pytest.fixture
def annotated(bad, tmp_path):
    return gc.annotate_workbook(bad, tmp_path / "annotated.xlsx")


def errors_in(path):
    return {(p.sheet, p.cell) for p in check_workbook(path) if p.severity == "error"}


def notes_of(path, title):
    return {cell.coordinate: cell.comment.text for row in load_workbook(path)[title].iter_rows() for cell in row
            if cell.comment}  # fmt: skip


def coloured(path, title):
    found = set()
    for area, rules in load_workbook(path)[title].conditional_formatting._cf_rules.items():
        if any("ghgcalc" in (rule.formula or [""])[0] for rule in rules):
            found |= set(str(area.sqref).split())
    return found


def test_every_problem_has_a_colour_a_note_and_a_link(bad, annotated):
    assert errors_in(bad) == PLACES
    for title, cell in PLACES:
        assert cell in coloured(annotated, title)
        assert "ghgcalc: " in notes_of(annotated, title)[cell]
    listed = load_workbook(annotated)["Controle"]
    links = {cell.hyperlink.location for row in listed.iter_rows() for cell in row if cell.hyperlink}
    assert links == {f"'{title}'!{cell}" for title, cell in PLACES} | {"'Notes'!A1"}
    assert "is geen getal" in " ".join(str(cell.value) for row in listed.iter_rows() for cell in row)


def test_the_notes_are_in_the_language_of_the_workbook(tmp_path):
    bad = excel_workbook(tmp_path / "bad.xlsx", language="en", changes={("energy", "F6"): "lots"})
    copy = gc.annotate_workbook(bad, tmp_path / "copy.xlsx")
    assert "'lots' is not a number" in notes_of(copy, "Energy")["F6"]
    assert load_workbook(copy).sheetnames[-1] == "Check"


def test_what_excel_and_the_company_made_is_still_there(bad, annotated):
    part = sheet_part(bad, "Energie")
    assert EXTENSION.encode() in read_part(annotated, part)
    assert notes_of(annotated, "Energie")["C3"] == "a note of our own"
    assert notes_of(annotated, "Energie")["F6"].startswith("read from the meter\n")
    book = load_workbook(annotated)
    assert "own_name" in book.defined_names
    assert len(book["Notes"]._charts) == 1
    touched = {part, sheet_part(bad, "Afval"), "xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels",
               "[Content_Types].xml"}  # fmt: skip
    for name in part_names(bad):
        if name not in touched and not any(word in name.lower() for word in ("comment", "sheet8.xml.rels", "vml")):
            before, after = read_part(bad, name), read_part(annotated, name)
            assert before.replace(b' tabSelected="1"', b"") == after.replace(b' tabSelected="1"', b""), name


def test_the_copy_reads_the_same_as_the_workbook(bad, annotated):
    assert check_workbook(annotated) == check_workbook(bad)


def test_a_mended_copy_loses_its_marks(bad, annotated, tmp_path):
    """The note of the company stays; colours, notes and the list follow what is wrong now."""
    book = load_workbook(annotated)
    book["Energie"]["F6"] = 52_000
    book["Energie"]["G7"] = "m3"
    mended = tmp_path / "mended.xlsx"
    book.save(mended)
    again = gc.annotate_workbook(mended, tmp_path / "again.xlsx")
    assert coloured(again, "Energie") == {"F9"}
    assert notes_of(again, "Energie")["F6"].strip() == "read from the meter"
    assert set(notes_of(again, "Energie")) == {"C3", "F6", "F9"}
    assert [name for name in load_workbook(again).sheetnames if name.startswith("Controle")] == ["Controle"]


def test_annotating_twice_is_annotating_once(bad, annotated, tmp_path):
    again = gc.annotate_workbook(annotated, tmp_path / "again.xlsx")
    for name in part_names(annotated):
        assert read_part(annotated, name) == read_part(again, name), name


def test_a_correct_workbook_gets_a_list_that_says_so(tmp_path):
    good = excel_workbook(tmp_path / "good.xlsx")
    copy = gc.annotate_workbook(good, tmp_path / "copy.xlsx")
    assert load_workbook(copy)["Controle"]["B2"].value.startswith("0 fouten en 1 opmerkingen.")
    assert [problem.sheet for problem in read_workbook(copy).warnings] == ["Notes"]
    clean = gc.annotate_workbook(good, tmp_path / "clean.xlsx", problems=[])
    assert load_workbook(clean)["Controle"]["B2"].value == "Niets te herstellen."


def test_problems_of_a_calculation_can_be_shown_and_text_stays_text(tmp_path):
    good = excel_workbook(tmp_path / "good.xlsx")
    found = [Problem("cell_not_a_number", '=HYPERLINK("x")<&\x07', "Energie", "F8"), Problem("workbook_empty")]
    copy = gc.annotate_workbook(good, tmp_path / "copy.xlsx", problems=found)
    cells = {cell.value: cell.data_type for row in load_workbook(copy)["Controle"].iter_rows() for cell in row}
    assert cells['=HYPERLINK("x")<&'] == "s"


def test_a_sheet_name_that_is_taken_gets_a_number(tmp_path):
    good = excel_workbook(tmp_path / "good.xlsx")
    book = load_workbook(good)
    book.create_sheet("CONTROLE")
    book.save(good)
    assert load_workbook(gc.annotate_workbook(good, tmp_path / "c.xlsx")).sheetnames[-1] == "Controle (2)"


def test_sheets_with_a_prefix_on_every_tag_are_patched_too(bad, tmp_path):
    part = sheet_part(bad, "Afval")
    content = read_part(bad, part)
    named = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", content).replace(b'xmlns="', b'xmlns:x="', 1)
    path = with_parts(bad, {part: named})
    copy = gc.annotate_workbook(path, tmp_path / "copy.xlsx")
    assert coloured(copy, "Afval") == {"F6"}
    assert check_workbook(copy) == check_workbook(path)


def test_the_workbook_itself_is_never_replaced(bad, tmp_path):
    with pytest.raises(DataError) as caught:
        gc.annotate_workbook(bad, bad)
    assert caught.value.problems[0].code == "copy_over_source"
    with pytest.raises(DataError) as caught:
        gc.annotate_workbook(bad, tmp_path / "copy.xlsm")
    assert caught.value.problems[0].code == "copy_ending"


def test_a_declared_entity_in_a_part_that_is_patched_is_refused(bad, tmp_path):
    package = Package(bad)
    part = package.related(package.sheet_parts()["Energie"], "comments")
    poison = b'<!DOCTYPE x [<!ENTITY a "b">]>' + read_part(bad, part)
    with pytest.raises(DataError) as caught:
        gc.annotate_workbook(with_parts(bad, {part: poison}), tmp_path / "copy.xlsx")
    assert caught.value.problems[0].code == "workbook_unreadable"


@pytest.mark.libreoffice
def test_libreoffice_opens_the_copy_and_reads_the_same(bad, annotated, tmp_path):
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "lo"), str(annotated)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    saved = tmp_path / "lo" / annotated.name
    assert errors_in(saved) == PLACES
    assert notes_of(saved, "Energie")["C3"] == "a note of our own"
    again = gc.annotate_workbook(saved, tmp_path / "again.xlsx")
    assert notes_of(again, "Energie")["G7"].count("furlong") == 1
