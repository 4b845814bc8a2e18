"""Which column is the latitude, the date, the place, ...: told by its name, and believed only if its content agrees."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from storage.profile import Column, Roles, is_total

# Names as they look after `_plain`, the better one first. A name that ends in the first word of a list counts last.
_LATITUDE = ("위도", "latitude", "lat", "gpslat", "y좌표", "ycoord", "y")
_LONGITUDE = ("경도", "longitude", "lon", "lng", "long", "gpslon", "gpslng", "x좌표", "xcoord", "x")
_DATE = ("사고일시", "사고일자", "사고날짜", "발생일시", "발생일자", "일시", "일자", "날짜", "datetime", "timestamp", "date")
_HOUR = ("사고시", "사고시각", "사고시간", "발생시각", "발생시간", "발생시", "시각", "시간", "시", "accidenthour", "hour")
_WEEKDAY = ("요일", "사고요일", "발생요일", "dayofweek", "weekday")
_PLACE = (
    *("법정동", "법정동명", "읍면동", "읍면동명", "행정동", "행정동명", "시군구", "시군구명", "구군", "구군명", "자치구", "자치구명"),
    *("소재지지번주소", "지번주소", "소재지도로명주소", "도로명주소", "소재지주소", "주소", "소재지", "사고장소", "장소"),
    *("구", "군", "동", "읍면", "면", "district", "address", "location", "place", "시도", "시도명", "지역"),
)
_TARGET = ("eclo", "사망자수", "사상자수", "중상자수", "인명피해", "인명피해심각도", "severity", "deaths", "casualties")
# Names so short that they may mean something else (동 is a building, too): their values must end like a place's name.
_SHORT_PLACES = frozenset({"구", "군", "동", "읍면", "면"})
_ENDS_LIKE_A_PLACE = re.compile(r"[가-힣]\d*(?:구|군|시|읍|면|동|리|가)$")
# The day a dataset was made says nothing about its rows.
_NOT_ABOUT_ROWS = re.compile("기준일|등록일|수정일|갱신일|updated|created")

_KOREAN_WEEKDAYS = {d + suffix for d in "월화수목금토일" for suffix in ("", "요일")}
_ENGLISH_WEEKDAYS = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
_WEEKDAYS = _KOREAN_WEEKDAYS | _ENGLISH_WEEKDAYS | {d[:3] for d in _ENGLISH_WEEKDAYS}

_BELIEVED = 0.2

Believable = Callable[[Column], bool]
ShareWithin = Callable[[Column, float, float], float]


def find_roles(columns: Sequence[Column], share_within: ShareWithin) -> Roles:
    """`share_within(column, low, high)` is the share of a number column's present values in that range."""

    def within(low: float, high: float) -> Believable:
        # The name says what it is; coordinates of 0 or with slips of the pen don't make it another column (a map counts them).
        return lambda c: c.kind in ("integer", "number") and share_within(c, low, high) >= _BELIEVED

    latitude = _best(columns, _LATITUDE, within(-90, 90))
    return Roles(
        latitude=latitude,
        longitude=_best(columns, _LONGITUDE, within(-180, 180)),
        date=_best(columns, _DATE, _is_date) or _only_date(columns),
        hour=_best(columns, _HOUR, lambda c: c.kind == "integer" and within(0, 24)(c)),
        weekday=_best(columns, _WEEKDAY, _is_weekday),
        place=_best(columns, _PLACE, _is_place),
        target=_best(columns, _TARGET, lambda c: c.kind in ("integer", "number")),
    )


def _plain(name: str) -> str:
    """Without case, spaces, punctuation and what stands in brackets: "위도(WGS84)" -> "위도"."""
    without_brackets = re.sub(r"[(\[].*?[)\]]", "", unicodedata.normalize("NFKC", name))
    return re.sub(r"[\s_\-./]+", "", without_brackets).casefold()


def _best(columns: Sequence[Column], names: Sequence[str], believable: Believable) -> str | None:
    plain = {c.name: _plain(c.name) for c in columns if believable(c)}
    for wanted in names:
        for name, short in plain.items():
            if short == wanted:
                return name
    return next((name for name, short in plain.items() if short.endswith(names[0])), None)


def _is_place(column: Column) -> bool:
    if column.kind not in ("category", "text"):
        return False
    values = [value.strip() for value, _ in column.top if not is_total(value)] or [column.example.strip()]
    named = sum(bool(_ENDS_LIKE_A_PLACE.search(value)) for value in values)
    return _plain(column.name) not in _SHORT_PLACES or named >= 0.8 * len(values)


def coordinate_columns(columns: Sequence[Column]) -> tuple[str | None, str | None]:
    """The number columns named latitude and longitude, whatever is in them."""

    def numeric(column: Column) -> bool:
        return column.kind in ("integer", "number")

    return _best(columns, _LATITUDE, numeric), _best(columns, _LONGITUDE, numeric)


def _is_date(column: Column) -> bool:
    return column.kind in ("date", "datetime")


def _only_date(columns: Sequence[Column]) -> str | None:
    dates = [c for c in columns if _is_date(c) and not _NOT_ABOUT_ROWS.search(_plain(c.name))]
    return dates[0].name if dates else None


def _is_weekday(column: Column) -> bool:
    return bool(column.top) and all(value.strip().casefold() in _WEEKDAYS for value, _ in column.top)
