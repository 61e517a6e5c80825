"""Reads an activity frame: checks it, codes its columns and gives every label its one id."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ghgcalc.coded import Coded, Floats, Ints, as_labels, code_kind, encode, encode_columns
from ghgcalc.errors import Problem, ProblemLog, closest
from ghgcalc.factors import EmissionFactors
from ghgcalc.factors.activities import activities, activity_name, find_activity
from ghgcalc.factors.regions import find_region, unknown_region
from ghgcalc.inventory.amounts import Amounts, SupplierFactors
from ghgcalc.inventory.blocks import in_blocks
from ghgcalc.inventory.organisation import Boundary
from ghgcalc.inventory.organisation.row_shares import check_one_boundary, owned_shares
from ghgcalc.inventory.ratings import rating_columns, read_ratings
from ghgcalc.texts import LANGUAGES
from ghgcalc.units import conversion_factor, find_unit, unit_dimension, units, unknown_unit
from ghgcalc.vocabulary import (
    BOUNDARIES,
    CATEGORIES,
    DATA_TYPES,
    DRAFT_CATEGORIES,
    SCOPE2_METHODS,
    SCOPE_TOTALS,
    vocabulary_problem,
)

#: Columns that decide which factor applies.
FACTOR_KEY = ("year", "activity", "region", "unit", "category", "instrument", "scope2_method", "supplier_unit")
#: Columns that only say where the result is shown.
REPORTING_KEY = (
    "company", "entity", "site", "data_type", "quality", "tier", "material", "process", "energy_carrier", "mode",
    "product", "boundary", "supplier",
)  # fmt: skip
#: Reporting columns that hold one text per row.
_TAGS = tuple(name for name in REPORTING_KEY if name not in ("quality", "supplier"))
#: Reporting columns whose words come from a closed list.
_CLOSED: dict[str, tuple[str, ...]] = {"data_type": DATA_TYPES, "boundary": BOUNDARIES}
_LABELLED = ("activity", "region", "unit", "category", "scope2_method", "instrument", *_TAGS)
#: Columns besides the amounts that a row may have and that the calculation reads.
LABEL_COLUMNS = ("year", *_LABELLED, *rating_columns(), "supplier_factor_unit", "ownership_share")
#: Columns that say where a row comes from.
TRACE_COLUMNS = ("file", "sheet", "cell")
REQUIRED = ("year", "activity", "value", "unit")
#: Rows that one problem lists at the most.
_ROWS_SHOWN = 50


@dataclass(frozen=True)
class ActivityData:
    """A checked activity frame, coded column by column.

    Parameters
    ----------
    frame : DataFrame
        The rows as given.
    columns : mapping of str to Coded
        Key columns with ids as labels.
    amounts : Amounts
        What every row amounts to, in the unit of its key.
    first_row : int
        Number of the first row, where rows come in batches.
    """

    frame: pd.DataFrame
    columns: Mapping[str, Coded]
    amounts: Amounts
    first_row: int = 0

    def locate(self, problem: Problem, rows: np.ndarray[Any, Any]) -> list[Problem]:
        """Repeat a problem for the rows it concerns, each with its sheet and cell."""
        shown = rows[:_ROWS_SHOWN]
        sheets, cells = (
            [""] * len(shown),
            [f"row {row + self.first_row}" if len(self.frame) > 1 else "" for row in shown],
        )
        if "sheet" in self.frame:
            sheets = self.frame["sheet"].iloc[shown].astype(str).tolist()
        if "cell" in self.frame:
            cells = self.frame["cell"].iloc[shown].astype(str).tolist()
        return [problem.at(sheet, cell) for sheet, cell in zip(sheets, cells, strict=True)]


def read_activity(
    frame: pd.DataFrame,
    factors: EmissionFactors,
    *,
    region: str | None,
    consolidation: str | None,
    source: str,
    first_row: int = 0,
    extra_categories: tuple[str, ...] = (),
    boundary: Boundary | None = None,
    contracts: frozenset[str] = frozenset(),
) -> ActivityData:
    """Check and code an activity frame.

    `first_row` is the number of its first row, for messages; `contracts` are the names that the column instrument may
    hold.

    Raises
    ------
    DataError
        With every row that cannot be read.
    """
    log = ProblemLog(source=source)
    for column in REQUIRED:
        if column not in frame:
            log.add("missing_column", value=column, columns=", ".join(REQUIRED))
    log.raise_if_any()
    if not len(frame):
        log.add("no_rows")
        log.raise_if_any()
    columns: dict[str, Coded] = {}
    raw = encode_columns(frame, _LABELLED)
    data = ActivityData(frame, columns, Amounts(np.zeros(0)), first_row)
    value = _numbers(frame["value"], data, log)
    columns["year"] = _years(frame["year"], data, log)
    instruments: dict[str, str] = {}
    resolve = _activity_resolver(frozenset(factors.index.activity), instruments)
    columns["activity"] = _labels("activity", raw, data, log, resolve)
    columns["unit"] = _labels("unit", raw, data, log, _resolve_unit)
    given_unit = columns["unit"]
    scale, columns["unit"] = _in_factor_units(given_unit, factors)
    columns["region"] = _labels("region", raw, data, log, lambda text: _resolve_region(text, region, factors))
    if "category" in frame and pd.api.types.is_numeric_dtype(frame["category"].dtype):
        log.add("category_number")
        log.raise_if_any()
    columns["category"] = _labels("category", raw, data, log, _category_resolver(extra_categories))
    columns["scope2_method"] = _labels("scope2_method", raw, data, log, _word_resolver("scope2_method", SCOPE2_METHODS))
    columns["instrument"] = _labels(
        "instrument", raw, data, log, lambda text: text if text in contracts else _resolve_instrument(text)
    )
    if instruments:
        _contracts_from_activities(columns, instruments)
    columns["quality"] = read_ratings(frame, lambda problem, rows: log.extend(data.locate(problem, rows)))
    for name in _TAGS:
        check = _word_resolver(name, _CLOSED[name]) if name in _CLOSED else str
        columns[name] = _labels(name, raw, data, log, check)
    supplier = _supplier(frame, columns, data, log)
    share = owned_shares(frame, consolidation, data.locate, log) if boundary is None else None
    if boundary is not None:
        check_one_boundary(frame, boundary, consolidation, log)
    log.raise_if_any()
    ordered = {name: columns[name] for name in (*FACTOR_KEY, *REPORTING_KEY)}
    unit = None if scale is None else given_unit.codes
    return ActivityData(frame, ordered, Amounts(value, unit, scale, share, supplier), first_row)


def _numbers(column: pd.Series, data: ActivityData, log: ProblemLog) -> Floats:
    """Return a column as numbers, and report what is none, infinite or negative."""
    value = _floats(column)
    if not np.isfinite(value.sum()):
        _report("not_a_number", np.flatnonzero(~np.isfinite(value)), column, data, log)
    if not value.min(initial=0.0) >= 0.0:  # negative, or nan
        _report("negative_value", np.flatnonzero(value < 0), column, data, log)
    return value


def _given_numbers(column: pd.Series, data: ActivityData, log: ProblemLog) -> tuple[Ints, Floats]:
    """Return which rows of a column are filled in, and their numbers."""
    value = _floats(column)
    filled = in_blocks(len(value), lambda rows: np.flatnonzero(~np.isnan(value[rows])) + rows.start)
    rows = np.concatenate([np.zeros(0, np.int64), *filled])
    if not pd.api.types.is_numeric_dtype(column.dtype):
        wrong = np.isnan(value) & ~column.isna().to_numpy() & (column.astype(str) != "").to_numpy()
        _report("not_a_number", np.flatnonzero(wrong), column, data, log)
    found = value[rows]
    _report("not_a_number", rows[np.isinf(found)], column, data, log)
    _report("negative_value", rows[found < 0], column, data, log)
    return rows, found


def _floats(column: pd.Series) -> Floats:
    if isinstance(column.dtype, np.dtype) and column.dtype.kind == "f":
        return column.to_numpy(np.float64)
    number = column if pd.api.types.is_numeric_dtype(column.dtype) else pd.to_numeric(column, errors="coerce")
    return number.to_numpy(np.float64, na_value=np.nan)


def _report(code: str, rows: Ints, column: pd.Series, data: ActivityData, log: ProblemLog) -> None:
    for row in rows:
        log.extend(data.locate(Problem(code, column.iloc[row]), np.array([row])))


def _in_factor_units(unit: Coded, factors: EmissionFactors) -> tuple[Floats | None, Coded]:
    """Read amounts in a unit that no factor uses (g, t) in one that factors use (kg), so that keys stay few.

    Returns the factor for every label of `unit`, None when each is 1, and the units to which they lead.
    """
    used = {unit_dimension(label): label for label in reversed(factors.index.unit.labels)}
    known = [label in units() for label in unit.labels]
    per = [
        label if not is_unit or label in factors.index.unit.labels else used.get(unit_dimension(label), label)
        for label, is_unit in zip(unit.labels, known, strict=True)
    ]
    scale = np.array([conversion_factor(a, b) if a != b else 1.0 for a, b in zip(unit.labels, per, strict=True)])
    return (None, unit) if np.all(scale == 1.0) else (scale, unit.relabel(per))


def _years(column: pd.Series, data: ActivityData, log: ProblemLog) -> Coded:
    if pd.api.types.is_integer_dtype(column.dtype) and (isinstance(column.dtype, np.dtype) or not column.isna().any()):
        coded = encode(column)
    else:
        coded = encode(column.astype(object))
        years = [_year(label) for label in coded.labels]
        for code, year in enumerate(years):
            if year is None:
                rows = np.flatnonzero(coded.codes == code)
                log.extend(data.locate(Problem("not_a_year", coded.labels[code]), rows))
        coded = coded.relabel([year if year is not None else -1 for year in years])
    for code, year in enumerate(coded.labels):
        if not 1990 <= int(year) <= 2100 and year != -1:
            log.extend(data.locate(Problem("not_a_year", year), np.flatnonzero(coded.codes == code)))
    return coded


def _year(label: object) -> int | None:
    try:
        number = float(str(label))
    except ValueError:
        return None
    return int(number) if number.is_integer() else None


def _labels(
    name: str, raw: Mapping[str, Coded], data: ActivityData, log: ProblemLog, resolve: Callable[[str], str | Problem]
) -> Coded:
    """Code a text column and replace every label by its id; an unknown label is a problem of all its rows."""
    if name not in raw:
        found = resolve("")
        label = "" if isinstance(found, Problem) else found
        return Coded.constant(label, len(data.frame))
    coded = raw[name]
    ids: list[str] = []
    for code, label in enumerate(coded.labels):
        found = resolve("" if label is None or label != label else str(label).strip())
        if isinstance(found, Problem):
            rows = np.flatnonzero(coded.codes == code)
            log.extend(data.locate(found, rows))
            found = str(label)
        ids.append(found)
    return coded.relabel(ids)


def _activity_resolver(known: frozenset[str], instruments: dict[str, str]) -> Callable[[str], str | Problem]:
    from ghgcalc.factors.search import suggest_activities

    def resolve(text: str) -> str | Problem:
        if text in known or text == "reported":
            found: str | None = text
        else:
            found = find_activity(text)
        listed = activities().get(found or "")
        if listed and listed.instrument_of:
            instruments[listed.activity] = listed.instrument_of
            return listed.activity
        if found:
            return found
        near = suggest_activities(text, known) or closest(text, known)
        if not near:
            return Problem("no_activity_guess", text)
        options = {f"options_{language}": ", ".join(activity_name(a, language) for a in near) for language in LANGUAGES}
        return Problem("unknown_activity", text, params=options)

    return resolve


def _contracts_from_activities(columns: dict[str, Coded], instruments: Mapping[str, str]) -> None:
    """Read "green electricity" as electricity under that contract, so that both scope 2 methods exist."""
    activity, contract = columns["activity"], columns["instrument"]
    chosen = activity.relabel([label if label in instruments else "" for label in activity.labels]).values()
    written = contract.values()
    columns["instrument"] = Coded.of(np.where(written != "", written, chosen))
    columns["activity"] = activity.relabel([instruments.get(label, label) for label in activity.labels])


def _resolve_unit(text: str) -> str | Problem:
    return find_unit(text) or unknown_unit(text)


def _resolve_region(text: str, default: str | None, factors: EmissionFactors) -> str | Problem:
    if not text:
        return default or ""
    if text in factors.index.region.labels:
        return text
    return find_region(text) or unknown_region(text)


def _resolve_instrument(text: str) -> str | Problem:
    if not text:
        return ""
    found = find_activity(text) or find_activity(f"energy.electricity.{text}")
    if found and activities()[found].instrument_of:
        return found
    products = [a for a in activities().values() if a.instrument_of]
    options = {f"options_{language}": ", ".join(a.name(language) for a in products) for language in LANGUAGES}
    return Problem("unknown_instrument", text, params=options)


def _word_resolver(column: str, allowed: tuple[str, ...]) -> Callable[[str], str | Problem]:
    def resolve(text: str) -> str | Problem:
        return text if not text or text in allowed else vocabulary_problem(column, text, allowed)

    return resolve


def _category_resolver(extra: tuple[str, ...]) -> Callable[[str], str | Problem]:
    check = _word_resolver("category", (*CATEGORIES, *extra, *SCOPE_TOTALS))

    def resolve(text: str) -> str | Problem:
        return Problem("draft_category", text) if text in DRAFT_CATEGORIES and text not in extra else check(text)

    return resolve


def _supplier(
    frame: pd.DataFrame, columns: dict[str, Coded], data: ActivityData, log: ProblemLog
) -> SupplierFactors | None:
    columns["supplier_unit"] = columns["supplier"] = Coded.constant("", len(frame))
    if "supplier_factor" not in frame:
        return None
    rows, factor = _given_numbers(frame["supplier_factor"], data, log)
    if not len(rows):
        return None
    if "supplier" in frame:  # only where the supplier's own factor counts, so that keys stay few
        columns["supplier"] = _only_at(rows, encode(frame["supplier"].iloc[rows]), len(frame))
    spelled = Coded.constant("", len(rows))
    if "supplier_factor_unit" in frame:
        spelled = encode(frame["supplier_factor_unit"].iloc[rows])
    scale = np.ones(len(spelled.labels))
    ids = [""] * len(spelled.labels)
    for code in np.unique(spelled.codes):
        parsed = parse_supplier_unit(str(spelled.labels[code]))
        if isinstance(parsed, Problem):
            log.extend(data.locate(parsed, rows[spelled.codes == code]))
        else:
            scale[code], ids[code] = parsed
    columns["supplier_unit"] = _only_at(rows, Coded(spelled.codes, as_labels(ids)), len(frame))
    return SupplierFactors(rows.astype(np.int32), factor * scale[spelled.codes])


def _only_at(rows: Ints, given: Coded, size: int) -> Coded:
    """Return a column that is filled in at some rows only."""
    labels = list(dict.fromkeys(["", *(given.labels[code] for code in np.unique(given.codes))]))
    place = {label: code for code, label in enumerate(labels)}
    codes = np.zeros(size, code_kind(len(labels)))
    codes[rows] = given.map(lambda label: place.get(label, 0), codes.dtype)
    return Coded(codes, as_labels(labels))


def parse_supplier_unit(text: str) -> tuple[float, str] | Problem:
    """Read the unit of a supplier's factor as (kg CO2e in its numerator, unit id of its denominator).

    Examples
    --------
    >>> parse_supplier_unit("tCO2e/t")
    (1000.0, 't')
    """
    if not text.strip():
        return Problem("supplier_unit_missing", text)
    numerator, slash, denominator = text.rpartition("/")
    mass = {None: 1.0, "kgCO2e": 1.0, "tCO2e": 1000.0, "kg": 1.0, "t": 1000.0}
    top = find_unit(numerator) if slash else None
    unit = find_unit(denominator)
    if unit is None or (slash and top not in mass) or top not in mass:
        return Problem("supplier_unit_unknown", text)
    return mass[top], unit
