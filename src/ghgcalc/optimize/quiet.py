"""Keeps the lines that the solver prints past Python out of the output; all other output passes."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from threading import RLock

#: How the lines begin that HiGHS writes to standard output by itself, although it was asked to be silent.
SOLVER_LINES = (b"Highs",)
_STDOUT = 1
_one_at_a_time = RLock()


@contextmanager
def solver_silenced() -> Iterator[None]:
    """Hold standard output of the process while the solver works, and pass on what is not the solver's."""
    with _one_at_a_time:
        _flush()
        try:
            own = os.dup(_STDOUT)
        except OSError:
            # A process without standard output has nothing to keep clean.
            yield
            return
        with TemporaryFile() as held:
            os.dup2(held.fileno(), _STDOUT)
            try:
                yield
            finally:
                _flush()
                os.dup2(own, _STDOUT)
                os.close(own)
                held.seek(0)
                _pass_on(b"".join(line for line in held if not line.startswith(SOLVER_LINES)))


def _pass_on(rest: bytes) -> None:
    while rest:
        rest = rest[os.write(_STDOUT, rest) :]


def _flush() -> None:
    """Flush what Python and the C library hold back; the solver writes through the second."""
    if sys.stdout is not None:
        sys.stdout.flush()
    library = ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None)
    library.fflush(None)
