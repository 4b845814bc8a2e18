"""Limits on the process that runs, for children that read what people send."""

from __future__ import annotations

from collections.abc import Mapping


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
