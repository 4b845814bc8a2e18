"""Linear algebra on one thread: blocks this small are finished before a second thread has woken up, and on a busy machine the threads
wait for one another (80 times slower, measured on two cores)."""

from __future__ import annotations

from contextlib import AbstractContextManager


def one_thread() -> AbstractContextManager[object]:
    """Within it BLAS and OpenMP use the calling thread only."""
    import numpy as np  # noqa: F401 - only a library that is loaded can be limited
    import scipy.linalg  # noqa: F401 - it brings its own BLAS
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    limits: AbstractContextManager[object] = threadpool_limits(1)
    return limits
