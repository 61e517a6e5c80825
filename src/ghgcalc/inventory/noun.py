"""The noun `Inventory`: emission cells that answer questions, and the way back to every row and source."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ghgcalc._version import __version__
from ghgcalc.coded import Coded, Codes, Ints, as_labels
from ghgcalc.errors import DataError, Problem, closest
from ghgcalc.factors import EmissionFactors
from ghgcalc.inventory.accounting import AccountingRulebook
from ghgcalc.inventory.activity import FACTOR_KEY, REPORTING_KEY, TRACE_COLUMNS
from ghgcalc.inventory.boundary import boundary_of
from ghgcalc.inventory.exclusions import Exclusion
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
from ghgcalc.inventory.row_sums import sums_of_rows
from ghgcalc.texts import LANGUAGES, text
from ghgcalc.vocabulary import BOUNDARIES, SCOPE2_METHODS, Consolidation, Scope2Method, category_order, check_word

_PLACE = ("company", "entity", "site")
_KEY_COLUMNS = ("year", *_PLACE, "region", "activity", "activity_category", "instrument", *REPORTING_KEY[len(_PLACE) :])
_LINE_COLUMNS = ("scope", "category", "scope2_method", "stage", "basis", "factor_id", "match", "unit", "in_gwp_set")
CELL_COLUMNS = (
    *_KEY_COLUMNS, "scope", "category", "scope2_method", "stage", "basis", "factor_id", "match", "amount", "unit",
    "factor", "factor_unit", "tco2e", "tco2_biogenic", "gsd", "in_gwp_set",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Inventory:
    """A GHG inventory as cells: where the emission is reported × emission line.

    Scope 2 exists location-based and market-based and is never added up; lines without a method count in both.

    Parameters
    ----------
    gwp : str
        GWP set of the result.
    factors : EmissionFactors
        Emission factors used.
    rules : AccountingRulebook
        Rules that decide the categories, and what of them is required or optional.
    consolidation : str or None
        Consolidation approach; None when none was named.
    exclusions : tuple of Exclusion
        What is left out on purpose, and why.

    See Also
    --------
    calculate_inventory : makes an inventory.
    """

    gwp: str
    factors: EmissionFactors
    _ledger: Ledger = field(repr=False)
    _lines: Lines = field(repr=False)
    rules: AccountingRulebook
    consolidation: Consolidation | None = None
    exclusions: tuple[Exclusion, ...] = ()

    @cached_property
    def _reduced(self) -> Reduction:
        return Reduction.of(self._ledger, self._lines)

    @property
    def version(self) -> str:
        """Return the version of ghgcalc that calculated this."""
        return __version__

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Return the years of the inventory, in order."""
        coded = self._ledger.factor_keys["year"]
        return tuple(sorted(int(coded.labels[code]) for code in np.unique(coded.codes)))

    @property
    def cells(self) -> pd.DataFrame:
        """Return every cell as a tidy frame, columns `CELL_COLUMNS`; the base of all later steps."""
        return self._cells.copy(deep=False)

    @cached_property
    def _cells(self) -> pd.DataFrame:
        return self._frame(np.arange(len(self._reduced.tco2e)))

    def _frame(self, cells: Ints) -> pd.DataFrame:
        line = self._reduced.line[cells]
        columns: dict[str, Any] = {
            name: self._column(name).take(cells).values() for name in (*_KEY_COLUMNS, *_LINE_COLUMNS)
        }
        columns["year"] = columns["year"].astype(np.int64)
        columns["scope"] = columns["scope"].astype(np.int64)
        columns["in_gwp_set"] = columns["in_gwp_set"].astype(bool)
        columns["amount"] = self._reduced.amount[cells]
        columns["factor"] = self._reduced.factor[cells]
        columns["factor_unit"] = [f"kgCO2e/{unit}" for unit in columns["unit"]]
        columns["tco2e"] = self._reduced.tco2e[cells]
        biogenic = self._lines.kgco2_biogenic[line]
        columns["tco2_biogenic"] = biogenic * columns["amount"] / 1000.0
        columns["gsd"] = self._lines.gsd[line]
        return pd.DataFrame({name: columns[name] for name in CELL_COLUMNS})

    def _column(self, name: str) -> Coded:
        """Return one column of the cells as codes and labels."""
        if name not in self._coded:
            if name == "boundary":
                columns = {word: self._column(word) for word in ("category", "activity", "process")}
                declared = self._ledger.keys.columns[name].take(self._reduced.key)
                self._coded[name] = boundary_of(self.rules, **columns, declared=declared)
            elif self._is_of_row(name):
                self._coded[name] = self._ledger.keys.columns[name].take(self._reduced.key)
            else:
                self._coded[name] = self._line_column(name).take(self._reduced.line)
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

    def _line_column(self, name: str) -> Coded:
        """Return one column of the emission lines as codes and labels."""
        lines = self._lines
        if name == "activity_category":
            return lines.activity_category
        if name in FACTOR_KEY and name not in _LINE_COLUMNS:
            return self._ledger.factor_keys[name].take(lines.key)
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

    def _chosen(self, scope2: str, year: int | None, scope: int | None = None) -> npt.NDArray[np.bool_]:
        """Return which emission lines count."""
        method = self._check_method(scope2)
        wanted = self._line_column("scope2_method").where(lambda label: label in ("", method))
        if year is not None:
            if year not in self.years:
                options = ", ".join(map(str, self.years))
                raise DataError([Problem("unknown_year", year, params={"options": options})])
            wanted &= self._line_column("year").where(lambda label: label == year)
        if scope is not None:
            wanted &= self._line_column("scope").where(lambda label: label == scope)
        return wanted

    def _sums(self, columns: Sequence[str], wanted: npt.NDArray[np.bool_]) -> Keys:
        """Sum the emissions of the wanted lines per combination of columns [tCO2e]."""
        found = self._sums_of_rows(columns, wanted)
        if found is not None:
            return found
        cells = np.flatnonzero(wanted[self._reduced.line])
        coded = {name: self._column(name).take(cells).sorted(_order_of(name)) for name in columns}
        return distinct_keys(coded, self._reduced.tco2e[cells])

    def _sums_of_rows(self, columns: Sequence[str], wanted: npt.NDArray[np.bool_]) -> Keys | None:
        """Sum straight from the rows where that is cheaper than to reduce them to cells first, else return None."""
        of_row = {name: self._is_of_row(name) for name in columns}
        if not self._ledger.is_wide or "_reduced" in vars(self) or "boundary" in columns:
            return None
        chosen = np.flatnonzero(wanted)
        by_line = {n: self._line_column(n).take(chosen).sorted(_order_of(n)) for n in columns if not of_row[n]}
        by_row = {n: self._ledger.data.columns[n].sorted(_order_of(n)) for n in columns if of_row[n]}
        found = sums_of_rows(self._ledger, self._lines, chosen, by_line, by_row)
        return None if found is None else found.ordered(columns)

    @staticmethod
    def _check_method(scope2: str) -> Scope2Method:
        for known in SCOPE2_METHODS:
            if scope2 == known:
                return known
        raise DataError([Problem("scope2_choice", scope2)])

    @cached_property
    def missing_methods(self) -> tuple[tuple[int, Scope2Method], ...]:
        """Return (year, method) for which some of scope 2 is only known by the other method."""
        lines = self._lines
        scope2 = (lines.scope == 2) & self._line_column("scope2_method").where(bool)
        if not scope2.any():
            return ()
        names = ("year", *_PLACE, "region", "category", "match", "scope2_method")
        found = self._sums(names, scope2)
        rows = [found.columns[name].values() for name in names]
        known: dict[tuple[Any, ...], set[str]] = {}
        for year, *place, match, method in zip(*rows, strict=True):
            known.setdefault((int(year), *(place if match == "reported" else ())), set()).add(method)
        gaps = {(key[0], m) for key, methods in known.items() for m in SCOPE2_METHODS if m not in methods}
        return tuple(sorted(gaps))

    def total(
        self, *, scope2: str, year: int | None = None, scope: int | None = None, boundary: str | None = None
    ) -> float:
        """Return the total emissions [tCO2e]: everything in the inventory, required and optional, unless one is asked.

        Parameters
        ----------
        scope2 : {"location", "market"}
            Scope 2 method; there is no default.
        year : int, optional
            One year; without it all years together.
        scope : {1, 2, 3}, optional
            One scope.
        boundary : {"required", "optional"}, optional
            Only what the standard requires, or only what it allows beside that.

        Raises
        ------
        DataError
            If the year is not there, or its scope 2 is only known by the other method.
        """
        wanted = self._chosen(scope2, year, scope)
        if scope in (None, 2) and boundary != "optional":
            self._require_method(scope2, year)
        if boundary is None and (found := self._sums_of_rows((), wanted)) is not None:
            return math.fsum(found.sums[0])
        cells = wanted[self._reduced.line]
        if boundary is not None:
            check_word("boundary", boundary, BOUNDARIES)
            cells &= self._column("boundary").where(lambda label: label == boundary)
        return math.fsum(self._reduced.tco2e[cells])

    def _require_method(self, scope2: str, year: int | None) -> None:
        """Refuse a sum in which scope 2 would be missing: it is never 0."""
        for gap_year, method in self.missing_methods:
            if method == scope2 and year in (None, gap_year):
                names = {f"method_{language}": text(f"scope2.{method}", language) for language in LANGUAGES}
                raise DataError([Problem("method_not_reported", gap_year, params=names)])

    def by(self, *columns: str, scope2: str, year: int | None = None) -> pd.DataFrame:
        """Return the emissions per combination of columns.

        Parameters
        ----------
        *columns : str
            Columns of the cells, such as ``"scope", "category"``.
        scope2 : {"location", "market"}
            Scope 2 method; there is no default.
        year : int, optional
            One year only.

        Returns
        -------
        DataFrame
            The columns and `tco2e` [tCO2e], sorted by the columns.

        Raises
        ------
        DataError
            If the year or a column is not there, or scope 2 is only known by the other method.
        """
        self._require_method(scope2, year)
        found = self._sums(columns, self._chosen(scope2, year))
        frame = pd.DataFrame({name: found.columns[name].column() for name in columns} | {"tco2e": found.sums[0]})
        for name in ("year", "scope"):
            if name in frame:
                frame[name] = frame[name].astype(np.int64)
        return frame

    @property
    def lines(self) -> pd.DataFrame:
        """Return the audit trail: every row × emission line with factor, source and tonnes."""
        return self._audit_trail.copy(deep=False)

    @cached_property
    def _audit_trail(self) -> pd.DataFrame:
        ledger, lines, reduced = self._ledger, self._lines, self._reduced
        row_key = ledger.key_of_rows()
        counts = np.bincount(reduced.key, minlength=len(ledger.keys))
        starts = np.cumsum(counts) - counts
        row = np.repeat(np.arange(len(row_key)), counts[row_key])
        within = np.arange(len(row)) - np.repeat(np.cumsum(counts[row_key]) - counts[row_key], counts[row_key])
        cell = starts[row_key[row]] + within
        frame = self._frame(cell)
        line = reduced.line[cell]
        value, *product = ledger.data.amounts.weights(slice(0, len(row_key)))
        frame["amount"] = value[row] * lines.conversion[line]
        if product:
            own = np.isnan(lines.kgco2e[line])
            rows = row[own]
            frame.loc[own, "factor"] = np.divide(
                product[0][rows], value[rows], out=np.zeros(len(rows)), where=value[rows] > 0
            )
        frame["tco2e"] = frame["amount"] * frame["factor"] / 1000.0
        given = ledger.data.frame
        for name in (*TRACE_COLUMNS, "supplier"):
            if name in given:
                frame[name] = given[name].to_numpy(object)[row]
        frame.insert(0, "row", row + ledger.data.first_row)
        return frame

    def line_batches(self) -> Iterator[pd.DataFrame]:
        """Yield the audit trail batch by batch, for rows that are too many to hold at once; see `write_lines`."""
        from ghgcalc.inventory.calculate import lines_of

        for part in self._ledger.parts():
            ledger = Ledger(part, partial(iter, (part,)))
            yield replace(self, _ledger=ledger, _lines=lines_of(ledger, self.factors, self.gwp)).lines

    @cached_property
    def caveats(self) -> pd.DataFrame:
        """Return what a reader must know before trusting the total: code, text_en, text_nl, share."""
        from ghgcalc.inventory.caveats import caveats_of

        return caveats_of(self)

    @cached_property
    def checks(self) -> pd.DataFrame:
        """Return what the GHG Protocol requires and allows, and whether it is there; see `check_inventory`."""
        from ghgcalc.inventory.checks import check_inventory

        return check_inventory(self)

    @cached_property
    def input_hash(self) -> str:
        """Return a fingerprint of the activity data as they were summed per key."""
        digest = hashlib.sha256()
        keys = self._ledger.keys
        for name, coded in keys.columns.items():
            digest.update(name.encode() + "\x1f".join(map(str, coded.values())).encode())
        for sums in keys.sums:
            digest.update(np.ascontiguousarray(sums).tobytes())
        return digest.hexdigest()[:16]

    @property
    def factors_hash(self) -> str:
        """Return the fingerprint of the emission factors."""
        return self.factors.hash

    def __repr__(self) -> str:
        from ghgcalc.report import inventory_report

        return inventory_report(self, "en")

    def _repr_html_(self) -> str:
        from ghgcalc.report import inventory_html

        return inventory_html(self, "en")


def _order_of(column: str) -> Callable[[Any], Any]:
    return category_order if column in ("category", "activity_category") else lambda label: label
