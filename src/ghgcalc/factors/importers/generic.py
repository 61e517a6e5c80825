"""Reads any table of emission factors by a recipe: a TOML file that says which column holds what."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ghgcalc.errors import DataError, Problem, ProblemLog, closest
from ghgcalc.factors.activities import find_activity
from ghgcalc.factors.columns import NUMBER_COLUMNS, OPTIONAL_NUMBERS
from ghgcalc.factors.importers.building import SetBuilder, region_of
from ghgcalc.factors.importers.common import ImportedFactors, slug
from ghgcalc.factors.importers.tables import Record, read_table
from ghgcalc.units import find_unit

#: Fields that a recipe can fill from a column or with a constant.
TEXTS = (
    "factor_id", "activity", "region", "unit", "gases", "ch4_origin", "category", "stage", "scope2_method", "quality",
    "source_ref", "includes", "published_name", "note", "pedigree", "verification", "url",
)  # fmt: skip
FIGURES = (*NUMBER_COLUMNS, *OPTIONAL_NUMBERS)
YEARS = ("year", "valid_from", "valid_to")
REQUIRED = ("activity", "region", "unit", "kgco2e", "category")
SOURCE = ("publisher", "title", "edition", "url", "licence", "attribution", "redistributable", "gwp_set")
SECTIONS = (
    "name",
    "source",
    "file",
    "columns",
    "constants",
    "units",
    "activities",
    "regions",
    "scale",
    "only",
    "blank",
)
FILE = ("sheet", "header_row", "encoding", "delimiter", "decimal")


def read_generic(path: str | Path, recipe: str | Path | Mapping[str, Any]) -> ImportedFactors:
    r"""Read a CSV file or workbook by a recipe.

    Parameters
    ----------
    path : str or Path
        The table.
    recipe : str, Path or mapping
        TOML file, or its content: `name`, ``[source]``, ``[columns]``, and optionally ``[file]``, ``[constants]``,
        ``[units]``, ``[activities]``, ``[regions]``, ``[scale]``, ``[only]`` and `blank`.

    Returns
    -------
    ImportedFactors
        One line per row. A name outside the activity list gets the activity ``<set>.<name>`` and is reported.

    Raises
    ------
    DataError
        If the recipe lacks or misspells something, a column is missing, or a unit, region, category or number cannot
        be read; every problem with its cell.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> table = pathlib.Path(tempfile.mkdtemp()) / "mine.csv"
    >>> _ = table.write_text("stof;factor\nkatoen;2,1\n", encoding="utf-8")
    >>> recipe = {
    ...     "name": "my-materials-2026",
    ...     "source": {"publisher": "My supplier", "title": "Product declaration", "edition": "2026", "url": "-",
    ...                "licence": "own use", "attribution": "My supplier", "redistributable": "importer-only",
    ...                "gwp_set": "AR6"},
    ...     "file": {"decimal": ","},
    ...     "columns": {"activity": "stof", "kgco2e": "factor"},
    ...     "constants": {"region": "GLO", "year": 2026, "unit": "kg", "category": "3.1"}}
    >>> read_generic(table, recipe).frame[["activity", "kgco2e"]].values.tolist()
    [['material.fibre.cotton.conventional', 2.1]]
    """
    plan = _plan(recipe)
    options = {k: v for k, v in plan["file"].items() if k != "decimal"}
    columns = plan["columns"]
    table = read_table(path, required=tuple(dict.fromkeys([*columns.values(), *plan["only"]])), **options)
    builder = SetBuilder(plan["name"], table.file, dict(plan["source"]))
    for record in table.records():
        builder.rows_read += 1
        if any(record.text(column) not in wanted for column, wanted in plan["only"].items()):
            builder.skip(record.number, record.text(columns.get("activity", "")), "filtered")
        else:
            _add(builder, record, plan)
    return builder.finish(path)


def _plan(recipe: str | Path | Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(recipe, Mapping):
        given, name = dict(recipe), "recipe"
    else:
        name = Path(recipe).name
        try:
            given = tomllib.loads(Path(recipe).read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise DataError([Problem("import_no_file", str(recipe))]) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as reason:
            raise DataError([Problem("import_recipe", name, params={"reason": reason})]) from None
    log = ProblemLog(source=name)
    plan: dict[str, Any] = {section: given.get(section, {}) for section in SECTIONS}
    fields = (*TEXTS, *FIGURES, *YEARS)
    allowed = {"columns": fields, "constants": fields, "scale": FIGURES, "file": FILE}
    for section in given:
        if section not in SECTIONS:
            log.add("import_recipe_unknown", value=section, options=", ".join(SECTIONS))
    for section, words in allowed.items():
        for key in plan[section]:
            if key not in words:
                options = ", ".join(closest(key, words) or words)
                log.add("import_recipe_unknown", value=f"{section}.{key}", options=options)
    filled = {*plan["columns"], *plan["constants"]}
    needed = [f"source.{key}" for key in SOURCE if key not in plan["source"]]
    needed += [f"columns.{key}" for key in REQUIRED if key not in filled]
    if not {"year", "valid_from"} & filled:
        needed.append("columns.year")
    if not plan["name"]:
        needed.append("name")
    for key in needed:
        log.add("import_recipe_key", value=key)
    log.raise_if_any()
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]*", plan["name"]):
        raise DataError([Problem("import_set_name", plan["name"])])
    plan["only"] = {c: [str(w) for w in (ws if isinstance(ws, list) else [ws])] for c, ws in plan["only"].items()}
    plan["blank"] = (*given.get("blank", ()), "")
    return plan


def _add(builder: SetBuilder, record: Record, plan: Mapping[str, Any]) -> None:
    columns, constants = plan["columns"], plan["constants"]

    def word(field: str) -> str:
        return record.text(columns[field]) if field in columns else str(constants.get(field, ""))

    decimal = plan["file"].get("decimal", ".")

    def figure(field: str) -> float:
        if field in columns:
            return record.number_in(columns[field], builder.log, decimal=decimal, blank=plan["blank"])
        return float(constants.get(field, math.nan))

    said = word("activity")
    unit = plan["units"].get(word("unit")) or find_unit(word("unit"))
    region = plan["regions"].get(word("region")) or region_of(word("region"))
    sheet = record.table.sheet
    if unit is None:
        cell = record.cell(columns.get("unit", ""))
        builder.log.add("import_uom", value=word("unit"), sheet=sheet, cell=cell, options="kg, t, l, kWh, EUR, tkm, km")
    if region is None:
        cell = record.cell(columns.get("region", ""))
        builder.log.add("unknown_region", value=word("region"), sheet=sheet, cell=cell, options="NL, DE, EU, GLO")
    known = plan["activities"].get(said) or find_activity(said)
    activity = known or f"{builder.name.replace('-', '_')}.{slug(said)}"
    if known is None:
        builder.unmapped.append((record.number, said, activity))
    first = figure("valid_from") if "valid_from" in (*columns, *constants) else figure("year")
    last = figure("valid_to") if "valid_to" in (*columns, *constants) else first
    values = {name: figure(name) * plan["scale"].get(name, 1) for name in FIGURES}
    if unit is None or region is None or math.isnan(first) or math.isnan(last):
        if math.isnan(first) or math.isnan(last):
            builder.log.add("bad_validity", value=said, sheet=sheet, cell=f"row {record.number}")
        return
    texts = {name: word(name) for name in TEXTS}
    builder.add(
        record.number,
        sheet=sheet,
        own_id=bool(texts["factor_id"]),
        **{
            **texts,
            **values,
            "factor_id": texts["factor_id"] or f"{slug(said)}-{region}-{int(first)}-{unit}-{texts['stage'] or 'all'}",
            "activity": activity,
            "region": region,
            "unit": unit,
            "valid_from": int(first),
            "valid_to": int(last),
            "stage": texts["stage"] or "as published",
            "quality": texts["quality"] or "user's own file",
            "includes": texts["includes"] or "as published",
            "published_name": texts["published_name"] or said,
            "source_ref": texts["source_ref"] or f"{record.table.file}, row {record.number}",
        },
    )
