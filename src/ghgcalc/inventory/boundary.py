"""Says of every cell whether the standard requires it or only allows it."""

from __future__ import annotations

import numpy as np

from ghgcalc.coded import Coded, as_labels
from ghgcalc.inventory.accounting import AccountingRulebook, OptionalRule
from ghgcalc.vocabulary import BOUNDARIES

_LABELS = as_labels(BOUNDARIES)
_OPTIONAL = BOUNDARIES.index("optional")


def boundary_of(
    rules: AccountingRulebook, *, category: Coded, activity: Coded, process: Coded, declared: Coded
) -> Coded:
    """Return "required" or "optional" per cell.

    Scopes 1 and 2 are required. In scope 3 a cell is optional when a rule of the rulebook says so; what the row itself
    declares goes before the rules.

    Parameters
    ----------
    rules : AccountingRulebook
        Minimum boundaries.
    category, activity, process, declared : Coded
        Columns of shape (cells,); `declared` is '' where the row leaves it to the rules.

    References
    ----------
    .. [1] GHG Protocol, "Scope 3 Standard" (2011), table 5.4, pp. 34-37, and table 5.8, p. 49.

    Examples
    --------
    >>> from ghgcalc.inventory.accounting import load_accounting
    >>> found = boundary_of(load_accounting(), category=Coded.of(["3.6", "3.6"]),
    ...     activity=Coded.of(["travel.hotel.nl", "travel.train.nl"]), process=Coded.of(["", ""]),
    ...     declared=Coded.of(["", ""]))
    >>> found.values().tolist()
    ['optional', 'required']
    """
    optional = np.zeros(len(category), bool)
    for rule in rules.optional:
        inside = category.where(lambda label, rule=rule: label == rule.category)
        if inside.any():
            optional |= inside & _meets(rule, activity, process)
    own = declared.where(bool)
    optional = np.where(own, declared.where(lambda label: label == "optional"), optional)
    return Coded(np.where(optional, _OPTIONAL, 0).astype(np.int8), _LABELS)


def _meets(rule: OptionalRule, activity: Coded, process: Coded) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    met = np.ones(len(activity), bool)
    if rule.activities:
        met &= activity.where(lambda label: any(f"{label}.".startswith(f"{start}.") for start in rule.activities))
    if rule.processes:
        met &= process.where(lambda label: str(label).casefold() in rule.processes)
    return met
