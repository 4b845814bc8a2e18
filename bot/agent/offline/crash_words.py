"""Who and what meets in an accident, and how: the words for people, vehicles, things by the road and what happens to them.

Each mark is a letter that stands for all words of its class; `crash` reads a message with its words replaced by their marks.
Korean nouns take their particles and Korean verbs all their endings by mechanism (`inflect`): a table holds nouns and stems alone.
"""

from __future__ import annotations

from bot.agent.offline.inflect import english_verbs, korean_verbs


def _words(text: str) -> tuple[str, ...]:
    return tuple(sorted((w.strip() for w in text.split(",") if w.strip()), key=len, reverse=True))


def _ko(text: str, after: str = "") -> str:
    return rf"(?<![가-힣])(?:{'|'.join(w.replace(' ', chr(92) + 's*') for w in _words(text))}){after}"


def _en(text: str, plural: str = "(?:e?s)?", after: str = "") -> str:
    return rf"(?<![a-z])(?:{'|'.join(w.replace(' ', '[ -]?') for w in _words(text))}){plural}(?![a-z]){after}"


PEDESTRIANS_KO = "보행자,행인,보행인,무단 횡단자,무단 횡단,길손,도보 이용자"
PEDESTRIANS_EN = "pedestrian,ped,passer by,passers by,passerby,passersby,jaywalker,jaywalking,jaywalked,jay walking"
PEOPLE_KO = (
    "사람,할머니,할아버지,할머님,할매,할배,할멈,노인,노인네,노부부,노파,어르신,영감님,어린이,어린애,어린아이,아이,애기,아기,꼬마,꼬맹이,유아,유치원생,원아,미취학 아동,아동,"
    "초등학생,초등생,초딩,중학생,중딩,고등학생,고교생,고딩,여고생,남고생,여중생,남중생,대학생,여대생,학생,남학생,여학생,학부모,남성,여성,남자,여자,남자아이,여자아이,청년,청소년,소년,소녀,"
    "아저씨,아주머니,아줌마,아지매,아가씨,주민,시민,관광객,취객,임산부,임신부,산모,장애인,시각장애인,휠체어,환경미화원,미화원,청소부,인부,작업자,작업 인부,근로자,노동자,교통경찰,경찰관,경비원,직원,손님,"
    "쇼핑객,등산객,산책객,러너,조깅족,군인,외국인,유학생,커플,연인,부부,모녀,모자,부녀,가족,일행,친구,동생,엄마,아빠,어머니,아버지,어머님,아버님,아들,딸,아들내미,딸내미,손자,손녀,조카,이웃,이웃집 아이,"
    "유모차,리어카,손수레,폐지 줍던 분,수레,피해자"
)
PEOPLE_SHORT_KO = "애,애들,분"
PEOPLE_EN = (
    "person,people,man,men,woman,women,child,children,kid,kiddo,boy,girl,schoolboy,schoolgirl,school child,school children,schoolkid,toddler,baby,infant,teen,teenager,student,pupil,"
    "lady,gentleman,guy,bloke,granny,gran,grandma,grandmother,grandpa,grandfather,granddad,grandad,grandparent,elder,senior,senior citizen,pensioner,oap,elderly,walker,dog walker,jogger,runner,"
    "shopper,worker,road worker,workman,labourer,laborer,bystander,someone,somebody,anyone,stroller,pram,pushchair,wheelchair,wheelchair user,tourist,resident,policeman,police officer,cop,drunk,victim,"
    "mother,father,mum,mom,dad,son,daughter,friend,neighbour,neighbor,couple,commuter,street cleaner,vendor,skater"
)
VEHICLES_KO = (
    "승용차,자가용,자동차,세단,경차,소형차,중형차,대형차,외제차,수입차,전기차,스포츠카,트럭,덤프트럭,덤프,화물차,화물트럭,화물 차량,탑차,용달,용달차,포터,봉고,봉고차,레미콘,탱크로리,유조차,트레일러,트랙터,"
    "경운기,농기계,지게차,굴착기,굴삭기,포크레인,크레인,중장비,버스,시내버스,마을버스,고속버스,시외버스,관광버스,통근버스,통학버스,셔틀버스,스쿨버스,택시,개인택시,카니발,스타렉스,승합차,승합,밴,지프,"
    "오토바이,배달 오토바이,바이크,모터사이클,이륜차,스쿠터,자전거,따릉이,전기자전거,킥보드,전동킥보드,전동 킥보드,퀵보드,퀵,전동휠,사륜바이크,구급차,앰뷸런스,엠뷸런스,소방차,경찰차,순찰차,견인차,렉카,레커,렌터카,렌트카,"
    "쓰레기차,청소차,캠핑카,배달차,택배차,차량,라이더,배달 라이더,배달 기사,운전자,기사,suv"
)
# "차" itself, and any word that ends in it, but for these: they are no vehicle
NO_CAR = "주차|정차|하차|승차|주정차|유모차|세차|열차|기차|전차|마차|수차|점차|차차|격차|오차|시차|절차|출차|입차|탈것차|배차|연차|회차|검차|교차|일차|폐차"
CAR_KO = rf"(?<![가-힣\d])(?!(?:{NO_CAR})(?:장|중|된|된|하|량)?)(?:[가-힣]{{1,3}}\s?)?차(?:량|들)?(?=$|[^가-힣]|[가는를에와랑의도로만끼한하박쳐두세여문]|이랑|사고)(?!로\s?(?:변경|위반)|선|도\s?(?:로|를|에서\s?걷))"
VEHICLES_EN = (
    "car,automobile,motorcar,sedan,hatchback,saloon,suv,van,minivan,truck,lorry,pickup,pickup truck,dump truck,bus,coach,minibus,school bus,shuttle,taxi,cab,motorcycle,motorbike,motor bike,moped,scooter,bike,bicycle,"
    "e bike,e scooter,kick scooter,kickboard,tractor,trailer,semi,semi trailer,ambulance,fire engine,fire truck,police car,patrol car,vehicle,jeep,tanker,rv,camper,cyclist,biker,motorcyclist,rider,bus driver,tram,forklift,delivery bike"
)
OTHER_VEHICLE_KO = r"(?<![가-힣])(?:앞|옆|뒤|뒷|상대(?:방|편)?|맞은\s*편|반대\s*편|건너편|선행|후행|뒤따르던|뒤따라오던|앞서\s?가던|마주\s?오던)\s?(?:차(?:량)?|승용차|트럭|버스|택시|오토바이)(?![가-힣]*선)"
OTHER_VEHICLE_EN = r"(?<![a-z])(?:another|oncoming|other|second|leading|parked up|one in front) (?:car|vehicle|truck|van|bus|taxi|cab|motorbike|motorcycle|lorry|bike)s?(?![a-z])|(?<![a-z])(?:car|vehicle|truck|van|bus|one) (?:in front|ahead|behind)(?![a-z])"
RIDING_KO = r"(?:을|를)?\s?(?:타던|타고\s?(?:가던|있던|오던|달리던|지나던|등교하던|출근하던|퇴근하던|집에\s?가던)|탄|몰던|몰고\s?가던|운전하던|끌고\s?나온)\s?(?:\d0대\s?)?"
THINGS_KO = (
    "가로수,나무,은행나무,플라타너스,가로등,신호등,신호기,전봇대,전신주,전주,통신주,기둥,가드레일,난간,중앙 분리대,분리대,벽,벽면,담,담벼락,담장,옹벽,방호벽,방음벽,펜스,울타리,철조망,표지판,이정표,안내판,입간판,간판,구조물,공작물,"
    "시설물,연석,경계석,턱,화단,볼라드,교각,건물,상가,가게,점포,편의점,주택,대문,정류장,정류소,승강장,소화전,쓰레기통,바위,돌,낙석,공사 표지,차단기,요금소,톨게이트,석축,조형물,동상,터널 벽,펜스대,충격 흡수대,고라니,멧돼지,고양이,개"
)
THINGS_EN = (
    "tree,pole,lamp ?post,lamp post,street ?light,street lamp,utility pole,telephone pole,electric pole,telegraph pole,power pole,post,wall,guard ?rail,railing,rail,barrier,crash barrier,fence,sign,sign ?post,road sign,bollard,kerb,curb,building,shop,"
    "shop front,store ?front,store,house,hydrant,fire hydrant,divider,median,median strip,central reservation,traffic light,rock,boulder,bus shelter,bus stop,pillar,column,gate,hedge,abutment,billboard,toll booth,planter,concrete block,deer,boar,dog"
)
# Korean verbs by their stems, and nouns that tell of the same
HITS_KO = (
    korean_verbs(
        "들이받", "들이박", "처박", "갖다박", "부딪", "부딛", "부닥치", "맞부딪", "덮치", "밀치", "밀쳐내", "밀어버리", "넘어뜨리", "쓰러뜨리", "깔아뭉개", "뭉개", "스치", "긁", "긋", "때리", "찍", "치", "받", "박", "밀", "꽂",
        "충돌하", "추돌하", "충격하", "접촉하", "박살내", "비비", "들이밀", "날려버리", "건드리", "쓸고", "돌진하", "밟고", "들이대",
    )
    + r"|충돌|추돌|충격|접촉|돌진|(?<![가-힣])(?:꽝|쾅|쿵|콩|빵|퍽|쿡|텅|깡|쿠당탕)(?![가-힣]{2})[가-힣]?|박치기|사고\s?(?:냈|내|를\s?내)[가-힣]*"
)  # fmt: skip
HITS_EN = r"(?<![a-z])(?:{})(?:[ -]?(?:into|against|onto|over|down|off|with|up))?(?![a-z])".format(
    english_verbs(
        "hit>hitting", "strike>struck", "ram", "smash", "slam", "crash", "plough", "plow", "run over>ran over>running over", "run down>ran down", "run into>ran into>running into", "knock", "bump", "clip", "sideswipe", "side-swipe",
        "collide", "bang", "drive into>drove into", "drive over>drove over", "back into", "reverse into", "shunt", "rear-end", "rear end", "rearend", "t-bone", "mow", "scrape", "brush", "graze", "swipe", "nudge", "dent", "kill", "injure", "swerve into",
        "skid into", "slide into>slid into", "spin into>spun into", "veer into", "careen into", "wrap around", "impact", "meet>met", "pile into", "turn into", "flatten", "catch>caught", "fling>flung", "wipe out", "cut off",
    )
)  # fmt: skip
# what happens to a person; the first are said of nobody else
RUN_OVER_KO = korean_verbs("치이", "깔리", "받히", "받혀", "치여") + r"|(?<![가-힣])치임|받힘|깔림"
SUFFERS_KO = korean_verbs("부딪히", "부딪치", "튕겨나", "날아가", "치이", "당하", "쓰러지") + r"|봉변"
SUFFERS_EN = r"(?<![a-z])(?:(?:was|were|is|are|being|been|be|got|gets|get|getting) (?:\w+ly )?(?:hit|struck|knocked(?: down| over| off)?|run over|run down|clipped|injured|killed|mown down|bumped|thrown|flung|crushed|caught|rammed)|(?:hit|struck|knocked (?:down|over)|run over|run down|clipped|killed|injured) by|under the wheels)(?![a-z])"
CROSSES_KO = (
    rf"(?:길|도로|찻길|횡단보도|차도|신호|건널목)?(?:을|를)?\s?(?!건너편|건널목)(?:{korean_verbs('건너', '횡단하', '가로지르', '건느')})"
    r"|(?<![가-힣])(?:도로\s?)?횡단(?:\s?중|하)[가-힣]*|가로질러[가-힣]*|(?<![가-힣])건널\s(?=때)"
)
CROSSES_EN = r"(?<![a-z])(?:cross(?:ing|ed|es)?(?= (?:the|a|at|in|on|over|against|near|by|when|\w+ (?:road|street))|[,.]|$)(?: (?:the|a|over) (?:busy )?(?:road|street|intersection|crosswalk|avenue))?(?! (?:the |over )?(?:cent|lane|line|median))|step(?:ped|ping|s)? (?:off|out|into|onto)(?: the (?:kerb|curb|road|street))?|in the crosswalk|on the crosswalk)(?![a-z])"
DARTS_KO = korean_verbs("뛰어들", "뛰어나오", "튀어나오", "뛰쳐나오", "달려나오", "뛰어가", "뛰어오")
DARTS_EN = r"(?<![a-z])(?:dart|dash|r[au]n|runn|step|stepp|jump|leap|leapt|walk|wander|stray|bolt|sprint)(?:ed|ing|s)? (?:out|in front|into the (?:road|street|path))(?![a-z])"
FALLS_KO = korean_verbs("넘어지", "넘어가", "자빠지", "엎어지", "뒤집히", "뒤집어지", "뒤집", "구르", "굴러가", "고꾸라지", "나뒹굴", "나동그라지", "전복되", "전도되", "옆으로 눕") + r"|전복[가-힣]*|(?<!선)(?<![가-힣])전도(?!사|력|자)[가-힣]*|꽈당"  # fmt: skip
FALLS_EN = r"(?<![a-z])(?:{}|(?:roll|flipp?|overturn)(?:ed|ing|s)? (?:his|her|their|my|our|the|a|its) (?=V)|over the handlebars|on its (?:side|roof)|upside down)(?![a-z])".format(
    english_verbs(
        "overturn", "flip", "flip over", "roll over", "rollover", "tip over", "topple", "capsize", "fall over>fell over", "fall off>fell off", "turn over", "come off>came off", "crash alone", "fall alone>fell alone", "go down>went down", "tumble", "keel over", "land on its"
    )
)  # fmt: skip
SLIDES_KO = (
    korean_verbs("미끄러지", "헛돌", "쓸리", "중심을 잃", "균형을 잃", "중심 잃", "균형 잃", "핸들을 놓치", "통제력을 잃")
    + r"|슬립|수막현상|스핀"
)
SLIDES_EN = r"(?<![a-z])(?:{}|aquaplan\w+|hydroplan\w+)(?![a-z])".format(
    english_verbs(
        "skid", "slide>slid", "slip", "spin>spun", "spin out>spun out", "lose control>lost control", "lose grip>lost grip", "swerve"
    )
)
# off the road, and where a car then lies
LEAVES_KO = rf"(?:도로|길|차도)\s?(?:밖|옆|아래)(?:으로|로)?|도로\s?(?:를\s?)?이탈|차로를\s?이탈|(?:하천|논두렁|논밭|논|밭|도랑|배수로|수로|언덕|언덕\s?아래|낭떠러지|절벽|개울|개천|강|저수지|못|둑|비탈|고랑|웅덩이)(?:으로|로|에|아래로|밑으로|속으로)?\s?(?:그대로\s?)?(?:{korean_verbs('떨어지', '빠지', '추락하', '굴러', '처박히', '처박', '들어가', '곤두박질치', '박히', '돌진하')})|추락[가-힣]*|굴러\s?떨어[가-힣]*"  # fmt: skip
LEAVES_EN = r"(?<![a-z])(?:(?:off|left|leaving|leaves) (?:the )?(?:road|carriageway|roadway|street|highway)|(?:into|in) (?:a |the )?(?:ditch|river|field|rice field|paddy|ravine|gully|embankment|stream|canal|lake|pond|verge)|down (?:a|the|an) (?:bank|embankment|slope|cliff)|over (?:a|the) (?:cliff|edge)|plung\w+|veer\w* off)(?![a-z])"
PARKED_KO = rf"(?<![가-힣])(?:(?:불법\s?)?주\s?정?차(?:된|되어\s?있[던는]|돼\s?있[던는]|해\s?둔|해\s?놓은|해\s?있던|중이[던었]|중인|\s?중이던)|(?:길가에\s?)?세워\s?(?:둔|놓은|진|져\s?있[던는])|서\s?있던|멈춰\s?있던|(?:갓길에\s?)?정차\s?(?:중이던|해\s?있던|된))\s?(?:남의\s?)?(?:[가-힣]{{0,3}}차(?:량)?|트럭|버스|택시|오토바이|승용차|봉고|{'|'.join(_words('suv,승합차'))})|주차\s?차량"
PARKED_EN = r"(?<![a-z])(?:parked|stationary|stopped|double-parked|unattended) (?:car|vehicle|truck|van|taxi|bus|suv|lorry|motorbike|bike)s?(?![a-z])"
# how they meet
HEAD_ON = r"정면\s?(?:으로|충돌|추돌)?|마주\s?(?:오[던는]|달려오던|보고)|(?:맞은|반대)\s?편에서\s?(?:오[던는]|달려오|달리)[가-힣]*|마주\s?(?:부딪|들이)|맞부딪|(?<![a-z])(?:head[ -]?on|face[ -]to[ -]face|head to head|nose to nose|frontal(?:ly)?|oncoming)(?![a-z])"
FROM_BEHIND = r"추돌|뒤에서|(?:뒤|뒷)\s?(?:차|차량)(?:가|에|한테)|뒤를|뒤쪽(?:을|에서|으로)|뒷\s?부분|뒷\s?꽁무니|꽁무니|후미|후방|(?:뒤|뒷)\s?범퍼|앞\s?뒤로|앞차|선행\s?차량?|(?<![a-z])(?:rear[ -]?end\w*|from behind|(?:the )?(?:back|rear|tail)(?: end)? of|shunt\w*|pile[ -]?up|tailgat\w+|(?:car|vehicle|truck|van|one|bus) (?:in front|ahead))(?![a-z])"
FROM_THE_SIDE = r"측면|옆\s?(?:구리|면|쪽|에서|을|문|차)|사이드|직각|(?<![a-z])(?:side[ -]?swip\w*|side[ -]?(?:impact|collision|on|wise)|sideswip\w*|t[ -]?bon\w+|broadsid\w+|from the side|the side of)(?![a-z])"
REVERSING = r"후진(?!국)|(?<![가-힣])빽\s?(?:하|으로)|(?<![가-힣])백\s?하|뒤로\s?(?:빼|물러|가다|나오)|(?<![a-z])(?:revers(?:ing|ed|es|e)|back(?:ing|ed|s)(?: up| out| into)?|back(?= ?(?:하|해)))(?![a-z])"
# where people walk
SIDEWALK = r"(?<![가-힣])(?:인도|보도|보행로|보행자\s?도로|인도\s?위)(?=로|를|에서|위|쪽|까지|에|$|\s|[,.])|(?<![a-z])(?:sidewalk|pavement|footpath|footway)(?![a-z])"
ROADWAY = r"(?<![가-힣])(?:차도|찻길|도로\s?한복판|도로\s?가운데|차로)(?=로|를|에서|위|에|\s)|(?<![a-z])(?:(?:walking|standing|lying|walked|stood) (?:in|on) the (?:road|roadway|street|lane))(?![a-z])"
ROADSIDE = r"(?<![가-힣])(?:갓길|길가|길\s?가장자리|도로\s?가장자리|노견|도로변|길섶)(?=로|를|을|에서|위|에|으로|\s)|(?<![a-z])(?:roadside|road side|hard shoulder|shoulder|side of the road|verge|edge of the road)(?![a-z])"
WALKS_KO = korean_verbs(
    "걷>걸",
    "걸어가",
    "걸어오",
    "산책하",
    "조깅하",
    "지나가",
    "지나",
    "다니",
    "통행하",
    "서있",
    "서 있",
    "기다리",
    "누워 있",
    "누워있",
    "뛰",
    "달리기하",
    "보행하",
)
WALKS_EN = r"(?<![a-z])(?:{})(?![a-z])".format(english_verbs("walk", "stroll", "stand>stood", "jog", "wait", "push", "lie>lay>lying"))
CRASHES = r"사고|(?<![a-z])(?:crash(?:es)?|collisions?|accidents?|wrecks?|smash-?up|prang|fender[ -]bender)(?![a-z])"
EXPLICIT: tuple[tuple[str, str], ...] = (
    (r"차량?(?:이?랑|하고|와)\s?사람|사람(?:이?랑|하고|과)\s?차(?![가-힣])|차량?\s?대\s?(?:사람|보행자|보행인|인)(?![가-힣]{2})|차\s?vs\.?\s?사람|(?<![a-z])(?:car|vehicle)s?[ -](?:to|vs?\.?|versus|on|and)?[ -]?(?:a |the )?(?:person|people|pedestrians?)(?![a-z])", "차대사람"),
    (r"차량?\s?(?:대|vs\.?|v)\s?차(?:량)?|차량?\s?(?:끼리|간)|차량?\s?(?:두|2|세|3|네|4)\s?대|차\s?두\s?대|(?:연쇄|다중)\s?(?:추돌|충돌)|\d중\s?(?:추돌|충돌)|접촉\s?사고|(?<![a-z])(?:car|vehicle)s?[ -](?:to|on|v|vs\.?|versus|and)[ -](?:car|vehicle)s?(?![a-z])|(?<![a-z])(?:two|2|three|3|four|multi(?:ple)?|several)[ -](?:cars?|vehicles?|motorbikes|motorcycles|bikes|bicycles|scooters|trucks|lorries|vans|buses|taxis|cabs)(?![a-z])|\bfender[ -]bender\b|\bpile[ -]?up\b", "차대차"),
    (r"\bno other (?:vehicles?|cars?|one|road users?)\b|\bnobody else\b|(?:다른|상대)\s*(?:차|차량|사람)(?:는|은|이|도)?\s*없|(?:차량?|자동차|오토바이|승용차|트럭)?\s?단독|(?<![a-z])(?:single|solo|one|lone)[ -](?:car|vehicle|motorcycle|bike|truck)(?![a-z])|(?<![a-z])(?:vehicle|car|motor ?(?:cycle|bike)|bike|truck|bus|scooter)s? (?:alone|by itself|on its own)(?![a-z])|(?<![a-z])solo (?:accident|crash)", "차량단독"),
)  # fmt: skip

# what a word is no vehicle, person or thing before
_NO_V = r"(?!\s?(?:정류|전용|차선|승강장|터미널|카드|도로|차고|길\b|공원|보관|대여|주차|면허|보험|번호|회사|정비|기지))"
_NO_V_EN = r"(?![ -](?:parks?|lanes?|stops?|stations?|terminals?|paths?|tracks?|stands?|ranks?|ports?|routes?|insurance|wash|rental|type))"
_NO_P = r"(?!\s?(?:회관|운동장|공원|문화|증(?![가-힣])|보호|전용|신호|도로|우선|작동|사랑|병원))"
# nouns first, so that a verb written without a space behind one is still found
NOUNS: tuple[tuple[str, str], ...] = (
    ("K", f"{PARKED_KO}|{PARKED_EN}"),
    ("A", f"{OTHER_VEHICLE_KO}|{OTHER_VEHICLE_EN}"),
    ("R", rf"(?:{_ko(VEHICLES_KO)}){RIDING_KO}(?:{'|'.join(_words(PEOPLE_KO + ',' + PEOPLE_SHORT_KO))})?|(?<![a-z])(?:person|man|woman|boy|girl|kid|child|student|someone) (?:on|riding) (?:an? |his |her )?(?:bike|bicycle|scooter|motorbike|motorcycle|e-?scooter|kickboard)(?![a-z])"),
    ("X", _ko(PEDESTRIANS_KO, r"(?!\s?(?:보호|신호|전용|도로|우선|작동|안전))") + "|" + _en(PEDESTRIANS_EN, "s?", r"(?! (?:crossing|bridge|signal|light|zone|overpass))")),
    ("V", _ko(VEHICLES_KO, _NO_V) + "|" + _en(VEHICLES_EN, "(?:e?s)?", _NO_V_EN) + "|" + CAR_KO),
    ("P", _ko(PEOPLE_KO, _NO_P) + rf"|(?<![가-힣])(?:{'|'.join(_words(PEOPLE_SHORT_KO))})(?=[가를을이한은는도]|\s|들)|" + _en(PEOPLE_EN, "(?:e?s)?(?:'s)?")),
    ("O", _ko(THINGS_KO, r"(?=$|[^가-힣]|[을를에와과도이가로으쪽랑하]|들이|박|쾅|쿵|꽝|충돌|충격|추돌|부딪)") + "|" + _en(THINGS_EN)),
    ("Z", SIDEWALK),
    ("Q", ROADWAY),
    ("G", ROADSIDE),
)  # fmt: skip
VERBS: tuple[tuple[str, str], ...] = (
    ("L", f"{LEAVES_KO}|{LEAVES_EN}"),
    ("J", RUN_OVER_KO),
    ("B", f"{SUFFERS_KO}|{SUFFERS_EN}"),
    ("C", f"{CROSSES_KO}|{CROSSES_EN}"),
    ("D", f"{DARTS_KO}|{DARTS_EN}"),
    ("F", f"{FALLS_KO}|{FALLS_EN}"),
    ("S", f"{SLIDES_KO}|{SLIDES_EN}"),
    ("H", f"{HITS_KO}|{HITS_EN}"),
    ("W", f"{WALKS_KO}|{WALKS_EN}"),
    ("N", CRASHES),
)
