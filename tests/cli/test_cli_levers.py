"""The commands levers, roadmap and optimize, end to end."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from ghgcalc.cli.app import app
from ghgcalc.report.charts import draw_charts
from ghgcalc.workbook import write_template
from ghgcalc.workbook.examples import load_example

run = CliRunner()


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    return write_template(tmp_path_factory.mktemp("book") / "acme.xlsx", language="nl", example="fashion-retailer")


def call(*words, code=0):
    found = run.invoke(app, [str(word) for word in words])
    assert found.exit_code == code, found.output
    return found.output


def answer(*words, code=0):
    found = run.invoke(app, [*(str(word) for word in words), "--json"])
    assert found.exit_code == code, found.output
    return json.loads(found.stdout)


def test_the_library_is_listed_in_both_languages():
    assert len(answer("levers", "list")["levers"]) == 63
    assert "Gerecycled" in call("levers", "list", "--group", "materials", "--language", "nl")
    assert "Recycled" in call("levers", "list", "--group", "materials", "--language", "en")
    assert "materials" in call("levers", "list", "--group", "fabrics", code=1)


def test_one_lever_is_shown_and_a_typing_error_is_answered():
    shown = answer("levers", "show", "op03")
    assert (shown["ratio"], shown["mechanism"]) == (2.4421, "switch")
    assert "2,4421" in call("levers", "show", "OP03", "--language", "nl")
    assert "OP03" in call("levers", "show", "OP3", code=1)


def test_library_levers_on_a_workbook(workbook):
    found = answer("levers", "apply", workbook, "--lever", "OP01", "--lever", "OP04", "--year", 2030)
    alone = sum(row["standalone_tco2e"] for row in found["levers"])
    assert found["together_tco2e"] == pytest.approx(sum(row["tco2e"] for row in found["levers"]))
    assert found["together_tco2e"] < alone
    assert "Samen" in call("levers", "apply", workbook, "--lever", "OP01")
    call("levers", "apply", workbook, code=1)
    call("levers", "apply", workbook, "--package", "nothing", code=1)


def test_levers_of_a_package_without_numbers_are_named_and_left_out(workbook):
    found = answer("levers", "apply", workbook, "--package", "furniture")
    assert [item["lever_id"] for item in found["left_out"]] == ["MT13", "MT14", "PV08"]
    assert {"MT13", "MT14", "PV08"}.isdisjoint(row["lever_id"] for row in found["levers"])
    assert "MT13" in call("levers", "apply", workbook, "--package", "furniture").split("Weggelaten")[1]
    assert "MT13" in call("levers", "apply", workbook, "--lever", "MT13", code=1)


@pytest.mark.parametrize(
    ("language", "words", "extra"),
    [
        ("en", ("levers", "list"), ()),
        ("nl", ("levers", "show", "SE02"), ()),
        ("nl", ("levers", "apply"), ("--package", "quick_wins")),
        ("nl", ("optimize",), ("--most", "3")),
    ],
)
def test_tables_and_sentences_fit_80_columns_without_breaking_a_number(workbook, monkeypatch, language, words, extra):
    monkeypatch.setenv("COLUMNS", "80")
    files = (workbook,) if extra else ()
    found = run.invoke(app, [*words, *map(str, files), *extra, "--language", language])
    assert found.exit_code in (0, 3), found.output
    lines = found.stdout.splitlines()
    assert max(map(len, lines)) <= 80, max(lines, key=len)
    assert not [line for line in lines if line.endswith("…")]
    if language == "nl":
        assert "category:" not in found.stdout
        assert "share_from" not in found.stdout


def test_an_error_speaks_the_language_of_the_workbook(workbook):
    output = run.invoke(app, ["optimize", str(workbook), "--include", "A99"]).output
    assert "maatregel" in output


def test_the_roadmap_shows_cost_attribution_and_the_esrs_table(workbook, tmp_path):
    found = answer("roadmap", workbook, "--year", 2030, "--wacc", "5%", "--carbon-price", 100)
    cost = {row["lever_id"]: row for row in found["levers"]}
    assert cost["A1"]["wacc"] == 0.05
    assert cost["A4"]["cost_basis"] == "own"
    abated = found["bau_tco2e"] - found["residual_tco2e"]
    assert sum(row["shapley"] for row in found["attribution"]) == pytest.approx(abated)
    assert found["tracking"] is None
    printed = call("roadmap", workbook, "--language", "en")
    assert "assumption" in printed
    assert "Electrification" in printed


def test_energy_prices_are_read_and_must_be_complete(workbook):
    prices = ("--energy-price", "elektriciteit=0,22/kWh", "--energy-price", "energy.fuel.natural_gas=1,10/m3")
    call("roadmap", workbook, *prices, code=1)
    more = (*prices, "--energy-price", "energy.fuel.petrol*=1,80/l", "--energy-price", "energy.fuel.diesel*=1,60/l")
    more = tuple(word.replace("1,10/m3", "1,10/Nm3") for word in more)
    found = answer("roadmap", workbook, *more)
    assert any((row["energy_eur_per_year"] or 0.0) < 0.0 for row in found["levers"])
    call("roadmap", workbook, "--energy-price", "electricity:0.22", code=1)


def test_a_later_year_is_laid_beside_the_plan(tmp_path, monkeypatch):
    plan = write_template(tmp_path / "plan.xlsx", language="nl", example="hm")
    example = load_example("hm")
    last = int(example.company["most_recent_year"])
    reported = [row | {"year": row["year"].replace(str(last), str(last + 1))} for row in example.rows["reported"]]
    moved = replace(
        example, rows={**example.rows, "reported": tuple(reported)},
        company={**example.company, "most_recent_year": str(last + 1)},
    )  # fmt: skip
    monkeypatch.setattr("ghgcalc.workbook.template.load_example", lambda _: moved)
    later = write_template(tmp_path / "later.xlsx", language="nl", example="hm")
    found = answer("roadmap", plan, "--actual", later)["tracking"]
    assert found["year"] == last + 1
    split = sum(found[name] for name in ("activity_tco2e", "intensity_tco2e", "unexplained_tco2e"))
    assert split == pytest.approx(found["difference_tco2e"])
    monkeypatch.setattr(
        "ghgcalc.report.draw_charts",
        lambda *nouns, **more: draw_charts(*nouns, **more, names=("waterfall",)),
        raising=False,
    )
    ran = answer("run", later, "--plan", plan, "--out", tmp_path / "out")
    assert ran["tracking"] == found
    assert "Plan en werkelijk" in load_workbook(tmp_path / "out" / "results.xlsx", read_only=True).sheetnames


def test_the_cheapest_levers_and_what_is_out_of_reach(workbook):
    pytest.importorskip("scipy")
    found = answer("optimize", workbook, "--limit", "2030:1+2+3=13600", "--wacc", "7%", "--exclude", "A4")
    assert found["is_feasible"]
    assert next(row for row in found["levers"] if row["lever_id"] == "A4")["share"] == 0.0
    assert found["limits"][0]["residual_tco2e"] <= 13600.0
    assert not answer("optimize", workbook, "--limit", "2030:1+2+3=100", code=3)["is_feasible"]
    assert "dichtst" in call("optimize", workbook, "--limit", "2030:1+2+3=100", code=3)
    call("optimize", workbook, "--limit", "2030=5", code=1)
    call("optimize", workbook, "--exclusive", "A1", code=1)


def test_exclusive_levers_of_one_workbook_are_alternatives_for_optimize_and_an_error_for_run(tmp_path, monkeypatch):
    """SE12 excludes SE07: `roadmap` refuses the pair, `optimize` takes the cheaper one that suffices."""
    pytest.importorskip("scipy")
    example = load_example("fashion-retailer")
    rows = [row for row in example.rows["levers"] if row["library_id"] != "SE01"]
    program = next(row for row in rows if row["library_id"] == "SE07") | {
        "lever_id": "E9", "library_id": "SE12", "mechanism": "intensity", "effectiveness": "0.9", "factor_after": "",
        "energy_carrier": "", "tier": "", "opex_eur_per_year": "1",
    }  # fmt: skip
    both = replace(example, rows={**example.rows, "levers": (*rows, program)})
    monkeypatch.setattr("ghgcalc.workbook.template.load_example", lambda _: both)
    path = write_template(tmp_path / "both.xlsx", language="nl", example="fashion-retailer")
    assert [row["code"] for row in answer("roadmap", path, code=1)["problems"]] == ["lever_exclusive"]

    def shares(*more):
        found = answer("optimize", path, "--limit", "2031:3=15000", "--wacc", "7%", *more)
        return {row["lever_id"]: row["share"] for row in found["levers"]}

    assert (shares()["E9"], shares()["E1"]) == (1.0, 0.0)
    assert (shares("--include", "E1")["E9"], shares("--include", "E1")["E1"]) == (0.0, 1.0)
