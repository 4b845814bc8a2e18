"""Slips of the finger and missing spaces, put right before a message is read.

A word that is nobody's is compared, letter by letter (Hangul taken apart), with the words that are known: places, the model's
levels, the columns and values of the data at hand, and the words requests are made of. Only one near word will do, and only
words of three syllables or six Latin letters are touched at once; Latin ones of five when nothing was understood otherwise. (Of two
syllables too many are a letter apart: 많은 and 맑은, 오면 and 노면.)
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from bot.agent.offline.reading import letters, normalise

if TYPE_CHECKING:
    from bot.agent.offline.columns import Schema
    from model.places import Gazetteer

# what requests are made of; the words of columns, values, levels and places are added
_WORDS = """
예측 예상 심각도 위험도 사고 사고가 사고건수 사망사고 중상사고 교통사고 음주운전 보행자 운전자 오토바이 자전거 횡단보도 사거리 네거리 삼거리 교차로 터널 내일 모레 글피 오늘 어제
다음주 이번주 지난주 다음달 월요일 화요일 수요일 목요일 금요일 토요일 일요일 월요일별 주말 평일 출근시간 퇴근시간 출근길 퇴근길 출근시간대 퇴근시간대 출퇴근시간 출퇴근시간대 출퇴근길 오전 오후 새벽 아침 저녁 점심 심야 한밤중 자정 정오
빙판길 눈길 빗길 안개 흐림 맑음 폭우 소나기 신호위반 중앙선침범 안전거리 정면충돌 측면충돌 추돌사고 단독사고 무단횡단
데이터 데이터셋 파일 자료 요약 정보 통계 분포 평균 합계 총합 중앙값 최댓값 최솟값 최대값 최소값 표준편차 백분위 퍼센타일 사분위수 건수 개수 횟수 비율 비중 상위 하위 이상 이하 초과 미만
결측치 결측값 이상치 이상값 상관관계 상관계수 교차표 교차분석 고유값 목록 정렬 내림차순 오름차순 순위 가장 제일 그래프 막대그래프 꺾은선 꺾은선으로 선그래프 원그래프 히스토그램 산점도 히트맵 박스플롯
바이올린 파이차트 차트 지도 지도에 점으로 좌표 위경도 보여줘 알려줘 그려줘 그려주세요 알려주세요 보여주세요 예측해줘 예측해주세요 비교해줘 설명해줘 삭제해줘 취소해줘 지워줘 바꿔줘 바꿔서 나눠서 내보내줘 다운로드
도움말 사용법 작업 취소 삭제 공유 결과 기록 학습 모델 정확도 승격 롤백 드리프트 회귀분석 선형회귀 로지스틱 의사결정나무 랜덤포레스트 군집분석 주성분 정규성 유의한 검정 카이제곱 추세 계절성 이동평균
요일별 시간별 시간대별 월별 연도별 유형별 날씨별 구별로 동별로 차종별 종류별 연도별로 유형별로 설치 현황 랜덤으로 무작위로 처음 미리보기 카메라 주차장 공영주차장 위험한 심각한 무료 유료
predict prediction predictions predicted severity accident accidents crash crashes collision intersection crossroads pedestrian pedestrians tomorrow yesterday evening morning afternoon tonight midnight monday
tuesday wednesday thursday friday saturday sunday weekday weekdays weekend weekends january february march april august september october november december raining snowing cloudy foggy sunny clear
missing values columns column average median maximum minimum summary summarise summarize distribution correlation correlations outliers outlier duplicates histogram statistics percentile dataset datasets
district districts neighbourhood neighbourhoods neighborhood weather surface temperature scatter heatmap chart charts graph violations violation deaths serious injuries injured killed random sample
delete cancel export download parking cameras camera dangerous riskiest highest lowest compare difference significant regression cluster clusters biggest largest smallest oldest newest cheapest fewest forecast explain tunnel bridge parked vehicle vehicles
motorcycle bicycle drunk speeding rainy snowy night count number where which value depth xsection show list give draw plot fewest fewer most motorcycles tunnels bridges trucks train
change changes changed changing close closer
심각함 심각한지 심각해 위험함 위험한지
"""
# true words that are one letter from one of those
_TRUE = frozenset(
    [
        "매일",
        "다음날",
        "다음날은",
        "주별",
        "주별로",
        "주간별",
        "생일",
        "과일",
        "통계로",
        "도로",
        "도로가",
        "차도",
        "지도로",
        "자도",
        "인도",
        "정도",
        "위도",
        "경도",
        "이상한",
        "이상해",
        "이하의",
        "미만의",
        "사고로",
        "사과",
        "사고만",
        "사건",
        "사건수",
        "사람",
        "보행",
        "자전",
        "교차",
        "교차로의",
        "다음",
        "이번",
        "오늘은",
        "주말에",
        "평일에",
        "시간",
        "시간의",
        "시간은",
        "가장자리",
        "제일은행",
        "그래도",
        "그래서",
        "그러면",
        "그런데",
        "그려서",
        "차트를",
        "위험해",
        "심각해",
        "알려주",
        "보여주",
        "예측이",
        "예측을",
        "예측은",
        "예상이",
        "예상은",
        "모델이",
        "모델을",
        "비교해",
        "비교해서",
        "설명해",
        "지도",
        "자료실",
        "파일럿",
        "합계를",
        "whether",
        "number",
        "numbers",
        "member",
        "counts",
        "county",
        "country",
        "weathers",
        "where",
        "there",
        "were",
        "here",
        "which",
        "with",
        "witch",
        "march",
        "match",
        "charts",
        "chats",
        "crashed",
        "crosses",
        "cluster",
        "clear",
        "clean",
        "night",
        "might",
        "right",
        "light",
        "rows",
        "sever",
        "several",
        "sample",
        "simple",
        "parted",
        "parties",
        "packed",
        "surfaces",
        "compared",
        "comparing",
        "predicts",
        "predicting",
        "explains",
        "explained",
        "highest",
        "change",
        "changes",
        "changed",
        "changing",
        "compute",
        "computed",
        "filled",
        "formal",
        "function",
        "functions",
        "newest",
        "nearly",
        "pearson",
        "status",
        "states",
        "packing",
        "marking",
        "raising",
        "garage",
        "summaries",
        "duplicate",
        "duplicated",
        "그리고",
        "결측이",
        "clashes",
        "widest",
        "nearest",
    ]
)
_TAIL = re.compile(
    r"(?:에서는|에서의|에서만|에서도|에서|에는|에만|에도|에|으로는|으로|이라면|이라는|라면|이면|이고|이랑|이나|이요|이에요|예요|입니다|인데|인가요|인가|인지|일때|일|은|는|이|가|을|를|의|와|과|랑|하고|도|만|로|요|야|들|별로|별|마다|이상|이하|미만)$"
)
_TOKEN = re.compile(r"[가-힣]{2,}|[a-z]{5,}")
# what is quoted, queries, file names, tokens, and names that people give
_LEFT_ALONE = re.compile(r"[\"'`“”‘’_=]|\bselect\b|\.[a-z]{2,7}\b|eclo-|https?:|이름(?:으로|을)|\brenamed?\b|\b(?:call|name)d? it\b")
_RUN = re.compile(r"(?:[가-힣]|\d+|[/:.,](?=\S)){9,}")
# "북구에서난 사고": a verb written onto the particle of a place
_JOINED_VERB = re.compile(
    r"(?<=[가-힣])(에서는|에서만|에서도|에서의|에서|으로)(난|났던|나는|생긴|생겼던|일어난|일어났던|벌어진|발생한|발생했던)\s?(?=\s|[가-힣]|[?.!]|$)"
)


@dataclass(frozen=True)
class Speller:
    """`words` are all that is known; `spellings` the same taken apart, those worth comparing with."""

    words: frozenset[str]
    near: tuple[str, ...]
    spellings: tuple[str, ...]

    def right(self, text: str, *, short: bool = False) -> str:
        """`text` (normalised) with its slips put right. `short`: also in Latin words of five letters."""
        if _LEFT_ALONE.search(text):
            return text
        return _TOKEN.sub(lambda found: self._word(found[0], short), text)

    def _word(self, word: str, short: bool) -> str:
        forms = list(dict.fromkeys((word, *_without_tail(word))))
        if any(form in self.words or form in _TRUE for form in forms) or self._is_made_of_known(word):
            return word
        hangul = "가" <= word[0] <= "힣"
        if not hangul and any(word.endswith(end) and word[: -len(end)] in self.words for end in ("s", "es", "d", "ed", "ing", "ly")):
            return word
        for form in forms:
            if len(form) < (3 if hangul else 5 if short else 6):
                continue
            meant = self._nearest(form)
            if meant is not None:
                return meant + word[len(form) :]
        return word

    def _nearest(self, word: str) -> str | None:
        """The one known word that is a letter away (two in a long word); None where there are two of them."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        apart = letters(word)
        if len(apart) < 5:
            return None
        allowed = 2 if len(apart) >= 13 else 1
        best = process.extract(apart, self.spellings, scorer=OSA.distance, score_cutoff=allowed, limit=2)
        if not best or (len(best) > 1 and best[0][1] == best[1][1]):
            return None
        meant = self.near[best[0][2]]
        return meant if abs(len(meant) - len(word)) <= 1 else None

    def _is_made_of_known(self, word: str) -> bool:
        """ "사고건수만", "횡단보도에서": a known word with something behind it, or two of them."""
        if not "가" <= word[0] <= "힣":
            return False
        heads = [n for n in range(len(word) - 1, 1, -1) if word[:n] in self.words]
        return any(len(word) - n <= 3 and n >= 2 for n in heads) or any(word[n:] in self.words for n in heads)

    def spaced(self, text: str) -> str:
        """`text` with spaces before the known words of a long run that has none ("내일출근길범어네거리비예측")."""
        return text if _LEFT_ALONE.search(text) else _RUN.sub(lambda run: self._parted(run[0]), _JOINED_VERB.sub(r"\1 \2 ", text)).strip()

    def _parted(self, run: str) -> str:
        parts: list[str] = []
        position = 0
        while position < len(run):
            length = next((n for n in range(min(8, len(run) - position), 1, -1) if run[position : position + n] in self.words), 0)
            if length:
                parts.append(" " + run[position : position + length])
                position += length
            else:
                alone = run[position] in "비눈" and parts and parts[-1][0] == " " and self._known_at(run, position + 1)
                parts.append(" " + run[position] + " " if alone else run[position])
                position += 1
        return re.sub(r" +", " ", "".join(parts)).strip()

    def _known_at(self, run: str, start: int) -> bool:
        """Does a known word begin there, or the run end?"""
        return start >= len(run) or any(run[start : start + n] in self.words for n in range(2, 9))


def _without_tail(word: str) -> Iterable[str]:
    while (found := _TAIL.search(word)) and found.start() >= 2:
        word = word[: found.start()]
        yield word


@lru_cache(maxsize=32)
def speller(schema: Schema, places: Gazetteer) -> Speller:
    """For the words that count beside this data."""
    own = {part for phrase, _, _ in schema.phrases for part in (phrase, *phrase.split())}
    columns = schema.profile.all_columns if schema.profile else []
    own |= {part for c in columns if c.kind == "category" for value, _ in c.top for part in normalise(value).split()}
    return _speller(frozenset(word for word in own if _TOKEN.fullmatch(word)), _base(places))


@cache
def _base(places: Gazetteer) -> frozenset[str]:
    from model.landmarks import names
    from model.synonyms import SYNONYMS

    known = {word for levels in SYNONYMS.values() for words in levels.values() for word in map(normalise, words)}
    known |= {normalise(name) for place in places.places for name in (place.gu, place.dong or "", re.sub(r"\d가$", "", place.dong or ""))}
    known |= {*_WORDS.split(), *(normalise(name) for name in names())}
    return frozenset(part for word in known for part in (word, *word.split()) if _TOKEN.fullmatch(part))


@cache
def _speller(own: frozenset[str], base: frozenset[str]) -> Speller:
    words = own | base
    near = tuple(sorted(word for word in words if len(letters(word)) >= 5))
    return Speller(words, near, tuple(letters(word) for word in near))
