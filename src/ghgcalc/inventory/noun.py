"""The noun `Inventory`: emission cells that answer questions, and the way back to every row and source."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ghgcalc._version import __version__
from ghgcalc.coded import Coded, Floats, Ints
from ghgcalc.errors import DataError, Problem, closest
from ghgcalc.factors import EmissionFactors
from ghgcalc.inventory.activity import FACTOR_KEY, REPORTING_KEY, ActivityData
from ghgcalc.inventory.gaps import GAP_COLUMNS, method_gaps
from ghgcalc.inventory.gases import outside_tonnes, summed, tonnes_by_gas
from ghgcalc.inventory.keys import Keys, distinct_keys
from ghgcalc.inventory.lines import CATEGORY_LABELS, Lines
from ghgcalc.inventory.parts import Split
from ghgcalc.inventory.scope2.quality import electricity_balance, quality_frame
from ghgcalc.inventory.trail import audit_trail, rows_of_cells
from ghgcalc.texts import LANGUAGES, text
from ghgcalc.vocabulary import SCOPE2_METHODS, Scope2Method, category_order

if TYPE_CHECKING:
    from ghgcalc.inventory.organisation import Boundary
    from ghgcalc.inventory.scope2.allocation import Coverage

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
    boundary : Boundary or None
        Organisational boundary, when one was given.

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
    _split: Split | None = field(default=None, repr=False)
    boundary: Boundary | None = field(default=None, repr=False)
    _coverage: Coverage | None = field(default=None, repr=False)

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
        split: Split | None = None,
        boundary: Boundary | None = None,
        coverage: Coverage | None = None,
    ) -> Inventory:
        """Put the cells together: amount, factor and tonnes of every key × line, or part of a key × line."""
        amount = keys.sums[0][cell_key] * lines.conversion[cell_line]
        if split is not None:
            amount *= split.share
        factor = lines.kgco2e[cell_line]
        own = np.isnan(factor)
        if own.any():
            weighted = keys.sums[1][cell_key[own]]
            unweighted = keys.sums[0][cell_key[own]]
            factor[own] = np.divide(weighted, unweighted, out=np.zeros(len(weighted)), where=unweighted > 0)
        tco2e = amount * factor / 1000.0
        return cls(
            gwp, factors, data, keys, lines, cell_key, cell_line, amount, factor, tco2e, split, boundary, coverage
        )

    @property
    def version(self) -> str:
        """Return the version of ghgcalc that calculated this."""
        return __version__

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
            coded = self._lines.coded(name, self.factors.frame["factor_id"]).take(self._cell_line)
        elif name == "activity_category":
            coded = self._activity_category()
        elif name == "instrument" and self._split is not None:
            coded = self._split.instrument
        elif name in (*FACTOR_KEY, *REPORTING_KEY):
            coded = self._keys.columns[name].take(self._cell_key)
        else:
            options = closest(name, CELL_COLUMNS) or list(CELL_COLUMNS)
            raise DataError([Problem("unknown_column", name, params={"options": ", ".join(options)})])
        self._coded[name] = coded
        return coded

    def _activity_category(self) -> Coded:
        """Return the category of the activity itself, before its upstream was split off to 3.3."""
        category = self._column("category")
        upstream = list(CATEGORY_LABELS).index("3.3")
        own = category.codes != upstream
        place, places = self._cell_key, len(self._keys)
        if self._split is not None:
            place, places = self._split.part, int(self._split.part.max(initial=-1)) + 1
        of_place = np.full(places, upstream, np.int64)
        of_place[place[own]] = category.codes[own]
        return Coded(of_place[place], category.labels)

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

    @property
    def missing_methods(self) -> tuple[tuple[int, Scope2Method], ...]:
        """Return (year, method) for which some of scope 2, also that of others, is only known by the other method."""
        return tuple(sorted({(year, method) for year, method, _ in self._method_gaps}))

    @cached_property
    def _method_gaps(self) -> frozenset[tuple[int, Scope2Method, int]]:
        """Return (year, method, scope) of purchased energy that is only known by the other method."""
        return method_gaps({name: self._column(name) for name in GAP_COLUMNS})

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
        self._require_method(scope2, year, scope)
        return float(self._tco2e[wanted].sum())

    def _require_method(self, scope2: str, year: int | None, scope: int | None = None) -> None:
        """Refuse a sum in which scope 2 would be missing: it is never 0."""
        for gap_year, method, gap_scope in sorted(self._method_gaps):
            if method == scope2 and year in (None, gap_year) and scope in (None, gap_scope):
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

    def by_gas(self, *columns: str, scope2: str, year: int | None = None) -> pd.DataFrame:
        """Return the emissions per gas: CO2, CH4, N2O, HFC, PFC, SF6, NF3, other gases, and what is not split.

        Parameters
        ----------
        *columns : str
            Columns of the cells, such as ``"scope"``.
        scope2 : {"location", "market"}
            Scope 2 method; there is no default.
        year : int, optional
            One year only.

        Returns
        -------
        DataFrame
            The columns, `gas`, `tonnes` of the gas (nan where not split) and `tco2e`; `tco2e` adds up to `total`.
            `difference` is what rounding by a publisher leaves between a factor and its gases.

        Raises
        ------
        DataError
            If the year or a column is not there, or scope 2 is only known by the other method.
        """
        self._require_method(scope2, year)
        found = tonnes_by_gas(self, np.flatnonzero(self._chosen(scope2, year, None)))
        return summed(found, self._labels_of(columns, found), "gas")

    def outside_scopes(self, *columns: str, scope2: str, year: int | None = None) -> pd.DataFrame:
        """Return what stands outside the scopes and is never netted: biogenic CO2, land-use change CO2, removals.

        Parameters
        ----------
        *columns : str
            Columns of the cells, such as ``"category"``.
        scope2 : {"location", "market"}
            Scope 2 method; there is no default.
        year : int, optional
            One year only.

        Returns
        -------
        DataFrame
            The columns, `line`, `tco2` (nan where no factor publishes it) and `unpublished_tco2e`, the emissions whose
            factor does not say.

        References
        ----------
        .. [1] GHG Protocol, "Scope 3 Standard" (2011), section 6.4, p. 61.
        """
        self._require_method(scope2, year)
        found = outside_tonnes(self, np.flatnonzero(self._chosen(scope2, year, None)))
        return summed(found, self._labels_of(columns, found), "line")

    def _labels_of(self, columns: tuple[str, ...], found: pd.DataFrame) -> pd.DataFrame:
        cells = found["cell"].to_numpy()
        return pd.DataFrame(
            {column: self._column(column).take(cells).column() for column in columns}, index=found.index
        )

    def cell_factors(self, cells: Ints) -> Ints:
        """Return the row of the factor frame behind some cells; -1 where the rows carry factor or tonnes themselves."""
        return self._lines.factor[self._cell_line[cells]]

    def cell_amounts(self, cells: Ints) -> tuple[Floats, Floats]:
        """Return the amount of some cells, in units of their factor, and their emissions [tCO2e]."""
        return self._amount[cells], self._tco2e[cells]

    @property
    def scope2_quality(self) -> pd.DataFrame:
        """Return every electricity contract with the eight quality criteria, accepted and refused kWh, and why.

        Volumes are those of the whole entities, before the consolidation approach takes its share.

        References
        ----------
        .. [1] GHG Protocol, "Scope 2 Guidance" (2015), table 7.1.
        """
        return quality_frame(self._keys, self._coverage)

    @property
    def electricity(self) -> pd.DataFrame:
        """Return the electricity per year and entity: purchased, own generation, exported and resold [kWh]."""
        return electricity_balance(self._keys)

    @property
    def lines(self) -> pd.DataFrame:
        """Return the audit trail: every row × emission line with factor, source and tonnes."""
        return self._audit_trail.copy(deep=False)

    @cached_property
    def _audit_trail(self) -> pd.DataFrame:
        cell, row = rows_of_cells(self._data, self._keys, self._cell_key)
        share = None if self._split is None else self._split.share[cell]
        return audit_trail(self._frame(cell), row, self._data, self._lines.take(self._cell_line[cell]), share)

    @cached_property
    def caveats(self) -> pd.DataFrame:
        """Return what a reader must know before trusting the total: code, text_en, text_nl, share."""
        from ghgcalc.inventory.caveats import caveats_of

        return caveats_of(self)

    @cached_property
    def input_hash(self) -> str:
        """Return a fingerprint of the activity data as they were summed per key, with boundary and contracts."""
        digest = hashlib.sha256()
        for name, coded in self._keys.columns.items():
            digest.update(name.encode() + "\x1f".join(map(str, coded.values())).encode())
        for sums in self._keys.sums:
            digest.update(np.ascontiguousarray(sums).tobytes())
        for given in (self.boundary, self._coverage):
            if given is not None:
                digest.update(given.fingerprint.encode())
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
