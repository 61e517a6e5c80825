"""The sheet Waterfall: steps as formulas and a native stacked-column chart that can be edited."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from ghgcalc.levers.library import group_name
from ghgcalc.plot.colours import EXTERNAL, GREY, NEUTRAL, group_colours, palette_named
from ghgcalc.plot.steps import TOTALS, Step, Waterfall
from ghgcalc.presentation.nouns import RoadmapNoun
from ghgcalc.presentation.numbers import format_number
from ghgcalc.report.sheets.book import Book, Column, Formula
from ghgcalc.report.sheets.inventory import InventoryAddresses
from ghgcalc.texts import text

_HEAD = 3
_STEP, _GROUP, _VALUE, _START, _END, _SHARE, _LABEL = range(7)
_HIDDEN, _FIRST_SERIES = 8, 9
#: Room for the parts of the chart, a letter of a name and a row of the sheet [pixels].
_TITLE, _BARS, _LEGEND, _LETTER, _ROW, _WIDTH = 54, 312, 76, 4.9, 20, 1040
#: Letters of a name that are shown, and steps and letters from which names stand upright.
_LONGEST, _UPRIGHT_FROM = 64, (18, 40)


@dataclass(frozen=True)
class _ChartSize:
    """Height of the chart [pixels] and slant of the names below its bars [degrees]; long names get their room."""

    height: int
    rotation: int

    @classmethod
    def of(cls, waterfall: Waterfall) -> _ChartSize:
        longest = min(max(len(step.name) for step in waterfall.steps), _LONGEST)
        is_crowded = len(waterfall.steps) > _UPRIGHT_FROM[0] and longest > _UPRIGHT_FROM[1]
        names = longest * _LETTER * (1.15 if is_crowded else 0.75)
        return cls(math.ceil(_TITLE + _BARS + names + _LEGEND), -90 if is_crowded else -45)


@dataclass(frozen=True)
class Links:
    """Where other sheets hold the figures of the waterfall, so that it can refer to them.

    Parameters
    ----------
    roadmap : Roadmap
    year : int
        Year of the waterfall.
    totals : InventoryAddresses
    bau : dict
        Sum per (year, scope).
    targets : dict
        Address per (year, target).
    levers : dict
        Address and value per lever name.
    """

    roadmap: RoadmapNoun
    year: int
    totals: InventoryAddresses
    bau: dict[tuple[int, int], str]
    targets: dict[tuple[int, str], str]
    levers: dict[str, tuple[str, float]]

    def base(self, value: float) -> float | Formula:
        """Return the base year as the sum of its scopes in the inventory."""
        base = self.roadmap.base
        return self.totals.linked(value, self.roadmap.scopes_in(self.year), base.year, base.scope2)

    def last_growth(self, step: Step, line: int) -> float | Formula:
        """Return the change up to BAU: what the sheet BAU holds minus where the bar starts."""
        scopes = self.roadmap.scopes_in(self.year)
        total = sum(self.roadmap.bau.total(self.year, scope) for scope in scopes)
        spans = [self.bau.get((self.year, scope), "") for scope in scopes]
        if not all(spans) or not math.isclose(total, step.end, rel_tol=1e-12):
            return step.tco2e
        return Formula(f"={'+'.join(spans)}-D{line}", step.tco2e)

    def lever(self, step: Step) -> float | Formula:
        """Return the abatement of a lever from the sheet Levers."""
        address, value = self.levers.get(step.name, ("", math.nan))
        return Formula(f"={address}", value) if math.isclose(value, step.tco2e, rel_tol=1e-12) else step.tco2e

    def target(self, value: float) -> float | Formula:
        """Return what the targets allow in the year, from their pathways."""
        active = [t for t in self.roadmap.targets if (self.year, str(t.name)) in self.targets]
        allowed = sum(float(t.pathway[self.year]) for t in active)
        if not active or not math.isclose(allowed, value, rel_tol=1e-12):
            return value
        return Formula("=" + "+".join(self.targets[self.year, str(t.name)] for t in active), value)


def write_waterfall(book: Book, waterfall: Waterfall, links: Links, *, title: str, caption: str) -> str:
    """Write steps, helper columns and chart; return the address of the gap, or '' when there is no target."""
    language = book.language
    sheet = book.sheet("waterfall", title=title, note=f"{caption} {book.word('waterfall_live')}")
    series = _series(waterfall, language)
    columns = [
        Column(book.word("column_step"), "wrap", 56), Column(book.word("column_group"), width=16),
        Column("tCO2e", "tonnes", 13), Column(book.word("column_start"), "tonnes", 13),
        Column(book.word("column_end"), "tonnes", 13), Column(book.word("column_share_of_base"), "share", 11),
        Column(book.word("column_label", unit=f"{waterfall.scale.unit}CO2e"), width=16), Column("", width=2),
        Column(book.word("column_hidden"), "tonnes", 11),
        *(Column(name, "tonnes", 11) for name, _, _ in series),
        Column(book.word("column_top"), "tonnes", 11), Column(book.word("column_target_line"), "tonnes", 11),
    ]  # fmt: skip
    rows = [_row(place, step, waterfall, series, links, language) for place, step in enumerate(waterfall.steps)]
    styles = [
        ["strong", "strong", *["strong_tonnes"] * 3, "strong_share", "strong", *(c.style for c in columns[7:])]
        if step.role in (*TOTALS, "gap", "headroom")
        else None
        for step in waterfall.steps
    ]
    first, *others = book.widths(columns, rows)[:7]
    beside = sum(7 * width + 5 for width in others)
    book.arrange(
        sheet, [max(first, (_WIDTH - beside) / 7), *others, 2.0, *[11.0] * (len(columns) - 8)], printed=_HIDDEN
    )
    size = _ChartSize.of(waterfall)
    sheet.print_area(0, 0, _HEAD + len(rows) + 4 + math.ceil(size.height / _ROW), 7)
    sheet.fit_to_pages(1, 1)
    book.table(sheet, _HEAD, columns, rows, styles=styles)
    sheet.write_string(_HEAD, 7, "", book.formats["text"])
    sheet.write_string(_HEAD - 1, _HIDDEN, book.word("chart_columns"), book.formats["quiet"])
    sheet.freeze_panes(_HEAD + 1, 1)
    sheet.repeat_rows(_HEAD)
    _chart(book, sheet, waterfall, series, title, size)
    gap = next((place for place, step in enumerate(waterfall.steps) if step.role in ("gap", "headroom")), None)
    return f"{book.ref('waterfall')}$C${_HEAD + 2 + gap}" if gap is not None else ""


def _series(waterfall: Waterfall, language: str) -> list[tuple[str, str, set[int]]]:
    """Return name, colour and steps of every visible series, in drawing order."""
    palette = palette_named("okabe-ito")
    steps = list(enumerate(waterfall.steps))
    found = [
        (text("report.series_total", language), NEUTRAL, {i for i, s in steps if s.role in TOTALS}),
        (text("report.series_restatement", language), GREY, {i for i, s in steps if s.role == "restatement"}),
        (text("report.series_growth", language), palette.increase, {i for i, s in steps if s.role == "growth"}),
        (text("plot.external", language), EXTERNAL, {i for i, s in steps if s.role == "external"}),
    ]
    for group, colour in group_colours((s.group for s in waterfall.steps if s.role == "lever"), palette).items():
        name = group_name(group, language) or text("report.series_lever", language)
        found.append((name, colour, {i for i, s in steps if s.role == "lever" and s.group == group}))
    found.append((text("report.series_other", language), GREY, {i for i, s in steps if s.role == "other"}))
    found.append((text("report.series_gap", language), "gap", {i for i, s in steps if s.role == "gap"}))
    found.append((text("plot.headroom", language), EXTERNAL, {i for i, s in steps if s.role == "headroom"}))
    return [entry for entry in found if entry[2]]


def _row(
    place: int, step: Step, waterfall: Waterfall, series: list[tuple[str, str, set[int]]], links: Links, language: str
) -> list[Any]:
    line, before = _HEAD + 2 + place, _HEAD + 1 + place
    value: float | Formula = step.tco2e
    start: float | Formula = step.start
    end: float | Formula = Formula(f"=D{line}+C{line}", step.end)
    if step.role in TOTALS:
        start, end = 0.0, Formula(f"=C{line}", step.tco2e)
        if place and step.role in ("bau", "subtotal", "residual"):
            value = Formula(f"=E{before}", step.tco2e)
        elif step.role in ("base", "target"):
            value = links.base(step.tco2e) if step.role == "base" else links.target(step.tco2e)
    elif step.role in ("gap", "headroom"):
        residual = _HEAD + 2 + max(i for i, s in enumerate(waterfall.steps) if s.role == "residual")
        target = _HEAD + 2 + max(i for i, s in enumerate(waterfall.steps) if s.role == "target")
        difference = f"C{residual}-C{target}" if step.role == "gap" else f"C{target}-C{residual}"
        low, high = (target, residual) if step.role == "gap" else (residual, target)
        value = Formula(f"={difference}", abs(step.tco2e))
        start = Formula(f"=C{low}", min(step.start, step.end))
        end = Formula(f"=C{high}", max(step.start, step.end))
    else:
        start = Formula(f"=E{before}", step.start)
        is_last = place + 1 < len(waterfall.steps) and waterfall.steps[place + 1].role == "bau"
        if step.role == "lever":
            value = links.lever(step)
        elif is_last:
            value = links.last_growth(step, line)
    visible = [name for name, _, members in series if place in members]
    hidden = 0.0 if step.role in TOTALS else min(step.start, step.end)
    length = abs(step.tco2e) if step.role in TOTALS else abs(step.end - step.start)
    top = max(step.tco2e, 0.0) if step.role in TOTALS else max(step.start, step.end)
    target_line = next((i for i, s in enumerate(waterfall.steps) if s.role == "target"), None)
    return [
        step.name,
        group_name(step.group, language) if step.role == "lever" else "",
        value,
        start,
        end,
        Formula(f"=C{line}/$C${_HEAD + 2}", step.share),
        _label(step, waterfall, line),
        None,
        Formula(f"=MIN(D{line},E{line})", hidden),
        *(Formula(f"=ABS(E{line}-D{line})", length) if name in visible else None for name, _, _ in series),
        Formula(f"=MAX(D{line},E{line})", top),
        Formula(f"=$C${_HEAD + 2 + target_line}", waterfall.steps[target_line].tco2e)
        if target_line is not None
        else None,
    ]


def _label(step: Step, waterfall: Waterfall, line: int) -> Formula:
    """Return the label as long as the figure is the one it was made for, else a label of the figure there is now."""
    shown = f"{step.value_label} ({step.share_label})"
    scale, minus = waterfall.scale, format_number(-1.0)[0]
    sign = "" if step.role in TOTALS else f'IF(C{line}>0,"+","")&'
    number = f"FIXED(C{line}/{scale.divisor:g},{scale.decimals})"
    share = f"FIXED(100*F{line},0)"
    now = f'{sign}SUBSTITUTE({number}&" ("&{share}&"%)","-","{minus}")'
    return Formula(f'=IF(ABS(C{line}-({step.tco2e!r}))<0.000001,"{shown}",{now})', shown)


def _chart(
    book: Book, sheet: Any, waterfall: Waterfall, series: list[tuple[str, str, set[int]]], title: str, size: _ChartSize
) -> None:
    where = book.ref("waterfall")
    first, last = _HEAD + 2, _HEAD + 1 + len(waterfall.steps)

    def column(place: int) -> str:
        letter = xl_col_to_name(place)
        return f"={where}${letter}${first}:${letter}${last}"

    chart = book.workbook.add_chart({"type": "column", "subtype": "stacked"})
    names = column(_STEP)
    hidden = {"fill": {"none": True}, "border": {"none": True}}
    chart.add_series(
        {"name": book.word("column_hidden"), "categories": names, "values": column(_HIDDEN), "gap": 35, **hidden}
    )
    for place, (name, colour, _) in enumerate(series, start=_FIRST_SERIES):
        look: dict[str, Any] = {"fill": {"color": colour}, "border": {"none": True}}
        if colour == "gap":
            edge = palette_named("okabe-ito").increase
            pattern = {"pattern": "wide_upward_diagonal", "fg_color": edge, "bg_color": "#FFFFFF"}
            look = {"pattern": pattern, "border": {"color": edge, "width": 1}}
        chart.add_series({"name": name, "categories": names, "values": column(place), **look})
    lines = book.workbook.add_chart({"type": "line"})
    top = _FIRST_SERIES + len(series)
    labels = [
        {"value": step.value_label, "font": {"size": 8, "bold": step.role in TOTALS}, "fill": {"color": "#FFFFFF"}}
        for step in waterfall.steps
    ]
    has_target = waterfall.first("target") is not None
    if has_target:
        lines.add_series({
            "name": book.word("column_target_line"), "categories": names, "values": column(top + 1),
            "line": {"color": NEUTRAL, "width": 1.25, "dash_type": "dash"}, "marker": {"type": "none"},
        })  # fmt: skip
    lines.add_series({
        "name": book.word("column_top"), "categories": names, "values": column(top), "line": {"none": True},
        "marker": {"type": "none"},
        "data_labels": {"value": True, "custom": labels, "position": "above", "font": {"size": 8}},
    })  # fmt: skip
    chart.combine(lines)
    chart.set_title({"name": title, "name_font": {"size": 12, "bold": True}, "overlay": False})
    chart.set_legend({"position": "bottom", "delete_series": [0, 1 + len(series) + has_target], "font": {"size": 8}})
    chart.set_y_axis({
        "min": 0, "num_format": _axis_format(waterfall), "name": f"{waterfall.scale.unit}CO2e",
        "name_font": {"size": 8, "bold": False}, "num_font": {"size": 8}, "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": "#E3E6EA"}},
    })  # fmt: skip
    chart.set_x_axis({"num_font": {"size": 8, "rotation": size.rotation}})
    top_of_bars, height_of_bars = _TITLE / size.height, _BARS / size.height
    chart.set_plotarea({"layout": {"x": 0.08, "y": top_of_bars, "width": 0.9, "height": height_of_bars}})
    chart.set_size({"width": _WIDTH, "height": size.height})
    sheet.insert_chart(last + 2, 0, chart, {"description": title})


def _axis_format(waterfall: Waterfall) -> str:
    """Return the number format that shows tonnes in the unit of the labels: a comma at the end divides by 1000."""
    if waterfall.scale.divisor == 1.0:
        return "#,##0"
    largest = max(max(step.start, step.end) for step in waterfall.steps)
    return "#,##0," if largest >= 10.0 * waterfall.scale.divisor else "#,##0.0,"
