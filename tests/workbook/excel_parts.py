"""Makes a filled workbook as Excel leaves it: lists on another sheet as an extension, a chart, names, notes."""

import zipfile
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from ghgcalc.schema import sheet
from ghgcalc.workbook import write_template

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
EXTENSION = (
    f'<extLst><ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" xmlns:x14="{X14}"><x14:dataValidations count="1" '
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:dataValidation type="list" '
    'allowBlank="1"><x14:formula1><xm:f>Notes!$A$2:$A$4</xm:f></x14:formula1><xm:sqref>C6:C200</xm:sqref>'
    "</x14:dataValidation></x14:dataValidations></ext>"
    f'<ext uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}" xmlns:x14="{X14}"><x14:conditionalFormattings>'
    '<x14:conditionalFormatting xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:cfRule '
    'type="dataBar" id="{00000000-000E-0000-0000-000001000000}"><x14:dataBar minLength="0" maxLength="100"/>'
    "</x14:cfRule><xm:sqref>F6:F200</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
)


def excel_workbook(path: Path, *, language="nl", example="fashion-retailer", changes=None) -> Path:
    """Write an example with what a person adds in Excel; `changes` maps (sheet id, address) to a value."""
    book = load_workbook(write_template(path, language=language, example=example))
    energy = book[sheet("energy").title[language]]
    energy["C3"].comment = Comment("a note of our own", "Jan")
    energy["F6"].comment = Comment("read from the meter", "Jan")
    notes = book.create_sheet("Notes", 1)
    for row in (["Meter", "kWh"], ["Shop", 10], ["Office", 20], ["Depot", "=SUM(B2:B3)"]):
        notes.append(row)
    chart = BarChart()
    chart.add_data(Reference(notes, min_col=2, min_row=1, max_row=4), titles_from_data=True)
    notes.add_chart(chart, "D2")
    book.defined_names["own_name"] = DefinedName("own_name", attr_text="Notes!$B$2:$B$4")
    for (sheet_id, where), value in (changes or {}).items():
        book[sheet(sheet_id).title[language]][where] = value
    book.save(path)
    part = sheet_part(path, energy.title)
    content = read_part(path, part).replace(b"</worksheet>", EXTENSION.encode() + b"</worksheet>")
    return with_parts(path, {part: content})


def with_parts(path: Path, changed: dict[str, bytes]) -> Path:
    """Replace or add parts of a workbook file."""
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()} | changed
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return path


def read_part(path: Path, part: str) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read(part)


def part_names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def sheet_part(path: Path, title: str) -> str:
    from ghgcalc.workbook.package import Package

    return Package(path).sheet_parts()[title]
