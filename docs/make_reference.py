"""Writes docs/reference.md: one line per public name, from its docstring.

Run: python docs/make_reference.py
"""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path

import ghgcalc

PACKAGES = (
    "targets",
    "levers",
    "factors",
    "refrigerants",
    "scope3",
    "products",
    "inventory",
    "intervals",
    "base_year",
    "comparison",
    "prices",
    "projection",
    "roadmap",
    "costs",
    "optimize",
    "tracking",
    "workbook",
    "report",
    "plot",
    "units",
    "gwp_sets",
)


def first_sentence(value: object) -> str:
    """Return the first paragraph of a docstring on one line."""
    return " ".join((inspect.getdoc(value) or "").split("\n\n")[0].split())


def entry(name: str, value: object) -> str:
    """Return the line of one name."""
    signature = ""
    if inspect.isfunction(value):
        signature = "(" + ", ".join(_argument(p) for p in inspect.signature(value).parameters.values()) + ")"
    return f"* `{name}{signature}`: {first_sentence(value)}"


def _argument(parameter: inspect.Parameter) -> str:
    return parameter.name if parameter.default is inspect.Parameter.empty else f"{parameter.name}=…"


def page() -> str:
    """Return the page."""
    lines = [
        "# Reference",
        "",
        "Every public name with its one sentence; `help(name)` gives units, errors, source and an example.",
        "",
    ]
    lines += ["## ghgcalc", ""]
    for name in sorted(n for n in ghgcalc.__all__ if not n.startswith("_")):
        value = getattr(ghgcalc, name)
        if not inspect.ismodule(value):
            lines.append(entry(name, value))
    for package in PACKAGES:
        module = importlib.import_module(f"ghgcalc.{package}")
        lines += ["", f"## ghgcalc.{package}", "", first_sentence(module), ""]
        names = getattr(module, "__all__", None) or [n for n, v in vars(module).items() if _own(n, v, module.__name__)]
        for name in sorted(names):
            value = getattr(module, name)
            if callable(value):
                lines.append(entry(name, value))
    return "\n".join(lines) + "\n"


def _own(name: str, value: object, module: str) -> bool:
    return not name.startswith("_") and callable(value) and getattr(value, "__module__", "") == module


if __name__ == "__main__":
    Path(__file__).with_name("reference.md").write_text(page(), encoding="utf-8")
