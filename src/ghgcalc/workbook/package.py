"""A workbook file whose parts are changed one by one; every other part stays as Excel wrote it, byte for byte."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ghgcalc.errors import DataError, Problem
from ghgcalc.files import write_bytes
from ghgcalc.workbook.archive import opened_archive, refuse_declarations, refused, unpacked
from ghgcalc.workbook.container import sheet_paths, xml_elements
from ghgcalc.workbook.sheet_data import outline
from ghgcalc.workbook.spans import Edit, Span, appended, edited, escaped, fragment

_TYPES, BOOK, _BOOK_RELATIONS = "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_AFTER_CALCULATION = (
    "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr",
    "webPublishObjects", "extLst",
)  # fmt: skip
_SELECTED = re.compile(rb"""\stabSelected=["'](?:1|true)["']""")
_BLOCK = 1 << 20
#: The same moment in every file written, so that the same input gives the same bytes.
_MOMENT = (2026, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Streamed:
    """A sheet that is put together when it is written: what stands before its rows, and the rest in pieces."""

    head: bytes
    rest: Callable[[], Iterator[bytes]]

    def __iter__(self) -> Iterator[bytes]:
        yield self.head
        yield from self.rest()


class Package:
    """The parts of a workbook file.

    Parameters
    ----------
    path : str or Path
        An .xlsx or .xlsm file.

    Raises
    ------
    DataError
        If the file is missing, too large, damaged, protected or not an Excel workbook.
    """

    def __init__(self, path: str | Path) -> None:
        self.name = Path(path).name
        self._changed: set[str] = set()
        self.parts: dict[str, bytes | Streamed] = {}
        with opened_archive(path) as archive:
            self.parts.update(unpacked(archive, self.name, bool))
        self._found = {part.lower(): part for part in self.parts}

    def find(self, part: str) -> str:
        """Return the name of a part as the file writes it; the name itself when there is no such part."""
        return self._found.get(part.lower(), part)

    def xml(self, part: str) -> bytes:
        """Return an XML part; b'' when there is none.

        Raises
        ------
        DataError
            If the part declares a document type.
        """
        name = self.find(part)
        content = self.parts.get(name, b"")
        if isinstance(content, Streamed):
            content = self.parts[name] = b"".join(content)
        if name not in self._changed:
            refuse_declarations(content, self.name)
        return content

    def spans(self, part: str, *, depth: int) -> list[Span]:
        """Return the elements of a part, without the rows of a sheet; see `outline`.

        Raises
        ------
        DataError
            If the part is not well-formed.
        """
        try:
            return outline(self.xml(part), depth=depth)
        except ValueError as error:
            raise refused("workbook_unreadable", self.name) from error

    def put(self, part: str, content: bytes) -> None:
        """Replace a part, or add it."""
        name = self.find(part)
        self.parts[name] = content
        self._found[name.lower()] = name
        self._changed.add(name)

    def put_streamed(self, part: str, head: bytes, rest: Callable[[], Iterator[bytes]]) -> None:
        """Replace a sheet by pieces that are made when the file is written: `head` ends where its rows begin."""
        self.put(part, b"")
        self.parts[self.find(part)] = Streamed(head, rest)

    def edit(self, part: str, edits: list[Edit]) -> None:
        """Replace stretches of a part."""
        if edits:
            self.put(part, edited(self.xml(part), edits))

    def drop(self, part: str) -> None:
        """Leave a part out, with the relations of the workbook and the content type that name it."""
        name = self.find(part)
        self.parts.pop(name, None)
        self._found.pop(name.lower(), None)
        for place, key in ((_BOOK_RELATIONS, "Target"), (_TYPES, "PartName")):
            ends = [
                (span.start, span.end, b"")
                for span in self.spans(place, depth=1)
                if f"/{span.attributes.get(key, '')}".lower().endswith(f"/{posixpath.basename(name)}".lower())
            ]
            self.edit(place, ends)

    def free_name(self, pattern: str) -> str:
        """Return the first part name that is not taken; `pattern` holds ``{}`` for a number."""
        number = 1
        while pattern.format(number).lower() in self._found:
            number += 1
        return pattern.format(number)

    def sheet_parts(self) -> dict[str, str]:
        """Return the part of every sheet by its name, in the order of the tabs."""
        relations, book = (self.find(part) for part in (_BOOK_RELATIONS, BOOK))
        found = sheet_paths({**dict.fromkeys(self.parts, b""), relations: self.xml(relations), book: self.xml(book)},
                            self.name)  # fmt: skip
        return {name: part for name, part in found.items() if part in self.parts}

    def related(self, part: str, kind: str) -> str:
        """Return the part that another one points to under a kind of relation, such as ``comments``; '' when none."""
        for _, attributes in xml_elements(self.xml(_relations_of(part)), self.name):
            if attributes.get("Type", "").rpartition("/")[2] == kind and attributes.get("TargetMode") != "External":
                return self.find(_resolved(part, attributes.get("Target", "")))
        return ""

    def relation(self, part: str, relation_id: str) -> str:
        """Return the part behind a relation id; '' when there is none."""
        for _, attributes in xml_elements(self.xml(_relations_of(part)), self.name):
            if attributes.get("Id") == relation_id and attributes.get("TargetMode") != "External":
                return self.find(_resolved(part, attributes.get("Target", "")))
        return ""

    def relate(self, part: str, kind: str, target: str) -> str:
        """Let one part point to another and return the id of the relation."""
        place = _relations_of(part)
        if not self.xml(place):
            self.put(place, f'<?xml version="1.0" encoding="UTF-8"?>\n<Relationships xmlns="{_RELATIONS}"/>'.encode())
        spans = self.spans(place, depth=1)
        taken = {span.attributes.get("Id", "") for span in spans}
        number = 1
        while (name := f"rId{number}") in taken:
            number += 1
        markup = f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="/{escaped(target)}"/>'
        self.edit(place, [appended(self.xml(place), spans[0], fragment(markup, spans[0].prefix))])
        return name

    def declare(self, part: str, kind: str) -> None:
        """Give a part its content type."""
        root, *_ = self.spans(_TYPES, depth=0)
        markup = f'<Override PartName="/{escaped(part)}" ContentType="{_SPREADSHEET}.{kind}+xml"/>'
        self.edit(_TYPES, [appended(self.xml(_TYPES), root, fragment(markup, root.prefix))])

    def declare_ending(self, ending: str, content_type: str) -> None:
        """Give every part with an ending its content type, unless it has one."""
        root, *rest = self.spans(_TYPES, depth=1)
        if any(s.tag == "Default" and s.attributes.get("Extension", "").lower() == ending for s in rest):
            return
        markup = f'<Default Extension="{ending}" ContentType="{content_type}"/>'
        self.edit(_TYPES, [(root.opened, root.opened, fragment(markup, root.prefix))])

    def add_sheet(self, name: str, content: bytes) -> None:
        """Add a sheet behind the others."""
        part = self.free_name("xl/worksheets/sheet{}.xml")
        self.put(part, content)
        self.declare(part, "worksheet")
        relation = self.relate(BOOK, "worksheet", part)
        spans = self.spans(BOOK, depth=2)
        sheets = next(span for span in spans if span.tag == "sheets")
        others = [span for span in spans if span.tag == "sheet" and span.parents[-1:] == ("sheets",)]
        number = 1 + max((int(span.attributes.get("sheetId", "0") or 0) for span in others), default=0)
        markup = f'<sheet name="{escaped(name)}" sheetId="{number}" xmlns:r="{_OFFICE}" r:id="{relation}"/>'
        self.edit(BOOK, [appended(self.xml(BOOK), sheets, fragment(markup, sheets.prefix))])

    def recalculate(self) -> None:
        """Let the program that opens the workbook calculate every formula anew."""
        self.drop("xl/calcChain.xml")
        spans = self.spans(BOOK, depth=1)
        found = next((span for span in spans if span.tag == "calcPr"), None)
        if found is None:
            later = next((span.start for span in spans if span.tag in _AFTER_CALCULATION), spans[0].closing)
            self.edit(BOOK, [(later, later, fragment('<calcPr fullCalcOnLoad="1"/>', spans[0].prefix))])
            return
        kept = {**found.attributes, "fullCalcOnLoad": "1"}
        words = "".join(f' {name}="{escaped(value)}"' for name, value in kept.items())
        self.edit(BOOK, [(found.start, found.end, fragment(f"<calcPr{words}/>", found.prefix))])

    def open_on(self, sheet: str) -> None:
        """Let the workbook open on a sheet, and on that one alone."""
        position = list(self.sheet_parts()).index(sheet)
        view = next((span for span in self.spans(BOOK, depth=2) if span.tag == "workbookView"), None)
        if view is None:
            return
        # two selected sheets would make Excel write in both at once
        for part in self.sheet_parts().values():
            content = self.parts[part]
            if isinstance(content, Streamed):
                self.parts[part] = replace(content, head=_SELECTED.sub(b"", content.head))
            else:
                rows = self.xml(part).find(b"sheetData")
                self.edit(part, [(*found.span(), b"") for found in _SELECTED.finditer(content, 0, max(rows, 0))])
        tag = self.xml(BOOK)[view.start : view.opened]
        tag = re.sub(rb"""\s(?:activeTab|firstSheet)=["']\d*["']""", b"", tag)
        cut = tag.rindex(b"/>") if tag.endswith(b"/>") else tag.rindex(b">")
        self.edit(BOOK, [(view.start, view.opened, tag[:cut] + f' activeTab="{position}"'.encode() + tag[cut:])])

    def save(self, path: str | Path, *, source: str | Path) -> Path:
        """Write the workbook to a new file with the same ending, never over its source.

        Raises
        ------
        DataError
            If the file is the source, has another ending, or cannot be written.
        """
        place, origin = Path(path), Path(source)
        if place.suffix.casefold() != origin.suffix.casefold():
            raise DataError([Problem("copy_ending", place.name, params={"ending": origin.suffix})])
        if place.exists() and place.samefile(origin):
            raise DataError([Problem("copy_over_source", place.name)])
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, content in self.parts.items():
                info = zipfile.ZipInfo(part, _MOMENT)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = 0o600 << 16
                with archive.open(info, "w") as target:
                    for block in _blocks(content if isinstance(content, Streamed) else (content,)):
                        target.write(block)
        return write_bytes(place, stream.getvalue())


def _blocks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield pieces joined to blocks of a size that is worth a call."""
    waiting: list[bytes] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size > _BLOCK:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join(waiting)


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels"


def _resolved(part: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))
