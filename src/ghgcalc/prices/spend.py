"""Brings spend to the currency, price year and price basis of its emission factor, and says what was done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ghgcalc.errors import DataError, Problem, ProblemLog
from ghgcalc.factors.activities import activity_name
from ghgcalc.factors.match import match_factors, missing_factor
from ghgcalc.prices.currency import Rates, convert_currency
from ghgcalc.prices.index import Index, deflate
from ghgcalc.prices.rows import (
    KEY_COLUMNS,
    SpendKey,
    check_columns,
    key_columns,
    read_numbers,
    rows_in_money,
    spend_key,
)
from ghgcalc.prices.terms import PRICE_BASES, SpendTerms, basis_ratios, money_units, spend_terms
from ghgcalc.texts import text
from ghgcalc.vocabulary import vocabulary_problem

if TYPE_CHECKING:
    from ghgcalc.factors import EmissionFactors


@dataclass(frozen=True)
class _Settings:
    index: Index | Mapping[str, Index] | None
    rates: Rates | None
    ratios: Mapping[str, float]
    language: str


def prepare_spend(
    frame: pd.DataFrame,
    factors: EmissionFactors,
    *,
    price_basis: str = "purchaser",
    vat: float = 0.0,
    index: Index | Mapping[str, Index] | None = None,
    rates: Rates | None = None,
    basic_per_purchaser: str | Mapping[str, float] | None = None,
    language: str = "en",
) -> pd.DataFrame:
    r"""Convert the amounts of money in an activity frame to those for which the emission factors hold.

    Parameters
    ----------
    frame : DataFrame
        Activity frame: year, activity, value, unit and, when present, region. Rows in money are converted; others,
        and rows with a `supplier_factor`, stay as they are. Optional columns per row: `price_year` (year of the
        prices; the year of the row when absent), `price_basis` and `vat`.
    factors : EmissionFactors
        Spend-based factors; the source table of their set states `price_year` and `price_basis`.
    price_basis : {"purchaser", "basic"}
        Basis of rows that do not say. What stands on an invoice, without VAT, is the purchaser price.
    vat : float
        VAT inside the amounts of rows that do not say, as a share of the price without VAT, such as 0.21 [-].
    index : str, mapping or mapping of these by currency
        Price index for the currency of the factor, such as ``{"EUR": "cpi-nl"}``. Needed when price years differ.
    rates : mapping, optional
        Your own exchange rates, (currency, year) → units per euro [currency/EUR].
    basic_per_purchaser : str or mapping, optional
        Value at basic prices per unit of money at purchaser prices, by activity, or the name of a published table.
    language : {"en", "nl"}
        Language of the column `spend_conversion`.

    Returns
    -------
    DataFrame
        The frame with converted `value` and `unit` and three new columns: `spend_value` and `spend_unit` as entered,
        `spend_conversion` with the steps in words; empty where nothing was converted.

    Raises
    ------
    DataError
        With every row that lacks a factor, a rate, an index figure or a ratio, and what to enter.

    Notes
    -----
    :math:`v = v_0 / (1 + vat) \cdot basis \cdot r_{to}(y)/r_{from}(y) \cdot I_{factor}/I_y`: first VAT and price
    basis, then the exchange rate of the year y of the prices, then the price change in the currency of the factor.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), category 1, spend-based
       method, p. 33.

    Examples
    --------
    >>> import pandas as pd
    >>> from ghgcalc.factors import load_factors
    >>> spend = pd.DataFrame({"year": [2023], "activity": ["spend.textiles"], "region": ["NL"],
    ...                       "value": [1081.27], "unit": ["USD"]})
    >>> ready = prepare_spend(spend, load_factors("spend-figaro-nl-2023"))
    >>> round(float(ready["value"][0]), 1), ready["unit"][0]
    (1000.0, 'EUR')
    """
    settings = _Settings(index, rates, basis_ratios(basic_per_purchaser), language)
    check_columns(frame)
    result = frame.copy()
    result["spend_value"], result["spend_unit"], result["spend_conversion"] = np.nan, "", ""
    where = rows_in_money(frame)
    if not len(where):
        return result
    money = frame.iloc[where]
    numbers = read_numbers(money)
    rows = key_columns(money, numbers, price_basis, vat)
    number = rows.groupby(KEY_COLUMNS, sort=False).ngroup().to_numpy(np.int64)
    keys = [spend_key(money.iloc[first], rows.iloc[first]) for first in np.unique(number, return_index=True)[1]]
    log = ProblemLog()
    done = [_convert(key, terms, settings, log) for key, terms in _terms(keys, factors, log)]
    log.raise_if_any()
    multiplier, unit, words = (np.array(column, object) for column in zip(*done, strict=True))
    entered = numbers["value"].to_numpy(np.float64)
    columns = {
        "value": entered * multiplier.astype(np.float64)[number],
        "unit": unit[number],
        "spend_value": entered,
        "spend_unit": money["unit"].to_numpy(object),
        "spend_conversion": words[number],
    }
    for name, values in columns.items():
        changed = result[name].to_numpy(object, copy=True)
        changed[where] = values
        result[name] = pd.Series(changed, index=result.index).infer_objects()
    return result


def _terms(keys: list[SpendKey], factors: EmissionFactors, log: ProblemLog) -> list[tuple[SpendKey, SpendTerms]]:
    """Find for every key the factor that will count and the money in which it counts."""
    money = factors.frame[factors.frame["unit"].isin(list(money_units()))]
    offered = {str(activity): list(names.unique()) for activity, names in money.groupby("activity")["unit"]}
    found: list[tuple[SpendKey, SpendTerms]] = []
    for key in keys:
        log.extend(key.place(_key_problems(key)))
        if key.activity not in offered:
            log.extend(key.place([missing_factor(factors, key.activity, key.region, key.year, key.unit)]))
            continue
        line = _line(key, offered[key.activity], factors)
        if isinstance(line, DataError):
            log.extend(key.place(line.problems))
            continue
        name, first_year = str(line["set"]), int(line["valid_from"])
        about = factors.sources.get(name, {})
        terms = spend_terms(about, name=name, currency=str(line["unit"]), valid_from=first_year)
        if isinstance(terms, Problem):
            log.extend([terms])
        else:
            found.append((key, terms))
    log.raise_if_any()
    return found


def _line(key: SpendKey, offered: list[str], factors: EmissionFactors) -> pd.Series | DataError:
    """Return the factor that will count: one in the currency of the amount if there is one for the region."""
    own = money_units()[key.unit][0]
    first_error: DataError | None = None
    for unit in sorted(offered, key=lambda unit: unit != own):
        asked = {"activity": key.activity, "region": key.region, "year": key.year, "unit": unit}
        try:
            return match_factors(pd.DataFrame([asked]), factors).iloc[0]
        except DataError as error:
            first_error = first_error or error
    return first_error or DataError([])


def _key_problems(key: SpendKey) -> list[Problem]:
    problems = []
    if key.price_basis not in PRICE_BASES:
        problems.append(vocabulary_problem("price_basis", key.price_basis, PRICE_BASES))
    if not 0 <= key.vat < 1:
        problems.append(Problem("bad_vat", key.vat))
    return problems


def _convert(key: SpendKey, terms: SpendTerms, settings: _Settings, log: ProblemLog) -> tuple[float, str, str]:
    """Return the multiplier, the new unit and the words for one key."""
    currency, size = money_units()[key.unit]
    multiplier, done = size, []

    def say(step: str, **values: Any) -> None:
        done.append(text(f"prices.{step}", settings.language, **values))

    if key.vat:
        multiplier /= 1 + key.vat
        say("vat_out", vat=_number(100 * key.vat, settings.language))
    if key.price_basis != terms.price_basis:
        ratio = settings.ratios.get(key.activity)
        if ratio is None or not ratio > 0:
            names = {f"name_{language}": activity_name(key.activity, language) for language in ("en", "nl")}
            log.extend(
                key.place(
                    [Problem("no_basis_ratio", key.price_basis, params={"factor_basis": terms.price_basis, **names})]
                )
            )
        else:
            multiplier *= ratio if key.price_basis == "purchaser" else 1 / ratio
            say(f"to_{terms.price_basis}", ratio=_number(ratio, settings.language))
    try:
        if currency != terms.currency:
            rate = convert_currency(1.0, currency, terms.currency, year=key.price_year, rates=settings.rates)
            multiplier *= rate
            say("exchanged", source=currency, target=terms.currency, year=key.price_year,
                rate=_number(rate, settings.language))  # fmt: skip
        if key.price_year != terms.price_year:
            chosen = _index_for(terms.currency, settings.index)
            if chosen is None:
                params = {"year": terms.price_year, "currency": terms.currency}
                log.extend(key.place([Problem("no_index", key.price_year, params=params)]))
            else:
                change = deflate(1.0, index=chosen, year_from=key.price_year, year_to=terms.price_year)
                multiplier *= change
                name = chosen if isinstance(chosen, str) else text("prices.own_index", settings.language)
                say("deflated", source=key.price_year, target=terms.price_year, index=name,
                    change=_number(change, settings.language))  # fmt: skip
    except DataError as error:
        log.extend(key.place(error.problems))
    return multiplier, terms.currency, "; ".join(done)


def _index_for(currency: str, index: Index | Mapping[str, Index] | None) -> Index | None:
    if index is None or isinstance(index, str):
        return index
    chosen = {str(key): value for key, value in index.items()}.get(currency)
    if chosen is not None:
        return chosen  # type: ignore[return-value]
    return None if any(isinstance(key, str) for key in index) else index  # type: ignore[return-value]


def _number(value: float, language: str) -> str:
    shown = f"{value:.6g}"
    return shown.replace(".", ",") if language == "nl" else shown
