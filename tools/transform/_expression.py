"""Arithmetic over columns, read by a small recursive-descent parser: nothing of it is ever run as code."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tools._errors import Refused
from tools._text import Text

if TYPE_CHECKING:
    import pandas as pd

_DEEPEST = 40

_BAD = Text(
    ko="계산식 ‘{expression}’에서 {place} 읽지 못했어요. 숫자, 열 이름, + - * / ( )로 적어 주세요. 예: 사망자수*10 + 중상자수*5",
    en="The expression “{expression}” can't be read {place}. Use numbers, column names and + - * / ( ), such as deaths*10 + serious*5.",
)
_AT = Text(ko="‘{token}’ 부분을", en="at “{token}”")
_AT_END = Text(ko="끝부분을", en="at its end")
_ARGUMENTS = Text(
    ko="{name}()에 쓸 값의 개수가 맞지 않아요. 예: {example}", en="{name}() takes another number of values, such as {example}."
)

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+)|`(?P<quoted>[^`]+)`|(?P<name>[^\W\d]\w*)|(?P<sign>\*\*|//|[-+*/%^(),]))"
)
_SPELLINGS = str.maketrans(
    {"×": "*", "÷": "/", "−": "-", "–": "-", "（": "(", "）": ")", "，": ",", "∙": "*", "·": "*", "[": "`", "]": "`"}
)

Value = Any  # a float, or a Series of floats


def _numpy(name: str) -> Callable[..., Value]:
    def apply(value: Value) -> Value:
        import numpy as np

        with np.errstate(all="ignore"):
            return getattr(np, name)(value)

    return apply


def _rowwise(name: str) -> Callable[..., Value]:
    def apply(*values: Value) -> Value:
        """The smallest or largest of several in each row (missing where one is); of a single column, its own."""
        import numpy as np

        if len(values) == 1:
            return getattr(values[0], name)() if hasattr(values[0], name) else values[0]
        combined = values[0]
        for value in values[1:]:
            combined = getattr(np, {"min": "minimum", "max": "maximum"}[name])(combined, value)
        return combined

    return apply


def _of_column(name: str) -> Callable[..., Value]:
    def apply(value: Value) -> Value:
        return float(getattr(value, name)()) if hasattr(value, name) else value

    return apply


def _round(value: Value, digits: Value = 0.0) -> Value:
    import numpy as np

    return np.round(value, int(digits) if isinstance(digits, float) and abs(digits) <= 15 else 0)


_FUNCTIONS: dict[str, tuple[Callable[..., Value], int, str]] = {
    **{name: (_numpy(name), 1, f"{name}(ECLO)") for name in ("abs", "floor", "ceil", "sqrt", "exp", "log", "log10", "log1p")},
    **{name: (_rowwise(name), 20, f"{name}(ECLO, 10)") for name in ("min", "max")},
    **{name: (_of_column(name), 1, f"{name}(ECLO)") for name in ("mean", "median", "std", "sum")},
    "round": (_round, 2, "round(ECLO, 1)"),
}
_INEXACT = frozenset({"/", "**", "^", "sqrt", "exp", "log", "log10", "log1p", "mean", "median", "std"})
"""What makes fractions of whole numbers: a result without any of these is a whole number again."""


@dataclass
class Expression:
    """What was read: `value(frame)` computes it, `columns` are the ones it needs, `whole` says that it keeps whole numbers whole."""

    value: Callable[[pd.DataFrame], Value]
    columns: list[str] = field(default_factory=list)
    whole: bool = True


def read(expression: str, columns: Sequence[str], resolve: Callable[[str], str]) -> Expression:
    """Read an expression over `columns`; `resolve` gives the column that a name means, or raises Refused.

    A frame given to `value` holds the needed columns as floats. Raises Refused (bad_expression, unknown_column, ambiguous_column).
    """
    return _Parser(expression, columns, resolve).parse()


class _Parser:
    def __init__(self, expression: str, columns: Sequence[str], resolve: Callable[[str], str]) -> None:
        self.expression = expression
        self.resolve = resolve
        self.tokens = _tokens(expression, columns)
        self.at = 0
        self.depth = 0
        self.found = Expression(lambda _: None)

    def parse(self) -> Expression:
        value = self.sum()
        if self.at < len(self.tokens):
            raise self.bad()
        self.found.value = value
        return self.found

    def bad(self) -> Refused:
        return _bad(self.expression, self.tokens[self.at][1] if self.at < len(self.tokens) else None)

    def sign(self, *wanted: str) -> str | None:
        if self.at < len(self.tokens) and self.tokens[self.at][0] == "sign" and self.tokens[self.at][1] in wanted:
            self.at += 1
            return self.tokens[self.at - 1][1]
        return None

    def sum(self) -> Callable[[pd.DataFrame], Value]:
        return self.chain(self.product, "+", "-")

    def product(self) -> Callable[[pd.DataFrame], Value]:
        return self.chain(self.factor, "*", "/", "//", "%")

    def chain(self, part: Callable[[], Callable[[pd.DataFrame], Value]], *signs: str) -> Callable[[pd.DataFrame], Value]:
        left = part()
        while sign := self.sign(*signs):
            left = self.both(sign, left, part())
        return left

    def both(
        self, sign: str, left: Callable[[pd.DataFrame], Value], right: Callable[[pd.DataFrame], Value]
    ) -> Callable[[pd.DataFrame], Value]:
        self.found.whole &= sign not in _INEXACT
        work = _SIGNS[sign]
        return lambda frame: work(left(frame), right(frame))

    def factor(self) -> Callable[[pd.DataFrame], Value]:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self.bad()
        try:
            if sign := self.sign("-", "+"):
                inner = self.factor()
                return (lambda frame: -inner(frame)) if sign == "-" else inner
            base = self.atom()
            return self.both("**", base, self.factor()) if self.sign("**", "^") else base
        finally:
            self.depth -= 1

    def atom(self) -> Callable[[pd.DataFrame], Value]:
        if self.sign("("):
            inner = self.sum()
            if not self.sign(")"):
                raise self.bad()
            return inner
        if self.at >= len(self.tokens) or self.tokens[self.at][0] == "sign":
            raise self.bad()
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            number = float(text)
            self.found.whole &= number.is_integer()
            return lambda _: number
        if kind == "name" and text.casefold() in _FUNCTIONS and self.sign("("):
            return self.call(text.casefold())
        column = self.resolve(text)
        if column not in self.found.columns:
            self.found.columns.append(column)
        return lambda frame: frame[column]

    def call(self, name: str) -> Callable[[pd.DataFrame], Value]:
        function, most, example = _FUNCTIONS[name]
        arguments = [self.sum()]
        while self.sign(","):
            arguments.append(self.sum())
        if not self.sign(")"):
            raise self.bad()
        if len(arguments) > most:
            raise Refused("bad_expression", _ARGUMENTS, name=name, example=example)
        self.found.whole &= name not in _INEXACT and (name != "round" or len(arguments) == 1)
        return lambda frame: function(*(argument(frame) for argument in arguments))


def _power(base: Value, exponent: Value) -> Value:
    import numpy as np

    with np.errstate(all="ignore"):
        return np.power(base, exponent)


def _divided(name: str) -> Callable[[Value, Value], Value]:
    def work(left: Value, right: Value) -> Value:
        import numpy as np

        with np.errstate(all="ignore"):
            return getattr(np, name)(left, right)

    return work


_SIGNS: dict[str, Callable[[Value, Value], Value]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": _divided("true_divide"),
    "//": _divided("floor_divide"),
    "%": _divided("mod"),
    "**": _power,
    "^": _power,
}


def _tokens(expression: str, columns: Sequence[str]) -> list[tuple[str, str]]:
    """(kind, text) of each token. A column whose name holds spaces or signs is seen as one where it is written out."""
    odd = sorted((c for c in columns if not re.fullmatch(r"[^\W\d]\w*", c)), key=len, reverse=True)
    plain = expression.translate(_SPELLINGS)
    found: list[tuple[str, str]] = []
    position = 0
    while plain[position:].strip():
        rest = plain[position:].lstrip()
        start = len(plain) - len(rest)
        written = next((c for c in odd if expression.startswith(c, start) and not re.fullmatch(r"[\d.]+", c)), None)
        if written is not None:
            found.append(("quoted", written))
            position = start + len(written)
            continue
        match = _TOKEN.match(plain, position)
        if match is None:
            raise _bad(expression, rest[:12])
        kind = str(match.lastgroup)
        found.append((kind, match[kind]))
        position = match.end()
    return found


def _bad(expression: str, token: str | None) -> Refused:
    shown = expression if len(expression) <= 80 else expression[:79] + "…"
    place = _AT_END if token is None else _AT
    return Refused(
        "bad_expression",
        Text(_BAD.ko.replace("{place}", place.ko), _BAD.en.replace("{place}", place.en)),
        expression=shown,
        token=token or "",
    )
