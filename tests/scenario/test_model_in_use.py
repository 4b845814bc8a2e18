"""The model in use breaks: people are told what to do, and what they are told works."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.s3 import FakeS3

from bot.commands import doctor
from bot.errors import ModelInUseBroken
from bot.messages import Ask, Failed, Incoming, TextDelta, ToolFinished
from bot.models import Shelf
from model.archive import MOST_BYTES, pack
from model.bundle import FORMAT, champion
from storage.errors import StoreUnavailable
from storage.runs import NewRun
from storage.scope import Scope
from storage.stores import open_stores

PREDICT = "내일 오후 3시 수성구 범어동 교차로에서 비 올 때 차대차 사고 ECLO 예측해줘"
MODEL = "run-0123abcd"


def words(replies) -> str:
    return "".join(r.text for r in replies if isinstance(r, TextDelta | Failed | Ask))


def rewritten(packed: bytes, **parts: bytes) -> bytes:
    """A packed bundle with some parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
    return out.getvalue()


def of_format(number: int) -> bytes:
    raw = json.loads((champion() / "bundle.json").read_text(encoding="utf-8"))
    return rewritten(pack(champion()), **{"bundle.json": json.dumps({**raw, "format": number}).encode()})


def new_run(bundle: str) -> NewRun:
    test = {"rmsle": 0.4, "year": 2021.0, "coverage": 0.8}
    return NewRun(
        id="0123abcd" * 4, name=MODEL, data={"rows": 300, "years": {"2019": 100, "2021": 200}, "sources": ["a.csv"], "sha256": {}},
        parameters={}, metrics={"test": test, "test_constant": {"rmsle": 0.5}}, comparison=None, log=[], bundle=bundle,
        code_version="0.1.0", seconds=1.5,
    )  # fmt: skip


async def in_use(chat, packed: bytes) -> Path:
    """A run with this bundle is put to use as if it had been sound; the file of its bundle."""
    stores = chat.core.stores
    key = stores.blobs.put(packed, ".zip")
    run = await stores.runs.add(chat.scope, new_run(key))
    await stores.runs.promote(chat.scope, run.id)
    return stores.blobs.path(key)


def flipped(place: float):
    def damage(file: Path) -> None:
        content = bytearray(file.read_bytes())
        content[int(len(content) * place)] ^= 1
        file.write_bytes(content)

    return damage


DAMAGE = {
    "missing": Path.unlink,
    "half there": lambda file: file.write_bytes(file.read_bytes()[:1000]),
    "empty": lambda file: file.write_bytes(b""),
    "another sound bundle": lambda file: file.write_bytes(rewritten(pack(champion()))),
    **{f"a byte at {place}": flipped(place) for place in (0.001, 0.3, 0.6, 0.999)},
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
async def test_whoever_asks_is_told_to_roll_back_a_damaged_model_and_rolling_back_works(chat, damage):
    damage(await in_use(chat, pack(champion())))
    for question in (PREDICT, "모델 카드 보여줘"):
        said = words(await chat.say(question))
        assert MODEL in said
        assert "모델 되돌려줘" in said
    asked = words(await chat.say("모델 되돌려줘"))
    assert MODEL in asked
    assert champion().name in asked
    assert champion().name in words(await chat.say("네"))
    assert await chat.core.stores.runs.in_use() is None
    assert "ECLO" in words(await chat.say(PREDICT))
    (stored,) = await chat.core.stores.predictions.list(chat.scope)
    assert stored.model == champion().name


@pytest.mark.parametrize("number", [FORMAT - 1, FORMAT + 1])
async def test_a_model_of_another_format_of_bundle_is_rolled_back_like_a_damaged_one(chat, number):
    await in_use(chat, of_format(number))
    assert "모델 되돌려줘" in words(await chat.say(PREDICT))


async def test_a_bundle_that_unpacks_to_too_much_is_not_unpacked(chat):
    bomb = rewritten(pack(champion()), **{"model.txt": bytes(MOST_BYTES + 1)})
    assert len(bomb) < MOST_BYTES / 50
    await in_use(chat, bomb)
    assert "모델 되돌려줘" in words(await chat.say(PREDICT))


async def test_in_english_the_sentence_names_the_words_that_undo_it(chat):
    (await in_use(chat, pack(champion()))).unlink()
    said = words(
        await chat.say("predict the ECLO of a car to car accident at a crossroads in Suseong-gu Beomeo-dong tomorrow at 3 pm in rain")
    )
    assert "roll back the model" in said
    assert MODEL in said


async def test_a_sound_bundle_under_another_bundles_name_is_not_put_to_use(chat):
    stores = chat.core.stores
    key = stores.blobs.put(pack(champion()), ".zip")
    await stores.runs.add(chat.scope, new_run(key))
    stores.blobs.path(key).write_bytes(rewritten(pack(champion())))
    assert "다시 학습" in words(await chat.say("이 모델을 써줘"))
    assert await stores.runs.in_use() is None


async def test_the_doctor_names_a_damaged_model_in_use_and_how_to_undo_it(chat, settings):
    file = await in_use(chat, pack(champion()))
    found = await asyncio.to_thread(doctor.model_in_use, settings)
    assert (found.level, found.detail.split(",")[0]) == ("ok", MODEL)
    file.unlink()
    found = await asyncio.to_thread(doctor.model_in_use, settings)
    assert found.level == "broken"
    assert "eclo rollback" in found.remedy
    assert hashlib.sha256(pack(champion())).hexdigest()[:12] not in found.detail


async def test_the_question_before_a_promotion_names_the_model_that_was_compared_and_the_files_that_all_will_see(chat):
    stores = chat.core.stores
    comparison = {"verdict": "better", "champion_name": "daegu-2010-1", "why_not": ""}
    run = replace(new_run(stores.blobs.put(pack(champion()), ".zip")), comparison=comparison)
    await stores.runs.add(chat.scope, run)
    asked = words(await chat.say("이 모델을 써줘"))
    assert "daegu-2010-1" in asked  # compared with that one, which is not in use any more
    assert champion().name in asked
    assert "a.csv" in asked  # its model card goes to everybody


async def test_a_bundle_in_s3_is_loaded_by_another_machine_and_a_bucket_that_does_not_answer_is_no_broken_model(tmp_path, monkeypatch):
    for name, value in (("AWS_ACCESS_KEY_ID", "x"), ("AWS_SECRET_ACCESS_KEY", "y"), ("AWS_DEFAULT_REGION", "ap-northeast-2")):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    scope, database = Scope("T1", "C1", "1.0", "U1"), f"sqlite+aiosqlite:///{tmp_path / 'eclo.db'}"
    with FakeS3() as server:
        bucket = f"s3://bucket/eclo?endpoint={server.url}"
        here, there = [await open_stores(database, tmp_path / name, bucket) for name in ("here", "there")]
        run = await here.runs.add(scope, new_run(await asyncio.to_thread(here.blobs.put, pack(champion()), ".zip")))
        await here.runs.promote(scope, run.id)
        shelf = Shelf(there)
        await shelf.refresh()
        server.broken = True
        with pytest.raises(StoreUnavailable):
            await asyncio.to_thread(shelf)
        server.broken = False
        assert (await asyncio.to_thread(shelf)).bundle.name == champion().name
        server.objects.clear()
        assert (await asyncio.to_thread(shelf)).bundle.name == champion().name  # loaded once, kept
        fresh = Shelf(await open_stores(database, tmp_path / "third", bucket))
        await fresh.refresh()
        with pytest.raises(ModelInUseBroken):
            await asyncio.to_thread(fresh)
        for stores in (here, there, fresh._stores):
            await stores.close()


async def cut_short_and_again(chat, turn: str) -> str:
    """A yes that is carried out, whose turn breaks off before it is committed, and runs again; what is said then."""
    yes = Incoming(chat.scope, turn, "네")
    replies = chat.core.handle(yes)
    async for reply in replies:
        if isinstance(reply, ToolFinished):
            break
    await replies.aclose()
    return words([reply async for reply in chat.core.handle(yes)])


async def test_a_promotion_and_a_rollback_that_a_crash_cut_short_are_told_as_done_when_their_turn_runs_again(chat):
    stores = chat.core.stores
    run = await stores.runs.add(chat.scope, new_run(stores.blobs.put(pack(champion()), ".zip")))
    await chat.say("이 모델을 써줘")
    assert f"이제 모두의 예측에 `{run.id[:8]}`" in await cut_short_and_again(chat, "the first yes")
    assert (await stores.runs.in_use()).id == run.id
    await chat.say("모델 되돌려줘")
    assert f"{champion().name}로 되돌렸어요" in (await cut_short_and_again(chat, "the second yes")).replace("으로", "로")
    assert await stores.runs.in_use() is None
    assert [change.kind for change in await stores.runs.history()] == ["rollback", "promote"]


async def test_what_is_warmed_is_the_model_in_use(chat):
    file = await in_use(chat, pack(champion()))
    await chat.core.warm()
    file.unlink()  # it is at hand by now
    assert "ECLO" in words(await chat.say(PREDICT))


async def test_a_broken_model_in_use_is_in_the_log_before_anybody_asks(chat, caplog):
    (await in_use(chat, pack(champion()))).unlink()
    with pytest.raises(ModelInUseBroken):
        await chat.core.warm()
    assert MODEL in caplog.text
