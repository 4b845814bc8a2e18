"""Rules for messages about datasets, and about the files, jobs and models around them. Each gives a decision, or None where it does not fit."""

from __future__ import annotations

from bot.agent.offline import (
    again,
    dataset,
    datasets,
    followup,
    further,
    in_sql,
    models,
    next_step,
    one_slot,
    predict,
    sentences,
    suggest,
    switching,
    talk,
    training,
    transform,
    types,
    wishes,
)
from bot.agent.offline.decision import Call, Decision, Say
from bot.agent.offline.reading import pattern
from bot.agent.offline.turn import Turn

_GAPS = r"결측|누락|비어|비었|빈\s*(?:칸|값|셀)|\bmissing\b|\bempty\b|\bblanks?\b"
_DATASET_WORDS = r"결측|누락|데이터|컬럼|칼럼|이상치|상관|교차표|통계|분포|\bmissing\b|\bcolumns?\b|\bdata(?:set)?\b|\boutliers?\b|\bcorrelat|\bcross[- ]?tab|\bdistribution\b|\brows?\b"


def column_type(turn: Turn) -> Decision | None:
    return types.decide(turn.text, turn.current, turn.schema)


def once_more(turn: Turn) -> Decision | None:
    """The last answer with one thing else; a file that is to go is no row that is to go."""
    wish = wish_about_things(turn)
    if isinstance(wish, Call) and wish.name == "delete_dataset":
        return administration(turn) or wish
    if turn.current is None:
        return None
    last, query = turn.past.last, turn.query
    if query.lacking:
        return None  # said, and not left out of the last answer
    rules = (further.decide, again.decide, next_step.decide, one_slot.decide)
    return next((found for rule in rules if (found := rule(last, query)) is not None), None)


def changed_dataset(turn: Turn) -> Decision | None:
    if turn.current is not None and (note := wishes.noted(turn.text, turn.plain)) is not None:
        return note
    return transform.decide(turn.query, turn.text, turn.past.last) if turn.current is not None else None


def administration(turn: Turn) -> Decision | None:
    """Datasets, jobs and the model as things; SQL as typed or as wished for."""
    if predict.EVERY_ROW.search(turn.plain) and (predict.WHOLE.search(turn.plain) or turn.current is not None) and _receives(turn.plain):
        return None
    if asked := datasets.decide(turn.text, turn.datasets, turn.request.messages):
        return asked
    if datasets.wants_sql(turn.plain):
        return (in_sql.compose(turn.query) if turn.current else None) or Say(datasets.SQL_HOW)
    asked = talk.admin(turn.text, turn.datasets)
    if isinstance(asked, Call) and asked.name == "model_card":  # "the model" and "accurate" may be part of another wish
        return model_training(turn) or asked
    return asked or switching.decide(turn)


def _receives(plain: str) -> bool:
    """Is the file wished for that a prediction makes?"""
    return (
        pattern(
            r"받|돌려|줘|주세|내려|저장|만들|다운|파일로|csv|엑셀|\bgive\b|\bget\b|\bdownload\b|\bsave\b|\bexport\b|\breturn\b|\brun\b|\bsend\b"
        ).search(plain)
        is not None
    )


def model_training(turn: Turn) -> Decision | None:
    return training.decide(turn.text, turn.past.last)


def wish_about_things(turn: Turn) -> Decision | None:
    return wishes.decide(turn.text, turn.datasets)


def beyond(turn: Turn) -> Decision | None:
    """What can't be done, or not without a dataset; why the data is as it is."""
    if turn.current is not None and not turn.predicted and talk.WHY.search(turn.plain) and not turn.query.has(_GAPS):
        return Say(sentences.WHY, {"choices": suggest.quoted(suggest.instead_of_why(turn.schema, turn.language, turn.query))})
    if turn.current is not None and models.asked(turn.query):
        return None
    return talk.beyond(turn.text, turn.current is not None)


def of_another(turn: Turn) -> Decision | None:
    return switching.question(turn)


def changed_answer(turn: Turn) -> Decision | None:
    """A change to the last answer about data."""
    if turn.topic is None or turn.studied or in_sql.change(turn.query) or (turn.accident is not None and not turn.about_data):
        return None
    return followup.follow_up(turn.topic, turn.query)


def question(turn: Turn) -> Decision | None:
    query = turn.query
    if turn.current is None and not (turn.about_data or query.has(_DATASET_WORDS) or turn.studied):
        return None
    decision = dataset.decide(query, turn.wanted)
    if decision is None and query.chart:
        return Say(sentences.WHICH_CHART, {"example": suggest.chart(turn.schema, turn.language)})
    return decision
