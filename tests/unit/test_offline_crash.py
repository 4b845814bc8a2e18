"""Who and what meets in an accident: every word of a class, in every form, not the sentences that were once written down."""

from __future__ import annotations

from itertools import product

import pytest

from bot.agent.offline.crash import crash_in
from bot.agent.offline.inflect import english_verbs, in_past_tense, korean_verbs
from bot.agent.offline.reading import normalise, pattern


def kind(text: str) -> str | None:
    told = crash_in(normalise(text))
    return told.kind if told else None


def detail(text: str) -> str | None:
    told = crash_in(normalise(text))
    return told.detail if told else None


PEOPLE = ("할머니", "어르신", "초등학생", "행인", "아주머니", "꼬마", "미화원", "임산부")
HITTING = ("쳤어", "친 사고", "치었대요", "들이받았는데", "덮쳤대", "박으면", "밀어버렸어요", "치고 갔어")


@pytest.mark.parametrize(("person", "verb"), list(product(PEOPLE, HITTING)))
def test_whoever_is_hit_by_whatever_verb_was_on_foot(person: str, verb: str) -> None:
    assert kind(f"트럭이 {person}{'를' if (ord(person[-1]) - 0xAC00) % 28 == 0 else '을'} {verb}") == "차대사람"


@pytest.mark.parametrize(
    "text",
    [
        "초등학생이 학원차에 치임", "노인이 오토바이에 치였어요", "우리 애가 길 건너다가 받혔어요", "폐지 줍던 노인 충격", "a bus hit an old man", "toddler darted out and got hit",
        "an elderly woman was struck", "pensioner knocked over by a van", "a jogger run over by a lorry", "victim was walking home, hit-and-run", "사람치고 도망간 차",
    ],
)  # fmt: skip
def test_being_hit_is_told_in_many_ways(text: str) -> None:
    assert kind(text) == "차대사람"


VEHICLES = ("택시", "승합차", "덤프트럭", "마을버스", "스쿠터", "경운기", "SUV", "카니발")


@pytest.mark.parametrize(("one", "other"), [(a, b) for a, b in product(VEHICLES, VEHICLES) if a != b][::3])
def test_two_vehicles_of_any_sort_are_car_to_car(one: str, other: str) -> None:
    assert {kind(f"{one}랑 {other}가 부딪침"), kind(f"{one} 대 {other}"), kind(f"{one}가 {other}를 박았어요")} == {"차대차"}


@pytest.mark.parametrize(
    "text",
    ["a truck rear-ends a taxi", "a van clipped a cyclist", "taxi bumped into the back of a bus", "옆차 콩", "앞뒤로 박는 사고", "자전거끼리 쾅", "킥보드 탄 학생을 승용차가 쳤대요", "차두대 충돌"],
)  # fmt: skip
def test_riders_and_other_cars_are_vehicles(text: str) -> None:
    assert kind(text) == "차대차"


@pytest.mark.parametrize("thing", ["가로수", "전신주", "가드레일", "옹벽", "신호등", "표지판", "중앙분리대"])
@pytest.mark.parametrize("verb", ["박음", "들이받았어", "쾅", "부딪힌 사고", "충돌"])
def test_a_thing_by_the_road_is_hit_alone(thing: str, verb: str) -> None:
    assert (kind(f"버스가 {thing}에 {verb}"), detail(f"버스가 {thing}에 {verb}")) == ("차량단독", "차량단독 - 공작물충돌")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("길 건너던 할아버지를 택시가 들이받음", "차대사람 - 횡단중"),
        ("인도로 걷던 사람을 덮쳤대", "차대사람 - 보도통행중"),
        ("주차된 차를 긁었어요", "차량단독 - 주차차량충돌"),
        ("lorry veered off into a ditch", "차량단독 - 도로외이탈"),
        ("차가 논두렁에 빠졌어요", "차량단독 - 도로외이탈"),
        ("오토바이가 혼자 자빠짐", "차량단독 - 전도전복"),
        ("a minibus flipped over", "차량단독 - 전도전복"),
        ("주차장에서 후진하다 옆차를 박음", "차대차 - 후진중충돌"),
        ("정면으로 박은 두 대", "차대차 - 정면충돌"),
        ("a bus t-boned a taxi", "차대차 - 측면충돌"),
        ("뒤에서 버스가 택시를 쿵", "차대차 - 추돌"),
    ],
)
def test_the_detail_follows_from_how_they_met(text: str, wanted: str) -> None:
    assert detail(text) == wanted


@pytest.mark.parametrize(
    "text",
    ["비 오는 날 구별 사망자", "학생 수가 몇 명이야", "차종별 평균", "아내 생일 선물 추천", "친구가 버스를 타고 갔어", "주차장 이용 요금", "박물관 앞 친구", "치과 예약", "버스 정류장이 어디야", "the car park next to the bus stop"],
)  # fmt: skip
def test_what_tells_no_accident_has_no_kind(text: str) -> None:
    assert kind(text) is None


def test_who_avoids_somebody_and_hits_a_tree_is_alone() -> None:
    assert kind("아이를 피하려다 가로수를 박음") == "차량단독"


@pytest.mark.parametrize(
    ("stem", "forms", "others"),
    [
        ("치", ["치고", "친", "쳤어요", "칠", "침", "치면", "쳐서"], ["친구", "칠성동", "치과", "침산동"]),
        ("박", ["박음", "박았어", "박은", "박으면"], ["박물관", "박씨"]),
        ("걷>걸", ["걷던", "걸어가던"], ["건물"]),
        ("미끄러지", ["미끄러져", "미끄러진", "미끄러졌대"], ["미꾸라지"]),
        ("밀", ["밀었어", "민", "미는", "밀고"], ["밀양", "미국"]),
    ],
)
def test_a_stem_gives_its_forms_and_no_other_word(stem: str, forms: list[str], others: list[str]) -> None:
    words = pattern(korean_verbs(stem))
    assert all(words.match(form) for form in forms)
    assert not any(words.match(other) for other in others)


def test_a_lemma_gives_regular_and_irregular_forms() -> None:
    words = pattern(rf"(?:{english_verbs('ram', 'smash', 'plough', 'strike>struck', 'run over>ran over')})$")
    assert all(
        words.match(form) for form in ["rams", "rammed", "ramming", "smashes", "ploughed", "struck", "striking", "ran over", "runs over"]
    )


def test_the_past_tense_tells_what_happened_and_not_what_might() -> None:
    assert all(map(in_past_tense, ["났는데", "받혔어요", "쳤대"]))
    assert not any(map(in_past_tense, ["났을 때", "났다면", "있어요", "나겠어", "나면"]))
