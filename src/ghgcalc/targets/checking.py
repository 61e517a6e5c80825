"""Checking an existing target: is it still enough, and under which rulebook."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ghgcalc.errors import DataError, raise_problem
from ghgcalc.targets.criteria import MET, NOT_ASSESSED, NOT_MET, Facts, check_criteria
from ghgcalc.targets.dynamic import Weights
from ghgcalc.targets.requirement import required_reduction
from ghgcalc.targets.rulebook import Rulebook, as_rulebook, rulebooks
from ghgcalc.targets.scope_keys import check_scopes
from ghgcalc.targets.wording import Share, both

#: Columns of the frame that `check_target` returns.
CHECK_TARGET_COLUMNS: tuple[str, ...] = (
    "rulebook",
    "status",
    "required_reduction",
    "reduction",
    "missing",
    "result",
    "detail_en",
    "detail_nl",
    "other_criteria_not_met",
    "note_en",
    "note_nl",
    "source",
)


def check_target(
    *,
    reduction: float,
    scopes: str,
    base_year: int,
    target_year: int,
    rulebook: str | Rulebook | None = None,
    ambition: str | None = None,
    method: str = "absolute-contraction",
    base: Mapping[str, float] | None = None,
    recent_year: int | None = None,
    recent: Mapping[str, float] | None = None,
    net_zero_year: int | None = None,
    weights: Weights = "recent",
) -> pd.DataFrame:
    """Test whether an existing target is large enough under each rulebook.

    Parameters
    ----------
    reduction : float
        Reduction of the existing target [share of the base year].
    scopes : {"1", "2", "1+2", "3", "1+2+3", "flag"}
        Scopes of the target.
    base_year, target_year : int
        Target base year and target year.
    rulebook : str or Rulebook, optional
        Only this rulebook; without it every rulebook for near-term targets, each with its status.
    ambition, method, base, recent_year, recent, net_zero_year, weights
        As for `required_reduction`. Emissions are needed for a dynamic rate of scope 1 and 2 together.

    Returns
    -------
    pandas.DataFrame
        One row per rulebook: rulebook, status, required_reduction, reduction and missing [share], result
        of the ambition (met, not met, not assessed), detail_en, detail_nl, other_criteria_not_met (ids of criteria on
        years and scopes that fail), note_en, note_nl, source. A target stated with two decimals of a percent is judged
        at that precision.

    Raises
    ------
    ghgcalc.errors.DataError
        If `reduction` is outside 0 to 1, or the scopes are unknown.

    References
    ----------
    .. [1] Column `source`.

    Examples
    --------
    Is minus 42 % by 2030 from 2019 enough?

    >>> checked = check_target(reduction=0.42, scopes="1", base_year=2019, target_year=2030).set_index("rulebook")
    >>> float(checked.loc["near-term-5.3", "required_reduction"]), checked.loc["near-term-5.3", "result"]
    (0.462, 'not met')
    """
    if not 0 <= reduction <= 1:
        raise_problem("targets.share_outside", value=reduction, name="reduction")
    check_scopes(scopes)
    if rulebook is None:
        books = [book for book in map(as_rulebook, rulebooks()) if book.kind == "near-term"]
    else:
        books = [as_rulebook(rulebook)]
    facts = Facts(scopes=scopes, method=method, base_year=base_year, target_year=target_year, recent_year=recent_year)
    rows = []
    for book in books:
        try:
            answer = required_reduction(
                scopes=scopes,
                base_year=base_year,
                target_year=target_year,
                rulebook=book,
                ambition=ambition,
                method=method,
                base=base,
                recent_year=recent_year,
                recent=recent,
                net_zero_year=net_zero_year,
                weights=weights,
            )
        except DataError as error:
            problem = error.problems[0]
            detail = {language: problem.sentence(language) for language in ("en", "nl")}
            rows.append(_row(book, None, reduction, NOT_ASSESSED, detail, facts, ""))
            continue
        required = float(answer.reduction)
        is_enough = reduction >= required - float(book.parameter("stated_precision").value)
        numbers = {"reduction": Share(reduction, 2), "required": Share(required, 2)}
        missing = Share(max(0.0, required - reduction), 2)
        detail = dict(
            both("targets.check.ambition", **numbers)
            if is_enough
            else both("targets.check.ambition_low", missing=missing, **numbers)
        )
        source = "; ".join(dict.fromkeys(p.source for p in answer.parameters))
        rows.append(_row(book, required, reduction, MET if is_enough else NOT_MET, detail, facts, source))
    return pd.DataFrame(rows, columns=list(CHECK_TARGET_COLUMNS))


def _row(
    book: Rulebook,
    required: float | None,
    reduction: float,
    result: str,
    detail: Mapping[str, str],
    facts: Facts,
    source: str,
) -> tuple[object, ...]:
    wanted = float("nan") if required is None else required
    missing = float("nan") if required is None else max(0.0, required - reduction) if result == NOT_MET else 0.0
    checks = check_criteria(facts, rulebook=book)
    others = checks.loc[checks["result"] == NOT_MET, "id"]
    notes = [book.note]
    if facts.recent_year is None and "dynamic rate" in book.rules.get(facts.method or "", ""):
        notes.append(both("targets.note.recent_is_base"))
    return (
        book.key, book.status, wanted, reduction, missing, result,
        detail["en"], detail["nl"], ", ".join(others),
        " ".join(note["en"] for note in notes), " ".join(note["nl"] for note in notes), source,
    )  # fmt: skip
