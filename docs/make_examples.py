"""Writes the checked-in workbooks: the empty templates and the filled examples, in English and Dutch.

Run: python docs/make_examples.py
"""

from __future__ import annotations

from pathlib import Path

from ghgcalc.texts import LANGUAGES
from ghgcalc.workbook import examples, write_template

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Write every workbook again."""
    for language in LANGUAGES:
        write_template(ROOT / "templates" / f"ghgcalc-template.{language}.xlsx", language=language)
        for name in examples():
            write_template(ROOT / "examples" / name / f"{name}.{language}.xlsx", language=language, example=name)


if __name__ == "__main__":
    main()
