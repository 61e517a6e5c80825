"""Writes the checked-in workbooks and facilitator's notes: empty templates and filled examples, in English and Dutch.

Run: python docs/make_examples.py
"""

from __future__ import annotations

from pathlib import Path

from facilitator_notes import WORKSHOP_EXAMPLES, example_results, facilitator_note

from ghgcalc.texts import LANGUAGES
from ghgcalc.workbook import examples, write_template

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Write every workbook and note again."""
    for language in LANGUAGES:
        write_template(ROOT / "templates" / f"ghgcalc-template.{language}.xlsx", language=language)
        for name in examples():
            write_template(ROOT / "examples" / name / f"{name}.{language}.xlsx", language=language, example=name)
        for name in WORKSHOP_EXAMPLES:
            note = facilitator_note(name, language, example_results(name, language))
            (ROOT / "examples" / name / f"facilitator.{language}.md").write_text(note, encoding="utf-8")


if __name__ == "__main__":
    main()
