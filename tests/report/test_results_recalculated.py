"""The results of every example, recalculated by LibreOffice in one go: the same figures, and alive."""

import re
import shutil
import subprocess
import zipfile
from html import unescape

import pytest
from python_calamine import CalamineWorkbook

from ghgcalc.chain import calculate_workbook
from ghgcalc.plot.waterfall import waterfall_year
from ghgcalc.report import write_report
from ghgcalc.report.sources import FACTOR_KEY
from ghgcalc.texts import text
from ghgcalc.workbook import examples, read_workbook, write_template

pytestmark = pytest.mark.libreoffice
CASES = [(name, language) for name in examples() for language in ("en", "nl")]
#: The example in which figures are changed.
LIVE = "fashion-retailer"
FORMULA = re.compile(r'<c r="([A-Z]+[0-9]+)"[^>]*><f>(.*?)</f><v>(.*?)</v></c>')
PICTURES = {"waterfall": bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc33"
    "0000000049454e44ae426082")}  # fmt: skip


class Sheets:
    """The values of a workbook by sheet and address; sheets by the key of their name."""

    def __init__(self, path, language):
        self._book, self._language, self._known = CalamineWorkbook.from_path(str(path)), language, {}

    def rows(self, key):
        if key not in self._known:
            sheet = self._book.get_sheet_by_name(text(f"report.sheet_{key}", self._language))
            self._known[key] = sheet.to_python(skip_empty_area=False)
        return self._known[key]

    def at(self, key, address):
        letters, number = re.fullmatch(r"([A-Z]+)([0-9]+)", address).groups()
        column = 0
        for letter in letters:
            column = 26 * column + ord(letter) - 64
        return self.rows(key)[int(number) - 1][column - 1]

    def row(self, key, name, *, below=0):
        return next(row for row in self.rows(key)[below:] if row[0] == name)


def sheet_files(path):
    """Return the XML of every sheet by the key of its name in either language."""
    keys = {text(f"report.sheet_{key}", language): key for key in KEYS for language in ("en", "nl")}
    with zipfile.ZipFile(path) as archive:
        names = re.findall(r'<sheet name="([^"]*)"', archive.read("xl/workbook.xml").decode())
        return {
            keys[unescape(name)]: archive.read(f"xl/worksheets/sheet{number}.xml").decode()
            for number, name in enumerate(names, start=1)
        }


KEYS = (
    "summary", "inventory", "cells", "rows", "factors", "gases", "scope2", "base_year", "bau", "targets", "levers",
    "waterfall", "sensitivity", "esrs", "caveats", "standard", "versions",
)  # fmt: skip


def without_results(path, out, changes=None):
    """Copy a workbook without the values of its formulas, so that all are calculated, and with other figures."""
    order = list(sheet_files(path))
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.namelist():
            content = source.read(item)
            found = re.fullmatch(r"xl/worksheets/sheet([0-9]+)\.xml", item)
            if found:
                page = re.sub(r"(</f>)<v>.*?</v>", r"\1", content.decode())
                for address, value in (changes or {}).get(order[int(found[1]) - 1], {}).items():
                    page, count = re.subn(
                        rf'(<c r="{address}"[^>]*>)<v>.*?</v>', rf"\g<1><v>{float(value)!r}</v>", page
                    )
                    assert count == 1, (item, address)
                content = page.encode()
            target.writestr(item, content)


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Return, per case: the results, the workbook as written, and recalculated as it is, and with other figures."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("results")
    found, files = {}, []
    for name in examples():
        book = write_template(folder / f"{name}-in.xlsx", language="en", example=name)
        chain = calculate_workbook(read_workbook(book))
        for language in ("en", "nl"):
            path = write_report(chain.roadmap, folder / f"{name}-{language}.xlsx", language=language, charts=PICTURES)
            found[name, language] = (chain, path)
            written = Sheets(path, language)
            changes = {"as_is": {}}
            if name == LIVE:
                changes["factor"] = other_factor(written, chain)
            if (name, language) == (LIVE, "en"):
                changes |= {"growth": other_growth(written), "value": other_value(written)}
            for key, change in changes.items():
                files.append(folder / f"{name}-{language}-{key}.xlsx")
                without_results(path, files[-1], change)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "out")]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=400)
    return found, folder / "out"


def other_growth(written):
    """Let the first category grow by ten percent in the second year, and halve the rate of the first target."""
    bau = written.rows("bau")
    line = max(number for number, row in enumerate(bau, start=1) if row[0] == bau[4][0])
    return {"bau": {f"C{line}": 0.1}, "targets": {"I5": written.at("targets", "I5") / 2}}


def other_value(written):
    return {"rows": {"I5": 2 * written.at("rows", "I5")}}


def largest_factor(chain):
    """Return id, unit and value of the factor that weighs most in the base year."""
    cells = chain.base.cells
    return cells[~cells["match"].isin(["supplier", "reported"])].groupby(list(FACTOR_KEY))["tco2e"].sum().idxmax()


def other_factor(written, chain):
    factor_id, _, value = largest_factor(chain)
    line = next(n for n, row in enumerate(written.rows("factors"), start=1) if (row[0], row[1]) == (factor_id, value))
    return {"factors": {f"B{line}": 2 * value}}


def worth(cells, chain):
    """Return what the largest factor is worth in some cells per category [tCO2e]."""
    factor_id, unit, value = largest_factor(chain)
    own = cells[(cells["factor_id"] == factor_id) & (cells["factor_unit"] == unit) & (cells["factor"] == value)]
    return own.groupby("category")["tco2e"].sum()


@pytest.mark.parametrize(("name", "language"), CASES)
def test_every_formula_gives_the_figure_that_python_wrote(results, name, language):
    found, out = results
    _, path = found[name, language]
    again = Sheets(out / f"{name}-{language}-as_is.xlsx", language)
    count = 0
    for key, page in sheet_files(path).items():
        for address, formula, written in FORMULA.findall(page):
            count += 1
            value = again.at(key, address)
            if isinstance(value, str):
                assert value == unescape(written), (key, address, formula)
            else:
                assert value == pytest.approx(float(written), rel=1e-9, abs=1e-6), (key, address, formula)
    assert count > 100


@pytest.mark.parametrize(("name", "language"), CASES)
def test_the_totals_are_those_of_python(results, name, language):
    found, out = results
    chain, _ = found[name, language]
    total = Sheets(out / f"{name}-{language}-as_is.xlsx", language).row("inventory", text("report.total", language))
    missing = set(chain.inventory.missing_methods)
    heads = [(year, method) for year in sorted(chain.inventory.years) for method in ("location", "market")]
    for place, (year, method) in enumerate(heads, start=1):
        if (year, method) in missing:
            assert total[place] == "–"
        else:
            assert total[place] == pytest.approx(chain.inventory.total(scope2=method, year=year), rel=1e-9)


def test_another_growth_and_rate_move_bau_and_target(results):
    found, out = results
    before, after = (Sheets(p, "en") for p in (found[LIVE, "en"][1], out / f"{LIVE}-en-growth.xlsx"))
    year_1, year_2 = (before.at("bau", address) for address in ("B5", "C5"))
    moved = after.at("bau", "C5") - year_2
    assert moved == pytest.approx(1.1 * year_1 - year_2, rel=1e-9)
    base, reduction = before.at("targets", "H5"), before.at("targets", "J5")
    assert after.at("targets", "K5") == pytest.approx(base * (1 - reduction / 2), rel=1e-9)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_changed_factor_moves_summary_bau_target_waterfall_and_gap_by_what_it_was_worth(results, language):
    found, out = results
    chain, path = found[LIVE, language]
    before, after = (Sheets(p, language) for p in (path, out / f"{LIVE}-{language}-factor.xlsx"))
    roadmap, bau = chain.roadmap, chain.bau
    year, scope2 = waterfall_year(roadmap), chain.base.scope2
    cells = chain.inventory.cells
    recent = cells[(cells["year"] == bau.start_year) & cells["scope2_method"].isin(["", scope2])]
    more_base, more_recent = worth(chain.base.cells, chain), worth(recent, chain)
    ways = bau.pathway().pivot_table(index="category", columns="year", values="tco2e", aggfunc="sum")
    more_bau = sum(more * ways.loc[category, year] / ways.loc[category, bau.start_year]
                   for category, more in more_recent.items())  # fmt: skip
    more_target = sum(
        (1.0 - target.reduction)
        * sum(more for category, more in more_base.items() if int(category[0]) in target.scopes)
        for target in chain.targets
    )
    assert more_base.sum() > 1.0
    place = 3 if scope2 == "location" else 4
    total = text("report.total", language)

    def moved(key, name, column):
        return after.row(key, name)[column] - before.row(key, name)[column]

    assert moved("inventory", total, place) == pytest.approx(more_recent.sum(), rel=1e-9)
    assert moved("summary", total, place - 2) == pytest.approx(more_recent.sum(), rel=1e-9)
    steps = roadmap.waterfall(year=year).reset_index()
    shown = [sheets.rows("waterfall")[4 : 4 + len(steps)] for sheets in (before, after)]
    change = [new[2] - old[2] for old, new in zip(*shown, strict=True)]
    assert change[0] == pytest.approx(more_base.sum(), rel=1e-9)
    target, gap = (steps.index[steps["kind"] == kind][0] for kind in ("target", "gap"))
    assert change[target] == pytest.approx(more_target, rel=1e-9)
    assert change[gap] == pytest.approx(more_bau - more_target, rel=1e-9)
    labels = [new[6] for new in shown[1]]
    assert labels[0] != shown[0][0][6]
    unmoved = [place for place, more in enumerate(change) if abs(more) < 1e-9]
    assert unmoved
    assert all(labels[place].split(" (")[0] == shown[0][place][6].split(" (")[0] for place in unmoved)
    last = len(before.row("bau", total)) - 1
    assert moved("bau", total, last) == pytest.approx(more_bau, rel=1e-9)


def test_a_changed_value_of_a_row_moves_its_cell_and_the_total(results):
    found, out = results
    before, after = (Sheets(p, "en") for p in (found[LIVE, "en"][1], out / f"{LIVE}-en-value.xlsx"))
    line = before.rows("rows")[4]
    tonnes = before.rows("rows")[3].index("tCO2e")
    assert after.rows("rows")[4][tonnes] == pytest.approx(2 * line[tonnes], rel=1e-9)
    totals = (sheets.row("inventory", "Total")[1:3] for sheets in (before, after))
    moved = [new - old for old, new in zip(*totals, strict=True)]
    assert moved == pytest.approx([line[tonnes]] * 2, rel=1e-9)
