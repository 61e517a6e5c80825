"""The dynamic rate of the near-term criteria 5.3.1: how fast to go from today to be at net zero in time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from ghgcalc.errors import raise_problem
from ghgcalc.targets.entries import Parameter
from ghgcalc.targets.numbers import Floats, Numbers, floats, plain, require, require_amount, require_year
from ghgcalc.targets.rulebook import DEFAULT_RULEBOOK, Rulebook, as_rulebook
from ghgcalc.targets.scope_keys import check_ambition, check_scopes, components

Weights: TypeAlias = Literal["recent", "base"]


@dataclass(frozen=True)
class DynamicRateSteps:
    """Every step from the most recent year to the rate, as numbered in the Method Appendix.

    Attributes
    ----------
    initial_rate : float or array
        Eq. 1: yearly cut from the most recent year to net zero [share of the most recent year per year].
    recent_reduction : float or array
        Eq. 2: cut between most recent year and target year [share of the most recent year].
    target_tco2e_from_recent : float or array
        Eq. 3: emissions in the target year on that line [tCO2e].
    base_reduction : float or array
        Eq. 4: the same emissions, seen from the base year [share of the base year].
    rate_before_floor : float or array
        Eq. 5 before the minimum [share of the base year per year].
    floor : float
        Minimum rate [share of the base year per year].
    annual_rate : float or array
        Eq. 5: the rate that counts [share of the base year per year].
    reduction : float or array
        Eq. 6: reduction in the target year, at most 1 [share of the base year].
    is_floor_binding : bool or array of bool
        True where the minimum decides.
    parameters : tuple of Parameter
        The numbers of the rulebook that were used.
    """

    initial_rate: Numbers
    recent_reduction: Numbers
    target_tco2e_from_recent: Numbers
    base_reduction: Numbers
    rate_before_floor: Numbers
    floor: float
    annual_rate: Numbers
    reduction: Numbers
    is_floor_binding: Numbers
    parameters: tuple[Parameter, ...]


def dynamic_rate(
    *,
    scopes: str,
    base_year: ArrayLike,
    target_year: ArrayLike,
    base: Mapping[str, ArrayLike],
    recent_year: ArrayLike | None = None,
    recent: Mapping[str, ArrayLike] | None = None,
    ambition: str | None = None,
    net_zero_year: ArrayLike | None = None,
    weights: Weights = "recent",
    rulebook: str | Rulebook = DEFAULT_RULEBOOK,
) -> Numbers:
    r"""Return the dynamic linear annual reduction rate [share of the base year per year].

    Parameters
    ----------
    scopes : {"1", "2", "1+2", "3", "flag"}
        Scopes of the target.
    base_year, target_year : int or array
        Target base year and target year.
    base : mapping of str to float or array
        Emissions in the base year per scope [tCO2e]; keys "1", "2", "3", "flag".
    recent_year : int or array, optional
        Most recent inventory year; without it, the base year.
    recent : mapping of str to float or array, optional
        Emissions in the most recent year per scope [tCO2e]; needed with `recent_year`.
    ambition : {"1.5C", "WB2C"}, optional
        Without it: what the rulebook asks for at least.
    net_zero_year : int or array, optional
        Net-zero year of the company, when it is earlier than the rulebook's.
    weights : {"recent", "base"}
        Year whose inventory weighs scope 1 against scope 2 in a combined target. Sources disagree when the most recent
        year is not the base year.
    rulebook : str or Rulebook
        Rulebook with net-zero reductions, net-zero years and minimum rates.

    Returns
    -------
    float or array
        Rate [1/year].

    Raises
    ------
    ghgcalc.errors.DataError
        If the years are not in order, emissions are missing or negative, or the base-year total is 0.

    Notes
    -----
    :math:`\max(floor,\; TA_c / (t - t_0))`; all steps come with `dynamic_rate_steps`.

    References
    ----------
    .. [1] SBTi, "Corporate Net-Zero Standard V1.3.1, Method Appendix", version 1.0, April 2026, Eq. 1-6 and Table 1
       (known through two implementations that cite it).

    Examples
    --------
    >>> rate = dynamic_rate(scopes="1+2", base_year=2025, target_year=2030, base={"1": 912.6, "2": 3547.8})
    >>> round(rate, 6)
    0.060392
    """
    return dynamic_rate_steps(
        scopes=scopes,
        base_year=base_year,
        target_year=target_year,
        base=base,
        recent_year=recent_year,
        recent=recent,
        ambition=ambition,
        net_zero_year=net_zero_year,
        weights=weights,
        rulebook=rulebook,
    ).annual_rate


def dynamic_rate_steps(
    *,
    scopes: str,
    base_year: ArrayLike,
    target_year: ArrayLike,
    base: Mapping[str, ArrayLike],
    recent_year: ArrayLike | None = None,
    recent: Mapping[str, ArrayLike] | None = None,
    ambition: str | None = None,
    net_zero_year: ArrayLike | None = None,
    weights: Weights = "recent",
    rulebook: str | Rulebook = DEFAULT_RULEBOOK,
) -> DynamicRateSteps:
    """Return every step of the dynamic rate; arguments and errors as for `dynamic_rate`.

    Returns
    -------
    DynamicRateSteps
        Eq. 1 to Eq. 6, floats or arrays.

    References
    ----------
    .. [1] SBTi, "Corporate Net-Zero Standard V1.3.1, Method Appendix", version 1.0, April 2026, Eq. 1-6.

    Examples
    --------
    >>> steps = dynamic_rate_steps(scopes="1", base_year=2025, target_year=2030, base={"1": 100.0})
    >>> round(steps.rate_before_floor, 3), steps.annual_rate, bool(steps.is_floor_binding)
    (0.036, 0.042, True)
    """
    book = as_rulebook(rulebook)
    parts = components(check_scopes(scopes))
    chosen = check_ambition(ambition, scopes=scopes, rulebook=book)
    start, end = require_year(base_year, name="base_year"), require_year(target_year, name="target_year")
    now = start if recent_year is None else require_year(recent_year, name="recent_year")
    _check_order(start, now, end)
    base_parts = [amounts(base, part, name="base") for part in parts]
    recent_parts = _recent(base_parts, parts, recent_year, recent, start, now)
    base_total, recent_total = sum(base_parts, floats(0.0)), sum(recent_parts, floats(0.0))
    require(base_total > 0, "targets.no_base_emissions", value=base_total, base_year=start)

    reductions = [book.parameter("net_zero_reduction", scope=part, ambition=chosen) for part in parts]
    latest = [book.parameter("net_zero_year", scope=part) for part in parts]
    floor = book.parameter("minimum_annual_rate", scope=scopes, ambition=chosen)
    rates = [
        p.value / _years_to_net_zero(now, year.value, net_zero_year) for p, year in zip(reductions, latest, strict=True)
    ]
    initial = _blend(rates, base_parts, recent_parts, weights)
    recent_reduction = initial * (end - now)
    target_tco2e = recent_total * (1.0 - recent_reduction)
    base_reduction = (base_total - target_tco2e) / base_total
    before_floor = base_reduction / (end - start)
    rate = np.maximum(floor.value, before_floor)
    return DynamicRateSteps(
        initial_rate=plain(initial),
        recent_reduction=plain(recent_reduction),
        target_tco2e_from_recent=plain(target_tco2e),
        base_reduction=plain(base_reduction),
        rate_before_floor=plain(before_floor),
        floor=floor.value,
        annual_rate=plain(rate),
        reduction=plain(np.minimum(1.0, rate * (end - start))),
        is_floor_binding=plain(floats(before_floor < floor.value)),
        parameters=(*reductions, *latest, floor),
    )


def amounts(emissions: Mapping[str, ArrayLike], scope: str, *, name: str) -> Floats:
    """Return the emissions of one scope [tCO2e]; a missing scope is an error, never 0."""
    if scope not in emissions:
        raise_problem("targets.missing_emissions", value=scope, name=name)
    return require_amount(emissions[scope], name=f"{name} {scope}")


def _check_order(start: Floats, now: Floats, end: Floats) -> None:
    require(end > start, "targets.target_before_base", value=end, base_year=start)
    require(now >= start, "targets.recent_before_base", value=now, base_year=start)
    require(end > now, "targets.target_before_recent", value=end, recent_year=now)


def _recent(
    base_parts: list[Floats],
    parts: tuple[str, ...],
    recent_year: ArrayLike | None,
    recent: Mapping[str, ArrayLike] | None,
    start: Floats,
    now: Floats,
) -> list[Floats]:
    if recent is None:
        require(now == start, "targets.no_recent_emissions", value=now, base_year=start)
        return base_parts
    if recent_year is None:
        raise_problem("targets.no_recent_year")
    found = [amounts(recent, part, name="recent") for part in parts]
    if (now != start).all():
        return found
    for part, before, after in zip(parts, base_parts, found, strict=True):
        same = (now != start) | np.isclose(after, before, rtol=1e-9, atol=0.0)
        require(same, "targets.recent_differs_from_base", value=after, base=before, scope=part, base_year=start)
    return found


def _years_to_net_zero(now: Floats, latest: float, company: ArrayLike | None) -> Floats:
    end = floats(latest)
    if company is not None:
        end = np.minimum(end, require_year(company, name="net_zero_year"))
    require(end > now, "targets.net_zero_too_early", value=end, recent_year=now)
    return floats(end - now)


def _blend(rates: list[Floats], base_parts: list[Floats], recent_parts: list[Floats], weights: Weights) -> Floats:
    if len(rates) == 1:
        return rates[0]
    if weights not in ("recent", "base"):
        raise_problem("not_in_list", value=weights, column="weights", options="recent, base")
    base_total = sum(base_parts, floats(0.0))
    weighed = recent_parts if weights == "recent" else base_parts
    total = sum(weighed, floats(0.0))
    blended = floats(0.0)
    for rate, part, fallback in zip(rates, weighed, base_parts, strict=True):
        # Without emissions in the most recent year every weight gives the same target: 0 t.
        share = np.where(total > 0, part / np.where(total > 0, total, 1.0), fallback / base_total)
        blended = blended + share * rate
    return blended
