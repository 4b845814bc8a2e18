"""What the model has not learnt: other cities, and things that people tell of an accident."""

from __future__ import annotations

from bot.agent.offline import sentences
from bot.agent.offline.decision import Say
from bot.agent.offline.reading import normalise, pattern
from tools._text import Language, Text

_OTHER_CITY = pattern(
    r"(?<![가-힣])(?P<ko>서울|부산|인천|광주|대전|울산|세종|수원|성남|창원|포항|구미|경산|안동|경주|청주|전주|제주|해운대|강남)(?:특별시|광역시|특별자치[시도]|시|역|구|도)?(?:에서는|에서의|에서도|에서|에는|에|은|는|의|이면|라면)?(?=\s|[?.!,]|$)"
    r"|\b(?P<en>seoul|busan|incheon|gwangju|daejeon|ulsan|jeju|pohang|tokyo|new york)\b"
)


def other_city(text: str, language: Language) -> Say | None:
    """A city that the model knows nothing about; not where it is only what the person does not mean ("부산 말고 대구")."""
    found = _OTHER_CITY.search(_NOT_MEANT.sub(" ", normalise(text)))
    if found is None:
        return None
    city = found["ko"] or found["en"].title()
    return Say(sentences.OTHER_CITY, {"city": city, "example": sentences.EXAMPLE_PREDICT.say(language)})


_NOT_MEANT = pattern(r"\S+\s*(?:말고|아니고|아니라)|\b(?:not|instead of|rather than) \S+")


_UNLEARNT: tuple[tuple[str, Text], ...] = (
    (r"(?<!다)음주|만취|술\s*(?:마시|먹|취)|\bdrunk\b|\bdui\b|\balcohol\b", Text(ko="음주", en="drink-driving")),
    (r"졸음|졸다|졸았|\bdrows\w+|\bfell asleep\b", Text(ko="졸음운전", en="drowsiness")),
    (r"뺑소니|\bhit[- ]and[- ]run\b", Text(ko="뺑소니", en="hit-and-run")),
    (r"어린이|스쿨\s*존|보호\s*구역|\bschool zones?\b|\bchildren\b", Text(ko="어린이와 보호구역", en="children and school zones")),
    (r"고령(?!교|군|읍|ic)|노인|어르신|\belderly\b|\bseniors?\b", Text(ko="나이", en="age")),
)


def unlearnt(text: str) -> Say | None:
    """A thing said of an accident that the model knows nothing about."""
    plain = normalise(text)
    topic = next((label for wanted, label in _UNLEARNT if pattern(wanted).search(plain)), None)
    return None if topic is None else Say(sentences.NOT_LEARNT, {"topic": topic})
