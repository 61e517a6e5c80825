"""The sheet Rows: which cell of the company's workbook stands behind which cell of the inventory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from xlsxwriter.utility import xl_col_to_name

from ghgcalc.factors.activities import activity_name
from ghgcalc.inventory import Inventory
from ghgcalc.presentation.nouns import InventoryNoun
from ghgcalc.report.contents import category_label
from ghgcalc.report.sheets.book import Book, Column, Formula
from ghgcalc.report.sources import FACTOR_KEY
from ghgcalc.report.words import method_label, named
from ghgcalc.units import unit_label

_HEAD = 3
#: Lines up to which the sheet is written: every cell looks through all of them to add up its amount.
MOST_LINES = 10_000
_NAMES = ("number", "from_sheet", "from_cell", "year", "activity", "region", "category", "scope2_method", "value",
          "entered_unit", "conversion", "amount", "unit", "tco2e", "entity", "site", "supplier", "product", "tier",
          "material", "process", "file")  # fmt: skip
_PRINTED = 14
_TAGS = ("entity", "site", "supplier", "product", "tier", "material", "process")
_NAMED = ("tier", "material", "process")
#: Matches of rows that state their factor or their tonnes themselves.
_OWN = ("supplier", "reported")
#: Cells that are named of each sheet; the sheet Rows has them all.
_PLACES = 10
_STYLES = {
    "number": "year", "year": "year", "value": "input_number", "conversion": "general", "amount": "amount",
    "tco2e": "tonnes",
}  # fmt: skip


@dataclass(frozen=True)
class RowRanges:
    """Where the sheet Rows holds the number of the cell and the amount of every line."""

    number: str
    amount: str

    def sum_of(self, number: str) -> str:
        """Return the formula that adds up the amounts of one cell."""
        return f"=SUMIFS({self.amount},{self.number},{number})"


def behind_cells(inventory: InventoryNoun) -> pd.DataFrame | None:
    """Return the audit trail by cell number, with the value and unit that were entered and what turns them over.

    The conversion holds the unit and the part that a contract or the consolidation approach takes; it is not known
    where nothing was entered. None when the rows are not at hand, or too many for a sheet.
    """
    if not isinstance(inventory, Inventory):
        return None
    cells = inventory.line_cells
    if cells is None or len(cells) > MOST_LINES:
        return None
    lines = inventory.lines.assign(number=cells + 1)
    given = inventory.activity_data.frame.iloc[lines["row"] - inventory.activity_data.first_row]
    value = pd.to_numeric(given["value"], errors="coerce").to_numpy(np.float64)
    amount = lines["amount"].to_numpy(np.float64)
    conversion = np.divide(amount, value, out=np.full(len(lines), np.nan), where=np.isfinite(value) & (value != 0.0))
    names = {"sheet": "from_sheet", "cell": "from_cell"}
    lines = lines.rename(columns=names).assign(
        value=value, entered_unit=given["unit"].astype(str).to_numpy(object), conversion=conversion
    )
    for name in (*names.values(), *_TAGS, "file"):
        lines[name] = lines[name].fillna("").astype(str) if name in lines else ""
    return lines.sort_values(["number", "row"], kind="stable", ignore_index=True)


def own_places(lines: pd.DataFrame, cells: pd.DataFrame) -> dict[tuple[Any, ...], str]:
    """Return, per factor that a row states itself, the sheets and cells of those rows."""
    own = lines[lines["match"].isin(_OWN)]
    keys = cells[list(FACTOR_KEY)].itertuples(index=False, name=None)
    key_of = dict(enumerate(keys, start=1))
    places: dict[tuple[Any, ...], dict[str, list[str]]] = {}
    for number, sheet, cell in zip(own["number"], own["from_sheet"], own["from_cell"], strict=True):
        places.setdefault(key_of[number], {}).setdefault(sheet, []).append(cell)
    return {
        key: "; ".join(f"{sheet} {_some(list(dict.fromkeys(cells)))}".strip() for sheet, cells in found.items())
        for key, found in places.items()
    }


def _some(cells: list[str]) -> str:
    return ", ".join(cells[:_PLACES]) + (" …" if len(cells) > _PLACES else "")


def write_rows(book: Book, lines: pd.DataFrame, addresses: Mapping[tuple[Any, ...], str]) -> RowRanges:
    """Write every row × emission line with the cell it was read from: value × conversion × factor.

    Parameters
    ----------
    book : Book
        The workbook.
    lines : DataFrame
        From `behind_cells`.
    addresses : mapping
        Where the sheet Factors holds a factor.
    """
    language = book.language
    columns = [Column(book.word(f"column_{name}"), _STYLES.get(name, "text")) for name in _NAMES]
    place = {name: xl_col_to_name(index) for index, name in enumerate(_NAMES)}
    labels: dict[str, dict[Any, str]] = {
        "activity": {value: activity_name(value, language) for value in lines["activity"].unique()},
        "category": {value: category_label(value, language) for value in lines["category"].unique()},
        "scope2_method": {value: method_label(value, language) for value in lines["scope2_method"].unique()},
        **{
            name: {value: unit_label(value, language) for value in lines[name].unique()}
            for name in ("unit", "entered_unit")
        },
        **{name: {value: named(name, value, language) for value in lines[name].unique()} for name in _NAMED},
    }
    keys = lines[list(FACTOR_KEY)].itertuples(index=False, name=None)
    rows: list[list[Any]] = []
    for line, (row, key) in enumerate(zip(lines.to_dict("records"), keys, strict=True), start=_HEAD + 2):
        values: dict[Any, Any] = row | {name: words[row[name]] for name, words in labels.items()}
        if np.isfinite(row["conversion"]):
            product = f"={place['value']}{line}*{place['conversion']}{line}"
            values["amount"] = Formula(product, row["amount"])
        if key in addresses:
            product = f"={place['amount']}{line}*{addresses[key]}/1000"
            values["tco2e"] = Formula(product, row["tco2e"])
        rows.append([values[name] for name in _NAMES])
    sheet = book.sheet("rows", title=book.word("rows_title"), note=book.word("rows_note"))
    book.arrange(sheet, book.widths(columns, rows), printed=_PRINTED)
    below = book.table(sheet, _HEAD, columns, rows, is_main=True)
    sheet.print_area(0, 0, below - 1, _PRINTED - 1)
    first, last = _HEAD + 2, _HEAD + 1 + max(len(rows), 1)
    ranges = (f"{book.ref('rows')}${place[name]}${first}:${place[name]}${last}" for name in ("number", "amount"))
    return RowRanges(*ranges)
