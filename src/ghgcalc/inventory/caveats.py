"""Caveats computed from the inventory itself, so that an inconvenient one cannot be forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ghgcalc.factors.store import FACTOR_YEAR, IMPORTER_ONLY
from ghgcalc.inventory.quality import NO_TYPE, cell_scores, data_types
from ghgcalc.inventory.ratings import indicators, quality_rules
from ghgcalc.texts import LANGUAGES, Language, text
from ghgcalc.units import is_money, units

if TYPE_CHECKING:
    from ghgcalc.inventory.noun import Inventory


def caveats_of(inventory: Inventory) -> pd.DataFrame:
    """Return the caveats of an inventory: code, text_en, text_nl and the share of emissions they touch.

    Shares are of all lines without a method and the market-based lines; for electricity of its amount.
    """
    cells = inventory.cells
    counted = cells[cells["scope2_method"] != "location"]
    tonnes = counted["tco2e"]
    total = float(tonnes.sum())
    rows: list[tuple[str, str, str, float]] = []

    def share(code: str, touched: pd.Series, **params: str) -> None:
        part = float(tonnes[touched].sum())
        if part > 0:
            rows.append(_row(code, part / total, **params))

    for match in ("older year", "newer year", "wider region"):
        share(match.replace(" ", "_"), counted["match"] == match)
    types = data_types(counted)
    share("spend", types == "spend")
    share("derived", counted["factor_id"].str.startswith("derived/"))
    share("spend_prices", _other_price_year(counted, inventory))
    share("undifferentiated", counted["category"].isin(["3", "3.other"]))
    rows += _weak_data(counted, inventory, total)
    share("no_data_type", types == NO_TYPE)
    share("gwp_kept", ~counted["in_gwp_set"], gwp=inventory.gwp)
    share("reported", counted["match"] == "reported")
    share("use_phase", (counted["category"] == "3.11") & (counted["boundary"] == "required"))
    rows += _life_cycle_power(cells)
    rows += _market_fallback(cells)
    rows += _contracts(inventory)
    rows += _decisions(inventory)
    rows += _not_for_others(counted, inventory, total)
    for year, method in inventory.missing_methods:
        other = "market" if method == "location" else "location"
        rows.append(_method_row(year, method, other))
    present = set(cells["category"])
    present |= {exclusion.category for exclusion in inventory.exclusions}
    empty = [category for category in inventory.rules.categories if category not in present]
    if empty and "3" not in present:
        rows.append(_row("categories_empty", 0.0, categories=", ".join(empty)))
    return pd.DataFrame(rows, columns=["code", "text_en", "text_nl", "share"])


def _of_factors(inventory: Inventory, cells: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Return columns of the factor behind each cell."""
    return inventory.factors.frame[["factor_id", *columns]].set_index("factor_id").reindex(cells["factor_id"])


def _other_price_year(cells: pd.DataFrame, inventory: Inventory) -> pd.Series:
    """Tell which cells are spend in prices of another year than those for which their factor holds."""
    factors = _of_factors(inventory, cells, "set", "valid_from")
    stated = factors["set"].map(lambda name: inventory.factors.sources.get(name, {}).get("price_year"))
    year = pd.to_numeric(stated.where(stated != FACTOR_YEAR, factors["valid_from"])).to_numpy(np.float64)
    money = {unit.unit for unit in units().values() if is_money(unit.dimension)}
    other: pd.Series[bool] = cells["unit"].isin(money) & (~np.isnan(year) & (year != cells["year"].to_numpy()))
    return other


def _weak_data(cells: pd.DataFrame, inventory: Inventory, total: float) -> list[tuple[str, str, str, float]]:
    """Tell how much rests on weak data, and on factors that are far from their year."""
    scores, _ = cell_scores(inventory, cells)
    limit = quality_rules()["weak"]["score"]
    known = ~np.isnan(scores)
    counted = known.sum(axis=1)
    mean = np.divide(np.nansum(scores, axis=1), counted, out=np.zeros(len(cells)), where=counted > 0)
    time = scores[:, indicators().index("time")]
    far = next(s["below"] for s in reversed(quality_rules()["derived"]["time"]["steps"]) if s["score"] < limit)
    found = []
    for code, weak in (("weak_quality", mean >= limit), ("old_factors", time >= limit)):
        part = float(cells["tco2e"].to_numpy()[weak].sum())
        if part > 0:
            found.append(_row(code, part / total, years=str(far)))
    return found


def _not_for_others(cells: pd.DataFrame, inventory: Inventory, total: float) -> list[tuple[str, str, str, float]]:
    """Name every set in use whose licence does not allow passing its figures on."""
    own_set = _of_factors(inventory, cells, "set")["set"].to_numpy(object)
    rows = []
    for name, about in inventory.factors.sources.items():
        used = own_set == name
        if about.get("redistributable") == IMPORTER_ONLY and used.any():
            part = float(cells.loc[used, "tco2e"].sum()) / total if total > 0 else 0.0
            publisher = str(about.get("publisher", name))
            rows.append(_row("importer_only", part, publisher=publisher, licence=str(about.get("licence", "-"))))
    return rows


def _life_cycle_power(cells: pd.DataFrame) -> list[tuple[str, str, str, float]]:
    """Tell how much of the electricity has no upstream line of its own in category 3.3."""
    power = cells[(cells["activity"] == "energy.electricity") & (cells["scope2_method"] == "location")]
    place = ["year", "entity", "site", "region", "activity", "instrument"]
    bought = power[power["category"] == "2.electricity"]
    with_upstream = power[power["category"] == "3.3"][place].drop_duplicates().assign(has_upstream=True)
    alone = bought.merge(with_upstream, on=place, how="left")["has_upstream"].isna().to_numpy()
    used = float(bought["amount"].sum())
    if not alone.any() or used <= 0:
        return []
    part = bought["amount"].to_numpy()[alone].sum() / used
    return [_row("life_cycle_power", float(part), regions=", ".join(sorted(set(bought["region"].to_numpy()[alone]))))]


def _market_fallback(cells: pd.DataFrame) -> list[tuple[str, str, str, float]]:
    bought = cells[(cells["category"] == "2.electricity") & (cells["scope2_method"] == "market")]
    used = float(bought["amount"].sum())
    if used <= 0:
        return []
    rows = []
    for basis, part in bought[~bought["basis"].isin(["", "contract"])].groupby("basis")["amount"].sum().items():
        texts = {f"basis_{language}": text(f"basis.{basis}", language) for language in LANGUAGES}
        rows.append(_row("market_fallback", float(part) / used, **texts))
    return rows


def _decisions(inventory: Inventory) -> list[tuple[str, str, str, float]]:
    """Repeat every decision of the boundary that does not simply count the whole entity."""
    if inventory.boundary is None:
        return []
    shown = inventory.boundary.decisions
    chosen = shown[(shown["own_share"] < 1) | shown["must_disclose"]]
    return [("boundary", str(row["text_en"]), str(row["text_nl"]), 0.0) for _, row in chosen.iterrows()]


def _contracts(inventory: Inventory) -> list[tuple[str, str, str, float]]:
    """Name electricity whose contract fails the quality criteria, or was never recorded; shares of all purchased."""
    quality, balance = inventory.scope2_quality, inventory.electricity
    bought = float(balance.loc[balance["flow"] == "purchased", "kwh"].sum())
    if bought <= 0:
        return []
    unrecorded = quality["cancelled"].isna().to_numpy(bool)
    parts = {
        "contract_refused": float(quality["refused_kwh"].sum()),
        "contract_unrecorded": float(quality.loc[unrecorded, "accepted_kwh"].sum()),
    }
    return [_row(code, kwh / bought) for code, kwh in parts.items() if kwh > 0]


def _row(code: str, share: float, **params: str) -> tuple[str, str, str, float]:
    def say(language: Language) -> str:
        own = {k.removesuffix(f"_{language}"): v for k, v in params.items() if not k.endswith(_other(language))}
        return text(f"caveat.{code}", language, share=_percent(share), **own)

    return code, say("en"), say("nl"), share


def _other(language: Language) -> str:
    return "_nl" if language == "en" else "_en"


def _percent(share: float) -> str:
    return "<1%" if share < 0.01 else f"{100 * share:.0f}%"


def _method_row(year: int, missing: str, known: str) -> tuple[str, str, str, float]:
    texts = {
        f"{name}_{language}": text(f"scope2.{method}", language)
        for name, method in (("missing", missing), ("known", known))
        for language in LANGUAGES
    }
    return _row("method_missing", 0.0, year=str(year), **texts)
