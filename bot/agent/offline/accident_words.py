"""What people call the parts of an accident: weather, surface, road, the offence. All words for them are here, in `crash_words` (who and
what meets, and how), in model/synonyms.py (names of the levels) and in tools/predict/_optional.py (names of details and offences)."""

from __future__ import annotations

import re

from bot.agent.offline.crash_words import EXPLICIT
from bot.agent.offline.inflect import korean_verbs
from bot.agent.offline.reading import pattern
from bot.agent.offline.when import DATE_SLOTS


def _stems(text: str) -> str:
    """Korean words that any ending or noun may follow; a space in one may be left out."""
    return "(?<![가-힣])(?:" + "|".join(w.strip().replace(" ", r"\s*") for w in text.split(",")) + ")[가-힣]*"


def _en(text: str) -> str:
    return r"(?<![a-z])(?:" + "|".join(re.sub(r" (?![^\[]*\])", "[ -]?", w.strip()) for w in text.split(",")) + ")(?![a-z])"


_IS = r"(?:(?:이었|였)(?:으면|다면|더라면|을|던|고|는데|어요?)[가-힣]*|이?랑|하고|와|과|만|으로|나|이나|거나|이거나|에는|에도|에|로|은|는|이고|이면|이요|이|가|고|인데|일|임|면|요|야|예요|이에요|입니다|인|까지|도)?(?![가-힣])"
_HOW = r"(?:(?:좀|많이|조금|엄청|펑펑|펄펄|억수로|억수같이|주룩주룩|추적추적|부슬부슬|보슬보슬|세차게|살짝|계속|갑자기|막|심하게|하루\s?종일|약간|한\s?방울\s?두\s?방울|슬슬)\s*)*"
_COMES = korean_verbs("내리", "쏟아지", "퍼붓", "퍼부", "날리", "흩날리", "흩뿌리", "뿌리", "몰아치", "휘몰아치", "들이치", "그칠 줄 모르")
_FALLS = rf"(?:가|이|는|은|도|까지)?\s*{_HOW}(?:오[는던고면네니]?|올|온|옴|와[서도요]?|왔[가-힣]*|{_COMES})"
NOT_FALLS = r"(?:가|이|는|은|도)?\s*(?:안\s*(?:오|올|온|와|왔|내리|내릴|내려)\w*|오지(?:는|도)?\s*않\w*|내리지(?:는|도)?\s*않\w*|없\w*|그치\w*|그친\w*|그쳤\w*|갠\b|개인|개고)"
_CROSSING = r"(?:[가-힣0-9]*(?:교차로|사거리|네거리|내거리|삼거리|오거리|육거리|로터리|로타리|십자로|갈림길|교차점)|(?:(?<![a-z])ic(?![a-z])|나들목|인터체인지))"
_EN_CROSSING = r"(?:intersections?|crossroads?|junctions?|rotary|rotaries|roundabouts?|traffic circle|x-?section|(?:t|y|four|4|three|3|5|five)[ -]?(?:way|junction|intersection)(?: stop| intersection| junction)?|interchange|cross street|traffic lights|stop ?lights?)"

# Phrases that a list of names can't hold (verbs, words of one syllable, negations), tried before the names of model.synonyms.
PHRASES: dict[str, tuple[tuple[str, str], ...]] = {
    "road_surface": (
        (rf"{_en('not wet,dry road,dry surface,dry pavement,dry asphalt,bone dry,dry roads,dry tarmac,surface dry,road dry,roads dry,road was dry,road is dry,dry conditions')}|(?:길|노면|바닥|도로)(?:이|은|가|도)?\s*(?:안\s*젖|건조|말라|말랐|뽀송|보송|멀쩡)\w*|(?:바짝\s*)?마른\s*(?:노면|길|도로|바닥|아스팔트)|노면(?:이|은)?\s*(?:마르|마른)\w*", "건조"),
        (rf"눈\s*길|(?<![가-힣])눈(?:이|도|으로|에)?\s*(?:[가-힣]+\s*)?(?:쌓|덮|치우|안\s*녹|덜\s*녹)[가-힣]*|쌓인\s*눈|적설[가-힣]*|제설\s*(?:작업\s*)?(?:이|도|은|을)?\s*(?:안|덜|못|전(?:에|인|$)|미흡)[가-힣]*|{_en('snow covered,snow packed,packed snow,covered in snow,snow on the road,snowy road,snowy roads,slush,slushy,snowbound,unplowed,unploughed,compacted snow')}", "적설"),
        (rf"빙판(?:길)?|(?:노면|길|도로|바닥|땅)(?:이|은|도|까지)?\s*(?:꽁꽁\s*|다\s*|살짝\s*)?(?:얼|언)\w*|얼음(?:길|판)?|(?:꽁꽁\s*)?얼어(?:\s*붙)?\w*|얼었\w*|언\s*(?:길|도로|노면)|블랙\s*아이스|살얼음(?:판)?|결빙[가-힣]*|서리(?:가|\s|길)?|{_en('icy,ice,iced over,frozen,frost,frosty,black ice,glazed,frozen over,sheet ice,freezing road')}(?: roads?| surface)?", "서리/결빙"),
        (rf"물(?:에|이|로)?\s*(?:잠긴|잠겨|잠기|찬|차오|차\s?있|찼|넘친|넘쳐|범람)\w*|침수\w*|물바다\w*|{_en('flood,floods,flooded,flooding,under water,underwater,submerged,inundated,waterlogged')}", "침수"),
        (rf"(?:흠뻑\s*)?젖\w*|물기\w*|축축\w*|질척\w*|질퍽\w*|물\s*(?:웅덩이|고인)\w*|습기\w*|{_en('wet road,wet roads,wet surface,wet pavement,wet asphalt,wet tarmac,wet,damp,slick,soaked,moist,puddles,rain slicked,rain slick,greasy')}", "젖음/습기"),
    ),
    "road_type": (
        (rf"(?:{_CROSSING}\s*(?:의\s*)?)?횡단\s*보도(?:\s*(?:위|안|내))?|건널목(?!\s*지나)|{_en('crosswalk,crosswalks,zebra crossing,zebra,pelican crossing,pedestrian crossing(?! the| a ),crossing(?= at the (?:light|junction|intersection))')}", "교차로 - 교차로횡단보도내"),
        (rf"{_CROSSING}\s*(?:바로\s*)?(?:부근|근처|인근|앞|옆|주변|쪽|못\s*(?:가서|미처)|지나서?|직전|진입)|\b(?:near|close to|around|by|next to|just before|just past|approaching) (?:the |an? )?(?:[a-z]+ )?{_EN_CROSSING}\b", "교차로 - 교차로부근"),
        (rf"{_CROSSING}(?:\s*(?:안|내|한복판|가운데|한가운데))?(?![가-힣]*부근)|\b{_EN_CROSSING}\b", "교차로 - 교차로안"),
        (rf"주차\s*(?:장|타워|빌딩|구역)|(?<![가-힣])주차\s*(?:하다|중\s*에)|{_en('car ?parks?,parking lots?,parking garages?,parking structure,multi storey,underground parking,parking area,parking,parking deck')}(?! (?:cars?|space|spot|vehicle))", "주차장 - 주차장"),
        (rf"지하\s*차도|지하\s*도로|굴다리|언더패스|{_en('underpass,under pass,underground road,subway underpass')}", "단일로 - 지하차도(도로)내"),
        (rf"고가\s*(?:도로|차도|교|다리|위|밑)|(?<![가-힣])고가(?=\s|에서|위)|{_en('overpass,over pass,flyover,elevated road,elevated highway,elevated expressway,viaduct')}", "단일로 - 고가도로위"),
        (rf"(?:터널|굴속)(?:\s*(?:안|내|속))?|{_en('tunnels?')}", "단일로 - 터널"),
        (rf"다리\s*(?:위|에서|건너|를|쪽|난간)|(?<![가-힣])(?!학교|고교|등교|하교|종교|육교|외교|비교)[가-힣]{{1,4}}교(?=\s*(?:위|에서|남단|북단|중간|난간|상판|진입|쪽|건너))(?:\s*위)?|(?<![가-힣])교량|[가-힣]+대교|(?<![가-힣])(?:팔달|서변|동변|무태|침산|노곡|산격|공항|아양|화랑|금호|매천|조야|상동|중동|수성|대봉|희망|도청|성북|동신|신천|칠성|경대|강창|세천|해랑|와룡|검단|가창|용두|성서|박석진|고산|율하|안심|불로)교(?![가-힣]*(?:회|육|사|실))|{_en('bridge,bridges')}", "단일로 - 교량"),
        (r"횡단보도\s*(?:부근|근처)", "교차로 - 교차로횡단보도내"),
        (rf"단일로|(?:직선|일반|이면|간선|외곽|편도|왕복|농어촌|시골|지방|주택가|골목|순환|산간|산복|외곽순환|강변|해안|마을)\s*(?:도로|길)|(?<![가-힣\d])(?:골목|커브|내리막|오르막|고갯길|언덕길|비탈길|산길|시골길|농로|국도|지방도|대로|대로변|고속도로|고속화도로|순환로|뒷길|샛길|좁은\s*길|굽은\s*(?:길|도로)|급커브|굽이길|직선\s*구간|곧은\s*(?:길|도로)|마을길|진입로|램프|오솔길|동네\s*길)(?:길)?(?=$|[^가-힣]|에서|길|을|로|의|에|구간|쪽|이|은|도)"
         rf"|{_en('straight roads?,straight stretch,single road,back street,backstreet,back alley,alley,alleyway,country lane,side street,side road,country road,rural road,residential street,highway,expressway,motorway,freeway,ring road,avenue,boulevard,bend,curve,curved road,sharp bend,sharp curve,hill road,downhill,uphill,slope,main road,dual carriageway,open road,mountain road,narrow road,narrow street')}(?! (?:change|violation|light))", "단일로 - 기타"),
    ),
    "accident_type": (
        *EXPLICIT,
        (r"보행자|행인|무단\s*횡단|\bjay ?walk\w*|\bpedestrians?\b|(?:사람|아이|노인|학생|할머니|할아버지)(?:을|를)?\s*(?:친|치는|치인|들이받은|받은)(?![가-힣])", "차대사람"),
        (r"(?:가로[수등]|전봇대|가드레일|벽)(?:을|를|에)?\s*(?:들이)?(?:받|박)\w*|전복\w*|혼자\s*\S*\s*(?:사고|넘어)|\broll ?over\b|\boverturn\w*", "차량단독"),
        (r"추돌\w*|접촉\s*사고|정면\s*충돌|측면\s*충돌|\brear[- ]end\w*|\bhead[- ]on\b", "차대차"),
    ),
    "weather": (
        (rf"구름\s*한\s*점\s*없\w*|구름\s*없\w*|날씨?(?:가|는|이|도)?\s*(?:참\s*|아주\s*|되게\s*)?(?:좋|맑|화창|쨍|개)\w*|햇[빛볕살]\w*|땡볕|뙤약볕|(?<![가-힣])해(?:가|도)?\s*(?:쨍|났|나고|떠\s*있)\w*|{_stems('화창,쾌청,청명,쨍쨍,쨍한,쨍하,청량,파란 하늘,푸른 하늘,갠 날')}|맑\w*"
         rf"|{_en('(?:good|nice|fine|fair|clear|beautiful|lovely|perfect|great|bright|dry) (?:weather|day|sky|skies|morning|afternoon|evening|night|conditions?),sunny,sunshine,bright,clear,blue sky,blue skies,cloudless,sun was out,sun out,sunlit,clear as day,fine')}", "맑음"),
        (rf"(?<![가-힣])[봄겨울가여름밤찬]{{0,2}}비{_FALLS}|(?<![가-힣])(?:봄|가을|겨울|여름|밤|찬|장맛|단)?비{_IS}|빗길|{_stems('우천,우중(?!충),빗속,빗방울,빗줄기,빗발,빗물,비바람,소나기,소낙비,장대비,보슬비,이슬비,부슬비,가랑비,여우비,궂은비,장마,장맛비,폭우,호우,집중호우,강우,뇌우,천둥,태풍,억수,물폭탄,헤비 레인,레인,부슬부슬,추적추적,주룩주룩,보슬보슬')}"
         rf"|{_en('rain[a-z]*,showers?,showery,drizzl[a-z]*,downpours?,pouring,pours,poured,(?:thunder)?storms?,stormy,typhoon,cloudburst,deluge,monsoon,wet weather,bucketing,chucking it down,spitting,torrential')}", "비"),
        (rf"진눈깨비[가-힣]*|(?<![가-힣])눈{_FALLS}|(?<![가-힣])눈{_IS}|{_stems('눈발,싸락눈,싸라기눈,첫눈,폭설,대설,강설,함박눈,눈보라,눈송이,눈꽃,소낙눈,도둑눈,눈비')}|{_en('snow[a-z]*,blizzards?,sleet[a-z]*,flurr(?:y|ies),white ?out,wintry mix')}", "눈"),
        (rf"안[개갯]\w*|물안개|해무|운무|박무|{_en('fog[a-z]*,mist,misty,haze,hazy,smog,low visibility,poor visibility,pea soup')}", "안개"),
        (rf"흐[리린릴려림렸]\w*|흐릿\w*|구름\w*|{_stems('먹구름,우중충,잿빛,꾸물꾸물,꾸무리,찌푸린,찌뿌둥,침침,꾸리꾸리,우중층')}|{_en('cloud[a-z]*,overcast,gr[ae]y(?: sk(?:y|ies)| day| morning| weather)?,gloomy,dull,murky,dreary,leaden sky')}", "흐림"),
        (rf"우박[가-힣]*|{_stems('황사,미세먼지,강풍,돌풍,연무,모래바람,폭염')}|{_en('hail[a-z]*,dust ?storm,yellow dust,gale,strong winds?,windy,gusty,sandstorm,smoke')}", "기타"),
    ),
}  # fmt: skip
# the sky without what is said: clear, unless something else is said of it
NO_WEATHER = pattern(
    rf"(?<![가-힣])(?:비|눈|안개|구름)(?:\s*한\s*점)?{NOT_FALLS}|\b(?:no|without|not|isn'?t|doesn'?t|didn'?t|wasn'?t) (?:any |a )?(?:rain|snow|fog|cloud)\w*"
)
# The offence, in the verbs that people use; the names of the levels come after these.
VIOLATIONS: tuple[tuple[str, str], ...] = (
    (rf"(?<![가-힣])중침(?![가-힣]{2})|cent(?:er|re)\s?line\s*(?:침범|넘)\w*|중앙\s*선(?:을|를|도|까지)?\s*(?:{korean_verbs('침범하', '넘', '넘어오', '밟', '물', '타고', '벗어나')}|침범)|역주행[가-힣]*|반대\s*(?:편\s*)?(?:차선|차로)(?:으로|로|를)\s*(?:넘|침범|들어|달려|역주행)[가-힣]*|{_en('cross[a-z]* (?:over )?(?:the )?cent(?:er|re)[ -]?line,over the cent(?:er|re)[ -]?line,wrong side of the road,across the cent(?:er|re) ?line,wrong[ -]way(?: driv[a-z]+)?,the wrong way,over the (?:yellow|double) line,cross[a-z]* (?:the )?(?:yellow|double yellow) line,cross[a-z]* into (?:the )?oncoming,into oncoming (?:traffic|lane),cross[a-z]* the median,drift[a-z]* (?:over|across) the cent(?:er|re) ?line,wrong side')}", "중앙선침범"),
    (rf"(?:신호|signal)\s?(?:를|을|등을|등|도)?\s*(?:위반|무시|어기|어긴|어겨|어겼|안\s*지[키켜킨]|씹|쌩까|생까|깐|까고)\w*|(?:빨간|적색|빨강|적)\s*(?:불|신호)\w*|적신호\w*|{_en('(?:r[au]n|runs|running|jump[a-z]*|blew|blow[a-z]*|ignor[a-z]*|went|going|go|drove|shot) (?:a |the |through |an? |past |through the |through a )*(?:red|signals?|traffic lights?|stop ?lights?)(?: light)?,red light(?: runners?)?,against the (?:light|signal)')}", "신호위반"),
    (r"보행자\s*보호(?:\s*의무)?(?:를)?\s*(?:위반|불이행|안\s*지)?\w*|\b(?:fail\w*|refus\w*|failure|never|not|didn'?t|without) (?:to )?(?:yield\w*|stop\w*|give way) (?:to|for) (?:a |the )?(?:pedestrians?|people|walkers)\b|보행자(?:를|가|한테)?\s*(?:양보|배려)\s*(?:안|없이)\w*|보행자\s*우선\s*(?:위반|무시)", "보행자보호의무위반"),
    (rf"안전\s*거리(?:를|도)?\s*(?:미확보|확보|유지|안|못)?\w*|(?:차간|앞차와의?)\s*거리|바짝\s*(?:붙|따라)\w*|{_en('tailgat[a-z]*,follow[a-z]* too close(?:ly)?,too close,driving too close,unsafe distance')}", "안전거리미확보"),
    (rf"(?<![가-힣])과속(?!\s*(?:방지|카메라|단속))\w*|속도(?:를)?\s*(?:위반|초과)\w*|(?<![가-힣])(?:과|초과)속도|규정\s*속도\s*(?:초과|넘)\w*|{_en('speeding,over the speed limit,too fast,over the limit,excessive speed,exceed[a-z]* the (?:speed )?limit,sped')}", "과속"),
    (r"(?:유턴|\bu[- ]?turn)\s*(?:위반|violation)\w*|(?:불법|무단|금지\s*구역에?서?)\s*(?:으로\s*)?(?:유턴|u-?\s?턴)\w*|\b(?:illegal(?:ly)?|unlawful|forbidden|prohibited) (?:u[ -]?turn\w*|uturn\w*)|\bu[ -]?turn\w* illegal\w*", "불법유턴"),
    (r"교차로\s*(?:운행|통행)\s*(?:방법)?\s*(?:위반)?|꼬리\s*물기|(?:좌회전|우회전|비보호)\s*(?:방법\s*)?위반|교차로에서\s*앞지르기|\bblock\w* the (?:box|intersection)\b|\bimproper (?:left|right)? ?turn\b|\bintersection violation\b|\bwrong driving at an intersection\b", "교차로운행방법위반"),
    (r"(?:차선|차로|진로)(?:을|를)?\s*(?:변경\s*)?위반\w*|(?:무리하게|무리한|급하게|갑자기)?\s*끼어\s*들\w*|칼치기\w*|(?:급\s*)?(?:차선|차로|진로)\s*(?:을\s*)?(?:급\s*)?변경\w*|(?:깜빡이|방향\s*지시등)(?:도|를|을)?\s*(?:안|없이)\s*\w*|\bcut(?:s|ting)? (?:in|across|off)\b|\bchang\w+ lanes?\b|\blane chang\w+\b|\bswitch\w+ lanes?\b|\bmerg(?:ing|ed)\b|지정\s*차로\s*위반|\blane violation\b|\bimproper lane\b|\bunsafe lane change\b", "차로위반"),
    (r"(?:직진|우회전)\S*\s*(?:진행\s*)?방해", "직진우회전진행방해"),
    (rf"전방\s*주시|졸음\s*운전\w*|졸다가?|졸았\w*|깜빡\s*졸\w*|딴짓\w*|핸드폰\s*만지\w*|앞을?\s*(?:안|못)\s*보\w*|한눈\s*팔\w*|부주의\w*|(?:휴대폰|핸드폰|스마트폰|폰)(?:을|만)?\s*(?:보|하)\w*|안전\s*운전\s*(?:의무\s*)?(?:불이행|위반)|{_en('careless[a-z]*,reckless[a-z]*,drows[a-z]*,fell asleep,asleep at the wheel,dozed off,nodded off,looking at (?:his|her|their|a|the) phone,negligent,distract[a-z]*,inattent[a-z]*,not paying attention,on (?:his|her|their|the) phone,texting')}", "안전운전불이행"),
)  # fmt: skip
# things by the road that are called after an offence
NO_OFFENCE = pattern(
    r"과속\s*(?:방지\s*턱|단속\s*카메라|카메라)|신호\s*대기|(?:신호|속도)\s*위반\s*(?:단속\s*)?카메라|speed (?:bumps?|humps?|cameras?)"
)
# Names that say too little to be found inside a sentence.
NOT_IN_SENTENCES = frozenset(
    {"person", "fine", "fair", "other", "기타", "다리", "고가", "혼자", "전도", "clear", "parking", "crossing", "night"}
)
FEATURE_ORDER = ("road_surface", "road_type", "accident_type", "weather")

# what people call a slot when they say that they don't know it
SLOT_WORDS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("weather",), r"날씨|기상(?:\s*상태)?|\bweather\b"),
    (("road_surface",), r"노면(?:\s*상태)?|\b(?:road )?surface\b"),
    (("road_type",), r"도로\s*(?:형태|유형|종류)?|\b(?:road|street)(?: (?:type|form|layout))?\b"),
    (("accident_type",), r"(?:사고\s*)?(?:유형|종류)|\b(?:accident|crash) type\b"),
    (("district",), r"장소|위치|동네|지역|시군구|어딘지|어디(?:인지|서\s*났는지)|\b(?:place|location|district)\b"),
    (("accident_hour",), r"(?:사고\s*)?(?:시간|시각)|몇\s*시(?:인지)?|\b(?:time|hour)\b"),
    (DATE_SLOTS, r"날짜|며칠(?:인지)?|\bdate\b"),
)
NOT_KNOWN = r"(?:\s*(?:은|는|이|가|도|을|를|야|:|=|-))?\s*(?:잘\s*|전혀\s*|아직\s*|진짜\s*)?(?:모름|모르\w*|모른\w*|모릅니다|몰라\w*|미상|불명|미확인|기억\s*(?:이\s*)?안\s*나\w*|알\s*수\s*없\w*|(?:is |are |was )?(?:unknown|not known|n/a|(?:i )?(?:don'?t|do not) know|no idea|not sure|unclear|\?\?+|tbd)(?![a-z]))"
KNOWN_NOT = r"\b(?:unknown|(?:don'?t|do not) know (?:about )?(?:the )?|not sure (?:about|of) (?:the )?|no idea (?:about|of) (?:the )?)\s*"
AND_OTHERS = rf"(?:\s*(?:와|과|이랑|랑|하고|이나|나|및|도|,|/|\band\b|\bor\b)+\s*(?:{'|'.join(words for _, words in SLOT_WORDS)}))*"
IGNORANCE = pattern(
    r"모름|모르|모른|모릅|몰라|미상|불명|미확인|기억|알\s*수\s*없|\bunknown\b|\bnot known\b|\bknow\b|\bnot sure\b|\bno idea\b|\bn/a\b|\bunclear\b|\?\?|\btbd\b"
)
UNKNOWN = pattern(
    r"^(?:음+\s*|글쎄\w*\s*|아\s*)?(?:그건\s*|그거\s*|그것도\s*|잘\s*|전혀\s*)*(?:모름|몰라\w*|모르\w*|모릅니다|알 ?수 ?없\w*|글쎄\w*|상관\s*없\w*|아무\w*|패스|skip|pass|unknown|"
    r"(?:i )?(?:don'?t|do not|dont) (?:really )?know|dunno|not sure|no idea|n/?a|idk|whatever|doesn'?t matter|unspecified)(?![a-z]).{0,15}$"
)
