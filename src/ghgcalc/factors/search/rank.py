"""Ranks activities for a description: what it explains, what it leaves out, opposites, usual before generated."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

import numpy as np

from ghgcalc.coded import Floats
from ghgcalc.factors.activities import activities, find_activity
from ghgcalc.factors.search.opposites import REMOVED, axes
from ghgcalc.factors.search.phrases import Phrases, build_phrases
from ghgcalc.factors.search.query import Query, read_query
from ghgcalc.factors.search.words import rules
from ghgcalc.units import units

#: Score of a name or synonym as it stands, before it is cut off at 100.
_EXACT = 1000.0


def rank_activities(text: str, known: Collection[str] | None = None) -> dict[str, float]:
    """Return the activities that resemble a description and their scores, best first.

    Parameters
    ----------
    text : str
        Words in English or Dutch.
    known : collection of str, optional
        Activities to choose from; without it, the whole activity list.

    Returns
    -------
    dict
        Activity → score from 0 to 100; 100 is a name or synonym as it stands.

    Examples
    --------
    >>> next(iter(rank_activities("gasverbruik winkel Utrecht")))
    'energy.fuel.natural_gas'
    >>> "material.fibre.polyester.staple" in rank_activities("gerecycled polyester")
    False
    """
    phrases = build_phrases(frozenset(known or ()) - frozenset(activities()))
    query = read_query(text, phrases)
    scores = _scores(query, phrases)
    exact = find_activity(text)
    if not exact and text in phrases.ids:
        exact = text
    listed = {
        name: _EXACT if name == exact else score
        for name, score in zip(phrases.ids, scores.tolist(), strict=True)
        if known is None or name in known
    }
    weights = rules()["weights"]
    least = max(weights["least"], weights["beside"] * min(max(listed.values(), default=0.0), 100.0))
    chosen = sorted((-score, name) for name, score in listed.items() if score >= least)
    return {name: 100.0 if score == -_EXACT else round(min(-score, 99.0), 1) for score, name in chosen}


def _scores(query: Query, phrases: Phrases) -> Floats:
    weights = rules()["weights"]
    count = len(phrases.ids)
    asked = sum(weight for _, weight in query.weights)
    if not query.weights:
        return _whole(query, phrases)
    in_phrase = np.zeros(len(phrases.owner))
    of_phrase = np.zeros(len(phrases.owner))
    in_activity = np.zeros(count)
    for concept, weight in query.weights:
        everywhere = phrases.activities_with.get(concept)
        if everywhere is None:
            continue
        in_activity[everywhere] += weight
        family = phrases.family_phrases.get(concept)
        if family is not None:
            in_phrase[family] += weight
        here = phrases.phrases_with.get(concept)
        if here is not None:
            in_phrase[here] += weight
            of_phrase[here] += phrases.weight[concept]
    share = weights["query"]
    each = share * in_phrase / asked + (1.0 - share) * of_phrase / phrases.total
    best = np.maximum.reduceat(each, phrases.first)
    text = 100.0 * (weights["phrase"] * best + (1.0 - weights["phrase"]) * in_activity / asked)
    text = np.where(in_activity > 0, text, 0.0)
    points = _points(phrases) + sum(axis.points(query.said) for axis in axes(phrases))
    if query.dimensions:
        alike = np.array([d in query.dimensions for d in _dimensions(phrases)])
        points = points + np.where(alike, weights["unit"], -weights["other_unit"])
    scores = np.where(text > 0, text + points, -REMOVED)
    if scores.max() < 100.0 * weights["whole"] * 0.75:
        scores = np.maximum(scores, np.where(points > -REMOVED, _whole(query, phrases), -REMOVED))
    return scores


def _whole(query: Query, phrases: Phrases) -> Floats:
    """Return how much a whole phrase written without blanks resembles the description, for slips of the pen."""
    from rapidfuzz import fuzz, process

    if len(query.squeezed) < 4:
        return np.full(len(phrases.ids), -REMOVED)
    cutoff = 100.0 * rules()["weights"]["whole"]
    found = process.cdist([query.squeezed], phrases.squeezed, scorer=fuzz.ratio, score_cutoff=cutoff, dtype=np.float64)
    best = np.maximum.reduceat(found[0], phrases.first)
    return np.where(best > 0, best - 3.0, -REMOVED)


@lru_cache(maxsize=4)
def _points(phrases: Phrases) -> Floats:
    points = np.zeros(len(phrases.ids))
    for prior in rules()["prior"]:
        points += prior["points"] * phrases.matching(prior["activities"])
    return points


@lru_cache(maxsize=4)
def _dimensions(phrases: Phrases) -> tuple[str, ...]:
    known = units()
    alike = {"normal volume": "volume", "dry mass": "mass"}
    found = (known[unit].dimension if unit in known else "" for unit in phrases.units)
    return tuple(alike.get(dimension, dimension) for dimension in found)
