"""How sure an emission factor is: its geometric standard deviation, published or derived, and how it was verified."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ghgcalc.errors import DataError, Problem
from ghgcalc.factors.columns import RANGE_COLUMNS
from ghgcalc.kept import read_document
from ghgcalc.vocabulary import vocabulary_problem

#: How a figure was checked against what its publisher printed.
VERIFICATIONS = ("official cell", "two sources", "second hand")
#: The five pedigree scores, in the order in which they are written.
PEDIGREE = ("reliability", "completeness", "temporal", "geographical", "technological")
_NATIONAL = ("us.", "uk.")

Floats = npt.NDArray[np.float64]

#: What the basis of a gsd begins with when it is the grade of a kind of set, and nobody published it.
ASSUMED = "assumption"


@cache
def uncertainty_rules() -> dict[str, Any]:
    """Return the pedigree factors, the grades and the kinds of set of ``emission_factors/uncertainty.toml``."""
    return read_document("emission_factors", "uncertainty.toml")


def gsd_from_range(central: Floats, low: Floats, high: Floats) -> Floats:
    r"""Return the geometric standard deviation whose 95 % interval covers a range [-].

    Parameters
    ----------
    central, low, high : array of shape (factors,)
        Value and ends of its range, all in the same unit; nan for an end that is not known.

    Returns
    -------
    array of shape (factors,)
        nan where neither end is known, or a value is not positive.

    Notes
    -----
    :math:`\sigma_g^2 = \max(high / central, central / low)`: the interval central divided and multiplied by σg².

    Examples
    --------
    >>> import numpy as np
    >>> gsd_from_range(np.array([2.0]), np.array([1.8]), np.array([4.5])).round(3).tolist()
    [1.5]
    """
    positive = np.where(central > 0, central, np.nan)
    upper = np.where(high > 0, high, np.nan) / positive
    lower = positive / np.where(low > 0, low, np.nan)
    wider = np.fmax(upper, lower)
    found: Floats = np.sqrt(wider)
    return found


def gsd_from_pedigree(scores: str) -> float:
    r"""Return the geometric standard deviation of five pedigree scores [-].

    Parameters
    ----------
    scores : str
        Reliability, completeness, temporal, geographical and technological correlation, each 1 (best) to 5, as
        ``"2;1;3;1;2"``.

    Raises
    ------
    DataError
        If there are not five scores from 1 to 5.

    Notes
    -----
    :math:`\sigma_g^2 = \exp\sqrt{\sum_k \ln^2 U_k}` with the factor U of each score.

    References
    ----------
    .. [1] ecoinvent version 3, pedigree matrix.

    Examples
    --------
    >>> gsd_from_pedigree("1;1;1;1;1"), round(gsd_from_pedigree("2;1;1;1;1") ** 2, 2)
    (1.0, 1.54)
    """
    given = [score.strip() for score in scores.split(";")]
    if len(given) != len(PEDIGREE) or not set(given) <= set("12345"):
        raise DataError([Problem("pedigree_unreadable", scores)])
    factors = uncertainty_rules()["pedigree"]
    logs = [np.log(factors[name][int(score) - 1]) for name, score in zip(PEDIGREE, given, strict=True)]
    return float(np.exp(np.sqrt(np.sum(np.square(logs))) / 2))


def uncertainty_problems(line: Mapping[str, Any] | pd.Series) -> list[Problem]:
    """Return what is wrong with the gsd, range, pedigree scores and verification of one emission line."""
    value, low, high, gsd = (float(line.get(name, np.nan)) for name in ("kgco2e", *RANGE_COLUMNS, "gsd"))
    found = []
    if low < 0 or low > value or high < value or low > high:
        found.append(Problem("range_order", f"{_end(low)} to {_end(high)}", params={"central": f"{value:g}"}))
    if gsd < 1 or np.isinf(gsd):
        found.append(Problem("gsd_below_one", gsd))
    if scores := str(line.get("pedigree", "")):
        try:
            gsd_from_pedigree(scores)
        except DataError as error:
            found += error.problems
    checked = str(line.get("verification", ""))
    if checked not in ("", *VERIFICATIONS):
        found.append(vocabulary_problem("verification", checked, VERIFICATIONS))
    return found


def uncertainty_columns(lines: Mapping[str, Any] | pd.DataFrame, about: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns gsd, gsd_basis, verification and redistributable of emission lines.

    Parameters
    ----------
    lines : mapping or DataFrame
        Columns activity, stage, kgco2e, gsd, kgco2e_low, kgco2e_high, pedigree and verification.
    about : mapping
        Description of the set: `uncertainty` (a kind of ``uncertainty.toml``), `verification`, `redistributable`.

    Returns
    -------
    dict
        Column → array of shape (lines,). `gsd` is the published one, else that of the range, of the pedigree scores,
        of the kind of set; nan without any. A range of which one end is unknown gives at least the gsd of the kind.
        `gsd_basis` says which.

    Raises
    ------
    DataError
        If the kind of set is not known, or pedigree scores cannot be read.
    """
    value, gsd, low, high = (np.asarray(lines[name], np.float64) for name in ("kgco2e", "gsd", *RANGE_COLUMNS))
    pedigree, verification = (np.asarray(lines[name], object) for name in ("pedigree", "verification"))
    gsd = gsd.copy()
    basis = np.where(np.isnan(gsd), "", "published").astype(object)
    ranged = np.isnan(gsd) & ~(np.isnan(low) & np.isnan(high))
    if ranged.any():
        gsd[ranged] = gsd_from_range(value, low, high)[ranged]
        basis[ranged] = [f"range {_end(a)} to {_end(b)}" for a, b in zip(low[ranged], high[ranged], strict=True)]
    scored = np.isnan(gsd) & (pedigree != "")
    if scored.any():
        gsd[scored] = [gsd_from_pedigree(scores) for scores in pedigree[scored]]
        basis[scored] = [f"pedigree {scores}" for scores in pedigree[scored]]
    kind = str(about.get("uncertainty", ""))
    open_ended = ranged & (np.isnan(low) | np.isnan(high))
    if kind and (np.isnan(gsd) | open_ended).any():
        for grade, members in _graded(lines, kind).items():
            graded = uncertainty_rules()["grades"][grade] ** 0.5
            mine = members & (np.isnan(gsd) | (open_ended & (gsd < graded)))
            gsd[mine] = graded
            basis[mine] = f"{ASSUMED}: {kind}, {grade}"
    checked = np.where(verification == "", str(about.get("verification", "")), verification)
    passed_on = {True: "yes", False: "no"}.get(about.get("redistributable", ""), about.get("redistributable", ""))
    return {
        "gsd": gsd, "gsd_basis": basis, "verification": checked.astype(object),
        "redistributable": np.full(len(gsd), str(passed_on), object),
    }  # fmt: skip


def _end(value: float) -> str:
    return "unknown" if np.isnan(value) else f"{value:g}"


def _graded(lines: Mapping[str, Any] | pd.DataFrame, kind: str) -> dict[str, npt.NDArray[np.bool_]]:
    """Return grade → which lines have it, by the first rule that fits."""
    known = uncertainty_rules()["kinds"]
    if kind not in known:
        raise DataError([Problem("unknown_uncertainty", kind, params={"options": ", ".join(known)})])
    stage = np.asarray(lines["stage"], object)
    left = np.ones(len(stage), bool)
    found: dict[str, npt.NDArray[np.bool_]] = {}
    for rule in known[kind]["rules"]:
        fits = left
        if "stage" in rule:
            fits = fits & (stage == rule["stage"])
        if "activity" in rule:
            starts = tuple(prefix + rule["activity"] for prefix in ("", *_NATIONAL))
            fits = fits & np.fromiter((name.startswith(starts) for name in lines["activity"]), bool, len(stage))
        found[rule["grade"]] = found.get(rule["grade"], False) | fits
        left = left & ~fits
    return found
