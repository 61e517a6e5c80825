"""Writes why emissions changed: the bridge between two years, and a restatement per cause."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ghgcalc.plot.bridge import comparison_caption, comparison_title
from ghgcalc.presentation.numbers import Scale, format_share, format_tco2e, largest_remainder, round_to, table_scale
from ghgcalc.report.contents import Contents, Table, category_label
from ghgcalc.report.makers import reports_of
from ghgcalc.report.words import tonnes
from ghgcalc.texts import check_language, text

if TYPE_CHECKING:
    from ghgcalc.base_year import BaseYear, Restatement
    from ghgcalc.comparison import Comparison


def base_year_contents(base: BaseYear, language: str) -> Contents:
    """Return what the report of a base year says, in one language."""
    check_language(language)
    adjusted = base.adjustments()
    scale = table_scale([base.total()])
    method = text(f"scope2.{base.scope2}", language)
    categories = tuple(
        (
            category_label(str(row["category"]), language),
            *(tonnes(row[f"{name}_tco2e"], language, scale) for name in ("original", "recalculated")),
            tonnes(row["change_tco2e"], language, scale, signed=True),
        )
        for row in adjusted.to_dict("records")
    )
    log = tuple(
        (
            " ".join(part for part in (str(row[f"label_{language}"]), str(row["entity"])) if part),
            str(row[f"reason_{language}"]),
            str(row["year"]),
            tonnes(row["effect_tco2e"], language, scale, signed=True),
            format_share(row["cumulative_share"], language=language, decimals=1),
        )
        for row in base.log.to_dict("records")
    )
    heads = {name: text(f"base_year.{name}", language) for name in ("original", "recalculated", "change", "summed")}
    tables = [
        Table(text("base_year.log", language),
              ("", "", text("base_year.year", language), "tCO2e", heads["summed"]), log,
              left=2),
        Table(text("base_year.categories", language),
              ("tCO2e", heads["original"], heads["recalculated"], heads["change"]), categories),
    ]  # fmt: skip
    return Contents(
        title=text("base_year.title", language, year=base.year, scope2=method,
                   total=format_tco2e(base.total(), language=language, scale=scale)),
        tables=tuple(table for table in tables if table.rows),
        caveats=(),
        next_steps=(),
        code=("base.log", "base.adjustments()"),
    )  # fmt: skip


def comparison_contents(comparison: Comparison, language: str) -> Contents:
    """Return what the report of a comparison says, in one language."""
    check_language(language)
    scale = table_scale([comparison.from_tco2e, comparison.to_tco2e])
    first = comparison.from_tco2e
    steps = comparison.steps()
    changes = steps[steps["kind"] == "delta"]
    causes = tuple(
        (
            str(row[f"label_{language}"]),
            tonnes(row["tco2e"], language, scale, signed=True),
            format_share(row["share_of_base"], language=language, decimals=1, signed=True),
        )
        for row in changes.to_dict("records")
    )
    shown = [str(cause) for cause in changes["step"]]
    wide = comparison.frame.pivot_table(index="category", columns="cause", values="tco2e", sort=False)
    parts = tuple(
        (
            category_label(str(category), language),
            *_adding_up([float(v) for v in wide.loc[category, shown]], scale, language),
        )
        for category in wide.index
    )
    change, share = text("comparison.change", language), text("comparison.share", language)
    names = [text(f"comparison.{cause}", language) for cause in shown]
    hints = [
        text(f"comparison.{hint}", language)
        for hint, of in (("restate", ("method", "factor_edition")), ("recalculate", ("boundary",)))
        if set(of) & set(shown)
    ]
    return Contents(
        title=comparison_title(comparison, language),
        tables=(
            Table(text("comparison.causes", language), ("", f"{change} tCO2e", share), causes,
                  note=comparison_caption(comparison, language)),
            Table(text("comparison.categories", language), ("tCO2e", *names, change), parts),
        ) if first or causes else (),
        caveats=tuple(hints),
        next_steps=(),
        code=("comparison.frame", "gc.plot_comparison(comparison)"),
    )  # fmt: skip


def _adding_up(changes: list[float], scale: Scale, language: str) -> list[str]:
    """Return changes and their sum as words, rounded so that they add up."""
    whole = round_to(math.fsum(changes), scale.step)
    rounded = largest_remainder(changes, step=scale.step, total=whole)
    return [tonnes(value, language, scale, signed=True) for value in (*rounded, whole)]


def restatement_contents(restatement: Restatement, language: str) -> Contents:
    """Return what the report of a restatement says, in one language."""
    check_language(language)
    totals = restatement.totals
    causes = [str(cause) for cause in restatement.deltas["cause"].unique()]
    scale = table_scale([*totals["before_tco2e"], *totals["after_tco2e"]])
    rows = tuple(
        (
            str(row["year"]),
            *(tonnes(row[f"{name}_tco2e"], language, scale) for name in ("before", "after")),
            *(tonnes(row[f"{name}_tco2e"], language, scale, signed=True) for name in ("change", *causes)),
        )
        for row in totals.to_dict("records")
    )
    head = [text(f"restatement.{name}", language) for name in ("before", "after", "change")]
    names = [text(f"cause.{cause}", language) for cause in causes]
    method = text(f"scope2.{restatement.base.scope2}", language)
    return Contents(
        title=text("restatement.title", language, year=restatement.base.year, scope2=method),
        tables=(Table(text("restatement.totals", language), ("tCO2e", *head, *names), rows),),
        caveats=(),
        next_steps=(),
        code=("restatement.deltas", "restatement.base.log"),
    )


comparison_report, comparison_html = reports_of(comparison_contents, about="a comparison of two years")
restatement_report, restatement_html = reports_of(restatement_contents, about="a restatement")
base_year_report, base_year_html = reports_of(
    base_year_contents, about="a base year: original and recalculated total, and the log of its changes"
)
