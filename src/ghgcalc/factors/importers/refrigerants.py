"""Builds the set of refrigerants: composition by mass times GWP, so that every GWP set has its own value."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from typing import Any

import pandas as pd

from ghgcalc.factors.importers.common import ImportedFactors, ImportReport, factor_frame
from ghgcalc.gwp_sets import gwp_table, mixture_gwp, parse_composition
from ghgcalc.resources import data_path
from ghgcalc.vocabulary import scope_of

NAME = "refrigerants-ipcc"
CATEGORY = "1.fugitive"


def build_refrigerants() -> ImportedFactors:
    """Return the set ``refrigerants-ipcc`` from the tables of compositions and GWPs.

    Returns
    -------
    ImportedFactors
        One line per refrigerant: its gases [kg/kg] and the CO2e under AR6 [kg CO2e/kg]. A refrigerant with a
        component that has no GWP in the sixth assessment report is left out, never counted as 0.

    References
    ----------
    .. [1] ANSI/ASHRAE Standard 34, composition of refrigerant blends.
    .. [2] IPCC AR6 WG1, tables 7.15 and 7.SM.7.

    Examples
    --------
    >>> refrigerants = build_refrigerants().frame.set_index("activity")
    >>> float(refrigerants.loc["refrigerant.r410a", "kgco2e"]), refrigerants.loc["refrigerant.r410a", "gases"]
    (2255.5, 'HFC-32:0.5;HFC-125:0.5')
    """
    folder = data_path("emission_factors", "gwp")
    source = tomllib.loads((folder / "refrigerants.toml").read_text(encoding="utf-8"))
    with (folder / "refrigerant_compositions.csv").open(encoding="utf-8", newline="") as file:
        compositions = list(csv.DictReader(file))
    known = gwp_table()["AR6"].dropna()
    complete = [set(parse_composition(row["composition"])) <= set(known.index) for row in compositions]
    left_out = [
        (number, row["refrigerant"], "no_gwp")
        for number, (row, kept) in enumerate(zip(compositions, complete, strict=True), 2)
        if not kept
    ]
    frame = factor_frame(list(_lines(compositions, complete, source)))
    report = ImportReport(
        rows_read=len(compositions),
        rows_written=len(frame),
        left_out=pd.DataFrame(left_out, columns=["row", "name", "reason"]),
        unmapped=pd.DataFrame(columns=["row", "name", "activity"]),
    )
    return ImportedFactors(NAME, frame, source, report)


def _lines(
    compositions: list[dict[str, str]], complete: list[bool], source: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    first, last = source["use_period"]
    for row, kept in zip(compositions, complete, strict=True):
        if not kept:
            continue
        gases = parse_composition(row["composition"])
        yield {
            "factor_id": f"{NAME}/{row['activity'].removeprefix('refrigerant.')}",
            "activity": row["activity"],
            "region": "GLO",
            "valid_from": first,
            "valid_to": last,
            "unit": "kg",
            "kgco2e": round(mixture_gwp(gases, "AR6"), 6),
            "gases": ";".join(f"{name}:{share!r}" for name, share in gases.items()),
            "gwp_set": "AR6",
            "scope": str(scope_of(CATEGORY)),
            "category": CATEGORY,
            "stage": "leakage",
            "quality": "computed",
            "source": NAME,
            "source_ref": f"{row['source']}; GWP: gwp/gwp100.csv",
            "includes": "release of the refrigerant itself",
            "published_name": row["refrigerant"],
        }
