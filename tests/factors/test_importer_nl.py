"""The export of co2emissiefactoren.nl: published figures, stages, withdrawn rows, anomalies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from importer_files import SETS, official, write_nl

from ghgcalc.factors.importers import ImportedFactors, read_nl
from ghgcalc.factors.importers.common import csv_text, toml_text

EXPORT = "nl-co2emissiefactoren-2026.xlsx"


@pytest.fixture(scope="module")
def carried() -> ImportedFactors:
    return read_nl(official(EXPORT), complete=False)


@pytest.fixture(scope="module")
def complete() -> ImportedFactors:
    return read_nl(official(EXPORT))


def stages(frame: pd.DataFrame, activity: str) -> dict[str, float]:
    lines = frame[frame["activity"] == activity]
    return dict(zip(lines["stage"], lines["kgco2e"], strict=True))


# Lijst CO2-emissiefactoren 2026, export of 20 August 2026.
FIGURES: list[tuple[str, dict[str, float]]] = [
    ("energy.fuel.petrol_e0", {"combustion": 2.374, "upstream": 0.685}),
    ("energy.fuel.diesel_b0", {"combustion": 2.646, "upstream": 0.816}),
    ("energy.fuel.lpg", {"combustion": 1.625, "upstream": 0.167}),
    ("energy.fuel.natural_gas", {"combustion": 1.779, "upstream": 0.355}),
    ("energy.electricity", {"generation": 0.2, "upstream": 0.044}),
    ("energy.electricity.grey", {"generation": 0.401, "upstream": 0.082}),
    ("energy.electricity.wind", {"generation": 0.0, "upstream": 0.0}),
    ("energy.heat.district", {"generation": 34.31, "upstream": 6.14}),
]
# Totals that the list prints beside their parts.
TOTALS: list[tuple[str, float]] = [
    ("energy.electricity.biomass", 0.071), ("energy.fuel.petrol_e10", 2.794), ("energy.fuel.diesel_b7", 3.251),
    ("energy.fuel.hvo100", 0.468), ("energy.fuel.hvo30", 2.558), ("energy.heat.waste_heat", 11.3),
    ("travel.car.average", 0.190), ("travel.car.petrol", 0.196), ("travel.car.diesel", 0.224),
    ("travel.car.electric", 0.056), ("travel.car.electric_green", 0.0), ("travel.train", 0.030),
    ("travel.public_transport", 0.036), ("travel.flight.regional", 0.234), ("travel.flight.european", 0.172),
    ("travel.flight.intercontinental", 0.157), ("travel.flight.average", 0.182), ("transport.road.van", 1.326),
    ("transport.road.truck_10_20t", 0.256), ("transport.road.tractor_trailer", 0.088),
    ("transport.sea.container_deep_sea", 0.012), ("transport.inland.container", 0.032),
    ("transport.rail.container", 0.018), ("transport.air.freight_long", 0.55), ("waste.residual", 38.0),
    ("waste.recycling.plastic", 51.0), ("waste.recycling.paper", 7.0), ("water.wastewater", 26.27),
]  # fmt: skip


@pytest.mark.official
@pytest.mark.parametrize(("activity", "expected"), FIGURES)
def test_published_figures_arrive_by_stage(carried: ImportedFactors, activity: str, expected: dict[str, float]) -> None:
    assert stages(carried.frame, activity) == expected


@pytest.mark.parametrize(("activity", "expected"), FIGURES)
def test_the_committed_set_holds_the_published_figures(activity: str, expected: dict[str, float]) -> None:
    committed = pd.read_csv(SETS / "nl-2026" / "factors.csv")
    assert stages(committed, activity) == expected


@pytest.mark.parametrize(("activity", "total"), TOTALS)
def test_parts_add_up_to_the_published_total(activity: str, total: float) -> None:
    committed = pd.read_csv(SETS / "nl-2026" / "factors.csv")
    assert sum(stages(committed, activity).values()) == pytest.approx(total, abs=0.0011)


@pytest.mark.official
def test_rows_lead_to_their_sheet_row_and_their_page(carried: ImportedFactors) -> None:
    petrol = carried.frame[carried.frame["activity"] == "energy.fuel.petrol_e0"].iloc[0]
    assert petrol["source_ref"].startswith("sheet row 7 https://co2emissiefactoren.nl/factoren/2026/29/57/")
    assert carried.frame["source_ref"].str.contains("https://co2emissiefactoren.nl/factoren/2026/").all()


@pytest.mark.official
def test_every_figure_row_is_written_or_listed_with_a_reason(
    complete: ImportedFactors, carried: ImportedFactors
) -> None:
    assert complete.report.rows_read == carried.report.rows_read == 229
    assert complete.report.reasons() == {"withdrawn": 13, "variable": 1}
    assert carried.report.reasons() == {"withdrawn": 13, "variable": 1, "not_carried": 27}
    for imported in (complete, carried):
        written = imported.frame["source_ref"].str.extract(r"sheet row (\d+)")[0].astype(int)
        assert written.nunique() + len(imported.report.left_out) == 229
        assert set(written).isdisjoint(imported.report.left_out["row"])
        assert len(imported.report.unmapped) == 0


@pytest.mark.official
def test_only_the_long_heavy_vehicle_contradicts_itself(complete: ImportedFactors) -> None:
    computed = [anomaly for anomaly in complete.report.anomalies if anomaly.startswith("row ")]
    name = "Goederenvervoer / Bulk- en stukgoederen - Wegvervoer / Vrachtwagen LZV"
    assert computed == [f"row 228, {name}: total 0.085 is not 0.067 + 0.021"]
    assert any("R-454C" in anomaly for anomaly in complete.report.anomalies)


@pytest.mark.official
def test_the_committed_set_is_what_the_importer_writes(carried: ImportedFactors) -> None:
    folder = SETS / "nl-2026"
    assert csv_text(carried.frame) == (folder / "factors.csv").read_text(encoding="utf-8")
    assert toml_text(carried.source) == (folder / "source.toml").read_text(encoding="utf-8")


def test_a_published_zero_stays_zero_and_a_blank_stays_blank() -> None:
    committed = pd.read_csv(SETS / "nl-2026" / "factors.csv")
    burnt = committed[committed["stage"] == "combustion"].set_index("activity")
    assert burnt.loc["energy.fuel.natural_gas", "kgco2_biogenic"] == 0
    assert burnt.loc["energy.fuel.hvo100", "kgco2_biogenic"] == 2.446
    assert pd.isna(burnt.loc["energy.fuel.adblue", "kgco2_biogenic"])


def test_where_only_combustion_is_published_there_is_no_upstream_line() -> None:
    committed = pd.read_csv(SETS / "nl-2026" / "factors.csv")
    assert stages(committed, "energy.fuel.adblue") == {"combustion": 0.26}
    note = committed.set_index("activity").loc["energy.fuel.adblue", "note"]
    assert "total is unknown" in note


def test_contracts_are_market_based_and_the_grid_mix_is_location_based() -> None:
    committed = pd.read_csv(SETS / "nl-2026" / "factors.csv", keep_default_na=False)
    power = committed[committed["activity"].str.startswith("energy.electricity")]
    methods = power.groupby("activity")["scope2_method"].agg(set).to_dict()
    assert methods.pop("energy.electricity") == {"location"}
    assert len(methods) == 5
    assert all(found == {"market"} for found in methods.values())
    assert power["note"].str.contains("not in the total").all()


def test_waste_water_gives_its_gases_as_mass() -> None:
    committed = pd.read_csv(SETS / "nl-2026" / "factors.csv")
    line = committed.set_index("activity").loc["water.wastewater"]
    assert line["kgco2"] == 2.11
    assert line["kgch4"] * 27 == pytest.approx(18.17)
    assert line["kgn2o"] * 273 == pytest.approx(5.99)
    assert line["ch4_origin"] == "biogenic"


def test_a_small_list_of_another_year_is_read(tmp_path: Path) -> None:
    def next_year(rows: list[list[Any]]) -> None:
        rows[1] = ["Factoren 2031 dd 01-02-2031"]

    imported = read_nl(write_nl(tmp_path / "a.xlsx", next_year, sheet="Factoren 2031 dd 01-02-2031"))
    assert imported.name == "nl-2031"
    assert stages(imported.frame, "energy.fuel.natural_gas") == {"combustion": 1.779, "upstream": 0.355}
    assert set(imported.frame["valid_to"]) == {2031}
    assert imported.report.reasons() == {"withdrawn": 1, "variable": 1}


def test_a_factor_that_is_new_on_the_list_is_reported_not_guessed(tmp_path: Path) -> None:
    new = ["Maangas", 3.0, 2.0, 1.0, 0, "Nm3", 30.0, "Link"]
    imported = read_nl(write_nl(tmp_path / "a.xlsx", lambda rows: rows.insert(8, new)))
    assert list(imported.report.unmapped["name"]) == [
        "Brandstoffen energieopwekking / Gasvormige brandstoffen / Maangas"
    ]
    assert imported.report.reasons()["unmapped"] == 1
    assert "Maangas" not in " ".join(imported.frame["published_name"])


def test_parts_that_do_not_add_up_are_reported(tmp_path: Path) -> None:
    def contradict(rows: list[list[Any]]) -> None:
        rows[6][1] = 2.2

    imported = read_nl(write_nl(tmp_path / "a.xlsx", contradict))
    assert any("total 2.2 is not 1.779 + 0.355" in anomaly for anomaly in imported.report.anomalies)
