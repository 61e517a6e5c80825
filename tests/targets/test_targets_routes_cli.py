"""The commands for the other kinds of targets, end to end."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from ghgcalc.cli.app import app

RUN = CliRunner()


def call(*words):
    return RUN.invoke(app, ["targets", *map(str, words)])


def answer(*words):
    found = call(*words, "--json")
    assert found.exit_code == 0, found.output
    return json.loads(found.stdout)


SECTOR = (
    "sector", "--base-intensity", 80, "--sector-base", 60, "--sector-target", 35, "--sector-final", 10,
    "--output-base", 1000, "--output-target", 1000, "--sector-output-base", 1e6, "--sector-output-target", 1.2e6,
)  # fmt: skip


def test_engagement_adds_up_over_the_categories():
    found = answer(
        "engagement", "--category", "3.1=0.75", "--engaged", "3.1=0.8", "--category", "3.4=0.1", "--engaged", "3.4=0.5"
    )
    assert found["coverage"] == pytest.approx(0.65)


def test_renewable_electricity_passes_the_milestones():
    found = answer("renewable", "--base-year", 2020, "--base-share", "30%")
    assert found["pathway"]["2025"] == pytest.approx(0.8)
    assert found["pathway"]["2030"] == 1.0


def test_a_sector_pathway_gives_intensity_and_tonnes():
    found = answer(*SECTOR)
    assert found["intensity"] == pytest.approx(45.0)
    assert found["target_emissions_tco2e"] == pytest.approx(45000.0)
    assert found["reduction"] == pytest.approx(1 - 45 / 80)


def test_the_route_for_small_companies_says_what_is_assumed():
    found = answer("sme", "--base-year", 2019)
    assert found["reduction"] == pytest.approx(0.46)
    assert "2019" in call("sme", "--base-year", 2019, "-l", "nl").output


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize(
    "words",
    [
        ("engagement", "--category", "3.1=0.75", "--engaged", "3.1=0.8"),
        ("renewable", "--base-year", 2024, "--base-share", 0.4),
        SECTOR,
        ("sme", "--base-year", 2024),
    ],
    ids=lambda words: words[0],
)
def test_people_get_words_in_their_language(words, language):
    found = call(*words, "-l", language)
    assert found.exit_code == 0, found.output
    assert "nan" not in found.output
    assert ("scope" in found.output.lower()) or ("%" in found.output)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("engagement", "--category", "3.1=0.75", "--engaged", "3.4=0.8"), "3.1, 3.4"),
        (("engagement", "--category", "3.1=1.2", "--engaged", "3.1=0.8"), "0 and 1"),
        (("renewable", "--base-year", 2024, "--base-share", "veel"), "veel"),
        ((*SECTOR[:2], 5, *SECTOR[3:]), "final"),
        (("sme", "--base-year", 2031, "--target-year", 2030), "2030"),
    ],
)
def test_wrong_input_ends_with_exit_code_1_and_a_sentence(words, message):
    found = call(*words, "-l", "en")
    assert found.exit_code == 1, found.output
    assert message in " ".join(found.stderr.split())
