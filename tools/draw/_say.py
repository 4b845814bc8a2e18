"""Headings, footers and the sentence that tells what a chart shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tools.draw import _words as words
from tools.draw._figure import Picture, clean, number, png
from tools.draw._group import REST, Grouped
from tools.draw._tidy import LeftOut, Operation, Question

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def heading(question: Question, operation: Operation) -> str:
    """시간대별 ECLO 평균 / Mean of ECLO by 시간대."""
    key = "value" if operation != "count" else "count_y" if question.y else "count"
    key += "_group" if question.group else ""
    name = words.OPERATIONS[operation].say(question.language)
    said = words.TITLES[key].say(question.language, x=question.x, y=question.y, group=question.group, operation=name)
    return said[:1].upper() + said[1:] if question.language == "en" else said


def measure(question: Question, operation: Operation) -> str:
    """What the axis of values shows."""
    if operation == "count" or question.y is None:
        return words.COUNT.say(question.language)
    name = words.OPERATIONS[operation].say(question.language)
    column = words.with_unit(question.y, question.language)
    return f"{column} {name}" if question.language == "ko" else f"{name.capitalize()} of {column}"


def footer(question: Question, left_out: LeftOut, values: Grouped | None = None) -> tuple[str, ...]:
    """The notes under a picture: how many rows, what was left out, which dataset."""
    gone = left_out.missing + left_out.infinite
    text = words.N_LEFT_OUT if gone else words.N_USED
    counts = text.say(question.language, used=f"{left_out.used:,}", left=f"{gone:,}", source=clean(question.source))
    return (*_left_out_of(values, question), counts) if values else (counts,)


def _left_out_of(values: Grouped, question: Question) -> tuple[str, ...]:
    say, out = question.language, []
    if values.hidden:
        text = words.LOWER_HIDDEN if question.highest else words.HIDDEN
        out.append(text.say(say, shown=len(values.keys), n=f"{values.hidden:,}"))
    if values.merged:
        out.append(words.MERGED.say(say, n=f"{values.merged:,}", word=words.OTHER_WORD.say(say)))
    if values.width:
        out.append(words.STEPS_USED.say(say, x=question.x, width=number(values.width)))
    if values.groups_hidden:
        out.append(words.GROUPS_HIDDEN.say(say, group=question.group, n=f"{values.groups_hidden:,}"))
    return tuple(out)


def finding(values: Grouped, question: Question) -> str:
    """Highest and lowest, or the only value; along time also from where to where."""
    say = question.language
    named = [
        (value, f"{named_value(question, text)} · {group}" if group else named_value(question, text))
        for group, series in values.series.items()
        for key, text, value in zip(values.keys, values.labels, series, strict=True)
        if value is not None and key != REST
    ]
    if not named:
        return ""
    if len(named) == 1:
        return words.ONLY.say(say, name=clean(named[0][1]), value=number(named[0][0]))
    (high, name), (low, low_name) = max(named, key=lambda v: v[0]), min(named, key=lambda v: v[0])
    if high == low:
        return words.ALL_SAME.say(say, value=number(high))
    if values.merged or values.hidden:
        # What is lowest may be among those that are not shown one by one.
        return (words.TOP_COUNT if values.operation == "count" else words.TOP_ONLY).say(say, name=clean(name), value=number(high))
    sentence = words.MOST if values.operation == "count" else words.HIGHEST
    said = sentence.say(say, name=clean(name), value=number(high), low_name=clean(low_name), low=number(low))
    if values.period and len(values.series) == 1:
        (first, first_name), (last, last_name) = named[0], named[-1]
        said += " " + words.TREND.say(say, first_name=first_name, first=number(first), last_name=last_name, last=number(last))
        said += " " + words.PERIOD_USED.say(say, period=words.PERIODS[values.period].say(say))
    return said


def named_value(question: Question, text: str) -> str:
    """A category as it is called in a sentence: 18시, 2011년; "제한속도 50" where a number alone says nothing."""
    if not text.lstrip("-").replace(".", "", 1).isdigit():
        return text
    unit = next((end for end in words.TIME_ENDINGS if question.x.endswith(end)), None) if question.language == "ko" else None
    return f"{text}{words.TIME_ENDINGS[unit]}" if unit else f"{question.x} {text}"


def left_out_text(left_out: LeftOut, language: Any) -> list[str]:
    counts = (
        (words.USED, left_out.used, True),
        (words.MISSING_OUT, left_out.missing, False),
        (words.INFINITE_OUT, left_out.infinite, False),
    )
    return [text.say(language, n=f"{n:,}") for text, n, always in counts if n or always]


def finish(
    question: Question,
    kind: str,
    figure: Figure,
    *,
    title: str,
    said: str,
    left_out: LeftOut,
    values: Grouped | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Picture:
    """The picture with its sentences and exact values."""
    sentences = [said, *(_left_out_of(values, question) if values else ()), *left_out_text(left_out, question.language)]
    data: dict[str, Any] = {"kind": kind, "x": question.x, "y": question.y, "group": question.group}
    if values:
        data |= {"operation": values.operation, "values": values.as_data()}
        data |= {"period": values.period} if values.period else {}
        data |= {"width": values.width} if values.width else {}
        data |= {"merged": values.merged, "hidden": values.hidden + values.groups_hidden}
    data |= {**(facts or {}), **left_out.as_data()}
    return Picture(png(figure), clean(title), " ".join(s for s in sentences if s), data)
