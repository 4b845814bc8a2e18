"""Differences as people read them."""

from __future__ import annotations


def signed(value: float, places: int) -> str:
    """A number with its sign and so many places; what rounds to nothing has no sign ("0.0", not "-0.0")."""
    rounded = round(value, places)
    return f"{rounded:+.{places}f}" if rounded else f"{0:.{places}f}"
