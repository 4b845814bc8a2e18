"""Datasets as things: SQL typed by people, comparing, joining, sharing, naming, describing, taking away."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from bot.agent.brain import DatasetView, Message
from bot.agent.offline import sentences
from bot.agent.offline.datasets_said import names_said, shared_word, without_names
from bot.agent.offline.decision import Call, Decision, Say
from bot.agent.offline.reading import normalise, pattern
from bot.agent.offline.transcript import Pending
from bot.sql import raw_sql
from tools._text import Text

_QUERY = Text(ko="마지막으로 실행한 쿼리예요.\n```\n{sql}\n```", en="This is the last query that ran.\n```\n{sql}\n```")
_NO_QUERY = Text(
    ko="아직 실행한 쿼리가 없어요. `SELECT 요일, count(*) FROM data GROUP BY 요일`처럼 SQL을 그대로 보내 주세요.",
    en="No query has run yet. Send SQL as it is, for example `SELECT count(*) FROM data`.",
)
SQL_HOW = Text(
    ko="SQL을 그대로 보내 주시면 실행해요. 지금 데이터는 `data`예요. 예: `SELECT count(*) FROM data`",
    en="Send SQL as it is and I'll run it; the dataset at hand is `data`. For example: `SELECT count(*) FROM data`",
)

_SHOW_QUERY = pattern(
    r"(?:쿼리|질의|sql)(?:문)?(?:을|를|은|는|이|도)?\s*(?:좀\s*)?(?:보여|알려|뭐|뭔|무엇|다시)|\b(?:show|see|what|give)\b[\w' ]*\b(?:query|sql)\b"
)
_KEEP = re.compile(
    r"(?:(?:쿼리|질의|sql|방금|이|그)\s*)+결과(?:를|을)?\s*[\"'“‘`]?(?P<ko>[^\"'“”‘’`]+?)[\"'”’`]?\s*(?:이라는|라는|이란|란|이라고|라고|으로|로)\s*"
    r"(?:이름(?:의|으로)?\s*)?(?:(?:새\s*)?데이터(?:셋)?(?:로|으로)?\s*)?(?:저장|남겨|보관|간직|만들)"
    r"|\b(?:save|keep)\s+(?:the|this|that)\s+(?:query(?:'s)?\s+)?result\s+as\s+[\"'“‘`]?(?P<en>[^\"'“”‘’`]+?)[\"'”’`]?[\s.!]*$",
    re.IGNORECASE,
)
_KEEP_BARE = pattern(
    r"^(?:이|그|방금|쿼리|sql)?\s*(?:쿼리|sql|조회)?\s*결과(?:를|을|도|좀)?\s*(?:그대로\s*|좀\s*|새\s*)*(?:(?:새\s*)?데이터(?:셋)?(?:로|으로)\s*)?(?:저장|남겨|보관|간직)\S*(?:\s*(?:줘|주세요|줄래\S*|부탁\S*))?\s*[.!~]*$"
    r"|^(?:please )?(?:save|keep|store) (?:the |this |that |these )?(?:query )?results?(?: as a (?:new )?data ?set| please)?[\s.!]*$"
)
_WANTS_SQL = pattern(r"\bsql\b|쿼리(?:를|로|을)?\s*(?:돌|실행|쓸|써|작성|날)")
_TOKEN = re.compile(r"eclo-(?:[a-z0-9]+(?:-[a-z0-9]+)+|(?=[a-z]*\d)[a-z0-9]{6,})", re.IGNORECASE)
_SOME_TOKEN = re.compile(
    r"토큰\s*[:：]?\s*[`'\"“‘]?(?P<ko>[A-Za-z0-9][A-Za-z0-9-]{3,})[`'\"”’]?\s*(?:을|를|으로|로)?\s*(?:좀\s*)?(?:열|불러|가져|사용|써)"
    r"|\bopen\b[\w ]*?\btoken\s*:?\s*(?P<en>[A-Za-z0-9][A-Za-z0-9-]{3,})|\btoken\s+(?P<en2>[A-Za-z0-9][A-Za-z0-9-]{5,})\s*$",
    re.IGNORECASE,
)
_REVOKE = pattern(
    r"공유(?:를|을|는)?\s*(?:한\s*거\s*)?(?:좀\s*)?(?:취소|중단|해제|그만|철회|끊|멈)|토큰(?:을|를|은)?\s*(?:좀\s*|다\s*|모두\s*)?(?:취소|폐기|없애|무효|철회|삭제|지워)"
    r"|\brevoke\b|\bunshare\b|\bstop sharing\b|\b(?:cancel|end) (?:the )?shar(?:e|ing)\b"
)
_SHARE = pattern(
    r"공유\s*(?:용\s*)?(?:토큰|링크|코드)|공유(?:를|을)?\s*(?:좀\s*)?(?:해|하고|할|하려|시켜)|토큰(?:을|를)?\s*(?:하나\s*|좀\s*)?(?:만들|발급|생성|줘|달라)"
    r"|\bshare (?:this|the|it|my|that|[\w.]+ (?:data|dataset|file))\b|\bshare[- ]?token\b|\bshar(?:e|ing) link\b"
)
_COLUMN_NAME = pattern(r"(?:열|컬럼|칼럼|변수|필드)(?:의)?\s*이름|\brename\b[\w ]*\bcolumn|(?:열|컬럼|칼럼)(?:을|를)")
_RENAME = re.compile(
    r"^(?P<before>.*?)이름(?:을|를|은)?\s*(?:좀\s*)?[\"'“‘`]?(?P<new>[^\"'“”‘’`]+?)[\"'”’`]?\s*(?:이라고|라고|으로|로)\s*"
    r"(?:바꿔|바꾸|변경|고쳐|수정|지어|해\s*(?:줘|주))",
    re.DOTALL,
)
_RENAME_EN = re.compile(
    r"^(?:please\s+)?rename\s+(?P<before>.+?)\s+(?:to|as)\s+[\"'“‘`]?(?P<new>[^\"'“”‘’`]+?)[\"'”’`]?[\s.!]*$", re.IGNORECASE
)
_THIS = pattern(r"^(?:it|this|(?:this |the |my )?(?:data ?set|data|file))$")
_NOTE = re.compile(
    r"설명(?:을|를|은)?\s*[\"'“‘]?(?P<ko>[^\"'“”‘’]+?)[\"'”’]?\s*(?:이라고|라고|으로|로)\s*(?:적어|써|저장|남겨|등록|달아|바꿔|해\s*(?:줘|주))"
    r"|(?:이|그|지금|현재)?\s*(?:데이터(?:셋)?|파일)(?:은|는|에|에는|을|를)?\s*[\"'“‘]?(?P<ko2>[^\"'“”‘’]+?)[\"'”’]?\s*(?:이라고|라고)\s*설명(?:을|를)?\s*(?:적어|써|저장|남겨|등록|달아|붙여|해)"
    r"|\bdescribe\s+(?:it|this|the)(?:\s+(?:data ?set|data|file))?\s+as\s+[\"'“‘]?(?P<en>[^\"'“”‘’]+?)[\"'”’]?\s*$",
    re.IGNORECASE,
)
_NOTED = pattern(
    r"(?:적어\s*(?:둔|놓은)|저장된|등록된)\s*설명|(?:데이터|데이터셋|파일)(?:의)?\s*설명(?:을|이|은)?\s*(?:보여|뭐|있)|어디서\s*(?:왔|나왔|온\s*(?:거|데이터)|만들)"
    r"|(?:무엇|뭘|무얼|뭐)(?:으?로|에서)?\s*만(?:든|들)\w*\s*(?:데이터|파일|거)|\blineage\b|\bprovenance\b|\bshow (?:the |its )?description\b"
    r"|\bwhere (?:does|did) (?:this|the) (?:data|dataset|file) come from\b"
)
_PAGE = pattern(
    r"(?:데이터|파일)(?:셋)?\s*(?:목록|리스트)(?:의)?\s*(?P<ko>\d{1,4})\s*(?:쪽|페이지|번째)|\b(?:datasets?|files?)\b.*\bpage (?P<en>\d{1,4})\b"
)
_EXPORT = pattern(
    r"내보내|다운로드|다운\s*받|내려\s*받|(?:csv|tsv|파일|엑셀|xlsx|excel|parquet|파케이|파르케)(?:\s*파일)?\s*(?:로|으로)\s*(?:저장|받|줘|뽑|보내|추출|만들|변환)"
    r"|\bexport\b|\bdownload\b|\bsave (?:it |this |the \w+ )?(?:as|to) (?:an? )?(?:csv|excel|xlsx|parquet|file)\b"
)
_FORMATS = (("xlsx", pattern(r"엑셀|\bxlsx?\b|\bexcel\b")), ("parquet", pattern(r"\bparquet\b|파케이|파르케|파켓")))
_COMPARE = pattern(r"비교|견줘|견주|대조|\bcompar(?:e|ing|ison)\b|\bversus\b|\bvs\b")
_JOIN = pattern(
    r"^(?!.*(?:가까운|최근접|nearest|closest|(?:열|컬럼)(?:로|으로|을|를)?\s*(?:하나\s*|새로\s*)?(?:붙|추가|만들))).*(?:합쳐|합치|합칠|조인|병합|붙여\s*(?:줘|주)|결합|\bjoin\b|\bmerge\b|\bcombine\b)"
)
# rows of one side that the other has none for: "안 맞는 행", "한쪽에만 있는 행", "rows without a match"
_ALONE_KO = r"(?:(?:(?:서로\s*)?안\s*(?:맞|겹치|일치하)|(?:매칭|매치)\s*(?:이\s*)?안\s*되|짝이?\s*없|(?<![가-힣])(?:맞|겹치|일치하|매칭되)지\s*않)[는은]?|한\s*쪽에만\s*있는|없는)\s*(?:구|동|행|줄|것들?|거|건|데이터|애들?|곳|값|항목)?(?:들)?(?:은|는|을|를|도)?\s*(?:다|모두|전부|그냥)?\s*"
_GONE_KO = r"(?:버리|버려|빼|제외|삭제|지우|지워|없애|날리|날려|떨[어궈]|필요\s*없)"
_STAY_KO = r"(?:남기|남겨|남게|두고|둬|두|유지|포함|살리|살려|그대로|넣)"
_ALONE_EN = r"(?:(?:the |any |all |my |its )*(?:(?:rows|ones|records|districts|values|everything|anything|those)? ?(?:that |which )?(?:do(?:es)?n'?t|do(?:es)? not|didn'?t|can'?t|cannot) (?:be )?match\w*|(?:rows|ones|records|anything|everything|those|districts)? ?without (?:a |any )?(?:match|partner|counterpart)\w*|(?:un|non[- ]?)match(?:ed|ing)?(?: rows| ones| records| keys)?))"
_GONE_EN = r"(?:drop|discard|remov|leav\w+ out|leave out|exclud|skip|throw\w* (?:away|out)|delet|without|ignor|los)"
# every row of the dataset at hand stays
_MINE_KO = r"(?:이|현재|원래|내|사고|왼쪽|기존)\s*(?:데이터|파일|자료)?(?:의)?\s*(?:행|줄|데이터|것|거)?(?:들)?(?:은|는|을|를)\s*(?:다|모두|전부)\s*(?:그대로\s*)?(?:유지|남|살|두|둬)"
_HOW = (
    (
        "inner",
        pattern(
            rf"\binner\b|이너|내부\s*조인|교집합|{_ALONE_KO}{_GONE_KO}|\b{_GONE_EN}\w* {_ALONE_EN}\b|\b{_ALONE_EN} (?:are |should be |can be |get )?(?:dropped|discarded|removed|left out|excluded|skipped|out)\b"
            r"|(?<!안 )(?<!안)(?:겹치|일치하|맞|매칭되|짝이?\s*있|공통(?:인|으로\s*있)?|양쪽(?:에)?\s*(?:다|모두)\s*있)\S*\s*(?:것|거|행|애|곳|데이터|부분)?\S*만|공통\S*\s*만|\bonly (?:the )?(?:rows that )?match\w*|\bmatch\w* (?:rows |ones )?only\b|\bin both\b|\bintersection\b"
        ),
    ),
    (
        "left",
        pattern(
            rf"\bleft\b(?! out)|레프트|왼쪽\s*(?:조인|기준|\S*\s*(?:다|모두|전부))|{_MINE_KO}|\b(?:keep\w*|all|every) (?:all |every )?(?:of )?(?:my|this file's|these|the left|the first)(?: \w+)? ?(?:rows?|records?|data)?\b"
        ),
    ),
    (
        "outer",
        pattern(
            rf"\b(?:full )?outer\b|아우터|외부\s*조인|합집합|{_ALONE_KO}{_STAY_KO}|\b(?:without|(?:don'?t|not|never) )\s*(?:los\w+|drop\w*) (?:any|a single|anything)\b|\b(?:keep|includ|retain)\w* {_ALONE_EN}"
            r"|(?:양쪽|둘)\s*(?:다|모두|전부)\s*(?:\S+\s*)?(?:남|살리|유지|포함|빠짐)|(?:빠지는|빠짐|버리는)\S*\s*(?:것|거|행)?\S*\s*없이|\bkeep\w* (?:all|every\w*|both)\b|\ball rows (?:of|from) both\b|\bfull join\b|\bunion of keys\b"
        ),
    ),
)
_PREDICTED = pattern(r"예측|\bpredict\w*")
_FIGURE = pattern(r"몇\s*(?:건|개|명|대|곳)|건수|합계|\bhow many\b")  # of rows added up, not of datasets put together
_BOTH = pattern(
    r"(?:두|둘|양쪽)\s*(?:개(?:의)?\s*)?(?:데이터|파일|자료)|(?:데이터|파일|자료)(?:셋)?\s*(?:두|둘|2)\s*개|데이터끼리|\b(?:both|the two|two) (?:data ?sets|files)\b"
)
_CURRENT = pattern(r"(?:이|지금|현재)\s*(?:데이터|파일)|\bthis (?:data|dataset|file)\b")
_AREAS = (
    ("법정동", pattern(r"법정동|읍면동|행정동|(?<![가-힣])동\s*(?:별|단위|마다|으로|로|기준)|\bneighbou?rhoods?\b|\bdong\b")),
    (
        "구",
        pattern(
            r"(?<![가-힣])(?:구|구군|군구|자치구|시군구|지역)\s*(?:별|단위|마다|로|으로|를|을|기준)|자치구|\bdistricts?\b|\bgu\b|\b(?:on|by|using|per) (?:the )?구(?![가-힣])"
        ),
    ),
)
_BY = pattern(
    r"(?P<ko>[가-힣a-z_0-9]+?)(?:별로|별|을\s*기준으로|를\s*기준으로|\s*기준으로|\s*기준|(?:을|를)?\s*키로)(?![가-힣])"
    r"|\b(?:by|on|using)\s+(?:the\s+)?(?P<en>[가-힣a-z_0-9]+)"
)
_ON = pattern(r"(?P<ko>[가-힣a-z_0-9]+?)(?:으로|로)\s*(?:합쳐|합치|합칠|조인|병합|붙여|결합)")


def decide(text: str, datasets: Sequence[DatasetView], messages: Sequence[Message] = ()) -> Decision | None:
    """What to do with datasets as the message asks, or None when it asks for nothing of the kind."""
    if sql := raw_sql(text):
        return Call("query_sql", {"sql": sql})
    plain = normalise(text)
    if (kept := _kept_result(text, plain, messages)) is not None:
        return kept
    for rule in (_tokens, _names, _notes, _several):
        decision = rule(unicodedata.normalize("NFC", text).strip(), plain, datasets)
        if decision is not None:
            return decision
    if found := _PAGE.search(plain):
        return Call("list_datasets", {"page": int(found["ko"] or found["en"])})
    if _SHOW_QUERY.search(plain):
        last = _last_sql(messages)
        return Say(_QUERY, {"sql": last.replace("```", "'''")}) if last else Say(_NO_QUERY)
    return None


def _kept_result(text: str, plain: str, messages: Sequence[Message]) -> Call | None:
    """The rows of the last query, to be kept as a dataset."""
    last = _last_sql(messages)
    if last is None:
        return None
    if (kept := _KEEP.search(text)) and not _EXPORT.search(plain):
        return Call("query_sql", {"sql": last, "save_as": (kept["ko"] or kept["en"]).strip()})
    if _KEEP_BARE.search(plain):
        return Call("query_sql", {"sql": last, "save_as": "쿼리 결과" if re.search("[가-힣]", plain) else "query result"})
    return None


def wants_sql(plain: str) -> bool:
    """Is the answer to come by SQL that the bot writes?"""
    return _WANTS_SQL.search(plain) is not None


def answer(pending: Pending, text: str, datasets: Sequence[DatasetView]) -> Call | None:
    """The datasets or the key that compare_datasets or join_datasets had asked for."""
    if pending.tool not in ("compare_datasets", "join_datasets"):
        return None
    plain = normalise(text)
    chosen = pending.choice(text)
    names = names_said(plain, datasets) or ([chosen] if chosen else [])
    if pending.tool == "compare_datasets":
        return Call(pending.tool, {**pending.understood, "datasets": names}) if names else None
    if "right" in pending.missing:
        return Call(pending.tool, {**pending.understood, "right": names[0]}) if names else None
    wanted = chosen or next((area for area, said in _AREAS if said.search(plain) or plain == area), None) or _column(plain, datasets)
    return Call(pending.tool, {**pending.understood, "on": [wanted]}) if wanted else None


def _tokens(text: str, plain: str, datasets: Sequence[DatasetView]) -> Decision | None:
    token = _TOKEN.search(text)
    if _REVOKE.search(_TOKEN.sub("", plain)):
        return Call("revoke_share", {"token": token[0].lower()} if token else _named(plain, datasets))
    if token is not None:
        return Call("open_shared_dataset", {"token": token[0].lower() if token[0].count("-") > 1 else token[0]})  # ours are lower case
    if found := _SOME_TOKEN.search(text):
        return Call("open_shared_dataset", {"token": found["ko"] or found["en"] or found["en2"]})
    return Call("share_dataset", _named(plain, datasets)) if _SHARE.search(plain) else None


def _names(text: str, plain: str, datasets: Sequence[DatasetView]) -> Decision | None:
    if _COLUMN_NAME.search(plain):
        return None
    found = _RENAME.search(text) or _RENAME_EN.search(text)
    if found is None:
        return None
    named = names_said(normalise(found["before"]), datasets)
    if found.re is _RENAME_EN and not named and not _THIS.search(normalise(found["before"])):
        return None  # a column, perhaps
    current = next((d.name for d in datasets if d.current), None)
    other = {"name": named[0]} if named and named[0] != current else {}
    return Call("rename_dataset", {"new_name": found["new"].strip(), **other})


def _notes(text: str, plain: str, datasets: Sequence[DatasetView]) -> Decision | None:
    if found := _NOTE.search(text):
        return Call("describe_dataset", {"description": (found["ko"] or found["ko2"] or found["en"]).strip()})
    if _NOTED.search(plain):
        return Call("describe_dataset", _named(plain, datasets))
    if _EXPORT.search(plain):
        wanted = next((name for name, said in _FORMATS if said.search(without_names(plain, datasets))), None)
        return Call("export_dataset", {**({"format": wanted} if wanted else {}), **_named(plain, datasets)})
    return None


def _several(text: str, plain: str, datasets: Sequence[DatasetView]) -> Decision | None:
    named = names_said(plain, datasets)
    both = bool(_BOTH.search(plain))
    alike = shared_word(plain, datasets) if len(named) == 1 and _COMPARE.search(plain) else []
    if alike:
        named = [*named, alike[0]]
    if _COMPARE.search(plain) and (len(named) >= 2 or both or (named and _CURRENT.search(plain))):
        by = _grouping(plain, datasets)
        note = Say(sentences.ABOUT_DATASET, {"name": alike[0]}) if alike else None
        return Call("compare_datasets", {**({"datasets": named} if named else {}), "by": by or "구"}, note)
    if (
        _JOIN.search(plain)
        and not _FIGURE.search(plain)
        and not _PREDICTED.search(plain)  # "예측값 붙여줘" is a column more
        and (named or both or pattern(r"데이터|파일|\bdata").search(plain))
        and len(datasets) > 1
    ):
        by = _grouping(plain, datasets, _ON)
        current = next((d.name for d in datasets if d.current), None)
        sides = {"left": named[0], "right": named[1]} if len(named) >= 2 else {"right": named[0]} if named and named[0] != current else {}
        how = next((name for name, said in _HOW if said.search(plain)), None)
        return Call("join_datasets", {**sides, **({"on": [by]} if by else {}), **({"how": how} if how else {})})
    return None


def _grouping(plain: str, datasets: Sequence[DatasetView], *more: re.Pattern[str]) -> str | None:
    """구, 법정동, or a column of one of the datasets that the message says to go by."""
    rest = without_names(plain, datasets)
    for wanted in (_BY, *more):
        for found in wanted.finditer(rest):
            if column := _column(found["ko"] or found.groupdict().get("en") or "", datasets):
                return column
    return next((area for area, said in _AREAS if said.search(rest)), None)


def _column(word: str, datasets: Sequence[DatasetView]) -> str | None:
    wanted = re.sub(r"\s", "", word)
    if not wanted or wanted == "구":
        return None
    return next((c.name for d in datasets for c in d.profile.columns if re.sub(r"\s", "", normalise(c.name)) == wanted), None)


def _named(plain: str, datasets: Sequence[DatasetView]) -> dict[str, str]:
    """The one dataset the message names, if it is not the current one."""
    named = names_said(plain, datasets)
    return {"name": named[0]} if len(named) == 1 and len(datasets) > 1 else {}


def _last_sql(messages: Sequence[Message]) -> str | None:
    for message in reversed(messages):
        if message["role"] == "assistant" and not isinstance(message["content"], str):
            for block in reversed(message["content"]):
                if block.get("type") == "tool_use" and block.get("name") == "query_sql":
                    return str(block["input"].get("sql", "")) or None
    return None
