"""Writes the facilitator's note of a workshop example; its figures come from the example itself."""

from __future__ import annotations

import tempfile
import tomllib
from pathlib import Path

from ghgcalc.chain import Results, calculate_workbook
from ghgcalc.costs import lever_costs
from ghgcalc.presentation.numbers import format_number, format_share
from ghgcalc.resources import data_path
from ghgcalc.texts import text
from ghgcalc.workbook import read_workbook, write_template
from ghgcalc.workbook.words import category_label

#: The examples for workshops: fictional companies with products, levers, growth and targets.
WORKSHOP_EXAMPLES = ("fashion-brand", "furniture-maker", "shoe-brand", "textile-manufacturer")
_LARGEST = 6


def example_results(name: str, language: str) -> Results:
    """Calculate an example from a workbook in one language."""
    with tempfile.TemporaryDirectory() as folder:
        file = write_template(Path(folder) / f"{name}.xlsx", language=language, example=name)
        return calculate_workbook(read_workbook(file))


def facilitator_note(name: str, language: str, results: Results) -> str:
    """Return the note in one language."""
    about = tomllib.loads(data_path("examples", name, "example.toml").read_text(encoding="utf-8"))

    def say(key: str, **values: object) -> str:
        return text(f"note.{key}", language, **values)

    recent = results.inventory.years[-1]
    lines = [f"# {say('title', name=about['company']['name'])}", "", f"{about['title'][language]}.", ""]
    lines += [say("fictional"), "", say("start"), "", "```"]
    lines += [f"ghgcalc template {name}.xlsx --language {language} --example {name}"]
    lines += [f"ghgcalc run {name}.xlsx --out {name}", "```", ""]
    for key in ("find", "discuss"):
        lines += [f"## {say(key)}", "", *(f"* {entry[language]}" for entry in about[key]), ""]
    lines += [f"## {say('results')}", "", f"### {say('inventory')} [tCO2e]", "", *_inventory(results, language), ""]
    lines += [f"### {say('categories', year=recent)}", "", *_categories(results, language), ""]
    lines += [f"### {say('products', year=recent)}", "", *_products(results, language), ""]
    for heading, table in (
        (say("base_year", year=results.base.year), _base_year(results, language)),
        (say("contracts"), _contracts(results, language)),
    ):
        if table:
            lines += [f"### {heading}", "", *table, ""]
    lines += [f"### {say('targets')}", "", *_targets(results, language), ""]
    lines += [f"### {say('waterfall', year=results.target_year)}", "", *_waterfall(results, language)]
    if costs := _costs(results, language):
        lines += ["", f"### {say('costs', year=results.target_year)}", "", *costs]
    return "\n".join(lines) + "\n"


def _table(head: list[str], rows: list[list[str]], *, words: int = 0) -> list[str]:
    """Return a table whose first and last `words` columns hold words, the others figures."""
    return [
        f"| {' | '.join(head)} |",
        "|---" + "|---:" * (len(head) - 1 - words) + "|---" * words + "|",
        *(f"| {' | '.join(r)} |" for r in rows),
    ]


def _inventory(results: Results, language: str) -> list[str]:
    inventory, rows = results.inventory, []
    by_scope = {
        (year, method): inventory.by("scope", scope2=method, year=year).set_index("scope")["tco2e"]
        for year in inventory.years
        for method in ("market", "location")
    }
    for label, scope, method in (
        (text("scope.1", language), 1, "market"),
        (text("note.method_market", language), 2, "market"),
        (text("note.method_location", language), 2, "location"),
        (text("scope.3", language), 3, "market"),
    ):
        figures = [by_scope[year, method][scope] for year in inventory.years]
        rows.append([label, *(format_number(figure, language=language) for figure in figures)])
    totals = [inventory.total(scope2="market", year=year) for year in inventory.years]
    rows.append([text("note.total", language), *(format_number(total, language=language) for total in totals)])
    return _table(["", *map(str, inventory.years)], rows)


def _categories(results: Results, language: str) -> list[str]:
    year = results.inventory.years[-1]
    found = results.inventory.by("category", scope2="market", year=year).sort_values("tco2e", ascending=False)
    total = found["tco2e"].sum()
    rows = [
        [category_label(str(category), language), format_number(tonnes, language=language),
         format_share(tonnes / total, language=language)]
        for category, tonnes in found[["category", "tco2e"]].head(_LARGEST).itertuples(index=False)
    ]  # fmt: skip
    return _table([text("note.category", language), "tCO2e", text("note.share", language)], rows)


def _products(results: Results, language: str) -> list[str]:
    year = results.inventory.years[-1]
    cells = results.inventory.cells
    made = cells[(cells["year"] == year) & (cells["category"] == "3.1") & (cells["tier"] != "")]
    tonnes = made.groupby("product")["tco2e"].sum()
    lines = results.book.products[results.book.products["year"] == year].set_index("product")
    tonnes = tonnes[tonnes.index.isin(lines.index)].sort_values(ascending=False)
    rows = [
        [str(name), format_number(total, language=language),
         format_number(total * 1000 / lines.loc[name, "units_bought"], language=language, decimals=1)]
        for name, total in tonnes.head(_LARGEST).items()
    ]  # fmt: skip
    return _table([text("note.product", language), "tCO2e", text("note.per_unit", language)], rows)


def _base_year(results: Results, language: str) -> list[str]:
    """Return what each change did to the base year, and its total before and after."""
    base = results.base
    if not len(base.log):
        return []
    rows = [
        [f"{row[f'label_{language}']}, {row['entity']}: {category_label(row['category'], language)}",
         format_number(row["effect_tco2e"], language=language, signed=True), row[f"reason_{language}"]]
        for row in base.log.to_dict("records")
    ]  # fmt: skip
    original = base.original or base
    totals = [
        [text(f"note.{key}", language), format_number(total, language=language), ""]
        for key, total in (("before", original.total()), ("after", base.total()))
    ]
    head = [text(f"note.{key}", language) for key in ("change", "decision")]
    return _table([head[0], "tCO2e", head[1]], [totals[0], *rows, totals[1]], words=1)


def _contracts(results: Results, language: str) -> list[str]:
    if not len(results.book.contracts):
        return []
    rows = [
        [str(row["contract"]), str(row["year"]), format_number(row["accepted_kwh"], language=language),
         format_number(row["refused_kwh"], language=language), row[f"reason_{language}"]]
        for row in results.inventory.scope2_quality.to_dict("records") if row["kind"]
    ]  # fmt: skip
    head = [text(f"note.{key}", language) for key in ("contract", "year", "counted", "refused", "why")]
    return _table(head, rows, words=1)


def _costs(results: Results, language: str) -> list[str]:
    """Return cost per tonne and payer of the levers whose cost the example states itself."""
    levers = results.book.lever_frame
    if not (levers["who_pays"] != "").any():
        return []
    costs = lever_costs(results.roadmap, year=results.target_year)
    rows = [
        [str(row[f"label_{language}"]), format_number(row["annual_eur"], language=language),
         format_number(row["eur_per_tco2e"], language=language), text(f"costs.payer.{row['who_pays']}", language)]
        for row in costs[costs["cost_basis"] == "own"].to_dict("records")
    ]  # fmt: skip
    head = [text(f"note.{key}", language) for key in ("lever", "eur", "eur_per_tonne", "payer")]
    return [*_table(head, rows, words=1), "", text("note.costs_convention", language)]


def _targets(results: Results, language: str) -> list[str]:
    rows = [
        [target.name, str(target.target_year), format_share(target.reduction, language=language, decimals=1),
         format_number(target.target_tco2e, language=language)]
        for target in results.targets
    ]  # fmt: skip
    head = [text(f"note.{key}", language) for key in ("target", "reduction", "allowed")]
    return _table([head[0], text("note.year", language), *head[1:]], rows)


def _waterfall(results: Results, language: str) -> list[str]:
    steps = results.roadmap.waterfall(year=results.target_year)
    rows = [
        [str(label), format_number(tonnes, language=language, signed=kind == "delta")]
        for label, tonnes, kind in steps[[f"label_{language}", "tco2e", "kind"]].itertuples(index=False)
    ]
    return _table([text("note.step", language), "tCO2e"], rows)
