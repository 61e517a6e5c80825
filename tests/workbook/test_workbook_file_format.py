"""Every workbook that we write keeps the rules of the file format, so that Excel opens it without a repair message."""

import re

import pytest
from excel_parts import excel_workbook, read_part, with_parts
from ooxml_rules import broken_rules

import ghgcalc as gc
from ghgcalc.resources import data_path
from ghgcalc.workbook import annotate_workbook, examples, write_supplier_form, write_template

LANGUAGES = ("en", "nl")
#: One language of each example; that a language makes no difference to the file is what the templates show.
FILES = [f"templates/ghgcalc-template.{language}.xlsx" for language in LANGUAGES] + [
    f"examples/{name}/{name}.{LANGUAGES[place % 2]}.xlsx" for place, name in enumerate(examples())
]


@pytest.mark.parametrize("file", FILES)
def test_templates_and_examples_keep_the_rules(file):
    folder, _, name = file.partition("/")
    assert broken_rules(data_path(folder, *name.split("/"))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_supplier_form_keeps_the_rules(tmp_path, language):
    assert broken_rules(write_supplier_form(tmp_path / "form.xlsx", language=language, suppliers=("A", "B"))) == []


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
def test_annotating_keeps_the_rules_of_a_file_that_excel_saved(tmp_path):
    file = excel_workbook(tmp_path / "excel.xlsx", changes={("energy", "D6"): "Aardgaz", ("waste", "F6"): "veel"})
    annotate_workbook(file, tmp_path / "annotated.xlsx")
    assert broken_rules(tmp_path / "annotated.xlsx") == []


def test_rolling_forward_and_annotating_what_is_still_missing_keep_the_rules(tmp_path):
    file = write_template(tmp_path / "old.xlsx", language="en", example="textile-manufacturer")
    new = gc.roll_forward(file, 2027, tmp_path / "new.xlsx")
    assert broken_rules(new) == []
    annotate_workbook(new, tmp_path / "annotated.xlsx")
    assert broken_rules(tmp_path / "annotated.xlsx") == []


SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        (SHEET, rb"(<pageMargins[^>]*/>)(<pageSetup[^>]*/>)", rb"\2\1", "order of the schema"),
        (SHEET, rb'<mergeCells count="\d+">', rb'\g<0><mergeCell ref="A2:C9"/>', "overlap"),
        (SHEET, rb'<dataValidations count="\d+"', rb'<dataValidations count="1"', "data validations, but"),
        (SHEET, rb"<formula1>list_units<", rb"<formula1>list_nothing<", "list_nothing"),
        (SHEET, rb"<formula1>list_units<", b"<formula1>" + b"list_units+" * 30 + b"<", "formula of the validation"),
        (SHEET, rb'prompt="', b'prompt="' + b"x" * 250, "longer than 255"),
        (SHEET, rb'(<dataValidation [^>]*sqref="\w6:)\w5005', rb"\g<1>Z5005", "overlap"),
        (SHEET, rb'priority="2"', rb'priority="0"', "no priority"),
        (SHEET, rb'dxfId="0"', rb'dxfId="99"', "look that is not there"),
        (SHEET, rb'<c r="B1" s="\d+"', rb'<c r="B1" s="999"', "look that is not there"),
        (SHEET, rb'<c r="B1"', rb'<c r="B2"', "cell B2 in row 1"),
        (SHEET, rb'<row r="2"', rb'<row r="1"', "row 1 after row 1"),
        (SHEET, rb'<col min="2" max="2"', rb'<col min="2" max="3"', "columns 3 to 3 after"),
        (SHEET, rb'<c r="B1"([^>]*) t="s"><v>\d+<', rb'<c r="B1"\1 t="s"><v>99999<', "text that is not there"),
        (SHEET, rb'<c r="B1"([^>]*) t="s"><v>\d+<', rb'<c r="B1"\1><v>nan<', "as a number"),
        (BOOK, rb'<definedName name="list_units"', rb'<definedName name="RC12"', "defined name 'RC12'"),
        (BOOK, rb'<definedName name="list_units".*?</definedName>', rb"\g<0>\g<0>", "stands twice"),
        (BOOK, rb"'Lists'!|Lists!", rb"Elsewhere!", "leads to Elsewhere"),
        (BOOK, rb'<sheet name="Lists"', rb'<sheet name="A/B"', "sheet name 'A/B'"),
        ("xl/styles.xml", rb'<cellXfs count="\d+"', rb'<cellXfs count="1"', "cellXfs"),
        ("[Content_Types].xml", rb'<Override PartName="/xl/styles.xml"[^>]*/>', rb"\g<0>\g<0>", "stands twice"),
        ("xl/_rels/workbook.xml.rels", rb"worksheets/sheet2.xml", rb"worksheets/sheet9.xml", "not there"),
    ],
)  # fmt: skip
def test_a_broken_rule_is_seen(tmp_path, part, old, new, said):
    file = write_supplier_form(tmp_path / "form.xlsx", language="en")
    content, count = re.subn(old, new, read_part(file, part), count=0 if part == BOOK and old.startswith(b"'") else 1)
    assert count
    try:
        found = broken_rules(with_parts(file, {part: content}))
    except KeyError as error:  # a part that cannot be followed further
        found = [f"{error} is not there"]
    assert any(said in sentence for sentence in found), found
