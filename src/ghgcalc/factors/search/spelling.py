"""Slips of the pen: the word that a misspelled one stands for, by its sound and by the letters that differ."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from ghgcalc.factors.search.words import rules

#: Shortest word that is recognised when one letter is wrong, and when two are.
_ONE_LETTER, _TWO_LETTERS = 6, 10
#: Shortest word that is recognised when it is misspelled at all.
_SHORTEST = 4
#: Letters that sound alike in Dutch or English, the longer ones first.
_ALIKE = (
    (r"ch", "g"), (r"ph", "f"), (r"th", "t"), (r"gh", "g"), (r"ck", "k"), (r"qu", "kw"), (r"x", "ks"),
    (r"c(?=[eiy])", "s"), (r"c", "k"), (r"ij|ei|ie|y", "i"), (r"ou", "au"), (r"z", "s"), (r"(.)\1+", r"\1"),
    (r"dt?$", "t"),
)  # fmt: skip


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """Return a word with letters that sound alike written alike.

    Examples
    --------
    >>> sound("electriciteit") == sound("elektrisiteit"), sound("viscoze") == sound("viscose")
    (True, True)
    """
    for letters, alike in _ALIKE:
        word = re.sub(letters, alike, word)
    return word


@dataclass(frozen=True, eq=False)
class Spelling:
    """The words that a misspelled word may stand for.

    Parameters
    ----------
    words : list of str
        Words that can be meant.
    sounds : dict
        Sound → the first word that has it.
    letters : dict
        First letter and sorted letters → the first word that has them.
    """

    words: list[str]
    sounds: dict[str, str]
    letters: dict[str, str]

    @classmethod
    def of(cls, words: Iterable[str]) -> Spelling:
        """Make the tables of a list of words."""
        listed = sorted(word for word in set(words) if word.isalpha())
        return cls(
            [word for word in listed if len(word) > _SHORTEST],
            {sound(word): word for word in reversed(listed) if len(word) >= _SHORTEST},
            {_letters(word): word for word in reversed(listed) if len(word) >= _ONE_LETTER},
        )

    def nearest(self, word: str) -> str:
        """Return the word that is meant, '' when none is near enough."""
        from rapidfuzz import fuzz, process
        from rapidfuzz.distance import OSA

        if len(word) < _SHORTEST:
            return ""
        alike = self.sounds.get(sound(word)) or (self.letters.get(_letters(word)) if len(word) >= _ONE_LETTER else None)
        if alike or len(word) == _SHORTEST:
            return alike or ""
        cutoff = 100.0 * rules()["weights"]["typo"]
        near = process.extractOne(word, self.words, scorer=fuzz.ratio, score_cutoff=cutoff)
        if near:
            return str(near[0])
        slips = 2 if len(word) >= _TWO_LETTERS else 1 if len(word) >= _ONE_LETTER else 0
        slip = process.extractOne(word, self.words, scorer=OSA.distance, score_cutoff=slips) if slips else None
        return str(slip[0]) if slip else ""


def _letters(word: str) -> str:
    return word[:1] + "".join(sorted(word))
