"""Words for what a column is: its kind, and the part it plays."""

from __future__ import annotations

from dataclasses import asdict

from storage.profile import Profile
from tools._text import Text

KIND_WORDS: dict[str, Text] = {
    "integer": Text(ko="정수", en="whole number"),
    "number": Text(ko="숫자", en="number"),
    "category": Text(ko="범주", en="category"),
    "text": Text(ko="글자", en="text"),
    "date": Text(ko="날짜", en="date"),
    "datetime": Text(ko="날짜·시각", en="date and time"),
    "boolean": Text(ko="예/아니오", en="yes/no"),
    "empty": Text(ko="빈 열", en="empty"),
}
ROLE_WORDS: dict[str, Text] = {
    "latitude": Text(ko="위도", en="latitude"),
    "longitude": Text(ko="경도", en="longitude"),
    "date": Text(ko="날짜", en="date"),
    "hour": Text(ko="시각", en="hour"),
    "weekday": Text(ko="요일", en="weekday"),
    "place": Text(ko="장소", en="place"),
    "target": Text(ko="예측 대상", en="target"),
}


def roles_by_column(profile: Profile) -> dict[str, str]:
    """Column -> the role it plays, for those that play one."""
    return {column: role for role, column in asdict(profile.roles).items() if column}
