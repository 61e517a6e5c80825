"""The examples in the documentation give the numbers that it prints."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", ["derived-factors.md", "prices.md"])
def test_the_examples_of_the_documentation_run(name: str) -> None:
    found = doctest.testfile(str(DOCS / name), module_relative=False, encoding="utf-8")
    assert found.attempted > 8
    assert found.failed == 0
