"""Writes docs/workbook.md: every sheet and column of the workbook, from templates/schema.toml.

Run: python docs/make_workbook_page.py
"""

from __future__ import annotations

from pathlib import Path

from ghgcalc.schema import sheets

HEAD = """# The workbook

`ghgcalc template mijn-bedrijf.xlsx --language nl` (or `en`) writes it empty, `--example fashion-retailer` filled.
Fill in what you have; a blank sheet is fine, a half-filled row is not.

* **Order and language do not matter.** Columns are recognised by a hidden id, so they may move or be translated.
* **Names, not codes.** Activities, units, categories and countries are chosen from lists; synonyms in Dutch and English
  are understood too (`aardgas`, `gas`, `natural gas`).
* **Numbers** may be written the Dutch or the English way. In a Dutch workbook the text `1.234` is 1234, in an English
  one 1.234; a real Excel number is always what Excel shows.
* **Errors stop, and name the cell.** `ghgcalc check` lists every bad cell with what to write instead, in the language
  of the workbook. `#N/A` and formulas without a value are errors, never 0.
* **A row without a country** belongs to the country of the company.
* **Money** in a currency without factors is converted at the ECB's mean rate of the year (prices.md); a year or
  currency without a rate is an error.
* **Macros and links to other files** are never used.

| sheet (EN / NL) | what it is for |
|---|---|
"""


def page() -> str:
    """Return the page."""
    lines = [HEAD.rstrip("\n")]
    listed = [entry for entry in sheets() if entry.kind in ("form", "table")]
    lines += [f"| {entry.title['en']} / {entry.title['nl']} | {entry.purpose['en']} |" for entry in listed]
    for entry in listed:
        lines += ["", f"## {entry.title['en']} / {entry.title['nl']}", ""]
        lines += ["| column (EN / NL) | needed | meaning |", "|---|---|---|"]
        for column in entry.columns:
            needed = "yes" if column.required else ""
            lines.append(f"| {column.label['en']} / {column.label['nl']} | {needed} | {column.help['en']} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path(__file__).with_name("workbook.md").write_text(page(), encoding="utf-8")
