"""Article groups with their defaults, and the materials that products are made of."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ghgcalc.factors.activities import fold
from ghgcalc.kept import read_document
from ghgcalc.resources import data_path
from ghgcalc.schema import list_source

_FABRICS = {
    "weaving": "process.weaving",
    "knitting-mix": "process.knitting.average",
    "knitting-fully-fashioned": "process.knitting.fully_fashioned",
}


@dataclass(frozen=True)
class ArticleGroup:
    """Defaults of a kind of product, used where a product line leaves a cell blank.

    Parameters
    ----------
    group : str
        Id.
    kind : str
        ``garment``, ``footwear`` or ``furniture``.
    unit : str
        What is counted: ``piece``, ``pair`` or ``kg``.
    names : mapping
        Name per language.
    also : tuple of str
        Other names.
    mass_kg : float
        Mass of one unit [kg].
    composition : str
        Share of every material, such as ``"cotton:0.98;elastane:0.02"``.
    fabric, dyeing, finishing, assembly : str
        Process ids; empty or ``none`` when the step does not exist.
    assembly_loss : float
        Share of the material that is lost in cutting and assembly [-].
    care_cycles : float
        Washes over the life of one unit; nan when not known.
    wash_kwh_per_kg : float
        Electricity of one wash with drying, without ironing [kWh/kg]; nan when not known.
    ironing_hours : float
        Ironing per wash, averaged over ironed and not ironed units [h].
    confidence, source : str
        Where the defaults come from; ``assumption`` marks a choice of ghgcalc.
    """

    group: str
    kind: str
    unit: str
    names: Mapping[str, str]
    also: tuple[str, ...]
    mass_kg: float
    composition: str
    fabric: str
    dyeing: str
    finishing: str
    assembly: str
    assembly_loss: float
    care_cycles: float
    wash_kwh_per_kg: float
    ironing_hours: float
    confidence: str
    source: str


@dataclass(frozen=True)
class Material:
    """How a material enters a product.

    Parameters
    ----------
    material : str
        Id, as in the list of materials.
    activity : str
        Activity whose emission factor it has.
    is_textile : bool
        Whether it passes through yarn, fabric and dyeing; otherwise it goes to the assembly as it is.
    spinning : str
        Process id of its spinning; empty when the factor includes it.
    confidence : str
        ``published`` or ``proxy``.
    notes : mapping
        Remark per language.
    """

    material: str
    activity: str
    is_textile: bool
    spinning: str
    confidence: str
    notes: Mapping[str, str]


@cache
def article_groups() -> dict[str, ArticleGroup]:
    """Return every article group by its id.

    Examples
    --------
    >>> article_groups()["tshirt"].mass_kg, article_groups()["tshirt"].fabric
    (0.17, 'process.knitting.average')
    """
    published = {row["product"]: row for row in _rows("textile_products.csv")}
    washing = {row["process"]: float(row["electricity_kwh"]) for row in _rows("textile_processes.csv")}
    return {row["group"]: _group(row, published.get(row["ecobalyse"], {}), washing) for row in _rows(_GROUPS)}


@cache
def materials() -> dict[str, Material]:
    """Return every material of products by its id.

    Examples
    --------
    >>> materials()["leather"].is_textile, materials()["cotton"].spinning
    (False, 'process.spinning.ring')
    """
    return {
        row["material"]: Material(
            row["material"], row["activity"], row["route"] == "textile", row["spinning"], row["confidence"],
            {"en": row["note_en"], "nl": row["note_nl"]},
        )
        for row in _rows("product_materials.csv")
    }  # fmt: skip


@cache
def material_names() -> dict[str, str]:
    """Return folded name → material id, for the materials that products are made of."""
    found: dict[str, str] = {}
    options = [option for option in list_source("materials").options if option.id in materials()]
    for option in options:
        for word in (option.id, *option.label.values(), *option.also):
            found.setdefault(fold(word), option.id)
    return found


@cache
def iron_power_kw() -> float:
    """Return the mean electric power while ironing [kW], an assumption."""
    return float(read_document("emission_factors", "processes", "use_phase.toml")["iron_power_kw"]["value"])


_GROUPS = "article_groups.csv"


def _rows(name: str) -> list[dict[str, str]]:
    with data_path("emission_factors", "processes", name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _group(row: Mapping[str, str], published: Mapping[str, str], washing: Mapping[str, float]) -> ArticleGroup:
    unknown = float("nan")
    return ArticleGroup(
        group=row["group"],
        kind=row["kind"],
        unit=row["unit"],
        names={"en": row["name_en"], "nl": row["name_nl"]},
        also=tuple(filter(None, row["also"].split(";"))),
        mass_kg=float(row["mass_kg"] or published["mass_kg"]),
        composition=row["composition"],
        fabric=row["fabric"] or (_FABRICS[published["fabric"]] if published else ""),
        dyeing=row["dyeing"],
        finishing=row["finishing"],
        assembly=row["assembly"],
        assembly_loss=float(row["assembly_loss"] or published["making_waste_ratio"]),
        care_cycles=float(published.get("care_cycles", unknown)),
        wash_kwh_per_kg=washing.get(row["use"], unknown),
        ironing_hours=float(published.get("ironing_ratio", 0.0)) * float(published.get("ironing_time_h", 0.0)),
        confidence=row["confidence"],
        source=row["source"],
    )
