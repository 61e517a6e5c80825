"""Rows in blocks of fixed size, worked on side by side and put together in order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from typing import TypeVar

#: Rows per block. Blocks have fixed borders, so sums are bit-identical from run to run, on any number of threads.
BLOCK_ROWS = 1 << 18
#: Number of blocks from which they are worked on side by side, and the largest number of threads.
_SIDE_BY_SIDE, _THREADS = 4, 4

Result = TypeVar("Result")


def blocks(size: int) -> Iterator[slice]:
    """Yield the slices of the blocks of `size` rows, in order."""
    for start in range(0, size, BLOCK_ROWS):
        yield slice(start, min(start + BLOCK_ROWS, size))


def in_blocks(size: int, work: Callable[[slice], Result]) -> Iterator[Result]:
    """Yield what `work` returns for every block, in order.

    Parameters
    ----------
    size : int
        Number of rows.
    work : callable
        Takes the rows of a block; changes nothing that another block reads.
    """
    every = list(blocks(size))
    threads = min(os.cpu_count() or 1, _THREADS)
    if len(every) < _SIDE_BY_SIDE or threads == 1:
        yield from map(work, every)
        return
    from concurrent.futures import Future, ThreadPoolExecutor

    waiting: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        for rows in every:
            waiting.append(pool.submit(work, rows))
            if len(waiting) > threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
