"""Understands single cells: forgiving about how a value is written, strict about what it means."""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import Any

from ghgcalc.errors import Problem

_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f'’]+")
_SPACED = re.compile(r"[(+\-−–]?\s*\d{1,3}(?:[\s\u00a0\u2007\u2009\u202f'’]\d{3})+(?:[.,]\d*)?\s*\)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b\u200e\u200f\u202a-\u202c\u2060\u2066-\u2069\ufeff]")
#: Marks without width that come along when a value is copied; a mark that turns text around is not among them.
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2060\u2066\u2067\u2068\u2069\ufeff"
_WITHOUT_INVISIBLE = dict.fromkeys(map(ord, _INVISIBLE))
_EMPTY = _INVISIBLE + " \t\n\r\x0b\x0c\u00a0\u2007\u2009\u202f\u3000"
_DATE = re.compile(r"(?:\d{1,2}[-/. ]\d{1,2}[-/. ](\d{4})|(\d{4})[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ][\d:.]+Z?)?)")
_PLAIN = re.compile(r"\d+|\d*[.,]\d+|\d+[.,]")
_GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?:([.,])\d*)?")
_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?[eE][+-]?\d{1,2}")
_ERROR_TEXT = re.compile(
    r"#(N/A|NUM!|REF!|VALUE!|DIV/0!|NAME\?|NULL!|ERROR|GETTING_DATA|[A-Z]{4,12}!"
    r"|N/B|GETAL!|VERW!|WAARDE!|DEEL/0!|NAAM\?|LEEG!)|(ERR|FOUT):\d{3}",
    re.IGNORECASE,
)
#: Day 0 of the two ways in which Excel counts days.
_EPOCHS = (dt.date(1899, 12, 30), dt.date(1904, 1, 1))

Parsed = tuple[Any, Problem | None]


def is_blank(value: Any) -> bool:
    """Tell whether a cell holds nothing but space."""
    return value is None or (isinstance(value, str) and not value.strip(_EMPTY))


def is_error_text(value: Any) -> bool:
    """Tell whether a cell holds the text of an Excel error, as a pasted value does."""
    return isinstance(value, str) and _ERROR_TEXT.fullmatch(value.strip()) is not None


def parse_text(value: Any) -> str:
    """Return a cell as text; a whole number loses its decimals.

    Examples
    --------
    >>> parse_text(12.0), parse_text("  Utrecht   CS ")
    ('12', 'Utrecht CS')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return " ".join(_CONTROL.sub("", str(value)).split())


def parse_number(value: Any, language: str = "en") -> Parsed:
    """Return a cell as a number, or the problem with it.

    Parameters
    ----------
    value : object
        Content of the cell.
    language : {"en", "nl"}
        Decides about text with one separator before three digits: ``1.234`` is 1234 in Dutch and 1.234 in English.

    Examples
    --------
    >>> parse_number("1.234,56")[0], parse_number("1,234.56")[0]
    (1234.56, 1234.56)
    >>> parse_number("1.234", "nl")[0], parse_number("1.234", "en")[0]
    (1234.0, 1.234)
    """
    if isinstance(value, bool):
        return None, Problem("cell_not_a_number", value)
    if isinstance(value, int | float):
        return (float(value), None) if math.isfinite(value) else (None, Problem("cell_not_a_number", value))
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return None, Problem("cell_date_for_number", value)
    number = _number_in_text(str(value), language)
    return (
        (number, None) if number is not None and math.isfinite(number) else (None, Problem("cell_not_a_number", value))
    )


def parse_share(value: Any, language: str = "en") -> Parsed:
    """Return a cell as a share; ``"30%"`` is 0.3.

    Examples
    --------
    >>> parse_share("30 %")[0], parse_share(0.3)[0]
    (0.3, 0.3)
    """
    if isinstance(value, str) and value.strip().endswith("%"):
        number, problem = parse_number(value.strip()[:-1], language)
        return (None, problem) if problem else (round(number / 100.0, 15), None)
    return parse_number(value, language)


def parse_year(value: Any, language: str = "en") -> Parsed:
    """Return a cell as a year; a date gives its year.

    Examples
    --------
    >>> import datetime
    >>> parse_year("2025")[0], parse_year(2025.0)[0], parse_year(datetime.date(2025, 7, 31))[0]
    (2025, 2025, 2025)

    A year in a cell with date format shows as a day in 1905; it is read as the year that was typed.

    >>> parse_year(datetime.date(1905, 7, 17))[0]
    2025
    """
    if isinstance(value, dt.date):
        day = value.date() if isinstance(value, dt.datetime) else value
        typed = next((days for epoch in _EPOCHS if 1990 <= (days := (day - epoch).days) <= 2150), None)
        return (value.year if typed is None else typed), None
    if isinstance(value, str):
        value = value.translate(_WITHOUT_INVISIBLE).strip()
        if re.fullmatch(r"\d{4}", value):
            return int(value), None
        if (date := _DATE.fullmatch(value)) is not None:
            return int(date[1] or date[2]), None
    number, problem = parse_number(value, language)
    if problem or not float(number).is_integer() or not 1900 <= number <= 2200:
        return None, Problem("cell_not_a_year", value)
    return int(number), None


def parse_integer(value: Any, language: str = "en") -> Parsed:
    """Return a cell as a whole number."""
    number, problem = parse_number(value, language)
    if problem or not float(number).is_integer():
        return None, Problem("cell_not_a_number", value)
    return int(number), None


def written_decimal(written: str) -> str | None:
    """Return the decimal mark of a number in text: '' when it shows none, None when it could be either.

    Examples
    --------
    >>> [written_decimal(written) for written in ("12.5", "1.234,56", "1.234.567", "1.234", "12", "kg")]
    ['.', ',', ',', None, '', '']
    """
    dutch, english = _number_in_text(written, "nl"), _number_in_text(written, "en")
    if dutch != english:
        return None
    marks = [mark for mark in written if mark in ".,"]
    if not marks or dutch is None:
        return ""
    is_grouping = len(marks) > 1 and marks[-1] == marks[0]
    return {".": ",", ",": "."}[marks[-1]] if is_grouping else marks[-1]


def _number_in_text(written: str, language: str) -> float | None:
    body = written.translate(_WITHOUT_INVISIBLE).strip()
    if _SPACES.search(body.strip("+-−–() ")) and not _SPACED.fullmatch(body):
        return None
    body = _SPACES.sub("", body)
    sign = 1.0
    if body.startswith("(") and body.endswith(")"):
        sign, body = -1.0, body[1:-1]
    elif body[:1] in ("-", "−", "–", "+"):
        sign *= 1.0 if body[0] == "+" else -1.0
        body = body[1:]
    if not body.isascii():
        return None
    if _SCIENTIFIC.fullmatch(body):
        return sign * float(body.replace(",", "."))
    grouped = _GROUPED.fullmatch(body)
    if grouped and not body.startswith("0"):
        thousands, decimal = grouped.groups()
        if decimal is not None and decimal == thousands:
            return None
        single = decimal is None and body.count(thousands) == 1
        if single and thousands == ("," if language == "nl" else "."):
            return sign * float(body.replace(",", "."))
        digits = body.replace(thousands, "")
        return sign * float(digits.replace(",", "."))
    if _PLAIN.fullmatch(body):
        return sign * float(body.replace(",", "."))
    return None
