"""The threads that share the work on one file (Arrow and numpy let go of the interpreter)."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import cache

MOST = 4


def count() -> int:
    return min(MOST, os.cpu_count() or 1)


@cache
def pool() -> ThreadPoolExecutor:
    """All of them are started here: where memory has run out, a thread that is to start may never say that it did not."""
    made, together = ThreadPoolExecutor(count(), "ingest"), threading.Barrier(count())
    list(made.map(lambda _: together.wait(), range(count())))
    return made
