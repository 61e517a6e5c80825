"""Intervals as printed words: unknown is a dash, never a narrow interval."""

from __future__ import annotations

import pandas as pd
import pytest
from interval_inventories import factors_with

from ghgcalc.intervals import Uncertainty, uncertainty
from ghgcalc.inventory import calculate_inventory
from ghgcalc.report import uncertainty_html, uncertainty_report


@pytest.fixture(scope="module")
def result() -> Uncertainty:
    rows = pd.DataFrame(
        {
            "year": 2025, "activity": ["a", "b", "reported"], "value": [100.0, 50.0, 30.0], "unit": ["t", "t", "tCO2e"],
            "region": "NL", "category": ["", "", "3.15"], "data_type": ["measured", "", ""],
        }
    )  # fmt: skip
    return uncertainty(calculate_inventory(rows, factors_with({"a": 1.1, "b": float("nan")})), scope2="market")


@pytest.mark.parametrize(("language", "word"), [("en", "What to improve next"), ("nl", "Wat nu te verbeteren")])
def test_the_report_names_what_is_unknown_and_prints_no_nan(result: Uncertainty, language: str, word: str) -> None:
    shown = uncertainty_report(result, language)
    assert word in shown
    assert "nan" not in shown
    assert "3.15" in shown
    unknown = next(line for line in shown.splitlines() if line.strip().startswith("3.15"))
    assert unknown.split()[-3:] == ["–", "–", "–"]
    assert "17%" in shown  # 30 of 180 t have a factor of unknown uncertainty


def test_a_notebook_and_a_terminal_show_the_same_report(result: Uncertainty) -> None:
    assert repr(result) == uncertainty_report(result, "en")
    assert "What to improve next" in uncertainty_html(result, "en")
