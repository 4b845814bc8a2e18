"""What the core understands by itself, whichever brain answers: a yes, a no, "once more", and words for what no brain need decide."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.agent.brain import Message, text_of

_DO = r"((지워|삭제해|취소해|멈춰|진행해|잊어|해)\s*(줘요?|주세요)|(please|go ahead|do it|(delete|cancel|stop|forget) it))"
_YES = re.compile(
    rf"\s*((네|넵|예|응|어|그래|좋아|맞아|ㅇㅇ|ㅇㅋ|오케이|진행|y|yes|yep|sure|ok|okay)(요)?([\s,.!]+{_DO})?|{_DO})[\s.!~]*", re.I
)
_NO = re.compile(r"\s*(아니|아니요|아뇨|아니오|싫어|안\s*돼|그만|취소|하지\s*마|ㄴㄴ|n|no|nope|cancel|stop|don'?t)(요)?[\s.!~]*", re.I)

_END = r"(\s*(해\s*)?(줘|줄래|주세요|주시겠어요|봐|보여\s*줘|please))?[\s.!?~]*"
_AFRESH = re.compile(
    rf"\s*(다시|새로)\s*(계산|구){_END}|\s*(re-?calculate|re-?compute|calculate (it )?(again|afresh|anew))( please)?[\s.!]*", re.I
)
_RETRY = re.compile(rf"\s*(다시\s*시도|재시도){_END}|\s*(re-?try|try (it )?again)( please)?[\s.!]*", re.I)
_TOOLS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("help", re.compile(r"\s*/?(도움말|help)( please)?[\s.!?~]*", re.I)),
    (
        "forget_conversation",
        re.compile(
            r"\s*/?((이|우리|지금(까지)?\s*(한|나눈)?|여기)?\s*(대화|얘기|이야기)(\s*(내용|기록))?(를|을)?\s*(전부|모두|다)?\s*(잊어|지워|삭제해?|잊어\s*버려)"
            r"\s*(줘|줄래|주세요)?|forget( (this|the|our) (conversation|chat|thread))?|(delete|clear) (this|the|our) (conversation|chat|thread)|잊어\s*(줘|주세요)?)"
            r"( please)?[\s.!?~]*",
            re.I,
        ),
    ),
    (
        "usage",
        re.compile(
            r"\s*((토큰|비용|api|클로드|claude)?\s*사용량(을|은|이)?\s*(얼마\S*)?(\s*(좀\s*)?(알려|보여)?\s*(줘|주세요))?|(show |show me )?(the |our )?(api |token )?usage)[\s.!?~]*",
            re.I,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message as the core takes it: the words to answer, whether to answer them `afresh`, or the `tool` that they name."""

    words: str
    afresh: bool = False
    tool: str = ""


def read(text: str, history: Sequence[Message]) -> Spoken:
    """ "Once more" stands for the question before it; with nothing before it, it is a message like any other."""
    before = _last_question(history) if _AFRESH.fullmatch(text) or _RETRY.fullmatch(text) else ""
    words = before or text
    return Spoken(words, bool(before), next((name for name, wanted in _TOOLS if wanted.fullmatch(words)), ""))


def consent(text: str) -> bool | None:
    """Whether this is a yes or a no; None for anything else."""
    if _YES.fullmatch(text):
        return True
    return False if _NO.fullmatch(text) else None


def _last_question(history: Sequence[Message]) -> str:
    for message in reversed(history):
        words = text_of(message) if message["role"] == "user" else ""
        if words and not words.startswith(("[파일 ", "[file ")) and consent(words) is None:
            return words
    return ""
