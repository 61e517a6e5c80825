"""Every sentence and label a user sees, in English and Dutch, read from the data folder `texts`."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

from ghgcalc.kept import kept_json
from ghgcalc.resources import data_path

Language = Literal["en", "nl"]
LANGUAGES: tuple[Language, ...] = ("en", "nl")


@cache
def _catalogue() -> dict[str, dict[str, str]]:
    paths = sorted(data_path("texts").glob("*.toml"))
    catalogue: dict[str, dict[str, str]] = kept_json("texts", paths, lambda: _read(paths))
    return catalogue


def _read(paths: Sequence[Path]) -> dict[str, dict[str, str]]:
    entries: dict[str, dict[str, str]] = {}
    for path in paths:
        for key, value in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if key in entries:
                raise ValueError(f"text {key!r} is defined twice, the second time in {path.name}")
            entries[key] = value
    return entries


def check_language(language: str) -> Language:
    """Return `language` when ghgcalc speaks it, else raise.

    Raises
    ------
    ValueError
        If the language is not ``"en"`` or ``"nl"``.
    """
    for known in LANGUAGES:
        if language == known:
            return known
    raise ValueError(f"language {language!r} is not available; choose 'en' or 'nl'")


def text(key: str, language: str = "en", /, **values: Any) -> str:
    """Return the text `key` in one language, with its placeholders filled in.

    Parameters
    ----------
    key : str
        Key in the catalogue, such as ``"waterfall.bau"``.
    language : {"en", "nl"}
        Language of the reader.
    **values
        Values for the placeholders of the text.

    Raises
    ------
    KeyError
        If the catalogue does not hold the key in that language.

    Examples
    --------
    >>> text("scope.1", "nl")
    'Scope 1'
    """
    try:
        template = _catalogue()[key][check_language(language)]
    except KeyError:
        raise KeyError(f"no text {key!r} in {language!r}") from None
    return template.format(**values) if values else template


def has_text(key: str) -> bool:
    """Tell whether the catalogue holds `key`."""
    return key in _catalogue()
