"""The sheet Cells: amount × emission factor as live formulas, from the rows behind it to the factor and its source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from xlsxwriter.utility import xl_col_to_name

from ghgcalc.errors import raise_problem
from ghgcalc.factors.activities import activity_name
from ghgcalc.report.contents import category_label, data_type_name
from ghgcalc.report.sheets.book import Book, Column, Formula, known
from ghgcalc.report.sheets.rows import RowRanges
from ghgcalc.report.sources import FACTOR_KEY
from ghgcalc.report.words import factor_unit_name, method_label, named, translated
from ghgcalc.texts import text
from ghgcalc.units import unit_label

HEAD_ROW = 3
MOST_ROWS = 1_048_000
#: Columns of a printed sheet, tags only when their values differ.
_PRINTED = ("number", "year", "entity", "tier", "activity", "region", "category", "scope2_method",
            "amount", "unit", "factor", "factor_unit", "tco2e", "factor_id")  # fmt: skip
_DETAILS = ("site", "product", "material", "process", "energy_carrier", "mode", "instrument", "supplier", "data_type",
            "scope", "stage", "tco2_biogenic", "match", "source")  # fmt: skip
_TAGS = ("entity", "site", "tier", "material", "process", "energy_carrier", "mode", "product", "instrument", "supplier")
_NAMED = ("tier", "material", "process", "energy_carrier", "mode")
_STYLES = {
    "number": "year", "year": "year", "amount": "amount", "factor": "factor", "tco2e": "tonnes",
    "tco2_biogenic": "tonnes",
}  # fmt: skip


def write_cells(
    book: Book,
    cells: pd.DataFrame,
    table: pd.DataFrame,
    addresses: Mapping[tuple[Any, ...], str],
    rows_behind: RowRanges | None,
) -> dict[str, str]:
    """Write the sheet Cells and return the ranges that totals refer to: year, category, scope2_method, tco2e.

    Parameters
    ----------
    book : Book
        The workbook.
    cells : DataFrame
        Cells of the inventory.
    table : DataFrame
        Factors used, from `used_factors`.
    addresses : mapping
        Where the sheet Factors holds a factor.
    rows_behind : RowRanges, optional
        Where the sheet Rows holds cell number and amount; None when it is not written.

    Raises
    ------
    DataError
        If there are more cells than a sheet has rows.
    """
    language = book.language
    if len(cells) > MOST_ROWS:
        raise_problem("report_too_many_cells", value=len(cells), language=language, limit=MOST_ROWS)
    names, printed = _columns_of(cells)
    columns = [Column(book.word(f"column_{name}"), _STYLES.get(name, "text")) for name in names]
    place = {name: index for index, name in enumerate(names)}
    shown = _shown_cells(cells, table, language)
    keys = list(cells[list(FACTOR_KEY)].itertuples(index=False, name=None))
    is_product = np.isclose(
        cells["amount"].to_numpy(float) * cells["factor"].to_numpy(float) / 1000.0, cells["tco2e"], rtol=1e-9, atol=0.0
    )
    amount, factor = xl_col_to_name(place["amount"]), xl_col_to_name(place["factor"])
    rows = []
    for index, record in enumerate(shown[names].itertuples(index=False, name=None)):
        values = [known(value) for value in record]
        line = HEAD_ROW + 2 + index
        if rows_behind is not None:
            values[place["amount"]] = Formula(rows_behind.sum_of(f"$A{line}"), float(record[place["amount"]]))
        if is_product[index]:
            values[place["factor"]] = Formula(f"={addresses[keys[index]]}", float(record[place["factor"]]))
            values[place["tco2e"]] = Formula(f"={amount}{line}*{factor}{line}/1000", float(record[place["tco2e"]]))
        rows.append(values)
    words = "cells_note" if rows_behind is not None else "cells_note_without_rows"
    sheet = book.sheet("cells", title=book.word("cells_title"), note=book.word(words))
    book.arrange(sheet, book.widths(columns, rows), printed=printed)
    below = book.table(sheet, HEAD_ROW, columns, rows, is_main=True)
    sheet.print_area(0, 0, below - 1, printed - 1)
    first, last = HEAD_ROW + 2, HEAD_ROW + 1 + max(len(rows), 1)
    return {
        name: f"{book.ref('cells')}${xl_col_to_name(place[name])}${first}:${xl_col_to_name(place[name])}${last}"
        for name in ("year", "category", "scope2_method", "tco2e", "tco2_biogenic")
    }


def _columns_of(cells: pd.DataFrame) -> tuple[list[str], int]:
    """Return the columns that say something, and how many of them are printed."""
    words = {tag: set(cells[tag].fillna("").unique()) - {""} for tag in _TAGS if tag in cells}
    used = {tag for tag, found in words.items() if found}
    varying = {tag for tag, found in words.items() if len(found) > 1}
    printed = [name for name in _PRINTED if name not in _TAGS or name in varying]
    rest = [name for name in (*_TAGS[:1], "tier", *_DETAILS) if name not in printed]
    names = [*printed, *(name for name in rest if name not in _TAGS or name in used)]
    return names, len(printed)


def _shown_cells(cells: pd.DataFrame, table: pd.DataFrame, language: str) -> pd.DataFrame:
    """Return the cells with ids replaced by the reader's words, label by label."""
    shown = cells.copy()
    words: dict[str, Callable[[Any], str]] = {
        "activity": lambda value: activity_name(value, language),
        "instrument": lambda value: activity_name(value, language) if value else "",
        "category": lambda value: category_label(value, language),
        "scope2_method": lambda value: method_label(value, language),
        "data_type": lambda value: data_type_name(value, language),
        "match": lambda value: translated("match", value, language),
        "stage": lambda value: translated("stage", value, language),
        "scope": lambda value: text(f"scope.{value}", language),
        "unit": lambda value: unit_label(value, language),
        "factor_unit": lambda value: factor_unit_name(value, language),
        **{tag: partial(named, tag, language=language) for tag in _NAMED if tag in cells},
    }
    for column, word in words.items():
        labels = {value: word(value) for value in cells[column].unique()}
        shown[column] = cells[column].map(labels).astype(object)
    published = table.drop_duplicates("factor_id").set_index("factor_id")
    source = {
        factor: ", ".join(part for part in (str(row["publisher"]), str(row["edition"]), str(row["source_ref"])) if part)
        for factor, row in published[["publisher", "edition", "source_ref"]].to_dict("index").items()
    }
    shown["source"] = cells["factor_id"].map(source).astype(object)
    shown["number"] = np.arange(1, len(cells) + 1)
    return shown
