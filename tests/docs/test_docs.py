"""The documentation names what exists, and the reference is up to date."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def _page(script: str) -> str:
    place = ROOT / "docs" / script
    spec = importlib.util.spec_from_file_location(place.stem, place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return str(module.page())


@pytest.mark.parametrize(
    ("page", "script"),
    [
        ("reference.md", "make_reference.py"),
        ("workbook.md", "make_workbook_page.py"),
        ("scope3-methods.md", "make_scope3_page.py"),
    ],
)
def test_a_generated_page_is_up_to_date(page: str, script: str) -> None:
    assert (ROOT / "docs" / page).read_text(encoding="utf-8") == _page(script), f"run: python docs/{script}"


@pytest.mark.parametrize("page", sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]), ids=lambda p: p.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if not link.startswith(("http", "mailto")):
            assert (page.parent / link).exists(), f"{page.name} → {link}"
