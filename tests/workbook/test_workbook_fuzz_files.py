"""Nearly four hundred workbooks damaged as files and as sheets: none crashes, and every error names its cell."""

import itertools
import random
import zipfile

import pytest
from excel_parts import read_part, with_parts
from workbook_tools import ExcelError, copy_grids, outcome, put, save, spot

from ghgcalc.addresses import address
from ghgcalc.errors import DataError
from ghgcalc.schema import ACTIVITY_SHEETS, sheet
from ghgcalc.workbook import annotate_workbook, check_workbook, read_workbook
from ghgcalc.workbook.examples import load_example

ROWS = {name: len(load_example("fashion-retailer").rows.get(name, ())) for name in ACTIVITY_SHEETS}
WRONG_UNITS = ["furlong", "m", "stuk", "kWh/jaar", "m²", "EUR", "liter", "tkm", "GJ", "%", "1000 kg", "paar"]


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    return save(tmp_path_factory.mktemp("good") / "good.xlsx", copy_grids("fashion-retailer", "nl"))


def rewritten(good, path, changed):
    path.write_bytes(good.read_bytes())
    return with_parts(path, changed)


def amount_is_kept_or_named(path, untouched):
    """Every amount that is read is one that was there; every error names its cell."""
    try:
        book = read_workbook(path)
    except DataError as error:
        for problem in error.problems:
            assert problem.problem("nl")
            assert problem.cell or problem.code.startswith(("workbook_", "sheet_")), problem
        return
    known = dict(untouched)
    for sheet_name, cell, value in zip(
        book.activity["sheet"], book.activity["cell"], book.activity["value"], strict=True
    ):
        if (sheet_name, cell) in known:
            assert value == known[sheet_name, cell]


@pytest.mark.parametrize("seed", range(150))
def test_wrong_units_blanks_errors_and_texts_are_named_or_leave_the_amount(tmp_path, seed):
    """A unit of another kind is an error in reading or calculating, never another number."""
    draw = random.Random(9000 + seed)
    book = copy_grids("fashion-retailer", "nl")
    damaged = set()
    for _ in range(draw.randint(1, 6)):
        sheet_id = draw.choice([name for name, rows in ROWS.items() if rows])
        record = draw.randrange(ROWS[sheet_id])
        kind = draw.choice(["unit", "error", "text", "blank"])
        column = "unit" if kind == "unit" else draw.choice(["value", "year"])
        value = {"unit": draw.choice(WRONG_UNITS), "error": ExcelError("#REF!"), "text": "ca. 12", "blank": " "}[kind]
        put(book, "nl", sheet_id, spot(sheet_id, record, column), value)
        damaged.add((sheet(sheet_id).title["nl"], address(*spot(sheet_id, record, "value"))))
    original = copy_grids("fashion-retailer", "nl")
    untouched = {
        (sheet(name).title["nl"], address(*spot(name, r, "value"))): original[sheet(name).title["nl"]][
            spot(name, r, "value")[0]
        ][spot(name, r, "value")[1]]
        for name, rows in ROWS.items()
        for r in range(rows)
    }
    path = save(tmp_path / "a.xlsx", book)
    amount_is_kept_or_named(path, {place: v for place, v in untouched.items() if place not in damaged})


@pytest.mark.parametrize("seed", range(60))
def test_shuffled_columns_read_the_same(tmp_path, good, seed):
    draw = random.Random(seed)
    book = copy_grids("fashion-retailer", "nl")
    for name in ("energy", "purchased_goods", "transport"):
        rows = book[sheet(name).title["nl"]]
        width = max(len(row) for row in rows)
        order = list(range(1, width))
        draw.shuffle(order)
        book[sheet(name).title["nl"]] = [
            [row[0] if row else "", *(row[i] if i < len(row) else "" for i in order)] for row in rows
        ]
    shuffled = read_workbook(save(tmp_path / "a.xlsx", book)).activity
    original = read_workbook(good).activity
    where = ["file", "cell"]
    assert shuffled.drop(columns=where).equals(original.drop(columns=where))


@pytest.mark.parametrize("seed", range(60))
def test_truncated_files_are_refused(tmp_path, good, seed):
    content = good.read_bytes()
    path = tmp_path / "a.xlsx"
    path.write_bytes(content[: random.Random(seed).randrange(len(content))])
    assert [problem.code for problem in check_workbook(path)] == ["workbook_unreadable"]


@pytest.mark.parametrize(
    ("part", "levels"), list(itertools.product(["xl/worksheets/sheet3.xml", "xl/sharedStrings.xml", "xl/styles.xml",
                                                "xl/workbook.xml", "xl/media/image1.png"], [1, 4, 16]))
)  # fmt: skip
def test_zip_bombs_are_refused_or_never_unpacked(tmp_path, good, monkeypatch, part, levels):
    monkeypatch.setattr("ghgcalc.workbook.archive.MAX_UNPACKED_BYTES", 2_000_000)
    path = rewritten(good, tmp_path / "a.xlsx", {part: b"<x>" + b" " * (levels * 3_000_000) + b"</x>"})
    if part.endswith(".png"):
        assert len(read_workbook(path).activity) > 100
    else:
        assert [problem.code for problem in check_workbook(path)] == ["workbook_too_large"]


@pytest.mark.parametrize("seed", range(30))
def test_macros_links_and_strange_parts_are_never_used(tmp_path, good, seed):
    draw = random.Random(seed)
    extra = {
        "xl/vbaProject.bin": draw.randbytes(500), "xl/macrosheets/sheet1.xml": b"<xm:macrosheet/>",
        "xl/externalLinks/externalLink1.xml": draw.randbytes(50), "xl/embeddings/oleObject1.bin": draw.randbytes(900),
        "../../etc/passwd": b"x", "xl/connections.xml": b"<connections/>", "xl/queryTables/queryTable1.xml": b"<q/>",
        "xl/activeX/activeX1.bin": draw.randbytes(80), "customXml/item1.xml": b"<!DOCTYPE x><x/>",
    }  # fmt: skip
    chosen = dict(draw.sample(sorted(extra.items()), draw.randint(1, len(extra))))
    path = rewritten(good, tmp_path / "a.xlsm", chosen)
    book = read_workbook(path)
    codes = {problem.code for problem in book.warnings}
    assert codes <= {"workbook_macros", "workbook_links"}
    assert ("workbook_macros" in codes) == any("vba" in name or "macrosheets" in name for name in chosen)
    assert ("workbook_links" in codes) == any("externalLinks" in name for name in chosen)
    assert book.activity.drop(columns="file").equals(read_workbook(good).activity.drop(columns="file"))


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_sheet_never_crashes_reading_or_annotating(tmp_path, good, seed):
    draw = random.Random(777 + seed)
    part = f"xl/worksheets/sheet{draw.randint(1, 14)}.xml"
    content = bytearray(read_part(good, part))
    for _ in range(draw.choice([1, 5, 50])):
        place = draw.randrange(len(content))
        choice = draw.random()
        if choice < 0.4:
            content[place] = draw.randrange(32, 127)
        elif choice < 0.7:
            del content[place : place + draw.randint(1, 40)]
        else:
            content[place:place] = draw.choice(
                [b"<c/>", b'<c r="F7" t="e"><v>#N/A</v></c>', b"</row>", b"&#0;", b"<f/>"]
            )
    path = rewritten(good, tmp_path / "a.xlsx", {part: bytes(content)})
    assert outcome(path)
    try:
        annotate_workbook(path, tmp_path / "b.xlsx")
    except DataError:
        return
    with zipfile.ZipFile(tmp_path / "b.xlsx") as archive:
        assert archive.testzip() is None
