"""SQL over stored datasets, one read-only SELECT at a time, in a child process with limits."""

from __future__ import annotations

from storage.query.limits import QueryLimits
from storage.query.run import Answer, BadQuery, View, run_query, run_whole_query

__all__ = ["Answer", "BadQuery", "QueryLimits", "View", "run_query", "run_whole_query"]
