"""The examples on the page about costs and selection run as they stand there."""

from __future__ import annotations

import doctest
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "costs-and-selection.md"


def test_the_examples_of_the_page_run(tmp_path):
    # Markdown fences are no doctest syntax: drop them and keep the lines between.
    page = tmp_path / "page.txt"
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    page.write_text("\n".join(line for line in lines if not line.startswith("```")), encoding="utf-8")
    found = doctest.testfile(str(page), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.attempted > 15
    assert found.failed == 0
