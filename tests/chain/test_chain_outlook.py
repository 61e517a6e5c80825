"""What a workbook says about business as usual reaches the projection, with errors at the cell."""

import openpyxl
import pytest

from ghgcalc.chain import calculate_workbook, workbook_inventory
from ghgcalc.outlook import workbook_bau
from ghgcalc.projection import load_external_drivers
from ghgcalc.schema import sheet
from ghgcalc.workbook import check_workbook, read_workbook, write_template
from ghgcalc.workbook.layout import FIRST_COLUMN, FIRST_ROW

WORDS = {
    "en": {"trend": "autonomous improvement", "stated_policy": "stated policies",
           "current_pace": "stated policies and committed levers", "yes": "yes", "NL": "Netherlands"},
    "nl": {"trend": "autonome ontwikkeling", "stated_policy": "vaststaand beleid",
           "current_pace": "vaststaand beleid en vastgelegde maatregelen", "yes": "ja", "NL": "Nederland"},
}  # fmt: skip


@pytest.fixture(scope="module")
def empty_examples(tmp_path_factory):
    folder = tmp_path_factory.mktemp("outlook")
    return {
        language: write_template(folder / f"{language}.xlsx", language=language, example="fashion-retailer")
        for language in WORDS
    }


@pytest.fixture
def written(empty_examples, tmp_path):
    def write(language, *, baseline="", cells=()):
        """Write the example with a baseline and cells of tables: (sheet id, record, column, value)."""
        book = openpyxl.load_workbook(empty_examples[language])
        company = sheet("company")
        row = 5 + [column.id for column in company.columns].index("baseline")
        book[company.title[language]].cell(row, 3).value = WORDS[language].get(baseline)
        for sheet_id, record, column, value in cells:
            own = sheet(sheet_id)
            place = [known.id for known in own.columns].index(column)
            book[own.title[language]].cell(FIRST_ROW + record + 1, FIRST_COLUMN + place + 1).value = value
        path = tmp_path / "book.xlsx"
        book.save(path)
        return path

    return write


def grid(*points, region, source="an outlook"):
    return [
        ("grid_paths", record, column, value)
        for record, (year, factor) in enumerate(points)
        for column, value in
        {"region": region, "year": year, "kgco2e_per_kwh": factor, "source": source}.items()
    ]  # fmt: skip


def bau_of(path, until=2031):
    book = read_workbook(path)
    return workbook_bau(book, workbook_inventory(book), until=until, scope2="market")


def test_a_workbook_that_says_nothing_has_a_frozen_baseline(written):
    bau = bau_of(written("en"))
    assert (bau.baseline, bau.externals, bau.committed) == ("frozen", (), ())


@pytest.mark.parametrize("language", ["en", "nl"])
def test_autonomous_change_compounds_per_year(written, language):
    frozen = bau_of(written(language))
    rates = [("growth", 0, "intensity_trend", 0), ("growth", 3, "intensity_trend", -0.02)]
    bau = bau_of(written(language, baseline="trend", cells=rates))
    assert bau.baseline == "trend"
    goods = (bau.cells["activity_category"] == "3.1").to_numpy()
    assert goods.any()
    assert bau.factors[goods, -1] == pytest.approx(frozen.factors[goods, -1] * 0.98**5)
    assert bau.factors[~goods, -1] == pytest.approx(frozen.factors[~goods, -1])


@pytest.mark.parametrize("language", ["en", "nl"])
def test_inflation_is_taken_out_of_growth(written, language):
    prices = [("growth", 0, "price_inflation", 0.01), ("growth", 0, "price_mix", 0.005)]
    used = bau_of(written(language, cells=prices)).growth
    rate = used.loc[used["category"] == "3.5", "rate"].iloc[0]
    assert rate == pytest.approx(1.02 / (1.01 * 1.005) - 1)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_grid_path_is_a_bar_of_its_own_or_part_of_stated_policy(written, language):
    path = grid((2026, 0.30), (2031, 0.15), region=WORDS[language]["NL"])
    frozen = bau_of(written(language, cells=path))
    assert [driver.driver_id for driver in frozen.externals] == ["grid.NL"]
    assert frozen.total(2031) == pytest.approx(bau_of(written(language)).total(2031))
    stated = bau_of(written(language, baseline="stated_policy", cells=path))
    bundled = [driver.driver_id for driver in load_external_drivers()]
    assert [driver.driver_id for driver in stated.externals] == [*bundled, "grid.NL"]
    assert stated.total(2031) < frozen.total(2031)
    power = stated.externals[-1].takes(stated.cells)
    assert stated.factors[power, -1] == pytest.approx(frozen.factors[power, -1] / 2)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_contracted_levers_move_from_the_plan_into_business_as_usual(written, language):
    contracted = [("levers", 0, "committed", WORDS[language]["yes"])]
    plan = calculate_workbook(read_workbook(written(language, baseline="stated_policy", cells=contracted)))
    assert "A1" in [lever.lever_id for lever in plan.roadmap.levers]
    pace = calculate_workbook(read_workbook(written(language, baseline="current_pace", cells=contracted)))
    assert pace.bau.committed == ("A1",)
    assert [lever.lever_id for lever in pace.roadmap.levers] == [
        lever.lever_id for lever in plan.roadmap.levers if lever.lever_id != "A1"
    ]
    assert pace.bau.total(2031) < plan.bau.total(2031)
    assert pace.roadmap.residual(2031) == pytest.approx(plan.roadmap.residual(2031))
    assert pace.to_json_dict()["bau"]["baseline"] == "current_pace"


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize(("baseline", "code"), [
    ("trend", "baseline_without_trend"), ("current_pace", "baseline_without_levers"),
])  # fmt: skip
def test_a_baseline_that_lacks_what_it_needs_is_named_at_its_cell(written, language, baseline, code):
    row = 5 + [column.id for column in sheet("company").columns].index("baseline")
    problem = check_workbook(written(language, baseline=baseline))[0]
    assert (problem.code, problem.sheet, problem.cell) == (code, sheet("company").title[language], f"C{row}")
    other = {"en": "nl", "nl": "en"}[language]
    assert problem.sentence(language) != problem.sentence(other)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_bad_power_grids_and_unused_changes_are_named(written, language):
    path = grid((2027, 0.30), (2027, 0.25), region=WORDS[language]["NL"])
    late = check_workbook(written(language, cells=[*path, ("growth", 3, "intensity_trend", -0.02)]))
    assert [(p.code, p.cell, p.severity) for p in late] == [
        ("grid_starts_late", "C6", "error"), ("grid_twice", "C7", "error"), ("baseline_unused_trend", "B9", "warning"),
    ]  # fmt: skip
    zero = check_workbook(written(language, cells=grid((2026, 0.0), region=WORDS[language]["NL"])))
    assert [(p.code, p.cell) for p in zero] == [("grid_starts_at_zero", "D6")]
