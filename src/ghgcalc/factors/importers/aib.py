"""Reads the European residual mixes of AIB into market-based factors for electricity without a contract."""

from __future__ import annotations

import re
from pathlib import Path

from ghgcalc.addresses import column_letters
from ghgcalc.errors import DataError, Problem
from ghgcalc.factors.importers.building import SetBuilder, region_of
from ghgcalc.factors.importers.common import ImportedFactors, clean, editions
from ghgcalc.factors.importers.opening import read_sheets, require_sheet
from ghgcalc.factors.importers.tables import parse_number

SHEET = "Residual Mixes"
_HEAD = "CO2 (gCO2/kWh)"
_NOT_AVAILABLE = ("NA", "N/A", "n.a.", "-", "")


def read_aib(path: str | Path, *, year: int | None = None) -> ImportedFactors:
    """Read the results workbook of AIB's residual mixes.

    Parameters
    ----------
    path : str or Path
        The xlsx file as published, such as ``AIB-2025-residual-mix-results-….xlsx``.
    year : int, optional
        Year of the mixes; by default the first year in the name of the file.

    Returns
    -------
    ImportedFactors
        Direct CO2 [kg CO2/kWh] of activity ``energy.electricity.residual_mix`` per country, market-based, set
        ``aib-<year>``. A country printed as NA has no row.

    Raises
    ------
    DataError
        If the sheet or the column is missing, a country is unknown, a figure is no number, or the year is unknown.

    References
    ----------
    .. [1] AIB, "European Residual Mixes", results, sheet "Residual Mixes", column "CO2 (gCO2/kWh)".
    """
    file = Path(path).name
    rows = require_sheet(read_sheets(path), SHEET, file)
    found = [(i, j) for i, row in enumerate(rows[:30]) for j, value in enumerate(row) if clean(value) == _HEAD]
    if not found:
        raise DataError([Problem("import_no_columns", file, SHEET, params={"labels": _HEAD})])
    named = re.search(r"(?<!\d)(20\d\d)(?!\d)", file)
    if year is None and named is None:
        raise DataError([Problem("import_no_file_year", file)])
    vintage = year or int(named[1] if named else 0)
    top, column = found[0]
    builder = SetBuilder(f"aib-{vintage}", file, dict(editions()["aib"]["any"]))
    left: int | None = None
    for number, row in enumerate(rows[top + 1 :], top + 2):
        words = [clean(value) for value in row[:3] if isinstance(value, str) and clean(value)]
        value = row[column] if column < len(row) else ""
        if not words or (not clean(value) and region_of(*words) is None):
            continue
        builder.rows_read += 1
        region = region_of(*words)
        first = next(i for i, value in enumerate(row) if isinstance(value, str) and clean(value))
        left = first if left is None else left
        if region is not None and first != left:
            expected = column_letters(left)
            builder.log.add("import_shifted_row", value=words[0], sheet=SHEET, cell=f"row {number}", column=expected)
            continue
        cell = f"{column_letters(column)}{number}"
        if region is None:
            builder.skip(number, words[0], "unknown_region")
        elif clean(value) in _NOT_AVAILABLE:
            builder.skip(number, words[0], "no_residual_mix")
        else:
            grams = float(value) if isinstance(value, float) else parse_number(clean(value))
            if grams != grams or grams < 0:
                builder.log.add("import_not_a_number", value=value, sheet=SHEET, cell=cell)
                continue
            builder.add(
                number,
                sheet=SHEET,
                factor_id=region,
                activity="energy.electricity.residual_mix",
                region=region,
                valid_from=vintage,
                valid_to=vintage,
                unit="kWh",
                kgco2e=grams / 1000,
                kgco2=grams / 1000,
                category="2.electricity",
                stage="generation",
                scope2_method="market",
                quality="official; CO2 only",
                source_ref=f"sheet {SHEET}, {cell}",
                includes="direct CO2 of generation only, residual mix",
                published_name=f"Residual mix {words[0]}",
                note="CH4 and N2O are not published",
            )
    return builder.finish(path)
