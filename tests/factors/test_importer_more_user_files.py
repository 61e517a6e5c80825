"""Importers for a user's own files: small files in the form of each publisher, whole and damaged."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from importer_files import DESNZ_HEADER, DESNZ_ROWS, write_book

from ghgcalc.errors import DataError
from ghgcalc.factors.importers import read_desnz, read_publisher_file, tables
from ghgcalc.factors.importers.aib import read_aib
from ghgcalc.factors.importers.base_carbone import read_base_carbone
from ghgcalc.factors.importers.building import read_mapping
from ghgcalc.factors.importers.climatiq import read_climatiq
from ghgcalc.factors.importers.common import ImportedFactors
from ghgcalc.factors.importers.ember import read_ember
from ghgcalc.factors.importers.exiobase import read_exiobase
from ghgcalc.factors.importers.generic import read_generic
from ghgcalc.factors.importers.idemat import read_idemat

Rows = list[list[Any]]


def write_csv(path: Path, rows: Rows, *, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def codes(caught: pytest.ExceptionInfo[DataError]) -> set[str]:
    for problem in caught.value.problems:
        assert problem.problem("nl")
        assert problem.hint("nl")
    return {problem.code for problem in caught.value.problems}


# --- another year of the DESNZ flat file -----------------------------------------------------------------------------


@pytest.mark.parametrize("year", [2020, 2024, 2031])
def test_another_year_of_the_flat_file_imports_without_a_change_of_code(tmp_path: Path, year: int) -> None:
    header = [*DESNZ_HEADER[:-1], f"GHG Conversion Factor {year}"]
    combustion = [[cell if cell != "Combustion" else "Incineration with Energy Recovery" for cell in row]
                  for row in DESNZ_ROWS]  # fmt: skip
    body = [["UK Government GHG Conversion Factors"], [], ["freeze"], [], [None, None, "Category"], header, *combustion]
    sheets = {"Sheet2": [["mine"]], "Front page": [["Year:", year]], "Overseas electricity": [["x"]],
              "Factors by Category": body, "Sheet1": [["scratch"]]}  # fmt: skip
    imported = read_desnz(write_book(tmp_path / "flat.xlsx", sheets))
    assert imported.name == f"desnz-{year}"
    frame = imported.frame.set_index("factor_id")
    gas = frame.loc[f"desnz-{year}/1_100_1004_6"]
    assert (gas["kgco2e"], gas["valid_from"], gas["activity"]) == (0.18296, year, "energy.fuel.natural_gas")
    assert gas["kgch4"] == pytest.approx(0.00028 / 28)
    assert str(year) in imported.source["attribution"]


# --- Ember ------------------------------------------------------------------------------------------------------------

EMBER: Rows = [
    ["Area", "ISO 3 code", "Year", "Category", "Variable", "Unit", "Value"],
    ["Netherlands", "NLD", "2024", "Power sector emissions", "CO2 intensity", "gCO2/kWh", "252.7"],
    ["Netherlands", "NLD", "2023", "Power sector emissions", "CO2 intensity", "gCO2/kWh", "267.6"],
    ["Türkiye", "TUR", "2024", "Power sector emissions", "CO2 intensity", "gCO2/kWh", "469.7"],
    ["ASEAN", "", "2024", "Power sector emissions", "CO2 intensity", "gCO2/kWh", "560"],
    ["Cambodia", "KHM", "2024", "Power sector emissions", "CO2 intensity", "gCO2/kWh", ""],
    ["Netherlands", "NLD", "2024", "Electricity generation", "Total generation", "TWh", "120"],
]


def test_ember_gives_location_based_electricity_per_country_and_year(tmp_path: Path) -> None:
    imported = read_ember(write_csv(tmp_path / "ember.csv", EMBER))
    frame = imported.frame.set_index("factor_id")
    assert frame["kgco2e"].to_dict() == pytest.approx(
        {"ember/NL-2024": 0.2527, "ember/NL-2023": 0.2676, "ember/TR-2024": 0.4697}
    )
    assert set(frame["scope2_method"]) == {"location"}
    assert imported.report.reasons() == {"unknown_region": 1, "not_published": 1, "other_variable": 1}
    assert imported.report.rows_read == 6
    one = read_ember(tmp_path / "ember.csv", year=2023)
    assert one.frame["factor_id"].tolist() == ["ember-2023/NL-2023"]
    assert one.factors().sources["ember-2023"]["licence"] == "CC BY 4.0"


@pytest.mark.parametrize(
    ("row", "column", "value", "code"),
    [(1, 6, "lots", "import_not_a_number"), (1, 5, "TWh", "import_mass_unit"), (0, 4, "Var", "import_no_columns"),
     (1, 2, "last year", "import_not_a_number")],
)  # fmt: skip
def test_a_damaged_ember_file_is_refused(tmp_path: Path, row: int, column: int, value: str, code: str) -> None:
    rows = [list(line) for line in EMBER]
    rows[row][column] = value
    with pytest.raises(DataError) as caught:
        read_ember(write_csv(tmp_path / "ember.csv", rows))
    assert code in codes(caught)


# --- AIB --------------------------------------------------------------------------------------------------------------

AIB: Rows = [
    ["Residual mixes 2025"],
    ["Country", "Name", "Renewable", "CO2 (gCO2/kWh)"],
    ["DE", "Germany", 0.05, 620.5],
    ["NL", "Netherlands", 0.0, "NA"],
    ["AT", "Austria", 0.0, "NA"],
    ["NO", "Norway", 0.1, 515.0],
    ["", "", "", ""],
]


def write_aib(folder: Path, rows: Rows, name: str = "AIB-2025-residual-mix-results.xlsx") -> Path:
    return write_book(folder / name, {"Notes": [["x"]], "Residual Mixes": rows})


def test_the_residual_mix_is_market_based_and_na_is_never_zero(tmp_path: Path) -> None:
    imported = read_aib(write_aib(tmp_path, AIB))
    frame = imported.frame.set_index("region")
    assert frame["kgco2e"].to_dict() == pytest.approx({"DE": 0.6205, "NO": 0.515})
    assert set(frame["activity"]) == {"energy.electricity.residual_mix"}
    assert set(frame["scope2_method"]) == {"market"}
    assert frame["kgch4"].isna().all()
    assert imported.report.reasons() == {"no_residual_mix": 2}
    assert imported.source["redistributable"] == "importer-only"
    assert imported.name == "aib-2025"


@pytest.mark.parametrize(
    ("row", "column", "value", "code"),
    [(2, 3, "hoog", "import_not_a_number"), (2, 3, -4.0, "import_not_a_number"), (1, 3, "CO2", "import_no_columns")],
)
def test_a_damaged_residual_mix_is_refused(tmp_path: Path, row: int, column: int, value: object, code: str) -> None:
    rows = [list(line) for line in AIB]
    rows[row][column] = value
    with pytest.raises(DataError) as caught:
        read_aib(write_aib(tmp_path, rows))
    assert code in codes(caught)


def test_a_residual_mix_without_a_year_asks_for_it(tmp_path: Path) -> None:
    path = write_aib(tmp_path, AIB, "mixes.xlsx")
    with pytest.raises(DataError, match="--year"):
        read_aib(path)
    assert read_aib(path, year=2024).name == "aib-2024"


# --- Base Carbone -----------------------------------------------------------------------------------------------------

CARBONE: Rows = [
    ["Type Ligne", "Identifiant de l'élément", "Type de l'élément", "Statut de l'élément", "Nom base français",
     "Code de la catégorie", "Unité français", "Localisation géographique", "Incertitude", "Type poste",
     "Total poste non décomposé", "CO2b"],
    ["Elément", "1", "Facteur d'émission", "Valide générique", "Acier neuf", "Achats de biens > Métaux", "kgCO2e/tonne",
     "France continentale", "10", "", "2211,5", ""],
    ["Elément", "2", "Facteur d'émission", "Valide spécifique", "Gaz naturel", "Combustibles > Fossiles > Gazeux",
     "kgCO2e/kWh PCI", "France continentale", "5", "", "0.239", "0"],
    ["Poste", "2", "Facteur d'émission", "Valide spécifique", "Gaz naturel", "Combustibles > Fossiles > Gazeux",
     "kgCO2e/kWh PCI", "France continentale", "", "Combustion", "0.205", ""],
    ["Poste", "2", "Facteur d'émission", "Valide spécifique", "Gaz naturel", "Combustibles > Fossiles > Gazeux",
     "kgCO2e/kWh PCI", "France continentale", "", "Amont", "0,034", ""],
    ["Elément", "3", "Facteur d'émission", "Archivé", "Vieux", "Achats de biens", "kgCO2e/kg", "Europe", "", "",
     "1", ""],
    ["Elément", "4", "Donnée source", "Valide générique", "Rendement", "Achats de biens", "kgCO2e/kg", "Europe", "", "",
     "1", ""],
    ["Elément", "5", "Facteur d'émission", "Valide générique", "Fioul", "Combustibles > Fossiles", "kgCO2e/litre",
     "Europe", "", "", "3.2", ""],
    ["Elément", "6", "Facteur d'émission", "Valide générique", "Crédit", "Traitement des déchets", "kgCO2e/kg",
     "Europe", "", "", "-0,5", ""],
    ["Elément", "7", "Facteur d'émission", "Valide générique", "Café", "Achats de services", "kgCO2e/tasse", "Europe",
     "", "", "0,1", ""],
]  # fmt: skip


def write_carbone(folder: Path, rows: Rows, encoding: str = "cp1252") -> Path:
    return write_csv(folder / "Base_Carbone_V23.6_2025.csv", rows, delimiter=";", encoding=encoding)


def test_base_carbone_in_windows_1252_is_read_and_fuels_are_split(tmp_path: Path) -> None:
    imported = read_base_carbone(write_carbone(tmp_path, CARBONE), gwp="AR5")
    frame = imported.frame.set_index("factor_id")
    assert frame["kgco2e"].to_dict() == {
        "base-carbone-2025/1-total": 2211.5, "base-carbone-2025/2-direct": 0.205, "base-carbone-2025/2-upstream": 0.034,
    }  # fmt: skip
    assert frame["category"].tolist() == ["3.1", "1.stationary", "3.3"]
    assert frame["unit"].tolist() == ["t", "kWh_net", "kWh_net"]
    assert set(frame["gwp_set"]) == {"AR5"}
    assert frame.loc["base-carbone-2025/2-direct", "kgco2_biogenic"] == 0.0
    assert "10 %" in frame.loc["base-carbone-2025/1-total", "quality"]
    assert imported.report.reasons() == {
        "post": 2, "not_valid": 1, "not_a_factor": 1, "not_split": 1, "avoided": 1, "unknown_unit": 1,
    }  # fmt: skip
    assert imported.report.rows_read == 9


def test_posts_that_do_not_add_up_are_an_anomaly(tmp_path: Path) -> None:
    rows = [list(line) for line in CARBONE]
    rows[4][10] = "0,134"
    (line,) = read_base_carbone(write_carbone(tmp_path, rows)).report.anomalies
    assert "Gaz naturel" in line


@pytest.mark.parametrize(
    ("row", "column", "value", "code"),
    [(1, 5, "Minéraux lunaires", "import_new_category"), (1, 10, "environ 2", "import_not_a_number"),
     (1, 10, "1.234,5", "import_not_a_number"), (3, 9, "Magie", "import_new_category"),
     (0, 10, "Total", "import_no_columns")],
)  # fmt: skip
def test_a_damaged_base_carbone_is_refused(tmp_path: Path, row: int, column: int, value: str, code: str) -> None:
    rows = [list(line) for line in CARBONE]
    rows[row][column] = value
    with pytest.raises(DataError) as caught:
        read_base_carbone(write_carbone(tmp_path, rows))
    assert code in codes(caught)


def test_base_carbone_read_in_utf_8_gives_the_same_figures(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("a", "b")]
    for folder in folders:
        folder.mkdir()
    frames = [
        read_base_carbone(write_carbone(f, CARBONE, e)).frame for f, e in zip(folders, ("cp1252", "utf-8"), strict=True)
    ]
    assert frames[0].equals(frames[1])


# --- Idemat -----------------------------------------------------------------------------------------------------------


def idemat_rows() -> Rows:
    def row(code: str, group: str, unit: str, process: str, carbon: object) -> list[Any]:
        return [code, "", 1, group, unit, process, *[""] * 7, carbon, carbon]

    return [
        row("", "", "", "", "carbon footprint"), row("", "", "", "", "IPCC 2021"), row("", "", "", "", "kg CO2e"),
        ["", "", "", "Materials, textiles"],
        row("A.1", "textiles", "kg", "Cotton, imaginary mix", 1.25),
        row("A.2", "textiles", "kg", "Wool, imaginary", 30),
        row("A.3", "waste", "kg", "Upcycling credit", -0.4), row("A.4", "textiles", "DALY", "Odd", 1.0),
        row("A.5", "textiles", "kg", "Nothing", ""),
    ]  # fmt: skip


def test_idemat_is_marked_importer_only_and_credits_are_left_out(tmp_path: Path) -> None:
    path = write_book(tmp_path / "idemat.xlsx", {"Idemat2026": idemat_rows()})
    mapping = write_csv(
        tmp_path / "map.csv",
        [["key", "activity", "category"], ["Cotton, imaginary mix", "material.fibre.cotton.conventional", ""]],
    )
    imported = read_idemat(path, mapping=read_mapping(mapping))
    assert imported.frame["activity"].tolist() == [
        "material.fibre.cotton.conventional", "idemat.textiles.wool_imaginary",
    ]  # fmt: skip
    assert imported.frame["kgco2e"].tolist() == [1.25, 30.0]
    assert set(imported.frame["gwp_set"]) == {"AR6"}
    assert imported.source["redistributable"] == "importer-only"
    assert imported.report.reasons() == {"group_title": 1, "avoided": 1, "unknown_unit": 1, "not_published": 1}
    assert imported.report.unmapped["name"].tolist() == ["Wool, imaginary"]


def test_a_damaged_idemat_table_is_refused(tmp_path: Path) -> None:
    rows = idemat_rows()
    rows[4][13] = "about one"
    with pytest.raises(DataError) as caught:
        read_idemat(write_book(tmp_path / "a.xlsx", {"Idemat2026": rows}))
    assert codes(caught) == {"import_not_a_number"}
    moved = [["", *row] for row in idemat_rows()]
    with pytest.raises(DataError) as caught:
        read_idemat(write_book(tmp_path / "b.xlsx", {"Idemat2026": moved}))
    assert codes(caught) == {"import_header"}
    with pytest.raises(DataError, match="Idemat20"):
        read_idemat(write_book(tmp_path / "c.xlsx", {"Sheet": rows}))


# --- EXIOBASE ---------------------------------------------------------------------------------------------------------

GWP_ROW = "GHG emissions (GWP100) | Problem oriented approach"


def write_exiobase(folder: Path, *, unit: str = "kg CO2 eq.", figure: str = "724000.0") -> Path:
    target = folder / "IOT_2019_pxp" / "impacts"
    target.mkdir(parents=True, exist_ok=True)
    rows = [["region", "NL", "CN", "WA"], ["sector", "Textiles (17)", "Textiles (17)", "Textiles (17)"],
            ["Value Added", "1", "1", "1"], [GWP_ROW, "205000.0", figure, "900000.0"]]  # fmt: skip
    write_csv(target / "M.txt", rows, delimiter="\t")
    write_csv(target / "unit.txt", [["", "unit"], ["Value Added", "M.EUR"], [GWP_ROW, unit]], delimiter="\t")
    return target


def test_exiobase_multipliers_become_kg_per_euro(tmp_path: Path) -> None:
    imported = read_exiobase(write_exiobase(tmp_path), gwp="AR5")
    assert imported.frame.set_index("region")["kgco2e"].to_dict() == pytest.approx({"NL": 0.205, "CN": 0.724})
    assert imported.frame["unit"].unique().tolist() == ["EUR"]
    assert imported.source["price_year"] == 2019
    assert imported.source["redistributable"] == "importer-only"
    assert imported.report.reasons() == {"unknown_region": 1}


def test_a_damaged_exiobase_table_is_refused(tmp_path: Path) -> None:
    for options, code in (({"unit": "apples"}, "import_mass_unit"), ({"figure": "x"}, "import_not_a_number")):
        with pytest.raises(DataError) as caught:
            read_exiobase(write_exiobase(tmp_path, **options))
        assert codes(caught) == {code}
    folder = write_exiobase(tmp_path)
    with pytest.raises(DataError) as caught:
        read_exiobase(folder, row="Land use")
    assert codes(caught) == {"import_no_row"}
    (folder / "unit.txt").unlink()
    with pytest.raises(DataError) as caught:
        read_exiobase(folder)
    assert codes(caught) == {"import_no_unit_file"}


# --- Climatiq ---------------------------------------------------------------------------------------------------------

CLIMATIQ: Rows = [
    ["sector", "activity_id", "name", "activity_unit", "kgCO2e-AR5", "kgCO2e-AR4", "kgCO2", "kgCH4", "kgN2O", "scope",
     "source", "year_released", "years_valid", "region", "data_quality", "source_link", "lca_activity"],
    ["Energy", "fuel-type_gas", "Natural gas", "kWh", "0.2", "0.199", "0.19", "0.0001", "0.00002", "1", "X", "2024",
     "2024-2025", "NL", "", "https://example.com", "fuel_combustion"],
    ["Energy", "fuel-type_gas_wtt", "Natural gas WTT", "kWh", "0.03", "0.03", "not-supplied", "", "", "3", "X", "2024",
     "", "NL", "", "", "well_to_tank"],
    ["Transport", "freight", "Truck", "tonne-km", "0.1", "0.1", "", "", "", "1|3", "X", "2024", "", "NL", "", "",
     "fuel_combustion"],
    ["Energy", "wood", "Wood CO2", "kWh", "0.35", "0.35", "", "", "", "Outside of scopes", "X", "2024", "", "NL", "",
     "", "fuel_combustion"],
    ["Energy", "odd", "Flagged", "kWh", "9", "9", "", "", "", "1", "X", "2024", "", "NL", "e", "", "fuel_combustion"],
]  # fmt: skip


def test_a_climatiq_csv_is_read_under_the_chosen_gwp_set(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "oefdb.csv", CLIMATIQ)
    imported = read_climatiq(path)
    frame = imported.frame.set_index("activity")
    gas = frame.loc["climatiq.fuel-type_gas"]
    assert (gas["kgco2e"], gas["kgco2"], gas["valid_from"], gas["valid_to"]) == (0.2, 0.19, 2024, 2025)
    assert frame["category"].tolist() == ["1.stationary", "3.3"]
    assert imported.report.reasons() == {"not_split": 1, "outside_scopes": 1, "flagged": 1}
    assert read_climatiq(path, gwp="AR4").frame["kgco2e"].tolist() == [0.199, 0.03]
    assert set(read_climatiq(path, gwp="AR4").frame["gwp_set"]) == {"AR4"}
    with pytest.raises(DataError, match="AR5"):
        read_climatiq(path, gwp="SAR")


@pytest.mark.parametrize(
    ("row", "column", "value", "code"),
    [(1, 0, "Astrology", "import_new_category"), (1, 16, "birth", "import_new_category"),
     (1, 4, "0,2", "import_not_a_number"), (0, 9, "Scopes", "import_no_columns")],
)  # fmt: skip
def test_a_damaged_climatiq_csv_is_refused(tmp_path: Path, row: int, column: int, value: str, code: str) -> None:
    rows = [list(line) for line in CLIMATIQ]
    rows[row][column] = value
    with pytest.raises(DataError) as caught:
        read_climatiq(write_csv(tmp_path / "a.csv", rows))
    assert code in codes(caught)


# --- generic ----------------------------------------------------------------------------------------------------------

PAGE = Path(__file__).resolve().parents[2] / "docs" / "factors" / "import-your-own.md"
OWN: Rows = [
    ["Stof", "g CO2e", "Eenheid", "Status"],
    ["Katoen, bio", "1080,5", "per kilo", "geldig"],
    ["Stropapier", "n.a.", "per kilo", "geldig"],
    ["Maanstof", "10", "kg", "geldig"],
    ["Oud", "10", "kg", "vervallen"],
]


def recipe(folder: Path) -> Path:
    """Return the recipe that the documentation prints."""
    path = folder / "my-recipe.toml"
    path.write_text(PAGE.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0], encoding="utf-8")
    return path


def test_the_recipe_of_the_documentation_works(tmp_path: Path) -> None:
    imported = read_generic(write_csv(tmp_path / "own.csv", OWN, delimiter=";"), recipe(tmp_path))
    assert imported.frame["activity"].tolist() == ["material.fibre.cotton.organic", "my_materials_2026.maanstof"]
    assert imported.frame["kgco2e"].tolist() == pytest.approx([1.0805, 0.01])
    assert imported.report.reasons() == {"not_published": 1, "filtered": 1}
    assert set(imported.frame["gwp_set"]) == {"AR6"}


@pytest.mark.parametrize(
    ("row", "column", "value", "code"),
    [(1, 1, "veel", "import_not_a_number"), (1, 1, "1.080", "import_not_a_number"), (1, 2, "bushel", "import_uom"),
     (0, 1, "factor", "import_no_columns")],
)  # fmt: skip
def test_a_damaged_table_is_refused_by_its_recipe(tmp_path: Path, row: int, column: int, value: str, code: str) -> None:
    rows = [list(line) for line in OWN]
    rows[row][column] = value
    with pytest.raises(DataError) as caught:
        read_generic(write_csv(tmp_path / "own.csv", rows, delimiter=";"), recipe(tmp_path))
    assert code in codes(caught)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: text.replace("kgco2e = ", "kgco2 = "), "import_recipe_key"),
        (lambda text: text.replace("[columns]", "[colums]"), "import_recipe_unknown"),
        (lambda text: text.replace("unit = ", "units = "), "import_recipe_unknown"),
        (lambda text: text.replace('gwp_set = "AR6"', 'gwp_set = "AR7"'), "not_in_list"),
        (lambda text: text.replace("my-materials-2026", "../etc"), "import_set_name"),
        (lambda text: text + "[[", "import_recipe"),
        (lambda text: text.replace('category = "3.1"', 'category = "3.16"'), "not_in_list"),
        (lambda text: text.replace('region = "GLO"', 'region = "Atlantis"'), "unknown_region"),
    ],
)
def test_a_damaged_recipe_is_refused(tmp_path: Path, change: Callable[[str], str], code: str) -> None:
    path = recipe(tmp_path)
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_generic(write_csv(tmp_path / "own.csv", OWN, delimiter=";"), path)
    assert code in codes(caught)


def test_two_figures_for_one_activity_are_not_added_up(tmp_path: Path) -> None:
    imported = read_generic(write_csv(tmp_path / "o.csv", [*OWN, ["Maanstof", "99", "kg", "geldig"]], delimiter=";"),
                            recipe(tmp_path))  # fmt: skip
    assert imported.frame["kgco2e"].tolist() == pytest.approx([1.0805, 0.01])
    assert imported.report.reasons()["second_figure"] == 1


def test_an_own_mapping_is_checked(tmp_path: Path) -> None:
    path = write_book(tmp_path / "idemat.xlsx", {"Idemat2026": idemat_rows()})
    cases = {
        "import_mapping_activity": [["key", "activity"], ["Wool, imaginary", "material.fibre.wol"]],
        "import_mapping_twice": [["key", "activity"], *[["Wool, imaginary", "material.fibre.wool.clean"]] * 2],
        "import_mapping_unused": [["key", "activity"], ["Wool", "material.fibre.wool.clean"]],
    }
    for code, rows in cases.items():
        with pytest.raises(DataError) as caught:
            read_publisher_file("idemat", path, mapping=write_csv(tmp_path / "m.csv", rows))
        assert code in codes(caught)


# --- every importer ---------------------------------------------------------------------------------------------------

TEXT_READERS: list[Callable[[Path], ImportedFactors]] = [
    read_ember,
    read_base_carbone,
    read_climatiq,
    lambda path: read_exiobase(path, year=2019),
    lambda path: read_publisher_file("epa-sef", path),
]


@pytest.mark.parametrize("read", TEXT_READERS)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, read: Callable[[Path], ImportedFactors]) -> None:
    cases = {
        "missing.csv": None,
        "empty.csv": b"",
        "zip.csv": b"PK\x03\x04\x00",
        "nul.csv": b"a\0b",
        "other.csv": b"a,b\n1,2\n",
    }
    for name, content in cases.items():
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(DataError) as caught:
            read(path)
        assert codes(caught)


def test_a_file_that_is_too_large_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_csv(tmp_path / "ember.csv", EMBER)
    monkeypatch.setattr(tables, "LARGEST_TEXT", 100)
    with pytest.raises(DataError, match="is not opened"):
        read_ember(path)
    monkeypatch.setattr(tables, "LARGEST_TEXT", 10_000_000)
    monkeypatch.setattr(tables, "LARGEST_ROWS", 3)
    with pytest.raises(DataError, match="more than 3 rows"):
        read_ember(path)


def test_an_unclosed_quotation_mark_does_not_swallow_the_rest(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "ember.csv", EMBER)
    path.write_text(path.read_text(encoding="utf-8").replace("Türkiye", '"Türkiye'), encoding="utf-8")
    with pytest.raises(DataError, match="quotation mark"):
        read_ember(path)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300))
def test_any_bytes_end_in_a_data_error_and_nothing_else(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(content)
    for read in TEXT_READERS:
        with pytest.raises(DataError):
            read(path)


def test_an_unknown_publisher_and_option_name_what_there_is() -> None:
    with pytest.raises(DataError, match="desnz"):
        read_publisher_file("desnzz", "x.xlsx")
    with pytest.raises(DataError, match="year"):
        read_publisher_file("ember", "x.csv", margins="with")
    with pytest.raises(DataError, match="recipe"):
        read_publisher_file("generic", "x.csv")
