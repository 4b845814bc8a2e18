"""The two inputs that only the police know for sure: how the vehicles met, and the offence. Used when said, never asked for."""

from __future__ import annotations

from functools import cache

from model.features import BY_NAME, OPTIONAL_NAMES, resolve_level
from model.synonyms import level_key
from tools._text import Language

# level -> its English name, then other words that people use for it, in both languages
WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "accident_detail": {
        "차대사람 - 횡단중": ("crossing the road", "무단횡단", "길을 건너", "도로를 건너", "jaywalking", "crossing the street"),
        "차대사람 - 차도통행중": ("walking in the road", "차도를 걷", "차도 통행", "walking on the road"),
        "차대사람 - 길가장자리구역통행중": ("walking at the roadside", "길가장자리", "갓길을 걷", "walking along the roadside"),
        "차대사람 - 보도통행중": ("walking on the pavement", "보도 통행", "인도를 걷", "인도 통행", "walking on the sidewalk", "on the sidewalk"),
        "차대사람 - 기타": ("other pedestrian accident",),
        "차대차 - 측면충돌": ("side collision", "측면 추돌", "옆을 들이받", "side-impact", "side impact", "t-bone", "broadside"),
        "차대차 - 추돌": ("rear-end collision", "추돌사고", "뒤에서 들이받", "rear-end", "rear end", "rear-ended"),
        "차대차 - 정면충돌": ("head-on collision", "마주 오던", "head-on", "head on"),
        "차대차 - 후진중충돌": ("collision while reversing", "후진하다", "후진 중", "reversing", "backing up"),
        "차대차 - 기타": ("other car to car accident",),
        "차량단독 - 공작물충돌": ("collision with a fixed object", "공작물을 들이받", "가드레일", "전봇대", "가로수", "hit a pole", "guard rail", "guardrail"),
        "차량단독 - 전도전복": ("rollover", "전복", "뒤집", "overturned", "rolled over"),
        "차량단독 - 도로외이탈": ("running off the road", "도로 이탈", "길 밖으로", "ran off the road", "off the road"),
        "차량단독 - 주차차량충돌": ("collision with a parked car", "주차된 차", "세워 둔 차", "parked car"),
        "차량단독 - 기타": ("other single-vehicle accident",),
    },
    "violation": {
        "안전운전불이행": ("careless driving", "안전운전의무불이행", "안전운전의무 불이행", "부주의", "distracted driving"),
        "안전거리미확보": ("following too closely", "안전거리", "tailgating"),
        "신호위반": ("running a red light", "빨간불", "빨간 불", "신호 무시", "signal violation", "ran a red light", "ran the red light", "red light"),
        "교차로운행방법위반": ("wrong driving at an intersection", "교차로 통행방법 위반", "교차로통행방법위반"),
        "보행자보호의무위반": ("failure to yield to a pedestrian", "보행자 보호 의무 위반", "보행자 보호의무", "failing to yield to a pedestrian"),
        "중앙선침범": ("crossing the centre line", "중앙선을 넘", "crossing the center line", "crossed the center line", "crossed the centre line", "wrong side of the road"),
        "차로위반": ("improper lane use", "차선위반", "차선 위반", "차로변경위반", "lane violation"),
        "직진우회전진행방해": ("blocking oncoming or turning traffic", "직진 및 우회전 진행방해"),
        "불법유턴": ("illegal U-turn", "illegal u-turn", "불법 u턴", "불법 유턴"),
        "과속": ("speeding", "속도위반", "속도 위반", "over the speed limit"),
        "기타": ("another offence", "기타 위반"),
    },
}  # fmt: skip


@cache
def _index(name: str) -> dict[str, str]:
    return {level_key(word): level for level, words in WORDS[name].items() for word in words}


def resolve_optional(name: str, text: str) -> str | None:
    """The level of 사고유형_세부 or 법규위반 that `text` means, or None."""
    return resolve_level(name, text) or _index(name).get(level_key(text))


def shown_level(name: str, level: str, language: Language) -> str:
    return level if language == "ko" else WORDS[name][level][0]


def valid_levels(name: str, language: Language, kind: str | None = None) -> str:
    """The levels to choose from (of one accident type, if given), as people read them."""
    levels = [v for v in BY_NAME[name].levels if name != "accident_detail" or kind is None or v.startswith(f"{kind} - ")]
    return ", ".join(shown_level(name, v, language) for v in levels)


__all__ = ["OPTIONAL_NAMES", "WORDS", "resolve_optional", "shown_level", "valid_levels"]
