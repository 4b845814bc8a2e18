"""The words of a prediction, class by class: sky and surface, times and days, places, offences, how an accident ended."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.understanding.run import NOW
from bot.agent.offline.outcomes import outcome_in
from bot.agent.offline.reading import Reading, normalise
from bot.agent.offline.slots import take_slots
from model.places import Resolved, gazetteer


def slots(text: str) -> dict[str, Any]:
    return take_slots(Reading(text), NOW, gazetteer())


@pytest.mark.parametrize(
    ("level", "words"),
    [
        (
            "맑음",
            ["쨍쨍한 날", "땡볕", "구름 한 점 없는 날", "화창한 날", "비 안 오는 날", "bright sunshine", "clear skies", "fine weather"],
        ),
        ("비", ["소낙비 내리는", "추적추적", "가랑비 오는", "장맛비", "비 쏟아지는", "drizzle", "a downpour", "pouring"]),
        ("눈", ["진눈깨비 흩날리는", "함박눈", "눈 펄펄 내리는", "sleet", "a blizzard"]),
        ("흐림", ["우중충한 날", "먹구름", "흐리기만 한 날", "비는 안 오고 흐린 날", "overcast", "grey skies"]),
        ("안개", ["안개 낀", "짙은 안개", "foggy", "misty"]),
        ("기타", ["우박 쏟아지는", "황사", "hail", "strong winds"]),
    ],
)
def test_the_sky_in_everyday_words(level: str, words: list[str]) -> None:
    assert {word: slots(f"{word} 차대차 사고").get("weather") for word in words} == dict.fromkeys(words, level)


@pytest.mark.parametrize(
    ("level", "words"),
    [
        ("교차로 - 교차로안", ["로터리에서", "오거리에서", "a roundabout", "T-junction"]),
        ("교차로 - 교차로횡단보도내", ["횡단보도에서", "건널목에서", "on a zebra crossing"]),
        ("단일로 - 교량", ["다리 위에서", "팔달교 위에서", "on a bridge"]),
        ("단일로 - 지하차도(도로)내", ["지하차도에서", "underpass"]),
        ("단일로 - 고가도로위", ["고가도로에서", "flyover"]),
        ("단일로 - 터널", ["터널 안에서", "in a tunnel"]),
        ("주차장 - 주차장", ["지하주차장에서", "주차타워에서", "in a car park", "parking lot"]),
        ("단일로 - 기타", ["골목에서", "이면도로에서", "커브길에서", "국도에서", "back alley", "on a sharp bend"]),
    ],
)
def test_the_road_in_everyday_words(level: str, words: list[str]) -> None:
    assert {word: slots(f"{word} 추돌 비").get("road_type") for word in words} == dict.fromkeys(words, level)


@pytest.mark.parametrize(
    ("said", "hour"),
    [("8.20am", 8), ("at 0715", 7), ("around 7ish in the evening", 19), ("half seven this evening", 19), ("11 last night", 23), ("5-6pm", 17), ("어젯밤 11시", 23), ("엊저녁 7시 반", 19), ("내일밤 열시", 22)],
)  # fmt: skip
def test_the_clock_as_people_read_it(said: str, hour: int) -> None:
    assert slots(said)["accident_hour"] == hour


@pytest.mark.parametrize(
    ("said", "period"),
    [("해 질 녘", "퇴근시간대"), ("dusk", "퇴근시간대"), ("꼭두새벽", "심야"), ("crack of dawn", "심야"), ("small hours", "심야"), ("하교시간", "일반시간대"), ("점심때", "일반시간대"), ("등굣길", "출근시간대")],
)  # fmt: skip
def test_parts_of_the_day_without_an_hour(said: str, period: str) -> None:
    assert slots(said)["time_period"] == period


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("내년 2월 마지막 날", (2027, 2, 28)), ("다음 달 첫째 주 월요일", (2026, 12, 7)), ("the last friday of this month", (2026, 11, 27)), ("a week from friday", (2026, 12, 4)),
        ("추석", (2027, 9, 15)), ("작년 크리스마스", (2025, 12, 25)), ("3.1절", (2027, 3, 1)), ("소나기 내리던 8월 3일", (2026, 8, 3)), ("8월 3일에 났는데", (2026, 8, 3)), ("8월 3일에 나면", (2027, 8, 3)),
        ("석 달 전", (2026, 8, 21)), ("D-3", (2026, 11, 24)), ("11.30 오전", (2026, 11, 30)), ("the 30th", (2026, 11, 30)), ("2021-05-05 16:00", (2021, 5, 5)),
    ],
)  # fmt: skip
def test_days_as_people_say_them(said: str, day: tuple[int, int, int]) -> None:
    found = slots(said)
    assert (found["accident_year"], found["accident_month"], found["accident_day"]) == day


@pytest.mark.parametrize(
    ("said", "dong"),
    [
        ("국우터널에서 추돌", "국우동"), ("월성초 앞에서 추돌", "월성동"), ("본동에서 추돌", "본동"), ("범어 저녁 7시 추돌", "범어동"), ("침산 쪽에서 추돌", "침산동"), ("crash in Wolseong, fog", "월성동"),
        ("경북대 북문 추돌", "산격동"), ("대실역 추돌", "다사읍"), ("현풍 테크노폴리스 추돌", "달성군"), ("Suseong-gu 파동 추돌", "파동"), ("유천교 난간 추돌", "유천동"), ("북구고요 추돌", "북구"), ("부계면 삼거리 추돌", "군위군"),
    ],
)  # fmt: skip
def test_places_without_their_endings_and_by_what_stands_there(said: str, dong: str) -> None:
    answer = gazetteer().resolve(slots(said)["district"])
    assert isinstance(answer, Resolved)
    assert (answer.place.dong or answer.place.gu) == dong


@pytest.mark.parametrize(
    "said", ["안심하고 물어보세요", "중동 전쟁", "화원 꽃집", "친구가 차를 샀어", "상인들이 많아", "성당에 갔어", "수수료가 비싼가"]
)
def test_words_that_are_no_places_stay_words(said: str) -> None:
    assert "district" not in slots(said)


def test_a_crossing_that_nobody_knows_is_passed_on_for_the_tool_to_ask() -> None:
    assert slots("무지개네거리에서 추돌")["district"] == "무지개네거리"
    assert "district" not in slots("회전교차로 지나 큰사거리에서 추돌")


@pytest.mark.parametrize(
    ("said", "offence"),
    [("신호 씹고", "신호위반"), ("jumped the lights, ran a red", "신호위반"), ("중앙선 넘어와서", "중앙선침범"), ("역주행", "중앙선침범"), ("illegal u turn", "불법유턴"), ("졸다가", "안전운전불이행"), ("급차선변경", "차로위반"), ("speeding", "과속")],
)  # fmt: skip
def test_offences_in_the_verbs_of_drivers(said: str, offence: str) -> None:
    assert slots(said)["violation"] == offence


def test_a_speed_bump_is_no_offence() -> None:
    assert "violation" not in slots("과속방지턱 넘다가 넘어진 오토바이")


@pytest.mark.parametrize(
    ("said", "unknown"),
    [
        ("weather: dont know", "weather"),
        ("날씨 ??", "weather"),
        ("도로 형태는 모르겠고", "road_type"),
        ("no idea about the weather", "weather"),
    ],
)
def test_what_is_not_known_is_said_so(said: str, unknown: str) -> None:
    assert slots(said) == {unknown: "unknown"}


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("그 건 결과 나왔어요. 돌아가신 분은 없고 중상 한 분, 경상 세 분이에요", {"fatal": 0, "serious": 1, "minor": 3}),
        ("update on that one: two people died and one was badly hurt", {"fatal": 2, "serious": 1}),
        ("어제 예측한 사고, 부상신고 2명으로 종결됐습니다", {"reported": 2}),
        ("그 사고 결국 한 분이 숨졌대요", {"fatal": 1}),
        ("결과 update: fatal 0, serious 2, minor 1", {"fatal": 0, "serious": 2, "minor": 1}),
        ("실제로 2명 사망 1명 중상", {"fatal": 2, "serious": 1}),
        ("사망 2명 중상 1명 이상인 사고 몇 건이야", {}),
        ("중상자 2명 사고 결과 보여줘", {}),
        ("내일 사고로 사망 1명 나면 점수가 얼마야", {}),
    ],
)
def test_how_an_accident_ended(said: str, wanted: dict[str, float]) -> None:
    assert outcome_in(normalise(said)) == wanted
