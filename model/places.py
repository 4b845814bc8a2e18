"""Places of Daegu in what people write: "범어동", "수성구 범어동", "대구 수성구", "Suseong-gu", "Beomeo-dong, Suseong-gu".

The names come from the 시군구 categories of a bundle, so every place found is one that the model was trained on; 군위군, which
joined Daegu in July 2023, is known as a place with `seen=False`. `resolve` reads a name, `find` reads a sentence. Neither
raises: an answer is Resolved, Ambiguous or Unknown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from model import landmarks
from model.features import CITY, RENAMED_DISTRICTS, canonical_district, gu_of
from model.romanise import loose_key, name_key, romanise

GU_ENGLISH: dict[str, str] = {
    "중구": "Jung-gu",
    "동구": "Dong-gu",
    "서구": "Seo-gu",
    "남구": "Nam-gu",
    "북구": "Buk-gu",
    "수성구": "Suseong-gu",
    "달서구": "Dalseo-gu",
    "달성군": "Dalseong-gun",
    "군위군": "Gunwi-gun",
}
# Names of a 동 that are everyday words as well (중동: the Middle East, 수동: manual, 전동: electric): in a sentence they need their 구.
EVERYDAY_WORDS = frozenset({"중동", "수동", "전동", "파동", "상동", "부동", "내동", "본동", "성동", "장동", "도동", "교동"})
_OTHER_CITIES = (
    "서울|부산|인천|광주|대전|울산|세종|수원|성남|안양|부천|안산|고양|용인|청주|천안|전주|포항|창원"
    "|경기|강원|충북|충남|전북|전남|경북|경남|제주"
)
# What may follow a place without being part of another word.
_AFTER = (
    r"(?:\s?(?:일대|지역|근처|부근|쪽|관내|내|안))?"
    r"(?:에서만|에서는|에서도|에서의|에서|에선|에는|에도|에만|에|은|는|이랑|이나|이고|이에요|이요|인데|이|가|을|를|의|와|과|랑|나|하고|도|만|으로|로|부터|까지"
    r"|보다|처럼|예요|입니다|이고|고|구|이구|였어|이었어|인가|이래|래|이죠|죠|이야|야|임|이었고|였고|이었는데|였는데|쯤)?요?(?![가-힣A-Za-z0-9])"
)
_ENGLISH_NAME = (
    r"(?<![A-Za-z])[A-Za-z]+(?:[- ]?[A-Za-z]+)?[- ]?(?:gu|gun|dong|eup|myeon|no|lo|ro|district|county)"
    r"(?:[- ]?[1-4][- ]?ga)?(?![A-Za-z0-9])"
)


@dataclass(frozen=True, slots=True)
class Place:
    """One place. `category` is what the model takes as district; `dong` is None for a whole 구 or 군.

    `label` and `label_en` are for people, without the city. `seen` is False where no accident was in the training data.
    """

    category: str
    gu: str
    dong: str | None
    label: str
    label_en: str
    seen: bool = True


@dataclass(frozen=True, slots=True)
class Resolved:
    place: Place


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several places have this name. `gu` is set when they all lie in one 구: the 구 alone can then stand for them."""

    text: str
    candidates: tuple[Place, ...]
    gu: Place | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """No such place; `closest` are up to five labels that look like it."""

    text: str
    closest: tuple[str, ...]


Answer = Resolved | Ambiguous | Unknown


@dataclass(frozen=True, slots=True)
class Found:
    """A mention in a sentence: `text[start:end]`, without the particle behind it. `landmark`: by what stands there ("수성못")."""

    start: int
    end: int
    text: str
    answer: Answer
    landmark: bool = False


class Gazetteer:
    """The places of one list of 시군구 categories. Building it takes some milliseconds: keep it."""

    def __init__(self, categories: Iterable[str]) -> None:
        self._by_category = {p.category: p for p in _places(categories)}
        self._gus = {p.gu: p for p in self._by_category.values() if p.dong is None}
        self._by_name: dict[str, list[Place]] = {}
        self._latin: dict[Literal["exact", "loose"], dict[str, list[Place]]] = {"exact": {}, "loose": {}}
        for place in self._by_category.values():
            self._index(place)
        self._korean = _korean_pattern(self._gus, self._by_name)
        self._english = re.compile(_ENGLISH_NAME, re.IGNORECASE)

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple(self._by_category.values())

    def resolve(self, text: str) -> Answer:
        """The place that `text` names. The whole text must be the name; particles and "대구" before it are allowed."""
        wanted = " ".join(unicodedata.normalize("NFKC", text).split())
        exact = self._by_category.get(canonical_district(wanted))
        if exact is not None:
            return Resolved(exact)
        if (inside := self._spot(wanted)) is not None:
            return inside
        for hit in self._scan(wanted, everyday=True):
            around = wanted[: hit.start] + wanted[hit.end :]
            if hit.start == 0 and re.fullmatch(rf"(?:{_AFTER}|[\s,.]*)", around):
                return hit.answer
            if re.fullmatch(r"(?i)[\s,.]*(?:daegu)?[\s,.]*", around):
                return hit.answer
        return Unknown(text, self._closest(wanted))

    def _spot(self, text: str) -> Answer | None:
        """A place and what stands there, as `spot_label` writes them ("수성구 두산동 수성못"): the place."""
        words = text.split()
        for count in (2, 1):
            place = self._by_category.get(f"{CITY} {' '.join(words[:count])}")
            spot = " ".join(words[count:])
            if place is not None and spot and landmarks.stands_in(spot) == place.label:
                return Resolved(place)
        return None

    def find(self, text: str) -> list[Found]:
        """The mentions of places in a sentence, in order; of overlapping ones the longest."""
        return [hit for hit in self._scan(text, everyday=False) if not isinstance(hit.answer, Unknown) or " " in hit.text]

    def _index(self, place: Place) -> None:
        names = [place.dong or place.gu]
        if place.dong:
            stem = re.sub(r"\d가$", "", place.dong)
            names += [stem] if stem != place.dong else []
            names += [old.split()[-1] for old, new in RENAMED_DISTRICTS.items() if new == place.category]
        for name in names:
            _add(self._by_name, name, place)
            for spelling in {romanise(name), romanise(name, joined=False)}:
                _add(self._latin["exact"], name_key(spelling), place)
                _add(self._latin["loose"], loose_key(spelling), place)

    def _scan(self, text: str, *, everyday: bool) -> list[Found]:
        hits = [*self._scan_korean(text, everyday), *self._scan_english(text), *self._scan_landmarks(text)]
        hits.sort(key=lambda h: (h.start, -h.end))
        kept: list[Found] = []
        for hit in hits:
            if not kept or hit.start >= kept[-1].end:
                kept.append(hit)
        return kept

    def _scan_landmarks(self, text: str) -> Iterator[Found]:
        for match in landmarks.pattern().finditer(text):
            place = self._by_category.get(f"{CITY} {landmarks.place_of(match)}")
            if place is not None:
                yield Found(*match.span("ko" if match["ko"] else "en"), match["ko"] or match["en"], Resolved(place), landmark=True)

    def _scan_korean(self, text: str, everyday: bool) -> Iterator[Found]:
        for match in self._korean.finditer(text):
            if match["elsewhere"]:
                continue
            name, gu = match["name"], match["gu"] or match["only"]
            if name in EVERYDAY_WORDS and not (everyday or gu or match["city"]):
                continue
            yield Found(*match.span("whole"), match["whole"], self._lookup(match["whole"], gu, name))

    def _lookup(self, whole: str, gu: str | None, name: str | None) -> Answer:
        if name is None:
            return Resolved(self._gus[gu or ""])
        plain = re.sub(r"\s", "", name)
        places = self._by_name.get(plain) or self._by_name.get(re.sub(r"\d+동$", "동", plain)) or []
        inside = [p for p in places if gu is None or p.gu == gu]
        return self._answer(whole, _prefer_whole(plain, inside), places)

    def _answer(self, text: str, places: list[Place], elsewhere: list[Place]) -> Answer:
        if len(places) == 1:
            return Resolved(places[0])
        if places:
            gus = {p.gu for p in places}
            return Ambiguous(text, tuple(places), self._gus.get(gus.pop()) if len(gus) == 1 else None)
        return Unknown(text, tuple(p.label for p in elsewhere[:5]) or self._closest(text))

    def _scan_english(self, text: str) -> Iterator[Found]:
        hits = [hit for match in self._english.finditer(text) if (hit := self._english_hit(match))]
        index = 0
        while index < len(hits):
            (start, end, places), after = hits[index], hits[index + 1] if index + 1 < len(hits) else None
            if after and re.fullmatch(r",?\s*", text[end : after[0]]):
                pair = _within(places, after[2])
                if pair:
                    yield Found(start, after[1], text[start : after[1]], self._answer(text[start : after[1]], pair, []))
                    index += 2
                    continue
            yield Found(start, end, text[start:end], self._answer(text[start:end], places, []))
            index += 1

    def _english_hit(self, match: re.Match[str]) -> tuple[int, int, list[Place]] | None:
        """The longest tail of the match that is a name ("in Jung-gu" -> "Jung-gu")."""
        whole = match[0]
        for start in [0, *(m.end() for m in re.finditer(r"[- ]", whole))]:
            tail = whole[start:]
            for plain in _suffix_forms(tail):
                places = self._latin["exact"].get(name_key(plain)) or self._latin["loose"].get(loose_key(plain))
                if places:
                    return match.start() + start, match.end(), places
        return None

    def _closest(self, text: str) -> tuple[str, ...]:
        from rapidfuzz import fuzz, process

        latin = bool(re.search(r"[A-Za-z]", text))
        wanted = name_key(text) if latin else unicodedata.normalize("NFD", text.rsplit(maxsplit=1)[-1] if text.split() else "")
        names = {
            p.category: name_key(p.label_en.split(",")[0]) if latin else unicodedata.normalize("NFD", p.dong or p.gu) for p in self.places
        }
        scored = process.extract(wanted, names, scorer=fuzz.ratio, limit=5, score_cutoff=55)
        return tuple(self._by_category[category].label for _, _, category in scored)


def _places(categories: Iterable[str]) -> Iterator[Place]:
    known = {canonical_district(c) for c in categories}
    known = {c for c in known if c.split()[0] == CITY and gu_of(c) in GU_ENGLISH}
    for category in sorted(known | {f"{CITY} {gu}" for gu in GU_ENGLISH}):
        gu, dong = category.split()[1], " ".join(category.split()[2:]) or None
        english = GU_ENGLISH[gu] if dong is None else f"{_english_label(dong)}, {GU_ENGLISH[gu]}"
        label = gu if dong is None else f"{gu} {dong}"
        yield Place(category, gu, dong, label, english, seen=any(gu_of(c) == gu for c in known))


def _english_label(dong: str) -> str:
    stem, suffix, number = re.fullmatch(r"(.+?)(동|읍|면|로)?(\d가)?", dong).groups()  # type: ignore[union-attr]
    tail = {"동": "-dong", "읍": "-eup", "면": "-myeon", "로": "", None: ""}[suffix]
    name = romanise(stem + "로") if suffix == "로" else romanise(stem)
    return name.capitalize() + tail + (f" {number[0]}-ga" if number else "")


def _korean_pattern(gus: Iterable[str], names: Iterable[str]) -> re.Pattern[str]:
    """(other city)? (대구)? (구)? (동), or a 구 alone; the longest name first; nothing of Hangul before, a particle after."""
    dongs = sorted((n for n in names if n not in GU_ENGLISH), key=len, reverse=True)
    bodies = [rf"{re.escape(n[:-1])}\d{{0,2}}동" if n.endswith("동") else re.sub(r"(\d가)$", r"\\s?\1", n) for n in dongs]
    gu = "|".join(sorted(gus, key=len, reverse=True))
    return re.compile(
        rf"(?<![가-힣A-Za-z0-9])(?:(?P<elsewhere>(?:{_OTHER_CITIES})[가-힣]*\s+)?)"
        rf"(?P<whole>(?P<city>대구(?:광역시|시)?\s*)?(?:(?:(?P<gu>{gu})\s*)?(?P<name>{'|'.join(bodies)})|(?P<only>{gu})))"
        rf"(?!\s밖){_AFTER}"
    )


def _prefer_whole(name: str, places: list[Place]) -> list[Place]:
    """Of places in one 구, the one that is called exactly so wins over the numbered parts of it."""
    exact = [p for p in places if (p.dong or p.gu) == name]
    others = [p for p in places if p not in exact and p.gu not in {e.gu for e in exact}]
    return exact + others


def _within(first: list[Place], second: list[Place]) -> list[Place]:
    """The 동 of one mention that lie in the 구 of the mention beside it."""
    for dongs, gus in ((first, second), (second, first)):
        wanted = {p.gu for p in gus if p.dong is None}
        if wanted and (inside := [p for p in dongs if p.dong and p.gu in wanted]):
            return inside
    return []


def _suffix_forms(name: str) -> tuple[str, ...]:
    plain = re.sub(r"(?i)[- ]?(district|county)$", "", name)
    return (name,) if plain == name else (plain + "gu", plain + "gun")


def _add(table: dict[str, list[Place]], key: str, place: Place) -> None:
    row = table.setdefault(key, [])
    if place not in row:
        row.append(place)


@cache
def gazetteer() -> Gazetteer:
    """The places of the shipped bundle. Raises BundleInvalid when that bundle is."""
    from model.bundle import Bundle, champion

    return Gazetteer(Bundle.read(champion()).categories["district"])


def resolve(text: str) -> Answer:
    """Gazetteer.resolve with the shipped bundle's places."""
    return gazetteer().resolve(text)


def find(text: str) -> list[Found]:
    """Gazetteer.find with the shipped bundle's places."""
    return gazetteer().find(text)
