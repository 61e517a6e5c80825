"""The same damage done to the file of every publisher: each ends in a clear error in both languages."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from importer_files import write_book
from test_importer_more_epa import HEADS, SEF_ROW, write_hub
from test_importer_more_user_files import (
    AIB,
    CARBONE,
    CLIMATIQ,
    EMBER,
    OWN,
    idemat_rows,
    recipe,
    write_csv,
    write_exiobase,
)

from ghgcalc.errors import DataError
from ghgcalc.factors.importers import opening, read_publisher_file
from ghgcalc.factors.importers.common import ImportedFactors

Rows = list[list[Any]]


@dataclass(frozen=True)
class Sample:
    """A small file of one publisher: its rows, the head that is needed, a row with a figure and the figure's column."""

    publisher: str
    rows: Callable[[], Rows]
    head: tuple[int, int]
    row: int
    figure: int
    sheet: str = ""
    name: str = "file.csv"
    delimiter: str = ","

    def write(self, folder: Path, rows: Rows) -> Path:
        path = folder / self.name
        if self.sheet:
            return write_book(path, {"Notes": [["x"]], self.sheet: rows})
        return write_csv(path, rows, delimiter=self.delimiter)

    def read(self, folder: Path, rows: Rows) -> ImportedFactors:
        return self.open(folder, self.write(folder, rows))

    def open(self, folder: Path, path: Path) -> ImportedFactors:
        options = {"recipe": recipe(folder)} if self.publisher == "generic" else {}
        return read_publisher_file(self.publisher, path, **options)


def copied(rows: Rows) -> Callable[[], Rows]:
    return lambda: [list(row) for row in rows]


SEF = [list(HEADS), [cell.format(2022) for cell in SEF_ROW]]
SAMPLES = [
    Sample("ember", copied(EMBER), (0, 4), 1, 6),
    Sample("aib", copied(AIB), (1, 3), 2, 3, "Residual Mixes", "AIB-2025.xlsx"),
    Sample("base-carbone", copied(CARBONE), (0, 10), 1, 10, name="Base_Carbone_2025.csv", delimiter=";"),
    Sample("climatiq", copied(CLIMATIQ), (0, 9), 1, 4),
    Sample("idemat", idemat_rows, (2, 13), 4, 13, "Idemat2026", "idemat.xlsx"),
    Sample("epa-sef", copied(SEF), (0, 0), 1, 4),
    Sample("generic", copied(OWN), (0, 1), 1, 1, delimiter=";"),
]
#: Importers of workbooks.
BOOKS = [sample for sample in SAMPLES if sample.sheet]


def named(sample: Sample) -> str:
    return sample.publisher


def problems_of(read: Callable[[], object]) -> set[str]:
    with pytest.raises(DataError) as caught:
        read()
    for problem in caught.value.problems:
        for language in ("en", "nl"):
            assert problem.problem(language)
            assert problem.hint(language)
    return {problem.code for problem in caught.value.problems}


@pytest.mark.parametrize("sample", SAMPLES, ids=named)
def test_the_whole_sample_is_read(tmp_path: Path, sample: Sample) -> None:
    assert len(sample.read(tmp_path, sample.rows()).frame)


@pytest.mark.parametrize("sample", SAMPLES, ids=named)
def test_a_renamed_header_is_refused(tmp_path: Path, sample: Sample) -> None:
    rows = sample.rows()
    rows[sample.head[0]][sample.head[1]] = "Something else"
    if sample.publisher == "idemat":
        for row in rows[:3]:
            row[13] = row[14] = "Something else"
    assert problems_of(lambda: sample.read(tmp_path, rows)) <= {"import_no_columns", "import_header"}


@pytest.mark.parametrize("sample", SAMPLES, ids=named)
def test_text_in_a_figure_is_refused(tmp_path: Path, sample: Sample) -> None:
    rows = sample.rows()
    rows[sample.row][sample.figure] = "about nine"
    assert "import_not_a_number" in problems_of(lambda: sample.read(tmp_path, rows))


@pytest.mark.parametrize("sample", [s for s in SAMPLES if s.publisher not in ("idemat", "generic")], ids=named)
def test_a_row_shifted_to_the_right_is_refused(tmp_path: Path, sample: Sample) -> None:
    rows = sample.rows()
    number = sample.row + 1 if sample.publisher == "aib" else sample.row  # the first row tells where countries stand
    rows[number].insert(0, "")
    if sample.publisher != "aib":
        rows[number][-1] = rows[number][-1] or "0"
    assert problems_of(lambda: sample.read(tmp_path, rows)) & {"import_row_width", "import_shifted_row"}


@pytest.mark.parametrize("sample", [s for s in SAMPLES if s.publisher != "generic"], ids=named)
def test_an_id_that_stands_there_twice_is_refused(tmp_path: Path, sample: Sample) -> None:
    rows = sample.rows()
    rows.insert(sample.row + 1, list(rows[sample.row]))
    assert problems_of(lambda: sample.read(tmp_path, rows)) == {"duplicate_factor"}


@pytest.mark.parametrize("sample", SAMPLES, ids=named)
def test_an_empty_file_and_an_empty_table_are_refused(tmp_path: Path, sample: Sample) -> None:
    path = tmp_path / sample.name
    path.write_bytes(b"")
    assert problems_of(lambda: sample.open(tmp_path, path)) == {"import_empty_file"}
    head = sample.rows()[: sample.row]
    assert problems_of(lambda: sample.read(tmp_path, head)) <= {"import_no_rows", "import_nothing_left"}


@pytest.mark.parametrize("publisher", ["desnz", "nl", "epa-hub", "epa-sef", *map(named, BOOKS)])
def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, publisher: str) -> None:
    path = write_book(tmp_path / "bomb.xlsx", {"Sheet": [["x"]]})
    with zipfile.ZipFile(path, "a", compression=zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b" " * 3_000_000)
    assert path.stat().st_size < 20_000
    monkeypatch.setattr(opening, "LARGEST_WORKBOOK", 2_000_000)
    assert problems_of(lambda: read_publisher_file(publisher, path)) == {"import_too_large"}


def test_a_row_of_exiobase_with_another_length_is_refused(tmp_path: Path) -> None:
    folder = write_exiobase(tmp_path)
    with (folder / "M.txt").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t"))
    rows[3].insert(1, "")
    write_csv(folder / "M.txt", rows, delimiter="\t")
    assert problems_of(lambda: read_publisher_file("exiobase", folder)) == {"import_row_width"}


def test_an_epa_hub_with_a_row_twice_is_refused(tmp_path: Path) -> None:
    def twice(rows: Rows) -> None:
        place = next(i for i, row in enumerate(rows) if "Rail" in row)
        rows.insert(place + 1, list(rows[place]))

    path = write_hub(tmp_path / "hub.xlsx", twice)
    assert problems_of(lambda: read_publisher_file("epa-hub", path)) == {"duplicate_factor"}


def test_a_recipe_with_its_own_ids_refuses_the_same_id_twice(tmp_path: Path) -> None:
    plan = {
        "name": "own-2026",
        "source": {"publisher": "P", "title": "T", "edition": "2026", "url": "-", "licence": "own", "attribution": "P",
                   "redistributable": "importer-only", "gwp_set": ""},
        "columns": {"factor_id": "id", "activity": "stof", "kgco2e": "waarde"},
        "constants": {"region": "NL", "unit": "kg", "year": 2025, "category": "3.1"},
    }  # fmt: skip
    path = write_csv(tmp_path / "own.csv", [["id", "stof", "waarde"], ["a", "garen", "1"], ["a", "doek", "2"]])
    assert problems_of(lambda: read_publisher_file("generic", path, recipe=plan)) == {"duplicate_factor"}
