"""What an accident turned out to be, in words: how many people, and how badly they were hurt, or its ECLO."""

from __future__ import annotations

import re

from bot.agent.offline.reading import pattern

_KO_N: dict[str, int] = {
    "한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10, "하나": 1, "둘": 2, "셋": 3, "넷": 4,
}  # fmt: skip
_EN_N: dict[str, int] = {
    "no": 0, "zero": 0, "nobody": 0, "none": 0, "no one": 0, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
    "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
_COUNTER = r"\s*(?:명|분|사람|인|건)"
_N_KO = rf"(?:(?<![\d.])\d{{1,5}}(?![\d.]*\s*점)(?:{_COUNTER})?|(?:{'|'.join(sorted(_KO_N, key=len, reverse=True))})\s*(?:명|분|사람|인)|(?<![가-힣])(?:하나|둘|셋|넷)(?![가-힣]))"
_N_EN = rf"(?:(?<![\d.])\d{{1,5}}|\b(?:{'|'.join(sorted(_EN_N, key=len, reverse=True))})\b)"
_NOBODY = r"(?:\s*(?:은|는|이|가|도|분은|분이|분도|사람은|사람이|사람도))?\s*(?:한\s*(?:명|분)도\s*)?(?:없|안\s*나|0(?!\d|\.\d))"
# how badly -> Korean words, English words
_HARM: dict[str, tuple[str, str]] = {
    "fatal": (
        r"사망(?:자)?(?:\s*수)?|돌아가(?:신|시고|셨)\w*|숨(?:진|졌|지)\w*|죽(?:은|었|고)\w*|(?:목숨|생명)을?\s*잃\w*|유명을\s*달리",
        r"dead|deaths?|died|dies|killed|fatal(?:it(?:y|ies))?|passed away|lost (?:his|her|their) li(?:fe|ves)|didn'?t make it|fatally (?:injured|hurt)",
    ),
    "serious": (
        r"중상(?:자)?(?:\s*수)?|크게\s*다(?:친|쳤|치)\w*|(?:심하게|많이)\s*다(?:친|쳤|치)\w*|중환자|위중\w*|중태\w*",
        r"serious(?:ly)?(?: (?:hurt|injur\w+|wounded))?|severe(?:ly)?(?: (?:hurt|injur\w+))?|badly (?:hurt|injured)|critical(?:ly)?(?: (?:hurt|injured))?|major injur\w+",
    ),
    "minor": (
        r"경상(?:자)?(?:\s*수)?|가볍게\s*다(?:친|쳤|치)\w*|(?:살짝|조금|약간)\s*다(?:친|쳤|치)\w*|가벼운\s*부상",
        r"minor(?: injur\w+)?|slight(?:ly)?(?: (?:hurt|injur\w+))?|light(?:ly)?(?: (?:hurt|injur\w+))?|mild(?:ly)?(?: (?:hurt|injur\w+))?",
    ),
    "reported": (r"부상\s*신고(?:자)?(?:\s*수)?|신고만\s*한", r"reported(?: injur\w+)?|injury reports?"),
}
_ECLO = pattern(
    r"(?:eclo|이클로|점수|심각도)\S*\s*(?:결과\S*\s*)?(?:실제로는?\s*|결국\s*)?(?:가|는|은|값은|was|of|=|:|to be|at|came out (?:at|as)|turned out (?:to be )?)?\s*(\d{1,3}(?:\.\d+)?)(?!\s*(?:명|분|시|일|월|년|건|개))|(\d{1,3}(?:\.\d+)?)\s*(?:의\s*)?(?:eclo|점)"
)
TOLD = pattern(
    r"결과(?=[\s:,]|는|가|요|예요)|실제(?:로|로는|는|론|\s*결과|\s*eclo|\s*피해|\s*인명)|알고\s*보니|나중에\s*(?:보니|들으니|확인)|결국|최종(?:적|\s|은)|확정|종결|판명|밝혀졌|집계(?:됐|되었|결과)|기록해|등록해|입력해"
    r"|\bactual(?:ly)?\b|\bturned out\b|\bin the end\b|\b(?:the )?outcomes?\b|\bended (?:up|with)\b|\bfinal (?:count|toll|numbers?|figures?|result)\b|\bin reality\b|\bconfirmed\b|\bofficial(?:ly)?\b|\bupdate\b|\brecord\b|\blog (?:it|that|this)\b"
)
_EARLIER = pattern(
    r"(?:그|아까\s*그?|지난번|저번|방금|이)\s*(?:그\s*)?(?:사고|건|거|예측|케이스)|(?:예측|물어|조회|문의)(?:했던|한|하신|해\s*준|본|봤던|드린)\s*(?:사고|건|거|것)?|(?:어제|아까|지난번|저번)에?\s*(?:예측|물어)"
    r"|\b(?:that|this|the|last|previous|earlier) (?:one|accident|crash|case|prediction|collision|incident)\b|\b(?:you|we|i) (?:predicted|asked|scored|estimated)\b|\bthat one\b|\bit\b"
)


# a question about the rows of a dataset, or about what might be
_ASKS = pattern(
    r"이상|이하|초과|미만|몇\s*(?:건|명)|평균|합계|건수|별로|구별|목록|얼마|보여|예측해(?!\s*(?:주신|준|줬|주셨|주었|봤|본|드린|주었던))|나면|하면|라면|\bhow many\b|\bat least\b|\bmore than\b|\baverage\b|\bmean\b|\bshow\b|\blist\b|\bcount\b|\bwould\b|\bif\b|\bwhere\b|\bwith more\b"
)


def _count(text: str) -> int:
    number = re.sub(rf"{_COUNTER}$", "", text.strip()).strip()
    if number.isdigit():
        return int(number)
    return _KO_N[number] if number in _KO_N else _EN_N[number]


def people_hurt(plain: str) -> dict[str, int]:
    """How many died, were gravely or slightly hurt or only reported: "사망 1명, 중상 두 분", "two died", "부상신고 2명"; {} when it tells none."""
    found: dict[str, int] = {}
    number, harm = pattern(_N_KO).search(plain), pattern("|".join(korean for korean, _ in _HARM.values())).search(plain)
    numbers_first = bool(number and harm and number.start() < harm.start())
    alone = "" if numbers_first else rf"(?!\s*{_N_KO})"
    for name, (korean, english) in _HARM.items():
        ahead = pattern(rf"(?P<n>{_N_KO})(?:이|은|의|도|께서|만|,)?\s*(?:{korean}){alone}").search(plain)
        behind = pattern(
            rf"(?:{korean})(?:자|사고)?(?:\s*(?:수|은|는|이|가|만|도|:|=|분은|분이|분|사람은|사람이|인\s*사람|사람))*\s*(?P<n>{_N_KO})"
        ).search(plain)
        nobody = pattern(rf"(?:{korean}){_NOBODY}").search(plain)
        latin = pattern(
            rf"(?P<n>{_N_EN})(?: (?:people|persons?|man|men|woman|women|others?|more|of them|were|was|are|is|got|has|have|with|victims?|passengers?|driver|pedestrians?))* (?:{english})(?![a-z])"
            rf"|(?<![a-z])(?:{english})(?:ly hurt|s)?\s*(?::|=|was|were|-)?\s*(?P<n2>\d{{1,3}})"
        ).search(plain)
        match = (ahead if numbers_first else behind) or ahead or behind
        if nobody and (match is None or nobody.start() <= match.start()):
            found[name] = 0
        elif match:
            found[name] = _count(match["n"])
        elif latin:
            found[name] = _count(latin["n"] or latin["n2"])
    if not found and pattern(r"(?:다친|부상)\s*(?:사람|분|자)?(?:은|는|이|가|도)?\s*(?:아무도\s*)?없|아무도\s*(?:안|다치지)|\b(?:nobody|no one|no-one) (?:was |got )?(?:hurt|injured)\b|\bno injuries\b").search(plain):  # fmt: skip
        return dict.fromkeys(_HARM, 0)
    return found


def outcome_in(plain: str) -> dict[str, float]:
    """What record_outcome takes, where the message tells how an earlier accident ended; {} elsewhere."""
    told, earlier = TOLD.search(plain), _EARLIER.search(plain)
    if not (told or earlier) or _ASKS.search(plain):
        return {}
    if counts := people_hurt(plain):
        return dict(counts)
    eclo = _ECLO.search(plain) if told else None
    return {"eclo": float(eclo[1] or eclo[2])} if eclo else {}
