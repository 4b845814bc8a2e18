"""Made-up datasets, as profiles only: accident records, traffic cameras and car parks, shaped like the ones people bring."""

from __future__ import annotations

from dataclasses import replace

from bot.agent.brain import DatasetView
from storage.profile import Column, Kind, Profile, Roles

_DISTRICTS = {
    "수성구": ("범어동", "만촌동", "황금동", "지산동"),
    "중구": ("동인동1가", "삼덕동2가", "남산동"),
    "달서구": ("상인동", "월성동", "두류동"),
    "북구": ("산격동", "침산동", "복현동"),
    "동구": ("신암동", "신천동", "효목동"),
    "서구": ("내당동", "비산동", "평리동"),
    "남구": ("대명동", "봉덕동", "이천동"),
    "달성군": ("다사읍", "화원읍"),
}


def _category(name: str, *values: str, kind: Kind = "category", missing: int = 0) -> Column:
    return Column(name, kind, missing, len(values), values[0], None, None, [(v, 900 - 40 * i) for i, v in enumerate(values)])


def _number(name: str, low: float, high: float, unique: int, kind: Kind = "integer", missing: int = 0) -> Column:
    top = [(str(n), 500 - n) for n in range(int(low), int(low) + min(unique, 20))] if kind == "integer" else []
    return Column(name, kind, missing, unique, str(low), low, high, top)


ACCIDENTS = Profile(
    rows=5000,
    encoding="utf-8",
    delimiter=",",
    columns=[
        Column("사고번호", "text", 0, 5000, "A0001"),
        Column("사고일시", "datetime", 0, 4200, "2018-03-02 14:00", "2017-01-01T01:00:00", "2018-12-31T23:00:00"),
        _number("사고연", 2017, 2018, 2),
        _number("사고월", 1, 12, 12),
        _number("사고일", 1, 31, 31),
        _number("사고시", 0, 23, 24),
        _category("요일", "금요일", "토요일", "월요일", "목요일", "수요일", "화요일", "일요일"),
        _category("시간대", "일반시간대", "심야", "퇴근시간대", "출근시간대"),
        _category("시군구", *(f"대구광역시 {gu} {dong}" for gu, dongs in _DISTRICTS.items() for dong in dongs)),
        _category("기상상태", "맑음", "비", "흐림", "기타", "눈", "안개", missing=12),
        _category("노면상태", "건조", "젖음/습기", "기타", "서리/결빙", "적설", "침수"),
        _category(
            "도로형태", "단일로 - 기타", "교차로 - 교차로안", "교차로 - 교차로부근", "기타 - 기타", "단일로 - 터널", "주차장 - 주차장"
        ),
        _category("사고유형", "차대차", "차대사람", "차량단독"),
        _category("사고유형_세부", "차대차 - 측면충돌", "차대차 - 추돌", "차대사람 - 횡단중", "차량단독 - 공작물충돌"),
        _category("법규위반", "안전운전불이행", "신호위반", "안전거리미확보", "중앙선침범", "과속"),
        _category("가해운전자 차종", "승용", "화물", "이륜", "승합", "자전거"),
        _category("피해운전자 차종", "승용", "보행자", "이륜", "자전거", "화물", missing=40),
        _number("사망자수", 0, 3, 4),
        _number("중상자수", 0, 9, 9),
        _number("경상자수", 0, 14, 15),
        _number("부상신고자수", 0, 8, 9),
        _number("ECLO", 1, 74, 48),
    ],
    roles=Roles(date="사고일시", hour="사고시", weekday="요일", place="시군구", target="ECLO"),
)
# One year of the same, as the police publish it: with what other columns came from, a class of severity, and a derived 구.
TAAS = replace(
    ACCIDENTS,
    columns=[
        replace(c, unique=1, minimum=2018, top=[("2018", 5000)]) if c.name == "사고연" else c
        for column in ACCIDENTS.columns
        for c in {
            "노면상태": [column, replace(column, name="노면상태_원본")],
            "사망자수": [_category("사고내용", "경상사고", "중상사고", "부상신고사고", "사망사고"), column],
        }.get(column.name, [column])
    ],
    derived=[replace(_category("구", *_DISTRICTS), source="시군구")],
)
CAMERAS = Profile(
    rows=900,
    encoding="utf-8",
    delimiter=",",
    columns=[
        Column("무인교통단속카메라관리번호", "text", 0, 900, "C-001"),
        _category("시도명", "대구광역시"),
        _category("시군구명", "북구", "수성구", "달서구", "동구", "중구", "서구", "남구", "달성군"),
        _category("도로종류", "시도", "국도", "지방도"),
        Column("도로노선명", "text", 3, 260, "달구벌대로"),
        Column("소재지도로명주소", "text", 10, 700, "대구광역시 중구 달구벌대로 2000"),
        _number("위도", 35.7, 36.0, 880, "number"),
        _number("경도", 128.4, 128.7, 880, "number"),
        Column("설치장소", "text", 0, 760, "시청 앞"),
        _category("단속구분", "1", "2", "4", kind="integer"),
        _number("제한속도", 0, 100, 9),
        _number("설치연도", 2001, 2021, 20, missing=33),
    ],
    roles=Roles(latitude="위도", longitude="경도", place="시군구명"),
)
PARKING = Profile(
    rows=800,
    encoding="cp949",
    delimiter=",",
    columns=[
        Column("주차장명", "text", 0, 790, "가나공영주차장"),
        _category("주차장구분", "공영", "민영"),
        _category("주차장유형", "노외", "노상", "부설"),
        _number("주차구획수", 3, 900, 240),
        _category("요금정보", "무료", "유료", "혼합"),
        _number("주차기본요금", 0, 3000, 18, missing=120),
        _number("위도", 35.7, 36.0, 780, "number"),
        _number("경도", 128.4, 128.7, 780, "number"),
        Column("데이터기준일자", "date", 0, 5, "2020-01-01", "2020-01-01", "2021-06-30"),
    ],
    roles=Roles(latitude="위도", longitude="경도", date="데이터기준일자"),
)

PROFILES = {"accidents": ("accidents_2018.csv", ACCIDENTS), "cctv": ("daegu_cctv.csv", CAMERAS), "parking": ("daegu_parking.csv", PARKING)}


def views(current: str | None) -> list[DatasetView]:
    """The datasets of a channel, `current` being the one talked about; with None, an empty channel. "taas" stands in for "accidents"."""
    if current is None:
        return []
    if current == "taas":
        others = [DatasetView(key, *PROFILES[key], current=False) for key in ("cctv", "parking")]
        return [DatasetView("taas", "acc2018.csv", TAAS, current=True), *others]
    return [DatasetView(key, name, profile, key == current) for key, (name, profile) in PROFILES.items()]
