"""What a person should look at in a dataset that was just shared, a clause each."""

from __future__ import annotations

from itertools import groupby

from storage.profile import Profile, Remark
from tools._context import ToolContext
from tools._text import Text
from tools.dataset._say import code, number, percent, shorten

_SAID = 4
_NAMES = 3

_LOOK = Text(ko="살펴볼 점: {clauses}.", en="Worth a look: {clauses}.")
_AND_MORE = Text(ko=" 외 {more}가지", en=" and {more} more")
_OTHERS = Text(ko=" 외 {more}개", en=" and {more} others")
_CLAUSES: dict[str, Text] = {
    "empty": Text(ko="{names:는} 값이 하나도 없어요", en="{names}: no values at all"),
    "constant": Text(ko="{names:는} 값이 한 가지(‘{example}’)뿐이에요", en="{names}: one value only (“{example}”)"),
    "nearly_constant": Text(ko="{names:는} {share:가} ‘{example}’ 한 값이에요", en="{names}: {share} are “{example}”"),
    "total_row": Text(
        ko="{names}에 합계로 보이는 행이 {count}개(‘{example}’) 있어서 평균과 합계에 함께 들어가요. 빼려면 ‘{example} 행은 빼줘’라고 해 주세요",
        en="{names} has {count} rows of totals (“{example}”), which sums and means take in as well; say “drop the {example} row” to leave them out",
    ),
    "numbers_with_unit": Text(
        ko="{names:는} 숫자에 단위가 붙어 있어(‘{example}’) 글자로 읽었어요. 숫자로 쓰려면 ‘{first:는} 숫자야’라고 해 주세요",
        en="{names} has a unit beside its numbers (“{example}”) and was read as text; say “{first} is a number” to use it as numbers",
    ),
    "numbers_in_brackets": Text(
        ko="{names:는} 음수를 괄호로 적어(‘{example}’) 글자로 읽었어요. 숫자로 쓰려면 ‘{first:는} 숫자야’라고 해 주세요",
        en="{names} has negative numbers in brackets (“{example}”) and was read as text; say “{first} is a number” to use it as numbers",
    ),
    "numbers_as_text": Text(
        ko="{names:는} 거의 숫자인데 아닌 칸이 {count}개(‘{example}’) 있어 글자로 읽었어요. 숫자로 쓰려면 ‘{first:는} 숫자야’라고 해 주세요",
        en="{names} is nearly all numbers, but read as text for {count} cells (“{example}”); say “{first} is a number” to use it as numbers",
    ),
    "dates_as_text": Text(
        ko="{names:는} 거의 날짜인데 아닌 칸이 {count}개(‘{example}’) 있어 글자로 읽었어요. 날짜로 쓰려면 ‘{first:는} 날짜야’라고 해 주세요",
        en="{names} is nearly all dates, but read as text for {count} cells (“{example}”); say “{first} is a date” to use it as dates",
    ),
    "dates_written_otherwise": Text(
        ko="{names:는} 날짜로 보이는데 적은 방식이 여러 가지거나 달라서(‘{example}’) 글자로 읽었어요. 날짜로 쓰려면 ‘{first:는} 날짜야’라고 해 주세요",
        en="{names} looks like dates written in several or unusual ways (“{example}”) and was read as text; say “{first} is a date” to use it as dates",
    ),
    "impossible_dates": Text(
        ko="{names}에 달력에 없거나 아주 먼 날짜가 {count}개(‘{example}’) 있어 글자로 읽었어요. 날짜로 쓰려면 ‘{first:는} 날짜야’라고 해 주세요",
        en="{names} has {count} impossible or far-off dates (“{example}”) and was read as text; say “{first} is a date” to leave those empty",
    ),
    "future_dates": Text(
        ko="{names}에 앞으로 올 날짜가 {count}개(‘{example}’) 있어요", en="{names}: {count} dates in the future (“{example}”)"
    ),
    "swapped_coordinates": Text(
        ko="위도와 경도가 뒤바뀐 행이 {count}개({example}) 있어요", en="latitude and longitude are swapped in {count} rows ({example})"
    ),
    "outside_korea": Text(ko="좌표가 우리나라 밖인 행이 {count}개({example}) 있어요", en="{count} rows lie outside Korea ({example})"),
}
_TOGETHER = frozenset({"empty"})
"""Said once for all columns."""


def remarks(ctx: ToolContext, profile: Profile) -> str:
    """One sentence, the most useful clauses first; empty when nothing is remarkable."""
    order = list(_CLAUSES)
    ranked = sorted(profile.remarks, key=lambda r: (r.code in ("empty", "constant", "nearly_constant"), order.index(r.code)))
    clauses: list[str] = []
    for code_, found in groupby(ranked, key=lambda r: r.code):
        group = list(found)
        clauses += [_clause(ctx, group)] if code_ in _TOGETHER else [_clause(ctx, [remark]) for remark in group]
    if not clauses:
        return ""
    more = ctx.say(_AND_MORE, more=len(clauses) - _SAID) if len(clauses) > _SAID else ""
    return ctx.say(_LOOK, clauses=" · ".join(clauses[:_SAID]) + more)


def _clause(ctx: ToolContext, group: list[Remark]) -> str:
    first = group[0]
    names = ", ".join(code(r.column) for r in group[:_NAMES])
    if len(group) > _NAMES:
        names += ctx.say(_OTHERS, more=len(group) - _NAMES)
    rows = round(first.count / first.share) if first.share else 0
    return ctx.say(
        _CLAUSES[first.code],
        names=names,
        first=shorten(first.column, 40),
        count=number(first.count),
        share=percent(first.count, rows),
        example=shorten(first.example, 30),
    )
