"""The sheets Entities and Electricity contracts decide about the inventory of a workbook."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from ghgcalc.chain import workbook_inventory
from ghgcalc.errors import DataError
from ghgcalc.schema import sheet
from ghgcalc.workbook import read_workbook, write_template
from ghgcalc.workbook.layout import FIRST_COLUMN, FIRST_ROW

OPERATED = "operational control"
COMPANY = {"name": "Weave", "country": "NL", "sector": "textile", "first_year": 2025, "most_recent_year": 2025,
           "base_year": 2025, "scope2_method": "market", "gwp_set": "AR6"}  # fmt: skip
PROVEN = {
    "contract": "GvO-25", "year": 2025, "kind": "GvO", "kwh": 15_000, "country": "Noorwegen", "tracking": "EECS",
    "produced_from": "2025-01", "produced_to": "2025-12", "energy_source": "wind", "conveys_attribute": "ja",
    "sole_claim": "ja", "cancelled": "ja",
}  # fmt: skip


def workbook(path: Path, language: str, approach: str, *, entities: list[dict], contracts: list[dict]) -> Path:
    """Write an empty template and fill it in as a person would."""
    file = write_template(path / "book.xlsx", language=language)
    book = openpyxl.load_workbook(file)
    form = book[sheet("company").title[language]]
    spot = {row[0].value: row[2] for row in form.iter_rows() if row[0].value}
    for name, value in {**COMPANY, "consolidation": approach}.items():
        spot[name].value = value
    power = [
        {"year": 2025, "entity": e, "activity": a, "value": v, "unit": u}
        for e in ("Weave", "Dye")
        for a, v, u in (("aardgas", 1000, "Nm3"), ("elektriciteit", 10_000, "kWh"))
    ]
    for name, rows in (("entities", entities), ("contracts", contracts), ("energy", power)):
        page, columns = book[sheet(name).title[language]], [column.id for column in sheet(name).columns]
        for number, row in enumerate(rows, start=FIRST_ROW + 1):
            for column, value in row.items():
                page.cell(number, FIRST_COLUMN + 1 + columns.index(column)).value = value
    book.save(file)
    return file


def dye(**more: object) -> list[dict]:
    return [
        {"entity": "Weave", "relation": "own"},
        {"entity": "Dye", "relation": "deelneming", "ownership_share": "40%", "operational_control": "nee",
         "financial_control": "nee", **more},
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize(
    ("approach", "by_category"),
    [
        ("equity share", {"1.stationary": 1.4 * 1.779, "2.electricity": 1.4 * 0.25 * 4.01, "3.15": None}),
        (
            "operational control",
            {"1.stationary": 1.779, "2.electricity": 0.25 * 4.01, "3.15": 0.4 * (1.779 + 0.25 * 4.01)},
        ),
    ],
)
def test_entities_and_contracts_of_a_workbook_count(
    tmp_path: Path, language: str, approach: str, by_category: dict[str, float | None]
) -> None:
    file = workbook(tmp_path, language, approach, entities=dye(), contracts=[PROVEN])
    found = workbook_inventory(read_workbook(file))
    shown = found.by("category", scope2="market").set_index("category")["tco2e"]
    for category, wanted in by_category.items():
        assert shown.get(category) == (pytest.approx(wanted) if wanted is not None else None)
    assert found.scope2_quality["accepted_kwh"].tolist() == [15_000.0]
    assert found.boundary is not None
    assert found.boundary.decisions["own_share"].tolist() == [0.4 if approach == "equity share" else 0.0, 1.0]


@pytest.mark.parametrize(
    ("entities", "contracts", "said", "sheet_title"),
    [
        (dye(ownership_share=""), [], "heeft geen eigendomsaandeel", "Onderdelen"),
        (dye(financial_control="ja"), [], "is een deelneming, maar staat onder", "Onderdelen"),
        (dye(relation="zusje"), [], "zusje", "Onderdelen"),
        ([], [{**PROVEN, "produced_from": "vorig jaar"}], "geen productiemaand", "Stroomcontracten"),
        ([], [PROVEN, PROVEN], "twee keer in hetzelfde jaar", "Stroomcontracten"),
        ([], [{**PROVEN, "year": 2019}], "2019", "Stroomcontracten"),
    ],
)
def test_a_wrong_cell_is_named_when_the_workbook_is_read(
    tmp_path: Path, entities: list[dict], contracts: list[dict], said: str, sheet_title: str
) -> None:
    file = workbook(tmp_path, "nl", "equity share", entities=entities, contracts=contracts)
    with pytest.raises(DataError, match=said) as error:
        read_workbook(file)
    problem = error.value.problems[0]
    assert problem.sheet == sheet_title
    assert problem.cell[-1].isdigit()


def test_overclaim_and_unknown_entity_lead_to_their_cell(tmp_path: Path) -> None:
    book = read_workbook(workbook(tmp_path, "nl", OPERATED, entities=[], contracts=[{**PROVEN, "kwh": 20_001}]))
    with pytest.raises(DataError, match="claims 20001 kWh") as error:
        workbook_inventory(book)
    assert (error.value.problems[0].sheet, error.value.problems[0].cell) == ("Stroomcontracten", "B6")
    book = read_workbook(workbook(tmp_path, "en", "equity share", entities=dye()[:1], contracts=[]))
    with pytest.raises(DataError, match="'Dye' is not in the table") as error:
        workbook_inventory(book)
    assert error.value.problems[0].sheet == "Energy"
