"""How a condition compares: the operators, one value or a list of them, and which of them go together."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, WithJsonSchema

from tools._errors import Refused
from tools._text import Text

Operator = Literal["==", "!=", ">", "<", ">=", "<=", "contains", "not contains", "in", "not in"]
Scalar = str | float | int | bool
MOST_VALUES = 50

_BAD_LIST = Text(
    ko="조건의 값 목록에는 글자나 숫자를 1~{most}개까지 넣을 수 있어요.",
    en="A condition takes a list of 1 to {most} texts or numbers.",
)
_ONE_VALUE = Text(
    ko="{operator:는} 값 하나와 비교해요. 값이 여러 개면 in(그중 하나)이나 not in(모두 아님)을 써 주세요.",
    en="{operator} compares with one value. For several, use in (any of them) or not in (none of them).",
)


def _listed(value: Any) -> Any:
    """A list is looked at here, so that what is wrong with it is told in words."""
    if isinstance(value, (list, tuple)) and not (0 < len(value) <= MOST_VALUES and all(isinstance(v, get_args(Scalar)) for v in value)):
        raise Refused("bad_value", _BAD_LIST, most=MOST_VALUES)
    return value


_ONE = {"type": ["string", "number", "boolean"]}
_SEVERAL = {"type": "array", "items": _ONE, "minItems": 1, "maxItems": MOST_VALUES}
# the schema by hand: it stands in the schema of every tool with `where`, and what pydantic writes is three times as long
Value = Annotated[Scalar | list[Scalar], BeforeValidator(_listed), WithJsonSchema({"anyOf": [_ONE, _SEVERAL]})]
_OF_LISTS: dict[str, Operator] = {"==": "in", "in": "in", "!=": "not in", "not in": "not in"}


def settled(operator: Operator, value: Scalar | list[Scalar]) -> tuple[Operator, Scalar | list[Scalar]]:
    """The two as they belong together: a list with in and not in, each value once; mostly one value with the rest.

    == and != with a list are taken as in and not in, and one value with in as a list of one. contains takes several texts as well, of which
    any is to be there (with not contains: none). Raises Refused where the meaning isn't clear ("more than 3 or 5").
    """
    if isinstance(value, str) and operator in ("in", "not in"):
        value = _written(value)
    if not isinstance(value, list):
        return operator, [value] if operator in ("in", "not in") else value
    values = list({(type(v) is bool, v): v for v in value}.values())
    if operator in _OF_LISTS:
        return _OF_LISTS[operator], values
    if len(values) == 1:
        return operator, values[0]
    if operator in ("contains", "not contains"):
        return operator, values
    raise Refused("bad_value", _ONE_VALUE, choices=["in", "not in"], operator=operator)


def _written(text: str) -> str | list[Scalar]:
    """A list that was written as text, as a model sometimes does: '["비", "눈"]'."""
    if not text.strip().startswith("["):
        return text
    try:
        read = json.loads(text)
    except ValueError:
        return text
    return _listed(read) if isinstance(read, list) else text
