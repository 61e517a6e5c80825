"""Files that come from anyone: bombs, damage, macros and links."""

import io
import random
import zipfile
from contextlib import nullcontext

import pytest
from workbook_tools import edited, outcome

from ghgcalc.errors import DataError
from ghgcalc.workbook import check_workbook, read_workbook
from ghgcalc.workbook.archive import refuse_declarations


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    return edited(tmp_path_factory.mktemp("good") / "good.xlsx", {})


def rebuilt(good, path, *, change=None, extra=None, drop=()):
    """Copy a workbook, with some parts changed, added or dropped."""
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name not in drop:
                content = source.read(name)
                target.writestr(name, change(name, content) if change else content)
        for name, content in (extra or {}).items():
            target.writestr(name, content)
    return path


def codes(path):
    with pytest.raises(DataError) as caught:
        read_workbook(path)
    return {problem.code for problem in caught.value.problems}


def test_a_missing_file_is_named(tmp_path):
    assert codes(tmp_path / "nothing.xlsx") == {"workbook_missing"}


@pytest.mark.parametrize("content", [b"", b"PK", b"hello", b"\xd0\xcf\x11\xe0" + b"\0" * 600])
def test_a_file_that_is_no_workbook_is_refused(tmp_path, content):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert codes(path) == {"workbook_unreadable"}


def test_another_zip_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert codes(path) == {"workbook_unreadable"}


def test_a_truncated_file_is_refused(tmp_path, good):
    content = good.read_bytes()
    for share in (0.2, 0.5, 0.9, 0.99):
        path = tmp_path / "a.xlsx"
        path.write_bytes(content[: int(len(content) * share)])
        assert codes(path) == {"workbook_unreadable"}


def test_a_bomb_is_refused_by_what_comes_out_not_by_what_it_claims(tmp_path, good, monkeypatch):
    monkeypatch.setattr("ghgcalc.workbook.archive.MAX_UNPACKED_BYTES", 3_000_000)
    bomb = b"<worksheet>" + b" " * 10_000_000 + b"</worksheet>"
    path = rebuilt(good, tmp_path / "a.xlsx", extra={"xl/worksheets/sheet99.xml": bomb})
    assert path.stat().st_size < 1_000_000
    assert codes(path) == {"workbook_too_large"}


def test_parts_that_are_not_needed_are_never_unpacked(tmp_path, good, monkeypatch):
    monkeypatch.setattr("ghgcalc.workbook.archive.MAX_UNPACKED_BYTES", 3_000_000)
    path = rebuilt(good, tmp_path / "a.xlsx", extra={"xl/media/image1.png": b"\0" * 10_000_000})
    assert len(read_workbook(path).activity) > 100


def test_a_file_with_too_many_parts_is_refused(tmp_path, good):
    path = rebuilt(good, tmp_path / "a.xlsx", extra={f"xl/media/{i}.bin": b"" for i in range(2_100)})
    assert codes(path) == {"workbook_too_large"}


def test_a_large_file_is_refused_before_it_is_opened(tmp_path, monkeypatch, good):
    monkeypatch.setattr("ghgcalc.workbook.archive.MAX_FILE_BYTES", 10)
    assert codes(good) == {"workbook_too_large"}


def test_a_document_type_declaration_is_refused(tmp_path, good):
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'

    def poison(name, content):
        return entity + content.split(b"?>", 1)[1] if name == "xl/sharedStrings.xml" else content

    assert codes(rebuilt(good, tmp_path / "a.xlsx", change=poison)) == {"workbook_unreadable"}


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_declaration_in_an_encoding_that_hides_it_is_refused(encoding):
    hidden = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><x>&a;</x>'.encode(encoding)
    with pytest.raises(DataError) as caught:
        refuse_declarations(hidden, "a.xlsx")
    assert caught.value.problems[0].code == "workbook_unreadable"


@pytest.mark.parametrize(("encoding", "is_refused"), [("UTF-8", False), ("us-ascii", False), ("cp037", True)])
def test_only_encodings_that_write_letters_as_they_are_get_in(encoding, is_refused):
    content = f'<?xml version="1.0" encoding="{encoding}" standalone="yes"?><x/>'.encode()
    with pytest.raises(DataError) if is_refused else nullcontext():
        refuse_declarations(content, "a.xlsx")


def test_a_stray_cell_far_away_is_refused_without_reserving_the_space(tmp_path, good):
    def stray(name, content):
        far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        return content.replace(b"</sheetData>", far) if name == "xl/worksheets/sheet3.xml" else content

    assert codes(rebuilt(good, tmp_path / "a.xlsx", change=stray)) == {"workbook_too_wide"}


def test_macros_and_links_are_ignored_with_a_warning(tmp_path, good):
    extra = {"xl/vbaProject.bin": b"macro", "xl/externalLinks/externalLink1.xml": b"<externalLink/>"}
    book = read_workbook(rebuilt(good, tmp_path / "a.xlsm", extra=extra))
    assert {problem.code for problem in book.warnings} == {"workbook_macros", "workbook_links"}


def test_a_workbook_that_is_not_the_template_says_so(tmp_path):
    import xlsxwriter

    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        book.add_worksheet("Blad1").write(0, 0, "hello")
    assert codes(tmp_path / "a.xlsx") == {"workbook_not_template"}
    assert check_workbook(tmp_path / "a.xlsx")[0].code == "workbook_not_template"


@pytest.mark.parametrize("seed", range(40))
def test_flipped_bytes_give_a_workbook_or_a_data_error(tmp_path, good, seed):
    draw = random.Random(seed)
    content = bytearray(good.read_bytes())
    for _ in range(draw.choice([1, 3, 20, 200])):
        content[draw.randrange(len(content))] = draw.randrange(256)
    path = tmp_path / "a.xlsx"
    path.write_bytes(bytes(content))
    assert outcome(path)


@pytest.mark.parametrize("seed", range(40))
def test_damaged_sheet_xml_gives_a_workbook_or_a_data_error(tmp_path, good, seed):
    draw = random.Random(1000 + seed)
    victim = draw.choice(
        [
            "xl/workbook.xml",
            "xl/sharedStrings.xml",
            "xl/styles.xml",
            "xl/_rels/workbook.xml.rels",
            "[Content_Types].xml",
        ]
        + [f"xl/worksheets/sheet{number}.xml" for number in range(1, 14)]
    )

    def damage(name, content):
        if name != victim:
            return content
        position = draw.randrange(len(content))
        length = draw.choice([1, 10, 500])
        return draw.choice([
            content[:position], content[:position] + content[position + length :], b"",
            content[:position] + bytes(draw.randrange(32, 127) for _ in range(length)) + content[position:],
        ])  # fmt: skip

    path = rebuilt(good, tmp_path / "a.xlsx", change=damage, drop=() if draw.random() > 0.1 else (victim,))
    assert outcome(path)


def test_the_clean_archive_holds_only_cells(good, monkeypatch):
    import python_calamine

    seen = []
    original = python_calamine.CalamineWorkbook.from_filelike

    class Spy:
        @staticmethod
        def from_filelike(file):
            with zipfile.ZipFile(io.BytesIO(file.getvalue())) as archive:
                seen.extend(archive.namelist())
            return original(file)

    monkeypatch.setattr(python_calamine, "CalamineWorkbook", Spy)
    read_workbook(good)
    assert seen
    assert all(name.startswith(("xl/worksheets/", "_rels/", "[Content", "xl/_rels/")) or name in (
        "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml") for name in seen)  # fmt: skip
