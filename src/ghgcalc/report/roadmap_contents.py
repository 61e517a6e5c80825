"""Writes what a report says about a roadmap, as tables of finished words that text and HTML share."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ghgcalc.levers.library import group_name
from ghgcalc.plot.steps import Waterfall, prepare_steps
from ghgcalc.plot.waterfall import waterfall_year
from ghgcalc.plot.words import waterfall_caption, waterfall_title
from ghgcalc.presentation.nouns import RoadmapNoun
from ghgcalc.presentation.numbers import format_share, format_tco2e, table_scale
from ghgcalc.report.contents import Contents, Table, caveat_sentences, plan_sentences
from ghgcalc.report.words import criterion_name, selector_words
from ghgcalc.texts import check_language, has_text, text
from ghgcalc.vocabulary import marked


def roadmap_contents(
    roadmap: RoadmapNoun, language: str, *, year: int | None = None, attribution: str = "shapley"
) -> Contents:
    """Return what a roadmap report says, in one language.

    Raises
    ------
    ValueError
        If the language does not exist.
    """
    check_language(language)
    chosen = waterfall_year(roadmap) if year is None else year
    steps = prepare_steps(roadmap.waterfall(year=chosen, attribution=attribution), min_share=0.0, language=language)
    tables = [
        waterfall_table(steps, chosen, waterfall_caption(roadmap, attribution, language, year=chosen), language),
        targets_table(roadmap, language),
        checks_table(roadmap, language),
    ]
    return Contents(
        title=waterfall_title(steps, chosen, language),
        tables=tuple(table for table in tables if table.rows),
        caveats=(*caveat_sentences(roadmap.bau.inventory, language), *plan_sentences(roadmap, language)),
        next_steps=_next_steps(steps, roadmap, language),
        code=(
            f'gc.plot_waterfall(roadmap, year={chosen}, language="{language}")',
            f'gc.write_report(roadmap, "{text("report.file_name", language)}.xlsx", language="{language}")',
        ),
    )


def waterfall_table(waterfall: Waterfall, year: int, caption: str, language: str) -> Table:
    """Return the steps of the waterfall with labels that add up."""
    unit = f"{waterfall.scale.unit}CO2e"
    rows = tuple(
        (
            step.name,
            group_name(step.group, language) if step.role == "lever" else "",
            step.value_label,
            step.share_label,
        )
        for step in waterfall.steps
    )
    strong = tuple(
        place
        for place, step in enumerate(waterfall.steps)
        if step.role in ("base", "bau", "subtotal", "residual", "gap", "headroom", "target")
    )
    head = (text("report.step", language), text("report.group", language), unit, text("report.share_of_base", language))
    return Table(text("report.waterfall", language, year=year), head, rows, left=2, note=caption, strong=strong)


def targets_table(roadmap: RoadmapNoun, language: str) -> Table:
    """Return one row per target: scopes, base year, target year, reduction and emissions allowed."""
    scale = table_scale([float(target.target_tco2e) for target in roadmap.targets])
    rows = tuple(
        (
            str(target.name),
            "+".join(str(scope) for scope in target.scopes),
            f"{target.base_year}",
            f"{target.target_year}",
            format_share(float(target.reduction), language=language, decimals=1),
            format_share(float(target.annual_rate), language=language, decimals=2),
            format_tco2e(float(target.target_tco2e), language=language, scale=scale, with_unit=False),
        )
        for target in roadmap.targets
    )
    names = ("target", "scopes", "base_year", "target_year", "reduction", "annual_rate")
    head = (*(text(f"report.{name}", language) for name in names), "tCO2e")
    return Table(text("report.targets", language), head, rows, left=2)


def checks_table(roadmap: RoadmapNoun, language: str) -> Table:
    """Return the criteria with a result per target, and name the others; tested is never called approved."""
    found = [(str(target.name), row) for target in roadmap.targets for row in target.checks.to_dict("records")]
    rows = tuple(
        (
            name,
            criterion_name(str(row["id"]), language),
            str(row[f"rule_{language}"]),
            check_result(str(row["result"]), language),
        )
        for name, row in found
        if row["result"] != "not assessed"
    )
    tested = {row["id"] for _, row in found if row["result"] != "not assessed"}
    others = list(
        dict.fromkeys(criterion_name(str(row["id"]), language) for _, row in found if row["id"] not in tested)
    )
    notes = [text("report.tested_not_approved", language)]
    if others:
        notes.append(text("report.not_assessed", language, criteria=", ".join(others)))
    head = tuple(text(f"report.{name}", language) for name in ("target", "criterion", "rule", "result"))
    return Table(text("report.checks", language), head, rows, left=4, note=" ".join(notes))


def check_result(result: str, language: str) -> str:
    """Return the result of a check in the reader's language."""
    key = f"report.result_{result.replace(' ', '_')}"
    return text(key, language) if has_text(key) else result


def lever_record(lever: Any, language: str) -> dict[str, Any]:
    """Return what a lever says about itself, in the columns of the lever sheet; absent is an empty string."""
    selector = getattr(lever, "selector", None)
    ramp = getattr(lever, "ramp", None)
    name = getattr(lever, f"name_{language}", "") or getattr(lever, "lever_id", "")
    starred = marked(str(name), is_assumption=bool(getattr(lever, "is_assumption", False)))
    record: dict[str, Any] = {"name": starred, "selector": selector_words(selector, language)}
    for column in LEVER_COLUMNS:
        if column not in record:
            value = getattr(lever, column, None)
            record[column] = getattr(ramp, column, None) if value is None and ramp is not None else value
    return {
        key: "" if value is None or (isinstance(value, float) and pd.isna(value)) else value
        for key, value in record.items()
    }


LEVER_COLUMNS = (
    "lever_id", "name", "group", "mechanism", "selector", "start_year", "end_year", "share_from", "share_to",
    "effectiveness", "capex_eur", "opex_eur_per_year", "confidence", "curve", "rebound", "to_activity", "ratio",
    "factor_after", "tonnes", "subsidy_eur", "lifetime_years", "who_pays", "library_id", "source",
)  # fmt: skip


def _next_steps(steps: Waterfall, roadmap: RoadmapNoun, language: str) -> tuple[str, ...]:
    sentences = []
    gap = steps.first("gap")
    unit = f"{steps.scale.unit}CO2e"
    if gap is not None and gap.tco2e > 0:
        sentences.append(text("report.next_gap", language, gap=gap.value_label, unit=unit))
    levers = [step for step in steps.steps if step.role == "lever"]
    if levers:
        largest = min(levers, key=lambda step: step.tco2e)
        sentences.append(text("report.next_lever", language, lever=largest.name, value=largest.value_label, unit=unit))
    if not roadmap.targets:
        sentences.append(text("report.next_target", language))
    return tuple(sentences)
