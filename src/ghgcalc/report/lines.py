"""Writes the audit trail, every row × emission line, to a Parquet file in batches."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ghgcalc.errors import DataError, Problem
from ghgcalc.files import writing
from ghgcalc.inventory import Inventory

_NUMBERS = ("amount", "factor", "tco2e", "tco2_biogenic", "gsd")


def write_lines(inventory: Inventory, path: str | Path) -> Path:
    """Write the audit trail of an inventory to a Parquet file, batch by batch.

    Memory is bounded by one batch of about a million rows; rows that were read from a Parquet file are read again.

    Parameters
    ----------
    inventory : Inventory
        What was calculated.
    path : str or Path
        File to write, ending on .parquet.

    Returns
    -------
    Path
        The file, with the columns of `Inventory.lines`.

    Raises
    ------
    DataError
        If pyarrow is not installed or the file cannot be written.

    Examples
    --------
    >>> import ghgcalc as gc
    >>> rows = pd.DataFrame({"year": [2026], "activity": ["aardgas"], "value": [1000.0], "unit": ["Nm3"]})
    >>> inventory = gc.calculate_inventory(rows, gc.load_factors("nl-2026"), region="NL")
    >>> folder = getfixture("tmp_path")
    >>> written = gc.write_lines(inventory, folder / "lines.parquet")
    >>> pd.read_parquet(written)["tco2e"].sum().round(3)
    np.float64(2.134)
    """
    path = Path(path)
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:  # pragma: no cover - pyarrow is an extra
        raise DataError([Problem("pyarrow_missing", str(path))]) from None
    writer: pq.ParquetWriter | None = None
    with writing(path):
        try:
            for batch in inventory.line_batches():
                table = pa.Table.from_pandas(_typed(batch), preserve_index=False)
                if writer is None:
                    writer = pq.ParquetWriter(path, table.schema)
                writer.write_table(table.cast(writer.schema))
        finally:
            if writer is not None:
                writer.close()
    return path


def _typed(batch: pd.DataFrame) -> pd.DataFrame:
    """Return a batch whose columns have the same types as those of every other batch."""
    texts = [name for name in batch if batch[name].dtype == object or pd.api.types.is_string_dtype(batch[name])]
    return batch.astype(dict.fromkeys(texts, "str") | dict.fromkeys(_NUMBERS, "float64"))
