"""Finds where the elements of an XML part begin and end, so that it can be changed in place and nothing else moves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.parsers import expat

_START_TAG = re.compile(rb"""<(?:[^>"']|"[^"]*"|'[^']*')*>""")
_TAG_NAME = re.compile(r"<(/?)(?=\w)")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Edit = tuple[int, int, bytes]


@dataclass(frozen=True)
class Span:
    """One element of a part.

    Parameters
    ----------
    tag, prefix : str
        Name without prefix, and the prefix with its colon ('' when there is none).
    attributes : dict
        As written; names keep their prefix.
    start, opened, closing, end : int
        Byte positions: the element, the end of its start tag, its end tag, and what follows it. For an element
        without content the last three are the same.
    parents : tuple of str
        Names of the elements around it, outermost first.
    """

    tag: str
    prefix: str
    attributes: dict[str, str]
    start: int
    opened: int
    closing: int
    end: int
    parents: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether the element is written as one tag."""
        return self.opened == self.end


def find_spans(content: bytes, *, depth: int) -> list[Span]:
    """Return the elements down to a depth (0 is the root), in the order in which they begin.

    Raises
    ------
    ValueError
        If the part is not well-formed.

    Examples
    --------
    >>> [(span.tag, span.start, span.end) for span in find_spans(b'<a><b x="1"/><c>2</c></a>', depth=1)]
    [('a', 0, 25), ('b', 3, 13), ('c', 13, 21)]
    """
    found: list[Span | None] = []
    path: list[str] = []
    waiting: list[tuple[int, str, dict[str, str], int, int]] = []
    parser = expat.ParserCreate()

    def begin(tag: str, attributes: dict[str, str]) -> None:
        if len(path) <= depth:
            start = parser.CurrentByteIndex
            waiting.append((len(found), tag, attributes, start, start_tag_end(content, start)))
            found.append(None)
        path.append(tag.rpartition(":")[2])

    def end(_: str) -> None:
        path.pop()
        if len(path) > depth:
            return
        index, tag, attributes, start, opened = waiting.pop()
        prefix, colon, name = tag.rpartition(":")
        if content[opened - 2 : opened] == b"/>":
            closing = after = opened
        else:
            closing = parser.CurrentByteIndex
            after = content.index(b">", closing) + 1
        found[index] = Span(name, prefix + colon, attributes, start, opened, closing, after, tuple(path))

    parser.StartElementHandler, parser.EndElementHandler = begin, end
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from error
    return [span for span in found if span is not None]


def start_tag_end(content: bytes, start: int) -> int:
    """Return where the start tag at a position ends.

    Raises
    ------
    ValueError
        If it does not.
    """
    match = _START_TAG.match(content, start)
    if match is None:
        raise ValueError("start tag without end")
    return match.end()


def edited(content: bytes, edits: Iterable[Edit]) -> bytes:
    """Return the content with stretches replaced; a stretch without length is an insertion.

    Examples
    --------
    >>> edited(b"abcd", [(1, 2, b"X"), (4, 4, b"!")])
    b'aXcd!'
    """
    pieces, position = [], 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        pieces += [content[position:start], new]
        position = end
    return b"".join([*pieces, content[position:]])


def appended(content: bytes, parent: Span, fragment: bytes) -> Edit:
    """Return the edit that adds a last child to an element, also to one that is written as a single tag."""
    if not parent.is_empty:
        return parent.closing, parent.closing, fragment
    tag = (parent.prefix + parent.tag).encode()
    head = content[parent.start : parent.opened - 2].rstrip() + b">"
    return parent.start, parent.end, head + fragment + b"</" + tag + b">"


def escaped(words: str) -> str:
    r"""Return text for use in an element or attribute; what XML does not allow is left out.

    Examples
    --------
    >>> escaped('a < "b"\x07')
    'a &lt; &quot;b&quot;'
    """
    clean = _NOT_XML.sub("", words).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return clean.replace('"', "&quot;")


def fragment(markup: str, prefix: str = "") -> bytes:
    """Return markup as bytes that fit in any encoding, its tags with the prefix that the part uses.

    Examples
    --------
    >>> fragment("<v>m³</v>", "x:")
    b'<x:v>m&#179;</x:v>'
    """
    named = _TAG_NAME.sub(lambda match: f"<{match[1]}{prefix}", markup) if prefix else markup
    return named.encode("ascii", "xmlcharrefreplace")


def cell_markup(where: str, value: str | float | None, look: int | None) -> str:
    """Return the markup of a cell: text as text, a number, or nothing.

    Examples
    --------
    >>> cell_markup("B2", "=1+1", 3)
    '<c r="B2" s="3" t="inlineStr"><is><t xml:space="preserve">=1+1</t></is></c>'
    """
    style = f' s="{look}"' if look else ""
    if value is None:
        return f'<c r="{where}"{style}></c>'
    if isinstance(value, str):
        return f'<c r="{where}"{style} t="inlineStr"><is><t xml:space="preserve">{escaped(value)}</t></is></c>'
    return f'<c r="{where}"{style}><v>{value!r}</v></c>'
