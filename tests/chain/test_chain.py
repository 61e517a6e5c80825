"""The whole chain on the examples: same numbers in both languages, published totals, and what must add up."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from ghgcalc.chain import Results, calculate_workbook
from ghgcalc.cli.app import app
from ghgcalc.errors import DataError
from ghgcalc.targets import target_from_emissions
from ghgcalc.workbook import examples, read_workbook, write_template


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Results]:
    folder = tmp_path_factory.mktemp("examples")
    found = {}
    for name in examples():
        for language in ("en", "nl"):
            path = write_template(folder / f"{name}-{language}.xlsx", language=language, example=name)
            found[name, language] = calculate_workbook(read_workbook(path))
    return found


@pytest.mark.parametrize("name", examples())
def test_both_languages_give_the_same_numbers_cell_for_cell(name: str, results: dict[tuple[str, str], Results]) -> None:
    english, dutch = results[name, "en"], results[name, "nl"]
    columns = ["year", "category", "scope2_method", "factor_id", "amount", "tco2e"]
    assert english.inventory.cells[columns].equals(dutch.inventory.cells[columns])
    first, second = english.to_json_dict("en"), english.to_json_dict("nl")
    assert first["waterfall"] != second["waterfall"], "labels are translated"
    assert [s["tco2e"] for s in first["waterfall"]] == [s["tco2e"] for s in dutch.to_json_dict("nl")["waterfall"]]


@pytest.mark.parametrize("name", examples())
def test_the_waterfall_leads_from_the_base_year_to_the_target(
    name: str, results: dict[tuple[str, str], Results]
) -> None:
    result = results[name, "en"]
    steps = result.roadmap.waterfall(year=result.target_year).set_index("step")
    base = sum(result.base.total(scope) for target in result.targets for scope in target.scopes)
    assert steps.loc["base", "tco2e"] == pytest.approx(base)
    changes = steps.loc[steps["kind"] == "delta", "tco2e"].sum()
    assert steps.loc["base", "tco2e"] + changes == pytest.approx(steps.loc["residual", "tco2e"], rel=1e-12)
    assert steps.loc["target", "tco2e"] == pytest.approx(sum(t.target_tco2e for t in result.targets), rel=1e-12)
    gap = steps.loc["residual", "tco2e"] - steps.loc["target", "tco2e"]
    assert result.roadmap.gap(result.target_year) == pytest.approx(gap)
    delta = steps[steps["kind"] == "delta"]
    assert np.allclose(delta["start"] + delta["tco2e"], delta["end"])


def test_the_published_inventory_of_ikea_comes_back(results: dict[tuple[str, str], Results]) -> None:
    # IKEA Climate Report FY22: scope 1 78,371 t; scope 2 28,804 t market-based, 371,606 t location-based
    inventory = results["ikea", "en"].inventory
    assert inventory.total(scope2="market", year=2022, scope=1) == pytest.approx(78_371)
    assert inventory.total(scope2="market", year=2022, scope=2) == pytest.approx(28_804)
    assert inventory.total(scope2="location", year=2022, scope=2) == pytest.approx(371_606)
    assert inventory.total(scope2="market", year=2022, scope=3) == pytest.approx(26_710_421)
    by_category = inventory.by("category", scope2="market", year=2022).set_index("category")["tco2e"]
    assert by_category["3.1"] == pytest.approx(16_397_911)
    assert by_category["3.11"] == pytest.approx(4_390_868)


def test_the_published_inventory_of_hm_keeps_its_missing_method(results: dict[tuple[str, str], Results]) -> None:
    # H&M Group Sustainability Disclosure 2022: 17,796 + 46,803 (market-based) + 9,349,000 t
    inventory = results["hm", "en"].inventory
    assert inventory.total(scope2="market", year=2022) == pytest.approx(17_796 + 46_803 + 9_349_000)
    with pytest.raises(DataError, match="not known location-based"):
        inventory.total(scope2="location", year=2022)
    assert results["hm", "en"].to_json_dict()["inventory"]["total_tco2e"]["location"] is None


def test_the_targets_of_the_retailer_follow_from_its_own_totals(results: dict[tuple[str, str], Results]) -> None:
    result = results["fashion-retailer", "nl"]
    base, recent = result.base, result.inventory
    year = recent.years[-1]
    again = target_from_emissions(
        rulebook="near-term-5.3.1", scopes="1+2", base_year=base.year, target_year=2031, ambition="1.5C",
        base={"1": base.total(1), "2": base.total(2)}, recent_year=year,
        recent={str(s): recent.total(scope2="market", year=year, scope=s) for s in (1, 2)},
    )  # fmt: skip
    own = next(t for t in result.targets if tuple(t.scopes) == (1, 2))
    assert own.reduction == pytest.approx(again.reduction)


def test_the_retailer_is_a_real_size_of_company(results: dict[tuple[str, str], Results]) -> None:
    book = results["fashion-retailer", "nl"].book
    rows = len(book.activity) + len(book.growth) + len(book.targets) + len(book.levers)
    assert 130 <= rows <= 260
    assert {1, 2, 3} == set(results["fashion-retailer", "nl"].inventory.cells["scope"])
    assert len(set(book.activity["region"])) >= 6
    assert len(set(book.activity["year"])) == 2


@pytest.mark.parametrize("name", examples())
def test_every_noun_prints_a_report_that_teaches(name: str, results: dict[tuple[str, str], Results]) -> None:
    result = results[name, "en"]
    assert "market-based" in repr(result.inventory)
    assert "Business as usual" in repr(result.roadmap)
    assert "criteria" in repr(result.targets[0]).lower()
    assert str(result.base.year) in repr(result.base)
    assert "BAU" in repr(result.bau)
    assert "emission lines" in repr(result.inventory.factors)
    for noun in (result.inventory, result.roadmap, result.targets[0]):
        page = noun._repr_html_()
        assert "<table" in page
        assert "nan" not in page.lower().replace("finan", "")


def test_run_writes_everything_and_prints_one_json_object(tmp_path: Path) -> None:
    workbook = write_template(tmp_path / "book.xlsx", language="nl", example="fashion-retailer")
    done = CliRunner().invoke(
        app, ["run", str(workbook), "--out", str(tmp_path / "out"), "--json"], catch_exceptions=False
    )
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert {"inventory", "base_year", "bau", "targets", "waterfall", "gap"} <= found.keys()
    assert {"total_tco2e", "by_scope", "by_category"} <= found["inventory"].keys()
    for name in ("waterfall.png", "pathway.png", "inventory.png", "results.xlsx", "results.html"):
        assert (tmp_path / "out" / name).stat().st_size > 5000
    assert all(Path(path).exists() for path in found["files"])


def test_check_lists_every_bad_cell_in_the_language_of_the_workbook(tmp_path: Path) -> None:
    import openpyxl

    path = write_template(tmp_path / "book.xlsx", language="nl", example="fashion-retailer")
    good = CliRunner().invoke(app, ["check", str(path)], catch_exceptions=False)
    assert good.exit_code == 0
    book = openpyxl.load_workbook(path)
    sheet = book["Energie"]
    unit = next(cell for line in sheet.iter_rows() for cell in line if cell.value == "Nm3" and cell.row > 3)
    unit.value = "Nm33"
    sheet.cell(unit.row + 1, unit.column - 1).value = -5
    book.save(path)
    done = CliRunner().invoke(app, ["check", str(path), "--json"], catch_exceptions=False)
    assert done.exit_code == 1
    found = json.loads(done.stdout)
    assert found["errors"] == 2
    assert {problem["sheet"] for problem in found["problems"] if problem["severity"] == "error"} == {"Energie"}
    assert any("negatief" in problem["problem"] for problem in found["problems"])
