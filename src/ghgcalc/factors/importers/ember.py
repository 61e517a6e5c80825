"""Reads Ember's yearly electricity data into location-based electricity factors per country and year."""

from __future__ import annotations

from pathlib import Path

from ghgcalc.factors.importers.building import SetBuilder, region_of
from ghgcalc.factors.importers.common import ImportedFactors, editions
from ghgcalc.factors.importers.tables import read_table

HEADS = ("Area", "Year", "Variable", "Unit", "Value")
_VARIABLE, _UNIT = "CO2 intensity", "gCO2/kWh"


def read_ember(path: str | Path, *, year: int | None = None) -> ImportedFactors:
    """Read the long CSV of Ember's yearly electricity data.

    Parameters
    ----------
    path : str or Path
        CSV with the columns Area, Year, Variable, Unit and Value, and optionally ``ISO 3 code``.
    year : int, optional
        Take this year only; by default every year in the file.

    Returns
    -------
    ImportedFactors
        Life-cycle intensity of generation [kg CO2e/kWh] per country and year, set ``ember`` or ``ember-<year>``.

    Raises
    ------
    DataError
        If columns are missing, the intensity has another unit, or a figure is no number.

    References
    ----------
    .. [1] Ember, "Yearly Electricity Data", variable "CO2 intensity".
    """
    table = read_table(path, required=HEADS)
    builder = SetBuilder("ember" if year is None else f"ember-{year}", table.file, dict(editions()["ember"]["any"]))
    for record in table.records():
        builder.rows_read += 1
        area, alpha3 = record.text("Area"), record.text("ISO 3 code")
        name = f"{area} {record.text('Year')}"
        if record.text("Variable") != _VARIABLE:
            builder.skip(record.number, name, "other_variable")
            continue
        if record.text("Unit") != _UNIT:
            builder.log.add("import_mass_unit", value=record.text("Unit"), cell=record.cell("Unit"), options=_UNIT)
            continue
        vintage = record.number_in("Year", builder.log)
        region = region_of(alpha3, area)
        if year is not None and vintage != year:
            builder.skip(record.number, name, "other_year")
        elif region is None:
            builder.skip(record.number, name, "unknown_region")
        elif vintage == vintage:
            builder.add(
                record.number,
                factor_id=f"{region}-{int(vintage)}",
                activity="energy.electricity",
                region=region,
                valid_from=int(vintage),
                valid_to=int(vintage),
                unit="kWh",
                kgco2e=record.number_in("Value", builder.log) / 1000,
                category="2.electricity",
                stage="generation",
                scope2_method="location",
                quality="official; life-cycle intensity",
                source_ref=f"row {record.number}, {_VARIABLE}, {area}, {int(vintage)}",
                includes="life-cycle intensity of generation, production mix, without grid losses",
                published_name=f"{_VARIABLE}, {area}, {int(vintage)}",
            )
    return builder.finish(path)
