"""Reads the US supply-chain emission factors per dollar (EPA SEF v1.2 to v1.4) into a set of spend-based factors."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Literal

from ghgcalc.errors import DataError, Problem
from ghgcalc.factors.importers.building import SetBuilder
from ghgcalc.factors.importers.common import ImportedFactors, editions, mapping_table, sha256_of
from ghgcalc.factors.importers.tables import Record, read_table
from ghgcalc.vocabulary import check_word

HEADS = (
    "2017 NAICS Code",
    "2017 NAICS Title",
    "GHG",
    "Unit",
    "Supply Chain Emission Factors without Margins",
    "Margins of Supply Chain Emission Factors",
    "Supply Chain Emission Factors with Margins",
    "Reference USEEIO Code",
)
Margins = Literal["with", "without"]
_UNIT = re.compile(r"kg CO2e?/(20\d\d) USD, purchaser price", re.IGNORECASE)
#: The three figures are rounded to 0.001 each.
_ROUNDING = 0.0015


def read_epa_sef(path: str | Path, *, margins: Margins = "with") -> ImportedFactors:
    """Read the file of CO2e totals of the US supply-chain emission factors.

    Parameters
    ----------
    path : str or Path
        CSV (v1.2, v1.3) or xlsx (v1.4) as published, with the columns `HEADS`.
    margins : {"with", "without"}
        Up to the shop, or up to the factory gate.

    Returns
    -------
    ImportedFactors
        One line per NAICS code [kg CO2e/USD of the price year, purchaser price], region US. The set is called
        ``spend-epa-sef-<version>``, and with ``-without-margins`` behind it for that choice.

    Raises
    ------
    DataError
        If the columns are not those of the publication, a figure is no number, the figures do not add up, the units
        are mixed, the price year belongs to no known version, or a NAICS sector is not mapped.

    References
    ----------
    .. [1] US EPA, "Supply Chain Greenhouse Gas Emission Factors v1.3 by NAICS-6", doi:10.23719/1531143.

    Examples
    --------
    >>> from ghgcalc.errors import DataError
    >>> try:
    ...     read_epa_sef("sef.csv")
    ... except DataError as error:
    ...     print(error)
    there is no file 'sef.csv'; check the path of the publisher's file
    """
    chosen = check_word("margins", margins, ("with", "without"))
    table = read_table(path, required=HEADS, sheet="CO2e" if Path(path).suffix == ".xlsx" else "")
    price_year = _price_year(next(table.records()), table.file)
    version = _version(price_year, table.file)
    about = {**editions()["epa_sef"]["any"], **editions()["epa_sef"][version]}
    expected = about.pop("sha256", "")
    name = f"spend-epa-sef-{version}{'' if chosen == 'with' else '-without-margins'}"
    source = {**about, "margins": f"{chosen} trade and transport margins", "use_period": [price_year, price_year]}
    builder = SetBuilder(name, table.file, source)
    for record in table.records():
        builder.rows_read += 1
        _add(builder, record, chosen, price_year)
    if expected and expected != sha256_of(path):
        builder.anomalies.append(f"the file differs from the known edition {version}")
    return builder.finish(path)


def _price_year(first: Record, file: str) -> int:
    found = _UNIT.fullmatch(first.text("Unit"))
    if found is None:
        raise DataError([Problem("import_mixed_units", first.text("Unit"), cell=first.cell("Unit"))], source=file)
    return int(found[1])


def _version(price_year: int, file: str) -> str:
    known = {about["price_year"]: version for version, about in editions()["epa_sef"].items() if version != "any"}
    if price_year not in known:
        options = ", ".join(f"v{version} ({year} USD)" for year, version in sorted(known.items()))
        params = {"found": f"{price_year} USD", "options": options}
        raise DataError([Problem("import_unknown_edition", file, params=params)])
    return str(known[price_year])


@cache
def _sectors() -> dict[str, dict[str, str]]:
    return {row["naics"]: row for row in mapping_table("naics_sectors.csv")}


def _add(builder: SetBuilder, record: Record, margins: str, price_year: int) -> None:
    code, title = record.text(HEADS[0]).removesuffix(".0"), record.text(HEADS[1])
    unit = _UNIT.fullmatch(record.text("Unit"))
    if unit is None or int(unit[1]) != price_year or record.text("GHG") != "All GHGs":
        builder.log.add("import_mixed_units", value=record.text("Unit"), cell=record.cell("Unit"))
        return
    if code[:3] not in _sectors():
        cell = record.cell(HEADS[0])
        builder.log.add("import_new_category", value=f"{code} {title}", cell=cell, table="naics_sectors.csv")
        return
    without, extra, both = (record.number_in(head, builder.log) for head in HEADS[4:7])
    for head, value in zip(HEADS[4:7], (without, extra, both), strict=True):
        if value < 0:
            builder.log.add("import_negative", value=value, cell=record.cell(head))
    if abs(without + extra - both) > _ROUNDING:
        builder.log.add("import_sum", value=both, cell=record.cell(HEADS[6]))
    figure, other = (both, without) if margins == "with" else (without, both)
    sector = _sectors()[code[:3]]
    builder.add(
        record.number,
        factor_id=code,
        activity=f"us.spend.{code}",
        region="US",
        valid_from=price_year,
        valid_to=price_year,
        unit="USD",
        kgco2e=figure,
        category="3.1",
        stage="cradle-to-gate" if margins == "without" else "cradle-to-shop",
        quality="official; spend-based",
        source_ref=f"row {record.number}, NAICS {code}, USEEIO {record.text(HEADS[7])}",
        includes=f"cradle to {'shop' if margins == 'with' else 'factory gate'}, {margins} margins, US economy",
        published_name=f"{code} {title}",
        note=f"USD of {price_year}, purchaser price; {'without' if margins == 'with' else 'with'} margins {other:g}, "
        f"margins {extra:g}; cross-walk {sector['activity'] or 'none'}"
        + ("; not for apparel: see source.toml" if code.startswith("315") else ""),
    )
