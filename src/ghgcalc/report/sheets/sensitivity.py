"""The sheet Sensitivity: the band around the plan, and a tornado that can be edited."""

from __future__ import annotations

from typing import Any

from ghgcalc.plot.colours import TORNADO
from ghgcalc.report.band import BAND_COLUMNS, band_title, met_sentence, ranges_note
from ghgcalc.report.sheets.book import Book, Column, Formula
from ghgcalc.roadmap import Roadmap

_HEAD = 3
_DRAWN = 12
_LOW, _HIGH = "I", "J"


def write_sensitivity(book: Book, roadmap: Roadmap, *, year: int) -> None:
    """Write the band of a year and how far each assumption moves what is left, largest first."""
    band = roadmap.uncertainty(year)
    title = book.word("sensitivity_title", year=year)
    sheet = book.sheet("sensitivity", title=title, note=ranges_note(book.language))
    book.arrange(sheet, [64.0, *[15.0] * 7, *[13.0] * 2])
    book.write(sheet, _HEAD, 0, band_title(band, book.language), "subtitle")
    columns = [
        Column(book.word("column_quantity")),
        *(Column(book.word(f"column_{name}"), "tonnes") for name in BAND_COLUMNS),
    ]
    rows = [
        [book.word(f"band.{row['quantity']}"), *(row[name] for name in BAND_COLUMNS)]
        for row in band.frame.to_dict("records")
    ]
    below = book.table(sheet, _HEAD + 1, columns, rows)
    if band.probability_met is not None:
        book.write(sheet, below, 0, met_sentence(band, book.language), "quiet")
    _write_tornado(book, sheet, below + 2, roadmap, year)


def _write_tornado(book: Book, sheet: Any, row: int, roadmap: Roadmap, year: int) -> None:
    found = roadmap.sensitivity(year).to_dict("records")
    language = book.language
    book.write(sheet, row, 0, book.word("tornado_title", year=year), "subtitle")
    names = ("taken_low", "taken_high", "central", "low_tco2e", "high_tco2e", "swing")
    columns = [
        Column(book.word("column_assumption"), "wrap"),
        *(Column(book.word(f"column_{name}"), "share" if name.startswith("taken") else "tonnes") for name in names),
        Column(""), Column(book.word("column_low_change"), "tonnes"), Column(book.word("column_high_change"), "tonnes"),
    ]  # fmt: skip
    rows: list[list[Any]] = []
    first = row + 3
    for line, record in enumerate(found, start=first):
        low, high, central = (float(record[f"{name}_tco2e"]) for name in ("low", "high", "central"))
        rows.append([
            str(record[f"label_{language}"]), record["low"], record["high"], central, low, high,
            Formula(f"=ABS(F{line}-E{line})", abs(high - low)), None,
            Formula(f"=E{line}-D{line}", low - central), Formula(f"=F{line}-D{line}", high - central),
        ])  # fmt: skip
    below = book.table(sheet, row + 1, columns, rows)
    sheet.write_string(row + 1, 7, "", book.formats["text"])
    sheet.print_area(0, 0, below + 28, 6)
    sheet.fit_to_pages(1, 1)
    drawn = min(sum(1 for record in found if record["swing_tco2e"] > 0), _DRAWN)
    if drawn:
        _chart(book, sheet, (first, first + drawn - 1), below + 1, year)


def _chart(book: Book, sheet: Any, lines: tuple[int, int], row: int, year: int) -> None:
    """Insert the tornado: two bars per assumption, on both sides of what is planned."""
    where, (first, last) = book.ref("sensitivity"), lines
    chart = book.workbook.add_chart({"type": "bar"})
    for letter, word, colour in zip((_LOW, _HIGH), ("low_change", "high_change"), TORNADO, strict=True):
        chart.add_series({
            "name": book.word(f"column_{word}"), "categories": f"={where}$A${first}:$A${last}",
            "values": f"={where}${letter}${first}:${letter}${last}", "gap": 40, "overlap": 100,
            "fill": {"color": colour}, "border": {"none": True},
        })  # fmt: skip
    title = book.word("tornado_title", year=year)
    chart.set_title({"name": title, "name_font": {"size": 12, "bold": True}, "overlay": False})
    chart.set_y_axis({"reverse": True, "label_position": "low", "num_font": {"size": 9}, "line": {"none": True}})
    chart.set_x_axis({
        "name": book.word("tornado_axis"), "name_font": {"size": 9, "bold": False}, "num_font": {"size": 9},
        "num_format": "+#,##0;-#,##0;0", "major_gridlines": {"visible": True, "line": {"color": "#E3E6EA"}},
        "label_position": "high",
    })  # fmt: skip
    chart.set_legend({"position": "bottom", "font": {"size": 9}})
    chart.set_plotarea({"layout": {"x": 0.42, "y": 0.1, "width": 0.54, "height": 0.72}})
    chart.set_size({"width": 1040, "height": 520})
    sheet.insert_chart(row, 0, chart, {"description": title})
