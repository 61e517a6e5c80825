"""What a command does not need, it does not import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from threading import Event

import pytest

from ghgcalc.cli import progress

_WRITERS = {"matplotlib", "xlsxwriter", "jinja2", "openpyxl", "scipy", "rapidfuzz", "polars", "duckdb"}
_READING = {"rich", *_WRITERS}


def _loaded(*command: str) -> set[str]:
    """Return the top-level packages that a command has imported when it ends, and the modules of ghgcalc."""
    script = (
        "import atexit, sys\n"
        "atexit.register(lambda: print('loaded', *{m.partition('.')[0] for m in sys.modules}, "
        "*(m for m in sys.modules if m.startswith('ghgcalc.'))))\n"
        "from ghgcalc.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", script, *command], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split()[1:])


def test_help_needs_no_library_for_data() -> None:
    assert not _loaded("--help") & {"numpy", "pandas", *_WRITERS}


def test_the_module_runs_as_a_program() -> None:
    done = subprocess.run([sys.executable, "-m", "ghgcalc", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("ghgcalc ")


def test_a_target_needs_no_inventory_workbook_or_chart() -> None:
    target = "target --scopes 1+2 --base-year 2025 --target-year 2030 --base-s1 912.6 --base-s2 3547.8"
    loaded = _loaded(*target.split())
    assert not loaded & {*_READING, "ghgcalc.workbook", "ghgcalc.levers", "ghgcalc.plot", "jinja2"}


def test_check_and_run_load_only_what_they_use(tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    loaded = _loaded("template", str(book), "--example", "fashion-retailer")
    assert not loaded & {"matplotlib", "jinja2", "rich", "ghgcalc.levers", "ghgcalc.plot", "ghgcalc.report"}
    loaded = _loaded("run", str(book), "--out", str(tmp_path / "out"), "--language", "en")
    assert not loaded & {"rich", "openpyxl", "scipy", "rapidfuzz", "polars", "duckdb"}
    assert not loaded & {"ghgcalc.workbook.annotate", "ghgcalc.workbook.rollforward", "ghgcalc.workbook.template"}
    assert "matplotlib.pyplot" not in loaded


class _Terminal:
    def isatty(self) -> bool:
        return True


def test_what_is_quick_shows_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(progress.sys, "stderr", _Terminal())
    monkeypatch.setattr(progress._Bar, "start", lambda bar: shown.append(bar._words()))
    with progress.steps(show=True) as step:
        step("charts")
    assert shown == []


def test_what_takes_long_shows_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = Event()
    monkeypatch.setattr(progress.sys, "stderr", _Terminal())
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    monkeypatch.setattr(progress._Bar, "start", lambda _bar: seen.set())
    with progress.steps(show=True):
        assert seen.wait(30)


def test_the_bar_names_the_step_under_way_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GHGCALC_LANGUAGE", "nl")
    bar = progress._Bar()
    bar.name("inventory")
    bar.start()
    assert bar._shown is not None
    assert bar._shown.tasks[0].description == "Inventaris berekenen …"
    bar.name("charts")
    assert bar._shown.tasks[0].description == "Grafieken tekenen …"
    bar.stop()
    assert not bar._shown.live.is_started


def test_a_pipe_gets_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = Event()
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    monkeypatch.setattr(progress._Bar, "start", lambda _bar: seen.set())
    with progress.steps(show=True):
        assert not seen.wait(0.05)
