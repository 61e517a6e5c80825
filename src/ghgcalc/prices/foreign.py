"""Converts spend in a currency for which there is no emission factor to the currency of the factor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ghgcalc.errors import DataError, Problem, ProblemLog
from ghgcalc.factors.activities import find_activity
from ghgcalc.prices.currency import Rates, convert_currency
from ghgcalc.prices.rows import place_of, rows_in_money
from ghgcalc.prices.terms import money_units
from ghgcalc.units import parse_unit

if TYPE_CHECKING:
    from ghgcalc.factors import EmissionFactors


def in_factor_currency(frame: pd.DataFrame, factors: EmissionFactors, *, rates: Rates | None = None) -> pd.DataFrame:
    """Convert foreign currency at the annual mean rate of the year of the row; prices stay those of that year.

    Only rows whose activity has factors in other currencies alone are converted, to the currency of the preferred
    set. Price changes between the year of the row and that of the factor are not corrected here: see `prepare_spend`.

    Parameters
    ----------
    frame : DataFrame
        Activity frame: year, activity, value, unit.
    factors : EmissionFactors
        Factors that will be used.
    rates : mapping, optional
        Exchange rates of your own, (currency, year) → units per euro [currency/EUR].

    Returns
    -------
    DataFrame
        The frame with `value` and `unit` of those rows converted; the frame itself when there are none.

    Raises
    ------
    DataError
        With every row whose currency has no rate in its year, and what to enter.

    Examples
    --------
    >>> import pandas as pd
    >>> from ghgcalc.factors import load_factors
    >>> spend = pd.DataFrame({"year": [2023], "activity": ["spend.textiles"], "value": [108.127], "unit": ["USD"]})
    >>> ready = in_factor_currency(spend, load_factors("spend-figaro-nl-2023"))
    >>> round(float(ready["value"][0]), 1), ready["unit"][0]
    (100.0, 'EUR')
    """
    money = money_units()
    priced = factors.frame[factors.frame["unit"].isin(list(money))]
    if priced.empty or "unit" not in frame or "activity" not in frame:
        return frame
    offered = priced.groupby("activity", sort=False)["unit"].unique().to_dict()
    value = frame["value"].to_numpy(object, copy=True)
    unit = frame["unit"].to_numpy(object, copy=True)
    log = ProblemLog()
    changed = False
    for row in rows_in_money(frame):
        activity = str(frame["activity"].iloc[row])
        known = activity if activity in offered else find_activity(activity) or ""
        currency, size = money[parse_unit(str(unit[row]))]
        targets = [money[per][0] for per in offered.get(known, ())]
        if not targets or currency in targets:
            continue
        try:
            amount, year = float(value[row]), int(frame["year"].iloc[row])
            value[row] = convert_currency(amount * size, currency, targets[0], year=year, rates=rates)
            unit[row] = targets[0]
            changed = True
        except DataError as error:
            sheet, cell = place_of(frame.iloc[row])
            log.extend([Problem(p.code, p.value, sheet, cell, p.params) for p in error.problems])
        except (TypeError, ValueError):
            continue
    log.raise_if_any()
    if not changed:
        return frame
    return frame.assign(value=pd.Series(value, index=frame.index).astype(np.float64), unit=unit)
