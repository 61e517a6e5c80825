"""Turns explained numbers into a set of emission factors that remembers how each was derived."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from ghgcalc.factors.derived.tree import Explanation
from ghgcalc.factors.model import EmissionFactors
from ghgcalc.texts import text


class Derivations(Mapping[str, Callable[[], Explanation]]):
    """The recipes of derived factors by factor id; prints itself as the formula in one line."""

    def __init__(self, recipes: Mapping[str, Callable[[], Explanation]], formula: str) -> None:
        self._recipes = dict(recipes)
        self._formula = formula

    def __getitem__(self, factor_id: str) -> Callable[[], Explanation]:
        return self._recipes[factor_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._recipes)

    def __len__(self) -> int:
        return len(self._recipes)

    def __str__(self) -> str:
        return self._formula

    __repr__ = __str__


@dataclass(frozen=True)
class Terms:
    """What the published factors in a derivation say about years, GWP set and licence."""

    rows: Mapping[str, Mapping[str, Any]]
    sources: Mapping[str, Mapping[str, Any]]

    def of(self, node: Explanation) -> list[Mapping[str, Any]]:
        """Return the factor rows at the leaves of a tree."""
        return [self.rows[leaf.factor_id] for leaf in node.leaves() if leaf.factor_id in self.rows]

    def years(self, node: Explanation, year: int | None) -> tuple[int, int]:
        """Return the first and last year for which a derived factor holds."""
        if year is not None:
            return year, year
        rows = self.of(node)
        first, last = max(int(r["valid_from"]) for r in rows), min(int(r["valid_to"]) for r in rows)
        return (first, last) if first <= last else (last, first)

    def gwp_set(self, nodes: Iterable[Explanation]) -> str:
        """Return the GWP set that all published factors share, else an empty string."""
        found = {str(row["gwp_set"]) for node in nodes for row in self.of(node)}
        return found.pop() if len(found) == 1 else ""

    def about(
        self, derivations: Derivations, *, title: str, first: Mapping[str, Any] | None = None, uncertainty: str = ""
    ) -> dict[str, Any]:
        """Return the source table of a derived set; `first` is a source that is no emission factor."""
        used = dict.fromkeys(str(row["set"]) for row in self.rows.values())
        abouts = [first or {}, *(self.sources.get(name, {}) for name in used)]
        joined = {
            key: "; ".join(dict.fromkeys(str(about[key]) for about in abouts if about.get(key)))
            for key in ("publisher", "licence", "attribution")
        }
        return {
            "publisher": "ghgcalc, from " + joined["publisher"], "title": title, "edition": ", ".join(used),
            "url": str((first or {}).get("url", "")), "licence": joined["licence"],
            "attribution": joined["attribution"], "formula": derivations,
            "uncertainty": uncertainty,
        }  # fmt: skip


def terms_of(factors: EmissionFactors, nodes: Iterable[Explanation]) -> Terms:
    """Collect the factor rows at the leaves of several trees."""
    ids = {leaf.factor_id for node in nodes for leaf in node.leaves()} - {""}
    rows = factors.frame[factors.frame["factor_id"].isin(ids)]
    return Terms(
        {str(row["factor_id"]): {str(k): v for k, v in row.items()} for row in rows.to_dict("records")}, factors.sources
    )


def as_emission_factors(
    tree: Explanation,
    factors: EmissionFactors,
    *,
    factor_id: str,
    activity: str,
    region: str,
    year: int | None = None,
    unit: str = "kg",
    category: str = "3.1",
    stage: str = "cradle-to-gate",
    name: str = "derived-own",
) -> EmissionFactors:
    """Make a set of one emission factor from an explained number, such as a chain or a mixture.

    Parameters
    ----------
    tree : Explanation
        What `chain_factor` or `mix_factor` returned [kg CO2e/unit].
    factors : EmissionFactors
        The factors it was derived from.
    factor_id, activity, region, unit, category, stage, name : str
        Columns of the new factor and name of its set.
    year : int, optional
        Year for which it holds; without it the years that its published factors share.

    Raises
    ------
    DataError
        If unit or category is not in the vocabulary.

    Examples
    --------
    >>> from ghgcalc.factors import load_factors
    >>> from ghgcalc.factors.derived import explain, mix_factor
    >>> factors = load_factors("nl-2026")
    >>> blend = {"energy.fuel.diesel_b0": 50, "energy.fuel.hvo100": 50}
    >>> tree = mix_factor(blend, factors=factors, region="NL", unit="l")
    >>> own = as_emission_factors(tree, factors, factor_id="own/hvo50", activity="energy.fuel.hvo50", region="NL",
    ...     unit="l", category="1.mobile", stage="life-cycle")
    >>> round(float(own.frame["kgco2e"][0]), 3)
    1.965
    """
    terms = terms_of(factors, [tree])
    first, last = terms.years(tree, year)
    row = {
        "factor_id": factor_id, "activity": activity, "region": region, "valid_from": first, "valid_to": last,
        "unit": unit, "kgco2e": tree.value, "gwp_set": terms.gwp_set([tree]), "category": category, "stage": stage,
        "quality": "derived", "source": name, "source_ref": tree.formula(), "published_name": tree.names["en"],
    }  # fmt: skip
    recipes = Derivations({factor_id: partial(_same, tree)}, text("derived.own_formula", "en"))
    about = terms.about(recipes, title=text("derived.own_title", "en"))
    return EmissionFactors.from_frame(pd.DataFrame([row]), name=name, source=about)


def _same(tree: Explanation) -> Explanation:
    return tree
