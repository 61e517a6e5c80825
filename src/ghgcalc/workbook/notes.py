"""Writes notes beside cells of a workbook that exists, and takes them away again; notes of others stay."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ghgcalc.workbook.cell_marks import cell_position
from ghgcalc.workbook.package import Package
from ghgcalc.workbook.sheet_parts import inserted
from ghgcalc.workbook.spans import Edit, Span, appended, escaped, fragment

AUTHOR = "ghgcalc"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHAPE = re.compile(rb"<(\w+:)shape\b(?:(?!</\1shape>).)*</\1shape>", re.DOTALL)
_SHAPE_ID = re.compile(rb"_x0000_s(\d{1,9})")
#: Where the words of ghgcalc begin: at once, or behind an empty line. Programs that save the file may drop the author.
_OURS = re.compile(rb"(?:\A|(?:\r?\n|&#10;|&#xA;){2,})ghgcalc: ")
_ROW, _COLUMN = re.compile(rb":Row>(\d+)</"), re.compile(rb":Column>(\d+)</")
_SPACES = (
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_BARE_DRAWING = (
    f"<xml{_SPACES}>".encode() + b'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/>'
    b'</o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    b'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" '
    b'o:connecttype="rect"/></v:shapetype></xml>'
)
#: Columns and rows that a note covers.
_WIDE, _LINE = 4, 46


def write_notes(package: Package, sheet_part: str, notes: Mapping[str, str]) -> None:
    """Write notes beside cells; a cell that has a note keeps its words and gets the new ones below them.

    Parameters
    ----------
    package : Package
        Workbook file.
    sheet_part : str
        Part of the sheet.
    notes : mapping of str to str
        Words per cell address.
    """
    if not notes:
        return
    comments = package.related(sheet_part, "comments")
    if comments not in package.parts:
        comments = package.free_name("xl/comments{}.xml")
        package.put(comments, f'<comments xmlns="{_MAIN}"><authors/><commentList/></comments>'.encode())
        package.declare(comments, "comments")
        package.relate(sheet_part, "comments", comments)
    spans = package.spans(comments, depth=4)
    authors = [span for span in spans if span.tag == "author"]
    content = package.xml(comments)
    names = [content[span.opened : span.closing].decode("utf-8", "replace") for span in authors]
    prefix = spans[0].prefix
    edits: list[Edit] = []
    if AUTHOR not in names:
        edits.append(appended(content, _one(spans, "authors"), fragment(f"<author>{AUTHOR}</author>", prefix)))
        names.append(AUTHOR)
    there = {span.attributes.get("ref", ""): span for span in spans if span.tag == "comment"}
    fresh = ""
    for cell, words in notes.items():
        if cell not in there:
            run = f'<r><t xml:space="preserve">{AUTHOR}: {escaped(words)}</t></r>'
            fresh += f'<comment ref="{cell}" authorId="{names.index(AUTHOR)}"><text>{run}</text></comment>'
        elif not _author_of(there[cell], names).startswith("tc="):  # a thread of Excel must stay as Excel wrote it
            body = _inside(spans, there[cell], "text")
            for plain in (s for s in spans if s.tag == "t" and s.parents[-1:] == ("text",) and s.start == body.opened):
                edits += [(plain.start, plain.start, fragment("<r>", prefix)),
                          (plain.end, plain.end, fragment("</r>", prefix))]  # fmt: skip
            run = f'<r><t xml:space="preserve">\n\n{AUTHOR}: {escaped(words)}</t></r>'
            edits.append(appended(content, body, fragment(run, prefix)))
    edits.append(appended(content, _one(spans, "commentList"), fragment(fresh, prefix)))
    package.edit(comments, edits)
    _draw(package, sheet_part, {cell: words for cell, words in notes.items() if cell not in there})


def remove_notes(package: Package, sheet_part: str) -> None:
    """Take away every note, and every addition to a note, that `write_notes` wrote."""
    comments = package.related(sheet_part, "comments")
    if comments not in package.parts:
        return
    content = package.xml(comments)
    spans = package.spans(comments, depth=5)
    edits: list[Edit] = []
    gone: set[tuple[int, int]] = set()
    for comment in (span for span in spans if span.tag == "comment"):
        pieces = [s for s in spans if s.tag == "t" and comment.start < s.start < comment.end]
        found = _OURS.search(b"".join(content[piece.opened : piece.closing] for piece in pieces))
        if found and not found.start():
            edits.append((comment.start, comment.end, b""))
            gone.add(cell_position(comment.attributes.get("ref", "")))
        elif found:
            runs = [s for s in spans if s.tag == "r" and comment.start < s.start < comment.end]
            edits += _cut(pieces, runs, found.start())
    package.edit(comments, edits)
    drawing = package.related(sheet_part, "vmlDrawing")
    if drawing in package.parts and gone:
        shapes = package.xml(drawing)
        package.edit(
            drawing,
            [(match.start(), match.end(), b"") for match in _SHAPE.finditer(shapes) if _shape_cell(match[0]) in gone],
        )


def _cut(pieces: list[Span], runs: list[Span], kept: int) -> Iterator[Edit]:
    """Yield the edits that leave only the first bytes of a note that is written in pieces."""
    for piece in pieces:
        length = piece.closing - piece.opened
        if kept <= 0:
            whole = next((run for run in runs if run.start < piece.start < run.end), piece)
            yield whole.start, whole.end, b""
        elif kept < length:
            yield piece.opened + kept, piece.closing, b""
        kept -= length


def _draw(package: Package, sheet_part: str, notes: Mapping[str, str]) -> None:
    """Give each note the box that Excel shows it in."""
    drawing = package.related(sheet_part, "vmlDrawing")
    if drawing not in package.parts:
        drawing = package.free_name("xl/drawings/vmlDrawing{}.vml")
        package.put(drawing, _BARE_DRAWING)
        package.declare_ending("vml", "application/vnd.openxmlformats-officedocument.vmlDrawing")
        relation = package.relate(sheet_part, "vmlDrawing", drawing)
        tag = f'<legacyDrawing xmlns:r="{_RELATION}" r:id="{relation}"/>'
        package.put(sheet_part, inserted(package, sheet_part, "legacyDrawing", tag))
    shapes = package.xml(drawing)
    number = max([1024, *(int(found) for found in _SHAPE_ID.findall(shapes))])
    added = b"".join(
        _shape(number + place, *cell_position(cell), words)
        for place, (cell, words) in enumerate(notes.items(), start=1)
    )
    end = shapes.rindex(b"</xml>")
    package.edit(drawing, [(end, end, added)])


def _shape(number: int, row: int, column: int, words: str) -> bytes:
    lines = sum(1 + len(line) // _LINE for line in words.split("\n"))
    anchor = f"{column + 1}, 12, {max(row - 1, 0)}, 8, {column + 1 + _WIDE}, 12, {max(row - 1, 0) + lines + 2}, 4"
    return (
        f'<v:shape{_SPACES} id="_x0000_s{number}" type="#_x0000_t202" '
        'style="position:absolute;z-index:1;visibility:hidden" '
        f'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/>'
        f'<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"/><x:ClientData ObjectType="Note">'
        f"<x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    ).encode()


def _shape_cell(shape: bytes) -> tuple[int, int]:
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    return (int(row[1]), int(column[1])) if row and column and b'"Note"' in shape else (-1, -1)


def _author_of(comment: Span, names: list[str]) -> str:
    number = comment.attributes.get("authorId", "")
    return names[int(number)] if number.isdigit() and int(number) < len(names) else ""


def _one(spans: list[Span], tag: str) -> Span:
    return next(span for span in spans if span.tag == tag)


def _inside(spans: list[Span], outer: Span, tag: str) -> Span:
    return next(span for span in spans if span.tag == tag and outer.start < span.start < outer.end)
