"""Numbers as a reader of English or Dutch expects them; for sentences only, never for further calculation."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ghgcalc.texts import check_language, has_text, text


@dataclass(frozen=True)
class Share:
    """A share that is shown as a percentage."""

    value: float
    digits: int = 1


@dataclass(frozen=True)
class StatedShare:
    """A share as a target states it: two decimals of a percent at most, never rounded down below what is required."""

    value: float


@dataclass(frozen=True)
class Tonnes:
    """Emissions that are shown in tCO2e."""

    value: float


@dataclass(frozen=True)
class Amount:
    """A count or an amount of money."""

    value: float


@dataclass(frozen=True)
class Word:
    """A word of the catalogue, named by its key."""

    key: str


def show(value: Any, language: str = "en") -> str:
    """Return a value in words and digits of one language.

    Parameters
    ----------
    value : Share, Tonnes, Amount, Word, date, int or str
        What to show.
    language : {"en", "nl"}
        Language of the reader.

    Returns
    -------
    str
        The words.

    Examples
    --------
    >>> show(Share(0.3754), "nl"), show(Tonnes(3113.532), "en")
    ('37,5%', '3,113.5 t')
    """
    chosen = check_language(language)
    if isinstance(value, Share):
        return f"{_digits(100 * value.value, value.digits, chosen)}%"
    if isinstance(value, StatedShare):
        hundredths = math.ceil(round(value.value * 1e4, 6))
        digits = 0 if hundredths % 100 == 0 else 1 if hundredths % 10 == 0 else 2
        return f"{_digits(hundredths / 100, digits, chosen)}%"
    if isinstance(value, Tonnes):
        return f"{_digits(value.value, 1, chosen)} t"
    if isinstance(value, Amount):
        return _digits(value.value, 0, chosen)
    if isinstance(value, Word):
        return text(value.key, chosen)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return ", ".join(show(item, chosen) for item in value)
    return str(value)


def sentence(key: str, language: str = "en", /, **values: Any) -> str:
    """Return a sentence of the catalogue with its numbers shown in that language."""
    return text(key, language, **{name: show(value, language) for name, value in values.items()})


def both(key: str, /, **values: Any) -> Mapping[str, str]:
    """Return a sentence in English and in Dutch."""
    return {language: sentence(key, language, **values) for language in ("en", "nl")}


def _digits(value: float, digits: int, language: str) -> str:
    shown = f"{value:,.{digits}f}"
    return shown if language == "en" else shown.translate(str.maketrans(",.", ".,"))


def ambition_name(ambition: str, language: str = "en") -> str:
    """Return what an ambition of a target aims at, for a reader.

    Examples
    --------
    >>> ambition_name("1.5C", "nl")
    '1,5 °C'
    """
    key = f"targets.ambition.{ambition}"
    return text(key, language) if has_text(key) else ambition
