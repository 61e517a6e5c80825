"""Reads what a user writes on the command line: shares, days, and pairs of a name and a number."""

from __future__ import annotations

from datetime import date

from ghgcalc.errors import DataError, Problem


def read_share(written: str, language: str) -> float:
    """Return a share written as 42% or 0.42."""
    from ghgcalc.workbook.values import parse_share

    share, problem = parse_share(written, language)
    if problem is not None:
        raise DataError([Problem("targets.share_unreadable", written)])
    return float(share)


def read_growth(written: str, language: str) -> float:
    """Return an annual growth written as 3% or 0.03, between -100 % and 200 %."""
    from ghgcalc.workbook.values import parse_share

    growth, problem = parse_share(written, language)
    if problem is not None or not -1.0 < growth < 2.0:
        raise DataError([Problem("growth_unreadable", written)])
    return float(growth)


def read_pairs(written: list[str] | None, language: str, *, example: str) -> dict[str, float]:
    """Return pairs written as name=number."""
    from ghgcalc.workbook.values import parse_number

    found: dict[str, float] = {}
    for item in written or []:
        name, _, text = item.rpartition("=")
        number, problem = parse_number(text, language)
        if problem is not None or not name.strip():
            raise DataError([Problem("targets.pair_unreadable", item, params={"example": example})])
        found[name.strip()] = float(number)
    return found


def read_years(written: list[str], language: str) -> dict[int, float]:
    """Return emissions per year written as 2026=850 [tCO2e]."""
    found: dict[int, float] = {}
    for name, tonnes in read_pairs(written, language, example="2026=850").items():
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


def read_prices(written: list[str] | None, language: str) -> dict[str, tuple[float, str]] | None:
    """Return energy prices written as electricity=0.22/kWh: euros and unit per activity; None when there are none."""
    from ghgcalc.factors.activities import find_activity
    from ghgcalc.units import parse_unit
    from ghgcalc.workbook.values import parse_number

    found: dict[str, tuple[float, str]] = {}
    for item in written or []:
        name, _, price = item.rpartition("=")
        amount, _, unit = price.partition("/")
        number, problem = parse_number(amount, language)
        if problem is not None or not name.strip() or not unit.strip():
            raise DataError([Problem("price_unreadable", item)])
        known = find_activity(name.strip())
        found[f"{known}*" if known else name.strip()] = (float(number), parse_unit(unit.strip()))
    return found or None


def read_limits(written: list[str] | None, language: str) -> list[tuple[int, str, float]] | None:
    """Return limits written as 2030:1+2=500 (year, scopes, tCO2e); None when there are none."""
    limits = []
    for name, tonnes in read_pairs(written, language, example="2030:1+2=500").items():
        year, _, scopes = name.partition(":")
        if not year.isdigit() or not set(scopes.split("+")) <= {"1", "2", "3"}:
            problem = Problem("targets.pair_unreadable", f"{name}={tonnes:g}", params={"example": "2030:1+2=500"})
            raise DataError([problem])
        limits.append((int(year), scopes, tonnes))
    return limits or None


def read_couples(written: list[str] | None) -> list[tuple[str, str]]:
    """Return couples of lever ids written as A1:B2."""
    couples = []
    for item in written or []:
        first, _, second = item.partition(":")
        if not first.strip() or not second.strip():
            raise DataError([Problem("couple_unreadable", item)])
        couples.append((first.strip(), second.strip()))
    return couples
