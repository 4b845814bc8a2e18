"""Outcomes that can't be, and more predictions than are looked at one by one."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.messages import Failed, TextDelta
from storage.tables import outcomes, predictions
from tools._registry import call
from tools.outcomes import verify_predictions, weekly_digest

PREDICT = "내일 오후 3시 수성구 범어동 교차로에서 비 올 때 차대차 사고 ECLO 예측해줘"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def words(replies) -> str:
    return "".join(r.text for r in replies if isinstance(r, TextDelta | Failed))


async def tool(chat, name: str, **args):
    """A tool as `eclo tool` calls it."""
    from bot.messages import Incoming

    context = await chat.core.prepared(Incoming(chat.scope, "t", "", now=NOW), "ko")
    return await call(chat.core.registry[name], context, args)


@pytest.mark.parametrize("eclo", ["Infinity", "NaN", "1e300", "25001"])
async def test_an_outcome_that_no_accident_can_have_is_not_recorded(chat, eclo):
    await chat.say(PREDICT)
    with pytest.raises(Exception, match="invalid_argument"):
        await tool(chat, "record_outcome", eclo=json.loads(eclo))
    assert await chat.core.stores.predictions.list(chat.scope, labelled=True) == []


async def test_taking_back_what_was_never_recorded_says_so(chat):
    await chat.say(PREDICT)
    said = words(await chat.say("결과 기록 취소해줘"))
    assert "기록된 결과가 없" in said
    async with chat.core.stores.database.read() as connection:
        assert await connection.scalar(sa.select(sa.func.count()).select_from(outcomes)) == 0


async def test_an_id_is_found_whatever_the_case_it_is_typed_in(chat):
    await chat.say(PREDICT)
    (stored,) = await chat.core.stores.predictions.list(chat.scope)
    assert (await chat.core.stores.predictions.find(chat.scope, stored.id[:12].upper())).id == stored.id


async def fill(chat, rows: int, *, days_ago: float, labelled: bool) -> None:
    """Predictions 4.0, all of which turned out to be 6.0."""
    made = NOW - timedelta(days=days_ago)
    common = {"workspace": chat.scope.workspace, "channel": chat.scope.channel, "thread": "t", "owner": "me", "model": "m",
        "inputs": {"weather": "비"}, "eclo": 4.0, "low": 2.0, "high": 9.0, "band": "usual", "worst": None, "created_at": made}  # fmt: skip
    ids = [f"{days_ago:06.2f}-{number:09d}" for number in range(rows)]
    async with chat.core.stores.database.write() as connection:
        await connection.execute(sa.insert(predictions), [{"id": i, **common} for i in ids])
        if labelled:
            known = {"eclo": 6.0, "counts": None, "note": "", "by": "me", "at": made}
            await connection.execute(sa.insert(outcomes), [{"prediction_id": i, **known} for i in ids])


async def test_a_week_with_more_predictions_than_are_looked_at_is_counted_in_full(chat):
    await fill(chat, weekly_digest.MOST + 40, days_ago=1, labelled=False)
    await fill(chat, 25, days_ago=8, labelled=True)
    result = await tool(chat, "weekly_digest")
    assert result.data["predictions"] == weekly_digest.MOST + 40
    assert result.data["before"] == 25
    assert result.data["outcomes"]["count"] == 25
    assert f"{weekly_digest.MOST + 40:,}" in result.text
    assert f"{weekly_digest.MOST:,}개" in result.text  # the rest is told of those only


async def test_a_channel_without_predictions_gets_a_digest_that_says_so(chat):
    result = await tool(chat, "weekly_digest")
    assert "예측이 없었어요" in result.text
    assert (result.data["predictions"], result.data["mean"]) == (0, None)


async def test_more_outcomes_than_are_looked_at_are_told_to_be_more(chat):
    await fill(chat, verify_predictions.MOST + 30, days_ago=3, labelled=True)
    result = await tool(chat, "verify_predictions")
    assert result.data["rows"] == verify_predictions.MOST
    assert result.data["known"] == verify_predictions.MOST + 30
    assert f"{verify_predictions.MOST + 30:,}" in result.text


async def test_the_newest_outcome_of_each_is_looked_up_by_an_index(chat):
    from storage.predictions import _select

    async with chat.core.stores.database.read() as connection:
        query = str(_select().limit(10).compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True}))
        plan = [row[3] for row in await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}")]
    assert not [step for step in plan if step.startswith("SCAN outcomes")], plan
