"""Writes docs/scope3-methods.md: one line per calculation method, from its docstring.

Run: python docs/make_scope3_page.py
"""

from __future__ import annotations

import importlib
import inspect
import re
from pathlib import Path

MODULES = (
    "purchased", "fuel_and_energy", "transport", "storage", "waste", "travel", "commuting", "leased", "processing",
    "use_of_sold", "end_of_life", "franchises", "investments", "operation",
)  # fmt: skip

INTRODUCTION = """# Calculation methods of scope 3

Most companies fill in the workbook and never need this page: amount × emission factor covers most rows. These
functions are for the rest: a supplier who shares his own figures, a survey of commuters, a leased floor, the
washing of sold clothes.

* Every function takes single numbers or columns (lists, arrays, columns of a frame) and returns **kilograms of
  CO2e per row**; add up with `.sum()`. The unit stands in the name of each input: `distance_km`,
  `kgco2e_per_kwh`. Shares run from 0 to 1.
* A missing, negative or impossible number is an error that names the row, never 0. An input marked *optional*
  may be left out when there is none of it; an amount without its factor is refused.
* Methods stand in the order of the guidance: most specific first. Category 2 uses the methods of category 1,
  category 9 those of 4, category 13 those of 8.
* `gc.scope3.activity_rows` turns a result into rows of the inventory.

```python
import ghgcalc as gc
from ghgcalc.scope3 import use_of_sold, activity_rows

washing = use_of_sold.care_energy_per_item(0.7, item_mass_kg=0.2, load_mass_kg=3.5)
kgco2e = use_of_sold.indirect_use(10_000, uses_per_lifetime=50, electricity_kwh_per_use=washing, kgco2e_per_kwh=0.3)
rows = activity_rows(kgco2e, category="3.11", year=2026, data_type="estimate", boundary="optional")
```

Formula and page numbers are those of the GHG Protocol's *Technical Guidance for Calculating Scope 3 Emissions*,
version 1.0 (2013), unless another document is named. Its worked examples are tests (`tests/scope3`), with the
printing errors noted: 1.2 prints 72,800 for 257,300; 8.1 prints 1,325 for 1,320; 15.2 prints 2,242,500 tonnes
for 2,332,500 kg; 3.1 uses combustion factors for grid losses, against its own formula 3.3.
"""

REFRIGERANTS = """## Refrigerants (scope 1)

`ghgcalc.refrigerants`; formulas of the US EPA Center for Corporate Climate Leadership (2014), which builds on
the GHG Protocol. The leak rates of `screening` are in `emission_factors/refrigerant_equipment.csv`, marked
*from memory*: give your own where you know them.
"""


def page() -> str:
    """Return the page."""
    parts = [INTRODUCTION]
    parts += [_section(importlib.import_module(f"ghgcalc.scope3.{name}"), f"scope3.{name}") for name in MODULES]
    refrigerants = importlib.import_module("ghgcalc.refrigerants")
    parts.append(REFRIGERANTS + "\n" + _table(refrigerants, "refrigerants"))
    return "\n".join(parts)


def _section(module: object, name: str) -> str:
    return f"## {(inspect.getdoc(module) or '').splitlines()[0].rstrip('.')}\n\n{_table(module, name)}"


def _table(module: object, name: str) -> str:
    rows = ["| function | gives | formula | inputs |", "|---|---|---|---|"]
    for function_name, function in vars(module).items():
        own = inspect.isfunction(function) and function.__module__ == module.__name__  # type: ignore[attr-defined]
        if own and not function_name.startswith("_") and inspect.signature(function).parameters:
            text = inspect.getdoc(function) or ""
            first = text.split("\n\n")[0].removeprefix("Return ").rstrip(".").replace("\n", " ")
            called = name if name.endswith(f".{function_name}") else f"{name}.{function_name}"
            rows.append(f"| `{called}` | {first} | {_formulas(text)} | {_inputs(function)} |")
    return "\n".join(rows) + "\n"


def _formulas(text: str) -> str:
    references = " ".join(text.split("References\n")[1].split("Examples\n")[0].split())
    formulas = re.findall(r"(?<!box )(?<!table )\b(\d+\.\d+),? \(?p\. (\d+)", references)
    if formulas:
        return ", ".join(f"{number} (p. {place})" for number, place in formulas)
    other = re.search(r"section [\d.]+\d|category \d+|chapter \d+|p\. \d+", references)
    return other.group(0) if other else ""


def _inputs(function: object) -> str:
    shown = []
    for parameter in inspect.signature(function).parameters.values():  # type: ignore[arg-type]
        optional = "" if parameter.default is inspect.Parameter.empty else " (optional)"
        shown.append(f"`{parameter.name}`{optional}")
    return ", ".join(shown)


if __name__ == "__main__":
    Path(__file__).with_name("scope3-methods.md").write_text(page(), encoding="utf-8")
