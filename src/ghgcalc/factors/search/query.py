"""What a person asks for: the concepts of a description with their weights, the place, the unit."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ghgcalc.factors.search.phrases import Phrases
from ghgcalc.factors.search.words import atoms, concepts_of, cuts, dimension_of, lexicon, places, rules, words
from ghgcalc.units import is_money

#: Order in which places decide on the distance of a route.
_DISTANCES = ("far", "near", "regional")


@dataclass(frozen=True)
class Query:
    """A description taken apart.

    Parameters
    ----------
    weights : tuple of (concept, weight)
        What is asked for; a concept that no activity knows is there too.
    said : frozenset of str
        Concepts that the description names, without its purpose: they decide on the opposites.
    region : str
        Code of the first place in it, or ''.
    distance : str
        far, near, regional or ''.
    dimensions : frozenset of str
        Dimensions of the units in it.
    squeezed : str
        The description without blanks.
    """

    weights: tuple[tuple[str, float], ...]
    said: frozenset[str]
    region: str
    distance: str
    dimensions: frozenset[str]
    squeezed: str


def read_query(text: str, phrases: Phrases) -> Query:
    """Take a description apart.

    Examples
    --------
    >>> from ghgcalc.factors.search.phrases import build_phrases
    >>> query = read_query("luchtvracht Dhaka-AMS", build_phrases())
    >>> query.region, query.distance, sorted(query.said)
    ('BD', 'far', ['air', 'far', 'freight'])
    """
    said = _joined(words(text), phrases)
    rest, region, distance = _without_places(said)
    dimensions = frozenset(dimension_of(word[0]) for word, _ in lexicon().split(rest) if len(word) == 1)
    found, named = _weighted(rest, phrases)
    if not found:
        found, named = _weighted(said, phrases, filler=True)
    named |= {distance} - {""}
    if any(map(is_money, dimensions)):
        named |= {"spend"}
    return Query(tuple(found.items()), named, region, distance, dimensions - {""}, "".join(said))


def _joined(said: list[str], phrases: Phrases) -> list[str]:
    """Join "r 410a" and "poly amide", read "410a" as a refrigerant; leave out numbers and sizes."""
    found: list[str] = []
    for word in said:
        both = f"{found[-1]}{word}" if found else ""
        if (
            both
            and _known(both, phrases)
            and (any(c.isdigit() for c in both) or not _all_known(found[-1], word, phrases))
        ):
            found[-1] = both
        elif re.fullmatch(r"\d{2,4}[a-z]{1,3}", word) and f"r{word}" in phrases.weight:
            found.append(f"r{word}")
        else:
            found.append(word)
    return found


def _known(word: str, phrases: Phrases) -> bool:
    return word in phrases.weight or bool(concepts_of(word))


def _all_known(first: str, second: str, phrases: Phrases) -> bool:
    return all(concepts_of(word) is not None or word in phrases.weight for word in (first, second))


def _without_places(said: list[str]) -> tuple[list[str], str, str]:
    rest: list[str] = []
    codes: list[str] = []
    distances: set[str] = set()
    for expression, place in places().split(said):
        if place:
            codes.append(place[0])
            distances.add(place[1])
        else:
            rest += expression
    return rest, next(filter(None, codes), ""), next((d for d in _DISTANCES if d in distances), "")


def _weighted(said: list[str], phrases: Phrases, *, filler: bool = False) -> tuple[dict[str, float], frozenset[str]]:
    """Return the weight of each concept, and the concepts that stand before the purpose."""
    purpose = rules()["words"]["purpose"]
    share = 1.0
    found: dict[str, float] = {}
    named: frozenset[str] = frozenset()
    for expression, concepts in lexicon().split(said):
        if concepts is None:
            concepts = () if dimension_of(expression[0]) and not filler else _open_word(expression[0], phrases)
        elif not concepts and filler:
            concepts = tuple(word for word in expression if word in phrases.weight)
        for concept in concepts:
            weight = share * phrases.weight.get(concept, rules()["weights"]["unknown"])
            found[concept] = max(found.get(concept, 0.0), weight)
        if found and expression[0] in purpose:
            share, named = rules()["weights"]["purpose"], named or frozenset(found)
    return found, named or frozenset(found)


def _open_word(word: str, phrases: Phrases) -> tuple[str, ...]:
    own = atoms(word)
    if any(atom in phrases.weight for atom in own):
        return own
    if any(c.isdigit() for c in word) or len(word) < 2:
        return ()
    return _meant(word, phrases) or _meant_in_compound(word, phrases) or own


def _meant(word: str, phrases: Phrases) -> tuple[str, ...]:
    """Return the concepts of the word that a misspelled word stands for, or nothing."""
    near = phrases.spelling.nearest(word)
    return tuple(atom for atom in atoms(near) if atom in phrases.weight) if near else ()


def _meant_in_compound(word: str, phrases: Phrases) -> tuple[str, ...]:
    """Return the concepts of a compound of which one part is misspelled, such as desielverbruik."""
    for left, right in cuts(word):
        for part, other in ((left, right), (right, left)):
            known = concepts_of(other)
            if known is not None and phrases.spelling.nearest(part):
                return tuple(dict.fromkeys((*_meant(part, phrases), *known)))
    return ()
