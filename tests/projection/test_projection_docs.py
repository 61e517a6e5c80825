"""The pages on business as usual and levers show code that runs."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("page", ["business-as-usual.md", "levers.md"])
def test_the_code_of_a_page_runs_and_prints_what_it_says(page: str) -> None:
    result = doctest.testfile(str(DOCS / page), module_relative=False, encoding="utf-8")
    assert result.attempted > 3
    assert result.failed == 0
