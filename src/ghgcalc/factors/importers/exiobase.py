"""Reads the multipliers of an EXIOBASE table that pymrio saved: kg CO2e per euro by region and product."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from ghgcalc.errors import DataError, Problem
from ghgcalc.factors.importers.building import SetBuilder
from ghgcalc.factors.importers.common import ImportedFactors, clean, editions, slug
from ghgcalc.factors.importers.tables import LARGEST_TEXT, LONGEST_CELL, parse_number
from ghgcalc.factors.regions import regions

#: Kilograms of CO2e per euro in one unit of the multipliers.
UNITS = {
    "kg CO2 eq./M.EUR": 1e-6,
    "kg CO2 eq.": 1e-6,
    "kg CO2-eq": 1e-6,
    "kg CO2e/M.EUR": 1e-6,
    "kg CO2e/EUR": 1.0,
}


def read_exiobase(path: str | Path, *, year: int | None = None, row: str = "", gwp: str = "") -> ImportedFactors:
    """Read ``M.txt`` with ``unit.txt`` beside it, as `pymrio` saves the extension ``impacts``.

    Parameters
    ----------
    path : str or Path
        The folder of the extension, or its ``M.txt``: two header rows (region, sector), one row per impact.
    year : int, optional
        Year of the table and of its prices; by default the first year in the path.
    row : str
        Name of the impact; by default the only row that contains GWP100.
    gwp : str
        GWP set behind that row, when you know it.

    Returns
    -------
    ImportedFactors
        Category 3.1, activity ``spend.exiobase.<product>`` [kg CO2e/EUR, basic prices], set ``exiobase-<year>``.

    Raises
    ------
    DataError
        If a file is missing, the row is not unique, the unit is unknown, or a figure is no number.

    References
    ----------
    .. [1] Stadler et al., "EXIOBASE 3", Journal of Industrial Ecology 22 (2018); multipliers M in basic prices.
    """
    given = Path(path)
    file = given / "M.txt" if given.is_dir() else given
    units = file.with_name("unit.txt")
    lines = _lines(file)
    if not units.is_file():
        raise DataError([Problem("import_no_unit_file", file.name)])
    found = re.search(r"(?<!\d)((?:19|20)\d\d)(?!\d)", "/".join(file.parts[-4:]))
    if year is None and found is None:
        raise DataError([Problem("import_no_file_year", file.name)])
    vintage = year or int(found[1] if found else 0)
    impacts = {clean(line[0]): line for line in lines[2:] if line}
    chosen = _row(impacts, row, file.name)
    unit = {clean(line[0]): clean(line[-1]) for line in _lines(units) if len(line) > 1}.get(chosen, "")
    if unit not in UNITS:
        params = {"options": ", ".join(UNITS)}
        raise DataError([Problem("import_mass_unit", unit, cell=units.name, params=params)], source=file.name)
    about = {**editions()["exiobase"]["any"], "edition": f"{vintage}, {chosen}", "price_year": vintage, "gwp_set": gwp}
    builder = SetBuilder(f"exiobase-{vintage}", file.name, about)
    columns = (lines[0], lines[1], impacts[chosen])
    if len({len(column) for column in columns}) > 1:
        builder.log.add("import_row_width", value=len(impacts[chosen]), cell=chosen, width=len(lines[0]))
        builder.log.raise_if_any()
    for position, (region, sector, text) in enumerate(zip(*columns, strict=True)):
        if position == 0:
            continue
        builder.rows_read += 1
        name = f"{region} {sector}"
        value = parse_number(clean(text))
        if clean(region) not in regions():
            builder.skip(position + 1, name, "unknown_region")
        elif clean(text) and value != value:
            builder.log.add("import_not_a_number", value=text, cell=f"{chosen}, column {position + 1}")
        else:
            builder.add(
                position + 1,
                factor_id=f"{clean(region)}-{slug(sector)}",
                activity=f"spend.exiobase.{slug(sector)}",
                region=clean(region),
                valid_from=vintage,
                valid_to=vintage,
                unit="EUR",
                kgco2e=value * UNITS[unit],
                category="3.1",
                stage="cradle-to-gate",
                quality="official; spend-based",
                source_ref=f"M.txt, row {chosen}, column {position + 1}",
                includes="cradle to gate at basic prices, multi-regional model",
                published_name=name,
                note=f"EUR of {vintage} at basic prices",
            )
    return builder.finish(file)


def _lines(file: Path) -> list[list[str]]:
    if not file.is_file():
        raise DataError([Problem("import_no_file", str(file))])
    if file.stat().st_size == 0:
        raise DataError([Problem("import_empty_file", file.name)])
    if file.stat().st_size > LARGEST_TEXT:
        raise DataError([Problem("import_text_too_large", file.name, params={"limit": LARGEST_TEXT // 1_000_000})])
    csv.field_size_limit(LONGEST_CELL)
    try:
        lines = list(csv.reader(file.read_text(encoding="utf-8").splitlines(), delimiter="\t"))
    except (UnicodeDecodeError, csv.Error):
        raise DataError([Problem("import_no_text", file.name)]) from None
    if len(lines) < 2 or "\0" in "".join(lines[0]):
        raise DataError([Problem("import_no_text", file.name)])
    return lines


def _row(impacts: dict[str, list[str]], row: str, file: str) -> str:
    fitting = [name for name in impacts if (name == row if row else "GWP100" in name)]
    if len(fitting) != 1:
        shown = ", ".join(list(impacts)[:6]) or "-"
        raise DataError([Problem("import_no_row", file, params={"row": row or "GWP100", "options": shown})])
    return fitting[0]
