"""The noun `SupplierFactors`, and how the rows of a workbook take them over."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from ghgcalc.errors import DataError, Problem
from ghgcalc.factors.activities import fold
from ghgcalc.texts import text
from ghgcalc.units import conversion_factor, unit_dimension
from ghgcalc.workbook.noun import Workbook
from ghgcalc.workbook.words import word_list

FORM_COLUMNS = (
    "supplier", "product", "year", "valid_to", "kgco2e", "unit", "boundary", "allocation", "gwp_set", "verification",
    "data_quality", "evidence", "file", "sheet", "cell",
)  # fmt: skip
#: What decides which factor a row takes, the most specific first, and the list that knows its words.
_NAMED_BY = (("product", ""), ("process", "processes"), ("activity", "every_activity"), ("material", "materials"))


@dataclass(frozen=True, eq=False)
class SupplierFactors:
    """Emission factors of suppliers' own products and processes.

    Parameters
    ----------
    frame : DataFrame
        One row per product or process, columns `FORM_COLUMNS`: supplier, product, first and last year, kgco2e
        [kg CO2e/unit], unit, boundary, allocation, GWP set, verification, data quality, evidence, and its cell.
    warnings : tuple of Problem
        What was noticed in reading.
    """

    frame: pd.DataFrame
    warnings: tuple[Problem, ...] = ()

    def __len__(self) -> int:
        return len(self.frame)

    def __repr__(self) -> str:
        head = text("suppliers.repr", "en", rows=len(self), suppliers=self.frame["supplier"].nunique())
        shown = self.frame[["supplier", "product", "year", "kgco2e", "unit", "boundary", "data_quality"]]
        return f"{head}\n{shown.to_string(index=False)}"

    def _repr_html_(self) -> str:
        return str(self.frame.drop(columns=["file", "sheet"]).to_html(index=False))

    @cached_property
    def _by_supplier(self) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        for place, row in enumerate(self.frame.to_dict("records")):
            names = {"product": fold(str(row["product"]))}
            names |= {column: word_list(known).find(str(row["product"])) or "" for column, known in _NAMED_BY if known}
            known_row: dict[str, Any] = {str(name): value for name, value in row.items()}
            found.setdefault(fold(str(row["supplier"])), []).append({**known_row, "place": place, "names": names})
        return found

    def find(self, key: Mapping[Hashable, Any]) -> dict[str, Any] | None:
        """Return the factor for a row: same supplier, what it is called, year and kind of unit; None when none fits.

        The product goes before the process, the activity and the material; a newer year goes before an older one. A
        factor of the supplier's own site only fits rows of the process that it names.
        """
        own = [
            row
            for row in self._by_supplier.get(fold(str(key["supplier"])), ())
            if row["year"] <= key["year"] <= row["valid_to"]
            and unit_dimension(row["unit"]) == unit_dimension(key["unit"])
        ]
        for column, known in _NAMED_BY:
            wanted = str(key[column]) if known else fold(str(key[column]))
            whole = [row for row in own if row["boundary"] == "cradle-to-gate" or column == "process"]
            fitting = [row for row in whole if wanted and row["names"][column] == wanted]
            if fitting:
                return max(fitting, key=lambda row: row["year"])
        return None


def with_supplier_factors(book: Workbook, *forms: SupplierFactors) -> Workbook:
    """Return a workbook whose rows use the factors of their suppliers.

    A row takes a factor when it names the supplier and the same product, process, activity or material, in a year and
    a unit for which the factor holds; the factor is converted to the unit of the row. A factor that the workbook
    already gives stays. Rows that take a factor become supplier-specific data.

    Parameters
    ----------
    book : Workbook
        Read by `read_workbook`.
    *forms : SupplierFactors
        Read by `read_supplier_form`.

    Returns
    -------
    Workbook
        With a warning for every factor that no row uses, that covers only a part, or that uses another GWP set.

    Raises
    ------
    DataError
        If two forms give the same factor of a supplier.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from ghgcalc.workbook import read_workbook, write_template
    >>> file = write_template(pathlib.Path(tempfile.mkdtemp()) / "a.xlsx", language="en", example="fashion-retailer")
    >>> book = read_workbook(file)
    >>> with_supplier_factors(book) is book
    True
    """
    if not forms:
        return book
    every = SupplierFactors(pd.concat([form.frame for form in forms], ignore_index=True))
    if doubled := list(_doubled(every.frame)):
        raise DataError(doubled, source=doubled[0].sheet, language=book.language)
    activity = book.activity.copy()
    asked = (activity["supplier"] != "") & activity["supplier_factor"].isna() & (activity["activity"] != "reported")
    columns = ["supplier", *(column for column, _ in _NAMED_BY), "year", "unit"]
    keys = activity.loc[asked, columns]
    distinct = keys.drop_duplicates()
    answers = [every.find(key) for key in distinct.to_dict("records")]
    used = {row["place"] for row in answers if row is not None}
    known = distinct.assign(
        kgco2e=[
            np.nan if row is None else float(row["kgco2e"]) * conversion_factor(unit, str(row["unit"]))
            for unit, row in zip(distinct["unit"], answers, strict=True)
        ]
    )
    filled = keys.merge(known, how="left", on=columns).set_axis(keys.index)
    taken = filled.index[filled["kgco2e"].notna()]
    activity.loc[taken, "supplier_factor"] = filled.loc[taken, "kgco2e"]
    activity.loc[taken, "supplier_factor_unit"] = filled.loc[taken, "unit"]
    activity.loc[taken, "data_type"] = "supplier"
    noted = _noted(every.frame, used, str(book.company["gwp_set"]))
    read = (problem for form in forms for problem in form.warnings)
    return replace(book, activity=activity, warnings=(*book.warnings, *read, *noted))


def _doubled(frame: pd.DataFrame) -> Iterator[Problem]:
    """Yield the factors that stand in another form too."""
    names = [frame[name].map(lambda word: fold(str(word))) for name in ("supplier", "product")]
    seen: dict[tuple[Any, ...], int] = {}
    for place, key in enumerate(zip(*names, frame["year"], frame["unit"], strict=True)):
        first = seen.setdefault(key, place)
        if first != place:
            row, other = frame.iloc[place], frame.iloc[first]
            where = f"{other['file']} {other['cell']}"
            yield Problem("supplier_row_same", row["product"], f"{row['file']} {row['sheet']}", str(row["cell"]),
                          {"first": where})  # fmt: skip


def _noted(frame: pd.DataFrame, used: set[int], gwp_set: str) -> Iterator[Problem]:
    for place, row in enumerate(frame.to_dict("records")):
        about = f"{row['supplier']}, {row['product']}"
        where = {"sheet": f"{row['file']} {row['sheet']}", "cell": str(row["cell"])}
        if place not in used:
            code = "supplier_row_partial" if row["boundary"] == "gate-to-gate" else "supplier_row_unused"
            years = {"year": row["year"], "valid_to": row["valid_to"]}
            yield Problem(code, about, **where, params=years, severity="warning")
        elif row["gwp_set"] != gwp_set:
            params = {"own": row["gwp_set"], "wanted": gwp_set}
            yield Problem("supplier_row_gwp", about, **where, params=params, severity="warning")
