"""What people say when they ask why, which of several, and where or when it is worst: one table for each, nouns apart from frames."""

from __future__ import annotations

from bot.agent.offline.reading import pattern

_ABOUT = r"(?:예측|결과|이렇게|그렇게|값|점수|숫자|수치|eclo|이클로|심각도)"
WHY = pattern(
    r"^(?:근데\s*|그런데\s*|아니\s*|음+\s*|헐\s*|엥\s*|와\s*)*왜(?:요|죠|지|냐|야|일까요?|인가요?|그래요?|그럴까요?|때문)?\s*[?.!~ㅋㅎㅠ]*$"
    r"|^(?:근데\s*|아니\s*)*(?:그거|이거|그게|이게|그건|이건)\s*왜(?:\s*(?:그래|그런|이래|이런|그렇|이렇)\S*)?(?:\s*(?:거|건)\S*)?\s*[?.!~]*$"
    rf"|왜\s*(?:그|이|저)\s*{_ABOUT}|왜\s*{_ABOUT}|(?:그|이|저)?\s*{_ABOUT}\S*\s*왜|(?:이유|요인|근거|원인|까닭)(?:를|을|도|별로|까지|들)?\s*(?:좀\s*|같이\s*|함께\s*|하나씩\s*)*(?:설명|알려|말해|보여|풀어|짚어|나눠|분해)"
    r"|왜\s*(?:\S+\s+){0,2}?\S*(?:나오는지|나왔는지|나온\s*건지|되는지|된\s*건지|높은지|낮은지|심각한지|위험한지)|(?:조건|요인|변수|요소)(?:별로|마다|들?이|을|를)\s*(?:\S+\s+){0,4}?(?:분해|쪼개|뜯어|나눠\s*(?:서\s*)?(?:설명|보여))|왜\s*(?:so\s*)?(?:high|low|bad|severe)|\breasons?\b\S*\s*(?:좀\s*)?(?:설명|알려|말해|궁금)|왜\s*(?:이렇게|그렇게|이리|그런|이런|저렇게|이만큼|그만큼|(?:더\s*|그리\s*)?(?:높|낮|심각|위험|크|작|나오|나온|나왔))"
    rf"|{_ABOUT}\S*\s*(?:가\s*|이\s*)?(?:나온\s*|나오는\s*|나오게\s*|된\s*|본\s*|한\s*)(?:이유|까닭|근거|요인|원인|배경)|(?:그|이|저)\S*\s*(?:나온\s*|된\s*|본\s*|한\s*)?(?:이유|까닭|근거)|^(?:이유|까닭|근거)\S*(?:\s|[?]|$)|무엇\s*때문|뭐\s*때문|뭣\s*때문|뭔\s*때문"
    r"|(?:뭐가|무엇이|어떤\s*(?:게|것이|요인이?|조건이?|변수가?|부분이?|요소가?)|무슨\s*(?:요인|조건)이?|뭐\s*땜에)\s*(?:\S+\s+){0,3}?(?:영향|작용|끌어\s*올|끌어\s*내|올렸|올리|내렸|내리|높였|높이|낮췄|낮추|키웠|키우|줄였|줄이|컸|좌우|한몫|기여|결정|문제)"
    r"|(?:까닭|이유|원인|근거)(?:이|가|은|는)?\s*(?:뭐|무엇|뭘|뭔|궁금|알고)|(?:높|낮|심각|위험|나오|큰|작)\S*\s*(?:이유|까닭|원인|근거)"
    r"|얼마나\s*(?:\S+\s+)?(?:영향|기여|작용|차지)|(?:영향|기여)(?:을|를|이|가)?\s*얼마나|\bhow much did\b.*\b(?:matter|contribute|affect|add|influence|count|weigh)\b|요인\s*별|기여도|영향도|(?:요인|원인)\s*분석|(?:요인|점수|예측|결과)\S*\s*(?:분해|뜯어|풀어|쪼개)|(?:예측|점수|결과)\S*\s*(?:의\s*)?(?:근거|이유|배경)|뭘\s*보고\s*(?:그렇게|그런)|shap|(?:어떻게|어째서)\s*(?:그런|이런|그|이)\s*(?:점수|값|결과|숫자|수치)"
    r"|^(?:이\s*|그\s*|방금\s*|아까\s*)?(?:예측|결과|점수)(?:을|를)?\s*(?:좀\s*)?(?:자세히\s*|더\s*)?(?:설명|해석)|^(?:좀\s*)?(?:더\s*)?(?:자세히\s*|자세하게\s*)?설명\s*(?:해|좀|부탁|필요)"
    r"|^(?:but |and |so |ok(?:ay)? |hmm,? |wait,? )*why(?: so| is (?:it|that|this)| that| this| not)?\b(?:\s+(?:so\s+)?(?:high|low|much|severe|bad|that|many|little))*\s*[?.!]*$"
    r"|\bwhy (?:is|was|did|does|would|are|such|so|do you|has|do)\b(?=.*\b(?:it|that|this|high|low|severe|bad|score|eclo|number|prediction|figure|estimate|value|predict|say|think)\b)"
    r"|^explain\b(?! (?:the |this |my )?(?:data|file|csv|column))|\b(?:can|could|please|would) (?:you )?(?:please )?explain (?:it|that|this|the (?:score|prediction|result|number|estimate|eclo))\b|\bexplain (?:the|that|this|your|my) (?:\w+ )?(?:score|prediction|result|number|estimate|eclo|figure)\b"
    r"|\bwhat(?:'s| is| was| has|)? ?(?:drove|drives|driving|moved|moves|explains?|pushed|pushes|pushing|raised|raises|raising|made|makes|making|contribut\w+|influenc\w+|caus\w+|behind|increas\w+|boost\w+|lower\w+|affect\w+|bumped|dragg\w+|pull\w+) (?:most |to |it|that|this|the|up|down|so)"
    r"|\b(?:which|what) (?:factors?|features?|inputs?|conditions?|variables?|parts?|things?) (?:\w+ ){0,3}?(?:matter\w*|contribut\w+|influenc\w+|drove|drive\w*|push\w*|rais\w+|mad|made|make|affect\w*|weigh\w*|count\w*|responsible|behind|most)"
    r"|\bbreak(?:ing)? (?:it|that|this|the \w+|down)(?: down)?\b|\bbreak ?down of (?:the|that|this)\b|\b(?:reasons?|reasoning|rationale|logic|factors) (?:for|behind) (?:it|that|this|the|your)\b|^how come\b|\bhow did you (?:get|arrive|come)\b|\bwhat(?:'s| is) (?:the )?(?:reason|reasoning|rationale|basis)\b|\bcontributions?\b|\bfactor by factor\b|\bjustify (?:that|the|this|your)\b"
)
# the other end of a ranking
LEAST = pattern(
    r"안전|덜\s*(?:위험|심각|다치|무서)|(?:위험도?|심각도?|eclo|점수)\S*\s*(?:제일\s*|가장\s*|젤\s*)?(?:낮|작|적)|(?:제일|가장|젤)\s*(?:낮|약)|최하위|하위|꼴찌|\bsafe(?:st|r)?\b|\bleast\b|\blowest\b|\bmildest\b|\bbottom\b"
)
# of the prediction just made, and of nothing else
OF_IT = pattern(
    r"왜\s*(?:그래|그런|그렇|이래|이런|이렇|저래)\S*(?:\s*(?:거|건)\S*)?\s*[?.!~]*$|왜\s*(?:차이|다른|달라|다르)|^(?:근데\s*|음+\s*|그럼\s*)*(?:이게|이거|이건|그게|그거|그건|이\s*정도면|이\s*점수면?|이\s*값이?|저게)\s*(?:좀\s*|많이\s*)?(?:높은|낮은|심각한|심한|위험한|큰|작은|보통인?|평균적인)\s*(?:편|건가|거야|건지|거예요|축|건가요|수준)\S*[\s?.!~]*$"
    r"|^(?:so |and |ok,? )?is (?:that|this|it) (?:considered |a |really |very )*(?:high|low|bad|a lot|normal|serious|severe|average|typical|worse than average|above average)(?: score| value| number)?[\s?.!]*$"
)
DANGER = pattern(
    r"안전한|\bsafe(?:st)?\b|\bleast\b|\bmildest\b|(?:eclo|이클로|점수|심각도|위험도)\S*\s*(?:제일|가장|젤)?\s*(?:높|크|큰)|위험|심각|치명|크게\s*(?:다|나)|심하게|심한|심해|심할|취약|무서|무섭|큰일|피해가?\s*(?:제일\s*|가장\s*|젤\s*)?(?:큰|크|클|심)|아찔|최악|다칠|사망\s*(?:확률|가능성)|사람이?\s*(?:제일\s*|가장\s*|더\s*)?(?:많이\s*)?(?:다치|죽)"
    r"|\bdanger\w*|\bsever\w+|\brisk\w*|\bdeadl\w*|\blethal\w*|\bfatal\w*|\bserious\w*|\bworst\b|\bworse\b|\bhazard\w*|\bhurt\w*|\bharm\w*|\bperil\w*|\bscar(?:y|iest)\b|\bbrutal\b|\bnast(?:y|iest)\b|\bhigh(?:est)? eclo\b|\beclo (?:is |be )?(?:the )?high\w*"
)
MOST = pattern(
    r"제일|가장|최고|젤|더\s|순위|랭킹|상위|하위|순서|순으로|순\s*(?:정렬|으로|대로)|줄\s*(?:세|을\s*세)|톱|탑|최악|꼽|매겨|매기|나열|등수|등급|언제|어디가|어디서|어디에서|높은|높아|심한|큰|위험한\s*(?:곳|데|동네|지역|시간|도로|요일|구|길|날)"
    r"|\bmost\b|\bleast\b|\bsafest\b|\bmildest\b|\bworst\b|\bhighest\b|\briskiest\b|\bdeadliest\b|\brank\w*|\btop\b|\bworse\b|\blist\b|\border\b|\bleague\b|\bscariest\b|\bnastiest\b|\bhow does\b.*\bvary\b|\bbottom\b|\bhigh\b"
)
OFTEN = pattern(r"많이\s*(?:나|발생|일어)|자주|빈도|건수|많은|많아|\bhow (?:many|often)\b|\bfrequen\w+|\boften\b|\bmost accidents\b")
SAME_CONDITIONS = pattern(
    r"^(?:그럼|그러면|그렇다면)|(?:이|그|같은|똑같은|동일한?|이런|그런)\s*(?:조건|상황|날씨|경우|때|사고|건|케이스)(?!\s*(?:유형|종류|형태))|(?<![가-힣])(?:이거|그거|이걸|이게|그게)(?![가-힣])|거기"
    r"|\b(?:same|these|those|that|this|such an?) (?:conditions?|case|situation|crash|accident|one|collision|scenario|weather)\b|^then\b|\belse\b|\bfor (?:that|this|it)\s*[?.!]*$"
)
IN_ORDER = pattern(r"높은\s*순|낮은\s*순|위험한\s*순|심각한\s*순|순위|랭킹|줄\s*(?:을\s*)?세|순서대로|순으로|\brank\w*\b")
PREDICTED = pattern(r"예측|예상|\bpredict\w*|\bexpected\b")
# what can be ranked -> Korean nouns, English nouns
_RANKED: tuple[tuple[str, str, str], ...] = (
    ("time_period", "시간대|때", "time periods?|parts? of (?:the )?day|time slots?|times? bands?|rush hours?"),
    ("day_of_week", "요일", "weekdays?|days?(?: of the week)?"),
    ("month", "달|월|계절", "months?|seasons?"),
    ("hour", "시각|시간|시", "(?:clock )?hours?(?: of the day)?|times?(?: of day)?|o'?clock"),
    ("violation", "(?:법규\\s*)?위반(?:\\s*(?:유형|행위|종류|항목|내용|사항|사유))?|법규", "(?:traffic )?violations?|offen[cs]es?|traffic laws?"),
    ("accident_detail", "(?:사고\\s*)?세부\\s*(?:적인\\s*)?(?:유형|사고|분류|항목|종류)(?:\\s*사고)?|(?:사고\\s*)?(?:유형|종류)(?:을|를|도|까지)?\\s*세부(?:까지|적으로|로)?|충돌\\s*(?:유형|방식|형태)|부딪히는\\s*방식", "details?|kinds? of collisions?|collision (?:types?|kinds?)|crash details?|manners? of collision"),
    ("road_surface", "노면(?:\\s*상태)?|도로\\s*상태|길\\s*상태|바닥", "(?:road )?surfaces?(?: states?)?|surface conditions?|road conditions?"),
    ("road_type", "교차로\\s*(?:형태|유형|종류)|도로(?:\\s*(?:형태|유형|종류))?|길", "(?:road|street) (?:types?|forms?|layouts?|kinds?)|(?:kinds?|types?|sorts?) of (?:roads?|streets?)|roads?|streets?"),
    ("weather", "날씨|기상(?:\\s*상태)?", "weathers?(?: conditions?| types?)?|sk(?:y|ies)"),
    ("accident_type", "사고\\s*(?:유형|종류|형태)|유형|종류(?:의\\s*사고)?|사고", "(?:accident|crash|collision) (?:types?|kinds?|categor(?:y|ies))|(?:kinds?|types?|sorts?) of (?:accidents?|crash(?:es)?)|accidents?|crash(?:es)?|collisions?"),
    ("gu", "구\\s?[·・/,]?\\s?군|구|군구|시군구|자치구|군", "districts?|gus?|count(?:y|ies)|boroughs?|wards?"),
    ("district", "동네|동|곳|데|지역|장소|법정동|읍면동|지점|구역", "neighbou?rhoods?|areas?|places?|dongs?|spots?|parts? of (?:town|the city|daegu)|locations?"),
)  # fmt: skip
_ADJECTIVE_KO = r"(?:위험한|심각한|높은|심한|무서운|치명적인|큰|아찔한|위험할|심각할|취약한|최악의|최악인|예측되는|예상되는|나오는|나올|뜨는|다치는|다칠|죽는|안전한|낮은|약한)\s*(?:\S+\s+)?"
_SUPERLATIVE_EN = r"(?:(?:most|least) (?:dangerous|severe|serious|lethal|hazardous|risky)|safest|mildest|worst|riskiest|deadliest|scariest|nastiest|dangerous|top \d+|top (?:three|five|ten)|bottom \d+|\d+ (?:worst|most dangerous|riskiest|deadliest)|(?:rank|order|sort|rate|grade)(?: me)?(?: the| all| our| daegu'?s?| these| different| various)*|list(?: the)?|high(?:est)?(?:[- ]eclo)?|risky|lethal)"


def _frames(korean: str, english: str, bare: bool) -> str:
    """The frames that ask for a ranking of what the nouns name. `bare`: one syllable, which has to stand apart."""
    ko = rf"(?:{korean})"
    edge = r"(?=$|[^가-힣]|[가는이은를을의에로도야인]|별|들|중|순|마다|끼리|부터|에서|이야|예요|이에요|일까|인가)"
    return (
        rf"(?:어느|어떤|무슨|몇)\s*(?:{ko}{edge}|(?:{english})(?![a-z]))|\b(?:worst|riskiest|deadliest|safest|(?:most )?(?:risky|dangerous|severe|serious)|top|which|what)\s*{ko}{edge}|(?<![가-힣]){ko}\s?(?:별(?!로\s*안)|마다|(?:으?로|을|를)?\s*(?:나눠|나누어|쪼개)|들?\s*순위|들?\s*랭킹|\s?중(?:에서?|에는|에선)?(?=\s|,|$)|끼리|(?:은|는|이|가|로는|로|을|를|들)?\s*(?:뭐가|뭘|뭔|무엇|어떤\s*게|어느\s*게|어떤\s*것|어떨\s*때가?|어디가)\s*(?:\S+\s*)?(?:제일|가장|젤|더|위험|심각)|(?:을|를|들을|들)?\s*(?:순서|순위|랭킹|등수|나쁜\s*순)|들을?\s*줄)|{_ADJECTIVE_KO}{ko}{edge}|(?<![가-힣]){ko}(?:을|를|들을|들)?\s*(?:위험|심각|무서운|eclo|점수)\S*\s*순"
        rf"|\b(?:which|what)(?: (?:kind|type|sort|part)s? of)?(?: \w+)? (?:{english})\b|\b(?:by|per|across|for each|each) (?:the )?(?:{english})\b|\b{_SUPERLATIVE_EN}(?: (?:types?|kinds?|sorts?) of)?(?: \w+){{0,1}} (?:{english})\b|\b(?:{english})\s?(?:종류|유형|타입|type)?\s?(?:별|마다|\s중)|\b(?:{english})(?: ranking\b| by (?:risk|severity|eclo|danger|expected|predicted))|(?:위험한|높은|심한|심각한)\s*(?:{english})\b|\b(?:{english})(?:이|가|은|는)?\s*(?:순위|랭킹|rank)"
    )


# the others of what the last prediction fixed ("다른 구들은?", "how about other districts?")
_ANY_OTHER = r"(?:다른|딴|나머지|여타)\s*"
_OTHER_EN = r"\b(?:other|the rest of the|the remaining|different|all the other|elsewhere in other)\s+"
_OTHER_END = (
    r"(?:들)?(?:은|는|이|가|도|을|를|에|에선|에서는?|의|로|면|이면|이라면|라면|일\s*때|이?랑|과|와|하고|으로)?(?:요)?(?=\s|$|[?,.!~])"
)
_BARE_KINDS = {"accident_type": r"(?:사고\s*)?(?:유형|종류)"}  # "다른 사고는?" asks for another accident
OTHERS: tuple[tuple[str, str], ...] = (
    *((name, rf"{_ANY_OTHER}(?:{_BARE_KINDS.get(name, ko)}){_OTHER_END}|{_OTHER_EN}(?:{en})(?![a-z])") for name, ko, en in _RANKED),
    ("district", r"\b(?:where|anywhere|somewhere) else\b|\belsewhere\b"),
    ("hour", r"\bwhen else\b"),
)


# right after a ranking: the same by something else
_THEN = r"^(?:그럼|그러면|이번엔|이번에는|이제|그리고)?\s*"
BY_INSTEAD: tuple[tuple[str, str], ...] = tuple(
    (
        name,
        rf"{_THEN}(?:{ko})\s?(?:별로|별|단위로|기준으로|로|으로)(?:는|은|도)?(?:\s*(?:보면|하면|나누면|나눠\S*|보여\S*|봐\S*|해\S*|바꿔\S*|바꾸면|순위\S*|랭킹\S*|매기면)(?:\s*줘|\s*주세요)?)?(?:요)?\s*[?.!~]*$"
        rf"|^(?:and |ok,? |then |now |what about |how about |same )*by (?:the )?(?:{en})(?: instead| then| please| now)?\s*[?.!]*$",
    )
    for name, ko, en in _RANKED
)
RANKED_BY: tuple[tuple[str, str], ...] = (
    ("day_of_week", r"(?:평일|주중).*(?:주말|휴일)|(?:주말|휴일).*(?:평일|주중)|\bweekdays?\b.*\bweekends?\b|\bweekends?\b.*\bweekdays?\b"),
    ("accident_detail", r"세부(?:까지|적으로|별로|로)\s*(?:\S+\s+)?(?:나눠|나누|쪼개|구분|따져)"),
    *((name, _frames(ko, en, False)) for name, ko, en in _RANKED[:1]),
    *((name, _frames(ko, en, False)) for name, ko, en in _RANKED[1:]),
    ("hour", r"언제|몇\s*시|^when\b|\bwhen (?:is|are|would|do|does|should)\b"),
    ("district", r"어디|\bwhere\b"),
    ("violation", r"위반\s*중에|(?:신호위반|과속|중앙선\s*침범)\S*\s*(?:,\s*)?.*\s(?:중에|중\s)"),
    ("accident_detail", r"(?:추돌|정면\s*충돌|측면\s*충돌)\S*\s*(?:,\s*\S+\s*)+중에?"),
)  # fmt: skip
