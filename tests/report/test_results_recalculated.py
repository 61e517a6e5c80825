"""The results of every example, recalculated by LibreOffice in one go: the same figures, and alive."""

import shutil
import subprocess

import pytest
from openpyxl import load_workbook

from ghgcalc.chain import calculate_workbook
from ghgcalc.report import write_report
from ghgcalc.workbook import examples, read_workbook, write_template

pytestmark = pytest.mark.libreoffice
CASES = [(name, language) for name in examples() for language in ("en", "nl")]
HEAD = 4
FACTORS, BAU, TARGETS = 3, 4, 5
#: The example in which figures are changed.
LIVE = "fashion-retailer"


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Return, per case: the results, the workbook as written, and recalculated as it is, with another factor, and
    with another growth and rate."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("results")
    found, files = {}, []
    for name, language in CASES:
        book = write_template(folder / f"{name}-{language}-in.xlsx", language=language, example=name)
        chain = calculate_workbook(read_workbook(book))
        path = write_report(chain.roadmap, folder / f"{name}-{language}.xlsx", language=language, charts=PICTURES)
        found[name, language] = (chain, path)
        changes = {"as_is": None}
        if name == LIVE:
            changes |= {"growth": change_growth, "factor": double_first_factor}
        for key, change in changes.items():
            fresh = load_workbook(path)
            if change:
                change(fresh)
            files.append(folder / f"{name}-{language}-{key}.xlsx")
            fresh.save(files[-1])
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        soffice,
        profile,
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(folder / "out"),
        *map(str, files),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=400)
    return found, folder / "out"


PICTURES = {"waterfall": bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc33"
    "0000000049454e44ae426082")}  # fmt: skip


def double_first_factor(book):
    cell = book.worksheets[FACTORS].cell(HEAD + 1, 2)
    cell.value = cell.value * 2


def change_growth(book):
    """Let the first category grow by ten percent in the second year, and halve the rate of the first target."""
    sheet = book.worksheets[BAU]
    row = next(r for r in range(HEAD + 3, sheet.max_row + 1) if sheet.cell(r, 1).value == sheet.cell(HEAD + 1, 1).value)
    sheet.cell(row, 3).value = 0.1
    rate = book.worksheets[TARGETS].cell(HEAD + 1, 9)
    rate.value = rate.value / 2


@pytest.mark.parametrize(("name", "language"), CASES)
def test_every_formula_gives_the_figure_that_python_wrote(results, name, language):
    found, out = results
    _, path = found[name, language]
    formulas, written = load_workbook(path), load_workbook(path, data_only=True)
    again = load_workbook(out / f"{name}-{language}-as_is.xlsx", data_only=True)
    count = 0
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    count += 1
                    expected = written[sheet.title][cell.coordinate].value
                    value = again[sheet.title][cell.coordinate].value
                    assert value == pytest.approx(expected, rel=1e-9, abs=1e-6), (
                        sheet.title,
                        cell.coordinate,
                        cell.value,
                    )
    assert count > 100


@pytest.mark.parametrize(("name", "language"), CASES)
def test_the_totals_are_those_of_python(results, name, language):
    found, out = results
    chain, _ = found[name, language]
    sheet = load_workbook(out / f"{name}-{language}-as_is.xlsx", data_only=True).worksheets[1]
    total = next(row for row in sheet.iter_rows(min_row=6, values_only=True) if row[0] in ("Total", "Totaal"))
    missing = set(chain.inventory.missing_methods)
    heads = [(year, method) for year in sorted(chain.inventory.years) for method in ("location", "market")]
    for place, (year, method) in enumerate(heads, start=1):
        if (year, method) in missing:
            assert total[place] == "–"
        else:
            assert total[place] == pytest.approx(chain.inventory.total(scope2=method, year=year), rel=1e-9)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_another_growth_and_rate_move_bau_and_target(results, language):
    found, out = results
    _, path = found[LIVE, language]
    before, after = (load_workbook(p, data_only=True) for p in (path, out / f"{LIVE}-{language}-growth.xlsx"))
    first = before.worksheets[BAU]
    year_1, year_2 = (first.cell(HEAD + 1, column).value for column in (2, 3))
    moved = after.worksheets[BAU].cell(HEAD + 1, 3).value - year_2
    assert moved == pytest.approx(1.1 * year_1 - year_2, rel=1e-9)
    old, new = (book.worksheets[TARGETS] for book in (before, after))
    base, reduction = old.cell(HEAD + 1, 8).value, old.cell(HEAD + 1, 10).value
    assert new.cell(HEAD + 1, 11).value == pytest.approx(base * (1 - reduction / 2), rel=1e-9)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_changed_factor_moves_the_total_by_what_it_was_worth(results, language):
    found, out = results
    chain, path = found[LIVE, language]
    factor_id = load_workbook(path).worksheets[FACTORS].cell(HEAD + 1, 1).value
    value = load_workbook(path).worksheets[FACTORS].cell(HEAD + 1, 2).value
    year = chain.inventory.years[-1]
    cells = chain.inventory.cells
    of_year = cells[(cells["year"] == year) & (cells["factor_id"] == factor_id) & (cells["factor"] == value)]
    worth = of_year.loc[of_year["scope2_method"].isin(["", "market"]), "tco2e"].sum()
    sheet = load_workbook(out / f"{LIVE}-{language}-factor.xlsx", data_only=True).worksheets[1]
    total = next(row for row in sheet.iter_rows(min_row=6, values_only=True) if row[0] in ("Total", "Totaal"))
    assert total[2 * len(chain.inventory.years)] == pytest.approx(
        chain.inventory.total(scope2="market", year=year) + worth, rel=1e-9
    )
