"""Keeps what is slow to work out from the data files in the user's cache folder, under the hash of those files."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import tomllib
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ghgcalc._version import __version__
from ghgcalc.resources import data_path

#: Names the cache folder; empty for none.
VARIABLE = "GHGCALC_CACHE"
_DIGEST = hashlib.sha256().digest_size


def kept(name: str, sources: Iterable[Path], build: Callable[[], bytes]) -> bytes:
    """Return what `build` returns, or what it returned earlier from the same files.

    Parameters
    ----------
    name : str
        What is kept; one version of it stays in the folder.
    sources : iterable of Path
        Every file on which the result depends: data, and the code that reads it.
    build : callable
        Works the result out from the text.

    Returns
    -------
    bytes
        Never older than the sources: the file carries their hash in its name and that of its content inside. A file
        that is damaged, or a folder that cannot be read or written, or into which others can write, is passed over
        without a word.

    Examples
    --------
    >>> kept("example", [], lambda: b"worked out")
    b'worked out'
    """
    folder = cache_folder()
    if folder is None or _is_open_to_others(folder):
        return build()
    place = folder / f"{name}-{_fingerprint(sources)}.bin"
    found = _read(place)
    if found is None:
        found = build()
        _write(place, name, found)
    return found


def kept_json(name: str, sources: Iterable[Path], build: Callable[[], Any]) -> Any:
    """Return a value of lists, mappings, words, numbers and dates, kept as JSON; see `kept`."""

    def written() -> bytes:
        return json.dumps(build(), ensure_ascii=False, default=_as_mapping).encode()

    return json.loads(kept(name, sources, written), object_hook=_as_date)


def read_document(*parts: str) -> dict[str, Any]:
    """Return a bundled TOML file, such as ``("rulebooks", "near-term-5.3.toml")``; every call returns a new one.

    Raises
    ------
    FileNotFoundError
        If the installation does not hold that file.

    Examples
    --------
    >>> read_document("emission_factors", "preferred.toml")["sets"][0]
    'nl-2026'
    """
    path = data_path(*parts)
    name = "-".join(parts).removesuffix(".toml")
    document: dict[str, Any] = kept_json(name, [path], lambda: tomllib.loads(path.read_text(encoding="utf-8")))
    return document


_DATE = "date of a TOML file"


def _as_mapping(value: Any) -> dict[str, str]:
    if type(value) is not date:
        raise TypeError(f"{value!r} cannot be kept")
    return {_DATE: value.isoformat()}


def _as_date(found: dict[str, Any]) -> Any:
    return date.fromisoformat(found[_DATE]) if _DATE in found else found


@cache
def cache_folder() -> Path | None:
    """Return the cache folder: the one that the environment variable GHGCALC_CACHE names, else that of the user."""
    chosen = os.environ.get(VARIABLE)
    if chosen is not None:
        return Path(chosen) if chosen else None
    from platformdirs import user_cache_path

    return user_cache_path("ghgcalc", appauthor=False)


def _is_open_to_others(folder: Path) -> bool:
    """Tell whether somebody else could have put a file there; only its owner and the administrator may."""
    if not hasattr(os, "getuid"):  # Windows keeps the folders of users apart
        return False
    try:
        found = folder.stat()
    except OSError:
        return False
    return found.st_uid not in (0, os.getuid()) or bool(found.st_mode & stat.S_IWOTH)


def _fingerprint(sources: Iterable[Path]) -> str:
    digest = hashlib.sha256(__version__.encode())
    for path in sources:
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:32]


def _read(place: Path) -> bytes | None:
    try:
        raw = place.read_bytes()
    except OSError:
        return None
    content = raw[_DIGEST:]
    return content if hashlib.sha256(content).digest() == raw[:_DIGEST] else None


def _write(place: Path, name: str, content: bytes) -> None:
    """Write the file as a whole or not at all, and remove those of earlier sources."""
    from tempfile import NamedTemporaryFile

    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=place.parent, prefix=f"{name}-", delete=False) as scratch:
            written = Path(scratch.name)
            try:
                scratch.write(hashlib.sha256(content).digest() + content)
                scratch.close()
                written.replace(place)
            except OSError:
                written.unlink(missing_ok=True)
                raise
        for old in place.parent.glob("*.bin"):
            if old != place and old.stem.rpartition("-")[0] == name:
                old.unlink(missing_ok=True)
    except OSError:
        return
