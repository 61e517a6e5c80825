"""Finds emission factors in a person's own words, in English or Dutch; never picks one silently."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from ghgcalc.factors.activities import activities
from ghgcalc.factors.regions import find_region, regions

if TYPE_CHECKING:
    from ghgcalc.factors.model import EmissionFactors

SEARCH_COLUMNS = (
    "factor_id", "activity", "name_en", "name_nl", "region", "year", "unit", "kgco2e", "includes", "source", "score",
)  # fmt: skip

#: Word stems that must stand on both sides or on neither: virgin is not recycled, conventional is not organic.
_VETOES = (
    frozenset({"gerecycled", "gerecyclede", "recycled", "recyclaat"}),
    frozenset({"biologisch", "biologische", "organic", "bio"}),
)


def words(text: str) -> list[str]:
    """Return the words of `text` without case and accents.

    Examples
    --------
    >>> words("Luchtvracht, China")
    ['luchtvracht', 'china']
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.findall(r"[a-z0-9<>%+]+", plain)


def search_factors(
    factors: EmissionFactors, query: str, *, region: str | None = None, year: int | None = None, limit: int = 20
) -> pd.DataFrame:
    """Search emission factors by name or synonym.

    Parameters
    ----------
    factors : EmissionFactors
        Where to search.
    query : str
        Words in English or Dutch; a country name in it prefers that region.
    region : str, optional
        Code of the region to prefer.
    year : int, optional
        Year to prefer.
    limit : int
        Largest number of activities shown.

    Returns
    -------
    DataFrame
        factor_id, activity, name_en, name_nl, region, year, unit, kgco2e [kg CO2e/unit], includes, source, score
        (0-100), best first; empty when nothing resembles the query.

    Examples
    --------
    >>> from ghgcalc.factors import load_factors
    >>> found = search_factors(load_factors("nl-2026"), "aardgas")
    >>> found["activity"].iloc[0]
    'energy.fuel.natural_gas'
    """
    found = words(query)
    named = [(word, code) for word in found if len(word) > 3 and (code := find_region(word))]
    wanted_region = region or (named[0][1] if named else None)
    said = [w for w in found if w not in {word for word, _ in named}] or found
    scores = _activity_scores(" ".join(said), frozenset(factors.frame["activity"]))
    best = dict(sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:limit])
    rows = factors.frame[factors.frame["activity"].isin(best)].copy()
    rows["name_en"] = rows["activity"].map(_names("en"))
    rows["name_nl"] = rows["activity"].map(_names("nl"))
    rows["year"] = rows["valid_from"]
    rows["base"] = rows["activity"].map(best)
    rows["near_region"] = (rows["region"] != wanted_region) if wanted_region else False
    rows["near_year"] = (rows["year"] - (year or rows["year"].max())).abs()
    rows["score"] = rows["base"] - 5.0 * rows["near_region"] - rows["near_year"].clip(upper=5)
    rows["rank"] = rows["set"].map({name: i for i, name in enumerate(factors.sets)})
    rows["source"] = [f"{s}: {ref}" if ref else s for s, ref in zip(rows["set"], rows["source_ref"], strict=True)]
    rows = rows.sort_values(
        ["score", "activity", "rank", "factor_id"], ascending=[False, True, True, True], kind="stable"
    )
    return rows[list(SEARCH_COLUMNS)].reset_index(drop=True)


def suggest_activities(text: str, known: frozenset[str], *, limit: int = 3) -> list[str]:
    """Return the ids of the activities whose names look most like `text`, best first."""
    scores = _activity_scores(text, known)
    return [name for name, _ in sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:limit]]


@cache
def _names(language: str) -> dict[str, str]:
    return {a.activity: a.name(language) for a in activities().values()}


@cache
def _phrases() -> tuple[list[str], list[str]]:
    phrases: list[str] = []
    owners: list[str] = []
    for known in activities().values():
        for phrase in dict.fromkeys((known.name_en, known.name_nl, *known.synonyms)):
            phrases.append(" ".join(words(phrase)))
            owners.append(known.activity)
    return phrases, owners


def _activity_scores(query: str, known: frozenset[str], cutoff: float = 60.0) -> dict[str, float]:
    from rapidfuzz import fuzz, process

    plain = " ".join(words(query))
    if not plain:
        return {}
    phrases, owners = _phrases()
    scores: dict[str, float] = {}
    said = set(plain.split())
    for phrase, score, position in process.extract(plain, phrases, scorer=fuzz.WRatio, limit=400, score_cutoff=cutoff):
        if owners[position] not in known or any(
            bool(said & veto) != bool(set(phrase.split()) & veto) for veto in _VETOES
        ):
            continue
        exact = 100.0 if phrase == plain else 0.5 * score + 0.45 * fuzz.token_sort_ratio(plain, phrase)
        scores[owners[position]] = max(scores.get(owners[position], 0.0), round(exact, 1))
    for activity in known - activities().keys():
        score = fuzz.WRatio(plain, " ".join(words(activity)))
        if score >= cutoff:
            scores[activity] = round(score, 1)
    return scores


def region_label(code: str, language: str = "en") -> str:
    """Return the display name of a region code."""
    known = regions().get(code)
    return known[f"name_{language}"] if known else code
