"""Says what an auditor asks for beside the totals: gases, scope 2 contracts and changes of the base year."""

from __future__ import annotations

from ghgcalc.base_year import BaseYear
from ghgcalc.inventory import Inventory
from ghgcalc.inventory.scope2.rules import scope2_rules
from ghgcalc.plot.words import gwp_name
from ghgcalc.presentation.numbers import format_number, table_scale
from ghgcalc.report.change import base_year_contents
from ghgcalc.report.contents import Table
from ghgcalc.report.gases import gas_rows
from ghgcalc.report.words import criterion_answer, gas_name, heads, method_label, tonnes
from ghgcalc.texts import text


def evidence_tables(inventory: Inventory, base: BaseYear, language: str) -> tuple[Table, ...]:
    """Return the tables that have rows; of the gases those of the last year."""
    log = base_year_contents(base, language).tables if len(base.log) else ()
    tables = (gas_table(inventory, language), contract_table(inventory, language), *log)
    return tuple(table for table in tables if table.rows)


def gas_table(inventory: Inventory, language: str) -> Table:
    """Return tonnes and tCO2e per gas of the last year."""
    found = gas_rows(inventory)
    found = found[found["year"] == max(inventory.years)]
    scale = table_scale(found["tco2e"].tolist())
    rows = tuple(
        (
            text(f"scope.{row['scope']}", language),
            method_label(row["scope2"], language),
            gas_name(row["gas"], language),
            format_number(row["tonnes"], language=language, decimals=4),
            tonnes(row["tco2e"], language, scale),
        )
        for row in found.to_dict("records")
    )
    names = ("scope", "scope2_method", "gas", "gas_tonnes", "tco2e")
    note = text("report.gases_note", language, gwp=gwp_name(inventory.gwp))
    title = f"{text('report.gases_title', language)}, {max(inventory.years)}"
    return Table(title, heads(names, language), rows, left=3, note=note)


def contract_table(inventory: Inventory, language: str) -> Table:
    """Return every electricity contract with its quality criteria by number."""
    criteria = scope2_rules().criteria
    rows = tuple(
        (
            str(row[f"contract_{language}"]),
            str(row["year"]),
            str(row[f"reason_{language}"]),
            *(criterion_answer(row[criterion.id], language) for criterion in criteria),
            *(format_number(row[name], language=language) for name in ("accepted_kwh", "refused_kwh")),
        )
        for row in inventory.scope2_quality.to_dict("records")
    )
    head = (
        *heads(("contract", "year", "verdict"), language),
        *(str(criterion.number) for criterion in criteria),
        *heads(("accepted_kwh", "refused_kwh"), language),
    )
    legend = "; ".join(text(f"scope2.criterion.{criterion.id}", language) for criterion in criteria)
    note = f"{text('report.scope2_note', language)} {legend}."
    return Table(text("report.scope2_contracts", language), head, rows, left=3, note=note)
