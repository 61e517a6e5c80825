"""The sheet External drivers reaches business as usual, with errors at the cell, and stays there next year."""

import pytest
from workbook_tools import company_spot, copy_grids, put, save, spot

from ghgcalc.addresses import address
from ghgcalc.chain import workbook_inventory
from ghgcalc.errors import DataError
from ghgcalc.outlook import workbook_bau
from ghgcalc.projection import external_from_frame, load_external_drivers
from ghgcalc.roadmap import build_roadmap
from ghgcalc.schema import sheet
from ghgcalc.workbook import check_workbook, read_workbook, roll_forward, write_template
from ghgcalc.workbook.container import open_container

SHEET = "external_drivers"
VANS = {"en": "Electric delivery vans", "nl": "Elektrische bestelbussen"}
WORDS = {
    "en": {"share": "share of a cleaner fuel", "factor": "emission factor", "reduction": "reduction so far",
           "vehicles": "Cleaner vehicles", "yes": "yes", "step": "in steps",
           "fuel": "Sustainable aviation fuel (ReFuelEU)", "cars": "all cars", "stated": "stated policies"},
    "nl": {"share": "aandeel schonere brandstof", "factor": "emissiefactor", "reduction": "reductie tot dan toe",
           "vehicles": "Schonere voertuigen", "yes": "ja", "step": "in stappen",
           "fuel": "Duurzame vliegtuigbrandstof (ReFuelEU)", "cars": "alle auto's", "stated": "vaststaand beleid"},
}  # fmt: skip


@pytest.fixture(scope="module")
def examples(tmp_path_factory):
    folder = tmp_path_factory.mktemp("external")
    return {
        lang: write_template(folder / f"{lang}.xlsx", language=lang, example="fashion-brand") for lang in ("en", "nl")
    }


@pytest.fixture
def written(tmp_path):
    def write(language, *rows, baseline=""):
        """Write the example with other rows on the sheet, each a mapping of column to value."""
        book = copy_grids("fashion-brand", language)
        page = book[sheet(SHEET).title[language]]
        del page[spot(SHEET, 0, "driver")[0] :]
        for number, row in enumerate(rows):
            for column, value in row.items():
                shown = "" if value is None else WORDS[language].get(value, value)
                put(book, language, SHEET, spot(SHEET, number, column), shown)
        put(book, language, "company", company_spot("baseline"), WORDS[language].get(baseline, ""))
        return save(tmp_path / "book.xlsx", book)

    return write


def bau_of(path):
    book = read_workbook(path)
    return workbook_bau(book, workbook_inventory(book), until=2031, scope2="market")


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_example_shows_fuel_rules_and_vehicles_as_bars_of_their_own(examples, language):
    bau = bau_of(examples[language])
    rules = load_external_drivers()
    assert bau.externals[:2] == rules
    vans = bau.externals[2]
    assert (vans.name(language), vans.group, vans.is_assumption) == (VANS[language], "vehicles", True)
    assert vans.index([2026, 2027, 2028, 2031]).tolist() == pytest.approx([1.0, 0.94, 0.88, 0.65])
    taken = bau.cells.loc[vans.takes(bau.cells), "activity"].unique().tolist()
    assert taken == ["transport.parcel.home_delivery"]
    steps = build_roadmap(bau, []).waterfall(year=2031).set_index("step")
    at = bau.year_index(2031)
    assert steps.loc["external_vehicles", "tco2e"] == pytest.approx(
        -0.35 * bau.emissions[vans.takes(bau.cells), at].sum()
    )
    assert steps.loc["external_vehicles", f"label_{language}"].startswith(WORDS[language]["vehicles"])


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_share_in_steps_of_part_of_the_activity(written, language):
    own = {
        "driver": "cars", "activity": "cars", "form": "share", "year": 2026, "level": 0.1, "interpolation": "step",
        "covered": 0.5, "saving": 0.8, "source": "own",
    }  # fmt: skip
    [driver] = bau_of(written(language, own, {"driver": "cars", "year": 2030, "level": 0.6})).externals
    assert driver.group == "other"
    left = (1 - 0.8 * 0.6) / (1 - 0.8 * 0.1)
    assert driver.index([2026, 2029, 2030]).tolist() == pytest.approx([1.0, 1.0, 1 - 0.5 * (1 - left)])


@pytest.mark.parametrize("language", ["en", "nl"])
def test_figures_of_your_own_take_the_place_of_those_of_a_known_rule(written, language):
    own = [
        {"driver": "fuel", "year": 2026, "level": 0.0, "source": "our airline"},
        {"driver": "fuel", "year": 2031, "level": 0.4},
    ]
    bau = bau_of(written(language, *own, baseline="stated"))
    assert [driver.driver_id for driver in bau.externals] == ["fueleu-maritime", "refueleu-aviation"]
    fuel = bau.externals[1]
    assert fuel.values == {2026: 0.0, 2031: 0.4}
    assert fuel.source.startswith("our airline; Regulation (EU) 2023/2405")
    assert fuel.is_assumption  # which part of a flight is concerned is still one


FULL = {"driver": "vans", "activity": "cars", "form": "reduction", "year": 2026, "level": 0.0, "source": "own"}


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize(
    ("rows", "code", "column", "record"),
    [
        ([FULL | {"form": None}], "external_needs", "form", 0),
        ([FULL | {"activity": None}], "external_needs", "activity", 0),
        ([FULL | {"source": None}], "external_needs", "source", 0),
        ([FULL | {"year": None}], "external_gap", "year", 0),
        ([FULL | {"level": None}], "external_gap", "level", 0),
        ([FULL | {"level": 14}], "external_percent", "level", 0),
        ([FULL, {"driver": "vans", "year": 2026, "level": 0.1}], "external_year_twice", "year", 1),
        ([FULL, {"driver": "vans", "year": 2027, "level": 0.1, "form": "factor"}], "external_differs", "form", 1),
        ([FULL | {"form": "factor", "level": 0}], "external_begins_at_zero", "level", 0),
        ([FULL | {"form": "factor", "level": 1, "year": 2028}], "external_begins_late", "year", 0),
        ([FULL | {"saving": 0.5}], "external_saving", "saving", 0),
        ([{"driver": "fuel", "activity": "cars"}], "external_rule_knows", "activity", 0),
        ([{"driver": "fuel", "year": 2026}], "external_gap", "level", 0),
    ],
)
def test_what_does_not_add_up_is_named_at_its_cell(written, language, rows, code, column, record):
    found = [p for p in check_workbook(written(language, *rows)) if p.severity == "error"]
    row, place = spot(SHEET, record, column)
    here = (code, sheet(SHEET).title[language], address(row, place))
    assert [(p.code, p.sheet, p.cell) for p in found] == [here]
    assert found[0].sentence(language) != found[0].sentence({"en": "nl", "nl": "en"}[language])


def test_a_driver_of_your_own_that_acts_on_nothing_is_said(written):
    bau = bau_of(written("nl", FULL | {"region": "Japan"}))
    assert "external_idle" in [warning.code for warning in bau.warnings]


def test_a_rule_is_known_by_its_id_and_a_gap_in_a_frame_is_refused(written):
    book = read_workbook(written("en", {"driver": "fuel"}))
    assert external_from_frame(book.external) == [load_external_drivers()[0]]
    with pytest.raises(DataError, match="blank is not 0"):
        external_from_frame(book.external.assign(driver="mine"))


def test_next_years_workbook_keeps_the_drivers(examples, tmp_path):
    after = roll_forward(examples["nl"], 2027, tmp_path / "next.xlsx")
    old, new = (
        next(raw.rows for raw in open_container(path).sheets if raw.name == sheet(SHEET).title["nl"])
        for path in (examples["nl"], after)
    )
    assert new == old
