"""The noun `Inventory`: emission cells that answer questions, and the way back to every row and source."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from ghgcalc._version import __version__
from ghgcalc.coded import Floats, Ints, group_rows
from ghgcalc.errors import DataError, Problem
from ghgcalc.factors import EmissionFactors
from ghgcalc.gwp_sets import check_gwp_set
from ghgcalc.inventory.accounting import AccountingRulebook
from ghgcalc.inventory.activity import FACTOR_KEY, REPORTING_KEY, ActivityData
from ghgcalc.inventory.exclusions import Exclusion
from ghgcalc.inventory.gaps import GAP_COLUMNS, is_purchased_energy, method_gaps
from ghgcalc.inventory.gases import GasWeights, outside_tonnes, summed
from ghgcalc.inventory.keys import Keys
from ghgcalc.inventory.ledger import Ledger
from ghgcalc.inventory.lines import Lines
from ghgcalc.inventory.parts import PartLedger
from ghgcalc.inventory.scope2.quality import electricity_balance, quality_frame
from ghgcalc.inventory.sources import BATCH_ROWS
from ghgcalc.inventory.streaming import StreamedLedger
from ghgcalc.inventory.table import CellTable, whole_numbers
from ghgcalc.inventory.trail import audit_trail, rows_and_cells
from ghgcalc.texts import LANGUAGES, text
from ghgcalc.vocabulary import BOUNDARIES, SCOPE2_METHODS, Consolidation, Scope2Method, check_word

if TYPE_CHECKING:
    from ghgcalc.inventory.organisation import Boundary
    from ghgcalc.inventory.scope2 import Contracts
    from ghgcalc.inventory.scope2.allocation import Coverage


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
    boundary : Boundary or None
        Organisational boundary, when one was given.
    contracts : Contracts or None
        Electricity contracts, when they were given.

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
    boundary: Boundary | None = field(default=None, repr=False)
    contracts: Contracts | None = field(default=None, repr=False)
    _coverage: Coverage | None = field(default=None, repr=False)

    @cached_property
    def _table(self) -> CellTable:
        return CellTable(self._ledger, self._lines, self.factors, self.rules)

    @property
    def activity_data(self) -> ActivityData:
        """Return the checked activity data behind the cells."""
        return self._ledger.data

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
        from ghgcalc.inventory.calculate import lines_of

        edition, chosen = factors or self.factors, check_gwp_set(gwp or self.gwp)
        rematched = factors is not None
        lines = lines_of(self._ledger, edition, chosen) if rematched else self._lines.under(edition.table(chosen))
        return replace(self, factors=edition, gwp=chosen, _lines=lines)

    def activity_groups(self, *columns: str) -> Ints:
        """Return for every cell the number of its group of activity data, shape (cells,).

        Activity data are in one group when the same factors apply to them and the given reporting columns agree, so
        that their emission lines keep the same proportions; data with a supplier's own factor stand alone.

        Parameters
        ----------
        *columns : str
            Reporting columns that keep groups apart, such as ``"entity"``.
        """
        keys = self._ledger.keys
        kept = [name for name in REPORTING_KEY if name in columns]
        number, first = group_rows({name: keys.columns[name] for name in (*FACTOR_KEY, *kept)}, len(keys))
        alone = np.flatnonzero(keys.columns["supplier_unit"].where(bool))
        number[alone] = len(first) + np.arange(len(alone))
        return number[self._table.reduced.key]

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
        return self._table.frame(np.arange(len(self._table.reduced.tco2e)))

    def _chosen(self, scope2: str, year: int | None, scope: int | None = None) -> npt.NDArray[np.bool_]:
        """Return which emission lines count."""
        method = self._check_method(scope2)
        wanted = self._table.line_column("scope2_method").where(lambda label: label in ("", method))
        if year is not None:
            if year not in self.years:
                options = ", ".join(map(str, self.years))
                raise DataError([Problem("unknown_year", year, params={"options": options})])
            wanted &= self._table.line_column("year").where(lambda label: label == year)
        if scope is not None:
            wanted &= self._table.line_column("scope").where(lambda label: label == scope)
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
        energy = self._table.line_column("category").where(is_purchased_energy)
        energy &= self._table.line_column("scope2_method").where(bool)
        return method_gaps(self._table.sums(GAP_COLUMNS, energy).columns) if energy.any() else frozenset()

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
        if boundary != "optional":
            self._require_method(scope2, year, scope)
        if boundary is None and (found := self._table.sums_of_rows((), wanted)) is not None:
            return math.fsum(found.sums[0])
        cells = wanted[self._table.reduced.line]
        if boundary is not None:
            check_word("boundary", boundary, BOUNDARIES)
            cells &= self._table.column("boundary").where(lambda label: label == boundary)
        return math.fsum(self._table.reduced.tco2e[cells])

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
        found = self._table.sums(columns, self._chosen(scope2, year))
        return whole_numbers(
            pd.DataFrame({name: found.columns[name].column() for name in columns} | {"tco2e": found.sums[0]})
        )

    @property
    def _whole_keys(self) -> Keys:
        """Return the keys before contracts and boundary split them."""
        return self._ledger.whole.keys if isinstance(self._ledger, PartLedger) else self._ledger.keys

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
        wanted = self._chosen(scope2, year)
        gases = GasWeights.of(self.factors.gas_split(self.gwp), self._lines, wanted)
        return whole_numbers(gases.frame(self._table.sums(columns, wanted, gases.weights)))

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
        found = outside_tonnes(self, np.flatnonzero(self._chosen(scope2, year)[self._table.reduced.line]))
        cells = found["cell"].to_numpy()
        labels = {column: self._table.column(column).take(cells).column() for column in columns}
        return summed(found, pd.DataFrame(labels, index=found.index))

    def cell_factors(self, cells: Ints) -> Ints:
        """Return the row of the factor frame behind some cells; -1 where the rows carry factor or tonnes themselves."""
        return self._lines.factor[self._table.reduced.line[cells]]

    def cell_amounts(self, cells: Ints) -> tuple[Floats, Floats]:
        """Return the amount of some cells, in units of their factor, and their emissions [tCO2e]."""
        return self._table.reduced.amount[cells], self._table.reduced.tco2e[cells]

    @property
    def scope2_quality(self) -> pd.DataFrame:
        """Return every electricity contract with the eight quality criteria, accepted and refused kWh, and why.

        Volumes are those of the whole entities, before the consolidation approach takes its share.

        References
        ----------
        .. [1] GHG Protocol, "Scope 2 Guidance" (2015), table 7.1.
        """
        return quality_frame(self._whole_keys, self._coverage)

    @property
    def electricity(self) -> pd.DataFrame:
        """Return the electricity per year and entity: purchased, own generation, exported and resold [kWh]."""
        return electricity_balance(self._whole_keys)

    @property
    def lines(self) -> pd.DataFrame:
        """Return the audit trail: every row × emission line with factor, source and tonnes."""
        return self._audit_trail.copy(deep=False)

    @property
    def line_cells(self) -> Ints | None:
        """Return the position in `cells` of every line of `lines`, shape (lines,); None when the rows were streamed."""
        if isinstance(self._ledger, StreamedLedger):
            return None
        return rows_and_cells(self._ledger, self._table.reduced, slice(0, len(self._ledger.data.amounts)))[1]

    @cached_property
    def _audit_trail(self) -> pd.DataFrame:
        return self._trail(slice(0, len(self._ledger.data.amounts)))

    def _trail(self, rows: slice) -> pd.DataFrame:
        return audit_trail(self._ledger, self._lines, self._table.reduced, self._table.frame, rows)

    def line_batches(self) -> Iterator[pd.DataFrame]:
        """Yield the audit trail batch by batch, for rows that are too many to hold at once; see `write_lines`."""
        from ghgcalc.inventory.calculate import lines_of

        if not isinstance(self._ledger, StreamedLedger):
            size = len(self._ledger.data.amounts)
            for start in range(0, size, BATCH_ROWS):
                yield self._trail(slice(start, min(start + BATCH_ROWS, size)))
            return
        for part in self._ledger.parts():
            ledger = Ledger(part)
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
        """Return a fingerprint of the activity data as they were summed per key, with boundary and contracts."""
        digest = hashlib.sha256()
        keys = self._whole_keys
        for name, coded in keys.columns.items():
            digest.update(name.encode() + "\x1f".join(map(str, coded.values())).encode())
        for sums in keys.sums:
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
