"""Damaged and foreign files: each ends in one clear error and leaves nothing behind."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from importer_files import DESNZ_ROWS, official, write_book, write_desnz, write_nl

from ghgcalc.errors import DataError
from ghgcalc.factors.importers import opening, read_desnz, read_nl
from ghgcalc.factors.importers.write_sets import main, write_sets

Rows = list[list[Any]]


def put(row: int, column: int, value: object) -> Callable[[Rows], None]:
    """Return a change that puts a value into one cell, counted from 1."""

    def change(rows: Rows) -> None:
        rows[row - 1][column - 1] = value

    return change


def shift_down(rows: Rows) -> None:
    """Move every figure one row down against its ID."""
    figures = [row[8:10] for row in rows[6:]]
    for row, figure in zip(rows[7:], figures, strict=False):
        row[8:10] = figure


def shift_right(rows: Rows) -> None:
    for row in rows[6:]:
        row.insert(0, None)


@pytest.mark.parametrize(
    ("change", "code", "cell"),
    [
        (put(6, 9, "Greenhouse gas"), "import_header", "I6"),
        (put(6, 1, "Key"), "import_header", "A6"),
        (put(6, 10, "GHG Conversion Factor"), "import_no_year", "J6"),
        (put(7, 10, "0,18296"), "import_not_a_number", "J7"),
        (put(7, 10, True), "import_not_a_number", "J7"),
        (put(7, 10, -1.0), "import_negative", "J7"),
        (put(8, 1, "1_100_1004_6_1"), "import_duplicate_id", "A8"),
        (put(7, 1, "natural gas"), "import_bad_id", "A7"),
        (put(7, 8, "bushels"), "import_uom", "H7"),
        (put(7, 9, "kg CO2e of SF6 per unit"), "import_gas", "I7"),
        (put(7, 1, "77_700_1004_6_1"), "import_section", "A7"),
        (shift_down, "import_gas_suffix", "A8"),
        (shift_right, "import_bad_id", "A7"),
        (lambda rows: rows.__delitem__(5), "import_no_header", ""),
        (lambda rows: rows.__delitem__(slice(6, None)), "import_no_rows", ""),
        (lambda rows: rows.clear(), "import_empty_sheet", ""),
    ],
)
def test_a_damaged_flat_file_is_refused_with_the_cell(
    tmp_path: Path, change: Callable[[Rows], Any], code: str, cell: str
) -> None:
    with pytest.raises(DataError) as caught:
        read_desnz(write_desnz(tmp_path / "damaged.xlsx", change))
    first = next(problem for problem in caught.value.problems if problem.code == code)
    assert first.cell == cell
    for language in ("en", "nl"):
        assert first.problem(language)
        assert first.hint(language)


@pytest.mark.parametrize(
    ("change", "code", "cell"),
    [
        (put(6, 2, "Sum"), "import_layout", "B6"),
        (put(7, 3, "1,779"), "import_not_a_number", "C7"),
        (put(7, 3, -1.779), "import_negative", "C7"),
        (put(7, 6, "bushel"), "import_uom", "F7"),
        (put(7, 1, None), "import_lost_row", "A7"),
        (lambda rows: rows.insert(7, rows[6]), "import_duplicate_row", "A8"),
        (lambda rows: rows.__delitem__(5), "import_row_before_header", "A6"),
        (lambda rows: rows.__delitem__(slice(4, None)), "import_no_rows", ""),
        (lambda rows: rows.clear(), "import_empty_sheet", ""),
    ],
)
def test_a_damaged_dutch_list_is_refused_with_the_cell(
    tmp_path: Path, change: Callable[[Rows], Any], code: str, cell: str
) -> None:
    with pytest.raises(DataError) as caught:
        read_nl(write_nl(tmp_path / "damaged.xlsx", change))
    assert (code, cell) in {(problem.code, problem.cell) for problem in caught.value.problems}
    assert all(problem.problem("nl") for problem in caught.value.problems)


@pytest.mark.parametrize("read", [read_desnz, read_nl])
def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path, read: Callable[[Path], object]) -> None:
    cases = {
        "missing.xlsx": (None, "import_no_file"),
        "empty.xlsx": (b"", "import_empty_file"),
        "text.xlsx": (b"ID;Scope;Level 1", "import_no_workbook"),
        "half.xlsx": (write_desnz(tmp_path / "whole.xlsx").read_bytes()[:900], "import_no_workbook"),
    }
    for name, (content, code) in cases.items():
        if content is not None:
            (tmp_path / name).write_bytes(content)
        with pytest.raises(DataError) as caught:
            read(tmp_path / name)
        assert [problem.code for problem in caught.value.problems] == [code]


def test_a_zip_without_a_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "nothing here")
    with pytest.raises(DataError, match="cannot be read as an Excel workbook"):
        read_desnz(path)


def test_each_importer_refuses_the_file_of_the_other(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="not an export of the Dutch list"):
        read_nl(write_desnz(tmp_path / "desnz.xlsx"))
    with pytest.raises(DataError, match="has no sheet 'Factors by Category'"):
        read_desnz(write_nl(tmp_path / "nl.xlsx"))


def test_a_missing_sheet_names_the_sheets_that_are_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="it has: Notes"):
        read_desnz(write_book(tmp_path / "a.xlsx", {"Notes": [["x"]]}))


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_desnz(tmp_path / "bomb.xlsx")
    with zipfile.ZipFile(path, "a", compression=zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b" " * 3_000_000)
    assert path.stat().st_size < 20_000
    monkeypatch.setattr(opening, "LARGEST_WORKBOOK", 2_000_000)
    for read in (read_desnz, read_nl):
        with pytest.raises(DataError, match="unpacks to more than 2 MB"):
            read(path)


def test_a_cell_far_away_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "wide.xlsx"
    write_book(path, {"Factors by Category": [["x"]]})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    parts[sheet] = parts[sheet].replace(b"</sheetData>", far)
    with zipfile.ZipFile(path, "w", compression=zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(DataError, match="row 1048576 and column 16384"):
        read_desnz(path)


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    def damage(rows: Rows) -> None:
        rows[6][9] = "many"
        rows[7][9] = -2
        rows[9][7] = "bushels"

    with pytest.raises(DataError) as caught:
        read_desnz(write_desnz(tmp_path / "a.xlsx", damage))
    assert {(p.code, p.cell) for p in caught.value.problems} == {
        ("import_not_a_number", "J7"),
        ("import_negative", "J8"),
        ("import_uom", "H10"),
    }


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    row=st.integers(0, len(DESNZ_ROWS) - 1),
    text=st.text("abcdefgh0123456789,. ", min_size=1, max_size=8).filter(lambda s: s.strip()),
)
def test_text_in_any_figure_is_refused_at_its_cell(tmp_path: Path, row: int, text: str) -> None:
    with pytest.raises(DataError) as caught:
        read_desnz(write_desnz(tmp_path / "a.xlsx", put(row + 7, 10, text)))
    assert f"J{row + 7}" in {problem.cell for problem in caught.value.problems}


def test_nothing_is_written_when_one_file_is_damaged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files, out = tmp_path / "official", tmp_path / "out"
    files.mkdir()
    write_desnz(files / "desnz-2025.xlsx")
    write_nl(files / "nl-co2emissiefactoren-2026.xlsx", put(7, 3, "text"))
    assert main(["--official", str(files), "--out", str(out)]) == 1
    assert "C7" in capsys.readouterr().err
    assert not out.exists()


def test_sets_are_written_whole_and_can_be_written_again(tmp_path: Path) -> None:
    files = tmp_path / "official"
    files.mkdir()
    write_desnz(files / "desnz-2025.xlsx")
    write_nl(files / "nl-co2emissiefactoren-2026.xlsx")
    (files / "epa.xlsx").write_bytes(b"not read")
    for _ in range(2):
        sets = write_sets(files, tmp_path / "out")
    assert [imported.name for imported in sets] == ["desnz-2025", "nl-2026", "refrigerants-ipcc"]
    written = sorted(str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*.*"))
    assert written == [f"{imported.name}/{name}" for imported in sets for name in ("factors.csv", "source.toml")]


@pytest.mark.official
def test_the_official_flat_file_with_two_rows_swapped_is_refused(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(official("desnz-2025-flat-file.xlsx"))
    sheet = book["Factors by Category"]
    sheet["A83"], sheet["A84"] = sheet["A84"].value, sheet["A83"].value
    book.save(tmp_path / "swapped.xlsx")
    book.close()
    with pytest.raises(DataError) as caught:
        read_desnz(tmp_path / "swapped.xlsx")
    assert {problem.cell for problem in caught.value.problems} == {"A83", "A84"}
