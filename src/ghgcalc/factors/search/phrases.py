"""The names and synonyms of every activity as sets of concepts, and how much each concept says."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from ghgcalc.coded import Floats, Ints
from ghgcalc.factors.activities import activities
from ghgcalc.factors.search.words import atoms, concepts_of, dimension_of, expressions, lexicon, rules, words

#: What one of the many activities of an official list counts when the weight of a word is worked out.
_GENERATED = 0.05
#: Letters of a word that may be recognised although misspelled.
_LONG = 5


def phrase_atoms(phrase: str, *, whole: bool = False) -> tuple[str, ...]:
    """Return the concepts of a name or synonym, without units and, unless `whole`, without what it is for.

    Examples
    --------
    >>> phrase_atoms("zeevracht"), phrase_atoms("Cotton fibre, organic"), phrase_atoms("leather for shoes")
    (('sea', 'freight'), ('cotton', 'fibre', 'organic'), ('leather',))
    """
    found: dict[str, None] = {}
    purpose = set(rules()["words"]["purpose"])
    for expression, known in expressions(words(phrase), lexicon(), stemmed=True):
        if found and not whole and purpose & set(expression):
            break
        if known:
            found.update(dict.fromkeys(concepts_of(expression) or ()))
        elif not dimension_of(expression[0]):
            found.update(dict.fromkeys(atoms(expression[0])))
    return tuple(found)


@dataclass(frozen=True, eq=False)
class Phrases:
    """Every phrase by which an activity is known.

    Parameters
    ----------
    ids : tuple of str
        Activities, in order.
    owner : array of shape (phrases,)
        Position of the activity of each phrase.
    total : array of shape (phrases,)
        Sum of the weights of the concepts of each phrase.
    phrases_with, activities_with : mapping
        Concept → positions of the phrases, of the activities, that hold it.
    family_phrases : mapping
        Concept → positions of the phrases that lack it, of activities whose family implies it.
    weight : mapping
        Concept → how much it says: the rarer, the more.
    squeezed : list of str
        Each phrase without blanks, for misspelled descriptions.
    units : tuple of str
        Usual unit of each activity.
    named : tuple of frozenset
        Concepts in the English name of each activity.
    vocabulary : list of str
        Words long enough to be recognised when misspelled.
    """

    ids: tuple[str, ...]
    owner: Ints
    first: Ints
    total: Floats
    phrases_with: Mapping[str, Ints]
    activities_with: Mapping[str, Ints]
    family_phrases: Mapping[str, Ints]
    weight: Mapping[str, float]
    squeezed: list[str]
    units: tuple[str, ...]
    named: tuple[frozenset[str], ...]
    vocabulary: list[str]

    def matching(self, patterns: list[str]) -> npt.NDArray[np.bool_]:
        """Return which activities match one of the patterns."""
        return np.array([any(fnmatchcase(name, p) for p in patterns) for name in self.ids], bool)


@lru_cache(maxsize=4)
def build_phrases(own: frozenset[str] = frozenset()) -> Phrases:
    """Return the phrases of the activity list and of activities of your own, which are known by their id only."""
    known = activities()
    ids = (*known, *sorted(own - frozenset(known)))
    texts: list[list[str]] = []
    for activity in ids:
        listed = known.get(activity)
        said = (listed.name_en, listed.name_nl, *listed.synonyms) if listed else (activity.replace(".", " "),)
        texts.append(list(dict.fromkeys(said)))
    held = [[phrase_atoms(phrase, whole=i < 2) for i, phrase in enumerate(said)] for said in texts]
    generated = {a: any(fnmatchcase(a, pattern) for pattern in rules()["words"]["generated"]) for a in ids}
    count: dict[str, float] = {}
    for activity, phrases in zip(ids, held, strict=True):
        share = _GENERATED if generated[activity] else 1.0
        for atom in {atom for phrase in phrases for atom in phrase}:
            count[atom] = count.get(atom, 0.0) + share
    ordinary = sum(not generated[activity] for activity in ids) + 1
    weak = set(rules()["words"]["weak"])
    weight = {
        atom: (rules()["weights"]["weak"] if atom in weak else 1.0) * max(math.log(1.0 + ordinary / (n + 0.5)), 0.2)
        * (0.2 if atom.isdigit() else 1.0)
        for atom, n in count.items()
    }  # fmt: skip
    owner = [i for i, phrases in enumerate(held) for _ in phrases]
    flat = [phrase for phrases in held for phrase in phrases]
    phrases_with: dict[str, list[int]] = {}
    for position, phrase in enumerate(flat):
        for atom in phrase:
            phrases_with.setdefault(atom, []).append(position)
    activities_with = {atom: {owner[p] for p in places} for atom, places in phrases_with.items()}
    family_members: dict[str, set[int]] = {}
    for family in rules()["family"]:
        for position, activity in enumerate(ids):
            if any(fnmatchcase(activity, pattern) for pattern in family["activities"]):
                for concept in family["concepts"]:
                    activities_with.setdefault(concept, set()).add(position)
                    weight.setdefault(concept, rules()["weights"]["unknown"])
                    family_members.setdefault(concept, set()).add(position)
    return Phrases(
        ids=ids,
        owner=np.array(owner, np.int64),
        first=np.concatenate([[0], np.cumsum([len(p) for p in held])[:-1]]).astype(np.int64),
        total=np.array([sum(weight[a] for a in phrase) or 1.0 for phrase in flat]),
        phrases_with={atom: np.array(found, np.int64) for atom, found in phrases_with.items()},
        activities_with={atom: np.array(sorted(found), np.int64) for atom, found in activities_with.items()},
        family_phrases={
            atom: np.array([p for p, a in enumerate(owner) if a in members and atom not in flat[p]], np.int64)
            for atom, members in family_members.items()
        },
        weight=weight,
        squeezed=["".join(words(phrase)) for said in texts for phrase in said],
        units=tuple(known[a].unit if a in known else "" for a in ids),
        named=tuple(frozenset(phrases[0]) for phrases in held),
        vocabulary=_vocabulary([phrase for said in texts for phrase in said]),
    )


def _vocabulary(texts: list[str]) -> list[str]:
    listed = {word for expression in lexicon() for word in expression}
    found = listed | {word for text in texts for word in words(text)}
    return sorted(word for word in found if len(word) >= _LONG and not any(c.isdigit() for c in word))
