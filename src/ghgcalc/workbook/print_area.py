"""Lets rows and columns that were added to a sheet be printed with it."""

from __future__ import annotations

import re

from ghgcalc.addresses import column_letters
from ghgcalc.workbook.package import BOOK, Package

_NAME = "_xlnm.Print_Area"
_AREA = re.compile(rb"(?P<begin>.*!\$[A-Z]+\$\d+):\$(?P<right>[A-Z]+)\$(?P<bottom>\d+)")


def extend_print_area(package: Package, sheet: str, *, table_right: int, bottom: int, right: int) -> None:
    """Let the print area of a sheet reach a row and a column, when it holds the whole width of the table.

    An area of several pieces, or one that leaves columns of the table out, is the choice of the user and stays.

    Parameters
    ----------
    package : Package
        Workbook that is changed.
    sheet : str
        Name of the sheet.
    table_right : int
        Last column (from 0) of the table.
    bottom, right : int
        Row and column (from 0) that must be printed.
    """
    spans = package.spans(BOOK, depth=2)
    tabs = [span.attributes.get("name") for span in spans if span.tag == "sheet" and span.parents[-1:] == ("sheets",)]
    position = str(tabs.index(sheet))
    for span in spans:
        if span.tag != "definedName" or span.attributes.get("name") != _NAME:
            continue
        area = _AREA.fullmatch(package.xml(BOOK)[span.opened : span.closing].strip())
        if span.attributes.get("localSheetId") != position or area is None:
            continue
        reaches = area["right"].decode()
        if max(reaches, column_letters(table_right), key=_order) == reaches:
            corner = max(reaches, column_letters(right), key=_order), max(int(area["bottom"]), bottom + 1)
            package.edit(BOOK, [(span.opened, span.closing, area["begin"] + ":${}${}".format(*corner).encode())])
        return


def _order(letters: str) -> tuple[int, str]:
    """Return a key that sorts the letters of columns from left to right."""
    return len(letters), letters
