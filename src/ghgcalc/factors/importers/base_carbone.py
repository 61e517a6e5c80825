"""Reads the CSV export of ADEME's Base Carbone / Base Empreinte: valid emission factors, with their decomposition."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ghgcalc.factors.importers.building import SetBuilder, region_of
from ghgcalc.factors.importers.common import ImportedFactors, editions, mapping_table, slug
from ghgcalc.factors.importers.tables import Record, read_text_table

TYPE, IDENTIFIER, KIND, STATUS = "Type Ligne", "Identifiant de l'élément", "Type de l'élément", "Statut de l'élément"
NAME, CATEGORY, UNIT, PLACE = "Nom base français", "Code de la catégorie", "Unité français", "Localisation géographique"
POST, TOTAL, BIOGENIC = "Type poste", "Total poste non décomposé", "CO2b"
HEADS = (TYPE, IDENTIFIER, KIND, STATUS, NAME, CATEGORY, UNIT, PLACE, POST, TOTAL, BIOGENIC)
_VALID = ("Valide générique", "Valide spécifique")
#: Year in the name of the file.
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


def read_base_carbone(
    path: str | Path, *, year: int | None = None, gwp: str = "", mapping: Mapping[str, tuple[str, str]] | None = None
) -> ImportedFactors:
    """Read the CSV export of Base Carbone / Base Empreinte.

    Parameters
    ----------
    path : str or Path
        CSV in Windows-1252 with semicolons, as published.
    year : int, optional
        Year in which the factors are used; by default the first year in the file name, such as that of the version.
    gwp : str
        GWP set of the version, when you know it; the file does not state it.
    mapping : mapping, optional
        Identifier of the element → (activity, category), see `read_mapping`; the other elements get the activity
        ``base_carbone.<category>.<name>``.

    Returns
    -------
    ImportedFactors
        Valid elements [kg CO2e/unit], biogenic CO2 apart. Fuels, electricity and heat are split by their posts into
        direct emissions and upstream; one without posts is left out, because its scope would be a guess.

    Raises
    ------
    DataError
        If columns are missing, a category is not mapped, a figure is no number, or the year is unknown.

    References
    ----------
    .. [1] ADEME, Base Carbone, dataset ``base-carboner``.
    """
    from ghgcalc.errors import DataError, Problem

    table = read_text_table(path, required=HEADS, delimiter=";")
    found = _YEAR.search(table.file)
    if year is None and found is None:
        raise DataError([Problem("import_no_file_year", table.file)])
    vintage = year or int(found[1] if found else 0)
    source = {**editions()["base_carbone"]["any"], "edition": f"as downloaded, used for {vintage}", "gwp_set": gwp}
    builder = SetBuilder(f"base-carbone-{vintage}", table.file, source, mapping or {})
    posts: dict[str, list[Record]] = {}
    for record in table.records():
        if record.text(TYPE) == "Poste":
            posts.setdefault(record.text(IDENTIFIER), []).append(record)
    for record in table.records():
        builder.rows_read += 1
        name = record.text(NAME)
        if record.text(TYPE) == "Poste":
            builder.skip(record.number, name, "post")
        elif record.text(KIND) != "Facteur d'émission":
            builder.skip(record.number, name, "not_a_factor")
        elif record.text(STATUS) not in _VALID:
            builder.skip(record.number, name, "not_valid")
        else:
            _element(builder, record, posts.get(record.text(IDENTIFIER), []), vintage)
    return builder.finish(path)


@cache
def _units() -> dict[str, str]:
    return {row["published"].casefold(): row["unit"] for row in mapping_table("base_carbone_units.csv")}


def _beginning(table: str, text: str) -> dict[str, str] | None:
    return next((row for row in mapping_table(table) if text.casefold().startswith(row["beginning"].casefold())), None)


def _element(builder: SetBuilder, record: Record, posts: list[Record], year: int) -> None:
    category, name = record.text(CATEGORY), record.text(NAME)
    rule = _beginning("base_carbone_categories.csv", category)
    if rule is None:
        table = "base_carbone_categories.csv"
        builder.log.add("import_new_category", value=category, cell=record.cell(CATEGORY), table=table)
        return
    unit, region = _units().get(record.text(UNIT).casefold()), region_of(record.text(PLACE))
    if rule["layout"] == "skip":
        builder.skip(record.number, name, "not_a_factor")
    elif unit is None:
        builder.skip(record.number, f"{name}: {record.text(UNIT)}", "unknown_unit")
    elif region is None:
        builder.skip(record.number, f"{name}: {record.text(PLACE)}", "unknown_region")
    elif rule["layout"] == "split":
        _split(builder, record, posts, rule, unit, region, year)
    else:
        direct = record.number_in(TOTAL, builder.log, decimal=_decimal(record, TOTAL))
        _line(builder, record, rule, unit, region, year, direct, part="total")


def _split(
    builder: SetBuilder, record: Record, posts: list[Record], rule: dict[str, str], unit: str, region: str, year: int
) -> None:
    parts: dict[str, float] = {}
    for post in posts:
        kind = _beginning("base_carbone_posts.csv", post.text(POST))
        if kind is None:
            table = "base_carbone_posts.csv"
            builder.log.add("import_new_category", value=post.text(POST), cell=post.cell(POST), table=table)
            return
        value = post.number_in(TOTAL, builder.log, decimal=_decimal(post, TOTAL))
        parts[kind["part"]] = parts.get(kind["part"], 0.0) + value
    total = record.number_in(TOTAL, builder.log, decimal=_decimal(record, TOTAL))
    name = record.text(NAME)
    if "direct" not in parts or len(parts) < 2 or any(math.isnan(value) for value in parts.values()):
        builder.skip(record.number, name, "not_split")
        return
    if abs(sum(parts.values()) - total) > max(0.01 * abs(total), 1e-4):
        builder.anomalies.append(f"{record.text(IDENTIFIER)} {name}: total {total!r}, posts {sum(parts.values())!r}")
    for part, value in parts.items():
        _line(builder, record, rule, unit, region, year, value, part=part)


def _line(
    builder: SetBuilder,
    record: Record,
    rule: dict[str, str],
    unit: str,
    region: str,
    year: int,
    value: float,
    *,
    part: str,
) -> None:
    identifier, name = record.text(IDENTIFIER), record.text(NAME)
    words = [record.text(c) for c in (NAME, "Nom attribut français", "Nom frontière français") if record.text(c)]
    keys, title = (identifier, name), ", ".join(words)
    mapped = builder.mapping.get(identifier) or builder.mapping.get(name)
    electricity = rule["direct_category"] == "2.electricity"
    systematic = "energy.electricity" if electricity and not mapped and name == "Electricité" else ""
    systematic = systematic or f"base_carbone.{slug(rule['name_en'])}.{slug(title)}"
    if part in ("direct", "total"):
        activity, category = builder.activity(record.number, keys, systematic, title)
    else:
        activity, category = (mapped[0] if mapped else systematic), ""
    direct = part in ("direct", "total")
    biogenic = record.number_in(BIOGENIC, builder.log, decimal=_decimal(record, BIOGENIC)) if direct else math.nan
    uncertainty = record.text("Incertitude")
    builder.add(
        record.number,
        factor_id=f"{identifier}-{part}",
        activity=activity,
        region=region,
        valid_from=year,
        valid_to=year,
        unit=unit,
        kgco2e=value,
        kgco2_biogenic=biogenic if biogenic >= 0 else math.nan,
        category=(category or rule["direct_category"]) if direct else rule["upstream_category"],
        stage=rule["stage"] if direct else part,
        scope2_method="location" if activity == "energy.electricity" else "",
        quality="official" + (f"; published uncertainty {uncertainty} %" if uncertainty else ""),
        source_ref=f"element {identifier}, row {record.number}",
        includes={"direct": "direct emissions", "total": "all posts of the element"}.get(part, part),
        published_name=f"{record.text(CATEGORY)}: {title}",
    )


def _decimal(record: Record, column: str) -> str:
    """Tell the decimal sign of a cell: both occur in the export."""
    return "," if "," in record.text(column) else "."
