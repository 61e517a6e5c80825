"""Turns the rows of the Dutch list into emission lines: combustion, upstream and biogenic CO2 apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
import pandas as pd

from ghgcalc.factors.importers.common import ImportReport, factor_frame, mapping_table, slug
from ghgcalc.gwp_sets import gwp
from ghgcalc.vocabulary import scope_of

Layout = Literal["fuel", "transport", "electricity", "heat", "gases", "gwp", "waste"]
_BLANK = float("nan")
#: Published figures have three decimals or fewer, so a sum may miss the total by this much.
TOLERANCE = 0.0011
_STAGE: dict[str, tuple[str, str]] = {
    "fuel": ("combustion", "fuel burnt (TTW), without its upstream"),
    "transport": ("combustion", "vehicle in use (TTW), without the upstream of its fuel or electricity"),
    "electricity": ("generation", "generation in the power plant, without upstream and infrastructure"),
    "heat": ("generation", "production of the heat, without its upstream"),
    "gases": ("treatment", "treatment of waste water"),
    "gwp": ("leakage", "GWP over 100 years of the released gas"),
    "waste": ("end-of-life", "collection and processing (GHG Protocol boundary), avoided emissions not netted"),
}


@dataclass(frozen=True)
class PublishedRow:
    """One figure row of the list, with where it stands.

    Parameters
    ----------
    number : int
        Row in the sheet.
    section, subsection, name : str
        Titles above the row and its name.
    layout : str
        What the four value columns mean.
    values : tuple of float
        The four published values [kg CO2e/unit]; NaN is blank.
    word : str
        Reason why a word stands in place of a figure; empty when none does.
    unit, published_unit : str
        Unit id and the unit as printed.
    megajoule : float
        Energy content [MJ/unit]; NaN when not published.
    link : str
        Address of the factor's page.
    """

    number: int
    section: str
    subsection: str
    name: str
    layout: Layout
    values: tuple[float, ...]
    word: str
    unit: str
    published_unit: str
    megajoule: float
    link: str

    @property
    def link_id(self) -> str:
        """Return the part of the address that stays the same from year to year, such as ``29/57``."""
        found = re.search(r"/factoren/\d{4}/(\d+/\d+)/", self.link)
        return found.group(1) if found else ""

    @property
    def title(self) -> str:
        """Return section, subsection and name in one line."""
        return " / ".join(part for part in (self.section, self.subsection, self.name) if part)


@cache
def _by_link() -> dict[str, dict[str, str]]:
    return {row["link"]: row for row in mapping_table("nl_activities.csv")}


@cache
def _by_name() -> dict[tuple[str, ...], dict[str, str]]:
    return {_key(row["section"], row["subsection"], row["name"]): row for row in mapping_table("nl_activities.csv")}


def _key(*names: str) -> tuple[str, ...]:
    return tuple(slug(name) for name in names)


def emission_lines(
    published: Sequence[PublishedRow], *, year: int, complete: bool, anomalies: list[str]
) -> tuple[pd.DataFrame, ImportReport]:
    """Return the factor frame of the list and the report of what became of its rows.

    Parameters
    ----------
    published : sequence of PublishedRow
        Every figure row of the list.
    year : int
        Year of the list; the factors are valid in that year.
    complete : bool
        Take every mapped row, not only those marked as carried.
    anomalies : list of str
        Known anomalies of the edition.
    """
    lines: list[dict[str, Any]] = []
    left_out: list[tuple[int, str, str]] = []
    unmapped: list[tuple[int, str, str]] = []
    found = list(anomalies)
    for row in published:
        mapped = _by_link().get(row.link_id) or _by_name().get(_key(row.section, row.subsection, row.name))
        reason = row.word or ("not_published" if np.isnan(_direct(row)) else "")
        if not reason and mapped is None:
            unmapped.append((row.number, row.title, ""))
            reason = "unmapped"
        if not reason and mapped is not None and mapped["carried"] == "no" and not complete:
            reason = "not_carried"
        if reason or mapped is None:
            left_out.append((row.number, row.title, reason))
            continue
        found += _contradictions(row)
        lines += _lines(row, mapped, year)
    frame = factor_frame(lines)
    report = ImportReport(
        rows_read=len(published),
        rows_written=len(frame),
        left_out=pd.DataFrame(left_out, columns=["row", "name", "reason"]),
        unmapped=pd.DataFrame(unmapped, columns=["row", "name", "activity"]),
        anomalies=tuple(found),
    )
    return frame, report


def _direct(row: PublishedRow) -> float:
    return row.values[1] if row.layout in ("fuel", "transport", "electricity", "heat") else row.values[0]


def _contradictions(row: PublishedRow) -> Iterator[str]:
    """Report where the parts of a row do not add up to its total."""
    if row.layout in ("fuel", "transport", "electricity", "heat"):
        total, parts = row.values[0], row.values[1:3]
    elif row.layout == "gases":
        total, parts = row.values[0], row.values[1:4]
    else:
        return
    if not np.isnan([total, *parts]).any() and abs(total - sum(parts)) > TOLERANCE:
        printed = " + ".join(repr(part) for part in parts)
        yield f"row {row.number}, {row.title}: total {total!r} is not {printed}"


def _lines(row: PublishedRow, mapped: dict[str, str], year: int) -> Iterator[dict[str, Any]]:
    stage, includes = _STAGE[row.layout]
    direct = _line(row, mapped, year, mapped["direct_category"], stage)
    direct["kgco2e"] = _direct(row)
    direct["includes"] = includes
    if row.layout == "fuel":
        direct["kgco2_biogenic"] = row.values[3]
    if row.layout == "gases":
        direct["kgco2"] = row.values[1]
        direct["kgch4"] = row.values[2] / gwp("CH4-nonfossil", "AR6")
        direct["kgn2o"] = row.values[3] / gwp("N2O", "AR6")
        direct["ch4_origin"] = "biogenic"
    yield direct
    if row.layout in ("fuel", "transport", "electricity", "heat") and not np.isnan(row.values[2]):
        upstream = _line(row, mapped, year, mapped["upstream_category"], "upstream")
        upstream["kgco2e"] = row.values[2]
        upstream["includes"] = "upstream of the fuel or electricity (WTT)"
        yield upstream


def _line(row: PublishedRow, mapped: dict[str, str], year: int, category: str, stage: str) -> dict[str, Any]:
    native = row.link_id.replace("/", "-") or slug(row.title)
    return {
        "factor_id": f"nl-{year}/{native}/{stage}",
        "activity": mapped["activity"],
        "region": "NL",
        "valid_from": year,
        "valid_to": year,
        "unit": row.unit,
        "kgco2": _BLANK,
        "kgch4": _BLANK,
        "kgn2o": _BLANK,
        "kgco2_biogenic": _BLANK,
        "gsd": _BLANK,
        "gwp_set": "AR6",
        "scope": str(scope_of(category)),
        "category": category,
        "stage": stage,
        "scope2_method": mapped["scope2_method"],
        "quality": "official",
        "source": f"nl-{year}",
        "source_ref": " ".join(part for part in (f"sheet row {row.number}", row.link) if part),
        "published_name": row.title,
        "note": "; ".join([*_notes(row), *filter(None, [mapped["note"]])]),
    }


def _notes(row: PublishedRow) -> Iterator[str]:
    total, _, third, fourth = row.values
    if row.layout in ("fuel", "transport", "electricity", "heat"):
        if np.isnan(total):
            yield "only TTW is published, the total is unknown"
        else:
            yield f"published total {total!r} kg CO2e per {row.published_unit}"
    if row.layout == "electricity" and not np.isnan(fourth):
        yield f"infrastructure {fourth!r} is not in the total"
    if row.layout == "waste":
        if not np.isnan(third):
            yield f"outside the boundary: {third!r} for recycling or combustion"
        if not np.isnan(fourth):
            yield f"avoided emissions {fourth!r}, not netted"
    if row.layout == "gwp" and not np.isnan(fourth):
        yield f"Montreal Protocol column (AR4) {fourth!r}"
    if not np.isnan(row.megajoule) and row.unit not in ("kWh", "GJ"):
        yield f"{row.megajoule!r} MJ per {row.published_unit}"
