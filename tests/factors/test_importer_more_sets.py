"""Every set: quality words, redistribution, ranges, mapping tables, the size of the data and the pages about it."""

from __future__ import annotations

import csv
import importlib.util
import io
import re
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from ghgcalc.factors import activities, available_sets, load_factors
from ghgcalc.factors.regions import regions
from ghgcalc.units import units
from ghgcalc.vocabulary import CATEGORIES

ROOT = Path(__file__).resolve().parents[2]
SETS = ROOT / "emission_factors"
VERIFICATION = {"official", "published figure", "second hand", "derived", "computed"}
#: Sets whose figures were never read from a file that a sha256 could name.
COMPILED = {"refrigerants-ipcc", "electricity-2023", "materials-2026", "products-ademe-2018", "spend-figaro-nl-2023",
            "spend-uk-sic-2023"}  # fmt: skip


@pytest.fixture(scope="module")
def every() -> pd.DataFrame:
    return load_factors(*available_sets()).frame


def test_every_factor_says_first_how_it_was_verified(every: pd.DataFrame) -> None:
    assert set(every["quality"].str.partition(";")[0]) <= VERIFICATION


def test_a_range_is_two_numbers_in_order_around_the_value(every: pd.DataFrame) -> None:
    found = every[every[["kgco2e_low", "kgco2e_high"]].notna().any(axis=1)]
    assert (found["kgco2e_low"].fillna(0.0) <= found["kgco2e"]).all()
    assert (found["kgco2e"] <= found["kgco2e_high"].fillna(float("inf"))).all()
    assert len(found) > 35


def test_every_set_may_be_passed_on_and_leads_to_its_publisher() -> None:
    for name in available_sets():
        about = tomllib.loads((SETS / name / "source.toml").read_text(encoding="utf-8"))
        assert about["redistributable"] in (True, "cited figures"), name
        assert about["url"].startswith("https://") or name == "materials-2026"  # its rows lead there, each its own
        assert about["licence"]
        assert bool(re.fullmatch(r"[0-9a-f]{64}", str(about.get("sha256", "")))) != (name in COMPILED), name
        spend = name.startswith("spend-")
        assert spend == all(key in about for key in ("currency", "price_year", "price_basis", "margins")), name


def test_combustion_and_upstream_give_the_published_well_to_wheel_total(every: pd.DataFrame) -> None:
    rows = every[(every["set"] == "nl-2026") & every["note"].str.contains("published total")]
    printed = rows["note"].str.extract(r"published total ([0-9.]+) kg")[0].astype(float)
    wrong = (rows.groupby(["activity", "unit"])["kgco2e"].transform("sum") - printed).abs() > 0.0011
    listed = tomllib.loads((SETS / "nl-2026" / "source.toml").read_text(encoding="utf-8"))["anomalies"]
    assert set(rows.loc[wrong, "activity"]) == {"transport.road.long_heavy_vehicle"}
    assert any("LZV" in line for line in listed)


def test_gases_of_the_epa_hub_give_its_total(every: pd.DataFrame) -> None:
    rows = every[(every["set"] == "epa-hub-2025") & (every["gwp_set"] == "AR5")]
    parts = rows[["kgco2", "kgch4", "kgn2o"]].fillna(0.0).to_numpy() @ [1, 28, 265]
    assert (parts - rows["kgco2e"]).abs().max() < 1e-9
    assert len(rows) > 300


def test_us_electricity_has_generation_and_losses_in_every_grid_region(every: pd.DataFrame) -> None:
    rows = every[(every["set"] == "epa-hub-2025") & (every["activity"] == "energy.electricity")]
    stages = rows.groupby("region")["stage"].agg(set)
    assert len(stages) == 28
    assert {region for region, found in stages.items() if found != {"generation", "transmission"}} == {"US-PRMS"}


def test_the_british_wholesale_outlier_is_behind_no_ordinary_activity(every: pd.DataFrame) -> None:
    rows = every[every["set"] == "spend-uk-sic-2023"]
    outlier = rows[rows["factor_id"] == "spend-uk-sic-2023/46"].iloc[0]
    assert outlier["kgco2e"] == pytest.approx(4.51621)
    assert outlier["activity"] == "spend.uk_wholesale_outlier"
    assert "outlier" in outlier["quality"]
    assert rows.loc[rows["activity"] != outlier["activity"], "kgco2e"].max() < 2
    expected = {"13": 0.6928, "14": 0.6928, "15": 0.7316, "16": 0.4327, "31": 0.4955, "47": 0.2719}
    found = rows.set_index("factor_id")["kgco2e"]
    for code, value in expected.items():  # Defra/University of Leeds, sheet GHG_SIC_multipliers, 2023
        assert found[f"spend-uk-sic-2023/{code}"] == pytest.approx(value, abs=5.1e-5)


def test_mapping_tables_lead_to_known_activities_categories_units_and_regions() -> None:
    tables: dict[str, list[dict[str, str]]] = {}
    for path in (SETS / "mappings").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            tables[path.name] = list(csv.DictReader(file))
    for row in tables["epa_hub_activities.csv"]:
        assert row["activity"] in activities(), row
    for row in tables["naics_sectors.csv"]:
        assert not row["activity"] or row["activity"] in activities(), row
    for name in ("epa_hub_tables.csv", "base_carbone_categories.csv", "climatiq_sectors.csv"):
        for row in tables[name]:
            found = {value for key, value in row.items() if "category" in key or key.startswith("scope_")}
            assert found <= {"", *CATEGORIES}, row
    for name in ("base_carbone_units.csv", "climatiq_units.csv"):
        assert {row["unit"] for row in tables[name]} <= set(units())
    assert {row["code"] for row in tables["region_names.csv"]} <= set(regions())


def test_the_data_stay_small_in_a_wheel() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression=zipfile.ZIP_DEFLATED) as archive:
        for path in SETS.rglob("*"):
            if path.is_file():
                archive.write(path, path.relative_to(SETS))
    assert buffer.tell() < 1_000_000


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_factor_pages", ROOT / "docs" / "make_factor_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_pages_about_the_sets_are_up_to_date() -> None:
    folder = ROOT / "docs" / "factors"
    for name, content in generator().pages().items():
        assert (folder / name).read_text(encoding="utf-8") == content, f"run: python docs/make_factor_pages.py ({name})"
    assert {f"{name}.md" for name in available_sets()} <= {path.name for path in folder.iterdir()}


def test_every_importer_stands_on_the_page_about_importing() -> None:
    from ghgcalc.factors.importers.publishers import IMPORTERS

    page = (ROOT / "docs" / "factors" / "import-your-own.md").read_text(encoding="utf-8")
    assert {name for name in IMPORTERS if f"`{name}`" not in page} == set()
