"""The names and synonyms of every activity as sets of concepts, and how much each concept says."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import translate
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from ghgcalc.coded import Floats, Ints
from ghgcalc.factors.activities import activities
from ghgcalc.factors.search.spelling import Spelling
from ghgcalc.factors.search.words import atoms, dimension_of, lexicon, rules, words

#: What one of the many activities of an official list counts when the weight of a word is worked out.
_GENERATED = 0.05


def phrase_atoms(phrase: str, *, whole: bool = False) -> tuple[str, ...]:
    """Return the concepts of a name or synonym, without units and, unless `whole`, without what it is for.

    Examples
    --------
    >>> phrase_atoms("zeevracht"), phrase_atoms("Cotton fibre, organic"), phrase_atoms("leather for shoes")
    (('sea', 'freight'), ('cotton', 'fibre', 'organic'), ('leather',))
    """
    return _atoms_of(words(phrase), whole=whole)


def _atoms_of(said: list[str], *, whole: bool) -> tuple[str, ...]:
    found: dict[str, None] = {}
    purpose = rules()["words"]["purpose"]
    for expression, concepts in lexicon().split(said):
        if found and not whole and expression[0] in purpose:
            break
        if concepts is not None:
            found.update(dict.fromkeys(concepts))
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
    spelling : Spelling
        Words that a misspelled word may stand for.
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
    spelling: Spelling

    def matching(self, patterns: list[str]) -> npt.NDArray[np.bool_]:
        """Return which activities match one of the patterns."""
        return _matching(self.ids, patterns)


@lru_cache(maxsize=4)
def build_phrases(own: frozenset[str] = frozenset()) -> Phrases:
    """Return the phrases of the activity list and of activities of your own, which are known by their id only."""
    known = activities()
    ids = (*known, *sorted(own - frozenset(known)))
    texts: list[list[list[str]]] = []
    for activity in ids:
        listed = known.get(activity)
        said = (listed.name_en, listed.name_nl, *listed.synonyms) if listed else (activity.replace(".", " "),)
        texts.append([words(phrase) for phrase in dict.fromkeys(said)])
    held = [[_atoms_of(phrase, whole=i < 2) for i, phrase in enumerate(said)] for said in texts]
    generated = _matching(ids, rules()["words"]["generated"])
    count: dict[str, float] = {}
    for many, phrases in zip(generated, held, strict=True):
        share = _GENERATED if many else 1.0
        for atom in {atom for phrase in phrases for atom in phrase}:
            count[atom] = count.get(atom, 0.0) + share
    ordinary = float((~generated).sum()) + 1.0
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
        members = set(np.flatnonzero(_matching(ids, family["activities"])).tolist())
        for concept in family["concepts"]:
            activities_with.setdefault(concept, set()).update(members)
            family_members.setdefault(concept, set()).update(members)
            weight.setdefault(concept, rules()["weights"]["unknown"])
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
        squeezed=["".join(phrase) for said in texts for phrase in said],
        units=tuple(known[a].unit if a in known else "" for a in ids),
        named=tuple(frozenset(phrases[0]) for phrases in held),
        spelling=Spelling.of(_vocabulary(texts)),
    )


def _vocabulary(texts: list[list[list[str]]]) -> set[str]:
    listed = {word for expression in lexicon().entries for word in expression}
    return listed | {word for said in texts for phrase in said for word in phrase}


def _matching(ids: tuple[str, ...], patterns: list[str]) -> npt.NDArray[np.bool_]:
    pattern = re.compile("|".join(map(translate, patterns)) or r"(?!)")
    return np.array([pattern.match(name) is not None for name in ids], bool)
