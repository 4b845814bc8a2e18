"""Datasets told by the name of their file, and what is to be done with them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.agent.brain import DatasetView
from bot.agent.offline import sentences
from bot.agent.offline.datasets_said import file_said
from bot.agent.offline.decision import Call, Decision, Say
from bot.agent.offline.reading import normalise, pattern

_DELETE = pattern(r"지워|지우|삭제|제거|없애|버려|\b(?:delete|remove|erase|drop)\b")
_THIS_GOES = pattern(
    r"^(?:이거|이건|이것|이걸|얘|얘는)(?:은|는|을|를|도)?\s*(?:그냥\s*|이제\s*|좀\s*)?(?:지워|지우자|지울래|삭제|없애|버려)\s*(?:해\s*)?(?:줘|줘요|주세요|줄래|버려|버리자|부탁\S*)?(?:요)?[\s.!~?]*$"
    r"|^(?:please )?(?:delete|erase|get rid of) (?:it|this|that|this one)(?: please)?[\s.!]*$"
)
_USE = pattern(
    r"(?:으로|로)(?:\s|$)|(?:으로|로)\s*(?:바꿔|전환|변경|해|하자|볼|보자|답)|써\s*줘|써줘|쓰자|쓸게|사용|선택|열어|볼래|보자|\b(?:use|switch|change|select|open|work with|go back)\b"
)
_ALL = pattern(
    r"(?:모든|전체|전부|싹|모두)\s*(?:의\s*)?(?:데이터|파일|자료)|(?:데이터|파일|자료)(?:셋)?(?:들)?(?:을|를|은)?\s*(?:싹|다|모두|전부|전체)(?![가-힣])"
    r"|\b(?:all|every)\b(?: of)?(?: the| my| our)? (?:data ?sets?|files?|data|uploads?|csvs?)\b"
)
_QUESTION = pattern(r"결측|행|열|컬럼|값|중복|이상치|\brows?\b|\bcolumns?\b|\bvalues?\b|\bmissing\b|\boutliers?\b|\bduplicat")


def decide(text: str, datasets: Sequence[DatasetView]) -> Decision | None:
    """Deleting or switching to the file that the message names, known or not (the tool says so). None when it is about no file."""
    plain = normalise(text)
    deleting = bool(_DELETE.search(plain))
    named = file_said(text, datasets)
    if named is not None:
        return (
            Call("delete_dataset", {"name": named}) if deleting else Call("use_dataset", {"name": named}) if _wants(plain, named) else None
        )
    if _THIS_GOES.match(plain) and any(d.current for d in datasets):
        return Call("delete_dataset")  # which asks, by its name
    if deleting and _ALL.search(plain) and not _QUESTION.search(plain):
        return Say(sentences.DELETE_ONE)
    return None


def _wants(plain: str, named: str) -> bool:
    return bool(_USE.search(plain)) and len(plain) - len(named) <= 30
