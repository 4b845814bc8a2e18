"""Runs in MLflow: a real tracking server, the real client in its child process, real stores."""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from fakes.mlflow_server import API, MlflowServer, free_port

from bot import wiring
from bot.commands.doctor import _mlflow
from bot.export.entry import metrics_of, tags_of
from bot.export.tracking import MlflowExporter
from bot.messages import Incoming
from bot.settings import SettingsError, load
from model.archive import pack
from model.bundle import champion
from storage.runs import NewRun, Run
from storage.scope import Scope
from tools._exporter import ExportFailed
from tools._registry import call
from tools.training._export import export_runs, export_trained

BUNDLES = Path(__file__).parents[2] / "model" / "bundles"
HERE = Scope("local", "terminal:me", "main", "me")


@pytest.fixture(scope="module")
def server(tmp_path_factory, clean_environment):
    pytest.importorskip("mlflow", reason="MLflow is not installed (uv sync --extra mlflow)")
    running = MlflowServer(tmp_path_factory.mktemp("mlflow"), clean_environment)
    running.wait()
    yield running
    running.stop()


class Bot:
    """The bot's core with an MLflow server set, and runs that hold the shipped bundle."""

    def __init__(self, core, context) -> None:
        self.core, self.context = core, context

    async def trained(self, name: str) -> Run:
        packed = pack(BUNDLES / champion().name)
        new = NewRun(
            id=name * 32, name=f"run-{name * 8}",
            data={"sources": ["가.csv"], "sha256": {"가.csv": "5" * 64}, "rows": 300, "years": {"2016": 100, "2018": 200}},
            parameters={"num_leaves": 31, "copy_weights": [0.5, 1.0]},
            metrics={"test": {"rmsle": 0.4455, "year": 2018, "coverage_차대차": 0.8}, "test_naive": {"rmsle": float("nan")}},
            comparison={"verdict": "better", "champion": {"rmsle": 0.46}}, log=["사고 300건", "다시 배웠어요"],
            bundle=self.core.stores.blobs.put(packed, ".zip"), code_version="0.1.0", seconds=2.5,
        )  # fmt: skip
        return await self.core.stores.runs.add(HERE, new)

    async def tool(self, name: str, **arguments: object) -> str:
        return (await call(self.core.registry[name], self.context, arguments)).text


@pytest.fixture
async def make_bot(settings):
    opened = []

    async def made(uri: str, experiment: str = "eclo") -> Bot:
        manager = wiring.open_core(dataclasses.replace(settings, mlflow_tracking_uri=uri, mlflow_experiment=experiment))
        opened.append(manager)
        core = await manager.__aenter__()
        return Bot(core, await core.prepared(Incoming(HERE, "t1", ""), "ko"))

    yield made
    for manager in opened:
        await manager.__aexit__(None, None, None)


async def test_a_run_is_in_mlflow_once_with_all_it_has_however_often_it_is_exported(server, make_bot):
    bot = await make_bot(server.url, "once")
    run = await bot.trained("a")
    await export_trained(run, bot.context)
    assert bot.context.progress.lines == ["MLflow로 내보냈어요."]
    (first,) = server.runs("once")
    await export_runs([run], bot.context)
    (again,) = server.runs("once")
    assert again == first
    assert first["info"]["status"] == "FINISHED"
    assert first["info"]["end_time"] - first["info"]["start_time"] == 2500
    assert first["params"] == {"num_leaves": "31", "copy_weights": "[0.5, 1.0]"}
    assert first["metrics"] == {
        "test.rmsle": 0.4455, "test.year": 2018.0, "test.coverage_차대차": 0.8, "comparison.champion.rmsle": 0.46, "data.rows": 300.0, "seconds": 2.5
    }  # fmt: skip
    told = {
        "eclo.run_id": run.id,
        "eclo.data_sha256": "5" * 64,
        "eclo.verdict": "better",
        "eclo.code_version": "0.1.0",
        "eclo.in_use": "false",
    }
    assert told.items() <= first["tags"].items()
    assert "me" not in first["tags"].values()
    run_id = first["info"]["run_id"]
    history = server.ask(f"{API}/metrics/get-history?run_id={run_id}&metric_key=test.rmsle")["metrics"]
    assert len(history) == 1
    (place,) = server._folder.glob(f"artifacts/**/{run_id}/artifacts")
    shipped = BUNDLES / champion().name
    kept = {path.name: hashlib.sha256(path.read_bytes()).digest() for path in (place / "bundle").iterdir()}
    assert kept == {path.name: hashlib.sha256(path.read_bytes()).digest() for path in shipped.iterdir()}
    assert (place / "training.log").read_text(encoding="utf-8") == "사고 300건\n다시 배웠어요\n"
    assert (place / "run.json").is_file()


async def test_mlflow_marks_the_model_in_use_and_no_other(server, make_bot):
    bot = await make_bot(server.url, "marks")
    a, b = [await bot.trained(name) for name in "ab"]
    for change, arguments, used in (
        ("promote_run", {"run": a.id}, a.id),
        ("promote_run", {"run": b.id}, b.id),
        ("rollback_model", {"expected": a.id}, None),
    ):
        if change == "rollback_model":
            await bot.core.stores.runs.rollback(HERE, expected=b.id)  # unseen by MLflow: the next change sets it right
        assert "다만" not in await bot.tool(change, **arguments)
        marked = [run["tags"]["eclo.run_id"] for run in server.runs("marks") if run["tags"]["eclo.in_use"] == "true"]
        assert marked == ([used] if used else [])
        model = server.model("marks")
        version = {alias["alias"]: alias["version"] for alias in model.get("aliases", [])}.get("champion")
        path = f"{API}/model-versions/get?name=marks&version={version}"
        tags = server.ask(path)["model_version"]["tags"] if version else []
        assert tags == ([{"key": "eclo.run_id", "value": used}] if used else [])
    assert len(server.runs("marks")) == 2


async def test_a_server_that_is_down_takes_nothing_from_the_run(make_bot):
    bot = await make_bot(f"http://me:canary@127.0.0.1:{free_port()}")
    run = await bot.trained("a")
    await export_trained(run, bot.context)
    (line,) = bot.context.progress.lines
    assert line.startswith("MLflow로 내보내지 못했어요: 서버가 응답하지 않아요.")
    assert "eclo runs --export aaaaaaaa" in line
    assert (await bot.core.stores.runs.get(HERE, run.id)).bundle == run.bundle


async def test_a_stopped_job_does_not_wait_for_mlflow(make_bot):
    bot = await make_bot(f"http://127.0.0.1:{free_port()}")
    run = await bot.trained("a")
    bot.context.progress.cancelled.set()
    await export_trained(run, bot.context)
    assert "중간에 멈췄어요" in bot.context.progress.lines[0]


def test_doctor_knows_a_server_that_answers(server):
    finding = _mlflow(load({"MLFLOW_TRACKING_URI": server.url}))
    assert (finding.level, finding.remedy) == ("ok", "")


_WITHOUT = """
import sys
from importlib.machinery import PathFinder

class Without:
    find_spec = staticmethod(lambda name, *more: None if name.split(".")[0] == "mlflow" else PathFinder.find_spec(name, *more))

if {hide}:
    sys.meta_path[sys.meta_path.index(PathFinder)] = Without
from bot.cli import main
status = main({arguments})
assert not [name for name in sys.modules if name.split(".")[0] == "mlflow"]
sys.exit(status)
"""


def eclo(arguments, environment, folder, *, hide=True):
    program = [sys.executable, "-c", _WITHOUT.format(hide=hide, arguments=arguments)]
    root = str(Path(__file__).parents[2])
    return subprocess.run(
        program, check=False, env={**environment, "ECLO_VAR": str(folder), "PYTHONPATH": root}, capture_output=True, text=True, timeout=100
    )


@pytest.mark.parametrize("hide", [True, False])
def test_without_the_setting_nothing_of_mlflow_is_imported(hide, clean_environment, tmp_path):
    told = eclo(["runs"], clean_environment, tmp_path, hide=hide)
    assert told.returncode == 0, told.stderr
    assert "아직 학습 기록이 없어요" in told.stdout


async def test_the_setting_without_the_extra_says_what_to_install(settings, clean_environment, make_bot):
    bot = await make_bot("")
    await bot.trained("a")
    environment = {**clean_environment, "MLFLOW_TRACKING_URI": "http://127.0.0.1:1"}
    told = await asyncio.to_thread(eclo, ["runs", "--export"], environment, settings.var_dir)
    assert told.returncode == 1
    assert told.stderr.count("\n") == 1
    assert "uv sync --extra mlflow" in told.stderr


async def test_a_hung_export_is_ended(monkeypatch, tmp_path):
    monkeypatch.setattr("bot.export.tracking.START_SECONDS", 0.2)
    with pytest.raises(ExportFailed, match="took_too_long"):
        await MlflowExporter("http://127.0.0.1:1", "eclo").export([], None, threading.Event())


@pytest.mark.parametrize("uri", ["localhost:5000", "sqlite:///x.db", "http:///x", "databricks"])
def test_an_address_that_is_no_server_is_refused_by_name(uri):
    with pytest.raises(SettingsError, match="MLFLOW_TRACKING_URI"):
        load({"MLFLOW_TRACKING_URI": uri})


@pytest.mark.parametrize("name", ["a/b", "a'b", "a:b", "a`b", "100%"])
def test_an_experiment_name_that_no_model_can_have_is_refused(name):
    with pytest.raises(SettingsError, match="MLFLOW_EXPERIMENT_NAME"):
        load({"MLFLOW_EXPERIMENT_NAME": name})


async def test_only_finite_numbers_become_metrics_and_empty_facts_no_tags(make_bot):
    run = await (await make_bot("")).trained("a")
    odd = dataclasses.replace(
        run, metrics={"t": {"a": float("inf"), "b": True, "c": None, "d": [1], "e": {"f": 2}}}, comparison=None, data={}
    )
    assert metrics_of(odd) == {"t.e.f": 2.0, "seconds": 2.5}
    assert set(tags_of(odd)) == {"eclo.run_id", "eclo.model", "eclo.code_version", "mlflow.source.name"}
