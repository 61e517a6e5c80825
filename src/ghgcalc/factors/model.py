"""The noun `EmissionFactors`: a checked table of emission factors with the source of every row."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ghgcalc.coded import Coded, Codes, Floats, encode
from ghgcalc.errors import DataError, Problem
from ghgcalc.factors.columns import (
    COLUMNS,
    NUMBER_COLUMNS,
    OPTIONAL_COLUMNS,
    OPTIONAL_NUMBERS,
    OUTSIDE_COLUMNS,
    YEAR_COLUMNS,
)
from ghgcalc.factors.own_frame import checked_frame
from ghgcalc.factors.uncertainty import uncertainty_columns
from ghgcalc.gwp_sets import kgco2e_under
from ghgcalc.texts import text
from ghgcalc.units import units
from ghgcalc.vocabulary import CATEGORIES, SCOPE2_METHODS, SCOPE_TOTALS

if TYPE_CHECKING:
    from ghgcalc.factors.gas_split import GasSplit
    from ghgcalc.factors.index import FactorIndex


@dataclass(frozen=True, eq=False)
class EmissionFactors:
    """Emission factors and where each of them comes from.

    Parameters
    ----------
    frame : DataFrame
        One row per emission line: factor_id, activity, region, valid_from, valid_to, unit, kgco2e [kg CO2e/unit],
        the gases [kg/unit], scope, category, stage, scope2_method, gsd (geometric standard deviation [-]), gsd_basis,
        verification, source, source_ref and more (`COLUMNS`).
    sources : mapping
        Per set: publisher, title, edition, url, licence, attribution.
    sets : tuple of str
        Names of the sets in order of preference.

    See Also
    --------
    load_factors : the bundled sets.
    """

    frame: pd.DataFrame
    sources: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    sets: tuple[str, ...] = ("own",)

    @classmethod
    def from_frame(
        cls, frame: pd.DataFrame, *, name: str = "own", source: Mapping[str, Any] | None = None
    ) -> EmissionFactors:
        """Make emission factors from a frame of your own.

        Parameters
        ----------
        frame : DataFrame
            Needs factor_id, activity, region, unit, kgco2e, category, and `year` or valid_from and valid_to;
            scope follows from the category. Every other column of the factor frame may be there.
        name : str
            Name of the set.
        source : mapping, optional
            Publisher, title, edition, url and licence, for the audit trail.

        Raises
        ------
        DataError
            With every row that lacks something: unknown unit, category outside the list, blank or negative value.

        Examples
        --------
        >>> import pandas as pd
        >>> factors = EmissionFactors.from_frame(pd.DataFrame({
        ...     "factor_id": ["a"], "activity": ["gas"], "region": ["NL"], "year": [2025], "unit": ["Nm3"],
        ...     "kgco2e": [1.779], "scope": [1], "category": ["1.stationary"]}))
        >>> len(factors)
        1
        """
        about = dict(source or {})
        checked = checked_frame(frame, name)
        return cls(checked.assign(**uncertainty_columns(checked, about)), {name: about}, (name,))

    @classmethod
    def of_set(cls, frame: pd.DataFrame, name: str, about: Mapping[str, Any]) -> EmissionFactors:
        """Make emission factors of a set as it stands in its ``factors.csv`` and ``source.toml``."""
        values: dict[str, Any] = {str(column): frame[column] for column in frame}
        for column in OPTIONAL_COLUMNS:
            blank: Any = (np.nan, np.float64) if column in OPTIONAL_NUMBERS else ("", object)
            values.setdefault(column, np.full(len(frame), *blank))
        values["scope"] = np.array([int(scope or 0) for scope in values["scope"]], np.int64)
        values["set"] = np.full(len(frame), name, object)
        values |= uncertainty_columns({**values, "activity": values["activity"].to_numpy(object)}, about)
        return cls(pd.DataFrame({c: values[c] for c in COLUMNS}), {name: dict(about)}, (name,))

    def __len__(self) -> int:
        return len(self.frame)

    def shared(self) -> EmissionFactors:
        """Return the same factors with a frame of their own, so that changing it leaves this collection alone.

        The lookup structures behind matching are shared, because nothing changes them.
        """
        other = EmissionFactors(self.frame.copy(deep=False), self.sources, self.sets)
        vars(other).update(
            {
                "index": self.index,
                "hash": self.hash,
                "_tables": self._tables,
                "_extended": self._extended,
                "_gas_splits": self._gas_splits,
            }
        )
        return other

    def combine(self, other: EmissionFactors) -> EmissionFactors:
        """Return both collections as one; this one is preferred where both hold an activity."""
        return combine_factors([self, other])

    @cached_property
    def hash(self) -> str:
        """Return a fingerprint of ids and values, stable between runs and machines."""
        digest = hashlib.sha256()
        for column in ("factor_id", "activity", "region", "unit", "category", "stage", "scope2_method"):
            digest.update("\x1f".join(self.frame[column].to_numpy(object)).encode())
        for column in (*NUMBER_COLUMNS, *YEAR_COLUMNS, *OUTSIDE_COLUMNS):
            digest.update(np.ascontiguousarray(self.frame[column].to_numpy(np.float64)).tobytes())
        return digest.hexdigest()[:16]

    @cached_property
    def index(self) -> FactorIndex:
        """Return the lookup structure behind `match_factors`."""
        from ghgcalc.factors.index import FactorIndex

        return FactorIndex.build(self)

    @cached_property
    def category_of(self) -> dict[str, str]:
        """Return the category of every activity, that of its first factor."""
        first = self.frame.drop_duplicates("activity")
        return dict(zip(first["activity"], first["category"], strict=True))

    def table(self, gwp: str) -> FactorTable:
        """Return the factors as coded columns under one GWP set; worked out once per set."""
        if gwp not in self._tables:
            self._tables[gwp] = FactorTable.build(self.frame, gwp)
        return self._tables[gwp]

    @cached_property
    def _tables(self) -> dict[str, FactorTable]:
        return {}

    def gas_split(self, gwp: str) -> GasSplit:
        """Return the gases behind the factors under one GWP set; worked out once per set."""
        from ghgcalc.factors.gas_split import GasSplit

        if gwp not in self._gas_splits:
            self._gas_splits[gwp] = GasSplit.build(self.frame, self.table(gwp).kgco2e, gwp)
        return self._gas_splits[gwp]

    @cached_property
    def _gas_splits(self) -> dict[str, GasSplit]:
        return {}

    def with_processes(self) -> EmissionFactors:
        """Return these factors and the textile processes that can be derived from them; worked out once."""
        from ghgcalc.factors.derived import processes, with_processes

        if "processes" not in self._extended:
            try:
                self._extended["processes"] = with_processes(self, processes())
            except DataError:  # no electricity or fuel to derive a process from
                return self
        return self._extended["processes"]

    @cached_property
    def _extended(self) -> dict[str, EmissionFactors]:
        return {}

    def source_of(self, factor_id: str) -> dict[str, Any]:
        """Return publisher, edition, table or cell, URL and licence of one factor.

        Raises
        ------
        DataError
            If no factor has that id.
        """
        rows = self.frame[self.frame["factor_id"] == factor_id]
        if rows.empty:
            from ghgcalc.errors import closest

            near = closest(factor_id, self.frame["factor_id"]) or list(self.frame["factor_id"].head(3))
            raise DataError([Problem("unknown_factor", factor_id, params={"options": ", ".join(near)})])
        row = rows.iloc[0]
        about = {**self.sources.get(row["set"], {}), "source": row["source"], "source_ref": row["source_ref"]}
        return {**about, "verification": row["verification"], **({"url": row["url"]} if row["url"] else {})}

    def __repr__(self) -> str:
        lines = [text("factors.repr", "en", rows=len(self), activities=self.frame["activity"].nunique())]
        for name, rows in self.frame.groupby("set", sort=False):
            about = self.sources.get(str(name), {})
            years = f"{int(rows['valid_from'].min())}-{int(rows['valid_to'].max())}"
            lines.append(f"  {name:26} {len(rows):6d}  {years}  {about.get('publisher', '')}")
        return "\n".join(lines)


@dataclass(frozen=True, eq=False)
class FactorTable:
    """The factor frame as coded columns under one GWP set, each of shape (factors,)."""

    category: Codes
    method: Codes
    unit: Codes
    stage: Coded
    kgco2e: Floats
    kgco2_biogenic: Floats
    gsd: Floats
    in_gwp_set: npt.NDArray[np.bool_]

    @classmethod
    def build(cls, frame: pd.DataFrame, gwp: str) -> FactorTable:
        """Code the columns of a factor frame; category, method and unit by the order of their vocabularies."""
        kgco2e, in_set = kgco2e_under(frame, gwp)
        orders = {
            "category": [*CATEGORIES, *SCOPE_TOTALS],
            "scope2_method": ["", *SCOPE2_METHODS],
            "unit": list(units()),
        }
        codes = {
            name: encode(frame[name]).map(lambda label, order=order: order.index(label) if label in order else -1)
            for name, order in orders.items()
        }
        return cls(
            codes["category"], codes["scope2_method"], codes["unit"], encode(frame["stage"]), kgco2e,
            frame["kgco2_biogenic"].to_numpy(np.float64), frame["gsd"].to_numpy(np.float64), in_set,
        )  # fmt: skip


def combine_factors(collections: Sequence[EmissionFactors]) -> EmissionFactors:
    """Join several collections, the preferred one first.

    Raises
    ------
    DataError
        If two sets use the same factor id.
    """
    if len(collections) == 1:
        return collections[0]
    frame = pd.concat([c.frame for c in collections], ignore_index=True)
    twice = frame.loc[frame["factor_id"].duplicated(), "factor_id"]
    if len(twice):
        raise DataError([Problem("duplicate_factor", value) for value in twice.head(20)])
    sources = {name: about for c in collections for name, about in c.sources.items()}
    return EmissionFactors(frame, sources, tuple(dict.fromkeys(name for c in collections for name in c.sets)))
