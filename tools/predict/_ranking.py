"""A ranking in words. What is equal at the precision that is shown is told as equal: nobody can see which of them is ahead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tools._context import ToolContext
from tools._text import Text
from tools.predict._say import share

Row = Mapping[str, Any]

_CONDITIONS = Text(ko="{values} 조건에서 ", en=" ({values})")
_FIRST = Text(
    ko="{conditions}사고가 난다면 가장 심각할 {name:는} {best:예요}: 예상 ECLO {high:.2f}{chance}.",
    en="If an accident happens{conditions}, the most severe {name} is {best}: predicted ECLO {high:.2f}{chance}.",
)
_FIRST_OF_SEVERAL = Text(
    ko="{conditions}사고가 난다면 가장 심각할 {name:는} {best:예요}(공동 1위): 예상 ECLO {high:.2f}{chance}.",
    en="If an accident happens{conditions}, {best} tie for the most severe {name}: predicted ECLO {high:.2f}{chance}.",
)
_LOWEST = Text(ko="가장 낮은 것은 {worst}, {low:.2f|예요}.", en="The lowest is {worst} with {low:.2f}.")
_LOWEST_OF_SEVERAL = Text(ko="가장 낮은 것은 {worst}, {low:.2f|예요}.", en="The lowest are {worst} with {low:.2f}.")
_SAME = Text(
    ko="{conditions}예상 ECLO는 {name}에 따라 거의 다르지 않아요({low:.2f}~{high:.2f}). 그중 높은 것은 {best:예요}.",
    en="The predicted ECLO hardly differs by {name}{conditions} ({low:.2f} to {high:.2f}); highest: {best}.",
)
_EQUAL = Text(
    ko="{conditions}예상 ECLO는 {name}에 따라 다르지 않아요: 모두 {high:.2f|예요}.",
    en="The predicted ECLO does not differ by {name}{conditions}: it is {high:.2f} for all.",
)
_GRAVEST = Text(
    ko="사망·중상 가능성이 가장 높은 것은 {names}({share})예요.",
    en="The chance of a death or serious injury is highest for {names} ({share}).",
)
_CHANCE = Text(ko=", 사망·중상 가능성 {share}", en=", chance of a death or serious injury {share}")
_FROM_TO = Text(ko="{low}~{high}", en="{low} to {high}")
_TWO = Text(ko="{one:와} {other}", en="{one} and {other}")
_AND = Text(ko="{names}, {last}", en="{names} and {last}")
_MORE = Text(ko="{names} 등 {name} {count}개", en="{names} and {others} more")
_NAMED = 4  # so many equal ones are named; of more, one less


def shown(row: Row) -> float:
    """The predicted ECLO as people see it."""
    return round(float(row["eclo"]), 2)


def together(names: Sequence[str], name: str, ctx: ToolContext) -> str:
    """Names as they stand in a sentence; of many only the first. `name`: what they are names of."""
    if len(names) <= 1:
        return "".join(names)
    if len(names) == 2:
        return ctx.say(_TWO, one=names[0], other=names[1])
    if len(names) <= _NAMED:
        return ctx.say(_AND, names=", ".join(names[:-1]), last=names[-1])
    first = names[: _NAMED - 1]
    return ctx.say(_MORE, names=", ".join(first), name=name, count=len(names), others=len(names) - len(first))


def ranking(name: str, ranked: Sequence[Row], values: str, ctx: ToolContext) -> str:
    """The first, the last, and where a grave injury is likeliest. `ranked`: highest first; `name` of what is ranked."""
    first, last = _equal(ranked, ranked[0]), _equal(ranked, ranked[-1])
    facts = {
        "conditions": ctx.say(_CONDITIONS, values=values) if values else "",
        "name": name, "best": together(_names(first), name, ctx), "worst": together(_names(last), name, ctx),
        "high": ranked[0]["eclo"], "low": ranked[-1]["eclo"], "chance": _chance(first, ctx),
    }  # fmt: skip
    if len(first) == len(ranked):
        return ctx.say(_EQUAL, **facts)
    if ranked[0]["eclo"] < ranked[-1]["eclo"] * 1.02:
        return ctx.say(_SAME, **facts)
    said = [ctx.say(_FIRST if len(first) == 1 else _FIRST_OF_SEVERAL, **facts)]
    said.append(ctx.say(_LOWEST if len(last) == 1 else _LOWEST_OF_SEVERAL, **facts))
    return " ".join([*said, *_gravest(ranked, first, name, ctx)])


def _equal(ranked: Sequence[Row], row: Row) -> list[Row]:
    return [other for other in ranked if shown(other) == shown(row)]


def _names(rows: Sequence[Row]) -> list[str]:
    """Hours and months in their own order: none of them is ahead."""
    along = all(isinstance(row["value"], int) for row in rows)
    return [row["name"] for row in (sorted(rows, key=lambda row: row["value"]) if along else rows)]


def _chance(rows: Sequence[Row], ctx: ToolContext) -> str:
    """Of several from the lowest to the highest."""
    chances = sorted(row["fatal_or_serious"] for row in rows if row["fatal_or_serious"] is not None)
    said = list(dict.fromkeys(share(chance) for chance in (chances[0], chances[-1]))) if chances else []
    return ctx.say(_CHANCE, share=ctx.say(_FROM_TO, low=said[0].rstrip("%"), high=said[-1]) if len(said) == 2 else said[0]) if said else ""


def _gravest(ranked: Sequence[Row], first: Sequence[Row], name: str, ctx: ToolContext) -> list[str]:
    """Where it is not (one of) the first."""
    chances = [row["fatal_or_serious"] for row in ranked]
    if None in chances:
        return []
    most = share(max(chances))
    gravest = [row for row in ranked if share(row["fatal_or_serious"]) == most]
    return [] if any(row in first for row in gravest) else [ctx.say(_GRAVEST, names=together(_names(gravest), name, ctx), share=most)]
