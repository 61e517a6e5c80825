"""Builds a set of emission factors from the rows of a file and keeps account of every row."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from ghgcalc.errors import DataError, Problem, ProblemLog, closest
from ghgcalc.factors.columns import FACTOR_COLUMNS
from ghgcalc.factors.importers.common import ImportedFactors, ImportReport, factor_frame, sha256_of
from ghgcalc.factors.importers.tables import read_text_table
from ghgcalc.factors.regions import find_region, regions, unknown_region
from ghgcalc.factors.uncertainty import uncertainty_problems, uncertainty_rules
from ghgcalc.units import units, unknown_unit
from ghgcalc.vocabulary import CATEGORIES, GWP_SETS, SCOPE2_METHODS, scope_of, vocabulary_problem

_BLANK = math.nan
#: Emissions stand once for what one unit of an activity causes; a second figure would be counted on top.
_ONE_LINE = ("activity", "region", "valid_from", "valid_to", "unit", "category", "stage", "scope2_method")


@dataclass
class SetBuilder:
    """Collects emission lines, rows left out, rows without a mapping, and problems.

    Parameters
    ----------
    name : str
        Name of the set; every factor id begins with it.
    file : str
        Name of the file, for messages.
    source : dict
        Publisher, title, edition, url, licence, attribution, redistributable, gwp_set.
    mapping : mapping
        Own list: name in the file → (activity, category); see `read_mapping`.
    """

    name: str
    file: str
    source: dict[str, Any]
    mapping: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    rows_read: int = 0
    log: ProblemLog = field(init=False)
    lines: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[tuple[int, str, str]] = field(default_factory=list)
    unmapped: list[tuple[int, str, str]] = field(default_factory=list)
    anomalies: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.log = ProblemLog(source=self.file)
        self._seen: set[tuple[Any, ...]] = set()
        self._ids: set[str] = set()
        self._used: set[str] = set()
        if self.source.get("gwp_set", "") not in ("", *GWP_SETS):
            raise DataError([vocabulary_problem("gwp_set", self.source["gwp_set"], GWP_SETS)])
        kinds = list(uncertainty_rules()["kinds"])
        if self.source.get("uncertainty", "") not in ("", *kinds):
            raise DataError([vocabulary_problem("uncertainty", self.source["uncertainty"], kinds)])

    def skip(self, row: int, name: str, reason: str) -> None:
        """Leave a row out; `reason` is a key below ``import.reason``."""
        self.left_out.append((row, name, reason))

    def activity(self, row: int, keys: Sequence[str], systematic: str, name: str) -> tuple[str, str]:
        """Return (activity, category) of the user's own mapping, else the systematic id, which is reported."""
        for key in keys:
            if key in self.mapping:
                self._used.add(key)
                return self.mapping[key]
        self.unmapped.append((row, name, systematic))
        return systematic, ""

    def add(self, row: int, *, sheet: str = "", own_id: bool = True, **values: Any) -> None:
        """Add one emission line.

        A second line with the same `factor_id` is a problem when the file numbers its rows (`own_id`). Another line of
        the same kind is left out, because it would be added to the first.
        """
        line: dict[str, Any] = dict.fromkeys(FACTOR_COLUMNS, "")
        line |= dict.fromkeys(("kgco2", "kgch4", "kgn2o", "kgco2_biogenic", "gsd"), _BLANK)
        line |= {"gwp_set": self.source.get("gwp_set", ""), "source": self.name} | values
        name = str(line["published_name"])
        if not self._usable(row, sheet, line):
            return
        line["scope"] = str(scope_of(line["category"]))
        line["factor_id"] = f"{self.name}/{line['factor_id']}"
        if own_id and line["factor_id"] in self._ids:
            self.log.add("duplicate_factor", value=line["factor_id"], sheet=sheet, cell=f"row {row}")
            return
        kind = tuple(line[column] for column in _ONE_LINE)
        if kind in self._seen:
            self.skip(row, name, "second_figure")
            return
        self._seen.add(kind)
        self._ids.add(line["factor_id"])
        self.lines.append(line)

    def _usable(self, row: int, sheet: str, line: Mapping[str, Any]) -> bool:
        name = str(line["published_name"])
        if math.isnan(line["kgco2e"]):
            self.skip(row, name, "not_published")
            return False
        if line["kgco2e"] < 0:
            self.skip(row, name, "avoided")
            return False
        checks = [("category", CATEGORIES), ("scope2_method", ("", *SCOPE2_METHODS))]
        problems = [vocabulary_problem(c, line[c], [a for a in allowed if a]) for c, allowed in checks
                    if line[c] not in allowed]  # fmt: skip
        if line["unit"] not in units():
            problems.append(unknown_unit(line["unit"]))
        if line["region"] not in regions():
            problems.append(unknown_region(line["region"]))
        problems += uncertainty_problems(line)
        for problem in problems:
            self.log.add(problem.code, value=problem.value, sheet=sheet, cell=f"row {row}", **problem.params)
        return not problems

    def finish(self, path: str | Path) -> ImportedFactors:
        """Return the set, or raise every problem found.

        Raises
        ------
        DataError
            If a problem was noted, an id occurs twice, the mapping names something that is not in the file, or no
            emission line is left.
        """
        for key in self.mapping:
            if key not in self._used:
                self.log.add("import_mapping_unused", value=key, file=self.file)
        self.log.raise_if_any()
        if not self.lines:
            raise DataError([Problem("import_nothing_left", self.file, params={"read": self.rows_read})])
        frame = factor_frame(self.lines)
        dropped = {row for row, _, _ in self.left_out}
        report = ImportReport(
            rows_read=self.rows_read,
            rows_written=len(frame),
            left_out=pd.DataFrame(self.left_out, columns=["row", "name", "reason"]),
            unmapped=pd.DataFrame(
                [u for u in self.unmapped if u[0] not in dropped], columns=["row", "name", "activity"]
            ),
            anomalies=tuple(self.anomalies),
        )
        about = {"sha256": sha256_of(path)} if Path(path).is_file() else {}
        source = {**self.source, **about, "anomalies": list(self.anomalies)}
        return ImportedFactors(self.name, frame, source, report)


def read_mapping(path: str | Path | None) -> dict[str, tuple[str, str]]:
    """Read a user's own mapping: columns key and activity, and optionally category.

    Parameters
    ----------
    path : str, Path or None
        CSV file; None gives an empty mapping.

    Returns
    -------
    dict
        Name or code in the publisher's file → (activity, category).

    Raises
    ------
    DataError
        If a key occurs twice, an activity is not in the activity list, or a category is unknown.
    """
    from ghgcalc.factors.activities import activities

    if path is None:
        return {}
    table = read_text_table(path, required=("key", "activity"))
    log = ProblemLog(source=table.file)
    found: dict[str, tuple[str, str]] = {}
    for record in table.records():
        key, activity, category = (record.text(name) for name in ("key", "activity", "category"))
        if key in found:
            log.add("import_mapping_twice", value=key, cell=record.cell("key"))
        if activity not in activities():
            near = closest(activity, activities()) or ["energy.electricity"]
            log.add("import_mapping_activity", value=activity, cell=record.cell("activity"), options=", ".join(near))
        if category and category not in CATEGORIES:
            problem = vocabulary_problem("category", category, CATEGORIES)
            log.add(problem.code, value=category, cell=record.cell("category"), **problem.params)
        found[key] = (activity, category)
    log.raise_if_any()
    return found


def region_of(*names: str) -> str | None:
    """Return the code of the first name, ISO 3166 alpha-2 or alpha-3 code that is known.

    Examples
    --------
    >>> region_of("NLD"), region_of("Pays-Bas", "NL"), region_of("Atlantis")
    ('NL', 'NL', None)
    """
    for name in names:
        code = find_region(name) if name else None
        code = code or _by_alpha3().get(name)
        if code:
            return code
    return None


def _by_alpha3() -> dict[str, str]:
    from ghgcalc.factors.importers.common import mapping_table

    return {row["alpha3"]: row["code"] for row in mapping_table("region_names.csv") if row["alpha3"]} | {
        row["name"]: row["code"] for row in mapping_table("region_names.csv") if row["name"]
    }
