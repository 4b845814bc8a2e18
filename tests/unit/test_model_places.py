"""Places: how people write the districts of Daegu."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import places
from model.places import GU_ENGLISH, Ambiguous, Resolved, Unknown
from model.romanise import romanise


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("범어동", "대구광역시 수성구 범어동"),
        ("수성구 범어동", "대구광역시 수성구 범어동"),
        ("대구광역시 수성구 범어동", "대구광역시 수성구 범어동"),
        ("대구광역시수성구범어동", "대구광역시 수성구 범어동"),
        ("범어동에서", "대구광역시 수성구 범어동"),
        ("범어2동", "대구광역시 수성구 범어동"),
        ("Beomeo-dong", "대구광역시 수성구 범어동"),
        ("beomeo dong", "대구광역시 수성구 범어동"),
        ("Beomeo-dong, Suseong-gu", "대구광역시 수성구 범어동"),
        ("Suseong-gu Beomeo-dong", "대구광역시 수성구 범어동"),
        ("대구 수성구", "대구광역시 수성구"),
        ("수성구", "대구광역시 수성구"),
        ("Suseong-gu", "대구광역시 수성구"),
        ("Suseong-gu, Daegu", "대구광역시 수성구"),
        ("Dalseo District", "대구광역시 달서구"),
        ("Jung-gu", "대구광역시 중구"),
        ("jung gu", "대구광역시 중구"),
        ("Dalseong-gun", "대구광역시 달성군"),
        ("현풍면", "대구광역시 달성군 현풍읍"),
        ("현풍읍", "대구광역시 달성군 현풍읍"),
        ("동인동 1가", "대구광역시 중구 동인동1가"),
        ("Dongseong-ro 2-ga", "대구광역시 중구 동성로2가"),
        ("중동", "대구광역시 수성구 중동"),
    ],
)
def test_a_spelling_finds_its_place(text: str, category: str) -> None:
    answer = places.resolve(text)
    assert isinstance(answer, Resolved)
    assert answer.place.category == category


def test_every_place_is_found_by_its_own_labels() -> None:
    for place in places.gazetteer().places:
        for text in (place.category, place.label, place.label + "에서"):
            assert places.resolve(text) == Resolved(place), text
        english = places.resolve(place.label_en)
        found = english.candidates if isinstance(english, Ambiguous) else (english.place,) if isinstance(english, Resolved) else ()
        assert place in found, place.label_en


def test_all_nine_districts_are_known_and_gunwi_is_told_apart() -> None:
    whole = {p.gu: p.seen for p in places.gazetteer().places if p.dong is None}
    assert whole == {gu: gu != "군위군" for gu in GU_ENGLISH}


def test_a_name_in_two_districts_is_ambiguous() -> None:
    answer = places.resolve("이천동")
    assert isinstance(answer, Ambiguous)
    assert [p.label for p in answer.candidates] == ["남구 이천동", "수성구 이천동"]
    assert answer.gu is None
    assert places.resolve("남구 이천동") == Resolved(answer.candidates[0])


def test_numbered_parts_of_one_dong_name_the_district_they_share() -> None:
    answer = places.resolve("노원동")
    assert isinstance(answer, Ambiguous)
    assert answer.gu is not None
    assert answer.gu.category == "대구광역시 북구"


def test_a_misspelt_name_comes_with_close_ones() -> None:
    for text in ("벰어동", "Bumeo-dong"):
        answer = places.resolve(text)
        assert isinstance(answer, Unknown)
        assert answer.closest[0] == "수성구 범어동"


def test_a_dong_in_the_wrong_district_names_the_right_one() -> None:
    assert places.resolve("중구 범어동") == Unknown("중구 범어동", ("수성구 범어동",))


@pytest.mark.parametrize("text", ["서울 강남구", "부산 중구", "", "   ", "asdf", "?"])
def test_what_is_not_in_daegu_is_unknown(text: str) -> None:
    assert isinstance(places.resolve(text), Unknown)


@pytest.mark.parametrize(
    ("sentence", "mentions"),
    [
        ("내일 오후 3시 수성구 범어동 교차로에서 비 올 때 차대차 사고 ECLO 예측해줘", ["수성구 범어동"]),
        ("Predict ECLO for a rainy Friday 18:00 car-to-car crash at an intersection in Jung-gu", ["Jung-gu"]),
        ("수성구는 어때요? 달서구랑 비교해줘", ["수성구", "달서구"]),
        ("서울 종로구와 대구 중구 비교", ["대구 중구"]),
        ("a crash in Beomeo-dong, Suseong-gu tomorrow", ["Beomeo-dong, Suseong-gu"]),
        ("수성구 중동에서", ["수성구 중동"]),
        ("중구, 남구", ["중구", "남구"]),
        ("범어동이랑 이천동 중에", ["범어동", "이천동"]),
        ("중구난방으로 말하지 마", []),
        ("서구화된 식단", []),
        ("동구 밖 과수원길", []),
        ("중동에서 전쟁이 났다", []),
        ("수동으로 해줘, 전동 킥보드", []),
        ("부산 중구에서", []),
        ("구별 사고 건수", []),
        ("the dong of gu", []),
    ],
)
def test_a_sentence_gives_its_mentions_and_nothing_else(sentence: str, mentions: list[str]) -> None:
    found = places.find(sentence)
    assert [f.text for f in found] == mentions
    assert all(sentence[f.start : f.end] == f.text for f in found)


@given(st.text(max_size=80))
def test_any_text_at_all_gets_an_answer_and_true_spans(text: str) -> None:
    assert isinstance(places.resolve(text), Resolved | Ambiguous | Unknown)
    assert all(text[f.start : f.end] == f.text for f in places.find(text))


@pytest.mark.parametrize(
    ("hangul", "latin"),
    [("범어동", "beomeodong"), ("읍내동", "eumnaedong"), ("본리동", "bollidong"), ("월암동", "woramdong"), ("독립문", "dongnimmun")],
)
def test_romanisation_follows_the_standard(hangul: str, latin: str) -> None:
    assert romanise(hangul) == latin
