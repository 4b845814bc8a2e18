"""What people call the parts of an accident: weather, surface, road, how it happened, the offence. All words for them are here,
in model/synonyms.py (names of the levels) and in tools/predict/_optional.py (names of details and offences)."""

from __future__ import annotations

from bot.agent.offline.reading import pattern
from bot.agent.offline.when import DATE_SLOTS

_IS = r"(?:나|이나|거나|이거나|에는|에도|에|로|은|는|이고|이면|이요|이|가|고|인데|일|임|면|요|야|예요|이에요|입니다|인)?(?![가-힣])"
_FALLS = r"(?:가|이|는|은|도)?\s*(?:좀|많이|조금|엄청|펑펑|억수로)?\s*(?:오[는던고면]?|올|온|와[서도]?|왔\w*|내리\w*|내릴|내린|내려\w*|쏟아\w*|퍼붓\w*|날리\w*)"
NOT_FALLS = r"(?:가|이|는|은|도)?\s*(?:안\s*(?:오|올|온|와|왔|내리|내릴|내려)\w*|오지\s*않\w*|내리지\s*않\w*|없\w*|그치\w*|그친\w*)"

_VEHICLE = r"(?:승용차|트럭|버스|오토바이|택시|화물차|승합차|자전거|이륜차|스쿠터|킥보드|SUV|suv|차량?)"
_EN_VEHICLE = r"(?:cars?|trucks?|bus(?:es)?|taxis?|vans?|motor ?(?:cycles?|bikes?)|suvs?|vehicles?|bikes?|bicycles?|scooters?)"

_PERSON = (
    r"(?<![가-힣])(?:길\s*가던\s*|걷던\s*|지나가던\s*|건너던\s*)?(?:사람|행인|보행자|할머니|할아버지|노인|어르신|노부부|어린이|어린애|아이|애|꼬마|초등학생|중학생|고등학생|학생|남성|여성|남자|여자|"
    r"아저씨|아주머니|아줌마|주민|시민|관광객|유모차|취객|임산부|아기)"
)
_HIT = r"(?:들이\s*받|치(?:는|고|어|었|면|ㄴ)|친(?![가-힣구])|쳤|침(?![가-힣])|칠\s*(?:뻔|때)|받(?:은|았|아|는|으)|박(?:은|았|아|는|으)|부딪|충돌|덮치|덮친|덮쳤|밀(?:친|었|어)|넘어뜨|쓰러뜨|깔)\w*"
_EN_PERSON = (
    r"(?:person|people|man|woman|child|children|kid|boy|girl|walker|someone|student|lady|grandm\w+|grandpa\w*|pedestrian|senior|jogger)s?"
)

# Phrases that a list of names can't hold (verbs, words of one syllable, negations), tried before the names of model.synonyms.
PHRASES: dict[str, tuple[tuple[str, str], ...]] = {
    "road_surface": (
        (r"\b(?:not wet|dry (?:road|surface|pavement|asphalt))\b|길(?:이|은)?\s*안\s*젖\w*|마른\s*(?:노면|길|도로)|노면(?:이|은)?\s*(?:마르|마른)\w*", "건조"),
        (r"눈\s*길|눈(?:이|도)?\s*(?:\w+\s*)?쌓\w*|\bsnow[- ]?(?:covered|packed)(?: road)?\b|\bsnowy road\b", "적설"),
        (r"빙판(?:길)?|(?:노면|길|도로|바닥|땅)(?:이|은|도|까지)?\s*(?:꽁꽁\s*|다\s*)?(?:얼|언)\w*|얼음(?:길)?|얼어\s*붙\w*|얼었\w*|언\s*(?:길|도로)|블랙\s*아이스|살얼음|결빙|\b(?:icy|ice|frozen|frosty?)\b(?: road)?|\bblack ice\b", "서리/결빙"),
        (r"물(?:에|이)?\s*(?:잠긴|잠겨|잠기|찬|고인)\w*|침수\w*|\bflood\w*|\bunder ?water\b", "침수"),
        (r"젖\w*|물기\w*|\bwet\b(?: (?:road|surface|pavement))?|\bdamp\b", "젖음/습기"),
    ),
    "road_type": (
        (r"(?:교차로|사거리|네거리|삼거리|오거리)\s*(?:의\s*)?횡단보도(?:\s*(?:위|안|내))?|횡단보도(?:\s*(?:위|안|내))?|건널목|\b(?:crosswalk|zebra crossing|pedestrian crossing(?! the| a\b))", "교차로 - 교차로횡단보도내"),
        (r"(?:교차로|사거리|네거리|삼거리|오거리)\s*(?:바로\s*)?(?:부근|근처|인근|앞|옆|주변|쪽)|\b(?:near|close to|around|by|next to) (?:the |an? )?(?:intersection|junction|crossroads?)\b", "교차로 - 교차로부근"),
        (r"(?:교차로|사거리|네거리|삼거리|오거리|로터리)(?:\s*(?:안|내|한복판|가운데))?(?![가-힣]*부근)|\b(?:intersections?|crossroads?|junction|roundabout|x-?section)\b", "교차로 - 교차로안"),
        (r"다리\s*(?:위|에서)|(?<![가-힣])(?!학교|고교|등교|하교|종교)[가-힣]{1,4}교(?=\s*(?:위|에서|남단|북단|중간))(?:\s*위)?|(?<![가-힣])교량|[가-힣]+대교|\bbridge\b", "단일로 - 교량"),
    ),
    "accident_type": (
        (rf"보행자|행인|차(?:이?랑|하고|와)\s*사람|사람(?:이?랑|하고|과)\s*차(?![가-힣])|무단\s*횡단|{_PERSON}(?:을|를|이|가|과|와|하고|랑|이랑|한테|에게)?\s+?(?:\S+\s+){{0,2}}?{_HIT}|{_PERSON}(?:을|를|이|가|과|와|하고|한테)?{_HIT}|{_PERSON}(?:이|가|은|는)\s*(?:\S+\s+){{0,3}}?(?:차|트럭|버스|오토바이|승용차)?(?:에|한테)?\s*(?:치이|치여|치였|받혀|받혔|깔리|깔려|깔렸)|차에\s*치\w*|"
         rf"\b(?:hit(?:ting|s)?|struck|strik\w+|ran over|running over|runs over|run over|knock\w* (?:down|over)|kill\w*) (?:an? |the |some )?(?:[a-z]+ )?{_EN_PERSON}\b|{_EN_PERSON} (?:was |is |got |gets )?(?:hit|struck|run over|knocked)\b|\bjay ?walk\w*|\bpedestrians?\b|\bvehicle[- ](?:to[- ]|vs\.? )?person\b", "차대사람"),
        (r"(?:오토바이|자전거|킥보드|스쿠터|이륜차)\S*\s*(?:\S+\s)?(?:넘어|미끄러)\w*|(?:차량?|자동차|오토바이)?\s*(?:단독|혼자)\s*(?:사고)?|(?:가로[수등]|신호등|가드레일|전봇대|전신주|중앙\s*분리대|담벼락|(?<!새)벽|구조물|공작물)(?:을|를|에|와|과)?\s*(?:들이받\w*|박\w*|부딪\w*|충돌)?|전복\w*|"
         r"\b(?:single|solo|one)[- ](?:car|vehicle)\b|\b(?:vehicle|car|motor ?(?:cycle|bike)|bike|truck|bus|scooter)s? (?:alone|by itself)\b|\brollover\b|\boverturn\w*|\bran off the road\b|\b(?:hit(?:ting|s)?|struck|into) (?:an? |the )?(?:tree|pole|wall|guard ?rail|barrier)\b", "차량단독"),
        (rf"{_VEHICLE}(?:이?랑|와|과|하고|끼리)\s*(?:\w+\s+)?{_VEHICLE}|{_VEHICLE}(?:가|이)\s*(?:\w+\s+)?{_VEHICLE}(?:를|을|와|과)|"
         rf"\b{_EN_VEHICLE} (?:hits?|hit|into|and|with|collid\w+ with|crash\w* into|vs\.?) (?:an? |another |the )?{_EN_VEHICLE}\b|"
         rf"(?:{_VEHICLE}|차)(?:이?랑|와|과|하고)\s*(?:정면으로\s*|그대로\s*|꽝\s*|쾅\s*)?(?:박|부딪|충돌|쾅|꽝|접촉|추돌|들이받)\w*|" r"차\s*[대vV]s?\s*차|(?:차|차량|승용차|트럭|택시|버스)(?:를|을)\s*(?:뒤에서\s*|옆에서\s*)?(?:들이)?(?:받|박)\w*|뒤에서\s*(?:들이)?(?:받|박)\w*|옆구리를?\s*(?:들이)?(?:받|박)\w*|정면으로\s*(?:들이)?(?:받|박|부딪)\w*|(?:연쇄|다중)\s*(?:추돌|충돌)|\d중\s*추돌|차끼리|차량?\s*(?:두|2)\s*대|(?:뒤|앞)차|추돌\w*|접촉\s*사고|정면\s*충돌|측면\s*충돌|\b(?:car|vehicle)s?[- ](?:to|on|v|vs\.?|versus|and)[- ](?:car|vehicle)s?\b|"
         r"\b(?:two|2|multiple|several)[- ](?:cars?|vehicles?)\b|\brear[- ]end\w*|\bhead[- ]on\b|\bfender[- ]bender\b", "차대차"),
    ),
    "weather": (
        (rf"(?<![가-힣])(?:비|눈|안개){NOT_FALLS}|\b(?:no|without|not|isn'?t|doesn'?t|didn'?t) (?:any )?(?:rain|snow|fog)\w*|날씨(?:가|는)?\s*좋\w*|날(?:이|도)?\s*(?:좋|맑|화창)\w*|햇[빛볕살]\w*|화창\w*|쾌청\w*|맑\w*|\b(?:good|nice|fine|fair|clear) (?:weather|day|sky|skies)\b|\b(?:sunny|clear)\b", "맑음"),
        (rf"(?<![가-힣])비{_FALLS}|(?<![가-힣])비{_IS}|우천\w*|우중\w*|빗길|빗속|빗방울|빗줄기|비바람|소나기|(?:장대|보슬|이슬|부슬|가랑|여우|궂은)\s*비|장마\w*|폭우\w*|호우\w*|\brain\w*|\bshowers?\b|\bdrizzl\w*|\bdownpour\b|\bstorm(?:y)?\b", "비"),
        (rf"(?<![가-힣])눈{_FALLS}|(?<![가-힣])눈{_IS}|눈발|진눈깨비|싸락눈|첫눈|폭설\w*|강설\w*|함박눈|눈보라|\bsnow\w*|\bblizzard\b", "눈"),
        (r"흐[리린릴려림]\w*|구름\w*|\bcloud\w*|\bovercast\b|\bgr[ae]y sk\w+", "흐림"),
        (r"안개\w*|\bfog\w*|\bmist\w*|\bhaz[ey]\b", "안개"),
    ),
}  # fmt: skip
# How the vehicles met, and the offence, in the verbs that people use; the names of the levels come after these.
_CAR = r"(?:차|차량|승용차|트럭|택시|버스|오토바이)"
DETAILS: tuple[tuple[str, str], ...] = (
    (r"정면(?:으로)?\s*(?:충돌|추돌|(?:들이)?(?:받|박)|부딪)\w*|마주\s*오[던는]|\bhead[- ]?on\b", "차대차 - 정면충돌"),
    (r"측면\s*(?:에서\s*|으로\s*|을\s*)?(?:충돌|추돌|접촉|(?:들이)?(?:받|박))\w*|옆(?:구리|면|쪽)?(?:을|를|에서|으로)?\s*(?:들이)?(?:받|박|충돌)\w*|\bside[- ]?(?:swip\w+|impact|collision)\b|\bt-?bon\w+|\bbroadsid\w+", "차대차 - 측면충돌"),
    (r"후진(?!국)|\breversing\b|\breversed? (?:into|out)|\bback(?:ing|ed) (?:up|into|out)\b", "차대차 - 후진중충돌"),
    (rf"뒤에서\s*(?:\S+\s+){{0,2}}?(?:들이)?(?:받|박)\w*|앞\s?{_CAR}(?:를|을|의)?\s*(?:뒤를\s*|뒷부분을\s*)?(?:들이)?(?:받|박|추돌)\w*|뒤를\s*(?:들이)?(?:받|박)\w*|\brear[- ]?end\w*|\b(?:hit|struck|crash\w+) (?:\w+ ){0,3}from behind\b", "차대차 - 추돌"),
    (r"무단\s*횡단|횡단\s*(?:하던|하는|하다|중)|(?:길|도로|횡단보도)(?:을|를)?\s*건너(?!\s*편)\w*|\bcross(?:ing|ed) (?:the |a )?(?:road|street)\b|\bjay ?walk\w*", "차대사람 - 횡단중"),
    (r"(?:인도|보도)(?:로|를|에서|위를|위에서|위로)?\s*(?:걷|걸어|지나|통행|서\s*있)\w*|\b(?:on|along) the (?:sidewalk|pavement)\b", "차대사람 - 보도통행중"),
    (r"차도(?:로|를|에서)?\s*(?:걷|걸어|통행)\w*", "차대사람 - 차도통행중"),
    (r"(?:갓길|길가|길\s*가장자리)(?:을|로|에서|를)?\s*(?:걷|걸어|통행)\w*", "차대사람 - 길가장자리구역통행중"),
    (r"(?:주차(?:된|되어\s*있던|돼\s*있던|해\s*둔|해\s*놓은|중이던)|세워\s*(?:둔|놓은|진))\s*(?:차|트럭|승용차|버스)\w*|주차\s*차량|\bparked (?:car|vehicle|truck|van)\b", "차량단독 - 주차차량충돌"),
    (r"(?:가로[수등]|신호등|가드레일|전봇대|전신주|중앙\s*분리대|담벼락|(?<!새)벽|담장|표지판|구조물|공작물|방호벽)(?:을|를|에|와|과)\s*(?:그대로\s*)?(?:들이)?(?:받|박|부딪|충돌)\w*|\b(?:hit|hits|hitting|struck|into) (?:an? |the )?(?:lamp ?|street ?|utility |telephone )?(?:tree|pole|post|wall|guard ?rail|barrier|fence)\b", "차량단독 - 공작물충돌"),
    (rf"전복\w*|뒤집(?:히|어|혔|힌|혀)\w*|{_CAR}(?:가|이)?\s*(?:혼자\s*)?(?:옆으로\s*)?(?:넘어|전도)\w*|(?:자전거|킥보드|스쿠터|이륜차)(?:가|이)?\s*(?:혼자\s*)?넘어\w*|\broll(?:ed|ing|s)? ?over\b|\boverturn\w*|\bflipp\w+", "차량단독 - 전도전복"),
    (r"도로\s*(?:밖|이탈|를\s*벗어)|길\s*밖으로|(?:하천|논|도랑|언덕|낭떠러지|개울|논두렁|강)(?:으로|에|아래로?)\s*(?:떨어|빠|추락|굴러)\w*|추락\w*|\b(?:off|left) the road\b", "차량단독 - 도로외이탈"),
)  # fmt: skip
VIOLATIONS: tuple[tuple[str, str], ...] = (
    (r"중앙선(?:을|를)?\s*(?:침범|넘|밟|물고|타고|벗어)\w*|\bcross\w* (?:over )?(?:the )?cent(?:er|re)[- ]?line\b|\bover the cent(?:er|re)[- ]?line\b", "중앙선침범"),
    (r"신호(?:를|등을)?\s*(?:위반|무시|어기|어긴|어겨|안\s*지[키켜킨])\w*|(?:빨간|적색|빨강)\s*(?:불|신호)\w*|\b(?:ran|run|runs|running|jump\w*) (?:a |the )?red(?: light)?\b|\bred[- ]light\b", "신호위반"),
    (r"보행자\s*보호(?:\s*의무)?(?:를)?\s*(?:위반|불이행|안\s*지)\w*|\bfail\w* to yield to (?:a |the )?pedestrians?\b", "보행자보호의무위반"),
    (r"안전\s*거리(?:를|도)?\s*(?:미확보|확보|유지|안|못)?|바짝\s*(?:붙|따라)\w*|\btailgat\w+|\bfollowing too close(?:ly)?\b", "안전거리미확보"),
    (r"(?<![가-힣])과속\w*|속도(?:를)?\s*위반\w*|\bspeeding\b|\bover the speed limit\b|\btoo fast\b", "과속"),
    (r"불법\s*(?:유턴|u-?턴)|\billegal u-?turn\w*", "불법유턴"),
    (r"(?:차선|차로)(?:을|를)?\s*위반\w*|\blane violation\b", "차로위반"),
    (r"전방\s*주시|한눈\s*팔\w*|부주의\w*|(?:휴대폰|핸드폰|스마트폰)(?:을)?\s*(?:보|하)\w*|안전\s*운전\s*(?:의무\s*)?(?:불이행|위반)|\bcareless\w*|\bdistract\w+|\binattent\w+", "안전운전불이행"),
)  # fmt: skip
# Names that say too little to be found inside a sentence.
NOT_IN_SENTENCES = frozenset(
    {"person", "fine", "fair", "other", "기타", "다리", "고가", "혼자", "전도", "clear", "parking", "crossing", "night"}
)
FEATURE_ORDER = ("road_surface", "road_type", "accident_type", "weather")

# what people call a slot when they say that they don't know it
SLOT_WORDS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("weather",), r"날씨|기상(?:\s*상태)?|\bweather\b"),
    (("road_surface",), r"노면(?:\s*상태)?|\b(?:road )?surface\b"),
    (("road_type",), r"도로\s*(?:형태|유형|종류)?|\broad (?:type|form)\b"),
    (("accident_type",), r"(?:사고\s*)?(?:유형|종류)|\b(?:accident|crash) type\b"),
    (("district",), r"장소|위치|동네|지역|시군구|어딘지|어디(?:인지|서\s*났는지)|\b(?:place|location|district)\b"),
    (("accident_hour",), r"(?:사고\s*)?(?:시간|시각)|몇\s*시(?:인지)?|\b(?:time|hour)\b"),
    (DATE_SLOTS, r"날짜|며칠(?:인지)?|\bdate\b"),
)
NOT_KNOWN = r"(?:\s*(?:은|는|이|가|도|을|를))?\s*(?:잘\s*|전혀\s*|아직\s*)?(?:모름|모르\w*|모릅니다|몰라\w*|미상|불명|알\s*수\s*없\w*|(?:is |are )?(?:unknown|not known))"
KNOWN_NOT = r"\b(?:unknown|(?:don'?t|do not) know (?:about )?(?:the )?|not sure (?:about|of) (?:the )?|no idea (?:about|of) (?:the )?)\s*"
AND_OTHERS = rf"(?:\s*(?:와|과|이랑|랑|하고|이나|나|및|도|,|/|\band\b|\bor\b)+\s*(?:{'|'.join(words for _, words in SLOT_WORDS)}))*"
IGNORANCE = pattern(r"모름|모르|모릅|몰라|미상|불명|알\s*수\s*없|\bunknown\b|\bnot known\b|\bknow\b|\bnot sure\b|\bno idea\b")
UNKNOWN = pattern(
    r"^(?:음+\s*|글쎄\w*\s*|아\s*)?(?:그건\s*|그거\s*|그것도\s*|잘\s*|전혀\s*)*(?:모름|몰라\w*|모르\w*|모릅니다|알 ?수 ?없\w*|글쎄\w*|상관\s*없\w*|아무\w*|패스|skip|pass|unknown|"
    r"(?:i )?(?:don'?t|do not|dont) (?:really )?know|dunno|not sure|no idea|n/?a|idk|whatever|doesn'?t matter|unspecified)(?![a-z]).{0,15}$"
)
