"""What a rulebook asks for: the reduction of one target, or of a million targets in one call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ghgcalc.errors import raise_problem
from ghgcalc.targets.absolute import fixed_rate_reduction
from ghgcalc.targets.dynamic import Weights, amounts, dynamic_rate_steps
from ghgcalc.targets.entries import Parameter
from ghgcalc.targets.intensity import compounded_reduction
from ghgcalc.targets.net_zero import straight_line_to_residual
from ghgcalc.targets.numbers import Floats, Numbers, floats, plain, require, require_share, require_year
from ghgcalc.targets.rulebook import DEFAULT_RULEBOOK, Rulebook, as_rulebook
from ghgcalc.targets.scope_keys import check_ambition, check_method, check_scopes, components, target_parts


@dataclass(frozen=True)
class Requirement:
    """The reduction that a rulebook asks for.

    Attributes
    ----------
    reduction : float or array
        Reduction in the target year [share of the base year, or of the base-year intensity].
    annual_rate : float or array
        Yearly step from base year to target year [share of the base year per year]; for an intensity the compounded
        yearly step.
    rulebook_rate : float or array
        The rate as the rulebook writes it, before an anchor year stretches it [1/year].
    parameters : tuple of Parameter
        The numbers that were used, with their sources.
    """

    reduction: Numbers
    annual_rate: Numbers
    rulebook_rate: Numbers
    parameters: tuple[Parameter, ...]


@dataclass(frozen=True)
class _Case:
    """One part of a target, ready for a rule."""

    book: Rulebook
    scopes: str
    method: str
    ambition: str
    base_year: Floats
    target_year: Floats
    base: Mapping[str, ArrayLike] | None
    recent_year: ArrayLike | None
    recent: Mapping[str, ArrayLike] | None
    net_zero_year: ArrayLike | None
    weights: Weights
    residual_share: ArrayLike | None

    def parameter(self, name: str) -> Parameter:
        return self.book.parameter(name, scope=self.scopes, ambition=self.ambition, method=self.method)

    def anchor(self) -> tuple[Parameter, ...]:
        return self.book.entries("anchor_year", scope=self.scopes, ambition=self.ambition, method=self.method)[:1]

    @property
    def years(self) -> Floats:
        return floats(self.target_year - self.base_year)


def required_reduction(
    *,
    scopes: str,
    base_year: ArrayLike,
    target_year: ArrayLike,
    rulebook: str | Rulebook = DEFAULT_RULEBOOK,
    ambition: str | None = None,
    method: str = "absolute-contraction",
    base: Mapping[str, ArrayLike] | None = None,
    recent_year: ArrayLike | None = None,
    recent: Mapping[str, ArrayLike] | None = None,
    net_zero_year: ArrayLike | None = None,
    weights: Weights = "recent",
    residual_share: ArrayLike | None = None,
) -> Requirement:
    """Return the reduction that a rulebook asks for, for one target or for arrays of targets.

    Parameters
    ----------
    scopes : {"1", "2", "1+2", "3", "1+2+3", "flag"}
        Scopes of the target. In "1+2+3" each part keeps its own minimum.
    base_year, target_year : int or array
        Target base year and target year.
    rulebook : str or Rulebook
        Which rules; never chosen by date.
    ambition : {"1.5C", "WB2C"}, optional
        Without it: what the rulebook asks for at least (1.5C for scope 1 and 2, well-below 2C for scope 3).
    method : {"absolute-contraction", "economic-intensity", "physical-intensity"}
        Target-setting method.
    base, recent : mapping of str to float or array, optional
        Emissions per scope in the base year and in the most recent year [tCO2e]; only their proportions matter here.
        A rule that needs them says so.
    recent_year : int or array, optional
        Most recent inventory year; without it, the base year.
    net_zero_year : int or array, optional
        Net-zero year of the company.
    weights : {"recent", "base"}
        Inventory that weighs scope 1 against scope 2.
    residual_share : float or array, optional
        Residual emissions in the net-zero year for the straight line [share]; without it, the rulebook's.

    Returns
    -------
    Requirement
        Reduction, yearly rate and the numbers used; floats, or arrays of the broadcast shape.

    Raises
    ------
    ghgcalc.errors.DataError
        If an input is missing, out of order or not covered by the rulebook.

    References
    ----------
    .. [1] The documents named by `Requirement.parameters`.

    Examples
    --------
    >>> import numpy as np
    >>> old = required_reduction(
    ...     scopes="3", base_year=2024, target_year=np.array([2030, 2035]), rulebook="near-term-5.3"
    ... )
    >>> old.reduction.round(4).tolist()
    [0.25, 0.375]
    """
    book = as_rulebook(rulebook)
    check_scopes(scopes)
    rule_name = book.rules.get(check_method(method))
    if rule_name is None:
        raise_problem("targets.method_not_in_rulebook", value=method, rulebook=book.key, options=", ".join(book.rules))
    start, end = require_year(base_year, name="base_year"), require_year(target_year, name="target_year")
    require(end > start, "targets.target_before_base", value=end, base_year=start)
    if recent_year is not None:
        now = require_year(recent_year, name="recent_year")
        require(now >= start, "targets.recent_before_base", value=now, base_year=start)
        require(end > now, "targets.target_before_recent", value=end, recent_year=now)
    results = []
    parts = target_parts(scopes)
    for part in parts:
        wanted = None if part != scopes and ambition == "WB2C" else ambition
        case = _Case(
            book, part, method, check_ambition(wanted, scopes=part, rulebook=book), start, end,
            base, recent_year, recent, net_zero_year, weights, residual_share,
        )  # fmt: skip
        results.append(_RULES[rule_name](case))
    return results[0] if len(parts) == 1 else _combine(results, parts, base, floats(end - start))


def _fixed_rate(case: _Case) -> Requirement:
    rate = case.parameter("linear_annual_reduction_rate")
    anchor = case.anchor()
    reduction = floats(
        fixed_rate_reduction(
            annual_rate=rate.value,
            base_year=case.base_year,
            target_year=case.target_year,
            anchor_year=anchor[0].value if anchor else None,
        )
    )
    return Requirement(plain(reduction), plain(reduction / case.years), rate.value, (rate, *anchor))


def _dynamic_rate(case: _Case) -> Requirement:
    base = case.base
    if base is None:
        if len(components(case.scopes)) > 1 or case.recent is not None:
            needed = ", ".join(components(case.scopes))
            raise_problem("targets.emissions_needed", value=case.scopes, rulebook=case.book.key, needed=needed)
        base = {case.scopes: 1.0}  # one scope, base year = most recent year: the amount cancels out
    steps = dynamic_rate_steps(
        scopes=case.scopes,
        base_year=case.base_year,
        target_year=case.target_year,
        base=base,
        recent_year=case.recent_year,
        recent=case.recent,
        ambition=case.ambition,
        net_zero_year=case.net_zero_year,
        weights=case.weights,
        rulebook=case.book,
    )
    return Requirement(steps.reduction, steps.annual_rate, steps.annual_rate, steps.parameters)


def _compounded_intensity(case: _Case) -> Requirement:
    _check_method_covers(case, "annual_intensity_reduction_rate")
    rate = case.parameter("annual_intensity_reduction_rate")
    anchor = case.anchor()
    reduction = floats(
        compounded_reduction(
            annual_rate=rate.value,
            base_year=case.base_year,
            target_year=case.target_year,
            anchor_year=anchor[0].value if anchor else None,
        )
    )
    return Requirement(plain(reduction), plain(_compounded_step(reduction, case)), rate.value, (rate, *anchor))


def _straight_line(case: _Case) -> Requirement:
    residual = case.parameter("residual_share")
    latest = case.parameter("latest_net_zero_year")
    share = floats(residual.value)
    if case.residual_share is not None:
        share = require_share(case.residual_share, name="residual_share")
        fits = (share <= residual.value) | np.isclose(share, residual.value, rtol=1e-9)
        require(fits, "targets.residual_share_above_rulebook", value=share, allowed=residual.value)
    net_zero = floats(latest.value)
    if case.net_zero_year is not None:
        net_zero = np.minimum(net_zero, require_year(case.net_zero_year, name="net_zero_year"))
    left = straight_line_to_residual(
        1.0, base_year=case.base_year, year=case.target_year, net_zero_year=net_zero, residual_share=share
    )
    reduction = floats(1.0 - floats(left))
    rate = plain(reduction / case.years)
    return Requirement(plain(reduction), rate, rate, (residual, latest))


def _long_term_reduction(case: _Case) -> Requirement:
    wanted = case.parameter("long_term_reduction")
    reduction = floats(np.broadcast_to(wanted.value, case.years.shape))
    rate = plain(reduction / case.years)
    return Requirement(plain(reduction), rate, rate, (wanted,))


def _long_term_intensity(case: _Case) -> Requirement:
    _check_method_covers(case, "long_term_reduction")
    wanted = case.parameter("long_term_reduction")
    reduction = floats(np.broadcast_to(wanted.value, case.years.shape))
    rate = plain(_compounded_step(reduction, case))
    return Requirement(plain(reduction), rate, rate, (wanted,))


def _check_method_covers(case: _Case, name: str) -> None:
    if not case.book.has_parameter(name, scope=case.scopes, ambition=case.ambition, method=case.method):
        raise_problem("targets.method_not_for_scopes", value=case.method, scopes=case.scopes, rulebook=case.book.key)


def _compounded_step(reduction: Floats, case: _Case) -> Floats:
    return floats(1.0 - (1.0 - reduction) ** (1.0 / case.years))


def _combine(
    results: list[Requirement], parts: tuple[str, ...], base: Mapping[str, ArrayLike] | None, years: Floats
) -> Requirement:
    """Weigh the parts of a combined target by their base-year emissions: each part keeps its own minimum."""
    emissions: Mapping[str, Any] = {} if base is None else base
    weights = [sum((amounts(emissions, key, name="base") for key in components(part)), floats(0.0)) for part in parts]
    total = sum(weights, floats(0.0))
    require(total > 0, "targets.no_base_emissions", value=total, base_year="")
    reduction = sum((w * floats(r.reduction) for w, r in zip(weights, results, strict=True)), floats(0.0)) / total
    used = tuple(dict.fromkeys(p.source + p.name for r in results for p in r.parameters))
    by_name = {p.source + p.name: p for r in results for p in r.parameters}
    rate = plain(floats(reduction / years))
    return Requirement(plain(floats(reduction)), rate, rate, tuple(by_name[key] for key in used))


_RULES: dict[str, Callable[[_Case], Requirement]] = {
    "fixed rate": _fixed_rate,
    "dynamic rate": _dynamic_rate,
    "compounded intensity": _compounded_intensity,
    "straight line": _straight_line,
    "long-term reduction": _long_term_reduction,
    "long-term intensity": _long_term_intensity,
}
