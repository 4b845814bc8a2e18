"""Text of people, files and models is shown and does nothing."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack import escape

PIECES = ["<", ">", "&", "!", "@", "#", "|", "lt;", "&lt;", "&LT", "&#60;", "&#x3c;", "channel", "here", "everyone", "U123", "subteam^S1",
          "http://", "https://evil.example", "mailto:", "www.", "[a]", "(", ")", "](", "```", "*", "구", " ", "\n"]  # fmt: skip
hostile = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=14).map("".join)
ACTIVE = re.compile(r"<[!@#]|@(?:channel|here|everyone)\b|(?:https?|ftp)://|\]\(\S*://", re.IGNORECASE)


@given(hostile)
def test_markdown_has_nothing_that_notifies_or_links(text: str) -> None:
    safe = escape.markdown(text)
    assert not ACTIVE.search(safe)
    assert not ACTIVE.search(html.unescape(safe))


@given(hostile)
def test_mrkdwn_has_no_markup_with_effects(text: str) -> None:
    safe = escape.mrkdwn(text)
    assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", safe)
    assert not ACTIVE.search(safe)


@given(hostile)
def test_code_block_can_not_be_ended_from_inside(text: str) -> None:
    assert escape.code(text).count("```") == 2


@given(st.text(alphabet=st.characters(exclude_characters="\u200b"), max_size=40))
def test_what_was_written_can_still_be_read(text: str) -> None:
    if not re.search(r"\[.*\]\(", text):
        assert html.unescape(escape.mrkdwn(text)).replace("\u200b", "") == html.unescape(text.replace("&", "&amp;"))


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("<@UBOT> 안녕", "안녕"),
        ("<@UBOT|eclo> 안녕", "안녕"),
        ("<@U2|수진> 님이 보낸 <#C1|일반> 채널", "@수진 님이 보낸 #일반 채널"),
        ("<http://a.csv|a.csv> 를 봐줘", "a.csv 를 봐줘"),
        ("<https://x.example/y>", "https://x.example/y"),
        ("ECLO &gt;= 10 &amp; 비", "ECLO >= 10 & 비"),
        ("<!subteam^S1|@팀> <!here>", "@팀 @here"),
        ("&amp;lt;", "&lt;"),
    ],
)
def test_words_of_a_person_come_out_as_they_typed_them(sent: str, meant: str) -> None:
    assert escape.spoken(sent, "UBOT") == meant


def test_formatting_of_the_model_survives() -> None:
    text = "**평균** 5.1\n- 중구 `a<b`\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    assert escape.markdown(text) == text
