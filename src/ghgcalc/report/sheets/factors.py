"""The sheet Factors: every emission factor used, with its source; its values can be changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from ghgcalc.factors.activities import activity_name
from ghgcalc.report.sheets.book import Book, Column, known
from ghgcalc.report.sources import FACTOR_KEY
from ghgcalc.report.words import factor_unit_name
from ghgcalc.units import unit_label

_HEAD = 3
_FACTOR = 1
#: Columns beside id, value and unit; those after the first `_PRINTED` are for the screen.
_PUBLISHED = (
    ("activity", "wrap", 32), ("region", "text", 0), ("valid_from", "year", 0), ("valid_to", "year", 0),
    ("publisher", "wrap", 30), ("edition", "wrap", 24), ("source_ref", "wrap", 56), ("kgco2e", "factor", 0),
    ("unit", "text", 0), ("gwp_set", "text", 0), ("published_name", "text", 0), ("title", "text", 0),
    ("url", "text", 0), ("licence", "text", 0), ("note", "text", 0),
)  # fmt: skip
_PRINTED = 10


def write_factors(book: Book, table: pd.DataFrame, own: Mapping[tuple[Any, ...], str]) -> dict[tuple[Any, ...], str]:
    """Write the sheet Factors from `used_factors` and return the address of every factor value.

    `own` says where the company entered a factor or tonnes itself.
    """
    sheet = book.sheet("factors", title=book.word("factors_title"), note=book.word("factors_note"))
    columns = [
        Column(book.word("column_factor_id"), width=18),
        Column(book.word("column_factor"), "input"),
        Column(book.word("column_factor_unit")),
        *(Column(book.word(f"column_{name}"), style, width) for name, style, width in _PUBLISHED),
    ]
    language = book.language
    words = table.assign(
        activity=[activity_name(activity, language) for activity in table["activity"]],
        factor_unit=[factor_unit_name(unit, language) for unit in table["factor_unit"]],
        unit=[unit_label(unit, language) if unit else "" for unit in table["unit"]],
    )
    keys = table[list(FACTOR_KEY)].itertuples(index=False, name=None)
    words["source_ref"] = [own.get(key, place) for key, place in zip(keys, table["source_ref"], strict=True)]
    is_own = words["factor_id"].ne("") & words["publisher"].eq("")
    words["publisher"] = words["publisher"].mask(is_own, book.word("own_workbook"))
    rows = [
        [row["factor_id"], row["factor"], row["factor_unit"], *(known(row[name]) for name, _, _ in _PUBLISHED)]
        for row in words.to_dict("records")
    ]
    book.arrange(sheet, book.widths(columns, rows), printed=_PRINTED)
    below = book.table(sheet, _HEAD, columns, rows, is_main=True)
    sheet.print_area(0, 0, below - 1, _PRINTED - 1)
    sheet.freeze_panes(_HEAD + 1, 1)
    where = book.ref("factors")
    return {
        tuple(row): where + xl_rowcol_to_cell(_HEAD + 1 + place, _FACTOR, row_abs=True, col_abs=True)
        for place, row in enumerate(table[list(FACTOR_KEY)].itertuples(index=False, name=None))
    }
