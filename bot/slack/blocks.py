"""Blocks, as Slack's own dicts, within Slack's limits (https://docs.slack.dev/reference/block-kit/blocks)."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.messages import Ask, JobUpdate, Table
from bot.slack import escape, sentences
from bot.slack.events import choice_value
from bot.slack.surface import CANCEL_JOB, CHOICE
from tools._text import Language, Text

Block = dict[str, Any]

MARKDOWN_LIMIT = 11_500  # Slack takes 12,000 in all markdown blocks of a message
TEXT_LIMIT = 3_000  # of a section, and of the short form of a message that has blocks
BUTTON_LIMIT = 75
MOST_CHOICES = 25
TABLE_ROWS, TABLE_COLUMNS, TABLE_CHARACTERS = 100, 20, 9_500  # the header is a row, too
CODE_LIMIT = 3_500
BAR_CELLS = 10
LAST_LINES = 5  # of a running job's log


_SOFT_BREAK = re.compile(r"(?<=\S)\n(?=[^\s|#>`+*\-])")


def hard_breaks(text: str) -> str:
    """Markdown in which each line stays a line: CommonMark would join lines that only a line break parts."""
    return _SOFT_BREAK.sub("  \n", text)


def answer(text: str) -> list[Block]:
    """A piece of an answer, which is Markdown already made inert."""
    return [{"type": "markdown", "text": text}]


def shortened(text: str) -> str:
    """`text` (already escaped) as the short form beside blocks, for notifications and screen readers."""
    return text if len(text) <= TEXT_LIMIT else text[: TEXT_LIMIT - 1] + "…"


def split(text: str, limit: int = MARKDOWN_LIMIT) -> list[str]:
    """Pieces of at most `limit` characters, cut at a paragraph, a line or a space; an open code block goes on in the next piece."""
    pieces: list[str] = []
    while len(text) > limit:
        room = limit - 8  # for the fence that a cut code block needs
        cut = next((at for mark in ("\n\n", "\n", " ") if (at := text.rfind(mark, room // 2, room)) > 0), room)
        cut = _before_fence(text, cut)
        piece, text = text[:cut].rstrip(), text[cut:].lstrip("\n")
        if piece.count("```") % 2:
            piece, text = piece + "\n```", "```\n" + text
        pieces.append(piece)
    return [*pieces, text] if text.strip() or not pieces else pieces


def _before_fence(text: str, cut: int) -> int:
    """Where to cut, so that a fence is not torn apart."""
    start = cut
    while start and text[start - 1 : start + 1] == "``":
        start -= 1
    return start or cut


def question(ask: Ask, asked: str, conversation: str = "") -> list[Block]:
    """A question with a button for each choice; any text is an answer, too."""
    blocks: list[Block] = [_section(piece) for piece in split(escape.mrkdwn(ask.text) or "…", TEXT_LIMIT)[:4]]
    if ask.choices:
        blocks.append(
            {"type": "actions", "elements": [_choice(n, ask, asked, conversation) for n in range(len(ask.choices[:MOST_CHOICES]))]}
        )
    return blocks


def without_buttons(blocks: Sequence[Mapping[str, Any]]) -> list[Block]:
    """A question's blocks once it waits for no answer any more."""
    return [dict(block) for block in blocks if block.get("type") != "actions"]


def settled(blocks: Sequence[Mapping[str, Any]], choice: str, language: Language) -> list[Block]:
    """A question's blocks after the choice: it stands where the buttons were."""
    said = sentences.CHOSEN.say(language, choice=escape.mrkdwn(choice))
    return [*without_buttons(blocks), {"type": "context", "elements": [{"type": "mrkdwn", "text": shortened(said)}]}]


def fits_table_block(table: Table) -> bool:
    size = sum(len(shown(cell)) for row in table.rows for cell in row) + sum(map(len, table.columns))
    return 0 < len(table.columns) <= TABLE_COLUMNS and len(table.rows) < TABLE_ROWS and size <= TABLE_CHARACTERS


def table_block(table: Table) -> list[Block]:
    """A table as Slack's table block; cells are raw text, in which nothing is a mention or a link."""
    cells = [table.columns, *([shown(cell) for cell in row] for row in table.rows)]
    settings = [{"align": "right" if _is_numeric(table, column) else "left"} for column in range(len(table.columns))]
    # A cell must not be empty.
    rows = [[{"type": "raw_text", "text": cell or " "} for cell in row] for row in cells]
    title = [_section(f"*{escape.mrkdwn(table.title)}*"[:TEXT_LIMIT])] if table.title else []
    return [*title, {"type": "table", "rows": rows, "column_settings": settings}]


def table_text(table: Table) -> str | None:
    """A table as a code block with aligned columns; None when it would be too long for one."""
    rows = [[escape.one_line(c) for c in table.columns], *([escape.one_line(shown(cell)) for cell in row] for row in table.rows)]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    right = [_is_numeric(table, column) for column in range(len(table.columns))]
    lines = ["  ".join(_padded(*cell) for cell in zip(row, widths, right, strict=True)).rstrip() for row in rows]
    text = escape.code("\n".join([lines[0], "  ".join("─" * w for w in widths), *lines[1:]]))
    if table.title:
        text = f"*{escape.mrkdwn(table.title)}*\n{text}"
    return text if len(text) <= CODE_LIMIT else None


def shown(cell: Any) -> str:
    """A cell's value for people: four decimals at most, a dash for nothing."""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return "–"
    if isinstance(cell, float):
        return f"{cell:,.4f}".rstrip("0").rstrip(".") if abs(cell) >= 0.001 or cell == 0 else f"{cell:.3g}"
    return str(cell)


_JOB_SAYS: Mapping[str, Text] = {
    "queued": sentences.JOB_QUEUED,
    "running": sentences.JOB_RUNNING,
    "done": sentences.JOB_DONE,
    "failed": sentences.JOB_FAILED,
    "cancelled": sentences.JOB_CANCELLED,
}


def job_text(job: JobUpdate, language: Language, *, stopping: bool = False) -> str:
    """A job's progress as mrkdwn."""
    label = f"*{escape.mrkdwn(job.label)}*\n" if job.label else ""
    says = (sentences.JOB_CANCELLING if stopping and not job.ended else _JOB_SAYS[job.state]).say(language)
    if job.log and not job.ended:
        says = "\n".join([says, *(f"> {escape.mrkdwn(line)}" for line in job.log[-LAST_LINES:])])
    if not job.total or job.state == "done":
        return label + says
    share = min(max(job.done / job.total, 0.0), 1.0)
    full = int(share * BAR_CELLS)
    bar = sentences.JOB_BAR.say(
        language, bar="▓" * full + "░" * (BAR_CELLS - full), percent=int(share * 100), done=f"{job.done:,}", total=f"{job.total:,}"
    )
    return f"{label}{says}\n{bar}"


def job(update: JobUpdate, text: str, language: Language, *, stopping: bool = False) -> list[Block]:
    """A job's progress, with a button to cancel it while that is possible."""
    blocks = [_section(text)]
    if not update.ended and not stopping:
        confirm = {
            "title": _plain(sentences.CANCEL_TITLE.say(language)),
            "text": _plain(sentences.CANCEL_SURE.say(language)),
            "confirm": _plain(sentences.CANCEL_TITLE.say(language)),
            "deny": _plain(sentences.CANCEL_KEEP.say(language)),
            "style": "danger",
        }
        button = {
            "type": "button",
            "action_id": CANCEL_JOB,
            "text": _plain(sentences.CANCEL.say(language)),
            "value": update.id,
            "style": "danger",
            "confirm": confirm,
        }
        blocks.append({"type": "actions", "elements": [button]})
    return blocks


def _choice(number: int, ask: Ask, asked: str, conversation: str) -> Block:
    choice = ask.choices[number]
    label = choice if len(choice) <= BUTTON_LIMIT else choice[: BUTTON_LIMIT - 1] + "…"
    value = choice_value(choice[:1500], asked, conversation, ask.consent)
    return {"type": "button", "action_id": f"{CHOICE}_{number}", "text": _plain(label or "…"), "value": value}


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": True}


def _is_numeric(table: Table, column: int) -> bool:
    values: Iterable[Any] = [row[column] for row in table.rows if row[column] is not None]
    return any(True for _ in values) and all(isinstance(v, int | float) and not isinstance(v, bool) for v in values)


def _width(text: str) -> int:
    """Columns on a screen: a Korean letter takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _padded(cell: str, width: int, right: bool) -> str:
    gap = " " * (width - _width(cell))
    return gap + cell if right else cell + gap
