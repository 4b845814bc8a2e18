"""People train a model on their own accidents, look at it, put it to use and take it back."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest
from fakes.accidents import dacon, taas

from bot.messages import Ask, Failed, Image, JobUpdate, Table, TextDelta
from model.bundle import champion

PREDICT = "내일 오후 3시 수성구 범어동 교차로에서 비 올 때 차대차 사고 ECLO 예측해줘"
ROOT = Path(__file__).parents[2]


def write(frame, path: Path) -> Path:
    frame.to_csv(path, index=False, encoding="cp949")
    return path


def words(replies) -> str:
    return "".join(r.text for r in replies if isinstance(r, TextDelta | Failed))


async def follow(chat, replies) -> list:
    job = next(r for r in replies if isinstance(r, JobUpdate))
    return [reply async for reply in chat.core.jobs.follow(chat.scope, job.id)]


async def trained(chat, frame, path: Path) -> list:
    await chat.say("", write(frame, path))
    return await follow(chat, await chat.say("이 데이터로 다시 학습해줘"))


async def model_of(chat) -> str:
    await chat.say(PREDICT)
    (stored, *_) = await chat.core.stores.predictions.list(chat.scope)
    return stored.model


def other_process(settings, *arguments: str) -> str:
    """What another process that shares the database says."""
    command = [sys.executable, "-m", "bot.cli", *arguments]
    environment = {"PATH": "/usr/bin:/bin", "ECLO_VAR": str(settings.var_dir), "ECLO_TILE_URL": "", "LANG": "C.UTF-8"}
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True, timeout=120).stdout


@pytest.mark.timeout(240)
async def test_a_trained_run_can_be_put_to_use_and_taken_back_in_every_process(chat, settings, tmp_path):
    replies = await trained(chat, taas(900), tmp_path / "accidents.csv")
    last = [r for r in replies if isinstance(r, JobUpdate)][-1]
    assert last.state == "done", words(replies)
    assert any("2019~2021" in line for line in last.log)
    (run,) = await chat.core.stores.runs.list(chat.scope)
    assert run.id == last.id
    assert run.data["rows"] == 900
    assert run.data["years"].keys() == {"2019", "2020", "2021"}
    assert set(run.metrics) >= {"test", "test_constant", "test_naive"}
    assert run.comparison["verdict"] in ("better", "worse", "no_clear_difference", "not_comparable")
    assert run.id[:8] in words(replies)
    assert "가해운전자 상해정도" in words(replies)  # what was kept out is told
    shipped = champion().name
    assert await model_of(chat) == shipped  # training alone changes nothing

    asked = await chat.say("이 모델을 써줘")
    assert shipped in next(r for r in asked if isinstance(r, Ask)).text
    assert await chat.core.stores.runs.in_use() is None
    assert run.name in words(await chat.say("네"))
    assert await model_of(chat) == run.name
    said = other_process(settings, "tool", "predict_eclo", "--json", "--args", json.dumps({"accident_type": "차대차", "weather": "비",
        "road_type": "교차로", "district": "수성구 범어동", "accident_hour": 15, "accident_year": 2026, "accident_month": 11, "accident_day": 22}))  # fmt: skip
    assert json.loads(said)["data"]["model"] == run.name

    other_process(settings, "rollback", "--yes")
    assert await model_of(chat) == shipped  # without a restart


@pytest.mark.timeout(240)
async def test_runs_are_compared_recorded_outcomes_join_and_an_altered_bundle_is_refused(chat, tmp_path):
    replies = await trained(chat, dacon(600), tmp_path / "dacon.csv")
    (first,) = await chat.core.stores.runs.list(chat.scope)
    assert first.data["report"]["target"] == "counts", words(replies)
    await chat.say(PREDICT)
    await chat.say("실제로는 중상 1명이었어")
    await follow(chat, await chat.say("실제 결과까지 넣어서 다시 학습해줘"))
    run, _ = await chat.core.stores.runs.list(chat.scope)
    assert run.data["sources"] == ["dacon.csv", "기록된 결과"]
    assert run.data["rows"] == 601

    compared = await chat.say("학습 모델들 비교해줘")
    (table,) = [r for r in compared if isinstance(r, Table)]
    assert table.columns[1:] == [first.id[:8], run.id[:8]]
    rmsle = next(row for row in table.rows if "RMSLE" in row[0])
    assert rmsle[1:] == [first.metrics["test"]["rmsle"], run.metrics["test"]["rmsle"]]
    (picture,) = [r for r in compared if isinstance(r, Image)]
    assert "RMSLE" in picture.alt

    packed = chat.core.stores.blobs.path(run.bundle)
    content = bytearray(packed.read_bytes())
    content[len(content) // 2] ^= 1
    packed.chmod(0o600)
    packed.write_bytes(content)
    said = words(await chat.say("이 모델을 써줘"))
    assert "다시 학습" in said
    assert await chat.core.stores.runs.in_use() is None


UNUSABLE = {
    "no label": (taas(300).drop(columns=["사망자수", "중상자수", "경상자수", "부상신고자수"]), "ECLO"),
    "one year": (taas(300, years=(2020, 2020)), "3"),
    "20 rows": (taas(20), "200"),
    "negative counts": (taas(300).assign(중상자수=-1), "0보다 작은"),
    "text in a number": (taas(300).assign(중상자수="많음"), "숫자"),
}


@pytest.mark.timeout(180)
async def test_data_that_can_not_train_is_refused_with_what_is_needed_and_leaves_no_run(chat, tmp_path):
    for name, (frame, wanted) in UNUSABLE.items():
        replies = await trained(chat, frame, tmp_path / f"{name}.csv")
        assert [r for r in replies if isinstance(r, JobUpdate)][-1].state == "failed", name
        assert wanted in words(replies), name
    assert await chat.core.stores.runs.list(chat.scope) == []
    assert not list(chat.core.stores.blobs.root.glob("**/*.zip"))


@pytest.mark.timeout(240)
async def test_a_training_that_is_cancelled_stops_and_leaves_no_run(chat, tmp_path):
    await chat.say("", write(taas(4000), tmp_path / "accidents.csv"))
    job = next(r for r in await chat.say("이 데이터로 다시 학습해줘") if isinstance(r, JobUpdate))
    async for reply in chat.core.jobs.follow(chat.scope, job.id):
        if isinstance(reply, JobUpdate) and reply.state == "running" and reply.log:
            await chat.core.jobs.cancel(chat.scope, job.id)
    assert (await chat.core.stores.jobs.get(chat.scope, job.id)).state == "cancelled"
    assert await chat.core.stores.runs.list(chat.scope) == []


async def test_only_an_admin_changes_the_model_that_everybody_uses(chat):
    chat.core.is_admin = lambda user: user == "boss"
    assert "관리자" in words(await chat.say("모델 되돌려줘"))


async def test_outcomes_are_recorded_verified_and_taken_back(chat):
    await chat.say(PREDICT)
    recorded = words(await chat.say("실제로는 중상 1명, 경상 2명이었어"))
    assert "11로 기록" in recorded
    (stored,) = await chat.core.stores.predictions.list(chat.scope, labelled=True)
    assert stored.outcome.counts == {"fatal": 0, "serious": 1, "minor": 2, "reported": 0}
    verified = words(await chat.say("예측이 얼마나 맞았어?"))
    assert f"{abs(stored.eclo - 11):.2f}" in verified
    assert "지웠어요" in words(await chat.say("결과 기록 취소해줘"))
    assert await chat.core.stores.predictions.list(chat.scope, labelled=True) == []


async def test_drift_is_told_of_a_dataset_whose_accidents_are_of_another_kind(chat, tmp_path):
    frame = taas(900).assign(사고유형="차량단독 - 기타", 기상상태="비")
    await chat.say("", write(frame, tmp_path / "wet.csv"))
    said = words(await chat.say("이 데이터가 학습 때랑 많이 달라?"))
    assert "많이 달라요" in said
    assert "기상상태" in said
    assert "900건" in said


@pytest.mark.timeout(120)
async def test_the_weekly_digest_counts_the_weeks_predictions(chat):
    await chat.say(PREDICT)
    await chat.say(PREDICT.replace("비 올", "눈 올"))
    said = words(await follow(chat, await chat.say("주간 요약")))
    assert "예측 2개" in said
    assert champion().name in said
    await asyncio.sleep(0)
