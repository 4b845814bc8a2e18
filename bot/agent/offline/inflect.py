"""Word forms made from a table's entry: Korean verbs from their stem, English verbs from their lemma."""

from __future__ import annotations

import re
from functools import cache

_FIRST, _LAST = 0xAC00, 0xD7A3
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
# the vowel of a stem with 아 or 어 behind it
_CONTRACTED = {"ㅣ": "ㅕ", "ㅗ": "ㅘ", "ㅜ": "ㅝ", "ㅡ": "ㅓㅏ", "ㅚ": "ㅙ"}
# what may stand behind the form of a stem of one syllable: a longer word is another word ("친구", "치과", "박물관")
_OPEN = r"(?=[고는니면며던자지기어었여였려러게신시셨네나더든겠냐])"
_CLOSED = r"(?=[은는을고아았어었으던지기다자게거며면습네나더든겠냐음]|$|[^가-힣])"
_N = r"(?=$|[^가-힣]|대(?!구)|다|거|건|게|데|뒤|후|적|사고|차)"
_L = r"(?=$|[^가-힣]|때|뻔|까|게|수)"
_M = r"(?=$|[^가-힣]|[은이과요])"


def _split(syllable: str) -> tuple[int, int, int]:
    code = ord(syllable) - _FIRST
    return code // 588, code % 588 // 28, code % 28


def _join(initial: int, vowel: int, final: str = "") -> str:
    return chr(_FIRST + initial * 588 + vowel * 28 + _FINALS.index(final))


@cache
def korean(stem: str, *, irregular: str = "") -> str:
    """A pattern of how the forms of a verb begin: "치" gives 치고, 친, 쳤. `irregular`: the syllable that ㄷ and 르 change into ("걸", "굴러")."""
    before, (initial, vowel, final) = stem[:-1], _split(stem[-1])
    short = not before
    others = {irregular} if irregular else set()
    if _FINALS[final] == "":
        ends = [("", _OPEN), ("ㄴ", _N), ("ㄹ", _L), ("ㅁ", _M)]
        forms = {_join(initial, vowel, f) + (tail if short else "") for f, tail in ends}
        said = _VOWELS[vowel]
        contracted = "ㅐ" if stem.endswith("하") else _CONTRACTED.get(said, said)
        for v in contracted:
            forms |= {_join(initial, _VOWELS.index(v), "ㅆ")}
            forms |= {_join(initial, _VOWELS.index(v)) + (r"(?=$|[^가-힣]|서|버|놓|요|도)" if short else "")}
    elif _FINALS[final] == "ㄹ":
        forms = {stem[-1] + (_CLOSED if short else "")}
        forms |= {_join(initial, vowel, "ㄴ") + (_N if short else ""), _join(initial, vowel) + r"(?=[는니])"}
    else:
        forms = {stem[-1] + (_CLOSED if short else "")}
    edge = r"(?<![가-힣])" if short else ""
    return f"{edge}{before}(?:{'|'.join(sorted(forms | others, key=len, reverse=True))})[가-힣]*"


def korean_verbs(*stems: str) -> str:
    """A pattern of the forms of any of the verbs; "걷>걸" names what the last syllable of an irregular stem changes into."""
    made = []
    for stem in stems:
        plain, _, irregular = stem.partition(">")
        made.append(korean(plain, irregular=irregular))
    return "|".join(made)


def english(lemma: str, *more: str) -> str:
    """A pattern of the forms of a regular English verb (the first word of a phrase changes), and of `more` irregular ones."""
    verb, _, rest = lemma.partition(" ")
    forms = {verb, *(form.removesuffix(f" {rest}") for form in more)}
    if verb.endswith("e"):
        forms |= {verb + "s", verb + "d", verb[:-1] + "ing"}
    elif re.search(r"[^aeiou]y$", verb):
        forms |= {verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"}
    else:
        doubled = verb + verb[-1] if re.fullmatch(r"[^aeiou]*[aeiou][bdgklmnprt]", verb) else verb
        forms |= {verb + ("es" if re.search(r"(?:s|sh|ch|x)$", verb) else "s"), doubled + "ed", doubled + "ing"}
    tail = r"[ -]" + rest.replace(" ", "[ -]") if rest else ""
    return rf"(?:{'|'.join(sorted(forms, key=len, reverse=True))}){tail}"


def english_verbs(*lemmas: str) -> str:
    """A pattern of the forms of any of the verbs; "strike>struck>stricken" names irregular forms."""
    made = []
    for lemma in lemmas:
        plain, *irregular = lemma.split(">")
        made.append(english(plain, *irregular))
    return "|".join(made)


def in_past_tense(text: str) -> bool:
    """Does a Korean verb in the past tense tell what happened ("났는데", "받혔어요"; not "났을 때", "났다면")?"""
    for found in re.finditer(r"[가-힣]", text):
        if found[0] in "있겠" or _FINALS[_split(found[0])[2]] != "ㅆ":
            continue
        after = text[found.end() : found.end() + 3]
        if re.match(r"\s*(?:을|다면|으면|더라면|다\s*(?:고\s*)?(?:치|가정|하[자면]|할))", after):
            continue
        return True
    return False
