"""The bridge as a chart, as printed words and on the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import ghgcalc as gc
from ghgcalc.comparison import Comparison, compare
from ghgcalc.factors import EmissionFactors
from ghgcalc.inventory import calculate_inventory
from ghgcalc.plot import plot_comparison
from ghgcalc.plot.canvas import renderer_of
from ghgcalc.report import comparison_html, comparison_report


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    factors = EmissionFactors.from_frame(
        pd.DataFrame(
            {
                "factor_id": ["cotton", "wool", "truck"], "activity": ["cotton", "wool", "truck"], "region": "NL",
                "valid_from": 2020, "valid_to": 2030, "unit": ["kg", "kg", "tkm"], "kgco2e": [6.0, 20.0, 0.1],
                "category": ["3.1", "3.1", "3.4"],
            }
        )
    )  # fmt: skip
    rows = pd.DataFrame(
        {
            "year": [2024, 2024, 2025, 2025, 2025], "activity": ["cotton", "wool", "cotton", "wool", "truck"],
            "value": [9000.0, 1000.0, 8000.0, 400.0, 50_000.0], "unit": ["kg", "kg", "kg", "kg", "tkm"], "region": "NL",
        }
    )  # fmt: skip
    return compare(calculate_inventory(rows, factors), scope2="market")


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_bars_are_the_causes_and_end_at_the_change(comparison: Comparison, language: str) -> None:
    ax = plot_comparison(comparison, language=language)
    bars = {patch.get_gid(): patch for patch in ax.patches}
    assert set(bars) == {"volume", "mix", "boundary", "change"}
    for cause in ("volume", "mix", "boundary"):
        assert bars[cause].get_height() == pytest.approx(abs(comparison.by_cause[cause]))  # type: ignore[attr-defined]
    change = comparison.to_tco2e - comparison.from_tco2e
    assert bars["change"].get_height() == pytest.approx(abs(change))  # type: ignore[attr-defined]
    labels = [text for text in ax.texts if text.get_gid() == "value"]
    renderer = renderer_of(ax)
    boxes = [text.get_window_extent(renderer) for text in labels]
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])
    assert all(box.y1 <= ax.bbox.y1 + 1 for box in boxes)


@pytest.mark.parametrize(("language", "words"), [("en", ("Boundary", "Change")), ("nl", ("Grenzen", "Verandering"))])
def test_names_stand_in_the_language_of_the_reader(
    comparison: Comparison, language: str, words: tuple[str, ...]
) -> None:
    names = " ".join(tick.get_text() for tick in plot_comparison(comparison, language=language).get_xticklabels())
    assert all(word in names for word in words)


def test_the_printed_report_adds_up_and_says_what_the_causes_mean(comparison: Comparison) -> None:
    shown = comparison_report(comparison, "nl")
    assert "nan" not in shown
    assert "basisjaar moet worden herberekend" in " ".join(shown.split())
    row = next(line for line in shown.splitlines() if line.strip().startswith("3.1"))
    parts = [float(n.replace("−", "-").replace("+", "").replace(",", ".")) for n in row.split()[-4:]]
    assert sum(parts[:-1]) == pytest.approx(parts[-1])
    assert "<script" not in comparison_html(comparison, "en")
    assert repr(comparison) == comparison_report(comparison, "en")


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    code = "from ghgcalc.cli.app import app; app()"
    return subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)


def test_the_command_compares_two_years_of_one_workbook(tmp_path: Path) -> None:
    file = gc.write_template(tmp_path / "book.xlsx", language="nl", example="fashion-retailer")
    done = _run("compare", str(file), "--json", "--out", str(tmp_path / "bridge.png"))
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["from_year"], found["to_year"], found["scope2"]) == (2025, 2026, "market")
    assert sum(found["by_cause"].values()) == pytest.approx(found["change_tco2e"], abs=1e-9)
    assert sum(row["tco2e"] for row in found["by_category"]) == pytest.approx(found["change_tco2e"], abs=1e-9)
    assert (tmp_path / "bridge.png").read_bytes()[:4] == b"\x89PNG"


def test_the_command_compares_two_workbooks_and_refuses_what_it_cannot(tmp_path: Path) -> None:
    file = gc.write_template(tmp_path / "book.xlsx", language="nl", example="fashion-retailer")
    done = _run("compare", str(file), str(file), "--from-year", "2025", "--scope2", "location", "--language", "en")
    assert done.returncode == 0, done.stderr
    assert "location-based" in done.stdout
    for words, said in ((("--from-year", "2021"), "2021"), (("--out", "bridge.pdf"), ".png")):
        wrong = _run("compare", str(file), *words)
        assert wrong.returncode == 1
        assert said in wrong.stderr
