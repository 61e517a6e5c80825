"""Reads what a user writes on the command line: shares, days, and pairs of a name and a number."""

from __future__ import annotations

from datetime import date

from ghgcalc.errors import DataError, Problem


def read_share(written: str) -> float:
    """Return a share written as 42% or 0.42."""
    share = _percentage(written)
    if share is None:
        raise DataError([Problem("targets.share_unreadable", written)])
    return share


def read_growth(written: str) -> float:
    """Return an annual growth written as 3% or 0.03, between -100 % and 200 %."""
    growth = _percentage(written)
    if growth is None or not -1.0 < growth < 2.0:
        raise DataError([Problem("growth_unreadable", written)])
    return growth


def _percentage(written: str) -> float | None:
    digits = written.strip().replace(",", ".")
    try:
        return float(digits.removesuffix("%")) / 100.0 if digits.endswith("%") else float(digits)
    except ValueError:
        return None


def read_pairs(written: list[str] | None, *, example: str) -> dict[str, float]:
    """Return pairs written as name=number."""
    found: dict[str, float] = {}
    for item in written or []:
        name, _, number = item.rpartition("=")
        try:
            found[name.strip()] = float(number.replace(",", "."))
        except ValueError:
            raise DataError([Problem("targets.pair_unreadable", item, params={"example": example})]) from None
        if not name.strip():
            raise DataError([Problem("targets.pair_unreadable", item, params={"example": example})])
    return found


def read_years(written: list[str]) -> dict[int, float]:
    """Return emissions per year written as 2026=850 [tCO2e]."""
    found: dict[int, float] = {}
    for name, tonnes in read_pairs(written, example="2026=850").items():
        if not name.isdigit():
            problem = Problem("targets.pair_unreadable", f"{name}={tonnes:g}", params={"example": "2026=850"})
            raise DataError([problem])
        found[int(name)] = tonnes
    return found


def read_day(written: str | None) -> date | None:
    """Return a day written as 2026-12-31."""
    if written is None:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise DataError([Problem("targets.date_unreadable", written)]) from None
