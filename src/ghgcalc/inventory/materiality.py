"""Screening: how large each scope 3 category is, what else makes it relevant, and what the inventory covers."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from ghgcalc.errors import Problem, ProblemLog
from ghgcalc.inventory.cells import cells_under
from ghgcalc.inventory.exclusions import WHOLE, excluded_tco2e
from ghgcalc.inventory.noun import Inventory
from ghgcalc.inventory.policies import MaterialityPolicy, as_policy, relevance_criteria
from ghgcalc.texts import text
from ghgcalc.vocabulary import SCOPE2_METHODS, category_name, check_word, vocabulary_problem

Verdict = Literal["met", "not met", "not assessed", "no threshold"]
_ROUNDING = 1e-12
#: The category of scope 3 emissions that were reported without a split.
_SCOPE3 = "3"
_TRUE, _FALSE = ("true", "yes", "ja", "1", "1.0"), ("false", "no", "nee", "0", "0.0")


@dataclass(frozen=True, repr=False, eq=False)
class CategoryScreening:
    """Which scope 3 categories matter, and whether enough of them is covered.

    Parameters
    ----------
    categories : DataFrame
        Largest first: category, status, required_tco2e and optional_tco2e (nan where nothing is reported),
        excluded_tco2e (nan is "not known"), share and cumulative_share of everything known, in_smallest_set, the
        criteria of relevance (True, False or <NA>), evidence, is_relevant.
    policy : MaterialityPolicy
        What had to be covered.
    year : int
    scope2 : str
        Scope 2 method, which decides the upstream of electricity in category 3.3.
    coverage : float
        Reported required scope 3 over everything known of it, exclusions included [share]; nan when nothing is known.
    verdict : {"met", "not met", "not assessed", "no threshold"}
        Not assessed while a category without a figure could change the outcome.
    smallest_set : tuple of str
        The fewest categories that reach the policy's share of everything known, largest first.
    unknown : tuple of str
        Categories without a figure: not reported, or excluded without an estimate.
    too_large : tuple of str
        Exclusions above the policy's limit for one exclusion.
    """

    categories: pd.DataFrame
    policy: MaterialityPolicy
    year: int
    scope2: str
    coverage: float
    verdict: Verdict
    smallest_set: tuple[str, ...]
    unknown: tuple[str, ...]
    too_large: tuple[str, ...]

    def report(self, language: str = "en") -> str:
        """Return the outcome in a few sentences."""
        from ghgcalc.presentation.numbers import format_share

        title = self.policy.title[language]
        lines = [text("screening.title", language, year=self.year, policy=title)]
        covered = format_share(self.coverage, language=language, decimals=1)
        lines.append(text(f"screening.{self.verdict.replace(' ', '_')}", language, coverage=covered))
        if self.smallest_set:
            names = "; ".join(f"{c} {category_name(c, language)}" for c in self.smallest_set)
            wanted = format_share(float(self.policy.min_coverage or 0.0), language=language)
            lines.append(text("screening.smallest_set", language, share=wanted, categories=names))
        if self.unknown:
            lines.append(text("screening.unknown", language, categories=", ".join(self.unknown)))
        if self.too_large:
            lines.append(text("screening.too_large", language, categories=", ".join(self.too_large)))
        return "\n".join(lines)

    def __repr__(self) -> str:
        return self.report("en")

    def _repr_html_(self) -> str:
        sentences = "<br>".join(html.escape(line) for line in self.report("en").splitlines())
        return f"<p>{sentences}</p>{self.categories.to_html(index=False)}"


def screen_categories(
    inventory: Inventory,
    *,
    policy: str | MaterialityPolicy = "none",
    criteria: pd.DataFrame | Iterable[Mapping[str, Any]] | None = None,
    year: int | None = None,
    scope2: str = "location",
) -> CategoryScreening:
    """Screen the scope 3 categories: their size is computed, the other criteria are entered with evidence.

    Parameters
    ----------
    inventory : Inventory
        With its exclusions declared, see `with_exclusions`.
    policy : str or MaterialityPolicy
        ``"none"``, ``"ghgp-draft-95"``, ``"sbti-near-term"``, ``"sbti-long-term"``, or a policy of your own.
    criteria : DataFrame or iterable of mappings, optional
        category, criterion, is_met and evidence: what the company knows beside the size.
    year : int, optional
        Year; by default the last one.
    scope2 : {"location", "market"}
        Scope 2 method; in scope 3 it only touches the upstream of electricity.

    Returns
    -------
    CategoryScreening

    Raises
    ------
    DataError
        If the policy, the year, a category or a criterion is unknown, or a criterion has no evidence.

    Notes
    -----
    Only required emissions count; optional ones stand beside them. A category is `size` when it is in the smallest set
    that reaches the policy's share; without a threshold size is not judged.

    References
    ----------
    .. [1] GHG Protocol, "Scope 3 Standard" (2011), table 6.1, p. 61, and pp. 65-66.

    Examples
    --------
    >>> from ghgcalc.factors import load_factors
    >>> from ghgcalc.inventory import calculate_inventory
    >>> rows = pd.DataFrame({"year": 2026, "activity": "reported", "unit": "tCO2e", "value": [90.0, 8.0, 2.0],
    ...                      "category": ["3.1", "3.4", "3.6"]})
    >>> found = screen_categories(calculate_inventory(rows, load_factors("nl-2026")), policy="sbti-near-term")
    >>> found.smallest_set, found.verdict
    (('3.1',), 'not assessed')
    """
    rules = as_policy(policy)
    method = check_word("scope2", scope2, SCOPE2_METHODS)
    chosen = inventory.years[-1] if year is None else year
    if chosen not in inventory.years:
        options = ", ".join(map(str, inventory.years))
        log = ProblemLog()
        log.add("unknown_year", value=chosen, options=options)
        log.raise_if_any()
    table = _sizes(inventory, rules, method, chosen)
    known = np.nan_to_num(table["required_tco2e"].to_numpy()) + np.nan_to_num(table["excluded_tco2e"].to_numpy())
    total = float(known.sum())
    table["share"] = known / total if total > 0 else math.nan
    table = table.assign(size_tco2e=known).sort_values("size_tco2e", ascending=False, kind="stable")
    table["cumulative_share"] = table["share"].cumsum()
    smallest = _smallest_set(table, rules)
    table["share"] = table["share"].mask(table["required_tco2e"].isna() & table["excluded_tco2e"].isna())
    table["in_smallest_set"] = table["category"].isin(smallest)
    covered = float(table["required_tco2e"].sum()) / total if total > 0 else math.nan
    unknown = tuple(table.loc[table["is_unknown"], "category"])
    limit = rules.max_single_exclusion
    excluded = np.nan_to_num(table["excluded_tco2e"].to_numpy(np.float64))
    large = excluded > (math.inf if limit is None else limit * total)
    return CategoryScreening(
        categories=_with_criteria(table, criteria, rules).drop(columns=["size_tco2e", "is_unknown"]),
        policy=rules,
        year=chosen,
        scope2=method,
        coverage=covered,
        verdict=_verdict(covered, rules, unknown, has_large=bool(large.any())),
        smallest_set=smallest,
        unknown=unknown,
        too_large=tuple(table["category"].to_numpy()[large]),
    )


def _sizes(inventory: Inventory, policy: MaterialityPolicy, scope2: str, year: int) -> pd.DataFrame:
    """Return one row per category with what is reported and what is left out."""
    cells = cells_under(inventory.cells, scope2, year=year)
    cells = cells[cells["scope"] == 3]
    sums = cells.groupby(["category", "boundary"])["tco2e"].sum()
    is_unsplit = bool((cells["category"] == _SCOPE3).any())
    listed = dict.fromkeys((*inventory.rules.categories, *cells["category"].unique()))
    rows = []
    for category in listed:
        reasons = {e.reason for e in inventory.exclusions if e.category == category and e.year in (None, year)}
        has_data = bool((cells["category"] == category).any())
        excluded = excluded_tco2e(inventory.exclusions, category, year=year)
        outside = "not_estimable" in reasons and category in policy.outside_if_not_estimable
        is_blank = not has_data and not reasons and not is_unsplit
        rows.append(
            {
                "category": category,
                "status": _status(reasons, has_data=has_data, is_unsplit=is_unsplit),
                "required_tco2e": float(sums.get((category, "required"), 0.0)) if has_data else math.nan,
                "optional_tco2e": float(sums.get((category, "optional"), 0.0)) if has_data else math.nan,
                "excluded_tco2e": math.nan if is_blank else excluded,
                "is_unknown": (is_blank or math.isnan(excluded)) and not outside,
            }
        )
    return pd.DataFrame(rows)


def _status(reasons: set[str], *, has_data: bool, is_unsplit: bool) -> str:
    whole = [reason for reason in (*WHOLE, "de_minimis", "not_estimable") if reason in reasons]
    if not has_data:
        return whole[0] if whole else "not split" if is_unsplit else "missing"
    return "partly" if reasons else "reported"


def _smallest_set(table: pd.DataFrame, policy: MaterialityPolicy) -> tuple[str, ...]:
    """Return the largest categories, in order, until their share reaches the policy's; that is the fewest."""
    if policy.min_coverage is None or table["share"].isna().any():
        return ()
    before = table["cumulative_share"].to_numpy() - table["share"].to_numpy()
    needed = (before < policy.min_coverage - _ROUNDING) & (table["share"].to_numpy() > 0)
    return tuple(table["category"].to_numpy()[needed])


def _verdict(coverage: float, policy: MaterialityPolicy, unknown: tuple[str, ...], *, has_large: bool) -> Verdict:
    if policy.min_coverage is None:
        return "no threshold"
    if math.isnan(coverage):
        return "not assessed"
    if coverage < policy.min_coverage - _ROUNDING or has_large:
        return "not met"
    return "not assessed" if unknown else "met"


def _with_criteria(
    table: pd.DataFrame, given: pd.DataFrame | Iterable[Mapping[str, Any]] | None, policy: MaterialityPolicy
) -> pd.DataFrame:
    names = [criterion.id for criterion in relevance_criteria()]
    nothing = pd.array([pd.NA] * len(table), dtype="boolean")
    judged = pd.DataFrame({name: nothing.copy() for name in names}, index=table.index)
    if policy.min_coverage is not None:
        judged["size"] = table["in_smallest_set"].astype("boolean")
    evidence: dict[str, list[str]] = {category: [] for category in table["category"]}
    rows: list[Any] = given.to_dict("records") if isinstance(given, pd.DataFrame) else list(given or ())
    log = ProblemLog()
    for number, row in enumerate(rows):
        found = _judgement(row, list(evidence), names[1:])
        if isinstance(found, Problem):
            log.extend([found.at("", f"row {number}")])
            continue
        category, criterion, is_met, why = found
        judged.loc[table["category"] == category, criterion] = is_met
        evidence[category].append(f"{criterion}: {why}")
    log.raise_if_any()
    relevant = judged.any(axis=1, skipna=True).astype("boolean")
    open_ones = judged.isna().any(axis=1) & ~relevant
    return table.assign(
        **{name: judged[name] for name in names},
        evidence=["; ".join(evidence[category]) for category in table["category"]],
        is_relevant=relevant.mask(open_ones),
    ).reset_index(drop=True)


def _judgement(
    row: Mapping[str, Any], categories: list[str], criteria: list[str]
) -> tuple[str, str, bool, str] | Problem:
    category, criterion = str(row.get("category", "")), str(row.get("criterion", ""))
    if category not in categories:
        return vocabulary_problem("category", category, categories)
    if criterion not in criteria:
        return vocabulary_problem("criterion", criterion, criteria)
    answer = str(row.get("is_met", "")).strip().casefold()
    if answer not in (*_TRUE, *_FALSE):
        return vocabulary_problem("is_met", row.get("is_met", ""), ("True", "False"))
    evidence = row.get("evidence")
    if evidence is None or not str(evidence).strip() or str(evidence) == "nan":
        return Problem("criterion_without_evidence", criterion)
    return category, criterion, answer in _TRUE, str(evidence).strip()
