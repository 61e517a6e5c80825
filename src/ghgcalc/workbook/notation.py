"""Numbers that stand in a column as text and could be two numbers, such as 1.234."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from ghgcalc.errors import Problem
from ghgcalc.workbook.values import parse_number, written_decimal

_OWN_MARK = {"nl": ",", "en": "."}


def unclear_numbers(values: Collection[Any], refused: Collection[Any], language: str) -> dict[str, Problem]:
    """Return what to say about the text in a column of numbers that is another number in the other language.

    The other cells decide: when they write decimals as the language of the workbook does, nothing needs to be said;
    when they write them otherwise, the text is an error; when none of them tells, its reading is shown.

    Parameters
    ----------
    values, refused : collection
        What stands in the column, and what of it is no number at all.
    language : {"en", "nl"}
        Language of the workbook.

    Examples
    --------
    >>> found = unclear_numbers(["1.234", "12.5"], [], "nl")
    >>> found["1.234"].code
    'cell_two_notations'
    >>> unclear_numbers(["1.234", "12,5"], [], "nl")
    {}
    """
    marks = {value: written_decimal(value) for value in values if isinstance(value, str) and value not in refused}
    unclear = [value for value, mark in marks.items() if mark is None]
    told = {mark for mark in marks.values() if mark}
    if not unclear or told == {_OWN_MARK[language]}:
        return {}
    if told:
        return {value: Problem("cell_two_notations", value) for value in unclear}
    first = unclear[0]
    params: dict[str, Any] = {"count": len(unclear)}
    for shown in _OWN_MARK:
        mark = _OWN_MARK[shown]
        for name, spoken in (("read", language), ("other", "en" if language == "nl" else "nl")):
            params[f"{name}_{shown}"] = f"{parse_number(first, spoken)[0]:.15g}".replace(".", mark)
    code = "cell_read_as_more" if len(unclear) > 1 else "cell_read_as"
    return {first: Problem(code, first, params=params, severity="warning")}
