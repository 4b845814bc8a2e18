"""What is read before the first message, so that nobody waits for what is made once: patterns, places, what the examples teach."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from bot.agent.brain import DatasetView, Request
from storage.profile import Column, Kind, Profile

_SAID = (
    "내일 오후 6시 범어네거리에서 비 올 때 신호위반 추돌 예측해줘",
    "compare a pedestrian crash in Jung-gu at 2 pm with one at 2 am",
    "비 오는 밤 제일 위험한 구 3곳 예측",
    "요일별 사고건수 막대그래프",
    "average eclo by weather for accidents with more than 2 deaths in 2018 by trucks, as a table",
    "수성구 사고 위치 지도",
    "기상상태와 노면상태의 상관관계",
    "결측치가 많은 열",
    "월별 추세",
    "이 csv로 eclo 쭉 예측해서 결과 줘",
    "날씨는 모르겠고 화욜 정오 지산동에서 오토바이가 혼자 넘어졌어, 왜 그렇게 나와?",
    "how bad would a head-on collision on a wet road near Hwawon-eup be, Dec 5th 6:10am",
    "구별 인구와 비교한 면적 비율이 유의한지 검정",
    "top 5 distrcts with the longest",
    "그럼 10건 더",
    "이건 아무 뜻도 없는 말이에요",
)
_COLUMNS: tuple[tuple[str, Kind, str], ...] = (
    ("사고일시", "datetime", "2018-03-02 14:00"), ("요일", "category", "금요일"), ("시군구", "category", "대구광역시 수성구 범어동"), ("기상상태", "category", "맑음"),
    ("노면상태", "category", "건조"), ("가해운전자 차종", "category", "승용"), ("사망자수", "integer", "0"), ("ECLO", "integer", "3"),
)  # fmt: skip


def requests() -> Iterator[Request]:
    """A message of every kind, without a dataset and beside one."""
    columns = [Column(name, kind, 0, 3, example, top=[(example, 1)]) for name, kind, example in _COLUMNS]
    view = DatasetView("warm", "사고.csv", Profile(rows=3, columns=columns, encoding="utf-8", delimiter=","), current=True)
    for said in _SAID:
        for datasets in ([], [view]):
            yield Request([{"role": "user", "content": said}], [], datasets, "ko", datetime.now(UTC))
