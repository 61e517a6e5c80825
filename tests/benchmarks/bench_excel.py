"""Reading and writing workbooks against the usual ways, in one run.

Run: python tests/benchmarks/bench_excel.py [rows] [repeats]

Read: a workbook with `rows` rows on the sheet Energy, opened, checked and turned into frames by `read_workbook`,
against `pandas.read_excel` with openpyxl and with calamine, which only read the cells and check nothing.
Write: the results workbook of an inventory with a fifth as many cells (formulas, formats, charts, sources), against
XlsxWriter writing the bare values of the same sheet Cells.
Prints medians and ratios; the sum of the amounts read and the number of cells written are compared.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import xlsxwriter

from ghgcalc.chain import Results, calculate_workbook
from ghgcalc.report import write_report
from ghgcalc.schema import sheet
from ghgcalc.workbook import read_workbook, write_template
from ghgcalc.workbook.container import open_container
from ghgcalc.workbook.layout import FIRST_ROW, ID_ROW

ENERGY = sheet("energy").title["en"]


def median(work: Callable[[], object], repeats: int) -> float:
    """Return the median time of a piece of work [s]."""
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def large_workbook(folder: Path, rows: int) -> Path:
    """Write the fashion example with its energy rows repeated at as many sites as it takes."""
    source = write_template(folder / "source.xlsx", language="en", example="fashion-retailer")
    path = folder / f"large-{rows}.xlsx"
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False}) as book:
        for raw in open_container(source).sheets:
            page = book.add_worksheet(raw.name)
            lines = [list(line) for line in raw.rows]
            if raw.name == ENERGY:
                names = lines[ID_ROW]
                site, value, year = (names.index(name) for name in ("site", "value", "year"))
                data = [line for line in lines[FIRST_ROW:] if line[year] != ""]
                lines = lines[:FIRST_ROW]
                for number in range(rows):
                    line = list(data[number % len(data)])
                    line[site], line[value] = f"Site {number // len(data)}", 100.0 + number * 0.25
                    lines.append(line)
            for row, line in enumerate(lines):
                page.write_row(row, 0, line)
    return path


def read_rivals(path: Path) -> dict[str, Callable[[], float]]:
    """Return every way to read, each giving the sum of the amounts."""

    def ours() -> float:
        frame = read_workbook(path).activity
        return float(frame.loc[frame["sheet"] == ENERGY, "value"].sum())

    def pandas_with(engine: str) -> float:
        frame = pd.read_excel(path, sheet_name=ENERGY, header=ID_ROW, engine=engine)  # type: ignore[call-overload]
        return float(pd.to_numeric(frame["value"], errors="coerce").sum())

    return {
        "ghgcalc": ours,
        "pandas, openpyxl": lambda: pandas_with("openpyxl"),
        "pandas, calamine": lambda: pandas_with("calamine"),
    }


def write_rivals(results: Results, folder: Path) -> dict[str, Callable[[], object]]:
    """Return the report and the bare values of its cells."""
    picture = {"waterfall": _BLANK}
    cells = results.inventory.cells
    report = folder / "report.xlsx"
    write_report(results.roadmap, report, charts=picture)
    values = open_container(report).sheets[2].rows
    assert len(values) >= len(cells)

    def bare() -> None:
        with xlsxwriter.Workbook(str(folder / "bare.xlsx"), {"strings_to_formulas": False}) as book:
            page = book.add_worksheet()
            for row, line in enumerate(values):
                page.write_row(row, 0, line)

    return {"ghgcalc": lambda: write_report(results.roadmap, report, charts=picture), "XlsxWriter, bare values": bare}


def table(title: str, times: dict[str, float], count: int) -> None:
    """Print one table with the ratio to ours."""
    print(f"\n{title}\n{'':28}{'s':>8}{'rows/s':>12}{'ratio':>8}")
    for name, seconds in times.items():
        print(f"{name:28}{seconds:8.2f}{count / seconds:12,.0f}{seconds / times['ghgcalc']:8.2f}")


def main(rows: int = 100_000, repeats: int = 3) -> None:
    """Run both comparisons."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        path = large_workbook(folder, rows)
        reading = read_rivals(path)
        sums = {name: work() for name, work in reading.items()}
        assert max(sums.values()) - min(sums.values()) < 1e-6 * max(sums.values()), sums
        table(f"Read {rows:,} rows", {name: median(work, repeats) for name, work in reading.items()}, rows)
        results = calculate_workbook(read_workbook(large_workbook(folder, rows // 5)))
        writing = write_rivals(results, folder)
        count = len(results.inventory.cells)
        table(f"Write {count:,} cells", {name: median(work, repeats) for name, work in writing.items()}, count)


_BLANK = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc33"
    "0000000049454e44ae426082"
)

if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
