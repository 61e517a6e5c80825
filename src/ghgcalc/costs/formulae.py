"""The arithmetic of money over years: annuity, net present value, payback and cost per tonne."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ghgcalc.errors import raise_problem


def annuity_factor(rate: float, years: float) -> float:
    r"""Return the yearly cost of one euro invested (capital recovery factor) [1/year].

    Parameters
    ----------
    rate : float
        Cost of capital [1/year]; 0 spreads the investment evenly.
    years : float
        Lifetime of the investment [years].

    Raises
    ------
    DataError
        If the rate is negative or the lifetime is not positive.

    Notes
    -----
    .. math:: CRF = \frac{r (1+r)^n}{(1+r)^n - 1}

    Examples
    --------
    >>> round(annuity_factor(0.07, 10), 10)
    0.1423775027
    >>> annuity_factor(0.0, 10)
    0.1
    """
    check_rate(rate)
    if not (math.isfinite(years) and years > 0):
        raise_problem("cost_lifetime", value=years)
    return 1.0 / years if rate == 0.0 else rate / -math.expm1(-years * math.log1p(rate))


def npv(cash_flows: Sequence[float], *, rate: float) -> float:
    """Return the net present value of yearly cash flows [EUR]; the first one is today.

    Parameters
    ----------
    cash_flows : sequence of float
        Money received (positive) or paid (negative) in year 0, 1, 2 … [EUR].
    rate : float
        Cost of capital [1/year].

    Raises
    ------
    DataError
        If the rate is negative or a cash flow is not a number.

    Examples
    --------
    >>> round(npv([-100_000.0] + [20_000.0] * 10, rate=0.07), 2)
    40471.63
    """
    check_rate(rate)
    if not all(math.isfinite(flow) for flow in cash_flows):
        raise_problem("cost_not_a_number", value=", ".join(str(flow) for flow in cash_flows))
    return math.fsum(flow / (1.0 + rate) ** year for year, flow in enumerate(cash_flows))


def payback(investment: float, yearly_saving: float) -> float:
    """Return after how many years the savings have paid back an investment, without interest [years].

    Parameters
    ----------
    investment : float
        Investment less subsidy [EUR].
    yearly_saving : float
        What is saved per year [EUR/year].

    Returns
    -------
    float
        NaN when the savings never pay it back.

    Raises
    ------
    DataError
        If the investment is negative or a value is not a number.

    Examples
    --------
    >>> payback(100_000.0, 20_000.0)
    5.0
    """
    if not (math.isfinite(investment) and math.isfinite(yearly_saving)):
        raise_problem("cost_not_a_number", value=f"{investment}, {yearly_saving}")
    if investment < 0.0:
        raise_problem("cost_negative", value=investment)
    if investment == 0.0:
        return 0.0
    return investment / yearly_saving if yearly_saving > 0.0 else math.nan


def abatement_cost(
    investment: float, yearly_cost: float, *, tco2e_per_year: float, rate: float, years: float | None = None
) -> float:
    r"""Return the cost of avoiding one tonne [EUR/tCO2e]; negative is a saving.

    Parameters
    ----------
    investment : float
        Investment less subsidy [EUR].
    yearly_cost : float
        Change in yearly cost; negative is a saving [EUR/year].
    tco2e_per_year : float
        Annual abatement [tCO2e/year].
    rate : float
        Cost of capital [1/year].
    years : float, optional
        Lifetime of the investment [years]; needed when there is an investment.

    Raises
    ------
    DataError
        If the abatement is not positive, or the rate or the lifetime is impossible.

    Notes
    -----
    Annualised cost over annual abatement:

    .. math:: \frac{I \cdot CRF(r, n) + O}{T}

    With constant abatement that equals the net present cost over the *discounted* tonnes. Dividing by undiscounted
    tonnes gives another number, and is not done anywhere in this library.

    Examples
    --------
    >>> round(abatement_cost(100_000.0, -20_000.0, tco2e_per_year=50.0, rate=0.07, years=10), 7)
    -115.2449945
    """
    if not (math.isfinite(tco2e_per_year) and tco2e_per_year > 0.0):
        raise_problem("cost_without_abatement", value=tco2e_per_year)
    return annualised(investment, yearly_cost, rate=rate, years=years) / tco2e_per_year


def annualised(investment: float, yearly_cost: float, *, rate: float, years: float | None) -> float:
    """Return investment and yearly cost as one yearly amount [EUR/year].

    Raises
    ------
    DataError
        If there is an investment without a lifetime, or the rate or lifetime is impossible.

    Examples
    --------
    >>> annualised(1_000.0, 50.0, rate=0.0, years=10)
    150.0
    """
    check_rate(rate)
    if not (math.isfinite(investment) and math.isfinite(yearly_cost)):
        raise_problem("cost_not_a_number", value=f"{investment}, {yearly_cost}")
    if investment < 0.0:
        raise_problem("cost_negative", value=investment)
    if investment == 0.0:
        return yearly_cost
    if years is None:
        raise_problem("cost_without_lifetime", value=investment)
    return investment * annuity_factor(rate, years) + yearly_cost


def check_rate(rate: float) -> float:
    """Return a cost of capital when it is a number of 0 or more [1/year].

    Raises
    ------
    DataError
        If it is negative, or more than 1: a percentage written as a number.
    """
    if not (math.isfinite(rate) and 0.0 <= rate <= 1.0):
        raise_problem("cost_rate", value=rate)
    return rate
