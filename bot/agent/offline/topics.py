"""What people call some values of accident data, and things they ask about that the data may not hold at all."""

from __future__ import annotations

from dataclasses import dataclass

from bot.agent.offline.columns import Schema
from bot.agent.offline.condition import Condition
from bot.agent.offline.reading import Reading, normalise
from tools._text import Text


@dataclass(frozen=True, slots=True)
class Topic:
    """`values` are how data may spell it, the first that a column holds is meant; `wanted` is how people say it.

    One with a `label` is told to be missing when no column holds it.
    """

    values: tuple[str, ...]
    wanted: str
    label: Text | None = None


def _t(values: str, wanted: str, ko: str = "", en: str = "") -> Topic:
    return Topic(tuple(values.split(",")), wanted, Text(ko=ko, en=en) if ko else None)


TOPICS: tuple[Topic, ...] = (
    _t("신호위반", r"신호\s*위반|\bsignal violations?\b|\bred[- ]light(?: running| violations?)?\b|\b(?:r[au]n(?:s|ning)?|jump\w*|through) (?:a |the )?red (?:light|signal)s?\b", "신호위반", "signal violations"),
    _t("중앙선침범", r"중앙선\s*(?:을|를)?\s*(?:침범|넘)\S*|중침(?![가-힣])|(?:\b(?:(?:over|cross(?:ed|es|ing)?|past|across|beyond)(?: over| into)? )?(?:the )?|\b)(?:cent(?:er|re|ral)|median|middle|double yellow|yellow)[- ]?line\b(?:[- ](?:violations?|crossings?|offen[cs]es?|infringements?))?|\bwrong[- ]side(?:[- ]of[- ]the[- ]road)?\b|\b(?:cross\w*|drift\w*|stray\w*|veer\w*|into) (?:into )?(?:the )?(?:opposite|oncoming|wrong) (?:lane|side|carriageway)\b", "중앙선침범", "crossing the centre line"),
    _t("과속", r"(?<![가-힣])과속|\bspeeding\b", "과속", "speeding"),
    _t("안전거리미확보", r"안전\s*거리\s*미?확보|\btailgating\b|\bfollowing too close(?:ly)?\b"),
    _t("안전운전불이행,안전운전의무불이행", r"안전\s*운전\s*(?:의무\s*)?불이행|\bcareless driving\b"),
    _t("불법유턴", r"불법\s*유턴|\billegal u-?turns?\b"),
    _t("음주운전,음주", r"(?<!다)음주(?:\s*운전)?|만취|\bdrunk(?:en)?(?:[- ]driv\w+)?\b|\bdui\b", "음주운전", "drunk driving"),
    _t("무면허운전,무면허", r"무면허(?:\s*운전)?|\bunlicen[sc]ed(?: driv\w+)?\b", "무면허운전", "unlicensed driving"),
    _t("뺑소니,도주", r"뺑소니|\bhit[- ]and[- ]run\b", "뺑소니", "hit-and-run"),
    _t("졸음운전,졸음", r"졸음(?:\s*운전)?|\bdrowsy(?: driv\w+)?\b", "졸음운전", "drowsy driving"),
    _t("어린이,아동", r"어린이(?!\s*보호\s*구역|집|날)|(?<![가-힣])아동|초등학생|\bchild(?:ren)?\b|\bkids?\b", "어린이", "children"),
    _t("고령자,노인", r"고령(?:자|\s*운전자)?|노인(?!\s*보호\s*구역)|어르신|\belderly\b|\bseniors?\b|\bold people\b", "고령자", "elderly people"),
    _t("사망사고,사망", r"사망\s*사고|\bfatal (?:accidents?|crash(?:es)?)\b"),
    _t("중상사고", r"중상\s*사고|\bserious[- ]injury (?:accidents?|crash(?:es)?)\b"),
    _t("경상사고", r"경상\s*사고|\bminor[- ]injury (?:accidents?|crash(?:es)?)\b"),
    _t("개인형이동수단(PM),PM,개인형이동수단", r"(?:전동\s*)?킥보드|개인형\s*이동\s*(?:수단|장치)|\b(?:e-?)?scooters?\b", "킥보드", "e-scooters"),
    _t("화물,화물차", r"화물(?:차량?)?(?=\s*(?:사고|운전|의|만|가|는|$))|트럭(?=\s*(?:사고|의|만|가|는|$))|\btrucks?\b(?= (?:accident|crash)|$)|\btruck(?=s? (?:accident|crash))", "화물차", "trucks"),
    _t("승합,승합차", r"승합(?:차량?)?(?=\s*(?:사고|운전|의|만|가|는|$))|버스(?=\s*(?:사고|의|만|가|는|$))|\b(?:bus|van)(?:es|s)?\b(?= (?:accident|crash)|$)", "승합차", "buses and vans"),
    _t("이륜,이륜차,오토바이", r"이륜차?(?=\s*(?:사고|운전|의|만|가|는|$))|오토바이(?=\s*(?:사고|의|만|가|는|$))|\bmotor(?:cycle|bike)s?\b(?= (?:accident|crash)|$)", "이륜차", "motorcycles"),
    _t("자전거", r"자전거(?=\s*(?:사고|의|만|가|는|$))|\b(?:bicycle|bike|cyclist)s?\b(?= (?:accident|crash)|$)", "자전거", "bicycles"),
    _t("무료", r"\bfree(?: of charge)?\b|공짜|(?:돈|요금)(?:을|이)?\s*안\s*(?:내|받|드)\w*|\bno[- ](?:fee|charge)\b"),
    _t("국도", r"\bnational (?:roads?|highways?|routes?)\b"),
    _t("지방도", r"\b(?:provincial|local) (?:roads?|routes?)\b"),
    _t("시도", r"\b(?:city|municipal) (?:roads?|streets?)\b"),
    _t("부설", r"\battached\b|\bannex(?:ed)?\b|딸린"),
    _t("차대사람 - 횡단중", r"(?:길|도로)?(?:을|를)?\s*횡단\s*(?:하다가?|하던|중에?)|길\s*건너(?:다가?|던)|\bcrossing the (?:street|road)\b"),
    _t("차대차 - 추돌", r"(?<![가-힣])추돌(?:\s*사고)?|\brear[- ]?end(?:er|ed|ing)?s?(?: (?:collision|crash|accident)(?:e?s)?)?\b"),
    _t("차대차 - 측면충돌", r"측면\s*충돌(?:\s*사고)?|\b(?:side|side[- ]impact|side[- ]?swipe|t-?bone)s? (?:collision|crash)(?:e?s)?\b|\bside[- ]impacts?\b|\bt-?bones?\b"),
    _t("차대차 - 정면충돌", r"정면\s*충돌(?:\s*사고)?|\bhead[- ]?on(?: (?:collision|crash|accident)(?:e?s)?)?\b"),
    _t("유료", r"\bpaid\b|돈\s*(?:내는|받는|내야)\S*|\bpay(?= lots?| parking)"),
    _t("공영", r"\bmunicipal(?:ly run)?(?= (?:lots?|car parks?|parking))|\bcity-run\b|\bpublic(?! or private)\b"),
    _t("민영", r"\bprivately (?:run|owned)\b|사설|민간|(?<!public or )\bprivate\b"),
    _t("노상", r"\bon-?street\b"),
    _t("노외", r"\boff-?street\b"),
    _t("승용,승용차", r"승용차?(?=\s*(?:사고|운전|의|만|가|는|$))|\bpassenger cars?\b"),
)  # fmt: skip


def take_topics(reading: Reading, schema: Schema) -> tuple[list[Condition], list[Text]]:
    """The values named by such a word, blanked out, and the topics that no column of the data holds."""
    if schema.profile is None:
        return [], []
    held: dict[str, tuple[str, str]] = {}
    for column in schema.profile.all_columns:
        for value, _ in column.top:
            held.setdefault(normalise(value), (column.name, value))
    words = {normalise(name) for name in schema.names}
    found: list[Condition] = []
    missing: list[Text] = []
    for topic in TOPICS:
        if not reading.has(topic.wanted):
            continue
        known = next((held[normalise(v)] for v in topic.values if normalise(v) in held), None)
        if known is not None:
            reading.take(topic.wanted)
            found.append(Condition(known[0], "==", known[1], *reading.last))
        elif topic.label is not None and not any(normalise(v) in name for v in topic.values for name in words):
            missing.append(topic.label)
    return found, missing
