"""Makes examples/daegu_accidents_synthetic.csv: 600 made-up accidents that look like Daegu's, for people with no data.

Every row is drawn from the rough shares below with a fixed seed. No row comes from a real accident, and nothing here should be
used to say anything about Daegu. Run it again with: uv run python examples/make_example.py
"""

from __future__ import annotations

import csv
import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

ROWS = 600
SEED = 20240305
TARGET = Path(__file__).with_name("daegu_accidents_synthetic.csv")

HEADER = (
    *("사고일시", "사고시", "요일", "시간대", "시군구", "기상상태", "노면상태", "도로형태", "사고유형"),
    *("사망자수", "중상자수", "경상자수", "부상신고자수", "ECLO", "위도", "경도"),
)
WEEKDAYS = ("월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일")

# District -> weight, a point in it, and how far accidents lie from that point (degrees).
DISTRICTS: Mapping[str, tuple[int, float, float, float]] = {
    "중구": (7, 35.8668, 128.5950, 0.008),
    "동구": (14, 35.8830, 128.6400, 0.015),
    "서구": (11, 35.8735, 128.5530, 0.010),
    "남구": (9, 35.8430, 128.5900, 0.009),
    "북구": (17, 35.9000, 128.5800, 0.015),
    "수성구": (18, 35.8500, 128.6300, 0.013),
    "달서구": (18, 35.8330, 128.5350, 0.014),
    "달성군": (6, 35.7750, 128.4600, 0.025),
}
TOWNS: Mapping[str, Sequence[str]] = {
    "중구": ("남산동", "대봉동", "대신동", "삼덕동1가", "봉산동", "동인동2가"),
    "동구": ("신암동", "신천동", "효목동", "방촌동", "율하동", "용계동"),
    "서구": ("비산동", "내당동", "평리동", "중리동", "이현동"),
    "남구": ("대명동", "봉덕동", "이천동"),
    "북구": ("태전동", "산격동", "침산동", "복현동", "칠성동2가", "구암동"),
    "수성구": ("범어동", "만촌동", "지산동", "황금동", "두산동", "신매동"),
    "달서구": ("상인동", "송현동", "월성동", "용산동", "두류동", "신당동"),
    "달성군": ("다사읍", "화원읍", "논공읍", "현풍읍"),
}
WEATHER = {"맑음": 910, "비": 58, "흐림": 24, "기타": 3, "눈": 4, "안개": 1}
SURFACES: Mapping[str, Mapping[str, int]] = {
    "비": {"젖음/습기": 96, "건조": 3, "침수": 1},
    "눈": {"적설": 45, "서리/결빙": 30, "젖음/습기": 25},
    "": {"건조": 970, "젖음/습기": 24, "서리/결빙": 3, "기타": 3},
}
ROADS = {
    "단일로 - 기타": 510,
    "교차로 - 교차로안": 245,
    "교차로 - 교차로부근": 150,
    "기타 - 기타": 39,
    "교차로 - 교차로횡단보도내": 37,
    "주차장 - 주차장": 5,
    "단일로 - 교량": 5,
    "단일로 - 지하차도(도로)내": 3,
    "단일로 - 고가도로위": 3,
    "단일로 - 터널": 2,
    "미분류 - 미분류": 1,
}
TYPES = {"차대차": 768, "차대사람": 202, "차량단독": 30}
HOURS = (14, 10, 8, 6, 6, 8, 13, 24, 42, 40, 40, 42, 42, 44, 46, 48, 50, 54, 66, 56, 46, 42, 36, 24)
SERIOUS_SHARE = {"차대차": 0.22, "차대사람": 0.42, "차량단독": 0.36}
NO_SURFACE = 0.03


def pick(rng: random.Random, weights: Mapping[str, int]) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]


def period(hour: int) -> str:
    """시간대 as the competition data has it."""
    if hour >= 22 or hour <= 5:
        return "심야"
    return "출근시간대" if 7 <= hour <= 9 else "퇴근시간대" if 17 <= hour <= 19 else "일반시간대"


def casualties(rng: random.Random, kind: str) -> tuple[int, int, int, int]:
    """Deaths, serious, minor and reported injuries; at least one of them, for otherwise it would not be on record."""
    dead = int(rng.random() < 0.01)
    serious = int(rng.random() < SERIOUS_SHARE[kind]) + int(rng.random() < 0.015)
    minor = rng.choices((0, 1, 2, 3, 4), (5, 78, 12, 4, 1))[0] if not dead + serious else rng.choices((0, 1, 2), (82, 13, 5))[0]
    reported = rng.choices((0, 1, 2), (93, 6, 1))[0]
    return dead, serious, minor, reported if dead + serious + minor + reported else 1


def accident(rng: random.Random) -> dict[str, object]:
    day = datetime(2023, 1, 1) + timedelta(days=rng.randrange(730))  # noqa: DTZ001 - local time, as in the real exports
    hour = rng.choices(range(24), HOURS)[0]
    district = pick(rng, {name: weight for name, (weight, *_) in DISTRICTS.items()})
    _, latitude, longitude, spread = DISTRICTS[district]
    weather, kind = pick(rng, WEATHER), pick(rng, TYPES)
    surface = pick(rng, SURFACES.get(weather, SURFACES[""]))
    dead, serious, minor, reported = casualties(rng, kind)
    cells = (
        *(f"{day.year}년 {day.month}월 {day.day}일 {hour:02d}시", hour, WEEKDAYS[day.weekday()], period(hour)),
        *(f"대구광역시 {district} {rng.choice(TOWNS[district])}", weather, "" if rng.random() < NO_SURFACE else surface),
        *(pick(rng, ROADS), kind, dead, serious, minor, reported, 10 * dead + 5 * serious + 3 * minor + reported),
        *(round(rng.uniform(latitude - spread, latitude + spread), 6), round(rng.uniform(longitude - spread, longitude + spread), 6)),
    )
    return {"when": (day, hour), **dict(zip(HEADER, cells, strict=True))}


def main() -> None:
    rng = random.Random(SEED)  # noqa: S311 - repeatable, not secret
    rows = sorted((accident(rng) for _ in range(ROWS)), key=lambda row: row["when"])  # type: ignore[arg-type,return-value]
    with TARGET.open("w", encoding="utf-8-sig", newline="") as file:  # with a BOM, so that Excel shows Korean
        writer = csv.DictWriter(file, HEADER, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
