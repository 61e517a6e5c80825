"""Words of a description as concepts: plural and compound forms, both languages, place names and filler set apart."""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from ghgcalc.factors.regions import regions
from ghgcalc.kept import read_document
from ghgcalc.resources import data_path
from ghgcalc.units import find_unit, units

#: Longest expression of the word list, in words.
_LONGEST = 5
#: Shortest part of a compound word.
_PART = 3
#: Shortest last part that is recognised behind an unknown first part.
_HEAD = 4
#: Shortest part of a compound of which the other part is misspelled.
_LONG_PART = 5
#: Letters that join the parts of a Dutch compound.
_JOINTS = ("", "s", "e", "en", "n")


def words(text: str) -> list[str]:
    """Return the words of `text` without case and accents.

    Examples
    --------
    >>> words("Luchtvracht, China")
    ['luchtvracht', 'china']
    """
    plain = text.casefold().replace("'s", "s").replace("’s", "s")
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return re.findall(r"[a-z0-9]+|€|\$|£", re.sub(r"\br[ -]+(?=\d)", "r", plain))


@lru_cache(maxsize=4096)
def dimension_of(word: str) -> str:
    """Return the dimension of a unit, or '' for a word that is no unit or means something else too.

    Examples
    --------
    >>> dimension_of("m3"), dimension_of("kilometers"), dimension_of("katoen")
    ('volume', 'vehicle distance', '')
    """
    unit = find_unit(word) if concepts_of(word) in (None, ("spend",), ("fuel",)) else None
    return units()[unit].dimension if unit else ""


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return a word without plural, adjective ending and doubled letters, the same rule for both languages.

    Examples
    --------
    >>> stem("stalen") == stem("staal"), stem("boxes") == stem("box"), stem("wollen") == stem("wol")
    (True, True, True)
    """
    short = re.sub(r"([a-z])\1", r"\1", word)
    for ending in ("en", "es", "s", "e"):
        if short.endswith(ending) and len(short) - len(ending) >= 3:
            return re.sub(r"([a-z])\1", r"\1", short[: -len(ending)])
    return short


def read_list(name: str) -> list[dict[str, str]]:
    """Return the rows of one list of the search."""
    with data_path("emission_factors", "search", name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def rules() -> dict[str, Any]:
    """Return the weights, families and opposites of the search."""
    return read_document("emission_factors", "search", "rules.toml")


Expression = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Expressions of one or more words and what they stand for.

    Parameters
    ----------
    entries : dict
        Expression → meaning.
    longer : frozenset of str
        First words of the expressions of several words.
    """

    entries: dict[Expression, Any]
    longer: frozenset[str]

    @classmethod
    def of(cls, entries: dict[Expression, Any]) -> Table:
        """Make a table of its entries."""
        return cls(entries, frozenset(expression[0] for expression in entries if len(expression) > 1))

    def split(self, said: list[str]) -> list[tuple[Expression, Any]]:
        """Return the words of a text grouped into the longest expressions, with their meaning; None if unknown."""
        keys = [stem(word) for word in said]
        found: list[tuple[Expression, Any]] = []
        at = 0
        while at < len(said):
            several = said[at] in self.longer or keys[at] in self.longer
            for size in range(min(_LONGEST, len(said) - at) if several else 1, 0, -1):
                exact = tuple(said[at : at + size])
                meaning = self.entries.get(exact)
                if meaning is None:
                    meaning = self.entries.get(tuple(keys[at : at + size]))
                if meaning is not None or size == 1:
                    found.append((exact, meaning))
                    at += size
                    break
        return found


@cache
def lexicon() -> Table:
    """Return expression → concepts, by the words as written and by their stems; filler words have no concept."""
    found: dict[Expression, tuple[str, ...]] = {}
    stems: dict[Expression, tuple[str, ...]] = {}
    for row in read_list("words.csv"):
        for expression in row["words"].split(";"):
            said = tuple(words(expression))
            found.setdefault(said, tuple(row["concepts"].split()))
            stems.setdefault(tuple(map(stem, said)), tuple(row["concepts"].split()))
    for row in read_list("ignored.csv"):
        for expression in row["words"].split(";"):
            found.setdefault(tuple(words(expression)), ())
            stems.setdefault(tuple(map(stem, words(expression))), ())
    return Table.of({**stems, **found})


@cache
def places() -> Table:
    """Return place name → region code and distance from the home region: far, near, regional or ''."""
    home, near = rules()["home_region"], set(rules()["near_regions"])
    found: dict[Expression, tuple[str, str]] = {}
    for row in read_list("places.csv"):
        distance = "" if row["distance"] == "home" else row["distance"]
        for place in row["places"].split(";"):
            found.setdefault(tuple(words(place)), (row["region"], distance))
    for code, row in regions().items():
        distance = "" if code in (home, "GLO") else "near" if code in near else "far"
        for name in (row["name_en"], row["name_nl"]):
            found.setdefault(tuple(words(name)), (code, distance))
    return Table.of(found)


@cache
def simple_words() -> frozenset[str]:
    """Return the words of which compounds are made."""
    rows = [*read_list("words.csv"), *(row for row in read_list("ignored.csv") if row["kind"] != "grammar")]
    single = {word for row in rows for word in row["words"].split(";") if len(word) >= _PART}
    return frozenset(word for word in single if word.isalpha())


@lru_cache(maxsize=65536)
def split_compound(word: str, parts: int = 3) -> tuple[str, ...]:
    """Return the parts of a compound word, or nothing if the word list does not hold them.

    Examples
    --------
    >>> split_compound("polyestergaren"), split_compound("rundleerbank"), split_compound("xyzzy")
    (('polyester', 'garen'), ('rundleer', 'bank'), ())
    """
    for cut in range(_PART, len(word) - _PART + 1):
        left, right = word[:cut], word[cut:]
        base = next((left.removesuffix(j) for j in _JOINTS if left.endswith(j) and _known(left.removesuffix(j))), "")
        if not base:
            continue
        if _known(right):
            return (base, right)
        rest = split_compound(right, parts - 1) if parts > 2 else ()
        if rest:
            return (base, *rest)
    return ()


def split_head(word: str) -> tuple[str, ...]:
    """Return the unknown first part and the known last part of a word: what it ends in is what it is.

    Examples
    --------
    >>> split_head("dienstauto"), split_head("asbest")
    (('dienst', 'auto'), ())
    """
    weak = set(rules()["words"]["weak"])
    for cut in range(_PART, len(word) - _HEAD + 1):
        if _known(word[cut:]):
            return (word[:cut], word[cut:]) if set(concepts_of(word[cut:]) or ()) - weak else ()
    return ()


def cuts(word: str) -> tuple[tuple[str, str], ...]:
    """Return every way to cut a word into two parts that are long enough to be words.

    Examples
    --------
    >>> cuts("katoenvezel")
    (('katoe', 'nvezel'), ('katoen', 'vezel'))
    """
    return tuple((word[:cut], word[cut:]) for cut in range(_LONG_PART, len(word) - _LONG_PART + 1))


def _known(word: str) -> bool:
    return word in simple_words() or (len(word) > 4 and stem(word) in _stems())


@cache
def _stems() -> frozenset[str]:
    return frozenset(stem(word) for word in simple_words() if len(word) >= _HEAD)


def concepts_of(word: str) -> tuple[str, ...] | None:
    """Return the concepts of a word of the word list, none for a filler word; None if the list lacks it."""
    entries = lexicon().entries
    known: tuple[str, ...] | None = entries.get((word,))
    return entries.get((stem(word),)) if known is None else known


@lru_cache(maxsize=65536)
def atoms(word: str) -> tuple[str, ...]:
    """Return what one word stands for: its concepts, those of its parts, or its stem."""
    known = concepts_of(word)
    if known is not None:
        return known
    parts = split_compound(word)
    if parts:
        return tuple(dict.fromkeys(atom for part in parts for atom in atoms(part)))
    head = split_head(word)
    return (head[0], *(concepts_of(head[1]) or ())) if head else (stem(word),)
