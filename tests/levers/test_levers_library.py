"""The lever library and the reader of lever frames."""

from __future__ import annotations

import csv
import tomllib

import pandas as pd
import pytest

from ghgcalc.errors import DataError
from ghgcalc.levers import (
    MECHANISMS,
    SELECTOR_COLUMNS,
    apply,
    group_name,
    levers_from_frame,
    load_library,
    load_packages,
)
from ghgcalc.levers.columns import column_names
from ghgcalc.levers.lever import NEEDS
from ghgcalc.resources import data_path
from ghgcalc.vocabulary import CATEGORIES

LIBRARY = load_library()


def activities():
    with data_path("emission_factors", "activities.csv").open(encoding="utf-8", newline="") as file:
        return {row["activity"]: row for row in csv.DictReader(file)}


def test_the_library_holds_63_levers_in_seven_groups():
    assert len(LIBRARY) == 63
    counts = {
        prefix: sum(name.startswith(prefix) for name in LIBRARY)
        for prefix in ("OP", "LG", "PV", "MT", "SE", "US", "PE")
    }
    assert counts == {"OP": 9, "LG": 10, "PV": 9, "MT": 16, "SE": 12, "US": 4, "PE": 3}
    assert all(group_name(lever.group, "nl") != lever.group for lever in LIBRARY.values())


@pytest.mark.parametrize("lever", LIBRARY.values(), ids=LIBRARY)
def test_every_library_lever_is_complete_and_in_range(lever):
    assert lever.mechanism in MECHANISMS
    assert lever.name_en
    assert lever.name_nl
    assert len(lever.explanation_en) > 30
    assert len(lever.explanation_nl) > 30
    assert set(lever.confidence.split("/")) <= {"V", "D", "M", "A"}
    assert lever.esrs_lever in {"EE", "ME", "FS", "EL", "RE", "PROD", "PROC", "OTH"}
    assert set(lever.selector.category) <= set(CATEGORIES)
    for low, middle, high in (
        (lever.share_to_low, lever.share_to, lever.share_to_high),
        (lever.effectiveness_low, lever.effectiveness, lever.effectiveness_high),
    ):
        known = [value for value in (low, middle, high) if value is not None]
        assert known == sorted(known)
        assert all(0 <= value <= 1 for value in known)
    assert lever.share_to is not None
    assert lever.share_to > (lever.share_from or 0.0)
    if lever.cost_low_eur_t is not None and lever.cost_high_eur_t is not None:
        assert lever.cost_low_eur_t <= lever.cost_high_eur_t


def test_sources_overlaps_and_exclusions_refer_to_something():
    sources = tomllib.loads(data_path("lever_library", "source.toml").read_text(encoding="utf-8"))["sources"]
    for lever in LIBRARY.values():
        assert set(lever.sources) <= set(sources)
        assert set(lever.overlaps) | set(lever.excludes) <= set(LIBRARY)
    assert LIBRARY["SE12"].excludes == tuple(f"SE{n:02d}" for n in range(1, 11))
    for package in load_packages().values():
        assert set(package.levers) <= set(LIBRARY)
    assert len(load_packages()) == 6


def test_selectors_and_destinations_name_activities_that_exist():
    known = activities()
    for lever in LIBRARY.values():
        for pattern in lever.selector.activity:
            assert any(name == pattern or (pattern[-1] == "*" and name.startswith(pattern[:-1])) for name in known), (
                pattern
            )
        assert not lever.to_activity or lever.to_activity in known


def test_printed_figures_are_carried_over():
    """Spot checks against the library table behind the method notes, section 2."""
    assert (LIBRARY["MT01"].share_from, LIBRARY["MT01"].share_to, LIBRARY["MT01"].share_to_high) == (0.14, 0.45, 0.9)
    assert LIBRARY["PV01"].effectiveness == 0.076
    assert (LIBRARY["SE01"].effectiveness, LIBRARY["SE01"].effectiveness_high) == (0.06, 0.22)
    assert (LIBRARY["PV03"].displacement, LIBRARY["PV04"].displacement, LIBRARY["PV05"].displacement) == (
        0.646,
        0.822,
        0,
    )
    assert (LIBRARY["OP01"].cost_low_eur_t, LIBRARY["OP01"].cost_high_eur_t) == (-250, -50)
    # 31.65 MJ per Nm3 in a heat pump with COP 3.6 against the mix of 0.20 kg/kWh: 73 % less than 1.779 kg/Nm3.
    assert 1 - LIBRARY["OP03"].ratio * 0.200 / 1.779 == pytest.approx(0.73, abs=0.005)
    # An electric car at 0.244 kg/kWh: 71 % less than petrol at 2.794 kg/l.
    assert 1 - LIBRARY["OP07"].ratio * 0.244 / 2.794 == pytest.approx(0.71, abs=0.005)
    assert LIBRARY["SE12"].effectiveness is None
    assert LIBRARY["PV06"].effectiveness is None


def cell_for(lever):
    """Return one cell that fits the selector of a library lever, and a destination."""
    row = {name: (getattr(lever.selector, name) or ("",))[0].rstrip("*") for name in SELECTOR_COLUMNS}
    row["scope2_method"] = "market" if lever.scope2_method == "market" else ""
    there = pd.DataFrame([{**row, "amount": 100.0, "factor": 1.0}])
    return there, there.assign(activity=lever.to_activity or "somewhere.else", factor=0.25, amount=0.0)


@pytest.mark.parametrize("lever", LIBRARY.values(), ids=LIBRARY)
def test_every_library_lever_acts_on_what_it_claims(lever):
    fill = {
        "effectiveness": 0.2,
        "to_activity": "somewhere.else",
        "ratio": 1.0,
        "factor_after": 0.0,
        "displacement": 0.5,
    }
    given = {
        name: fill[name]
        for name in (*NEEDS[lever.mechanism], *(("displacement",) if lever.needs_own_volume else ()))
        if getattr(lever, name) in (None, "")
    }
    frame = pd.DataFrame([{"library_id": lever.lever_id, "start_year": 2025, "end_year": 2030, **given}])
    [read] = levers_from_frame(frame)
    cells, destination = cell_for(lever)
    if lever.ratio is not None and lever.mechanism == "switch":
        destination = destination.assign(factor=0.25 / lever.ratio)
    result = apply(cells, [read], year=2030, destinations=destination)
    before, after = 100.0, result["tco2e"].sum()
    if lever.lever_id == "PV05":
        assert after == pytest.approx(before)
        return
    start = lever.share_from or 0.0
    share = (lever.share_to - start) / (1 - start)
    assert after < before
    if lever.mechanism == "set_factor":
        assert after == pytest.approx(before * (1 - share))
    if lever.mechanism == "switch":
        assert after == pytest.approx(before * (1 - 0.75 * share), rel=1e-6) or "ratio" in given
    other = cells.assign(**dict.fromkeys(SELECTOR_COLUMNS, "elsewhere"))
    assert apply(other, [read], year=2030, destinations=destination)["tco2e"].sum() == pytest.approx(100.0)


def row(**fields):
    return pd.DataFrame(
        [{"lever_id": "A", "start_year": 2025, "end_year": 2030, "sheet": "Levers", "cell": "B4", **fields}]
    )


def test_a_library_id_fills_blank_fields_and_the_frame_wins():
    frame = row(library_id="se01", share_to=0.4, tier="T2", name="Mijn naam", effectiveness="")
    [lever] = levers_from_frame(frame)
    assert (lever.name("en"), lever.name("nl"), lever.effectiveness) == ("Mijn naam", "Mijn naam", 0.06)
    assert lever.cells_selector.tier == ("T2",)
    assert lever.cells_selector.category == ("3.1",)
    assert lever.confidence == "V"
    assert levers_from_frame(row(library_id="SE01"))[0].name("nl") == "Energie-efficiëntie leveranciers"


def test_a_destination_may_be_written_as_a_name():
    [lever] = levers_from_frame(row(library_id="OP03", to_activity="Electricity (grid)"))
    assert lever.to_activity == "energy.electricity"


@pytest.mark.parametrize(
    ("fields", "code", "words"),
    [
        ({"library_id": "MT1"}, "lever_library_id", "MT01"),
        ({"library_id": "Organic coton"}, "lever_library_id", "MT03"),
        ({"mechanism": "intensty", "share_to": 1, "effectiveness": 0.1}, "lever_choice", "intensity"),
        ({"library_id": "SE01", "curve": "lineair"}, "lever_choice", "linear"),
        ({"library_id": "SE01", "share_to": 30}, "lever_percent", "0.3"),
        ({"library_id": "SE01", "share_to": "veel"}, "lever_number", "only the number"),
        ({"library_id": "SE01", "start_year": 2025.5}, "lever_whole", "2030"),
        ({"library_id": "SE01", "start_year": "nan"}, "lever_number", "only the number"),
        ({"library_id": "SE01", "capex_eur": "inf"}, "lever_number", "only the number"),
        ({"library_id": "SE01", "include_upstream": "maybe"}, "lever_flag", "yes or no"),
        ({"library_id": "SE01", "end_year": None}, "lever_needs", "end_year"),
        ({"library_id": "SE12"}, "lever_needs", "effectiveness"),
        ({"library_id": "MT14"}, "lever_needs", "effectiveness"),
        ({"library_id": "MT13"}, "lever_destination_or_intensity", "20%"),
        ({"library_id": "SE11"}, "lever_without_destination", "to_activity"),
        ({"library_id": "PV08"}, "lever_needs", "displacement"),
        ({"mechanism": "", "share_to": 1}, "lever_needs", "mechanism"),
        ({"mechanism": "direct", "tonnes": 100, "name": "Carbon credits"}, "lever_refused", "apart"),
        ({"mechanism": "direct", "tonnes": -100}, "lever_negative", "apart"),
        ({"library_id": "SE01", "share": 0.3}, "lever_column", "share_to"),
    ],
)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_wrong_lever_names_its_cell_and_the_remedy(fields, code, words, language):
    with pytest.raises(DataError) as caught:
        levers_from_frame(row(**fields), language=language)
    found = [problem for problem in caught.value.problems if problem.code == code]
    assert found, [problem.code for problem in caught.value.problems]
    if code != "lever_column":
        assert (found[0].sheet, found[0].cell) == ("Levers", "B4")
    assert found[0].hint(language)
    assert words in found[0].sentence("en") or column_names(words)["column_en"] in found[0].sentence("en")


def test_all_problems_of_a_frame_come_in_one_error():
    frame = pd.concat(
        [
            row(library_id="XX99", share_to=30),
            row(lever_id="B", mechanism="activity"),
            row(lever_id="C", library_id="SE01"),
            row(lever_id="C", library_id="SE01"),
        ],
        ignore_index=True,
    )
    with pytest.raises(DataError) as caught:
        levers_from_frame(frame)
    assert {"lever_library_id", "lever_percent", "lever_needs", "lever_id_twice"} <= {
        p.code for p in caught.value.problems
    }


def test_a_frame_without_levers_gives_an_empty_plan():
    assert levers_from_frame(pd.DataFrame(columns=["lever_id", "library_id"])) == []


def test_every_sentence_exists_in_both_languages_with_the_same_placeholders():
    import re

    for name in ("levers", "roadmap"):
        texts = tomllib.loads(data_path("texts", f"{name}.toml").read_text(encoding="utf-8"))
        for key, value in texts.items():
            assert set(value) == {"en", "nl"}
            found = [set(re.findall(r"\{(\w+)\}", value[language])) for language in ("en", "nl")]
            assert found[0] == found[1], key
