"""Reads a CSV in the form of the Open Emission Factors Database (Climatiq)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ghgcalc.errors import DataError, Problem
from ghgcalc.factors.importers.building import SetBuilder, region_of
from ghgcalc.factors.importers.common import ImportedFactors, editions, mapping_table
from ghgcalc.factors.importers.tables import Record, read_text_table
from ghgcalc.units import find_unit

HEADS = ("activity_id", "name", "sector", "activity_unit", "scope", "lca_activity", "source", "year_released", "region")
#: Column of the total → its GWP set.
TOTALS = {"kgCO2e-AR6": "AR6", "kgCO2e-AR5": "AR5", "kgCO2e-AR4": "AR4"}
_NOT_SUPPLIED = ("", "not-supplied", "not supplied", "NA")


def read_climatiq(
    path: str | Path, *, gwp: str = "AR5", mapping: Mapping[str, tuple[str, str]] | None = None
) -> ImportedFactors:
    """Read a CSV with the columns of the Open Emission Factors Database.

    Parameters
    ----------
    path : str or Path
        CSV with the columns `HEADS` and ``kgCO2e-AR4``, ``kgCO2e-AR5`` or ``kgCO2e-AR6``.
    gwp : {"AR4", "AR5", "AR6"}
        Column that is taken.
    mapping : mapping, optional
        activity_id → (activity, category), see `read_mapping`; the others keep their own id behind ``climatiq.``.

    Returns
    -------
    ImportedFactors
        Set ``climatiq`` [kg CO2e/unit], with CO2, CH4 and N2O [kg/unit] where supplied. Rows with several scopes,
        outside the scopes, or flagged as erroneous are left out.

    Raises
    ------
    DataError
        If columns are missing, a sector or life-cycle stage is not mapped, or a figure is no number.

    References
    ----------
    .. [1] Climatiq, "Open Emission Factors Database, data guidance".
    """
    total = f"kgCO2e-{gwp}"
    if total not in TOTALS:
        raise DataError([Problem("import_no_gwp", gwp)])
    table = read_text_table(path, required=(*HEADS, total))
    builder = SetBuilder("climatiq", table.file, {**editions()["climatiq"]["any"], "gwp_set": gwp}, mapping or {})
    builder.source["edition"] = f"as downloaded, column {total}"
    for record in table.records():
        builder.rows_read += 1
        _add(builder, record, total)
    return builder.finish(path)


@cache
def _rows(table: str, key: str) -> dict[str, dict[str, str]]:
    return {row[key]: row for row in mapping_table(table)}


def _add(builder: SetBuilder, record: Record, total: str) -> None:
    name, number = record.text("name"), record.number
    scope = record.text("scope").casefold().removeprefix("scope ").strip()
    sector = _rows("climatiq_sectors.csv", "sector").get(record.text("sector"))
    stage = _rows("climatiq_stages.csv", "lca_activity").get(record.text("lca_activity"))
    for known, column, mapping in (
        (sector, "sector", "climatiq_sectors.csv"),
        (stage, "lca_activity", "climatiq_stages.csv"),
    ):
        if known is None:
            builder.log.add("import_new_category", value=record.text(column), cell=record.cell(column), table=mapping)
    if sector is None or stage is None:
        return
    units = _rows("climatiq_units.csv", "published")
    published = record.text("activity_unit")
    unit = units[published]["unit"] if published in units else find_unit(published)
    region = region_of(record.text("region"))
    valid = [int(found) for found in re.findall(r"\b(?:19|20)\d\d\b", record.text("years_valid"))]
    released = record.number_in("year_released", builder.log, blank=_NOT_SUPPLIED)
    if "e" in record.text("data_quality").split("|"):
        builder.skip(number, name, "flagged")
    elif scope not in ("1", "2", "3"):
        builder.skip(number, name, "outside_scopes" if "outside" in scope else "not_split")
    elif unit is None:
        builder.skip(number, f"{name}: {published}", "unknown_unit")
    elif region is None:
        builder.skip(number, f"{name}: {record.text('region')}", "unknown_region")
    elif not valid and released != released:
        builder.skip(number, name, "not_published")
    else:
        native = record.text("activity_id")
        activity, category = builder.activity(number, (native,), f"climatiq.{native}", name)
        category = category or ("3.3" if scope == "3" and stage["upstream"] else sector[f"scope_{scope}"])
        if not category:
            builder.skip(number, name, "outside_scopes")
            return
        figures = {c: record.number_in(c, builder.log, blank=_NOT_SUPPLIED) for c in (total, "kgCO2", "kgCH4", "kgN2O")}
        builder.add(
            number,
            factor_id=f"{native}/{region}/{record.text('year_released')}/{record.text('source')}",
            activity=activity,
            region=region,
            valid_from=min(valid) if valid else int(released),
            valid_to=max(valid) if valid else int(released),
            unit=unit,
            kgco2e=figures[total],
            kgco2=figures["kgCO2"],
            kgch4=figures["kgCH4"],
            kgn2o=figures["kgN2O"],
            category=category,
            stage=stage["stage"],
            scope2_method="location" if activity == "energy.electricity" else "",
            quality="second hand",
            source_ref=f"row {number}; {record.text('source')}; {record.text('source_link')}",
            includes=f"life-cycle stage {record.text('lca_activity')}",
            published_name=name,
        )
