"""The child process of an export, the only place where MLflow is imported. Reads a request, says how it went as JSON.

python bot/export/_child.py < REQUEST-JSON     (see bot.export.tracking; a program of its own, nothing of the bot is imported)
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities import Run

# Settings of MLflow's own, where the operator has none: ask twice, not for minutes; tell nobody else; write no progress bars.
_DEFAULTS = {
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "10",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
}
_DENIED = ("PERMISSION_DENIED", "UNAUTHENTICATED", "CUSTOMER_UNAUTHORIZED")
_BATCH = 100  # most parameters or tags in one request
_ALIAS = "champion"


class _NotNeeded:
    """Keeps out what the small client can do without and imports where it is there: half of its start."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        if name in ("numpy", "pandas"):
            raise ModuleNotFoundError("not needed here", name=name)


class _Deleted(Exception):
    """The experiment is in MLflow's bin."""


def main() -> int:
    request = json.load(sys.stdin)
    for name, value in _DEFAULTS.items():
        os.environ.setdefault(name, value)
    sys.meta_path.insert(0, _NotNeeded())
    out, sys.stdout = sys.stdout, sys.stderr  # what MLflow prints is no answer
    import mlflow
    from mlflow.exceptions import MlflowException

    try:
        mlflow.set_tracking_uri(request["uri"])
        _serve(mlflow.MlflowClient(request["uri"]), request)
        answer: dict[str, Any] = {"ok": True}
    except _Deleted:
        answer = {"ok": False, "code": "experiment_deleted"}
    except (MlflowException, OSError) as error:
        traceback.print_exc()
        answer = {"ok": False, "code": _code(error)}
    json.dump(answer, out)
    return 0


def _serve(client: MlflowClient, request: dict[str, Any]) -> None:
    if request.get("ping"):
        client.search_experiments(max_results=1)
        return
    exporter = _Export(client, request)
    for run in request["runs"]:
        exporter.put(run)
    exporter.mark(request["in_use"])


class _Export:
    """One experiment, and a registered model of the same name. Each run is found by a tag, so that it is there once."""

    def __init__(self, client: MlflowClient, request: dict[str, Any]) -> None:
        self._client, self._name = client, request["experiment"]
        self._run_id, self._in_use = request["run_id_tag"], request["in_use_tag"]
        self._experiment = self._made()

    def put(self, run: dict[str, Any]) -> None:
        """Create or update a run; it is finished when everything is there."""
        from mlflow.entities import Metric, Param, RunTag

        known = self._known(run)
        run_id, has = known.info.run_id, known.data.metrics
        parameters = [Param(name, value) for name, value in run["parameters"].items()]
        # MLflow keeps every value of a metric ever told: only a new one is told.
        metrics = [Metric(name, value, run["ended"], 0) for name, value in run["metrics"].items() if has.get(name) != value]
        tags = [RunTag(name, value) for name, value in run["tags"].items()]
        for part in _parts(metrics):
            self._client.log_batch(run_id, metrics=part)
        for part in _parts(parameters):
            self._client.log_batch(run_id, params=part)
        self._client.log_batch(run_id, tags=tags)
        self._client.log_artifacts(run_id, run["folder"])
        self._client.set_terminated(run_id, "FINISHED", run["ended"])
        self._register(known, run)

    def mark(self, in_use: str | None) -> None:
        """Let exactly the run in use carry the tag, and its version of the registered model the alias."""
        marked = self._found(self._in_use, "true")
        wanted = self._found(self._run_id, in_use) if in_use else []
        keep = {run.info.run_id for run in wanted}
        for run in marked:
            if run.info.run_id not in keep:
                self._client.set_tag(run.info.run_id, self._in_use, "false")
        for run in wanted:
            self._client.set_tag(run.info.run_id, self._in_use, "true")
        versions = [version for run in wanted for version in self._versions(run)]
        if versions:
            self._client.set_registered_model_alias(self._name, _ALIAS, versions[0].version)
        elif self._client.search_registered_models(filter_string=f"name = '{self._name}'"):
            self._client.delete_registered_model_alias(self._name, _ALIAS)

    def _made(self) -> str:
        from mlflow.exceptions import MlflowException

        found = self._client.get_experiment_by_name(self._name)
        if found is None:
            try:
                return str(self._client.create_experiment(self._name))
            except MlflowException as error:
                if error.error_code != "RESOURCE_ALREADY_EXISTS":  # another process was quicker
                    raise
                found = self._client.get_experiment_by_name(self._name)
        if found is None or found.lifecycle_stage == "deleted":
            raise _Deleted
        return str(found.experiment_id)

    def _known(self, run: dict[str, Any]) -> Run:
        """The one run with this id. Two processes that create it at once agree: the smallest stays."""
        found = self._found(self._run_id, run["id"])
        if not found:
            tags = {self._run_id: run["id"], self._in_use: "false"}
            made = self._client.create_run(self._experiment, start_time=run["started"], tags=tags, run_name=run["name"])
            found = self._found(self._run_id, run["id"]) or [made]
        first, *others = sorted(found, key=lambda one: str(one.info.run_id))
        for other in others:
            self._client.delete_run(other.info.run_id)
        return first

    def _found(self, tag: str, value: str) -> list[Run]:
        return list(self._client.search_runs([self._experiment], f"tags.`{tag}` = '{value}'", max_results=100))

    def _register(self, known: Run, run: dict[str, Any]) -> None:
        from mlflow.exceptions import MlflowException

        if self._versions(known):
            return
        try:
            self._client.create_registered_model(self._name)
        except MlflowException as error:
            if error.error_code != "RESOURCE_ALREADY_EXISTS":
                raise
        source = f"{known.info.artifact_uri}/bundle"
        self._client.create_model_version(self._name, source, known.info.run_id, tags={self._run_id: run["id"]})

    def _versions(self, run: Run) -> list[Any]:
        found = self._client.search_model_versions(f"name = '{self._name}' and run_id = '{run.info.run_id}'")
        return sorted(found, key=lambda version: int(version.version))


def _parts(items: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]


def _code(error: Exception) -> str:
    from mlflow.exceptions import RestException

    if getattr(error, "error_code", "") in _DENIED or "error code 401" in str(error) or "error code 403" in str(error):
        return "denied"
    if isinstance(error, RestException):  # an answer
        return "failed"
    silent = isinstance(error, OSError) or "failed with exception" in str(error) or "failed with timeout" in str(error)
    return "unreachable" if silent else "failed"


if __name__ == "__main__":
    sys.exit(main())
