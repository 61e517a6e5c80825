"""What the GHG Protocol requires or allows, each as one test that looks at an inventory."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from ghgcalc.inventory.exclusions import WHOLE
from ghgcalc.inventory.outcomes import Categories, Facts, Outcome, Percent, Touched, Word, outcome


def nothing_declared() -> Outcome:
    """Return the outcome of a statement that only the company's own words can meet."""
    return outcome("not assessed", "not_declared")


def _consolidation(facts: Facts) -> Outcome:
    approach = facts.inventory.consolidation
    if approach is None:
        return outcome("missing", "no_consolidation")
    return outcome("met", "consolidation", approach=Word(f"consolidation.{approach}"))


def _period(facts: Facts) -> Outcome:
    return outcome("met", "period", years=", ".join(map(str, facts.inventory.years)))


def _scope_1(facts: Facts) -> Outcome:
    return _scope_known(facts, 1)


def _scope_known(facts: Facts, scope: int) -> Outcome:
    with_data = set(facts.cells.loc[facts.cells["scope"] == scope, "year"])
    without = [year for year in facts.inventory.years if year not in with_data]
    exclusions = facts.inventory.exclusions
    if without and any(e.category.startswith(f"{scope}.") and e.reason == "not_applicable" for e in exclusions):
        return outcome("met", "scope_not_applicable", scope=scope)
    if not without:
        return outcome("met", "scope_known", scope=scope)
    return outcome("missing", "scope_unknown", scope=scope, years=", ".join(map(str, without)))


def _scope_2_both(facts: Facts) -> Outcome:
    if (known := _scope_known(facts, 2)).status == "missing" and not facts.inventory.missing_methods:
        return known
    if facts.inventory.missing_methods:
        year, method = facts.inventory.missing_methods[0]
        return outcome("missing", "one_method", year=year, method=Word(f"scope2.{method}"))
    return outcome("met", "both_methods")


def _power(facts: Facts) -> pd.DataFrame:
    return facts.cells[(facts.cells["category"] == "2.electricity") & (facts.cells["scope2_method"] == "market")]


def _instruments(facts: Facts) -> Outcome:
    power = _power(facts)
    contracted = (power["basis"] == "contract").to_numpy()
    if not contracted.any():
        return outcome("not applicable", "no_contracts")
    used = float(power["amount"].sum())
    part = float(power["amount"].to_numpy()[contracted].sum()) / used if used > 0 else 1.0
    return outcome("not assessed", "contracts", share=Percent(part))


def _residual_mix(facts: Facts) -> Outcome:
    power = _power(facts)
    rest = power[~power["basis"].isin(["", "contract"])]
    if not len(rest):
        return outcome("not applicable", "no_rest")
    stand_in = rest[rest["basis"] != "residual mix"]
    if not len(stand_in):
        return outcome("met", "residual_mix")
    return outcome("met", "no_residual_mix", regions=", ".join(sorted(set(stand_in["region"]))))


def _gases(facts: Facts) -> Outcome:
    return _split_by_gas(facts, facts.cells[facts.cells["scope"] < 3])


def _scope_3_gases(facts: Facts) -> Outcome:
    return _split_by_gas(facts, facts.scope3)


def _split_by_gas(facts: Facts, cells: pd.DataFrame) -> Outcome:
    """Tell how much comes from factors that state their gases."""
    if not len(cells):
        return outcome("not applicable", "nothing_there")
    frame = facts.inventory.factors.frame
    carbon = frame[["kgco2", "kgch4", "kgn2o"]].notna().all(axis=1) | (frame["gases"] != "")
    stated = set(frame.loc[carbon, "factor_id"])
    known = cells["factor_id"].isin(stated).to_numpy() | (cells["tco2e"] == 0).to_numpy()
    if known.all():
        return outcome("met", "gases_known")
    return outcome("missing", "gases_unknown", share=Percent(facts.share_of(cells, ~known)))


def _gwp(facts: Facts) -> Outcome:
    other = ~facts.cells["in_gwp_set"].to_numpy(bool)
    gwp = facts.inventory.gwp.replace("_", " ")
    if not other.any():
        return outcome("met", "gwp", gwp=gwp)
    return outcome("met", "gwp_and_others", gwp=gwp, share=Percent(facts.share_of(facts.cells, other)))


def _biogenic(facts: Facts) -> Outcome:
    known = facts.cells["tco2_biogenic"].notna().to_numpy()
    if known.all():
        return outcome("met", "biogenic")
    if not known.any():
        return outcome("not assessed", "biogenic_unknown")
    return outcome("not assessed", "biogenic_partly", share=Percent(facts.share_of(facts.cells, ~known)))


def _gross(_facts: Facts) -> Outcome:
    return outcome("met", "gross")


def _base_year(facts: Facts) -> Outcome:
    if facts.base is None:
        return outcome("not assessed", "no_base_year")
    if not facts.base.reason.strip():
        return outcome("missing", "no_base_year_reason", year=facts.base.year)
    return outcome("met", "base_year", year=facts.base.year, why=facts.base.reason)


def _categories(facts: Facts) -> Outcome:
    inventory = facts.inventory
    filled = set(facts.scope3[["year", "category"]].itertuples(index=False, name=None))
    absent: list[str] = []
    for category in inventory.rules.categories:
        for year in inventory.years:
            if (year, category) in filled or (year, "3") in filled:
                continue
            if not any(e.category == category and e.year in (None, year) for e in inventory.exclusions):
                absent.append(category)
                break
    if any(category == "3" for _, category in filled):
        return outcome("missing", "not_split")
    if absent:
        return outcome("missing", "categories_absent", categories=Categories(tuple(absent)))
    excluded = dict.fromkeys(e.category for e in inventory.exclusions if e.category.startswith("3."))
    if not excluded:
        return outcome("met", "categories_all")
    return outcome("met", "categories_excluded", categories=Categories(tuple(excluded)))


def _together(facts: Facts) -> Outcome:
    rules, exclusions = facts.inventory.rules, facts.inventory.exclusions
    open_ended = {e.category for e in exclusions if e.reason == "not_estimable" and e.category in rules.together}
    if not open_ended:
        return outcome("not applicable", "no_open_end")
    not_there = {e.category for e in exclusions if e.reason in WHOLE} | open_ended
    selective = tuple(category for category in rules.together if category not in not_there)
    if selective:
        return outcome("missing", "selective", categories=Categories(selective))
    return outcome("met", "left_out_together")


def _per_category(facts: Facts, wrong: Touched) -> Categories:
    return Categories(tuple(dict.fromkeys(facts.scope3.loc[wrong, "category"].sort_values())))


def _data_types(facts: Facts) -> Outcome:
    if not len(facts.scope3):
        return outcome("not applicable", "nothing_there")
    blank = (facts.scope3["data_type"] == "").to_numpy() & (facts.scope3["category"] != "3.3").to_numpy()
    if blank.any():
        return outcome("missing", "no_data_type", categories=_per_category(facts, blank))
    return outcome("met", "data_types")


def _methods(facts: Facts) -> Outcome:
    if not len(facts.scope3):
        return outcome("not applicable", "nothing_there")
    reported = (facts.scope3["match"] == "reported").to_numpy()
    if reported.any():
        return outcome("not assessed", "reported_tonnes", categories=_per_category(facts, reported))
    return outcome("met", "methods")


def _supplier_share(facts: Facts) -> Outcome:
    if (known := _data_types(facts)).status != "met":
        return known
    own = facts.scope3["data_type"].isin(["supplier"]).to_numpy() | (facts.scope3["match"] == "supplier").to_numpy()
    return outcome("met", "supplier_share", share=Percent(facts.share_of(facts.scope3, own)))


def _optional_apart(facts: Facts) -> Outcome:
    optional = (facts.cells["boundary"] == "optional").to_numpy()
    if not optional.any():
        return outcome("missing", "no_optional")
    shown = tuple(dict.fromkeys(facts.cells.loc[optional, "category"].sort_values()))
    return outcome("met", "optional_apart", categories=Categories(shown))


def _subdivision(facts: Facts) -> Outcome:
    has_parts = any(len(facts.cells[column].unique()) > 1 for column in ("entity", "site", "region"))
    return outcome("met", "subdivided") if has_parts else outcome("missing", "one_part")


def _uncertainty(facts: Facts) -> Outcome:
    unknown = facts.cells["gsd"].isna().to_numpy()
    if unknown.all():
        return outcome("missing", "no_uncertainty")
    return outcome("not assessed", "some_uncertainty", share=Percent(facts.share_of(facts.cells, ~unknown)))


def _exclusion_estimates(facts: Facts) -> Outcome:
    left_out = [e for e in facts.inventory.exclusions if e.reason != "not_applicable"]
    if not left_out:
        return outcome("not applicable", "nothing_left_out")
    without = tuple(dict.fromkeys(e.category for e in left_out if e.estimate_tco2e is None))
    if without:
        return outcome("missing", "no_estimate", categories=Categories(without))
    return outcome("met", "estimates")


#: Every test by the name that a statement gives it.
TESTS: dict[str, Callable[[Facts], Outcome]] = {
    "consolidation": _consolidation,
    "period": _period,
    "scope_1": _scope_1,
    "scope_2_both": _scope_2_both,
    "instruments": _instruments,
    "residual_mix": _residual_mix,
    "gases": _gases,
    "gwp": _gwp,
    "biogenic": _biogenic,
    "gross": _gross,
    "base_year": _base_year,
    "categories": _categories,
    "together": _together,
    "data_types": _data_types,
    "methods": _methods,
    "supplier_share": _supplier_share,
    "optional_apart": _optional_apart,
    "scope_3_gases": _scope_3_gases,
    "subdivision": _subdivision,
    "uncertainty": _uncertainty,
    "exclusion_estimates": _exclusion_estimates,
}
