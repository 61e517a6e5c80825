"""What is kept in the cache folder is never older than its sources, and never stops a calculation."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from ghgcalc.factors import load_factors, recommended_sets
from ghgcalc.factors.load import _load_bundled
from ghgcalc.factors.model import combine_factors
from ghgcalc.factors.packed import pack, unpack
from ghgcalc.kept import cache_folder, kept, kept_json


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    place = tmp_path / "cache"
    monkeypatch.setenv("GHGCALC_CACHE", str(place))
    cache_folder.cache_clear()
    yield place
    monkeypatch.undo()
    cache_folder.cache_clear()


class Counted:
    """Builds a value and counts how often."""

    def __init__(self, value: bytes) -> None:
        self.value, self.times = value, 0

    def __call__(self) -> bytes:
        self.times += 1
        return self.value


def test_a_result_is_built_once_as_long_as_its_source_stays_the_same(folder: Path, tmp_path: Path) -> None:
    source = tmp_path / "source.csv"
    source.write_text("1")
    build = Counted(b"one")
    assert [kept("thing", [source], build) for _ in range(3)] == [b"one"] * 3
    assert build.times == 1
    source.write_text("2")
    assert kept("thing", [source], Counted(b"two")) == b"two"
    assert len(list(folder.iterdir())) == 1, "the file of the earlier source is gone"


def test_a_file_of_another_name_stays(folder: Path) -> None:
    kept("rules", [], Counted(b"a"))
    kept("rules-more", [], Counted(b"b"))
    kept("rules", [Path(__file__)], Counted(b"c"))
    assert {path.stem.rpartition("-")[0] for path in folder.iterdir()} == {"rules", "rules-more"}


@pytest.mark.parametrize("damage", [b"", b"short", b"\0" * 200])
def test_a_damaged_file_is_built_again(folder: Path, damage: bytes) -> None:
    kept("thing", [], Counted(b"right"))
    (path,) = folder.iterdir()
    path.write_bytes(damage)
    build = Counted(b"right")
    assert kept("thing", [], build) == b"right"
    assert build.times == 1
    assert kept("thing", [], build) == b"right"
    assert build.times == 1, "and replaced"


def test_a_changed_number_in_a_kept_file_is_seen(folder: Path) -> None:
    kept("thing", [], Counted(b"912.6"))
    (path,) = folder.iterdir()
    path.write_bytes(path.read_bytes().replace(b"912.6", b"112.6"))
    assert kept("thing", [], Counted(b"912.6")) == b"912.6"


def test_a_folder_that_cannot_be_made_is_passed_over(folder: Path) -> None:
    folder.write_text("a file stands here")
    build = Counted(b"one")
    assert kept("thing", [], build) == kept("thing", [], build) == b"one"
    assert build.times == 2


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="permissions of this kind do not exist here")
def test_a_folder_into_which_others_can_write_is_passed_over(folder: Path) -> None:
    kept("thing", [], Counted(b"right"))
    assert folder.stat().st_mode & 0o077 == 0, "a new folder is closed to others"
    folder.chmod(0o777)
    build = Counted(b"right")
    assert kept("thing", [], build) == b"right"
    assert build.times == 1


def test_a_file_that_could_not_be_put_in_place_leaves_nothing_behind(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(target)

    monkeypatch.setattr(Path, "replace", refuse)
    assert kept("thing", [], Counted(b"one")) == b"one"
    assert list(folder.iterdir()) == []


def test_dates_come_back_as_dates(folder: Path) -> None:
    value = {"from": date(2026, 1, 1), "list": [{"until": date(2028, 2, 1)}], "share": 0.042, "name": "é"}
    assert kept_json("dates", [], lambda: value) == value
    assert kept_json("dates", [], lambda: None) == value


def test_packed_factors_are_the_same_factors() -> None:
    fresh = combine_factors([_load_bundled(name) for name in recommended_sets()])
    back = unpack(pack(fresh))
    pd.testing.assert_frame_equal(back.frame, fresh.frame)
    assert (back.sources, back.sets, back.hash) == (fresh.sources, fresh.sets, fresh.hash)
    for name, value in vars(fresh.index).items():
        other = getattr(back.index, name)
        if hasattr(value, "labels"):
            assert (other.codes.tolist(), list(other.labels)) == (value.codes.tolist(), list(value.labels)), name
        else:
            assert (list(other), getattr(other, "dtype", None)) == (list(value), getattr(value, "dtype", None)), name


def test_changing_a_loaded_frame_leaves_the_others_alone() -> None:
    first = load_factors("nl-2026")
    first.frame.loc[0, "kgco2e"] = -1.0
    assert load_factors("nl-2026").frame.loc[0, "kgco2e"] != -1.0


def test_a_command_prints_the_same_with_and_without_what_was_kept(tmp_path: Path) -> None:
    def printed(place: str) -> str:
        command = [sys.executable, "-m", "ghgcalc", "estimate", "aardgas", "1000", "Nm3", "--region", "NL", "--json"]
        environment = {**os.environ, "GHGCALC_CACHE": place}
        return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout

    folder = tmp_path / "cache"
    plain, first, again = printed(""), printed(str(folder)), printed(str(folder))
    assert plain == first == again
    assert any(path.name.startswith("factors-") for path in folder.iterdir())
