"""The sheets that ghgcalc adds to a company's workbook: a title, a few sentences, and a list with links to cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ghgcalc.workbook.formats import LINE_HEIGHT, lines_needed
from ghgcalc.workbook.sheet_parts import Cell, made_sheet
from ghgcalc.workbook.styles import Styles

_MOST_LINES = 5_000


@dataclass(frozen=True)
class Line:
    """One line of a list.

    Parameters
    ----------
    words : tuple of str
        One per column; the first names the kind of line.
    sheet, cell : str
        Where a click on the second and third column leads; '' when nowhere.
    colour : str
        Colour of the first column as RRGGBB.
    """

    words: tuple[str, ...]
    sheet: str = ""
    cell: str = ""
    colour: str = ""


def list_sheet(
    styles: Styles, kind: str, language: str, *, title: str, sentences: Sequence[str], heads: Sequence[str],
    lines: Sequence[Line], widths: Sequence[float], more: str,
) -> bytes:  # fmt: skip
    """Return a sheet with a list; `more` is said instead of the lines that are too many, with ``{count}``."""
    big = styles.cell(font='<b/><sz val="16"/><color rgb="FF12343B"/><name val="Calibri"/>')
    head = styles.cell(font='<b/><sz val="11"/><color rgb="FFFFFFFF"/><name val="Calibri"/>', fill="1F5C66", wrap=True)
    link = styles.cell(font='<u/><sz val="11"/><color rgb="FF1155CC"/><name val="Calibri"/>')
    plain = styles.cell(wrap=True)
    rows = [[Cell(title, big)], *([Cell(sentence)] for sentence in sentences), [Cell(name, head) for name in heads]]
    heights = [24.0, *[0.0] * len(sentences), 18.0]
    for line in lines[:_MOST_LINES]:
        place = f"'{line.sheet.replace(chr(39), chr(39) * 2)}'!{line.cell or 'A1'}" if line.sheet else ""
        first = styles.cell(fill=line.colour) if line.colour else plain
        rows.append([
            Cell(line.words[0], first),
            *(Cell(word, link if place and word else plain, place if word else "") for word in line.words[1:3]),
            *(Cell(word, plain) for word in line.words[3:]),
        ])  # fmt: skip
        tall = max(lines_needed(word, wide) for word, wide in zip(line.words, widths, strict=True))
        heights.append(LINE_HEIGHT * tall * 1.1 + 2)
    if len(lines) > _MOST_LINES:
        rows.append([Cell(more.format(count=len(lines) - _MOST_LINES))])
    return made_sheet(kind, language, rows, widths, heights=heights, frozen=len(sentences) + 2)
