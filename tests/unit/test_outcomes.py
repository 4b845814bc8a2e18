"""Predictions are remembered, and what the accidents turned out to be is recorded beside them."""

from __future__ import annotations

import pytest

from storage.errors import NotFound
from storage.scope import Scope
from storage.stores import open_stores

HERE = Scope("T1", "C1", "1.0", "U1")
COLLEAGUE = Scope("T1", "C1", "1.0", "U2")
OTHER_THREAD = Scope("T1", "C1", "2.0", "U1")
ELSEWHERE = Scope("T1", "C2", "1.0", "U1")


@pytest.fixture
async def predictions(tmp_path):
    opened = await open_stores(f"sqlite+aiosqlite:///{tmp_path / 'eclo.db'}", tmp_path / "blobs")
    yield opened.predictions
    await opened.close()


async def add(predictions, scope=HERE, *, turn="t1", eclo=4.5, **inputs):
    said = {"weather": "비", "district": None, **inputs}
    return await predictions.add(
        scope, turn=turn, model="m1", inputs=said, eclo=eclo, low=2.5, high=9.5, band="usual", worst={"fatal": 0.1, "serious": 0.9}
    )


async def test_a_prediction_is_kept_with_its_model_its_inputs_and_who_asked(predictions):
    await add(predictions)
    (stored,) = await predictions.list(COLLEAGUE)
    assert (stored.owner, stored.model, stored.inputs) == ("U1", "m1", {"weather": "비"})
    assert (stored.eclo, stored.low, stored.high, stored.band, stored.worst) == (4.5, 2.5, 9.5, "usual", {"fatal": 0.1, "serious": 0.9})
    assert stored.outcome is None
    assert await predictions.list(ELSEWHERE) == []


async def test_a_turn_that_runs_again_makes_no_second_prediction(predictions):
    first = await add(predictions)
    assert await add(predictions) == first
    assert await add(predictions, turn="t2") != first
    assert await add(predictions, weather="눈") != first
    assert len(await predictions.list(HERE)) == 3


async def test_the_newest_outcome_counts_and_can_be_taken_back(predictions):
    made = await add(predictions)
    await predictions.record(HERE, made, eclo=3.0, counts=None, note="first")
    again = await predictions.record(COLLEAGUE, made[:6], eclo=8.0, counts={"serious": 1, "minor": 1}, note="second")
    assert (again.outcome.eclo, again.outcome.counts, again.outcome.note, again.outcome.by) == (
        8.0,
        {"serious": 1, "minor": 1},
        "second",
        "U2",
    )
    assert [p.id for p in await predictions.list(HERE, labelled=True)] == [made]
    assert len(await predictions.list(HERE)) == 1
    taken = await predictions.record(HERE, made, eclo=None, counts=None, note="")
    assert taken.outcome is None
    assert await predictions.list(HERE, labelled=True) == []


async def test_without_an_id_a_persons_newest_prediction_of_the_thread_is_meant(predictions):
    await add(predictions, turn="t1")
    newest = await add(predictions, turn="t2", eclo=6.0)
    await add(predictions, COLLEAGUE, turn="t3")
    await add(predictions, OTHER_THREAD, turn="t4")
    assert (await predictions.find(HERE, "")).id == newest


@pytest.mark.parametrize("start", ["", "ffffffffffff", "%", "_"])
async def test_a_prediction_that_is_not_there_and_one_of_another_channel_are_the_same_to_the_asker(predictions, start):
    await add(predictions, ELSEWHERE)
    with pytest.raises(NotFound):
        await predictions.record(HERE, start, eclo=3.0, counts=None, note="")


async def test_a_prediction_of_another_channel_can_not_be_reached_by_its_id(predictions):
    made = await add(predictions, ELSEWHERE)
    with pytest.raises(NotFound):
        await predictions.find(HERE, made)
