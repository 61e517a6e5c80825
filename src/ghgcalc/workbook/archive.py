"""Opens the archive that a workbook file is, in bounded amounts, and refuses XML that could be a bomb."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from ghgcalc.errors import DataError, Problem

#: Limits of what is opened; a company's year fits many times over.
MAX_FILE_BYTES = 60_000_000
MAX_MEMBERS = 2_000
MAX_UNPACKED_BYTES = 800_000_000
_CHUNK = 1 << 20
#: Encodings in which the letters of a declaration are the bytes looked for; Excel writes UTF-8.
_PLAIN_ENCODINGS = frozenset({b"utf-8", b"us-ascii", b"iso-8859-1", b"windows-1252"})
_ENCODING = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']""")


@contextmanager
def opened_archive(path: str | Path) -> Iterator[zipfile.ZipFile]:
    """Open a workbook file as an archive; damage found inside becomes a `DataError`.

    Raises
    ------
    DataError
        If the file is missing, too large, damaged, protected or no archive of a workbook.
    """
    file = Path(path)
    if not file.is_file():
        raise refused("workbook_missing", str(path))
    if file.stat().st_size > MAX_FILE_BYTES:
        raise refused("workbook_too_large", file.name, limit=MAX_FILE_BYTES // 1_000_000)
    try:
        with zipfile.ZipFile(file) as archive:
            if len(archive.infolist()) > MAX_MEMBERS:
                raise refused("workbook_too_large", file.name, limit=MAX_FILE_BYTES // 1_000_000)
            if not any(name.lower() == "xl/workbook.xml" for name in archive.namelist()):
                raise refused("workbook_unreadable", file.name)
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        if isinstance(error, DataError):
            raise
        raise refused("workbook_unreadable", file.name) from error


def refuse_declarations(content: bytes, name: str) -> None:
    """Refuse XML with a document type declaration, which entity bombs need, or in an encoding that could hide one."""
    encoding = _ENCODING.match(content)
    is_plain = b"\0" not in content[:4] and (encoding is None or encoding[1].lower() in _PLAIN_ENCODINGS)
    if not is_plain or b"<!DOCTYPE" in content or b"<!ENTITY" in content or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise refused("workbook_unreadable", name)


def unpacked(archive: zipfile.ZipFile, name: str, is_wanted: Callable[[str], object]) -> Iterator[tuple[str, bytes]]:
    """Yield the wanted parts of an archive, unless they are too much together; the sizes it states can be false."""
    found: set[str] = set()
    budget = MAX_UNPACKED_BYTES
    for member in archive.infolist():
        if member.filename not in found and not member.is_dir() and is_wanted(member.filename):
            found.add(member.filename)
            with archive.open(member) as stream:
                content = _bounded(stream, budget, name)
            budget -= len(content)
            yield member.filename, content


def _bounded(stream: IO[bytes], budget: int, name: str) -> bytes:
    """Return what a stream holds, unless that is more than the budget."""
    blocks, size = [], 0
    while block := stream.read(_CHUNK):
        size += len(block)
        if size > budget:
            raise refused("workbook_too_large", name, limit=MAX_FILE_BYTES // 1_000_000)
        blocks.append(block)
    return b"".join(blocks)


def refused(code: str, value: str, **params: Any) -> DataError:
    """Return the error for a file that is not opened."""
    return DataError([Problem(code, value, params=params)], source=value)
