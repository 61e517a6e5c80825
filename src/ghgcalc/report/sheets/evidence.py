"""The sheets Factors and Cells: amount × emission factor as live formulas, each factor with its source."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from ghgcalc.errors import raise_problem
from ghgcalc.factors.activities import activity_name
from ghgcalc.report.contents import category_label, data_type_name
from ghgcalc.report.sheets.book import Book, Column, Formula
from ghgcalc.report.sources import FACTOR_KEY
from ghgcalc.report.words import factor_unit_name, named
from ghgcalc.texts import has_text, text
from ghgcalc.units import unit_label

HEAD_ROW = 3
FACTOR_COLUMN = 1
MOST_ROWS = 1_048_000
_TAGS = ("entity", "site", "tier", "material", "process", "energy_carrier", "mode", "product", "instrument", "supplier")
_NAMED = ("tier", "material", "process", "energy_carrier", "mode")
_NUMBER_STYLES = {"year": "year", "amount": "amount", "factor": "factor", "tco2e": "tonnes", "tco2_biogenic": "tonnes"}


def method_label(method: str, language: str) -> str:
    """Return the scope 2 method of a cell; a cell without one counts in both totals."""
    return text(f"scope2.{method}", language) if method else text("report.both_methods", language)


def write_factors(book: Book, table: pd.DataFrame) -> dict[tuple[Any, ...], str]:
    """Write the sheet Factors from `used_factors` and return the address of every factor value."""
    sheet = book.sheet("factors", title=book.word("factors_title"), note=book.word("factors_note"))
    published = [
        ("activity", "text"), ("region", "text"), ("valid_from", "year"), ("valid_to", "year"), ("kgco2e", "factor"),
        ("unit", "text"), ("gwp_set", "text"), ("published_name", "text"), ("publisher", "text"), ("title", "text"),
        ("edition", "text"), ("source_ref", "text"), ("url", "text"), ("licence", "text"), ("note", "text"),
    ]  # fmt: skip
    columns = [
        Column(book.word("column_factor_id"), width=18),
        Column(book.word("column_factor"), "input"),
        Column(book.word("column_factor_unit")),
        *(Column(book.word(f"column_{name}"), style) for name, style in published),
    ]
    language = book.language
    words = table.assign(
        activity=[activity_name(activity, language) for activity in table["activity"]],
        factor_unit=[factor_unit_name(unit, language) for unit in table["factor_unit"]],
        unit=[unit_label(unit, language) if unit else "" for unit in table["unit"]],
    )
    rows = [
        [row["factor_id"], row["factor"], row["factor_unit"], *(_value(row[name]) for name, _ in published)]
        for row in words.to_dict("records")
    ]
    book.arrange(sheet, book.widths(columns, rows), pages_wide=2)
    book.table(sheet, HEAD_ROW, columns, rows, is_main=True)
    sheet.freeze_panes(HEAD_ROW + 1, 1)
    where = book.ref("factors")
    return {
        tuple(row): where + xl_rowcol_to_cell(HEAD_ROW + 1 + place, FACTOR_COLUMN, row_abs=True, col_abs=True)
        for place, row in enumerate(table[list(FACTOR_KEY)].itertuples(index=False, name=None))
    }


def write_cells(
    book: Book, cells: pd.DataFrame, table: pd.DataFrame, addresses: dict[tuple[Any, ...], str]
) -> dict[str, str]:
    """Write the sheet Cells and return the ranges that totals refer to: year, category, scope2_method, tco2e.

    Raises
    ------
    DataError
        If there are more cells than a sheet has rows.
    """
    language = book.language
    if len(cells) > MOST_ROWS:
        raise_problem("report_too_many_cells", value=len(cells), language=language, limit=MOST_ROWS)
    tags = [tag for tag in _TAGS if tag in cells and (cells[tag].fillna("") != "").any()]
    names = [
        "year", *tags[:2], "region", "activity", *tags[2:], "data_type", "scope", "category", "scope2_method", "stage",
        "amount", "unit", "factor", "factor_unit", "tco2e", "tco2_biogenic", "factor_id", "match", "source",
    ]  # fmt: skip
    columns = [Column(book.word(f"column_{name}"), _NUMBER_STYLES.get(name, "text")) for name in names]
    place = {name: index for index, name in enumerate(names)}
    shown = _shown_cells(cells, table, language)
    keys = list(cells[list(FACTOR_KEY)].itertuples(index=False, name=None))
    is_product = np.isclose(
        cells["amount"].to_numpy(float) * cells["factor"].to_numpy(float) / 1000.0, cells["tco2e"], rtol=1e-9, atol=0.0
    )
    amount, factor = xl_col_to_name(place["amount"]), xl_col_to_name(place["factor"])
    rows = []
    for index, record in enumerate(shown[names[: place["source"] + 1]].itertuples(index=False, name=None)):
        values = [_value(value) for value in record]
        line = HEAD_ROW + 2 + index
        if is_product[index]:
            values[place["factor"]] = Formula(f"={addresses[keys[index]]}", float(record[place["factor"]]))
            values[place["tco2e"]] = Formula(f"={amount}{line}*{factor}{line}/1000", float(record[place["tco2e"]]))
        rows.append(values)
    sheet = book.sheet("cells", title=book.word("cells_title"), note=book.word("cells_note"))
    book.arrange(sheet, book.widths(columns, rows), pages_wide=2)
    book.table(sheet, HEAD_ROW, columns, rows, is_main=True)
    first, last = HEAD_ROW + 2, HEAD_ROW + 1 + max(len(rows), 1)
    return {
        name: f"{book.ref('cells')}${xl_col_to_name(place[name])}${first}:${xl_col_to_name(place[name])}${last}"
        for name in ("year", "category", "scope2_method", "tco2e", "tco2_biogenic")
    }


def _shown_cells(cells: pd.DataFrame, table: pd.DataFrame, language: str) -> pd.DataFrame:
    """Return the cells with ids replaced by the reader's words, label by label."""
    shown = cells.copy()
    words: dict[str, Callable[[Any], str]] = {
        "activity": lambda value: activity_name(value, language),
        "instrument": lambda value: activity_name(value, language) if value else "",
        "category": lambda value: category_label(value, language),
        "scope2_method": lambda value: method_label(value, language),
        "data_type": lambda value: data_type_name(value, language),
        "match": lambda value: _translated("match", value, language),
        "stage": lambda value: _translated("stage", value, language),
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
    return shown


def _translated(area: str, value: Any, language: str) -> str:
    key = f"{area}.{value}"
    return text(key, language) if value and has_text(key) else str(value)


def _value(value: Any) -> Any:
    if isinstance(value, str):
        return value
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return None
    return value
