"""Blocks stay within Slack's limits whatever they are made from."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.messages import Ask, JobUpdate, Table
from bot.slack import blocks
from tests.fakes.slack import _invalid

texts = st.text(max_size=30)
cells = st.none() | st.integers() | st.floats() | texts | st.booleans()


@st.composite
def tables(draw: Any) -> Table:
    columns = draw(st.lists(texts, min_size=1, max_size=22))
    rows = draw(st.lists(st.lists(cells, min_size=len(columns), max_size=len(columns)), max_size=12))
    return Table(columns, rows, draw(texts))


@given(tables())
@settings(max_examples=60, deadline=None)
def test_table_is_a_valid_block_or_is_said_not_to_fit(table: Table) -> None:
    if blocks.fits_table_block(table):
        assert _invalid(blocks.table_block(table)) == ""
    assert len(blocks.table_text(table) or "") <= blocks.CODE_LIMIT


@given(st.text(max_size=4000), st.lists(st.text(max_size=2500), max_size=40))
@settings(max_examples=60, deadline=None)
def test_question_is_valid_whatever_is_asked(text: str, choices: list[str]) -> None:
    made = blocks.question(Ask(text, choices), "U1")
    assert _invalid(made) == ""
    assert _invalid(blocks.settled(made, choices[0] if choices else "x", "ko")) == ""


@given(st.lists(st.sampled_from(["낱말", "word ", "\n", "\n\n", "```", "x" * 40, " "]), max_size=200).map("".join))
@example("낱말" * 4 + "```" + "x" * 80 + "```" + "x" * 40)
@settings(deadline=None)
def test_split_keeps_every_word_within_the_limit(text: str) -> None:
    pieces = blocks.split(text, 100)
    assert all(len(piece) <= 100 for piece in pieces)
    assert _bare("".join(pieces)) == _bare(text)
    assert all(piece.count("```") % 2 == 0 for piece in pieces[:-1])


def _bare(text: str) -> str:
    return "".join(text.replace("```", "").split())


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (float("nan"), "–"),
        (3, "3"),
        (2018, "2018"),
        (3.0, "3"),
        (1234.56789, "1,234.5679"),
        (0.00001234, "1.23e-05"),
        (-0.5, "-0.5"),
    ],
)
def test_numbers_are_shown_for_reading(value: Any, text: str) -> None:
    assert blocks.shown(value) == text


@pytest.mark.parametrize(("done", "total", "bar"), [(0, 10, "░" * 10), (10, 10, "▓" * 10), (12, 10, "▓" * 10), (3, 10, "▓▓▓░░░░░░░")])
def test_bar_shows_the_share_that_is_done(done: int, total: int, bar: str) -> None:
    assert bar in blocks.job_text(JobUpdate("j", "running", done, total), "en")


def test_a_running_job_shows_the_newest_lines_of_its_log_and_nothing_in_them_is_obeyed() -> None:
    lines = tuple(f"step {number} <!channel>" for number in range(8))
    shown = blocks.job_text(JobUpdate("j", "running", 3, 10, "training", lines), "en")
    assert [line for line in shown.splitlines() if line.startswith("> ")] == [f"> step {n} &lt;!channel&gt;" for n in range(3, 8)]
    assert "step" not in blocks.job_text(JobUpdate("j", "done", 10, 10, "training", lines), "en")
