"""Finds the rows and cells of a sheet, which may be millions of elements, without a parse of every one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import unescape

from ghgcalc.workbook.cell_marks import cell_position
from ghgcalc.workbook.spans import Span, find_spans

_DATA = re.compile(rb"<((?:\w+:)?)sheetData\s*>")
#: A cell with a value or without; and what makes a row need the slower look: formulas, errors, comments.
_CELL = re.compile(rb"""<c r="([A-Z]{1,3})\d+"([^<>]*(?:/>|>(?:<v>[^<]*</v>|<is>.*?</is>)?</c>))""", re.DOTALL)
_NOT_SIMPLE = (b"<f", b'"e"', b"'e'", b"<!", b"<?")
_ATTRIBUTE = re.compile(rb"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def outline(content: bytes, *, depth: int) -> list[Span]:
    """Return the elements of a part as `find_spans` does, without what is inside ``sheetData``.

    Raises
    ------
    ValueError
        If the part, apart from its rows, is not well-formed.

    Examples
    --------
    >>> sheet = b'<worksheet><sheetData><row r="1"><c r="A1"/></row></sheetData><mergeCells/></worksheet>'
    >>> [(span.tag, span.start) for span in outline(sheet, depth=2)]
    [('worksheet', 0), ('sheetData', 11), ('mergeCells', 62)]
    """
    found = _DATA.search(content)
    closing = content.rfind(b"</" + found[1] + b"sheetData") if found else -1
    if found is None or closing < found.end():
        return find_spans(content, depth=depth)
    first, cut = found.end(), closing - found.end()
    try:
        spans = find_spans(content[:first] + content[closing:], depth=depth)
    except ValueError:
        return find_spans(content, depth=depth)
    if [span.opened for span in spans if span.tag == "sheetData"] != [first]:  # a comment that looks like one
        return find_spans(content, depth=depth)

    def moved(place: int) -> int:
        return place + cut if place >= first else place

    return [
        Span(s.tag, s.prefix, s.attributes, moved(s.start), first if s.opened == first else moved(s.opened),
             moved(s.closing), moved(s.end), s.parents)
        for s in spans
    ]  # fmt: skip


def find_pieces(content: bytes, name: str, start: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield the elements of one name between two positions; none of them may hold another.

    The four positions are those of a `Span`: start, opened, closing and end.

    Raises
    ------
    ValueError
        If an element is not closed.

    Examples
    --------
    >>> line = b'<row><c r="A1"><v>1</v></c><!-- <c/> --><c r="B1"/></row>'
    >>> [line[start:end] for start, _, _, end in find_pieces(line, "c", 0, len(line))]
    [b'<c r="A1"><v>1</v></c>', b'<c r="B1"/>']
    """
    begin = None
    for match in _tags(name).finditer(content, start, end):
        if match[1] is not None and begin is not None:
            yield (*begin.span(), match.start(), match.end())
            begin = None
        elif match[2] is not None:
            if begin is not None:
                raise ValueError(f"<{name}> is not closed")
            if content[match.end() - 2 : match.end()] == b"/>":
                yield match.start(), match.end(), match.end(), match.end()
            else:
                begin = match
    if begin is not None:
        raise ValueError(f"<{name}> is not closed")


def tag_attributes(tag: bytes) -> dict[str, str]:
    """Return the attributes of a start tag.

    Examples
    --------
    >>> tag_attributes(b"<c r='A1' s='4'/>")
    {'r': 'A1', 's': '4'}
    """
    return {
        name.decode(): unescape((double or single).decode("utf-8", "replace"))
        for name, double, single in _ATTRIBUTE.findall(tag)
    }


def simple_cells(line: bytes, opened: int, row: int) -> dict[int, bytes] | None:
    """Return the cells of a row for another row (from 0), by column; None when the row holds more than values.

    Examples
    --------
    >>> simple_cells(b'<row r="3"><c r="B3" s="4"><v>7</v></c><c r="C3"/></row>', 11, 9)
    {1: b'<c r="B10" s="4"><v>7</v></c>', 2: b'<c r="C10"/>'}
    >>> simple_cells(b'<row r="3"><c r="B3"><f>A1</f><v>7</v></c></row>', 11, 9)
    """
    if any(sign in line for sign in _NOT_SIMPLE):
        return None
    cells = _CELL.findall(line, opened)
    if len(cells) != line.count(b"<c"):
        return None
    number = row + 1
    return {_column(letters): b'<c r="%b%d"%b' % (letters, number, rest) for letters, rest in cells}


@cache
def _column(letters: bytes) -> int:
    return cell_position(f"{letters.decode()}1")[1]


@cache
def _tags(name: str) -> re.Pattern[bytes]:
    """Return what finds the tags of an element, and comments and the like, whose content is passed over."""
    tag = re.escape(name.encode())
    return re.compile(
        rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(/)" + tag + rb"\s*>|"
        rb"<(" + tag + rb""")(?=[\s/>])(?:[^>"']|"[^"]*"|'[^']*')*>""",
        re.DOTALL,
    )
