"""Replies on a console: text, tables, saved files. The terminal chat and the one-shot commands show them the same way."""

from __future__ import annotations

import re
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text as RichText

from bot.messages import Ask, Done, Failed, FileReply, Image, JobUpdate, Reply, Table, TextDelta, ToolFinished, ToolStarted
from bot.render import Outlet
from bot.text import say
from tools._text import Language

MOST_ROWS = 25
MOST_COLUMNS = 10
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """Text without what a terminal obeys instead of showing (escape sequences, marks that turn the direction of writing)."""
    return _UNPRINTABLE.sub("", text)


class View:
    """Shows Replies on a console."""

    def __init__(self, console: Console, outlet: Outlet, language: Language = "ko") -> None:
        self.console = console
        self.language = language
        self._outlet = outlet
        self._open_line = False
        self._choices: list[str] = []
        self._shown_progress: dict[str, int] = {}
        self._shown_lines: dict[str, int] = {}

    def choice(self, text: str) -> str:
        """What was meant when the number of a choice was typed."""
        if text.isdigit() and 1 <= int(text) <= len(self._choices):
            return self._choices[int(text) - 1]
        return text

    def show(self, reply: Reply) -> None:
        match reply:
            case TextDelta(text):
                self.console.print(RichText(printable(text)), end="")
                self._open_line = not text.endswith("\n")
            case ToolStarted(_, _, label):
                self._line(f"· {label}", "dim")
            case Table():
                self._table(reply)
            case Image() | FileReply():
                # What a picture shows is in the answer's text; its alt text is for those who get the picture alone.
                self._line(say(self.language, "terminal_saved", path=self._outlet.path(reply)), "cyan")
            case Ask(text, choices):
                self._ask(text, choices)
            case JobUpdate():
                self._job(reply)
            case Failed(text):
                self._line(text, "red")
            case Done() | ToolFinished():
                self.close()
        if not isinstance(reply, Ask | Done | ToolFinished):
            self._choices = []

    def thinking(self) -> None:
        """Said when nothing else has been said for a while."""
        self._line(f"· {say(self.language, 'terminal_thinking')}", "dim")

    def close(self) -> None:
        """End a line of text that is still open."""
        if self._open_line:
            self.console.print()
            self._open_line = False

    def _line(self, text: str, style: str = "") -> None:
        self.close()
        self.console.print(RichText(printable(text), style=style))

    def _table(self, reply: Table) -> None:
        self.close()
        table = RichTable(title=RichText(printable(reply.title)) if reply.title else None, title_justify="left")
        names = [printable(str(name)) for name in reply.columns[:MOST_COLUMNS]]
        rows = [[printable(_cell(value)) for value in row[:MOST_COLUMNS]] for row in reply.rows[:MOST_ROWS]]
        for name, width in zip(names, _widths(names, rows, self.console.width), strict=True):
            table.add_column(RichText(name), overflow="fold", width=width)
        for row in rows:
            table.add_row(*map(RichText, row))
        self.console.print(table)
        if len(reply.rows) > MOST_ROWS:
            self._line(say(self.language, "terminal_more_rows", total=len(reply.rows), shown=MOST_ROWS), "dim")

    def _ask(self, text: str, choices: list[str]) -> None:
        self._line(text, "bold")
        for number, choice in enumerate(choices, 1):
            self._line(f"  {number}. {choice}")
        self._choices = choices

    def _job(self, update: JobUpdate) -> None:
        percent = 100 * update.done // update.total if update.total else 0
        state = say(self.language, f"job_{update.state}")
        for line in update.log[self._shown_lines.get(update.id, 0) :]:
            self._line(f"  {line}", "dim")
        self._shown_lines[update.id] = len(update.log)
        if update.state == "running":
            # A line every tenth; a screen that redraws shows the rest in its toolbar.
            if percent < self._shown_progress.get(update.id, 0) + 10 and percent > 0:
                return
            self._shown_progress[update.id] = percent
        self._line(f"[{update.id[:8]}] {update.label}: {state} {progress_text(update)}".rstrip(), "yellow")


def progress_text(update: JobUpdate) -> str:
    """ "3,000 / 12,000 (25%)", or nothing while the total is not known."""
    return f"{update.done:,} / {update.total:,} ({100 * update.done // update.total}%)" if update.total else ""


def _widths(names: list[str], rows: list[list[str]], screen: int) -> list[int | None]:
    """Of each column, so that all stand on the screen and no word is broken in two; Nones where that can't be had."""
    columns = list(zip(*[names, *rows], strict=True))
    widths = [max(map(cell_len, column)) for column in columns]
    words = [max((cell_len(word) for cell in column for word in cell.split()), default=1) for column in columns]
    room = screen - 3 * len(columns) - 1  # beside the borders
    while sum(widths) > room:
        slack = [i for i in range(len(widths)) if widths[i] > words[i]]
        if not slack:
            return [None] * len(columns)
        widths[max(slack, key=widths.__getitem__)] -= 1
    return [*widths]


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int):
        return f"{value:,}" if 10_000 <= abs(value) < 10**12 else str(value)  # a year and an identifier stay as they are
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 10_000 else f"{value:,.1f}"
    text = str(value)
    return text if len(text) <= 60 else text[:59] + "…"
