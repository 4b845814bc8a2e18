"""Going over to another dataset: because the message says so, names nothing else, or asks something of it."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.agent.brain import DatasetView, Request
from bot.agent.offline import places_asked, sentences
from bot.agent.offline.datasets_said import Said, said_in
from bot.agent.offline.decision import Call, Decision, Say
from bot.agent.offline.lexicon import MOST
from bot.agent.offline.reading import normalise, pattern
from bot.agent.offline.transcript import results_of, text_of
from bot.agent.offline.turn import Turn

_FILE = r"데이터(?:\s*셋|\s*세트)?|데이타|파일|자료|표|\bdata ?sets?\b|\bfiles?\b|\bdata\b|\bcsv\b|\btable\b"
_ASKS_TO = (
    r"말고|대신|(?:로|으로)\s*(?:바꿔|바꾸|바꿀|전환|변경|해\s*줘|해줘|하자|할게|할래|볼래|보자|볼게|갈아|답해|다시|가자|갈게|갈래|가\s*줘|넘어|돌아|옮겨|진행|이동|switch|change)\w*"
    r"|(?:데이터|파일|자료)(?:셋)?(?:는|은|도)\s*(?:어때|어떤|어떻|보여|요약|알려)"
    r"|(?:데이터|파일|자료)(?:셋)?\s*(?:로|으로|를\s*써|를\s*사용|을\s*써|을\s*사용|볼래|보자|쓰자|써\s*줘|써줘|선택|좀\s*볼)\s*\w*|사용해|선택해"
    r"|\b(?:use|switch|change|select|open|look at|go (?:back )?to|work with|move (?:on )?to|back to|let'?s (?:do|see|take))\b"
)
_SWITCH = pattern(_ASKS_TO)
_ANOTHER = pattern(rf"(?:{_FILE})\s*말고|(?:다른|딴|나머지)\s*(?:{_FILE})|\b(?:other|another|(?:a )?different) (?:{_FILE}|one)")
_DRAWN_INSTEAD = pattern(
    r"표\s*(?:말고|대신)\s*(?:\S+\s*)?(?:그래프|차트|그림|지도|도표)|\b(?:chart|graph|plot|map) instead of (?:the |a )?table\b"
)
_LONGEST = 80
# beside a dataset's name these ask for nothing
_AND_NOTHING = pattern(
    rf"{_FILE}|(?<![가-힣])(?:으?로요?|은요?|는요?|도|만|를|을|거|것|걸|쪽|거로|걸로|것으로|쪽으로|거는|건|의|에서|한번|그럼|이번엔|이번에는|이제|다시|다음은|다음엔|좀|그|저|아까|봐|봅시다|볼까|볼까요|볼래|볼래요|보자|볼게|볼게요|보여줘|가자|갈까|갈래|갈게"
    r"|가줘|넘어가|넘어가자|넘어가줘|해|해줘|해주세요|하자|할게|할게요|할래|할래요|바꿔|바꿔줘|바꿔주세요|바꾸자|전환|부탁해|부탁해요|부탁합니다|줘|주세요|써|쓰자|써줘|어때|어때요)(?![가-힣])|(?<=\0)(?:으?로요?|은요?|는요?|도|만|를|을|거로|걸로|쪽으로|의|꺼로|껄로|꺼)(?![가-힣])"
    r"|\b(?:the|one|ones|that|this|my|our|now|then|and|what about|how about|please|pls|plz|ok|okay|instead|again|use|switch|switch to|to|over|go|back|let'?s|see|open|take|with|on|for|of|me|show)\b"
)
_THAT_ONE = r"\bthe\b.*\bone\b|쪽으로|(?:거|걸|것)(?:으?로)(?![가-힣])|(?<![가-힣])걸로"
_WEAK = frozenset({"사고", "accident", "crash"})  # said of the event more often than of a file
_THINGS_OF_TWO = pattern(
    r"가까운|가까이|최근접|합쳐|합치|조인|결합|병합|비교|견줘|\bnear\w*\b|\bclosest\b|\bjoin\w*\b|\bmerge\b|\bcompar\w+|\bcombine\b|\bvs\b"
)


def decide(turn: Turn) -> Decision | None:
    """Switching to the dataset that the message names, where it names one that is not at hand and wants to go there."""
    if turn.current is None and not turn.datasets:
        return None
    plain = turn.plain
    if _DRAWN_INSTEAD.search(plain):
        return None
    after = re.split(r"말고|대신", plain)[-1] if "말고" in plain else plain
    wanted = _other(after, turn)
    if wanted is not None and (_asked(plain) or (turn.past.pending is None and _nothing_else(plain, wanted, turn))):
        return Call("use_dataset", {"name": wanted.name})
    if wanted is None and (_asked(plain) or not _left(_ANOTHER.sub(" ", plain))) and _ANOTHER.search(plain):
        return _the_other(turn)
    return None


def _the_other(turn: Turn) -> Decision | None:
    """ "다른 데이터로": the only other one, else a question back."""
    others = [d.name for d in turn.datasets if not d.current]
    if len(others) == 1:
        return Call("use_dataset", {"name": others[0]})
    return Say(sentences.WHICH_DATASET, {"choices": ", ".join(others[:5])}) if others else None


def _asked(plain: str) -> bool:
    return len(plain) <= _LONGEST and _SWITCH.search(plain) is not None


def question(turn: Turn) -> Call | None:
    """A question about data that names a dataset which is not at hand: that one first, the question then (`rest`)."""
    if turn.current is None or turn.past.pending is not None or turn.predicting or _THINGS_OF_TWO.search(turn.plain):
        return None
    wanted = _other(turn.plain, turn)
    if wanted is None or not (wanted.whole or _called_a_file(turn.plain, wanted) or _only_there(turn, wanted)):
        return None
    return Call("use_dataset", {"name": wanted.name})


def rest(request: Request) -> Request | None:
    """What the message asks beside the switch that was just made, as it was said; None when this step is not right after one."""
    if not request.messages or not results_of(request.messages[-1]) or text_of(request.messages[-1]):
        return None
    *before, called, results = request.messages
    calls = [] if isinstance(called["content"], str) else [b for b in called["content"] if b.get("type") == "tool_use"]
    if [c["name"] for c in calls] != ["use_dataset"] or any(r.get("is_error") for r in results_of(results)) or not before:
        return None
    said = text_of(before[-1])
    if not said or before[-1]["role"] != "user":
        return None
    plain = normalise(said)
    name = str(calls[0]["input"].get("name"))
    spans = [s for s in said_in(plain, request.datasets) if s.name == name]
    current = "데이터" if request.language == "ko" else "the data"
    for span in reversed(spans):
        plain = f"{plain[: span.start]}{current}{plain[span.end :]}"
    plain = re.sub(r"^.*말고", "", plain)
    plain = pattern(rf"{current}\s*(?:{_FILE})?\s*(?:{_ASKS_TO})\S*|(?:{_ASKS_TO})(?: to)?(?: the)? {current}").sub(f" {current} ", plain)
    if not _left(plain.replace(current, "\0")):
        return None
    return replace(request, messages=[*before[:-1], {"role": "user", "content": [{"type": "text", "text": plain}]}])


def _other(plain: str, turn: Turn) -> Said | None:
    """The first dataset named that is not the one at hand; of two of a kind, the one that is not."""
    rivals = [d for d in turn.datasets if not d.current]
    named = [said for said in said_in(plain, turn.datasets) if said.name in {d.name for d in rivals}] or [
        said for said in said_in(plain, rivals) if not _names(said, plain, turn.current)
    ]
    return named[0] if named else None


def _names(said: Said, plain: str, view: DatasetView | None) -> bool:
    """Is this the dataset at hand by its whole name?"""
    return view is not None and normalise(view.name) in plain


def _nothing_else(plain: str, wanted: Said, turn: Turn) -> bool:
    """ "CCTV로", "the parking one": a dataset's name and words that ask for nothing."""
    marked = plain[: wanted.start] + "\0" + plain[wanted.end :]
    if _left(marked):
        return False
    word = plain[wanted.start : wanted.end]
    if wanted.whole or pattern(rf"{_FILE}|{_THAT_ONE}").search(plain):
        return True
    return word not in _WEAK and not _meant_here(turn, wanted)


def _left(plain: str) -> bool:
    """Does it hold a word that asks for something?"""
    return re.search(r"[0-9a-z가-힣]", _AND_NOTHING.sub(" ", plain).replace("\0", " ")) is not None


def _meant_here(turn: Turn, wanted: Said) -> bool:
    """Does the message name a value or a column of the dataset at hand?"""
    query = turn.query
    return bool(query.conditions or query.either or query.columns or query.lacking)


def _called_a_file(plain: str, said: Said) -> bool:
    return pattern(rf"\s*(?:의\s*)?(?:{_FILE})(?!에\s*없)").match(plain, said.end) is not None


def _only_there(turn: Turn, said: Said) -> bool:
    """A word for things ("CCTV") that the dataset at hand does not have, in a question about data."""
    if _meant_here(turn, said) or not (turn.about_data or turn.query.has(MOST)):
        return False
    if turn.plain[said.start : said.end] in _WEAK:
        return not any(turn.schema.concept(key) for key in ("eclo", "deaths", "accident_type"))
    return not any(
        places_asked.holds(turn.query, facilities) for facilities in ("cctv", "parking", "school") if facilities in normalise(said.name)
    )
