"""The programs themselves: what goes wrong is said in a sentence, and nothing is left behind."""

from __future__ import annotations

import dataclasses
import logging
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from conftest import Chat

from bot import settings as settings_module
from bot import wiring
from bot.embedded import Embedded, EmbeddedError
from bot.logs import Redacting
from bot.messages import Done, Incoming
from model.bundle import champion
from storage.scope import Scope
from tools._errors import Cancelled, Refused
from tools._registry import call

ROOT = Path(__file__).parents[2]
ECLO = [sys.executable, "-m", "bot.cli"]


def run(*words: str, env: dict[str, str], given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run([*ECLO, *words], cwd=ROOT, env=env, input=given, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def environment(clean_environment, tmp_path):
    return clean_environment | {"ECLO_VAR": str(tmp_path / "var")}


@pytest.mark.parametrize("words", [("chat", "-m", "안녕"), ("datasets",), ("jobs",), ("migrate",), ("tool", "list_datasets")])
@pytest.mark.parametrize("database", ["postgresql://me:canary@127.0.0.1:1/eclo", "a file that is no database"])
def test_a_database_that_can_not_be_used_is_one_sentence_and_no_trace(command, monkeypatch, tmp_path, words, database):
    if database.startswith("postgresql"):
        pytest.importorskip("asyncpg", reason="the PostgreSQL driver is not installed")
        monkeypatch.setenv("DATABASE_URL", database)
    else:
        (tmp_path / "var").mkdir()
        (tmp_path / "var" / "eclo.db").write_bytes(b"this is no database, whatever its name says " * 50)
    ended = command(*words)
    assert ended.returncode == 1
    assert "저장소" in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stdout + ended.stderr
    log = tmp_path / "var" / "eclo.log"
    assert "canary" not in ended.stdout + ended.stderr + (log.read_text() if log.exists() else "")


def test_a_line_about_a_file_that_is_not_there_says_so_and_the_next_one_is_answered(environment):
    lines = '{"thread":"a","text":"","files":["/no/such/file.csv"]}\n{"thread":"a","text":"도움말"}\n'
    ended = run("chat", "--jsonl", env=environment, given=lines)
    assert ended.returncode == 0
    assert "/no/such/file.csv" in ended.stdout.splitlines()[0]
    assert '"internal"' not in ended.stdout
    assert '"done"' in ended.stdout


@pytest.mark.parametrize(("words", "said", "told"), [(("chat", "--jsonl"), "no JSON", "bad_line"), (("chat",), "/nothing", "/nothing")])
def test_an_interrupt_ends_a_program_that_waits_for_its_input(environment, words, said, told):
    with subprocess.Popen(
        [*ECLO, *words],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        # a shell that starts the tests in the background has it ignored, and children inherit that
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - nothing of these tests holds a lock
    ) as program:
        try:
            program.stdin.write(f"{said}\n".encode())
            program.stdin.flush()
            while told not in program.stdout.readline().decode():  # then it waits for the next line
                assert program.poll() is None
            program.send_signal(signal.SIGINT)
            assert program.wait(20) == 130
        finally:
            program.kill()


@pytest.mark.parametrize(
    ("variable", "value"), [("ECLO_TIME_ZONE", "Asia/Daegu"), ("ECLO_TIME_ZONE", "../etc"), ("PORT", "²"), ("ECLO_MAX_STEPS", "0")]
)
def test_a_setting_that_can_not_be_used_is_named(variable, value):
    with pytest.raises(settings_module.SettingsError, match=variable):
        settings_module.load({variable: value})


@pytest.mark.parametrize(
    "line",
    [
        "redis://:canary@host:6379/0 refused",
        "connecting to rediss://user:canary@host",
        "postgresql+asyncpg://me:canary@db/eclo",
        "token xoxb-canary-1",
        "key sk-ant-canary",
        "xapp-1-canary",
    ],
)
def test_a_secret_in_a_log_line_is_blotted_out(line):
    record = logging.LogRecord("x", logging.INFO, "x", 1, "%s", (line,), None)
    assert "canary" not in Redacting("%(message)s").format(record)


def test_a_trace_in_the_log_is_blotted_out_too():
    try:
        raise ValueError("redis://:canary@host")
    except ValueError:
        record = logging.LogRecord("x", logging.INFO, "x", 1, "it failed", (), sys.exc_info())
    assert "canary" not in Redacting("%(message)s").format(record)


async def test_where_no_queue_can_be_started_the_bot_still_answers(settings, monkeypatch):
    async def ensure(self):
        raise EmbeddedError("no Valkey for this machine")

    monkeypatch.setattr(Embedded, "ensure", ensure)
    async with wiring.open_core(settings, at_once=True) as core:
        replies = [r async for r in core.handle(Incoming(Scope("local", "c", "t", "u"), "1", "도움말"))]
    assert replies[-1] == Done()


async def test_a_worker_gets_no_secret(settings, example, monkeypatch):
    for item in dataclasses.fields(settings_module.Settings):
        if item.metadata["secret"]:
            monkeypatch.setenv(item.metadata["env"], "canary")
    async with wiring.open_core(settings, at_once=True) as core:
        worker = core.pids()["worker"]
        assert b"canary" not in Path(f"/proc/{worker}/environ").read_bytes()


@pytest.mark.parametrize("reached", [0.2, 0.6, 0.9])
async def test_a_prediction_that_is_cancelled_leaves_no_file_behind(core, chat, example, tmp_path, monkeypatch, reached):
    folder = tmp_path / "temporary"
    folder.mkdir()
    await chat.say("", example)
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    context = core.context(Incoming(chat.scope, "t", ""), "ko")
    context.dataset = await core.stores.datasets.current(chat.scope)

    class Stopped(type(context.progress)):
        def __call__(self, done, total):
            if done > reached * total:
                raise Cancelled
            super().__call__(done, total)

    context.progress = Stopped()
    try:
        await call(core.registry["predict_dataset"], context, {})
    except Cancelled:
        assert list(folder.iterdir()) == []
    else:
        pytest.fail("it was not stopped")


@pytest.mark.parametrize(
    "accident",
    [
        {"accident_hour": "오후 3시"},
        {"accident_hour": [3]},
        {"accident_year": "곧", "accident_month": 2, "accident_day": 3},
        {"accident_year": 2026, "accident_month": "이월", "accident_day": 3},
        {"accident_year": 2026, "accident_month": 2.5, "accident_day": 3},
        {"accident_hour": True},
    ],
)
async def test_numbers_of_an_accident_that_are_none_are_refused_by_name(core, chat, accident):
    context = core.context(Incoming(chat.scope, "t", ""), "ko")
    with pytest.raises(Refused) as refusal:
        await call(core.registry["predict_eclo_batch"], context, {"accidents": [accident]})
    assert "1번째 사고" in refusal.value.say("ko")


async def test_numbers_of_an_accident_that_came_as_text_are_numbers(core, chat):
    context = await core.prepared(Incoming(chat.scope, "t", ""), "ko")
    as_text = {"accident_hour": "15", "accident_year": "2026", "accident_month": "2", "accident_day": 3.0}
    as_numbers = {"accident_hour": 15, "accident_year": 2026, "accident_month": 2, "accident_day": 3}
    result = await call(core.registry["predict_eclo_batch"], context, {"accidents": [as_text, as_numbers]})
    first, second = result.data["predictions"]
    assert first["eclo"] == second["eclo"]
    assert first["inputs"] == second["inputs"]


async def test_a_message_that_starts_one_job_twice_shows_it_once(core, chat, example):
    from bot.agent.brain import Step
    from bot.commands.chat import _with_jobs
    from bot.messages import JobUpdate

    class Twice:
        name = "twice"

        async def respond(self, request):
            if request.messages[-1]["content"][0]["type"] == "tool_result":
                yield Step([{"type": "text", "text": "네."}], "end_turn")
                return
            calls = [{"type": "tool_use", "id": f"t{n}", "name": "predict_dataset", "input": {}} for n in range(2)]
            yield Step(calls, "tool_use")

    await chat.say("", example)
    core.brain = Twice()
    replies = [r async for r in _with_jobs(core, Incoming(chat.scope, "t", "예측"))]
    assert [r.state for r in replies if isinstance(r, JobUpdate)].count("done") == 1


async def test_a_chat_that_is_over_has_closed_its_connection_to_claude(settings):
    from fakes.anthropic import FakeAnthropic, text
    from pydantic import SecretStr

    async with FakeAnthropic(text("네.")) as server:
        with_key = dataclasses.replace(settings, anthropic_api_key=SecretStr("sk-ant-x"), anthropic_base_url=server.url)
        async with wiring.open_core(with_key) as core:
            await Chat(core).say("안녕")
        (client,) = core.brain._claude._clients.values()
        assert client.is_closed()


@pytest.fixture
def altered(tmp_path):
    """The programs in a folder whose shipped model was changed by a byte."""
    folder = tmp_path / "program"
    folder.mkdir()
    for name in ("bot", "tools", "storage"):
        (folder / name).symlink_to(ROOT / name)
    for name in ("app.py", "worker.py"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "model", folder / "model", ignore=shutil.ignore_patterns("__pycache__"))
    changed = folder / "model" / "bundles" / champion().name / "severity.txt"
    content = bytearray(changed.read_bytes())
    content[len(content) // 2] ^= 1
    changed.write_bytes(content)
    return folder


SLACK = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
STARTS = {
    "one question": (["-m", "bot.cli", "chat", "-m", "안녕"], {}),
    "lines": (["-m", "bot.cli", "chat", "--jsonl"], {}),
    "the front door": (["app.py"], {}),
    "Slack": (["app.py"], SLACK),
    "a worker": (["worker.py"], {}),
}


@pytest.mark.parametrize("how", STARTS)
def test_no_program_that_answers_starts_with_an_altered_model(environment, altered, how):
    words, settings = STARTS[how]
    ended = subprocess.run(
        [sys.executable, *words], cwd=altered, env=environment | settings, input="", capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 1, ended.stdout
    assert ended.stdout == ""
    (line,) = ended.stderr.splitlines()
    assert "원래 파일로 되돌려" in line
    assert "severity.txt" in line


def test_the_doctor_runs_with_an_altered_model_and_names_it(environment, altered):
    ended = subprocess.run(
        [sys.executable, "-m", "bot.cli", "doctor"], cwd=altered, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert "bundle_altered" in ended.stdout
