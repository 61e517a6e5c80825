"""The same call on every source of rows gives the same inventory; what is wrong in them is said."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from test_inventory_twin import FACTORS

import ghgcalc as gc
from ghgcalc.errors import DataError
from ghgcalc.inventory import blocks, calculate, calculate_inventory, ledger, sources, streaming

BY = ("company", "year", "entity", "region", "category")


def _rows(size: int = 4000) -> pd.DataFrame:
    rng = np.random.default_rng(11)
    rows = pd.DataFrame(
        {
            "company": rng.choice(["acme", "b.v. de zaak"], size),
            "year": rng.integers(2022, 2027, size),
            "activity": rng.choice(["fuel", "fibre"], size),
            "region": rng.choice(["NL", "DE", "BD"], size),
            "entity": rng.choice(["a", "b", ""], size),
            "value": rng.random(size) * 100,
            "supplier": rng.choice(["s1", "s2"], size),
        }
    )
    rows["unit"] = np.where(rows["activity"] == "fuel", "l", rng.choice(["kg", "t", "g"], size))
    own = (rows["activity"] == "fibre") & (rng.random(size) < 0.2)
    rows["supplier_factor"] = np.where(own, rng.random(size), np.nan)
    rows["supplier_factor_unit"] = np.where(own, "kg CO2e/kg", "")
    return rows


ROWS = _rows()


@pytest.fixture
def small_batches(monkeypatch) -> None:
    """Read files in batches of four blocks of 50 rows."""
    monkeypatch.setattr(blocks, "BLOCK_ROWS", 50)
    monkeypatch.setattr(sources, "BATCH_ROWS", 200)
    monkeypatch.setattr(ledger, "_FEW_ROWS", 1e9)
    monkeypatch.setattr(calculate, "HELD_ROWS", 0)


@pytest.fixture(params=["held", "reduced", "read again"])
def way(request: pytest.FixtureRequest, small_batches: None, monkeypatch: pytest.MonkeyPatch) -> str:
    """Treat a file as one whose rows are kept as codes, reduced to keys, or read again for every question."""
    monkeypatch.setattr(calculate, "HELD_ROWS", 10**9 if request.param == "held" else 0)
    if request.param == "read again":
        monkeypatch.setattr(streaming, "MOST_KEYS", 5)
        monkeypatch.setattr(ledger, "_FEW_ROWS", 0)
        monkeypatch.setattr(ledger, "_ROWS_PER_KEY", 1e9)
    return str(request.param)


def _parquet(folder: Path, *, files: int = 1, rows_per_group: int = 333) -> Path:
    for number, part in enumerate(np.array_split(np.arange(len(ROWS)), files)):
        table = pa.Table.from_pandas(ROWS.iloc[part], preserve_index=False)
        pq.write_table(table, folder / f"part-{number}.parquet", row_group_size=rows_per_group)
    return folder if files > 1 else folder / "part-0.parquet"


def _compare(found: gc.Inventory, *, rtol: float = 1e-12) -> None:
    expected = calculate_inventory(ROWS, FACTORS)
    assert found.total(scope2="market") == pytest.approx(expected.total(scope2="market"), rel=rtol)
    pd.testing.assert_frame_equal(found.by(*BY, scope2="market"), expected.by(*BY, scope2="market"), rtol=rtol)
    matches = ["match", "data_type", "stage"]
    pd.testing.assert_frame_equal(
        found.by(*matches, scope2="market"), expected.by(*matches, scope2="market"), rtol=rtol
    )


@pytest.mark.parametrize("files", [1, 3])
def test_parquet_in_batches_gives_the_bits_of_the_rows_in_memory(way: str, tmp_path: Path, files: int) -> None:
    found = calculate_inventory(_parquet(tmp_path, files=files), FACTORS)
    expected = calculate_inventory(ROWS, FACTORS)
    assert found.total(scope2="market") == expected.total(scope2="market")
    if way == "read again":  # the same blocks of rows in the same order
        asked = (inventory.by(*BY, scope2="market") for inventory in (found, expected))
        pd.testing.assert_frame_equal(*asked, check_exact=True)
    assert found._ledger.is_wide == (way == "read again")
    columns = ["activity", "region", "year", "company", "entity", "stage", "factor_id", "supplier"]
    first, second = (inventory.cells.sort_values(columns, ignore_index=True) for inventory in (found, expected))
    pd.testing.assert_frame_equal(first, second, check_exact=True)
    _compare(found)


def test_labels_that_come_in_later_batches_leave_the_earlier_rows_alone(way: str, tmp_path: Path) -> None:
    rows = ROWS.assign(site=[f"site {row // 10}" for row in range(len(ROWS))])
    rows.to_parquet(tmp_path / "rows.parquet", index=False, row_group_size=150)
    asked = (
        calculate_inventory(source, FACTORS).by("site", scope2="market") for source in (tmp_path / "rows.parquet", rows)
    )
    pd.testing.assert_frame_equal(*asked, rtol=1e-12)


def test_many_small_row_groups_are_read_together(way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    made = sources._of_arrow
    monkeypatch.setattr(sources, "_of_arrow", lambda table: sizes.append(table.num_rows) or made(table))
    found = calculate_inventory(_parquet(tmp_path, rows_per_group=7), FACTORS)
    assert min(sizes[:-1]) >= sources.BATCH_ROWS / 2
    assert found.total(scope2="market") == calculate_inventory(ROWS, FACTORS).total(scope2="market")


@pytest.mark.parametrize(
    "source",
    [
        lambda rows: pl.DataFrame(rows),
        lambda rows: pa.Table.from_pandas(rows, preserve_index=False),
        lambda rows: pl.DataFrame(rows).lazy(),
        lambda rows: duckdb.connect().from_df(rows),
    ],
    ids=["Polars", "Arrow", "Polars lazy", "DuckDB"],
)
def test_every_engine_gives_the_same(source) -> None:
    _compare(calculate_inventory(source(ROWS), FACTORS), rtol=1e-9)


@pytest.mark.filterwarnings("ignore:Dask support is moving:FutureWarning")
def test_dask_gives_the_same() -> None:
    dd = pytest.importorskip("dask.dataframe")
    _compare(calculate_inventory(dd.from_pandas(ROWS, npartitions=3), FACTORS), rtol=1e-9)


@pytest.mark.filterwarnings("default")
def test_spark_gives_the_same() -> None:
    sql = pytest.importorskip("pyspark.sql")
    try:
        session = (
            sql.SparkSession.builder.master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate()
        )
    except Exception as reason:
        pytest.skip(f"Spark does not start here: {reason}")
    try:
        _compare(calculate_inventory(session.createDataFrame(ROWS), FACTORS), rtol=1e-9)
    finally:
        session.stop()


def test_the_audit_trail_of_a_file_is_written_in_batches(small_batches: None, tmp_path: Path) -> None:
    streamed = calculate_inventory(_parquet(tmp_path), FACTORS)
    with pytest.raises(DataError, match="write_lines"):
        _ = streamed.lines
    written = pd.read_parquet(gc.write_lines(streamed, tmp_path / "lines.parquet"))
    in_memory = calculate_inventory(ROWS, FACTORS).lines
    assert written["row"].tolist() == in_memory["row"].tolist()
    for column in ("factor_id", "supplier", "company"):
        assert written[column].tolist() == in_memory[column].tolist()
    np.testing.assert_allclose(written["tco2e"], in_memory["tco2e"], rtol=1e-12)
    whole = pd.read_parquet(gc.write_lines(calculate_inventory(ROWS, FACTORS), tmp_path / "again.parquet"))
    pd.testing.assert_frame_equal(whole, written)


def test_a_cohort_of_companies_in_one_call() -> None:
    found = calculate_inventory(ROWS, FACTORS).by("company", scope2="market")
    for company, total in found.itertuples(index=False):
        alone = calculate_inventory(ROWS[ROWS["company"] == company], FACTORS)
        assert total == pytest.approx(alone.total(scope2="market"), rel=1e-12)


@pytest.mark.parametrize("amount", [None, -1.0, float("nan"), float("inf")])
def test_an_amount_that_cannot_be_is_refused_in_an_engine(amount: float | None) -> None:
    rows = pl.DataFrame(ROWS).with_columns(
        value=pl.when(pl.int_range(pl.len()) == 7).then(pl.lit(amount, pl.Float64)).otherwise("value")
    )
    with pytest.raises(DataError, match="1 rows of"):
        calculate_inventory(rows.lazy(), FACTORS)


def test_text_where_numbers_belong_is_refused_in_an_engine() -> None:
    rows = pl.DataFrame(ROWS).with_columns(pl.col("value").cast(pl.String))
    with pytest.raises(DataError, match="not numbers"):
        calculate_inventory(rows.lazy(), FACTORS)


def test_a_missing_column_is_named_for_every_source(tmp_path: Path) -> None:
    rows = ROWS.drop(columns="value")
    rows.to_parquet(tmp_path / "rows.parquet")
    for source in (pl.DataFrame(rows).lazy(), tmp_path / "rows.parquet"):
        with pytest.raises(DataError, match="'value' is missing"):
            calculate_inventory(source, FACTORS)


def test_a_bad_row_in_a_file_is_named_by_its_number(small_batches: None, tmp_path: Path) -> None:
    rows = ROWS.copy()
    rows.loc[1234, "value"] = -5.0
    rows.to_parquet(tmp_path / "rows.parquet")
    with pytest.raises(DataError, match="row 1234"):
        calculate_inventory(tmp_path / "rows.parquet", FACTORS)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.parquet", b"PAR1 not at all", "cannot be read"),
        ("a.txt", b"x", "cannot be read from"),
        ("b.csv", None, "no file"),
    ],
)
def test_a_file_that_is_not_one_ends_in_a_message(
    tmp_path: Path, name: str, content: bytes | None, message: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=message):
        calculate_inventory(tmp_path / name, FACTORS)


def test_something_that_is_no_frame_ends_in_a_message() -> None:
    with pytest.raises(DataError, match="data frame"):
        calculate_inventory({"value": 3}, FACTORS)


def test_an_empty_folder_ends_in_a_message(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no file"):
        calculate_inventory(tmp_path, FACTORS)
