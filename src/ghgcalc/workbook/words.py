"""Names on a sheet and the ids behind them: the users see names in their language, the frames hold ids."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from pathlib import Path

from ghgcalc.base_year import events
from ghgcalc.errors import Problem
from ghgcalc.factors.activities import activities, activity_files, fold
from ghgcalc.factors.regions import regions
from ghgcalc.inventory.ratings import quality_rules
from ghgcalc.kept import kept_json, read_document
from ghgcalc.products.catalogue import article_groups
from ghgcalc.projection.baseline import BASELINES
from ghgcalc.projection.external_words import external_names
from ghgcalc.resources import data_path
from ghgcalc.schema import ListSource, Option, list_source
from ghgcalc.texts import text
from ghgcalc.units import find_unit, unit_label, units, unknown_unit
from ghgcalc.vocabulary import BOUNDARIES, CATEGORIES, EXCLUSION_REASONS, SCOPE_TOTALS

#: Least likeness of a suggestion [0..100].
_LIKENESS = 60.0


@dataclass(frozen=True)
class WordList:
    """One drop-down list with everything its words may be called.

    Parameters
    ----------
    name : str
        Name of the list.
    options : tuple of Option
        The words, in the order of the schema or the catalogue.
    spellings : mapping, optional
        Ids behind each folded spelling, the first meant first; those of a longer list will do. By default worked out
        from the options when first asked for.
    """

    name: str
    options: tuple[Option, ...]
    spellings: Mapping[str, Sequence[str]] | None = field(default=None, repr=False, compare=False)

    @cached_property
    def _known(self) -> Mapping[str, Sequence[str]]:
        return self.spellings if self.spellings is not None else _spellings(self.options)

    @cached_property
    def _ids(self) -> frozenset[str]:
        return frozenset(option.id for option in self.options)

    def find(self, word: str) -> str | None:
        """Return the id behind an id, a label or another spelling in either language, or None."""
        folded = fold(word)
        if not folded or word.lstrip()[:1] in ("=", "-", "+", "@"):  # what a formula or a sign begins with is no name
            return None
        return next((known for known in self._known.get(folded, ()) if known in self._ids), None)

    def label(self, word_id: str, language: str) -> str:
        """Return the display name of an id; an id outside the list names itself."""
        return next((option.label[language] for option in self.options if option.id == word_id), word_id)

    def labels(self, language: str) -> list[str]:
        """Return the display names in one language; long catalogues in alphabetical order."""
        names = [option.label[language] for option in self.options]
        return sorted(names, key=fold) if list_source(self.name).source in ("activities", "regions") else names

    def closest(self, word: str, language: str, *, limit: int = 3) -> list[str]:
        """Return the display names that look most like `word`, best first."""
        from rapidfuzz import fuzz, process

        names = {
            fold(name): option.label[language]
            for option in reversed(self.options)
            for name in (*option.also, *option.label.values(), option.id)
        }
        found = process.extract(fold(word), list(names), scorer=fuzz.WRatio, limit=limit * 4, score_cutoff=_LIKENESS)
        return list(dict.fromkeys(names[name] for name, _, _ in found))[:limit]


def _spellings(options: Iterable[Option]) -> dict[str, tuple[str, ...]]:
    """Return the ids behind each folded spelling: whose id it is before whose label, before whose other name."""
    every = tuple(options)
    found: dict[str, tuple[str, ...]] = {}
    for words in (
        ((option.id, option.id) for option in every),
        ((label, option.id) for option in every for label in option.label.values()),
        ((other, option.id) for option in every for other in option.also),
    ):
        for word, known in words:
            folded = fold(word)
            found[folded] = (*found.get(folded, ()), known)
    return found


@cache
def word_list(name: str) -> WordList:
    """Return a drop-down list by its name in the schema.

    Examples
    --------
    >>> word_list("energy_activities").find("aardgas")
    'energy.fuel.natural_gas'
    >>> word_list("scope2_methods").label("market", "nl")
    'marktgebaseerd'
    """
    source = list_source(name)
    if not source.source:
        return WordList(name, source.options)
    shared = _activity_spellings() if source.source == "activities" else None
    return WordList(name, _CATALOGUES[source.source](source), shared)


def resolve_unit(word: str) -> tuple[str, Problem | None]:
    """Return the unit id behind a spelling, or the problem with it."""
    found = find_unit(word)
    return (found, None) if found else ("", unknown_unit(word))


def category_label(category: str, language: str) -> str:
    """Return a category as the drop-downs show it.

    Examples
    --------
    >>> category_label("3.6", "nl")
    '3.6 Zakelijk reizen'
    >>> category_label("1.mobile", "en")
    'Scope 1: Mobile combustion'
    """
    name = text(f"category.{category}", language)
    if category in SCOPE_TOTALS or category == "3.other":
        return name
    return f"{category} {name}" if category.startswith("3.") else f"{text(f'scope.{category[0]}', language)}: {name}"


@cache
def _every_activity() -> dict[str, Option]:
    return {
        known.activity: Option(known.activity, {"en": known.name_en, "nl": known.name_nl}, known.synonyms)
        for known in activities().values()
    }


@cache
def _activity_spellings() -> Mapping[str, Sequence[str]]:
    """Return the ids behind each spelling of an activity, for every list of activities together."""
    sources = (*activity_files(), Path(__file__))
    found: dict[str, Sequence[str]] = kept_json(
        "activity-spellings", sources, lambda: _spellings(_every_activity().values())
    )
    return found


def _activity_options(source: ListSource) -> tuple[Option, ...]:
    beginnings = tuple(f"{prefix}." for prefix in source.prefixes) or ("",)
    known = activities()
    return tuple(
        option
        for activity, option in _every_activity().items()
        if f"{activity}.".startswith(beginnings)
        and not (source.without and activity.rpartition(".")[2] in source.without)
        and (source.contracts is None or bool(known[activity].instrument_of) == source.contracts)
    )


def _category_options(source: ListSource) -> tuple[Option, ...]:
    found: list[Option] = []
    for token in source.categories:
        if token == "everything":
            found.append(Option("*", {lang: text("workbook.everything", lang) for lang in ("en", "nl")}, ("*",)))
        elif token == "scopes":
            found += [Option(s, {lang: text(f"scope.{s}", lang) for lang in ("en", "nl")}) for s in SCOPE_TOTALS]
        else:
            chosen = {"*": CATEGORIES, "totals": SCOPE_TOTALS}.get(token, (token,))
            found += [_category_option(category) for category in chosen if category not in source.without]
    return tuple(found)


def _category_option(category: str) -> Option:
    labels = {lang: category_label(category, lang) for lang in ("en", "nl")}
    also = [text(f"category.{category}", lang) for lang in ("en", "nl")]
    if category in SCOPE_TOTALS:
        also += [text(f"scope.{category}", lang) for lang in ("en", "nl")]
    return Option(category, labels, tuple(also))


def _region_options(source: ListSource) -> tuple[Option, ...]:
    also: dict[str, list[str]] = {}
    for option in source.options:
        also.setdefault(option.id, []).extend(option.also)
    return tuple(
        Option(code, {"en": row["name_en"], "nl": row["name_nl"]}, tuple(also.get(code, ())))
        for code, row in regions().items()
        if "-" not in code
    )


def _unit_options(_: ListSource) -> tuple[Option, ...]:
    return tuple(
        Option(unit, {lang: unit_label(unit, lang) for lang in ("en", "nl")}, known.spellings)
        for unit, known in units().items()
    )


def _rulebook_options(_: ListSource) -> tuple[Option, ...]:
    found = []
    for path in sorted(data_path("rulebooks").glob("*.toml")):
        rulebook = read_document("rulebooks", path.name)
        if rulebook.get("kind") == "near-term":
            found.append(Option(rulebook["key"], dict(rulebook["title"])))
    return tuple(found)


def _library_options(_: ListSource) -> tuple[Option, ...]:
    path = data_path("lever_library") / "levers.csv"
    if not path.exists():
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        Option(
            row["lever_id"],
            {lang: f"{row['lever_id']} {row[f'name_{lang}']}" for lang in ("en", "nl")},
            (row["name_en"], row["name_nl"]),
        )
        for row in rows
    )


def _article_options(_: ListSource) -> tuple[Option, ...]:
    return tuple(Option(group.group, group.names, group.also) for group in article_groups().values())


def _event_options(_: ListSource) -> tuple[Option, ...]:
    return tuple(Option(event.id, event.label) for event in events().values())


def _rating_options(_: ListSource) -> tuple[Option, ...]:
    return tuple(
        Option(
            str(rating["score"]),
            {lang: f"{rating['score']} {rating[lang]}" for lang in ("en", "nl")},
            (rating["en"], rating["nl"]),
        )
        for rating in quality_rules()["rating"]
    )


def _vocabulary_options(words: tuple[str, ...], key: str, _: ListSource) -> tuple[Option, ...]:
    return tuple(Option(word, {lang: text(f"{key}.{word}", lang) for lang in ("en", "nl")}) for word in words)


def _external_options(kind: str, _: ListSource) -> tuple[Option, ...]:
    return tuple(Option(name, names) for name, names in external_names(kind).items())


_CATALOGUES: dict[str, Callable[[ListSource], tuple[Option, ...]]] = {
    "activities": _activity_options,
    "categories": _category_options,
    "regions": _region_options,
    "units": _unit_options,
    "rulebooks": _rulebook_options,
    "library_levers": _library_options,
    "article_groups": _article_options,
    "base_year_events": _event_options,
    "quality_ratings": _rating_options,
    "exclusion_reasons": partial(_vocabulary_options, EXCLUSION_REASONS, "exclusion_reason"),
    "boundaries": partial(_vocabulary_options, BOUNDARIES, "boundary"),
    "baselines": partial(_vocabulary_options, BASELINES, "baseline"),
    "external_rules": partial(_external_options, "drivers"),
    "external_groups": partial(_external_options, "groups"),
}
