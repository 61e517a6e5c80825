"""Reads the flat file of the UK Government GHG conversion factors (DESNZ), any year with the same layout."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ghgcalc.errors import DataError, Problem, ProblemLog
from ghgcalc.factors.importers.common import ImportedFactors, clean, edition_of, editions, sha256_of
from ghgcalc.factors.importers.desnz_lines import emission_lines
from ghgcalc.factors.importers.opening import read_sheets, require_sheet

SHEET = "Factors by Category"
#: Header labels; the last one also carries the year.
LABELS = (
    "ID", "Scope", "Level 1", "Level 2", "Level 3", "Level 4", "Column Text", "UOM", "GHG/Unit",
    "GHG Conversion Factor",
)  # fmt: skip
COLUMNS = ("id", "scope", "level_1", "level_2", "level_3", "level_4", "column_text", "uom", "gas", "value")
#: Unit ids for the column UOM.
UNITS = {
    "km": "km", "miles": "mile", "tonne.km": "tkm", "tonnes": "t", "kg": "kg", "passenger.km": "pkm", "litres": "l",
    "kWh": "kWh", "kWh (Net CV)": "kWh_net", "kWh (Gross CV)": "kWh_gross", "GJ": "GJ", "cubic metres": "m3",
    "Room per night": "room_night", "per FTE Working Hour": "fte_hour", "million litres": "million_l",
}  # fmt: skip
#: What the column GHG/Unit says, as the suffix of the ID; energy is not an emission.
GASES = {
    "kg CO2e": "1", "kg CO2e of CO2 per unit": "2", "kg CO2e of CH4 per unit": "3", "kg CO2e of N2O per unit": "4",
    "kWh (Net CV)": "energy", "kWh (net)": "energy",
}  # fmt: skip
_ID = re.compile(r"\d+_\d+_\d+_\d+_\d+")


def read_desnz(path: str | Path) -> ImportedFactors:
    """Read a DESNZ flat file into a set of emission factors.

    Parameters
    ----------
    path : str or Path
        The xlsx file as published, such as ``ghg-conversion-factors-2025-flat-format.xlsx``. Extra sheets are
        allowed; the factors are taken from the sheet ``Factors by Category``.

    Returns
    -------
    ImportedFactors
        Every published factor [kg CO2e/unit], with CO2, CH4 and N2O [kg/unit] where the file splits them. A blank is
        not published and gives no row.

    Raises
    ------
    DataError
        If the file is no such workbook, its header or an ID, unit, gas or number cannot be read, an ID occurs twice,
        or a category is unknown; every problem with its cell.

    References
    ----------
    .. [1] DESNZ, "UK Government GHG Conversion Factors for Company Reporting", flat file, sheet "Factors by Category".

    Examples
    --------
    A file that cannot be read says why; ``read_desnz(path).report`` tells what became of every row.

    >>> from ghgcalc.errors import DataError
    >>> try:
    ...     read_desnz("flat-file.xlsx")
    ... except DataError as error:
    ...     print(error)
    there is no file 'flat-file.xlsx'; check the path of the publisher's file
    """
    name = Path(path).name
    rows = require_sheet(read_sheets(path), SHEET, name)
    top, year = _header(rows, name)
    published = _body(rows, top, name)
    doubtful = editions()["desnz"].get(str(year), {}).get("not_published", [])
    published.loc[published["id"].isin(doubtful), "value"] = np.nan
    source, anomalies = edition_of("desnz", year, sha256_of(path))
    set_name = f"desnz-{year}"
    source.setdefault("edition", str(year))
    source.setdefault(
        "attribution",
        "Contains public sector information licensed under the Open Government Licence v3.0 "
        f"(DESNZ/Defra GHG conversion factors {year})",
    )
    frame, report = emission_lines(published, year=year, set_name=set_name, file=name, anomalies=anomalies)
    source["anomalies"] = list(report.anomalies)
    return ImportedFactors(set_name, frame, source, report)


def _header(rows: list[list[Any]], file: str) -> tuple[int, int]:
    if not any(clean(value) for row in rows for value in row):
        raise DataError([Problem("import_empty_sheet", file, sheet=SHEET)])
    for index, row in enumerate(rows[:40]):
        labels = [clean(value) for value in row]
        if "ID" not in labels[:3] and sum(label in labels for label in LABELS) < 4:
            continue
        log = ProblemLog(source=file)
        for column, expected in enumerate(LABELS):
            found = labels[column] if column < len(labels) else ""
            if found != expected and not (expected == LABELS[-1] and found.startswith(expected)):
                cell = f"{chr(65 + column)}{index + 1}"
                log.add("import_header", value=found, sheet=SHEET, cell=cell, expected=expected)
        year = re.search(r"\b(20\d\d)\b", labels[len(LABELS) - 1]) if len(labels) >= len(LABELS) else None
        if year is None:
            log.add("import_no_year", value=labels[-1], sheet=SHEET, cell=f"J{index + 1}")
        log.raise_if_any()
        return index + 1, int(year.group(1)) if year else 0
    raise DataError([Problem("import_no_header", file, sheet=SHEET, params={"labels": ", ".join(LABELS)})])


def _body(rows: list[list[Any]], top: int, file: str) -> pd.DataFrame:
    """Return the data rows with their row number, cleaned and checked."""
    width = len(LABELS)
    # A remark below the table has neither ID nor unit nor factor.
    body = [(n, *row[:width]) for n, row in enumerate(rows[top:], top + 1) if any(map(clean, [row[0], *row[7:width]]))]
    if not body:
        raise DataError([Problem("import_no_rows", file, sheet=SHEET)])
    frame = pd.DataFrame(body, columns=["row", *COLUMNS], dtype=object)
    log = ProblemLog(source=file)
    for column in COLUMNS[:-1]:
        frame[column] = [clean(value) for value in frame[column]]
    for row, value in zip(frame["row"], frame["id"], strict=True):
        if not _ID.fullmatch(value):
            log.add("import_bad_id", value=value, sheet=SHEET, cell=f"A{row}")
    for row in frame.loc[frame["id"].duplicated(), "row"]:
        log.add("import_duplicate_id", value=rows[row - 1][0], sheet=SHEET, cell=f"A{row}")
    for column, letter, known in (("uom", "H", UNITS), ("gas", "I", GASES)):
        unknown = frame[~frame[column].isin(list(known))].drop_duplicates(column)
        for row, value in zip(unknown["row"], unknown[column], strict=True):
            log.add(f"import_{column}", value=value, sheet=SHEET, cell=f"{letter}{row}", options=", ".join(known))
    frame["value"] = _numbers(frame, log)
    log.raise_if_any()
    parts = frame["id"].str.split("_", expand=True)
    frame["section"] = parts[0] + "_" + parts[1]
    frame["level_id"] = parts[2]
    frame["unit_id"] = parts[3]
    frame["kind"] = frame["gas"].map(GASES)
    for row, suffix, kind in zip(frame["row"], parts[4], frame["kind"], strict=True):
        if kind != "energy" and suffix != kind:
            log.add("import_gas_suffix", value=rows[row - 1][0], sheet=SHEET, cell=f"A{row}", gas=rows[row - 1][8])
    log.raise_if_any()
    frame["unit"] = frame["uom"].map(UNITS)
    return frame


def _numbers(frame: pd.DataFrame, log: ProblemLog) -> list[float]:
    found = []
    for row, value in zip(frame["row"], frame["value"], strict=True):
        number = np.nan
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            number = float(value)
            if number < 0 or not np.isfinite(number):
                log.add("import_negative", value=value, sheet=SHEET, cell=f"J{row}")
        elif clean(value):
            log.add("import_not_a_number", value=value, sheet=SHEET, cell=f"J{row}")
        found.append(number)
    return found
