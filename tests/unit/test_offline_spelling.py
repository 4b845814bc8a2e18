"""Slips of the finger and missing spaces: put right where one known word is near, and nothing else touched."""

from __future__ import annotations

import json
import random
import re

import pytest

from benchmarks.understanding.datasets import views
from benchmarks.understanding.run import CASES, score
from bot.agent.offline.columns import Schema
from bot.agent.offline.reading import normalise
from bot.agent.offline.spelling import Speller, speller
from model.places import gazetteer


def speller_for(data: str | None) -> Speller:
    current = next((view for view in views(data) if view.current), None)
    return speller(Schema(current.profile if current else None), gazetteer())


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("쑈일별 사고 건수", "요일별 사고 건수"),
        ("수성궁 사고가 몇 건이었나요", "수성구 사고가 몇 건이었나요"),
        ("사고유형별로 꺽은선", "사고유형별로 꺾은선"),
        ("결측취 알려줘", "결측치 알려줘"),
        ("averge eclo by wether", "average eclo by weather"),
        ("shwo missing vlaues", "shwo missing values"),
    ],
)
def test_a_word_one_letter_off_is_the_known_word(said: str, meant: str) -> None:
    assert speller_for("accidents").right(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        "사고가 제일 많은 요일",
        "매일 사고가 나는 도로",
        "수성구 범어동에서",
        "select 요일 from data",
        "'꺽은선' 열",
        "eclo-abcd-efgh 열어줘",
        "acc2018.csv 요약",
    ],
)
def test_true_words_queries_quotes_and_names_are_left_alone(said: str) -> None:
    assert speller_for("accidents").right(said) == said


def test_a_run_without_spaces_is_parted_at_known_words() -> None:
    assert speller_for(None).spaced("내일오후수성구범어동교차로비차대차").split() == [
        "내일",
        "오후",
        "수성구",
        "범어동",
        "교차로",
        "비",
        "차대차",
    ]
    assert speller_for("accidents").spaced("요일별사고건수막대그래프그려줘") == "요일별 사고건수 막대그래프 그려줘"


def test_messages_without_slips_stay_as_they_are() -> None:
    texts = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    clean = [(c.get("data"), normalise(c["text"])) for c in texts if " " in c["text"]]
    changed = [text for data, text in clean if speller_for(data).right(text) != text]
    assert len(changed) <= 0.02 * len(clean), changed


def _slip(text: str, dice: random.Random) -> str:
    """One wrong, missing or additional letter in one longer word."""
    words = [found for found in re.finditer(r"[가-힣]{4,}|[A-Za-z]{7,}", text) if not found[0].lower().startswith("eclo")]
    if not words:
        return text
    found = dice.choice(words)
    word, at = found[0], dice.randrange(1, len(found[0]) - 1)
    if "가" <= word[at] <= "힣":
        syllable = ord(word[at]) - 0xAC00
        vowel = (syllable % 588 // 28 + 1) % 21
        wrong = chr(0xAC00 + syllable // 588 * 588 + vowel * 28 + syllable % 28)
    else:
        wrong = dice.choice(("", word[at] * 2))
    return text[: found.start()] + word[:at] + wrong + word[at + 1 :] + text[found.end() :]


async def test_most_messages_survive_a_slip_of_the_finger() -> None:
    dice = random.Random(5)
    cases = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    slipped = [{**case, "text": _slip(case["text"], dice)} for case in cases]
    outcomes, _ = await score([new for new, old in zip(slipped, cases, strict=True) if new["text"] != old["text"]])
    assert len(outcomes) > 60
    assert sum(o["right_slots"] for o in outcomes) / len(outcomes) >= 0.8
