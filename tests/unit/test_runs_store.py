"""Which model predicts: promises of the store of runs and promotions."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.errors import NotFound
from storage.runs import NewRun, Run, Runs
from storage.scope import Scope
from storage.stores import open_stores
from storage.tables import promotions

HERE = Scope("T1", "C1", "1.0", "U1")
ELSEWHERE = Scope("T1", "C2", "1.0", "U1")
OTHER_WORKSPACE = Scope("T2", "C1", "1.0", "U1")


def new_run(name: str) -> NewRun:
    return NewRun(
        id=name * 8, name=f"run-{name}", data={"rows": 300, "years": {"2020": 300}, "sources": ["a.csv"]}, parameters={}, metrics={},
        comparison=None, log=["read"], bundle="0" * 64 + ".zip", code_version="0.1.0", seconds=1.5,
    )  # fmt: skip


@pytest.fixture
async def stores(tmp_path):
    opened = await open_stores(f"sqlite+aiosqlite:///{tmp_path / 'eclo.db'}", tmp_path / "blobs")
    yield opened
    await opened.close()


async def used(runs: Runs) -> str:
    run = await runs.in_use()
    return run.name if run else "shipped"


async def test_a_run_comes_back_as_it_was_stored_and_only_in_its_channel(stores):
    before = datetime.now(UTC)
    stored = await stores.runs.add(HERE, new_run("a"))
    assert isinstance(stored, Run)
    assert stored.owner == "U1"
    assert before <= stored.created_at <= datetime.now(UTC)
    assert await stores.runs.get(HERE, stored.id) == stored
    assert await stores.runs.list(HERE) == [stored]
    for scope in (ELSEWHERE, OTHER_WORKSPACE):
        assert await stores.runs.list(scope) == []
        with pytest.raises(NotFound):
            await stores.runs.get(scope, stored.id)
        with pytest.raises(NotFound):
            await stores.runs.promote(scope, stored.id)
    assert await used(stores.runs) == "shipped"


async def test_a_run_that_is_recorded_again_is_one_run(stores):
    first = await stores.runs.add(HERE, new_run("a"))
    assert await stores.runs.add(HERE, new_run("a")) == first
    assert len(await stores.runs.list(HERE)) == 1


async def test_rolling_back_goes_to_what_was_in_use_before_as_often_as_there_is_one(stores):
    runs = stores.runs
    a, b = [await runs.add(HERE, new_run(name)) for name in "ab"]
    await runs.promote(HERE, a.id)
    await runs.promote(HERE, b.id)
    assert await used(runs) == "run-b"
    await runs.rollback(HERE, expected=b.id)
    assert await used(runs) == "run-a"
    await runs.rollback(HERE, expected=a.id)
    assert await used(runs) == "shipped"
    with pytest.raises(NotFound):
        await runs.rollback(HERE, expected=None)
    assert [(p.kind, p.by) for p in await runs.history()] == [("rollback", "U1")] * 2 + [("promote", "U1")] * 2


async def test_a_rollback_of_a_model_that_is_no_longer_in_use_changes_nothing(stores):
    runs = stores.runs
    a, b = [await runs.add(HERE, new_run(name)) for name in "ab"]
    await runs.promote(HERE, a.id)
    await runs.promote(HERE, b.id)
    with pytest.raises(NotFound):
        await runs.rollback(HERE, expected=a.id)
    assert await used(runs) == "run-b"


async def test_two_rollbacks_at_once_take_back_one_promotion(stores):
    runs = stores.runs
    a, b = [await runs.add(HERE, new_run(name)) for name in "ab"]
    await runs.promote(HERE, a.id)
    await runs.promote(HERE, b.id)
    results = await asyncio.gather(*(runs.rollback(HERE, expected=b.id) for _ in range(4)), return_exceptions=True)
    assert sum(isinstance(r, NotFound) for r in results) == 3
    assert await used(runs) == "run-a"


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["a", "b", "back"]), max_size=8))
async def test_what_is_in_use_is_what_a_stack_of_promotions_says(stores, steps):
    runs = stores.runs
    known = {name: await runs.add(HERE, new_run(name)) for name in "ab"}
    async with stores.database.write() as connection:
        await connection.execute(sa.delete(promotions))
    stack: list[str | None] = [None]
    for step in steps:
        if step != "back":
            await runs.promote(HERE, known[step].id)
            stack += [known[step].id] if stack[-1] != known[step].id else []
        elif len(stack) > 1:
            await runs.rollback(HERE, expected=stack.pop())
        else:
            with pytest.raises(NotFound):
                await runs.rollback(HERE, expected=None)
        assert [run.id if run else None for run in await runs.stack()] == stack
        now = await runs.in_use()
        assert (now.id if now else None) == stack[-1]


async def test_two_people_who_promote_the_same_run_at_once_promote_it_once(stores):
    run = await stores.runs.add(HERE, new_run("a"))
    made = await asyncio.gather(*(stores.runs.promote(HERE, run.id) for _ in range(4)))
    assert len({promotion.id for promotion in made}) == 1
    await stores.runs.rollback(HERE, expected=run.id)
    assert await used(stores.runs) == "shipped"


async def test_a_turn_that_runs_again_after_its_change_was_committed_finds_it_done(stores):
    runs = stores.runs
    a, b = [await runs.add(HERE, new_run(name)) for name in "ab"]
    promoted = await runs.promote(HERE, a.id, turn="yes 1")
    await runs.promote(HERE, b.id, turn="yes 2")
    assert await runs.promote(HERE, a.id, turn="yes 1") == promoted
    rolled_back = await runs.rollback(HERE, expected=b.id, turn="yes 3")
    assert await runs.rollback(HERE, expected=b.id, turn="yes 3") == rolled_back
    assert await used(runs) == "run-a"
    assert len(await runs.history()) == 3
    assert await runs.done_in(HERE, "yes 3", "rollback", b.id) == rolled_back
    for scope, turn in ((ELSEWHERE, "yes 3"), (OTHER_WORKSPACE, "yes 3"), (HERE, "yes 4"), (HERE, "")):
        assert await runs.done_in(scope, turn, "rollback", b.id) is None
    assert (await runs.promote(HERE, b.id, turn="yes 3")).kind == "promote"  # another change in the same turn is one of its own
    await runs.rollback(HERE, expected=b.id)
    assert (await runs.brought(rolled_back)).name == "run-a"
