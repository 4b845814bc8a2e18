"""One condition on the rows of a dataset, and the words that turn it round ("말고", "아닌", "except")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.agent.offline.reading import pattern

Value = str | int | float


@dataclass(frozen=True, slots=True)
class Condition:
    """Rows wanted: column, operator, value. `start` and `end` say where in the message it stands (-1: nowhere).

    Operators are those of filter_dataframe. `values` are those of "in" and "not in", or texts of which any ("contains") or none is there.
    """

    column: str
    operator: str
    value: Value = ""
    start: int = field(default=-1, compare=False)
    end: int = field(default=-1, compare=False)
    values: tuple[Value, ...] = ()
    turned: bool = field(default=False, compare=False)  # said as what is not wanted

    @property
    def equal(self) -> bool:
        """Does it name the value wanted (or a part of it)?"""
        return self.operator in ("==", "contains", "in")

    @property
    def denied(self) -> bool:
        """Does it name a value that is not wanted?"""
        return self.operator in ("!=", "not contains", "not in")


OPPOSITE = {
    "==": "!=", "!=": "==", ">": "<=", "<": ">=", ">=": "<", "<=": ">",
    "contains": "not contains", "not contains": "contains", "in": "not in", "not in": "in",
}  # fmt: skip
_THING = r"(?:\s*(?:오는|온|난|발생한))?\s*(?:날|때|사고|곳|것|게|거|건|경우|지역|데|쪽|노면|도로|주차장|카메라)?(?:들)?\s*(?:이|가|은|는|을|를|만)?"
_NOT_AFTER = pattern(
    rf"(?:이|가|은|는|을|를|도|인|만)?{_THING}\s*(?:아닌|아니고|아니라|아니었|말고|빼고|빼면|뺀|빼\s*(?:줘|주)|제외|제하고|외에|이외|외의|(?:하지|지)?\s*않(?:은|는|을))"
    r"|\s*(?:[a-z]+ ){0,2}(?:excluded|left out)\b"
)
_NOT_BEFORE = pattern(
    r"(?:\bnot|n't|\bexcept(?: for)?|\bexcluding|\bexcludes?|\bother than|\bapart from|\bwithout|\boutside(?: of)?|\bnon|\bbesides|\b(?:ignor|exclud|skipp|dropp|omitt)(?:e|ing|ed)?|\b(?:ignore|skip|drop|omit|minus)|\b(?:leav(?:e|ing)|filter(?:ing)?|tak(?:e|ing)|keep(?:ing)?|throw(?:ing)?) out|\b(?:get|getting) rid of|\bbut not|\ball but)[\s-]+"
    r"(?:(?:in|on|at|during|for|the|a|an|any|is|of|those|accidents|crashes|when|it|was|were|from|by) )*$"
)
_JOINED = pattern(r"(?:이?랑|하고|와|과|이나|나|,|/|및|그리고|\s|\band\b|\bor\b|\bin\b)+")


def any_of(found: Sequence[Condition]) -> Condition:
    """One condition for several of one column, each of which names what is wanted: any of their values, in the order they stand in.

    A value that is among those of another ("겨울, 그중 1월") is what is meant. Of parts of texts ("contains") any is to be there.
    """
    stood = sorted(found, key=lambda c: c.start)
    single = [c.value for c in stood if not c.values]
    listed = [c for c in stood if c.values and not set(c.values) & set(single)]
    values = tuple(dict.fromkeys(v for c in stood if not c.values or c in listed for v in c.values or (c.value,)))
    first = stood[0]
    if len(values) == 1:
        return next(c for c in stood if not c.values)
    operator = "contains" if any(c.operator == "contains" for c in stood) else "in"
    return replace(first, operator=operator, value=values[0], values=values, end=max(c.end for c in stood) if first.start >= 0 else -1)


_OR_ELSE = pattern(r"거나|또는|아니면|\bor\b")


def apart(text: str, found: Sequence[Condition]) -> bool:
    """Are they two of different columns, of which either will do ("비 오거나 젖은 노면")?"""
    if len(found) != 2:
        return False
    first, second = sorted(found, key=lambda c: c.start)
    if first.column == second.column or first.start < 0:
        return False
    return _OR_ELSE.search(text, max(first.start, first.end - 2) if first.values else first.start, second.start) is not None


def turned_round(text: str, found: Sequence[Condition]) -> list[Condition]:
    """The conditions with those that the message says not to want turned into their opposites, also the first of "중구랑 남구 빼고"."""
    denied = [c.start >= 0 and not c.turned and bool(_NOT_AFTER.match(text, c.end) or _NOT_BEFORE.search(text[: c.start])) for c in found]
    for n, condition in enumerate(found):
        for m, other in enumerate(found):
            if denied[m] and other.column == condition.column and _side_by_side(text, condition, other):
                denied[n] = True
    return [replace(c, operator=OPPOSITE[c.operator], turned=True) if no else c for c, no in zip(found, denied, strict=True)]


def _side_by_side(text: str, one: Condition, other: Condition) -> bool:
    first, second = sorted((one, other), key=lambda c: c.start)
    return first.start >= 0 and bool(_JOINED.fullmatch(text[first.end : second.start]) or first.end == second.start)
