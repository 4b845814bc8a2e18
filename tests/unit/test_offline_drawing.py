"""Kinds of charts and maps, asked for in words."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.understanding.run import call_of, request_for, step_of
from bot.agent.offline import Offline
from tools._registry import discover

BRAIN = Offline()
TWO_BY_TWO = {"kind": "stacked", "x": "요일", "group": "사고유형"}


async def call(text: str, **case: Any) -> tuple[str | None, dict[str, Any]]:
    return call_of(await step_of(BRAIN, request_for({"text": text, "data": "taas", **case})))


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("요일별 사고유형 누적 막대 그래프", TWO_BY_TWO),
        ("요일과 사고유형 누적 막대로 그려줘", TWO_BY_TWO),
        ("stacked bar of accident type by weekday", TWO_BY_TWO),
        ("월별 사고 건수 영역 차트", {"kind": "area", "x": "사고월"}),
        ("area chart of accidents by hour", {"kind": "area", "x": "사고시"}),
        ("사고유형별 ECLO 바이올린", {"kind": "violin", "x": "사고유형", "y": "ECLO"}),
        ("violin plot of ECLO by weather", {"kind": "violin", "x": "기상상태", "y": "ECLO"}),
        ("경상자수와 ECLO 산점도에 추세선", {"kind": "scatter", "x": "경상자수", "y": "ECLO"}),
        ("경상자수와 ECLO 추세선 그려줘", {"kind": "scatter", "x": "경상자수", "y": "ECLO"}),
        ("월별 ECLO 추세선", {"kind": "line", "x": "사고월", "y": "ECLO", "operation": "mean"}),
        ("작은 그림 여러 개로 구별 요일별 사고 건수", {"kind": "auto", "x": "요일", "panels": "구"}),
        ("요일별 사고 건수를 구별로 작은 그림 여러 개로", {"kind": "auto", "x": "요일", "panels": "구"}),
        ("small multiples of accidents by weekday for each district", {"kind": "auto", "x": "요일", "panels": "구"}),
        ("작은 그림 여러 개로 시간대별 ECLO", {"kind": "histogram", "x": "ECLO", "panels": "시간대"}),
        ("사고 달력 히트맵 그려줘", {"kind": "calendar", "x": "사고일시"}),
        ("calendar heat map of accidents", {"kind": "calendar", "x": "사고일시"}),
        ("날짜별 평균 ECLO 달력 히트맵", {"kind": "calendar", "x": "사고일시", "y": "ECLO", "operation": "mean"}),
        ("요일과 시간대 히트맵", {"kind": "heatmap", "x": "요일", "y": "시간대"}),
    ],
)
async def test_a_kind_of_chart_named_in_words_is_drawn(text: str, arguments: dict[str, Any]) -> None:
    assert await call(text) == ("draw_chart", arguments)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("히트맵 지도", "heat"),
        ("지도에 히트맵으로 그려줘", "heat"),
        ("density map of accidents", "heat"),
        ("군집 지도", "clusters"),
        ("cluster map of accidents", "clusters"),
    ],
)
async def test_a_kind_of_map_named_in_words_is_drawn(text: str, kind: str) -> None:
    assert await call(text) == ("draw_map", {"kind": kind})


async def test_a_dense_map_keeps_the_conditions() -> None:
    tool, arguments = await call("비 오는 날 군집 지도")
    assert (tool, arguments["kind"]) == ("draw_map", "clusters")
    assert arguments["where"] == [{"column": "기상상태", "operator": "==", "value": "비"}]


async def test_small_charts_asked_for_after_a_chart_split_that_chart() -> None:
    last = {"tool": "draw_chart", "args": {"kind": "bar", "x": "요일", "group": "사고유형"}}
    assert await call("작은 그림 여러 개로 구별", before=[last]) == ("draw_chart", {"kind": "bar", "x": "요일", "panels": "구"})
    stacked = {"tool": "draw_chart", "args": {"kind": "stacked", "x": "요일", "group": "사고유형"}}
    assert await call("작은 그림 여러 개로 구별", before=[stacked]) == ("draw_chart", {"kind": "bar", "x": "요일", "panels": "구"})
    assert await call("달력 히트맵", before=[last]) == ("draw_chart", {"kind": "calendar", "x": "사고일시"})


def test_every_kind_named_in_words_is_one_the_tools_draw() -> None:
    from bot.agent.offline.lexicon import CHART_KINDS, MAP_KINDS

    registry = discover("tools.draw")
    charts = registry["draw_chart"].schema["properties"]["kind"]["enum"]
    assert {kind for kind, _ in CHART_KINDS} <= set(charts)
    assert set(charts) <= {kind for kind, _ in CHART_KINDS} | {"auto"}
    assert {kind for kind, _ in MAP_KINDS} <= set(registry["draw_map"].schema["properties"]["kind"]["enum"])


@pytest.mark.parametrize("text", ["제한속도로 색칠한 점 지도", "points map coloured by speed limit"])
async def test_points_are_coloured_by_the_column_that_is_named(text: str) -> None:
    assert await call(text, data="cctv") == ("draw_map", {"kind": "points", "value": "제한속도"})
