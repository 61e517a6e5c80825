"""Reads the Idemat table of a licensed user: carbon footprint per process."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from ghgcalc.addresses import column_letters
from ghgcalc.errors import DataError, Problem
from ghgcalc.factors.importers.building import SetBuilder
from ghgcalc.factors.importers.common import ImportedFactors, clean, editions, slug
from ghgcalc.factors.importers.opening import no_sheet, read_sheets
from ghgcalc.units import find_unit

_SHEET = re.compile(r"Idemat(20\d\d)")
_HEADER_ROWS = 3
_CODE, _GROUP, _UNIT, _PROCESS, _CARBON = 0, 3, 4, 5, 13


def read_idemat(path: str | Path, *, mapping: Mapping[str, tuple[str, str]] | None = None) -> ImportedFactors:
    """Read the Idemat workbook.

    Parameters
    ----------
    path : str or Path
        The xlsx file with a sheet ``Idemat<year>``.
    mapping : mapping, optional
        Name of the process → (activity, category), see `read_mapping`; the other processes get the activity
        ``idemat.<group>.<process>``.

    Returns
    -------
    ImportedFactors
        Carbon footprint [kg CO2e/unit] under AR6, region GLO, category 3.1 unless the mapping says otherwise. Credits
        (negative figures) are left out. The licence marks the set as importer-only.

    Raises
    ------
    DataError
        If the sheet is missing, column N is not the carbon footprint, or a figure is no number.

    References
    ----------
    .. [1] Idemat, "IPCC 2021 GWP100" column.
    """
    sheets = read_sheets(path)
    file = Path(path).name
    sheet = next((name for name in sheets if _SHEET.fullmatch(name)), None)
    if sheet is None:
        raise no_sheet("Idemat20..", sheets, file)
    year = int(sheet.removeprefix("Idemat"))
    rows = sheets[sheet]
    heads = " ".join(clean(row[_CARBON]) for row in rows[:_HEADER_ROWS] if len(row) > _CARBON)
    if "CO2" not in heads:
        problem = Problem("import_header", heads, sheet, f"{column_letters(_CARBON)}1", {"expected": "kg CO2e"})
        raise DataError([problem], source=file)
    builder = SetBuilder(f"idemat-{year}", file, {**editions()["idemat"]["any"], "edition": str(year)}, mapping or {})
    group = ""
    for number, row in enumerate(rows[_HEADER_ROWS:], _HEADER_ROWS + 1):
        texts = [clean(value) for value in (*row, *[""] * 20)]
        value = row[_CARBON] if len(row) > _CARBON else ""
        if not any(texts):
            continue
        builder.rows_read += 1
        if not texts[_PROCESS] and not texts[_UNIT]:
            group = texts[_GROUP] or group
            builder.skip(number, texts[_GROUP], "group_title")
            continue
        unit = find_unit(texts[_UNIT])
        if clean(value) and (not isinstance(value, (int, float)) or isinstance(value, bool)):
            cell = f"{column_letters(_CARBON)}{number}"
            builder.log.add("import_not_a_number", value=value, sheet=sheet, cell=cell)
        elif not clean(value):
            builder.skip(number, texts[_PROCESS], "not_published")
        elif unit is None:
            builder.skip(number, texts[_PROCESS], "unknown_unit")
        else:
            systematic = f"idemat.{slug(texts[_GROUP] or group)}.{slug(texts[_PROCESS])}"
            name = texts[_PROCESS]
            activity, category = builder.activity(number, (texts[_CODE], name), systematic, name)
            builder.add(
                number,
                sheet=sheet,
                factor_id=texts[_CODE] or slug(name),
                activity=activity,
                region="GLO",
                valid_from=year,
                valid_to=year,
                unit=unit,
                kgco2e=float(value),
                category=category or "3.1",
                stage="cradle-to-gate",
                quality="official",
                source_ref=f"sheet {sheet}, {column_letters(_CARBON)}{number}, {texts[_CODE]}",
                includes="carbon footprint, IPCC 2021 GWP100",
                published_name=name,
            )
    return builder.finish(path)
