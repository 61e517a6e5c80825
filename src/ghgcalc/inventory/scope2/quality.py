"""What an auditor asks of scope 2: every instrument with its criteria, and the balance of electricity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ghgcalc.factors.activities import activity_name
from ghgcalc.inventory.keys import Keys
from ghgcalc.inventory.scope2.allocation import bought_electricity, kwh_of
from ghgcalc.inventory.scope2.lines import energy_flows
from ghgcalc.inventory.scope2.rules import scope2_rules
from ghgcalc.texts import LANGUAGES, text

if TYPE_CHECKING:
    from ghgcalc.inventory.scope2.allocation import Coverage


def _criteria() -> tuple[str, ...]:
    return tuple(criterion.id for criterion in scope2_rules().criteria)


def _columns() -> list[str]:
    return [
        "contract", "year", "kind", "energy_source", "country", "kwh", *_criteria(), "accepted_kwh", "refused_kwh",
        *(f"{name}_{one}" for name in ("contract", "reason", "residual_mix", "matching") for one in LANGUAGES),
    ]  # fmt: skip


def quality_frame(keys: Keys, coverage: Coverage | None) -> pd.DataFrame:
    """Return one row per instrument and year: the eight criteria, what counts, what is refused and why.

    Products and suppliers' rates that rows name without a contract come with blank criteria: nothing about them is
    recorded.
    """
    rows = [] if coverage is None else [_judged(row) for row in coverage.judged.to_dict("records")]
    rows += _unrecorded(keys, {str(row["contract"]) for row in rows})
    frame = pd.DataFrame(rows, columns=_columns())
    for criterion in _criteria():
        frame[criterion] = frame[criterion].astype("boolean")
    for name in ("kwh", "accepted_kwh", "refused_kwh"):
        frame[name] = frame[name].astype(np.float64)
    return frame


def _judged(row: dict[Any, Any]) -> dict[Any, Any]:
    mix = "loaded" if row["has_residual_mix"] else "absent"
    matching = "profile" if row["has_profile"] else "annual"
    failed = [name for name in _criteria() if not row[name]]
    for language in LANGUAGES:
        criteria = "; ".join(text(f"scope2.criterion.{name}", language) for name in failed)
        row[f"reason_{language}"] = (
            text("scope2.refused", language, criteria=criteria) if failed else text("scope2.accepted", language)
        )
        row[f"contract_{language}"] = row["contract"]
        row[f"residual_mix_{language}"] = text(f"scope2.residual.{mix}", language)
        row[f"matching_{language}"] = text(f"scope2.matching.{matching}", language)
    return row


def _unrecorded(keys: Keys, recorded: set[str]) -> list[dict[Any, Any]]:
    """Return the products and suppliers' rates that rows of electricity name themselves."""
    bought = bought_electricity(keys)
    kwh = keys.sums[0] * kwh_of(keys)
    instrument, supplier = (keys.columns[name].values() for name in ("instrument", "supplier_unit"))
    named = np.where(supplier != "", "supplier", instrument)
    frame = pd.DataFrame({"year": keys.columns["year"].values(), "named": named, "kwh": kwh})
    chosen = frame[bought & (named != "") & ~np.isin(named, list(recorded))]
    rows: list[dict[Any, Any]] = []
    for (year, name), part in chosen.groupby(["year", "named"], sort=True):
        volume = float(part["kwh"].sum())
        shown = {
            language: text("match.supplier", language) if name == "supplier" else activity_name(str(name), language)
            for language in LANGUAGES
        }
        row: dict[Any, Any] = {
            "contract": shown["en"],
            "year": int(year),
            "kind": "",
            "energy_source": "",
            "country": "",
        }
        row |= {"kwh": volume, "accepted_kwh": volume, "refused_kwh": 0.0} | dict.fromkeys(_criteria(), pd.NA)
        for language in LANGUAGES:
            row[f"contract_{language}"] = shown[language]
            row[f"reason_{language}"] = text("scope2.unrecorded", language)
            row[f"residual_mix_{language}"] = ""
            row[f"matching_{language}"] = text("scope2.matching.annual", language)
        rows.append(row)
    return rows


def electricity_balance(keys: Keys) -> pd.DataFrame:
    """Return the electricity of every year and entity: flow (purchased, own generation, exported, resold) and kwh."""
    flows = {name: flow.kind for name, flow in energy_flows().items() if name.startswith("energy.electricity")}
    kind = np.where(bought_electricity(keys), "purchased", "")
    of_flow = keys.columns["activity"].relabel([flows.get(str(label), "") for label in keys.columns["activity"].labels])
    kind = np.where(kind == "", of_flow.values(), kind)
    columns = {name: keys.columns[name].values() for name in ("year", "entity")}
    frame = pd.DataFrame({**columns, "flow": kind, "kwh": keys.sums[0] * kwh_of(keys)})
    frame = frame[frame["flow"] != ""].astype({"year": np.int64})
    return frame.groupby(["year", "entity", "flow"], as_index=False)[["kwh"]].sum()
