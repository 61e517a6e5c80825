"""The page on products runs as it is written."""

import doctest
from pathlib import Path


def test_the_page_on_products_runs_as_written():
    page = Path(__file__).parents[2] / "docs" / "products.md"
    failed, tried = doctest.testfile(str(page), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert (failed, tried > 5) == (0, True)
