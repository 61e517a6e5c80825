"""The columns of a table of emission factors, in its file and in its frame."""

from __future__ import annotations

#: Columns that every ``factors.csv`` has, in this order.
FACTOR_COLUMNS = (
    "factor_id", "activity", "region", "valid_from", "valid_to", "unit", "kgco2e", "kgco2", "kgch4", "kgn2o", "gases",
    "ch4_origin", "kgco2_biogenic", "gwp_set", "scope", "category", "stage", "scope2_method", "gsd", "quality",
    "source", "source_ref", "includes", "published_name", "note",
)  # fmt: skip
#: Columns that a ``factors.csv`` has behind those when its publication states them for some row.
OPTIONAL_COLUMNS = ("kgco2e_low", "kgco2e_high", "pedigree", "verification", "url", "kgco2_luc", "kgco2_removal")
#: Columns of the factor frame: those of the file and what the description of the set adds.
COLUMNS = (*FACTOR_COLUMNS, *OPTIONAL_COLUMNS, "gsd_basis", "redistributable", "set")

NUMBER_COLUMNS = ("kgco2e", "kgco2", "kgch4", "kgn2o", "kgco2_biogenic", "gsd")
RANGE_COLUMNS = ("kgco2e_low", "kgco2e_high")
#: CO2 outside the scopes that a set may have beside its biogenic CO2 [kg per unit].
OUTSIDE_COLUMNS = ("kgco2_luc", "kgco2_removal")
OPTIONAL_NUMBERS = (*RANGE_COLUMNS, *OUTSIDE_COLUMNS)
YEAR_COLUMNS = ("valid_from", "valid_to")
TEXT_COLUMNS = tuple(
    name for name in COLUMNS if name not in (*NUMBER_COLUMNS, *OPTIONAL_NUMBERS, *YEAR_COLUMNS, "scope")
)
