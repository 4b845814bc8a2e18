"""Which datasets a message names, and what it means to name one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from benchmarks.understanding.datasets import views
from benchmarks.understanding.run import call_of, history, request_for, step_of
from bot.agent.brain import DatasetView
from bot.agent.offline import Offline
from bot.agent.offline.datasets_said import file_said, names_said

BRAIN = Offline()


def made(name: str, of: DatasetView, *, current: bool = False) -> DatasetView:
    return DatasetView(f"id-{name}", name, replace(of.profile, encoding="made"), current)


def with_made(current: str) -> list[DatasetView]:
    """The uploads and, newest first, what was made of them; `current` is a part of the name of the one at hand."""
    uploads = {v.id: v for v in views("cctv")}
    names = (("daegu_parking.csv · 가장 가까운 daegu_cctv.csv", "parking"), ("daegu_cctv.csv (filter)", "cctv"))
    everything = [*(made(name, uploads[of]) for name, of in names), *uploads.values()]
    return [replace(v, current=v.name == current) for v in everything]


async def heard(text: str, datasets: list[DatasetView], before: list[dict[str, Any]] | None = None) -> tuple[str | None, dict[str, Any]]:
    request = request_for({"text": text, "data": "cctv", "before": before or []})
    return call_of(await step_of(BRAIN, replace(request, datasets=datasets)))


NEAREST = "daegu_parking.csv · 가장 가까운 daegu_cctv.csv"


@pytest.mark.parametrize("current", [NEAREST, "accidents_2018.csv", "daegu_parking.csv", "daegu_cctv.csv (filter)"])
@pytest.mark.parametrize(
    "text",
    ["CCTV로", "cctv 데이터로", "cctv 파일로 바꿔줘", "CCTV 데이터 볼래", "the cctv one", "use the camera data", "카메라 데이터로 가자"],
)
async def test_an_upload_comes_before_what_was_made_of_it(text: str, current: str) -> None:
    assert await heard(text, with_made(current)) == ("use_dataset", {"name": "daegu_cctv.csv"})


async def test_what_was_made_is_meant_by_its_whole_name() -> None:
    datasets = with_made("accidents_2018.csv")
    assert await heard(f"{NEAREST} 지워줘", datasets) == ("delete_dataset", {"name": NEAREST})
    assert await heard(f"{NEAREST}로 바꿔줘", datasets) == ("use_dataset", {"name": NEAREST})
    assert names_said("daegu_cctv.csv (filter) 내보내줘", datasets) == ["daegu_cctv.csv (filter)"]
    assert names_said("cctv랑 주차장 비교", datasets) == ["daegu_cctv.csv", "daegu_parking.csv"]


def test_a_longer_name_that_only_ends_like_a_dataset_is_another_file() -> None:
    assert file_said("please delete my old data.csv", []) == "old data.csv"
    assert file_said("daegu_cctv.csv 지워줘", with_made("daegu_parking.csv")) == "daegu_cctv.csv"
    assert file_said("old daegu_cctv.csv 지워줘", with_made("daegu_parking.csv")) == "old daegu_cctv.csv"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("parking file로", "daegu_parking.csv"),
        ("주차장 파일로", "daegu_parking.csv"),
        ("이번엔 주차장 데이터", "daegu_parking.csv"),
        ("parking dataset", "daegu_parking.csv"),
        ("the parking one please", "daegu_parking.csv"),
        ("now the cctv file", "daegu_cctv.csv"),
        ("CCTV로", "daegu_cctv.csv"),
        ("CCTV로 가자", "daegu_cctv.csv"),
        ("cctv 쪽으로 넘어가줘", "daegu_cctv.csv"),
        ("카메라 거로 해줘", "daegu_cctv.csv"),
    ],
)
async def test_naming_another_dataset_switches_to_it(text: str, name: str) -> None:
    assert await heard(text, views("accidents")) == ("use_dataset", {"name": name})


@pytest.mark.parametrize("text", ["주차장으로", "주차장"])
async def test_a_word_that_the_dataset_at_hand_holds_switches_nothing(text: str) -> None:
    assert (await heard(text, views("accidents")))[0] != "use_dataset"  # 주차장 is a value of 도로형태 there
    if text.endswith("로"):
        assert await heard(text, views("cctv")) == ("use_dataset", {"name": "daegu_parking.csv"})


async def test_the_dataset_at_hand_is_not_switched_to() -> None:
    assert (await heard("CCTV로", views("cctv")))[0] != "use_dataset"


async def test_a_question_that_names_another_dataset_is_asked_of_that_one() -> None:
    """First the switch, then, in the same turn, the question."""
    text = "CCTV 지도에 클러스터로"
    assert await heard(text, with_made(NEAREST)) == ("use_dataset", {"name": "daegu_cctv.csv"})
    request = request_for({"text": text, "data": "cctv"})
    switched = history([{"tool": "use_dataset", "args": {"name": "daegu_cctv.csv"}, "text": text}])[:-1]
    again = replace(request, messages=switched, datasets=with_made("daegu_cctv.csv"), began_with=with_made(NEAREST))
    assert call_of(await step_of(BRAIN, again)) == ("draw_map", {"kind": "clusters"})


async def test_of_two_uploads_that_a_word_tells_the_newest_is_compared_and_that_is_said() -> None:
    uploads = views("cctv")
    older = next(v for v in uploads if "acc" in v.name)
    newer = replace(older, id="newer", name="accidents_2019.csv")
    datasets = [newer, *uploads]
    request = replace(request_for({"text": "CCTV와 사고를 구별로 비교해줘", "data": "cctv"}), datasets=datasets)
    step = await step_of(BRAIN, request)
    assert call_of(step) == ("compare_datasets", {"datasets": ["daegu_cctv.csv", "accidents_2019.csv"], "by": "구"})
    assert "accidents_2019.csv" in step.blocks[0]["text"]
