"""The template that is checked in, and what the writer puts into it."""

import re
import shutil
import subprocess

import openpyxl
import pytest

from ghgcalc.factors.activities import activities
from ghgcalc.resources import data_path
from ghgcalc.schema import list_source, sheet, sheets
from ghgcalc.workbook import examples, write_template
from ghgcalc.workbook.container import open_container
from ghgcalc.workbook.examples import Example
from ghgcalc.workbook.layout import FIRST_COLUMN, FIRST_ROW, ID_ROW, LABEL_ROW

LANGUAGES = ("en", "nl")


def content(path):
    book = openpyxl.load_workbook(path)
    return {
        page.title: {
            "cells": {
                cell.coordinate: cell.value for row in page.iter_rows() for cell in row if cell.value is not None
            },
            "validations": sorted(
                (str(v.sqref), v.type, v.formula1, v.formula2, v.errorStyle, v.prompt, v.promptTitle)
                for v in page.data_validations.dataValidation
            ),
            "hidden": (page.sheet_state, page.column_dimensions["A"].hidden, page.row_dimensions[ID_ROW + 1].hidden),
            "panes": page.freeze_panes,
            "merged": sorted(str(area) for area in page.merged_cells.ranges),
        }
        for page in book.worksheets
    } | {"names": {name: entry.attr_text for name, entry in book.defined_names.items()}}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_checked_in_template_is_what_the_schema_gives(tmp_path, language):
    fresh = write_template(tmp_path / "fresh.xlsx", language=language)
    assert content(data_path("templates", f"ghgcalc-template.{language}.xlsx")) == content(fresh)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", examples())
def test_the_checked_in_example_is_what_its_data_give(tmp_path, name, language):
    fresh = write_template(tmp_path / "fresh.xlsx", language=language, example=name)
    checked_in = data_path("examples", name, f"{name}.{language}.xlsx")
    assert content(checked_in) == content(fresh), "run: python docs/make_examples.py"


def words_of(book, language, name):
    """Return the rows of words behind a defined name on the sheet Lists."""
    area = book.defined_names[name].attr_text.split("!")[1].replace("$", "")
    cells = book[sheet("lists").title[language]][area]
    return [[cell.value for cell in row] for row in cells]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_drop_down_points_to_words(tmp_path, language):
    book = openpyxl.load_workbook(write_template(tmp_path / "t.xlsx", language=language))
    dependent = re.compile(r'INDIRECT\(IFERROR\(VLOOKUP\(\$[A-Z]+6,(\w+),2,FALSE\),"(list_\w+)"\)\)')
    seen = set()
    for page in book.worksheets:
        for rule in page.data_validations.dataValidation:
            if rule.type == "list" and not rule.formula1.startswith("names_of_"):
                assert len(rule.formula1) < 255
                found = dependent.fullmatch(rule.formula1.lstrip("="))
                names = [found[2]] if found else [rule.formula1.lstrip("=")]
                if found:
                    seen.add(found[1])
                    names += [row[1] for row in words_of(book, language, found[1])]
                for name in set(names):
                    assert all(all(row) for row in words_of(book, language, name)), name
    assert seen == {
        "units_of_activity", "by_category_purchase_activities", "by_category_travel_activities",
        "by_category_sold_activities",
    }  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_the_company_itself_are_offered_again_and_others_are_coloured_not_refused(tmp_path, language):
    book = openpyxl.load_workbook(write_template(tmp_path / "t.xlsx", language=language))
    for own, used, column in (
        ("entities.entity", "energy", "entity"),
        ("products.product", "product_steps", "product"),
    ):
        listed, _, heading = own.partition(".")
        title, name = sheet(listed).title[language], f"names_of_{own.replace('.', '_')}"
        place = FIRST_COLUMN + 1 + [c.id for c in sheet(listed).columns].index(heading)
        first = f"${openpyxl.utils.get_column_letter(place)}${FIRST_ROW + 1}"
        assert book.defined_names[name].attr_text.startswith(f"OFFSET('{title}'!{first},0,0,MAX(1,COUNTA(")
        page = book[sheet(used).title[language]]
        where = page.cell(
            FIRST_ROW + 1, FIRST_COLUMN + 1 + [c.id for c in sheet(used).columns].index(column)
        ).coordinate
        rule = next(v for v in page.data_validations.dataValidation if where in v.sqref)
        assert (rule.type, rule.formula1, bool(rule.showErrorMessage)) == ("list", name, False)
        conditions = [
            f for area in page.conditional_formatting if where in area.sqref for r in area.rules for f in r.formula
        ]
        assert any(f"COUNTIF({listed}_{heading},{where})=0" in formula for formula in conditions)


@pytest.mark.parametrize(("language", "gas", "energy"), [("en", "Natural gas", "Energy"), ("nl", "Aardgas", "Energie")])
def test_the_units_of_an_activity_are_those_that_have_a_factor(tmp_path, language, gas, energy):
    book = openpyxl.load_workbook(write_template(tmp_path / "t.xlsx", language=language))
    group = dict(words_of(book, language, "units_of_activity"))[gas]
    shown = {row[0] for row in words_of(book, language, group)}
    assert {"Nm3", "m3"} <= shown
    assert not shown & {"km", "EUR", "stuk", "piece"}
    assert energy in book.sheetnames


@pytest.mark.parametrize("language", LANGUAGES)
def test_bought_goods_are_not_offered_as_use_or_end_of_life(tmp_path, language):
    book = openpyxl.load_workbook(write_template(tmp_path / "t.xlsx", language=language))
    sold = {a.name(language) for a in activities().values() if a.activity.endswith((".end_of_life", ".use_year"))}
    assert sold
    for name in ("list_purchase_activities", "list_goods_activities", "list_capital_activities"):
        assert not sold & {row[0] for row in words_of(book, language, name)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_input_has_a_name_and_lists_are_protected_without_a_password(tmp_path, language):
    book = openpyxl.load_workbook(write_template(tmp_path / "t.xlsx", language=language))
    for entry in sheets():
        for column in entry.columns:
            where = book.defined_names[f"{entry.id}_{column.id}"].attr_text
            assert where.startswith(f"'{entry.title[language]}'!$") or where.startswith(f"{entry.title[language]}!$")
        protection = book[entry.title[language]].protection
        assert protection.sheet == (entry.kind in ("text", "lists"))
        assert not protection.password


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_follows_the_dependent_drop_downs(tmp_path):
    path = write_template(tmp_path / "t.xlsx", language="nl")
    book = openpyxl.load_workbook(path)
    page = book.create_sheet("probe", 0)
    asked = {"Aardgas": ("units_of_activity", "list_units"), "nergens": ("units_of_activity", "list_units"),
             "3.7 Woon-werkverkeer": ("by_category_travel_activities", "list_travel_activities")}  # fmt: skip
    for row, (word, (table, default)) in enumerate(asked.items(), start=1):
        page.cell(row, 1, f'=ROWS(INDIRECT(IFERROR(VLOOKUP("{word}",{table},2,FALSE),"{default}")))')
    expected = [
        len(words_of(book, "nl", dict(words_of(book, "nl", "units_of_activity"))["Aardgas"])),
        len(words_of(book, "nl", "list_units")),
        len(words_of(book, "nl", "list_commuting_or_home_activities")),
    ]
    book.save(path)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "csv"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(path)], check=True, capture_output=True, timeout=300)
    found = [int(line) for line in (tmp_path / "t.csv").read_text().splitlines() if line.strip()]
    assert found == expected
    assert expected[0] < expected[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_machine_ids_stand_hidden_above_the_labels(tmp_path, language):
    book = openpyxl.load_workbook(write_template(tmp_path / "t.xlsx", language=language))
    for entry in sheets():
        page = book[entry.title[language]]
        assert page.column_dimensions["A"].hidden
        if entry.kind == "table":
            assert page.row_dimensions[ID_ROW + 1].hidden
            for position, column in enumerate(entry.columns, start=FIRST_COLUMN + 1):
                assert page.cell(ID_ROW + 1, position).value == column.id
                assert page.cell(LABEL_ROW + 1, position).value == column.label[language]


def test_labels_are_unique_on_a_sheet_in_and_across_the_languages():
    for entry in sheets():
        for language in LANGUAGES:
            labels = [column.label[language].casefold() for column in entry.columns]
            assert len(set(labels)) == len(labels), entry.id
        for column in entry.columns:
            for other in entry.columns:
                if column.id != other.id:
                    assert column.label["en"].casefold() != other.label["nl"].casefold(), (entry.id, column.id)


def test_sheet_titles_fit_excel_and_are_unique():
    for language in LANGUAGES:
        titles = [entry.title[language] for entry in sheets()]
        assert len(set(titles)) == len(titles)
        assert all(len(title) <= 31 and not re.search(r"[\[\]:*?/\\']", title) for title in titles)


def test_every_list_of_a_column_exists():
    for entry in sheets():
        for column in entry.columns:
            if column.list:
                assert list_source(column.list).name == column.list


def test_no_sentence_of_the_other_language_is_in_the_template(tmp_path):
    sentences = {
        language: {
            text
            for entry in sheets()
            for texts in (entry.title, entry.purpose, *(t for c in entry.columns for t in (c.label, c.help)))
            if texts["en"] != texts["nl"]
            for text in [texts[language]]
        }
        for language in LANGUAGES
    }
    for language, other in (("en", "nl"), ("nl", "en")):
        own = sentences[language]
        book = openpyxl.load_workbook(write_template(tmp_path / f"{language}.xlsx", language=language))
        shown = {cell.value for page in book.worksheets for row in page.iter_rows() for cell in row}
        assert shown & (sentences[other] - own) == set()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2", "@SUM(A1)", '=HYPERLINK("http://x")', "https://example.org"])
def test_text_of_a_user_is_never_written_as_a_formula_or_link(tmp_path, monkeypatch, text):
    rows = {
        "energy": ({"year": "2025", "activity": "energy.fuel.natural_gas", "value": "1", "unit": "Nm3", "note": text},)
    }
    fake = Example("fake", {"en": text, "nl": text}, {"name": text}, rows)
    monkeypatch.setattr("ghgcalc.workbook.template.load_example", lambda name: fake)
    path = write_template(tmp_path / "t.xlsx", language="en", example="fake")
    page = openpyxl.load_workbook(path)["Energy"]
    cell = page.cell(FIRST_ROW + 1, FIRST_COLUMN + 1 + [c.id for c in sheet("energy").columns].index("note"))
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
    raw = next(raw for raw in open_container(path).sheets if raw.name == "Energy")
    assert not raw.uncalculated
    assert text in [value for row in raw.rows for value in row]


def test_an_unknown_language_is_refused(tmp_path):
    with pytest.raises(ValueError, match="choose 'en' or 'nl'"):
        write_template(tmp_path / "t.xlsx", language="fr")
