"""Numbers in, numbers out: the guards that every formula shares, for one case or a million."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ghgcalc.errors import DataError, Problem

#: What a formula returns: a float for single numbers, an array for arrays.
Numbers: TypeAlias = float | NDArray[np.float64]
Floats: TypeAlias = NDArray[np.float64]

_ROWS_SHOWN = 10


def floats(values: ArrayLike) -> Floats:
    """Return `values` as an array of floats."""
    return np.asarray(values, dtype=np.float64)


def plain(values: Floats) -> Numbers:
    """Return a float when there is one number, else the array."""
    return float(values) if values.ndim == 0 else values


def require(good: ArrayLike, code: str, *, value: ArrayLike, **params: Any) -> None:
    """Raise problem `code` for every place where `good` is false.

    Parameters
    ----------
    good : array_like of bool
        Where the input makes sense.
    code : str
        Key of the sentences in the data folder `texts`.
    value : array_like
        The numbers that were tested; shown where the test fails.
    **params
        Values for the placeholders; arrays are read at the failing place.

    Raises
    ------
    ghgcalc.errors.DataError
        With one problem for a single number; for arrays one problem per failing row, the first ten of them.
    """
    passed = np.asarray(good, dtype=bool)
    if passed.all():
        return
    if passed.ndim == 0:
        raise DataError([Problem(code, _shown(value), params={k: _shown(v) for k, v in params.items()})])
    shape = passed.shape
    rows = np.flatnonzero(~passed.ravel())
    problems = [
        Problem(
            code,
            _at(value, shape, row),
            cell=str(row),
            params={k: _at(v, shape, row) for k, v in params.items()},
        )
        for row in rows[:_ROWS_SHOWN].tolist()
    ]
    if rows.size > _ROWS_SHOWN:
        problems.append(Problem("numbers.more_rows", int(rows.size)))
    raise DataError(problems)


def _shown(value: Any) -> Any:
    """Return a number as a reader writes it: 2014 and not 2014.0, 0.3 and not float64(0.3)."""
    if isinstance(value, str):
        return value
    if isinstance(value, np.ndarray | np.generic):
        value = value.item()
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _at(value: Any, shape: tuple[int, ...], row: int) -> Any:
    if isinstance(value, str):
        return value
    return _shown(np.broadcast_to(np.asarray(value), shape).ravel()[row])
