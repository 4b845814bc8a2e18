"""Limits on the process that runs, for children that read what people send."""

from __future__ import annotations

import signal
from collections.abc import Mapping

_SIGNS_OF_NO_MEMORY = (
    b"allocate memory",
    b"MemoryError",
    b"bad_alloc",
    b"start new thread",  # Python's own, for the stack of a thread
    b"launch worker thread",  # Arrow's
)
# What the system or the allocator ends a process by that has no memory left.
_ENDED_BY = (-signal.SIGABRT, -signal.SIGSEGV, -getattr(signal, "SIGKILL", 9))


def confine(limits: Mapping[str, int]) -> None:
    """Put limits (by their names in `resource`, as "RLIMIT_AS") on this process for good, as far as this system can."""
    try:
        import resource
    except ImportError:  # Windows: the parent's clock still stands
        return
    for name, value in limits.items():
        kind = getattr(resource, name, None)
        if kind is None:
            continue
        hard = resource.getrlimit(kind)[1]
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:
            resource.setrlimit(kind, (allowed, allowed))
        except (ValueError, OSError):  # macOS refuses RLIMIT_AS
            continue


def ran_out_of_memory(status: int, err: bytes) -> bool:
    """Whether a confined child that left no answer had too little memory, by its exit status and what it wrote to stderr."""
    return status in _ENDED_BY or any(sign in err for sign in _SIGNS_OF_NO_MEMORY)
