"""Search in a person's own words: the right activity first, opposites kept apart, nothing picked silently."""

from __future__ import annotations

import csv
import importlib.util
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ghgcalc.factors import EmissionFactors, activities, find_activity, load_factors, search_factors
from ghgcalc.factors.search import SEARCH_COLUMNS, rank_activities, suggest_activities
from ghgcalc.factors.search.phrases import build_phrases
from ghgcalc.factors.search.words import concepts_of
from ghgcalc.resources import data_path

BENCHMARK = Path(__file__).parents[1] / "benchmarks" / "bench_search.py"


@pytest.fixture(scope="module")
def factors() -> EmissionFactors:
    return load_factors()


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_search", BENCHMARK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def found(factors: EmissionFactors, query: str, **wishes: object) -> list[str]:
    return list(dict.fromkeys(search_factors(factors, query, **wishes)["activity"]))  # type: ignore[arg-type]


def own_factors(**columns: list[object]) -> EmissionFactors:
    size = len(columns["activity"])
    defaults: dict[str, list[object]] = {
        "factor_id": [f"f{i}" for i in range(size)],
        "region": ["NL"] * size,
        "year": [2024] * size,
        "unit": ["kg"] * size,
        "kgco2e": [1.0] * size,
        "category": ["3.1"] * size,
    }
    return EmissionFactors.from_frame(pd.DataFrame({**defaults, **columns}))


def test_recall_of_the_hand_written_descriptions_stays_above_the_promise(bench: ModuleType) -> None:
    results = bench.found_activities(bench.descriptions())
    for half in bench.HALVES:
        rows = [result for result in results if result[0]["half"] == half]
        assert len(rows) > (50 if half.endswith("-2") else 200)
        assert bench.recall(rows, 1) >= 0.85
        assert bench.recall(rows, 5) >= 0.95


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("desiel", "diesel"), ("dieselverbuik", "dieselverbruik"), ("desielverbruik", "dieselverbruik"),
        ("electriciteit", "elektriciteit"), ("elektrisiteit", "elektriciteit"), ("viscoze", "viscose"),
        ("poly-amide", "polyamide"), ("polyestre", "polyester"), ("R-134 a", "R134a"),
        ("r-134-a koelcel", "R134a koelcel"),
        ("spaanplat", "spaanplaat"), ("luchtvragt", "luchtvracht"), ("natrual gas", "natural gas"),
    ],
)  # fmt: skip
def test_a_slip_of_the_pen_finds_what_was_meant(written: str, meant: str) -> None:
    assert next(iter(rank_activities(written))) == next(iter(rank_activities(meant)))


@pytest.mark.parametrize("word", ["wol", "kat", "staal", "leer", "kasten", "bomen", "tolken"])
def test_a_word_of_its_own_is_not_taken_for_a_slip(word: str) -> None:
    known = concepts_of(word)
    spelling = build_phrases().spelling
    assert known is not None or spelling.nearest(word) in ("", word)


def test_a_process_is_found_with_a_factor_derived_for_the_place() -> None:
    found = search_factors(load_factors(), "weven Turkije").iloc[0]
    assert (found["activity"], found["region"]) == ("process.weaving", "TR")
    assert found["factor_id"].startswith("derived/process.weaving/TR")
    assert found["kgco2e"] > 0


def test_a_collection_without_electricity_shows_no_process() -> None:
    own = own_factors(activity=["material.fibre.jute"])
    assert search_factors(own, "weven").empty


def test_the_descriptions_name_activities_of_the_list(bench: ModuleType) -> None:
    rows = bench.descriptions()
    assert len({row["description"] for row in rows}) == len(rows) >= 240
    wanted = {activity for row in rows for activity in row["activity"].split("|")}
    assert wanted <= activities().keys()


@pytest.mark.parametrize(
    ("query", "never"),
    [
        ("gerecycled polyester", ["material.fibre.polyester.staple", "material.fibre.polyester.filament"]),
        ("virgin polyester", ["material.fibre.polyester.recycled_staple", "product.garment.jumper_cotton_recycled"]),
        ("biologisch katoen", ["material.fibre.cotton.conventional", "material.fibre.cotton.recycled"]),
        ("conventional cotton", ["material.fibre.cotton.organic"]),
        ("lease car petrol", ["travel.car.diesel", "energy.fuel.diesel_b7"]),
        ("dieselauto", ["travel.car.petrol", "energy.fuel.petrol_e10", "travel.car.electric"]),
        ("grijze stroom", ["energy.electricity.wind", "energy.electricity.solar", "energy.electricity.hydro"]),
        ("groene stroom", ["energy.electricity.grey"]),
        ("windstroom", ["energy.electricity.grey", "energy.electricity.solar"]),
        ("vlucht business class intercontinentaal", ["travel.flight.intercontinental.economy"]),
        ("luchtvracht without radiative forcing", ["transport.air.freight_long", "transport.air.freight_short"]),
        ("luchtvracht with radiative forcing", ["transport.air.freight_long.without_rf"]),
        ("kunstleer", ["material.leather.bovine"]),
        ("leather jacket", ["product.garment.jacket_synthetic_leather"]),
    ],
)  # fmt: skip
def test_opposites_are_never_shown(factors: EmissionFactors, query: str, never: list[str]) -> None:
    shown = found(factors, query, limit=1000)
    assert shown
    assert set(never).isdisjoint(shown)


@pytest.mark.parametrize(
    ("query", "first", "later"),
    [
        ("katoen", "material.fibre.cotton.conventional", "material.fibre.cotton.recycled"),
        ("air freight china", "transport.air.freight_long", "transport.air.freight_long.without_rf"),
        ("spijkerbroek", "product.garment.jeans", "product.garment.jeans.end_of_life"),
        ("electric car", "travel.car.electric", "travel.car.electric_grey"),
        ("leer", "material.leather.bovine", "material.leather.synthetic_pu"),
        ("retourkleding hergebruik", "material.textile.clothing_reused", "waste.textile.landfill"),
    ],
)
def test_a_special_kind_that_nobody_asked_for_comes_later(
    factors: EmissionFactors, query: str, first: str, later: str
) -> None:
    shown = found(factors, query, limit=1000)
    assert shown[0] == first
    assert later not in shown[:1]


@pytest.mark.parametrize(
    ("query", "activity"),
    [
        ("gas 1200 m3", "energy.fuel.natural_gas"),
        ("leer 300 m2", "material.leather.bovine_area"),
        ("benzine 12000 km", "travel.car.petrol"),
        ("benzine 900 liter", "energy.fuel.petrol_e10"),
    ],
)
def test_a_unit_in_the_query_decides_between_activities(factors: EmissionFactors, query: str, activity: str) -> None:
    shown = found(factors, query)
    assert activity in shown[:2]


def test_the_unit_moves_fuel_behind_the_car_and_back() -> None:
    known = ("energy.fuel.petrol_e10", "travel.car.petrol")
    assert next(iter(rank_activities("leaseauto's benzine kilometers", known))) == "travel.car.petrol"
    assert next(iter(rank_activities("leaseauto's benzine liters", known))) == "energy.fuel.petrol_e10"


@pytest.mark.parametrize(
    ("query", "activity"),
    [
        ("container Shanghai", "transport.sea.container_deep_sea"),
        ("zeecontainer Izmir", "transport.sea.container_short_sea"),
        ("luchtvracht Porto", "transport.air.freight_short"),
        ("luchtvracht Dhaka via Istanbul", "transport.air.freight_long"),
        ("vlucht Tokyo", "travel.flight.intercontinental"),
        ("vlucht Madrid", "travel.flight.european"),
        ("vlucht Londen", "travel.flight.regional"),
    ],
)
def test_a_place_tells_near_from_far(factors: EmissionFactors, query: str, activity: str) -> None:
    assert found(factors, query)[0] == activity


@pytest.mark.parametrize("typo", ["stadsverwaming", "aardgass", "electriciteit", "polyestr", "vrachtwagn", "aard gas"])
def test_a_slip_of_the_pen_still_finds_the_activity(factors: EmissionFactors, typo: str) -> None:
    right = {
        "stadsverwaming": "energy.heat.district",
        "aardgass": "energy.fuel.natural_gas",
        "electriciteit": "energy.electricity",
        "polyestr": "material.fibre.polyester.staple",
        "vrachtwagn": "transport.road.truck_10_20t",
        "aard gas": "energy.fuel.natural_gas",
    }
    assert right[typo] in found(factors, typo)[:3]


@pytest.mark.parametrize("nothing", ["", "   ", "xyzzy", "qqq zzz", "12345", "€", "!?", "🙂", "salaris"])
def test_nothing_is_found_for_what_resembles_nothing(factors: EmissionFactors, nothing: str) -> None:
    shown = search_factors(factors, nothing)
    assert tuple(shown.columns) == SEARCH_COLUMNS
    if nothing != "€":
        assert shown.empty


def test_the_lookup_of_one_activity_stays_strict(factors: EmissionFactors) -> None:
    assert find_activity("gasverbruik winkel Utrecht") is None
    assert found(factors, "gasverbruik winkel Utrecht")[0] == "energy.fuel.natural_gas"


def test_every_name_and_synonym_finds_its_own_activity_first() -> None:
    everyone = activities()
    sample = [a for a in everyone.values() if not a.activity.startswith(("uk.", "us.", "refrigerant."))]
    wrong = {
        word: next(iter(rank_activities(word)), None)
        for known in sample[::4]
        for word in (known.name_en, known.name_nl, *known.synonyms)
        if next(iter(rank_activities(word)), None) != known.activity
    }
    assert wrong == {}


def test_usual_activities_come_before_the_long_official_lists(factors: EmissionFactors) -> None:
    for query in ("petrol car", "diesel", "faux fur", "hotelovernachtingen Bangladesh", "diesel km vrachtwagen"):
        shown = found(factors, query)
        listed = [activity.startswith(("uk.", "us.")) for activity in shown]
        assert not listed[0]
        assert shown[0] in activities()


def test_the_rows_of_the_wanted_region_come_first(factors: EmissionFactors) -> None:
    for query, wishes in (
        ("elektriciteit India", {}),
        ("elektriciteit", {"region": "IN"}),
        ("stroom", {"region": "India"}),
    ):
        shown = search_factors(factors, query, **wishes)  # type: ignore[arg-type]
        assert shown["activity"].iloc[0] == "energy.electricity"
        assert shown["region"].iloc[0] == "IN"


def test_the_rows_of_the_wanted_year_come_first() -> None:
    mine = own_factors(activity=["energy.fuel.lpg"] * 3, year=[2019, 2021, 2024])
    assert search_factors(mine, "lpg", year=2021)["year"].tolist()[0] == 2021
    assert search_factors(mine, "lpg", year=2018)["year"].tolist()[0] == 2019
    assert search_factors(mine, "lpg", year=2030)["year"].tolist()[0] == 2024


def test_an_activity_of_your_own_is_found_by_its_id() -> None:
    mine = own_factors(activity=["mijn.garen.zijdezacht", "energy.fuel.lpg"])
    assert found(mine, "garen zijdezacht") == ["mijn.garen.zijdezacht"]
    assert found(mine, "mijn.garen.zijdezacht")[0] == "mijn.garen.zijdezacht"
    assert suggest_activities("garen zijdezacht", frozenset({"mijn.garen.zijdezacht"})) == ["mijn.garen.zijdezacht"]


def test_suggestions_stay_within_the_known_activities() -> None:
    known = frozenset({"energy.fuel.natural_gas", "energy.electricity"})
    assert suggest_activities("gas verbruik", known)[0] == "energy.fuel.natural_gas"
    assert set(suggest_activities("diesel", known)) <= known


def test_the_result_is_sorted_limited_and_the_same_every_time(factors: EmissionFactors) -> None:
    first = search_factors(factors, "katoen trui", limit=3)
    assert first["score"].is_monotonic_decreasing
    assert first["score"].between(0, 100).all()
    assert first["activity"].nunique() == 3
    pd.testing.assert_frame_equal(first, search_factors(factors, "katoen trui", limit=3))
    assert search_factors(factors, "katoen trui", limit=0).empty


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_gives_known_activities_with_scores_from_0_to_100(text: str) -> None:
    ranked = rank_activities(text)
    assert all(0.0 <= score <= 100.0 for score in ranked.values())
    assert ranked.keys() <= activities().keys()
    assert list(ranked.values()) == sorted(ranked.values(), reverse=True)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["luchtvracht china", "gots katoen", "wol trui", "restafval"]), st.booleans())
def test_capitals_and_blanks_change_nothing(query: str, upper: bool) -> None:
    written = f"  {query.upper() if upper else query.title()}  "
    assert list(rank_activities(written)) == list(rank_activities(query))


def test_a_kind_that_nobody_asked_for_loses_more_than_its_longer_name() -> None:
    ranked = rank_activities("vlucht Europa")
    assert ranked["travel.flight.european"] - ranked["travel.flight.european.without_rf"] > 15


def test_company_words_and_places_weigh_nothing() -> None:
    for plain, written in (
        ("restafval", "factuur restafval winkel Utrecht"),
        ("groene stroom", "groene stroom winkels Zwolle"),
        ("chair", "office chair"),
    ):
        assert next(iter(rank_activities(written))) == next(iter(rank_activities(plain)))


def test_a_compound_counts_as_its_parts() -> None:
    for compound, parts in (("katoengaren", "katoen garen"), ("aluminiumprofiel", "aluminium profiel")):
        assert list(rank_activities(compound))[:3] == list(rank_activities(parts))[:3]
    assert next(iter(rank_activities("restafvalcontainer"))) == "waste.residual"


def test_strange_words_around_a_known_one_lower_the_score() -> None:
    assert rank_activities("auto")["travel.car.average"] == 100
    assert rank_activities("blorp snark quux fnord plonk zwrmpf auto")["travel.car.average"] < 60


def test_every_concept_of_the_rules_can_be_said() -> None:
    """A rule that names a concept that no word leads to would never work."""
    import tomllib

    folder = data_path("emission_factors", "search")
    rules = tomllib.loads((folder / "rules.toml").read_text(encoding="utf-8"))
    with (folder / "words.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    concepts = {concept for row in rows for concept in row["concepts"].split()}
    used = {c for axis in rules["axis"] for side in axis["sides"] for c in (*side["concepts"], *side.get("words", []))}
    used |= {c for family in rules["family"] for c in family["concepts"]}
    assert used - concepts <= {"energy", "employee"}
    words = [word for row in rows for word in row["words"].split(";")]
    assert len(words) == len(set(words))


def test_every_pattern_of_the_rules_matches_an_activity() -> None:
    import fnmatch
    import tomllib

    rules = tomllib.loads(data_path("emission_factors", "search", "rules.toml").read_text(encoding="utf-8"))
    patterns = {p for part in ("prior", "family") for rule in rules[part] for p in rule["activities"]}
    patterns |= {p for axis in rules["axis"] for p in axis["within"]}
    patterns |= {p for axis in rules["axis"] for side in axis["sides"] for p in side.get("activities", [])}
    assert {p for p in patterns if not fnmatch.filter(activities(), p)} == set()
