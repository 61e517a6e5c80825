"""Writes what a report says about an inventory, as tables of finished words that text and HTML share."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import pandas as pd

from ghgcalc.factors.activities import activity_name
from ghgcalc.inventory.checks import check_inventory
from ghgcalc.plot.words import gwp_name
from ghgcalc.presentation.nouns import InventoryNoun, RoadmapNoun
from ghgcalc.presentation.numbers import (
    NOT_AVAILABLE,
    TONNES_ONE_DECIMAL,
    Scale,
    format_tco2e,
    largest_remainder,
    share_words,
    table_scale,
)
from ghgcalc.presentation.tables import category_table, data_type_table, fallback_table, scope_table, unknown_methods
from ghgcalc.texts import check_language, has_text, text
from ghgcalc.vocabulary import category_name

_YEARS_SHOWN = 3
_FACTORS_SHOWN = 6
_CATEGORIES_SHOWN = 8


@dataclass(frozen=True)
class Table:
    """A titled table of finished words; the first `left` columns are words, the others numbers."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left: int = 1
    note: str = ""
    strong: tuple[int, ...] = field(default=())


@dataclass(frozen=True)
class Contents:
    """A report in finished words: title, tables, remarks and next steps."""

    title: str
    tables: tuple[Table, ...]
    caveats: tuple[str, ...]
    next_steps: tuple[str, ...]
    code: tuple[str, ...]


#: What was said about an inventory, per language, as long as the inventory lives: text, page and notebook say the same.
_SAID: WeakKeyDictionary[InventoryNoun, dict[str, Contents]] = WeakKeyDictionary()


def inventory_contents(inventory: InventoryNoun, language: str) -> Contents:
    """Return what an inventory report says, in one language; worked out once.

    Raises
    ------
    ValueError
        If the language does not exist or the inventory holds no year.
    """
    said = _SAID.setdefault(inventory, {})
    if language not in said:
        said[language] = _inventory_contents(inventory, check_language(language))
    return said[language]


def _inventory_contents(inventory: InventoryNoun, language: str) -> Contents:
    years = sorted(int(year) for year in inventory.years)
    year = years[-1]
    basis = "location" if "market" in unknown_methods(inventory, year=year) else "market"
    totals = scope_table(inventory)
    scale = table_scale([*totals["total"].dropna()])
    categories = category_table(inventory, year=year).sort_values([basis, "category"], ascending=[False, True])
    data_types = data_type_table(inventory, scope2=basis, year=year)
    fallbacks = fallback_table(inventory, scope2=basis, year=year)
    tables = [
        _totals(totals, scale, language),
        _categories(categories, year, basis, scale, language),
        _data_types(data_types, year, scale, language),
        _fallbacks(fallbacks, year, language),
        _left_out(inventory, language),
        _statements(inventory, language),
    ]
    span = f"{years[0]}–{year}" if len(years) > 1 else f"{year}"
    return Contents(
        title=text("report.inventory_title", language, years=span, gwp=gwp_name(inventory.gwp, language)),
        tables=tuple(table for table in tables if table.rows),
        caveats=caveat_sentences(inventory, language),
        next_steps=(
            *_next_steps(categories, data_types, basis, language),
            *([text("report.next_factors", language)] if len(fallbacks) else []),
            *(
                text("report.next_method", language, method=text(f"scope2.{method}", language))
                for method in unknown_methods(inventory, year=year)
            ),
        ),
        code=(f'gc.set_base_year(inventory, {year}, scope2="{basis}")', f'inventory.by("category", scope2="{basis}")'),
    )


def caveat_sentences(inventory: InventoryNoun, language: str) -> tuple[str, ...]:
    """Return the caveats as sentences, with the share of emissions that they touch unless they say it."""
    sentences = []
    caveats = inventory.caveats
    for sentence, share in zip(caveats[f"text_{language}"], caveats["share"].astype(float), strict=True):
        shown = (
            f" ({share_words(share, language)})" if math.isfinite(share) and share > 0 and "%" not in sentence else ""
        )
        sentences.append(f"{sentence}{shown}")
    return tuple(sentences)


def plan_sentences(roadmap: RoadmapNoun, language: str) -> tuple[str, ...]:
    """Return what the plan itself warns of, as sentences."""
    found = (problem.sentence(language) for problem in roadmap.warnings)
    return tuple(words[:1].upper() + words[1:] for words in found)


def category_label(category: str, language: str) -> str:
    """Return the name of a category, with its number where the Scope 3 Standard gives one.

    Never the bare number: a spreadsheet would read 3.10 and 3.1 as the same.

    Examples
    --------
    >>> category_label("3.1", "en")
    '3.1 Purchased goods and services'
    """
    name = category_name(category, language)
    return f"{category} {name}" if category[-1].isdigit() and "." in category else name


def data_type_name(data_type: str, language: str) -> str:
    """Return the name of a data type; data without one is called so."""
    return text(f"data_type.{data_type}", language) if data_type else text("report.no_data_type", language)


def _totals(table: pd.DataFrame, scale: Scale, language: str) -> Table:
    years = sorted(table["year"].unique())[-_YEARS_SHOWN:]
    shown = [row for row in table.to_dict("records") if row["year"] in years]
    head = [f"{row['year']} {text('scope2.' + row['scope2'], language)}" for row in shown]
    lines: list[tuple[str, int | str]] = [(text(f"scope.{scope}", language), scope) for scope in (1, 2, 3)]
    lines.append((text("report.total", language), "total"))
    if table["optional"].gt(0).any():
        lines.append((text("report.optional_part", language), "optional"))
    lines.append((text("scope.outside", language), "biogenic"))
    rows = tuple(
        (name, *(format_tco2e(float(row[key]), language=language, scale=scale, with_unit=False) for row in shown))
        for name, key in lines
    )
    return Table(
        text("report.totals", language), ("tCO2e", *head), rows, note=text("report.rounded", language), strong=(3,)
    )


def _rounded(parts: list[float], total: float, scale: Scale) -> list[float]:
    """Return the parts rounded so that they add up to the total shown; untouched when one is not known."""
    if not all(math.isfinite(value) for value in (*parts, total)):
        return parts
    return largest_remainder(parts, step=scale.step, total=total)


def _categories(table: pd.DataFrame, year: int, basis: str, scale: Scale, language: str) -> Table:
    total = float(table[basis].sum())
    rows = []
    for row in table.head(_CATEGORIES_SHOWN).to_dict("records"):
        values = [format_tco2e(row[m], language=language, scale=scale, with_unit=False) for m in ("location", "market")]
        share = share_words(row[basis] / total, language) if total and math.isfinite(row[basis]) else NOT_AVAILABLE
        rows.append((category_label(str(row["category"]), language), *values, share))
    head = ("tCO2e", text("scope2.location", language), text("scope2.market", language), text("report.share", language))
    note = text("report.share_basis", language, method=text(f"scope2.{basis}", language))
    return Table(text("report.top_categories", language, year=year), head, tuple(rows), note=note)


def _data_types(table: pd.DataFrame, year: int, scale: Scale, language: str) -> Table:
    values = _rounded([float(value) for value in table["tco2e"]], float(table["tco2e"].sum()), scale)
    rows = tuple(
        (
            data_type_name(str(row["data_type"]), language),
            format_tco2e(value, language=language, scale=scale, with_unit=False),
            share_words(float(row["share"]), language),
        )
        for row, value in zip(table.to_dict("records"), values, strict=True)
    )
    return Table(text("report.data_types", language, year=year), ("", "tCO2e", text("report.share", language)), rows)


def _fallbacks(table: pd.DataFrame, year: int, language: str) -> Table:
    rows = [
        (
            activity_name(str(row["activity"]), language),
            str(row["region"]),
            str(row["factor_id"]),
            text(f"match.{row['match']}", language) if has_text(f"match.{row['match']}") else str(row["match"]),
            share_words(row["share"], language),
        )
        for row in table.head(_FACTORS_SHOWN).to_dict("records")
    ]
    names = ("activity", "region", "factor", "match", "share")
    head = tuple(text(f"report.{name}", language) for name in names)
    more = len(table) - len(rows)
    note = text("report.more_factors", language, count=more) if more > 0 else ""
    return Table(text("report.fallbacks", language, year=year), head, tuple(rows), left=4, note=note)


def _left_out(inventory: InventoryNoun, language: str) -> Table:
    rows = tuple(
        (
            category_label(exclusion.category, language),
            text(f"exclusion_reason.{exclusion.reason}", language),
            exclusion.explanation,
            str(exclusion.year or text("report.every_year", language)),
            NOT_AVAILABLE
            if exclusion.estimate_tco2e is None
            else format_tco2e(exclusion.estimate_tco2e, language=language, scale=TONNES_ONE_DECIMAL, with_unit=False),
        )
        for exclusion in inventory.exclusions
    )
    names = ("exclusion_category", "exclusion_reason", "exclusion_explanation", "column_year", "exclusion_estimate")
    head = tuple(text(f"report.{name}", language) for name in names)
    return Table(text("report.exclusions", language), head, rows, left=4)


def _statements(inventory: InventoryNoun, language: str) -> Table:
    """Return what the GHG Protocol requires and is missing; what is met is counted in the title."""
    found = check_inventory(inventory)
    required = found[found["requirement"] == "required"]
    met = int(required["status"].isin(["met", "not applicable"]).sum())
    missing = required[required["status"] == "missing"]
    rows = tuple(
        (str(row[f"statement_{language}"]), str(row[f"reason_{language}"])) for row in missing.to_dict("records")
    )
    title = text("report.statements", language, met=met, count=len(required))
    head = (text("check.statement", language), text("check.why", language))
    return Table(title, head, rows, left=2, note=text("report.statements_note", language))


def _next_steps(categories: pd.DataFrame, data_types: pd.DataFrame, basis: str, language: str) -> list[str]:
    """Return where to look first: the largest category, and data that rest on money or on an estimate."""
    steps = []
    total = float(categories[basis].sum())
    if total > 0:
        first = categories.iloc[0]
        steps.append(
            text("report.next_category", language, category=category_name(str(first["category"]), language),
                 share=share_words(float(first[basis]) / total, language))
        )  # fmt: skip
    weak = data_types[data_types["data_type"].isin(["", "spend", "estimate"])]
    if float(weak["share"].sum()) > 0:
        steps.append(text("report.next_data", language, share=share_words(float(weak["share"].sum()), language)))
    return steps
