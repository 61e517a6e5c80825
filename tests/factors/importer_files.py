"""Where the publishers' own files are, and small workbooks in their form that tests may damage."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
SETS = REPOSITORY / "emission_factors"
DESNZ_HEADER = [
    "ID", "Scope", "Level 1", "Level 2", "Level 3", "Level 4", "Column Text", "UOM", "GHG/Unit",
    "GHG Conversion Factor 2025",
]  # fmt: skip
_GAS = ["Scope 1", "Fuels", "Gaseous fuels", "Natural gas", None, None, "kWh (Gross CV)"]
_BLEND = [
    "Scope 1",
    "Refrigerant & other",
    "Blends",
    "R410A",
    None,
    "Emissions including only non-Kyoto products",
    "kg",
]
_CAR = ["Scope 1", "SECR kWh pass & delivery vehs", "Cars (by market segment)", "Mini", None, "Diesel", "km"]
_CLOTHING = ["Scope 3", "Waste disposal", "Other", "Clothing", None, "Combustion", "tonnes"]
# Rows of the 2025 flat file, in the form of the flat file.
DESNZ_ROWS: list[list[Any]] = [
    ["1_100_1004_6_1", *_GAS, "kg CO2e", 0.18296],
    ["1_100_1004_6_2", *_GAS, "kg CO2e of CO2 per unit", 0.18259],
    ["1_100_1004_6_3", *_GAS, "kg CO2e of CH4 per unit", 0.00028],
    ["1_100_1004_6_4", *_GAS, "kg CO2e of N2O per unit", 0.00009],
    ["3_201_2157_3_1", *_BLEND, "kg CO2e", None],
    ["6_300_3000_4_5", *_CAR, "kWh (Net CV)", 0.4],
    ["11_100_1004_6_1", "Scope 3", "WTT- fuels", *_GAS[2:], "kg CO2e", 0.03021],
    ["20_501_5276_15_1", *_CLOTHING, "kg CO2e", 4.68568],
]
NL_ROWS: list[list[Any]] = [
    [" "],
    ["Factoren 2026 dd 20-08-2026"],
    ["Toelichting"],
    ["Brandstoffen energieopwekking"],
    ["Gasvormige brandstoffen", "Kg CO₂-eq / eenheid"],
    [None, "WTW", "TTW", "WTT", "Biogene Emissies", "Eenheid", "Conversie MJ"],
    ["Aardgas (G-gas) ", 2.134, 1.779, 0.355, 0, "Nm3", 31.65, "Link"],
    ["Groengas (Covergisting)", "Vervallen", "Vervallen", "Vervallen", "Vervallen", "Nm3", 31.65, "Link"],
    ["Elektriciteit"],
    [None, "Kg CO₂-eq / eenheid"],
    [None, "Totaal", "Productie-emissies energiecentrale", "Ketenemissies productie energiedragers",
     "Infrastructuur (LCA benadering)", "Eenheid", "Conversie MJ"],
    ["Stroom (onbekend) gridmix", 0.244, 0.2, 0.044, 0.016, "kWh", 3.6, "Link"],
    ["Stroometiket", "Variabel", None, 0.044, None, "kWh", 3.6, "Link"],
]  # fmt: skip


def official(name: str) -> Path:
    """Return a publisher's file, or skip the test."""
    folder = Path(os.environ.get("GHGCALC_OFFICIAL_FILES", REPOSITORY.parent / "shared" / "data" / "official"))
    path = folder / name
    if not path.is_file():
        pytest.skip(f"{name} is not here; set GHGCALC_OFFICIAL_FILES")
    return path


def write_desnz(
    path: Path, change: Callable[[list[list[Any]]], Any] = lambda rows: None, *, sheet: str = "Factors by Category"
) -> Path:
    """Write a small flat file after letting `change` alter its rows; row 6 is the header."""
    rows: list[list[Any]] = [
        ["UK Government GHG Conversion Factors"],
        [],
        ["freeze panes"],
        [],
        [None, None, "Category"],
    ]
    rows += [list(DESNZ_HEADER), *(list(row) for row in DESNZ_ROWS)]
    change(rows)
    return write_book(path, {"Front page": [["Version:", 1, "Year:", 2025]], sheet: rows})


def write_nl(
    path: Path,
    change: Callable[[list[list[Any]]], Any] = lambda rows: None,
    *,
    sheet: str = "Factoren 2026 dd 20-08-2026",
) -> Path:
    """Write a small export of the Dutch list after letting `change` alter its rows."""
    rows = [list(row) for row in NL_ROWS]
    change(rows)
    return write_book(path, {sheet: rows})


def write_book(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    """Write sheets of rows as a workbook."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path
