"""The EPA importers: figures of the official files, other editions, damaged files."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from importer_files import official, write_book

from ghgcalc.errors import DataError
from ghgcalc.factors.importers.common import csv_text
from ghgcalc.factors.importers.epa_hub import read_epa_hub
from ghgcalc.factors.importers.epa_hub_tables import TITLES
from ghgcalc.factors.importers.epa_sef import HEADS, read_epa_sef
from ghgcalc.factors.importers.us_units import our_unit, per_our_unit
from ghgcalc.gwp_sets import gwp_table

Rows = list[list[Any]]
SETS = Path(__file__).resolve().parents[2] / "emission_factors"
GALLON, SHORT_TON, MILE, POUND, MMBTU = 3.785411784, 0.90718474, 1.609344, 0.45359237, 293.0710701722222


def hub_rows() -> Rows:
    """Return a small Hub: every table with one or two rows of the edition of 2025."""
    per = [None, None, None, "Heat Content", "kg CO2 per mmBtu", "g CH4 per mmBtu", "g N2O per mmBtu",
           "kg CO2 per gallon", "g CH4 per gallon", "g N2O per gallon"]  # fmt: skip
    trip = [None, None, "Vehicle Type", "CO2 Factor \n(kg CO2 / unit)", "CH4 Factor \n(g CH4 / unit)",
            "N2O Factor \n(g N2O / unit)", "Units"]  # fmt: skip
    gram = ["CH4 Factor \n(g CH4 / {})", "N2O Factor \n(g N2O / {})"]
    mile, gallon = [[text.format(unit) for text in gram] for unit in ("vehicle-mile", "gallon")]
    bodies: dict[int, Rows] = {
        1: [per, [None, None, "Petroleum Products"],
            [None, None, "Motor Gasoline", 0.125, 70.22, 3.0, 0.6, 8.78, 0.38, 0.08],
            [None, None, "Biomass Fuels - Liquid"],
            [None, None, "Vegetable Oil", 0.12, 81.55, 1.1, 0.11, 9.79, 0.13, 0.01]],
        2: [[None, None, "Fuel Type", "kg CO2 per unit", "Unit"], [None, None, "Diesel Fuel", 10.21, "gallon"]],
        3: [[None, None, "Vehicle Type", "Model Year", *mile],
            [None, None, "Gasoline Passenger Cars", 1975, 0.14, 0.04],
            [None, None, None, "1976-1977", 0.13, 0.04]],
        4: [[None, None, "Vehicle Type", "Fuel Type", "Model Year", *mile],
            [None, None, "Passenger Cars", "Diesel", "1960-1982", 0.0006, 0.0012]],
        5: [[None, None, "Vehicle Type", "Fuel Type", *gallon], [None, None, "Locomotives", "Diesel", 0.8, 0.26]],
        6: [[None, None, "Acronym", "Name", "(lb CO2 / MWh)", "(lb CH4 / MWh)", "(lb N2O / MWh)", "(lb CO2 / MWh)",
             "(lb CH4 / MWh)", "(lb N2O / MWh)", None],
            [None, None, "CAMX", "WECC California", 436.655, 0.025, 0.003, 1033.985, 0.051, 0.007, 0.041]],
        7: [[None, None, None, "(kg CO2 / mmBtu)", "(g CH4 / mmBtu)", "(g N2O / mmBtu)"],
            [None, None, "Steam and Heat", 66.33, 1.25, 0.125]],
        8: [trip, [None, None, "Rail", 0.021, 0.0016, 0.0005, "short ton-mile"]],
        9: [[None, None, "Material", "RecycledA", "LandfilledB"], [None, None, "PET", 0.23, 0.02],
            [None, None, "PS", "NA", 0.02]],
        10: [trip, [None, None, "Bus", 0.066, 0.0046, 0.0019, "passenger-mile"]],
        11: [], 12: [],
    }  # fmt: skip
    rows: Rows = [["Hub"], [None, None, None, None, None, "Last Modified: January 15, 2031"]]
    for number, title in TITLES.items():
        rows += [[None, f"Table {number}", f"  {title} of goods"], [], *bodies[number], [None, None, "Source: EPA"]]
    return rows


def write_hub(path: Path, change: Callable[[Rows], Any] = lambda rows: None) -> Path:
    rows = hub_rows()
    change(rows)
    return write_book(path, {"Sheet1": [["other"]], "Emission Factors Hub": rows})


def put(text: str, column: int, value: object) -> Callable[[Rows], None]:
    """Return a change of one cell in the row that holds a text."""

    def change(rows: Rows) -> None:
        next(row for row in rows if text in row)[column] = value

    return change


@pytest.mark.official
@pytest.mark.parametrize(
    ("factor_id", "column", "expected"),
    # US EPA GHG Emission Factors Hub 2025, tables and rows as in the id; units converted by hand.
    [
        ("t1/natural_gas.natural_gas/kWh_gross", "kgco2", 53.06 / MMBTU),
        ("t1/petroleum_products.motor_gasoline/l", "kgco2e", (8.78 + 0.00038 * 28 + 0.00008 * 265) / GALLON),
        ("t1/coal_and_coke.anthracite/t", "kgch4", 0.276 / SHORT_TON),
        ("t1/biomass_fuels_liquid.vegetable_oil/l", "kgco2_biogenic", 9.79 / GALLON),
        ("t1/biomass_fuels_solid.peat/t", "kgco2", 895 / SHORT_TON),
        ("t2/diesel_fuel/l", "kgco2e", 10.21 / GALLON),
        ("t3/gasoline_passenger_cars.1975/km", "kgch4", 0.0001423 / MILE),
        ("t5/locomotives.diesel/l", "kgn2o", 0.00026 / GALLON),
        ("t6/us_average.us_average/kWh", "kgco2", 771.523 * POUND / 1000),
        ("t6/camx.wecc_california/kWh", "kgco2e", (436.655 + 0.025 * 28 + 0.003 * 265) * POUND / 1000),
        ("t6-loss/us_average.us_average/kWh", "kgco2", 771.523 * POUND / 1000 * 0.042 / 0.958),
        ("t7/steam_and_heat/kWh", "kgco2", 66.33 / MMBTU),
        ("t8/rail/tkm", "kgco2", 0.021 / (SHORT_TON * MILE)),
        ("t9/pet.recycled/t", "kgco2e", 230 / SHORT_TON),
        ("t9/mixed_msw.landfilled/t", "kgco2e", 580 / SHORT_TON),
        ("t10/air_travel_long_haul_over_2300_miles/pkm", "kgco2", 0.163 / MILE),
    ],
)
def test_official_cells_of_the_hub(factor_id: str, column: str, expected: float) -> None:
    frame = read_epa_hub(official("epa-ghg-ef-hub-2025.xlsx")).frame.set_index("factor_id")
    found = [name for name in frame.index if name.replace("_equals", "") == f"epa-hub-2025/{factor_id}"]
    assert len(found) == 1, [name for name in frame.index if factor_id[:12] in name][:5]
    assert frame.loc[found[0], column] == pytest.approx(expected, rel=1e-9)


@pytest.mark.official
def test_the_bundled_epa_sets_are_what_the_official_files_give() -> None:
    for imported in (
        read_epa_hub(official("epa-ghg-ef-hub-2025.xlsx")),
        read_epa_sef(official("epa-sef-v1.3.0-co2e-usd2022.csv")),
    ):
        assert csv_text(imported.frame) == (SETS / imported.name / "factors.csv").read_text(encoding="utf-8")
        assert not len(imported.report.unmapped)
        assert not [line for line in imported.report.anomalies if "differs from the known edition" in line]


@pytest.mark.official
def test_table_11_of_the_hub_agrees_with_our_ar5_values() -> None:
    from ghgcalc.factors.importers.opening import read_sheets

    rows = read_sheets(official("epa-ghg-ef-hub-2025.xlsx"))["Emission Factors Hub"]
    ours = gwp_table()["AR5"]
    checked = {
        str(row[2]).strip(): row[4] for row in rows if str(row[2]).strip() in ours.index and isinstance(row[4], float)
    }
    assert len(checked) > 15
    assert {name: value for name, value in checked.items() if ours[name] != value} == {}


def test_another_edition_with_moved_rows_imports_without_a_change_of_code(tmp_path: Path) -> None:
    def move(rows: Rows) -> None:
        rows[2:2] = [[], [None, None, "A remark"], []]

    imported = read_epa_hub(write_hub(tmp_path / "hub.xlsx", move))
    assert imported.name == "epa-hub-2031"
    frame = imported.frame.set_index("factor_id")
    assert frame.loc["epa-hub-2031/t8/rail/tkm", "kgco2"] == pytest.approx(0.021 / (SHORT_TON * MILE))
    assert frame.loc["epa-hub-2031/t9/pet.recycled/t", "gwp_set"] == "AR4"
    assert frame.loc["epa-hub-2031/t3/gasoline_passenger_cars.1976_1977/km", "kgch4"] == pytest.approx(0.00013 / MILE)
    oil = frame.loc["epa-hub-2031/t1/biomass_fuels_liquid.vegetable_oil/l"]
    assert oil["kgco2"] == 0.0
    assert oil["kgco2e"] == pytest.approx((0.00013 * 28 + 0.00001 * 265) / GALLON)
    assert "not_published" in imported.report.reasons()  # PS is not recycled: NA, never 0
    assert not (frame["published_name"] == "PS / Recycled").any()


def test_a_row_that_is_new_gets_a_systematic_activity_and_is_reported(tmp_path: Path) -> None:
    imported = read_epa_hub(write_hub(tmp_path / "hub.xlsx", put("Rail", 2, "Hyperloop")))
    assert imported.report.unmapped["activity"].tolist() == ["us.freight.hyperloop"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (put("Rail", 3, "0,021"), "import_not_a_number"),
        (put("Rail", 3, -0.021), "import_negative"),
        (put("Rail", 6, "bushel-mile"), "import_uom"),
        (put("Table 8", 1, "Table 13"), "import_hub_table"),
        (put("Table 8", 2, "Something else"), "import_hub_table"),
        (put("Table 8", 1, None), "import_hub_no_table"),
        (put("CAMX", 2, "MARS"), "import_hub_region"),
        (lambda rows: rows.__delitem__(slice(1, None)), "import_hub_no_table"),
        (lambda rows: rows.__delitem__(1), "import_hub_no_year"),
        (put("RecycledA", 2, "Stuff"), "import_hub_no_figures"),
    ],
)
def test_a_damaged_hub_is_refused(tmp_path: Path, change: Callable[[Rows], Any], code: str) -> None:
    with pytest.raises(DataError) as caught:
        read_epa_hub(write_hub(tmp_path / "hub.xlsx", change))
    assert code in {problem.code for problem in caught.value.problems}
    assert all(problem.problem("nl") and problem.hint("nl") for problem in caught.value.problems)


def test_a_foreign_workbook_is_no_hub(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="it has: Notes"):
        read_epa_hub(write_book(tmp_path / "other.xlsx", {"Notes": [["x"]]}))


def test_us_units_are_exact() -> None:
    assert per_our_unit(1.0, mass="lb", per="MWh") == pytest.approx(0.00045359237, rel=1e-12)
    assert per_our_unit(1.0, mass="metric ton", per="short ton") == pytest.approx(1102.3113109243878, rel=1e-12)
    assert our_unit("scf") is None


SEF_ROW = ["313110", "Fiber, Yarn, and Thread Mills", "All GHGs", "kg CO2e/{} USD, purchaser price", "0.636", "0.023",
           "0.659", "313100"]  # fmt: skip


def write_sef(path: Path, *rows: list[str], year: int = 2022, heads: tuple[str, ...] = HEADS) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads)
        writer.writerows([[cell.format(year) for cell in row] for row in rows or (SEF_ROW,)])
    return path


@pytest.mark.official
@pytest.mark.parametrize(
    ("code", "without", "both"),
    # US EPA SEF v1.3.0, rows of the official CSV.
    [("313110", 0.636, 0.659), ("313210", 0.480, 0.507), ("313310", 0.370, 0.396), ("315210", 0.060, 0.120),
     ("316210", 0.222, 0.282), ("337121", 0.133, 0.188)],
)  # fmt: skip
def test_official_rows_of_the_spend_factors(code: str, without: float, both: float) -> None:
    for margins, expected in (("with", both), ("without", without)):
        frame = read_epa_sef(official("epa-sef-v1.3.0-co2e-usd2022.csv"), margins=margins).frame  # type: ignore[arg-type]
        assert frame.set_index("activity").loc[f"us.spend.{code}", "kgco2e"] == expected


@pytest.mark.parametrize(("year", "version", "gwp"), [(2021, "1.2", ""), (2022, "1.3", "AR5"), (2024, "1.4", "AR6")])
def test_the_price_year_tells_the_version(tmp_path: Path, year: int, version: str, gwp: str) -> None:
    imported = read_epa_sef(write_sef(tmp_path / "sef.csv", year=year))
    assert imported.name == f"spend-epa-sef-{version}"
    assert imported.source["gwp_set"] == gwp
    assert imported.source["price_year"] == year
    assert imported.frame["unit"].tolist() == ["USD"]


def test_the_workbook_of_version_1_4_is_read_from_its_sheet(tmp_path: Path) -> None:
    row = [SEF_ROW[0], *SEF_ROW[1:3], SEF_ROW[3].format(2024), 0.636, 0.023, 0.659, "313100"]
    path = write_book(tmp_path / "sef.xlsx", {"byGHG": [["x"]], "CO2e": [list(HEADS), row]})
    assert read_epa_sef(path).frame["kgco2e"].tolist() == [0.659]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ([*SEF_ROW[:4], "much", *SEF_ROW[5:]], "import_not_a_number"),
        ([*SEF_ROW[:4], "-0.1", *SEF_ROW[5:]], "import_negative"),
        ([*SEF_ROW[:4], "0.023", "0.636", "0.7", "313100"], "import_sum"),
        (["999110", *SEF_ROW[1:]], "import_new_category"),
        ([*SEF_ROW[:2], "Methane", *SEF_ROW[3:]], "import_mixed_units"),
        ([*SEF_ROW, "one cell too many"], "import_row_width"),
    ],
)
def test_a_damaged_spend_file_is_refused_with_the_cell(tmp_path: Path, row: list[str], code: str) -> None:
    with pytest.raises(DataError) as caught:
        read_epa_sef(write_sef(tmp_path / "sef.csv", SEF_ROW, row))
    first = next(problem for problem in caught.value.problems if problem.code == code)
    assert "3" in first.cell
    assert first.problem("nl")


def test_an_unknown_price_year_and_a_renamed_head_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"v1\.3"):
        read_epa_sef(write_sef(tmp_path / "a.csv", year=2011))
    with pytest.raises(DataError, match="no header row"):
        read_epa_sef(write_sef(tmp_path / "b.csv", heads=("NAICS", *HEADS[1:])))
    with pytest.raises(DataError, match="twice"):
        read_epa_sef(write_sef(tmp_path / "c.csv", heads=(*HEADS, "GHG")))


def test_apparel_is_never_loaded_from_us_spend_factors_unasked() -> None:
    from ghgcalc.factors import available_sets, load_factors

    assert "spend-epa-sef-1.3" in available_sets()
    assert "spend-epa-sef-1.3" not in load_factors().sets
    assert not load_factors().frame["activity"].str.startswith("us.spend.").any()
