"""Turns a file or folder that cannot be written into a problem that says what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ghgcalc.errors import DataError, Problem
from ghgcalc.texts import LANGUAGES, text


@contextmanager
def writing(path: str | Path) -> Iterator[None]:
    """Raise a `DataError` when what happens inside fails because `path` cannot be written.

    Examples
    --------
    >>> with writing("/dev/null/a.xlsx"):  # doctest: +ELLIPSIS
    ...     Path("/dev/null/a.xlsx").write_bytes(b"")
    Traceback (most recent call last):
      ...
    ghgcalc.errors.DataError: '/dev/null/a.xlsx' cannot be written: ...
    """
    try:
        yield
    except OSError as reason:
        params = {f"reason_{language}": _reason(reason, language) for language in LANGUAGES}
        raise DataError([Problem("not_writable", str(path), params=params)]) from None


def _reason(error: OSError, language: str) -> str:
    """Return why a file cannot be written, in words; what the system says when it is out of the ordinary."""
    for kind, key in _REASONS:
        if isinstance(error, kind):
            return text(f"errors.reason.{key}", language)
    return error.strerror or str(error)


_REASONS = (
    (FileNotFoundError, "no_folder"),
    (NotADirectoryError, "is_file"),
    (FileExistsError, "is_file"),
    (IsADirectoryError, "is_folder"),
    (PermissionError, "not_allowed"),
)


def make_folder(path: Path) -> Path:
    """Make a folder, with the folders above it, when it is not there yet."""
    with writing(path):
        path.mkdir(parents=True, exist_ok=True)
    return path


def write_bytes(path: Path, content: bytes) -> Path:
    """Write a file as a whole."""
    with writing(path):
        path.write_bytes(content)
    return path
