"""The sheet of changes since the base year, and what the chain makes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from workbook_tools import edited

from ghgcalc.chain import Results, calculate_workbook
from ghgcalc.errors import DataError
from ghgcalc.workbook import read_workbook

Cells = dict[tuple[str, int, str], Any]


def row(number: int, **cells: Any) -> Cells:
    return {("changes", number, name): value for name, value in cells.items()}


def results(path: Path, changes: Cells) -> Results:
    return calculate_workbook(read_workbook(edited(path / "book.xlsx", changes)))


def codes(path: Path, changes: Cells) -> list[tuple[str, str]]:
    with pytest.raises(DataError) as caught:
        read_workbook(edited(path / "book.xlsx", changes))
    return [(p.sheet, p.code) for p in caught.value.problems]


def test_a_workbook_without_changes_keeps_its_base_year(tmp_path: Path) -> None:
    found = results(tmp_path, {})
    assert len(found.book.changes) == 0
    assert found.base.original is None
    assert found.to_json_dict("nl")["base_year"]["changes"] == []


def test_a_significant_acquisition_recalculates_the_base_year_of_the_chain(tmp_path: Path) -> None:
    bought = row(0, event="Overname", year=2026, entity="Nieuw B.V.", category="3.1", tco2e=2000, note="akte")
    found = results(tmp_path, {**bought, ("changes", 0, "category"): "3.1 Ingekochte goederen en diensten"})
    assert found.base.original is not None
    assert found.base.total() - found.base.original.total() == pytest.approx(2000)
    said = found.to_json_dict("nl")["base_year"]
    assert said["total_tco2e"] - said["original_tco2e"] == pytest.approx(2000)
    assert said["changes"][0]["reason"] == "basisjaar herberekend"
    assert found.roadmap.base_tco2e(scopes=(1, 2, 3)) == pytest.approx(found.base.total())
    line = found.base.inventory.lines.iloc[-1]
    assert (line["sheet"], line["tco2e"]) == ("Wijzigingen sinds basisjaar", pytest.approx(2000))


def test_a_small_change_and_organic_growth_are_logged_and_change_nothing(tmp_path: Path) -> None:
    small = row(0, event="Ontdekte fout", year=2026, category="3.5 Afval uit eigen bedrijfsvoering", tco2e=1)
    growth = row(1, event="Organische groei of krimp", year=2026)
    base = results(tmp_path, {**small, **growth}).base
    assert base.log["decision"].tolist() == ["carried", "never"]
    assert base.original is not None
    assert base.total() == base.original.total()


def test_the_threshold_of_the_company_counts(tmp_path: Path) -> None:
    change = row(0, event="Ontdekte fout", year=2026, category="3.5 Afval uit eigen bedrijfsvoering", tco2e=300)
    assert results(tmp_path, change).base.log["decision"].tolist() == ["carried"]  # 2 % of 14,843 t
    strict = {**change, ("company", 0, "significance_threshold"): "1%"}
    assert results(tmp_path, strict).base.log["decision"].tolist() == ["recalculated"]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"event": "Overnamme", "year": 2026}, "cell_not_in_list"),
        ({"event": "Overname", "year": ""}, "cell_missing"),
        ({"event": "Overname", "year": 2020}, "change_before_base"),
        ({"event": "Overname", "year": 2026, "entity": "X", "tco2e": 10}, "change_category"),
        ({"event": "Overname", "year": 2026, "category": "Ingekochte elektriciteit", "tco2e": 10}, "change_method"),
        ({"event": "Uitbesteding", "year": 2026, "entity": "X"}, "change_previously"),
        ({"event": "Overname", "year": 2026, "share": 1.4}, "cell_share_above_one"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_with_its_cell(tmp_path: Path, cells: Cells, code: str) -> None:
    assert codes(tmp_path, row(0, **cells)) == [("Wijzigingen sinds basisjaar", code)]  # type: ignore[arg-type]


def test_what_only_the_calculation_finds_leads_to_the_cell_too(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        results(tmp_path, row(0, event="Overname", year=2026, entity="Onbekend"))
    problem = caught.value.problems[0]
    assert (problem.code, problem.sheet, problem.cell[0]) == (
        "change_without_tonnes",
        "Wijzigingen sinds basisjaar",
        "B",
    )
