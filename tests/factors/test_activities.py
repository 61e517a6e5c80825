"""The activity list: one owner per word, names in both languages, categories and units from the lists."""

from __future__ import annotations

import csv
import re
import unicodedata

import pytest
from importer_files import SETS

from ghgcalc.vocabulary import CATEGORIES

COLUMNS = ["activity", "name_en", "name_nl", "synonyms_en", "synonyms_nl", "unit", "category", "instrument_of"]


def bare(word: str) -> str:
    """Return a word as a reader hears it: no case, accents, blanks or punctuation."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return re.sub(r"[^a-z0-9+%<>]", "", decomposed)


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    found = []
    for path in sorted(SETS.glob("activities*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            assert reader.fieldnames == COLUMNS
            found += list(reader)
    return found


@pytest.fixture(scope="module")
def owners(rows: list[dict[str, str]]) -> dict[str, set[str]]:
    table: dict[str, set[str]] = {}
    for row in rows:
        words = [row["activity"], row["name_en"], row["name_nl"]]
        words += row["synonyms_en"].split(";") + row["synonyms_nl"].split(";")
        for word in filter(None, words):
            table.setdefault(bare(word), set()).add(row["activity"])
    return table


def test_no_word_belongs_to_two_activities(owners: dict[str, set[str]]) -> None:
    assert {word: sorted(found) for word, found in owners.items() if len(found) > 1} == {}


def test_ids_are_unique_and_well_formed(rows: list[dict[str, str]]) -> None:
    ids = [row["activity"] for row in rows]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9_]+(\.[a-z0-9_]+)*", activity) for activity in ids)


def test_every_activity_has_both_names_a_unit_and_a_category(rows: list[dict[str, str]]) -> None:
    for row in rows:
        assert row["name_en"], row
        assert row["name_nl"], row
        assert row["unit"], row
        outside = row["activity"].startswith("uk.outside_of_scopes")
        if row["activity"] != "reported" and not outside:
            assert row["category"] in CATEGORIES, row


def test_only_electricity_products_are_instruments(rows: list[dict[str, str]]) -> None:
    instruments = {row["activity"] for row in rows if row["instrument_of"]}
    assert {row["instrument_of"] for row in rows} == {"", "energy.electricity"}
    assert instruments == {
        f"energy.electricity.{kind}" for kind in ("grey", "wind", "solar", "hydro", "biomass", "residual_mix")
    }


@pytest.mark.parametrize(
    ("word", "activity"),
    [
        ("elektriciteit", "energy.electricity"), ("stroom", "energy.electricity"),
        ("Electricity", "energy.electricity"),
        ("grijze stroom", "energy.electricity.grey"), ("groene stroom met GvO", "energy.electricity.wind"),
        ("aardgas", "energy.fuel.natural_gas"), ("gas", "energy.fuel.natural_gas"),
        ("natural gas", "energy.fuel.natural_gas"), ("stadsverwarming", "energy.heat.district"),
        ("stadswarmte", "energy.heat.district"), ("R410A", "refrigerant.r410a"), ("R-410A", "refrigerant.r410a"),
        ("R 32", "refrigerant.r32"), ("diesel", "energy.fuel.diesel_b7"), ("benzine", "energy.fuel.petrol_e10"),
        ("bestelbus", "transport.road.van"), ("vrachtwagen", "transport.road.truck_10_20t"),
        ("zeevracht", "transport.sea.container_deep_sea"), ("luchtvracht", "transport.air.freight_long"),
        ("trein", "travel.train"), ("vliegreis", "travel.flight.average"), ("restafval", "waste.residual"),
        ("papier en karton", "waste.recycling.paper"), ("katoen", "material.fibre.cotton.conventional"),
        ("biologisch katoen", "material.fibre.cotton.organic"),
        ("gerecycled polyester", "material.fibre.polyester.recycled_staple"),
        ("polyester", "material.fibre.polyester.staple"), ("spaanplaat", "material.board.particleboard"),
        ("schuim", "material.foam.polyurethane_flexible"), ("hotelovernachting", "travel.hotel"),
        ("thuiswerken", "travel.homeworking"), ("leer", "material.leather.bovine"),
        ("schoenen", "product.footwear.leather"),
    ],
)  # fmt: skip
def test_words_of_companies_lead_to_their_activity(owners: dict[str, set[str]], word: str, activity: str) -> None:
    assert owners[bare(word)] == {activity}


def test_opposites_are_different_activities(owners: dict[str, set[str]]) -> None:
    for left, right in (
        ("katoen", "biologisch katoen"),
        ("katoen", "gerecycled katoen"),
        ("polyester", "gerecycled polyester"),
        ("grijze stroom", "groene stroom"),
        ("wol", "gerecycled wol"),
    ):
        assert owners[bare(left)].isdisjoint(owners[bare(right)])


def test_the_categories_of_an_activity_appear_in_its_factors(rows: list[dict[str, str]]) -> None:
    """The category an activity usually has is one that its emission lines give."""
    given: dict[str, set[str]] = {}
    for path in SETS.glob("*/factors.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for line in csv.DictReader(file):
                given.setdefault(line["activity"], set()).add(line["category"])
    wrong = {
        row["activity"]: (row["category"], given[row["activity"]])
        for row in rows
        if row["activity"] in given and row["category"] not in given[row["activity"]]
    }
    assert wrong == {}
