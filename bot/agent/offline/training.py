"""What people say about the model itself: train it, look at it, put it to use, and tell it what really happened."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.agent.offline.decision import Call, Decision
from bot.agent.offline.numerals import figures
from bot.agent.offline.outcomes import outcome_in
from bot.agent.offline.reading import in_any_order, normalise, pattern

_MODEL = r"(?:모델|모형|예측기|\bmodels?\b)"
RUN = re.compile(r"(?<![0-9a-z])(?:run-)?(?=[0-9a-f]*\d)([0-9a-f]{4,32})(?![0-9a-z])(?!\s*(?:명|인|people|dead|serious|minor))")
_BACK = pattern(
    rf"{_MODEL}.*(?:되돌|롤백|원래대로|이전\s*(?:것|모델)으로)|(?:되돌|롤백).*{_MODEL}|^\s*(?:모델\s*)?롤백|\broll(?:ing)?[- ]?back\b|\broll\w*\b.*\bmodels?\b.*\bback\b|\brevert\b.*\bmodel\b"
)
_BACK_AGAIN = pattern(r"^(?:다시\s*|원래대로\s*|그냥\s*)*(?:되돌려|되돌릴래|되돌리자|원래대로)\S*(?:\s*(?:줘|주세요|놔))?\s*[.!~]*$|^(?:undo|roll)(?: (?:it|that|this))?(?: back)?[.!]*$")  # fmt: skip
_PROMOTE = pattern(
    rf"승격|(?:이|그|새|새로운|방금|학습한|최신)\s*{_MODEL}(?:을|를|로|으로)?\s*(?:이제\s*)?(?:써|쓰|사용|적용|바꿔|배포)|{_MODEL}\s*(?:교체|배포)(?:해|하)"
    r"|\bpromote\b|\b(?:use|deploy|switch to) the (?:new|latest|trained) model\b"
)
_LIST = pattern(
    rf"(?:학습|훈련|트레이닝)\s*(?:기록|목록|이력|내역|리스트)|{_MODEL}\s*(?:목록|리스트)|\b(?:list|show)\b.*\b(?:runs|models)\b|\btraining (?:runs|history)\b"
)
_SHOW = pattern(r"(?:학습|훈련)\s*(?:결과|성적|로그)|\b(?:show|describe)\b.*\brun\b|\btraining (?:result|log)s?\b")
_COMPARE = pattern(
    rf"(?:학습|훈련|{_MODEL})\S*\s*.*(?:비교|견줘|견주)|\bcompare\b.*\b(?:runs|models)\b|\b(?:runs|models)\b.*\bside by side\b"
)
# ids of two runs: letters and figures mixed, so that two years are none
_ID = r"(?<![0-9a-z])(?:run-)?(?=[0-9a-f]*\d)(?=\d*[a-f])[0-9a-f]{4,32}(?![0-9a-z])"
_TWO_RUNS = re.compile(rf"{_ID}.*{_ID}")
_CARD = pattern(
    rf"구간(?:이|은|이란|의|이라는\s*게)?\s*(?:뭐|무엇|무슨|뭔|뜻|의미|어떻게)|\b(?:interval|range)\b.*\bmean|{_MODEL}\s*(?:카드|설명|정보|소개)|{_MODEL}\S*\s*(?:성능|정확도|정확|오차|믿)|(?:얼마나|어느\s*정도)\s*(?:정확|믿을)|어떤\s*{_MODEL}"
    r"|\bmodel card\b|\bhow (?:good|accurate|reliable) is (?:the|your|this) (?:model|prediction)|\bwhich model\b"
)
_TRAIN = pattern(
    rf"(?:다시|새로|재)\s*(?:학습|훈련)|(?:학습|훈련)\s*(?:시켜|시키|해\s*(?:줘|주|봐|라)|하자|시작|부탁|돌려)|{_MODEL}\S*\s*(?:새로\s*)?(?:만들어|학습|훈련)|(?:배워|가르쳐)\s*줘"
    r"|\bre-?train\b|\btrain\b(?!ing)(?=.*\b(?:model|data|dataset|this|it|again)\b|\s*$)|\bfit the eclo model\b"
)
# models of the dataset at hand, not the one that predicts
_OTHER_MODEL = pattern(
    r"회귀|로지스틱|로짓|의사\s*결정|포레스트|군집|클러스터|주성분|\b(?:logistic|regression|decision tree|random forest|cluster\w*|k-?means|pca)\b"
)
_OUTCOMES_TOO = pattern(
    r"(?:기록한?|실제)\s*결과(?:도|까지)|결과(?:도|까지)\s*(?:포함|같이|함께|넣)|\b(?:with|including|include|and|plus|also|add(?:ing)?|use|using|from) (?:\w+ ){0,3}?(?:outcomes|actual results)\b|(?:실제|기록\S*)\s*결과\S*\s*(?:\S+\s*)?(?:포함|반영|함께|같이|넣어|더해)"
)
_PREDICTIONS = pattern(
    r"(?:누가|뭐를?|뭘|무엇을|어떤\s*(?:거|걸|것|사고)\S*|무슨\s*사고\S*|누구가)\s*(?:\S+\s+){0,2}?예측(?:을\s*)?(?:했(?:는지|나|던|어|죠|지)|한\s*(?:건지|거))|예측(?:해\s*(?:본|봤던|둔|놓은)|했던|한)\s*(?:거|것|걸|건|사고|건들?|것들|거들)(?:들)?(?:을|를|만|이|은)?\s*(?:쭉|전부|다|모두|싹|좀|한\s*번에|목록|리스트|보여|볼|보고|뭐|몇)|예측\s*(?:목록|기록|이력|내역|리스트)|(?:지금까지|그동안|최근)\S*\s*예측|\b(?:list|show|my|past|recent|earlier)\b.*\bpredictions\b"
)
_VERIFY = pattern(
    r"예측\S*\s*(?:얼마나\s*|잘\s*)?(?:맞았|맞췄|맞혔|맞추|맞춰|맞아(?!야|서)|맞나|맞는지|맞니|맞는\s*(?:편|거)|적중)|예측\S*\s*.*(?:검증|확인)|예측.*실제.*(?:비교|견줘|차이)|실제.*예측.*(?:비교|견줘|차이)"
    r"|\bverif\w+\b.*\bpredict|\b(?:were|was|how (?:good|right|accurate) were)\b.*\bpredictions?\b|\bpredictions? (?:vs|versus|against) (?:actual|outcome)"
)
_WHY = pattern(r"왜|이유|까닭|\bwhy\b|\bhow come\b")  # the reasons of a prediction, not a look at several
_DRIFT = pattern(
    r"드리프트|(?<![a-z])psi(?![a-z])|(?:데이터|자료|사고|분포)\S*\s*.*(?:학습|예전|전).*(?:달라|변했|바뀌|다른)|(?:분포|데이터)\S*\s*(?:변화|이동|안정성)\s*(?:확인|점검|검사|봐|보여|있)|\bdrift(?:ed|ing)?\b(?! (?:over|across|into|out|onto|past))|\bpopulation stability\b"
    r"|\b(?:data|dataset|accidents|distributions?)\b.*\b(?:differ\w*|changed?|unlike)\b.*\b(?:train\w*|learn\w*|model)\b"
)
_DIGEST = pattern(
    r"주간\s*(?:요약|보고|리포트|다이제스트)|(?:이번|한)\s*주\s*(?:요약|정리)|\bweekly (?:digest|summary|report)\b"
    r"|(?:매주|주마다|월요일마다).*(?:요약|정리|보고|리포트|다이제스트)|\b(?:summary|digest|report)\b.*\bevery (?:week|monday)\b|\bevery (?:week|monday)\b.*\b(?:summary|digest|report)\b"
)
_EVERY = pattern(r"매주|월요일마다|구독|\bevery (?:week|monday)\b|\bsubscribe\b")
_STOP = pattern(
    r"안\s*(?:보내|받|와도|줘도|해도)|보내지\s*(?:마|말)|필요\s*없|빼\s*줘|꺼\s*줘|\bdon'?t\b|\bno (?:longer|need)\b|\bturn off\b|\bopt out\b|그만|끊|중지|중단|구독\s*(?:해지|취소)|\bstop\b|\bunsubscribe\b|\bno more\b"
)
_TAKE_BACK = pattern(
    r"(?:실제|결과|outcome)\S*.*(?:기록|적은|적었|입력|넣은)\S*.*(?:취소|지워|삭제|무효|없던|빼\s*줘)|\b(?:undo|cancel|scrap|withdraw) (?:the |that |my )?(?:recorded )?outcome\b|(?:실제\s*)?결과\S*\s*(?:기록\S*\s*)?(?:지워|취소|삭제)|\b(?:remove|take back|delete) (?:the |that )?outcome\b"
)
_NOTE = re.compile(r"(?:메모|비고|참고로?|\bnote)\s*(?:로|는|:|：|-|,)\s*(?P<note>\S.{0,499})$", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Rule:
    said: re.Pattern[str]
    call: Callable[[str], Call]


def _simple(name: str) -> Callable[[str], Call]:
    return lambda _plain: Call(name)


def _on_run(name: str) -> Callable[[str], Call]:
    def call(plain: str) -> Call:
        found = RUN.search(plain)
        return Call(name, {"run": found[1]} if found else {})

    return call


def _training(plain: str) -> Call:
    return Call("train_model", {"include_outcomes": True} if _OUTCOMES_TOO.search(plain) else {})


def _digest(plain: str) -> Call:
    if _STOP.search(plain):
        return Call("subscribe_digest", {"on": False})
    return Call("subscribe_digest") if _EVERY.search(plain) else Call("weekly_digest")


_HOW_MANY = pattern(r"(?<![\d./:-])(?P<n>\d{1,3})\s*(?:건|개)(?!월)|\b(?:last|latest|recent|past|previous|top|newest|first) (?P<n2>\d{1,3})\b|\b(?P<n3>\d{1,3}) (?:most )?(?:recent|latest|last|newest|past|previous|predictions?|of (?:my|the|our))\b|\b(?:limit|up to|just|only)\D{0,3}(?P<n4>\d{1,3})\b")  # fmt: skip


def list_predictions(plain: str) -> Call:
    """The latest predictions, as many as the message says ("최근 스무 건", "the last 20")."""
    found = _HOW_MANY.search(figures(plain))
    return Call("list_predictions", {"limit": min(100, int(next(filter(None, found.groups()))))} if found else {})


_RULES = (
    _Rule(_BACK, _simple("rollback_model")),
    _Rule(_PROMOTE, _on_run("promote_run")),
    _Rule(_COMPARE, lambda plain: Call("compare_runs", {"runs": found} if (found := RUN.findall(plain)) else {})),
    _Rule(_LIST, _simple("list_runs")),
    _Rule(_TWO_RUNS, lambda plain: Call("compare_runs", {"runs": RUN.findall(plain)})),
    _Rule(_SHOW, _on_run("show_run")),
    _Rule(_CARD, _simple("model_card")),
    _Rule(_TRAIN, _training),
    _Rule(_VERIFY, _simple("verify_predictions")),
    _Rule(_PREDICTIONS, list_predictions),
    _Rule(_DRIFT, _simple("check_drift")),
    _Rule(_DIGEST, _digest),
)


# The same wishes in other words: what it is about, and what is to be done with it, wherever the two stand in a short message.
_TRAINED = r"학습(?:한|된|시킨|했던)|훈련(?:한|된|시킨|했던)|\btrained\b|\btraining\b|\bruns?\b"
_MADE = rf"{_TRAINED}|학습|훈련"
_LOOSE = (
    _Rule(in_any_order(_MODEL, r"되돌|롤백|복구|원복|\brestore\b|\brevert\b|\bprevious\b.*\b(?:back|again)\b"), _simple("rollback_model")),
    _Rule(in_any_order(rf"{_MODEL}|{_TRAINED}", r"교체|배포|승격|채택|투입|실전|실제로\s*(?:쓰|써|사용)|실서비스|반영해|적용해|갈아\s*끼|\bdeploy\b|\breplace\b|\bgo live\b"), _on_run("promote_run")),
    _Rule(in_any_order(rf"{_MODEL}(?:들|끼리)?|{_MADE}", r"비교|견줘|견주|나란히|\bcompare\b|\bside by side\b|\bagainst each other\b"), lambda plain: Call("compare_runs", {"runs": found} if (found := RUN.findall(plain)) else {})),
    _Rule(in_any_order(_MADE, r"기록|이력|내역|목록|리스트|히스토리|\bhistory\b|\blist\b"), _simple("list_runs")),
    _Rule(in_any_order(_MADE, r"결과|성적|성과|로그|어땠|어떻게\s*(?:됐|되었|나왔)|잘\s*(?:됐|되었|나왔)|\bresults?\b|\blogs?\b|\bhow did\b"), _on_run("show_run")),
    _Rule(in_any_order(r"예측(?!\s*(?:해|하|을\s*해))|\bpredictions?\b", r"목록|이력|내역|리스트|히스토리|\bhistory\b|\blist\b"), list_predictions),
)  # fmt: skip
_SHORT = 40
# Half sentences right after something was said about the model: "그걸로 바꿔줘", "왜?".
_ABOUT_RUNS = frozenset({"train_model", "show_run", "list_runs", "compare_runs"})
_USE_IT = pattern(
    r"^(?:그럼\s*|좋아\s*|이제\s*)*(?:이|그|새|방금)\s*(?:걸로|것으로|거로|거|것|걸)(?:을|를)?\s*(?:바꿔|바꾸|써|쓰자|쓸래|사용|적용|교체|배포)\S*(?:\s*(?:줘|주세요))?\s*[.!~]*$"
    r"|^(?:ok(?:ay)?,? |then )?(?:use|deploy|apply|switch to|go with) (?:it|that|this)(?: one)?(?: now| then| please)*[.!]*$"
)
_JUST_WHY = pattern(
    r"^(?:아니\s*|근데\s*|그런데\s*)*(?:왜\s*(?:요|지|죠|그래|그런데|그렇지|그런\s*거야)?|이유가\s*뭐야|(?:but |and )?why(?: (?:is that|so|not))?)\s*[?!.~]*$"
)
_WHY_OF = {
    "train_model": "show_run",
    "list_runs": "show_run",
    "show_run": "show_run",
    "compare_runs": "compare_runs",
    "model_card": "model_card",
}


def decide(text: str, last: Call | None = None) -> Decision | None:
    """A call about the model, or None when the message is not about it. `last`: the call before."""
    plain = normalise(text)
    if last is not None and last.name == "promote_run" and _BACK_AGAIN.match(plain):
        return Call("rollback_model")
    if last is not None and last.name in _ABOUT_RUNS and _USE_IT.match(plain):
        return Call("promote_run", {"run": last.input["run"]} if last.input.get("run") else {})
    if last is not None and last.name in _WHY_OF and _JUST_WHY.match(plain):
        name = _WHY_OF[last.name]
        return Call(name, dict(last.input) if name == last.name else {})
    outcome = _outcome(plain)
    note = _NOTE.search(text)
    if note is not None and (outcome is not None or (last is not None and last.name == "record_outcome")):
        outcome = outcome or _outcome(normalise(text[: note.start()])) or last or Call("record_outcome")
        return Call(outcome.name, {**outcome.input, "note": note["note"].strip()})
    if outcome is not None:
        return outcome
    why = bool(_WHY.search(plain))
    rules = _RULES if not why else [rule for rule in _RULES if rule.said not in (_VERIFY, _PREDICTIONS)]
    rules = [rule for rule in rules if rule.said is not _TRAIN] if _OTHER_MODEL.search(plain) else rules
    found = next((rule for rule in rules if rule.said.search(plain)), None)
    if not why and len(plain) <= _SHORT and (found is None or (found.said is _TRAIN and pattern(_TRAINED).search(plain))):
        found = next((rule for rule in _LOOSE if rule.said.search(plain)), None) or found
    return found.call(plain) if found else None


def _outcome(plain: str) -> Call | None:
    """What an accident turned out to be: people by how badly they were hurt, or an ECLO."""
    run = RUN.search(plain)
    which = {"prediction": run[1]} if run else {}
    if _TAKE_BACK.search(plain):
        return Call("record_outcome", {**which, "take_back": True})
    told = outcome_in(RUN.sub(" ", plain) if run else plain)
    return Call("record_outcome", {**which, **told}) if told else None
