"""Long work: on a real worker, through a real Valkey."""

from __future__ import annotations

import asyncio
import os
import signal
import time

import pandas as pd
import pytest

from bot import wiring
from bot.messages import FileReply, JobUpdate, TextDelta
from model.predict import Predictor

ASK = "이 데이터 전체 ECLO 예측해줘"


def write_many(frame: pd.DataFrame, path, rows: int):
    """Rows that all differ: each distinct one is predicted once, and a job of equal ones is over before it can be seen."""
    many = pd.concat([frame] * (rows // len(frame) + 1), ignore_index=True).head(rows)
    when = pd.Timestamp("2008-01-01") + pd.to_timedelta(range(rows), unit="h")
    many = many.assign(사고일시=when.strftime("%Y-%m-%d %H"), 사고시=when.hour).drop(columns=["요일", "시간대"])
    many.to_csv(path, index=False)
    return path


async def start(chat, path) -> str:
    await chat.say("", path)
    replies = await chat.say(ASK)
    return next(r for r in replies if isinstance(r, JobUpdate)).id


async def until(condition, seconds: float = 60.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = await condition()
        if found:
            return found
        await asyncio.sleep(0.05)
    raise AssertionError(f"did not happen within {seconds} s")


async def job_of(chat, job_id):
    return await chat.core.stores.jobs.get(chat.scope, job_id)


async def ended(chat, job_id):
    job = await job_of(chat, job_id)
    return job if job.state in ("done", "failed", "cancelled") else None


async def running(chat, job_id):
    job = await job_of(chat, job_id)
    return job if job.state == "running" and job.done > 0 else None


@pytest.mark.timeout(120)
async def test_a_whole_dataset_is_predicted_by_a_worker_and_comes_back_as_a_csv(chat, example, example_frame):
    job_id = await start(chat, example)
    replies = [reply async for reply in chat.core.jobs.follow(chat.scope, job_id)]

    last = [r for r in replies if isinstance(r, JobUpdate)][-1]
    assert (last.state, last.done, last.total) == ("done", len(example_frame), len(example_frame))
    result = next(r for r in replies if isinstance(r, FileReply))
    predicted = pd.read_csv(chat.core.stores.blobs.path(result.blob), encoding="utf-8-sig")
    expected = Predictor.load().predict_frame(example_frame)
    assert len(predicted) == len(example_frame)
    assert list(predicted.columns[: example_frame.shape[1]]) == list(example_frame.columns)
    assert (predicted["예측_ECLO"] - expected.eclo).abs().max() < 1e-4
    summary = "".join(r.text for r in replies if isinstance(r, TextDelta))
    assert f"{expected.eclo.mean():.2f}" in summary
    assert f"{len(example_frame):,}행" in summary


@pytest.mark.timeout(120)
async def test_a_running_job_shows_progress_and_stops_when_cancelled(chat, example_frame, tmp_path):
    job_id = await start(chat, write_many(example_frame, tmp_path / "many.csv", 150_000))
    job = await until(lambda: running(chat, job_id))
    assert 0 < job.done < job.total == 150_000
    await chat.core.jobs.cancel(chat.scope, job_id)
    job = await until(lambda: ended(chat, job_id), 10)
    assert job.state == "cancelled"
    assert job.result is None


@pytest.mark.timeout(120)
async def test_a_job_is_finished_once_when_its_work_horse_is_killed(chat, example_frame, tmp_path):
    job_id = await start(chat, write_many(example_frame, tmp_path / "many.csv", 150_000))
    await until(lambda: running(chat, job_id))
    worker = chat.core.pids()["worker"]
    for child in children_of(worker):
        os.kill(child, signal.SIGKILL)
    job = await until(lambda: ended(chat, job_id), 60)
    assert job.state == "done"
    assert job.attempt == 2


@pytest.mark.timeout(120)
async def test_a_job_that_was_running_when_the_program_ended_goes_on_at_the_next_start(settings, example_frame, tmp_path):
    from conftest import Chat

    path = write_many(example_frame, tmp_path / "many.csv", 150_000)
    async with wiring.open_core(settings) as core:
        chat = Chat(core)
        job_id = await start(chat, path)
        await until(lambda: running(chat, job_id))
        pids = list(core.pids().values())
        pids += [child for pid in pids for child in children_of(pid)]
    assert not [pid for pid in pids if alive(pid)]

    async with wiring.open_core(settings) as core:
        job = await until(lambda: ended(Chat(core), job_id), 90)
    assert job.state == "done"


@pytest.mark.timeout(60)
async def test_a_job_submitted_twice_by_a_repeated_turn_is_one_job(core, chat, example):
    from bot.messages import Incoming

    await chat.say("", example)
    turn = Incoming(chat.scope, "the same turn", ASK)
    for _ in range(2):
        assert [r async for r in core.handle(turn)]
    assert len(await core.stores.jobs.list(chat.scope)) == 1


@pytest.mark.timeout(60)
async def test_a_dataset_without_accident_columns_is_refused_before_a_job_with_what_it_needs(chat, tmp_path):
    path = tmp_path / "shops.csv"
    pd.DataFrame({"가게": ["가", "나"], "매출": [1, 2]}).to_csv(path, index=False)
    await chat.say("", path)
    replies = await chat.say(ASK)
    assert "사고유형" in "".join(r.text for r in replies if isinstance(r, TextDelta))
    assert await chat.core.stores.jobs.list(chat.scope) == []


async def test_a_job_waits_in_the_database_while_the_queue_is_down(settings, example):
    import dataclasses

    from conftest import Chat

    nobody = dataclasses.replace(settings, redis_url="redis://127.0.0.1:1/0")
    async with wiring.open_core(nobody) as core:
        chat = Chat(core)
        job_id = await start(chat, example)
        assert (await job_of(chat, job_id)).state == "queued"
        replies = [reply async for reply in core.jobs.follow(chat.scope, job_id)]
        assert replies[-1].code == "queue_unreachable"
    async with wiring.open_core(settings) as core:
        job = await until(lambda: ended(Chat(core), job_id), 60)
    assert job.state == "done"


def children_of(pid: int) -> list[int]:
    import subprocess

    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False).stdout
    return [int(word) for word in found.split()]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as stat:
        return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
