"""Columns as integer codes with a short list of labels; the form in which everything large is handled."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[Any]
Labels = npt.NDArray[np.object_]

#: Rows from which columns are coded on two threads.
_THREADED_ROWS = 200_000


@dataclass(frozen=True)
class Coded:
    """A column as codes into `labels`.

    Parameters
    ----------
    codes : integer array of shape (n,)
        Position in `labels` of every element.
    labels : array of objects of shape (k,)
        Distinct values; '' stands for "not filled in".
    """

    codes: Codes
    labels: Labels

    @classmethod
    def constant(cls, label: object, size: int) -> Coded:
        """Return a column that holds one label everywhere; its codes take no memory and cannot be changed."""
        return cls(np.broadcast_to(np.zeros(1, np.int8), size), as_labels([label]))

    @classmethod
    def of(cls, values: Any) -> Coded:
        """Code a sequence of labels."""
        codes, labels = pd.factorize(np.asarray(values, dtype=object))
        return cls(codes.astype(code_kind(len(labels))), as_labels(labels))

    @classmethod
    def joined(cls, parts: Sequence[Coded]) -> Coded:
        """Return the elements of all parts, one after the other; only labels are compared."""
        place: dict[object, int] = {}
        known = [places_of(part.labels, place) for part in parts]
        codes = np.concatenate([codes[part.codes] for codes, part in zip(known, parts, strict=True)])
        return cls(codes, as_labels(list(place)))

    def __len__(self) -> int:
        return len(self.codes)

    def values(self) -> Labels:
        """Return the label of every element."""
        return np.asarray(self.labels[self.codes], dtype=object)

    def column(self) -> pd.api.extensions.ExtensionArray:
        """Return the labels of all elements as a column; each label is converted once."""
        column: pd.api.extensions.ExtensionArray = pd.Series(self.labels).infer_objects().array.take(self.codes)
        return column

    def take(self, positions: Codes) -> Coded:
        """Return the column at the given positions."""
        return (
            self if self.is_constant and len(positions) == len(self) else Coded(self.codes.take(positions), self.labels)
        )

    @property
    def is_constant(self) -> bool:
        """Tell whether the column has a single label."""
        return len(self.labels) == 1

    def where(self, wanted: Any) -> npt.NDArray[np.bool_]:
        """Return for every element whether `wanted` holds for its label."""
        return np.fromiter((bool(wanted(label)) for label in self.labels), bool, len(self.labels))[self.codes]

    def map(self, function: Any, kind: Any = np.int64) -> npt.NDArray[Any]:
        """Return a number per element, computed once per label."""
        return np.fromiter((function(label) for label in self.labels), kind, len(self.labels))[self.codes]

    def sorted(self, order: Callable[[Any], Any]) -> Coded:
        """Return the column with its labels in order, so that sorted codes are sorted labels."""
        place = sorted(range(len(self.labels)), key=lambda i: order(self.labels[i]))
        code = np.empty(len(place), code_kind(len(place)))
        code[place] = np.arange(len(place))
        return Coded(code.take(self.codes), self.labels[place])

    def relabel(self, labels: Sequence[object]) -> Coded:
        """Return the column with other labels; equal labels become one code."""
        codes, distinct = pd.factorize(np.asarray(labels, dtype=object))
        if len(distinct) == len(labels):
            return Coded(self.codes, as_labels(labels))
        if len(distinct) == 1:
            return Coded.constant(distinct[0], len(self))
        return Coded(codes.astype(code_kind(len(distinct))).take(self.codes), as_labels(distinct))


def places_of(labels: Labels, place: dict[object, int]) -> npt.NDArray[np.int32]:
    """Return the place of each label among those met so far; new labels get the next places and stay in `place`.

    Examples
    --------
    >>> place = {"NL": 0}
    >>> places_of(as_labels(["BE", "NL"]), place).tolist(), place
    ([1, 0], {'NL': 0, 'BE': 1})
    """
    return np.fromiter((place.setdefault(label, len(place)) for label in labels), np.int32, len(labels))


def code_kind(labels: int) -> type[np.signedinteger[Any]]:
    """Return the smallest integer type that holds codes into so many labels."""
    return np.int8 if labels < 1 << 7 else np.int16 if labels < 1 << 15 else np.int32


def as_labels(values: Any) -> Labels:
    """Return labels as an array of objects."""
    labels = np.empty(len(values), dtype=object)
    labels[:] = values
    return labels


def encode(column: pd.Series) -> Coded:
    """Code a column; categoricals keep their codes, integers of a small range need no hashing."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes: Codes = column.array.codes
        labels = as_labels(column.cat.categories.astype(object))
    elif pd.api.types.is_integer_dtype(column.dtype) and isinstance(column.dtype, np.dtype):
        return _encode_integers(column.to_numpy())
    elif (two := _encode_two_letters(column)) is not None:
        return two
    else:
        codes, uniques = pd.factorize(column, use_na_sentinel=True)
        labels = as_labels(np.asarray(uniques, dtype=object))
        codes = codes.astype(code_kind(len(labels) + 1))
    if len(codes) and codes.min() < 0:
        labels = np.append(labels, "")
        codes = codes.astype(code_kind(len(labels)))
        codes[codes < 0] = len(labels) - 1
    return Coded(codes, labels)


def _encode_two_letters(column: pd.Series) -> Coded | None:
    """Code a large Arrow column of two-byte words, such as country codes, through a table instead of hashing."""
    if len(column) < _THREADED_ROWS or not hasattr(column.array, "__arrow_array__"):
        return None
    chunks = column.array.__arrow_array__()
    chunks = getattr(chunks, "chunks", [chunks])
    if len(chunks) != 1 or chunks[0].null_count or str(chunks[0].type) not in ("string", "large_string"):
        return None
    words = chunks[0]
    offsets = np.frombuffer(words.buffers()[1], np.int64 if str(words.type) == "large_string" else np.int32)
    offsets = offsets[words.offset : words.offset + len(words) + 1]
    first, last = int(offsets[0]), int(offsets[-1])
    if last - first != 2 * len(words) or not np.all(np.diff(offsets) == 2):
        return None
    pairs = np.frombuffer(words.buffers()[2], np.dtype("<u2"), len(words), first)
    seen = np.zeros(1 << 16, bool)
    seen[pairs] = True
    found = np.flatnonzero(seen)
    place = np.zeros(1 << 16, code_kind(len(found)))
    place[found] = np.arange(len(found))
    return Coded(place[pairs], as_labels([int(pair).to_bytes(2, "little").decode() for pair in found]))


def encode_columns(frame: pd.DataFrame, names: Sequence[str]) -> dict[str, Coded]:
    """Code several columns; a large frame on two threads, since Arrow hashes strings outside the interpreter lock."""
    columns: dict[str, pd.Series] = {name: frame[name] for name in names if name in frame}
    coded_already = all(isinstance(column.dtype, pd.CategoricalDtype) for column in columns.values())
    if coded_already or len(frame) < _THREADED_ROWS:
        return {name: encode(column) for name, column in columns.items()}
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(2) as pool:
        return dict(zip(columns, pool.map(encode, columns.values()), strict=True))


def _encode_integers(values: npt.NDArray[Any]) -> Coded:
    if not len(values):
        return Coded(np.zeros(0, np.int32), as_labels([]))
    low, high = int(values.min()), int(values.max())
    if high - low < 1 << 12:
        codes = np.subtract(values, values.dtype.type(low), dtype=code_kind(high - low + 1), casting="unsafe")
        return Coded(codes, as_labels(range(low, high + 1)))
    codes, uniques = pd.factorize(values)
    return Coded(codes.astype(np.int32), as_labels(uniques))


def combine_codes(columns: Mapping[str, Coded], size: int) -> tuple[Codes, int, bool]:
    """Return one integer per row for its combination of labels, the number of combinations, and if it decodes.

    When the product of the label counts would not fit an integer, the codes so far are compressed to those that
    occur; the result then no longer decodes into the codes of the columns.
    """
    combined: Codes | None = None
    combinations, decodes = 1, True
    for coded in columns.values():
        radix = max(len(coded.labels), 1)
        if radix == 1:
            continue
        if combinations * radix >= 1 << 62 and combined is not None:
            combined, distinct = pd.factorize(combined)
            combinations, decodes = len(distinct), False
        combinations *= radix
        kind = np.int32 if combinations < 1 << 31 else np.int64
        if combined is None:
            combined = coded.codes.astype(kind)
        else:
            combined = combined.astype(kind, copy=False)
            combined *= kind(radix)
            combined += coded.codes
    return (np.zeros(size, np.int32) if combined is None else combined), combinations, decodes


def first_rows(codes: Codes, size: int) -> Ints:
    """Return the first row in which each code occurs."""
    row = np.empty(size, np.int64)
    row[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    return row


def group_rows(columns: Mapping[str, Coded], size: int) -> tuple[Ints, Ints]:
    """Return the group of every row and the first row of every group of equal combinations."""
    if all(coded.is_constant for coded in columns.values()):
        return np.zeros(size, np.int64), np.zeros(min(size, 1), np.int64)
    combined, _, _ = combine_codes(columns, size)
    codes, uniques = pd.factorize(combined)
    return codes.astype(np.int64), first_rows(codes, len(uniques))
