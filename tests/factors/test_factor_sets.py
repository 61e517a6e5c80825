"""Every bundled set of emission factors: form, sources, sums, and figures read from the publications."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from importer_files import SETS

from ghgcalc.factors.columns import FACTOR_COLUMNS, NUMBER_COLUMNS, OPTIONAL_COLUMNS, RANGE_COLUMNS
from ghgcalc.factors.importers.common import csv_text
from ghgcalc.factors.importers.refrigerants import build_refrigerants
from ghgcalc.vocabulary import CATEGORIES, GWP_SETS

FOLDERS = sorted(path.parent for path in SETS.glob("*/factors.csv"))
# The unit ids that factors may use; kWh on gross and on net calorific value are never the same.
UNITS = {
    "kWh", "kWh_gross", "kWh_net", "MWh", "MJ", "GJ", "Nm3", "m3", "l", "million_l", "kg", "kg_dry", "t", "km", "mile",
    "tkm", "pkm", "piece", "pair", "m2", "room_night", "fte_hour", "pollution_unit", "EUR", "GBP", "USD", "tCO2e",
}  # fmt: skip


def read(folder: Path) -> pd.DataFrame:
    numbers = (*NUMBER_COLUMNS, *RANGE_COLUMNS)
    types = dict.fromkeys((*FACTOR_COLUMNS, *OPTIONAL_COLUMNS), str) | dict.fromkeys(numbers, np.float64)
    return pd.read_csv(folder / "factors.csv", dtype=types, keep_default_na=False, na_values={n: [""] for n in numbers})


@pytest.fixture(scope="module")
def every() -> pd.DataFrame:
    return pd.concat([read(folder).assign(set=folder.name) for folder in FOLDERS], ignore_index=True)


@pytest.fixture(scope="module")
def regions() -> pd.DataFrame:
    return pd.read_csv(SETS / "regions.csv", keep_default_na=False)


def value(frame: pd.DataFrame, activity: str, **where: str) -> float:
    rows = frame[frame["activity"] == activity]
    for column, wanted in where.items():
        rows = rows[rows[column] == wanted]
    assert len(rows) == 1, f"{len(rows)} rows"
    return float(rows["kgco2e"].iloc[0])


def test_the_expected_sets_are_there() -> None:
    assert {folder.name for folder in FOLDERS} == {
        "desnz-2025", "electricity-2023", "epa-hub-2025", "materials-2026", "nl-2026", "products-ademe-2018",
        "refrigerants-ipcc", "spend-epa-sef-1.3", "spend-figaro-nl-2023", "spend-uk-sic-2023",
    }  # fmt: skip


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_set_has_the_agreed_columns_and_prints_back_unchanged(folder: Path) -> None:
    raw = (folder / "factors.csv").read_text(encoding="utf-8")
    frame = read(folder)
    assert tuple(frame.columns[: len(FACTOR_COLUMNS)]) == FACTOR_COLUMNS
    assert set(frame.columns[len(FACTOR_COLUMNS) :]) <= set(OPTIONAL_COLUMNS)
    assert csv_text(frame) == raw


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_set_says_who_published_it_and_under_which_terms(folder: Path) -> None:
    about = tomllib.loads((folder / "source.toml").read_text(encoding="utf-8"))
    for key in ("publisher", "title", "edition", "licence", "attribution"):
        assert about[key].strip(), key
    rows = read(folder)
    assert about["url"].startswith("https://") or rows["url"].str.startswith("http").any()
    assert about["redistributable"] in (True, "cited figures")
    assert about["gwp_set"] in ("", *GWP_SETS)
    assert folder.name in (SETS / "LICENSES.md").read_text(encoding="utf-8")


def test_ids_are_unique_over_all_sets(every: pd.DataFrame) -> None:
    assert every["factor_id"].is_unique
    assert (every["factor_id"].str.partition("/")[0] == every["set"]).all()
    assert (every["source"] == every["set"]).all()


def test_units_regions_categories_and_methods_are_in_their_lists(every: pd.DataFrame, regions: pd.DataFrame) -> None:
    assert set(every["unit"]) <= UNITS
    assert set(every["region"]) <= set(regions["code"])
    inside = every[every["category"] != ""]
    assert set(inside["category"]) <= set(CATEGORIES)
    assert (inside["category"].str[0] == inside["scope"]).all()
    assert set(every["scope2_method"]) == {"", "location", "market"}
    assert set(every["gwp_set"]) <= {"", *GWP_SETS}
    assert set(every["ch4_origin"]) <= {"", "fossil", "biogenic"}


def test_every_row_leads_to_its_source(every: pd.DataFrame) -> None:
    assert (every["source_ref"].str.len() > 8).all()
    assert (every["published_name"] != "").all()
    assert (every["includes"] != "").all()
    assert not every["source_ref"].str.contains(r"/work|/tmp|shared/data|sqlite|\bmemory\b", regex=True).any()


def test_values_are_published_numbers_and_never_negative(every: pd.DataFrame) -> None:
    blank = every[every["kgco2e"].isna()]
    assert set(blank["stage"]) == {"outside scopes"}
    assert blank["kgco2_biogenic"].notna().all()
    for column in ("kgco2e", "kgco2", "kgch4", "kgn2o", "kgco2_biogenic"):
        assert not (every[column] < 0).any()
        assert np.isfinite(every[column].dropna()).all()


def test_validity_is_years_in_order(every: pd.DataFrame) -> None:
    first, last = every["valid_from"].astype(int), every["valid_to"].astype(int)
    assert (first <= last).all()
    assert first.min() >= 1990
    assert last.max() <= 2050


def test_gases_give_the_total_under_the_stated_gwp(every: pd.DataFrame) -> None:
    gwp = {"AR5": (28, 265), "AR6": (27, 273)}  # CH4, N2O; the Dutch list counts methane as non-fossil
    split = every.dropna(subset=["kgco2", "kgch4", "kgn2o"])
    assert len(split) > 1300
    for name, (methane, nitrous) in gwp.items():
        rows = split[split["gwp_set"] == name]
        summed = rows["kgco2"] + methane * rows["kgch4"] + nitrous * rows["kgn2o"]
        assert (summed - rows["kgco2e"]).abs().max() < 2e-5
    assert set(split["gwp_set"]) == set(gwp)


def test_dutch_parts_add_up_to_the_total_the_list_prints(every: pd.DataFrame) -> None:
    rows = every[(every["set"] == "nl-2026") & every["note"].str.contains("published total")]
    printed = rows["note"].str.extract(r"published total ([0-9.]+) kg")[0].astype(float)
    summed = rows.groupby("activity")["kgco2e"].transform("sum")
    wrong = rows.loc[(summed - printed).abs() > 0.0011, "activity"]
    assert set(wrong) == {"transport.road.long_heavy_vehicle"}
    assert rows["activity"].nunique() > 100


def test_every_activity_is_in_the_list(every: pd.DataFrame) -> None:
    listed = pd.concat([pd.read_csv(path) for path in sorted(SETS.glob("activities*.csv"))])["activity"]
    assert set(every["activity"]) <= set(listed)


def test_location_based_lines_belong_to_the_grid_and_market_based_ones_to_a_product(every: pd.DataFrame) -> None:
    location = every[every["scope2_method"] == "location"]
    market = every[every["scope2_method"] == "market"]
    assert set(location["activity"]) == {"energy.electricity"}
    assert market["activity"].str.startswith("energy.electricity.").all()
    grid = every[every["activity"] == "energy.electricity"]
    assert (grid["scope2_method"] == "location").all()
    assert set(grid["category"]) == {"2.electricity", "3.3"}


def test_one_kind_of_line_stands_once_per_activity_region_year_and_unit(every: pd.DataFrame) -> None:
    key = ["set", "activity", "region", "valid_from", "unit", "category", "stage", "scope2_method"]
    twice = every[every.duplicated(key, keep=False)]
    # The British upstream of generation and the upstream of grid losses are two published figures.
    assert set(twice["activity"]) == {
        "energy.electricity",
        "energy.heat.district",
        "uk.managed_assets_electricity.electricity_generated.electricity_uk",
    }
    assert set(twice["stage"]) == {"upstream"}


# IPCC AR4 WG1 table 2.14; AR5 WG1 table 8.A.1 and 8.SM.16 (with feedback); AR6 WG1 tables 7.15 and 7.SM.7.
@pytest.mark.parametrize(
    ("species", "expected"),
    [
        ("CO2", (1, 1, 1, 1)),
        ("CH4-nonfossil", (25, 28, 34, 27.0)),
        ("CH4-fossil", (25, 30, 36, 29.8)),
        ("N2O", (298, 265, 298, 273)),
        ("SF6", (22800, 23500, 26087, 24300)),
        ("NF3", (17200, 16100, 17885, 17400)),
        ("HFC-32", (675, 677, 817, 771)),
        ("HFC-125", (3500, 3170, 3691, 3740)),
        ("HFC-134a", (1430, 1300, 1549, 1530)),
    ],
)
def test_the_gwp_table_holds_the_published_values(species: str, expected: tuple[float, ...]) -> None:
    table = pd.read_csv(SETS / "gwp" / "gwp100.csv").set_index("species")
    assert tuple(table.loc[species, ["AR4", "AR5", "AR5_with_ccf", "AR6"]]) == expected
    assert table["source"].notna().all()
    assert table.index.is_unique


def test_refrigerants_are_their_composition_times_the_gwp(every: pd.DataFrame) -> None:
    table = pd.read_csv(SETS / "gwp" / "gwp100.csv").set_index("species")["AR6"]
    rows = every[every["set"] == "refrigerants-ipcc"]
    for gases, published in zip(rows["gases"], rows["kgco2e"], strict=True):
        parts = dict(part.split(":") for part in gases.split(";"))
        shares = pd.Series(parts, dtype=float)
        assert shares.sum() == pytest.approx(1.0)
        assert (shares * table[shares.index]).sum() == pytest.approx(published, abs=1e-6)


# AR4: composition times IPCC AR4 table 2.14; AR5: US EPA GHG Emission Factors Hub 2025, table 12; AR6: Lijst
# CO2-emissiefactoren 2026, except R-454C, which the list prints as 148.
@pytest.mark.parametrize(
    ("activity", "expected"),
    [
        ("r404a", (3921.6, 3942.8, 4728.0)), ("r407c", (1773.9, 1624.2, 1907.9)), ("r410a", (2087.5, 1923.5, 2255.5)),
        ("r448a", (1385.8, 1273.2, 1494.4)), ("r449a", (1396.0, 1281.6, 1504.5)), ("r454c", (None, None, 166.2)),
        ("r290", (None, None, 0.02)), ("r1234yf", (None, None, 0.501)), ("r1234ze", (None, None, 1.37)),
    ],
)  # fmt: skip
def test_blends_reach_the_published_values_in_every_gwp_set(
    every: pd.DataFrame, activity: str, expected: tuple[float | None, ...]
) -> None:
    table = pd.read_csv(SETS / "gwp" / "gwp100.csv").set_index("species")
    rows = every[(every["set"] == "refrigerants-ipcc") & (every["activity"] == f"refrigerant.{activity}")]
    shares = pd.Series(dict(part.split(":") for part in rows["gases"].iloc[0].split(";")), dtype=float)
    for name, wanted in zip(("AR4", "AR5", "AR6"), expected, strict=True):
        if wanted is not None:
            assert (shares * table.loc[shares.index, name]).sum() == pytest.approx(wanted, abs=0.051)


def test_the_refrigerant_set_is_what_its_tables_give() -> None:
    built = build_refrigerants()
    assert csv_text(built.frame) == (SETS / "refrigerants-ipcc" / "factors.csv").read_text(encoding="utf-8")
    left_out = set(built.report.left_out["name"])
    # R-502 holds CFC-115 and R-429A dimethyl ether, for which the table has no AR6 value.
    assert {"R-502", "R-429A", "HC-600a"} <= left_out
    assert "R-410A" not in left_out


@pytest.mark.parametrize(
    ("region", "expected"),
    # Our World in Data, carbon_intensity_elec 2023.
    [("DE", 0.3810), ("BE", 0.1381), ("FR", 0.0560), ("IT", 0.3307), ("TR", 0.4646), ("CN", 0.5823), ("BD", 0.6914),
     ("IN", 0.7134), ("VN", 0.4754), ("PL", 0.6619), ("US", 0.3695), ("MM", 0.3989)],
)  # fmt: skip
def test_electricity_per_country_is_the_published_intensity(every: pd.DataFrame, region: str, expected: float) -> None:
    rows = every[every["set"] == "electricity-2023"]
    assert value(rows, "energy.electricity", region=region, valid_from="2023") == pytest.approx(expected, abs=5.1e-5)
    assert {"NL", "GB"}.isdisjoint(rows["region"])


@pytest.mark.parametrize(
    ("activity", "expected"),
    # The publications named in source_ref.
    [
        ("fibre.cotton.conventional", 2.0), ("fibre.cotton.organic", 1.08), ("fibre.cotton.recycled", 0.70),
        ("fibre.polyester.staple", 4.1), ("fibre.polyester.filament", 5.47), ("fibre.polyester.recycled_staple", 1.64),
        ("fibre.polyester.recycled_filament", 3.17), ("fibre.polyamide.filament", 5.65), ("fibre.acrylic", 10.1),
        ("fibre.viscose.eu", 1.2), ("fibre.viscose.asia", 5.25), ("fibre.wool.clean", 36.6), ("fibre.down", 16.2),
        ("leather.bovine", 19.3), ("leather.bovine_area", 17.0), ("leather.synthetic_pu", 15.8), ("board.mdf", 0.854),
        ("board.particleboard", 0.45), ("metal.steel_primary", 1.91), ("metal.aluminium_secondary", 0.995),
        ("paper.board", 1.20), ("paper.paper", 1.345), ("plastic.ldpe_film", 2.965),
    ],
)  # fmt: skip
def test_materials_are_the_preferred_figures(every: pd.DataFrame, activity: str, expected: float) -> None:
    rows = every[every["set"] == "materials-2026"]
    assert value(rows, f"material.{activity}") == expected
    quality = rows.set_index("activity").loc[f"material.{activity}", "quality"]
    if found := re.search(r"range ([0-9.]+) to ([0-9.]+)", quality):
        assert float(found[1]) <= expected <= float(found[2])


def test_no_material_without_a_published_figure_is_carried(every: pd.DataFrame) -> None:
    materials = " ".join(every.loc[every["set"] == "materials-2026", "activity"])
    for absent in ("regenerative", "tpu", "polyurethane_flexible", "polyamide66"):
        assert absent not in materials


@pytest.mark.parametrize(
    ("material", "british", "unit"),
    [
        ("material.paper.board", "material.paper.board", "t"),
        ("material.paper.paper", "material.paper.paper", "t"),
        ("material.plastic.ldpe_film", "material.plastic.ldpe_film", "t"),
    ],
)
def test_the_british_materials_agree_in_both_sets(every: pd.DataFrame, material: str, british: str, unit: str) -> None:
    per_kg = value(every[every["set"] == "materials-2026"], material)
    per_tonne = value(every[every["set"] == "desnz-2025"], british, unit=unit)
    assert per_kg == pytest.approx(per_tonne / 1000, rel=2e-3)


@pytest.mark.parametrize(
    ("activity", "expected"),
    # ADEME, Base Empreinte, study of 2018 (generic furniture: Base Carbone 2014).
    [
        ("garment.tshirt_cotton", 5.2), ("garment.tshirt_polyester", 5.5), ("garment.polo", 8.2),
        ("garment.jeans", 23.2),
        ("garment.jumper_wool", 52.9), ("garment.coat", 85.8), ("garment.jacket_rain", 38.7),
        ("footwear.leather", 13.4),
        ("footwear.textile", 17.3), ("footwear.sport", 18.7), ("furniture.sofa_textile", 179.0),
        ("furniture.sofa_leather", 182.0), ("furniture.mattress_foam", 285.0), ("furniture.chair_plastic", 34.4),
        ("furniture.wardrobe", 907.0), ("furniture.generic", 1.833),
    ],
)  # fmt: skip
def test_products_are_the_published_production_totals(every: pd.DataFrame, activity: str, expected: float) -> None:
    assert value(every[every["set"] == "products-ademe-2018"], f"product.{activity}") == expected


def test_the_inconsistent_bed_is_not_carried(every: pd.DataFrame) -> None:
    assert not every["factor_id"].str.startswith("products-ademe-2018/lit-").any()


def test_stages_of_a_product_add_up_to_its_total(every: pd.DataFrame) -> None:
    rows = every[(every["set"] == "products-ademe-2018") & every["note"].str.contains("of which")]
    assert len(rows) > 20
    for total, note in zip(rows["kgco2e"], rows["note"], strict=True):
        parts = [float(number) for number in re.findall(r" ([0-9.]+)(?:;|$)", note.split("of which")[1])]
        assert len(parts) == 4
        assert sum(parts) == pytest.approx(total, abs=0.6)


@pytest.mark.parametrize(
    ("activity", "expected"),
    # FIGARO monetary emission factors, edition 2026, the Netherlands 2023, purchaser prices of business purchases.
    [("textiles", 0.3212), ("furniture", 0.2395), ("wood", 0.245), ("rubber_plastic", 0.363),
     ("land_transport", 0.457), ("water_transport", 1.133), ("air_transport", 1.070), ("wholesale", 0.143)],
)  # fmt: skip
def test_spend_factors_are_at_purchaser_prices(every: pd.DataFrame, activity: str, expected: float) -> None:
    rows = every[every["set"] == "spend-figaro-nl-2023"]
    assert value(rows, f"spend.{activity}") == pytest.approx(expected, abs=5.1e-4)
    assert set(rows["unit"]) == {"EUR"}
    assert rows["note"].str.contains("purchaser price").all()


def test_regions_lead_to_the_world(regions: pd.DataFrame) -> None:
    wider = dict(zip(regions["code"], regions["wider"], strict=True))
    assert regions["code"].is_unique
    for code in wider:
        chain = [code]
        while wider[chain[-1]]:
            chain.append(wider[chain[-1]])
            assert len(chain) < 5
        assert chain[-1] == "GLO"
    # Treaty on European Union: 27 members.
    assert sum(parent == "EU" for parent in wider.values()) == 27
    assert wider["NL"] == "EU"
    assert wider["GB"] == wider["TR"] == wider["CH"] == "GLO"


def test_the_preferred_order_names_sets_and_activities_that_exist(every: pd.DataFrame) -> None:
    preferred = tomllib.loads((SETS / "preferred.toml").read_text(encoding="utf-8"))
    names = {folder.name for folder in FOLDERS}
    assert {*preferred["sets"], *preferred["on_request"]} == names
    for rule in preferred["rule"]:
        matching = every[every["activity"].str.startswith(rule["activity"])]
        assert set(rule["sets"]) <= set(matching["set"])
        assert rule["reason_en"]
        assert rule["reason_nl"]
    refrigerants = next(rule for rule in preferred["rule"] if rule["activity"] == "refrigerant.")
    assert refrigerants["sets"][0] == "refrigerants-ipcc"


def test_processes_give_the_published_energy() -> None:
    # Ecobalyse, public process file.
    table = pd.read_csv(SETS / "processes" / "textile_processes.csv").set_index("process")
    expected = {
        "process.spinning.ring": (3.64, 0, 0.12), "process.spinning.open_end": (1.82, 0, 0.12),
        "process.spinning.filament": (1.36, 0, 0.03), "process.weaving": (5.82, 0, 0.0625),
        "process.dyeing.continuous": (0.8, 16.2, 0), "process.dyeing.batch": (1.2, 32.4, 0),
        "process.dyeing.average": (1.0, 24.3, 0), "process.finishing": (0.6, 13.5, 0),
        "process.bleaching": (0.2, 5.4, 0), "process.mercerising": (0.1, 2.7, 0),
    }  # fmt: skip
    for process, figures in expected.items():
        assert tuple(table.loc[process, ["electricity_kwh", "heat_mj", "material_loss"]]) == figures
    listed = set(pd.read_csv(SETS / "activities.csv")["activity"])
    assert {process for process in table.index if process.startswith("process.")} <= listed
    assert table.index.is_unique
