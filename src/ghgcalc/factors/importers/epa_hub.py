"""Reads the US EPA Emission Factors Hub into a set of emission factors, in metric units and kilograms of each gas."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from ghgcalc.errors import DataError, Problem, ProblemLog
from ghgcalc.factors.importers.common import (
    ImportedFactors,
    ImportReport,
    clean,
    edition_of,
    factor_frame,
    mapping_table,
    sha256_of,
    slug,
)
from ghgcalc.factors.importers.epa_hub_tables import HubFigure, find_tables, read_figures
from ghgcalc.factors.importers.opening import read_sheets, require_sheet
from ghgcalc.factors.importers.us_units import our_unit, per_our_unit
from ghgcalc.factors.regions import regions
from ghgcalc.gwp_sets import gwp
from ghgcalc.vocabulary import scope_of

SHEET = "Emission Factors Hub"
_MODIFIED = re.compile(r"Last Modified:.*\b(20\d\d)\b")
_BLANK = math.nan
_INCLUDES = {
    1: "fuel burnt in stationary equipment, without its upstream",
    2: "CO2 of the fuel only; its CH4 and N2O stand per distance or per volume in tables 3 to 5",
    3: "CH4 and N2O only; the CO2 of the fuel stands in table 2",
    4: "CH4 and N2O only; the CO2 of the fuel stands in table 2",
    5: "CH4 and N2O only; the CO2 of the fuel stands in table 2",
    6: "generation in the grid region, without upstream and grid losses",
    7: "steam or heat from a natural gas boiler of 80 % efficiency, without its upstream",
    8: "fuel burnt in the vehicle (TTW), without its upstream",
    9: "collection, transport and treatment, without avoided emissions",
    10: "fuel burnt or electricity used in the vehicle (TTW), without its upstream and without radiative forcing",
}


def read_epa_hub(path: str | Path) -> ImportedFactors:
    r"""Read an edition of the EPA Emission Factors Hub.

    Parameters
    ----------
    path : str or Path
        The xlsx file as published; tables are found by their titles, not by their rows.

    Returns
    -------
    ImportedFactors
        Tables 1 to 10 [kg CO2e/unit] with CO2, CH4 and N2O [kg/unit] under AR5; waste (table 9) under AR4. Fuels per
        kWh on gross calorific value and per litre or tonne. Grid losses are worked out from the grid gross loss.

    Raises
    ------
    DataError
        If the file is no such workbook, a table is missing or new, or a unit or number cannot be read.

    Notes
    -----
    Grid losses per kWh delivered: :math:`f\,l/(1-l)`, with generation factor :math:`f` and grid gross loss :math:`l`.

    References
    ----------
    .. [1] US EPA, "GHG Emission Factors Hub", tables 1 to 10.
    .. [2] US EPA, "eGRID Technical Guide", grid gross loss.

    Examples
    --------
    >>> from ghgcalc.errors import DataError
    >>> try:
    ...     read_epa_hub("hub.xlsx")
    ... except DataError as error:
    ...     print(error)
    there is no file 'hub.xlsx'; check the path of the publisher's file
    """
    file = Path(path).name
    rows = require_sheet(read_sheets(path), SHEET, file)
    log = ProblemLog(source=file)
    tables = find_tables(rows, log, SHEET)
    log.raise_if_any()
    year = _year_of(rows, file)
    figures = list(read_figures(tables, log, SHEET))
    left_out: list[tuple[int, str, str]] = []
    unmapped: list[tuple[int, str, str]] = []
    lines = [
        line for figure in figures for part in _parts(figure) for line in _lines(part, year, log, left_out, unmapped)
    ]
    for identifier, count in Counter(line["factor_id"] for line in lines).items():
        if count > 1:
            log.add("duplicate_factor", value=identifier, sheet=SHEET)
    log.raise_if_any()
    left_out += [(tables[number][0], f"Table {number}", "gwp_table") for number in (11, 12)]
    source, anomalies = edition_of("epa_hub", year, sha256_of(path))
    source.setdefault("edition", str(year))
    source["anomalies"] = anomalies
    report = ImportReport(
        rows_read=len(figures) + 2,
        rows_written=len(lines),
        left_out=pd.DataFrame(left_out, columns=["row", "name", "reason"]),
        unmapped=pd.DataFrame(unmapped, columns=["row", "name", "activity"]),
        anomalies=tuple(anomalies),
    )
    return ImportedFactors(f"epa-hub-{year}", factor_frame(lines), source, report)


def _year_of(rows: list[list[Any]], file: str) -> int:
    for row in rows[:10]:
        for value in row:
            if found := _MODIFIED.search(clean(value)):
                return int(found[1])
    raise DataError([Problem("import_hub_no_year", file, sheet=SHEET)])


@cache
def _mapping() -> dict[tuple[str, str, str], tuple[dict[str, str], ...]]:
    found: dict[tuple[str, str, str], tuple[dict[str, str], ...]] = {}
    for row in mapping_table("epa_hub_activities.csv"):
        key = (row["table"], row["name"], row["part"])
        found[key] = (*found.get(key, ()), row)
    return found


@cache
def _defaults() -> dict[str, dict[str, str]]:
    return {row["table"]: row for row in mapping_table("epa_hub_tables.csv")}


def _parts(figure: HubFigure) -> Iterator[tuple[str, HubFigure]]:
    """Split a row into the figures per unit of activity, or per waste treatment."""
    if figure.table == 9:
        for treatment, value, mass, per in figure.gases:
            yield treatment, HubFigure(9, figure.row, figure.group, figure.name, (("CO2e", value, mass, per),))
        return
    for per in dict.fromkeys(published[3] for published in figure.gases):
        gases = tuple(published for published in figure.gases if published[3] == per)
        yield "", HubFigure(figure.table, figure.row, figure.group, figure.name, gases, figure.loss)


def _lines(
    part: tuple[str, HubFigure],
    year: int,
    log: ProblemLog,
    left_out: list[tuple[int, str, str]],
    unmapped: list[tuple[int, str, str]],
) -> Iterator[dict[str, Any]]:
    treatment, figure = part
    title = " / ".join(word for word in (figure.group, figure.name, treatment) if word)
    per = figure.gases[0][3]
    if all(math.isnan(value) for _, value, _, _ in figure.gases):
        left_out.append((figure.row, title, "not_published"))
        return
    if per == "scf":
        left_out.append((figure.row, f"{title} per scf", "standard_cubic_feet"))
        return
    unit = our_unit(per)
    if unit is None:
        log.add("import_uom", value=per, sheet=SHEET, cell=f"row {figure.row}", options="gallon, short ton, mmBtu")
        return
    default = _defaults()[str(figure.table)]
    mapped = _mapping().get((str(figure.table), title if figure.table in (3, 4, 5) else figure.name, treatment))
    if mapped is None:
        words = (figure.name, treatment) if figure.table == 1 else (figure.group, figure.name, treatment)
        systematic = ".".join([default["prefix"], *(slug(word) for word in words if word)])
        if figure.table != 6:
            unmapped.append((figure.row, title, systematic))
        mapped = ({"activity": systematic if figure.table != 6 else default["prefix"], "category": ""},)
    gases = {gas: per_our_unit(value, mass=mass, per=per) for gas, value, mass, _ in figure.gases}
    for position, target in enumerate(mapped):
        line = _line(figure, treatment, title, year, unit, gases, default, target)
        if position:
            line["factor_id"] += f"@{slug(target['activity'].rpartition('.')[2])}"
        if line["region"] not in regions():
            log.add("import_hub_region", value=figure.group, sheet=SHEET, cell=f"C{figure.row}")
        yield line
        if figure.table == 6:
            yield from _loss_line(line, figure, left_out)


def _line(
    figure: HubFigure,
    treatment: str,
    title: str,
    year: int,
    unit: str,
    gases: dict[str, float],
    default: dict[str, str],
    target: dict[str, str],
) -> dict[str, Any]:
    category = target["category"] or default["category"]
    carbon, methane, nitrous = (gases.get(gas, _BLANK) for gas in ("CO2", "CH4", "N2O"))
    biogenic = figure.table in (1, 2) and _is_biogenic(figure)
    total = gases.get("CO2e", _BLANK)
    if math.isnan(total):
        counted = [0.0 if biogenic else carbon, methane * gwp("CH4", "AR5"), nitrous * gwp("N2O", "AR5")]
        total = sum(value for value in counted if not math.isnan(value))
    region = "US"
    if figure.table == 6 and figure.group != "US Average":
        region = f"US-{figure.group}"
    native = ".".join(slug(word) for word in (figure.group, figure.name, treatment) if word)
    return {
        "factor_id": f"epa-hub-{year}/t{figure.table}/{native}/{unit}",
        "activity": target["activity"],
        "region": region,
        "valid_from": year,
        "valid_to": year,
        "unit": unit,
        "kgco2e": total,
        "kgco2": 0.0 if biogenic else carbon,
        "kgch4": methane,
        "kgn2o": nitrous,
        "kgco2_biogenic": carbon if biogenic else _BLANK,
        "gsd": _BLANK,
        "ch4_origin": "" if math.isnan(methane) else "biogenic" if biogenic else "fossil",
        "gwp_set": default["gwp_set"],
        "scope": str(scope_of(category)),
        "category": category,
        "stage": default["stage"],
        "scope2_method": "location" if figure.table == 6 else "",
        "quality": "official",
        "source": f"epa-hub-{year}",
        "source_ref": f"Table {figure.table}, sheet row {figure.row}",
        "includes": _INCLUDES[figure.table],
        "published_name": title,
        "note": _note(figure, biogenic, category, default),
    }


def _is_biogenic(figure: HubFigure) -> bool:
    """Tell biomass fuels; peat stands among them in the Hub but is fossil to the IPCC."""
    if figure.table == 2:
        return figure.name.startswith(("Biodiesel", "Ethanol"))
    return figure.group.startswith("Biomass Fuels") and figure.name != "Peat"


def _note(figure: HubFigure, biogenic: bool, category: str, default: dict[str, str]) -> str:
    notes = [f"{value!r} {mass} {gas} per {per}" for gas, value, mass, per in figure.gases if not math.isnan(value)]
    found = "published: " + ", ".join(notes).replace("mmBtu heat", "mmBtu")
    if biogenic:
        found += "; its CO2 is biogenic and stands outside the scopes"
    if figure.name == "Peat":
        found += "; the Hub lists peat with biomass, the IPCC counts its CO2 as fossil"
    if figure.name == "Municipal Solid Waste":
        found += "; part of its CO2 is biogenic, the share is not published"
    if figure.table == 1 and category == "1.mobile":
        found += "; CH4 and N2O of stationary combustion: for vehicles see tables 2 to 5"
    return f"{found}; {default['note']}" if default["note"] else found


def _loss_line(
    line: dict[str, Any], figure: HubFigure, left_out: list[tuple[int, str, str]]
) -> Iterator[dict[str, Any]]:
    """Return the grid losses per kWh delivered."""
    if math.isnan(figure.loss):
        left_out.append((figure.row, f"{figure.name}: grid gross loss", "not_published"))
        return
    share = figure.loss / (1 - figure.loss)
    yield {
        **line,
        **{name: line[name] * share for name in ("kgco2e", "kgco2", "kgch4", "kgn2o")},
        "factor_id": line["factor_id"].replace("/t6/", "/t6-loss/"),
        "scope": "3",
        "category": "3.3",
        "stage": "transmission",
        "quality": "computed",
        "source_ref": f"{line['source_ref']}, columns E to G and K",
        "includes": "grid losses",
        "note": f"generation x {figure.loss:g} / (1 - {figure.loss:g}), the grid gross loss",
    }
