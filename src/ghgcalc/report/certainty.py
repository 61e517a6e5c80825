"""Writes how certain an inventory is: intervals per year, what is unknown, and what to improve next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ghgcalc.presentation.numbers import NOT_AVAILABLE, format_share, share_words, table_scale
from ghgcalc.report.contents import Contents, Table, category_label
from ghgcalc.report.makers import reports_of
from ghgcalc.report.words import tonnes
from ghgcalc.texts import check_language, text

if TYPE_CHECKING:
    from ghgcalc.intervals import Uncertainty

_INPUTS_SHOWN = 5
_GROUPS_SHOWN = 8


def uncertainty_contents(uncertainty: Uncertainty, language: str) -> Contents:
    """Return what the report says, in one language."""
    check_language(language)
    totals = uncertainty.totals
    year = int(totals["year"].max())
    last = totals[totals["year"] == year].iloc[0]
    parts = uncertainty.frame[uncertainty.frame["year"] == year]
    parts = parts.sort_values("tco2e", ascending=False, kind="stable").head(_GROUPS_SHOWN)
    tables = [_intervals(totals, ("year",), language)]
    if uncertainty.by:
        tables.append(_intervals(parts, uncertainty.by, language, title=str(year)))
    ranked = uncertainty.improvements(year=year, limit=_INPUTS_SHOWN)
    if len(ranked):
        tables.append(_improvements(ranked, language))
    caveats = [
        text(f"uncertainty.{name}", language, share=share_words(float(last[name]), language))
        for name in ("share_default", "share_unknown", "share_activity_unknown")
        if last[name] > 0
    ]
    return Contents(
        title=text(
            "uncertainty.title", language, level=format_share(uncertainty.level, language=language),
            method=text(f"uncertainty.{uncertainty.method}", language),
            scope2=text(f"scope2.{uncertainty.scope2}", language),
        ),
        tables=tuple(tables),
        caveats=tuple(caveats),
        next_steps=(),
        code=("uncertainty.frame", "uncertainty.change(from_year, to_year)", "uncertainty.improvements()"),
    )  # fmt: skip


def _intervals(frame: pd.DataFrame, names: tuple[str, ...], language: str, title: str = "") -> Table:
    scale = table_scale([*frame["high_tco2e"].dropna()])
    rows = []
    for row in frame.to_dict("records"):
        values = [tonnes(row[key], language, scale) for key in ("tco2e", "low_tco2e", "high_tco2e")]
        spread = format_share(row["relative"], language=language, decimals=1)
        rows.append((*(_word(name, row[name], language) for name in names), *values, spread))
    head = [text(f"uncertainty.{key}", language) for key in ("low", "high", "relative")]
    return Table(
        title or text("uncertainty.totals", language), (*("" for _ in names), "tCO2e", *head), tuple(rows),
        left=len(names),
    )  # fmt: skip


def _improvements(ranked: pd.DataFrame, language: str) -> Table:
    scale = table_scale([*ranked["high_tco2e"]])
    rows = []
    for row in ranked.to_dict("records"):
        place = ", ".join(str(row[name]) for name in ("region", "supplier", "entity") if row[name])
        values = [tonnes(row[key], language, scale) for key in ("low_tco2e", "high_tco2e")]
        name = str(row[f"label_{language}"])
        rows.append(
            (
                f"{name} ({place})" if place else name,
                text(f"uncertainty.{row['input']}", language),
                share_words(row["share_of_variance"], language),
                *values,
                format_share(row["width"], language=language),
            )
        )
    head = ("", "", *(text(f"uncertainty.{key}", language) for key in ("part", "low", "high", "width")))
    return Table(
        text("uncertainty.improve", language),
        head,
        tuple(rows),
        left=2,
        note=text("uncertainty.improve_note", language),
    )


def _word(name: str, value: object, language: str) -> str:
    if name == "category":
        return category_label(str(value), language)
    return str(value) if value != "" else NOT_AVAILABLE


uncertainty_report, uncertainty_html = reports_of(uncertainty_contents, about="the uncertainty of an inventory")
