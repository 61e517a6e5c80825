"""Shows on a terminal what is under way when it takes more than a second; nothing in a pipe."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ghgcalc.cli.output import default_language
from ghgcalc.texts import text

if TYPE_CHECKING:
    from rich.progress import Progress

#: What takes less than this stays silent [s].
_PATIENCE = 1.0


@contextmanager
def steps(*, show: bool) -> Iterator[Callable[[str], None]]:
    """Give a callable that names the step under way; a bar with the seconds so far appears after a second.

    Parameters
    ----------
    show : bool
        False keeps everything silent.
    """
    if not show or not sys.stderr.isatty():
        yield lambda _step: None
        return
    bar = _Bar()
    begin = threading.Timer(_PATIENCE, bar.start)
    begin.daemon = True
    begin.start()
    try:
        yield bar.name
    finally:
        begin.cancel()
        bar.stop()


class _Bar:
    """A bar that is built when it appears, so that what is quick does not load what draws it."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._step = "read"
        self._shown: Progress | None = None
        self._is_over = False
        self._lock = threading.Lock()

    def name(self, step: str) -> None:
        with self._lock:
            self._step = step
            if self._shown is not None:
                self._shown.update(self._shown.task_ids[0], description=self._words())

    def start(self) -> None:
        with self._lock:
            if self._is_over:
                return
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

            self._shown = Progress(
                TextColumn("{task.description}"), BarColumn(bar_width=24), TimeElapsedColumn(),
                console=Console(stderr=True), transient=True,
            )  # fmt: skip
            self._shown.add_task(self._words(), total=None)
            self._shown.tasks[0].start_time = self._begun
            self._shown.start()

    def stop(self) -> None:
        with self._lock:
            self._is_over = True
            if self._shown is not None:
                self._shown.stop()

    def _words(self) -> str:
        return text(f"cli.step.{self._step}", default_language())


@contextmanager
def waiting(step: str, *, show: bool) -> Iterator[None]:
    """Show one step that may take long."""
    with steps(show=show) as say:
        say(step)
        yield
