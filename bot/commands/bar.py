"""A tool's progress as a bar on a console."""

from __future__ import annotations

from rich.progress import Progress

from tools import _context


class Bar(_context.Progress):
    def __init__(self, bar: Progress) -> None:
        super().__init__()
        self._bar = bar
        self._task = bar.add_task("ECLO", total=None)

    def __call__(self, done: int, total: int) -> None:
        super().__call__(done, total)
        self._bar.update(self._task, completed=done, total=total)
