"""The noun `Inventory`: emission cells that answer questions, and the way back to every row and source."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ghgcalc._version import __version__
from ghgcalc.coded import Coded, Codes, Floats, Ints, as_labels, group_rows
from ghgcalc.errors import DataError, Problem, closest
from ghgcalc.factors import EmissionFactors
from ghgcalc.inventory.activity import FACTOR_KEY, REPORTING_KEY, ActivityData
from ghgcalc.inventory.keys import Keys, distinct_keys, key_of_row
from ghgcalc.inventory.lines import (
    BASIS_LABELS,
    CATEGORY_LABELS,
    MATCH_LABELS,
    METHOD_LABELS,
    UNIT_LABELS,
    Lines,
)
from ghgcalc.texts import LANGUAGES, text
from ghgcalc.vocabulary import SCOPE2_METHODS, Scope2Method, category_order

_KEY_COLUMNS = ("year", "entity", "site", "region", "activity", "activity_category", "instrument", *REPORTING_KEY[2:])
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

    See Also
    --------
    calculate_inventory : makes an inventory.
    """

    gwp: str
    factors: EmissionFactors
    _data: ActivityData = field(repr=False)
    _keys: Keys = field(repr=False)
    _lines: Lines = field(repr=False)
    _cell_key: Ints = field(repr=False)
    _cell_line: Ints = field(repr=False)
    _amount: Floats = field(repr=False)
    _factor: Floats = field(repr=False)
    _tco2e: Floats = field(repr=False)

    @classmethod
    def of_cells(
        cls,
        *,
        data: ActivityData,
        keys: Keys,
        lines: Lines,
        cell_key: Ints,
        cell_line: Ints,
        factors: EmissionFactors,
        gwp: str,
    ) -> Inventory:
        """Put the cells together: amount, factor and tonnes of every key × line."""
        amount = keys.sums[0][cell_key] * lines.conversion[cell_line]
        factor = lines.kgco2e[cell_line]
        own = np.isnan(factor)
        if own.any():
            weighted = keys.sums[1][cell_key[own]]
            unweighted = keys.sums[0][cell_key[own]]
            factor[own] = np.divide(weighted, unweighted, out=np.zeros(len(weighted)), where=unweighted > 0)
        tco2e = amount * factor / 1000.0
        return cls(gwp, factors, data, keys, lines, cell_key, cell_line, amount, factor, tco2e)

    @property
    def activity_data(self) -> ActivityData:
        """Return the checked activity data behind the cells."""
        return self._data

    @property
    def version(self) -> str:
        """Return the version of ghgcalc that calculated this."""
        return __version__

    def with_factors(self, factors: EmissionFactors | None = None, *, gwp: str | None = None) -> Inventory:
        """Return the same activity data under other emission factors or another GWP set; the rows are not read again.

        Parameters
        ----------
        factors : EmissionFactors, optional
            Factors to use; by default those of this inventory.
        gwp : str, optional
            GWP set; by default the one of this inventory.

        Raises
        ------
        DataError
            With every row for which the factors hold nothing.
        """
        from ghgcalc.inventory.calculate import inventory_of_keys

        return inventory_of_keys(self._data, self._keys, factors or self.factors, gwp=gwp or self.gwp)

    def activity_groups(self, *columns: str) -> Ints:
        """Return for every cell the number of its group of activity data, shape (cells,).

        Activity data are in one group when the same factors apply to them and the given reporting columns agree, so
        that their emission lines keep the same proportions; data with a supplier's own factor stand alone.

        Parameters
        ----------
        *columns : str
            Reporting columns that keep groups apart, such as ``"entity"``.
        """
        kept = [name for name in REPORTING_KEY if name in columns]
        number, first = group_rows({n: self._keys.columns[n] for n in (*FACTOR_KEY, *kept)}, len(self._keys))
        alone = np.flatnonzero(self._keys.columns["supplier_unit"].where(bool))
        number[alone] = len(first) + np.arange(len(alone))
        return number[self._cell_key]

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Return the years of the inventory, in order."""
        coded = self._keys.columns["year"]
        return tuple(sorted(int(coded.labels[code]) for code in np.unique(coded.codes)))

    @property
    def cells(self) -> pd.DataFrame:
        """Return every cell as a tidy frame, columns `CELL_COLUMNS`; the base of all later steps."""
        return self._cells.copy(deep=False)

    @cached_property
    def _cells(self) -> pd.DataFrame:
        return self._frame(np.arange(len(self._tco2e)))

    def _frame(self, cells: Ints) -> pd.DataFrame:
        line = self._cell_line[cells]
        columns: dict[str, Any] = {
            name: self._column(name).take(cells).values() for name in (*_KEY_COLUMNS, *_LINE_COLUMNS)
        }
        columns["year"] = columns["year"].astype(np.int64)
        columns["scope"] = columns["scope"].astype(np.int64)
        columns["in_gwp_set"] = columns["in_gwp_set"].astype(bool)
        columns["amount"] = self._amount[cells]
        columns["factor"] = self._factor[cells]
        columns["factor_unit"] = [f"kgCO2e/{unit}" for unit in columns["unit"]]
        columns["tco2e"] = self._tco2e[cells]
        biogenic = self._lines.kgco2_biogenic[line]
        columns["tco2_biogenic"] = biogenic * columns["amount"] / 1000.0
        columns["gsd"] = self._lines.gsd[line]
        return pd.DataFrame({name: columns[name] for name in CELL_COLUMNS})

    def _column(self, name: str) -> Coded:
        """Return one column of the cells as codes and labels."""
        return self._coded[name] if name in self._coded else self._code(name)

    @cached_property
    def _coded(self) -> dict[str, Coded]:
        return {}

    def _code(self, name: str) -> Coded:
        if name in _LINE_COLUMNS:
            coded = self._line_column(name).take(self._cell_line)
        elif name == "activity_category":
            coded = self._activity_category()
        elif name in (*FACTOR_KEY, *REPORTING_KEY):
            coded = self._keys.columns[name].take(self._cell_key)
        else:
            options = closest(name, CELL_COLUMNS) or list(CELL_COLUMNS)
            raise DataError([Problem("unknown_column", name, params={"options": ", ".join(options)})])
        self._coded[name] = coded
        return coded

    def _line_column(self, name: str) -> Coded:
        lines = self._lines
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

    def _activity_category(self) -> Coded:
        """Return the category of the activity itself, before its upstream was split off to 3.3."""
        category = self._column("category")
        upstream = list(CATEGORY_LABELS).index("3.3")
        own = category.codes != upstream
        of_key = np.full(len(self._keys), upstream, np.int64)
        of_key[self._cell_key[own]] = category.codes[own]
        return Coded(of_key[self._cell_key], category.labels)

    def _chosen(self, scope2: str, year: int | None, scope: int | None) -> npt.NDArray[np.bool_]:
        method = self._check_method(scope2)
        coded = self._column("scope2_method")
        wanted = coded.where(lambda label: label in ("", method))
        if year is not None:
            if year not in self.years:
                options = ", ".join(map(str, self.years))
                raise DataError([Problem("unknown_year", year, params={"options": options})])
            wanted &= self._column("year").where(lambda label: label == year)
        if scope is not None:
            wanted &= self._column("scope").where(lambda label: label == scope)
        return wanted

    @staticmethod
    def _check_method(scope2: str) -> Scope2Method:
        for known in SCOPE2_METHODS:
            if scope2 == known:
                return known
        raise DataError([Problem("scope2_choice", scope2)])

    @cached_property
    def missing_methods(self) -> tuple[tuple[int, Scope2Method], ...]:
        """Return (year, method) for which some of scope 2 is only known by the other method."""
        names = ("year", "entity", "site", "region", "category", "match", "scope2_method")
        columns = {name: self._column(name) for name in names}
        scope2 = columns["category"].where(lambda label: label.startswith("2")) & columns["scope2_method"].where(bool)
        found = distinct_keys(
            {n: c.take(np.flatnonzero(scope2)) for n, c in columns.items()}, (np.zeros(scope2.sum()),)
        )
        rows = [found.columns[name].values() for name in names]
        known: dict[tuple[Any, ...], set[str]] = {}
        for year, entity, site, region, category, match, method in zip(*rows, strict=True):
            place = (entity, site, region, category) if match == "reported" else ("", "", "", "")
            known.setdefault((int(year), match == "reported", *place), set()).add(method)
        gaps = {(key[0], m) for key, methods in known.items() for m in SCOPE2_METHODS if m not in methods}
        return tuple(sorted(gaps))

    def total(self, *, scope2: str, year: int | None = None, scope: int | None = None) -> float:
        """Return the total emissions [tCO2e].

        Parameters
        ----------
        scope2 : {"location", "market"}
            Scope 2 method; there is no default.
        year : int, optional
            One year; without it all years together.
        scope : {1, 2, 3}, optional
            One scope.

        Raises
        ------
        DataError
            If the year is not there, or its scope 2 is only known by the other method.
        """
        wanted = self._chosen(scope2, year, scope)
        if scope in (None, 2):
            self._require_method(scope2, year)
        return float(self._tco2e[wanted].sum())

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
        wanted = np.flatnonzero(self._chosen(scope2, year, None))
        coded = {name: self._column(name).take(wanted).sorted(_order_of(name)) for name in columns}
        found = distinct_keys(coded, (self._tco2e[wanted],))
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
        row_key = key_of_row(self._data.columns, self._keys)
        counts = np.bincount(self._cell_key, minlength=len(self._keys))
        starts = np.cumsum(counts) - counts
        row = np.repeat(np.arange(len(row_key)), counts[row_key])
        within = np.arange(len(row)) - np.repeat(np.cumsum(counts[row_key]) - counts[row_key], counts[row_key])
        cell = starts[row_key[row]] + within
        frame = self._frame(cell)
        line = self._cell_line[cell]
        frame["amount"] = self._data.value[row] * self._lines.conversion[line]
        if self._data.supplier is not None:
            own = np.isnan(self._lines.kgco2e[line])
            value = self._data.value[row][own]
            frame.loc[own, "factor"] = np.divide(
                self._data.supplier[row][own], value, out=np.zeros(len(value)), where=value > 0
            )
        frame["tco2e"] = frame["amount"] * frame["factor"] / 1000.0
        given = self._data.frame
        for name in ("file", "sheet", "cell", "supplier"):
            if name in given:
                frame[name] = given[name].to_numpy(object)[row]
        frame.insert(0, "row", row)
        return frame

    @cached_property
    def caveats(self) -> pd.DataFrame:
        """Return what a reader must know before trusting the total: code, text_en, text_nl, share."""
        from ghgcalc.inventory.caveats import caveats_of

        return caveats_of(self)

    @cached_property
    def input_hash(self) -> str:
        """Return a fingerprint of the activity data as they were summed per key."""
        digest = hashlib.sha256()
        for name, coded in self._keys.columns.items():
            digest.update(name.encode() + "\x1f".join(map(str, coded.values())).encode())
        for sums in self._keys.sums:
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
