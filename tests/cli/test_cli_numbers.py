"""The command line as scripts see it: exact keys, exit codes, one JSON object on stdout."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from ghgcalc.cli.app import app

RUNNER = CliRunner()


def call(*words: str, code: int = 0) -> dict:
    done = RUNNER.invoke(app, [*words, "--json"], catch_exceptions=False)
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)


def lines(found: dict) -> dict[tuple, float]:
    return {(line["scope"], line["category"], line["scope2_method"]): line["tco2e"] for line in found["lines"]}


def test_estimate_of_natural_gas() -> None:
    found = call("estimate", "aardgas", "1000", "Nm3", "--region", "NL", "--year", "2026")
    assert lines(found) == pytest.approx({(1, "1.stationary", None): 1.779, (3, "3.3", None): 0.355})
    assert found["total_tco2e"] == pytest.approx({"location": 2.134, "market": 2.134})
    needed = {"scope", "category", "scope2_method", "factor_id", "factor_value", "factor_unit", "tco2e"}
    assert needed <= found["lines"][0].keys()
    assert found["lines"][0]["factor_unit"] == "kgCO2e/Nm3"


def test_estimate_of_electricity_without_a_contract_says_which_fallback_it_used() -> None:
    found = call("estimate", "elektriciteit", "10", "MWh", "--region", "NL", "--year", "2026")
    tonnes = lines(found)
    assert tonnes[2, "2.electricity", "location"] == pytest.approx(2.0)
    assert tonnes[3, "3.3", "location"] == pytest.approx(0.44)
    market = next(x for x in found["lines"] if x["scope"] == 2 and x["scope2_method"] == "market")
    assert market["basis"] == "grey supply"
    assert any("grey supply" in note for note in found["notes"])


@pytest.mark.parametrize(("gwp", "tonnes"), [("AR5", 3.847), ("AR6", 4.511)])
def test_estimate_of_a_refrigerant_follows_the_gwp_set(gwp: str, tonnes: float) -> None:
    assert call("estimate", "R410A", "2", "kg", "--gwp", gwp)["total_tco2e"]["market"] == pytest.approx(
        tonnes, abs=5e-4
    )


def test_dutch_decimals_are_read_in_dutch() -> None:
    found = call("estimate", "aardgas", "1.000,5", "m3", "--region", "NL", "--language", "nl")
    assert found["total_tco2e"]["market"] == pytest.approx(1.0005 * 2.134)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("aardgas", "5", "Nm33", "--region", "NL"), "write for example: Nm3"),
        (("aardgass", "5", "Nm3", "--region", "NL"), "did you mean: Natural gas"),
        (("aardgas", "5", "Nm3", "--region", "BR"), "there are factors for:"),
        (("aardgas", "5", "Nm3", "--region", "Brazilie2"), "ISO country code"),
        (("aardgas", "-5", "Nm3", "--region", "NL"), "0 or more"),
        (("aardgas", "5", "kWh", "--region", "NL"), "enter the amount in Nm3"),
        (("elektriciteit", "5", "Nm3", "--region", "NL"), "enter the amount in kWh"),
        (("aardgas", "five", "Nm3", "--region", "NL"), "number"),
        (("aardgas", "5", "Nm3", "--region", "NL", "--gwp", "AR7"), "AR6"),
    ],
)
def test_a_wrong_estimate_ends_with_exit_code_1_and_what_to_write(words: tuple[str, ...], message: str) -> None:
    done = RUNNER.invoke(app, ["estimate", *words, "--language", "en"])
    assert done.exit_code == 1
    assert message in " ".join(done.stderr.split())
    found = call("estimate", *words, "--language", "en", code=1)
    assert found["problems"]


def test_wrong_usage_ends_with_exit_code_2() -> None:
    assert RUNNER.invoke(app, ["estimate", "aardgas"]).exit_code == 2
    assert RUNNER.invoke(app, ["nonsense"]).exit_code == 2


def test_target_under_the_dynamic_rate() -> None:
    found = call(
        "target", "--rulebook", "near-term-5.3.1", "--scopes", "1+2", "--base-year", "2025", "--target-year", "2030",
        "--base-s1", "912.6", "--base-s2", "3547.8",
    )  # fmt: skip
    assert found["annual_rate"] == pytest.approx(0.060392, abs=5e-7)
    assert found["reduction"] == pytest.approx(0.30196, abs=5e-6)
    assert found["target_emissions_tco2e"] == pytest.approx(3113.532, abs=5e-4)
    assert list(found["pathway"]) == [str(year) for year in range(2025, 2031)]
    assert found["checks"]


def test_target_under_the_2020_anchor() -> None:
    found = call(
        "target", "--rulebook", "near-term-5.3", "--scopes", "3", "--ambition", "WB2C", "--base-year", "2024",
        "--target-year", "2035", "--base-s3", "1000",
    )  # fmt: skip
    assert found["reduction"] == pytest.approx(0.375)


def test_a_target_that_cannot_be_is_refused() -> None:
    found = call("target", "--scopes", "1", "--base-year", "2014", "--target-year", "2030", "--base-s1", "10", code=1)
    assert "2015" in found["problems"][0]["problem"] + found["problems"][0]["hint"]


def test_bau_with_overrides() -> None:
    found = call(
        "bau", "--value", "1000", "--from", "2024", "--to", "2030", "--growth", "0.03", "--override", "2026=0.10",
        "--override", "2028=-0.02",
    )  # fmt: skip
    assert found["pathway"]["2030"] == pytest.approx(1213.298497, abs=5e-7)
    assert found["implied_cagr"] == pytest.approx(0.0327485882, abs=5e-11)
    assert call("bau", "--value", "1", "--from", "2024", "--to", "2030", "--growth", "0", "--override", "x", code=1)


def test_search_shows_value_unit_and_source() -> None:
    found = call("factors", "search", "stadsverwarming")["results"]
    assert found[0]["activity"] == "energy.heat.district"
    needed = {
        "factor_id",
        "activity",
        "name_en",
        "name_nl",
        "region",
        "year",
        "unit",
        "kgco2e",
        "includes",
        "source",
        "score",
    }
    assert needed == found[0].keys()
    assert [row["score"] for row in found] == sorted((row["score"] for row in found), reverse=True)


def test_show_leads_to_the_publisher() -> None:
    first = call("factors", "search", "aardgas")["results"][0]["factor_id"]
    shown = call("factors", "show", first)
    assert "CO2emissiefactoren" in shown["source"]["publisher"]
    assert shown["source"]["url"].startswith("http")
    assert call("factors", "show", "nl-2026/none", code=1)["problems"]


def test_list_names_every_set_with_its_licence() -> None:
    sets = call("factors", "list")["sets"]
    assert {"nl-2026", "desnz-2025"} <= {s["set"] for s in sets}
    assert all(s["licence"] and s["publisher"] and s["factors"] for s in sets)


@pytest.mark.parametrize("words", [(), ("--help",), ("estimate", "--help"), ("run", "--help"), ("factors", "--help")])
def test_help_teaches(words: tuple[str, ...]) -> None:
    done = RUNNER.invoke(app, list(words))
    assert "ghgcalc" in done.output or "Usage" in done.output
