"""Checks a frame of emission factors that a user made, and brings it into the form of the factor frame."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ghgcalc.coded import encode
from ghgcalc.errors import ProblemLog
from ghgcalc.factors.columns import (
    COLUMNS,
    NUMBER_COLUMNS,
    OPTIONAL_NUMBERS,
    OUTSIDE_COLUMNS,
    RANGE_COLUMNS,
    TEXT_COLUMNS,
    YEAR_COLUMNS,
)
from ghgcalc.factors.regions import find_region
from ghgcalc.factors.uncertainty import uncertainty_problems
from ghgcalc.gwp_sets import METHANE_SPECIES, parse_composition
from ghgcalc.units import find_unit, unknown_unit
from ghgcalc.vocabulary import CATEGORIES, GWP_SETS, SCOPE2_METHODS, scope_of, vocabulary_problem


def checked_frame(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return a user's factors with every column of the factor frame.

    Parameters
    ----------
    frame : DataFrame
        As `EmissionFactors.from_frame` takes it.
    name : str
        Name of the set.

    Raises
    ------
    DataError
        With every row that lacks something.
    """
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
    for column in (*NUMBER_COLUMNS, *OPTIONAL_NUMBERS, *YEAR_COLUMNS):
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
    return given[list(COLUMNS)]


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
    for column in ("kgco2", "kgch4", "kgn2o", "kgco2_biogenic", *OUTSIDE_COLUMNS):
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
    numbers, words = ["gsd", *RANGE_COLUMNS], ["pedigree", "verification"]
    stated = given[numbers].notna().any(axis=1) | (given[words] != "").any(axis=1)
    for row in np.flatnonzero(stated):
        for problem in uncertainty_problems(given.iloc[row]):
            log.add(problem.code, value=problem.value, cell=f"row {row}", **problem.params)


def _readable_gases(text: str) -> bool:
    try:
        return all(np.isfinite(mass) and mass >= 0 for mass in parse_composition(text).values())
    except ValueError:
        return False
