"""How far a training is, in hundredths, and what it tells on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping

# What train() logs, code -> meaning and facts.
LOG_CODES: dict[str, str] = {
    "read": "the files were read: rows, first and last (year), rows_by_year, worst_known (whether the injury counts are there)",
    "rounds": "the number of trees was chosen: rounds, judged_on (years), rmsle (mean over them)",
    "tested": "the last year was predicted by a model that had not seen it: year, rows, rmsle, constant_rmsle, naive_rmsle, coverage",
    "fitted": "the final model was fitted and calibrated: rows, first and last (year), trees, calibrated_on (rows)",
    "backtest": "earlier years were predicted one to three years ahead: rmsle (years ahead -> RMSLE)",
    "done": "the bundle was written: name, sha256 (of the model)",
}
Log = Callable[[str, Mapping[str, object]], None]


class Pace:
    """Counts units of work and calls `progress(hundredths, 100)` each time. What it raises ends the work."""

    def __init__(self, progress: Callable[[int, int], None] | None, units: int) -> None:
        self._progress, self._units = progress, max(units, 1)
        self._done = 0

    def __call__(self, units: int = 1) -> None:
        self._done += units
        if self._progress:
            self._progress(min(99, 100 * self._done // self._units), 100)

    def finish(self) -> None:
        if self._progress:
            self._progress(100, 100)
