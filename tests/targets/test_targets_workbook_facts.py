"""What a workbook says about land emissions and the size of the company is used by `targets propose`."""

import json

import openpyxl
import pytest
from typer.testing import CliRunner

from ghgcalc.chain import workbook_inventory
from ghgcalc.cli.app import app
from ghgcalc.outlook import workbook_facts
from ghgcalc.schema import sheet
from ghgcalc.workbook import check_workbook, read_workbook, write_template
from ghgcalc.workbook.layout import FIRST_COLUMN, FIRST_ROW

COTTON = {"en": "cotton", "nl": "katoen"}


def needs(path, *options):
    done = CliRunner().invoke(app, ["targets", "propose", str(path), "--json", *options], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return {row["part"]: row for row in json.loads(done.stdout)["needs"]}


def changed(path, language, changes):
    book = openpyxl.load_workbook(path)
    for (sheet_id, record, column), value in changes.items():
        own = sheet(sheet_id)
        place = [known.id for known in own.columns].index(column)
        where = (5 + place, 3) if sheet_id == "company" else (FIRST_ROW + record + 1, FIRST_COLUMN + place + 1)
        book[own.title[language]].cell(*where).value = value
    book.save(path)
    return path


@pytest.fixture(params=["en", "nl"])
def language(request):
    return request.param


def test_land_emissions_of_the_sheet_count_unless_the_option_says_otherwise(tmp_path, language):
    path = write_template(tmp_path / "book.xlsx", language=language, example="fashion-brand")
    book = read_workbook(path)
    assert book.flag_shares == {"cotton": 0.4, "wool": 0.8}
    from_sheet = needs(path, "--language", "en")["flag"]
    same = needs(path, "--language", "en", "--flag-share", "cotton=0.4", "--flag-share", "wool=0.8")["flag"]
    other = needs(path, "--language", "en", "--flag-share", "cotton=0.1")["flag"]
    assert from_sheet == same != other
    assert from_sheet["need"] != "not assessed"


def test_the_size_of_the_company_decides_the_small_company_route(tmp_path, language):
    path = write_template(tmp_path / "book.xlsx", language=language, example="furniture-maker")
    book = read_workbook(path)
    facts = workbook_facts(book, workbook_inventory(book))
    assert (facts.staff, facts.turnover_eur, facts.assets_eur) == (164, 24e6, 11e6)
    assert (facts.is_subsidiary, facts.is_flag_sector, facts.is_excluded_sector) == (False, False, False)
    assert needs(path)["small-company route"]["need"] == "instead"
    group = changed(path, language, {("company", 0, "is_subsidiary"): {"en": "yes", "nl": "ja"}[language]})
    assert needs(group)["small-company route"]["need"] == "not required"
    unknown = changed(path, language, {("company", 0, name): None for name in ("is_subsidiary", "staff")})
    facts = workbook_facts(read_workbook(unknown), workbook_inventory(read_workbook(unknown)))
    assert (facts.staff, facts.is_subsidiary) == (None, None)
    assert needs(unknown)["small-company route"]["need"] == "not assessed"


def test_every_bad_cell_of_the_sheet_is_named(tmp_path, language):
    path = write_template(tmp_path / "book.xlsx", language=language, example="fashion-brand")
    cells = {
        (0, "category"): "3.1", (1, "share"): "140%", (2, "share"): 0.5, (3, "material"): COTTON[language],
        (3, "share"): 0.5, (4, "material"): {"en": "leather", "nl": "leer"}[language], (4, "share"): 0.5,
        (5, "material"): COTTON[language], (5, "share"): 0.1,
    }  # fmt: skip
    found = check_workbook(changed(path, language, {("flag_shares", *where): v for where, v in cells.items()}))
    assert [(p.cell, p.code) for p in found if p.sheet == sheet("flag_shares").title[language]] == [
        ("D6", "flag_one_tag"), ("E7", "cell_share_above_one"), ("B8", "flag_one_tag"), ("B10", "flag_tag_unused"),
        ("B11", "flag_tag_twice"),
    ]  # fmt: skip
