"""What people say they do not know of an accident: "날씨는 모름", "어딘지는 모르고", "the hour is unknown"."""

from __future__ import annotations

from bot.agent.offline.reading import Reading, pattern
from bot.agent.offline.when import DATE_SLOTS

_THINGS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("road_type",), r"도로\s*(?:형태|종류)?|길", r"road(?: type)?|kind of road"),
    (("road_surface",), r"노면\s*(?:상태)?", r"(?:road )?surface"),
    (("weather",), r"날씨|기상\s*(?:상태)?", r"weather"),
    (("accident_type",), r"사고\s*(?:유형|종류)|유형", r"(?:accident|crash) type|kind of (?:accident|crash)"),
    (("accident_hour",), r"시간|시각|몇\s*시", r"hour|time"),
    (DATE_SLOTS, r"날짜|며칠|언제", r"date|day"),
    (("district",), r"장소|위치|동네|지역|곳|어디|어딘지", r"place|location|district|neighbou?rhood"),
)
_KO = r"(?<![가-힣])(?:{thing})(?:은|는|도|이|가|을|를)?\s*(?:인지|뭔지|어딘지|언젠지|어떤지|어땠는지|서\s*났는지|였는지|이었는지|에서\s*났는지)?(?:은|는|도)?\s*(?:잘\s*|전혀\s*|아직\s*)?(?:모르\w*|몰라\w*|모름|모릅니다|몰랐\w*|알\s*수\s*없\w*)"  # fmt: skip
_EN = r"\b(?:unknown (?:{thing})|(?:{thing}) (?:is |was )?(?:unknown|not known)|(?:don'?t|do not) know (?:the |what |where |which )?(?:{thing}))\b"
_WANTED = tuple((names, pattern(f"{_KO.format(thing=ko)}|{_EN.format(thing=en)}")) for names, ko, en in _THINGS)


def take_unknowns(reading: Reading) -> dict[str, str]:
    """The inputs said to be unknown, blanked out."""
    return {name: "unknown" for names, wanted in _WANTED if reading.take(wanted) for name in names}
