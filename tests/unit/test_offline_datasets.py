"""What people say to query, compare, join, share, name and take away datasets, and the calls they may expect."""

from __future__ import annotations

import dataclasses
import time
from typing import Any

import pytest

from benchmarks.understanding.run import history, specs, step_of
from bot.agent.brain import DatasetView, Request
from bot.agent.offline import Offline
from bot.agent.offline.datasets_said import names_said
from bot.sql import raw_sql
from storage.profile import Column, Profile, Roles

BRAIN = Offline()


def view(name: str, *columns: str, current: bool = False, made: bool = False) -> DatasetView:
    known = [Column(c, "category", 0, 8, "가", top=[("가", 3)]) for c in columns]
    profile = Profile(100, known, "made" if made else "utf-8", ",", roles=Roles(place=columns[0]))
    return DatasetView(f"id-{name}", name, profile, current)


FOUR = [
    view("사고2018.csv", "시군구", "요일", "기상상태", "ECLO", current=True),
    view("daegu_cctv.csv", "시군구명", "설치연도", "제한속도"),
    view("daegu_parking.csv", "소재지지번주소", "주차장유형", "데이터기준일자"),
    view("daegu_school_zones.csv", "소재지지번주소", "시설종류", "데이터기준일자"),
]
TWO = FOUR[:2]
TOKEN = "eclo-xkg2-q5xs-cju5-lcvj-2tsg-hxul"


async def heard(text: str, datasets: list[DatasetView] = FOUR, before: list[dict[str, Any]] | None = None) -> tuple[str, Any]:
    """(tool, arguments), or ("", what was said)."""
    from benchmarks.understanding.run import NOW

    said = {"role": "user", "content": [{"type": "text", "text": text}]}
    step = await step_of(BRAIN, Request([*history(before or []), said], specs(), datasets, "ko", NOW))
    for block in step.blocks:
        if block["type"] == "tool_use":
            return block["name"], block["input"]
    return "", "".join(block["text"] for block in step.blocks)


@pytest.mark.parametrize(
    ("text", "tool", "arguments"),
    [
        ("데이터 목록", "list_datasets", {}),
        ("my datasets", "list_datasets", {}),
        ("데이터 목록 2쪽", "list_datasets", {"page": 2}),
        ("datasets page 3", "list_datasets", {"page": 3}),
        ("이름을 사고2018로 바꿔줘", "rename_dataset", {"new_name": "사고2018"}),
        ("이 데이터 이름을 ‘대구 사고’로 바꿔 주세요", "rename_dataset", {"new_name": "대구 사고"}),
        ("daegu_cctv.csv 이름을 카메라로 바꿔줘", "rename_dataset", {"new_name": "카메라", "name": "daegu_cctv.csv"}),
        ("rename it to accidents 2018", "rename_dataset", {"new_name": "accidents 2018"}),
        ("rename daegu_parking.csv to car parks", "rename_dataset", {"new_name": "car parks", "name": "daegu_parking.csv"}),
        ("이 데이터는 구별 요약이라고 설명 달아줘", "describe_dataset", {"description": "구별 요약"}),
        ("엑셀로 내보내줘", "export_dataset", {"format": "xlsx"}),
        ("CSV로 내보내줘", "export_dataset", {}),
        ("주차장 데이터 엑셀 파일로 저장해줘", "export_dataset", {"format": "xlsx", "name": "daegu_parking.csv"}),
        ("parquet으로 다운로드", "export_dataset", {"format": "parquet"}),
        ("export this as excel", "export_dataset", {"format": "xlsx"}),
        ("download the data", "export_dataset", {}),
        ("공유 토큰 만들어줘", "share_dataset", {}),
        ("이 데이터 공유해줘", "share_dataset", {}),
        ("cctv 데이터 공유 토큰 하나 만들어줘", "share_dataset", {"name": "daegu_cctv.csv"}),
        ("share this dataset", "share_dataset", {}),
        (f"토큰 {TOKEN} 열어줘", "open_shared_dataset", {"token": TOKEN}),
        (f"open token {TOKEN.upper()}", "open_shared_dataset", {"token": TOKEN}),
        (TOKEN, "open_shared_dataset", {"token": TOKEN}),
        ("토큰 ABCD1234 열어줘", "open_shared_dataset", {"token": "ABCD1234"}),
        ("공유 취소해줘", "revoke_share", {}),
        (f"토큰 {TOKEN} 취소해줘", "revoke_share", {"token": TOKEN}),
        ("revoke the share", "revoke_share", {}),
        ("CCTV와 사고를 구별로 비교해줘", "compare_datasets", {"datasets": ["daegu_cctv.csv", "사고2018.csv"], "by": "구"}),
        ("주차장이랑 CCTV 비교해줘", "compare_datasets", {"datasets": ["daegu_parking.csv", "daegu_cctv.csv"], "by": "구"}),
        ("사고와 주차장을 법정동별로 비교", "compare_datasets", {"datasets": ["사고2018.csv", "daegu_parking.csv"], "by": "법정동"}),
        ("compare the cctv and parking data by district", "compare_datasets", {"datasets": ["daegu_cctv.csv", "daegu_parking.csv"], "by": "구"}),
        ("이 데이터를 CCTV와 비교해줘", "compare_datasets", {"datasets": ["daegu_cctv.csv"], "by": "구"}),
        ("CCTV 데이터를 구로 합쳐줘", "join_datasets", {"right": "daegu_cctv.csv", "on": ["구"]}),
        ("스쿨존과 주차장을 데이터기준일자로 합쳐줘", "join_datasets", {"left": "daegu_school_zones.csv", "right": "daegu_parking.csv", "on": ["데이터기준일자"]}),
        ("join the parking data by district", "join_datasets", {"right": "daegu_parking.csv", "on": ["구"]}),
        ("설명을 2018년 대구 사고로 적어줘", "describe_dataset", {"description": "2018년 대구 사고"}),
        ("describe it as accidents of 2018", "describe_dataset", {"description": "accidents of 2018"}),
        ("이 데이터 어디서 왔어?", "describe_dataset", {}),
        ("SELECT 요일, count(*) FROM data GROUP BY 요일", "query_sql", {"sql": "SELECT 요일, count(*) FROM data GROUP BY 요일"}),
        ("```sql\nselect 1\n```", "query_sql", {"sql": "select 1"}),
        ("sql: select avg(ECLO) from data", "query_sql", {"sql": "select avg(ECLO) from data"}),
        ("with t as (select 1 x) select * from t", "query_sql", {"sql": "with t as (select 1 x) select * from t"}),
        ("DROP TABLE data", "query_sql", {"sql": "DROP TABLE data"}),
    ],
)  # fmt: skip
async def test_a_wish_about_datasets_becomes_its_call(text: str, tool: str, arguments: dict[str, Any]) -> None:
    assert await heard(text) == (tool, arguments)


@pytest.mark.parametrize("text", ["두 데이터를 구로 합쳐줘", "join both datasets by district"])
async def test_two_datasets_need_no_names_to_be_joined(text: str) -> None:
    assert await heard(text, TWO) == ("join_datasets", {"on": ["구"]})


@pytest.mark.parametrize("text", ["두 데이터 비교해줘", "compare the two datasets"])
async def test_two_datasets_need_no_names_to_be_compared(text: str) -> None:
    assert await heard(text, TWO) == ("compare_datasets", {"by": "구"})


@pytest.mark.parametrize("text", ["쿼리 보여줘", "방금 쿼리 다시 보여줘", "show me the query", "what was the SQL?"])
async def test_the_last_query_is_shown_on_request(text: str) -> None:
    before = [{"tool": "query_sql", "args": {"sql": "SELECT 1 AS 하나"}}, {"tool": "list_datasets", "args": {}}]
    tool, said = await heard(text, before=before)
    assert tool == ""
    assert "SELECT 1 AS 하나" in said
    assert "SELECT" in (await heard(text))[1]  # none yet: an example


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("이 결과를 구요일이라는 이름으로 저장해줘", "구요일"),
        ("방금 쿼리 결과를 ‘요일 요약’으로 남겨줘", "요일 요약"),
        ("SQL 결과를 요약이라는 데이터로 저장해 줘", "요약"),
        ("keep the result as weekdays", "weekdays"),
    ],
)
async def test_the_result_of_the_last_query_is_kept_under_a_name(text: str, name: str) -> None:
    before = [{"tool": "query_sql", "args": {"sql": "SELECT 1 AS 하나"}}]
    assert await heard(text, before=before) == ("query_sql", {"sql": "SELECT 1 AS 하나", "save_as": name})


@pytest.mark.parametrize("text", ["결과를 엑셀로 저장해줘", "이 결과를 CSV로 내보내줘"])
async def test_a_file_of_the_result_is_an_export(text: str) -> None:
    before = [{"tool": "query_sql", "args": {"sql": "SELECT 1 AS 하나"}}]
    assert (await heard(text, before=before))[0] == "export_dataset"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("주말과 평일 비교해줘", "compare_datasets"),
        ("요일별 사고 건수 비교", "compare_datasets"),
        ("열 이름을 요일로 바꿔줘", "rename_dataset"),
        ("rename the column weekday to day", "rename_dataset"),
        ("select the parking data", "query_sql"),
        ("데이터 설명해줘", "describe_dataset"),
        ("with the parking data, show missing values", "query_sql"),
        ("from 2018 show me accidents", "query_sql"),
    ],
)
async def test_what_only_sounds_like_it_is_something_else(text: str, expected: str) -> None:
    assert (await heard(text))[0] != expected


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        ({"tool": "compare_datasets", "args": {"by": "구"}, "missing": ["datasets"], "choices": ["a"]}, "CCTV랑 주차장이요",
         {"by": "구", "datasets": ["daegu_cctv.csv", "daegu_parking.csv"]}),
        ({"tool": "join_datasets", "args": {"on": ["구"]}, "missing": ["right"], "choices": ["daegu_cctv.csv", "daegu_parking.csv"]}, "2번",
         {"on": ["구"], "right": "daegu_parking.csv"}),
        ({"tool": "join_datasets", "args": {"left": "x", "right": "y"}, "missing": ["on"], "choices": ["데이터기준일자", "구"]}, "구로 해줘",
         {"left": "x", "right": "y", "on": ["구"]}),
    ],
)  # fmt: skip
async def test_the_answer_to_a_question_completes_the_call(asked: dict[str, Any], text: str, expected: dict[str, Any]) -> None:
    assert await heard(text, before=[asked]) == (asked["tool"], expected)


def test_a_dataset_made_of_others_is_meant_by_its_whole_name_only() -> None:
    made = view("사고2018 + daegu_cctv", "시군구", made=True)
    assert names_said("cctv와 사고를 비교해줘", [*FOUR, made]) == ["daegu_cctv.csv", "사고2018.csv"]
    assert names_said("사고2018 + daegu_cctv 내보내줘", [*FOUR, made]) == ["사고2018 + daegu_cctv"]


@pytest.mark.parametrize("text", ["", "select", "안녕하세요", "select all of the rows please", "values", "with you", "FROM"])
def test_a_sentence_is_no_sql(text: str) -> None:
    assert raw_sql(text) is None


async def test_long_and_odd_messages_are_read_in_no_time() -> None:
    odd = [
        "select " + "(" * 5000,
        "이름을 " + "가 " * 3000,
        "rename " + "a " * 3000,
        "eclo-" + "a-" * 4000,
        "설명을 " * 2000,
        "token " * 3000,
    ]
    started = time.process_time()
    for text in odd:
        await heard(text, [dataclasses.replace(d) for d in FOUR])
    assert time.process_time() - started < 20  # no catastrophic pattern; a measured bound is the benchmark's business
