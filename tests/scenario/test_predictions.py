"""Asking for the severity of an accident, as a person does."""

from __future__ import annotations

import asyncio
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.messages import Ask, Done, Image, JobUpdate, Table, TextDelta, ToolFinished, ToolStarted
from model.predict import Predictor

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=ZoneInfo("Asia/Seoul"))
KOREAN = "내일 오후 3시 수성구 범어동 교차로에서 비 올 때 차대차 사고 ECLO 예측해줘"
ENGLISH = "Predict ECLO for a rainy Friday 18:00 car-to-car crash at an intersection in Jung-gu"


def text_of(replies):
    return "".join(r.text for r in replies if isinstance(r, TextDelta))


def understood(replies):
    return {row[0]: (row[1], row[2]) for row in next(r for r in replies if isinstance(r, Table)).rows}


async def test_korean_request_gets_the_models_own_number_and_what_was_understood(chat):
    replies = await chat.say(KOREAN, now=NOW)

    expected = Predictor.load().predict_one(
        {
            "weather": "비", "road_surface": "젖음/습기", "road_type": "교차로 - 교차로안", "accident_type": "차대차",
            "time_period": "일반시간대", "district": "대구광역시 수성구 범어동", "day_of_week": "일요일",
            "accident_hour": 15, "accident_year": 2026, "accident_month": 11, "accident_day": 22,
        }
    )  # fmt: skip
    assert f"예상 ECLO는 {expected.eclo:.1f}" in text_of(replies)
    assert f"{expected.low:.1f}~{expected.high:.1f}" in text_of(replies)
    assert "대구의 보통 사고" in text_of(replies)
    assert f"중상 {100 * expected.worst['serious']:.0f}%" in text_of(replies)
    assert "이렇게 본 까닭" in text_of(replies)
    table = understood(replies)
    assert table["요일"] == ("일요일", "자동 계산")
    assert table["시간대"] == ("일반시간대", "자동 계산")
    assert table["노면"] == ("젖음/습기", "가정")
    assert "가정했어요" in text_of(replies)
    assert replies[-1] == Done()


async def test_english_request_is_answered_in_english(chat):
    replies = await chat.say(ENGLISH, now=NOW)
    assert "The predicted ECLO is" in text_of(replies)
    assert "typical accident in Daegu" in text_of(replies)
    table = understood(replies)
    assert table["Weekday"][0] == "Friday"
    assert table["Date"][0] == "2026-11-27"
    assert table["Place"][0] == "Jung-gu"


async def test_what_is_missing_is_asked_for_and_the_next_message_completes_it(chat):
    replies = await chat.say("내일 오후 3시 수성구 범어동 교차로에서 차대차 사고 ECLO 예측해줘", now=NOW)
    question = next(r for r in replies if isinstance(r, Ask))
    assert question.missing == ["weather"]
    assert "비" in question.choices
    assert question.args["accident_hour"] == 15

    replies = await chat.say("비", now=NOW)
    assert "예상 ECLO는" in text_of(replies)
    assert understood(replies)["날씨"] == ("비", "말씀하신 내용")
    assert understood(replies)["장소"][0] == "수성구 범어동"


async def test_several_missing_parts_are_asked_one_after_the_other(chat):
    replies = await chat.say("수성구 범어동 차대차 사고 ECLO 예측해줘", now=NOW)
    asked = []
    for answer in ("교차로", "맑음", "내일", "오후 6시"):
        asked.append(next(r for r in replies if isinstance(r, Ask)).missing[0])
        replies = await chat.say(answer, now=NOW)
    assert asked == ["road_type", "weather", "accident_year", "accident_hour"]
    assert "예상 ECLO는" in text_of(replies)


async def test_not_knowing_is_an_answer(chat):
    await chat.say("내일 오후 3시 수성구 범어동 교차로에서 차대차 사고 ECLO 예측해줘", now=NOW)
    replies = await chat.say("모름", now=NOW)
    assert "예상 ECLO는" in text_of(replies)
    assert "모르는 값: 날씨" in text_of(replies)


async def test_not_knowing_the_rest_ends_the_questions(chat):
    replies = await chat.say("수성구 범어동 차대차 사고 ECLO 예측해줘", now=NOW)
    choices = next(r for r in replies if isinstance(r, Ask)).choices
    assert "나머지는 모름" in choices
    replies = await chat.say("나머지는 모름", now=NOW)
    assert "예상 ECLO는" in text_of(replies)


async def test_an_unknown_place_is_asked_back_and_not_guessed(chat):
    replies = await chat.say("내일 오후 3시 수성구 없는동 교차로에서 비 올 때 차대차 사고 ECLO 예측해줘", now=NOW)
    assert any(isinstance(r, Ask) and r.missing == ["district"] for r in replies), replies


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ({"accident_hour": 24}, "hour_out_of_range"),
        ({"accident_year": 2026, "accident_month": 2, "accident_day": 30}, "impossible_date"),
        ({"weather": "우박비"}, "unknown_level"),
    ],
)
async def test_impossible_inputs_are_refused_with_a_sentence_that_names_them(core, chat, args, code):
    from bot.messages import Incoming
    from tools._errors import Refused
    from tools._registry import call

    context = core.context(Incoming(chat.scope, "t", "", now=NOW), "ko")
    context.loop = asyncio.get_running_loop()
    with pytest.raises(Refused) as refusal:
        await call(core.registry["predict_eclo"], context, args)
    assert refusal.value.code == code
    assert str(list(args.values())[-1]) in refusal.value.say("ko")


async def test_a_weekday_that_contradicts_the_date_is_corrected_and_told(core, chat):
    from bot.messages import Incoming
    from tools._registry import call

    context = core.context(Incoming(chat.scope, "t", "", now=NOW), "ko")
    context.loop = asyncio.get_running_loop()
    args = {"weather": "맑음", "road_type": "교차로", "accident_type": "차대차", "district": "중구", "accident_hour": 9}
    date = {"accident_year": 2026, "accident_month": 11, "accident_day": 22}
    result = await call(core.registry["predict_eclo"], context, {**args, **date, "day_of_week": "월요일"})
    assert "일요일로 바로잡았어요" in result.text
    assert result.data["origins"]["day_of_week"] == "corrected"


async def test_several_accidents_are_predicted_at_once(core, chat):
    from bot.messages import Incoming
    from tools._registry import call

    context = core.context(Incoming(chat.scope, "t", "", now=NOW), "ko")
    context.loop = asyncio.get_running_loop()
    accidents = [
        {"district": "중구", "accident_type": "차대차"},
        {"district": "달성군 현풍면", "accident_type": "차량단독", "accident_hour": 2},
    ]
    result = await call(core.registry["predict_eclo_batch"], context, {"accidents": accidents})
    values = [p["eclo"] for p in result.data["predictions"]]
    assert len(values) == 2
    assert values[1] > values[0]
    assert "2번째" in result.text


async def test_tools_ran_are_told_to_the_front_end(chat):
    replies = await chat.say(KOREAN, now=NOW)
    finished = [r for r in replies if isinstance(r, ToolFinished)]
    assert [(f.name, f.ok) for f in finished] == [("predict_eclo", True)]


async def test_why_after_a_prediction_gets_its_reasons_and_a_picture(chat):
    predicted = text_of(await chat.say(KOREAN, now=NOW))
    replies = await chat.say("왜 그렇게 나왔어?", now=NOW)
    explained = Predictor.load().predict_one(
        {
            "weather": "비", "road_surface": "젖음/습기", "road_type": "교차로 - 교차로안", "accident_type": "차대차",
            "time_period": "일반시간대", "district": "대구광역시 수성구 범어동", "day_of_week": "일요일",
            "accident_hour": 15, "accident_year": 2026, "accident_month": 11, "accident_day": 22,
        }
    )  # fmt: skip
    assert f"예상 ECLO는 {explained.eclo:.1f}" in predicted
    assert f"예상 ECLO {explained.eclo:.2f}" in text_of(replies)
    assert any(isinstance(r, Image) and "출발점" in r.alt for r in replies)
    again = text_of(await chat.say("눈이면?", now=NOW))
    assert "예상 ECLO는" in again


async def test_a_last_accident_is_compared_with_another_sky(chat):
    await chat.say(KOREAN, now=NOW)
    replies = await chat.say("맑을 때랑 비교해줘", now=NOW)
    table = next(r for r in replies if isinstance(r, Table))
    assert [row[0] for row in table.rows] == ["비", "맑음"]
    assert any(isinstance(r, Image) and "80% 구간" in r.alt for r in replies)


async def test_where_it_would_be_worst_is_answered_with_a_map_and_what_it_is_not(chat):
    replies = await chat.say("비 오는 금요일 밤 어디가 제일 위험해?", now=NOW)
    assert "얼마나 자주 나는지가 아니라" in text_of(replies)
    assert any(isinstance(r, Image) and r.alt.startswith("동네별 예상 ECLO") for r in replies)


async def test_an_offence_said_in_passing_is_part_of_what_was_understood(chat):
    replies = await chat.say("내일 오후 3시 범어동 교차로에서 비 올 때 신호위반 정면충돌 사고 ECLO 예측해줘", now=NOW)
    table = understood(replies)
    assert table["법규 위반"] == ("신호위반", "말씀하신 내용")
    assert table["세부 유형"] == ("차대차 - 정면충돌", "말씀하신 내용")
    assert table["사고 유형"][0] == "차대차"


async def test_a_file_without_accidents_is_refused_and_no_job_is_made(core, chat, tmp_path):
    file = tmp_path / "prices.csv"
    file.write_text("품목,가격\n사과,1000\n배,2000\n", encoding="utf-8")
    await chat.say("", file)
    replies = await chat.say("이 데이터 전체 ECLO 예측해줘", now=NOW)
    assert "이 데이터로는 예측할 수 없어요" in text_of(replies)
    assert not any(isinstance(r, JobUpdate) for r in replies)
    assert not await core.stores.jobs.list(chat.scope)


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("달성군에서 몇 시가 제일 위험해?", "위험한 순서를 매기는 중"),
        ("지역은 모르고 내일 밤 11시 비 오는 교차로 차대사람 사고 예측해줘", "사고 심각도를 예측하는 중"),
    ],
)
async def test_what_is_being_done_is_told_without_the_codes_of_its_arguments(chat, words, label):
    assert [r.label for r in await chat.say(words) if isinstance(r, ToolStarted)] == [label]
