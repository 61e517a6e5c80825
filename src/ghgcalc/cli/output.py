"""What the commands print: tables for people, one JSON object for scripts."""

from __future__ import annotations

import json
import locale
import os
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ghgcalc.texts import LANGUAGES

if TYPE_CHECKING:
    from ghgcalc.errors import DataError


def default_language() -> str:
    """Return the language of messages: GHGCALC_LANGUAGE, else the system's when ghgcalc speaks it, else English."""
    for name in ("GHGCALC_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        code = os.environ.get(name, "")[:2].casefold()
        if code in LANGUAGES:
            return code
    system = (locale.getlocale()[0] or "").casefold()
    return "nl" if system.startswith(("nl", "dutch")) else "en"


def print_json(value: dict[str, Any]) -> None:
    """Print one JSON object and nothing else."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def print_table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: Collection[int] = (),
    whole: Collection[int] = (),
) -> None:
    """Print a table as wide as the screen; columns in `numbers` stand to the right, those in `whole` never break."""
    from ghgcalc.report.layout import text_table

    if title:
        say(title)
    for line in text_table(columns, [*rows], numbers=numbers, whole=whole, width=screen_width(), indent=0, rule=True):
        say(line)


def screen_width() -> int:
    """Return the characters in a line of the screen, within what reads well; in a pipe as many as in a report."""
    from shutil import get_terminal_size

    from ghgcalc.report.layout import WIDTH

    return min(max(get_terminal_size((WIDTH, 24)).columns, 60), 140)


def say(sentence: str) -> None:
    """Print text as it stands."""
    sys.stdout.write(sentence + "\n")


def say_wrapped(words: str) -> None:
    """Print text with its lines broken where the terminal ends; what follows stands deeper than its line."""
    for line in _wrapped(words):
        say(line)


def _wrapped(words: str) -> list[str]:
    import textwrap

    width, lines = screen_width(), []
    for line in words.split("\n"):
        start = line[: len(line) - len(line.lstrip(" !"))]
        indent = " " * (len(start) + 2 if start.startswith(" ") else len(start))
        lines.append(
            textwrap.fill(line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
        )
    return lines


def report_error(error: DataError, *, as_json: bool, language: str | None = None) -> None:
    """Print the problems of an error: readable on stderr, and as JSON on stdout for scripts."""
    if language or not error.is_language_known:
        error.language = language or default_language()
    if as_json:
        print_json({"error": str(error).splitlines()[0], "problems": problem_rows(error)})
    sys.stderr.write("\n".join(_error_lines(error)) + "\n")


def _error_lines(error: DataError) -> list[str]:
    """Return an error as wide as the screen."""
    from ghgcalc.report.layout import text_table

    if error.is_sentence:
        return _wrapped(str(error))
    head, *rows = error.table()
    return [error.title(), *text_table(head, rows, numbers=(), width=screen_width(), indent=0), *error.rest()]


def problem_rows(error: DataError) -> list[dict[str, Any]]:
    """Return the problems of an error as plain rows: sheet, cell, value, problem, hint, code, severity."""
    return [
        {
            "sheet": p.sheet,
            "cell": p.cell,
            "value": None if p.value is None else p.shown(),
            "problem": p.problem(error.language),
            "hint": p.hint(error.language),
            "code": p.code,
            "severity": p.severity,
        }
        for p in error.problems
    ]


@contextmanager
def speaking(language: str | None, *, as_json: bool) -> Iterator[None]:
    """Let a data problem print itself and end the command with exit code 1."""
    import typer

    from ghgcalc.errors import DataError

    try:
        yield
    except DataError as error:
        report_error(error, as_json=as_json, language=language)
        raise typer.Exit(1) from None
