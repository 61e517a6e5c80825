"""Writes why emissions changed: the bridge between two years, and a restatement per cause."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ghgcalc.plot.bridge import comparison_caption, comparison_title
from ghgcalc.presentation.numbers import Scale, format_share, format_tco2e, largest_remainder, round_to, table_scale
from ghgcalc.report.contents import Contents, Table, category_label
from ghgcalc.report.layout import WIDTH
from ghgcalc.report.printed import printed
from ghgcalc.report.web import fragment
from ghgcalc.texts import check_language, text

if TYPE_CHECKING:
    from ghgcalc.base_year import BaseYear, Restatement
    from ghgcalc.comparison import Comparison


def comparison_report(comparison: Comparison, language: str = "en", *, code: bool = True, width: int = WIDTH) -> str:
    """Return the printed report of a comparison of two years.

    Raises
    ------
    ValueError
        If the language does not exist.
    """
    return printed(comparison_contents(comparison, language), language, code=code, width=width)


def comparison_html(comparison: Comparison, language: str = "en") -> str:
    """Return the report of a comparison as an HTML fragment.

    Raises
    ------
    ValueError
        If the language does not exist.
    """
    return fragment(comparison_contents(comparison, language), language)


def restatement_report(restatement: Restatement, language: str = "en", *, code: bool = True) -> str:
    """Return the printed report of a restatement.

    Raises
    ------
    ValueError
        If the language does not exist.
    """
    return printed(restatement_contents(restatement, language), language, code=code)


def restatement_html(restatement: Restatement, language: str = "en") -> str:
    """Return the report of a restatement as an HTML fragment.

    Raises
    ------
    ValueError
        If the language does not exist.
    """
    return fragment(restatement_contents(restatement, language), language)


def base_year_report(base: BaseYear, language: str = "en", *, code: bool = True, width: int = WIDTH) -> str:
    """Return the printed report of a base year: original and recalculated total, and the log of its changes.

    Raises
    ------
    ValueError
        If the language does not exist.
    """
    return printed(base_year_contents(base, language), language, code=code, width=width)


def base_year_html(base: BaseYear, language: str = "en") -> str:
    """Return the report of a base year as an HTML fragment.

    Raises
    ------
    ValueError
        If the language does not exist.
    """
    return fragment(base_year_contents(base, language), language)


def base_year_contents(base: BaseYear, language: str) -> Contents:
    """Return what the report of a base year says, in one language."""
    check_language(language)
    adjusted = base.adjustments()
    scale = table_scale([base.total()])
    method = text(f"scope2.{base.scope2}", language)
    categories = tuple(
        (
            category_label(str(row["category"]), language),
            *(
                format_tco2e(row[f"{name}_tco2e"], language=language, scale=scale, with_unit=False)
                for name in ("original", "recalculated")
            ),
            format_tco2e(row["change_tco2e"], language=language, scale=scale, signed=True, with_unit=False),
        )
        for row in adjusted.to_dict("records")
    )
    log = tuple(
        (
            " ".join(part for part in (str(row[f"label_{language}"]), str(row["entity"])) if part),
            str(row[f"reason_{language}"]),
            str(row["year"]),
            format_tco2e(row["effect_tco2e"], language=language, scale=scale, signed=True, with_unit=False),
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
            format_tco2e(row["tco2e"], language=language, scale=scale, signed=True, with_unit=False),
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
    return [
        format_tco2e(value, language=language, scale=scale, signed=True, with_unit=False) for value in (*rounded, whole)
    ]


def restatement_contents(restatement: Restatement, language: str) -> Contents:
    """Return what the report of a restatement says, in one language."""
    check_language(language)
    totals = restatement.totals
    causes = [str(cause) for cause in restatement.deltas["cause"].unique()]
    scale = table_scale([*totals["before_tco2e"], *totals["after_tco2e"]])
    rows = tuple(
        (
            str(row["year"]),
            *(
                format_tco2e(row[f"{name}_tco2e"], language=language, scale=scale, with_unit=False)
                for name in ("before", "after")
            ),
            *(
                format_tco2e(row[f"{name}_tco2e"], language=language, scale=scale, signed=True, with_unit=False)
                for name in ("change", *causes)
            ),
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
