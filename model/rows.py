"""Many rows through the boosters: each different row once, in an order that suits the trees, on every core.

What comes out is Booster.predict's own, bit for bit: a row's prediction does not depend on the rows beside it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from model.encode import COLUMNS

if TYPE_CHECKING:
    import lightgbm
    import numpy as np
    from numpy.typing import NDArray

MOST_THREADS = 4
# Rows next to each other should take the same way through the trees (fewer mispredicted branches, a third less time): what splits most first.
_SORTED_BY = ("accident_detail", "accident_type", "violation", "accident_hour", "road_type", "district")
_LARGEST_KEY = 2**62


def distinct(matrix: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(positions of the different rows in an order that suits the trees, for each row which of them it is).

    `matrix` is the Encoder's: whole numbers of at least 0, or NaN. A row is then one integer; where it would not fit, all rows stay.
    """
    import numpy as np

    keys, span = np.zeros(len(matrix), dtype=np.int64), 1
    for name in (*_SORTED_BY, *(name for name in COLUMNS if name not in _SORTED_BY)):
        column = matrix[:, COLUMNS.index(name)]
        codes = np.where(np.isnan(column), 0.0, column + 1.0).astype(np.int64)
        codes -= codes.min(initial=0)
        width = int(codes.max(initial=0)) + 1
        span *= width
        if span > _LARGEST_KEY:
            return np.arange(len(matrix)), np.arange(len(matrix))
        keys = keys * width + codes
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    return first, inverse


def predict_rows(
    boosters: Sequence[lightgbm.Booster], matrix: NDArray[np.float64], chunk: int, progress: Callable[[int, int], None] | None = None
) -> list[NDArray[np.float64]]:
    """What each booster says of each row. `progress(done, rows)` is called in this thread after each chunk; what it raises ends the work.

    The threads are Python's, with one of LightGBM's each: those of OpenMP would hang in a process that was forked after them.
    """
    import numpy as np

    rows, threads = len(matrix), min(MOST_THREADS, _cores())
    starts = range(0, rows, chunk)
    pool = ThreadPoolExecutor(threads)
    try:
        tasks = [[pool.submit(b.predict, matrix[start : start + chunk], num_threads=1) for b in boosters] for start in starts]
        parts: list[list[NDArray[np.float64]]] = []
        for start, waiting in zip(starts, tasks, strict=True):
            parts.append([np.asarray(task.result(), dtype=np.float64) for task in waiting])
            if progress:
                progress(min(start + chunk, rows), rows)
    finally:
        pool.shutdown(cancel_futures=True)
    return [np.concatenate(of_one) for of_one in zip(*parts, strict=True)]


def _cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
