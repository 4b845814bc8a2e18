"""The second way to understand a message: by its likeness to examples, when no rule is sure of it or the rule that is seems wrong.

To teach the bot a new wording, add it as one line to examples.txt, below the [name] of its tool; what means no tool goes below [none].
Then let the model of them be made again: `uv run python -m benchmarks.understanding.teach`.

A tool that is likely enough runs in one of three ways. The rules are asked again, for that tool alone, with the message as it is or in a
sentence of that tool (ways.py); or the tool's frame is filled with what was said (frames.py); with columns of which none is left out and none
is made up. Or, where no column or value was said, a tool that needs no arguments runs as it is. Otherwise the likeliest tools are offered
as sentences to say.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from bot.agent.offline import frames, sentences, statistics
from bot.agent.offline.columns import Schema
from bot.agent.offline.condition import Condition
from bot.agent.offline.decision import Call, Decision, Say
from bot.agent.offline.intents import NONE, Intents, Meant
from bot.agent.offline.query import Query
from bot.agent.offline.ways import LASTING, WAYS, Way
from tools._text import Language, Text

EXAMPLES = Path(__file__).with_name("examples.txt")
LEAST = -0.7
"""The lowest score of a tool that may run; this, as the others, chosen on messages by writers who had no part in the examples."""
LEAD = 0.1
"""By how much the likeliest tool's score must lead, where the message names a column or a value and the rules agree on the tool."""
LEAD_UNNAMED = 0.25
"""The same where the message names nothing of the data."""
LEAD_AS_IT_IS = 0.4
"""The same where nothing but the likeness speaks for the tool."""
OVER = 0.6
"""By how much it must lead over the tool that a rule came to."""
SURE = -0.3
"""The lowest score with which it may overrule that."""
OFFERED = 3
ASKED_BACK = (sentences.UNKNOWN_COLUMN, sentences.NOT_YET, sentences.PREDICT_WHICH, sentences.WHICH_MEASURE, statistics.WHICH)
_OFFER = -0.85  # the lowest score worth offering


def read(path: Path = EXAMPLES) -> Iterator[tuple[str, str]]:
    """The (message, tool) pairs of a file of examples: a line each, below the [name] of the tool; # begins a comment line."""
    tool = NONE
    for line in map(str.strip, path.read_text(encoding="utf-8").splitlines()):
        if line.startswith("[") and line.endswith("]"):
            tool = line[1:-1]
        elif line and not line.startswith("#"):
            yield line, tool


@cache
def shipped() -> Intents:
    """What the examples that come with the bot have taught; read at the first message."""
    return Intents.load()


def asked_back(decision: Decision) -> bool:
    """Did the rules only ask a question back, which a clear message need not hear?"""
    return isinstance(decision, Say) and decision.text in ASKED_BACK


def rank(intents: Intents, text: str, schema: Schema) -> list[Meant]:
    """The tools that the message may mean; without a dataset only those that need none."""
    ranked = intents.rank(text, schema.names if schema.profile else ())
    return ranked if schema.profile else [m for m in ranked if m.tool == NONE or (m.tool in WAYS and WAYS[m.tool].alone)]


Again = Callable[[str, str], Decision]
"""Asks the rules once more, with these words, for the tool of that name and no other."""


def decide(ranked: list[Meant], text: str, query: Query, language: Language, again: Again, last: Call | None = None) -> Call | None:
    """The call that the message surely means, or None. `last` was the call before."""
    best = ranked[0] if ranked else Meant(NONE, 0.0)
    lead = best.score - (ranked[1].score if len(ranked) > 1 else 0.0)
    if not _likely(best, lead, query):
        return None
    way = WAYS[best.tool]
    if (call := _asked_for(best.tool, text, query, language, again, last)) is not None:
        return call
    if way.of and len(query.columns) == 1 and not query.conditions and not _NUMBER.search(query.text):
        return Call(best.tool, {way.of: query.columns[0].column})
    return Call(best.tool) if way.asis and lead >= LEAD_AS_IT_IS and _says_nothing(query, best.tool) else None


def outweighs(ranked: list[Meant], first: Call) -> bool:
    """Does the message look far more like one of another tool than of the `first` call's? Asked before anything else is read."""
    best = ranked[0] if ranked else Meant(NONE, 0.0)
    bare = first.name in PREDICTIONS and not first.input  # it has nothing to go by
    own = -1.0 if bare else next((meant.score for meant in ranked if meant.tool == first.name), -1.0)
    if best.tool == first.name or best.tool not in WAYS or {best.tool, first.name} & LASTING:
        return False
    return best.score - own >= OVER and best.score >= SURE


def second(ranked: list[Meant], first: Call, text: str, query: Query, language: Language, again: Again) -> Call | None:
    """Another call than the `first` that the rules came to, where another tool `outweighs` it and the rules can come to that as well,
    with all that was said; None where the first one stands."""
    best = ranked[0]
    if first.name == "query_sql" or query.either or {best.tool, first.name} == AS_GOOD:
        return None
    if best.tool == "draw_chart" and (first.input.get("picture") or query.undrawn):
        return None  # its picture comes with the figures, or none is wanted
    if {best.tool, first.name} == OF_ONE_ACCIDENT:
        return replace(first, name=best.tool)
    call = _asked_for(best.tool, text, query, language, again)
    figures = not any(query.schema.is_measure(c.column) for c in query.conditions)  # else "fatal" told which rows
    if call is None or (figures and call.name in _OF_ROWS and _quantities(first, query) - _quantities(call, query)):
        return None
    return call if all(_taken_up(condition, call) for condition in query.conditions) else None


_OF_ROWS = frozenset([
    "get_value_counts", "get_temporal_pattern", "get_unique_values", "get_date_range", "get_dataframe_info", "get_sample_rows",
    "cross_tabulation", "summarize_categorical_distribution", "filter_dataframe",
])  # fmt: skip
"""Tools that tell of rows and of no quantity: "the most dangerous hour" is not the one with the most rows."""


def _quantities(call: Call, query: Query) -> set[str]:
    """The quantities that a call is about, be they said or meant ("위험한")."""
    said = repr(call.input)
    return {name for name in query.schema.names if query.schema.is_measure(name) and repr(name) in said}


def _taken_up(condition: Condition, call: Call) -> bool:
    """As a condition, or as a part of a text or a list."""
    said = repr(call.input)
    return repr(condition.column) in said or all(str(value) in said for value in condition.values or (condition.value,))


def _asked_for(tool: str, text: str, query: Query, language: Language, again: Again, last: Call | None = None) -> Call | None:
    """The call of that tool that the rules come to, in the words of the message or in a sentence of the tool."""
    if not query.has(WAYS[tool].needs):
        return None
    for call in _calls(tool, text, query, language, again):
        if isinstance(call, Call) and call.name == tool and call != last and _keeps(call, query, last):
            return call
    return None


def _calls(tool: str, text: str, query: Query, language: Language, again: Again) -> Iterator[Decision | None]:
    yield again(text, tool)
    for sentence in _sentences(WAYS[tool], text, query, language):
        yield again(sentence, tool)
    yield frames.compose(tool, query)


def _likely(best: Meant, lead: float, query: Query) -> bool:
    if best.tool not in WAYS or best.score < LEAST:
        return False
    if best.tool in LASTING:
        return lead >= LEAD_AS_IT_IS
    return lead >= (LEAD if query.columns or query.conditions else LEAD_UNNAMED)


AS_GOOD = {"get_value_counts", "filter_dataframe"}
"""Tools that both say how many rows there are."""
OF_ONE_ACCIDENT = {"predict_eclo", "explain_prediction"}
"""Tools that take the same arguments."""
_TOKEN = re.compile(r"eclo-[\w-]{3,}", re.IGNORECASE)


def _sentences(way: Way, text: str, query: Query, language: Language) -> Iterator[str]:
    fields = _fields(query)
    if token := _TOKEN.search(text):
        fields["token"] = token[0]
    if _fits(way.said, {**fields, "said": ""}):
        yield way.said.say(language, **{**fields, "said": text.strip(" .!?~")})
    if not way.sample and not query.conditions and query.top_n is None and (fields or _says_nothing(query)) and _fits(way.ask, fields):
        yield way.ask.say(language, **fields)


def _fields(query: Query) -> dict[str, str]:
    """The columns that the message names, by the part they can play."""
    grouped = [d.column for d in query.dimensions]
    measured = [m.column for m in query.measures] or [c for c in grouped[1:] if query.schema.is_number(c)]
    if not grouped and measured:
        grouped = measured
    numbers = measured or [c for c in grouped if query.schema.is_number(c)]
    parts = (("column", grouped[:1]), ("other", grouped[1:2]), ("measure", numbers[:1]))
    return {part: columns[0] for part, columns in parts if columns}


def _fits(sentence: Text, fields: Mapping[str, str]) -> bool:
    return all(field in fields for _, field, _, _ in string.Formatter().parse(sentence.ko) if field)


def _says_nothing(query: Query, tool: str = "") -> bool:
    """No column, value or number that a call without arguments would leave out; that ECLO is to be predicted goes without saying."""
    columns = {c.column for c in query.columns} - ({query.schema.concept("eclo")} if tool in PREDICTIONS else set())
    return not (columns or query.conditions or query.top_n or query.lacking or any(c.isdigit() for c in query.text))


PREDICTIONS = frozenset(["predict_eclo", "predict_eclo_batch", "predict_dataset", "rank_risk", "compare_scenarios"])
_NUMBER = re.compile(r"(?<![\w-])\d+(?:\.\d+)?(?![\w-])")


_IMPLIED = {
    "area_summary": ("latitude", "longitude", "district", "gu"),
    "draw_map": ("latitude", "longitude", "district", "gu"),
    "hot_spots": ("latitude", "longitude"),
    "locate": ("latitude", "longitude", "district", "gu"),
    "nearest_facilities": ("latitude", "longitude"),
}
"""The columns, by what they mean, that a tool finds by itself."""


def _keeps(call: Call, query: Query, last: Call | None) -> bool:
    """Is all that the message says taken up, its columns and numbers or, in a prediction, anything at all, and no column from elsewhere?"""
    if call.name in PREDICTIONS:
        return bool(call.input) or call.name == "predict_dataset"
    said = repr(call.input)
    if last is not None and not query.columns and any(repr(name) in said for name in query.schema.names):
        return False
    implied = {query.schema.concept(key) for key in _IMPLIED.get(call.name, ())}
    date = query.schema.concept("date")
    times = {name for name in query.schema.names if query.schema.is_time(name)}
    if call.name == "date_parts" or repr(date) in said:
        implied |= times  # they are parts of the date
    elif any(repr(name) in said for name in times):
        implied.add(date)
    columns = [c.column for c in query.columns if c.column not in implied and call.name != "open_shared_dataset"]
    return all(column in said for column in columns) and all(number in said for number in _NUMBER.findall(query.text))


def offers(ranked: list[Meant], query: Query, language: Language) -> list[str]:
    """Up to three sentences that the message may have meant, about the columns it names; [] when nothing is likely."""
    schema = query.schema
    named = _fields(query)
    if query.conditions and not query.dimensions:
        named["column"] = query.conditions[0].column
    groups = [c for c in schema.dimensions() if c not in named.values()]
    measure = schema.concept("eclo") or next(iter(schema.measures()), None)
    usual = {"column": groups[:1], "other": groups[1:2], "measure": [measure] if measure else []}
    fields = {**{part: columns[0] for part, columns in usual.items() if columns}, **named}
    if not ranked or ranked[0].tool == NONE:
        return []
    likely = [m for m in ranked if m.tool in WAYS and m.score >= _OFFER and WAYS[m.tool].offered]
    return [way.ask.say(language, **fields) for way in (WAYS[m.tool] for m in likely) if _fits(way.ask, fields)][:OFFERED]
