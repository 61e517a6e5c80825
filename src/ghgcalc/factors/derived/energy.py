"""Looks up published factors for derived ones: electricity of a country, heat from a fuel, any other activity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from ghgcalc.errors import DataError, Problem, raise_problem
from ghgcalc.factors.activities import activity_name
from ghgcalc.factors.derived.assumptions import FUEL_UNITS, check_efficiency, chosen_number, chosen_text
from ghgcalc.factors.derived.tree import Explanation, names_of, result
from ghgcalc.factors.match import match_factors
from ghgcalc.factors.regions import find_region, regions, unknown_region
from ghgcalc.texts import LANGUAGES, has_text, text
from ghgcalc.units import conversion_factor

if TYPE_CHECKING:
    from ghgcalc.factors.model import EmissionFactors

ELECTRICITY = "energy.electricity"


def activity_nodes(
    factors: EmissionFactors,
    activity: str,
    places: Iterable[str],
    *,
    unit: str,
    year: int | None = None,
    stage: str | None = None,
) -> dict[str, Explanation]:
    """Return, per region, the published factor of an activity per `unit` as the sum of its emission lines.

    Without `year` the newest factor of each region counts. With `stage` only the lines of that stage count.
    """
    wanted = list(places)
    years = [year] * len(wanted) if year is not None else newest_years(factors, activity, wanted)
    keys = pd.DataFrame({"activity": activity, "region": wanted, "year": years, "unit": unit})
    lines = match_factors(keys, factors)
    if stage is not None:
        lines = lines[lines["stage"] == stage]
    grouped: dict[int, list[Explanation]] = {}
    for line in lines.to_dict("records"):
        grouped.setdefault(int(line["key"]), []).append(line_node(factors, line, unit=unit))
    return {
        place: _sum_of(grouped[position], activity, place, unit)
        for position, place in enumerate(wanted)
        if position in grouped
    }


def _sum_of(lines: Sequence[Explanation], activity: str, region: str, unit: str) -> Explanation:
    if len(lines) == 1:
        return lines[0]
    return result("sum", names_of("activity", **_names(activity, region)), f"kg CO2e/{unit}", lines)


def line_node(factors: EmissionFactors, line: Mapping[Any, Any], *, unit: str) -> Explanation:
    """Return one emission line of a match as a leaf, with its conversion to `unit` when it needs one."""
    about = factors.sources.get(str(line["set"]), {})
    level = str(line.get("match", "exact"))
    leaf = Explanation(
        names_of("published", **_names(str(line["activity"]), str(line["region"]), str(line["stage"])),
                 years=_years(line)),
        float(line["kgco2e"]), f"kg CO2e/{line['unit']}", "published",
        source=str(about.get("title") or about.get("publisher") or line["source"]),
        source_ref=str(line["source_ref"]), url=str(about.get("url", "")), licence=str(about.get("licence", "")),
        factor_id=str(line["factor_id"]),
        notes={} if level == "exact" else names_of(f"match_{level.replace(' ', '_')}"),
    )  # fmt: skip
    conversion = float(line.get("conversion", 1.0))
    if conversion == 1.0:
        return leaf
    units = f"{line['unit']}/{unit}"
    by = Explanation(
        names_of("conversion"), conversion, units, "published", source="ghgcalc conversions.csv, units.csv"
    )
    return result("product", leaf.names, f"kg CO2e/{unit}", (leaf, by))


def newest_years(factors: EmissionFactors, activity: str, places: Sequence[str]) -> list[int]:
    """Return, per region, the last year for which a factor of the activity is published there, or anywhere."""
    rows = factors.frame[(factors.frame["activity"] == activity) & (factors.frame["category"] != "")]
    if rows.empty:
        params = {f"activity_{language}": activity_name(activity, language) for language in LANGUAGES}
        raise DataError([Problem("no_factor_at_all", activity, params=params)])
    last = rows.groupby("region")["valid_to"].max().to_dict()
    return [int(last.get(place, max(last.values()))) for place in places]


def electricity_nodes(
    factors: EmissionFactors,
    places: Sequence[str],
    *,
    year: int | None = None,
    transmission_losses: Mapping[str, float] | None = None,
) -> dict[str, Explanation]:
    """Return, per region, the factor of a kWh used: generation, upstream and grid losses as far as published.

    `transmission_losses` gives kWh lost per kWh delivered for regions whose list has no line for grid losses.
    """
    nodes = activity_nodes(factors, ELECTRICITY, places, unit="kWh", year=year)
    for place, loss in (transmission_losses or {}).items():
        if place not in nodes:
            continue
        ids = {leaf.factor_id for leaf in nodes[place].leaves()}
        if "transmission" in set(factors.frame.loc[factors.frame["factor_id"].isin(ids), "stage"]):
            raise_problem("grid_loss_twice", value=place)
        if not 0 <= loss < 1:
            raise_problem("bad_grid_loss", value=loss)
        one = Explanation(names_of("delivered"), 1.0, "kWh/kWh", "given")
        extra = Explanation(names_of("grid_loss"), float(loss), "kWh/kWh", "given", confidence="given")
        use = result("sum", names_of("generated"), "kWh/kWh", (one, extra))
        nodes[place] = result("product", names_of("electricity_used", **_names(ELECTRICITY, place)), "kg CO2e/kWh",
                              (nodes[place], use))  # fmt: skip
    return nodes


def heat_nodes(
    factors: EmissionFactors,
    places: Sequence[str],
    *,
    electricity: Mapping[str, Explanation],
    year: int | None = None,
    heat_fuel: str | None = None,
    heat_region: str | None = None,
    boiler_efficiency: float | None = None,
    efficiency_basis: str | None = None,
) -> dict[str, Explanation]:
    """Return, per region, the factor of a MJ of process heat: fuel with its upstream ÷ boiler efficiency."""
    fuel = chosen_text("heat_fuel", heat_fuel)
    basis = chosen_text("efficiency_basis", efficiency_basis)
    efficiency = chosen_number("boiler_efficiency", boiler_efficiency, unit=f"({basis})")
    check_efficiency(efficiency.value, basis=basis)
    unit = FUEL_UNITS[basis]
    if fuel == ELECTRICITY:
        if basis != "delivered":
            raise_problem("electric_heat_basis", value=basis)
        fuels = dict(electricity)
    else:
        fuels = _fuel_nodes(factors, fuel, places, unit, year, chosen_text("heat_region", heat_region))
    per_mj = Explanation(names_of("kwh_per_mj"), conversion_factor("MJ", "kWh"), f"{unit}/MJ", "published",
                         source="ghgcalc units.csv")  # fmt: skip
    made: dict[int, Explanation] = {}
    found = {}
    for place in places:
        source = fuels[place]
        if id(source) not in made:
            names = {language: activity_name(fuel, language) for language in LANGUAGES}
            energy = result("product", names_of("fuel_per_mj", name_en=names["en"], name_nl=names["nl"]),
                            "kg CO2e/MJ", (source, per_mj))  # fmt: skip
            made[id(source)] = result("quotient", names_of("heat", name_en=names["en"], name_nl=names["nl"]),
                                      "kg CO2e/MJ", (energy, efficiency))  # fmt: skip
        found[place] = made[id(source)]
    return found


def _fuel_nodes(
    factors: EmissionFactors, fuel: str, places: Sequence[str], unit: str, year: int | None, stand_in: str
) -> dict[str, Explanation]:
    frame = factors.frame
    own = set(frame.loc[frame["activity"] == fuel, "region"]) & set(places)
    found: dict[str, Explanation] = {}
    for place in sorted(own - {stand_in}):
        try:
            found |= activity_nodes(factors, fuel, [place], unit=unit, year=year)
        except DataError:
            continue
    if set(places) - set(found):
        other = activity_nodes(factors, fuel, [stand_in], unit=unit, year=year)[stand_in]
        found |= {place: other for place in places if place not in found}
    return found


def check_regions(names: Iterable[str]) -> list[str]:
    """Return the codes of regions given as codes or names in English or Dutch.

    Raises
    ------
    DataError
        With every region that the table does not know.
    """
    problems, codes = [], []
    for name in names:
        code = find_region(str(name))
        if code is None:
            problems.append(unknown_region(name))
        else:
            codes.append(code)
    if problems:
        raise DataError(problems)
    return list(dict.fromkeys(codes))


def region_name(code: str, language: str) -> str:
    """Return the name of a region; an unknown code names itself."""
    known = regions().get(code)
    return str(known[f"name_{language}"]) if known else code


def _names(activity: str, region: str, stage: str = "") -> dict[str, str]:
    found = {}
    for language in LANGUAGES:
        found[f"name_{language}"] = activity_name(activity, language)
        found[f"region_{language}"] = region_name(region, language)
        known = has_text(f"stage.{stage}")
        found[f"stage_{language}"] = text(f"stage.{stage}", language) if known else stage
    return found


def _years(line: Mapping[Any, Any]) -> str:
    first, last = int(line["valid_from"]), int(line["valid_to"])
    return str(first) if first == last else f"{first}-{last}"
