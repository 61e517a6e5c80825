"""Shows on a terminal what is under way when it takes more than a second; nothing in a pipe."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

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
    from ghgcalc.cli.output import default_language
    from ghgcalc.texts import text

    if not show:
        yield lambda _step: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    language = default_language()
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(bar_width=24), TimeElapsedColumn(), console=Console(stderr=True),
        transient=True,
    )  # fmt: skip
    task = bar.add_task(text("cli.step.read", language), total=None)
    begin = threading.Timer(_PATIENCE, bar.start)
    begin.daemon = True
    if bar.console.is_terminal:
        begin.start()
    try:
        yield lambda step: bar.update(task, description=text(f"cli.step.{step}", language))
    finally:
        begin.cancel()
        bar.stop()


@contextmanager
def waiting(step: str, *, show: bool) -> Iterator[None]:
    """Show one step that may take long."""
    with steps(show=show) as say:
        say(step)
        yield
