"""Messages that no rule understands, understood by their likeness to examples, or answered with what they may have meant."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from benchmarks.understanding.datasets import ACCIDENTS, views
from benchmarks.understanding.run import call_of, request_for, step_of, tool_names
from benchmarks.understanding.teach import taught_by
from bot.agent.brain import Step
from bot.agent.offline import Offline, examples
from bot.agent.offline.columns import Schema
from bot.agent.offline.examples import EXAMPLES, read, shipped
from bot.agent.offline.intents import NONE, Intents, digest
from bot.agent.offline.ways import LASTING, WAYS

NONSENSE = (
    "우리 강아지 예방접종 언제 맞혀야 해?", "치킨 두 마리만 배달시켜줘", "이 노래 제목이 뭐더라", "아 진짜 못 해먹겠네", "야 이 멍청아",
    "어제 본 드라마 결말이 너무 슬펐어", "내 통장 잔고 얼마야", "제주도 항공권 제일 싼 거 찾아줘", "흠 글쎄",
    "그러니까 내 말은", "에어컨 리모컨 어디 뒀지", "구구단 외워봐", "민수한테 회의 늦는다고 전해줘", "라면 맛있게 끓이는 법", "ㅋㅋ 뭐래",
    "can you recommend a good novel", "my printer is jammed again", "who invented the telephone", "you're a piece of junk",
    "how do I boil an egg", "turn off the lights in the kitchen", "well, about that",
    "is the subway running in Busan", "sing happy birthday to Minji",
)  # fmt: skip
UNSURE = re.compile(r"확실하지 않아요|not sure what you mean")


def ask(text: str, data: str | None = None, brain: Offline | None = None, **case: Any) -> Step:
    language = "ko" if re.search("[가-힣]", text) else "en"
    request = request_for({"text": text, "language": language, "data": data, **case})
    return asyncio.run(step_of(brain or Offline(), request))


def said(step: Step) -> str:
    return " ".join(block["text"] for block in step.blocks if block["type"] == "text")


def test_every_tool_has_examples_in_both_languages() -> None:
    for tool in tool_names():
        own = [text for text, name in read() if name == tool]
        korean = [text for text in own if re.search("[가-힣]", text)]
        assert len(korean) >= 3, tool
        assert len(own) - len(korean) >= 3, tool


def test_every_example_ranks_its_own_tool_among_the_first_three() -> None:
    missed = [(text, tool) for text, tool in read() if tool not in [meant.tool for meant in shipped().rank(text)[:3]]]
    assert not missed


def test_no_example_belongs_to_a_tool_that_does_not_exist() -> None:
    assert {tool for _, tool in read()} - {NONE} == set(tool_names())
    assert set(WAYS) | LASTING <= set(tool_names())


@pytest.mark.parametrize("data", [None, "accidents", "parking"])
def test_nonsense_runs_nothing(data: str | None) -> None:
    ran = {text: call_of(step) for text in NONSENSE if call_of(step := ask(text, data))[0]}
    assert not ran


@pytest.mark.parametrize(
    ("text", "data", "tool"),
    [
        ("이 스레드에서 나눈 대화는 이제 잊어버려 주세요", None, "forget_conversation"),
        ("보고용으로 문서 하나 뽑아 주실래요, 지금까지 본 걸로", "accidents", "make_report"),
        ("write up everything we found in a report for my boss", "accidents", "make_report"),
        ("파싱하다 실패한 줄이 있었는지 보고 싶어요", "accidents", "show_bad_rows"),
        ("각 좌표가 어느 구인지 열로 붙여줘", "parking", "locate"),
        ("예전에 쓰던 모델로 돌아가고 싶습니다", None, "rollback_model"),
        ("what did the API cost us this week", None, "usage"),
    ],
)
def test_what_no_rule_knows_runs_the_tool_of_similar_messages(text: str, data: str | None, tool: str) -> None:
    assert call_of(ask(text, data))[0] == tool


def test_a_wording_is_taught_by_one_line_in_the_file(tmp_path: Path) -> None:
    wording = "영수증 뭉치 한번 까발려 봐"
    taught = tmp_path / "examples.txt"
    taught.write_text(EXAMPLES.read_text(encoding="utf-8").replace("[usage]\n", f"[usage]\n{wording}\n"), encoding="utf-8")
    few = [(text, (), tool) for text, tool in read(taught) if tool in ("usage", "help", "list_jobs", NONE)]
    assert call_of(ask(wording))[0] is None
    assert call_of(ask(wording, brain=Offline(intents=lambda: Intents.taught(few))))[0] == "usage"


def test_the_model_that_is_shipped_was_taught_by_the_examples_as_they_stand() -> None:
    """If not: `uv run python -m benchmarks.understanding.teach`."""
    assert shipped().source == digest(taught_by())


def test_a_model_that_was_saved_ranks_as_the_one_that_was_taught(tmp_path: Path) -> None:
    few = [(text, (), tool) for text, tool in read() if tool in ("usage", "help", NONE)]
    taught = Intents.taught(few)
    taught.save(tmp_path / "intents.npz")
    for text in ("토큰 사용량 알려줘", "what can you do?", "", "ㅋ" * 5_000):
        assert Intents.load(tmp_path / "intents.npz").rank(text) == taught.rank(text)


def test_comments_and_blank_lines_teach_nothing(tmp_path: Path) -> None:
    file = tmp_path / "examples.txt"
    file.write_text("# [usage]\n\n[help]\n  뭐 하니  \n# 아무 말\n\n[none]\n음\n", encoding="utf-8")
    assert list(read(file)) == [("뭐 하니", "help"), ("음", "none")]


@pytest.mark.parametrize(
    ("text", "column"), [("노면상태 쪽 이야기 궁금궁금", "노면상태"), ("something something 사고유형 whatever", "사고유형")]
)
def test_suggestions_name_the_column_of_the_message(text: str, column: str) -> None:
    step = ask(text, "accidents")
    if call_of(step)[0] is None:
        assert UNSURE.search(said(step))
        assert column in said(step)
    else:
        assert column in repr(call_of(step)[1])


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("data", ["accidents", "parking", None])
def test_every_sentence_that_is_offered_is_understood(language: str, data: str | None) -> None:
    fields = {"accidents": ("기상상태", "요일", "ECLO"), "parking": ("주차장유형", "요금정보", "주차구획수"), None: ("", "", "")}[data]
    named = dict(zip(("column", "other", "measure"), fields, strict=True))
    for tool, way in WAYS.items():
        if not way.offered or (data is None and not way.alone) or (tool == "hot_spots" and data != "parking"):
            continue  # accidents have no coordinates, so no spots
        sentence = way.ask.say("ko" if language == "ko" else "en", **named)
        assert call_of(ask(sentence, data, language=language))[0] == tool, sentence


def test_columns_are_taken_for_columns_whatever_their_names() -> None:
    by_name = shipped().rank("강수형태마다 몇 건인지", ["강수형태"])
    assert by_name[0].tool == "get_value_counts"


def test_no_column_is_made_up_for_a_message_that_names_none() -> None:
    columns = Schema(ACCIDENTS).names
    assert views("accidents")
    for text in ("95번째는요?", "거꾸로 작은 것부터요", "and the one after that?", "세 곳만 남겨 주실래요"):
        before = [{"tool": "sort_dataframe", "args": {"column": "ECLO", "ascending": False, "top_n": 10}}]
        tool, arguments = call_of(ask(text, "accidents", before=before))
        assert tool in (None, "sort_dataframe") or not any(repr(name) in repr(arguments) for name in columns)


def test_a_place_in_an_offered_sentence_is_never_taken_for_the_users() -> None:
    for text in ("아무튼 제일 가까운 거 말이야 가까운 거", "the closest thing, whichever is closest to it"):
        assert "범어동" not in repr(call_of(ask(text, "parking"))[1])


def test_a_column_to_take_away_is_no_dataset_to_delete() -> None:
    assert call_of(ask("사고번호 열은 필요없으니 떼어내줘", "accidents"))[0] != "delete_dataset"


def test_the_examples_are_in_the_package() -> None:
    assert EXAMPLES.parent == Path(examples.__file__).parent
    assert EXAMPLES.is_file()
