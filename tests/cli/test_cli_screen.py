"""The command screen: a workbook, what is left out, and what the standard still asks for."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ghgcalc.cli.app import app
from ghgcalc.workbook import write_template

LEFT_OUT = """category;reason;explanation;estimate_tco2e
3.8;niet van toepassing;Geen gehuurde activa;
3.10;not_applicable;Alleen eindproducten;
3.13;not applicable;Geen verhuur;
3.14;not_applicable;Geen franchise;
3.15;de_minimis;Klein depot;2.5
"""


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_template(
        tmp_path_factory.mktemp("screen") / "retailer.xlsx", language="nl", example="fashion-retailer"
    )


def call(*words: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["screen", *map(str, words)])
    return done.exit_code, done.stdout, done.stderr


def test_json_holds_sizes_coverage_and_statements(workbook: Path, tmp_path: Path) -> None:
    left_out = tmp_path / "left-out.csv"
    left_out.write_text(LEFT_OUT, encoding="utf-8-sig")
    code, out, _ = call(workbook, "--policy", "sbti-near-term", "--exclusions", left_out, "--json")
    assert code == 0
    found = json.loads(out)
    assert found["verdict"] == "met"
    sizes = {row["category"]: row for row in found["categories"]}
    assert set(sizes) == {f"3.{number}" for number in range(1, 16)}
    known = sum((row["required_tco2e"] or 0) + (row["excluded_tco2e"] or 0) for row in sizes.values())
    reported = sum(row["required_tco2e"] or 0 for row in sizes.values())
    assert found["coverage"] == pytest.approx(reported / known)
    assert sizes["3.14"]["required_tco2e"] is None
    assert sizes["3.15"]["excluded_tco2e"] == 2.5
    assert sizes["3.6"]["optional_tco2e"] > 0
    checks = {row["id"]: row for row in found["checks"]}
    assert checks["scope_3_categories"]["status"] == "met"
    assert checks["consolidation"]["reason"] == "Geconsolideerd volgens operationele zeggenschap."


def test_without_exclusions_the_threshold_is_not_tested(workbook: Path) -> None:
    code, out, _ = call(workbook, "--policy", "ghgp-draft-95", "--language", "en")
    assert code == 0
    assert "cannot be tested yet" in out
    assert not re.search(r"\bnan\b", out)
    assert "must" in out


def test_other_reasons_come_from_a_table(workbook: Path, tmp_path: Path) -> None:
    reasons = tmp_path / "reasons.csv"
    reasons.write_text("category,criterion,is_met,evidence\n3.6,influence,ja,Eigen reisbeleid\n", encoding="utf-8")
    code, out, _ = call(workbook, "--criteria", reasons, "--json")
    assert code == 0
    row = next(row for row in json.loads(out)["categories"] if row["category"] == "3.6")
    assert (row["influence"], row["is_relevant"], row["size"]) == (True, True, None)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("category;reason;explanation\n3.6;excluded;too much work\n", "maar de inventaris heeft er emissies van"),
        ("category;reason;explanation\n3.14;forgotten;x\n", "staat niet in de lijst"),
        (None, "is niet te lezen"),
    ],
)
def test_what_is_wrong_with_the_table_is_said(
    workbook: Path, tmp_path: Path, content: str | None, message: str
) -> None:
    path = tmp_path / "wrong.csv"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    code, _, error = call(workbook, "--exclusions", path, "--language", "nl")
    assert code == 1
    assert set(message.split()) <= {word.strip(".,:;") for word in error.split()}  # columns of a table wrap
