"""Product lines as arrays, with the defaults of their article group filled in, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ghgcalc.errors import Problem, closest
from ghgcalc.factors.activities import fold
from ghgcalc.factors.regions import GLOBAL, find_region, unknown_region
from ghgcalc.products.catalogue import ArticleGroup, article_groups, materials
from ghgcalc.products.composition import parse_composition
from ghgcalc.schema import RATING_COLUMNS, list_source

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.object_]

#: Columns of the products frame; all but the first three may be absent or blank.
PRODUCT_COLUMNS: tuple[str, ...] = (
    "year", "product", "group", "units_bought", "units_sold", "unsold_share", "mass_kg", "composition", "fabric",
    "dyeing", "finishing", "region_material", "region_yarn", "region_fabric", "region_dyeing", "region_assembly",
    "heat_source", "use_phase", "wash_cycles", "end_of_life", "region_sales", "entity", *RATING_COLUMNS,
)  # fmt: skip
_NUMBERS = ("units_bought", "units_sold", "unsold_share", "mass_kg", "wash_cycles")
_REGIONS = ("region_material", "region_yarn", "region_fabric", "region_dyeing", "region_assembly", "region_sales")
#: Columns with a closed list → name of the list.
_CHOICES = {
    "fabric": "fabric_routes", "dyeing": "dyeing_routes", "finishing": "finishing_routes",
    "heat_source": "heat_sources", "use_phase": "yes_no",
}  # fmt: skip
NO_STEP = "none"


@dataclass(frozen=True)
class Placed:
    """A problem with one cell of a frame.

    Parameters
    ----------
    frame : {"products", "product_steps"}
        Which frame.
    row : int
        Position of the row, from 0.
    column : str
        Name of the column.
    problem : Problem
    """

    frame: str
    row: int
    column: str
    problem: Problem


@dataclass(frozen=True)
class ProductLines:
    """Checked product lines, one entry per line, and one per material of a line.

    Parameters
    ----------
    frame : DataFrame
        The lines as given.
    groups : list of ArticleGroup
        Article group per line.
    numbers, words : dict
        Columns with their defaults filled in.
    is_default : array of bool
        Whether mass or composition came from the article group.
    part_line, part_material, part_share
        Line, material id and share of the product mass [-] of every material of every line.
    """

    frame: pd.DataFrame
    groups: list[ArticleGroup]
    numbers: dict[str, Floats]
    words: dict[str, Words]
    is_default: npt.NDArray[np.bool_]
    part_line: Ints
    part_material: Words
    part_share: Floats

    def of_group(self, field: str) -> Any:
        """Return a field of the article group per line."""
        return np.array([getattr(group, field) for group in self.groups])


def read_lines(products: pd.DataFrame) -> tuple[ProductLines | None, list[Placed]]:
    """Return the lines with their defaults, or None and the problems that stand in the way."""
    problems: list[Placed] = []
    size = len(products)
    numbers = {name: _numbers(products, name, problems) for name in _NUMBERS}
    words = {name: _words(products, name) for name in (*_CHOICES, *_REGIONS, "composition", "entity", "product")}
    words["end_of_life"] = _words(products, "end_of_life")
    groups = _groups(_words(products, "group"), problems)
    for name, list_name in _CHOICES.items():
        words[name] = _each(words[name], name, problems, lambda word, n=list_name: _choice(word, n))
    for name in _REGIONS:
        words[name] = _each(words[name], name, problems, _region)
    problems += _placed("product", words["product"] == "", "product_name")
    if problems:
        return None, problems + _of_other_rows(products, problems)
    found: list[ArticleGroup] = [group for group in groups if group is not None]
    blank = words["composition"] == ""
    is_default = blank | np.isnan(numbers["mass_kg"])
    for name, field in (("composition", "composition"), ("fabric", "fabric"), ("dyeing", "dyeing"),
                        ("finishing", "finishing")):  # fmt: skip
        default = np.array([getattr(group, field) for group in found], dtype=object)
        words[name] = np.where(words[name] == "", default, words[name]) if size else words[name]
    for name, field in (("mass_kg", "mass_kg"), ("wash_cycles", "care_cycles")):
        default = np.array([getattr(group, field) for group in found], dtype=np.float64)
        numbers[name] = np.where(np.isnan(numbers[name]), default, numbers[name])
    words["heat_source"] = np.where(words["heat_source"] == "", "energy.heat.process.natural_gas", words["heat_source"])
    _fill_regions(words)
    numbers["bought"], numbers["sold"] = _units(numbers, words, problems)
    parts = _parts(words["composition"], problems)
    lines = ProductLines(products, found, numbers, words, is_default, *parts)
    problems += _missing(lines)
    return (None if problems else lines), problems


def _of_other_rows(products: pd.DataFrame, problems: list[Placed]) -> list[Placed]:
    """Return what is wrong with the rows that have no problem so far, so that one pass names every row."""
    good = np.setdiff1d(np.arange(len(products)), [placed.row for placed in problems])
    _, more = read_lines(products.iloc[good]) if len(good) else (None, [])
    return [replace(placed, row=int(good[placed.row])) for placed in more]


def _numbers(frame: pd.DataFrame, name: str, problems: list[Placed]) -> Floats:
    if name not in frame:
        return np.full(len(frame), np.nan)
    raw = frame[name]
    values = pd.to_numeric(raw, errors="coerce").to_numpy(np.float64)
    unread = np.isnan(values) & ~(raw.isna() | (raw.astype(str).str.strip() == "")).to_numpy(bool)
    limits = {"unsold_share": (0.0, 0.95), "mass_kg": (1e-9, 1e4)}.get(name, (0.0, np.inf))
    wrong = unread | np.isinf(values) | (values < limits[0]) | (values > limits[1])
    problems += [
        Placed("products", int(row), name, Problem("product_number", raw.iloc[row])) for row in np.flatnonzero(wrong)
    ]
    return values


def _placed(column: str, wrong: npt.NDArray[np.bool_], code: str) -> list[Placed]:
    return [Placed("products", int(row), column, Problem(code)) for row in np.flatnonzero(wrong)]


def _words(frame: pd.DataFrame, name: str) -> Words:
    if name not in frame:
        return np.full(len(frame), "", dtype=object)
    return frame[name].fillna("").astype(str).str.strip().to_numpy(object)


def _each(values: Words, column: str, problems: list[Placed], resolve: Any) -> Words:
    """Resolve every distinct word once; note the problem at each row that holds a bad one."""
    codes, labels = pd.factorize(values)
    ids = []
    for code, label in enumerate(labels):
        found = resolve(str(label)) if label else ""
        if isinstance(found, Problem):
            problems += [Placed("products", int(row), column, found) for row in np.flatnonzero(codes == code)]
            found = ""
        ids.append(found)
    return np.array(ids, dtype=object)[codes] if len(values) else values


def _groups(values: Words, problems: list[Placed]) -> list[ArticleGroup | None]:
    known: dict[str, ArticleGroup] = {}
    for group in article_groups().values():
        for word in (group.group, *group.names.values(), *group.also):
            known.setdefault(fold(word), group)
    found: dict[str, ArticleGroup | None] = {word: known.get(fold(word)) for word in dict.fromkeys(values.tolist())}
    for row, word in enumerate(values.tolist()):
        if found[word] is None:
            near = closest(fold(word), known)
            options = {
                f"options_{language}": " / ".join(
                    dict.fromkeys(known[name].names[language] for name in near)
                    or [group.names[language] for group in article_groups().values()]
                )
                for language in ("en", "nl")
            }
            problems.append(Placed("products", row, "group", Problem("product_group", word, params=options)))
    return [found[word] for word in values.tolist()]


def _choice(word: str, list_name: str) -> str | Problem:
    for option in list_source(list_name).options:
        if fold(word) in {fold(name) for name in (option.id, *option.label.values(), *option.also)}:
            return option.id
    options = {
        f"options_{language}": " / ".join(option.label[language] for option in list_source(list_name).options)
        for language in ("en", "nl")
    }
    return Problem("product_choice", word, params=options)


def _region(word: str) -> str | Problem:
    return find_region(word) or unknown_region(word)


def _fill_regions(words: dict[str, Words]) -> None:
    """A blank country is that of the next step; a raw material without a country is a world average."""
    for name, after in (("region_dyeing", "region_assembly"), ("region_fabric", "region_dyeing"),
                        ("region_yarn", "region_fabric")):  # fmt: skip
        words[name] = np.where(words[name] == "", words[after], words[name])
    words["region_material"] = np.where(words["region_material"] == "", GLOBAL, words["region_material"])


def _units(numbers: dict[str, Floats], words: dict[str, Words], problems: list[Placed]) -> tuple[Floats, Floats]:
    """Return units bought and sold; the share that stays unsold connects them."""
    bought, sold, unsold = numbers["units_bought"], numbers["units_sold"], numbers["unsold_share"]
    derived = np.where(np.isnan(bought), sold / (1.0 - unsold), bought)
    left = np.where(np.isnan(sold), bought * (1.0 - unsold), sold)
    for row in np.flatnonzero(np.isnan(derived)):
        column = "units_bought" if np.isnan(sold[row]) else "unsold_share"
        problems.append(Placed("products", int(row), column, Problem("product_units")))
    needs_sold = (words["use_phase"] == "true") | (words["end_of_life"] != "")
    problems += _placed("units_sold", np.isnan(left) & needs_sold & ~np.isnan(derived), "product_sold")
    return derived, left


def _parts(compositions: Words, problems: list[Placed]) -> tuple[Ints, Words, Floats]:
    codes, labels = pd.factorize(compositions)
    line: list[Ints] = []
    material: list[Words] = []
    share: list[Floats] = []
    order = np.argsort(codes, kind="stable")
    bounds = np.searchsorted(codes[order], np.arange(len(labels) + 1))
    for code, label in enumerate(labels):
        rows = order[bounds[code] : bounds[code + 1]]
        pairs, problem = parse_composition(str(label))
        if problem is not None:
            problems += [Placed("products", int(row), "composition", problem) for row in rows]
            continue
        line.append(np.repeat(rows, len(pairs)))
        material.append(np.tile(np.array([m for m, _ in pairs], dtype=object), len(rows)))
        share.append(np.tile(np.array([s for _, s in pairs]), len(rows)))
    if not line:
        return np.zeros(0, np.int64), np.zeros(0, object), np.zeros(0)
    joined = np.concatenate(line)
    by_line = np.argsort(joined, kind="stable")
    return joined[by_line], np.concatenate(material)[by_line], np.concatenate(share)[by_line]


def _missing(lines: ProductLines) -> list[Placed]:
    """Say where a step that the product needs has no route or no country."""
    found: list[Placed] = []
    is_textile = np.array([materials()[m].is_textile for m in lines.part_material], dtype=bool)
    textile = np.bincount(lines.part_line[is_textile], minlength=len(lines.groups)) > 0
    assembled = np.array([bool(group.assembly) for group in lines.groups], dtype=bool)
    no_fabric = np.isin(lines.words["fabric"], ("", NO_STEP))
    checks: Sequence[tuple[str, npt.NDArray[np.bool_], str]] = (
        ("fabric", textile & no_fabric, "product_route"),
        ("region_assembly", assembled & (lines.words["region_assembly"] == ""), "product_country"),
        ("region_dyeing", textile & ~assembled & (lines.words["region_dyeing"] == ""), "product_country"),
        ("region_sales", (lines.words["use_phase"] == "true") & (lines.words["region_sales"] == ""), "product_country"),
        (
            "use_phase",
            (lines.words["use_phase"] == "true")
            & (np.isnan(lines.of_group("wash_kwh_per_kg")) | np.isnan(lines.numbers["wash_cycles"])),
            "product_use",
        ),
    )  # fmt: skip
    for column, wrong, code in checks:
        for row in np.flatnonzero(wrong):
            name = {f"name_{language}": lines.groups[row].names[language] for language in ("en", "nl")}
            found.append(Placed("products", int(row), column, Problem(code, params=name)))
    return found
