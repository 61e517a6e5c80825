"""Emission factors of the heat that a process uses, per fuel: fuel with its upstream ÷ boiler efficiency."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

import pandas as pd

from ghgcalc.errors import closest, raise_problem
from ghgcalc.factors.activities import activity_name
from ghgcalc.factors.derived.assumptions import chosen_text
from ghgcalc.factors.derived.collection import Derivations, terms_of
from ghgcalc.factors.derived.energy import check_regions, heat_nodes, region_name
from ghgcalc.factors.derived.tree import Explanation, names_of, result
from ghgcalc.factors.model import EmissionFactors
from ghgcalc.factors.regions import GLOBAL
from ghgcalc.texts import LANGUAGES, text
from ghgcalc.units import conversion_factor

#: Activity of process heat → fuel that the boiler burns.
HEAT_FUELS = {
    "energy.heat.process.natural_gas": "energy.fuel.natural_gas",
    "energy.heat.process.coal": "energy.fuel.coal",
    "energy.heat.process.fuel_oil": "energy.fuel.fuel_oil",
}


def derive_process_heat(
    factors: EmissionFactors,
    *,
    only: Iterable[str] | None = None,
    countries: Iterable[str] | None = None,
    year: int | None = None,
    heat_region: str | None = None,
    boiler_efficiency: float | None = None,
    efficiency_basis: str | None = None,
    name: str = "derived-heat",
) -> EmissionFactors:
    r"""Derive emission factors of process heat [kg CO2e per kWh of useful heat], per fuel and region.

    Parameters
    ----------
    factors : EmissionFactors
        Where the fuels come from.
    only : iterable of str, optional
        Activities ``energy.heat.process.*``; all of `HEAT_FUELS` without it.
    countries : iterable of str, optional
        Regions as code or name; without it the regions that publish the fuel, and the world from the stand-in.
    year : int, optional
        Year of the fuel; without it the newest.
    heat_region, boiler_efficiency, efficiency_basis : optional
        Replace the assumptions of these names (`assumptions`).
    name : str
        Name of the new set.

    Returns
    -------
    EmissionFactors
        One factor per fuel and region, category 3.1, stage ``process``.

    Raises
    ------
    DataError
        If an activity is no process heat, or the stand-in region publishes no such fuel.

    Notes
    -----
    :math:`f = (c + u) / \eta` with combustion c and upstream u of the fuel and boiler efficiency η. The same heat as
    in `derive_process_factors`, apart from its process so that levers can act on the fuel.

    Examples
    --------
    >>> from ghgcalc.factors import load_factors
    >>> heat = derive_process_heat(load_factors("desnz-2025"), only=["energy.heat.process.natural_gas"])
    >>> heat.frame[["region", "unit", "kgco2e"]].round(3).values.tolist()
    [['GB', 'kWh', 0.266], ['GLO', 'kWh', 0.266]]
    """
    own_list = chosen_text("heat_region", heat_region)
    recipes, rows = {}, []
    nodes: dict[tuple[str, str], Explanation] = {}
    for activity in _chosen(only):
        fuel = HEAT_FUELS[activity]
        publishing = set(factors.frame.loc[factors.frame["activity"] == fuel, "region"]) - {GLOBAL}
        places = check_regions(countries) if countries is not None else sorted(publishing)
        found = heat_nodes(
            factors, [*places, GLOBAL], electricity={}, year=year, heat_fuel=fuel, heat_region=heat_region,
            boiler_efficiency=boiler_efficiency, efficiency_basis=efficiency_basis,
        )  # fmt: skip
        stand_in = found.pop(GLOBAL)
        nodes |= {(activity, place): _per_kwh(node, activity, place) for place, node in found.items()
                  if countries is not None or node is not stand_in or place == own_list}  # fmt: skip
        nodes[activity, GLOBAL] = _per_kwh(stand_in, activity, GLOBAL)
    terms = terms_of(factors, nodes.values())
    for (activity, place), node in nodes.items():
        first, last = terms.years(node, year)
        factor_id = f"{name}/{activity.removeprefix('energy.heat.process.')}/{place}-{first}"
        recipes[factor_id] = partial(_same, node)
        rows.append({
            "factor_id": factor_id, "activity": activity, "region": place, "valid_from": first, "valid_to": last,
            "unit": "kWh", "kgco2e": node.value, "gwp_set": terms.gwp_set([node]), "category": "3.1",
            "stage": "process", "quality": "derived", "source": name, "source_ref": node.formula(),
            "published_name": activity_name(activity, "en"),
        })  # fmt: skip
    about = terms.about(Derivations(recipes, text("products.heat_formula", "en")), title=text("products.heat_title"))
    return EmissionFactors.from_frame(pd.DataFrame(rows), name=name, source=about)


def _chosen(only: Iterable[str] | None) -> list[str]:
    if only is None:
        return list(HEAT_FUELS)
    wanted = list(only)
    for activity in wanted:
        if activity not in HEAT_FUELS:
            options = closest(activity, HEAT_FUELS) or list(HEAT_FUELS)
            raise_problem("unknown_process", value=activity, options=", ".join(options))
    return wanted


def _per_kwh(heat: Explanation, activity: str, place: str) -> Explanation:
    by = Explanation(names_of("conversion"), conversion_factor("kWh", "MJ"), "MJ/kWh", "published",
                     source="ghgcalc units.csv")  # fmt: skip
    names: dict[str, str] = {k: f"{activity_name(activity, k)}, {region_name(place, k)}" for k in LANGUAGES}
    return replace(result("product", heat.names, "kg CO2e/kWh", (heat, by)), names=names)


def _same(tree: Explanation) -> Explanation:
    return tree
