"""The DESNZ flat file: published cells, gases, upstream, blanks."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from importer_files import SETS, official, write_book, write_desnz

from ghgcalc.factors.importers import ImportedFactors, read_desnz
from ghgcalc.factors.importers.common import csv_text, toml_text

FLAT_FILE = "desnz-2025-flat-file.xlsx"


@pytest.fixture(scope="module")
def imported() -> ImportedFactors:
    return read_desnz(official(FLAT_FILE))


@pytest.fixture(scope="module")
def published() -> pd.DataFrame:
    """The flat file as openpyxl reads it, without any code of the importer."""
    with closing(openpyxl.load_workbook(official(FLAT_FILE), read_only=True)) as book:
        sheet = book["Factors by Category"]
        rows = [(n, *row[:10]) for n, row in enumerate(sheet.iter_rows(min_row=7, values_only=True), 7) if row[0]]
    names = ["row", "id", "scope", "l1", "l2", "l3", "l4", "text", "uom", "gas", "value"]
    return pd.DataFrame(rows, columns=names)


# DESNZ, conversion factors 2025, flat file: ID, factor and Excel row as seen in the sheet "Factors by Category".
CELLS = [
    ("1_100_1004_6", 0.18296, "rows 83-86"),
    ("7_400_4000_5", 0.177, "rows 3066-3069"),
    ("3_201_2156_3", 1924.0, "row 686"),
    ("19_501_5060_15", 22310.0, "row 4008"),
    ("21_316_3170_11", 0.11704, "rows 4450-4453"),
    ("27_320_3235_14", 0.01612, "rows 7021-7024"),
    ("29_600_4033_13", 14.8, "row 7428"),
]


@pytest.mark.official
@pytest.mark.parametrize(("native", "value", "rows"), CELLS)
def test_published_cells_arrive_with_their_row_number(
    imported: ImportedFactors, native: str, value: float, rows: str
) -> None:
    line = imported.frame.set_index("factor_id").loc[f"desnz-2025/{native}"]
    assert line["kgco2e"] == pytest.approx(value, abs=0.0005 if value > 20000 else 0, rel=1e-6 if value > 20000 else 0)
    assert rows in line["source_ref"]
    assert native in line["source_ref"]


@pytest.mark.official
@pytest.mark.parametrize("native", ["3_201_2157_3", "19_501_5062_15"])
def test_a_blank_cell_gives_no_row_and_is_counted(
    imported: ImportedFactors, published: pd.DataFrame, native: str
) -> None:
    assert f"desnz-2025/{native}" not in set(imported.frame["factor_id"])
    row = int(published.loc[published["id"] == f"{native}_1", "row"].iloc[0])
    left_out = imported.report.left_out.set_index("row")
    assert left_out.loc[row, "reason"] == "not_published"


@pytest.mark.official
def test_every_published_total_is_in_the_set_with_its_value(imported: ImportedFactors, published: pd.DataFrame) -> None:
    totals = published[(published["gas"] == "kg CO2e") & published["value"].notna()]
    expected = dict(zip("desnz-2025/" + totals["id"].str.rpartition("_")[0], totals["value"], strict=True))
    frame = imported.frame[imported.frame["kgco2e"].notna()]
    found = dict(zip(frame["factor_id"].str.partition("@")[0], frame["kgco2e"], strict=True))
    assert found == expected


@pytest.mark.official
def test_every_row_is_accounted_for(imported: ImportedFactors, published: pd.DataFrame) -> None:
    report = imported.report
    assert report.rows_read == len(published) == 8740
    energy = published["gas"].isin(["kWh (Net CV)", "kWh (net)"])
    assert report.reasons()["energy"] == energy.sum() == 514
    total_of = published[published["gas"] == "kg CO2e"].assign(group=lambda f: f["id"].str.rpartition("_")[0])
    blank = set(total_of.loc[total_of["value"].isna(), "group"])
    outside = published["scope"] == "Outside of Scopes"
    group = published["id"].str.rpartition("_")[0]
    not_published = (group.isin(blank) | (outside & published["value"].isna())) & ~energy
    assert report.reasons()["not_published"] == not_published.sum()
    assert len(report.unmapped) == 0


@pytest.mark.official
def test_no_value_is_zero_unless_the_publisher_wrote_zero(imported: ImportedFactors, published: pd.DataFrame) -> None:
    zeros = set("desnz-2025/" + published.loc[published["value"] == 0, "id"].str.rpartition("_")[0])
    frame = imported.frame
    for column in ("kgco2e", "kgco2", "kgch4", "kgn2o"):
        assert set(frame.loc[frame[column] == 0, "factor_id"].str.partition("@")[0]) <= zeros


@pytest.mark.official
def test_gases_are_masses_that_give_the_total_under_the_gwp_of_the_file(imported: ImportedFactors) -> None:
    split = imported.frame.dropna(subset=["kgco2", "kgch4", "kgn2o"])
    assert len(split[~split["factor_id"].str.contains("@")]) == 1302
    summed = split["kgco2"] + 28 * split["kgch4"] + 265 * split["kgn2o"]
    assert (summed - split["kgco2e"]).abs().max() < 2e-5
    gas = split.set_index("factor_id").loc["desnz-2025/1_100_1004_6"]
    assert gas["kgch4"] == pytest.approx(0.00028 / 28)
    assert gas["kgn2o"] == pytest.approx(0.00009 / 265)


@pytest.mark.official
def test_electricity_has_generation_upstream_and_grid_losses(imported: ImportedFactors) -> None:
    lines = imported.frame[imported.frame["activity"] == "energy.electricity"]
    found = sorted(zip(lines["stage"], lines["category"], lines["scope2_method"], lines["kgco2e"], strict=True))
    assert found == [
        ("generation", "2.electricity", "location", 0.177),
        ("transmission", "3.3", "location", 0.01853),
        ("upstream", "3.3", "location", 0.00397),
        ("upstream", "3.3", "location", 0.0459),
    ]


@pytest.mark.official
def test_upstream_takes_the_category_of_its_activity(imported: ImportedFactors, published: pd.DataFrame) -> None:
    frame = imported.frame
    upstream = frame[frame["stage"] == "upstream"]
    own_use = set(frame.loc[frame["scope"].isin(["1", "2"]), "activity"])
    assert set(upstream.loc[upstream["activity"].isin(own_use), "category"]) == {"3.3"}
    flights = upstream[upstream["activity"].str.startswith("travel.flight")]
    assert len(flights) == (published["l1"].eq("WTT- business travel- air") & published["value"].notna()).sum()
    assert set(flights["category"]) == {"3.6"}
    car = frame[(frame["activity"] == "travel.car.diesel") & (frame["unit"] == "km")]
    assert dict(zip(car["stage"], car["kgco2e"], strict=True)) == {"combustion": 0.17304, "upstream": 0.04146}


@pytest.mark.official
def test_biogenic_carbon_stands_outside_the_scopes_with_its_fuel(imported: ImportedFactors) -> None:
    frame = imported.frame
    diesel = frame[(frame["activity"] == "energy.fuel.diesel_b7") & (frame["unit"] == "l")].set_index("stage")
    assert diesel.loc["combustion", "kgco2_biogenic"] == 0.14
    assert pd.isna(diesel.loc["upstream", "kgco2_biogenic"])
    alone = frame[frame["scope"] == ""]
    assert len(alone) == 2
    assert alone["kgco2e"].isna().all()
    assert alone["kgco2_biogenic"].notna().all()


@pytest.mark.official
def test_hotel_nights_stand_per_country(imported: ImportedFactors) -> None:
    hotels = imported.frame[imported.frame["activity"] == "travel.hotel"].set_index("region")["kgco2e"]
    assert hotels.index.is_unique
    assert hotels["NL"] == 14.8


@pytest.mark.official
def test_the_committed_set_is_what_the_importer_writes(imported: ImportedFactors) -> None:
    folder = SETS / "desnz-2025"
    assert csv_text(imported.frame) == (folder / "factors.csv").read_text(encoding="utf-8")
    assert toml_text(imported.source) == (folder / "source.toml").read_text(encoding="utf-8")


def test_another_year_with_extra_sheets_is_read_without_a_change(tmp_path: Path) -> None:
    header_and_rows: list[list[Any]] = []
    write_desnz(tmp_path / "a.xlsx", lambda rows: header_and_rows.extend(rows))
    header_and_rows[5][9] = "GHG Conversion Factor 2027"
    sheets = {"Sheet1": [["my notes"]], "Factors by Category": header_and_rows, "Sheet2": [["more"]]}
    imported = read_desnz(write_book(tmp_path / "b.xlsx", sheets))
    assert imported.name == "desnz-2027"
    gas = imported.frame[imported.frame["activity"] == "energy.fuel.natural_gas"]
    assert dict(zip(gas["stage"], gas["kgco2e"], strict=True)) == {"combustion": 0.18296, "upstream": 0.03021}
    assert set(gas["valid_from"]) == {2027}
    assert "2027" in imported.source["attribution"]


def test_a_zero_that_the_edition_is_known_to_print_by_mistake_is_not_published(tmp_path: Path) -> None:
    wood = ["Scope 3", "Material use", "Construction", "Wood", None, "Closed-loop source", "tonnes", "kg CO2e", 0]
    for year, kept in (("2026", False), ("2031", True)):

        def change(rows: list[list[Any]], year: str = year) -> None:
            rows[5][9] = f"GHG Conversion Factor {year}"
            rows.append(["19_500_5051_15_1", *wood])

        imported = read_desnz(write_desnz(tmp_path / f"{year}.xlsx", change))
        assert (f"desnz-{year}/19_500_5051_15" in set(imported.frame["factor_id"])) is kept


def test_a_renamed_level_keeps_its_activity_because_the_id_is_the_same(tmp_path: Path) -> None:
    imported = read_desnz(write_desnz(tmp_path / "a.xlsx"))
    clothing = imported.frame.set_index("activity").loc["waste.textile.incineration"]
    assert "Combustion" in clothing["published_name"]
    assert clothing["kgco2e"] == 4.68568


def test_a_new_product_gets_a_systematic_id_and_is_reported(tmp_path: Path) -> None:
    row = [
        "1_100_9999_15_1",
        "Scope 1",
        "Fuels",
        "Gaseous fuels",
        "Moon gas (>5%)",
        None,
        None,
        "tonnes",
        "kg CO2e",
        7.5,
    ]
    imported = read_desnz(write_desnz(tmp_path / "a.xlsx", lambda rows: rows.append(row)))
    given = "uk.fuels.gaseous_fuels.moon_gas_over_5_percent"
    assert list(imported.report.unmapped["activity"]) == [given]
    assert imported.frame.set_index("activity").loc[given, "kgco2e"] == 7.5


def test_the_report_says_in_both_languages_what_became_of_the_rows(tmp_path: Path) -> None:
    report = read_desnz(write_desnz(tmp_path / "a.xlsx")).report
    assert report.reasons() == {"not_published": 1, "energy": 1}
    assert "8 rows read, 3 emission lines written" in report.summary("en")
    assert "8 rijen gelezen, 3 emissieregels geschreven" in report.summary("nl")
    assert any("known edition" in anomaly for anomaly in report.anomalies)


def test_an_imported_set_works_as_emission_factors(tmp_path: Path) -> None:
    factors = read_desnz(write_desnz(tmp_path / "a.xlsx")).factors()
    assert len(factors) == 3
    assert factors.source_of("desnz-2025/1_100_1004_6")["licence"] == "Open Government Licence v3.0"
