"""Words for what a dataset may hold: concepts with the column names they go by and the words people use for them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Concept:
    """`names` are columns (normalised), the Korean one first; `words` are what people say; `by` are words that count only before 별 or after "by"."""

    key: str
    names: tuple[str, ...]
    words: tuple[str, ...]
    by: tuple[str, ...] = ()
    measure: bool = False


def _c(key: str, names: str, words: str, by: str = "", measure: bool = False) -> Concept:
    def split(text: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in text.split(",") if part.strip())

    return Concept(key, split(names), split(words), split(by), measure)


CONCEPTS: tuple[Concept, ...] = (
    _c("weekday", "요일,weekday,dayofweek,사고요일,dow", "요일,day of the week,day of week,weekday,weekdays,주말,평일,weekend,weekends", "주중 요일,day,days"),
    _c("time_period", "시간대,timeperiod,timeslot", "시간대,time period,time periods,time slot,time slots,time band,time bands,hour band,hour bands,hours band,time-of-day band,time-of-day bands,time of day band,time of day bands,time-of-day,time of day"),
    _c("hour", "사고시,시간,hour,accidenthour,시각,발생시", "시각,사고 시간,사고시각,hour of day,hours of the day,hour", "시간,시,hours,hourly"),
    _c("year", "사고연,사고연도,연도,년도,year,accidentyear,발생년", "연도,년도,year,years", "연,년,해,yearly,annually"),
    _c("month", "사고월,월,month,accidentmonth,발생월", "months,month", "월,달,monthly"),
    _c("day", "사고일,일,day,accidentday", "며칠", "일,daily,day of month"),
    _c("date", "사고일시,일시,날짜,date,datetime,일자,발생일시,데이터기준일자", "날짜,일시,일자,date,dates", "날"),
    _c("gu", "구,구군,군구,자치구,gu", "자치구,구군,districts,district,gu", "구,군구,구군,구·군,구/군,시·군·구,시/군/구,구 군"),
    _c(
        "district",
        "시군구,시군구명,district,법정동,읍면동,행정동,지역",
        "시군구,자치구,행정구역,지역,동네,주소,address,districts,district,neighborhoods,neighborhood,neighbourhoods,neighbourhood,areas,area,region,regions,gu",
        "구,동,군구,구군,구·군,구/군,시·군·구,시/군/구,구 군,읍·면·동,읍면동,법정동,행정동,장소,위치,곳,dong,place,location",
    ),
    _c("weather", "기상상태,날씨,기상,weather", "날씨,기상 상태,기상,weather condition,weather conditions,weather", "일기"),
    _c("road_surface", "노면상태,노면,roadsurface,surface", "노면 상태,노면,도로 상태,길 상태,road surface,road surface condition,road surface conditions,road surface state,surface condition,surface conditions,surface,road condition,road conditions"),
    _c("road_type", "도로형태,도로종류,roadtype,도로유형", "도로 형태,도로 유형,도로 종류,road type,road types,road form,type of road,kind of road", "도로,road"),
    _c("accident_type", "사고유형,사고종류,accidenttype", "사고 유형,사고 종류,accident type,accident types,crash type,crash types,collision type,type of accident,types of accident,types of accidents,kinds of accidents,kind of accident", "유형,type"),
    _c("accident_detail", "사고유형세부", "세부 유형,세부 사고 유형,유형 세부,detailed type,sub-type,subtype"),
    _c("violation", "법규위반,위반", "법규 위반,교통법규,위반,traffic violation,violations,violation"),
    _c("offender", "가해운전자차종", "가해 차종,가해 차량,가해자 차종,가해운전자,at-fault vehicle,offender vehicle,차종,vehicle type,vehicle types"),
    _c("victim", "피해운전자차종", "피해 차종,피해 차량,피해자 차종,피해운전자,victim vehicle,차종,vehicle type,vehicle types"),
    _c("severity_class", "사고내용", "사고 내용,severity class,사고 등급"),
    _c("deaths", "사망자수,사망,사망자,deaths,death,fatalities,deathcount", "사망자 수,사망자,사망,죽은 사람,죽었,죽은,deaths,death,fatalities,dead,killed,died", measure=True),
    _c("serious", "중상자수,중상,serious,seriousinjuries", "중상자 수,중상자,중상,serious injuries,seriously injured,serious injury", measure=True),
    _c("minor", "경상자수,경상,minor,minorinjuries", "경상자 수,경상자,경상,minor injuries,slight injuries,minor injury", measure=True),
    _c("reported", "부상신고자수,부상신고,reported", "부상신고자 수,부상신고자,부상 신고,신고자,reported injuries", measure=True),
    _c("eclo", "eclo", "eclo,이클로,에클로,인명피해 심각도,심각도,위험도,severity", measure=True),
    _c("latitude", "위도,latitude,lat", "위도,latitude", measure=True),
    _c("longitude", "경도,longitude,lon,lng", "경도,longitude", measure=True),
    _c("speed_limit", "제한속도,speedlimit", "제한 속도,속도 제한,최고 속도,speed limit,speed limits"),
    _c("installed", "설치연도,설치년도", "설치 연도,설치년도,설치한 해,설치 해,언제 설치,installation year,year of installation,install date,install year,year installed,installed", "연도,년도,year"),
    _c("address", "소재지도로명주소,도로명주소,소재지지번주소,지번주소,소재지주소,주소,address", "주소,도로명 주소,지번 주소,소재지,address,addresses"),
    _c("name", "주차장명,시설명,대상시설명,이름,명칭,name", "이름,명칭,name,names"),
    _c("install_place", "설치장소", "설치 장소,설치 위치,install location,installation place"),
    _c("enforcement", "단속구분", "단속 구분,단속 종류,단속 유형,enforcement type", "구분,유형,종류"),
    _c("road_name", "도로노선명", "도로명,노선명,도로 이름,길 이름,road name,road names,route name,street name,street names,roads,streets,routes"),
    _c("spaces", "주차구획수,주차면수", "주차 구획 수,주차 구획,주차면 수,주차면,면수,주차 대수,주차 가능 대수,주차 칸 수,주차 칸,칸 수,주차 공간,주차 자리,수용 대수,parking spaces,spaces,capacity,capacities,number of spaces,bays,stalls,lot size,lot sizes,size of the lot,size of lots,size of the car park,number of bays", measure=True),
    _c("parking_kind", "주차장구분", "주차장 구분,공영 민영,public or private", "구분"),
    _c("parking_form", "주차장유형", "주차장 유형,주차장 종류,parking type,lot type,type of lot,type of parking,kind of lot", "유형,종류,type"),
    _c("fee", "요금정보", "요금 정보,유료 무료,무료 유료,유무료,유료 여부,무료 여부,fee,fees"),
    _c("fee_base", "주차기본요금", "기본 요금,기본요금,주차 요금,주차요금,주차비,base fee,basic fee,parking fee,base rate,base charge", measure=True),
    _c("facility", "시설종류", "시설 종류,시설 유형,시설,facility type,facility", "종류,유형,type"),
    _c("camera_count", "cctv설치대수", "cctv 대수,cctv 설치 대수,설치 대수,number of cameras,camera count,cameras", measure=True),
    _c("camera_there", "cctv설치여부", "cctv 설치 여부,cctv 여부,has cctv"),
    _c("police", "관할경찰서명", "경찰서,관할 경찰서,police station"),
)  # fmt: skip
TIME_UNITS = frozenset({"weekday", "hour", "year", "month", "day", "date", "time_period"})
# Casualty counts add up; anything else is averaged when nobody says how.
SUMMED = frozenset({"deaths", "serious", "minor", "reported"})

OPERATIONS: tuple[tuple[str, str], ...] = (
    ("std", r"표준\s*편차|\bstd\b|\bstandard deviations?\b|\bstdev\b"),
    ("median", r"중앙값|중위[값수]?|중간값|\bmedians?\b"),
    ("mean", r"평균(?:값|적으로|적인)?|\bmeans?\b(?! (?:that|to|this|by)\b)|\baverages?\b|\bavg\b|\bon average\b"),
    ("sum", r"합계|총합|합산|누적|(?<![가-힣])합(?![가-힣])|(?<=\s)합[은이을](?!니)|총\s*(?=사망|중상|경상|부상|eclo)|총계|다\s*합|모두\s*몇\s*명|\bsums?\b|\btotals?\b|\bsummed\b"),
    ("min", r"최솟값|최소값?|최저|\bmin(?:imum)?\b|제일\s*작은\s*값"),
    ("max", r"최댓값|최대값?|\bmax(?:imum)?\b|제일\s*큰\s*값"),
    ("count", r"건수|횟수|개수|갯수|빈도|몇\s*(?:건|개|갠|갤|번|대|곳|군데|데(?=[요가나이\s?]|$))|가짓수|\btall(?:y|ies)\b|\bheadcounts?\b|(?:사고|건|행|카메라|cctv|cameras?|주차장|시설|발생|accidents?|데이터)\s*수(?=$|[\s?.!,]|[가를는도만은]\s)|얼마나\s*(?:자주|많\w*)|(?<=\d)\s*건수|\bcounts?\b|\bhow (?:many|often)\b|\bnumber of\b|\bfrequenc\w+"
              r"|\bamount of accidents\b|\baccidents (?=by|per|each|on|for)|\bcrashes (?=by|per|each|on|for)"),
)  # fmt: skip
CHART_KINDS: tuple[tuple[str, str], ...] = (
    ("area", r"(?:누적\s*)?(?:영역|면적)\s*(?:형\s*)?(?:차트|그래프|그림)|에어리어\s*(?:차트|그래프)|\b(?:stacked )?area (?:charts?|graphs?|plots?)\b"),
    ("stacked", r"(?:누적|쌓은|쌓아\s*올린|스택)\s*(?:형\s*)?(?:세로\s*|가로\s*)?(?:막대(?:\s*(?:그래프|차트|그림))?|바\s*(?:차트|그래프)|그래프|차트)|\bstacked(?: bars?)?(?: ?(?:charts?|graphs?|plots?))?\b"),
    ("violin", r"바이올린(?:\s*(?:플롯|그림|차트|그래프|도표))?|\bviolin(?:[- ]?(?:plots?|charts?|graphs?))?\b"),
    ("calendar", r"(?:달력|캘린더)\s*(?:형\s*)?(?:히트\s*맵|열\s*지도|차트|그림|그래프|형태|모양)?|\bcalendars?(?: (?:heat ?maps?|charts?|plots?|views?))?\b"),
    ("scatter", r"산점도(?:와|에|랑|하고)?\s*(?:추세선|회귀선)|(?:추세선|회귀선)\s*(?:이|을|를|과)?\s*(?:있는|그은|넣은|포함한|함께)?\s*산점도|\bscatter(?:[- ]?plots?| ?charts?)? with (?:a |the )?(?:trend|regression) ?lines?\b"),
    ("bar", r"막대(?:\s*(?:그래프|차트|그림))?|바\s*(?:차트|그래프)|\bbars? ?(?:charts?|graphs?|plots?)?\b|\bbarchart\b"),
    ("histogram", r"히스토그램|도수\s*분포도?|\bhist(?:ogram)?s?\b"),
    ("box", r"상자\s*(?:그림|수염\s*그림|그래프|차트)|박스\s*(?:플롯|차트|그래프|그림)|\bbox(?:[- ]?plots?| ?charts?| and whisker\w*)\b"),
    ("scatter", r"점\s*(?:을\s*)?찍[어은](?!.*지도)|산점도|산포도|\bscatt?er(?:[- ]?plots?| ?charts?)?\b"),
    ("pie", r"파이\s*(?:차트|그래프)?|원\s*(?:그래프|차트)|원형\s*(?:그래프|차트)|\bpie ?(?:charts?|graphs?)?\b|도넛\s*(?:차트|그래프)"),
    ("heatmap", r"히트\s*맵|열\s*지도|\bheat ?maps?\b"),
    ("line", r"꺾은\s*선(?:\s*(?:그래프|차트))?|선\s*(?:그래프|차트)|라인\s*(?:차트|그래프)?|(?<![가-힣])선(?=으로|형)|추이|추세|변화\s*(?:그래프|차트)|(?<!centre )(?<!center )(?<!centre-)(?<!center-)(?<!central )(?<!median )(?<!middle )(?<!yellow )\bline ?(?:charts?|graphs?|plots?)?\b|\btrend ?(?:line|chart)?s?\b|\btime series\b"),
)  # fmt: skip
# on a map; read before the kinds of charts, for a heat map can be either
MAP_KINDS: tuple[tuple[str, str], ...] = (
    ("heat", r"\b(?:density|heat) ?(?:heat ?)?maps?\b(?=.*\b(?:on|over) (?:a|the) (?:\w+ )?map\b)|\bdensity heat ?maps?\b|밀집?도?\s*히트\s*맵(?:\s*지도)?|(?:위치|좌표|점)\s*(?:의\s*)?히트\s*맵|(?:히트\s*맵|\bheat ?map\b)\s*(?:으로|로|를|을)?\s*(?:지도|맵)|(?<![가-힣])열\s*(?:으로\s*)?지도|지도\s*(?:에|로|를|의|위에)?\s*(?:히트\s*맵|\bheat ?map\b)(?:으로)?|밀집도?\s*지도|밀도\s*지도|\bdensity maps?\b|\bheat ?maps? (?:on|over) (?:a|the) map\b|\bgeographic(?:al)? heat ?maps?\b|\bheat ?maps? of (?:the )?(?:locations?|points|coordinates|positions)\b|\bmap (?:as a )?heat ?maps?\b"),
    ("clusters", r"(?:군집|클러스터|묶음|\bclusters?\b)\s*(?:으로\s*|로\s*|형\s*)?(?:지도|맵)|지도\s*(?:에|로|위에)?\s*(?:군집|클러스터|\bclusters?\b)(?:으로|로)?|\bcluster(?:ed)? maps?\b|\bmap (?:of |with |in )?(?:the )?clusters\b|\bclusters? on (?:a|the) map\b"),
)  # fmt: skip
PANELS = r"(?:칸|장|판)(?:을|으로)?\s*나[눠누]\S*\s*(?:따로|각각)|따로따로\s*(?:그려|그린|한\s*장)|\b(?:small|separate|little|mini) (?:panels?|charts?|plots?|graphs?)\b(?=.*\b(?:per|each|by)\b)|\bin panels\b|\bpanels? (?:by|per|for each)\b|\bgrid of (?:charts|plots|graphs)\b|작은\s*(?:그림|그래프|차트)\s*(?:들|여러\s*(?:개|장))?(?:로|으로)?|스몰\s*멀티플(?:즈)?|패싯|여러\s*(?:개의?\s*)?(?:그림|그래프|차트)(?:로|으로)\s*(?:나눠|나누어|쪼개)\w*|\bsmall multiples?\b|\bfacet(?:s|ed|ting)?\b|\b(?:small|separate|one) (?:panels?|charts?|plots?|graphs?) (?:for each|per|by)\b(?=.)"
_PICTURES = r"(?:그림|그래프|차트|도표|시각화|히트\s*맵|이미지|히스토그램)"
NO_PICTURE = (
    rf"{_PICTURES}(?:은|는|을|를|이|까지는|까지|도)?\s*(?:없이|없어도|빼고|빼\s*줘|빼\s*주|생략|안\s*(?:그려|그리|나와|만들|필요)|(?:그릴|만들)?\s*필요\s*(?:는|가)?\s*없|필요없|(?:그리지|만들지)\s*(?:말|마|않)|제외하고|됐고|말고\s*(?:표|숫자|수치|값|텍스트|글))"
    r"|\b(?:no|without|skip(?:ping)?|omit|minus|not?) (?:an? |the |any |need for (?:an? |the )?)?(?:picture|heat ?map|chart|graph|plot|image|figure|drawing|visual\w*)s?\b(?: (?:is |are )?(?:needed|necessary|required|please|pls|thanks|wanted))?"
    r"|\b(?:don'?t|do not|no need to) (?:draw|plot|need|want|make|show)(?: me)? (?:an? |the |any )?(?:picture|heat ?map|chart|graph|plot|image|figure|drawing|it)s?\b"
)
NO_TREND = r"(?:추세선|회귀선)\s*(?:은|을|는|이)?\s*(?:없이|없는|빼|말고|안\s|제외|지우|꺼|끄|필요)|\b(?:without|no|skip|drop|hide|minus) (?:an? |the |any )?(?:trend|regression|fit(?:ted)?) ?lines?\b"
TREND_LINE = r"추세선|회귀선|\b(?:trend|regression) ?lines?\b|\bline of best fit\b"
CHART = r"점\s*(?:을\s*)?찍[어은]|가로축|세로축|[xy]\s?축|\b[xy][- ]axis\b|\bon (?:the )?[xy]\b|그려\w*|그리(?!고(?!\s*싶))\w*|차트|그래프|도표|그림으로|시각화|\bcharts?\b|\bgraphs?\b|\bplot(?:s|ted|ting)?\b|\bvisuali[sz]\w+|\bdraw\b(?!.*\bmap\b)"
MAP = r"\bchoropleth\b|단계\s*구분도|코로플레스|지도|핫\s*스팟|다발\s*지(?:역|점)?|\bhot ?spots?\b|맵(?!핑)|\bmaps?\b|\bmapped\b"
TREND = r"추이|추세|\btrend\b"

# A request for one tool that needs no column, or whose column is optional.
PLAIN_REQUESTS: tuple[tuple[str, str], ...] = (
    ("get_missing_values", r"안\s*적[힌혀]|빠진\s*(?:값|거|게|것|데|데이터|항목|칸|부분)|빈\s*(?:데|곳|부분|것|거|게)(?![가-힣])|비는\s*(?:값|거|데|칸)|적혀\s*있지\s*않|미기재|미입력|비워\s*둔|\black(?:s|ing)?\b|\b(?:have|has|with|having) no (?!(?:deaths?|injur))|\bnot filled\b|\bunfilled\b|\bgaps?\b|결측|누락|빈\s*(?:값|칸|셀)|비어\s*있|비어있|널\s*값|값이?\s*없는|없는\s*(?:카메라|행|줄)|\bmissing\b|\bnulls?\b|\bnan\b|\bempty (?:cells?|values?)\b|\bblanks?\b"),
    ("get_geo_bounds", r"\blat(?:itude)?s?(?:/| and |, ?| )lon\w*\b.*\b(?:extents?|bounds|ranges?|limits|span)\b|\b(?:extents?|bounds|ranges?|limits) of (?:the |these |all )?(?:points|coordinates|locations)\b|(?:좌표|위경도|위도\s*경도|위도와\s*경도|지리적?|공간)\s*(?:의\s*)?(?:범위|경계|영역)|어디부터\s*어디|\bgeo(?:graphic(?:al)?)? ?bounds?\b|\bbounding box\b|\b(?:coordinate|lat(?:itude)?[ /]lon\w*|spatial) (?:bounds|range|extent)\b|\bgeographic(?:al)? (?:extent|range|area|bounds)\b"),
    ("get_date_range", r"몇\s*(?:년|개월|달|개년)\s*(?:치|간|동안|분(?!기|위))|\bhow many (?:years|months|days) (?:of data|are (?:there|in|covered)|does)|(?:일자|날짜|일시|기준일)(?:가|는|은|이|들은|들이)?\s*(?:언제|며칠)|(?:날짜|일자|일시|연도|날)(?:의)?\s*범위|기간|(?:시작|첫|최초|처음)\s*(?:일자|날짜|일|날|사고).{0,12}(?:종료|끝|마지막|최종)\s*(?:일자|날짜|일|날|사고)?|\bfirst and (?:the )?last (?:accident|crash|date|day|record|entry|row)s?\b|\b(?:start|begin\w*) and (?:the )?end(?:ing)? (?:date|day)?s?\b|\b(?:earliest|first) (?:and|to) (?:the )?(?:latest|last)\b|언제부터|언제까지|어느\s*시기|몇\s*년도?(?:부터|~)|\bdate range\b|\btime (?:span|range)\b|\bperiod (?:covered|of the data)\b|\bwhat (?:period|dates|years)\b|\bfrom when\b|\bdates? (?:does|do) .*cover\b"),
    ("detect_data_types", r"(?:자료형|데이터\s*타입|데이터\s*형식|타입(?:은|이|을)?)|\bdata ?types?\b|\bdtypes?\b|\b(?:what|which) (?:data )?types? (?:are|is|do|does|of) (?:the |these |those |each |every |all )?(?:columns?|fields?)\b|\btypes? of (?:the |each |every )?columns?\b|\bcolumn types?\b|열\s*종류"),
    ("get_sample_rows", r"(?:랜덤|무작위|임의)(?:으로|로|하게)?\s*(?:\d+\s*(?:개|건|행|줄|곳)|뽑|골라|추출|보여)|샘플|표본|미리\s*보기|맛보기|예시\s*(?:행|데이터|몇)|몇\s*(?:줄|행)만|데이터(?:셋)?(?:를|을|만)?\s*(?:좀\s*|한번\s*)*보여|(?:처음|앞|첫|맨\s*위|(?<![상하])위)\s*(?:에서\s*)?\d+\s*(?:줄|행|개)|\d+\s*(?:줄|행)\s*만?\s*(?:보|만)|아무\s*거나\s*\d|\b(?:pick|choose|grab|draw|take) (?:me )?(?P<pick>\d+)\b.*\brandom\w*|\bat random\b|\bsamples?\b|\bpreview\b|\bshow (?:me )?(?:the |some |my )?(?:data|rows|table)\b|\bhead\b|\b(?:first|random) (?:\d+|few|some)? ?(?:rows?|lines?|records?)\b|\b\d+ (?:random )?rows\b|\brows? \d+\b"),
    ("get_dataframe_info", r"^(?:전체\s*|간단히\s*)?요약\s*(?:좀|해)?\s*(?:줘|주세요|해\s*줘|부탁\S*)?[\s.!]*$|^(?:a |the )?(?:quick |short )?(?:summary|overview)(?: please| pls| plz)?[\s.!]*$|^(?:이\s*|이거\s*|그래서\s*|총\s*|전체\s*)*(?:사고|카메라|cctv|주차장|학교|시설|데이터|자료|전체|행|줄)?(?:들?[은는이가의])?\s*(?:총|모두|전부|전체|다\s*해서|다)?\s*(?:개수|갯수|건수|대수|(?:행|줄)\s*몇\s*(?:개|갠지|개나)?|몇\s*(?:건|개|줄|행|대|곳|군데))\s*(?:이?야|이?에요|예요|인가요?|이지|임|있어(?:요)?|이나\s*\S+|입니까|이?니|요)?(?:\s*알려\s*(?:줘|주세요)|\s*돼|\s*되나)?\s*[?.!~]*$|데이터\s*품질|품질\s*(?:점검|문제|확인|체크)|\bdata quality\b|^(?:그래서\s*|근데\s*|이거\s*|사고(?:가|는)?\s*)*(?:총|모두|전부|전체|다)?\s*몇\s*(?:건|개|줄|행|대|곳|군데)\s*(?:이?야|이?에요|예요|인가요?|이죠|이지|임|있어(?:요)?|나\s*돼(?:요)?|나\s*되\S*|입니까|인지(?:요)?|이?니)?(?:\s*알려\s*(?:줘|주세요))?\s*[?.!]*$|^how many(?: (?:accidents|crashes|cameras|lots|car parks|parking lots|entries|observations|cases))?(?: (?:are|were) (?:there|in (?:it|here|this|the (?:data|file)\w*)))?(?: (?:in total|altogether|overall))?\s*\??$|통계(?:를|좀)?\s*(?:좀\s*)?(?:보여|알려)|^(?:기초\s*|요약\s*)?통계량?$|중복|\bduplicat\w+|\b(?:summary|overview|description|structure|shape|size) of (?:the |this |my )?(?:data|file|csv)|데이터(?:셋)?\s*(?:의\s*|에\s*대해\s*|에\s*대한\s*|좀\s*)?(?:정보|요약|개요|구조|설명|소개|크기|알려|어때|뭐야|살펴|파악)|\b(?:give|show)(?: me)? (?:an?|the) (?:quick |short )?(?:overview|summary)\b|(?:이|무슨|어떤|뭔|올린|방금)\s*(?:데이터|파일|자료)(?:셋)?(?:는|은|이)?\s*(?:뭐|무엇|어떤|무슨|임|이지|인지|이냐|일까|인가|에요|예요|야|인가|이야|에\s*대해|요약|설명|정보|\?|$)|(?:컬럼|칼럼|열|필드|변수|\bcolumns?\b|\bfields?\b)(?:들|명|\s*이름|\s*목록)?(?:은|이|을|를|에는|가|만)?\s*(?:다\s*|전부\s*|모두\s*|좀\s*)?(?:뭐|무엇|어떤|목록|알려|보여|있|몇|종류|리스트|$)|(?:무슨|어떤)\s*(?:컬럼|칼럼|열|변수)|몇\s*(?:행|줄|열|컬럼)|행\s*(?:수|개수)|(?:총|모두|전체|전부|통틀어|다\s*해서)\s*몇\s*(?:건|개|줄)(?!.*별)|\b(?:dataset|data|file|dataframe|csv)(?:'s)? (?:info|information|overview|summary|shape|structure|description)\b|\b(?:describe|summari[sz]e|overview of|about|info (?:on|about)|tell me about|explain|what(?:'s| is) in) (?:this |the |my )?(?:dataset|data|file|csv)\b|\b(?:what|which|list|show)(?: are)?(?: me)?(?: the| all)? (?:columns|fields|variables)\b|\bhow (?:many (?:rows|columns|records|lines)|big|large)\b|\binfo\b|\bcolumn names\b"),
)  # fmt: skip

GAPS = PLAIN_REQUESTS[0][1] + r"|\bimput\w+|채워|채우|메꿔|메우"
OUTLIERS = r"수상(?:한|쩍)|이상해\s*보이|미심쩍|\b(?:weird|odd|strange|funny)[- ]looking\b|\bsuspicious\b|\bout of line\b|\bstick(?:s|ing)? out\b|이상\s*(?:치|값)|이상한\s*(?:값|데이터|거|게|것)|\b(?:anything|something|values?) (?:weird|strange|odd|unusual|off)\b|\b(?:weird|strange|odd|unusual|extreme) (?:values?|numbers?|data)\b|특이\s*값|튀는\s*(?:값|데|거|게|것|곳|애|놈|주차장|카메라|사고)|이상하게\s*(?:튀|높|낮|크|큰|작|비싸|비싼|많)|\boutliers?\b|\banomal\w+"
CORRELATION = r"켄달|스피어만|피어슨|\bkendall\b|\bspearman\b|\bpearson\b|상관|연관|관련\s*(?:성|있|된|이(?!\s*(?:하|해))|깊|큰|높|많|도(?![가-힣]))|관계\s*(?:가\s*)?(?:깊|있는|큰)|밀접|(?<![가-힣])영향(?!\s*평가)|요인|\bfactors?\b|\baffects?\b|\brelated to\b|\binfluenc\w+|\bcorrelat\w+"
CROSS = r"교차\s*(?:표|분석|집계)|크로스\s*탭|\bcross[- ]?tab\w*|\bcontingency\b|\bpivot\b"
UNIQUE = r"몇\s*(?:종류|종|가지)|가짓수|\bhow many (?:different|kinds|types|sorts|unique|distinct)\b|\bdifferent (?:values|kinds)\b|목록|각각\s*(?:뭐|뭔|무엇)|몇\s*가지\s*(?:고|이고|며|인데)|(?:뭐|뭐가|뭐뭐|뭐뭐가|무엇이|어떤\s*게|어떤\s*것이?|무슨\s*게)\s*(?:들어\s*)?있|(?<!사)고유\s*(?:한\s*)?(?:값|개수)?|유니크|서로\s*다른|종류(?=$|가|는|를|\s*(?:몇|뭐|알려|보여))|어떤\s*(?:값|종류|것)|(?:무슨|어떤|뭔)\s*(?:값|종류|코드|게|것|거|항목|유형|code\S*)|\bunique\b|\bdistinct\b|\bwhat values\b|\bpossible values\b|\bwhat (?:kinds?|types?|sorts?) of\b"
SORT = r"정렬|줄\s*(?:을\s*)?세[워우]|(?:순위|등수)\s*(?:를\s*)?(?:매[겨기]|내)|(?:최신|오래된|가나다|역|이른|늦은)\s*순|(?:높|낮|많|적|큰|작|비싼|싼)\S*\s*것부터|\brank\b(?! risk)|순으로|순서대로|순서로|(?<=[은큰싼린긴])\s?순(?![가-힣])|내림차순|오름차순|\bsort(?:ed|ing)?\b|\border(?:ed)? by\b|\brank(?:ed|ing)? (?:rows|accidents)\b|\bdescending\b|\bascending\b"
STATISTICS = r"\biqr\b|\brun-?down\b|\boverview\b|\bprofile\b|\bbreakdown\b|훑어|개요|한눈에|\bspread\b|\bdistributed\b|통계|기술\s*통계|요약\s*통계|분포|\bstat(?:istic)?s\b|\bdistribution\b|\bsummary\b|\bdescribe\b|사분위|\bquartiles?\b"
MOST = r"드문|드물|뜸한|희귀|\brare(?:st)?\b|\bbusiest\b|\bmost common\b|\bcommonest\b|잦은|빈번|흔한|붐비|비싼|싼|긴|짧은|넓은|가장|제일|(?<![가-힣])젤|최다|최고|많[은이아았]|(?:컸|높았|심했|많았|낮았|적었|작았|컷)던|더\s|높[은아았]|낮[은아았]|적[은어었]|심한|심각한|위험한|(?<!at )\bmost\b|\bhighest\b|(?<!at )\bleast\b|\blowest\b|\bfewest\b|\bworst\b|\bdeadliest\b|\bmost dangerous\b|\btop\b|\bbest\b|상위|하위"
LOW = r"하위|드문|드물|뜸한|희귀|\brare(?:st)?\b|(?<!비)싼|가장\s*짧은|제일\s*짧은|(?:가장|제일|젤|최고로)\s*(?:낮|적|작|안전)[은아어한았었]?|최저|최소|적은\s*순|낮은\s*순|작은\s*순|오름차순|\bbottom\b|\blowest\b|(?<!at )\bleast\b|\bfewest\b|\bsmallest\b|\bascending\b|\bsafest\b"
DANGER = r"위험(?!도)|심각(?!도)|심한|심하|심해|심했|치명|(?:가장|제일|젤|더|덜)\s*안전|안전한|\bsafe(?:r|st)?\b|\bdeadli\w+|\bdeadly\b|\bfatal\w*|\bdangerous\b|\bsevere\b|\bserious (?=accidents|crashes)|\bworst\b"
RISING = r"(?<![가-힣])(?:줄|늘)(?:고\s*있|었|어나|어들|어드|었나|고는)|감소|증가|\b(?:increas|decreas|declin)\w*|\bgo(?:ing|ne)? (?:up|down)\b|\b(?:rising|falling|dropping)\b|\bget(?:ting)? (?:better|worse)\b"
WEEKEND = r"주말|평일|\bweekends?\b|\bweekdays?\b(?=.*\bweekend)|(?<=weekends) and weekdays"
OLDEST = r"옛날|묵은|가장\s*이른|제일\s*이른|오래\s*된|오래된|가장\s*먼저|제일\s*먼저|\boldest\b|\bearliest\b"
NEWEST = r"새\s*것부터|최근\s*순|가장\s*늦|최신|최근|새로운|\bnewest\b|\blatest\b|\bmost recent\b"
BIGGEST = r"(?:가장|제일|젤)\s*(?:큰|넓은|커|넓어)|큰\s*순|넓은\s*순|\bbiggest\b|\blargest\b"
