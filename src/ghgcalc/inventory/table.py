"""The table of cells: its columns as codes and labels, and sums over them, from cells or straight from the rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ghgcalc.coded import Coded, Codes, Floats, Ints, as_labels
from ghgcalc.errors import DataError, Problem, closest
from ghgcalc.factors import EmissionFactors
from ghgcalc.inventory.accounting import AccountingRulebook
from ghgcalc.inventory.activity import FACTOR_KEY, REPORTING_KEY
from ghgcalc.inventory.boundary import boundary_of
from ghgcalc.inventory.keys import Keys, distinct_keys
from ghgcalc.inventory.ledger import Ledger
from ghgcalc.inventory.lines import (
    BASIS_LABELS,
    CATEGORY_LABELS,
    MATCH_LABELS,
    METHOD_LABELS,
    UNIT_LABELS,
    Lines,
)
from ghgcalc.inventory.reduction import Reduction
from ghgcalc.inventory.row_sums import LineWeights, sums_of_rows
from ghgcalc.vocabulary import category_order

_PLACE = ("company", "entity", "site")
_KEY_COLUMNS = ("year", *_PLACE, "region", "activity", "activity_category", "instrument", *REPORTING_KEY[len(_PLACE) :])
_LINE_COLUMNS = ("scope", "category", "scope2_method", "stage", "basis", "factor_id", "match", "unit", "in_gwp_set")
CELL_COLUMNS = (
    *_KEY_COLUMNS, "scope", "category", "scope2_method", "stage", "basis", "factor_id", "match", "amount", "unit",
    "factor", "factor_unit", "tco2e", "tco2_biogenic", "gsd", "in_gwp_set",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class CellTable:
    """Cells of an inventory: keys × emission lines, worked out when first asked for.

    Parameters
    ----------
    ledger : Ledger
        The rows and their keys.
    lines : Lines
        Emission lines of the factor keys.
    factors : EmissionFactors
        Factors behind the lines.
    rules : AccountingRulebook
        Decides what is required and optional.
    """

    ledger: Ledger
    lines: Lines
    factors: EmissionFactors
    rules: AccountingRulebook

    @cached_property
    def reduced(self) -> Reduction:
        """Return key, line, amount, factor and tonnes of every cell."""
        return Reduction.of(self.ledger, self.lines)

    def frame(self, cells: Ints) -> pd.DataFrame:
        """Return some cells as a frame, columns `CELL_COLUMNS`."""
        line = self.reduced.line[cells]
        columns: dict[str, Any] = {
            name: self.column(name).take(cells).values() for name in (*_KEY_COLUMNS, *_LINE_COLUMNS)
        }
        columns["year"] = columns["year"].astype(np.int64)
        columns["scope"] = columns["scope"].astype(np.int64)
        columns["in_gwp_set"] = columns["in_gwp_set"].astype(bool)
        columns["amount"] = self.reduced.amount[cells]
        columns["factor"] = self.reduced.factor[cells]
        columns["factor_unit"] = [f"kgCO2e/{unit}" for unit in columns["unit"]]
        columns["tco2e"] = self.reduced.tco2e[cells]
        biogenic = self.lines.kgco2_biogenic[line]
        columns["tco2_biogenic"] = biogenic * columns["amount"] / 1000.0
        columns["gsd"] = self.lines.gsd[line]
        return pd.DataFrame({name: columns[name] for name in CELL_COLUMNS})

    def column(self, name: str) -> Coded:
        """Return one column of the cells as codes and labels."""
        if name not in self._coded:
            if name == "boundary":
                columns = {word: self.column(word) for word in ("category", "activity", "process")}
                declared = self.ledger.keys.columns[name].take(self.reduced.key)
                self._coded[name] = boundary_of(self.rules, **columns, declared=declared)
            elif self._is_of_row(name):
                self._coded[name] = self.ledger.keys.columns[name].take(self.reduced.key)
            else:
                self._coded[name] = self.line_column(name).take(self.reduced.line)
        return self._coded[name]

    @cached_property
    def _coded(self) -> dict[str, Coded]:
        return {}

    def _is_of_row(self, name: str) -> bool:
        """Tell whether a column is known only from the rows, and not from the emission line."""
        if name not in (*FACTOR_KEY, *REPORTING_KEY, *_LINE_COLUMNS, "activity_category"):
            options = closest(name, CELL_COLUMNS) or list(CELL_COLUMNS)
            raise DataError([Problem("unknown_column", name, params={"options": ", ".join(options)})])
        return name in REPORTING_KEY

    def line_column(self, name: str) -> Coded:
        """Return one column of the emission lines as codes and labels."""
        lines = self.lines
        if name == "activity_category":
            return lines.activity_category
        if name in FACTOR_KEY and name not in _LINE_COLUMNS:
            return self.ledger.factor_keys[name].take(lines.key)
        if name == "stage":
            return lines.stage
        if name == "scope":
            return Coded(lines.scope - 1, as_labels([1, 2, 3]))
        if name == "in_gwp_set":
            return Coded(lines.in_gwp_set.astype(np.int8), as_labels([False, True]))
        if name == "factor_id":
            own = np.flatnonzero(lines.factor < 0)
            ids = as_labels([*self.factors.frame["factor_id"].to_numpy(object), *MATCH_LABELS])
            codes = lines.factor.copy()
            codes[own] = len(self.factors) + lines.match[own]
            return Coded(codes, ids)
        codes_and_labels: dict[str, tuple[Codes, Any]] = {
            "category": (lines.category, CATEGORY_LABELS),
            "scope2_method": (lines.method, METHOD_LABELS),
            "basis": (lines.basis, BASIS_LABELS),
            "match": (lines.match, MATCH_LABELS),
            "unit": (lines.unit, UNIT_LABELS),
        }
        return Coded(*codes_and_labels[name])

    @cached_property
    def emissions(self) -> LineWeights:
        """Return the emissions of the lines, as what is summed."""
        return LineWeights(self.lines.kgco2e, own=True)

    def sums(
        self, columns: Sequence[str], wanted: npt.NDArray[np.bool_], weights: Sequence[LineWeights] | None = None
    ) -> Keys:
        """Sum the wanted lines per combination of columns [t]: their emissions, or other weights."""
        found = self.sums_of_rows(columns, wanted, weights)
        if found is not None:
            return found
        cells = np.flatnonzero(wanted[self.reduced.line])
        coded = {name: self.column(name).take(cells).sorted(_order_of(name)) for name in columns}
        if weights is None:
            return distinct_keys(coded, self.reduced.tco2e[cells])
        return distinct_keys(coded, *(self._of_cells(weight, cells) for weight in weights))

    def _of_cells(self, weight: LineWeights, cells: Ints) -> Floats:
        line = self.reduced.line[cells]
        by_rows = np.isnan(self.lines.kgco2e[line])
        own = self.reduced.tco2e[cells] if weight.own else 0.0
        return np.where(by_rows, own, self.reduced.amount[cells] * weight.per_unit[line] / 1000.0)

    def sums_of_rows(
        self, columns: Sequence[str], wanted: npt.NDArray[np.bool_], weights: Sequence[LineWeights] | None = None
    ) -> Keys | None:
        """Sum straight from the rows where that is cheaper than to reduce them to cells first, else return None."""
        of_row = {name: self._is_of_row(name) for name in columns}
        if not self.ledger.is_wide or "reduced" in vars(self) or "boundary" in columns:
            return None
        chosen = np.flatnonzero(wanted)
        by_line = {n: self.line_column(n).take(chosen) for n in columns if not of_row[n]}
        by_row = [name for name in columns if of_row[name]]
        summed = [self.emissions] if weights is None else weights
        found = sums_of_rows(self.ledger, self.lines, chosen, summed, by_line, by_row)
        if found is None:
            return None
        return Keys({n: found.columns[n].sorted(_order_of(n)) for n in columns}, found.sums).ordered(columns)


def _order_of(column: str) -> Callable[[Any], Any]:
    return category_order if column in ("category", "activity_category") else lambda label: label


def whole_numbers(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame of results with year and scope as integers."""
    return frame.astype({name: np.int64 for name in ("year", "scope") if name in frame})
