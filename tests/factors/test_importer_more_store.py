"""The store of imported sets, loading them, and the command that imports."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import typer
from importer_files import write_book, write_desnz
from typer.testing import CliRunner

import ghgcalc as gc
from ghgcalc.cli.factor_import import import_factors
from ghgcalc.errors import DataError
from ghgcalc.factors import store
from ghgcalc.factors.importers import ImportedFactors, read_desnz
from ghgcalc.factors.importers.aib import read_aib
from ghgcalc.factors.store import find_set, imported_sets, importer_only, remove_set, save_set, store_folder

AIB = {"Residual Mixes": [["Country", "CO2 (gCO2/kWh)"], ["DE", 620.5], ["AT", "NA"]]}


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the tests away from the data folder of the person who runs them."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_, **__: tmp_path / "data" / "ghgcalc")
    return tmp_path / "data" / "ghgcalc" / "emission_factors"


@pytest.fixture
def residual(tmp_path: Path) -> ImportedFactors:
    return read_aib(write_book(tmp_path / "AIB-2025-residual-mix.xlsx", AIB))


def test_an_imported_set_stands_in_the_data_folder_and_loads_by_its_name(
    residual: ImportedFactors, own_data_folder: Path
) -> None:
    written = save_set(residual)
    assert written == own_data_folder / "aib-2025"
    assert imported_sets() == ("aib-2025",)
    loaded = gc.load_factors("aib-2025")
    pd.testing.assert_frame_equal(loaded.frame, residual.factors().frame)
    assert loaded.sources["aib-2025"]["redistributable"] == "importer-only"
    assert len(loaded.sources["aib-2025"]["sha256"]) == 64


def test_an_imported_set_loads_by_its_folder_beside_bundled_sets(residual: ImportedFactors, tmp_path: Path) -> None:
    written = save_set(residual, tmp_path / "sets")
    for given in (written, str(written)):
        both = gc.load_factors(given, "nl-2026")
        assert both.sets == ("aib-2025", "nl-2026")
    assert imported_sets() == ()
    assert imported_sets(tmp_path / "sets") == ("aib-2025",)


def test_the_residual_mix_gives_the_market_based_figure_of_a_german_site(residual: ImportedFactors) -> None:
    save_set(residual)
    rows = pd.DataFrame({"year": [2025], "activity": ["energy.electricity"], "region": ["DE"], "value": [1000.0],
                         "unit": ["kWh"]})  # fmt: skip
    inventory = gc.calculate_inventory(rows, gc.load_factors("aib-2025", "electricity-2023"))
    assert inventory.total(scope2="market") == pytest.approx(0.6205)
    assert inventory.total(scope2="location") == pytest.approx(0.381, abs=1e-4)


def test_a_set_of_the_same_name_is_replaced_as_a_whole(residual: ImportedFactors, own_data_folder: Path) -> None:
    save_set(residual)
    (own_data_folder / "aib-2025" / "stray.txt").write_text("old", encoding="utf-8")
    save_set(residual)
    assert sorted(path.name for path in (own_data_folder / "aib-2025").iterdir()) == ["factors.csv", "source.toml"]
    assert sorted(path.name for path in own_data_folder.iterdir()) == ["aib-2025"]


def test_a_failure_while_writing_leaves_the_old_set_and_no_scraps(
    residual: ImportedFactors, own_data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_set(residual)
    before = (own_data_folder / "aib-2025" / "factors.csv").read_bytes()

    def fail(self: ImportedFactors, folder: str | Path) -> Path:
        target = Path(folder) / self.name
        target.mkdir()
        (target / "factors.csv").write_text("half", encoding="utf-8")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ImportedFactors, "write", fail)
    with pytest.raises(DataError, match="No space left"):
        save_set(residual)
    assert (own_data_folder / "aib-2025" / "factors.csv").read_bytes() == before
    assert [path.name for path in own_data_folder.iterdir()] == ["aib-2025"]


def test_a_failed_swap_puts_the_old_set_back(
    residual: ImportedFactors, own_data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_set(residual)
    rename = Path.rename

    def fail(self: Path, target: Path) -> Path:
        if self.parent.name.startswith(".import-") and self.name == "aib-2025":
            raise OSError(13, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(DataError, match="cannot be written"):
        save_set(residual)
    assert imported_sets() == ("aib-2025",)


def test_a_set_with_a_bundled_name_gets_a_name_of_its_own(tmp_path: Path) -> None:
    imported = read_desnz(write_desnz(tmp_path / "flat.xlsx"))
    written = save_set(imported)
    assert written.name == "desnz-2025-own"
    both = gc.load_factors("desnz-2025-own", "desnz-2025")
    assert both.sets == ("desnz-2025-own", "desnz-2025")
    assert (both.frame.loc[both.frame["set"] == "desnz-2025-own", "source"] == "desnz-2025-own").all()
    with pytest.raises(DataError, match="cannot be the name"):
        save_set(imported, name="desnz-2025")
    with pytest.raises(DataError, match="cannot be the name"):
        save_set(imported, name="../outside")


def test_a_damaged_imported_set_is_a_clear_error(residual: ImportedFactors) -> None:
    written = save_set(residual)
    table = written / "factors.csv"
    whole = table.read_text(encoding="utf-8")
    for damaged in (
        whole.replace("kgco2e,", "co2,"),
        "",
        whole.replace("kWh", "bushel"),
        whole.replace("0.6205", "a lot"),
        whole + whole.splitlines()[1] + "\n",
    ):
        table.write_text(damaged, encoding="utf-8")
        with pytest.raises(DataError, match="not a complete set"):
            gc.load_factors("aib-2025")
    table.unlink()
    with pytest.raises(DataError, match="not a complete set"):
        find_set("aib-2025")


def test_an_unknown_set_names_the_imported_ones_too(residual: ImportedFactors) -> None:
    save_set(residual)
    with pytest.raises(DataError, match="aib-2025"):
        gc.load_factors("aib-2024")
    remove_set("aib-2025")
    assert imported_sets() == ()
    with pytest.raises(DataError):
        remove_set("aib-2025")


def test_reports_can_warn_about_figures_that_must_not_be_passed_on(residual: ImportedFactors) -> None:
    both = residual.factors().combine(gc.load_factors("nl-2026"))
    for language, words in (("en", "Your own use only"), ("nl", "Alleen voor eigen gebruik")):
        (warning,) = importer_only(both, language)
        assert words in warning
        assert "AIB" in warning
    assert importer_only(gc.load_factors()) == ()


def test_a_folder_of_choice_that_cannot_be_made_is_a_clear_error(residual: ImportedFactors, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(DataError, match="cannot be written"):
        save_set(residual, tmp_path / "file" / "sets")
    assert store_folder("x") == Path("x")
    assert store.IMPORTER_ONLY == "importer-only"


# --- the command ------------------------------------------------------------------------------------------------------


def run(*arguments: object) -> Any:
    app = typer.Typer()
    app.command("import")(import_factors)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_the_command_imports_and_reports(tmp_path: Path, own_data_folder: Path) -> None:
    path = write_book(tmp_path / "AIB-2025.xlsx", AIB)
    result = run("aib", path, "--json", "--language", "en")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["set"] == "aib-2025"
    assert (told["rows_read"], told["rows_written"], told["left_out"]) == (2, 1, {"no_residual_mix": 1})
    assert told["redistributable"] == "importer-only"
    assert "Your own use only" in told["warnings"][0]
    assert tomllib.loads((own_data_folder / "aib-2025" / "source.toml").read_text(encoding="utf-8"))["publisher"]
    shown = run("aib", path, "--folder", tmp_path / "sets", "--language", "nl")
    assert "rijen gelezen" in shown.stdout
    assert (tmp_path / "sets" / "aib-2025").is_dir()


def test_the_command_ends_with_1_and_writes_nothing_when_the_file_is_damaged(
    tmp_path: Path, own_data_folder: Path
) -> None:
    path = write_book(tmp_path / "AIB-2025.xlsx", {"Residual Mixes": [["Country", "CO2 (gCO2/kWh)"], ["DE", "veel"]]})
    result = run("aib", path, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["problems"][0]["cell"] == "B2"
    assert not own_data_folder.exists()
