"""Where activity rows may come from: frames in memory, files, and engines that reduce the rows themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ghgcalc.errors import DataError, Problem
from ghgcalc.inventory.blocks import BLOCK_ROWS

if TYPE_CHECKING:
    import narwhals as nw
    import pyarrow as pa

#: Rows per batch of a file that is read in parts; whole blocks, so that sums are those of the rows in memory.
BATCH_ROWS = 2 * BLOCK_ROWS
#: Columns of an activity frame that hold numbers per row.
AMOUNT_COLUMNS = ("value", "supplier_factor")


def is_parquet(activity: Any) -> bool:
    """Tell whether the activity is a Parquet file or a folder of them."""
    if not isinstance(activity, (str, Path)):
        return False
    path = Path(activity)
    return path.is_dir() or path.suffix.casefold() in (".parquet", ".pq")


def activity_frame(activity: Any, columns: Sequence[str]) -> pd.DataFrame:
    """Return activity rows as pandas; an engine outside memory (DuckDB, Polars lazy, Spark, Dask) sums them first.

    Parameters
    ----------
    activity : DataFrame, CSV path, or any frame that narwhals reads
        The rows.
    columns : sequence of str
        Columns that a row may have besides its amounts; an engine groups by those that it has.

    Raises
    ------
    DataError
        If it is none of these.
    """
    if isinstance(activity, pd.DataFrame):
        return activity
    if isinstance(activity, (str, Path)):
        return _of_csv(Path(activity))
    import narwhals as nw

    try:
        frame = nw.from_native(activity)
    except TypeError:
        raise DataError([Problem("activity_source", type(activity).__name__)]) from None
    if isinstance(frame, nw.LazyFrame):
        return _reduced_by_engine(frame, columns)
    return _of_arrow(frame.to_arrow())


def _of_csv(path: Path) -> pd.DataFrame:
    if not path.exists():
        raise DataError([Problem("activity_file_missing", str(path))])
    if path.suffix.casefold() != ".csv":
        raise DataError([Problem("activity_source", path.name)])
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def _of_arrow(table: pa.Table) -> pd.DataFrame:
    """Return an Arrow table as pandas, its text columns as categoricals: every text is hashed once, outside pandas."""
    import pyarrow as pa

    columns: dict[str, Any] = {}
    for name in table.column_names:
        column = table[name]
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type) or _is_view(column.type):
            column = column.dictionary_encode()
        columns[name] = _categorical(column) if pa.types.is_dictionary(column.type) else column.to_pandas()
    return pd.DataFrame(columns, copy=False)


def _categorical(column: pa.ChunkedArray) -> pd.Categorical:
    """Return a column of Arrow dictionaries as a categorical; the codes are taken over as they are."""
    whole = column.unify_dictionaries().combine_chunks() if column.num_chunks > 1 else column.chunk(0)
    labels = pd.Index(whole.dictionary.to_pandas(), dtype=object)
    if whole.null_count or not labels.is_unique or labels.hasnans:
        return pd.Categorical(whole.to_pandas())
    return pd.Categorical.from_codes(whole.indices.to_numpy(), labels, validate=False)


def _is_view(kind: pa.DataType) -> bool:
    return str(kind) == "string_view"


def _reduced_by_engine(frame: nw.LazyFrame[Any], columns: Sequence[str]) -> pd.DataFrame:
    """Group the rows by all their labels and sum the amounts, in the engine that holds them."""
    import narwhals as nw

    schema = frame.collect_schema()
    for name in AMOUNT_COLUMNS:
        if name in schema and not schema[name].is_numeric():
            raise DataError([Problem("column_not_numeric", name, params={"type": str(schema[name])})])
    if "value" not in schema:
        return frame.head(0).collect().to_pandas()
    value = nw.col("value").cast(nw.Float64)
    wrong = nw.when(value.is_null() | ~value.is_finite() | (value < 0)).then(1).otherwise(0)
    added = [value.alias("value"), wrong.alias("_wrong")]
    names = [name for name in columns if name in schema]
    sums = ["value", "_wrong"]
    if "supplier_factor" in schema:
        factor = nw.col("supplier_factor").cast(nw.Float64)
        has_own = ~factor.is_null() & factor.is_finite()
        added += [
            nw.when(has_own).then(value * factor).otherwise(0.0).alias("_product"),
            nw.when(has_own).then(1).otherwise(0).alias("_own"),
        ]
        if "supplier" in schema:  # only where the supplier's own factor counts, so that groups stay few
            added.append(nw.when(has_own).then(nw.col("supplier")).otherwise(nw.lit("")).alias("supplier"))
            names.append("supplier")
        names.append("_own")
        sums.append("_product")
    grouped = frame.with_columns(*added).group_by(*names).agg(*(nw.col(name).sum() for name in sums), rows=nw.len())
    found = grouped.collect().to_pandas().sort_values(names, ignore_index=True)
    return _checked_groups(found)


def _checked_groups(groups: pd.DataFrame) -> pd.DataFrame:
    """Return groups of rows as activity rows, or say which groups hold an amount that cannot be."""
    wrong = groups[groups["_wrong"] > 0]
    if len(wrong):
        shown = wrong.head(20)
        raise DataError(
            [
                Problem("amounts_wrong", row["activity"], params={"rows": f"{int(row['_wrong']):,}"})
                for _, row in shown.iterrows()
            ]
        )
    if "_product" in groups:
        mean = (groups["_product"] / groups["value"]).where(groups["value"] > 0, 0.0)
        groups["supplier_factor"] = mean.where(groups["_own"] > 0)
    return groups.drop(columns=["_wrong", "_product", "_own"], errors="ignore")


def parquet_batches(path: str | Path, columns: Sequence[str], *, whole: bool = True) -> Iterator[pd.DataFrame]:
    """Yield the rows of a Parquet file or folder in batches of `BATCH_ROWS`, texts as categoricals.

    Batches that need not be whole are what the file has together, once that is half a batch: a file of many small
    row groups is not read row group by row group.

    Dictionary pages give the codes of a text column without reading a text per row. Memory is bounded by one batch and
    one row group, whatever the number of rows.

    Raises
    ------
    DataError
        If there is no such file, or it cannot be read.
    """
    _parquet_reader(path)
    import pyarrow as pa

    held: list[pa.Table] = []
    rows = 0
    for file in _parquet_files(Path(path)):
        with _readable(file):
            for table in _ahead(_tables(file, columns)):
                held.append(table)
                rows += table.num_rows
                if not whole and 2 * rows >= BATCH_ROWS:
                    yield _of_arrow(pa.concat_tables(held))
                    held, rows = [], 0
                while rows >= BATCH_ROWS:
                    together = pa.concat_tables(held)
                    yield _of_arrow(together.slice(0, BATCH_ROWS))
                    held, rows = [together.slice(BATCH_ROWS)], rows - BATCH_ROWS
    if rows:
        yield _of_arrow(pa.concat_tables(held))


def _ahead(tables: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """Yield tables while the next one is read on another thread."""
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, tables, None)
        while (table := coming.result()) is not None:
            coming = pool.submit(next, tables, None)
            yield table


def _tables(file: Path, columns: Sequence[str]) -> Iterator[pa.Table]:
    """Yield a Parquet file in tables of at most one batch, texts as dictionaries."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pq.read_schema(file)
    texts = [field.name for field in schema if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)]
    wanted = [name for name in schema.names if name in (*columns, *AMOUNT_COLUMNS)]
    with pq.ParquetFile(file, read_dictionary=texts) as reader:
        for group in range(reader.num_row_groups):  # one after the other: together they would be held together
            for batch in reader.iter_batches(BATCH_ROWS, row_groups=[group], columns=wanted):
                yield pa.Table.from_batches([batch])


def parquet_size(path: str | Path) -> tuple[int, frozenset[str]]:
    """Return the number of rows of a Parquet file or folder, and the names of its columns.

    Raises
    ------
    DataError
        If there is no such file, or it cannot be read.
    """
    pq = _parquet_reader(path)
    rows, names = 0, set[str]()
    for file in _parquet_files(Path(path)):
        with _readable(file):
            about = pq.read_metadata(file)
            rows += about.num_rows
            names.update(about.schema.to_arrow_schema().names)
    return rows, frozenset(names)


def _parquet_reader(path: str | Path) -> Any:
    try:
        import pyarrow.parquet as pq
    except ImportError:  # pragma: no cover - pyarrow is an extra
        raise DataError([Problem("pyarrow_missing", str(path))]) from None
    return pq


@contextmanager
def _readable(file: Path) -> Iterator[None]:
    import pyarrow as pa

    try:
        yield
    except pa.ArrowInvalid as damage:
        raise DataError([Problem("parquet_damaged", file.name, params={"reason": str(damage)})]) from None


def _parquet_files(path: Path) -> list[Path]:
    files = sorted(p for p in path.rglob("*.parquet") if p.is_file()) if path.is_dir() else [path]
    if not files or not files[0].exists():
        raise DataError([Problem("activity_file_missing", str(path))])
    return files
