"""Writes plan versus actual as tables of finished words that text, HTML and the results workbook share."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from ghgcalc.presentation.numbers import Scale, choose_scale, format_share, format_tco2e, largest_remainder, round_to
from ghgcalc.report.contents import Contents, Table, category_label
from ghgcalc.report.makers import reports_of
from ghgcalc.report.words import tonnes
from ghgcalc.texts import check_language, text
from ghgcalc.tracking import Tracking

#: Columns that the tables per lever and per category share.
SUMS: tuple[str, ...] = ("planned", "actual", "difference", "activity", "intensity", "unexplained")
_SIGNED = SUMS[2:]
_TOTALS, _CAUSES = SUMS[:3], SUMS[3:]


def tracking_contents(tracking: Tracking, language: str) -> Contents:
    """Return what a report says about plan versus actual: the bridge, each lever and each category.

    Raises
    ------
    ValueError
        If the language does not exist.
    """
    check_language(language)
    scale = choose_scale(tracking.bridge["tco2e"])
    unit = f"{scale.unit}CO2e"
    tables = [
        _bridge(tracking, scale, unit, language),
        _levers(tracking, scale, unit, language),
        _lever_causes(tracking, scale, unit, language),
        _categories(tracking, scale, unit, language),
    ]
    notes = tracking.notes_nl if language == "nl" else tracking.notes_en
    return Contents(tracking_title(tracking, language), tuple(t for t in tables if t.rows), notes, (), ())


def tracking_title(tracking: Tracking, language: str) -> str:
    """Return the message of plan versus actual: how far the year is above or below the plan."""
    difference = tracking.total("difference_tco2e")
    side = text(f"report.tracking_{'above' if difference > 0 else 'below'}", language)
    return text(
        "report.tracking_message", language, year=tracking.year, side=side,
        difference=format_tco2e(abs(difference), language=language),
    )  # fmt: skip


def _bridge(tracking: Tracking, scale: Scale, unit: str, language: str) -> Table:
    rows = tracking.bridge.to_dict("records")
    strong = tuple(place for place, row in enumerate(rows) if row["kind"] == "total")
    rounded = _rounded([float(row["tco2e"]) for row in rows], strong, scale.step)
    shown = [
        (str(row[f"label_{language}"]), tonnes(value, language, scale, signed=row["kind"] == "delta"))
        for row, value in zip(rows, rounded, strict=True)
    ]
    note = ""
    if tracking.target_tco2e is not None:
        actual = tracking.total("actual_tco2e", scopes=tracking.target_scopes)
        note = text(
            f"tracking.target_{'missed' if actual > tracking.target_tco2e else 'met'}", language,
            scopes="+".join(map(str, tracking.target_scopes)), actual=format_tco2e(actual, language=language),
            target=format_tco2e(tracking.target_tco2e, language=language),
        )  # fmt: skip
    head = (text("report.tracking_step", language), unit)
    return Table(text("report.tracking_bridge", language), head, tuple(shown), note=note, strong=strong)


def _rounded(values: list[float], totals: tuple[int, ...], step: float) -> list[float]:
    """Round totals by themselves, and what lies between two of them so that it adds up to what is shown."""
    rounded = [round_to(value, step) for value in values]
    for first, second in pairwise(totals):
        between = slice(first + 1, second)
        rounded[between] = largest_remainder(values[between], step=step, total=rounded[second] - rounded[first])
    return rounded


def _levers(tracking: Tracking, scale: Scale, unit: str, language: str) -> Table:
    head = (
        text("report.column_name", language), text("report.tracking_share", language),
        text("report.tracking_planned_abatement", language), *_heads(language, _TOTALS),
    )  # fmt: skip
    rows = tuple(
        (
            f"{row['lever_id']} {row[f'label_{language}']}",
            format_share(float(row["share_planned"]), language=language, decimals=0),
            tonnes(row["abatement_planned_tco2e"], language, scale),
            *_sums(row, scale, language, _TOTALS),
        )
        for row in tracking.levers.to_dict("records")
    )
    return Table(f"{text('report.tracking_levers', language)} [{unit}]", head, rows)


def _lever_causes(tracking: Tracking, scale: Scale, unit: str, language: str) -> Table:
    """Return why each lever differs from the plan, by its code so that the table stays narrow."""
    head = (
        text("report.tracking_lever", language), text("report.tracking_shared", language), *_heads(language, _CAUSES),
    )  # fmt: skip
    rows = tuple(
        (str(row["lever_id"]), str(row["shared_with"]), *_sums(row, scale, language, _CAUSES))
        for row in tracking.levers.to_dict("records")
    )
    return Table(f"{text('report.tracking_lever_causes', language)} [{unit}]", head, rows, left=2)


def _categories(tracking: Tracking, scale: Scale, unit: str, language: str) -> Table:
    head = (text("report.column_category", language), *_heads(language, SUMS))
    rows = tuple(
        (category_label(str(row["category"]), language), *_sums(row, scale, language, SUMS))
        for row in tracking.categories.to_dict("records")
    )
    reasons = " ".join(dict.fromkeys(filter(None, tracking.categories[f"reason_{language}"])))
    return Table(f"{text('report.tracking_categories', language)} [{unit}]", head, rows, note=reasons)


def _heads(language: str, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text(f"report.tracking_{name}", language) for name in names)


def _sums(row: dict[Any, Any], scale: Scale, language: str, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(tonnes(row[f"{name}_tco2e"], language, scale, signed=name in _SIGNED) for name in names)


tracking_report, tracking_html = reports_of(tracking_contents, about="plan versus actual")
