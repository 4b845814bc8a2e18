"""A condition in words, to stand before the word for rows."""

from __future__ import annotations

from collections.abc import Sequence

from tools._context import ToolContext
from tools._operators import Operator, Scalar, settled
from tools._text import Text
from tools.dataset._pick import DATE_KINDS, NUMERIC_KINDS, Picked
from tools.dataset._say import plain, shorten

_TOLD = 8

_CONDITIONS: dict[str, Text] = {
    "==": Text(ko="{column:가} {value}인", en="{column} equal to {value}"),
    "!=": Text(ko="{column:가} {value:가} 아닌", en="{column} different from {value}"),
    ">": Text(ko="{column:가} {value}보다 큰", en="{column} above {value}"),
    "<": Text(ko="{column:가} {value}보다 작은", en="{column} below {value}"),
    ">=": Text(ko="{column:가} {value} 이상인", en="{column} of {value} or more"),
    "<=": Text(ko="{column:가} {value} 이하인", en="{column} of {value} or less"),
    "contains": Text(ko="{column}에 {value:가} 들어간", en="{value} in {column}"),
    "not contains": Text(ko="{column}에 {value:가} 들어가지 않은", en="no {value} in {column}"),
    "in": Text(ko="{column:가} {value}인", en="{column} equal to {value}"),
    "not in": Text(ko="{column:가} {value} 아닌", en="{column} other than {value}"),
}
_NONE_OF = Text(ko="{column}에 {value} 들어가지 않은", en="no {value} in {column}")
_DATE_CONDITIONS: dict[str, Text] = {
    ">": Text(ko="{column:가} {value}보다 뒤인", en="{column} after {value}"),
    "<": Text(ko="{column:가} {value}보다 앞인", en="{column} before {value}"),
    ">=": Text(ko="{column:가} {value} 이후(포함)인", en="{column} in {value} or later"),
    "<=": Text(ko="{column:가} {value} 이전(포함)인", en="{column} in {value} or earlier"),
}
_MANY: dict[str, Text] = {
    "in": Text(ko="{column:가} {value} 등 {count}개 값 중 하나인", en="{column} equal to one of {count} values ({value}, …)"),
    "not in": Text(ko="{column:가} {value} 등 {count}개 값이 모두 아닌", en="{column} equal to none of {count} values ({value}, …)"),
    "contains": Text(ko="{column}에 {value} 등 {count}개 글자 중 하나가 들어간", en="one of {count} texts ({value}, …) in {column}"),
    "not contains": Text(
        ko="{column}에 {value} 등 {count}개 글자가 모두 들어가지 않은", en="none of {count} texts ({value}, …) in {column}"
    ),
}
_OR = Text(ko=" 또는 ", en=" or ")
_ABSENT = Text(ko="{column}에 {values:는} 없어요.", en="There is no {values} in {column}.")


def describe(ctx: ToolContext, picked: Picked, operator: Operator, value: Scalar | list[Scalar]) -> str:
    """ "`구`가 ‘수성구’인", "`구` equal to “수성구”", "`기상상태`가 ‘비’ 또는 ‘눈’인"."""
    operator, value = settled(operator, value)
    if isinstance(value, list):
        if len(value) > 1:
            return _of_several(ctx, picked, operator, value)
        operator, value = "==" if operator == "in" else "!=", value[0]
    dated = picked.column.kind in DATE_KINDS
    text = _DATE_CONDITIONS.get(operator, _CONDITIONS[operator]) if dated else _CONDITIONS[operator]
    shown = _quoted(ctx, value) if operator in ("contains", "not contains") else _shown(ctx, picked, value)
    return ctx.say(text, column=picked.shown, value=shown)


def _of_several(ctx: ToolContext, picked: Picked, operator: Operator, values: Sequence[Scalar]) -> str:
    texts = operator in ("contains", "not contains")
    shown = [_quoted(ctx, value) if texts else _shown(ctx, picked, value) for value in values[:_TOLD]]
    if len(values) > _TOLD:
        return ctx.say(_MANY[operator], column=picked.shown, value=", ".join(shown[:3]), count=len(values))
    none = operator in ("not in", "not contains")
    told = " ".join(f"{value}도" for value in shown) if none and ctx.language == "ko" else _joined(ctx, shown)
    return ctx.say(_NONE_OF if operator == "not contains" else _CONDITIONS[operator], column=picked.shown, value=told)


def _joined(ctx: ToolContext, shown: Sequence[str]) -> str:
    return ctx.say(_OR).join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]


def missed(ctx: ToolContext, picked: Picked, values: Sequence[Scalar]) -> str:
    """The sentence about values of a list that do not occur; empty where all of them do."""
    told = [_shown(ctx, picked, value) for value in values[:_TOLD]] + (["…"] if len(values) > _TOLD else [])
    return ctx.say(_ABSENT, column=picked.shown, values=", ".join(told) if ctx.language == "ko" else _joined(ctx, told)) if told else ""


def _shown(ctx: ToolContext, picked: Picked, value: Scalar) -> str:
    bare = picked.column.kind in DATE_KINDS or picked.column.kind in NUMERIC_KINDS
    return str(plain(value)) if bare else _quoted(ctx, value)


def _quoted(ctx: ToolContext, value: Scalar) -> str:
    if isinstance(value, str):
        return f"‘{shorten(value, 40)}’" if ctx.language == "ko" else f"“{shorten(value, 40)}”"
    return str(plain(value))
