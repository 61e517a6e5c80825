"""Price indices: the bundled table of price changes, a table of your own, and amounts in prices of another year."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, overload

import numpy as np
import numpy.typing as npt
import pandas as pd

from ghgcalc.errors import ProblemLog, closest, raise_problem
from ghgcalc.resources import data_path

Floats = npt.NDArray[np.float64]
#: Name of a bundled index, or index figures of your own by year.
Index = str | Mapping[int, float]


@cache
def _bundled() -> dict[str, dict[int, float]]:
    figures: dict[str, dict[int, float]] = {}
    with data_path("emission_factors", "prices", "price_changes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            year, change = int(row["year"]), float(row["change_percent"])
            chain = figures.setdefault(row["index"], {year - 1: 100.0})
            chain[year] = chain[year - 1] * (1 + change / 100)
    return figures


def available_indices() -> tuple[str, ...]:
    """Return the names of the bundled price indices.

    Examples
    --------
    >>> available_indices()
    ('cpi-gb', 'cpi-nl', 'cpi-us')
    """
    return tuple(sorted(_bundled()))


def price_index(name: str) -> dict[int, float]:
    """Return the figures of a bundled price index by year; the first year is 100.

    Parameters
    ----------
    name : str
        One of `available_indices`.

    Raises
    ------
    DataError
        If no index has that name.

    Notes
    -----
    :math:`I_t = I_{t-1} (1 + p_t / 100)` with the published change :math:`p` of the annual mean.

    References
    ----------
    .. [1] World Bank, World Development Indicators, FP.CPI.TOTL.ZG (CC BY 4.0).

    Examples
    --------
    >>> figures = price_index("cpi-nl")
    >>> round(figures[2022] / figures[2015] * 100, 2)
    121.43
    """
    if name not in _bundled():
        options = closest(name, available_indices()) or available_indices()
        raise_problem("unknown_price_index", value=name, options=", ".join(options))
    return dict(_bundled()[name])


@overload
def deflate(value: float, *, index: Index, year_from: int, year_to: int) -> float: ...
@overload
def deflate(
    value: Sequence[float] | Floats | pd.Series,
    *,
    index: Index,
    year_from: int | Sequence[int] | npt.NDArray[np.int64] | pd.Series,
    year_to: int | Sequence[int] | npt.NDArray[np.int64] | pd.Series,
) -> Floats: ...
def deflate(value: Any, *, index: Index, year_from: Any, year_to: Any) -> float | Floats:
    r"""Express amounts of one year in the prices of another year.

    Parameters
    ----------
    value : float or array of shape (n,)
        Amounts in prices of `year_from` [currency].
    index : str or mapping
        Name of a bundled index (`available_indices`), or your own figures, year → index.
    year_from, year_to : int or array of shape (n,)
        Price year that the amounts have, and the one wanted.

    Returns
    -------
    float or array of shape (n,)
        Amounts in prices of `year_to` [currency].

    Raises
    ------
    DataError
        With every year that the index lacks.

    Notes
    -----
    :math:`v_{to} = v_{from} \, I_{to} / I_{from}`.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), category 1, spend-based
       method: inflation data belong to the data needed, p. 33.

    Examples
    --------
    >>> deflate(110.0, index={2023: 100.0, 2025: 110.0}, year_from=2025, year_to=2023)
    100.0
    """
    figures = price_index(index) if isinstance(index, str) else {int(y): float(v) for y, v in index.items()}
    scalar = all(np.ndim(item) == 0 for item in (value, year_from, year_to))
    amount, first, second = (
        np.atleast_1d(column)
        for column in np.broadcast_arrays(
            np.asarray(value, np.float64), np.asarray(year_from, np.int64), np.asarray(year_to, np.int64)
        )
    )
    log = ProblemLog()
    name = index if isinstance(index, str) else "index"
    needed = np.unique(np.concatenate([first[first != second], second[first != second]]))
    for year in needed.tolist():
        figure = figures.get(year)
        if figure is None:
            log.add("no_index_year", value=year, index=name, years=_span(figures))
        elif not np.isfinite(figure) or figure <= 0:
            log.add("bad_index", value=figure, year=year)
    log.raise_if_any()
    level = {year: figures[year] for year in needed.tolist()}
    before = np.array([level.get(year, 1.0) for year in first.tolist()])
    after = np.array([level.get(year, 1.0) for year in second.tolist()])
    result = amount * np.where(first == second, 1.0, after / before)
    return float(result[0]) if scalar else result


def _span(figures: Mapping[int, float]) -> str:
    return f"{min(figures)}-{max(figures)}" if figures else "-"
