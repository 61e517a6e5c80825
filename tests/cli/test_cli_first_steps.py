"""What a first user types wrong, or has open in Excel: a clear message, and nothing of theirs is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from ghgcalc.cli.app import app
from ghgcalc.errors import DataError
from ghgcalc.workbook import write_template
from ghgcalc.workbook.words import word_list

RUNNER = CliRunner()


def said(*words: str, code: int) -> str:
    done = RUNNER.invoke(app, list(words), catch_exceptions=False)
    assert done.exit_code == code, done.output
    return " ".join(done.output.split())


def test_a_language_it_does_not_speak_is_named() -> None:
    assert "choose en or nl" in said("estimate", "aardgas", "1", "Nm3", "--language", "de", code=2)


def test_a_template_is_a_workbook(tmp_path: Path) -> None:
    assert "eindigt niet op .xlsx" in said("template", str(tmp_path / "a.xls"), "-l", "nl", code=1)
    assert not (tmp_path / "a.xls").exists()


def test_a_place_that_cannot_be_written_is_a_message(tmp_path: Path) -> None:
    (tmp_path / "taken.xlsx").mkdir()
    with pytest.raises(DataError, match=r"taken\.xlsx' cannot be written"):
        write_template(tmp_path / "taken.xlsx")
    (tmp_path / "file").write_text("here")
    assert "cannot be written" in said("demo", "--out", str(tmp_path / "file"), "-l", "en", code=1)


def test_the_demo_leaves_a_workbook_that_was_edited_alone(tmp_path: Path) -> None:
    edited = tmp_path / "fashion-retailer.xlsx"
    edited.write_bytes(b"mine")
    assert "was edited" in said("demo", "--out", str(tmp_path), "-l", "en", code=1)
    assert edited.read_bytes() == b"mine"


def test_growth_is_a_percentage_or_a_share() -> None:
    common = ("bau", "--value", "1000", "--from", "2024", "--to", "2025", "-l", "en", "--growth")
    assert "1,030.0" in said(*common, "3%", code=0)
    assert "1,030.0" in said(*common, "0.03", code=0)
    assert "write 3% or 0.03" in said(*common, "3", code=1)


def test_paper_that_is_thrown_away_is_not_paper_that_is_bought() -> None:
    from ghgcalc.schema import sheet
    from ghgcalc.workbook.cells import parser_for

    column = next(c for c in sheet("waste").columns if c.list == "waste_activities")
    found, problem = parser_for(column, "nl")("papier")
    assert found is None
    assert problem is not None
    assert "Papier en karton naar recycling" in problem.hint("nl")
    assert word_list("every_activity").find("papier") == "material.paper.paper"


@pytest.mark.parametrize("language", ["en", "nl"])
def test_checking_an_empty_template_prints_blanks_and_no_nan(tmp_path: Path, language: str) -> None:
    empty = write_template(tmp_path / "empty.xlsx", language=language)
    done = RUNNER.invoke(app, ["check", str(empty)], catch_exceptions=False)
    assert done.exit_code == 1
    assert "nan" not in done.output.lower().split()
    assert "None" not in done.output
