"""Writes a collection of emission factors and its lookup structure as plain bytes, and reads them back."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd

from ghgcalc.coded import Coded, as_labels, encode
from ghgcalc.factors.index import FactorIndex
from ghgcalc.factors.model import EmissionFactors

_SEPARATOR = "\x1f"
#: Every part begins at a multiple of this, where the processor reads numbers fastest.
_WORD = 8


def pack(factors: EmissionFactors) -> bytes:
    """Return factors, their index and their hash as bytes: a header in JSON, then one array after the other.

    Raises
    ------
    ValueError
        If a text holds the control character that separates labels.
    """
    columns: dict[str, Any] = {}
    for name, column in factors.frame.items():
        is_number = isinstance(column.dtype, np.dtype) and column.dtype.kind in "fi"
        columns[f"frame.{name}"] = column.to_numpy() if is_number else encode(column)
    index = vars(factors.index)
    columns |= {f"index.{name}": value for name, value in index.items() if isinstance(value, (np.ndarray, Coded))}
    labels = {name: _joined(value) for name, value in columns.items() if isinstance(value, Coded)}
    arrays = {name: value.codes if isinstance(value, Coded) else value for name, value in columns.items()}
    header = {
        "sets": factors.sets,
        "sources": factors.sources,
        "hash": factors.hash,
        "activities": list(factors.index.activity),
        "labels": labels,
        "arrays": {name: (array.dtype.str, len(array)) for name, array in arrays.items()},
    }
    parts = [json.dumps(header, ensure_ascii=False).encode(), *(array.tobytes() for array in arrays.values())]
    return len(parts[0]).to_bytes(_WORD, "little") + b"".join(part + bytes(_padding(len(part))) for part in parts)


def unpack(content: bytes) -> EmissionFactors:
    """Return the factors that `pack` wrote, with their index and hash at hand."""
    size = int.from_bytes(content[:_WORD], "little")
    header = json.loads(content[_WORD : _WORD + size])
    start = _WORD + size + _padding(size)
    columns: dict[str, Any] = {}
    for name, (kind, count) in header["arrays"].items():
        array = np.frombuffer(content, kind, count, start)
        start += array.nbytes + _padding(array.nbytes)
        labels = header["labels"].get(name)
        columns[name] = array if labels is None else Coded(array, as_labels(labels.split(_SEPARATOR)))
    frame = {
        name.removeprefix("frame."): value.values() if isinstance(value, Coded) else value
        for name, value in columns.items()
        if name.startswith("frame.")
    }
    parts = {name.removeprefix("index."): value for name, value in columns.items() if name.startswith("index.")}
    factors = EmissionFactors(pd.DataFrame(frame), header["sources"], tuple(header["sets"]))
    index = FactorIndex(activity={name: code for code, name in enumerate(header["activities"])}, **parts)
    vars(factors).update({"index": index, "hash": header["hash"]})
    return factors


def _padding(size: int) -> int:
    return -size % _WORD


def _joined(column: Coded) -> str:
    if any(_SEPARATOR in label for label in column.labels):
        raise ValueError("a text of the emission factors holds a control character")
    return _SEPARATOR.join(column.labels)
