"""What a user waits for at the command line: start, help, the short commands, and ``run`` on the retailer example.

Run: python -m tests.benchmarks run, or python tests/benchmarks/bench_run.py [repeats]

Every repeat is a process of its own, after one that warms the files, compiles the modules and fills the cache folder.
Prints medians on the clock and of the CPU time [s]; other programs on the machine disturb the CPU time less.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

EMPTY_PROGRAM = """
import typer
app = typer.Typer(add_completion=False, rich_markup_mode=None)
@app.command()
def nothing(): "Do nothing."
app(["--help"])
"""
#: Prints the CPU time when a program ends.
CPU_AT_EXIT = "import atexit, time; atexit.register(lambda: print('cpu', time.process_time()))\n"
PARTS = ("charts", "cpu")
COMMAND = "from ghgcalc.cli import main; main()"
#: Runs a command, and prints the clock and CPU time spent on charts, with the import of matplotlib.
COMMAND_WITH_CHARTS = """
import time
import ghgcalc.report.charts as charts
draw = charts.draw_charts
def timed(*args, **kwargs):
    before = time.perf_counter(), time.process_time()
    drawn = draw(*args, **kwargs)
    print("charts", time.perf_counter() - before[0], time.process_time() - before[1])
    return drawn
charts.draw_charts = timed
from ghgcalc.cli import main
main()
"""
TARGET = [
    "--scopes",
    "1+2",
    "--base-year",
    "2025",
    "--target-year",
    "2030",
    "--base-s1",
    "912.6",
    "--base-s2",
    "3547.8",
]


class Timer:
    """Runs programs and keeps medians.

    Parameters
    ----------
    repeats : int
        Runs per program that count.
    scratch : Path
        Where compiled modules and the cache go, so that the result does not depend on what the machine holds.
    """

    def __init__(self, repeats: int, scratch: Path) -> None:
        self.repeats = repeats
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
            "PYTHONPYCACHEPREFIX": str(scratch / "compiled"),
            "GHGCALC_CACHE": str(scratch / "cache"),
        }

    def medians(self, code: str, *arguments: str) -> dict[str, tuple[float, float]]:
        """Return (clock, CPU) of the whole program and of the parts that it prints [s]."""
        runs = [self._run(code, arguments) for _ in range(self.repeats + 1)][1:]
        return {
            part: (statistics.median(run[part][0] for run in runs), statistics.median(run[part][1] for run in runs))
            for part in runs[0]
        }

    def _run(self, code: str, arguments: tuple[str, ...]) -> dict[str, tuple[float, float]]:
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", CPU_AT_EXIT + code, *arguments], check=True, capture_output=True, text=True,
            env=self.environment,
        )  # fmt: skip
        clock = time.perf_counter() - start
        lines = [line.split() for line in done.stdout.splitlines()]
        found = {line[0]: [float(number) for number in line[1:]] for line in lines if line and line[0] in PARTS}
        return {"whole": (clock, *found.pop("cpu")), **{part: (clock, cpu) for part, (clock, cpu) in found.items()}}


def main(repeats: int) -> None:
    """Print one table."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        timer = Timer(repeats, scratch)
        book, out = str(scratch / "book.xlsx"), str(scratch / "out")
        python = timer.medians("pass")["whole"]
        imported = timer.medians("import ghgcalc, numpy")["whole"]
        empty = timer.medians(EMPTY_PROGRAM)["whole"]
        shown = timer.medians(COMMAND, "--help")["whole"]
        template = timer.medians(COMMAND, "template", book, "--example", "fashion-retailer", "--force")["whole"]
        estimate = timer.medians(COMMAND, "estimate", "aardgas", "1000", "Nm3", "--region", "NL")["whole"]
        target = timer.medians(COMMAND, "target", *TARGET)["whole"]
        check = timer.medians(COMMAND, "check", book)["whole"]
        run = timer.medians(COMMAND_WITH_CHARTS, "run", book, "--out", out)
    rows = {
        "python itself": python,
        "import ghgcalc and numpy, added": (imported[0] - python[0], imported[1] - python[1]),
        "--help of an empty typer program": empty,
        "ghgcalc --help": shown,
        "ghgcalc template": template,
        "ghgcalc estimate": estimate,
        "ghgcalc target": target,
        "ghgcalc check": check,
        "ghgcalc run": run["whole"],
        "  of which charts": run["charts"],
        "  of which the rest": (run["whole"][0] - run["charts"][0], run["whole"][1] - run["charts"][1]),
    }
    print(f"{'':34} {'clock':>9} {'CPU':>9}")
    for name, (clock, cpu) in rows.items():
        print(f"{name:34} {clock:7.3f} s {cpu:7.3f} s")
    print(f"ghgcalc --help is {shown[1] / empty[1]:.2f} times an empty typer program")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
