"""Rules that look at more than one cell: years, contracts, methods, growth, duplicates."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from ghgcalc.base_year import events
from ghgcalc.errors import Problem, ProblemLog
from ghgcalc.factors.activities import activities, activity_name, fold
from ghgcalc.schema import RATING_COLUMNS, sheet
from ghgcalc.units import unit_dimension, unit_label
from ghgcalc.workbook.tables import Table, form_cell
from ghgcalc.workbook.words import word_list

ELECTRICITY = "energy.electricity"
#: Units that kilometres per day may stand for.
DISTANCES = ("km", "pkm")


def reporting_years(form: Table, log: ProblemLog) -> range | None:
    """Return the reporting years, or None when the sheet Company does not give them."""
    first, last, base = (form.values[name][0] for name in ("first_year", "most_recent_year", "base_year"))
    if first is None or last is None:
        return None
    if first > last:
        log.add("field_year_order", value=first, sheet=form.name, cell=form_cell(form, "first_year"))
        return None
    if base is not None and not first <= base <= last:
        log.add("field_year_order", value=base, sheet=form.name, cell=form_cell(form, "base_year"))
    return range(first, last + 1)


def company_of(form: Table, years: range | None) -> dict[str, Any]:
    """Return the answers of the sheet Company by their id."""
    answers = {column.id: form.values[column.id][0] for column in form.sheet.columns}
    return {**answers, "reporting_years": tuple(years or ())}


def year_problems(table: Table, years: range | None, language: str) -> Iterator[Problem]:
    """Yield the rows whose year lies outside the reporting years."""
    if years is None:
        return
    limits: dict[str, Any] = {"first": years[0], "last": years[-1], "sheet_title": sheet("company").title[language]}
    for record, year in enumerate(table.values["year"]):
        if year is not None and year not in years:
            yield table.problem("cell_year_outside", record, "year", year, **limits)


def activity_problems(table: Table, language: str) -> Iterator[Problem]:
    """Yield what is wrong or odd in the rows of an activity sheet.

    Contracts named as an activity are moved to the column `instrument` here, so that both scope 2 methods exist.
    """
    values = table.values
    if "instrument" in values:
        yield from _contract_problems(table, language)
    if "scope2_method" in values:
        yield from _method_problems(table, language)
    if "supplier_factor" in values:
        yield from _supplier_problems(table, language)
    if table.sheet.id == "assets":
        yield from _asset_problems(table, language)
    if table.sheet.id == "commuting":
        yield from _commuting_problems(table, language)
    if "activity" in values:
        own = word_list(table.sheet.column("activity").list)
        allowed = {option.id for option in own.options}
        for record, activity in enumerate(values["activity"]):
            if activity and activity not in allowed:
                name = activity_name(activity, language)
                yield table.problem("row_activity_elsewhere", record, "activity", name, severity="warning")
    for column in table.sheet.columns:
        if column.type == "tag":
            tags = {option.id for option in word_list(column.list).options}
            for record, word in enumerate(values[column.id]):
                if word and word not in tags:
                    label = column.label[language]
                    yield table.problem("cell_own_word", record, column.id, word, severity="warning", column=label)


def duplicate_problems(table: Table) -> Iterator[Problem]:
    """Yield rows that repeat an earlier row in everything but the note and the ratings."""
    names = [column.id for column in table.sheet.columns if column.id not in ("note", *RATING_COLUMNS)]
    column = table.sheet.amount_column
    seen: dict[tuple[Any, ...], int] = {}
    for record, row in enumerate(zip(*(table.values[name] for name in names), strict=True)):
        first = seen.setdefault(row, record)  # blank numbers of a column are one object, so that they are equal
        if first != record:
            value = table.values[column][record]
            where = table.cell(first, column)
            yield table.problem("row_twice", record, column, value, severity="warning", first=where)


def assumption_problems(table: Table) -> Iterator[Problem]:
    """Yield assumptions with a code that is taken, or a value outside its own range."""
    values = table.values
    seen: dict[str, int] = {}
    for record, code in enumerate(values["assumption_id"]):
        first = seen.setdefault(code.casefold(), record)
        if code and first != record:
            where = table.cell(first, "assumption_id")
            yield table.problem("row_assumption_twice", record, "assumption_id", code, first=where)
        low, value, high = (values[name][record] for name in ("low", "value", "high"))
        if value < low or value > high or low > high:
            yield table.problem("row_assumption_range", record, "value", value, severity="warning")


def product_problems(table: Table) -> Iterator[Problem]:
    """Yield product lines that repeat the name and year of an earlier line."""
    seen: dict[tuple[Any, str], int] = {}
    for record, (year, name) in enumerate(zip(table.values["year"], table.values["product"], strict=True)):
        first = seen.setdefault((year, fold(name)), record)
        if first != record:
            where = table.cell(first, "product")
            yield table.problem("row_product_twice", record, "product", name, severity="warning", first=where)


def growth_problems(table: Table) -> Iterator[Problem]:
    """Yield growth rows without growth, with two growths, or for the same category twice."""
    values = table.values
    history = ("from_year", "from_value", "to_year", "to_value")
    seen: dict[str, int] = {}
    for record, category in enumerate(values["category"]):
        given = not math.isnan(values["annual_growth"][record])
        filled = [name for name in history if not _is_missing(values[name][record])]
        if given and filled:
            yield table.problem("row_growth_twice", record, "annual_growth", values["annual_growth"][record])
        elif not given and not filled:
            yield table.problem("row_growth_missing", record, "annual_growth")
        elif not given and (
            len(filled) < len(history)
            or values["from_year"][record] >= values["to_year"][record]
            or values["from_value"][record] <= 0
            or values["to_value"][record] <= 0
        ):
            lacking = next((name for name in history if name not in filled), "from_year")
            yield table.problem("row_growth_history", record, lacking)
        if category:
            first = seen.setdefault(category, record)
            if first != record:
                yield table.problem("row_growth_same", record, "category", first=table.cell(first, "category"))


def override_problems(table: Table, years: range | None) -> Iterator[Problem]:
    """Yield overrides of past years, or of the same category and year twice."""
    seen: dict[tuple[str, int], int] = {}
    for record, (category, year) in enumerate(zip(table.values["category"], table.values["year"], strict=True)):
        if year is not None and years is not None and year <= years[-1]:
            yield table.problem("row_override_year", record, "year", year, last=years[-1])
        if category and year is not None:
            first = seen.setdefault((category, year), record)
            if first != record:
                yield table.problem("row_growth_same", record, "category", first=table.cell(first, "category"))


def target_problems(table: Table, years: range | None) -> Iterator[Problem]:
    """Yield targets that do not lie in the future."""
    for record, year in enumerate(table.values["target_year"]):
        if year is not None and years is not None and year <= years[-1]:
            yield table.problem("row_target_year", record, "target_year", year, last=years[-1])


def change_problems(table: Table, base_year: int | None) -> Iterator[Problem]:
    """Yield changes before the base year, and those that lack what their event needs."""
    values = table.values
    for record, (event, year) in enumerate(zip(values["event"], values["year"], strict=True)):
        if event not in events():
            continue
        label: dict[str, Any] = {f"event_{language}": name for language, name in events()[event].label.items()}
        if year is not None and base_year is not None and year < base_year:
            yield table.problem("change_before_base", record, "year", year, **label)
        if events()[event].needs_previously_reported and not values["previously_reported"][record]:
            yield table.problem("change_previously", record, "previously_reported", **label)
        tonnes, category = values["tco2e"][record], values["category"][record]
        if not _is_missing(tonnes) and not category:
            yield table.problem("change_category", record, "category", tonnes, **label)
        elif not _is_missing(tonnes) and category.startswith("2") and not values["scope2_method"][record]:
            yield table.problem("change_method", record, "scope2_method", category, **label)


def lever_problems(table: Table) -> Iterator[Problem]:
    """Yield levers with a code that is taken, or with years in the wrong order."""
    seen: dict[str, int] = {}
    for record, code in enumerate(table.values["lever_id"]):
        if code:
            first = seen.setdefault(code.casefold(), record)
            if first != record:
                yield table.problem("row_code_twice", record, "lever_id", code, first=table.cell(first, "lever_id"))
        start, end = table.values["start_year"][record], table.values["end_year"][record]
        if start is not None and end is not None and end < start:
            yield table.problem("row_lever_years", record, "end_year", end)


def _asset_problems(table: Table, language: str) -> Iterator[Problem]:
    """Yield rows without activity that are not emissions, and emissions beside an activity."""
    for record, (activity, unit) in enumerate(zip(table.values["activity"], table.values["unit"], strict=True)):
        is_emission = bool(unit) and unit_dimension(unit) == "CO2e"
        if unit and bool(activity) == is_emission:
            yield table.problem("row_asset_activity", record, "activity", unit_label(unit, language))


def _commuting_problems(table: Table, language: str) -> Iterator[Problem]:
    """Yield rows whose activity is not counted in kilometres."""
    for record, activity in enumerate(table.values["activity"]):
        known = activities().get(activity)
        if activity and (known is None or known.unit not in DISTANCES):
            yield table.problem("row_commuting_mode", record, "activity", activity_name(activity, language))


def supplier_problems(table: Table) -> Iterator[Problem]:
    """Yield lines of a supplier form whose years are in the wrong order, or that stand there twice."""
    values = table.values
    seen: dict[tuple[Any, ...], int] = {}
    for record, (year, last) in enumerate(zip(values["year"], values["valid_to"], strict=True)):
        if year is not None and last is not None and last < year:
            yield table.problem("supplier_valid_order", record, "valid_to", last)
        key = (fold(values["supplier"][record]), fold(values["product"][record]), year, values["unit"][record])
        first = seen.setdefault(key, record)
        if first != record:
            yield table.problem("supplier_row_same", record, "product", values["product"][record],
                                first=table.cell(first, "product"))  # fmt: skip


def _contract_problems(table: Table, language: str) -> Iterator[Problem]:
    chosen, contracts = table.values["activity"], table.values["instrument"]
    for record, activity in enumerate(chosen):
        product = activities().get(activity)
        if product and product.instrument_of:
            if contracts[record] and contracts[record] != activity:
                options = activity_name(ELECTRICITY, language)
                yield table.problem("row_contract_twice", record, "instrument", contracts[record], options=options)
            contracts[record], chosen[record] = activity, product.instrument_of
        elif contracts[record] and activity and activity != activities()[contracts[record]].instrument_of:
            yield table.problem("row_contract_elsewhere", record, "instrument", activity_name(activity, language))


def _method_problems(table: Table, language: str) -> Iterator[Problem]:
    options = ", ".join(word_list("scope2_methods").labels(language))
    for record, category in enumerate(table.values["category"]):
        method = table.values["scope2_method"][record]
        cell_is_blank = not method
        if category.startswith("2") and cell_is_blank:
            yield table.problem("row_method_missing", record, "scope2_method", options=options)
        elif category and not category.startswith("2") and method:
            yield table.problem("row_method_elsewhere", record, "scope2_method", method)


def _supplier_problems(table: Table, language: str) -> Iterator[Problem]:
    values = table.values
    for record, factor in enumerate(values["supplier_factor"]):
        unit, per = values["unit"][record], values["supplier_factor_unit"][record]
        if math.isnan(factor) and per:
            yield table.problem("row_unit_without_factor", record, "supplier_factor", per)
        elif not math.isnan(factor) and not per:
            yield table.problem("row_factor_without_unit", record, "supplier_factor_unit", factor)
        elif per and unit and unit_dimension(per) != unit_dimension(unit):
            label, shown = unit_label(per, language), unit_label(unit, language)
            yield table.problem("row_factor_dimension", record, "supplier_factor_unit", label, unit=shown)


def _is_missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))
