"""What kind of accident a message tells of, from who and what meets in it: its type, and how it came about.

The words of a message are replaced by the marks of their classes (`crash_words`), so that a few rules over marks hold for every
person, vehicle, thing and verb of the tables, in Korean, English and both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from bot.agent.offline.crash_words import EXPLICIT, FROM_BEHIND, FROM_THE_SIDE, HEAD_ON, NOUNS, REVERSING, VERBS
from bot.agent.offline.reading import pattern

_PAD = "\1"


@dataclass(frozen=True, slots=True)
class Crash:
    """`detail` is None where the message does not tell; `spans` are the words that told."""

    kind: str
    detail: str | None
    spans: tuple[tuple[int, int], ...]


@cache
def _class_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    nouns, verbs = (pattern("|".join(f"(?P<{mark}>{words})" for mark, words in table)) for table in (NOUNS, VERBS))
    return nouns, verbs


def _mark(found: re.Match[str]) -> str:
    """The mark as long as what it stands for, so that positions stay."""
    said = found[0]
    trailing = len(said) - len(said.rstrip())
    return str(found.lastgroup) + _PAD * (len(said) - 1 - trailing) + " " * trailing


@lru_cache(maxsize=512)
def marked(text: str) -> str:
    """The text with its nouns and then its verbs replaced by their marks."""
    for words in _class_patterns():
        text = words.sub(_mark, text)
    return text


_WORD = re.compile(rf"[A-Z]{_PAD}*")


def _rule(text: str) -> re.Pattern[str]:
    """A pattern over marks: <PX> is any of these marks with its padding."""
    return re.compile(re.sub(r"<([A-Z]+)>", rf"[\1]{_PAD}*", text))


# from somebody hit to the verb: nobody avoids, drives or carries them, and nothing else is hit in between
_ON_THEM = rf"(?:(?![OK]|피하|피해|태우|태운|태워|운전|[VRA]{_PAD}*(?:을|를|와|과|하고|이?랑)).){{0,40}}?"
_THEY = rf"(?:(?!운전|몰[던고다]|타고|[PX]{_PAD}*(?:을|를)).){{0,40}}?"
# "my neighbour hit a pole": with an English article, who stands before the verb is not hit
_NO_SUBJECT = "".join(rf"(?<!\b{word} )" for word in ("my", "the", "a", "an", "his", "her", "our", "their", "some"))
_ONE = r"(?:\s?(?:들|분|님|네))*"
_PERSON = tuple(
    map(
        _rule,
        (
            r"<X>",
            rf"<P>{_ONE}(?:을|를|한테|에게|와|과|하고|이랑|랑|까지|도)\s?{_ON_THEM}<HBJ>",
            rf"{_NO_SUBJECT}<P>{_ONE}\s?(?:(?![가-힣]*(?:가|이|은|는)\s)[가-힣]{{1,4}}\s){{0,3}}<HJ>",
            r"<D>.{0,6}<P>",
            rf"<P>{_ONE}(?:이|가|은|는|께서|께서는|도)?,?\s?{_THEY}<BJCD>",
            rf"<P>{_ONE}(?:을|를)\s?<VR>(?:이|가|은|는|로|으로)\s?[^VRAO]{{0,20}}<H>",
            r"<H>(?:\s?(?!hurts?\b|injure|would|that|where)[a-z0-9'-]+){0,4}?\s<P>",
            r"<P>[^VRAOP]{0,40}?<BD>",
            r"<P>[^VRAOP]{0,20}?<W>.{0,30}?<HBJ>|<HBJ>.{0,90}?<P>[^VRAOP]{0,20}?<W>",
            r"<J>",
            r"<VRA> (?:and|with|vs\.?) (?:an? |the )?<P>.{0,12}<H>",
            r"<W>.{0,60}<V>.{0,15}<H> (?:me|us|him|her|them)\b",
            r"<C>(?!\s?<VRA>).{0,40}?<HBJ>|<HBJ>.{0,40}?<C>",
            r"<ZQG>.{0,8}<W>.{0,4}<P>|<Z>.{0,30}<HBJ>|<P>.{0,20}<ZG>.{0,30}<N>",
            r"<C>.{0,12}<N>|<N>.{0,30}<C>",
        ),
    )
)
_TWO = tuple(
    map(
        _rule,
        (
            r"<A>.{0,40}<HBNJ>|<HB>.{0,40}<A>",
            r"<VRK>.{0,40}<VRA>.{0,40}<HBNJ>|<VR>.{0,40}<HB>.{0,40}<VRA>|<HN>.{0,40}<VR>.{0,20}<VRA>",
            r"<VR>\s?(?:대|vs\.?|v\.?|versus|and|with|to|on|&|x|×|이?랑|와|과|하고|\+|-|/)\s?<VR>",
            r"<VR>(?:을|를|에|랑|이랑|와|과|하고|의|한테)\s?(?:[가-힣]{1,5}\s){0,2}<HBJ>",
            r"<VR>.{0,90}<V>.{0,15}<H> (?:me|us|him|her|them)\b",
            r"<H> (?:an? |the |my |his |her |some |another )?<VR>",
            r"<R>.{0,40}<HBJ>|<HB>.{0,40}<R>",
            r"<VR>\s?끼리",
            r"<VR>(?:이|가)?\s?(?:두|세|네|2|3|4|여러)\s?대.{0,20}<HBN>|(?:two|three|four|several|multiple|both) <VR>.{0,30}<HBN>",
        ),
    )
)
_MANNERS: tuple[tuple[re.Pattern[str], str], ...] = (
    (pattern(REVERSING), "차대차 - 후진중충돌"),
    (pattern(HEAD_ON), "차대차 - 정면충돌"),
    (pattern(FROM_THE_SIDE), "차대차 - 측면충돌"),
    (pattern(FROM_BEHIND), "차대차 - 추돌"),
)
# said of no other accident, whoever is in it
_SURELY_TWO = pattern(
    r"추돌|후진\s?(?:중\s?|하다\s?)?(?:접촉|충돌)|정면\s?충돌|측면\s?(?:충돌|추돌|접촉)|(?<![a-z])(?:rear[ -]?end\w*|head[ -]?on|t[ -]?bon\w+|side[ -]?swip\w*|broadsid\w+|shunt\w*|side[ -](?:impact|collision))(?![a-z])"
)
_MANNER_TWO = tuple(
    map(
        _rule,
        (
            r"(?:뒤에서|옆에서|정면으로|앞에서|뒤를|옆을|옆구리를?|뒤쪽을|앞\s?뒤로)\s?(?:[가-힣]{1,4}\s){0,2}<HBJ>",
            r"<HB>.{0,20}(?:from behind|from the side|the (?:back|rear|side) of|head[ -]?on)",
            r"(?:사이드\s?미러|범퍼|차\s?문|문짝).{0,20}<HB>",
        ),
    )
)
_OFF, _PARKED, _THING, _FELL = (
    _rule(r"<L>"),
    _rule(r"<K>.{0,30}<HB>|<HB>(?:\s?[a-z]+){0,3}\s<K>"),
    _rule(
        r"<O>(?:들)?\s?(?:을|를|에|와|과|랑|이랑|하고|도|으로|로)?\s?(?:[가-힣]{1,5}\s){0,3}<HB>|<HB>(?:\s?[a-z'-]+){0,4}\s<O>|<S>.{0,30}<O>"
    ),
    _rule(r"<F>|<VR>.{0,40}<S>|<S>.{0,40}<VRN>|혼자.{0,20}<SHFN>"),
)
_ALONE: tuple[tuple[re.Pattern[str], str | None], ...] = (
    (_PARKED, "차량단독 - 주차차량충돌"),
    (_OFF, "차량단독 - 도로외이탈"),
    (_THING, "차량단독 - 공작물충돌"),
    (_rule(r"<F>"), "차량단독 - 전도전복"),
    (_FELL, None),
)
_BY_CROSSING: tuple[tuple[re.Pattern[str], str], ...] = (
    (_rule(r"<C>|무단\s?횡단|jay ?walk"), "차대사람 - 횡단중"),
    (_rule(r"<Z>"), "차대사람 - 보도통행중"),
    (_rule(r"<G>"), "차대사람 - 길가장자리구역통행중"),
    (_rule(r"<Q>"), "차대사람 - 차도통행중"),
)
_DETAILS = {"차대사람": _BY_CROSSING, "차대차": _MANNERS, "차량단독": _ALONE}


@lru_cache(maxsize=512)
def crash_in(text: str) -> Crash | None:
    """The accident that a normalised text tells of, or None when it tells none. What was understood before is blank in it."""
    marks = marked(text)
    told = _explicit(text) or _people(marks) or _alone(marks) or _vehicles(text, marks)
    if told is None:
        return None
    kind, span = told
    detail = next((name for rule, name in _DETAILS[kind] if rule.search(marks) or rule.search(text)), None)
    return Crash(kind, detail, tuple(_words_of(marks, span)))


def _words_of(marks: str, span: tuple[int, int]) -> list[tuple[int, int]]:
    """Where the marked words stand in a stretch of the message: what lies between them may tell of the road or the weather."""
    return [(span[0] + found.start(), span[0] + found.end()) for found in _WORD.finditer(marks[slice(*span)])]


def details_in(text: str) -> list[str]:
    """The ways to collide that a message names, in its order ("추돌이 나을까 정면충돌이 나을까")."""
    found = [(match.start(), name) for rule, name in _MANNERS for match in rule.finditer(text)]
    return list(dict.fromkeys(name for _, name in sorted(found)))


def _explicit(text: str) -> tuple[str, tuple[int, int]] | None:
    for words, kind in EXPLICIT:
        if found := pattern(words).search(text):
            return kind, found.span()
    return None


def _people(marks: str) -> tuple[str, tuple[int, int]] | None:
    found = next((found for rule in _PERSON if (found := rule.search(marks))), None)
    return ("차대사람", found.span()) if found else None


def _alone(marks: str) -> tuple[str, tuple[int, int]] | None:
    """One vehicle and a thing, or it fell; with a second vehicle hit it is no longer alone."""
    for rule, _ in _ALONE:
        found = rule.search(marks)
        if found is None:
            continue
        hit = any(two.search(marks) for two in _TWO) and rule not in (_PARKED, _OFF)
        if not hit:
            return "차량단독", found.span()
    return None


def _vehicles(text: str, marks: str) -> tuple[str, tuple[int, int]] | None:
    found = next((found for rule in (*_TWO, *_MANNER_TWO) if (found := rule.search(marks))), None) or _SURELY_TWO.search(text)
    return ("차대차", found.span()) if found else None
