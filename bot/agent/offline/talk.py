"""Everything that is neither a prediction nor a question about values: manners, help, datasets, jobs, the model."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.agent.brain import DatasetView
from bot.agent.offline import files, sentences
from bot.agent.offline.datasets_said import one_said
from bot.agent.offline.decision import Call, Decision, Say
from bot.agent.offline.reading import in_any_order, normalise, pattern
from tools._text import Text

_END = r"(?:[\s!.~?,^ㅎㅋㅠㅜ😀-🙏👋]|:\w+:)*$"
# The whole message, not a part of one.
_MANNERS: tuple[tuple[str, Text], ...] = (
    (r"(?:안녕(?:하세요|하십니까|히\s*계세요)?|하이|헬로우?|반가\w*|ㅎㅇ|좋은\s*(?:아침|오후|저녁)\w*|hi+|hello|hey|hiya|yo|good (?:morning|afternoon|evening)|howdy|greetings)(?:\s*(?:there|봇|bot|everyone|all|여러분))?", sentences.HELLO),
    (r"(?:정말\s*|너무\s*|진짜\s*|ok\s*|네\s*|오\s*)*(?:고마\w*|고맙\w*|감사\w*|ㄱㅅ|ㄳ|땡큐|수고\w*|잘\s*했\w*|최고\w*|thanks?(?: you)?(?: (?:so|very) much| a lot)?|thx|ty|tysm|great(?: job)?|nice(?: work)?|awesome|perfect|cheers|cool|훌륭\w*|좋아요?|좋네\w*|굿)", sentences.THANKS),
    (r"(?:잘\s*[가자]\w*|바이+|안녕히\s*가\w*|다음에\s*봐\w*|종료|bye+(?: bye)?|goodbye|see (?:you|ya)(?: later)?|good night|cya)", sentences.BYE),
    (r"(?:네+|넵|예|응+|ㅇㅇ|ㅇㅋ|오케이|알겠\w*|알았\w*|그래\w*|ok(?:ay)?|yes|yep|yeah|sure|got it|alright|아니\w*|no|nope|됐\w*)", sentences.OKAY),
    (r"(?:너는?|넌|당신은?|네?가)?\s*(?:누구\w*|뭐\s*(?:야|임|니|예요|에요|하는\s*\w+)|이름이?\s*뭐\w*|정체가?\s*뭐\w*|뭐\s*하는\s*(?:봇|애|거)\w*|who are you|who (?:made|built|created) you|what are you|your name|what(?:'s| is) your name|are you (?:a )?(?:bot|human|ai|robot))", sentences.WHO),
    (r"(?:eclo|이클로|에클로)\s*(?:가|는|란|이란|라는\s*게|라는\s*건|이)?\s*(?:뭐\w*|무엇\w*|무슨\s*\w*|어떻게\s*계산\w*|의미\w*|뜻\w*|정의\w*|설명\w*)?(?:\s*(?:야|예요|인가요|이에요|뜻이\w*|해\s*줘|해주세요|알려\w*))*|(?:what(?:'s| is| does)|explain|define|meaning of|tell me about)\s*(?:an? |the )?eclo(?:\s*(?:mean|score|value|stand for))*", sentences.WHAT_IS_ECLO),
)  # fmt: skip
_ASKING_ECLO = pattern(r"뭐|무엇|무슨|뜻|의미|정의|설명|계산|란|what|explain|define|mean")

_DATASET = r"(?:데이터\s*셋?|파일|자료|데이터\s*세트)"
_ADMIN: tuple[tuple[str, str], ...] = (
    ("help", r"^/?(?:도움말?|도와\w*|헬프|help(?: me)?|\?+|사용법\w*|메뉴|명령어|commands?|usage|examples?|예시)\W*$|(?:뭐|뭘|무엇을?|무슨\s*일을?|어떤\s*(?:걸|것을?|일을?))\s*(?:다\s*)?(?:할|해|물어|물을|시킬|도와)\w*\s*(?:수\s*)?(?:있|줄|봐|보)\w*|할\s*수\s*있는\s*(?:일|것|게|거|기능)|(?:사용|이용)\s*(?:법|방법)|어떻게\s*(?:써|쓰|사용|이용|물어)|예측(?:은|을|은요)?\s*어떻게\s*(?:하|해|시키)|기능\s*(?:이|을|은|좀|목록|알려|뭐)|\bwhat (?:can|do) you (?:do|offer)\b|\bwhat are you able\b|\bhow (?:do|can|should) (?:i|we) (?:use|ask|start)\b|\bhow does this work\b|\bwhat can i ask\b|\blist (?:of )?(?:commands|tools|features)\b|\byour (?:features|capabilities)\b|\bshow help\b"),
    ("model_card", r"모델\s*(?:카드|정보|성능|정확\w*|설명|소개|신뢰\w*|어때|뭐)|(?:무슨|어떤)\s*모델|(?:예측|모델)(?:은|이|의|을)?\s*(?:얼마나\s*)?(?:정확|믿을)|정확도|얼마나\s*정확|믿을\s*만|믿어도|학습\s*데이터|\bmodel ?card\b|\b(?:your|the) model\b|\bwhich model\b|\bwhat model\b|\bhow (?:accurate|reliable|trustworthy)\b|\baccuracy\b|\btrained on\b|\btraining data\b"),
    ("cancel_job", r"(?:작업|예측|잡|\bjobs?\b|\btasks?\b)\s*(?:을|를|좀)?\s*(?:취소|중단|중지|멈[춰추]|그만)|^(?:그거|이거|지금\s*거|하던\s*거|그만)?\s*(?:취소|중단|중지|멈[춰추]|그만\s*(?:해|둬|하))\w*(?:\s*(?:줘|주세요|해\s*줘|해주세요))?\W*$|\b(?:cancel|stop|abort|kill)\b(?: (?:the|this|that|my|it))?(?: (?:job|prediction|task|run|it|batch))?\W*$"),
    ("list_jobs", r"\bjobs?\s*(?:들\s*)?(?:목록|상태|현황|진행|어떻게|어디|확인)|돌고\s*있|실행\s*중|돌아가는\s*(?:거|작업)|작업\s*(?:들|의)?\s*(?:목록|상태|현황|리스트|진행|보여|알려|어떻게|어디)|진행\s*(?:상황|상태|중인|률|도)|(?:어디까지|얼마나)\s*(?:됐|되었|진행|했)|다\s*(?:됐|끝났|되었)\w*|끝났\w*|아직\s*(?:이야|멀었|안\s*끝)|\b(?:list|show|my|running|current|any) (?:the |my |all )?jobs?\b|\bjobs?(?: list| status)?\W*$|\bjob status\b|\bis it (?:done|finished|ready)\b|\bprogress\b|\bhow (?:far|long)\b.*\b(?:job|it|left)\b"),
    ("list_datasets", rf"{_DATASET}(?:들)?(?:의|을|를|은|는|이|가|에는|에)?\s*(?:목록|리스트|(?:뭐|뭐가|무엇이|어떤\s*(?:게|것이?)|몇\s*개(?:나|가)?)\s*(?:있|올라))|(?:어떤|무슨)\s*{_DATASET}(?:들)?(?:이|가)?\s*(?:있|올라)|(?:올린|내|우리|공유된|업로드한|가진|저장된)\s*(?:모든\s*)?{_DATASET}(?:들)?(?:을|를|은)?\s*(?:목록|보여|알려|뭐|다\s*보|리스트|전부)|(?:올린|올려\s*(?:둔|놓은)|업로드(?:한|된)|공유(?:한|된)|등록(?:한|된)|넣어\s*둔)\s*(?:[가-힣]+\s+)?{_DATASET}\S*\s*(?:[가-힣]+\s+)?(?:뭐뭐|뭐가|무엇이|어떤\s*게|있(?:지|어|나|니|습|는지|을까|죠)|목록|전부\s*보|다\s*보|몇\s*개)|\b(?:list|show|what|which)(?: me)?(?: all)?(?: the| my| our)? (?:datasets|data sets|files|uploads|csvs)\b|\bmy (?:datasets|files|uploads)\b"),
    ("delete_dataset", rf"(?:{_DATASET}|csv)(?:를|을|만|은|도|좀|,)?\s*(?:좀\s*)?(?:삭제|지워|지우|없애|제거|버려)|(?:삭제|지워|제거)\w*.*{_DATASET}|\b(?:delete|remove|erase|drop) (?:the |this |that |my )?(?:[\w.]+ )?(?:dataset|file|data|csv|upload)\b"),
    ("export_dataset", r"내보내|다운로드|다운\s*받|내려\s*받|(?:csv|파일|엑셀)\s*로\s*(?:저장|받|줘|뽑|보내|추출)|\bexport\b|\bdownload\b|\bsave (?:it |this |the \w+ )?(?:as|to) (?:a )?(?:csv|file)\b"),
)  # fmt: skip
# The same wishes in other words: what it is about and what is to be done with it, in any order, in a short message.
_JOB = r"작업|(?<![가-힣])잡(?=[은을이도\s]|$)|\bjobs?\b|\btasks?\b|돌리(?:던|고)|돌아가(?:던|고)|하던|진행\s*중"
_LOOSE: tuple[tuple[str, str, str], ...] = (
    ("cancel_job", _JOB, r"취소|중단|중지|멈[춰추]|그만|꺼\s*줘|\bcancel\w*|\bstop\b|\babort\b|\bkill\b"),
    ("list_jobs", _JOB, r"상태|목록|현황|리스트|진행|어떻게|어디까지|얼마나|끝났|남았|뭐|몇|\bstatus\b|\blist\b|\bcheck\b|\bdone\b|\bprogress\b|\bwhat\b|\bhow\b"),
    ("delete_dataset", rf"{_DATASET}|\bcsv\b|\bdata ?sets?\b|\bfiles?\b", r"삭제|지워|지우|없애|제거|버려|치워|\bdelete\b|\bremove\b|\berase\b|\bget rid\b"),
    ("list_datasets", rf"{_DATASET}(?!\S*\s*(?:요약|정보|기간|구조))|\bdata ?sets?\b|\bfiles\b", r"올라\s*와|올라\s*있|올려\s*(?:져|둔|놓)|올린\s*(?:거|것|게)|업로드|가지고\s*있|갖고\s*있|뭐뭐|몇\s*개\s*(?:있|올)|\bhave i\b|\bdo (?:i|we|you) have\b|\buploaded\b"),
)  # fmt: skip
_ABOUT_ROWS = pattern(r"행|(?<![가-힣])열|컬럼|칼럼|줄|결측|이상치|중복|\brows?\b|\bcolumns?\b|\bmissing\b|\boutliers?\b|예측")
_NO_CARD = pattern(
    r"비교|견줘|달라|변했|바뀌|바뀐|\bcompar\w+|\bdrift\w*|\bchanged\b|\b(?:score|rate) (?:every|each|all)\b"
)  # of runs, or of the data
_SHORT = 45
CANCEL = pattern(
    r"^(?:아니\w*\s*|그냥\s*|이제\s*)*(?:취소\w*|그만\w*(?:\s*(?:둘게요?|할래요?|해요?))?|관둘?\w*|됐어요?|됐습니다|안\s*할래\w*|필요\s*없\w*|never ?mind|nvm|forget (?:it|about it)|cancel(?: (?:that|it|this))?|stop(?: (?:that|it|this|asking))?|quit)"
    r"(?:\s*(?:요|해\s*줘\w*|해주세요|할게요?|할래요?|please))?[\s.!~]*$"
)
WHY = pattern(
    r"(?<![가-힣])왜(?![가-힣])|\bwhy\b|(?:이유|원인)(?:가|는|은|이)?\s*(?:뭐|뭘|무엇|알려|궁금|있)|\bwhat causes\b|\breasons? (?:for|why|behind)\b"
)
# What changes data or learns from it: with no dataset there is nothing to do it with.
_ON_DATA: tuple[tuple[str, Text], ...] = (
    (r"(?:결측|빈\s*값|누락)\w*\s*(?:값)?(?:을|를)?\s*(?:\w+로\s*)?(?:채워|채우|대체|보간|처리|메꿔|메워)|\bimput\w+|\bfill (?:in )?(?:the )?(?:missing|blanks|nulls?|gaps)", Text(ko="결측치 채우기", en="filling in missing values")),
    (r"회귀|모델\s*(?:을|를)?\s*(?:학습|만들|훈련)|\bregression\b|\btrain a\b|\bfit a\b", Text(ko="새 모델 만들기", en="fitting a new model")),
    (r"(?:열|컬럼)(?:을|를)\s*(?:추가|만들|삭제|바꿔|변환)|(?:행|줄|이상치|결측치?)(?:를|을|가\s*있는\s*(?:행|줄)(?:을|만)?)?\s*(?:제거|빼\s*줘|빼줘|없애|지워|삭제)|\b(?:delete|drop|remove) (?:the |all )?(?:rows?|missing|outliers?|blanks?|duplicates?)\b|\b(?:add|drop|rename|remove) (?:a |the )?(?:column|outliers)\b|정규화|표준화|\bnormali[sz]e\b", Text(ko="데이터 고치기", en="changing the dataset")),
)  # fmt: skip
_OUT_OF_REACH = pattern(
    r"(?:오늘|내일|모레|지금|주말에?|이번\s*주)\s*(?:은|는)?\s*(?:대구\s*)?(?:에?\s*)?(?:비|눈)(?:가|이)?\s*(?:많이\s*)?(?:와|오나|올까|오니|옵니까|온대|오려나|오냐)\w*\s*[?]*$|(?:^|지금|오늘|현재)\s*(?:은|이|시간은|시각은)?\s*몇\s*시\s*(?:야|에요|예요|인가요|니|지|임|입니까)\s*[?]*$"
    r"|오늘\s*(?:며칠|무슨\s*요일)|집값|부동산|월세|전세|인구|(?<![가-힣])수도(?:는|가|이)|축구|야구\s*(?:누가|결과|점수)|연애|여행|기온|미세\s*먼지|\bwill it (?:rain|snow)\b|\bis it (?:raining|snowing)\b|\bwhat time is it\b|\bhow(?:'s| is) the weather\b|\bcapital of\b|\bpopulation\b|\bhouse prices?\b"
    r"|날씨\s*(?:가\s*)?(?:어때|어떄|알려|예보|좋아\?|어떨)|농담|주식|주가|노래|번역|맛집|뭐\s*먹|메뉴\s*추천|뉴스|코드\s*(?:짜|작성)|환율|로또|영화|사랑해|심심"
    r"|\bweather (?:like|forecast|today|tomorrow)\b|\bjokes?\b|\bstocks?\b|\bsong\b|\btranslate\b|\brestaurants?\b|\blunch\b|\bdinner\b|\bnews\b|\bpoem\b|\bwrite (?:me )?(?:a |some )?(?:code|python|essay|poem|story)\b|\bbitcoin\b|\blottery\b"
)


_LAUGHING = pattern(r"^(?:[ㅋㅎㅠㅜ]+|하하+|헤헤+|ha(?:ha)+|lol|hehe+)[\s,.!~]+(?=\S)")


def manners(text: str) -> Say | None:
    """A greeting, thanks, a goodbye, a question about the bot or about ECLO itself: the whole message."""
    plain = _LAUGHING.sub("", normalise(text))
    for wanted, sentence in _MANNERS:
        if not pattern(rf"(?:{wanted})(?:[\s,.!~]+(?:{wanted}))*{_END}").match(plain):
            continue
        if sentence is sentences.WHAT_IS_ECLO and not _ASKING_ECLO.search(plain):
            continue
        return Say(sentence)
    return None


def admin(text: str, datasets: Sequence[DatasetView]) -> Decision | None:
    """Help, the model, jobs, and the datasets as things to list, delete or take away."""
    plain = normalise(text)
    if (about_file := files.decide(text, datasets)) is not None:
        return about_file
    for tool, wanted in _ADMIN:
        if pattern(wanted).search(plain) and not (tool == "model_card" and _NO_CARD.search(plain)):
            return Call(tool, _arguments(tool, plain, datasets))
    if len(plain) <= _SHORT and not _ABOUT_ROWS.search(plain):
        for tool, about, wish in _LOOSE:
            if in_any_order(about, wish).search(plain):
                return Call(tool, _arguments(tool, plain, datasets))
    return None


def _arguments(tool: str, plain: str, datasets: Sequence[DatasetView]) -> dict[str, str]:
    if tool == "cancel_job" and (job := re.search(r"\b(?:job[_-]?)?([0-9a-f]{6,32})\b", plain)):
        return {"job_id": job[0]}
    if tool in ("delete_dataset", "export_dataset") and (named := one_said(plain, datasets)):
        return {"name": named}
    return {}


def beyond(text: str, has_data: bool) -> Say | None:
    """What can't be done, or not without a dataset."""
    plain = normalise(text)
    wish = next((wish for wanted, wish in _ON_DATA if pattern(wanted).search(plain)), None)
    if wish is not None and not has_data:
        return Say(sentences.NEEDS_DATA, {"wish": wish})
    return Say(sentences.OUT_OF_REACH) if _OUT_OF_REACH.search(plain) else None
