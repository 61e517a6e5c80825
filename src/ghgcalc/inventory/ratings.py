"""The five data-quality indicators and four ratings of the GHG Protocol, and how rows state them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np

from ghgcalc.coded import Coded, as_labels, combine_codes, encode_columns
from ghgcalc.errors import Problem
from ghgcalc.kept import read_document
from ghgcalc.texts import LANGUAGES

UNKNOWN = "-"


@cache
def quality_rules() -> dict[str, Any]:
    """Return the data-quality rules: indicators, ratings, and ratings that follow from the data, each with source."""
    return read_document("rulebooks", "accounting", "data-quality.toml")


@cache
def indicators() -> tuple[str, ...]:
    """Return the indicators in the order of the standard.

    Examples
    --------
    >>> indicators()
    ('technology', 'time', 'geography', 'completeness', 'reliability')
    """
    return tuple(entry["id"] for entry in quality_rules()["indicator"])


@cache
def _scores() -> Mapping[str, str]:
    """Return the score of every spelling of a rating."""
    spelled: dict[str, str] = {"": UNKNOWN}
    for rating in quality_rules()["rating"]:
        score = str(rating["score"])
        spelled |= {score: score, f"{score}.0": score, rating["en"]: score, rating["nl"]: score}
    return spelled


def _rating_words() -> dict[str, str]:
    ratings = quality_rules()["rating"]
    return {f"options_{language}": ", ".join(r[language] for r in ratings) for language in LANGUAGES}


def rating_columns() -> tuple[str, ...]:
    """Return the columns of an activity frame that hold a rating.

    Examples
    --------
    >>> rating_columns()[0]
    'quality_technology'
    """
    return tuple(f"quality_{indicator}" for indicator in indicators())


def read_ratings(frame: Any, note: Callable[[Problem, np.ndarray[Any, Any]], None]) -> Coded:
    """Return the ratings of every row as one label, such as ``"2,1,-,-,3"``; '' where nothing is rated.

    Parameters
    ----------
    frame : DataFrame
        Activity frame; `rating_columns` that are absent are unknown.
    note : callable
        Takes a problem and the rows it concerns.
    """
    given = encode_columns(frame, rating_columns())
    if not given:
        return Coded.constant("", len(frame))
    columns: dict[str, Coded] = {}
    for name in rating_columns():
        coded = given.get(name, Coded.constant("", len(frame)))
        scores = []
        for code, label in enumerate(coded.labels):
            word = "" if label is None or label != label else str(label).strip().casefold()
            if word not in _scores():
                rows = np.flatnonzero(coded.codes == code)
                note(Problem("rating_unknown", label, params={"column": name, **_rating_words()}), rows)
            scores.append(_scores().get(word, UNKNOWN))
        columns[name] = coded.relabel(scores)
    combined, _, _ = combine_codes(columns, len(frame))
    _, first, codes = np.unique(combined, return_index=True, return_inverse=True)
    labels = [",".join(str(coded.labels[coded.codes[row]]) for coded in columns.values()) for row in first]
    nothing = ",".join([UNKNOWN] * len(columns))
    return Coded(codes.astype(np.int32), as_labels(["" if label == nothing else label for label in labels]))
