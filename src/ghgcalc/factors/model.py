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
from ghgcalc.errors import DataError, Problem, ProblemLog
from ghgcalc.factors.regions import find_region
from ghgcalc.gwp import METHANE_SPECIES, kgco2e_under, parse_composition
from ghgcalc.texts import text
from ghgcalc.units import find_unit, units, unknown_unit
from ghgcalc.vocabulary import CATEGORIES, GWP_SETS, SCOPE2_METHODS, SCOPE_TOTALS, scope_of, vocabulary_problem

if TYPE_CHECKING:
    from ghgcalc.factors.index import FactorIndex

TEXT_COLUMNS = (
    "factor_id", "activity", "region", "unit", "gases", "ch4_origin", "gwp_set", "category", "stage", "scope2_method",
    "quality", "source", "source_ref", "includes", "published_name", "note", "set",
)  # fmt: skip
NUMBER_COLUMNS = ("kgco2e", "kgco2", "kgch4", "kgn2o", "kgco2_biogenic", "gsd")
#: Columns of CO2 outside the scopes that a set may have beside its biogenic CO2 [kg per unit].
OUTSIDE_COLUMNS = ("kgco2_luc", "kgco2_removal")
YEAR_COLUMNS = ("valid_from", "valid_to")
COLUMNS = (
    "factor_id", "activity", "region", "valid_from", "valid_to", "unit", "kgco2e", "kgco2", "kgch4", "kgn2o", "gases",
    "ch4_origin", "kgco2_biogenic", "gwp_set", "scope", "category", "stage", "scope2_method", "gsd", "quality",
    "source", "source_ref", "includes", "published_name", "note", "set",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class EmissionFactors:
    """Emission factors and where each of them comes from.

    Parameters
    ----------
    frame : DataFrame
        One row per emission line: factor_id, activity, region, valid_from, valid_to, unit, kgco2e [kg CO2e/unit],
        the gases [kg/unit], scope, category, stage, scope2_method, source, source_ref and more (`COLUMNS`).
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
        return cls(_checked(frame, name), {name: dict(source or {})}, (name,))

    def __len__(self) -> int:
        return len(self.frame)

    def shared(self) -> EmissionFactors:
        """Return the same factors with a frame of their own, so that changing it leaves this collection alone.

        The lookup structures behind matching are shared, because nothing changes them.
        """
        other = EmissionFactors(self.frame.copy(deep=False), self.sources, self.sets)
        vars(other).update({"index": self.index, "hash": self.hash, "_tables": self._tables})
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
        for column in (*NUMBER_COLUMNS, *YEAR_COLUMNS, *outside_columns(self.frame)):
            digest.update(np.ascontiguousarray(self.frame[column].to_numpy(np.float64)).tobytes())
        return digest.hexdigest()[:16]

    @cached_property
    def index(self) -> FactorIndex:
        """Return the lookup structure behind `match_factors`."""
        from ghgcalc.factors.index import FactorIndex

        return FactorIndex.build(self)

    def table(self, gwp: str) -> FactorTable:
        """Return the factors as coded columns under one GWP set; worked out once per set."""
        if gwp not in self._tables:
            self._tables[gwp] = FactorTable.build(self.frame, gwp)
        return self._tables[gwp]

    @cached_property
    def _tables(self) -> dict[str, FactorTable]:
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
        return {**self.sources.get(row["set"], {}), "source": row["source"], "source_ref": row["source_ref"]}

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


def outside_columns(frame: pd.DataFrame) -> list[str]:
    """Return the columns of CO2 outside the scopes that a frame has beside its biogenic CO2."""
    return [column for column in OUTSIDE_COLUMNS if column in frame]


def _readable_gases(text: str) -> bool:
    try:
        return all(np.isfinite(mass) and mass >= 0 for mass in parse_composition(text).values())
    except ValueError:
        return False


def _checked(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    log = ProblemLog(source=name)
    given = frame.copy().reset_index(drop=True)
    if "year" in given:
        for column in YEAR_COLUMNS:
            given[column] = given.get(column, given["year"])
    required = ("factor_id", "activity", "region", "unit", "kgco2e", "category", *YEAR_COLUMNS)
    for column in required:
        if column not in given:
            log.add("missing_column", value=column, columns=", ".join(required))
    log.raise_if_any()
    given["set"] = name
    for column in TEXT_COLUMNS:
        values = given[column] if column in given else pd.Series("", index=given.index)
        given[column] = values.astype(object).where(values.notna(), "").astype(str)
    for column in (*NUMBER_COLUMNS, *YEAR_COLUMNS, *outside_columns(given)):
        values = given[column] if column in given else pd.Series(np.nan, index=given.index)
        given[column] = pd.to_numeric(values, errors="coerce").astype(np.float64)
    regions = {label: find_region(label) or label.strip() for label in given["region"].unique()}
    given["region"] = given["region"].map(regions)
    _check_rows(given, log)
    scopes = (
        pd.to_numeric(given["scope"], errors="coerce") if "scope" in given else pd.Series(np.nan, index=given.index)
    )
    log.raise_if_any()
    follows = encode(given["category"]).map(scope_of)
    for row in np.flatnonzero(scopes.notna().to_numpy() & (scopes.to_numpy(np.float64) != follows)):
        name = given["category"].iloc[row]
        log.add("scope_contradicts", value=given["scope"].iloc[row], cell=f"row {row}", name=name)
    log.raise_if_any()
    given["scope"] = follows
    for column in YEAR_COLUMNS:
        given[column] = given[column].astype(np.int64)
    return given[[*COLUMNS, *outside_columns(given)]]


def _check_rows(given: pd.DataFrame, log: ProblemLog) -> None:
    def each(wrong: npt.NDArray[np.bool_], code: str, of: str, **params: Any) -> None:
        for row in np.flatnonzero(wrong):
            log.add(code, value=given[of].iloc[row], cell=f"row {row}", **params)

    coded = encode(given["unit"])
    spelled = [find_unit(label) for label in coded.labels]
    for label, unit in zip(coded.labels, spelled, strict=True):
        if unit is None:
            each(
                coded.where(lambda other, label=label: other == label),
                "unknown_unit",
                "unit",
                **unknown_unit(label).params,
            )
    given["unit"] = coded.relabel([unit or label for unit, label in zip(spelled, coded.labels, strict=True)]).values()
    for column, allowed in (("category", CATEGORIES), ("scope2_method", ("", *SCOPE2_METHODS))):
        for label in given[column].unique():
            if label not in allowed:
                problem = vocabulary_problem(column, label, [word for word in allowed if word])
                each((given[column] == label).to_numpy(bool), problem.code, column, **problem.params)
    value = given["kgco2e"].to_numpy(np.float64)
    each(~np.isfinite(value), "blank_factor", "factor_id")
    each(value < 0, "negative_factor", "kgco2e")
    each(~(given["valid_from"] <= given["valid_to"]).to_numpy(bool), "bad_validity", "factor_id")
    each(given["factor_id"].duplicated().to_numpy(bool), "duplicate_factor", "factor_id")
    line = ["activity", "region", "valid_from", "valid_to", "unit", "category", "stage", "scope2_method"]
    each(given.duplicated(line).to_numpy(bool), "duplicate_line", "factor_id")
    for column in ("factor_id", "activity"):
        each((given[column] == "").to_numpy(bool), "blank_in_factors", column, name=column)
    for column in ("kgco2", "kgch4", "kgn2o", "kgco2_biogenic", *outside_columns(given)):
        each((given[column] < 0).to_numpy(bool), "negative_factor", column)
    for column in YEAR_COLUMNS:
        years = given[column].to_numpy(np.float64)
        each(~((years >= 1900) & (years <= 2200) & (years % 1 == 0)), "bad_validity", "factor_id")
    for column, allowed in (("gwp_set", ("", *GWP_SETS)), ("ch4_origin", tuple(METHANE_SPECIES))):
        for label in given[column].unique():
            if label not in allowed:
                problem = vocabulary_problem(column, label, [word for word in allowed if word])
                each((given[column] == label).to_numpy(bool), problem.code, column, **problem.params)
    unreadable = {label for label in given["gases"].unique() if not _readable_gases(label)}
    each(given["gases"].isin(unreadable).to_numpy(bool), "gases_unreadable", "gases")
