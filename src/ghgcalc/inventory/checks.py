"""Tests an inventory against the statements of the GHG Protocol: what must be there, and what may be added."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ghgcalc.errors import ProblemLog, closest
from ghgcalc.inventory.outcomes import ChosenYear, Facts, Outcome, TestedInventory
from ghgcalc.inventory.requirements import TESTS, nothing_declared
from ghgcalc.inventory.statements import statements

_COLUMNS = ("id", "requirement", "statement_en", "statement_nl", "status", "reason_en", "reason_nl", "source")


def check_inventory(
    inventory: TestedInventory, *, base: ChosenYear | None = None, declared: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Return every statement that the GHG Protocol requires or allows, and whether the inventory makes it.

    Parameters
    ----------
    inventory : Inventory
        What was calculated, with its exclusions.
    base : BaseYear, optional
        The chosen base year.
    declared : mapping of str to str, optional
        The company's own words per statement id, such as ``{"recalculation_policy": "Changes above 5 %."}``.

    Returns
    -------
    DataFrame
        id, requirement (``"required"`` or ``"optional"``), statement_en, statement_nl, status (``"met"``,
        ``"missing"``, ``"not assessed"``, ``"not applicable"``), reason_en, reason_nl, source.

    Raises
    ------
    DataError
        If `declared` names a statement that does not exist, or says nothing about it.

    Notes
    -----
    A test looks at what the inventory holds; it does not approve of it. What a test finds missing stays missing
    whatever is declared.

    References
    ----------
    .. [1] GHG Protocol, "Scope 3 Standard" (2011), chapter 11, pp. 121-122; "Corporate Standard" (2004), chapter 9;
       "Scope 2 Guidance" (2015), chapter 7.

    Examples
    --------
    >>> from ghgcalc.factors import load_factors
    >>> from ghgcalc.inventory import calculate_inventory
    >>> rows = pd.DataFrame({"year": [2026], "activity": ["aardgas"], "value": [1000.0], "unit": ["Nm3"]})
    >>> inventory = calculate_inventory(rows, load_factors("nl-2026"), region="NL", consolidation="operational control")
    >>> found = check_inventory(inventory).set_index("id")["status"]
    >>> found["consolidation"], found["scope_3_categories"]
    ('met', 'missing')
    """
    words = _declared(declared or {})
    facts = Facts(inventory, base)
    rows = []
    for statement in statements():
        own = words.get(statement.id)
        found = TESTS[statement.check](facts) if statement.check in TESTS else nothing_declared()
        if own is not None and found.status == "not assessed":
            found = Outcome("met", "declared", {"words": own})
        rows.append(
            (
                statement.id, statement.requirement, statement.text["en"], statement.text["nl"], found.status,
                found.sentence("en"), found.sentence("nl"), statement.source,
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _declared(given: Mapping[str, str]) -> dict[str, str]:
    known = [statement.id for statement in statements()]
    log = ProblemLog()
    for name, words in given.items():
        if name not in known:
            log.add("unknown_statement", value=name, options=", ".join(closest(name, known) or known))
        elif not str(words).strip():
            log.add("empty_statement", value=name)
    log.raise_if_any()
    return {name: str(words).strip() for name, words in given.items()}
