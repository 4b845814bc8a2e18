"""A training that is begun again, stopped late, or stands beside a model that can't be loaded."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from fakes.accidents import taas

from bot import settings as settings_module
from bot import wiring
from bot.errors import ModelInUseBroken
from bot.messages import Incoming
from model.predict import Predictor
from storage.predictions import Outcome, StoredPrediction
from storage.runs import NewRun
from tools._errors import Cancelled
from tools._registry import call

ROOT = Path(__file__).parents[2]
JOB = "ab" * 16


def new_run(bundle: str) -> NewRun:
    report = {"target": "", "eclo_disagrees": 0, "left_out": {}, "not_used": {}, "missing": []}
    return NewRun(
        id=JOB, name="run-abababab", data={"rows": 300, "years": {"2019": 100, "2021": 200}, "sources": ["a.csv"], "report": report},
        parameters={}, metrics={"test": {"rmsle": 0.4, "year": 2021.0}, "test_constant": {"rmsle": 0.5}}, comparison=None, log=[],
        bundle=bundle, code_version="0.1.0", seconds=1.5,
    )  # fmt: skip


async def job_of(chat, tmp_path):
    """The context of a training job, with accidents to train on."""
    path = tmp_path / "accidents.csv"
    taas(300).to_csv(path, index=False)
    await chat.say("", path)
    context = await chat.core.prepared(Incoming(chat.scope, "t", ""), "ko")
    return replace(context, job_id=JOB)


async def test_a_job_whose_worker_died_after_recording_its_run_tells_that_run_and_trains_no_second_one(chat, tmp_path):
    context = await job_of(chat, tmp_path)
    run = await chat.core.stores.runs.add(chat.scope, new_run("0" * 64 + ".zip"))
    result = await call(chat.core.registry["train_model"], context, {})
    assert result.data["id"] == run.id
    assert "0.4000" in result.text
    assert context.progress.lines == []
    assert await chat.core.stores.runs.list(chat.scope) == [run]


async def running(chat, state: str = "running") -> str:
    """The id of a training job whose worker is at it."""
    jobs = chat.core.stores.jobs
    job = await jobs.submit(chat.scope, tool="train_model", args={}, turn="t", call="c", front="terminal", language="ko", dataset_id=None)
    if state == "running":
        assert await jobs.start(job.id, most_attempts=3)
    return job.id


async def kept(chat, context, job: str):
    """What recording the run of this job comes to."""
    from tools.training._pipeline import keep_run

    bundle = chat.core.stores.blobs.put(b"a bundle", ".zip")
    return await keep_run(replace(new_run(bundle), id=job), context)


async def test_a_job_that_is_cancelled_just_before_its_run_is_recorded_leaves_neither_run_nor_bundle(chat, tmp_path):
    context, stores, job = await job_of(chat, tmp_path), chat.core.stores, await running(chat)
    await stores.jobs.request_cancel(chat.scope, job)
    with pytest.raises(Cancelled):
        await kept(chat, context, job)
    assert await stores.runs.list(chat.scope) == []
    assert not list(stores.blobs.root.glob("**/*.zip"))


async def test_an_orphan_of_a_cancelled_job_records_no_run(chat, tmp_path):
    """Its worker was killed, the job went back to the queue, and there its user stopped it."""
    context, stores, job = await job_of(chat, tmp_path), chat.core.stores, await running(chat, "queued")
    assert (await stores.jobs.request_cancel(chat.scope, job)).state == "cancelled"
    with pytest.raises(Cancelled):
        await kept(chat, context, job)
    assert await stores.runs.list(chat.scope) == []
    assert not list(stores.blobs.root.glob("**/*.zip"))


async def test_a_job_whose_run_is_recorded_ends_as_done_though_its_user_cancels_it_then(chat, tmp_path):
    context, stores, job = await job_of(chat, tmp_path), chat.core.stores, await running(chat)
    run = await kept(chat, context, job)
    await chat.say("작업 취소해줘")
    said = "".join(getattr(reply, "text", "") for reply in await chat.say("네"))
    assert "이미 결과를 저장" in said
    assert await stores.jobs.finish(job, 1, "done", result={"text": "끝"})
    assert (await stores.jobs.get(chat.scope, job)).state == "done"
    assert [found.id for found in await stores.runs.list(chat.scope)] == [run.id]


async def test_the_bundle_of_an_attempt_that_came_second_goes(chat, tmp_path):
    from tools.training._pipeline import keep_run

    context, stores = await job_of(chat, tmp_path), chat.core.stores
    first, second = stores.blobs.put(b"first", ".zip"), stores.blobs.put(b"second", ".zip")
    run = await keep_run(new_run(first), context)
    assert await keep_run(new_run(second), context) == run
    assert await keep_run(new_run(first), context) == run
    assert [path.name for path in stores.blobs.root.glob("**/*.zip")] == [first]


async def test_a_model_in_use_that_can_not_be_loaded_is_told_before_the_training(chat, tmp_path):
    context, stores = await job_of(chat, tmp_path), chat.core.stores
    lost = await stores.runs.add(chat.scope, replace(new_run("1" * 64 + ".zip"), id="cd" * 16))
    await stores.runs.promote(chat.scope, lost.id)
    await chat.core.models.refresh()
    with pytest.raises(ModelInUseBroken):
        await call(chat.core.registry["train_model"], context, {})
    assert not [line for line in context.progress.lines if "나무" in line]


class StoppedWhileCompared:
    """The shipped predictor; while it predicts, the user stops the job."""

    def __init__(self, stop) -> None:
        self._stop = stop
        self._real = Predictor.load()
        self.bundle = self._real.bundle

    def predict_frame(self, frame):
        self._stop.set()
        return self._real.predict_frame(frame)


@pytest.mark.timeout(120)
async def test_a_training_that_is_stopped_at_its_very_end_leaves_neither_bundle_nor_run(chat, tmp_path):
    context = await job_of(chat, tmp_path)
    stopped = StoppedWhileCompared(context.progress.cancelled)
    with pytest.raises(Cancelled):
        await call(chat.core.registry["train_model"], replace(context, predictor=lambda: stopped), {})
    assert await chat.core.stores.runs.list(chat.scope) == []
    assert not list(chat.core.stores.blobs.root.glob("**/*.zip"))


def test_outcomes_that_were_told_as_counts_are_learnt_from_with_how_badly_people_were_hurt():
    from tools.training._pipeline import outcome_accidents

    def told(counts: dict[str, int] | None, eclo: float) -> StoredPrediction:
        now = datetime(2026, 11, 21, tzinfo=UTC)
        inputs = {"accident_type": "차대차", "accident_year": 2026, "weather": "비"}
        return StoredPrediction("a" * 32, "U1", "m", inputs, 4.0, 2.0, 9.0, "usual", None, now, Outcome(eclo, counts, "", "U1", now))

    stored = [
        told({"fatal": 0, "serious": 1, "minor": 2, "reported": 0}, 11.0),
        told({"fatal": 1, "serious": 0, "minor": 0, "reported": 0}, 10.0),
        told(None, 7.0),
    ]
    accidents = outcome_accidents(stored, "기록")
    assert accidents.eclo.tolist() == [11.0, 10.0, 7.0]
    assert accidents.worst.tolist() == [2, 3, -1]


@pytest.mark.timeout(120)
def test_ctrl_c_ends_a_training_at_the_command_line_and_leaves_nothing(tmp_path, clean_environment):
    path, var = tmp_path / "accidents.csv", tmp_path / "own"
    taas(3000).to_csv(path, index=False)
    command = [sys.executable, "-u", "-m", "bot.cli", "train", str(path)]
    environment = {**clean_environment, "ECLO_VAR": str(var), "COLUMNS": "200"}
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # a shell that starts the tests in the background has it ignored, and children inherit that
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - nothing of these tests holds a lock
    )
    assert process.stderr is not None
    while line := process.stderr.readline():
        if "2019" in line.decode():
            break
    os.kill(process.pid, signal.SIGINT)
    process.communicate()
    assert process.returncode == 130
    assert not list(var.glob("**/*.zip"))


async def test_eclo_admins_are_people_of_slack_and_whoever_is_at_the_machine_may_change_the_model(monkeypatch):
    for name, value in {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "ECLO_ADMINS": "U1, U2"}.items():
        monkeypatch.setenv(name, value)
    for front, allowed in (("slack", [True, True, False]), ("terminal", [True, True, True])):
        async with wiring.open_core(settings_module.load(), front=front) as core:
            assert [core.is_admin(user) for user in ("U1", "U2", "me")] == allowed


@pytest.mark.parametrize(
    ("why_not", "ko", "en"),
    [("champion_saw_them", "이미 배운", "has learnt from"), ("too_few_rows", "적어", "too few"), ("", "더 나음", "better")],
)
def test_a_run_that_cannot_be_compared_says_why(why_not: str, ko: str, en: str) -> None:
    from fakes.dataset_tools import FakeStores, context

    from tools.training.list_runs import verdict_of

    run = SimpleNamespace(comparison={"verdict": "not_comparable" if why_not else "better", "why_not": why_not})
    ctx = context(None, FakeStores(None))
    assert (ko in verdict_of(run, ctx), en in verdict_of(run, replace(ctx, language="en"))) == (True, True)
