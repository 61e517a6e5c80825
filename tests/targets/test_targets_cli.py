"""The commands of `ghgcalc targets`, end to end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ghgcalc.cli.app import targets_app
from ghgcalc.workbook import write_template

run = CliRunner()


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    return write_template(tmp_path_factory.mktemp("book") / "acme.xlsx", language="nl", example="fashion-retailer")


def call(*words):
    return run.invoke(targets_app, [str(word) for word in words])


def answer(*words):
    found = call(*words, "--json")
    assert found.exit_code == 0, found.output
    return json.loads(found.stdout)


OLD = ("--scopes", "1+2", "--base-year", 2019, "--target-year", 2030)
EMISSIONS = ("--base-s1", 50, "--base-s2", 50)


@pytest.mark.parametrize("written", ["42%", "0.42", "0,42", "42 %"])
def test_check_tells_what_42_percent_from_2019_lacks(written):
    rows = {r["rulebook"]: r for r in answer("check", *OLD, *EMISSIONS, "--reduction", written)["checks"]}
    assert rows["near-term-5.3"]["required_reduction"] == pytest.approx(0.462)
    assert rows["near-term-5.3"]["result"] == "not met"
    assert rows["near-term-5.3"]["missing"] == pytest.approx(0.042)


def test_check_drafts_the_wording_in_dutch():
    found = call("check", *OLD, *EMISSIONS, "--reduction", "46.2%", "--company", "Acme", "-l", "nl")
    assert found.exit_code == 0
    assert "Acme verbindt zich ertoe" in found.stdout
    assert "46,2%" in found.stdout


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("check", *OLD, "--reduction", "142%"), "0 to 1"),
        (("check", *OLD, "--reduction", "veel"), "42%"),
        (("progress", *OLD, "--base", 100, "--reduction", "42%", "--actual", "2025"), "2026=850"),
        (("progress", *OLD, "--base", 100, "--reduction", "42%", "--actual", "x=3"), "2026=850"),
        (("progress", *OLD, "--base", 0, "--reduction", "42%", "--actual", "2025=3"), "above 0"),
        (("compare", *OLD, "--reduction", "42%", "--sector", "shoes"), "footwear"),
        (("compare", "--scopes", "1", "--base-year", 2019, "--target-year", 2030, "--reduction", "42%"), "1+2"),
    ],
)
def test_wrong_input_ends_with_exit_code_1_and_a_sentence(words, expected):
    found = call(*words, "-l", "en")
    assert found.exit_code == 1
    assert expected in found.stderr


def test_progress_gives_the_rate_from_here():
    found = answer(
        "progress", "--scopes", "1+2", "--base-year", 2020, "--target-year", 2030, "--base", 1000, "--reduction", "42%",
        "--actual", "2024=900", "--actual", "2025=850",
    )  # fmt: skip
    assert found["is_on_track"] is False
    assert found["required_cut_tco2e"] == pytest.approx(54.0)
    assert found["missing_years"] == [2021, 2022, 2023]


@pytest.mark.parametrize(("language", "expected"), [("nl", 1234.0), ("en", 1.234)])
def test_numbers_are_read_in_the_language_of_the_answer(language, expected):
    old = ("--scopes", "1+2", "--base-year", 2020, "--target-year", 2030, "--base", 1000, "--reduction", "42%")
    found = answer("progress", *old, "--actual", "2024=1.234", "--language", language)
    assert expected in [year.get("actual_tco2e") for year in found["years"]]


def test_compare_lists_sources():
    found = answer("compare", *OLD, "--reduction", "42%")
    assert 0 <= found["percentile"] <= 1
    assert all(row["source_url"].startswith("http") for row in found["published"])


def test_rulebooks_lists_all_four_with_their_dates():
    found = {row["key"]: row for row in answer("rulebooks", "-l", "nl")["rulebooks"]}
    assert set(found) == {"near-term-5.3", "near-term-5.3.1", "net-zero-1.3.1", "net-zero-2.0"}
    assert found["near-term-5.3.1"]["submissions_until"] == "2028-01-31"
    assert "near-term-5.3.1" in call("rulebooks").stdout


def test_propose_answers_in_the_language_of_the_workbook_and_writes_charts(workbook, tmp_path):
    found = answer("propose", workbook, "--target-year", 2032, "--flag-share", "cotton=0.4", "--out", tmp_path)
    assert any("verplicht" in row["detail"] or row["need"] == "required" for row in found["needs"])
    assert {row["target_year"] for row in found["options"] if row["part"] == "1+2"} == {2032}
    assert len(found["files"]) == 5
    for name in found["files"]:
        assert Path(name).read_bytes()[:4] == b"\x89PNG"
    shown = call("propose", workbook, "--submission", "2027-03-31")
    assert shown.exit_code == 0
    assert "Scope 1+2" in shown.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("--target-year", "2026"),
        ("--flag-share", "cottton=0.4"),
        ("--submission", "31-12-2026"),
        ("--flag-share", "=1"),
    ],
)
def test_propose_says_what_is_wrong(workbook, words):
    found = call("propose", workbook, *words)
    assert found.exit_code == 1
    assert len(found.stderr) > 20


def test_spend_in_dollars_is_converted_as_in_the_other_commands(workbook, tmp_path):
    import openpyxl

    book = openpyxl.load_workbook(workbook)
    cell = next(
        c for sheet in book for row in sheet.iter_rows() for c in row if c.value == "EUR" and sheet.title != "Lijsten"
    )
    cell.value = "USD"
    book.save(tmp_path / "dollars.xlsx")
    assert answer("propose", tmp_path / "dollars.xlsx")["options"] != answer("propose", workbook)["options"]


def test_a_language_it_does_not_speak_ends_in_a_sentence():
    found = call("rulebooks", "-l", "fr")
    assert found.exit_code == 2
    assert "choose en or nl" in " ".join(found.output.split())
