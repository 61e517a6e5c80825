"""Emission factors of textile processes as a formula: kWh × electricity of the country + MJ × heat."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

import pandas as pd

from ghgcalc.errors import closest, raise_problem
from ghgcalc.factors.activities import activity_name
from ghgcalc.factors.derived.assumptions import chosen_number, chosen_text
from ghgcalc.factors.derived.collection import Derivations, terms_of
from ghgcalc.factors.derived.energy import ELECTRICITY, check_regions, electricity_nodes, heat_nodes, region_name
from ghgcalc.factors.derived.tree import Explanation, names_of, result
from ghgcalc.factors.model import EmissionFactors
from ghgcalc.kept import read_document
from ghgcalc.resources import data_path
from ghgcalc.texts import LANGUAGES, text


@dataclass(frozen=True)
class Process:
    """Energy and loss of one process, per unit of output.

    Parameters
    ----------
    process : str
        Id, the same as the activity.
    unit : str
        Unit of output: kg or m2.
    electricity_kwh, heat_mj : float
        Energy that the process takes [kWh/unit], [MJ/unit].
    material_loss : float
        Share of the material that goes in and is lost [-].
    published_name, source_ref, url : str
        Where it was published.
    assumed_by : str
        Who assumed the figures where none is published; empty for a published process.
    """

    process: str
    unit: str
    electricity_kwh: float
    heat_mj: float
    material_loss: float
    published_name: str
    source_ref: str
    url: str
    assumed_by: str = ""


@cache
def processes() -> dict[str, Process]:
    """Return every process with published energy, and the assumed ones of assembly, by activity id.

    Examples
    --------
    >>> processes()["process.weaving"].electricity_kwh
    5.82
    """
    path = data_path("emission_factors", "processes", "textile_processes.csv")
    with path.open(encoding="utf-8", newline="") as file:
        found = {
            row["process"]: Process(
                row["process"], row["unit"], float(row["electricity_kwh"]), float(row["heat_mj"]),
                float(row["material_loss"]), row["published_name"], row["source_ref"], row["url"],
            )
            for row in csv.DictReader(file)
            if row["process"].startswith("process.")
        }  # fmt: skip
    path = data_path("emission_factors", "processes", "assumed_processes.csv")
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["process"]] = Process(
                row["process"], row["unit"], float(row["electricity_kwh"]), float(row["heat_mj"]),
                float(row["material_loss"]), "", row["source_ref"], "", row["source"],
            )  # fmt: skip
    return found


@cache
def process_source() -> dict[str, Any]:
    """Return publisher, title and licence of the process table."""
    return read_document("emission_factors", "processes", "source.toml")


def process_leaf(process: Process, *, what: str) -> Explanation:
    """Return the electricity or the heat that a process takes as a leaf of an explanation."""
    value, unit = (process.electricity_kwh, "kWh") if what == "electricity" else (process.heat_mj, "MJ")
    about = process_source()
    if process.assumed_by:
        return Explanation(
            names_of(f"uses_{what}", **_names(process.process)), value, f"{unit}/{process.unit}", "assumption",
            source=process.assumed_by, source_ref=process.source_ref, confidence="assumption",
        )  # fmt: skip
    return Explanation(
        names_of(f"uses_{what}", **_names(process.process)), value, f"{unit}/{process.unit}", "published",
        source=about["publisher"], source_ref=process.source_ref, url=process.url, licence=about["licence"],
    )  # fmt: skip


def process_node(process: Process, region: str, electricity: Explanation, heat: Explanation) -> Explanation:
    """Return the factor of one process in one region with its explanation."""
    per = f"kg CO2e/{process.unit}"
    parts = []
    for what, factor in (("electricity", electricity), ("heat", heat)):
        used = process_leaf(process, what=what)
        if used.value:
            parts.append(result("product", names_of(f"from_{what}"), per, (used, factor)))
    names = names_of("process_in", **_names(process.process), **_region_names(region))
    if len(parts) == 1:
        return replace(parts[0], names=names)
    return result("sum", names, per, parts)


def process_nodes(
    factors: EmissionFactors,
    places: Sequence[str],
    *,
    year: int | None = None,
    heat_fuel: str | None = None,
    heat_region: str | None = None,
    boiler_efficiency: float | None = None,
    efficiency_basis: str | None = None,
    transmission_losses: Mapping[str, float] | None = None,
) -> tuple[dict[str, Explanation], dict[str, Explanation]]:
    """Return electricity [kg CO2e/kWh] and heat [kg CO2e/MJ] per region, the two inputs of every process."""
    electricity = electricity_nodes(factors, places, year=year, transmission_losses=transmission_losses)
    heat = heat_nodes(
        factors, places, electricity=electricity, year=year, heat_fuel=heat_fuel, heat_region=heat_region,
        boiler_efficiency=boiler_efficiency, efficiency_basis=efficiency_basis,
    )  # fmt: skip
    return electricity, heat


def derive_process_factors(
    factors: EmissionFactors,
    *,
    countries: Iterable[str] | None = None,
    year: int | None = None,
    heat_fuel: str | None = None,
    heat_region: str | None = None,
    boiler_efficiency: float | None = None,
    efficiency_basis: str | None = None,
    transmission_losses: Mapping[str, float] | None = None,
    only: Iterable[str] | None = None,
    name: str = "derived",
) -> EmissionFactors:
    r"""Derive emission factors of textile processes from their energy and the loaded factors.

    Parameters
    ----------
    factors : EmissionFactors
        Where electricity and fuels come from.
    countries : iterable of str, optional
        Regions as code or name; without it every region with an electricity factor.
    year : int, optional
        Year of electricity and fuel; without it the newest of each region.
    heat_fuel, heat_region, boiler_efficiency, efficiency_basis : optional
        Replace the assumptions of these names (`assumptions`). `heat_fuel` is an activity id; with
        ``"energy.electricity"``, `efficiency_basis` ``"delivered"`` and an efficiency above 1 it is a heat pump.
    transmission_losses : mapping, optional
        Region → kWh lost per kWh delivered, where the electricity list has no line for grid losses [-].
    only : iterable of str, optional
        Process ids; all of `processes` without it.
    name : str
        Name of the new set.

    Returns
    -------
    EmissionFactors
        One factor per process and region, category 3.1, stage ``process`` [kg CO2e/unit]. Each explains itself:
        `explain`.

    Raises
    ------
    DataError
        If a region has no electricity factor, the fuel is not published in the unit needed, or a process is unknown.

    Notes
    -----
    :math:`f = e \, g \, (1 + t) + h \, (c + u) / \eta` with electricity e [kWh/kg], grid factor g, grid loss t,
    heat h [MJ/kg], combustion c and upstream u of the fuel [kg CO2e/MJ] and boiler efficiency η. Chemicals, water and
    auxiliary materials are not in it.

    References
    ----------
    .. [1] Ecobalyse (MTES-MCT), process file, commit ac7292c, MIT licence.

    Examples
    --------
    >>> from ghgcalc.factors import load_factors
    >>> derived = derive_process_factors(load_factors("electricity-2023", "desnz-2025"), countries=["BD", "TR"])
    >>> weaving = derived.frame.query("activity == 'process.weaving'")
    >>> weaving[["region", "kgco2e"]].round(2).values.tolist()
    [['BD', 4.02], ['TR', 2.7]]
    """
    known = factors.frame.loc[factors.frame["activity"] == ELECTRICITY, "region"]
    places = check_regions(countries) if countries is not None else sorted(set(known))
    chosen = _chosen(only)
    electricity, heat = process_nodes(
        factors, places, year=year, heat_fuel=heat_fuel, heat_region=heat_region,
        boiler_efficiency=boiler_efficiency, efficiency_basis=efficiency_basis,
        transmission_losses=transmission_losses,
    )  # fmt: skip
    tag = _heat_tag(heat_fuel, heat_region, boiler_efficiency, efficiency_basis)
    terms = terms_of(factors, [*electricity.values(), *heat.values()])
    rows, recipes = [], {}
    for place in places:
        grid, steam = electricity[place], heat[place]
        first, last = terms.years(grid, year)
        loss = (transmission_losses or {}).get(place)
        for process in chosen:
            heated = process.heat_mj > 0
            factor_id = f"{name}/{process.process}/{place}-{first}" + (tag if heated else "")
            factor_id += "" if loss is None else f"+td{loss:g}"
            recipes[factor_id] = partial(process_node, process, place, grid, steam)
            value = sum(v for v in (process.electricity_kwh * grid.value, process.heat_mj * steam.value) if v)
            formula = f"{process.electricity_kwh:g} kWh × {grid.value:.4g}"
            formula += f" + {process.heat_mj:g} MJ × {steam.value:.4g}" if heated else ""
            rows.append({
                "factor_id": factor_id, "activity": process.process, "region": place, "valid_from": first,
                "valid_to": last, "unit": process.unit, "kgco2e": value,
                "gwp_set": terms.gwp_set([grid, steam] if heated else [grid]), "category": "3.1", "stage": "process",
                "quality": "derived", "source": name, "source_ref": f"{process.source_ref}: {formula}",
                "includes": text("derived.includes", "en"), "published_name": process.published_name,
            })  # fmt: skip
    about = terms.about(Derivations(recipes, text("derived.process_formula", "en")), title=text("derived.title", "en"),
                        first=process_source(), uncertainty="process model")  # fmt: skip
    return EmissionFactors.from_frame(pd.DataFrame(rows), name=name, source=about)


def _chosen(only: Iterable[str] | None) -> list[Process]:
    if only is None:
        return list(processes().values())
    found = []
    for wanted in only:
        if wanted not in processes():
            options = closest(wanted, processes()) or list(processes())[:5]
            raise_problem("unknown_process", value=wanted, options=", ".join(options))
        found.append(processes()[wanted])
    return found


def _heat_tag(fuel: str | None, region: str | None, efficiency: float | None, basis: str | None) -> str:
    share = chosen_number("boiler_efficiency", efficiency).value
    parts = (chosen_text("efficiency_basis", basis), chosen_text("heat_region", region))
    return f"/{chosen_text('heat_fuel', fuel)}@{share:g}-{parts[0]}-{parts[1]}"


def _names(activity: str) -> dict[str, str]:
    return {f"name_{language}": activity_name(activity, language) for language in LANGUAGES}


def _region_names(region: str) -> dict[str, str]:
    return {f"region_{language}": region_name(region, language) for language in LANGUAGES}
