"""Other words for the levels of the features, in Korean and English.

SYNONYMS[feature][level] lists them; ENGLISH[feature][level] is the one English name to show.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

ENGLISH: dict[str, dict[str, str]] = {
    "weather": {"맑음": "clear", "비": "rain", "흐림": "cloudy", "눈": "snow", "안개": "fog", "기타": "other"},
    "road_surface": {
        "건조": "dry",
        "젖음/습기": "wet",
        "서리/결빙": "icy",
        "적설": "snow-covered",
        "침수": "flooded",
        "기타": "other",
    },
    "road_type": {
        "단일로 - 기타": "road section",
        "교차로 - 교차로안": "inside an intersection",
        "교차로 - 교차로부근": "near an intersection",
        "교차로 - 교차로횡단보도내": "crosswalk at an intersection",
        "단일로 - 교량": "bridge",
        "단일로 - 고가도로위": "overpass",
        "단일로 - 지하차도(도로)내": "underpass",
        "단일로 - 터널": "tunnel",
        "주차장 - 주차장": "car park",
        "기타 - 기타": "other",
        "미분류 - 미분류": "unclassified",
        "단일로 - 횡단보도상": "crosswalk on a road section (until 2016)",
        "단일로 - 횡단보도부근": "near a crosswalk (until 2016)",
    },
    "accident_type": {"차대차": "car to car", "차대사람": "car to pedestrian", "차량단독": "single vehicle"},
    "time_period": {
        "심야": "late night",
        "출근시간대": "morning rush hour",
        "일반시간대": "off-peak",
        "퇴근시간대": "evening rush hour",
    },
    "day_of_week": {
        "월요일": "Monday",
        "화요일": "Tuesday",
        "수요일": "Wednesday",
        "목요일": "Thursday",
        "금요일": "Friday",
        "토요일": "Saturday",
        "일요일": "Sunday",
    },
}

_WEEKDAYS_SHORT = {
    "월요일": ("월", "mon", "mondays"),
    "화요일": ("화", "tue", "tues", "tuesdays"),
    "수요일": ("수", "wed", "wednesdays"),
    "목요일": ("목", "thu", "thur", "thurs", "thursdays"),
    "금요일": ("금", "불금", "fri", "fridays"),
    "토요일": ("토", "sat", "saturdays"),
    "일요일": ("일", "sun", "sundays"),
}

_MORE: dict[str, dict[str, tuple[str, ...]]] = {
    "weather": {
        "맑음": ("맑은", "맑은 날", "맑고", "맑을 때", "화창", "화창한", "쾌청", "sunny", "fine", "fair", "clear sky", "clear weather"),
        "비": (
            *("빗길", "비 오는", "비 오는 날", "비 올 때", "비 내리는", "비가 오는", "비가 올 때", "비가 내리는", "우천", "강우", "빗속"),
            *("소나기", "장마", "호우", "폭우", "가랑비", "rainy", "raining", "rains", "rainfall", "in the rain", "shower", "drizzle"),
        ),
        "흐림": ("흐린", "흐린 날", "흐리고", "흐릴 때", "구름", "구름 낀", "overcast", "clouds", "gray sky", "grey sky"),
        "눈": (
            *("눈 오는", "눈 오는 날", "눈 올 때", "눈 내리는", "눈이 오는", "눈이 올 때", "눈이 내리는", "강설", "폭설", "함박눈"),
            *("snowy", "snowing", "snows", "snowfall", "in the snow", "blizzard"),
        ),
        "안개": ("안개 낀", "안개 낀 날", "안개가 낀", "짙은 안개", "foggy", "mist", "misty", "haze"),
        "기타": ("기타 날씨", "other weather"),
    },
    "road_surface": {
        "건조": ("마른", "마른 노면", "마른 길", "건조한", "건조 노면", "dry road", "dry surface"),
        "젖음/습기": (
            *("젖음", "습기", "젖은", "젖은 노면", "젖은 길", "빗길", "습한", "미끄러운 빗길"),
            *("wet road", "wet surface", "damp", "moist", "wet/damp"),
        ),
        "서리/결빙": (
            *("서리", "결빙", "빙판", "빙판길", "얼음", "얼어붙은", "언 길", "블랙아이스", "살얼음"),
            *("ice", "icy road", "frost", "frozen", "frozen road", "black ice", "frost/ice"),
        ),
        "적설": ("눈길", "쌓인 눈", "눈 쌓인", "눈이 쌓인", "snow covered", "snowy road", "snow on the road", "packed snow"),
        "침수": ("물에 잠긴", "침수된", "침수 도로", "flood", "flooded road", "inundated", "under water"),
        "기타": ("기타 노면", "other surface"),
    },
    "road_type": {
        "단일로 - 기타": ("단일로", "직선도로", "직선 도로", "일반도로", "일반 도로", "single road", "straight road", "plain road"),
        "교차로 - 교차로안": (
            *("교차로", "교차로안", "교차로 안", "교차로 내", "사거리", "네거리", "삼거리", "오거리", "로터리", "회전교차로"),
            *("intersection", "an intersection", "in an intersection", "at an intersection", "crossing", "crossroads", "crossroad"),
            *("junction", "roundabout"),
        ),
        "교차로 - 교차로부근": (
            *("교차로부근", "교차로 부근", "교차로 근처", "교차로 앞", "사거리 부근", "사거리 근처", "네거리 부근", "네거리 근처"),
            *("near intersection", "near the intersection", "intersection vicinity", "close to an intersection", "near a junction"),
        ),
        "교차로 - 교차로횡단보도내": (
            *("교차로횡단보도내", "교차로 횡단보도", "교차로 횡단보도 내", "횡단보도", "건널목", "횡단보도내", "횡단보도 위"),
            *("crosswalk", "intersection crosswalk", "pedestrian crossing", "zebra crossing", "crosswalk in an intersection"),
        ),
        "단일로 - 교량": ("교량", "교량 위", "다리", "다리 위", "대교", "on a bridge"),
        "단일로 - 고가도로위": ("고가도로위", "고가도로", "고가도로 위", "고가", "고가차도", "elevated road", "flyover", "viaduct"),
        "단일로 - 지하차도(도로)내": ("지하차도", "지하차도 내", "지하도로", "지하차도(도로)내", "under a road", "underground road"),
        "단일로 - 터널": ("터널", "터널 안", "터널안", "터널 내", "in a tunnel"),
        "주차장 - 주차장": ("주차장", "parking lot", "parking", "carpark", "parking garage"),
        "기타 - 기타": ("기타 도로", "other road"),
        "미분류 - 미분류": ("미분류", "not classified"),
        "단일로 - 횡단보도상": ("횡단보도상",),
        "단일로 - 횡단보도부근": ("횡단보도부근", "횡단보도 부근", "횡단보도 근처"),
    },
    "accident_type": {
        "차대차": (
            *("차 대 차", "차량 간", "차량간", "차량끼리", "차끼리", "차량 대 차량", "추돌", "추돌사고", "접촉사고"),
            *("car-to-car", "vehicle-vehicle", "vehicle to vehicle", "car vs car", "car-car", "two cars", "two-car", "rear-end"),
            *("rear end", "head-on", "car on car", "multi-vehicle"),
        ),
        "차대사람": (
            *("차 대 사람", "보행자", "보행자 사고", "차량 대 사람", "차량 대 보행자", "차대 보행자", "사람을 친", "행인"),
            *("pedestrian", "pedestrians", "vehicle-pedestrian", "vehicle to pedestrian", "car-to-pedestrian", "car vs pedestrian"),
            *("car-to-person", "car to person", "vehicle-person", "hit a person", "person"),
        ),
        "차량단독": (
            *("단독", "단독사고", "단독 사고", "차량 단독", "차 단독", "혼자", "전복", "전도", "공작물 충돌"),
            *("single-vehicle", "single car", "single-car", "vehicle alone", "solo", "solo vehicle", "rollover", "one-car"),
        ),
    },
    "time_period": {
        "심야": ("심야시간대", "심야 시간대", "심야시간", "한밤", "한밤중", "새벽", "늦은 밤", "밤늦게", "night", "midnight", "night time"),
        "출근시간대": (
            "출근 시간대",
            "출근시간",
            "출근 시간",
            "출근길",
            "출근",
            "morning rush",
            "morning commute",
            "am rush",
            "morning peak",
        ),
        "일반시간대": ("일반 시간대", "일반시간", "평시", "낮 시간대", "off peak", "daytime", "normal hours", "ordinary hours"),
        "퇴근시간대": (
            "퇴근 시간대",
            "퇴근시간",
            "퇴근 시간",
            "퇴근길",
            "퇴근",
            "evening rush",
            "evening commute",
            "pm rush",
            "evening peak",
        ),
    },
    "day_of_week": _WEEKDAYS_SHORT,
}

SYNONYMS: dict[str, dict[str, tuple[str, ...]]] = {
    feature: {level: tuple(dict.fromkeys((level, english, *_MORE[feature].get(level, ())))) for level, english in levels.items()}
    for feature, levels in ENGLISH.items()
}


def level_key(text: str) -> str:
    """What two spellings of one level share: no case, spaces, hyphens, slashes or brackets."""
    return re.sub(r"[\s\-_/·,.()\[\]]+", "", unicodedata.normalize("NFKC", text)).casefold()


@cache
def synonym_index(feature: str) -> dict[str, str]:
    """level_key(any spelling) -> level. Empty for a feature without a table."""
    return {level_key(word): level for level, words in SYNONYMS.get(feature, {}).items() for word in words}


def english_name(feature: str, level: str) -> str:
    """The English name of a level, or the level itself where it has none (districts)."""
    return ENGLISH.get(feature, {}).get(level, level)
