"""Wishes about files, jobs, models, predictions and the conversation in other words than their own rules know.

A wish is told by what it is about and what is to be done with it, in any order and with anything between; to teach a new word, add
it to the table of its kind. Tried before questions about data, so each wish says what it may not be mistaken for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.agent.brain import DatasetView
from bot.agent.offline.datasets_said import names_said, said_in
from bot.agent.offline.decision import Call, Decision
from bot.agent.offline.reading import in_any_order, normalise, pattern
from bot.agent.offline.training import RUN, list_predictions

_SHORT = 60
_FILES = r"데이터(?:\s*셋|\s*세트)?(?!\s*(?:중|에서|의\s*(?:행|열)))|파일|자료|\bdata ?sets?\b|\bfiles?\b|\buploads?\b|\bcsvs?\b|\bdata\b"
_SEVERAL_FILES = r"(?:데이터(?:\s*셋|\s*세트)?|파일|자료)들|(?:내|제|우리|올린|올려\s*(?:둔|놓은)|업로드한|가진|저장된|등록된|쓸\s*수\s*있는|볼\s*수\s*있는|모든)\s*(?:데이터|파일|자료)|\b(?:data ?sets|files|uploads|csvs)\b|\beverything (?:i|we)(?:'ve| have)? uploaded\b|\buploaded so far\b"
_SHOW = r"보여|나열|목록|리스트|알려|뭐|뭔|무엇|몇\s*개|죄다|전부|싹|볼래|보자|\bshow\b|\blist\b|\bwhat\b|\bwhich\b|\bsee\b|\bgive me\b|\bhow many\b|\bany\b"
_GONE = r"삭제|지워|지우|없애|없앨|제거|버려|버릴|치워|날려|\bdelete\b|\bremove\b|\berase\b|\bget rid\b|\bthrow (?:away|out)\b|\btrash\b|\bbin\b|\bdrop\b"
_ROWS = r"행|(?<![가-힣])열(?!어|기|람)|컬럼|칼럼|(?<![가-힣])줄(?!여)|결측|이상치|중복|빈\s*(?:칸|값)|\brows?\b|\bcolumns?\b|\blines?\b|\bmissing\b|\boutliers?\b|\bcells?\b"
_MODEL = r"모델|모형|챔피언|\bmodels?\b|\bchampion\b"
_TRAINING = r"학습|훈련|트레이닝|\btrain(?:ing|ed)?\b|\bruns?\b"
_PREDICTIONS = r"예측(?!\s*(?:해|하(?!던)|을\s*해))|\bpredict(?:ions?|ed)\b|\bforecasts?\b"
_JOBS = rf"작업|(?<![가-힣])잡(?=[은을이도\s]|$)|돌리(?:던|고|는)|돌아가|돌고|하던\s*(?:거|것|일)|시킨\s*(?:거|것|일)|진행\s*중|실행\s*중|\bjobs?\b|\btasks?\b|\bbackground\b|\bis (?:it|that|this)\b|{_TRAINING}|{_PREDICTIONS}"
_TALK = r"대화|(?:나눈|했던|한)\s*(?:말|얘기|이야기)|얘기|이야기|주고받은|말한\s*(?:거|것)|\bconversation\b|\bchat\b|\bthread\b|\b(?:what|everything|all) (?:that )?(?:we|i)(?:'ve| have)? (?:said|talked|discussed|told)\b"
_FORGET = r"잊|까먹|지워|지우|삭제|없던\s*(?:걸|일)|리셋|초기화|날려|비워|\bforget\b|\bwipe\b|\berase\b|\bclear\b|\bdelete\b|\breset\b"
_WEEK = r"주간|(?:이번|지난|한)\s*주|일주일|매주|월요일|\bweek(?:ly)?\b|\bmondays?\b"
_DIGEST = r"요약|정리|브리핑|다이제스트|보고|리포트|소식|\bdigest\b|\bsummar\w+|\breports?\b|\brecap\b|\bround-?up\b|\bemails?\b"
_NO_MORE = r"안\s*(?:보내|받|와|줘|해)\S*|보내지\s*(?:마|말)|그만|끊|중지|중단|해지|취소|필요\s*없|빼\s*줘|꺼\s*줘|\bstop\b|\bno (?:more|longer|need)\b|\bdon'?t\b|\bunsubscribe\b|\bturn off\b|\bcancel\b|\bopt out\b|\bquit\b"
_EVERY = r"매주|월요일\s*(?:마다|아침)|주마다|정기|구독|받아\s*보고\s*싶|\bevery\b|\bsubscribe\b|\bsign (?:me|us) up\b|\bregularly\b|\beach week\b|\bmondays\b"
_FORMATS = (("xlsx", r"엑셀|\bxlsx?\b|\bexcel\b|\bspreadsheets?\b"), ("parquet", r"\bparquet\b|파케이"))
_QUOTED = r"[\"'“‘`](?P<q>[^\"'“”‘’`]{1,400})[\"'”’`]"
_NAME = r"[\"'“‘`]?(?P<name>[^\s\"'“”‘’`,]+)[\"'”’`]?"
_NEW_NAMES: tuple[re.Pattern[str], ...] = tuple(
    re.compile(wanted, re.IGNORECASE)
    for wanted in (
        rf"(?:데이터(?:셋)?|파일|자료)\S*\s*이름\S?\s*(?:좀\s*)?(?:바꿔|변경\s*해|고쳐)\s*(?:줘|주세요|줄래)?[\s,.]+{_NAME}(?<=[^\s])(?:이라고|라고|으로|로)[\s.!]*$",
        rf"(?:이름|명칭|\bname\b)(?:을|를|은)?\s*(?:이제\s*)?{_NAME}\s*(?:이라고|라고|으로|로)\s*(?:rename|바꿔|바꾸|변경|고쳐|하자|할래|할게|해|지정|정해|붙여|달아)",
        rf"(?:데이터(?:셋)?|파일|자료|\bdata ?set\b|\bfile\b)\S*\s+(?:이제(?:부터)?\s*|앞으로\s*)?{_NAME}\s*(?:이라고|라고|으로|로)\s*(?:rename|개명|이름\s*(?:을\s*)?(?:바꿔|바꾸|지어|붙여|변경)|부르자|부를게|부를래|불러)",
        rf"^(?:from now on )?(?:please )?(?:call|name) (?:this|it|the) ?(?:data ?set|data|file)? {_NAME}[\s.!]*(?:from now on|please|pls)?[\s.!]*$",
        rf"\b(?:re)?name (?:of )?(?:this|the|my) (?:data ?set|data|file) ?(?:to|into|as|:) ?{_NAME}",
        rf"\bchange (?:the |its |this )?(?:data ?set'?s? |file'?s? )?name (?:of (?:this|the) (?:data ?set|file) )?(?:to|into) {_NAME}",
    )
)


@dataclass(frozen=True, slots=True)
class _Wish:
    tool: str
    about: re.Pattern[str]
    never: str = ""
    arguments: Callable[[str], dict[str, object]] = lambda plain: {}
    longest: int = _SHORT


def _w(
    tool: str, *groups: str, never: str = "", longest: int = _SHORT, arguments: Callable[[str], dict[str, object]] | None = None
) -> _Wish:
    return _Wish(tool, in_any_order(*groups), never, arguments or (lambda plain: {}), longest)


def _run(plain: str) -> dict[str, object]:
    found = RUN.search(plain)
    return {"run": found[1]} if found else {}


def _job(plain: str) -> dict[str, object]:
    found = re.search(r"(?<![0-9a-z])(?:job[_-]?)?(?=[0-9a-f]*\d)[0-9a-f]{6,32}(?![0-9a-z])", plain)
    return {"job_id": found[0]} if found else {}


_WISHES: tuple[_Wish, ...] = (
    _w("show_bad_rows", r"못\s*읽|읽지\s*못|안\s*읽힌|버린|버려진|건너뛴|건너뛰|걸러진|걸러낸|제외된|깨진|형식이?\s*(?:안\s*맞|이상)|탈락|\b(?:bad|broken|skipped|rejected|malformed|unread\w*|unpars\w+|dropped|discarded|corrupt\w*|faulty)\b|\b(?:could|did|can)(?:n'?t| not)\b.*\b(?:read|parse|load|import)|\bfailed to (?:read|parse|load)|\bthrown (?:away|out)\b|\bleft (?:out|behind)\b|\bnot (?:read|parsed|loaded|imported)\b",
       r"행|줄|라인|레코드|\brows?\b|\blines?\b|\brecords?\b|\bcells?\b", _SHOW + r"|있|없|몇|\bwere\b|\bthere\b|\bdid\b|\?", never=rf"이상치|{_GONE.replace('|버려', '')}|결측"),
    _w("forget_conversation", _TALK, _FORGET, never=r"파일|데이터|자료|\bfiles?\b|\bdata"),
    _w("forget_conversation", r"^(?:싹\s*|전부\s*|모두\s*|다\s*)*(?:잊어|까먹어)\s*(?:줘|주세요|버려)|\bforget (?:everything|all of (?:this|it)|about all this)\b|\bstart (?:over|afresh|from scratch)\b|\bclean slate\b|처음부터\s*(?:다시\s*)?(?:시작|하자)|기억\S*\s*(?:다\s*|전부\s*)?(?:지워|삭제|없애|초기화)"),
    _w("usage", r"토큰|클로드|\bclaude\b|\bapi\b|\btokens?\b|(?<![가-힣])비용|\bllm\b|\bai\b", r"얼마|사용|썼|쓴|쓰고|현황|들었|나갔|나왔|\bhow (?:much|many)\b|\busage\b|\bused?\b|\bspen[dt]\w*|\bburn\w*|\bcosts?\b|\bbill\b", never=r"공유|발급|만들|열어|주차|\bshare\b|\bopen\b|\bparking\b"),
    _w("usage", r"\b(?:how much|what) (?:money )?(?:have|did) (?:we|you|i|claude) (?:spen[dt]|cost)\w*|\bhow much (?:has|have|did) (?:this|the bot|you|it) cost\b|\bour (?:bill|spend(?:ing)?|costs?)\b"),
    _w("subscribe_digest", _WEEK + r"|" + _DIGEST, _DIGEST, _NO_MORE, never=rf"보고\s*싶|예측값|{_MODEL}|{_ROWS}|통계", arguments=lambda plain: {"on": False}, longest=45),
    _w("subscribe_digest", _WEEK, _DIGEST, _EVERY, never=_ROWS),
    _w("weekly_digest", _WEEK, _DIGEST, never=rf"{_ROWS}|사고|별\s*|추세|\btrend\b|\bby week\b|\bper week\b|파일|데이터", longest=45),
    _w("weekly_digest", r"\bwhat happened (?:this|last|the past) week\b|\bhow (?:was|did) (?:this|last|the) week\b|(?:이번|지난)\s*주\s*(?:어땠|무슨\s*일)"),
    _w("rollback_model", rf"(?:이전|예전|옛날?|전에\s*쓰던|지난번|기존|구)\s*(?:의\s*)?(?:{_MODEL}|버전|걸|것|거)", r"되돌|돌아가|돌려|복귀|복구|다시\s*(?:써|쓰|사용|올려|바꿔)|바꿔|롤백|원복", rf"{_MODEL}|버전", never=rf"데이터|파일|{_ROWS}"),
    _w("rollback_model", rf"\b(?:put|bring|get|take|switch|go|change|use|want|restore)\b.*\b(?:old|older|previous|earlier|last|prior|former) (?:{_MODEL}|one|version|champion)\b.*\b(?:back|again)\b|\b(?:go|switch|change|get|roll|bring|put)(?: it)? back to the (?:old|older|previous|earlier|last|prior) (?:{_MODEL}|version|champion)\b|\brestore the (?:old|previous|earlier|last) (?:{_MODEL}|version)\b"),
    _w("promote_run", rf"{_MODEL}|{_TRAINING}", r"실제로\s*(?:쓰|써|사용)|실전|실서비스|운영에|서비스에|본격|정식|현역|앞으로\s*(?:쓰|써|사용)|\binto (?:use|production|service)\b|\bgo live\b|\b(?:make|set)\b.*\b(?:champion|active|live|current|default)\b|\bput\b.*\bto work\b|\bstart using\b|\bin charge\b|\bdeploy\b|\bpromote\b", never=rf"{_ROWS}|실제로\s*(?:쓰고|쓰는|사용하는)\s*(?:있|모델)|\bwhich\b|\bwhat\b", arguments=_run),
    _w("model_card", _MODEL, r"성능|정확|어느\s*정도|얼마나\s*(?:좋|믿|잘)|믿을|뭐|무엇|뭔|어떤|소개|스펙|\bperform\w*|\baccura\w+|\bhow (?:good|well|reliable)\b|\btrust\w*|\bwhat\b|\bwhich\b", never=rf"{_TRAINING}|회귀|로지스틱|트리|나무|군집|{_ROWS}|비교|\bregress\w*|\btree\b|\bcluster\w*|\bcompar\w+|새로|사고|차종|예측\s*해"),
    _w("make_report", r"보고서|리포트|\breport\b|\bwrite-?up\b", r"정리|만들|작성|뽑|묶어|\bmake\b|\bwrite\b|\bput together\b|\bprepare\b|\bproduce\b", never=rf"{_WEEK}|일별|월별"),
    _w("verify_predictions", _PREDICTIONS, r"들어\s*맞|맞아\s*떨어|맞았|맞췄|맞혔|맞는지|적중|빗나|틀렸|틀린|실제(?:로|랑|와|하고|\s*결과)|\bpan(?:ned)? out\b|\bhold(?:ing)? up\b|\bheld up\b|\breality\b|\bactual(?:ly|s)?\b|\bcome true\b|\bcame true\b|\bturn(?:ed)? out\b|\b(?:right|wrong|correct|off|hit|miss)\b|\bmatch(?:ed|es|ing)?\b|\bcame close\b|\bhow (?:well|close|far off) (?:did|were|are|was)\b|\btrack record\b|\bwhat (?:really )?happened\b", never=rf"왜|\bwhy\b|실제로\s*(?:쓰|써)|{_ROWS}|기록해|나왔어|였어|였다|이었", longest=90),
    _w("list_predictions", _PREDICTIONS, r"지금까지|여태|그동안|이제까지|내가|우리가|아까|최근|지난|\bso far\b|\bpast\b|\bprevious\b|\bearlier\b|\brecent\b|\bmade\b|\bmy\b|\bour\b|\blog\b", _SHOW + r"|모아|돌아|\bhistory\b", never=r"왜|\bwhy\b|실제|\bactual|맞|정확|\baccura\w+|데이터\s*전체|얼마나", longest=45, arguments=lambda plain: list_predictions(plain).input),
    _w("cancel_job", _JOBS.replace(rf"|{_PREDICTIONS}", r"|예측|\bprediction\b"), r"취소|중단|중지|멈[춰추]|세워|그만|꺼\s*줘|끊어|\bcancel\b|\bstop\b|\babort\b|\bkill\b|\bhalt\b|\binterrupt\b|\bterminate\b|\bend (?:the|that|my)\b", never=rf"{_DIGEST}|공유|추이|줄\s*(?:을\s*|좀\s*)?세|\bshar", arguments=_job, longest=45),
    _w("list_jobs", _JOBS, r"끝났|끝나|다\s*됐|다\s*되|아직|얼마나\s*(?:남|걸|됐)|언제\s*(?:끝|돼|되|다)|상태|진행|어디까지|몇\s*(?:퍼센트|프로|%)|완료|\bfinish\w*|\bdone\b|\byet\b|\bstill\b|\bstatus\b|\brunning\b|\bready\b|\bcomplete\b|\bhow (?:far|long)\b|\bprogress\b|\beta\b", never=rf"{_ROWS}|성능|결과|성적|정확|맞|몇\s*건|기록|\bresults?\b|\baccura\w+|\bgood\b|\bright\b", longest=45),
    _w("describe_dataset", _FILES, r"내력|출처|유래|계보|족보|어디서|어디에서|어떻게\s*(?:만들|나온|생긴|나왔|생겼)|만들어진\s*(?:거|건|것|과정|경위)|거쳐|원본이?\s*(?:뭐|무엇|어디)|\borigins?\b|\blineage\b|\bprovenance\b|\bancestry\b|\bhow (?:was|were|is)\b.*\b(?:made|derived|created|built|produced|put together)\b|\bwhere\b.*\b(?:c[oa]me|from)\b|\bbackstory\b|\bwhat (?:steps|was done)\b", never=rf"사고가|많|가장|{_MODEL}|{_ROWS}|\bmost\b|에서\s*어디서|예측"),
    _w("list_datasets", _SEVERAL_FILES, _SHOW, never=rf"{_ROWS}|예측|사고(?:들|가|를|는)|\bpredict|{_GONE}|비교|합쳐|조인|요약|통계|별\s|분포|\bcompare\b|\bjoin\b|\bmerge\b|\bsummar\w+|기간|구조"),
    _w("delete_dataset", _FILES, rf"아예|통째|완전히|영구|이제\s*필요\s*없|더\s*이상\s*필요\s*없|쓸모\s*없|\bcompletely\b|\bpermanently\b|\bfor good\b|\bno longer need\b|\bdon'?t need\b|{_GONE}", _GONE, never=rf"{_ROWS}|공유|토큰|예측|모델|대화|말고|빼고|새\s*데이터|곳|사고(?!\s*(?:데이터|파일|자료))|값|\baccidents\b|\bcameras\b|\blots\b|\bfrom (?:the|this) data|\bwhere\b|\bwith\b", longest=45),
    _w("revoke_share", r"공유|토큰|\bshar(?:e|ed|ing)\b|\btokens?\b|\baccess\b", r"못\s*(?:쓰|열|보|들어)|막아|막자|닫아|차단|그만|취소|무효|철회|회수|끊|폐기|\bdisable\b|\binvalidate\b|\bkill\b|\brevoke\b|\bclose\b|\bblock\b|\bexpire\b|\bcut off\b", never=r"클로드|\bclaude\b|\bapi\b"),
    _w("share_dataset", r"다른\s*(?:채널|방|팀|사람|부서)|옆\s*(?:팀|방|부서)|동료|\b(?:other|another|different) (?:channels?|teams?|rooms?|people)\b|\bcolleagues?\b|\bsomeone else\b", r"공유|나눠|같이\s*(?:쓰|보)|함께\s*(?:쓰|보)|(?:쓸|볼|열|이용할|사용할)\s*수\s*있(?:게|도록)|쓰게|보게|토큰|\bshare\b|\blet\b|\bso (?:that )?\b|\buse\b|\baccess\b|\btokens?\b", _FILES + r"|이거|이것|\bthis\b|\bit\b", never=r"그만|취소|못"),
    _w("export_dataset", r"엑셀|\bxlsx?\b|\bexcel\b|\bspreadsheets?\b|\bparquet\b|파케이|\bcsv\b(?!\S)", r"받|저장|뽑아|떨궈|내려|보내|변환|바꿔|만들어|빼\s*(?:줘|주)|\bgive\b|\bsend\b|\bsave\b|\bget\b|\bneed\b|\bwant\b|\bas an?\b", never=rf"시트|\bsheet\b(?!s)|{_ROWS}|그려|예측해|예측하", arguments=lambda plain: {"format": form} if (form := next((f for f, w in _FORMATS if pattern(w).search(plain)), None)) else {}),
)  # fmt: skip
_NOTE = pattern(r"메모|주석|비고|노트|코멘트|\bnotes?\b|\bannotat\w+|\bcomments?\b|\bdescription\b|설명")
_NOTE_VERB = pattern(
    r"남겨|적어|달아|붙여|써\s*(?:줘|둬|놔)|저장|기록|추가|\badd\b|\bleave\b|\bput\b|\bwrite\b|\battach\b|\bsave\b|\bannotat\w+|\bset\b|\bsaying\b|\bstick\b|\bpin\b"
)
_ON_THE_DATA = pattern(r"(?:이|그|지금|현재)\s*(?:데이터(?:셋)?|파일|자료)에(?:다|다가)?\s*[\"'“‘]")
_NOTE_TEXT = re.compile(
    r"(?:(?:note|comment|description)\b|메모|주석|비고|노트|코멘트|설명)[^:：]*[:：]\s*(?P<q>\S.{0,400})$", re.IGNORECASE | re.DOTALL
)
_NOTE_BEGINS = pattern(r"^(?:메모|설명|비고|주석|note|description)\s*[:：]\s*\S")
_NAMED = frozenset({"delete_dataset", "share_dataset", "describe_dataset", "export_dataset", "revoke_share"})


def decide(text: str, datasets: Sequence[DatasetView]) -> Decision | None:
    """The call that such a wish means, or None where the message is none."""
    plain = normalise(text)
    if (named := noted(text, plain) or _renamed(text, plain, datasets)) is not None:
        return named
    if (gone := _named_gone(plain, datasets)) is not None:
        return gone
    for wish in _WISHES:
        if len(plain) <= wish.longest and wish.about.search(plain) and not (wish.never and pattern(wish.never).search(plain)):
            return Call(wish.tool, {**wish.arguments(plain), **(_dataset(plain, datasets) if wish.tool in _NAMED else {})})
    return None


_ONLY_GONE = pattern(
    r"^(?:데이터(?:셋)?|파일|자료|쪽|거|것|를|을|은|는|좀|이제|그|저|다|아예|그냥|the|that|this|one|data(?:set)?|file|please|pls|\s)*(?:삭제|지워|지우|없애|제거|버려|날려|delete|remove|erase|drop|trash)[가-힣]*(?:\s*(?:줘|주세요|주라|줄래\S*|버려|부탁\S*|the|that|one|data(?:set)?|file|please|pls))*[\s.!~]*$"
)


def _named_gone(plain: str, datasets: Sequence[DatasetView]) -> Call | None:
    """ "CCTV 지워줘": a dataset by a word of its name, and that it is to go."""
    said = said_in(plain, datasets)
    if len(said) != 1 or not _ONLY_GONE.match((plain[: said[0].start] + plain[said[0].end :]).strip()):
        return None
    current = next((d.name for d in datasets if d.current), None)
    return Call("delete_dataset", {"name": said[0].name} if said[0].name != current else {})


def _dataset(plain: str, datasets: Sequence[DatasetView]) -> dict[str, object]:
    found = names_said(plain, datasets)
    current = next((d.name for d in datasets if d.current), None)
    return {"name": found[0]} if len(found) == 1 and found[0] != current else {}


def noted(text: str, plain: str) -> Call | None:
    """ "'경찰청 원본'이라고 메모 남겨줘": quoted, about the data and no accident's outcome."""
    if (
        not (_NOTE.search(plain) or _ON_THE_DATA.search(plain))
        or not (_NOTE_VERB.search(plain) or _NOTE_BEGINS.search(plain))
        or pattern(r"결과|실제|예측|\boutcome\b|\bprediction\b|\bactual").search(plain)
    ):
        return None
    found = re.search(_QUOTED, text) or _NOTE_TEXT.search(text)
    return Call("describe_dataset", {"description": found["q"].strip()}) if found else None


def _renamed(text: str, plain: str, datasets: Sequence[DatasetView]) -> Call | None:
    if not datasets or pattern(_ROWS + r"|모델|\bmodel\b|변수|필드").search(plain):
        return None
    found = next((m for wanted in _NEW_NAMES if (m := wanted.search(text))), None)
    return Call("rename_dataset", {"new_name": found["name"].strip()}) if found else None
