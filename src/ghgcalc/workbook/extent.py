"""Finds how far the cells of a sheet reach without parsing it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_BLOCK = 1 << 22
#: Longest address that is looked at; a longer one lies outside any sheet.
_ADDRESS = 14
_MOST = 10**9


def sheet_extent(content: bytes) -> tuple[int, int]:
    """Return the highest row and column number that an attribute ``r`` of a sheet part names.

    Examples
    --------
    >>> sheet_extent(b"<row r='7'><c r='AB7'/><c s='1' r='C9'/></row>")
    (9, 28)
    """
    height = width = 0
    for start in range(0, len(content), _BLOCK):
        block = np.frombuffer(content, np.uint8, min(_BLOCK + _ADDRESS + 4, len(content) - start), start)
        rows, columns = _block_extent(block)
        height, width = max(height, rows), max(width, columns)
    return height, width


def _block_extent(block: npt.NDArray[np.uint8]) -> tuple[int, int]:
    is_quote = (block[3:] == 0x22) | (block[3:] == 0x27)
    starts = np.flatnonzero((block[1:-2] == 0x72) & (block[2:-1] == 0x3D) & is_quote & (block[:-3] <= 0x20)) + 4
    column = np.zeros(len(starts), np.int64)
    row = np.zeros(len(starts), np.int64)
    padded = np.concatenate([block, np.zeros(_ADDRESS, np.uint8)])
    for step in range(_ADDRESS):
        byte = padded[starts + step].astype(np.int64)
        upper = byte & 0xDF
        is_letter = (upper >= 0x41) & (upper <= 0x5A) & (row == 0)
        is_digit = (byte >= 0x30) & (byte <= 0x39)
        if not (is_letter | is_digit).any():
            break
        column = np.minimum(np.where(is_letter, column * 26 + upper - 0x40, column), _MOST)
        row = np.minimum(np.where(is_digit, row * 10 + byte - 0x30, row), _MOST)
    is_address = row > 0
    return int(row.max(initial=0)), int(column[is_address].max(initial=0))
