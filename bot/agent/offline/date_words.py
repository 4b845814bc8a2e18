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
EN_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "a couple of": 2, "three": 3, "a few": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
KO_COUNTS = {"한": 1, "두": 2, "세": 3, "석": 3, "네": 4, "넉": 4}
RELATIVE: dict[str, int] = {
    "내일모레": 2, "낼모레": 2, "그글피": 4, "글피": 3, "모레": 2, "내일": 1, "낼": 1, "익일": 1, "명일": 1, "오늘": 0, "금일": 0, "당일": 0,
    "그끄저께": -3, "엊그제": -2, "엊그저께": -2, "그저께": -2, "그제": -2, "어제": -1, "어저께": -1, "전날": -1, "그끄제": -3, "이튿날": 1,
}  # fmt: skip
# month, day
HOLIDAYS: dict[str, tuple[int, int]] = {
    r"크리스마스\s*이브|성탄\s*전야|christmas eve": (12, 24),
    r"크리스마스|성탄절|christmas(?: day)?|\bxmas\b": (12, 25),
    r"어린이날|children'?s day": (5, 5),
    r"어버이날": (5, 8),
    r"스승의\s*날": (5, 15),
    r"근로자의\s*날|노동절|메이데이": (5, 1),
    r"식목일": (4, 5),
    r"만우절|april fool'?s(?: day)?": (4, 1),
    r"제헌절": (7, 17),
    r"발렌타인\s*데이|밸런타인\s*데이|valentine'?s(?: day)?": (2, 14),
    r"화이트\s*데이": (3, 14),
    r"빼빼로\s*데이": (11, 11),
    r"국군의\s*날": (10, 1),
    r"동짓날": (12, 22),
    r"liberation day": (8, 15),
    r"hangul day": (10, 9),
    r"삼일절|3\s*[.·]\s*1\s*절": (3, 1),
    r"현충일": (6, 6),
    r"광복절|8\s*[.·]\s*15(?!\d)": (8, 15),
    r"개천절": (10, 3),
    r"한글날": (10, 9),
    r"새해\s*첫날|신정|new year'?s day": (1, 1),
    r"new year'?s eve": (12, 31),
    r"핼러윈|할로윈|\bhalloween\b": (10, 31),
}
# holidays of the moon: 설날 and 추석, 부처님 오신 날, by year
MOON: dict[str, dict[int, tuple[int, int]]] = {
    r"설날|구정|음력\s*설|lunar new year|seollal": {2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 7), 2028: (1, 27), 2029: (2, 13)},
    r"추석|한가위|chuseok": {2024: (9, 17), 2025: (10, 6), 2026: (9, 25), 2027: (9, 15), 2028: (10, 3), 2029: (9, 22)},
    r"석가\s*탄신일|부처님\s*오신\s*날|초파일|buddha'?s birthday": {2024: (5, 15), 2025: (5, 5), 2026: (5, 24), 2027: (5, 13), 2028: (5, 2), 2029: (5, 20)},
}  # fmt: skip
NTH: dict[str, int] = {
    "첫째": 1, "첫번째": 1, "첫 번째": 1, "첫": 1, "둘째": 2, "두번째": 2, "두 번째": 2, "셋째": 3, "세번째": 3, "세 번째": 3, "넷째": 4, "네번째": 4, "네 번째": 4,
    "다섯째": 5, "마지막": -1, "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1,
}  # fmt: skip
