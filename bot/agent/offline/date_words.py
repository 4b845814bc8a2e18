"""Words for days, months, spans and holidays."""

from __future__ import annotations

import calendar

WEEKDAYS = ("월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일")
EN_DAYS: dict[str, int] = {
    **{name.lower(): n for n, name in enumerate(calendar.day_name)},
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "weds": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6,
}  # fmt: skip
EN_MONTHS: dict[str, int] = {
    **{name.lower(): n for n, name in enumerate(calendar.month_name) if name},
    **{name.lower(): n for n, name in enumerate(calendar.month_abbr) if name},
    "sept": 9,
}
KO_NUMBERS: dict[str, int] = {
    f"{tens}{ones}": n * 10 + m
    for n, tens in enumerate(("", "십", "이십", "삼십"))
    for m, ones in enumerate(("", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구"))
    if n * 10 + m
}
KO_MONTHS = {**{word: n for word, n in KO_NUMBERS.items() if n <= 12}, "유": 6, "시": 10}
KO_SPANS = {
    "하루": 1,
    "이틀": 2,
    "사흘": 3,
    "나흘": 4,
    "닷새": 5,
    "엿새": 6,
    "이레": 7,
    "열흘": 10,
    "보름": 15,
    "일주일": 7,
    "한주": 7,
    "두주": 14,
    "세주": 21,
}
EN_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}
RELATIVE: dict[str, int] = {
    "내일모레": 2, "낼모레": 2, "그글피": 4, "글피": 3, "모레": 2, "내일": 1, "낼": 1, "익일": 1, "명일": 1, "오늘": 0, "금일": 0, "당일": 0,
    "그끄저께": -3, "엊그제": -2, "엊그저께": -2, "그저께": -2, "그제": -2, "어제": -1, "어저께": -1, "전날": -1,
}  # fmt: skip
# month, day
HOLIDAYS: dict[str, tuple[int, int]] = {
    r"크리스마스\s*이브|성탄\s*전야|christmas eve": (12, 24),
    r"크리스마스|성탄절|christmas(?: day)?|\bxmas\b": (12, 25),
    r"어린이날": (5, 5),
    r"삼일절": (3, 1),
    r"현충일": (6, 6),
    r"광복절": (8, 15),
    r"개천절": (10, 3),
    r"한글날": (10, 9),
    r"새해\s*첫날|신정|new year'?s day": (1, 1),
    r"new year'?s eve": (12, 31),
    r"핼러윈|할로윈|\bhalloween\b": (10, 31),
}
