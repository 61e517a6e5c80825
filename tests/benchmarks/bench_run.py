"""What a user waits for at the command line: start, help, and the parts of ``ghgcalc run`` on the retailer example.

Run: python tests/benchmarks/bench_run.py [repeats]

Every repeat is a process of its own, after one that warms the files, because caches inside a process would hide what a
user pays. Prints medians of the CPU time [s], which other programs on the machine disturb less than time on the clock.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

EMPTY_PROGRAM = """
import typer
app = typer.Typer(add_completion=False, rich_markup_mode=None)
@app.command()
def nothing(): "Do nothing."
app(["--help"], standalone_mode=False)
"""
HELP = """
from ghgcalc.cli.app import app
app(["--help"], standalone_mode=False)
"""
#: Prints the CPU time at the end of each part; importing what a part needs belongs to it.
RUN = """
import sys, time
from pathlib import Path
book, out = sys.argv[1], Path(sys.argv[2])
marks = [("start", time.process_time())]
from ghgcalc.workbook import read_workbook
read = read_workbook(book)
marks.append(("read", time.process_time()))
from ghgcalc.chain import calculate_workbook
results = calculate_workbook(read)
marks.append(("calculate", time.process_time()))
from ghgcalc.report import draw_charts, write_report
charts = draw_charts(results.roadmap, year=results.target_year)
marks.append(("charts", time.process_time()))
for ending in ("xlsx", "html"):
    write_report(results.roadmap, out / f"results.{ending}", year=results.target_year, charts=charts)
marks.append(("report", time.process_time()))
before = 0.0
for name, now in marks:
    print(name, now - before)
    before = now
"""


def cpu_seconds(code: str, *arguments: str) -> dict[str, float]:
    """Return the CPU time of a program [s]: that of its parts when it prints them, and the whole."""
    program = f"{code}\nimport time as _time\nprint('whole', _time.process_time())"
    done = subprocess.run([sys.executable, "-c", program, *arguments], check=True, capture_output=True, text=True)
    lines = [line.split() for line in done.stdout.splitlines()]
    names = {"start", "read", "calculate", "charts", "report", "whole"}
    return {line[0]: float(line[1]) for line in lines if len(line) == 2 and line[0] in names}


def medians(repeats: int, code: str, *arguments: str) -> dict[str, float]:
    """Return the median per part of several processes, after one that is not counted."""
    cpu_seconds(code, *arguments)
    runs = [cpu_seconds(code, *arguments) for _ in range(repeats)]
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def main(repeats: int) -> None:
    """Print one table."""
    from ghgcalc.workbook import write_template

    python = medians(repeats, "pass")["whole"]
    rows = [("python itself", python), ("import ghgcalc, added", medians(repeats, "import ghgcalc")["whole"] - python)]
    empty = medians(repeats, EMPTY_PROGRAM)["whole"]
    rows += [("--help of an empty typer program", empty), ("ghgcalc --help", medians(repeats, HELP)["whole"])]
    with tempfile.TemporaryDirectory() as folder:
        book = write_template(Path(folder) / "book.xlsx", language="en", example="fashion-retailer")
        parts = medians(repeats, RUN, str(book), folder)
    rows += [(f"run: {name}", seconds) for name, seconds in parts.items()]
    rows += [("run: whole without charts", parts["whole"] - parts["charts"])]
    for name, seconds in rows:
        print(f"{name:34} {seconds:7.3f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
