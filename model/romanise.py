"""Hangul place names in Latin letters, by the Revised Romanization of Korean (Ministry of Culture notice 2000-8).

Only what place names need: sounds that run together across syllables (읍내 -> eumnae, 본리 -> bolli, 월암 -> woram), no tensing.
"""

from __future__ import annotations

import re
import unicodedata

_SEPARATED = {
    "leads": "g,kk,n,d,tt,r,m,b,pp,s,ss,-,j,jj,ch,k,t,p,h",
    "vowels": "a,ae,ya,yae,eo,e,yeo,ye,o,wa,wae,oe,yo,u,wo,we,wi,yu,eu,ui,i",
    # No final and the 27 finals: as read at the end of a word, and as read before a vowel (what moves over to the next syllable).
    "finals": ",k,k,k,n,n,n,t,l,k,m,l,l,l,p,l,m,p,p,t,t,ng,t,t,k,t,p,t",
    "linked": ",g,kk,ks,n,nj,n,d,r,lg,lm,lb,ls,lt,lp,r,m,b,ps,s,ss,ng,j,ch,k,t,p,",
}
_LEADS, _VOWELS, _FINALS, _LINKED = (letters.split(",") for letters in _SEPARATED.values())
_JOINTS = {
    **{(f, "n"): (nasal, "n") for f, nasal in (("k", "ng"), ("t", "n"), ("p", "m"))},
    **{(f, "m"): (nasal, "m") for f, nasal in (("k", "ng"), ("t", "n"), ("p", "m"))},
    **{(f, "r"): (nasal, "n") for f, nasal in (("k", "ng"), ("t", "n"), ("p", "m"), ("m", "m"), ("ng", "ng"))},
    **{("l", "n"): ("l", "l"), ("l", "r"): ("l", "l"), ("n", "r"): ("l", "l")},
}
_FOLDS = (("ch", "j"), ("oo", "u"), ("eo", "o"), ("eu", "u"), ("k", "g"), ("t", "d"), ("p", "b"), ("l", "r"))


def romanise(hangul: str, joined: bool = True) -> str:
    """`hangul` in lower-case Latin letters; other characters stay. `joined=False` writes each syllable by itself."""
    syllables = [_split(c) for c in unicodedata.normalize("NFC", hangul)]
    out: list[str] = []
    lead_taken = ""
    for here, after in zip(syllables, [*syllables[1:], None], strict=True):
        if isinstance(here, str):
            out.append(here)
            continue
        lead, vowel, final = here
        start = lead_taken if lead_taken != "" else _LEADS[lead].strip("-")
        tail, lead_taken = _joint(final, after) if joined else (_FINALS[final], "")
        out.append(start + _VOWELS[vowel] + tail)
    return "".join(out)


def name_key(latin: str) -> str:
    """A romanised name without case, spaces and hyphens."""
    return re.sub(r"[^a-z0-9]+", "", latin.casefold())


def loose_key(latin: str) -> str:
    """Like name_key, with letters folded that people mix up (k/g, l/r, eo/o, doubled letters)."""
    key = name_key(latin)
    for old, new in _FOLDS:
        key = key.replace(old, new)
    return re.sub(r"(.)\1+", r"\1", key)


def _split(char: str) -> tuple[int, int, int] | str:
    code = ord(char) - 0xAC00
    if not 0 <= code < 11172:
        return char
    return code // 588, code % 588 // 28, code % 28


def _joint(final: int, after: tuple[int, int, int] | str | None) -> tuple[str, str]:
    """How a final is read before the next syllable, and the lead it leaves there ("" for the next one's own)."""
    if not final or after is None or isinstance(after, str):
        return _FINALS[final], ""
    lead = _LEADS[after[0]]
    if lead == "-":
        linked = _LINKED[final]
        return ("ng", "") if linked == "ng" else ("", linked)
    return _JOINTS.get((_FINALS[final], lead), (_FINALS[final], ""))
