"""Mixtures of published factors by share: material compositions and fuel blends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ghgcalc.errors import DataError, Problem, closest, raise_problem
from ghgcalc.factors.activities import activity_name, find_activity
from ghgcalc.factors.derived.collection import Derivations, terms_of
from ghgcalc.factors.derived.energy import activity_nodes, check_regions, newest_years, region_name
from ghgcalc.factors.derived.tree import Explanation, names_of, result
from ghgcalc.factors.match import match_factors
from ghgcalc.factors.model import EmissionFactors
from ghgcalc.kept import read_document
from ghgcalc.texts import LANGUAGES, text

if TYPE_CHECKING:
    pass

#: Percentages of a composition may miss 100 by this much, because labels round them.
_TOLERANCE = 0.05
#: Unit in which fuels are blended.
_LITRE = "l"


def mix_factor(
    composition: Mapping[str, float],
    *,
    factors: EmissionFactors,
    region: str,
    year: int | None = None,
    unit: str = "kg",
) -> Explanation:
    r"""Return the factor of a mixture: the shares times the factors of the components.

    Parameters
    ----------
    composition : mapping
        Activity id or name in English or Dutch → percentage [%]; they add up to 100.
    factors : EmissionFactors
        Where the components come from.
    region : str
        Region of the components; a wider region stands in where it must.
    year : int, optional
        Year of the factors; without it the newest of each component.
    unit : str
        Unit of the mixture and of the shares: mass for a fabric, litre for a fuel.

    Returns
    -------
    Explanation
        Factor with its tree [kg CO2e/unit].

    Raises
    ------
    DataError
        If the percentages do not add up to 100, or a component has no factor.

    Notes
    -----
    :math:`f = \sum_i s_i f_i` with :math:`\sum_i s_i = 1`.

    Examples
    --------
    >>> from ghgcalc.factors import load_factors
    >>> mix = mix_factor({"energy.fuel.petrol_e0": 90, "energy.fuel.bioethanol": 10},
    ...     factors=load_factors("nl-2026"), region="NL", unit="l")
    >>> round(mix.value, 4)
    2.794
    """
    place = check_regions([region])[0]
    parts = []
    for name, percent in _checked(composition).items():
        activity = find_activity(name) or name
        node = activity_nodes(factors, activity, [place], unit=unit, year=year)[place]
        parts.append(_part(activity, percent / 100, node, unit))
    return result("sum", names_of("mixture"), f"kg CO2e/{unit}", parts)


def _checked(composition: Mapping[str, float]) -> Mapping[str, float]:
    values = [float(value) for value in composition.values()]
    total = sum(values)
    if not values or any(not 0 <= value <= 100 for value in values) or abs(total - 100) > _TOLERANCE:
        raise_problem("bad_composition", value=", ".join(f"{value:g}" for value in values), total=f"{total:g}")
    return composition


def _part(activity: str, share: float, node: Explanation, unit: str, *, source: str = "", ref: str = "") -> Explanation:
    names = _names(activity)
    kind: Any = "published" if source else "given"
    leaf = Explanation(names_of("share", **names), share, f"{unit}/{unit}", kind, source=source, source_ref=ref,
                       confidence="" if source else "given")  # fmt: skip
    return result("product", names_of("part", **names), f"kg CO2e/{unit}", (leaf, node))


@dataclass(frozen=True)
class FuelBlend:
    """A fuel blend: its activity, the shares of its components by volume [-] and their source."""

    activity: str
    components: Mapping[str, float]
    source: str
    source_ref: str


@cache
def fuel_blends() -> dict[str, FuelBlend]:
    """Return every fuel blend with known shares by its activity id.

    Examples
    --------
    >>> dict(fuel_blends()["energy.fuel.hvo30"].components)
    {'energy.fuel.diesel_b0': 0.7, 'energy.fuel.hvo100': 0.3}
    """
    read = read_document("emission_factors", "derived", "fuel_blends.toml")
    return {
        row["activity"]: FuelBlend(row["activity"], row["components"], row["source"], row["source_ref"])
        for row in read["blend"]
    }


def derive_fuel_blends(
    factors: EmissionFactors,
    *,
    region: str,
    year: int | None = None,
    only: Iterable[str] | None = None,
    name: str = "derived-blends",
) -> EmissionFactors:
    """Derive factors of fuel blends from their components, per litre, combustion and upstream apart.

    Parameters
    ----------
    factors : EmissionFactors
        Where the components come from.
    region : str
        Region of the components: code or name.
    year : int, optional
        Year of the components; without it the newest.
    only : iterable of str, optional
        Activity ids of blends; all of `fuel_blends` without it.
    name : str
        Name of the new set.

    Returns
    -------
    EmissionFactors
        Two lines per blend [kg CO2e/l], with the biogenic CO2 of the components where each publishes it.

    Raises
    ------
    DataError
        If a component is not published for the region, or a blend is unknown.

    Examples
    --------
    >>> from ghgcalc.factors import load_factors
    >>> blends = derive_fuel_blends(load_factors("nl-2026"), region="NL", only=["energy.fuel.diesel_b7"])
    >>> blends.frame[["stage", "kgco2e"]].round(4).values.tolist()
    [['combustion', 2.4625], ['upstream', 0.7883]]
    """
    place = check_regions([region])[0]
    rows, recipes = [], {}
    trees: list[Explanation] = []
    for blend in _chosen(only):
        when = year if year is not None else min(newest_years(factors, c, [place])[0] for c in blend.components)
        for stage, category in (("combustion", "1.mobile"), ("upstream", "3.3")):
            tree = _blend_node(blend, factors, place, when, stage)
            trees.append(tree)
            factor_id = f"{name}/{blend.activity}/{place}-{when}/{stage}"
            recipes[factor_id] = partial(_same, tree)
            biogenic = _biogenic(blend, factors, place, when) if stage == "combustion" else float("nan")
            rows.append({
                "factor_id": factor_id, "activity": blend.activity, "region": place, "valid_from": when,
                "valid_to": when, "unit": _LITRE, "kgco2e": tree.value, "kgco2_biogenic": biogenic,
                "category": category, "stage": stage, "quality": "derived", "source": name,
                "source_ref": f"{blend.source}, {blend.source_ref}",
            })  # fmt: skip
    terms = terms_of(factors, trees)
    for row, tree in zip(rows, trees, strict=True):
        row["gwp_set"] = terms.gwp_set([tree])
    about = terms.about(
        Derivations(recipes, text("derived.blend_formula", "en")), title=text("derived.blend_title", "en")
    )
    return EmissionFactors.from_frame(pd.DataFrame(rows), name=name, source=about)


def compare_fuel_blends(factors: EmissionFactors, *, region: str, year: int | None = None) -> pd.DataFrame:
    """Compare published fuel blends with the ones computed from their components.

    Parameters
    ----------
    factors : EmissionFactors
        A list that publishes blends and components, such as ``nl-2026``.
    region : str
        Region: code or name.
    year : int, optional
        Year; without it the newest.

    Returns
    -------
    DataFrame
        activity, stage, derived and published [kg CO2e/l], difference as a share of the published value [-].

    Raises
    ------
    DataError
        If a blend or a component is not published for the region.

    Examples
    --------
    >>> from ghgcalc.factors import load_factors
    >>> check = compare_fuel_blends(load_factors("nl-2026"), region="NL")
    >>> bool((check["difference"].abs() < 0.01).all())
    True
    """
    place = check_regions([region])[0]
    derived = derive_fuel_blends(factors, region=place, year=year).frame
    rows = []
    for line in derived.to_dict("records"):
        asked = {"activity": line["activity"], "region": place, "year": line["valid_from"], "unit": _LITRE}
        published = match_factors(pd.DataFrame([asked]), factors)
        value = float(published.loc[published["stage"] == line["stage"], "kgco2e"].sum())
        rows.append((line["activity"], line["stage"], line["kgco2e"], value, line["kgco2e"] / value - 1))
    return pd.DataFrame(rows, columns=["activity", "stage", "derived", "published", "difference"])


def _blend_node(blend: FuelBlend, factors: EmissionFactors, place: str, year: int, stage: str) -> Explanation:
    parts = []
    for activity, share in blend.components.items():
        found = activity_nodes(factors, activity, [place], unit=_LITRE, year=year, stage=stage)
        if place not in found:
            params = {f"name_{k}": activity_name(activity, k) for k in LANGUAGES} | {"stage": stage}
            raise DataError([Problem("no_stage", activity, params=params)])
        parts.append(_part(activity, share, found[place], _LITRE, source=blend.source, ref=blend.source_ref))
    names = names_of("blend", **_names(blend.activity), **{f"region_{k}": region_name(place, k) for k in LANGUAGES},
                     **{f"stage_{k}": text(f"stage.{stage}", k) for k in LANGUAGES})  # fmt: skip
    return result("sum", names, f"kg CO2e/{_LITRE}", parts)


def _biogenic(blend: FuelBlend, factors: EmissionFactors, place: str, year: int) -> float:
    """Return the biogenic CO2 of a blend [kg/l]; nan unless every component publishes it."""
    keys = pd.DataFrame({"activity": list(blend.components), "region": place, "year": year, "unit": _LITRE})
    lines = match_factors(keys, factors)
    burnt = lines[lines["stage"] == "combustion"].groupby("key")
    each = burnt["kgco2_biogenic"].sum(min_count=1) * burnt["conversion"].first()
    shares = np.array(list(blend.components.values()))
    return float((each.reindex(range(len(shares))).to_numpy(np.float64) * shares).sum())


def _chosen(only: Iterable[str] | None) -> list[FuelBlend]:
    if only is None:
        return list(fuel_blends().values())
    found = []
    for wanted in only:
        if wanted not in fuel_blends():
            options = closest(wanted, fuel_blends()) or list(fuel_blends())
            raise_problem("unknown_blend", value=wanted, options=", ".join(options))
        found.append(fuel_blends()[wanted])
    return found


def _names(activity: str) -> dict[str, str]:
    return {f"name_{language}": activity_name(activity, language) for language in LANGUAGES}


def _same(tree: Explanation) -> Explanation:
    return tree
