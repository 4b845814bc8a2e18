"""How places are written in a message that the gazetteer does not know as written, and the words that only look like places."""

from __future__ import annotations

from bot.agent.offline.reading import pattern

# endings of a condition, which the gazetteer does not take for the end of a name
IF = pattern(
    r"(?<=[가-힣])(?:이라면|이었다면|였다면|라면|이면|일\s*때|이라도|임|이고요?|이에요|예요|이요|입니다|이야|이다|이구요?|이지만|일듯|일껄|이래요?|이거든요?|이라서|이라고|이라|라고|라서|이었[가-힣]*|였[가-힣]*|인데[가-힣]*)(?![가-힣])"
)
# what is called after the 동, 읍 or 면 that it lies in
_SPOT = (
    r"네거리|내거리|사거리|삼거리|오거리|로터리|교차로|지하차도|지하도|터널|육교|고가|초등학교|중학교|고등학교|여고|여중|초(?=\s|앞|$)|중(?=\s?앞|교|$)|고(?=\s?앞|교|$)|공원|시장|댐|저수지|주민센터|행정복지센터|동사무소|우체국|파출소|지구대"
    r"|보건소|도서관|성당|교회|아파트|교(?=\s|$|에서|위|,|난간)|지구(?!대)|혁신도시|신도시|뉴타운|마을|단지|타운|캠퍼스|광장|먹거리|고개|푸르지오|자이|래미안|아이파크|힐스테이트|롯데캐슬|더샵|이마트|홈플러스|롯데마트|맨션|병원|공단|산단|산업단지|ic|나들목|톨게이트|천|역(?![가-힣])|역\s*(?:앞|네거리|사거리|근처|부근)"
)
LANDMARK = pattern(rf"(?<![가-힣])(?P<stem>[가-힣]{{2,3}}?)(?=\s?(?:{_SPOT}))")
# a 동 without its ending, as people say it ("범어에서", "침산 쪽", "현풍 지나서")
STEM = pattern(
    r"(?<![가-힣])(?P<stem>[가-힣]{2,3}?)(?=(?:에서|에선|쪽|방면|방향|근처|부근|일대|지나서?)(?![가-힣])|에서의|\s(?:쪽|근처|방면|방향|부근|일대|가는|지나서?|앞길|언덕|고개|큰길|골목))"
)
# the same with nothing but a space behind it ("범어 저녁 7시 차대차"), where the stem is no other word
BARE_STEM = pattern(r"(?<![가-힣])(?P<stem>[가-힣]{2,3})(?=\s|[,./]|$)")
EN_LANDMARK = pattern(
    r"\b(?P<stem>[a-z]{4,})(?: |-)?(?= ?(?:intersection|crossroads|junction|crossing|station|tunnel|market|park|bridge|school|elementary|middle school|high school|underpass|area|neighbou?rhood|side|ic|rotary)\b)"
)
EN_STEM = pattern(r"\b(?P<stem>[a-z]{5,})\b")
# names that are everyday words too ("상동", "중동", "본동"): a place where something happens at it
AT_IT = pattern(
    r"(?<![가-힣])(?P<name>(?:중|수|전|파|상|부|내|본|성|장|도|교)동)(?=(?<!수동)(?<!전동)(?<!부동)(?:으로|이)(?:요)?\s*(?:[.!~]*$|바꿔|바꾸|변경|고쳐|정정|해|하)|에서|\s?(?:네거리|사거리|삼거리|교차로|쪽|근처|부근|시장|골목|주민센터|초|역|대로|길)|\s*(?:[,/.]|$)|\s(?:\d|오전|오후|밤|새벽|아침|저녁|낮|심야|내일|오늘|모레|보행자|행인|차대|차량|사고|교통사고|단독|횡단|교차로|골목|이면|터널|주차|비\s|눈\s|맑|흐|안개|추돌|충돌|[a-z]))"
)
PLACE_LIKE = pattern(
    r"(?<![가-힣])(?P<name>(?:[가-힣]+[구군]\s+)?[가-힣]{2,4}(?:구|동|읍))(?:에서의|에서|에는|에|의|은|는|이|가|쪽)?(?![가-힣])"
)
EN_PLACE_LIKE = pattern(r"\b(?P<name>[a-z]{3,}-(?:gu|gun|dong|eup|myeon))\b")
NOT_PLACES = frozenset(
    [
        "이동",
        "행동",
        "자동",
        "운동",
        "활동",
        "변동",
        "연동",
        "작동",
        "충동",
        "수동",
        "전동",
        "공동",
        "감동",
        "노동",
        "동동",
        "친구",
        "도구",
        "입구",
        "출구",
        "요구",
        "연구",
        "누구",
        "지구",
        "전구",
        "복구",
        "기구",
        "하구",
        "거동",
        "발동",
        "시동",
        "구동",
        "초등",
        "자치구",
        "시군구",
        "구군구",
        "보호구",
        "법정동",
        "행정동",
        "아무구",
        "모든구",
    ]
)
# a crossing or station with a name that nobody here knows is passed on whole: the tool asks where that is
NAMED_SPOT = pattern(
    r"(?<![가-힣])(?P<name>(?P<stem>[가-힣]{2,6}?)(?:네거리|사거리|삼거리|오거리|역|터널|지하차도|나들목|공원|시장|병원|대학교|초등학교|중학교|고등학교))(?=$|[^가-힣]|에서|에|앞|쪽|부근|근처|안)"
)
GENERIC = pattern(
    r"(?:회전|지하철|전철|버스|기차|도시철도|신호등?|동네|집\s?앞|우리|학교|시내|시장|아파트|비보호|점멸|근처|저기|여기|거기|어느|어떤|무슨|이런|그런|큰|작은|옆|앞|뒤|길|골목|도로|차도|국도|대로|직선|고속|일반|복잡한|넓은|좁은|긴|어두운|또는|아니면|그냥|보통|모든|전체|구역|지역|영역|광역|용역|통역|무역|방역|내역|이력|대구|교차로|[가-힣]+(?:로|길|에서|에|의|는|은|던|한|가|이|을|를|랑|와|과|고|서)(?=네거리|사거리|삼거리|오거리|역|터널|지하차도|나들목|공원|시장|병원|대학교|초등학교|중학교|고등학교)|어린이|근린|중앙|수변|체육|대학|종합|요양|응급|재래|전통|벼룩|동물|국립)"
)
# what a spot's name tells of the road
TELLS_ROAD = pattern(r"(?:네거리|사거리|삼거리|오거리|교차로|터널|지하차도|주차장|intersection|crossroads|bridge|tunnel)$")
# a 동 behind its 구, whatever the two are written in ("Suseong-gu 파동")
IN_GU = pattern(r",?\s*(?P<name>[가-힣]{1,4}동)(?=에서|에|\s|[,./]|$)")
EN_AT = pattern(r"\b(?:in|at|near|around|by|outside|toward|towards) (?P<stem>[a-z]{4,})\b(?! (?:the|a|of)\b)")
# stems that are words as well ("화원": a flower shop, "유가": the price of oil)
NO_STEMS = frozenset(
    [
        "유가",
        "문화",
        "대신",
        "이천",
        "사수",
        "대안",
        "도원",
        "달성",
        "금강",
        "평광",
        "송정",
        "신기",
        "신평",
        "미대",
        "중대",
        "상리",
        "용수",
        "도남",
        "대림",
        "가천",
        "동일",
        "교동",
        "전동",
        "화전",
        "봉산",
        "완전",
        "연호",
        "남산",
        "삼덕",
        "대곡",
    ]
)
WORDS_TOO = NO_STEMS | frozenset(
    [
        "상인",
        "성당",
        "장기",
        "검사",
        "신용",
        "고모",
        "사월",
        "황금",
        "공평",
        "동문",
        "동산",
        "읍내",
        "사복",
        "신당",
        "용산",
        "금호",
        "고성",
        "수성",
        "두산",
        "장관",
        "노원",
        "원대",
        "이현",
        "신천",
        "백안",
        "매여",
        "서호",
        "노변",
        "대현",
        "연경",
        "신무",
        "동호",
        "관음",
        "구지",
        "화원",
        "다사",
        "지산",
        "팔달",
        "호산",
        "대흥",
        "본리",
        "중리",
        "대천",
        "호림",
        "방촌",
        "덕산",
        "달성",
    ]
)
