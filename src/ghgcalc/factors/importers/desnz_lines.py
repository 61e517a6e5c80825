"""Turns the published rows of a DESNZ flat file into emission lines: one activity, its gases, its upstream."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from ghgcalc.errors import ProblemLog
from ghgcalc.factors.importers.common import ImportReport, factor_frame, mapping_table, slug
from ghgcalc.gwp_sets import gwp
from ghgcalc.vocabulary import scope_of

_BLANK = float("nan")
_INCLUDES = {
    "combustion": "fuel burnt or vehicle in use (TTW), without its upstream",
    "upstream": "upstream of the fuel or electricity (WTT)",
    "generation": "generation, without upstream and grid losses",
    "transmission": "grid losses",
}


@dataclass(frozen=True)
class _Group:
    """The up to four rows that publish one factor: total, CO2, CH4, N2O."""

    base: str
    section: str
    level_id: str
    unit: str
    names: tuple[str, ...]
    rows: tuple[int, ...]
    suffixes: tuple[str, ...]
    values: dict[str, float]

    @property
    def key(self) -> str:
        return f"{self.section}_{self.level_id}"

    def value(self, kind: str) -> float:
        return self.values.get(kind, _BLANK)


@cache
def _sections() -> dict[str, dict[str, str]]:
    return {row["section"]: row for row in mapping_table("desnz_sections.csv")}


@cache
def _activities() -> dict[str, dict[str, str]]:
    return {row["key"]: row for row in mapping_table("desnz_activities.csv")}


def emission_lines(
    published: pd.DataFrame, *, year: int, set_name: str, file: str, anomalies: list[str]
) -> tuple[pd.DataFrame, ImportReport]:
    """Return the factor frame of a flat file and the report of what became of its rows.

    Parameters
    ----------
    published : DataFrame
        Checked rows: row, id, section, level_id, unit_id, unit, kind, value [kg CO2e/unit] and the level names.
    year : int
        Year of the edition; the factors are valid in that year.
    set_name, file : str
        Name of the set and of the file, for messages.
    anomalies : list of str
        Known anomalies of the edition.

    Raises
    ------
    DataError
        If a section (level 1 and 2) is not in ``mappings/desnz_sections.csv``.
    """
    _check_sections(published, file)
    groups = list(_groups(published))
    left_out: list[tuple[int, str, str]] = []
    unmapped: list[tuple[int, str, str]] = []
    biogenic = _biogenic(groups)
    direct = {f"{g.key}_{g.unit}": g for g in groups if _role(g) == "direct" and not np.isnan(g.value("1"))}
    lines: list[dict[str, Any]] = []
    base = {"year": year, "set": set_name}
    for group in groups:
        role = _role(group)
        kind = "2" if role == "outside" else "1"
        if role == "energy" or np.isnan(group.value(kind)):
            reason = "energy" if role == "energy" else "not_published"
            left_out += [(row, " / ".join(group.names), reason) for row in group.rows]
        elif role == "outside":
            if _twin_of_outside(group, direct) is None:
                lines.append(_outside_line(group, base, unmapped))
        elif role == "direct":
            extra = biogenic.get(f"{group.key}_{group.unit}")
            lines.append(_direct_line(group, base, unmapped, extra))
        else:
            lines += _joined_lines(group, direct, base, unmapped)
    frame = factor_frame(lines)
    columns = ["row", "name", "reason"]
    report = ImportReport(
        rows_read=len(published),
        rows_written=len(frame),
        left_out=pd.DataFrame(left_out, columns=columns),
        unmapped=pd.DataFrame(unmapped, columns=["row", "name", "activity"]),
        anomalies=(*anomalies, *_gas_anomalies(groups)),
    )
    return frame, report


def _role(group: _Group) -> str:
    return "energy" if "energy" in group.values else _sections()[group.section]["role"]


def _check_sections(published: pd.DataFrame, file: str) -> None:
    log = ProblemLog(source=file)
    unknown = published[~published["section"].isin(list(_sections()))].drop_duplicates("section")
    for row in unknown.itertuples():
        name = f"{row.level_1} / {row.level_2}"
        log.add("import_section", value=name, sheet="Factors by Category", cell=f"A{row.row}", section=row.section)
    log.raise_if_any()


def _groups(published: pd.DataFrame) -> Iterator[_Group]:
    names = ("level_1", "level_2", "level_3", "level_4", "column_text", "uom")
    members: dict[str, list[Any]] = {}
    for row in published.itertuples():
        members.setdefault(f"{row.section}_{row.level_id}_{row.unit_id}", []).append(row)
    for base, rows in members.items():
        yield _Group(
            base=base,
            section=rows[0].section,
            level_id=rows[0].level_id,
            unit=rows[0].unit,
            names=tuple(name for level in names if (name := getattr(rows[0], level))),
            rows=tuple(row.row for row in rows),
            suffixes=tuple(row.id.rpartition("_")[2] for row in rows),
            values={row.kind: row.value for row in rows},
        )


def _level_names(group: _Group) -> tuple[str, ...]:
    """Return the level names without the unit, which some levels repeat."""
    return tuple(name for name in group.names[:-1] if name != "kWh")


def _activity(group: _Group, unmapped: list[tuple[int, str, str]]) -> dict[str, str]:
    known = _activities().get(group.key)
    if known and known["activity"]:
        return known
    given = ".".join(["uk", *(slug(name) for name in _level_names(group))])
    unmapped.append((group.rows[0], " / ".join(group.names), given))
    return {"activity": given, "category": "", "region": "", "joins": ""}


def _biogenic(groups: list[_Group]) -> dict[str, _Group]:
    """Return the rows outside the scopes by the key of the factor they belong to."""
    found = {}
    for group in groups:
        if _role(group) == "outside" and not np.isnan(group.value("2")):
            for twin in _twin_keys(group):
                found[f"{twin}_{group.unit}"] = group
    return found


def _twin_keys(group: _Group) -> list[str]:
    known = _activities().get(group.key, {})
    if known.get("joins"):
        return [known["joins"]]
    return [f"{twin}_{group.level_id}" for twin in _sections()[group.section]["twins"].split(";")]


def _twin_of_outside(group: _Group, direct: dict[str, _Group]) -> _Group | None:
    return next((direct[f"{k}_{group.unit}"] for k in _twin_keys(group) if f"{k}_{group.unit}" in direct), None)


def _line(group: _Group, base: dict[str, Any], mapped: dict[str, str], category: str, stage: str) -> dict[str, Any]:
    section = _sections()[group.section]
    ids = f"{group.base}_{group.suffixes[0]}"
    rows = f"row {group.rows[0]}"
    if len(group.rows) > 1:
        ids += f"..{group.suffixes[-1]}"
        rows = f"rows {group.rows[0]}-{group.rows[-1]}"
    return {
        "factor_id": f"{base['set']}/{group.base}",
        "activity": mapped["activity"],
        "region": mapped["region"] or "GB",
        "valid_from": base["year"],
        "valid_to": base["year"],
        "unit": group.unit,
        "kgco2e": group.value("1"),
        "kgco2": group.value("2"),
        "kgch4": group.value("3") / gwp("CH4", "AR5"),
        "kgn2o": group.value("4") / gwp("N2O", "AR5"),
        "kgco2_biogenic": _BLANK,
        "gsd": _BLANK,
        "ch4_origin": section["ch4_origin"] if not np.isnan(group.value("3")) else "",
        "gwp_set": section["gwp_set"],
        "scope": str(scope_of(category)) if category else "",
        "category": category,
        "stage": stage,
        "scope2_method": section["scope2_method"],
        "quality": "official",
        "source": base["set"],
        "source_ref": f"Factors by Category, {rows}, ID {ids}",
        "includes": _INCLUDES.get(stage, stage),
        "published_name": " / ".join(group.names),
    }


def _direct_line(
    group: _Group, base: dict[str, Any], unmapped: list[tuple[int, str, str]], biogenic: _Group | None
) -> dict[str, Any]:
    section = _sections()[group.section]
    mapped = _activity(group, unmapped)
    line = _line(group, base, mapped, mapped["category"] or section["category"], section["stage"])
    if biogenic is not None:
        line["kgco2_biogenic"] = biogenic.value("2")
        line["source_ref"] += f"; biogenic CO2 row {biogenic.rows[0]}, ID {biogenic.base}_{biogenic.suffixes[0]}"
    return line


def _outside_line(group: _Group, base: dict[str, Any], unmapped: list[tuple[int, str, str]]) -> dict[str, Any]:
    line = _line(group, base, _activity(group, unmapped), "", _sections()[group.section]["stage"])
    return {
        **line,
        "kgco2": _BLANK,
        "kgco2_biogenic": group.value("2"),
        "includes": "biogenic CO2 only, outside the scopes",
    }


def _joined_lines(
    group: _Group, direct: dict[str, _Group], base: dict[str, Any], unmapped: list[tuple[int, str, str]]
) -> list[dict[str, Any]]:
    """Return one line per activity that this upstream, grid loss or vehicle electricity row belongs to."""
    section = _sections()[group.section]
    lines: list[dict[str, Any]] = []
    for key in _twin_keys(group):
        twin = direct.get(f"{key}_{group.unit}")
        if twin is None:
            continue
        host = _sections()[twin.section]
        own_use = host["category"][0] in "12"
        category = section["category"] if own_use or section["stage"] == "generation" else host["category"]
        if own_use and section["stage"] != "generation":
            category = "3.3"
        line = _line(group, base, _activity(twin, []), category, section["stage"])
        line["scope2_method"] = host["scope2_method"]
        if lines:
            line["factor_id"] += f"@{twin.section}"
        lines.append(line)
    if not lines:
        lines.append(_line(group, base, _activity(group, unmapped), section["category"], section["stage"]))
    return lines


def _gas_anomalies(groups: list[_Group], tolerance: float = 2e-5) -> Iterator[str]:
    for group in groups:
        parts = [group.value(kind) for kind in "1234"]
        if not np.isnan(parts).any() and abs(parts[0] - sum(parts[1:])) > tolerance:
            yield f"{group.base}: total {parts[0]!r} is not the sum of its gases {sum(parts[1:])!r}"
