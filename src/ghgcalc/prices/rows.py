"""Reads the rows in money of an activity frame: their numbers, what decides their conversion, and their place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from ghgcalc.errors import DataError, Problem, ProblemLog
from ghgcalc.factors.activities import find_activity
from ghgcalc.factors.regions import find_region
from ghgcalc.prices.terms import money_units
from ghgcalc.units import find_unit

#: Columns that decide how an amount is converted; everything is worked out once per distinct combination.
KEY_COLUMNS = ["activity", "region", "year", "unit", "price_year", "price_basis", "vat"]


@dataclass(frozen=True)
class SpendKey:
    """What decides how an amount is converted, and the place of the first row that has it."""

    activity: str
    region: str
    year: int
    unit: str
    price_year: int
    price_basis: str
    vat: float
    sheet: str
    cell: str

    def place(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return the problems with the first row of this key as their place."""
        return [replace(problem, sheet=self.sheet, cell=self.cell) for problem in problems]


def check_columns(frame: pd.DataFrame) -> None:
    """Refuse a frame without the columns that every activity frame has."""
    required = ("year", "activity", "value", "unit")
    missing = [Problem("missing_column", name, params={"columns": ", ".join(required)}) for name in required
               if name not in frame]  # fmt: skip
    if missing:
        raise DataError(missing)


def rows_in_money(frame: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return the positions of the rows in money that have no factor of a supplier."""
    money = _by_label(frame["unit"], lambda label: find_unit(label) or "").isin(list(money_units())).to_numpy(bool)
    if "supplier_factor" in frame:
        own = frame["supplier_factor"]
        money = money & (own.isna() | (own == "")).to_numpy(bool)
    return np.flatnonzero(money)


def read_numbers(money: pd.DataFrame) -> pd.DataFrame:
    """Return the number columns of the rows in money; `price_year` and `vat` are blank where a row does not say."""
    log = ProblemLog()
    found: dict[str, pd.Series] = {}
    for name in ("value", "year", "price_year", "vat"):
        given = money[name] if name in money else pd.Series(np.nan, index=money.index)
        number = pd.to_numeric(given, errors="coerce").astype(np.float64)
        blank = given.isna() | (given == "") if name in ("price_year", "vat") else pd.Series(False, index=money.index)
        wrong: pd.Series = ~pd.Series(np.isfinite(number.to_numpy()), index=money.index) & ~blank
        if name in ("year", "price_year"):
            wrong |= number.notna() & (number % 1 != 0)
        code = "not_a_year" if name in ("year", "price_year") else "not_a_number"
        for position in np.flatnonzero(wrong.to_numpy(bool))[:50]:
            sheet, cell = place_of(money.iloc[position])
            log.add(code, value=given.iloc[position], sheet=sheet, cell=cell)
        found[name] = number
    log.raise_if_any()
    return pd.DataFrame(found)


def place_of(row: pd.Series) -> tuple[str, str]:
    """Return sheet and cell of a row; its position in the frame when it has no cell."""
    sheet, cell = ("" if pd.isna(row.get(name)) else str(row[name]) for name in ("sheet", "cell"))
    return sheet, cell or f"row {row.name}"


def key_columns(rows: pd.DataFrame, numbers: pd.DataFrame, basis: str, vat: float) -> pd.DataFrame:
    """Return the key of every row in money, blanks filled with what holds for rows that do not say."""
    absent = pd.Series(np.nan, index=rows.index, dtype=object)
    chosen = rows.get("price_basis", absent)
    key = {
        "activity": _by_label(rows["activity"], lambda name: find_activity(name) or name),
        "region": _by_label(rows.get("region", absent), lambda name: find_region(name) or name),
        "year": numbers["year"].astype(np.int64),
        "unit": _by_label(rows["unit"], lambda label: find_unit(label) or label),
        "price_year": numbers["price_year"].fillna(numbers["year"]).astype(np.int64),
        "price_basis": chosen.where(chosen.notna() & (chosen != ""), basis),
        "vat": numbers["vat"].fillna(vat),
    }
    return pd.DataFrame({name: column.to_numpy() for name, column in key.items()})


def _by_label(column: pd.Series, reading: Callable[[str], str]) -> pd.Series:
    """Return a text column with every distinct label read once; absent is an empty string."""
    labels = column.astype(object).where(column.notna(), "").astype(str)
    return labels.map({label: reading(label) for label in labels.unique()})


def spend_key(given: pd.Series, key: pd.Series) -> SpendKey:
    """Return the key of one row as an object with its place."""
    sheet, cell = place_of(given)
    return SpendKey(**{name: key[name] for name in KEY_COLUMNS}, sheet=sheet, cell=cell)
