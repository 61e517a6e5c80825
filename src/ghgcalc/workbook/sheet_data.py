"""Finds the rows and cells of a sheet, which may be millions of elements, without a parse of every one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape

from ghgcalc.workbook.spans import Span, find_spans

_DATA = re.compile(rb"<((?:\w+:)?)sheetData\s*>")
_ATTRIBUTE = re.compile(rb"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


@dataclass(frozen=True, slots=True)
class Piece:
    """One row, cell or part of a cell; the positions are those of a `Span`."""

    start: int
    opened: int
    closing: int
    end: int


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


def find_pieces(content: bytes, name: str, start: int, end: int) -> Iterator[Piece]:
    """Yield the elements of one name between two positions; none of them may hold another.

    Raises
    ------
    ValueError
        If an element is not closed.

    Examples
    --------
    >>> line = b'<row><c r="A1"><v>1</v></c><!-- <c/> --><c r="B1"/></row>'
    >>> [line[piece.start : piece.end] for piece in find_pieces(line, "c", 0, len(line))]
    [b'<c r="A1"><v>1</v></c>', b'<c r="B1"/>']
    """
    begin = None
    for match in _tags(name).finditer(content, start, end):
        if match[1] is not None and begin is not None:
            yield Piece(*begin.span(), match.start(), match.end())
            begin = None
        elif match[2] is not None:
            if begin is not None:
                raise ValueError(f"<{name}> is not closed")
            if content[match.end() - 2 : match.end()] == b"/>":
                yield Piece(match.start(), match.end(), match.end(), match.end())
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


@cache
def _tags(name: str) -> re.Pattern[bytes]:
    """Return what finds the tags of an element, and comments and the like, whose content is passed over."""
    tag = re.escape(name.encode())
    return re.compile(
        rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(/)" + tag + rb"\s*>|"
        rb"<(" + tag + rb""")(?=[\s/>])(?:[^>"']|"[^"]*"|'[^']*')*>""",
        re.DOTALL,
    )
