"""The verb `recalculate_base_year`: which changes move the base year, and a log of every decision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ghgcalc.base_year.changes import Change, changes_from, is_one_event
from ghgcalc.base_year.effects import with_change
from ghgcalc.base_year.events import BaseYearPolicy, base_year_rules
from ghgcalc.base_year.noun import LOG_COLUMNS, BaseYear
from ghgcalc.errors import DataError, Problem
from ghgcalc.texts import LANGUAGES, text

if TYPE_CHECKING:
    from ghgcalc.inventory import Inventory


def recalculate_base_year(
    base: BaseYear,
    changes: pd.DataFrame | Iterable[Change],
    *,
    significance_threshold: float | None = None,
    policy: BaseYearPolicy | None = None,
) -> BaseYear:
    r"""Return the base year after changes of the company, its methods or its data, by the rules of the GHG Protocol.

    Parameters
    ----------
    base : BaseYear
        The base year as set, or as recalculated before.
    changes : DataFrame or iterable of Change
        What changed, such as `Workbook.changes`; columns of a frame are the fields of `Change`.
    significance_threshold : float, optional
        Share of the base year from which changes, added up, are significant [-]; replaces that of the policy.
    policy : BaseYearPolicy, optional
        By default the policy of the base year, else the one of the rules file (5 %, one base year).

    Returns
    -------
    BaseYear
        Recalculated when the changes are significant; `BaseYear.log` says for every change what was decided and why.
        Changes below the threshold are carried: they count with the changes of a later call.

    Raises
    ------
    DataError
        With every change that lacks what is needed: an entity, a category, its emissions in the base year.

    Notes
    -----
    Changes are taken in the order of their years; the rows of one event and entity, one per category, are one change.
    Their sizes :math:`|\Delta|` add up against the base year as it stands; when the sum reaches the threshold, all of
    them enter the base year and the sum starts again. Organic growth, product mix, openings and closures never count.
    A divestment of what did not exist in the base year changes nothing.

    References
    ----------
    .. [1] GHG Protocol, "Scope 3 Standard" (2011), section 9.3, pp. 104-106.

    Examples
    --------
    >>> from ghgcalc.base_year import set_base_year
    >>> from ghgcalc.factors import load_factors
    >>> from ghgcalc.inventory import calculate_inventory
    >>> rows = pd.DataFrame({"year": [2026, 2026], "activity": ["aardgas"] * 2, "value": [9000.0, 1000.0],
    ...                      "unit": ["Nm3"] * 2, "entity": ["Own", "Sold"]})
    >>> base = set_base_year(calculate_inventory(rows, load_factors("nl-2026"), region="NL"), 2026, scope2="market")
    >>> after = recalculate_base_year(base, [Change("divestment", 2028, entity="Sold")])
    >>> round(base.total(1), 3), round(after.total(1), 3)
    (17.79, 16.011)
    """
    rules = policy or base.policy or BaseYearPolicy()
    if significance_threshold is not None:
        rules = replace(rules, significance_threshold=significance_threshold)
    found = changes_from(changes)
    early = [change.problem("change_before_base", change.year) for change in found if change.year < base.year]
    if early:
        raise DataError(early)
    committed, trial, carried = base.inventory, base.inventory, list(base.carried)
    problems: list[Problem] = []
    for change in carried:
        trial, _ = with_change(trial, change, year=base.year)
    summed = base.carried_share
    log: list[dict[Any, Any]] = base.log.to_dict("records")
    for change, following in zip(found, [*found[1:], None], strict=True):
        whole = _total(committed, base)
        effect, decision = float("nan"), "never"
        if change.kind.counts(rules, previously_reported=change.previously_reported):
            try:
                after, why = with_change(trial, change, year=base.year)
            except DataError as error:
                problems += error.problems
                continue
            effect = _total(after, base) - _total(trial, base)
            decision = why or "carried"
            if why is None:
                trial = after
                carried.append(change)
                summed += abs(effect) / whole if whole else float("inf")
        log.append(log_entry(change, decision, effect, whole, summed))
        if following is not None and is_one_event(change, following):
            continue
        if carried and summed >= rules.significance_threshold:
            committed, carried, summed = trial, [], 0.0
            log = [_decided(row) if row["decision"] == "carried" else row for row in log]
    if problems:
        raise DataError(problems)
    return replace(
        base,
        inventory=committed,
        policy=rules,
        log=pd.DataFrame(log, columns=list(LOG_COLUMNS)),
        carried=tuple(carried),
        carried_share=summed,
        original=base.original or base,
    )


def _total(inventory: Inventory, base: BaseYear) -> float:
    return inventory.total(scope2=base.scope2, year=base.year)


def log_entry(change: Change, decision: str, effect: float, whole: float, summed: float) -> dict[Any, Any]:
    """Return one row of the log: effect and total of the base year [tCO2e], sum of shares so far [-]."""
    row = {
        "event": change.event,
        "year": change.year,
        "entity": change.entity,
        "category": change.category,
        "effect_tco2e": effect,
        "share_of_base": effect / whole if whole else np.nan,
        "cumulative_share": summed,
        "decision": decision,
        "source": base_year_rules()["source"],
        "note": change.note,
        "sheet": change.sheet,
        "cell": change.cell,
    }
    labels = {f"label_{lang}": change.kind.label[lang] for lang in LANGUAGES}
    return {**row, **labels, **_reasons(decision)}


def _decided(row: dict[Any, Any]) -> dict[Any, Any]:
    return {**row, "decision": "recalculated", **_reasons("recalculated")}


def _reasons(decision: str) -> dict[str, str]:
    return {f"reason_{lang}": text(f"decision.{decision}", lang) for lang in LANGUAGES}
