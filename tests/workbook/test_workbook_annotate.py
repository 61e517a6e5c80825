"""Annotated copies: every problem beside its cell, and nothing of the company's own workbook is lost."""

import re
import shutil
import subprocess
from collections import Counter
from xml.etree import ElementTree

import pytest
from excel_parts import EXTENSION, excel_workbook, part_names, read_part, sheet_part, with_parts
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.worksheet.table import Table

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


THREADED = (
    b'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
    b'<threadedComment ref="G7" dT="2026-01-05T10:00:00.00" personId="{A}" id="{B}"><text>which unit?</text>'
    b"</threadedComment>"
    b"</ThreadedComments>"
)
THREAD_NOTE = b"[Threaded comment]\n\nComment: which unit?"


@pytest.fixture(scope="module")
def rich(tmp_path_factory):
    """Return a workbook with a thread, a table, a picture, protection and formats of its own, as Excel stores them."""
    path = excel_workbook(tmp_path_factory.mktemp("rich") / "rich.xlsx", changes=BAD)
    book = load_workbook(path)
    page = book["Energie"]
    page["G7"].comment = Comment("THREAD", "tc={B}")
    page["F7"].comment = Comment("our words", "Jan")
    page.conditional_formatting.add("F6:F50", CellIsRule(operator="greaterThan", formula=["700000"]))
    page.protection.sheet = True
    book["Notes"].add_table(Table(displayName="Meters", ref="A1:B4"))
    book.save(path)
    package = Package(path)
    part = package.sheet_parts()["Energie"]
    package.put(part, package.xml(part).replace(b"</worksheet>", EXTENSION.encode() + b"</worksheet>"))
    notes = package.related(part, "comments")
    package.put(notes, package.xml(notes).replace(b"THREAD", THREAD_NOTE))
    package.put("xl/threadedComments/threadedComment1.xml", THREADED)
    package.put("xl/persons/person.xml", b'<personList><person displayName="Jan" id="{A}"/></personList>')
    package.relate(part, "threadedComment", "xl/threadedComments/threadedComment1.xml")
    return package.save(path.with_name("saved.xlsx"), source=path)


def elements(content):
    """Return what a sheet holds, one text per element below its root."""
    return [ElementTree.tostring(child).decode() for child in ElementTree.fromstring(content)]


def test_every_part_holds_all_that_it_held(rich, tmp_path):
    """Sheets gain rules, links to notes and room for their priority, notes gain words; the rest is the same."""
    copy = gc.annotate_workbook(rich, tmp_path / "copy.xlsx")
    for name in part_names(rich):
        before, after = read_part(rich, name), read_part(copy, name)
        if name.startswith("xl/worksheets/sheet"):
            priority = re.compile(r'priority="\d+"')
            kept = [priority.sub("", text).replace(' tabSelected="1"', "") for text in elements(before)]
            now = [priority.sub("", text).replace(' tabSelected="1"', "") for text in elements(after)]
            gained = Counter(now) - Counter(kept)
            assert not Counter(kept) - Counter(now), name
            assert all("ghgcalc" in text or "legacyDrawing" in text for text in gained), gained
            assert [text for text in now if text not in gained] == kept
        elif "comments/comment" in name or name.startswith("xl/comments"):
            notes = {c.get("ref"): "".join(c.itertext()) for c in ElementTree.fromstring(after).iter() if c.get("ref")}
            for note in ElementTree.fromstring(before).iter():
                if note.get("ref"):
                    assert notes[note.get("ref")].startswith("".join(note.itertext()))
        elif name.endswith((".rels", "styles.xml", "workbook.xml", ".vml", "[Content_Types].xml")):
            assert len(after) >= len(before)
            words = re.compile(rb'<[\w:]+ [^<>]*?(?:Id|PartName|Extension|name|id|numFmtId|ref)="[^"]*"')
            assert not Counter(words.findall(before)) - Counter(words.findall(after)), name
        else:
            assert before == after, name
    assert notes_of(copy, "Energie")["G7"].replace("\r", "") == THREAD_NOTE.decode()


def test_marks_taken_away_leave_every_sheet_as_it_was(rich, tmp_path):
    """Annotated with nothing to say, a marked copy has the sheets, notes and drawings of the workbook again."""
    marked = gc.annotate_workbook(rich, tmp_path / "marked.xlsx")
    clean = gc.annotate_workbook(marked, tmp_path / "clean.xlsx", problems=[])
    plain = gc.annotate_workbook(rich, tmp_path / "plain.xlsx", problems=[])
    part = sheet_part(rich, "Energie")
    assert read_part(marked, part) != read_part(plain, part)
    for name in part_names(plain):
        if name not in ("xl/styles.xml", "[Content_Types].xml") and "comment" not in name and "/_rels/" not in name:
            if name.startswith("xl/worksheets"):
                assert [t for t in elements(read_part(clean, name)) if "legacyDrawing" not in t] == [
                    t for t in elements(read_part(plain, name)) if "legacyDrawing" not in t
                ], name
            elif not name.endswith(".vml"):
                assert read_part(clean, name) == read_part(plain, name), name
    assert notes_of(clean, "Energie") == notes_of(rich, "Energie")


def test_the_colour_goes_before_the_colours_that_are_there(rich, tmp_path):
    """In the file, where LibreOffice looks, and by priority, where Excel looks; the others keep their order."""
    content = read_part(gc.annotate_workbook(rich, tmp_path / "copy.xlsx"), sheet_part(rich, "Energie")).decode()
    areas = re.findall(r"<conditionalFormatting.*?</conditionalFormatting>", content, re.DOTALL)
    assert "ghgcalc" in areas[0]
    priorities = {own: [int(p) for area in areas if ("ghgcalc" in area) == own for p in
                        re.findall(r'priority="(\d+)"', area)] for own in (True, False)}  # fmt: skip
    assert set(priorities[True]) == {1}
    assert min(priorities[False]) == 2
    before = re.findall(r'<cfRule[^>]*priority="(\d+)"', read_part(rich, sheet_part(rich, "Energie")).decode())
    assert [p - 1 for p in priorities[False]] == [int(p) for p in before]
