"""Which rows a message wants. What is looked for is in condition_values, condition_times and condition_numbers; here is the order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.agent.offline.columns import Schema
from bot.agent.offline.condition import Condition, Value, any_of, turned_round
from bot.agent.offline.condition_dates import take_dates
from bot.agent.offline.condition_keys import take_keys
from bot.agent.offline.condition_numbers import take_measured
from bot.agent.offline.condition_times import take_listed_years, take_rush_hours, take_times, take_weekend
from bot.agent.offline.condition_values import (
    take_casualties,
    take_levels,
    take_names,
    take_places,
    take_roads,
    take_texts,
    take_totals,
    take_values,
)
from bot.agent.offline.condition_vehicles import take_vehicles
from bot.agent.offline.reading import Reading
from bot.agent.offline.topics import take_topics
from tools._text import Text

if TYPE_CHECKING:
    from model.places import Gazetteer

_MOST_NAMED = 12  # values of one column in a message: months, at the most
_AND = r"이?랑|대비|하고|[와과]\s|[와과](?=\S+\s*비교)|비교|보다|또는|이나|거나|(?<=[비눈])나\s|,|/|말고|빼고|아니고|많[아은]\s|적[어은]\s|\band\b|\bor\b|\bvs\.?\b|\bversus\b|\bcompar\w+|\bthan\b|비율|비중|각각|중(?:에|\s)|월\s+\d{1,2}\s*월(?!\s*\d+\s*일)|요일\s+[월화수목금토일]요일"


def take_before_columns(reading: Reading, schema: Schema, places: Gazetteer | None) -> tuple[list[Condition], list[Text]]:
    """What holds words that could be columns: parts of texts, people's words for values, long values, places in Latin letters.

    Also the topics that no column of the data tells of.
    """
    found = [*take_keys(reading, schema), *take_dates(reading, schema), *take_texts(reading, schema)]
    found += [*take_totals(reading, schema), *take_vehicles(reading, schema)]
    topics, lacking = take_topics(reading, schema)
    found += [*topics, *take_casualties(reading, schema), *take_names(reading, schema), *take_weekend(reading, schema)]
    found += [*take_listed_years(reading, schema), *take_rush_hours(reading, schema)]
    found += take_measured(reading, schema)
    found += take_places(reading, schema, places, latin=True) if places else []  # before their endings are taken for columns
    return found, lacking


def take_after_columns(reading: Reading, schema: Schema, places: Gazetteer | None) -> list[Condition]:
    """The model's levels in all their words, times, then values of each column and places. Of a column named twice there are two."""
    found: list[Condition] = []
    for _ in range(_MOST_NAMED if reading.has(_AND) else 1):
        more = [
            *take_levels(reading, schema),
            *take_times(reading, schema),
            *take_values(reading, schema),
            *take_roads(reading, schema),
            *(take_places(reading, schema, places) if places else []),
        ]
        if not more:
            break
        found += more
    return found


def settled(text: str, found: Sequence[Condition]) -> tuple[list[Condition], dict[str, list[Value]]]:
    """One condition a column and kind, and the columns of which several values were named, with those.

    What the message says not to want is turned round, and dropped where the same column has a value that is wanted.
    """
    kept: dict[tuple[str, str], Condition] = {}
    named: dict[str, list[Condition]] = {}
    conditions = turned_round(text, found)
    wanted = {c.column for c in conditions if c.equal}
    for condition in conditions:
        if condition.denied:
            if condition.column not in wanted:
                kept.setdefault((condition.column, f"!{condition.values or condition.value}"), condition)
        elif condition.equal:
            kept.setdefault((condition.column, ""), condition)
            named.setdefault(condition.column, []).append(condition)
        else:
            kept.setdefault((condition.column, condition.operator[0]), condition)
    kept |= {(column, ""): any_of(several) for column, several in named.items() if len(several) > 1}
    either = {c: list(kept[c, ""].values) for c, several in named.items() if len(several) > 1 and kept[c, ""].values}
    return list(kept.values()), either
